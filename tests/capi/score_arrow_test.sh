#!/bin/sh
# Runs score_arrow_test.py by the Python that has the libraries it compares
# with: LEADSCORE_ARROW_PYTHON, or else python3.
exec "${LEADSCORE_ARROW_PYTHON:-python3}" "$(dirname "$0")/score_arrow_test.py" "$@"
