"""A voice with a mistake is refused, naming file, entry and what is allowed."""

from pathlib import Path

import pytest

from explain.loader import FOLDER, load, read
from recsys.errors import ConfigError, QueryError

WHOLE = (FOLDER / "warm.ko.toml").read_text(encoding="utf-8")
FIRST = 'text = "{a}에서 출발해 찾은 {책}{이에요}."'


def broken(folder: Path, old: str, new: str) -> str:
    assert old in WHOLE
    file = folder / "mine.ko.toml"
    file.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read(file)
    assert "mine.ko.toml" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("new", "parts"),
    [
        ('text = "{z}에서 찾은 {책}{이에요}."', ["liked_before.sentence.1", "{z}", "slots: a, first"]),
        ('text = "{a}에서 찾은 {책}{이에여}."', ["{이에여}", "particles:"]),
        ('text = "{을} 찾은 {책}{이에요}."', ["{을}", "must follow"]),
        ('text = "{a}{a} 찾은 {책}{이에요}."', ["stands twice"]),
        ('text = "{a에서 찾은 {책}{이에요}."', ["brace"]),
        ('text = "{a}을 보고 골랐어요."', ["must be in braces"]),
        ('text = "{a}을(를) 보고 골랐어요."', ["unresolved particle"]),
        ('text = "{a}에서 찾은 책이에요."', ["'책' fits only book"]),
        ('text = "{a} 덕분에 찾은 {책}입니다."', ["해요체"]),
        ('text = "놓치지 마세요."', ["blocked phrase"]),
        ('text = "{a} 다음으로 골랐어요."', ['needs = "order"']),
        ('text = "요즘 {a}에서 골랐어요."', ['needs = "time"']),
        ('text = "3가지 까닭으로 골랐어요."', ["number"]),
        ('text = ""', ["text is missing"]),
        (FIRST + "\nkind = ['book']", ["unknown key 'kind'", "did you mean 'kinds'"]),
        (FIRST + "\nkinds = ['boook']", ["'boook'", "did you mean 'book'"]),
        (FIRST + "\nkinds = 'book'", ["not a list"]),
        (FIRST + "\nacts = ['loved']", ["'loved'", "liked"]),
        (FIRST + "\nitems = 3", ["items", "3"]),
        (FIRST + "\nneeds = 'clock'", ["'clock'"]),
        (FIRST + "\nhedged = 'yes'", ["hedged"]),
    ],
)
def test_each_mistake_in_an_entry_is_named(tmp_path: Path, new: str, parts: list[str]) -> None:
    message = broken(tmp_path, FIRST, new)
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('locale = "ko-KR"', 'locale = "xx"', "'xx'"),
        ('voice = "warm"', 'voices = "warm"', "'voices'"),
        ("[viewed_now]", "[viewed_then]", "viewed_then"),
        ('also = ["liked_before"]', 'also = ["loved"]', "loved"),
        ("[message]\n", "[message]\nhello = 'x'\n", "hello"),
        ("empty_catalogue =", "# empty_catalogue =", "empty_catalogue missing"),
        ("[message]\n", "[message\n", "TOML"),
    ],
)
def test_each_mistake_in_the_frame_is_named(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert part in broken(tmp_path, old, new)


def test_a_missing_code_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.ko.toml"
    file.write_text(WHOLE[: WHOLE.index("[[learning.sentence]]")], encoding="utf-8")
    with pytest.raises(ConfigError, match="'learning' is missing"):
        read(file)


def test_a_code_needs_a_sentence_for_every_item(tmp_path: Path) -> None:
    start, end = WHOLE.index("[[learning.sentence]]"), WHOLE.index("[[learning.label]]")
    file = tmp_path / "mine.ko.toml"
    file.write_text(WHOLE[:start] + WHOLE[end:], encoding="utf-8")
    with pytest.raises(ConfigError, match="no entry can be used for every item"):
        read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.ko\.toml"):
        read(tmp_path / "gone.ko.toml")


def test_an_unknown_voice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QueryError, match="warm"):
        load("witty2", "ko")
