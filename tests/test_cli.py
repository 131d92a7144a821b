"""The command and the API, as a person and a machine meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

import pytest
from helpers import ROOT, ScratchSite

import sitegen
from sitegen.cli import main

GOOD = {
    "seeds/a.md": "# A\n\nThe tariff rose.\n",
    "content/glossary.yaml": "- {term: tariff, definition: d}\n",
}
WARNED = GOOD | {"content/glossary.yaml": "- {term: tax, definition: d}\n"}
WRONG = GOOD | {"content/glossary.yaml": "- term: tariff\n  definiton: d\n"}


def run(site: ScratchSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sitegen", "build", *arguments, "--no-search", str(site.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_good_site_is_built_with_a_line_that_says_so(site: ScratchSite) -> None:
    done = run(site.write(GOOD))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("built 18 files, 1 article, 1 mention in ")


def test_a_mistake_is_shown_with_its_place_line_caret_and_hint(site: ScratchSite) -> None:
    done = run(site.write(WRONG))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "content/glossary.yaml:1:3: error: 'definition' is missing",
        "    - term: tariff",
        "      ^",
        "content/glossary.yaml:2:3: error: unknown key 'definiton'",
        "      definiton: d",
        "      ^",
        "    hint: did you mean 'definition'?",
        "not built: 2 errors; the output is as it was",
    ]
    assert not (site.root / "public").exists()


def test_strict_takes_warnings_for_errors(site: ScratchSite) -> None:
    site.write(WARNED)
    assert run(site, "--strict").returncode == 1
    assert not (site.root / "public").exists()
    done = run(site)
    assert done.returncode == 0
    assert "warning: 'tax' stands in no article" in done.stderr
    assert (site.root / "public").exists()


def test_quiet_says_nothing_but_errors(site: ScratchSite) -> None:
    assert run(site.write(WARNED), "-q").stderr == ""
    assert "error: unknown key" in run(site.write(WRONG), "-q").stderr


def test_machines_get_json_with_all_problems(site: ScratchSite) -> None:
    done = run(site.write(WRONG), "--format", "json")
    report = json.loads(done.stdout)
    assert (report["built"], report["errors"], report["warnings"]) == (False, 2, 0)
    assert report["problems"][1] == {
        "severity": "error",
        "path": "content/glossary.yaml",
        "line": 2,
        "column": 3,
        "message": "unknown key 'definiton'",
        "details": [],
        "hint": "did you mean 'definition'?",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--jobs", "0"], "'0' is no number of processes"),
        (["--base-url", "javascript:x"], "is no base address"),
        (["--format", "xml"], "invalid choice: 'xml'"),
    ],
)
def test_a_wrong_call_is_told_so_with_exit_code_2(
    site: ScratchSite, arguments: list[str], said: str
) -> None:
    done = run(site.write(GOOD), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_articles_is_no_site(site: ScratchSite) -> None:
    site.root.mkdir()
    done = run(site)
    assert done.returncode == 2
    assert "there is no folder" in done.stderr
    assert "hint: " in done.stderr


BROKEN = [
    ("\n{% if %}", "templates/404.html:2: TemplateSyntaxError"),
    ("\n\n{{ nothing }}", "templates/404.html:3: UndefinedError: 'nothing' is undefined"),
    ("\n{% include 'gone.html' %}", "templates/404.html:2: TemplateNotFound: gone.html"),
]


@pytest.mark.parametrize(("template", "said"), BROKEN)
def test_a_broken_template_is_named_with_its_line(
    site: ScratchSite, template: str, said: str
) -> None:
    done = run(site.write(GOOD | {"templates/404.html": template}))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run(site, "--debug").stderr


def test_machines_get_json_when_there_can_be_no_build(site: ScratchSite) -> None:
    done = run(site.write(GOOD), "--format", "json", "--output", str(site.root))
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert report["built"] is False
    assert "holds more than a site" in report["problems"][0]["message"]


def test_a_reader_that_has_gone_makes_no_trouble(site: ScratchSite) -> None:
    site.write(GOOD)
    line = f"{sys.executable} -m sitegen build --format json {site.root} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
    closed = f"{sys.executable} -m sitegen build {site.root} 2>&-"
    assert subprocess.run(["bash", "-c", closed], check=False).returncode == 0


def test_the_name_of_a_file_can_not_forge_a_message(site: ScratchSite) -> None:
    done = run(site.write(GOOD | {"seeds/x\na.md:1:1: error: fake.txt": "Words."}))
    assert "\na.md:1:1: error" not in done.stderr
    assert r"seeds/x\x0aa.md:1:1: error: fake.txt:1:1: warning" in done.stderr


def test_a_sites_own_template_stands_in_for_ours(site: ScratchSite) -> None:
    site.write(
        GOOD
        | {"templates/404.html": "{% extends 'base.html' %}{% block main %}Nope.{% endblock %}"}
    )
    assert run(site).returncode == 0
    assert "Nope." in site.page("404.html")


def test_control_characters_never_reach_the_terminal(site: ScratchSite) -> None:
    done = run(site.write(GOOD | {"content/\x1b[31m.yaml": "- name: Xi\n"}))
    assert "\x1b" not in done.stderr
    assert r"content/\x1b[31m.yaml:1:1: error:" in done.stderr


def test_no_more_than_fifty_problems_are_shown(site: ScratchSite) -> None:
    done = run(site.write(GOOD | {"content/people.yaml": "- nmae: x\n" * 60}))
    assert done.stderr.count(": error: ") == 50
    assert "… and 70 more" in done.stderr


def test_version_and_help() -> None:
    assert sitegen.__version__ == metadata.version("sitegen")
    for argument in ("--version", "--help"):
        done = subprocess.run(
            [sys.executable, "-m", "sitegen", argument], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0
        assert "sitegen" in done.stdout


def test_help_of_build_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["build", "--help"])
    said = capsys.readouterr().out
    for option in (
        "--output",
        "--base-url",
        "--strict",
        "--drafts",
        "--no-search",
        "--jobs",
        "--clean",
        "--format",
        "-q",
        "-v",
    ):
        assert option in said
        assert option in (ROOT / "README.md").read_text("utf-8"), option


def test_the_api_is_what_the_command_runs(site: ScratchSite) -> None:
    result = sitegen.build(site.write(WRONG).root)
    assert [problem.message for problem in result.problems][1] == "unknown key 'definiton'"
    with pytest.raises(sitegen.Unusable):
        sitegen.build(site.root / "nowhere")


def test_importing_the_package_loads_no_parser() -> None:
    code = (
        "import sys, sitegen; print(sorted({'jinja2', 'markdown_it', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_command_writes_to_seeds_or_content(site: ScratchSite) -> None:
    site.write(GOOD)
    before = site.hashes("seeds") | site.hashes("content")
    run(site)
    run(site, "--clean", "--drafts", "--strict", "--jobs", "2")
    assert site.hashes("seeds") | site.hashes("content") == before
