"""`gonggam playlist`: a list for one person on the terminal, with the way it takes over the plane of mood."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli_recommend import said_mood, seconds_of
from api.playlist_words import facts_of, parts_at
from explain.language import canonical
from explain.playlists import tell
from recsys import artifacts
from recsys.playlist.ask import Ask, Playlist
from recsys.playlist.frame import intent_of
from recsys.playlist.playlist import playlist
from recsys.types import Moment

HEADS = {
    "ko-KR": ("", "곡", "아티스트", "길이", "밝기", "활기", "빠르기", "총 {minutes}", "출발 {start} · {intent}"),
    "en-US": ("", "track", "artist", "length", "valence", "arousal", "tempo", "{minutes} in all",
              "from {start} · {intent}"),
}  # fmt: skip
"""Column heads, the line of the length, and the line of the start."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line was given."""

    mood: str | None
    intent: str | None
    minutes: float
    seed: int
    at: str | None
    locale: str


def run_playlist(user: str, model: Path, options: Options) -> None:
    """Print the playlist of `user`."""
    locale = canonical(options.locale)
    folder = artifacts.current(model)  # read once: another training may end meanwhile
    engine, manifest = artifacts.load(folder), artifacts.read_manifest(folder)
    last = manifest["event_range"][1] + 1 if manifest["event_range"] else None
    at = last if options.at is None else seconds_of(options.at)
    said = said_mood(options.mood)
    ask = Ask(said, intent_of(options.intent), options.minutes, options.seed)
    timed = at if engine.time_unit == "seconds" else None
    state = artifacts.load_histories(folder).state_of(user)
    made = playlist(engine, state, Moment(timed, manifest["timezone"]), ask)
    parts = frozenset[str]() if timed is None else parts_at(timed, manifest["timezone"])
    told = tell(facts_of(made, said, parts), locale)
    console = Console()
    for line in (told.title, told.reason, told.message):
        if line:
            console.print(line, style="bold" if line == told.title else "", markup=False)
    if made.tracks:
        console.print(_table(made, user, locale))


def _table(made: Playlist, user: str, locale: str) -> Table:
    *heads, length, start = HEADS[locale]
    where = start.format(start=f"{made.start[0]:+.2f} {made.start[1]:+.2f}", intent=made.intent)
    table = Table(title=f"{user} · {where}", caption=length.format(minutes=_clock(made.seconds)))
    for head in heads:
        table.add_column(head, justify="left" if head in heads[1:3] else "right", overflow="fold")
    for number, (facts, (valence, arousal)) in enumerate(zip(made.tracks, made.points.tolist(), strict=True), start=1):
        seconds = "–" if facts.duration_seconds is None else _clock(facts.duration_seconds)
        tempo = "–" if facts.tempo is None else f"{facts.tempo:.0f}"
        title = escape(facts.title or facts.item_id)
        table.add_row(str(number), title, escape(facts.creator), seconds, f"{valence:+.2f}", f"{arousal:+.2f}", tempo)
    return table


def _clock(seconds: float) -> str:
    """Minutes and seconds: 31:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
