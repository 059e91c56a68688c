'use strict';

/* The matches of the frozen cycle are published: from here on they can be decided. Caliper gives every worker something to
   do, so the others look on. */

const { Operation } = require('../lib/operation');

/** One transaction in all, and a query by each worker but the first. */
class Publish extends Operation {
    async submitTransaction() {
        const cycle = this.market.deciding;
        if (this.workerIndex === 0) {
            await this.submit('operator', 'floor:PublishMatches', { cycle });
        } else {
            await this.query('operator', 'floor:GetCycle', { cycle });
        }
    }
}

module.exports.createWorkloadModule = () => new Publish();
