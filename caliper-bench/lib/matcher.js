'use strict';

/* The project's own matcher in a process beside this one: a market a line in, its schemes a line out. */

const { spawn } = require('child_process');
const readline = require('readline');

const READY_MS = 120000; // where its loops aren't compiled yet, it compiles them first
const ANSWER_MS = 300000;

let running;

/** One matcher a worker; it ends with this process, which holds its standard input. */
class Matcher {
    constructor() {
        this.process = spawn(process.env.SHOAL_PYTHON, ['-m', 'benchmarks.caliper.matcher'], {
            cwd: process.env.SHOAL_CHECKOUT, stdio: ['pipe', 'pipe', 'inherit'],
        });
        this.waiting = [];
        this.process.on('error', (error) => this.give(error));
        this.process.on('exit', (code) => this.give(new Error(`the matcher ended with ${code}`)));
        this.process.stdin.on('error', () => {}); // its end is told by `exit`
        readline.createInterface({ input: this.process.stdout }).on('line', (line) => this.give(JSON.parse(line)));
        this.ready = this.answer(READY_MS);
    }

    give(answer) {
        const next = this.waiting.shift();
        if (next) {
            clearTimeout(next.timer);
            answer instanceof Error ? next.reject(answer) : next.resolve(answer);
        }
    }

    answer(deadline) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => this.give(new Error(`the matcher did not answer within ${deadline / 1000} s`)), deadline);
            this.waiting.push({ resolve, reject, timer });
        });
    }

    /** @return {Promise<Array>} per breed: breed, trades, certificate */
    async match(lists, ratings, parameters) {
        this.process.stdin.write(`${JSON.stringify({ lists, ratings, parameters })}\n`);
        return (await this.answer(ANSWER_MS)).schemes;
    }
}

/** @return {Promise<Matcher>} the worker's matcher, once it is ready */
async function matcher() {
    running = running || new Matcher();
    await running.ready;
    return running;
}

/** End it: Caliper's worker would wait for it otherwise. */
function endMatcher() {
    if (running) {
        running.process.stdin.end();
        running.process.unref();
    }
}

module.exports = { matcher, endMatcher };
