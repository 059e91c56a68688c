'use strict';

/* What all workloads share: the market, this worker's part of the work, and the one way to send. */

const { WorkloadModuleBase } = require('@hyperledger/caliper-core');
const { market } = require('./market');

const DEADLINE_S = 60; // of the connector: caliper-fabric-timeout-invokeorquery

/** A workload whose every call sends one transaction, at once: Caliper counts what was sent, and calls until enough were. */
class Operation extends WorkloadModuleBase {
    /** See Caliper. Fails where an argument is missing that the workload needs. */
    async initializeWorkloadModule(workerIndex, totalWorkers, roundIndex, roundArguments, sutAdapter, sutContext) {
        await super.initializeWorkloadModule(
            workerIndex, totalWorkers, roundIndex, roundArguments, sutAdapter, sutContext);
        this.market = market();
        this.sent = 0;
        for (const name of this.constructor.needs || []) {
            if (!this.roundArguments || this.roundArguments[name] === undefined) {
                throw new Error(`${this.constructor.name} needs the argument ${name} in its round`);
            }
        }
        this.prepare();
    }

    /** Work out what this worker sends. */
    prepare() {}

    /** @return {Array} this worker's part of `items`: every worker has another one */
    own(items) {
        return items.filter((_, n) => n % this.totalWorkers === this.workerIndex);
    }

    /**
     * Both parties of those of `items` that the round is about (its arguments `from` and `to`), this worker's part:
     * match, company, side.
     *
     * All buyers come before all sellers, and a match's parties belong to one worker: two statements about one match
     * that are written at the same time would be in each other's way.
     */
    partiesOf(items) {
        const own = this.own(items.slice(this.roundArguments.from, this.roundArguments.to));
        return ['buyer', 'seller'].flatMap((side) => own.map((item) => [item.match_id, item[side], side]));
    }

    /** @return {string} a text that no other call in this run gives */
    unique() {
        this.sent += 1;
        return `${this.market.run}-${this.roundIndex}-${this.workerIndex}-${this.sent}`;
    }

    /** @return {*} the next of this worker's items; there must be as many as the round sends */
    next(items) {
        if (this.sent >= items.length) {
            throw new Error(`round ${this.roundIndex}: worker ${this.workerIndex} has ${items.length} to send, not more`);
        }
        this.sent += 1;
        return items[this.sent - 1];
    }

    /** One transaction; identity is a company's id, `operator` or `supervisor`. */
    async submit(identity, contractFunction, argument) {
        return await this.send(identity, contractFunction, argument, false);
    }

    /** One query. */
    async query(identity, contractFunction, argument) {
        return await this.send(identity, contractFunction, argument, true);
    }

    /** @return {Promise<TxStatus>} what Caliper says of it */
    async send(identity, contractFunction, argument, readOnly) {
        return await this.sutAdapter.sendRequests({
            contractId: this.market.chaincode,
            contractFunction,
            contractArguments: [JSON.stringify(argument)],
            invokerMspId: identity === 'supervisor' ? this.market.supervisor_msp_id : this.market.msp_id,
            invokerIdentity: identity,
            readOnly,
            timeout: DEADLINE_S,
        });
    }
}

module.exports = { Operation };
