#!/bin/bash
# Judges calendars by looking at every minute. LEADSCORE_CALENDARS says how many.
set -euo pipefail
judge=$1
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
python3 "$(dirname "$0")/brute_force.py" \
  "${LEADSCORE_CALENDARS:-60}" 200 "${LEADSCORE_SEED:-1}" | "$judge"
