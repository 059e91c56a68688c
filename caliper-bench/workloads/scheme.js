'use strict';

/* The matcher's schemes of the frozen cycle, each with its certificate, which the chain checks; a breed a transaction. */

const { Operation } = require('../lib/operation');

/** One breed's scheme. */
class Scheme extends Operation {
    prepare() {
        this.schemes = this.own(this.market.schemes);
    }

    async submitTransaction() {
        await this.submit('operator', 'floor:SubmitScheme', this.next(this.schemes));
    }
}

module.exports.createWorkloadModule = () => new Scheme();
