# SPDX-License-Identifier: MIT
"""PAPER: maps, tables and web pages that leave the program."""
