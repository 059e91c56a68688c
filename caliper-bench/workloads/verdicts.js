'use strict';

/* The supervisor decides on appeals: it confirms one label and corrects the next, in turns. */

const { Operation } = require('../lib/operation');
const { sha256 } = require('../lib/statement');

const LABELS = ['excellent', 'good']; // all evaluations of `evaluations.js` are excellent
const GROUNDS = sha256('Read again by the supervisor.').toString('hex');

/** One batch of `statements`, about appeals that an earlier round wrote. */
class Verdicts extends Operation {
    prepare() {
        this.parties = this.partiesOf(this.market.contracts);
    }

    async submitTransaction() {
        const decisions = Array.from({ length: this.roundArguments.statements }, () => {
            const [matchId, , side] = this.next(this.parties);
            return { match_id: matchId, side, label: LABELS[this.sent % LABELS.length], grounds_digest: GROUNDS };
        });
        await this.submit('supervisor', 'credit:DecideAppeals', { decisions });
    }
}
Verdicts.needs = ['statements', 'from', 'to'];

module.exports.createWorkloadModule = () => new Verdicts();
