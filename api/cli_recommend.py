"""`gonggam recommend`: a list for one person on the terminal, each line with its reason."""

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.event_fields import MOOD_LABELS, mood_label
from explain.message import message
from explain.reasons import reasons
from recsys import artifacts
from recsys.engine import recommend
from recsys.errors import QueryError, nearest
from recsys.evidence import Ranking
from recsys.mood.types import MoodReport
from recsys.types import Moment, Query


def run_recommend(user: str, model: Path, at: str | None, k: int, mood: str | None, speech: tuple[str, str]) -> None:
    """Print the list of `user`; `speech` is (locale, voice), `mood` what they say of theirs."""
    folder = artifacts.current(model)  # read once: another training may end meanwhile
    engine, manifest = artifacts.load(folder), artifacts.read_manifest(folder)
    state = artifacts.load_histories(folder).state_of(user)
    last = manifest["event_range"][1] + 1 if manifest["event_range"] else None
    moment = Moment(last if at is None else seconds_of(at), manifest["timezone"])
    ranking = recommend(engine, Query(state=state, moment=moment, k=k, mood=said_mood(mood)))
    console = Console()
    console.print(_table(ranking, engine.time_unit, user, speech))
    locale, voice = speech
    said = message(ranking, voice=voice, locale=locale)
    if said is not None:
        console.print(said.text)


def seconds_of(at: str) -> int:
    """UTC seconds of an option's time. Raises QueryError for what is none."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise QueryError("--at", f"cannot read {at!r}", "ISO 8601 with offset, such as 2026-11-22T23:00:00+09:00")
    return int(moment.timestamp())


def said_mood(name: str | None) -> MoodReport | None:
    """What an option says of a mood, by its English or Korean name. Raises QueryError for an unknown one."""
    if name is None:
        return None
    names = [label for pair in MOOD_LABELS.items() for label in pair]
    if name.strip() not in names:
        raise QueryError("--mood", f"unknown mood {name!r}", nearest(name, names))
    return MoodReport.of(mood_label(name))


def _table(ranking: Ranking, unit: str, user: str, speech: tuple[str, str]) -> Table:
    locale, voice = speech
    said = reasons(
        ranking.items,
        voice=voice,
        locale=locale,
        strategy=ranking.strategy,
        ordered=unit != "none",
        timed=unit == "seconds",
    )
    table = Table(title=f"{user} · {ranking.strategy}")
    for name, style in (
        ("", "dim"),
        ("item", "bold"),
        ("creator", ""),
        ("reason", ""),
        ("score", "dim"),
        ("", "green"),
    ):
        table.add_column(name, style=style, overflow="fold", justify="right" if name in ("", "score") else "left")
    for item, reason in zip(ranking.items, said, strict=True):
        facts, text = item.facts, reason.text if reason else ""
        mark = "✓" if reason and reason.verified else ""
        table.add_row(str(item.rank), facts.title or facts.item_id, facts.creator, text, _score(item.score), mark)
    return table


def _score(score: float) -> str:
    """Two places, or of a small score two digits: no score is shown as nothing."""
    return f"{score:.2f}" if abs(score) >= 0.01 or score == 0.0 else f"{score:.2g}"
