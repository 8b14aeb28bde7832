"""What the READMEs say is executed: their code, their commands, their figures, their lists of names."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console
from starlette.testclient import TestClient
from typer.main import get_command

from api.app import create_app
from api.cli import app as cli
from api.cli_demo import prepared
from api.services import build_services
from api.settings import PREFIX, Settings
from benchmarks.readme import END, RESULTS, SHOWN, START, WORDS, shown, tables
from docs.reading import Curl, commands, rows_of_list, same_title
from docs.refresh import READMES, blocks, printed, run_python
from recsys.dataset.sources.registry import IMPORTERS

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, KOREAN = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
BOTH = pytest.mark.parametrize("text", [ENGLISH, KOREAN], ids=READMES)
COMMANDS = get_command(cli).commands
GUIDE = "## 하루 만에 붙이기: 가게 안내"
ADVICE = "run `python -m docs.refresh`, look at what changed, and commit it"

# --- what is printed ---


def test_the_python_blocks_print_what_the_readme_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outputs = run_python(blocks(ENGLISH, "python"))
    assert len(outputs) == 3
    for number, output in enumerate(outputs, start=1):
        assert _close(output, printed(ENGLISH, f"python-{number}")), f"{ADVICE}\n{output}"


def test_the_contributions_of_the_example_add_up_as_shown():
    lines = [line.split() for line in printed(ENGLISH, "python-2").splitlines()]
    *causes, total, score = [float(line[-1]) for line in lines]
    assert sum(causes) == pytest.approx(total, abs=0.001 * len(causes))
    assert total == score
    cited, fall = (float(line.split()[-1]) for line in printed(ENGLISH, "python-3").splitlines())
    assert cited == pytest.approx(fall, abs=0.001)


def test_the_korean_readme_shows_the_same_code_and_the_same_output():
    assert blocks(KOREAN, "python") == blocks(ENGLISH, "python")
    for name in ("list", "python-1", "python-2", "python-3"):
        assert printed(KOREAN, name) == printed(ENGLISH, name), ADVICE


def test_the_list_is_one_the_demo_gives(demo):
    """Titles of today's list, and reasons that name what the shopper really did."""
    answer = demo.post("/v1/recommendations", json={"shop": "bookshop", "user_id": "minseo", "k": 10}).json()
    titles = {item["title"] for item in answer["items"]}
    history = {row["item_id"] for row in demo.get("/v1/users/minseo/export?shop=bookshop").json()["model_history"]}
    known = _titles_of(history)
    rows = rows_of_list(printed(ENGLISH, "list"))
    assert len(rows) == 5
    assert len({title for title, _ in rows if any(same_title(title, t) for t in titles)}) >= 4, ADVICE
    for title, reason in rows:
        cited = re.findall(r"『(.+?)』", reason)
        assert cited or "『" not in reason, reason
        for name in cited:
            assert any(same_title(name, t) for t in (*known, title)), f"{name!r} was never chosen: {ADVICE}"


def _close(one: str, other: str) -> bool:
    """The same words, and numbers within a hundredth: processors round differently."""
    number = re.compile(r"-?\d+\.\d+")
    near = all(
        float(a) == pytest.approx(float(b), rel=0.01, abs=0.01)
        for a, b in zip(number.findall(one), number.findall(other), strict=False)
    )
    words = [number.sub("#", text).split() for text in (one, other)]
    return near and words[0] == words[1]


def _titles_of(ids: set[str]) -> list[str]:
    items = pl.read_csv(ROOT / "data" / "bookshop" / "items.csv", infer_schema=False)
    return items.filter(pl.col("item_id").is_in(list(ids)))["title"].to_list()


