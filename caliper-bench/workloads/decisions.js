'use strict';

/* Parties accept their matches: statements signed with their own keys, written by the operator, `statements` at a time. */

const { Operation } = require('../lib/operation');
const { decision } = require('../lib/statement');

/** One batch. */
class Decisions extends Operation {
    prepare() {
        this.parties = this.partiesOf(this.market.matches);
    }

    async submitTransaction() {
        const cycle = this.market.deciding;
        const decisions = Array.from({ length: this.roundArguments.statements }, () => {
            const [matchId, party] = this.next(this.parties);
            return decision(this.market.company.get(party), this.market.channel, matchId, true, cycle);
        });
        await this.submit('operator', 'floor:RecordDecisions', { cycle, decisions });
    }
}
Decisions.needs = ['statements', 'from', 'to'];

module.exports.createWorkloadModule = () => new Decisions();
