'use strict';

/* Lists are posted into the open cycle, `lists` of them a transaction, companies and breeds taking turns. */

const { Operation } = require('../lib/operation');
const { lot } = require('../lib/market');

/** One company posts. */
class Post extends Operation {
    async submitTransaction() {
        const unique = this.unique();
        const { companies, breeds } = this.market;
        const turn = this.sent * this.totalWorkers + this.workerIndex;
        const company = companies[turn % companies.length];
        const lists = Array.from({ length: this.roundArguments.lists }, (_, n) => lot(
            company.side, `${company.company_id}.${unique}-${n}`, breeds[(turn + n) % breeds.length], turn + n));
        await this.submit(company.company_id, 'floor:PostLists', { cycle: this.market.posting, lists });
    }
}
Post.needs = ['lists'];

module.exports.createWorkloadModule = () => new Post();
