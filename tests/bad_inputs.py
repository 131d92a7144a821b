"""The table of bad inputs, one row for each: a scratch site and what must come of it.

A row is a good site with some files put in the place of its own. Its number is
that of the line in the catalogue of bad inputs; `test_bad_inputs` runs it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# ── The good site ───────────────────────────────────────────────────────────

SETTINGS = "sitegen.yaml"
LETTER = "seeds/letter.md"
TERMS = "content/glossary.yaml"
PEOPLE = "content/people.yaml"
SOURCES = "content/sources.yaml"
NOTES = "content/letter/notes.yaml"
FIGURES = "content/letter/figures.yaml"
ABOUT = "content/letter/article.yaml"
PHOTO = "content/letter/photo.png"

LETTER_TEXT = """\
# The Tariff Letter

A tariff is a tax on imports. The minister spoke in Geneva about steel.

Nobody had a tin ear politically on that day.
"""
TERMS_TEXT = """\
- term: tariff
  definition: A tax on imports.
"""
NOTES_TEXT = """\
- quote: a tin ear politically
  note: Deaf to the mood of the voters.
"""
GOOD_SITE = {LETTER: LETTER_TEXT, TERMS: TERMS_TEXT, NOTES: NOTES_TEXT}

PAGE = "letter/index.html"
TERMS_PAGE = "glossary/index.html"
PEOPLE_PAGE = "people/index.html"
FIGURES_PAGE = "figures/index.html"
SOURCES_PAGE = "sources/index.html"
HOME_PAGE = "index.html"

OUTSIDE = "../outside"
"""A folder beside the site, which nothing may read or change."""
CANARY = "CANARY-0451"
"""What the files in it hold."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


# ── Rows ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Report:
    """A problem that must be reported: its place, and parts of what is said of it."""

    severity: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    details: tuple[str, ...] = ()
    """Parts of the lines below the message, in their order."""


Special = Callable[[Path], None]
"""Makes at a path what is no plain file."""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    name: str
    files: Mapping[str, str | bytes | Special]
    code: int
    reports: tuple[Report, ...] = ()
    """What must be among the problems. No other error is allowed, and where the
    site is built no other warning."""
    says: tuple[str, ...] = ()
    """Parts of what a run that ends with 2 says, in their order."""
    shows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Page to parts of it, in their order."""
    hides: tuple[str, ...] = ()
    """What may stand in no published file."""
    same_page: bool = False
    """The article's page is that of the good site, byte for byte."""
    arguments: tuple[str, ...] = ()
    seconds: float = 5
    """The most processor time it may take."""
    apart: bool = False
    """It runs in a process of its own: the YAML library might break ours."""

    @property
    def id(self) -> str:
        return f"{self.number:02}-{self.name}"


def error(path: str, line: int, column: int, message: str, hint: str = "", *details: str) -> Report:
    return Report("error", path, line, column, message, hint, details)


def warning(path: str, line: int, column: int, message: str, hint: str = "") -> Report:
    return Report("warning", path, line, column, message, hint)


def refused(
    number: int, name: str, files: Mapping[str, str | bytes | Special], *reports: Report, **more
) -> Row:
    """Ends with 1, and the old site stands."""
    return Row(number, name, files, 1, reports, **more)


def unusable(
    number: int, name: str, files: Mapping[str, str | bytes | Special], *says: str, **more
) -> Row:
    """Ends with 2, and the old site stands."""
    return Row(number, name, files, 2, says=says, **more)


def warned(
    number: int, name: str, files: Mapping[str, str | bytes | Special], *reports: Report, **more
) -> Row:
    """Is built, with just these warnings."""
    return Row(number, name, files, 0, reports, **more)


def good(number: int, name: str, files: Mapping[str, str | bytes | Special], **more) -> Row:
    """Is built, and there is nothing to say."""
    return Row(number, name, files, 0, **more)


# ── What is no plain file ───────────────────────────────────────────────────


def link(target: str) -> Special:
    return lambda path: path.symlink_to(target)


def folder_link(target: str) -> Special:
    return lambda path: path.symlink_to(target, target_is_directory=True)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """Bound by its bare name: an address may be no longer than 107 bytes."""
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(path.parent)
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


