import pytest

from api.consent import Admitted, Consents, Purpose, admit, admit_each, purpose_of
from recsys.events import Event, EventName


def event(name: EventName, user_id: str | None = "u1", **details: str | float) -> Event:
    return Event("e1", name, at=0, user_id=user_id, session_id="s1", item_id="i1", details=details)


def test_what_is_on_by_default_is_history_session_and_time() -> None:
    on = {name for name, is_on in Consents().as_dict().items() if is_on}
    assert on == {"history", "session", "time"}
    assert len(Consents().as_dict()) == 11


@pytest.mark.parametrize(
    ("name", "of_a_person", "of_a_session"),
    [
        (EventName.VIEW_ITEM, Purpose.HISTORY, Purpose.SESSION),
        (EventName.SEARCH, Purpose.HISTORY, Purpose.SESSION),
        (EventName.INPUT_ERROR, Purpose.HISTORY, Purpose.SESSION),
        (EventName.REASON_WRONG, Purpose.HISTORY, Purpose.SESSION),
        (EventName.MOOD_REPORT, Purpose.MOOD, Purpose.MOOD),
        (EventName.LINK, Purpose.LINK, Purpose.LINK),
        (EventName.QR_SCAN, Purpose.STORE, Purpose.STORE),
    ],
)
def test_each_event_has_one_purpose(name: EventName, of_a_person: Purpose, of_a_session: Purpose) -> None:
    assert purpose_of(event(name)) is of_a_person
    assert purpose_of(event(name, user_id=None)) is of_a_session


def test_an_event_without_consent_for_its_purpose_is_not_stored() -> None:
    mood, view = event(EventName.MOOD_REPORT, label="tired"), event(EventName.VIEW_ITEM)
    assert admit([mood, view], Consents()) == Admitted(keep=(view,), not_stored=1)
    assert admit([mood, view], Consents(on=frozenset())) == Admitted(keep=(), not_stored=2)
    assert admit([], Consents()) == Admitted(keep=(), not_stored=0)


def test_without_words_a_search_is_kept_and_its_text_is_not() -> None:
    kept = admit([event(EventName.SEARCH, query="위로", results=3)], Consents()).keep[0]
    assert kept.details == {"results": 3}


def test_with_words_the_text_is_kept_masked() -> None:
    consents = Consents(on=frozenset({Purpose.HISTORY, Purpose.WORDS}))
    kept = admit([event(EventName.INQUIRY, text="010-1234-5678 로 전화 주세요")], consents).keep[0]
    assert kept.details == {"text": "[phone] 로 전화 주세요"}


def test_a_batch_of_many_people_asks_for_the_consents_of_each() -> None:
    everything, nothing = Consents(on=frozenset(Purpose)), Consents(on=frozenset())
    batch = [event(EventName.LIKE, "u1"), event(EventName.LIKE, "u2"), event(EventName.LIKE, None)]
    admitted = admit_each(batch, lambda user_id: nothing if user_id == "u1" else everything)
    assert [kept.user_id for kept in admitted.keep] == ["u2", None]
    assert admitted.not_stored == 1


def test_a_reader_gets_no_more_than_it_names() -> None:
    assert Consents().among({Purpose.HISTORY, Purpose.MOOD}) == {Purpose.HISTORY}
