# SPDX-License-Identifier: MIT
"""THE ADJUSTMENT ON PAPER: what one plan changes against another, as tables, a workbook, forms and lists."""
