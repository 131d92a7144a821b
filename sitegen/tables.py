"""The entries of a kind → the files that a spreadsheet or a program reads.

One row for each entry, of which there is one at least, in the order of its
index page. The columns are the same for every kind but for the fields of its own record.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from .encode import to_json
from .model import Citation, Entry, Form, Kind

_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, its Markdown as HTML, and how often each article mentions it."""

    entry: Entry
    html: Mapping[str, Markup]
    mentions: Mapping[str, int]


def table(kind: Kind, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as values by the names of their columns."""
    return [_columns(kind, row) for row in rows]


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """A list of objects, one a line; numbers are numbers, and what is missing is null."""
    return "[\n" + ",\n".join(to_json(row) for row in rows) + "\n]\n"


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV after RFC 4180, with a line of names.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return "".join(lines)


class _Lines(list[str]):
    """A file as far as `csv` needs one."""

    write = list.append


def _columns(kind: Kind, row: Row) -> dict[str, Any]:
    """The row of an entry, by the names of its columns."""
    entry = row.entry
    own = {
        field.name: _plain(getattr(entry.record, field.name), row.html.get(field.name))
        for field in fields(kind.record)
        if field.name != kind.named
    }
    return {
        "id": entry.id,
        "article": entry.scope or None,
        "name": entry.name,
        "also": [form.text for form in entry.forms if form.text != entry.name],
        "quote": entry.quote.text if entry.quote else None,
        **own,
        "sources": [_plain(source) for source in entry.sources],
        "by": entry.by or None,
        "date": entry.date or None,
        "mentions": sum(row.mentions.values()),
        "articles": list(row.mentions),
    }


def _plain(value: Any, html: Markup | None = None) -> Any:
    """A value of a record as JSON has it; Markdown as plain text."""
    if html is not None:
        value = html.striptags()
    elif isinstance(value, Citation):
        return {"name": value.name, "url": value.url or None, "date": value.date or None}
    elif isinstance(value, Form):
        value = value.text
    elif isinstance(value, tuple):
        return [_plain(one) for one in value]
    return None if value == "" else value


def _cell(value: Any) -> str:
    """A value as the text of one cell."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Decimal():
            return f"{value:f}"
        case dict():
            value = ", ".join(one for one in value.values() if one)
        case list():
            value = "; ".join(_cell(one).removeprefix("'") for one in value)
    text = str(value)
    dangerous = _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text
