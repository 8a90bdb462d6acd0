# SPDX-License-Identifier: MIT
"""The pictures of the manual and its chapter of keys, made from the program itself: `make manual`."""
