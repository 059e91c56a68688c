'use strict';

/* The smallest write: one fresh key, by the operator. The same transaction as in `make bench-ledger`. */

const crypto = require('crypto');
const { Operation } = require('../lib/operation');

const WARM_AT_ONCE = 20;

/** A digest of its own each time; at most `most` of them by this worker, where the round says so. */
class Propose extends Operation {
    prepare() {
        this.most = (this.roundArguments || {}).most || Infinity;
    }

    /** With the argument `warm`: so many transactions first, which Caliper doesn't count before a round begins. */
    async initializeWorkloadModule(...given) {
        await super.initializeWorkloadModule(...given);
        const { warm = 0 } = this.roundArguments || {};
        for (let sent = 0; sent < warm; sent += WARM_AT_ONCE) {
            await Promise.all(Array.from({ length: WARM_AT_ONCE }, () => this.propose()));
        }
    }

    async propose() {
        await this.submit('operator', 'market:ProposeModel', { digest: crypto.randomBytes(32).toString('hex') });
    }

    async submitTransaction() {
        // Caliper calls once more when a round's time is over.
        if (this.sent < this.most) {
            this.sent += 1;
            await this.propose();
        }
    }
}

module.exports.createWorkloadModule = () => new Propose();
