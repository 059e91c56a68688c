"""Caliper's market: lists, schemes of the project's own matcher, and the statements that its workloads sign."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_public_key

from benchmarks.caliper.contracts import accepted, matches_of
from benchmarks.caliper.floor import BREEDS, lists_of
from benchmarks.caliper.identities import Company
from benchmarks.caliper.matcher import PARAMETERS
from benchmarks.caliper.schemes import schemes_of
from gateway.statements.canonical import decision_digest, statement_bytes
from network.profile import ProfileIdentity
from shoal.home import checkout
from tests.helpers.caliper import node

HALF_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2
VECTORS = checkout() / "chaincode" / "domain" / "testdata" / "statement_vectors.json"


def companies(count=6, key=None):
    identity = ProfileIdentity("PlatformMSP", key, key)
    return [Company(f"C-X{n:05}", "", ("demand", "supply")[n % 2], "", f"key{n}", identity) for n in range(count)]


@pytest.mark.parametrize("trades", [1, 5, 20, 100, 333])
def test_a_market_for_so_many_trades_matches_into_exactly_those(trades):
    everybody = companies(40)
    lists = [entry | {"company_id": company.company_id, "left": entry["amount"]}
             for company in everybody for entry in lists_of(everybody, company, trades, 4)]  # fmt: skip
    assert len({entry["list_id"] for entry in lists}) == len(lists) == 2 * trades
    assert all(len(entry["list_id"].partition(".")[2]) <= 32 for entry in lists)
    tenths = {company.company_id: 11 + n for n, company in enumerate(everybody)}
    schemes = schemes_of(lists, tenths, PARAMETERS)
    assert sum(len(scheme["trades"]) for scheme in schemes) == trades
    assert all(scheme["certificate"]["steps"] for scheme in schemes)
    assert len(schemes) == min(trades, len(BREEDS))
    matches = matches_of(4, schemes)
    assert len({match["match_id"] for match in matches}) == trades
    assert all(int(match["buyer"][3:]) % 2 == 0 and int(match["seller"][3:]) % 2 == 1 for match in matches)


async def test_decisions_are_signed_by_the_party_itself(tmp_path):
    private = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "key.pem"
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    everybody = {company.company_id: company for company in companies(2, file)}
    matches = [{"match_id": "4.1.Carp", "buyer": "C-X00000", "seller": "C-X00001"}]
    decisions = await accepted("floor", 4, matches, everybody)
    assert [decision["company_id"] for decision in decisions] == ["C-X00000", "C-X00001"]
    for decision in decisions:
        message = statement_bytes(
            channel="floor", kind="decision", subject="4.1.Carp", company_id=decision["company_id"], expiry_cycle=4,
            digest=decision_digest(accept=True),
        )  # fmt: skip
        private.public_key().verify(base64.b64decode(decision["signature"]), message, ec.ECDSA(SHA256()))


BYTES = """
    const { statementBytes, sha256 } = require('./lib/statement');
    const cases = JSON.parse(require('fs').readFileSync(process.argv[1])).cases;
    console.log(JSON.stringify(cases.map((c) => statementBytes(
        { channel: c.channel, kind: c.kind, subject: c.subject, companyId: c.company_id, expiryCycle: c.expiry_cycle },
        c.kind === 'decision' ? sha256(c.accept ? 'accept' : 'refuse')
            : Buffer.from(c.text_digest || c.reason_digest, 'hex')).toString('hex'))));
"""


def test_the_workloads_sign_the_bytes_that_the_chain_checks():
    cases = json.loads(VECTORS.read_text("utf-8"))["cases"]
    assert {case["kind"] for case in cases} == {"decision", "evaluation", "appeal"}
    assert node(BYTES, str(VECTORS)) == [case["bytes"] for case in cases]


SIGNED = """
    const crypto = require('crypto');
    const { decision, evaluation, appeal } = require('./lib/statement');
    const made = [];
    for (let n = 0; n < 200; n += 1) {
        const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const company = { company_id: 'C-AB12', key_id: 'k', key: privateKey };
        made.push({ key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
            decision: decision(company, 'floor', '12.1.大黄鱼', n % 2 === 0, 13),
            evaluation: evaluation(company, 'floor', '12.1.Carp', 'bad', '不好', 'ab'.repeat(32), 14),
            appeal: appeal(company, 'floor', '12.1.Carp', 'seller', '不是这样', 15) });
    }
    console.log(JSON.stringify(made));
"""


def test_signatures_of_the_workloads_verify_and_have_a_low_s():
    made = node(SIGNED)
    assert len({entry["evaluation"]["text_digest"] for entry in made}) == len(made)
    for n, entry in enumerate(made):
        key = load_der_public_key(base64.b64decode(entry["key"]))
        of = {
            "decision": ("12.1.大黄鱼", 13, decision_digest(accept=n % 2 == 0)),
            "evaluation": ("12.1.Carp", 14, bytes.fromhex(entry["evaluation"]["text_digest"])),
            "appeal": ("seller.12.1.Carp", 15, bytes.fromhex(entry["appeal"]["reason_digest"])),
        }
        for kind, (subject, expiry, digest) in of.items():
            message = statement_bytes(
                channel="floor", kind=kind, subject=subject, company_id="C-AB12", expiry_cycle=expiry, digest=digest
            )
            signature = base64.b64decode(entry[kind]["signature"])
            key.verify(signature, message, ec.ECDSA(SHA256()))
            assert decode_dss_signature(signature)[1] <= HALF_ORDER
        assert entry["decision"]["accept"] == (n % 2 == 0)
    assert hashlib.sha256(b"accept").digest() == decision_digest(accept=True)
