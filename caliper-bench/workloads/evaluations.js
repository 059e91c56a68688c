'use strict';

/* Parties evaluate their contracts in words: signed statements with the label and the text's salted digest. */

const { Operation } = require('../lib/operation');
const { evaluation } = require('../lib/statement');

const TEXT = 'Excellent, very fresh and on time, thank you.';

/** One batch of `statements`. */
class Evaluations extends Operation {
    prepare() {
        this.parties = this.partiesOf(this.market.contracts);
    }

    async submitTransaction() {
        const evaluations = Array.from({ length: this.roundArguments.statements }, () => {
            const [matchId, party] = this.next(this.parties);
            const company = this.market.company.get(party);
            return evaluation(
                company, this.market.channel, matchId, 'excellent', TEXT, this.market.model_digest, this.market.posting);
        });
        await this.submit('operator', 'credit:RecordEvaluations', { evaluations });
    }
}
Evaluations.needs = ['statements', 'from', 'to'];

module.exports.createWorkloadModule = () => new Evaluations();
