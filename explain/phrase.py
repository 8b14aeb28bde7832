"""A claim and a form make a sentence: slots filled, titles fitted, particles chosen."""

from typing import NamedTuple

from explain.forms import Form
from explain.graphemes import length
from explain.language import Language
from explain.skeleton import Slot
from explain.slots import Filling, Fillings, fit_titles

NOTHING = Filling("", "")


class Phrase(NamedTuple):
    """A finished sentence or label, the form it came from, and what went into each slot."""

    text: str
    form: Form
    filled: tuple[tuple[str, Filling], ...]


def phrase(form: Form, fillings: Fillings, language: Language, limit: int) -> Phrase | None:
    """The form filled within `limit` graphemes; None where a title does not fit or a particle is not certain."""
    filled: list[tuple[str, Filling]] = []
    room = limit - form.fixed
    for name in form.values:
        value = fillings.values[name]
        filled.append((name, value))
        room -= length(value.text)
    if form.title_slot is not None:
        title = fit_titles(fillings.titles if form.title_slot == "a" else fillings.titles[:1], room, language)
        if title is None:
            return None
        filled.append((form.title_slot, title))
    elif room < 0:
        return None
    text = _joined(form, filled, language)
    return None if text is None else Phrase(text, form, tuple(filled))


def _joined(form: Form, filled: list[tuple[str, Filling]], language: Language) -> str | None:
    pieces: list[str] = []
    before = filled[-1][1] if filled else NOTHING
    only = len(filled) == 1
    for part in form.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Slot):
            if not only:
                before = next(value for name, value in filled if name == part.name)
            pieces.append(before.text)
        else:
            particle = language.attach(part.mark, before.spoken, before.reading) if before.spoken else None
            if particle is None:
                return None
            pieces.append(particle)
    return "".join(pieces)
