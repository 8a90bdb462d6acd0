# SPDX-License-Identifier: MIT
"""What was said of communities when a plan was made, kept in the remark of the plan so that it is read later, too."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gridmgr.model.areas import Grid, Plan
from gridmgr.model.findings import Finding, Severity

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


def with_reasons(findings: Iterable[Finding], plan: Plan, grids: Iterable[Grid]) -> tuple[Finding, ...]:
    """Return findings on the size of grids (G-03) with what was said of the grid when the plan was made.

    A sentence counts as long as the figures in it still hold: the households of the grid, or of its community.
    """
    notes, known = notes_of(plan), {grid.id: grid for grid in grids}
    totals: Counter[str] = Counter()
    for grid in known.values():
        totals[grid.community] += grid.households
    found = []
    for finding in findings:
        is_open = finding.rule == "G-03" and finding.severity is not Severity.INFO
        asked = known.get(finding.record_id) if is_open else None
        reason = _reason(asked, totals[asked.community], notes.get(asked.community, ())) if asked is not None else ""
        found.append(replace(finding, message=f"{finding.message}划分时的说明：{reason}") if reason else finding)
    return tuple(found)


def _reason(grid: Grid, total: int, sentences: Sequence[str]) -> str:
    """Return the sentence that is about a grid and still holds; empty where there is none."""
    for sentence in sentences:
        names, _, said = sentence.partition("：")
        holds = any(f"{households}户" in said for households in (grid.households, total))
        if holds and grid.name in names.split("、"):
            return said
    return ""
