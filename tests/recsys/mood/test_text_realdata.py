"""The shipped model on public texts that it has never seen, and crisis words among ordinary ones."""

import numpy as np
import pytest

from benchmarks.text_data import read_chatbot, read_nsmc
from benchmarks.text_mood import right_signs
from recsys.mood.text import read_text
from recsys.safety.crisis import crisis_level
from tests.realdata import data_folder

pytestmark = pytest.mark.realdata


def test_kind_and_unkind_reviews_are_told_apart() -> None:
    texts, gold = read_nsmc(data_folder("nsmc").parent, 4_000)
    assert right_signs(np.array([read_text(text).valence for text in texts]), gold) >= 0.74


def test_who_is_said_to_part_is_parting() -> None:
    lines = [line for line in read_chatbot(data_folder("chatbot-ko").parent)[1::2] if line[1] != 2]
    parting = [label for question, label in lines if read_text(question).theme == "break_up"]
    assert np.mean(parting) >= 0.93
    assert sum(parting) >= 0.38 * sum(label for _, label in lines)


def test_hardly_any_review_of_a_film_calls_for_the_help_card() -> None:
    texts, _ = read_nsmc(data_folder("nsmc").parent, 3_000)
    assert np.mean([crisis_level(text) != "none" for text in texts]) <= 0.01
