# SPDX-License-Identifier: MIT
"""STORAGE: one Store on a local GeoPackage or a shared PostGIS server, and readers of foreign files. No Qt."""
