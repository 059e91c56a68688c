'use strict';

/* One whole cycle of `volume` trades, counted by Caliper as one transaction beside those that it consists of. */

const fs = require('fs');
const path = require('path');
const { TxStatus } = require('@hyperledger/caliper-core');
const { Operation } = require('../lib/operation');
const { Stages } = require('../lib/stages');
const { matcher, endMatcher } = require('../lib/matcher');

let slower = 1; // than the plan says: a busy machine

/** Worker 0 runs the cycle; the stages follow each other, so that more workers would only wait. A cycle that may not end
    in time (its argument `seconds`, as much longer as the cycle before was; `SHOAL_UNTIL`) is left out. */
class Cycle extends Operation {
    async initializeWorkloadModule(...given) {
        await super.initializeWorkloadModule(...given);
        this.matcher = await matcher(); // its start is not counted
    }

    async submitTransaction() {
        // Caliper ends a round when all that was sent has ended, as between two stages: this one ends with the cycle.
        this.sutAdapter.emit('txsSubmitted', 1);
        const whole = new TxStatus();
        whole.Set('request_type', 'cycle');
        whole.SetTimeCreate(Date.now());
        whole.SetVerification(true);
        const stages = new Stages(this, this.market, this.roundArguments, this.matcher);
        const { seconds } = this.roundArguments;
        const leftOut = Date.now() + 1000 * seconds * slower > 1000 * Number(process.env.SHOAL_UNTIL);
        let failure = null;
        try {
            if (!leftOut) {
                await stages.run();
            }
            whole.SetStatusSuccess();
        } catch (error) {
            failure = error.message;
            whole.SetStatusFail();
            throw error;
        } finally {
            const took = (Date.now() - whole.GetTimeCreate()) / 1000;
            slower = leftOut ? slower : Math.max(1, took / seconds);
            this.keep(stages, took, failure, leftOut);
            this.sutAdapter.emit('txsFinished', whole);
        }
    }

    keep(stages, seconds, failure, leftOut) {
        const { trades = 0, cycle, transactions, repeated } = stages;
        const kept = {
            volume: this.roundArguments.volume, lists_a_transaction: this.roundArguments.lists, cycle, trades, seconds,
            stages: stages.seconds, transactions, repeated, failure, left_out: leftOut,
        };
        fs.writeFileSync(
            path.join(process.env.SHOAL_OBSERVATIONS, `cycle-${kept.volume}.json`), JSON.stringify(kept, null, 1));
    }

    async cleanupWorkloadModule() {
        if (this.roundArguments.last) {
            endMatcher();
        }
    }
}
Cycle.needs = ['volume', 'lists', 'seconds'];

module.exports.createWorkloadModule = () => new Cycle();
