'use strict';

/* The smallest write: one fresh key, by the operator. The same transaction as in `make bench-ledger`. */

const crypto = require('crypto');
const { Operation } = require('../lib/operation');

/** A digest of its own each time. */
class Propose extends Operation {
    async submitTransaction() {
        await this.submit('operator', 'market:ProposeModel', { digest: crypto.randomBytes(32).toString('hex') });
    }
}

module.exports.createWorkloadModule = () => new Propose();
