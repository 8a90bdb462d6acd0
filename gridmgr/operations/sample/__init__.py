# SPDX-License-Identifier: MIT
"""The built-in sample district (示范区): everything in it is invented but the names and codes of its communities."""

from gridmgr.operations.sample.district import Sample, sample_district
from gridmgr.operations.sample.staffing import appoint_sample

__all__ = ["Sample", "appoint_sample", "sample_district"]
