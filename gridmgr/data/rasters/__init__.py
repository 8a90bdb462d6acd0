# SPDX-License-Identifier: MIT
"""Pictures of the ground kept in files: tile archives (MBTiles, PMTiles) and orthophotos (GeoTIFF)."""
