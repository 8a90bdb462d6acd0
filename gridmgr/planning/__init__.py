# SPDX-License-Identifier: MIT
"""GEOMETRY: blocks, coverage, measures, automatic plan. No Qt, no database."""
