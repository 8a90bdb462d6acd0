# SPDX-License-Identifier: MIT
"""The manual: its chapters, the window that shows them, and which chapter fits where F1 was pressed."""
