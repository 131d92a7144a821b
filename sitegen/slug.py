"""Words → the part of an address that names them."""

from __future__ import annotations

import re
import unicodedata


def slugify(words: str, *, words_at_most: int = 0) -> str:
    """Letters and digits of any script, in lower case, parted by hyphens.

    Accents are dropped from Latin letters, so that the address can be typed;
    other scripts stay as they are. "" where there is no letter or digit.
    """
    folded = unicodedata.normalize("NFKD", words).casefold()
    plain = unicodedata.normalize("NFC", re.sub("[\u0300-\u036f'\u2019]", "", folded))
    parts = re.findall(r"[^\W_]+", plain)
    return "-".join(parts[: words_at_most or None])
