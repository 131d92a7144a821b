"""Text → YAML that reads as the same text again.

Plain where that is safe, else in double quotes; long texts folded, those of
several lines as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDTH = 100
_LINE_END = re.compile("\r\n|[\r\n]")
_ESCAPES = {
    ord(letter): escape
    for letter, escape in {
        "\\": r"\\",
        '"': r"\"",
        "\n": r"\n",
        "\t": r"\t",
        "\ufeff": r"\uFEFF",  # libyaml takes it for no character of a text
    }.items()
}
# Neither may a plain scalar begin with a sign of YAML's, nor hold `: ` or ` #`.
_PLAIN = re.compile(
    r"""[^\s\ufeff\-?:,\[\]{}#&*!|>'"%@`](?:[^\s\ufeff:#]|:(?=\S)|(?<=\S)#|[ ](?=\S))*"""
)
_PLAIN_IN_FLOW = re.compile(r"[^\W_](?:[\w.’'-]|[ ](?=\w))*")
_EVEN = re.compile(r"[^ \t\n\ufeff]+(?: [^ \t\n\ufeff]+)*")
_LITERAL = re.compile(r"[^ \t\n\ufeff][^\ufeff]*")


def quoted(words: str) -> str:
    """`words` as a YAML scalar in quotes that may be pasted as it is."""
    return f'"{words.translate(_ESCAPES)}"'


def scalar(words: str, *, in_flow: bool = False) -> str:
    """`words` as a YAML scalar on one line, in quotes where they need them."""
    plain = _PLAIN_IN_FLOW if in_flow else _PLAIN
    return words if plain.fullmatch(words) else quoted(words)


def pair(key: str, value: str | Sequence[str]) -> list[str]:
    """The lines of `key: value`; a value that is no text is a list of texts."""
    if not isinstance(value, str):
        return [f"{key}: [{', '.join(scalar(one, in_flow=True) for one in value)}]"]
    text = _LINE_END.sub("\n", value).strip("\n")
    if "\n" in text:
        literal = _LITERAL.fullmatch(text)
        return (
            [f"{key}: |", *_indented(text.split("\n"))] if literal else [f"{key}: {quoted(text)}"]
        )
    line = f"{key}: {scalar(text)}"
    if len(line) <= _WIDTH or not _EVEN.fullmatch(text):
        return [line]
    return [f"{key}: >", *_indented(_wrapped(text))]


def _wrapped(text: str) -> list[str]:
    """`text` broken at single spaces alone, which folding puts back."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]
