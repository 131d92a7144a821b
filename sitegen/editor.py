"""Where an editor opens a file: its name or address pattern → a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

SCHEMES: Mapping[str, str] = {
    "code": "vscode://file{path}:{line}:{column}",
    "code-insiders": "vscode-insiders://file{path}:{line}:{column}",
    "codium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "windsurf": "windsurf://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "subl": "subl://open?url=file://{path}&line={line}&column={column}",
    "mate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "mvim": "mvim://open?url=file://{path}&line={line}&column={column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "pycharm": "pycharm://open?file={path}&line={line}&column={column}",
}
"""Editors that open files by an address, by the command that starts them."""

_BROWSERS = frozenset("http https javascript data file blob about".split())


def pattern(editor: str) -> str:
    """The address pattern of an editor: known by its command, or given as one; else "".

    A command may have a path and arguments: `/usr/bin/code --wait`.
    """
    scheme, found, _ = editor.partition("://")
    if found:
        named = re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) and scheme not in _BROWSERS
        return editor if named and "{path}" in editor else ""
    command, _, _ = editor.strip().partition(" ")
    return SCHEMES.get(command.rpartition("/")[2], "")


def link(pattern: str, path: str, line: int, column: int) -> str:
    """The address that opens the file at `path`, which is absolute; "" without a pattern."""
    filled = pattern.replace("{line}", str(line)).replace("{column}", str(column))
    return filled.replace("{path}", quote(path))
