"""The notebook face: `Recommender().fit(events, items).recommend(users, k)` -> data frame. Evidence, no sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import narwhals as nw

from recsys import artifacts
from recsys.config import EngineConfig
from recsys.dataset.dataset import Dataset
from recsys.dataset.frames import dataset_from_frames
from recsys.engine import Engine, recommend
from recsys.errors import GonggamError, QueryError
from recsys.evidence import Contribution, Ranking
from recsys.playlist.ask import Ask as PlaylistAsk
from recsys.playlist.frame import intent_of, report, rows_of
from recsys.playlist.playlist import playlist
from recsys.protocols import Progress, silent
from recsys.state.histories import Histories
from recsys.training import fit_engine, training_data
from recsys.types import Filters, Moment, Query, Touch, UserState

EVERYTHING = Filters(viewer_age="adult_verified", available_only=False, storefront=False)
"""A notebook sees the whole catalogue; a storefront's rules belong to the service."""


class NotFittedError(GonggamError):
    """A recommender was asked before it learned anything."""


@dataclass(frozen=True)
class Context:
    """When, where and in what state of the visit a list is asked for.

    `at`: aware datetime, UTC seconds, or None (right after the last event of the data). `session`: item ids touched
    in this visit, oldest first. `context` tells the circumstances by column, such as {"weather": "rain"}. `mood` and
    `intent` are instructions for this answer only.
    """

    at: datetime | int | None = None
    zone: str = "UTC"
    session: Sequence[str] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    mood: str | None = None
    intent: str | None = None


@dataclass(frozen=True)
class Ask:
    """How a list was asked for; see `Recommender.recommend`."""

    context: Context = field(default_factory=Context)
    filter_viewed: bool = True
    items: tuple[str, ...] | None = None
    without: frozenset[str] = frozenset()
    refold: bool = False


