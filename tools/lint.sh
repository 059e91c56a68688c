#!/usr/bin/env bash
# Every linter; the first finding of each fails the run. Called by `make lint`.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { echo "lint: $1"; }

step "ruff"
$bin/ruff check --quiet .
$bin/ruff format --check --quiet . || { echo "run \`make fmt\`" >&2; exit 1; }

step "import rules"
report=$(mktemp)
$bin/lint-imports --no-cache >"$report" || { cat "$report" >&2; rm -f "$report"; exit 1; }
rm -f "$report"

step "file sizes"
$bin/python tools/file_sizes.py

step "gofmt, go vet, staticcheck, the chaincode's own rules"
unformatted=$($bin/python tools/go.py chaincode gofmt -l .)
[ -z "$unformatted" ] || { echo "run \`make fmt\`: $unformatted" >&2; exit 1; }
$bin/python tools/go.py chaincode vet ./...
$bin/python tools/go.py chaincode tool -modfile=tools/go.mod staticcheck ./...
$bin/python tools/go.py chaincode run ./lint ./...

step "the benchmark's Go client"
unformatted=$($bin/python tools/go.py benchmarks/goclient gofmt -l .)
[ -z "$unformatted" ] || { echo "run \`make fmt\`: $unformatted" >&2; exit 1; }
$bin/python tools/go.py benchmarks/goclient vet ./...

step "shellcheck"
git ls-files -z --cached --others --exclude-standard '*.sh' '.ci/run' 'network/builder/bin/*' | xargs -0 $bin/shellcheck
