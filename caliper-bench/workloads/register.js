'use strict';

/* Companies that are new to the ledger register, each as itself: as many as the runner enrolled for the round. */

const { Operation } = require('../lib/operation');
const { sha256 } = require('../lib/statement');

/** One newcomer a call. */
class Register extends Operation {
    prepare() {
        this.newcomers = this.own(this.market.newcomers);
    }

    async submitTransaction() {
        const newcomer = this.next(this.newcomers);
        await this.submit(newcomer.company_id, 'companies:RegisterCompany', {
            company_id: newcomer.company_id,
            name: newcomer.name,
            social_credit_code: newcomer.social_credit_code,
            legal_representative_digest: sha256(newcomer.company_id).toString('hex'),
        });
    }
}

module.exports.createWorkloadModule = () => new Register();
