# SPDX-License-Identifier: MIT
"""Rules for running the tests, loaded by packaging/run_tests.sh."""
