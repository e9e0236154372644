#!/bin/sh
# The lowest versions that pyproject.toml allows do all that hwgen does: they are installed into an environment of their own, and used.
#   scripts/floors.sh [FOLDER]
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
uv=${UV:-uv}
unset PYTHONPATH
# A folder outside of this course: what is imported below becomes a course of its own.
work=${1:-$(mktemp -d)}
test $# -gt 0 || trap 'rm -rf "$work"' EXIT
mkdir -p "$work" && cd "$work"
"$uv" venv --quiet --python "${PYTHON:-python3}" venv
VIRTUAL_ENV=$work/venv "$uv" pip install --quiet --resolution lowest-direct "$source[dask]"
export HWGEN_CACHE="$work/cache" PYTHONWARNINGS=error::DeprecationWarning:hwgen
hwgen() { echo "hwgen $*" && "$work/venv/bin/hwgen" "$@" >"$work/said" 2>&1 || { cat "$work/said" && exit 1; }; }
"$work/venv/bin/python" - <<'PYTHON'
from xlsxwriter import Workbook

with Workbook("class.xlsx") as book:
    sheet = book.add_worksheet()
    for i, row in enumerate([("id", "name"), ("007", "Ada"), ("008", "李雷"), ("009", "Łukasz")]):
        sheet.write_row(i, 0, row)
PYTHON
cp -r "$source/tests/course" course
hwgen init mycourse
cd course
hwgen check
hwgen format --check
hwgen list
hwgen schema --write
hwgen report
hwgen build named --seed 7 --engine typst --roster ../class.xlsx
hwgen sheet max-pool --engine typst
hwgen export moodle named --seed 7 -o named.xml
hwgen check-export named.xml
hwgen import moodle named.xml --into ../imported
hwgen export gift named --seed 7 -o named.txt
hwgen import gift named.txt --into ../again
cd ../mycourse
hwgen check --no-proofs
hwgen build hw2 --seed 7 --engine typst
hwgen build midterm --seed 7 --formats json
hwgen build hw2 --seed 7 --engine typst --roster ../class.xlsx
echo "the lowest versions work"
