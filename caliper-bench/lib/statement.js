'use strict';

/* Signed statements, as `chaincode/README.md` defines them: a length before each part, ECDSA P-256 with low s, base64. */

const crypto = require('crypto');

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/**
 * The bytes that are signed.
 * @param {{channel: string, kind: string, subject: string, companyId: string, expiryCycle: number}} of what it is about
 * @param {Buffer} digest 32 bytes
 * @return {Buffer} canonical bytes
 */
function statementBytes(of, digest) {
    const texts = ['shoal/1', of.channel, of.kind, of.subject, of.companyId, String(of.expiryCycle)];
    const parts = [...texts.map((text) => Buffer.from(text, 'utf8')), digest];
    return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return length;
}

/**
 * A statement's signature.
 * @param {crypto.KeyObject} key a private key on P-256
 * @param {Buffer} bytes what is signed
 * @return {string} base64 of the DER form, s in the lower half of the order
 */
function signed(key, bytes) {
    const pair = crypto.sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(`0x${pair.subarray(32).toString('hex')}`);
    const low = s > ORDER / 2n ? ORDER - s : s;
    return der(pair.subarray(0, 32), Buffer.from(low.toString(16).padStart(64, '0'), 'hex')).toString('base64');
}

function der(r, s) {
    const body = Buffer.concat([integer(r), integer(s)]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function integer(bytes) {
    const first = bytes.findIndex((byte) => byte !== 0);
    const least = bytes.subarray(first === -1 ? bytes.length - 1 : first);
    const positive = least[0] & 0x80 ? Buffer.concat([Buffer.from([0]), least]) : least;
    return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), crypto.createHash('sha256')).digest();

/**
 * A company's decision on a match, as `floor:RecordDecisions` takes it.
 * @param {object} company of the market file, with its key
 * @param {string} channel the channel's name
 * @param {string} matchId the match
 * @param {boolean} accept whether it accepts
 * @param {number} expiryCycle until when the statement holds
 * @return {object} one entry
 */
function decision(company, channel, matchId, accept, expiryCycle) {
    const of = { channel, kind: 'decision', subject: matchId, companyId: company.company_id, expiryCycle };
    const signature = signed(company.key, statementBytes(of, sha256(accept ? 'accept' : 'refuse')));
    return {
        match_id: matchId, company_id: company.company_id, accept, key_id: company.key_id,
        expiry_cycle: expiryCycle, signature,
    };
}

/**
 * A company's evaluation of a contract, as `credit:RecordEvaluations` takes it; the text is salted afresh.
 * @param {object} company of the market file, with its key
 * @param {string} channel the channel's name
 * @param {string} matchId what made the contract
 * @param {string} label excellent, good or bad
 * @param {string} text the evaluation in words
 * @param {string} modelDigest of the model that gave the label
 * @param {number} expiryCycle until when the statement holds
 * @return {object} one entry
 */
function evaluation(company, channel, matchId, label, text, modelDigest, expiryCycle) {
    const of = { channel, kind: 'evaluation', subject: matchId, companyId: company.company_id, expiryCycle };
    const digest = sha256(crypto.randomBytes(32), Buffer.from(text, 'utf8'));
    return {
        match_id: matchId, company_id: company.company_id, label, text_digest: digest.toString('hex'),
        model_digest: modelDigest, key_id: company.key_id, expiry_cycle: expiryCycle,
        signature: signed(company.key, statementBytes(of, digest)),
    };
}

/**
 * A company's appeal against an evaluation's label, as `credit:RecordAppeals` takes it; the reason is salted afresh.
 * @param {object} company of the market file, with its key
 * @param {string} channel the channel's name
 * @param {string} matchId what made the contract
 * @param {string} side whose evaluation it is about: buyer or seller
 * @param {string} reason in words
 * @param {number} expiryCycle until when the statement holds
 * @return {object} one entry
 */
function appeal(company, channel, matchId, side, reason, expiryCycle) {
    const of = { channel, kind: 'appeal', subject: `${side}.${matchId}`, companyId: company.company_id, expiryCycle };
    const digest = sha256(crypto.randomBytes(32), Buffer.from(reason, 'utf8'));
    return {
        match_id: matchId, side, company_id: company.company_id, reason_digest: digest.toString('hex'),
        key_id: company.key_id, expiry_cycle: expiryCycle,
        signature: signed(company.key, statementBytes(of, digest)),
    };
}

module.exports = { statementBytes, signed, sha256, decision, evaluation, appeal };
