"""Which titles a person's playlists wore of late, so that none comes twice in a week."""

import json

from sqlalchemy import Connection, bindparam, select

from api.store.tables import impressions

TITLE = "playlist_title"
"""Key of a list's title in the `extra` of its impression."""

_TITLED = select(impressions.c.body).where(
    impressions.c.shop == bindparam("of_shop"),
    impressions.c.user_id == bindparam("of_user"),
    impressions.c.at >= bindparam("since"),
    impressions.c.body.contains(f'"{TITLE}":'),
)


def playlist_titles(connection: Connection, shop: str, user_id: str, since: int) -> frozenset[str]:
    """Titles of the person's playlists since then (UTC seconds)."""
    rows = connection.execute(_TITLED, {"of_shop": shop, "of_user": user_id, "since": since})
    return frozenset(json.loads(row.body).get("extra", {}).get(TITLE, "") for row in rows)
