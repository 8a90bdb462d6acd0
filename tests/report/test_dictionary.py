"""The data dictionary says what the program does."""

from pathlib import Path

from gridmgr.report.dictionary import data_dictionary


def test_the_page_in_docs_is_the_one_that_the_declarations_give():
    page = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

    assert page.read_text("utf-8") == data_dictionary()


def test_every_field_has_a_chinese_name_on_the_page():
    rows = [line for line in data_dictionary().splitlines() if line.startswith("| `")]

    assert len(rows) > 200
    assert all(any("一" <= c <= "鿿" for c in row.split("|")[2]) for row in rows)
