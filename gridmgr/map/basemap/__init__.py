# SPDX-License-Identifier: MIT
"""Pictures and drawings that other people made, below or upon the map of a district."""
