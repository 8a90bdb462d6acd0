# SPDX-License-Identifier: MIT
"""Comparing two plans in the window: a map with a swipe, tables of what changes hands, forms for paper."""
