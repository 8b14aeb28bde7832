"""The rows of an events table that tell of a person beside what they chose, checked and put in order."""

import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.checks import NOT_NEGATIVE, UNIT, number, text
from recsys.dataset.log import Log, event_ids
from recsys.dataset.told import Tellings
from recsys.events import EventName

TELLING = (EventName.SEARCH.value, EventName.MOOD_REPORT.value, EventName.SKIP.value)


def tellings_of(log: Log, catalogue: Catalogue) -> Tellings:
    """The telling rows of a log; those of nobody in particular are left out."""
    telling = log.names.is_in(TELLING).to_numpy() & log.user.is_not_null().to_numpy()
    order = log.order[telling[log.order]]
    if len(order) == 0:
        return Tellings.none()
    rows = pl.Series(order)
    columns = {
        "event_id": pl.Series(list(event_ids(log.table).take(order)), dtype=pl.String),
        "user": log.user.gather(rows),
        "item": log.item.gather(rows),
        "name": log.names.gather(rows),
        "at": pl.Series(log.time[order], dtype=pl.Int64),
    }
    columns |= {name: text(log.table, name).gather(rows) for name in ("query", "label") if name in log.table}
    columns |= {
        name: number(log.table, name, UNIT).gather(rows) for name in ("valence", "arousal") if name in log.table
    }
    if "seconds" in log.table:
        columns["seconds"] = number(log.table, "seconds", NOT_NEGATIVE).gather(rows)
    titles = frozenset(name.casefold() for f in catalogue.facts for name in (f.title, f.title_ko, f.title_en) if name)
    return Tellings(pl.DataFrame(columns), titles)
