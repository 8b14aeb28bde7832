"""`gonggam forget | export | why`: what a person, or the desk that helps them, may ask of the store."""

import json
import time

from rich.console import Console
from rich.table import Table

from api.store.store import Store
from recsys.errors import QueryError


def _open(db: str) -> Store:
    return Store.open(db, now=lambda: int(time.time()))


def run_forget(user: str, db: str, shop: str) -> None:
    """Delete every row of a person and say how many there were."""
    store = _open(db)
    try:
        rows = store.forget(shop, user)
    finally:
        store.close()
    Console().print(f"{rows} rows deleted. Train again so that the next model has never seen them.")


def run_export(user: str, db: str, shop: str) -> None:
    """Print everything kept of a person."""
    store = _open(db)
    try:
        kept = store.export(shop, user)
    finally:
        store.close()
    Console().print_json(json.dumps(kept, ensure_ascii=False, default=str))


def run_why(request_id: str, item: str, db: str, shop: str) -> None:
    """Print the causes of one served item, from what was written when it was shown."""
    store = _open(db)
    try:
        shown = store.impression(shop, request_id)
    finally:
        store.close()
    found = None if shown is None else next((i for i in shown.items if i.item_id == item), None)
    if shown is None or found is None:
        raise QueryError("REQUEST_ID ITEM", f"no answer {request_id!r} with item {item!r}", "an answer of this shop")
    table = Table(title=f"{item}: rank {found.rank}, score {found.score:.4f}, model {shown.model_id}")
    for name in ("scorer", "cause", "contribution", "share"):
        table.add_column(name, justify="left" if name in ("scorer", "cause") else "right")
    for row in found.contributions:
        table.add_row(row.scorer, row.cause, f"{row.contribution:+.4f}", f"{row.share:.1%}")
    Console().print(table)
