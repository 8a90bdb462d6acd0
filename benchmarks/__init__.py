# SPDX-License-Identifier: MIT
"""Speed and quality beside peers, run by hand; never part of the tests."""
