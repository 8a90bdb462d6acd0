# SPDX-License-Identifier: MIT
"""The inner loops of the search, written once: they run as they are on lists, and compiled by numba on arrays."""
