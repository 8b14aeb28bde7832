"""A small shop whose items have moods, and a person whose last days hint at one."""

import re
import sqlite3
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from api.shops import Fixed, Model
from recsys.config import EngineConfig
from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import ItemFacts
from tests import worlds
from tests.api.conftest import Client

LATELY = re.compile(r"요즘 마음이 (조금 )?복잡하신 것 같아")
AT = 1_708_776_000
"""The tests' now, 2024-02-24T21:00+09:00."""
TAGS = (("슬픔", "고독"), ("위로", "새벽"), ("신나는", "유쾌한"))
SAD = tuple(f"b{n}" for n in range(60) if n // 3 % 3 == 0)
DAYS = ("2024-02-22", "2024-02-23", "2024-02-24")
WORDS = ("너무 지친다", "번아웃", "힘들다")


@cache
def engine() -> Engine:
    """The world of the tests with plain tags: books are sad, calm or cheerful, and taste knows nothing of it."""
    books = [
        ItemFacts(f"b{n}", "book", f"이야기 {n}", creator=f"지은이 {n % 7}", category="에세이", tags=TAGS[n // 3 % 3])
        for n in range(worlds.N_ITEMS)
    ]
    names = EngineConfig().scorers
    config = EngineConfig(scorers=names if "mood_fit" in names else (*names, "mood_fit"))
    return fit_engine(TrainingData(worlds.interactions(), Catalogue.of(books)), config)


def shop() -> dict[str, Fixed]:
    """Sources of a service over it."""
    return {"default": Fixed(Model(engine(), about={"timezone": "Asia/Seoul"}))}


def hints(day: int, user_id: str = "u1") -> list[dict[str, Any]]:
    """One evening: a search that tells of a low mood, and two sad books looked at with time."""
    when, session = DAYS[day], f"evening-{day}"
    person = {"user_id": user_id, "session_id": session}
    search = {"event_id": f"{user_id}-s{day}", "event": "search", "query": WORDS[day], "at": f"{when}T20:00:00+09:00"}
    looks = [
        {
            "event_id": f"{user_id}-v{day}{n}",
            "event": "view_item",
            "item_id": SAD[2 * day + n],
            "dwell_seconds": 90,
            "at": f"{when}T20:1{n}:00+09:00",
        }
        for n in range(2)
    ]
    return [{**person, **fact} for fact in (search, *looks)]


def agree(client: Client, user_id: str = "u1", **more: bool) -> None:
    """Consent to mood."""
    client.consent(user_id, **{"mood": True, **more})


def three_evenings(client: Client, days: tuple[int, ...] = (0, 1, 2), user_id: str = "u1") -> None:
    """What the person did on these evenings."""
    client.post(*[fact for day in days for fact in hints(day, user_id)])


def reasons(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["reason"] for item in answer["items"]]


def lately(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [reason for reason in reasons(answer) if LATELY.search(reason["text"])]


def guesses(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [reason for reason in reasons(answer) if reason["code"] == "mood_believed"]


def bare(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "request_id"}


def later(seconds: int) -> dict[str, str]:
    """The header of a clock so much later."""
    return {"X-Gonggam-Now": datetime.fromtimestamp(AT + seconds, UTC).isoformat()}


def ask_at(client: Client, seconds: int, **body: Any) -> dict[str, Any]:
    answer = client.http.post("/v1/recommendations", json=body, headers=later(seconds))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def dump(path: Path) -> str:
    """Everything the database holds, as text."""
    with sqlite3.connect(path) as connection:
        return "\n".join(line for line in connection.iterdump() if line.startswith("INSERT"))