def sparse(size: int) -> Special:
    """A file of `size` bytes that takes no room."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def moved_out(path: Path) -> None:
    """Moves a folder out of the site and leaves a link."""
    moved = path.parent / OUTSIDE / path.name
    path.rename(moved)
    path.symlink_to(moved, target_is_directory=True)


# ── Pieces of sites ─────────────────────────────────────────────────────────


def letter_with(text: str) -> str:
    """The good article and more."""
    return f"{LETTER_TEXT}\n{text}\n"


def notes_with(text: str) -> str:
    return f"{NOTES_TEXT}{text}"


def plain(text: str) -> dict[str, str]:
    """A second article, in plain text."""
    return {"seeds/plain.txt": text, "content/plain/article.yaml": "title: Plain\n"}


PLAIN = "seeds/plain.txt"
PLAIN_PAGE = "plain/index.html"


def term(name: str, *lines: str) -> str:
    """An entry of a glossary."""
    return "\n".join([f"- term: {name}", f"  definition: On {name}.", *lines, ""])


def nested_list(depth: int) -> str:
    return "\n".join(f"{'  ' * level}- word{level}" for level in range(depth))


def list_in_yaml(depth: int) -> str:
    return f"{'[' * depth}{']' * depth}"


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}{% if x %}</title><!--"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}{% if x %}&lt;/title&gt;&lt;!--"
BREAKOUT = '" onload="alert(1)" x=\'<img src=x onerror=alert(1)>'


# ── Encoding ────────────────────────────────────────────────────────────────

ENCODING = [
    good(1, "bom-in-article", {LETTER: "\ufeff" + LETTER_TEXT}, same_page=True, hides=("\ufeff",)),
    good(1, "bom-in-sidecar", {TERMS: "\ufeff" + TERMS_TEXT}, same_page=True, hides=("\ufeff",)),
    refused(
        1,
        "bom-leaves-columns-right",
        {TERMS: "\ufeff- trem: tariff\n  definition: A tax.\n"},
        error(TERMS, 1, 3, "unknown key 'trem'", "did you mean 'term'?"),
        error(TERMS, 1, 3, "'term' is missing"),
    ),
    refused(
        2,
        "utf-16-little-endian-with-mark",
        {LETTER: b"\xff\xfe" + LETTER_TEXT.encode("utf-16-le")},
        error(LETTER, 1, 1, "UTF-16", "save the file as UTF-8"),
    ),
    refused(
        2,
        "utf-16-big-endian-with-mark",
        {TERMS: b"\xfe\xff" + TERMS_TEXT.encode("utf-16-be")},
        error(TERMS, 1, 1, "UTF-16", "save the file as UTF-8"),
    ),
    refused(
        3,
        "utf-16-without-mark",
        {LETTER: LETTER_TEXT.encode("utf-16-le")},
        error(LETTER, 1, 1, "NUL", "save the file as UTF-8"),
    ),
    refused(
        4,
        "latin-1-in-article",
        {LETTER: LETTER_TEXT.replace("Geneva", "Genève").encode("latin-1")},
        error(LETTER, 3, 56, "byte 0xE8 is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        4,
        "latin-1-in-sidecar",
        {TERMS: "- term: tariff\n  definition: Zölle.\n".encode("latin-1")},
        error(TERMS, 2, 16, "byte 0xF6 is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        4,
        "latin-1-after-lone-carriage-returns",
        {LETTER: letter_with("Genève").replace("\n", "\r").encode("latin-1")},
        error(LETTER, 7, 4, "byte 0xE8 is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        4,
        "latin-1-in-template",
        {"templates/style.css": b"/* caf\xe9 */\n"},
        error("templates/style.css", 1, 7, "byte 0xE9 is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        5,
        "overlong-slash",
        {LETTER: LETTER_TEXT.encode() + b"\nA \xc0\xaf slash.\n"},
        error(LETTER, 7, 3, "byte 0xC0 is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        5,
        "encoded-surrogate",
        {NOTES: NOTES_TEXT.encode() + b"# \xed\xa0\x80\n"},
        error(NOTES, 3, 3, "byte 0xED is not UTF-8", "save the file as UTF-8"),
    ),
    refused(
        6,
        "single-nul",
        {LETTER: letter_with("The \0 end.")},
        error(LETTER, 7, 5, "NUL"),
    ),
    refused(
        6,
        "bell",
        {LETTER: letter_with("The \a end.")},
        error(LETTER, 7, 5, "control character U+0007", "take it out"),
    ),
    refused(
        6,
        "form-feed-in-sidecar",
        {TERMS: "- term: tariff\n  definition: One.\f Two.\n"},
        error(TERMS, 2, 19, "control character U+000C", "take it out"),
    ),
    good(7, "crlf-in-article", {LETTER: LETTER_TEXT.replace("\n", "\r\n")}, same_page=True),
    good(7, "lone-cr-in-article", {LETTER: LETTER_TEXT.replace("\n", "\r")}, same_page=True),
    good(7, "mixed-line-ends", {LETTER: LETTER_TEXT.replace("\n", "\r\n", 2)}, same_page=True),
    good(
        7,
        "crlf-in-sidecars",
        {TERMS: TERMS_TEXT.replace("\n", "\r\n"), NOTES: NOTES_TEXT.replace("\n", "\r")},
        same_page=True,
    ),
    refused(
        7,
        "crlf-counts-lines-once",
        {TERMS: (TERMS_TEXT + "- term: steel\n  defintion: Iron.\n").replace("\n", "\r\n")},
        error(TERMS, 4, 3, "unknown key 'defintion'", "did you mean 'definition'?"),
        error(TERMS, 3, 3, "'definition' is missing"),
    ),
    refused(
        7,
        "lone-cr-counts-lines",
        {LETTER: letter_with("The \a end.").replace("\n", "\r")},
        error(LETTER, 7, 5, "control character U+0007"),
    ),
    good(
        8,
        "unicode-line-ends-in-article",
        {LETTER: letter_with("One\u2028two\u2029three\x85four.")},
        shows={PAGE: ["<p>One\u2028two\u2029three\x85four.</p>"]},
    ),
    refused(
        8,
        "unicode-line-ends-are-no-lines",
        {LETTER: letter_with("One\u2028two\u2029three\x85four.\n\nThe \a end.")},
        error(LETTER, 9, 5, "control character U+0007"),
    ),
    good(
        8,
        "unicode-line-ends-in-sidecar",
        {TERMS: "- term: tariff\n  definition: A tax\u2028on\u2029im\x85ports.\n"},
        shows={TERMS_PAGE: ["A tax\u2028on\u2029im\x85ports."]},
    ),
    refused(
        8,
        "unicode-line-ends-are-no-lines-of-yaml",
        {TERMS: "# one\u2028two\x85three\n" + TERMS_TEXT + "  sea: [tariff]\n"},
        error(TERMS, 4, 3, "unknown key 'sea'", "did you mean 'see'?"),
    ),
    warned(
        9,
        "bidi-override-in-article",
        {LETTER: letter_with("Pay \u202e001\u202c now.")},
        warning(LETTER, 7, 5, "U+202E RIGHT-TO-LEFT OVERRIDE", "take it out"),
        warning(LETTER, 7, 9, "U+202C POP DIRECTIONAL FORMATTING", "take it out"),
        shows={PAGE: ["Pay \u202e001\u202c now."]},
    ),
    warned(
        9,
        "bidi-isolate-in-sidecar",
        {TERMS: "- term: tariff\n  definition: A \u2067tax.\n"},
        warning(TERMS, 2, 17, "U+2067 RIGHT-TO-LEFT ISOLATE", "take it out"),
    ),
    warned(
        10,
        "zero-width-space-in-term",
        {TERMS: "- term: tar\u200biff\n  definition: A tax.\n"},
        warning(TERMS, 1, 9, "invisible character U+200B", "take it out"),
        shows={PAGE: [">tariff</a> is a tax"]},
    ),
    warned(
        10,
        "zero-width-joiner-in-quote",
        {NOTES: "- quote: a tin\u200d ear\n  note: Deaf.\n"},
        warning(NOTES, 1, 10, "invisible character U+200D", "take it out"),
        shows={PAGE: [">a tin ear</span>"]},
    ),
    good(
        10,
        "zero-width-space-in-article",
        {LETTER: LETTER_TEXT.replace("A tariff", "A tar\u200biff")},
        shows={PAGE: [">tar\u200biff</a> is a tax"]},
    ),
    refused(
        11,
        "lone-surrogate-by-escape",
        {TERMS: '- term: tariff\n  definition: "A \\ud800 tax."\n'},
        error(TERMS, 2, 20, "Unicode character escape"),
    ),
    good(
        12,
        "decomposed-text-composed-term",
        {LETTER: letter_with("The cafe\u0301 closed."), TERMS: TERMS_TEXT + term("caf\u00e9")},
        shows={PAGE: [">cafe\u0301</a> closed."]},
    ),
    good(
        12,
        "composed-text-decomposed-quote",
        {
            LETTER: letter_with("The caf\u00e9 closed."),
            NOTES: notes_with("- quote: cafe\u0301 closed\n  note: For good.\n"),
        },
        shows={PAGE: [">caf\u00e9 closed</span>"]},
    ),
    good(
        13,
        "casefold-of-another-length",
        {
            LETTER: letter_with("Aﬁ ßß İİ ŉ ffﬄ and the straße of İzmir, its oﬃces, for steel."),
            TERMS: TERMS_TEXT + term("STRASSE") + term("İzmir") + term("office") + term("steel"),
        },
        shows={
            PAGE: [">straße</a> of ", ">İzmir</a>, its ", ">oﬃces</a>, for "],
            TERMS_PAGE: ['id="term-steel"', "<b>steel</b>"],
        },
    ),
    refused(
        14,
        "escape-sequence-in-sidecar",
        {TERMS: "- term: tariff\n  definition: A \x1b[31mred tax.\n"},
        error(TERMS, 2, 17, "control character U+001B"),
    ),
    refused(
        14,
        "escape-sequence-by-yaml-escape",
        {TERMS: '- term: tariff\n  definition: "A \\e[31mred tax."\n'},
        error(TERMS, 2, 15, "U+001B"),
    ),
    refused(
        14,
        "nul-by-yaml-escape",
        {TERMS: '- term: tariff\n  definition: "A \\0 tax."\n'},
        error(TERMS, 2, 15, "U+0000"),
    ),
    refused(
        14,
        "barrier-by-yaml-escape",
        {TERMS: '- term: tariff\n  definition: "A \\x1e tax."\n'},
        error(TERMS, 2, 15, "U+001E"),
    ),
]


# ── YAML ────────────────────────────────────────────────────────────────────

MERGE_BOMB = "- &a0 {term: tariff, definition: A tax}\n" + "".join(
    f"- &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40)
)
ALIAS_BOMB = "- &a0 [lol, lol, lol]\n" + "".join(
    f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
)

YAML = [
    refused(
        15,
        "tab-indent",
        {TERMS: "- term: tariff\n\tdefinition: A tax.\n"},
        error(TERMS, 2, 1, "", "indent with spaces, not tabs"),
    ),
    refused(
        16,
        "duplicate-key",
        {TERMS: "- term: tariff\n  definition: A tax.\n  definition: A levy.\n"},
        error(TERMS, 3, 3, "'definition' is given twice, first on line 2", "keep one"),
    ),
    refused(
        17,
        "unknown-key",
        {TERMS: TERMS_TEXT + "  soruces: [The Times]\n"},
        error(TERMS, 3, 3, "unknown key 'soruces'", "did you mean 'sources'?"),
    ),
    refused(
        17,
        "unknown-key-like-no-other",
        {NOTES: NOTES_TEXT + "  zzz: 1\n"},
        error(NOTES, 3, 3, "unknown key 'zzz'", "the keys are"),
    ),
    refused(
        18,
        "missing-key",
        {TERMS: TERMS_TEXT + "- term: steel\n"},
        error(TERMS, 3, 3, "'definition' is missing"),
    ),
    refused(
        19,
        "list-for-text",
        {TERMS: "- term: tariff\n  definition: [A, tax]\n"},
        error(TERMS, 2, 15, "definition: wanted text, found a list"),
    ),
    refused(
        19,
        "mapping-for-text",
        {TERMS: "- term: tariff\n  definition: {a: tax}\n"},
        error(TERMS, 2, 15, "definition: wanted text, found a mapping"),
    ),
    refused(
        19,
        "text-for-list",
        {TERMS: TERMS_TEXT + "  also: duty\n"},
        error(TERMS, 3, 9, "also: wanted a list, found text", "write [duty]"),
    ),
    refused(
        20,
        "mapping-for-the-whole",
        {TERMS: "term: tariff\ndefinition: A tax.\n"},
        error(TERMS, 1, 1, "wanted a list", "begin each entry with '- '"),
    ),
    refused(20, "text-for-the-whole", {TERMS: "tariff\n"}, error(TERMS, 1, 1, "wanted a list")),
    refused(20, "number-for-the-whole", {NOTES: "42\n"}, error(NOTES, 1, 1, "wanted a list")),
    refused(
        20,
        "list-for-article-yaml",
        {ABOUT: "- title: Letter\n"},
        error(ABOUT, 1, 1, "wanted a mapping", "key: value"),
    ),
    refused(
        21,
        "null-entry",
        {TERMS: TERMS_TEXT + "-\n"},
        error(TERMS, 3, 2, "wanted an entry", "- term: ..."),
    ),
    refused(
        21,
        "bare-text-entry",
        {TERMS: TERMS_TEXT + "- steel\n"},
        error(TERMS, 3, 3, "wanted an entry", "- term: ..."),
    ),
    good(
        22,
        "words-that-yaml-takes-for-truths",
        {
            LETTER: letter_with("The ballots say NO, yes, off, null and True."),
            TERMS: "".join(
                f"- term: {word}\n  definition: {word}\n"
                for word in ("tariff", "NO", "null", "off", "True", "yes")
            ),
        },
        shows={
            PAGE: [">NO</a>, ", ">yes</a>, ", ">off</a>, ", ">null</a> and ", ">True</a>."],
            TERMS_PAGE: [f"<dfn>{word}</dfn>" for word in ("NO", "null", "off")],
        },
    ),
    good(
        23,
        "values-that-yaml-takes-for-numbers",
        {
            LETTER: letter_with("We met at noon, in Rome, by boat, on foot, at home."),
            TERMS: TERMS_TEXT
            + "- {term: noon, definition: 12:30}\n- {term: Rome, definition: 2019-05-10}\n"
            + "- {term: boat, definition: 0123}\n- {term: foot, definition: 1_000}\n"
            + "- {term: home, definition: 1e3}\n",
        },
        shows={
            TERMS_PAGE: [
                *("<p>0123</p>", "<p>1_000</p>", "<p>1e3</p>", "<p>12:30</p>", "<p>2019-05-10</p>")
            ]
        },
    ),
    good(
        23,
        "number-fields-by-our-own-rule",
        {
            LETTER: letter_with("Three ships, four planes."),
            FIGURES: "- {quote: Three ships, label: Ships, value: 0003}\n"
            "- {quote: four planes, label: Planes, value: 4e3}\n",
        },
        shows={FIGURES_PAGE: [">3</td>", ">4,000</td>"]},
    ),
    *(
        refused(
            23,
            f"no-number-{name}",
            {FIGURES: f"- quote: steel\n  label: Steel\n  value: {value}\n"},
            error(FIGURES, 3, 10, "value:", "write 150, 1,200"),
        )
        for name, value in {
            "underscore": "1_000",
            "sexagesimal": "12:30:45",
            "hexadecimal": "0x1F",
            "unit": "5 tons",
        }.items()
    ),
    refused(
        24,
        "impossible-date",
        {FIGURES: "- quote: steel\n  label: Steel\n  as_of: 2019-13-45\n"},
        error(FIGURES, 3, 10, "'2019-13-45' is no day on the calendar", "write 2019-05-10"),
    ),
    refused(
        24,
        "day-that-its-month-has-not",
        {ABOUT: "published: 2019-02-29\n"},
        error(ABOUT, 1, 12, "'2019-02-29' is no day on the calendar", "write 2019-05-10"),
    ),
    refused(
        24,
        "number-of-5000-digits",
        {FIGURES: f"- quote: steel\n  label: Steel\n  value: {'9' * 5000}\n"},
        error(FIGURES, 3, 10, "is no number", "write 150"),
    ),
    refused(
        24,
        "not-a-number",
        {FIGURES: "- quote: steel\n  label: Steel\n  value: .nan\n"},
        error(FIGURES, 3, 10, "'.nan' is no number", "write 150"),
    ),
    good(
        24,
        "impossible-date-and-huge-number-as-text",
        {TERMS: f"- term: tariff\n  definition: 2024-13-45 {'9' * 5000} .nan\n"},
        shows={TERMS_PAGE: [f"<p>2024-13-45 {'9' * 5000} .nan</p>"]},
    ),
    refused(
        25,
        "alias-bomb",
        {TERMS: ALIAS_BOMB},
        error(TERMS, 1, 3, "the anchor &a0 is not allowed", "quotes"),
        seconds=1,
        apart=True,
    ),
    refused(
        25,
        "merge-bomb",
        {TERMS: MERGE_BOMB},
        error(TERMS, 1, 3, "the anchor &a0 is not allowed", "quotes"),
        seconds=1,
        apart=True,
    ),
    refused(
        25,
        "self-reference",
        {TERMS: "&a [*a]\n"},
        error(TERMS, 1, 1, "the anchor &a is not allowed", "quotes"),
        seconds=1,
    ),
    refused(
        25,
        "alias-of-nothing",
        {TERMS: "- term: tariff\n  definition: *tax\n"},
        error(TERMS, 2, 15, "the alias *tax is not allowed", "quotes"),
    ),
    refused(
        25,
        "merge-key-alone",
        {TERMS: "- term: tariff\n  <<: {definition: A tax.}\n"},
        error(TERMS, 2, 3, "merge keys are not allowed", "write the keys out"),
    ),
    refused(
        26,
        "custom-tag",
        {TERMS: "- term: !important tariff\n  definition: A tax.\n"},
        error(TERMS, 1, 9, "!important is not allowed", "quotes"),
    ),
    refused(
        26,
        "python-tag-runs-nothing",
        {TERMS: '- term: tariff\n  definition: !!python/object/apply:os.system ["touch ran"]\n'},
        error(TERMS, 2, 15, "python/object/apply:os.system is not allowed"),
    ),
    *(
        refused(
            27,
            f"nested-{depth}-deep-in-flow",
            {TERMS: list_in_yaml(depth)},
            error(TERMS, 1, 51, "nested more than 50 deep"),
            seconds=1,
            apart=depth > 1_000,
        )
        for depth in (51, 1_000, 100_000)
    ),
    refused(
        27,
        "never-closed-100000-deep",
        {TERMS: "[" * 100_000},
        error(TERMS, 1, 51, "nested more than 50 deep"),
        seconds=1,
        apart=True,
    ),
    refused(
        27,
        "nested-mappings",
        {TERMS: "{a: " * 100_000},
        error(TERMS, 1, 201, "nested more than 50 deep"),
        seconds=1,
        apart=True,
    ),
    refused(
        27,
        "nested-by-indent",
        {TERMS: "".join(f"{' ' * level}a:\n" for level in range(2_000))},
        error(TERMS, 51, 51, "nested more than 50 deep"),
        seconds=1,
    ),
    refused(
        27,
        "nested-dashes",
        {TERMS: "- " * 100_000},
        error(TERMS, 1, 101, "nested more than 50 deep"),
        seconds=1,
        apart=True,
    ),
    refused(
        28,
        "sidecar-of-100-megabytes",
        {TERMS: sparse(100_000_000)},
        error(TERMS, 1, 1, "100.0 MB is over the limit of 8 MB", "split"),
        seconds=1,
    ),
    refused(
        28,
        "settings-of-100-megabytes",
        {SETTINGS: sparse(100_000_000)},
        error(SETTINGS, 1, 1, "100.0 MB is over the limit of 8 MB"),
        seconds=1,
    ),
    refused(
        29,
        "second-document",
        {TERMS: TERMS_TEXT + "---\n" + term("steel")},
        error(TERMS, 3, 1, "a second document begins here", "one list"),
    ),
    *(
        refused(
            30,
            f"unclosed-{name}-quote",
            {TERMS: f"- term: {sign}tariff\n  definition: A tax.\n{term('steel')}"},
            error(TERMS, 1, 9, "", "never closed"),
        )
        for name, sign in {"double": '"', "single": "'"}.items()
    ),
    refused(
        31,
        "unquoted-colon",
        {TERMS: "- term: tariff\n  definition: In short: a tax.\n"},
        error(TERMS, 2, 23, "", "in quotes"),
    ),
    *(
        refused(
            31,
            f"unquoted-{name}",
            {TERMS: f"- term: tariff\n  definition: {sign}tax on imports\n"},
            error(TERMS, 2, 15, "", "in quotes"),
        )
        for name, sign in {
            "at": "@",
            "per-cent": "%",
            "backtick": "`",
            "star": "*",
            "ampersand": "&",
            "exclamation-mark": "!",
        }.items()
    ),
    refused(
        31,
        "unquoted-hash",
        {TERMS: "- term: tariff\n  definition: # 1 of the taxes\n"},
        error(TERMS, 2, 14, "definition: is empty", "in quotes"),
    ),
    refused(
        31,
        "words-after-a-quotation",
        {NOTES: '- quote: "a tin ear" politically\n  note: Deaf.\n'},
        error(NOTES, 1, 22, "", "quot"),
    ),
    good(32, "empty-file", {FIGURES: ""}, same_page=True),
    good(32, "only-comments", {FIGURES: "# Nothing yet.\n# - quote: ...\n"}, same_page=True),
    good(32, "only-a-document-mark", {FIGURES: "---\n"}, same_page=True),
    good(32, "empty-article-yaml-and-settings", {ABOUT: "", SETTINGS: "#\n"}, same_page=True),
    warned(
        33,
        "20000-good-entries",
        {
            TERMS: TERMS_TEXT
            + "".join(f"- term: word{n}\n  definition: A word.\n" for n in range(20_000))
        },
        warning(TERMS, 1, 1, "20,000 entries stand in no article"),
        shows={PAGE: [">tariff</a>"]},
    ),
]


# ── Annotations ─────────────────────────────────────────────────────────────

ANNOTATIONS = [
    warned(
        34,
        "term-not-in-the-text",
        {TERMS: TERMS_TEXT + term("quota")},
        warning(TERMS, 3, 3, "'quota' stands in no article"),
        same_page=True,
    ),
    refused(
        35,
        "empty-term",
        {TERMS: "- term:\n  definition: A tax.\n"},
        error(TERMS, 1, 8, "term: is empty"),
    ),
    refused(
        35,
        "blank-term",
        {TERMS: '- term: "  "\n  definition: A tax.\n'},
        error(TERMS, 1, 9, "term: is empty"),
    ),
    refused(
        35,
        "empty-alias",
        {TERMS: TERMS_TEXT + '  also: [duty, ""]\n'},
        error(TERMS, 3, 16, "also: is empty"),
    ),
    refused(
        35,
        "alias-of-signs-alone",
        {TERMS: TERMS_TEXT + '  also: ["..."]\n'},
        error(TERMS, 3, 10, "has no letter or digit"),
    ),
    refused(
        35,
        "alias-of-a-stretched-line-alone",
        {TERMS: TERMS_TEXT + '  also: ["\u0640"]\n'},
        error(TERMS, 3, 10, "has no letter or digit"),
    ),
    refused(
        35,
        "empty-quote",
        {NOTES: '- quote: ""\n  note: Deaf.\n'},
        error(NOTES, 1, 10, "quote: is empty"),
    ),
    good(
        36,
        "one-letter-term",
        {LETTER: letter_with("Axes: x marks a box."), TERMS: TERMS_TEXT + term("x")},
        shows={PAGE: ['<a href="#at-term-x-1">x</a>\n', "Axes: <a", ">x</a> marks a box."]},
    ),
    good(
        36,
        "term-inside-words",
        {LETTER: letter_with("The nation saw an ion on a pion."), TERMS: TERMS_TEXT + term("ion")},
        shows={
            PAGE: [
                '<a href="#at-term-ion-1">ion</a>\n',
                "The nation saw an <a",
                ">ion</a> on a pion.",
            ]
        },
    ),
    good(
        37,
        "regular-expression-letters",
        plain(r"Press C++ (a|b)* \1 $^ now.")
        | {TERMS: TERMS_TEXT + "- term: 'C++ (a|b)* \\1 $^'\n  definition: A puzzle \\1 \\g<0>.\n"},
        shows={PLAIN_PAGE: [r">C++ (a|b)* \1 $^</a> now."], TERMS_PAGE: [r"A puzzle \1 \g"]},
    ),
    good(
        38,
        "one-term-holds-the-other",
        {
            LETTER: letter_with("A trade war, not a fair trade."),
            TERMS: TERMS_TEXT + term("trade") + term("trade war"),
        },
        shows={PAGE: ["A <a", ">trade war</a>, not a fair <a", ">trade</a>."]},
    ),
    good(
        38,
        "terms-that-overlap",
        {
            LETTER: letter_with("The free trade zone opened."),
            TERMS: TERMS_TEXT + term("free trade") + "- term: trade zone\n  definition: A place.\n",
        },
        shows={PAGE: ["The <a", ">free trade</a> zone opened."]},
    ),
    good(
        39,
        "quotes-that-cross",
        {NOTES: notes_with("- quote: ear politically on that\n  note: Crossing.\n")},
        shows={
            PAGE: [
                'aria-label="Note 1"',
                'aria-label="Note 2"',
                "Deaf to the mood",
                'href="#at-note-a-tin-ear-politically-1"',
                "Crossing.",
                'href="#at-note-ear-politically-on-that-1"',
            ]
        },
    ),
    good(
        40,
        "same-quote-in-two-notes",
        {NOTES: notes_with("- quote: a tin ear politically\n  note: And blind.\n")},
        shows={
            PAGE: [
                'aria-label="Note 1"',
                'aria-label="Note 2"',
                "Deaf to the mood",
                "And blind.",
                "</ol>",
            ]
        },
    ),
    refused(
        41,
        "quote-in-two-places",
        {
            LETTER: letter_with("She has a tin ear politically."),
            NOTES: NOTES_TEXT,
        },
        error(
            NOTES,
            1,
            10,
            "'a tin ear politically' stands twice in seeds/letter.md",
            "add the line behind the place",
            "seeds/letter.md:5:12:",
            'before: "had"',
            "seeds/letter.md:7:9:",
            'before: "has"',
        ),
    ),
    refused(
        41,
        "occurrence-that-is-not-there",
        {NOTES: NOTES_TEXT + "  occurrence: 2\n"},
        error(NOTES, 1, 10, "no occurrence 2", "once", "seeds/letter.md:5:12:"),
    ),
    refused(
        42,
        "quote-that-is-nowhere",
        {NOTES: "- quote: a tin year politically\n  note: Deaf.\n"},
        error(
            NOTES,
            1,
            10,
            "'a tin year politically' is nowhere in seeds/letter.md",
            "copy the words from the text",
            "seeds/letter.md:5:12:",
            "a tin ear politically",
            "of 100 alike",
        ),
    ),
    refused(
        42,
        "quote-like-nothing",
        {NOTES: notes_with("- quote: Zzyzx Qwghlm\n  note: Where?\n")},
        error(NOTES, 3, 10, "'Zzyzx Qwghlm' is nowhere", "nothing there is like it"),
    ),
    refused(
        42,
        "not-here-that-is-nowhere",
        {"content/letter/glossary.yaml": term("steel", "  not_here: [about iron]")},
        error("content/letter/glossary.yaml", 3, 14, "'about iron' is nowhere", "copy the words"),
    ),
    refused(
        43,
        "quote-across-paragraphs",
        {NOTES: notes_with("- quote: about steel. Nobody had\n  note: Two.\n")},
        error(NOTES, 3, 10, "is nowhere", "straddle two paragraphs"),
    ),
    refused(
        43,
        "quote-across-list-items",
        {
            LETTER: letter_with("- iron ore\n- copper wire"),
            NOTES: notes_with("- quote: ore copper\n  note: Two.\n"),
        },
        error(NOTES, 3, 10, "is nowhere", "straddle two paragraphs"),
    ),
    good(
        43,
        "quote-across-markup-and-lines",
        {
            LETTER: letter_with("They sold *iron\nore* and copper."),
            NOTES: notes_with("- quote: iron ore and\n  note: One.\n"),
        },
        shows={PAGE: [" sold <em><span", ">iron</span>", ">ore</span></em><span", "> and</span>"]},
    ),
    good(
        44,
        "quote-with-other-signs-than-the-text",
        {
            LETTER: letter_with("He said \u2018a\u00a0long\u2011term \u2014 deal\u2019 is near."),
            NOTES: notes_with("- quote: \"'a long-term - deal'\"\n  note: Signs.\n"),
        },
        shows={PAGE: [">\u2018a\u00a0long\u2011term \u2014 deal\u2019</span>"]},
    ),
    refused(
        45,
        "one-id-twice-in-a-file",
        {TERMS: term("tariff", "  id: duty") + term("steel", "  id: duty")},
        error(TERMS, 4, 3, "the id 'duty' is taken by the entry on line 1", "an 'id' of its own"),
    ),
    refused(
        45,
        "one-id-in-two-files",
        {
            TERMS: term("tariff", "  id: duty"),
            "content/letter/glossary.yaml": "# Ours.\n" + term("steel", "  id: duty"),
        },
        error(
            "content/letter/glossary.yaml",
            2,
            3,
            "the id 'duty' is taken by content/glossary.yaml:1",
            "an 'id' of its own",
        ),
    ),
    refused(
        46,
        "names-of-one-slug",
        {TERMS: TERMS_TEXT + term("tin ear") + term("Tin-Ear")},
        error(
            TERMS, 5, 3, "the id 'tin-ear' is taken by the entry on line 3", "an 'id' of its own"
        ),
    ),
    refused(
        46,
        "ids-that-differ-in-case",
        {TERMS: term("tariff", "  id: duty") + term("steel", "  id: Duty")},
        error(TERMS, 6, 7, "'Duty' can't be an id", "lower-case letters"),
    ),
    *(
        refused(
            47,
            f"id-with-{name}",
            {TERMS: TERMS_TEXT + f"  id: '{id_}'\n"},
            error(TERMS, 3, 7, "can't be an id", "lower-case letters and digits"),
        )
        for name, id_ in {
            "space": "two words",
            "quote": 'quo"te',
            "hash": "a#b",
            "dots": "../up",
            "underscores": "__proto__",
        }.items()
    ),
    refused(
        48,
        "alias-of-one-is-term-of-another",
        {TERMS: TERMS_TEXT + term("levy", "  also: [tariff]")},
        error(
            TERMS,
            3,
            3,
            "'tariff' may mean 'tariff' (content/glossary.yaml:1) and"
            " 'levy' (content/glossary.yaml:3)",
            "leave the form out of all entries but one",
            "seeds/letter.md:3:3:",
            "not_here",
        ),
    ),
    good(
        49,
        "definitions-in-a-circle",
        {
            TERMS: "- term: tariff\n  definition: A tax as on steel.\n  see: [steel]\n"
            "- term: steel\n  definition: Iron under a tariff.\n  see: [tariff]\n"
        },
        shows={
            TERMS_PAGE: [
                'Iron under a <a class="mark-glossary" href="../glossary/index.html#term-tariff">',
                'A tax as on <a class="mark-glossary" href="../glossary/index.html#term-steel">',
            ]
        },
    ),
    good(
        49,
        "sources-in-a-circle",
        {SOURCES: "- title: Diary\n  sources: [letters]\n- title: Letters\n  sources: [diary]\n"},
        shows={
            SOURCES_PAGE: [
                'href="../sources/index.html#source-letters">Letters</a>',
                'href="../sources/index.html#source-letters">Letters (source)</a>',
                'href="../sources/index.html#source-diary">Diary</a>',
            ]
        },
    ),
    warned(
        50,
        "citation-of-no-entry",
        {
            SOURCES: "- title: Minutes of the council\n",
            TERMS: TERMS_TEXT + "  sources:\n  - minutes-of-the-council\n  - minutes-of-council\n",
        },
        warning(
            TERMS,
            5,
            5,
            "nothing that can be cited has the id 'minutes-of-council'",
            "did you mean 'minutes-of-the-council'?",
        ),
        shows={TERMS_PAGE: ["#source-minutes-of-the-council", "minutes-of-council"]},
    ),
    warned(
        50,
        "source-that-nothing-cites",
        {SOURCES: "# Ours.\n- title: Minutes\n"},
        warning(SOURCES, 2, 3, "'Minutes' stands in no article, and nothing cites it"),
        shows={SOURCES_PAGE: ["<h2>Minutes</h2>"]},
    ),
    refused(
        45,
        "two-sources-of-one-title",
        {SOURCES: "- title: Minutes\n- title: Minutes\n"},
        error(
            SOURCES, 2, 3, "the id 'minutes' is taken by the entry on line 1", "an 'id' of its own"
        ),
    ),
    refused(
        50,
        "reference-to-no-entry",
        {TERMS: TERMS_TEXT + "  see: [tarif]\n"},
        error(TERMS, 3, 9, "no entry of this file has the id 'tarif'", "did you mean 'tariff'?"),
    ),
    *(
        refused(
            51,
            f"address-{name}",
            {PEOPLE: f"- name: minister\n  same_as:\n  - {address}\n"},
            error(PEOPLE, 3, 5, "is no address to link to", "begin it with https://"),
        )
        for name, address in {
            "javascript": "javascript:alert(1)",
            "javascript-in-capitals": "JaVaScRiPt:alert(1)",
            "javascript-with-tab": '"java\\tscript:alert(1)"',
            "javascript-with-entity": "javascript&#58;alert(1)",
            "javascript-after-blank": '" javascript:alert(1)"',
            "data": "data:text/html,x",
            "vbscript": "vbscript:x",
            "no-scheme": "//example.org/",
            "backslash": "https:\\\\example.org",
        }.items()
    ),
    refused(
        51,
        "cited-source-with-script-address",
        {SOURCES: "- title: Minutes\n  url: javascript:alert(1)\n"},
        error(SOURCES, 2, 8, "is no address to link to", "begin it with https://"),
    ),
    refused(
        51,
        "source-with-script-address",
        {TERMS: TERMS_TEXT + "  sources: [{name: x, url: 'javascript:alert(1)'}]\n"},
        error(TERMS, 3, 28, "is no address to link to", "begin it with https://"),
    ),
    *(
        refused(
            51,
            f"script-in-a-definition-by-{name}",
            {TERMS: TERMS_TEXT + f"- term: steel\n  definition: 'Iron, {markdown}.'\n"},
            error(TERMS, 3, 3, "javascript"),
        )
        for name, markdown in {
            "link": "[x](javascript:alert(1))",
            "address": "<javascript:alert(1)>",
            "picture": "![x](javascript:alert(1))",
        }.items()
    ),
    warned(
        51,
        "script-in-a-link-of-the-article",
        {LETTER: letter_with("See [this](javascript:alert(1)) now.")},
        warning(LETTER, 7, 12, "javascript:alert(1)"),
        shows={PAGE: ["See ", "this", " now."]},
        hides=('href="javascript',),
    ),
    good(
        52,
        "markup-in-every-field",
        {
            TERMS: f"- term: '{HOSTILE}'\n  also: [tariff]\n  native: '{HOSTILE}'\n"
            f"  pronunciation: '{HOSTILE}'\n  definition: '{HOSTILE}'\n"
            f"  sources: ['{HOSTILE}', diary]\n  by: '{HOSTILE}'\n",
            SOURCES: f"- title: '{HOSTILE}'\n  id: diary\n  author: '{HOSTILE}'\n"
            f"  publisher: '{HOSTILE}'\n  note: '{HOSTILE}'\n",
            "content/organizations.yaml": f"- name: '{HOSTILE}'\n  also: [steel]\n"
            f"  role: '{HOSTILE}'\n  description: '{HOSTILE}'\n",
            "content/places.yaml": f"- name: '{HOSTILE}'\n  also: [Geneva]\n"
            f"  within: '{HOSTILE}'\n  description: '{HOSTILE}'\n",
            PEOPLE: f"- name: '{HOSTILE}'\n  also: [minister]\n  role: '{HOSTILE}'\n"
            f"  native: '{HOSTILE}'\n  description: '{HOSTILE}'\n",
            FIGURES: f"- quote: steel\n  label: '{HOSTILE}'\n  unit: '{HOSTILE}'\n  value: 1\n"
            f"  note: '{HOSTILE}'\n  source: '{HOSTILE}'\n"
            f"- image: photo.png\n  alt: '{HOSTILE}'\n  caption: '{HOSTILE}'\n"
            f"  credit: '{HOSTILE}'\n",
            PHOTO: PNG,
            NOTES: f"- quote: a tin ear politically\n  note: '{HOSTILE}'\n",
            ABOUT: f"kicker: '{HOSTILE}'\nbyline: '{HOSTILE}'\nsummary: '{HOSTILE}'\n"
            f"licence: '{HOSTILE}'\nsource: '{HOSTILE}'\n",
            SETTINGS: f"title: '{HOSTILE}'\ndescription: '{HOSTILE}'\nauthor: '{HOSTILE}'\n"
            f"language: '{HOSTILE}'\n",
        },
        shows={PAGE: [SHOWN] * 6, TERMS_PAGE: [SHOWN] * 6, PEOPLE_PAGE: [SHOWN] * 5}
        | {FIGURES_PAGE: [SHOWN] * 6, HOME_PAGE: [SHOWN] * 3, SOURCES_PAGE: [SHOWN] * 5}
        | {f"{name}/index.html": [SHOWN] * 5 for name in ("organizations", "places")},
        hides=("<script>alert", "<!--", "{{ 49"),
    ),
    good(
        53,
        "attributes-in-every-field",
        {
            TERMS: f"- term: |-\n    {BREAKOUT}\n  also: [tariff]\n  definition: |-\n    {BREAKOUT}\n",
            PEOPLE: f"- name: |-\n    {BREAKOUT}\n  also: [minister]\n  role: |-\n    {BREAKOUT}\n"
            "  same_as: ['https://example.org/\"onload=\"x']\n",
            FIGURES: f"- quote: steel\n  label: |-\n    {BREAKOUT}\n  unit: |-\n    {BREAKOUT}\n"
            f"- image: photo.png\n  alt: |-\n    {BREAKOUT}\n",
            PHOTO: PNG,
            ABOUT: f"byline: |-\n  {BREAKOUT}\nsummary: |-\n  {BREAKOUT}\n",
            SETTINGS: f"title: |-\n  {BREAKOUT}\nlanguage: |-\n  {BREAKOUT}\n",
            LETTER: letter_with('![A " onload="x](photo.png \'A " onload="y\')'),
        },
        shows={
            PAGE: ['alt="A &quot; onload=&quot;x"'],
            TERMS_PAGE: ["onload="],
            PEOPLE_PAGE: ["onload="],
        },
    ),
    *(
        warned(
            54,
            f"term-only-in-{name}",
            {LETTER: letter_with(text), PHOTO: PNG, TERMS: TERMS_TEXT + term("quota")},
            warning(TERMS, 3, 3, "'quota'"),
            hides=("at-term-quota",),
        )
        for name, text in {
            "code": "Type `quota` there.",
            "link": "See [the quota](https://example.org/).",
            "heading": "## The quota\n\nMore.",
            "alternative-text": "![the quota](photo.png)",
        }.items()
    ),
    good(
        55,
        "definition-of-1-megabyte",
        {TERMS: "- term: tariff\n  definition: " + "long word " * 100_000 + "end.\n"},
        shows={TERMS_PAGE: ["long word end.</p>"]},
    ),
    good(
        55,
        "5000-terms-in-one-article",
        {
            LETTER: letter_with(" ".join(f"word{n}" for n in range(5_000))),
            TERMS: TERMS_TEXT
            + "".join(f"- term: word{n}\n  definition: A word.\n" for n in range(5_000)),
        },
        shows={PAGE: [">word0</a> ", ">word4999</a>"]},
    ),
    good(
        56,
        "figure-without-unit",
        {FIGURES: "- quote: steel\n  label: Steel\n  value: 7\n"},
        shows={FIGURES_PAGE: [">7</td>"]},
    ),
    good(
        56,
        "unit-with-markup",
        {FIGURES: '- quote: steel\n  label: Steel\n  value: 7\n  unit: <b>t</b> & "x"\n'},
        shows={FIGURES_PAGE: ["&lt;b&gt;t&lt;/b&gt; &amp; "]},
        hides=("<b>t</b>",),
    ),
    refused(
        56,
        "figure-without-label",
        {FIGURES: "- quote: steel\n  value: 7\n"},
        error(FIGURES, 1, 3, "a number needs 'label'"),
    ),
]


# ── Articles ────────────────────────────────────────────────────────────────

PATHOLOGICAL = {
    "nested-strong-emphasis": "*a **a " * 2_500 + "b" + " a** a*" * 2_500,
    "closers-without-openers": "a_ " * 10_000,
    "openers-without-closers": "_a " * 10_000,
    "link-closers-without-openers": "a]" * 10_000,
    "link-openers-without-closers": "[a" * 4_000,
    "mismatched-openers-and-closers": "*a_ " * 7_500,
    "openers-and-closers-by-three": "a**b" + "c* " * 7_500,
    "links-and-emphasis": "[ a_" * 4_000,
    "brackets-and-parentheses": "[ (](" * 7_500,
    "pictures-in-pictures": "![[]()" * 2_500,
    "nested-brackets": "[" * 5_000 + "a" + "]" * 5_000,
    "hard-link-labels": "**x [a*b**c*](d)\n" * 2_000,
    "backticks": "".join(f"e{'`' * n}" for n in range(400)),
    "unclosed-links": "[a](<b" * 10_000,
    "unclosed-comments": "</" + "<!--" * 10_000,
    "empty-angles": "<>" * 10_000,
    "entities": "&" * 20_000,
    "escapes": "\\" * 20_000,
}

ARTICLES = [
    *(
        warned(
            57,
            f"article-{name}",
            {"seeds/none.md": text, "content/none/article.yaml": "title: None\n"},
            warning("seeds/none.md", 1, 1, "the article is empty"),
            shows={"none/index.html": ["<h1>None</h1>"]},
        )
        for name, text in {
            "empty": "",
            "of-blanks": " \n\t\n\n",
            "of-a-mark-alone": "\ufeff",
        }.items()
    ),
    # Front matter is no part of Markdown: the received words are shown, all of them.
    good(
        57,
        "front-matter-is-text",
        {
            "seeds/matter.md": "---\ntitle: A draft\n---\n",
            "content/matter/article.yaml": "title: Matter\n",
        },
        shows={"matter/index.html": ["title: A draft"]},
    ),
    refused(
        58,
        "article-of-50-megabytes",
        {LETTER: sparse(50_000_000)},
        error(LETTER, 1, 1, "50.0 MB is over the limit of 2 MB", "split"),
        seconds=1,
    ),
    refused(
        59,
        "line-of-5-megabytes",
        {LETTER: LETTER_TEXT + "word " * 1_000_000},
        error(LETTER, 1, 1, "5.0 MB is over the limit of 2 MB"),
        seconds=1,
    ),
    good(
        59,
        "line-of-200-kilobytes",
        {LETTER: letter_with("*word* and " * 20_000 + "end.")},
        shows={PAGE: ["<em>word</em> and end.</p>"]},
    ),
    *(
        good(
            60,
            f"list-{depth}-deep",
            {LETTER: letter_with(nested_list(depth) + "\n\nThe end.")},
            shows={PAGE: ["word0", f"word{depth - 1}", "The end."]},
        )
        for depth in (10, 20, 50)
    ),
    *(
        refused(
            60,
            f"list-{depth}-deep",
            {LETTER: letter_with(nested_list(depth))},
            error(LETTER, 57, 1, "nested more than 50 lists"),
            seconds=2,
        )
        for depth in (51, 1_000)
    ),
    good(
        60,
        "quotation-80-deep",
        {LETTER: letter_with(">" * 80 + " deep words\n\nThe end.")},
        shows={PAGE: ["deep words", "The end."]},
    ),
    refused(
        60,
        "quotation-100000-deep",
        {LETTER: letter_with(">" * 100_000 + " deep words")},
        error(LETTER, 7, 1, "100 quotations deep"),
        seconds=2,
    ),
    good(
        60,
        "brackets-10000-deep",
        {LETTER: letter_with("[" * 10_000 + "deep words")},
        shows={PAGE: ["[[[deep words"]},
    ),
    good(
        60,
        "emphasis-1000-deep",
        {LETTER: letter_with("*a **b " * 500 + "deep words" + " b** a*" * 500)},
        shows={PAGE: ["deep words"]},
    ),
    *(
        good(
            61,
            f"pathological-{name}",
            {LETTER: letter_with(f"{text}\n\nThe end.")},
            shows={PAGE: ["<p>The end.</p>"]},
            seconds=2,
        )
        for name, text in PATHOLOGICAL.items()
    ),
    good(
        62,
        "raw-html",
        {
            LETTER: letter_with(
                "<script>alert(1)</script>\n\n<svg onload=alert(1)>\n\n"
                "An <iframe src=x> and <!-- a comment --> and <b>bold</b>."
            )
        },
        shows={
            PAGE: [
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "&lt;svg onload=alert(1)&gt;",
                "&lt;iframe src=x&gt;",
                "&lt;!-- a comment --&gt;",
                "&lt;b&gt;bold&lt;/b&gt;.",
            ]
        },
        hides=("<script>alert", "<iframe", "<!--"),
    ),
    warned(
        63,
        "footnote-undefined",
        {LETTER: letter_with("A claim[^x] here.")},
        warning(LETTER, 7, 8, "the footnote 'x' is defined nowhere"),
        shows={PAGE: ["A claim[^x] here."]},
    ),
    warned(
        63,
        "footnote-defined-twice",
        {LETTER: letter_with("A claim[^a].\n\n[^a]: First.\n\n[^a]: Second.")},
        warning(LETTER, 11, 1, "the footnote 'a' is defined twice"),
        shows={PAGE: ["First.", "Second."]},
    ),
    warned(
        63,
        "footnote-cited-nowhere",
        {LETTER: letter_with("A claim.\n\n[^a]: Unused words.")},
        warning(LETTER, 9, 1, "the footnote 'a' is cited nowhere"),
        shows={PAGE: ["Unused words."]},
    ),
    good(
        63,
        "footnotes-in-a-circle",
        {LETTER: letter_with("One[^a].\n\n[^a]: First[^b].\n\n[^b]: Second[^a].")},
        shows={PAGE: ["First", "Second"]},
    ),
    refused(
        64,
        "missing-picture",
        {LETTER: letter_with("See ![a photo](phot.png) here."), PHOTO: PNG},
        error(
            LETTER,
            7,
            5,
            "the picture content/letter/phot.png is not there",
            "did you mean 'content/letter/photo.png'?",
        ),
    ),
    refused(
        64,
        "missing-picture-of-a-figure",
        {FIGURES: "- alt: A photo\n  image: gone.png\n"},
        error(FIGURES, 2, 10, "the picture content/letter/gone.png is not there"),
    ),
    refused(
        64,
        "missing-picture-of-an-article",
        {ABOUT: "kicker: Trade\nimage:\n  file: gone.png\n  alt: A photo\n"},
        error(ABOUT, 3, 9, "the picture content/letter/gone.png is not there"),
    ),
    *(
        refused(
            65,
            f"picture-{name}",
            {LETTER: letter_with(f"See ![a photo]({path}) here."), PHOTO: PNG},
            error(LETTER, 7, 5, "is no picture of this site", "in the article's folder"),
        )
        for name, path in {
            "above": "../letter/photo.png",
            "absolute": "/etc/photo.png",
            "of-a-file-scheme": "file:///etc/photo.png",
            "with-backslash": "..\\photo.png",
            "with-encoded-dots": "%2e%2e/photo.png",
        }.items()
    ),
    *(
        refused(
            65,
            f"figure-{name}",
            {FIGURES: f"- alt: A photo\n  image: '{path}'\n", PHOTO: PNG},
            error(FIGURES, 2, 10, "is no path below this folder", "beside this file"),
        )
        for name, path in {
            "above": "../letter/photo.png",
            "absolute": "/etc/photo.png",
            "of-a-file-scheme": "file:///etc/photo.png",
            "with-backslash": "..\\photo.png",
            "with-encoded-dots": "%2e%2e/photo.png",
        }.items()
    ),
    # No page asks another host for anything; what was a picture there is a link.
    warned(
        65,
        "picture-of-another-host",
        {LETTER: letter_with("See ![a photo](https://example.org/photo.png) here.")},
        warning(LETTER, 7, 5, "https://example.org/photo.png is not of this site"),
        shows={PAGE: ['See <a href="https://example.org/photo.png">a photo</a> here.']},
        hides=("<img",),
    ),
    warned(
        65,
        "link-of-a-file-scheme",
        {LETTER: letter_with("See [this](file:///etc/passwd) here.")},
        warning(LETTER, 7, 12, "file:///etc/passwd"),
        shows={PAGE: ["See ", "this", " here."]},
        hides=('href="file',),
    ),
    # A link is an address on the web; nothing is looked up, read or copied for it.
    good(
        65,
        "link-within-the-web",
        {LETTER: letter_with("See [this](../other/), [that](/top) and [those](..\\up).")},
        shows={
            PAGE: [
                '<a href="../other/">this</a>',
                '<a href="/top">that</a>',
                '<a href="..%5Cup">those</a>',
            ]
        },
    ),
    *(
        refused(
            66,
            f"{name}-leads-out",
            {path: link(f"{'../' * path.count('/')}{OUTSIDE}/{file}")},
            error(path, 1, 1, "leads out of the site's folder"),
        )
        for name, path, file in (
            ("article", "seeds/other.md", "canary.md"),
            ("sidecar", PEOPLE, "canary.yaml"),
            ("picture", PHOTO, "canary.md"),
            ("static-file", "content/static/canary.md", "canary.md"),
            ("settings", SETTINGS, "canary.yaml"),
            ("template", "templates/style.css", "canary.md"),
        )
    ),
    refused(
        66,
        "folder-leads-out",
        {"content/pages": folder_link(f"../{OUTSIDE}")},
        error("content/pages", 1, 1, "leads out of the site's folder", "put the file itself here"),
    ),
    refused(
        66,
        "seeds-lead-out",
        {"seeds": moved_out},
        error("seeds", 1, 1, "leads out of the site's folder"),
    ),
    good(
        66,
        "link-within-the-site",
        {
            LETTER: letter_with("See ![a photo](photo.png) here."),
            "content/shared.png": PNG,
            PHOTO: link("../shared.png"),
        },
        shows={PAGE: ['src="photo.png"']},
    ),
    *(
        warned(
            67,
            f"dangling-{name}",
            {path: link("nowhere")},
            warning(path, 1, 1, "this link leads nowhere"),
            same_page=True,
        )
        for name, path in {
            "article": "seeds/other.md",
            "sidecar": PEOPLE,
            "picture": PHOTO,
            "settings": SETTINGS,
        }.items()
    ),
    warned(
        67,
        "link-to-itself",
        {"seeds/loop.md": link("loop.md")},
        warning("seeds/loop.md", 1, 1, "this link leads nowhere"),
        same_page=True,
        seconds=1,
    ),
    warned(
        67,
        "folder-in-itself",
        {"content/letter/loop": folder_link("..")},
        warning("content/letter/loop", 1, 1, "folders behind links are passed over"),
        same_page=True,
        seconds=1,
    ),
    *(
        warned(
            68,
            f"{name}-in-{path.split('/')[0]}",
            {path: special},
            warning(path, 1, 1, "this is no plain file"),
            same_page=True,
            seconds=1,
        )
        for name, path, special in (
            ("pipe", "seeds/pipe.md", pipe),
            ("pipe", "content/people.yaml", pipe),
            ("socket", "seeds/socket.md", unix_socket),
        )
    ),
    refused(
        68,
        "pipe-for-settings",
        {SETTINGS: pipe},
        error(SETTINGS, 1, 1, "no plain file"),
        seconds=1,
    ),
    *(
        refused(
            70,
            f"two-articles-by-{name}",
            {first: "# First\n", second: "# Second\n"},
            error(second, 1, 1, f"is also the address of {first}", "rename one of the two files"),
        )
        for name, first, second in (
            ("ending", "seeds/other.md", "seeds/other.txt"),
            ("case", "seeds/Other.md", "seeds/other.md"),
            ("composition", "seeds/cafe\u0301.md", "seeds/caf\u00e9.md"),
            ("blanks", "seeds/my  other.md", "seeds/my-other.md"),
        )
    ),
    refused(
        70,
        "page-and-article",
        {"content/pages/letter.md": "# Letter\n"},
        error("content/pages/letter.md", 1, 1, "is also the address of seeds/letter.md", "rename"),
    ),
    refused(
        70,
        "page-and-index",
        {"content/pages/glossary.md": "# Words\n"},
        error("content/pages/glossary.md", 1, 1, "the address of", "rename"),
    ),
    refused(
        70,
        "two-folders-of-one-article",
        {"content/Letter/notes.yaml": "- quote: steel\n  note: Iron.\n"},
        error(NOTES, 1, 1, "content/Letter/notes.yaml"),
    ),
    refused(
        70,
        "sidecar-in-a-folder-of-the-article",
        {"content/letter/old/notes.yaml": "- quote: steel\n  note: Iron.\n"},
        error("content/letter/old/notes.yaml", 1, 1, ""),
    ),
    refused(
        70,
        "static-file-and-page",
        {"content/static/letter/index.html": "Mine.\n"},
        error("content/static/letter/index.html", 1, 1, "is also the address of seeds/letter.md"),
    ),
    refused(
        70,
        "static-file-and-folder",
        {"content/static/letter": "Mine.\n"},
        error("content/static/letter", 1, 1, "seeds/letter.md"),
    ),
    *(
        refused(
            71,
            f"article-named-{name.partition('.')[0]}",
            {f"seeds/{name}": "# A title\n"},
            error(f"seeds/{name}", 1, 1, "can't be the address of an article", "rename the file"),
        )
        for name in "index.md 404.md assets.txt con.md COM1.txt glossary.md timeline.md !!!.md".split()
    ),
    *(
        refused(
            71,
            f"page-named-{name.partition('.')[0]}",
            {f"content/pages/{name}": "# A title\n"},
            error(f"content/pages/{name}", 1, 1, "can't be the address", "rename"),
        )
        for name in "index.md assets.md con.md".split()
    ),
    *(
        good(
            72,
            f"article-name-with-{name}",
            {f"seeds/{file}": "# A title\n"},
            shows={f"{slug}/index.html": ["A title"], HOME_PAGE: [f'href="{slug}/index.html"']},
        )
        for name, file, slug in (
            ("newline", "one\ntwo.md", "one-two"),
            ("quotes", 'it\'s "so".md', "its-so"),
            ("encoded-dots", "%2e%2e%2fup.md", "2e-2e-2fup"),
            ("leading-dash", "-rf.md", "rf"),
            ("backslash", "over\\up.md", "over-up"),
        )
    ),
    refused(
        72,
        "article-name-of-255-bytes",
        {f"seeds/{'a' * 252}.md": "# A title\n"},
        error(f"seeds/{'a' * 252}.md", 1, 1, "can't be the address of an article", "rename"),
    ),
    good(
        72,
        "folder-name-with-blanks",
        {"seeds/My Day.md": "# My day\n\n![a photo](photo.png)\n", "content/My Day/photo.png": PNG},
        shows={"my-day/index.html": ['src="photo.png"']},
    ),
    *(
        good(
            72,
            f"picture-name-with-{name}",
            {LETTER: letter_with(f"![a photo](<{file}>)"), f"content/letter/{file}": PNG},
            shows={PAGE: ["<img src=", 'alt="a photo"']},
        )
        for name, file in {
            "blanks": "my photo.png",
            "letters-of-another-script": "Фото.png",
        }.items()
    ),
    warned(
        73,
        "no-title",
        {"seeds/on-a-day.md": "Only words.\n"},
        warning("seeds/on-a-day.md", 1, 1, "'On a day' is made from the file's name", "title: ..."),
        shows={"on-a-day/index.html": ["<title>On a day", "<h1>On a day</h1>"]},
    ),
    # What follows the first title is a heading of the text like any other.
    good(
        73,
        "two-titles",
        {LETTER: letter_with("# A second title\n\nMore.")},
        shows={PAGE: ["<title>The Tariff Letter", "<h2", "A second title</h2>"]},
    ),
    good(
        73,
        "title-of-20000-characters",
        {LETTER: "# The " + "long " * 4_000 + "end\n" + LETTER_TEXT.partition("\n")[2]},
        shows={PAGE: ["<title>The long", "long end</h1>"]},
        hides=("long end · ", "long end</title>"),
    ),
    warned(
        74,
        "picture-that-is-none",
        {LETTER: letter_with("![a photo](photo.png)"), PHOTO: "These are words.\n"},
        warning(PHOTO, 1, 1, ""),
    ),
    good(
        74,
        "svg-with-script",
        {
            LETTER: letter_with("![a plan](plan.svg)"),
            "content/letter/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        },
        shows={PAGE: ['<img src="plan.svg" alt="a plan">']},
    ),
]


# ── Configuration and disk ──────────────────────────────────────────────────

CONFIGURATION = [
    *(
        unusable(
            76,
            f"output-is-{name}",
            {},
            "the output",
            "holds more than a site",
            "a folder of its own",
            arguments=("--output", output),
        )
        for name, output in {
            "the-site": ".",
            "its-parent": "..",
            "further-up": "../..",
            "home": "../home",
            "the-site-by-a-detour": "content/..",
        }.items()
    ),
    unusable(76, "output-is-the-root", {}, "the output /", arguments=("--output", "/")),
    *(
        unusable(
            77,
            f"output-is-{name}",
            {"elsewhere": folder_link("content")},
            "the output",
            f"lies in {top}/",
            "a folder of its own",
            arguments=("--output", output),
        )
        for name, output, top in (
            ("seeds", "seeds", "seeds"),
            ("content", "content", "content"),
            ("templates", "templates", "templates"),
            ("in-seeds", "seeds/site", "seeds"),
            ("in-the-cache", ".sitegen/site", ".sitegen"),
            ("in-content-by-a-link", "elsewhere/site", "content"),
            ("in-seeds-by-a-detour", "content/../seeds/site", "seeds"),
        )
    ),
    unusable(
        78,
        "one-foreign-file",
        {"public/mine.txt": "My work.\n"},
        "public holds files that sitegen did not write: mine.txt",
        "move them away, or into content/static/",
    ),
    unusable(
        78,
        "seven-foreign-files",
        {f"public/mine/{n}.txt": "My work.\n" for n in range(1, 8)},
        "mine/1.txt, mine/2.txt, mine/3.txt, mine/4.txt, mine/5.txt and 2 more",
        "move them away",
    ),
    unusable(
        78,
        "foreign-file-in-spite-of-clean",
        {"public/mine.txt": "My work.\n"},
        "mine.txt",
        arguments=("--clean",),
    ),
    unusable(
        78,
        "foreign-link",
        {"public/mine": folder_link("../content")},
        "public holds files that sitegen did not write: mine",
    ),
    unusable(
        78,
        "foreign-repository",
        {"public/.git/HEAD": "ref: refs/heads/main\n"},
        "public holds files that sitegen did not write: .git/HEAD",
    ),
    unusable(
        78,
        "folder-of-somebody-else",
        {},
        "outside holds files that sitegen did not write: canary.md, canary.yaml",
        arguments=("--output", OUTSIDE),
    ),
    unusable(
        78,
        "changed-file",
        {"public/index.html": "My work.\n"},
        "public holds files that were changed since: index.html",
        "--clean",
    ),
    good(
        78,
        "changed-file-and-clean",
        {"public/index.html": "My work.\n"},
        arguments=("--clean",),
        same_page=True,
        hides=("My work.",),
    ),
    unusable(
        78,
        "manifest-spoilt",
        {"public/.sitegen-manifest.json": "{}"},
        "public holds files that sitegen did not write",
    ),
    unusable(
        79,
        "output-is-a-link",
        {"elsewhere": folder_link("public")},
        "elsewhere is a link or a file",
        arguments=("--output", "elsewhere"),
    ),
    unusable(
        79,
        "output-is-a-dangling-link",
        {"elsewhere": folder_link("nowhere")},
        "elsewhere is a link or a file",
        arguments=("--output", "elsewhere"),
    ),
    unusable(
        79,
        "output-is-a-file",
        {"elsewhere": "My work.\n"},
        "elsewhere is a link or a file",
        arguments=("--output", "elsewhere"),
    ),
    unusable(
        79,
        "output-is-a-mount-point",
        {},
        "the output /proc is a mount point",
        arguments=("--output", "/proc"),
    ),
    unusable(
        80,
        "output-in-no-folder",
        {},
        "nowhere for the output",
        "make it first",
        arguments=("--output", "nowhere/site"),
    ),
    unusable(80, "no-such-site", {}, "nowhere/seeds", arguments=("nowhere",)),
    unusable(80, "unknown-option", {}, "--drft", arguments=("--drft",)),
    refused(
        83,
        "misspelt-key",
        {SETTINGS: "# Ours.\ntitel: A site\n"},
        error(SETTINGS, 2, 1, "unknown key 'titel'", "did you mean 'title'?"),
    ),
    refused(
        83,
        "misspelt-choice",
        {SETTINGS: "mark: frist\n"},
        error(SETTINGS, 1, 7, "'frist' is none of", "did you mean 'first'?"),
    ),
    refused(
        83,
        "misspelt-key-further-in",
        {SETTINGS: "zones:\n  heading: yes\n"},
        error(SETTINGS, 2, 3, "unknown key 'heading'", "did you mean 'headings'?"),
    ),
    refused(
        83,
        "misspelt-kind",
        {SETTINGS: "title: A site\nmarks:\n  glosary: all\n"},
        error(SETTINGS, 3, 3, "unknown kind 'glosary'", "did you mean 'glossary'?"),
    ),
    refused(
        83,
        "misspelt-sidecar",
        {"content/glosary.yaml": TERMS_TEXT},
        error("content/glosary.yaml", 1, 1, "no kind", "did you mean 'glossary'?"),
    ),
    refused(
        83,
        "folder-of-no-article",
        {"content/leter/notes.yaml": NOTES_TEXT},
        error("content/leter/notes.yaml", 1, 1, "there is no article", "did you mean 'letter'?"),
    ),
    good(
        83,
        "no-settings",
        {SETTINGS: "", TERMS: TERMS_TEXT},
        shows={PAGE: ['<html lang="en">', "<title>The Tariff Letter · Explainers</title>"]},
    ),
    *(
        refused(
            84,
            f"base-address-{name}",
            {SETTINGS: f"base_url: {address}\n"},
            error(SETTINGS, 1, 11, address, "https://"),
        )
        for name, address in {
            "script": "javascript:alert(1)",
            "mail": "mailto:me@example.org",
            "bare-host": "example.org",
            "path": "/explained/",
            "no-host": "https:///x",
        }.items()
    ),
    *(
        unusable(
            84,
            f"base-address-by-option-{name}",
            {},
            f"'{address}' is no base address",
            "https://",
            arguments=("--base-url", address),
        )
        for name, address in {
            "script": "javascript:alert(1)",
            "mail": "mailto:me@example.org",
            "bare-host": "example.org",
        }.items()
    ),
    *(
        good(
            84,
            f"base-address-{name}-is-normalised",
            {SETTINGS: f"base_url: {address}\n"},
            shows={
                "404.html": ['href="/explained/assets/style.css"'],
                "index.html": ['<link rel="canonical" href="https://example.org/explained/">'],
            },
        )
        for name, address in {
            "without-slash": "https://example.org/explained",
            "with-slash": "https://example.org/explained/",
        }.items()
    ),
]

ROWS = [*ENCODING, *YAML, *ANNOTATIONS, *ARTICLES, *CONFIGURATION]
