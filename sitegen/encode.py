"""Values → JSON: compact, with numbers as written and nothing that ends a script block."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from markupsafe import Markup

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def to_json(value: Any) -> str:
    """`value` on one line, in which a number may be a `Decimal`; keys keep their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number)


def data_block(value: Any) -> Markup:
    """A block of JSON-LD for the head of a page. No text in `value` can end it."""
    text = to_json(value).translate(_UNSAFE)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - as above


def _number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"no JSON for {type(value).__name__}")
    return int(value) if value == value.to_integral_value() else float(value)
