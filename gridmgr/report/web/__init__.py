# SPDX-License-Identifier: MIT
"""The district as one web page that needs no network."""
