from datetime import date

import pytest

from recsys.dataset.demo.config import PERSONAS, ShopperConfig
from recsys.errors import ConfigError


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"kind": "film"}, "kind"),
        ({"n_shoppers": 4}, "n_shoppers"),
        ({"days": 13}, "days"),
        ({"zone": "Asia/Busan"}, "zone"),
        ({"mood_effect": -1.0}, "mood_effect"),
        ({"mood_effect": 11.0}, "mood_effect"),
    ],
)
def test_an_impossible_setting_is_refused_by_name(setting, named):
    with pytest.raises(ConfigError, match=named):
        ShopperConfig(**setting)


def test_the_default_history_ends_on_the_twentieth_of_november():
    assert ShopperConfig().end == date(2026, 11, 21)


def test_personas_have_distinct_ids_and_say_that_they_are_simulated():
    assert len({persona.user_id for persona in PERSONAS}) == len(PERSONAS) == 5
    assert all(persona.korean.startswith("가상의 손님") for persona in PERSONAS)
    assert all(persona.english.startswith("Simulated shopper") for persona in PERSONAS)
