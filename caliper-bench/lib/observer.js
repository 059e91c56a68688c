'use strict';

/* Keeps the times of every transaction, for the percentiles and plots that Caliper's own report lacks: a file a round and
   worker under `SHOAL_OBSERVATIONS`. */

const fs = require('fs');
const path = require('path');
const TxObserverInterface = require('@hyperledger/caliper-core/lib/worker/tx-observers/tx-observer-interface');

/** Columns instead of objects: a round may have a hundred thousand. */
class Observer extends TxObserverInterface {
    constructor(options, messenger, workerIndex) {
        super(messenger, workerIndex);
        this.folder = process.env.SHOAL_OBSERVATIONS;
        if (!this.folder) {
            throw new Error('SHOAL_OBSERVATIONS names no folder: start the benchmark with `make bench-caliper`');
        }
    }

    async activate(roundIndex, roundLabel) {
        await super.activate(roundIndex, roundLabel);
        this.seen = { label: roundLabel, created: [], finished: [], ok: [] };
    }

    async deactivate() {
        await super.deactivate();
        const name = `round-${this.currentRound}-worker-${this.workerIndex}.json`;
        fs.writeFileSync(path.join(this.folder, name), JSON.stringify(this.seen));
    }

    txFinished(results) {
        super.txFinished(results);
        for (const result of Array.isArray(results) ? results : [results]) {
            if (result.Get('request_type') === 'cycle') {
                continue; // a whole cycle, whose own file tells more
            }
            this.seen.created.push(result.GetTimeCreate());
            this.seen.finished.push(result.GetTimeFinal());
            this.seen.ok.push(result.IsCommitted() ? 1 : 0);
        }
    }
}

module.exports.createTxObserver = (options, messenger, workerIndex) => new Observer(options, messenger, workerIndex);
