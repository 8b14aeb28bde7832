"""A case with some of its signals withheld: what `--without` compares, the same narrowing a request's `use` makes."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from recsys.errors import QueryError, nearest
from recsys.evaluation.cases import Case
from recsys.types import SIGNALS, Bool, Signal


def signals_named(names: Iterable[str]) -> frozenset[Signal]:
    """The signals of those names; an unknown one is refused with the nearest right one."""
    wanted = list(names)
    for name in wanted:
        if name not in SIGNALS:
            raise QueryError("without", f"unknown signal {name!r}", nearest(name, list(SIGNALS)))
    return frozenset(signal for signal in SIGNALS if signal in wanted)


def withheld(case: Case, signals: frozenset[Signal]) -> Case:
    """The case without these signals; what was seen is still not served, and targets stay.

    `history` withholds what is not of the session, `session` what is of it is treated as any past, both together
    leave nothing; `time` the moment, `context` the context columns, `mood` what the person's acts and words
    hint at, and a context column of that name. Without `history` nothing hints at a mood either.
    """
    if "history" in signals:
        case = replace(_only(case, case.in_session & ("session" not in signals)), state=None)
    if "session" in signals:
        case = replace(case, in_session=np.zeros(len(case.items), dtype=np.bool_))
    if "time" in signals:
        case = replace(case, moment=replace(case.moment, at=None))
    if "context" in signals:
        case = replace(case, context={})
    if "mood" in signals:
        context = {name: value for name, value in case.context.items() if name != "mood"}
        case = replace(case, context=context, state=None)
    return case


def _only(case: Case, kept: Bool) -> Case:
    return replace(
        case,
        items=case.items[kept],
        strengths=case.strengths[kept],
        times=case.times[kept],
        in_session=case.in_session[kept],
        past_context=tuple(column.take(kept) for column in case.past_context),
    )
