# SPDX-License-Identifier: MIT
"""COMMANDS: thin; each calls one operation."""
