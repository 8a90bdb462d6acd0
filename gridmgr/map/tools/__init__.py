# SPDX-License-Identifier: MIT
"""The planner's tools on the map: selecting, assigning, drawing, splitting, merging, moving borders, measuring."""
