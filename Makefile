SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
SHOAL := $(BIN)/shoal
READY := .venv/.ready

##@ First steps
.PHONY: help demo test setup
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: STARTED := $(shell date +%s.%N)
demo: setup ## set everything up and replay the published example through REST (FRESH=1: on a new ledger)
	@$(SHOAL) demo --since $(STARTED) $(if $(FRESH),--fresh)

test: setup ## every check and every test
	@$(MAKE) --no-print-directory -j2 lint type test-go programs kernels
	@$(MAKE) --no-print-directory test-unit test-network
	@echo "make test: all passed"

setup: $(READY) ## .venv/ with every Python dependency pinned
$(READY): requirements/lock.txt requirements/no-deps.txt pyproject.toml tools/setup.sh
	@tools/setup.sh && touch $@

##@ The floor
.PHONY: up down status logs reset cycle rebuild
up: setup ## bring network and gateway up
	@$(SHOAL) network up && $(SHOAL) gateway up

down: setup ## stop gateway and network; nothing is lost
	@$(SHOAL) gateway down; $(SHOAL) network down

status: setup ## each process: port, health, block height
	@$(SHOAL) network status; $(SHOAL) gateway status

logs: setup ## the last lines of every process's log
	@$(SHOAL) network logs

reset: setup ## stop and forget ledger, identities and databases
	@$(SHOAL) gateway down; $(SHOAL) network reset --yes && $(SHOAL) gateway reset --yes

cycle: setup ## run the current cycle to its next state (TO=closed: to its end)
	@$(SHOAL) cycle advance $(if $(TO),--to $(TO))

rebuild: setup ## drop the projection and replay it from the ledger
	@$(SHOAL) projection rebuild

##@ Checks
.PHONY: lint type test-go test-unit test-network fmt programs kernels
kernels: setup ## compile the matcher's loops ahead
	@$(BIN)/python -m matching.warm

programs: setup ## build Fabric and the chaincode, start nothing
	@$(SHOAL) network build

lint: setup ## ruff, import rules, gofmt, vet, staticcheck, the chaincode's own linter, shellcheck
	@tools/lint.sh

type: setup ## mypy --strict
	@$(BIN)/mypy

test-go: setup ## the chaincode's unit, property and scenario tests, and those of the benchmark's Go client
	@$(BIN)/python tools/go.py chaincode test ./...
	@$(BIN)/python tools/go.py benchmarks/goclient test ./...

test-unit: setup ## Python tests without a network
	@$(BIN)/python -m pytest -m "not network" -q -n auto --maxprocesses 4 --dist loadscope

test-network: programs ## the scenarios on a real Fabric network of their own, and the demo's result
	@$(BIN)/python -m pytest -m network -q -n 2 --dist loadfile --durations 10

fmt: setup ## format Python and Go
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix -q . && $(BIN)/python tools/go.py chaincode gofmt -w . && $(BIN)/python tools/go.py benchmarks/goclient gofmt -w .

##@ Measurements (never part of the tests)
.PHONY: bench-fig17 bench-halfhour bench-cycle bench-load bench-ledger bench-caliper bench-profile bench-page bench-matching bench-sentiment
bench-fig17: kernels programs ## the source's Figure 17: whole cycles of 5 to 10,000 trades through REST, audited (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.fig17 $(if $(QUICK),--quick)

bench-halfhour: kernels programs ## trades settled in 30 minutes, and the gateway's memory (MINUTES=n)
	@$(BIN)/python -m benchmarks.halfhour $(if $(MINUTES),--minutes $(MINUTES))

bench-cycle: kernels programs ## one cycle by stage (TRADES=n)
	@$(BIN)/python -m benchmarks.fig17 --rounds 1 --volumes $(or $(TRADES),1000)

bench-load: kernels programs ## Locust: users that behave like companies, cycles driven meanwhile, thresholds, audit (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.load $(if $(QUICK),--quick)

bench-profile: kernels programs ## where time and bytes go per trade, by process and part; the queueing model (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.profile $(if $(QUICK),--quick)

bench-page: setup ## docs/performance-tables.md from the newest results
	@$(BIN)/python -m benchmarks.profile.page

bench-ledger: programs ## our client beside a bare gRPC loop, the official Go client, hfc and Caliper (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.ledger $(if $(QUICK),--quick)

bench-caliper: kernels programs ## Caliper: every transaction, whole cycles, thresholds, reports (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.caliper $(if $(QUICK),--quick)

bench-matching: setup ## gap, time and memory of the matching by size and kind, all solvers, plots (QUICK=1: 3 minutes)
	@$(BIN)/python -m benchmarks.matching $(if $(QUICK),--quick)

bench-sentiment: setup ## the classifier's goals, the paper's recipe and the field's beside it, plots (QUICK=1: 3 minutes; DATA=folder)
	@$(BIN)/python -m benchmarks.sentiment $(if $(QUICK),--quick) $(if $(DATA),--data $(DATA))
