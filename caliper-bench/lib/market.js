'use strict';

/* The market that a run trades on: `SHOAL_MARKET` names the file that the runner wrote, with keys as paths. */

const crypto = require('crypto');
const fs = require('fs');

let loaded;

/**
 * The market file with each company's private key read.
 * @return {object} see `benchmarks/caliper/market_file.py`
 */
function market() {
    if (!loaded) {
        const file = process.env.SHOAL_MARKET;
        if (!file) {
            throw new Error('SHOAL_MARKET names no file: start the benchmark with `make bench-caliper`');
        }
        loaded = JSON.parse(fs.readFileSync(file, 'utf8'));
        for (const company of loaded.companies) {
            company.key = crypto.createPrivateKey(fs.readFileSync(company.private_key));
        }
        loaded.company = new Map(loaded.companies.map((company) => [company.company_id, company]));
    }
    return loaded;
}

/**
 * Figures of a lot of ten pieces: any bid meets any ask, at prices that differ.
 * @param {string} side demand or supply
 * @param {string} listId its id, unique
 * @param {string} breed of the catalogue
 * @param {number} n spreads the prices
 * @return {object} one entry of `floor:PostLists`
 */
function lot(side, listId, breed, n) {
    const least = side === 'demand' ? 120000 : 80000;
    return {
        side, list_id: listId, breed, amount: 10, price_fen: least + (n % 10007), freshness: 2,
        weight_g: 10000 + (n % 500), good_till_cancelled: false,
    };
}

/** @return {string} who owns a list: its id begins with the company's */
const ownerOf = (listId) => listId.split('.')[0];

module.exports = { market, lot, ownerOf };
