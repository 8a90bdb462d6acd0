# SPDX-License-Identifier: MIT
"""VERBS: what an office does; each reads a store and returns one ChangeSet or findings. No Qt."""
