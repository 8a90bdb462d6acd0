# SPDX-License-Identifier: MIT
"""CANVAS: viewport, painting and tools. Never reads a database."""
