"""The house rules: imports point down, the core does no I/O, kinds have one door."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from sitegen.kinds import KINDS

PACKAGE = Path(__file__).parent.parent / "sitegen"

FLOORS = [
    {"vocabulary"},
    set(
        "model order language slug edges ordinary excerpt cover names safety spelling encode guard"
        " editor quantities scalars".split()
    ),
    set(
        "card fold source places outcome address index citations weave prose proof footnotes parser"
        " assets".split()
    ),
    {"tree", "match", "markdown"},
    {"fields", "quotes"},
    {"kinds", "settings", "sidecar", "check"},
    {"layout", "annotate", "definitions", "edits", "coverage"},
    {"article", "drafts", "annotations", "linked", "feeds", "tables"},
    {"site"},
    {"render"},
    {"documents", "machines"},
    {"steps"},
    {"pipeline", "reach", "kept"},
    {"workshop"},
    {"report", "files", "finder"},
    set("publish jobs failure watch connections streams swap".split()),
    {"builder", "live"},
    {"actions"},
    {"serve"},
    {"cli"},
    {"__main__", "__init__"},
]
"""From the ground up. A module imports only from floors below its own."""

EDGE = set(
    "files publish jobs finder builder watch connections swap live actions serve cli __main__"
    " __init__".split()
)
"""The modules that touch disk, processes, network or terminal."""

IO_MODULES = {
    "os",
    "sys",
    "io",
    "pathlib",
    "shutil",
    "subprocess",
    "socket",
    "signal",
    "time",
    "tempfile",
    "multiprocessing",
    "concurrent",
    "fcntl",
    "ctypes",
    "logging",
    "random",
    "locale",
}
IO_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
PURE_PARTS = {("pathlib", "PurePosixPath"), ("io", "BytesIO")}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(file: Path) -> str:
    """A module's name; all kinds are one."""
    return "kinds" if file.parent.name == "kinds" else file.stem


def imports(file: Path) -> list[tuple[str, str, bool]]:
    """Each import of a file: the module, the name, and whether it is of this package."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, "", False) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            for alias in node.names:
                found.append(((node.module or alias.name).partition(".")[0], alias.name, True))
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name, False) for alias in node.names]
    return found


def floor(name: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if name in names)


def test_every_module_has_a_floor() -> None:
    assert {name_of(file) for file in modules()} == set().union(*FLOORS)


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_imports_point_down(file: Path) -> None:
    own = name_of(file)
    for module, name, ours in imports(file):
        if not ours or module == "__version__" or (own == "kinds" and module in KINDS):
            continue
        assert floor(module) < floor(own), f"{own} imports {module}.{name}"


@pytest.mark.parametrize(
    "file",
    [file for file in modules() if name_of(file) not in EDGE],
    ids=lambda file: file.relative_to(PACKAGE).as_posix(),
)
def test_the_core_does_no_io(file: Path) -> None:
    for module, name, ours in imports(file):
        top = module.partition(".")[0]
        assert ours or top not in IO_MODULES or (module, name) in PURE_PARTS, f"{module}.{name}"
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in IO_CALLS, f"line {node.lineno}: {node.func.id}()"


@pytest.mark.parametrize(
    "file",
    [file for file in modules() if file.parent.name != "kinds"],
    ids=lambda file: file.relative_to(PACKAGE).as_posix(),
)
def test_no_kind_is_named_outside_kinds(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    named = strings & {
        word for kind in KINDS.values() for word in (kind.name, kind.page, kind.one) if word
    }
    # These two are also keys that every entry may have, and W3C's word for what is annotated.
    assert not named - {"source", "sources"}
    assert not {name for module, name, ours in imports(file) if ours and module == "kinds"} - {
        "KINDS"
    }


def test_no_shared_template_names_a_kind() -> None:
    for file in (PACKAGE.parent / "templates").glob("*.html"):
        text = file.read_text("utf-8")
        for name in KINDS:
            assert f"{name}/" not in text, f"{file.name}: {name}"
            assert f'"{name}"' not in text, f"{file.name}: {name}"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_one_module_one_template_and_is_shown_in_the_demo(name: str) -> None:
    root = PACKAGE.parent
    template = (root / "templates" / "kinds" / f"{name}.html").read_text("utf-8")
    kind = KINDS[name]
    assert (PACKAGE / "kinds" / f"{name}.py").is_file()
    assert "macro panel(kind, views)" in template
    assert ("macro page(kind, views, titles)" in template) == bool(kind.page)
    assert list((root / "content").rglob(f"{name}.yaml"))
    assert not kind.page or "data-entry" in template or "parts.profiles(" in template
    assert kind.numbered or "parts.item(" in template or "parts.profile_items(" in template
    assert f"`{name}.yaml`" in (root / "README.md").read_text("utf-8")
    assert f"`{name}`" in (root / "CHANGELOG.md").read_text("utf-8")
    style = (root / "templates" / "style.css").read_text("utf-8")
    assert f".mark-{name} " in style
    assert f".key-{name} " in style
    # The pictures for previews draw the same line, in the colour that it has by day.
    assert f": light-dark({kind.told.ink}, " in style
    switched_off = ".noteref" if kind.numbered else f".mark-{name}"
    assert re.search(rf"\.no-{name}\b[^;{{}}]*{re.escape(switched_off)}\b", style)
    signed = rf'\.panel-{name}, \.mark-{name} {{ --sign: "[A-Z]"; }}'
    assert bool(re.search(signed, style)) != kind.numbered


def test_every_class_of_a_stylesheet_is_written_somewhere() -> None:
    theme = PACKAGE.parent / "templates"
    markup = [file.read_text("utf-8") for file in [*theme.rglob("*.html"), *modules()]]
    scripts = [file.read_text("utf-8") for file in theme.glob("*.js")]
    written = re.findall(r'(?:class=|css = f)"((?:{{.*?}}|{%.*?%}|[^"])*)"', "".join(markup))
    written += re.findall(r"[\"`]([^\"`\n]*)[\"`]", "".join(scripts))
    # What is put in when a page is made may be anything.
    words = " ".join(re.sub(r"{%.*?%}|\$?{.*?}+", "*", one) for one in written)
    classes = {one for one in re.split(r"[^\w*-]+", words) if one.strip("*")}
    for file in theme.glob("*.css"):
        rules = re.sub(r'/\*.*?\*/|"[^"]*"', "", file.read_text("utf-8"), flags=re.DOTALL)
        for name in set(re.findall(r"\.([a-z][\w-]*)", rules)):
            assert any(fnmatch(name, one) for one in classes), f"{file.name}: .{name}"


def test_the_architecture_page_names_every_module() -> None:
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text("utf-8")
    named = page[page.index("## Floors") :]
    missing = [
        name for name in set().union(*FLOORS) - {"__init__", "__main__"} if f"`{name}" not in named
    ]
    assert missing == []


def test_a_module_opens_with_what_it_is_for_and_stays_readable() -> None:
    for file in modules():
        text = file.read_text("utf-8")
        tree = ast.parse(text)
        if name_of(file) != "__init__":
            assert ast.get_docstring(tree), file.name
        assert len(text.splitlines()) <= 470, f"{file.name} has outgrown one job"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 45, f"{file.name}: {node.name} has {length} lines"
