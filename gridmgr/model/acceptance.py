# SPDX-License-Identifier: MIT
"""Exceptions that the office has accepted for a grid: which rule, and why, kept in one text field.

The text reads "G-04：飞地；G-09：沿河狭长". A text without a rule in front speaks for every rule that may be departed
from: so it was typed before the rules were named, and so it is still typed by hand.
"""

import re
from collections.abc import Mapping

ACCEPTABLE = ("G-03", "G-04", "G-08", "G-09")
"""Rules from which a grid with a written reason may depart."""

_RULE = re.compile(r"(G-\d\d)[：:]")


def accepted_rules(text: str) -> Mapping[str, str]:
    """Return the reason by rule that a text gives; rules that nobody may depart from are left out."""
    text = text.strip()
    if not text:
        return {}
    parts = _RULE.split(text)
    if len(parts) == 1:
        return dict.fromkeys(ACCEPTABLE, text)
    found = {rule: reason.strip("；; \n") for rule, reason in zip(parts[1::2], parts[2::2], strict=True)}
    return {rule: found[rule] or "已认可" for rule in ACCEPTABLE if rule in found}


def with_accepted(text: str, rule: str, reason: str) -> str:
    """Return the text with one rule accepted for a reason."""
    return _written({**accepted_rules(text), rule: " ".join(reason.split())})


def without_accepted(text: str, rule: str) -> str:
    """Return the text with the acceptance of one rule taken back."""
    return _written({known: reason for known, reason in accepted_rules(text).items() if known != rule})


def _written(reasons: Mapping[str, str]) -> str:
    return "；".join(f"{rule}：{reasons[rule]}" for rule in ACCEPTABLE if rule in reasons)
