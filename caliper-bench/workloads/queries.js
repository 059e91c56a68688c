'use strict';

/* What is read most: one's credit, the cycle, lists, contracts, one's company, an appeal; in turns. */

const { Operation } = require('../lib/operation');

/** One query a call. `appealed` is of how many contracts the buyer's evaluation was appealed. */
class Queries extends Operation {
    async submitTransaction() {
        const { companies, breeds, contracts, evaluating, posting } = this.market;
        const turn = this.sent * this.totalWorkers + this.workerIndex;
        this.sent += 1;
        const company = companies[turn % companies.length].company_id;
        const page = { page_size: 20, bookmark: '' };
        const asked = [
            ['credit:GetCredit', { company_id: company }],
            ['floor:GetCycle', { cycle: 0 }],
            ['floor:ListLists', { cycle: posting, breed: breeds[turn % breeds.length], side: 'supply', ...page }],
            ['floor:GetContractOfMatch', { match_id: contracts[turn % contracts.length].match_id }],
            ['companies:GetCompany', { company_id: company }],
            ['floor:ListContractsOfCompany', { company_id: company, from_cycle: evaluating, to_cycle: evaluating, ...page }],
            ['credit:GetAppeal', { match_id: contracts[turn % this.roundArguments.appealed].match_id, side: 'buyer' }],
        ];
        await this.query(company, ...asked[turn % asked.length]);
    }
}
Queries.needs = ['appealed'];

module.exports.createWorkloadModule = () => new Queries();
