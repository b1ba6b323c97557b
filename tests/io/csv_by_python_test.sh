#!/bin/bash
# Judges CsvReader by Python's csv module. LEADSCORE_CSV_FILES says on how many
# files.
set -euo pipefail
judge=$1
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
python3 "$(dirname "$0")/csv_by_python.py" \
  "${LEADSCORE_CSV_FILES:-10000}" "${LEADSCORE_SEED:-1}" | "$judge"
