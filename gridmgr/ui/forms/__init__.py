# SPDX-License-Identifier: MIT
"""Forms of single records, generated from the declarations of their fields."""
