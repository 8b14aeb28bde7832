"""Every statement on a large table goes through the index made for it, on an empty database too (no statistics)."""

import pytest
from sqlalchemy import Executable

from api.store import door, events, impressions, ledger, links, moods, users
from api.store.engine import Database

HOT: list[tuple[Executable, str]] = [
    (events._STORED, "events_by_id"),
    (door._OF_USER, "events_by_user"),
    (door._OF_SESSION, "events_by_session"),
    (door._training_page(frozenset(), frozenset()), "events_by_time"),
    (moods._DELETE_REPORTS, "events_by_user"),
    (moods._ERASE_CUES, "events_by_user"),
    (moods._DELETE_OLD, "events_of_mood"),
    (moods._ERASE_OLD, "events_with_cue"),
    (moods._SHOWN, "impressions_by_user"),
    (moods._GUESSED, "impressions_by_user"),
    (ledger._ERASE_WORDS, "events_by_user"),
    (links._OF_USER, "links_by_user"),
    (links._OF_SESSIONS, "links_by_session"),
    (impressions._OF_USER, "impressions_by_user"),
    (impressions._OF_SESSIONS, "impressions_by_session"),
    (users._DELETE_USER[1], "events_by_user"),
    (users._DELETE_SESSION[0], "events_by_session"),
]


@pytest.mark.parametrize(("statement", "index"), HOT, ids=[f"{n}-{index}" for n, (_, index) in enumerate(HOT)])
def test_the_statement_uses_its_index(statement: Executable, index: str, sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    connection = database.connection()
    names = ("shop", "user_id", "session_id", "of_shop", "of_user", "of_session", "at", "seq", "before", "since")
    many = {name: [f"x{n}" for n in range(300)] for name in ("ids", "purposes", "sessions")}
    compiled = statement.compile(connection)  # type: ignore[attr-defined]
    used = {name: value for name, value in {**dict.fromkeys(names, "x"), **many}.items() if name in compiled.params}
    text = str(compiled.construct_expanded_state(used).statement)
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("x",) * text.count("?")).all()
    database.close()
    assert f"INDEX {index} (" in plan[0][3]
