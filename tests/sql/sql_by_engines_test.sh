#!/bin/bash
# Judges the queries of WriteSql by the scorer, on generated models and leads,
# in one database. LEADSCORE_SQL_CASES says on how many models,
# LEADSCORE_SQL_LEADS on how many leads each; LEADSCORE_SQL_PYTHON names a Python
# that has the module duckdb.
set -euo pipefail
cases=$1
engine=$2
python=${LEADSCORE_SQL_PYTHON:-python3}
command -v "$python" >/dev/null || { echo "skipped: no $python"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cases" "$folder" "${LEADSCORE_SEED:-1}" "${LEADSCORE_SQL_CASES:-60}" \
  "${LEADSCORE_SQL_LEADS:-40}"
"$python" "$(dirname "$0")/sql_by_engines.py" "$engine" "$folder"
