# SPDX-License-Identifier: MIT
"""How work begins: a new district, a server, and what to do in an empty one."""
