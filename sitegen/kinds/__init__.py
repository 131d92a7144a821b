"""The one registry of kinds. Nothing outside this package names a kind.

Their order is that in which a reader meets them. To add one, see CONTRIBUTING.md.
"""

from __future__ import annotations

from ..model import Kind
from . import events, figures, glossary, notes, organizations, people, places, sources

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (people, organizations, places, glossary, figures, events, notes, sources)
}
