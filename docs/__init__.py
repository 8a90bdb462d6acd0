# SPDX-License-Identifier: MIT
"""What is written about the program, and what writes it."""
