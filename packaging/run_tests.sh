#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs the tests against a private database server that lives as long as they do.
# Arguments go to pytest; WORKERS sets how many processes share the work.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! GRIDMGR_TEST_SERVER="$(packaging/postgres.sh url 2>/dev/null)"; then
    trap 'packaging/postgres.sh stop' EXIT
    GRIDMGR_TEST_SERVER="$(packaging/postgres.sh start)"
fi
export GRIDMGR_TEST_SERVER
# Offscreen needs no screen and lets several processes draw at once; the C locale alone is not UTF-8.
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
.venv/bin/python -X faulthandler -m pytest -n "${WORKERS:-2}" -p tests.plugins.no_skips "$@"