# --- HTTP ---


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The two demo shops behind the real application."""
    home = tmp_path_factory.mktemp("demo")
    shops = {name: prepared(name, home / name, Console(quiet=True)) for name in ("bookshop", "music")}
    yield from _service(shops, home)


def _service(shops, home):
    settings = Settings(shops=shops, db=f"sqlite:///{home / 'events.db'}")
    with TestClient(create_app(build_services(settings)), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_both_readmes_have_the_same_curl_lines():
    assert commands(ENGLISH) == commands(KOREAN.partition(GUIDE)[0])
    assert len(commands(ENGLISH)) == 10


def test_every_curl_line_answers_and_does_what_is_said_of_it(demo):
    curl, lines = Curl(demo), commands(ENGLISH)
    told = [curl.run(words) for words in lines]
    assert [status for status, _ in told] == [200] * 10
    first, events, why, similar, consents, export, deleted, said, read, playlist = (body for _, body in told)
    assert len(first["items"]) == 3
    assert all(item["reason"]["text"] for item in first["items"])
    assert events["accepted"] == 1
    assert why["rank"] == 1
    assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(why["score"], rel=0.01)
    assert len(similar["items"]) == 5
    assert consents["history"] is False
    assert [event["event_id"] for event in export["events"]] == ["readme-1"]
    assert deleted["deleted_rows"] > 0
    assert said["mood"]["source"] == "said"
    assert "mood_said" in {item["reason"]["code"] for item in said["items"]}
    assert read["valence"] < 0.0
    assert len(playlist["tracks"]) >= 4
    again = curl.run(lines[0])[1]
    assert again["strategy"] == "cold", "a deleted person is nobody the model knows"


def test_a_like_changes_the_next_list(demo):
    ask = {"shop": "bookshop", "user_id": "jiho", "k": 10}
    before = demo.post("/v1/recommendations", json=ask).json()["items"]
    like = {"event_id": "t", "event": "like", "user_id": "jiho", "item_id": before[0]["item_id"]}
    like["at"] = "2026-11-20T23:00:00+09:00"
    assert demo.post("/v1/events", json={"shop": "bookshop", "events": [like]}).json()["accepted"] == 1
    after = demo.post("/v1/recommendations", json=ask).json()["items"]
    assert [i["item_id"] for i in after] != [i["item_id"] for i in before]


# --- the guide for a shop ---


def _guide() -> str:
    return GUIDE + KOREAN.partition(GUIDE)[2].partition("\n## ")[0]


def _gonggam(words: list[str], folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "160"}
    command = [sys.executable, "-m", "api.cli", *words]
    told = {"capture_output": True, "text": True, "encoding": "utf-8"}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, **told)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def test_the_guide_for_a_shop_works_when_followed(tmp_path):
    files = re.findall(r"<!-- file:(.+?) -->\n```csv\n(.*?)^```$", _guide(), re.MULTILINE | re.DOTALL)
    assert len(files) == 2
    for name, content in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    lines = commands(_guide())
    serve = next(n for n, words in enumerate(lines) if words[:2] == ["gonggam", "serve"])
    printed_out = [_gonggam(words[1:], tmp_path) for words in lines[:serve]]
    assert "nothing was written" in printed_out[0]
    assert "『" in printed_out[-1]
    assert lines[serve][2:] == ["--model", "models", "--db", "sqlite:///shop.db"]
    service = _service({"default": tmp_path / "models"}, tmp_path)
    curl = Curl(next(service))
    for words in lines[serve + 1 :]:
        if words[0] == "curl":
            status, told = curl.run(words)
            assert status == 200, told
        else:
            stored = f"sqlite:///{tmp_path / 'events.db'}"
            assert "model" in _gonggam(
                [stored if word == "sqlite:///shop.db" else word for word in words[1:]], tmp_path
            )
    service.close()


# --- names ---


def _has_option(command: str, option: str) -> bool:
    return any(option in parameter.opts for parameter in COMMANDS[command].params)


@BOTH
def test_the_table_of_commands_is_the_command_line(text):
    told = dict(re.findall(r"^\| `gonggam ([a-z]+)[^`]*` \|.*\| ([^|]+) \|$", text, re.MULTILINE))
    assert set(told) == set(COMMANDS)
    for name, cell in told.items():
        options = set(re.findall(r"`(--?[a-z-]+)`", cell))
        there = {o for p in COMMANDS[name].params if p.param_type_name == "option" for o in p.opts} - {"--help"}
        assert options == there, name


@BOTH
def test_every_command_written_anywhere_exists(text):
    for name, rest in re.findall(r"gonggam ([a-z]+)\b([^`\n]*)", text):
        for option in re.findall(r"(?<!\S)(--[a-z-]+)", rest) if name in COMMANDS else ():
            assert _has_option(name, option), (name, option)


@BOTH
def test_every_setting_is_explained(text):
    told = set(re.findall(r"^\| `(GONGGAM_[A-Z_]+)` \| \S", text, re.MULTILINE))
    assert told == {PREFIX + name.upper() for name in Settings.model_fields}


@BOTH
def test_every_importer_is_named(text):
    assert [name for name in IMPORTERS if f"`{name}`" not in text] == []


@BOTH
def test_every_dependency_has_its_reason(text):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = {_name(line) for line in [*project["dependencies"], *extras["hybrid"], *extras["postgres"]]}
    told = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|$", text, re.MULTILINE))
    reasons = {name: reason for name, reason in told.items() if not name.startswith("GONGGAM_")}
    assert names - set(reasons) == set()
    assert all(len(reasons[name].split()) >= 3 for name in names)
    assert [line for line in extras["test"] + extras["check"] if f"`{_name(line)}`" not in text] == []


def _name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0]


# --- figures, sections, links ---


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.file)
def test_the_results_are_those_of_the_committed_run(words):
    text = (ROOT / words.file).read_text(encoding="utf-8")
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    table = text.partition(START)[2].partition(END)[0].strip()
    assert table == tables(results, words), "run `python -m benchmarks.quality --write-readme`"
    figures = {
        shown(own[key])
        for record in results["datasets"].values()
        for own in record["models"].values()
        for key in SHOWN[record["protocol"]]
    }
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert {figure for row in rows for figure in re.findall(r"\d\.\d{4}", row)} == figures


def test_the_engine_stands_above_each_of_its_scorers():
    for name, record in json.loads(RESULTS.read_text(encoding="utf-8"))["datasets"].items():
        key = SHOWN[record["protocol"]][1]
        alone = [own[key] for model, own in record["models"].items() if "gonggam" not in model]
        assert record["models"]["gonggam"][key] > max(alone) or name == "incarmusic", "but where 42 people tell nothing"


def test_the_korean_readme_has_every_section_and_the_guide():
    english, korean = (re.findall(r"^## (.+)$", _outside_fences(text), re.MULTILINE) for text in (ENGLISH, KOREAN))
    assert GUIDE.removeprefix("## ") in korean
    assert len(korean) == len(english) + 1


@BOTH
def test_tables_and_lists_are_as_long_in_both(text):
    for mark in ("| `", "- **"):
        assert text.count(f"\n{mark}") == ENGLISH.count(f"\n{mark}"), mark


@BOTH
def test_the_readme_says_what_it_is_and_how_to_start_at_once(text):
    start = text.splitlines()[:45]
    assert any("make demo" in line for line in start)
    assert any("make test" in line for line in start)
    assert sum(line.startswith("│") for line in start[:30]) >= 5


@BOTH
def test_links_lead_to_files(text):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link.partition("#")[0]).exists()] == []


def test_make_knows_the_twocommands():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "check", "bench"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def _outside_fences(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
