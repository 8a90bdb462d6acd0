# SPDX-License-Identifier: MIT
"""NOUNS: records, changes, findings, errors. No Qt, no database."""
