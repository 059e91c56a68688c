'use strict';

/* A whole cycle, from the first list posted to credit on the ledger, stage by stage, through Caliper's connector. */

const { lot, ownerOf } = require('./market');
const { decision, evaluation } = require('./statement');

const AT_ONCE = 100; // transactions under way; the peer's gateway takes 500
const TRIES = 8;
const STATEMENTS = 1000; // in one transaction
const PAGE = 1000;
const CREDIT = 2000; // contracts in one transaction
const WORDS = {
    excellent: 'Excellent, very fresh and on time, thank you.',
    good: 'Fine, as described.',
    bad: 'Half of the fish were dead on arrival.',
};

/** One cycle of `volume` trades. `seconds` fills with the time of each stage. */
class Stages {
    /**
     * @param {Operation} operation sends
     * @param {object} market the market file
     * @param {{volume: number, lists: number}} size trades, and lists a posting transaction
     * @param {Matcher} matcher the project's own
     */
    constructor(operation, market, size, matcher) {
        Object.assign(this, { operation, market, size, matcher, seconds: {}, transactions: 0, repeated: 0 });
    }

    /** All stages. Throws where a transaction fails for good. */
    async run() {
        await this.timed('post lists', this.post());
        await this.timed('freeze', this.submit('operator', 'floor:FreezeCycle', { cycle: this.cycle }));
        const offered = await this.timed('read lists', this.read());
        const schemes = await this.timed('match', this.match(offered));
        await this.timed('schemes to the chain', this.each(schemes, (scheme) => this.submit(
            'operator', 'floor:SubmitScheme', { cycle: this.cycle, round: 1, ...scheme })));
        await this.timed('publish', this.submit('operator', 'floor:PublishMatches', { cycle: this.cycle }));
        const parties = partiesOf(this.cycle, schemes);
        this.trades = parties.length / 2;
        await this.timed('decisions', this.decide(parties));
        await this.timed('reserve serials', this.submit('operator', 'floor:StartSettling', { cycle: this.cycle }));
        await this.timed('contracts', this.each(this.market.breeds, (breed) => this.submit(
            'operator', 'floor:SettleBreed', { cycle: this.cycle, breed })));
        await this.timed('evaluations', this.evaluate(parties));
        await this.timed('credit', this.credit());
        await this.timed('close', this.submit('operator', 'floor:CloseCycle', { cycle: this.cycle }));
    }

    /** Each company posts its share of `volume` demands and as many supplies, `lists` a transaction. */
    async post() {
        this.cycle = (await this.query('floor:GetCycle', { cycle: 0 })).cycle;
        const postings = ['demand', 'supply'].flatMap((side) => this.postings(side));
        await this.each(postings, ([company, lists]) => this.submit(
            company, 'floor:PostLists', { cycle: this.cycle, lists }));
    }

    postings(side) {
        const companies = this.market.companies.filter((company) => company.side === side);
        const { breeds } = this.market;
        const shares = companies.map(() => []);
        for (let n = 0; n < this.size.volume; n += 1) {
            const company = companies[n % companies.length];
            const breed = breeds[(n + Math.floor(n / companies.length)) % breeds.length];
            shares[n % companies.length].push(lot(side, `${company.company_id}.${this.cycle}-${n}`, breed, 7919 * n));
        }
        return shares.flatMap((lists, k) => chunks(lists, this.size.lists).map((part) => [companies[k].company_id, part]));
    }

    /** What the ledger says is on offer, and everybody's rating. */
    async read() {
        const sides = this.market.breeds.flatMap((breed) => [[breed, 'demand'], [breed, 'supply']]);
        const lists = await this.each(sides, ([breed, side]) => this.pages(
            'floor:ListLists', { cycle: this.cycle, breed, side }));
        const credits = await this.each(this.market.companies, (company) => this.query(
            'credit:GetCredit', { company_id: company.company_id }));
        const tenths = Object.fromEntries(credits.map((credit) => [credit.company_id, credit.tenths]));
        return { lists: lists.flat(), tenths };
    }

    async match({ lists, tenths }) {
        return await this.matcher.match(lists, tenths, this.market.parameters);
    }

    async decide(parties) {
        await this.each(chunks(parties, STATEMENTS), (part) => this.submit('operator', 'floor:RecordDecisions', {
            cycle: this.cycle,
            decisions: part.map(([matchId, party]) => decision(
                this.market.company.get(party), this.market.channel, matchId, true, this.cycle)),
        }));
    }

    /** Six of ten deals go well for both, and some of the rest badly for one. */
    async evaluate(parties) {
        const labelled = parties.map(([matchId, party], n) => [matchId, party, labelOf(n)]);
        await this.each(chunks(labelled, STATEMENTS), (part) => this.submit('operator', 'credit:RecordEvaluations', {
            evaluations: part.map(([matchId, party, label]) => evaluation(
                this.market.company.get(party), this.market.channel, matchId, label, WORDS[label],
                this.market.model_digest, this.cycle + 1)),
        }));
    }

    async credit() {
        for (let more = true; more;) {
            ({ more } = await this.submit('operator', 'credit:ApplyCredit', { cycle: this.cycle, limit: CREDIT, close: false }));
        }
    }

    /** Every page of a query's items. */
    async pages(contractFunction, argument) {
        const items = [];
        let bookmark = '';
        do {
            const page = await this.query(contractFunction, { ...argument, page_size: PAGE, bookmark });
            items.push(...page.items);
            ({ bookmark } = page);
        } while (bookmark);
        return items;
    }

    async query(contractFunction, argument) {
        return await this.until('query', 'operator', contractFunction, argument);
    }

    async submit(identity, contractFunction, argument) {
        return await this.until('submit', identity, contractFunction, argument);
    }

    /** A new transaction where one failed: the second organisation may lag behind the first, which passes. */
    async until(how, identity, contractFunction, argument) {
        for (let attempt = 1; ; attempt += 1) {
            this.transactions += 1;
            const status = await this.operation[how](identity, contractFunction, argument);
            if (status.IsCommitted()) {
                return JSON.parse(Buffer.from(status.GetResult()).toString('utf8'));
            }
            if (attempt === TRIES) {
                throw new Error(`${contractFunction} failed ${TRIES} times; Caliper's log has why`);
            }
            this.repeated += 1;
            await new Promise((resolve) => setTimeout(resolve, 50 * attempt * (1 + Math.random())));
        }
    }

    /** `work` on every item, `AT_ONCE` at a time; the results in the items' order. */
    async each(items, work) {
        const results = new Array(items.length);
        let next = 0;
        const worker = async () => {
            while (next < items.length) {
                const place = next;
                next += 1;
                results[place] = await work(items[place]);
            }
        };
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
        return results;
    }

    async timed(stage, work) {
        const began = process.hrtime.bigint();
        try {
            return await work;
        } finally {
            this.seconds[stage] = Number(process.hrtime.bigint() - began) / 1e9;
        }
    }
}

function partiesOf(cycle, schemes) {
    return schemes.flatMap(({ breed, trades }) => trades.flatMap((trade, n) => {
        const matchId = `${cycle}.${n + 1}.${breed}`;
        return [[matchId, ownerOf(trade.demand_id)], [matchId, ownerOf(trade.supply_id)]];
    }));
}

function labelOf(n) {
    const trade = Math.floor(n / 2) % 10;
    if (trade < 6) {
        return 'excellent';
    }
    return trade < 9 ? 'good' : ['excellent', 'bad'][n % 2];
}

function chunks(items, size) {
    return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

module.exports = { Stages };
