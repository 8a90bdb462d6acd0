# SPDX-License-Identifier: MIT
"""WINDOWS: the desktop program."""
