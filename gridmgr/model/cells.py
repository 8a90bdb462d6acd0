# SPDX-License-Identifier: MIT
"""What a cell of a foreign file holds, kept as it was until a field says how to read it."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

EXACT_BELOW = 10**15
"""From here on a number in a table has lost digits: tables keep 15 to 16 of them."""


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that a table program could not work out, such as #N/A or #DIV/0!."""

    text: str = "#N/A"


Cell = str | int | float | bool | date | datetime | CellError | None
"""Nothing, text, number, yes or no, day, day with time, or an error."""


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing at all."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def is_number(cell: Cell) -> bool:
    """Tell whether a cell holds a number (a yes or no is none)."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_damaged(cell: Cell) -> bool:
    """Tell whether a number is so long that the table program has dropped its last digits."""
    return isinstance(cell, int | float) and not math.isnan(cell) and abs(cell) >= EXACT_BELOW


def cell_text(cell: Cell) -> str:
    """Return a cell as a person would read it in the table: 4.0 is "4", a day is 1984-08-27."""
    if isinstance(cell, str):
        return cell
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case CellError():
            return cell.text
        case float() if math.isnan(cell):
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case float() if math.isfinite(cell):
            return format(Decimal(repr(cell)), "f")
        case datetime() if cell.time() == datetime.min.time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
    return str(cell)
