"""A data set from people's states: what the service has folded, as the models learn from it."""

from collections.abc import Iterator, Mapping

import numpy as np

from recsys.context.types import columns_of
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset, Meta
from recsys.events import ACT_STRENGTH
from recsys.types import Interactions, Touch, UserState, Vocabulary


def dataset_of_states(meta: Meta, catalogue: Catalogue, states: Mapping[str, UserState]) -> Dataset:
    """The touches of all people in (time, person, order) order; items only they know get bare facts.

    The order of people does not depend on when they came, so that a data set without one of them is the same
    data set otherwise: a model trained without a person can be compared with one that never knew them.
    """
    people = sorted(user for user, state in states.items() if state.touches)
    rows = [(user, touch) for user in people for touch in _kept(states[user])]
    rows.sort(key=lambda row: row[1].at)
    catalogue = catalogue.covering((touch.item_id for _, touch in rows), meta.kind)
    users = Vocabulary(tuple(people))
    sessions = Vocabulary.of(touch.session_id for _, touch in rows if touch.session_id is not None)
    log = Interactions(
        user=users.indices(user for user, _ in rows),
        item=catalogue.items.indices(touch.item_id for _, touch in rows),
        weight=np.array([touch.weight * ACT_STRENGTH[touch.act] for _, touch in rows], dtype=np.float32),
        time=np.array([touch.at for _, touch in rows], dtype=np.int64),
        n_users=len(users),
        n_items=len(catalogue),
        time_unit=meta.time,
        session=sessions.indices(touch.session_id or "" for _, touch in rows),
        context=columns_of([touch.context for _, touch in rows]),
        zone=meta.timezone,
    )
    return Dataset(
        meta=meta,
        users=users,
        catalogue=catalogue,
        interactions=log,
        event_ids=tuple(touch.event_id for _, touch in rows),
        acts=tuple(touch.act for _, touch in rows),
        ratings=np.full(len(rows), np.nan),
        sessions=sessions.ids,
        refused=_refusals(states, users, catalogue),
    )


def _kept(state: UserState) -> Iterator[Touch]:
    """Touches of items the person does not want to see say nothing any more."""
    return (touch for touch in state.touches if touch.item_id not in state.refused)


def _refusals(states: Mapping[str, UserState], users: Vocabulary, catalogue: Catalogue) -> tuple[tuple[int, int], ...]:
    """(user, item) pairs a person does not want to see, both known."""
    pairs = []
    for number, user in enumerate(users.ids):
        found = catalogue.items.indices(sorted(states[user].refused))
        pairs += [(number, int(item)) for item in found if item >= 0]
    return tuple(pairs)