class Recommender:
    """Learn from a data frame of events, rank for people, and say exactly why.

    >>> model = Recommender().fit(events, items)                      # doctest: +SKIP
    >>> model.recommend(["u1"], k=10)                                 # doctest: +SKIP

    `scorers` adds your own to the sum, name -> fit (`recsys.models.custom`): they rank and are never spoken.
    """

    def __init__(self, config: EngineConfig | None = None, *, scorers: Mapping[str, Any] | None = None) -> None:
        config = config or EngineConfig()
        self._config = replace(config, own={**config.own, **(scorers or {})})
        self._engine: Engine | None = None
        self._dataset: Dataset | None = None
        self._histories = Histories.empty()
        self._backend: Any = "polars"
        self._last_at: int | None = None
        self._loaded_from: Path | None = None
        self._asked = Ask()

    def fit(self, events: Any, items: Any = None, *, progress: Progress = silent, **about: Any) -> "Recommender":
        """Learn from events (user_id, item_id, ...) and items (item_id, ...): pandas, polars or pyarrow frames.

        `about`: name, kind, time, timezone, as `recsys.dataset.frames.dataset_from_frames`. Returns itself.
        Raises DataError naming row, value and what is allowed.
        """
        self._backend = nw.from_native(events, eager_only=True).implementation
        return self.fit_dataset(dataset_from_frames(events, items, **about), progress=progress)

    def fit_dataset(self, dataset: Dataset, *, progress: Progress = silent) -> "Recommender":
        """Learn from a data set folder already read."""
        self._dataset, self._loaded_from = dataset, None
        engine = fit_engine(training_data(dataset, self._config, progress), self._config)
        self._engine = replace(engine, name=dataset.meta.name)
        self._last_at = _after(dataset)
        return self

    @property
    def engine(self) -> Engine:
        """The fitted engine. Raises NotFittedError before `fit`."""
        if self._engine is None:
            raise NotFittedError("this Recommender has learned nothing yet; call .fit(events, items) or .load(path)")
        return self._engine

    def recommend(  # noqa: PLR0913  (the public signature of the contract)
        self,
        users: Iterable[str],
        k: int = 10,
        context: Context | None = None,
        *,
        filter_viewed: bool = True,
        items: Iterable[str] | None = None,
        without: Iterable[str] = (),
        refold: bool = False,
    ) -> Any:
        """The k best items for each person: frame of the caller's kind with user_id, item_id, score, rank.

        `items` ranks only these. `without` takes events away: masked (exact) or, with `refold`, deleted and replayed.
        Ids are text inside: 7 asks for "7". Raises QueryError where one id is given for a list of them.
        """
        for name, given in (("users", users), ("items", items), ("without", without)):
            if isinstance(given, str):
                raise QueryError(name, f"{given!r} is one id", f"a list of ids, such as [{given!r}]")
        chosen = None if items is None else tuple(str(item) for item in items)
        self._asked = Ask(context or Context(), filter_viewed, chosen, frozenset(without), refold)
        rows: dict[str, list[Any]] = {"user_id": [], "item_id": [], "score": [], "rank": []}
        for user in users:
            for item in self.rank(str(user), k, self._asked).items:
                for name, value in zip(rows, (user, item.facts.item_id, item.score, item.rank), strict=True):
                    rows[name].append(value)
        return self._frame(rows)

    def rank(self, user: str, k: int = 10, ask: Ask | None = None) -> Ranking:
        """The engine's whole answer for one person, evidence included; as the last `recommend` asked."""
        ask = ask or self._asked
        state = self.state_of(user)
        if ask.refold and ask.without:
            state = replace(state, touches=tuple(t for t in state.touches if t.event_id not in ask.without))
        viewed = frozenset(t.item_id for t in state.touches) if ask.filter_viewed else frozenset()
        state = _in_session(state, ask.context, self._at(ask.context))
        query = Query(
            state=state,
            moment=Moment(self._at(ask.context), ask.context.zone, tuple(ask.context.context.items())),
            session_id=SESSION if ask.context.session else None,
            k=min(k, max(1, len(self.engine.catalogue))),
            filters=replace(EVERYTHING, candidates=ask.items, drop_seen=ask.filter_viewed, exclude=viewed),
            without=frozenset() if ask.refold else ask.without,
            mood=report(ask.context.mood),
            intent=intent_of(ask.context.intent),
        )
        return recommend(self.engine, query)

    def rank_only(self, user: str, items: Sequence[str]) -> Ranking:
        """The given items ranked and explained for one person, seen ones too."""
        return self.rank(user, len(items), replace(self._asked, items=tuple(items), filter_viewed=False))

    def playlist(self, user: str, minutes: float = 30.0, context: Context | None = None, **wish: Any) -> Any:
        """Tracks that start at `context.mood` and go where `context.intent` leads, in small steps, along taste.

        `wish`: seed, seed_track, leave_out, language, instrumental, new_share, after (`recsys.playlist.ask.Ask`). Frame
        of the caller's kind in playing order, with what could not be kept in `unmet`. Raises QueryError.
        """
        context = context or Context()
        told = {"viewer_age": EVERYTHING.viewer_age, **wish, "minutes": minutes}
        asked = PlaylistAsk(report(context.mood), intent_of(context.intent), **told)
        state = _in_session(self.state_of(user), context, self._at(context))
        made = playlist(self.engine, state, Moment(self._at(context), context.zone), asked)
        return self._frame(rows_of(user, made))

    def state_of(self, user: str) -> UserState:
        """What is known of a person from the data; an unknown person has an empty state."""
        return self._dataset.state_of(user) if self._dataset is not None else self._histories.state_of(user)

    def evidence(self, recommendations: Any) -> Any:
        """Every cause of every recommended item, in the context of the last `recommend`.

        Long frame: user_id, item_id, scorer, cause, event_ids, contribution, share.
        """
        given = nw.from_native(recommendations, eager_only=True)
        rows: dict[str, list[Any]] = {name: [] for name in ("user_id", "item_id", *EVIDENCE)}
        for user, item in zip(given["user_id"].to_list(), given["item_id"].to_list(), strict=True):
            for row in self._rows(str(user), str(item)):
                rows["user_id"].append(user)
                rows["item_id"].append(item)
                for name in EVIDENCE:
                    value = getattr(row, name)
                    rows[name].append(list(value) if name == "event_ids" else value)
        return self._frame(rows)

    def contributions(self, user: str, item: str) -> list[dict[str, Any]]:
        """The causes of one item's score for a person, largest first; contributions sum to the score."""
        rows = self._rows(user, item)
        return [{name: getattr(row, name) for name in ("scorer", "cause", "contribution", "share")} for row in rows]

    def _rows(self, user: str, item: str) -> tuple[Contribution, ...]:
        if item not in self.engine.catalogue.items:
            raise QueryError("item_id", f"unknown item {item!r}", "an item of the data")
        ranking = self.rank_only(user, [item])
        return ranking.ledger.rows(1) if ranking.items else ()

    def save(self, path: str | Path) -> Path:
        """Write the model into a folder; `Recommender.load` and `gonggam serve --model` read it.

        Raises ArtifactError where scorers of your own take part: a folder holds arrays, never code.
        """
        if self._loaded_from is not None:
            return artifacts.copy(self._loaded_from, Path(path))
        now = datetime.now(UTC)  # the artefact's name says when it was written; no score depends on it
        return artifacts.save(self.engine, Path(path), created=now, dataset=self._dataset)

    @classmethod
    def load(cls, path: str | Path) -> "Recommender":
        """A saved model. Raises ArtifactError when it is missing or damaged."""
        model = cls()
        folder = artifacts.current(Path(path))  # read once: another training may end meanwhile
        model._engine, model._loaded_from = artifacts.load(folder), folder
        model._histories = artifacts.load_histories(folder)
        manifest = artifacts.read_manifest(folder)
        model._last_at = None if manifest["event_range"] is None else int(manifest["event_range"][1]) + 1
        return model

    def _at(self, context: Context) -> int | None:
        if isinstance(context.at, datetime):
            if context.at.tzinfo is None:
                raise QueryError("context.at", "a time without an offset", "an aware datetime or UTC seconds")
            return int(context.at.timestamp())
        return self._last_at if context.at is None else context.at

    def _frame(self, rows: dict[str, list[Any]]) -> Any:
        return nw.to_native(nw.from_dict(rows, backend=self._backend))


EVIDENCE = ("scorer", "cause", "event_ids", "contribution", "share")
SESSION = "this-visit"


def _after(dataset: Dataset) -> int | None:
    log = dataset.interactions
    return int(log.time.max()) + 1 if len(log) and log.ordered else None


def _in_session(state: UserState, context: Context, at: int | None) -> UserState:
    """The state with the items of this visit as its newest touches."""
    if not context.session:
        return state
    now = at or 0
    visit = tuple(Touch(f"{SESSION}:{i}", item, "viewed", now, SESSION) for i, item in enumerate(context.session))
    return replace(state, touches=(*state.touches, *visit))
