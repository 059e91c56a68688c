'use strict';

/* A closed load: always so many transactions under way, never more, until `most` were sent. Caliper's own `fixed-load`
   sends one more and then sleeps for a transaction's latency: with one in flight it reaches half the rate. */

const RateInterface = require('@hyperledger/caliper-core/lib/worker/rate-control/rateInterface.js');

const LOOK_MS = 1;

/** Options: `load` transactions under way and `most` in all, of all workers together. For rounds with `txDuration`. */
class Closed extends RateInterface {
    constructor(testMessage, stats, workerIndex) {
        super(testMessage, stats, workerIndex);
        this.load = Math.max(1, Math.floor(this.options.load / this.numberOfWorkers));
        this.most = Math.floor(this.options.most / this.numberOfWorkers);
        this.over = Date.now() + 1000 * testMessage.getRoundDuration();
    }

    /** Returns when the next one may be sent, or when the round is over. */
    async applyRateControl() {
        while (this.mustWait() && Date.now() < this.over) {
            await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        }
    }

    mustWait() {
        const sent = this.stats.getTotalSubmittedTx();
        return sent >= this.most || sent - this.stats.getTotalFinishedTx() >= this.load;
    }

    async end() {}
}

module.exports.createRateController = (testMessage, stats, workerIndex) => new Closed(testMessage, stats, workerIndex);
