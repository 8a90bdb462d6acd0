# SPDX-License-Identifier: MIT
"""The planning panel: what an automatic plan shall be like, and the ways to divide a community side by side."""
