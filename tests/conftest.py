# SPDX-License-Identifier: MIT
"""What every test may use."""

import os

from hypothesis import HealthCheck, settings

# The suite must give the same answer everywhere, so hypothesis draws the same examples at each run.
settings.register_profile(
    "gridmgr", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("GRIDMGR_HYPOTHESIS_PROFILE", "gridmgr"))
