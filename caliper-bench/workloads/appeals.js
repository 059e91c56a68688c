'use strict';

/* Parties appeal the labels of their own evaluations: signed statements with the reason's salted digest. */

const { Operation } = require('../lib/operation');
const { appeal } = require('../lib/statement');

const REASON = 'The words were praise, the label does not say so.';

/** One batch of `statements`, about evaluations that an earlier round wrote. */
class Appeals extends Operation {
    prepare() {
        this.parties = this.partiesOf(this.market.contracts);
    }

    async submitTransaction() {
        const appeals = Array.from({ length: this.roundArguments.statements }, () => {
            const [matchId, party, side] = this.next(this.parties);
            return appeal(
                this.market.company.get(party), this.market.channel, matchId, side, REASON, this.market.posting);
        });
        await this.submit('operator', 'credit:RecordAppeals', { appeals });
    }
}
Appeals.needs = ['statements', 'from', 'to'];

module.exports.createWorkloadModule = () => new Appeals();
