# SPDX-License-Identifier: MIT
"""The workspace of records (数据): tables of everything the office keeps."""
