# SPDX-License-Identifier: MIT
"""The revisions, one module each."""
