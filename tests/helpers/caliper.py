"""Caliper's workloads under Node, with a stand-in for Caliper itself that keeps what they send."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from benchmarks.caliper.install import BENCH, is_new_enough

STAND_IN = """
    const Module = require('module');
    class Status {
        constructor() { this.fields = {}; }
        Set(name, value) { this.fields[name] = value; }
        SetTimeCreate(at) { this.at = at; }
        GetTimeCreate() { return this.at; }
        SetVerification() {}
        SetStatusSuccess() { this.state = 'success'; }
        SetStatusFail() { this.state = 'fail'; }
    }
    const load = Module._load;
    const caliper = { WorkloadModuleBase: class {}, TxStatus: Status };
    Module._load = (name, ...rest) => (name === '@hyperledger/caliper-core' ? caliper : load(name, ...rest));
    const sent = [];
    /* A workload as Caliper makes it for one worker in one round; what it sends is kept, or `answer` decides. */
    function workload(name, place, roundArguments, market, answer = () => ({})) {
        const made = require(`./workloads/${name}`).createWorkloadModule();
        const sutAdapter = {
            emit() {},
            async sendRequests(request) {
                sent.push({ ...place, ...request, argument: JSON.parse(request.contractArguments[0]) });
                return answer(request);
            },
        };
        Object.assign(made, { sent: 0, ...place, roundArguments, market, sutAdapter });
        made.prepare();
        return made;
    }
"""


def node(script: str, *arguments: str) -> Any:
    """What a script prints as JSON; it finds `workload` and `sent` of the stand-in. Skips where there is no Node."""
    program = shutil.which("node")
    if program is None or not is_new_enough(program):
        pytest.skip("no Node from 20 on here; `make bench-caliper` installs one")
    command = [program, "-e", STAND_IN + script, *arguments]
    done = subprocess.run(command, cwd=BENCH, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
