"""A claim and a form make a sentence: slots filled, titles fitted, particles chosen."""

from typing import NamedTuple

from explain.forms import Form
from explain.graphemes import length
from explain.language import Language
from explain.skeleton import Josa, Slot
from explain.slots import Filling, Fillings, fit_titles


class Phrase(NamedTuple):
    """A finished sentence or label, the form it came from, and what went into each slot."""

    text: str
    form: Form
    filled: tuple[tuple[str, Filling], ...]


def phrase(form: Form, fillings: Fillings, language: Language, limit: int) -> Phrase | None:
    """The form filled within `limit` graphemes; None where a title does not fit or a particle is not certain."""
    filled = _fill(form, fillings, language, limit - form.fixed)
    if filled is None:
        return None
    text = _joined(form, filled, language)
    return None if text is None else Phrase(text, form, tuple(filled.items()))


def _fill(form: Form, fillings: Fillings, language: Language, room: int) -> dict[str, Filling] | None:
    filled: dict[str, Filling] = {}
    for name in form.slots:
        if name != form.title_slot:
            filled[name] = fillings.values[name]
            room -= length(filled[name].text)
    if form.title_slot is not None:
        titles = fillings.titles if form.title_slot == "a" else fillings.titles[:1]
        fitted = fit_titles(titles, room, language)
        if fitted is None:
            return None
        filled[form.title_slot] = fitted
    return filled if room >= 0 else None


def _joined(form: Form, filled: dict[str, Filling], language: Language) -> str | None:
    pieces: list[str] = []
    before = Filling("", "")
    for part in form.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Slot):
            before = filled[part.name]
            pieces.append(before.text)
        elif isinstance(part, Josa):
            particle = language.attach(part.mark, before.spoken, before.reading) if before.spoken else None
            if particle is None:
                return None
            pieces.append(particle)
    return "".join(pieces)
