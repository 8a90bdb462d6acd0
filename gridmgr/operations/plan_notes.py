# SPDX-License-Identifier: MIT
"""What was said of communities when a plan was made, kept in the remark of the plan so that it is read later, too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gridmgr.model.areas import Plan

HEADING = "【自动划分说明】"
"""Below this line of a remark stands a line for each sentence: community code, a space, the sentence."""


def with_notes(plan: Plan, said: Mapping[str, Sequence[str]]) -> Plan:
    """Return the plan with what is said of some communities (code -> sentences) in place of what was said before.

    What a person wrote above the heading stays, and so do the sentences on other communities.
    """
    own, _, _ = plan.remark.partition(HEADING)
    kept = {code: sentences for code, sentences in notes_of(plan).items() if code not in said}
    lines = [f"{code} {sentence}" for code, sentences in sorted({**kept, **said}.items()) for sentence in sentences]
    parts = [own.rstrip(), *([HEADING, *lines] if lines else [])]
    return replace(plan, remark="\n".join(part for part in parts if part))


def notes_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return what was said of communities when the plan was made: code -> sentences."""
    found: dict[str, tuple[str, ...]] = {}
    _, _, noted = plan.remark.partition(HEADING)
    for line in noted.splitlines():
        code, _, sentence = line.partition(" ")
        if sentence:
            found[code] = (*found.get(code, ()), sentence)
    return found
