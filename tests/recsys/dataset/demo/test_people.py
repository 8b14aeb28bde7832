import numpy as np
import pytest

from recsys.dataset.demo.config import PERSONAS
from recsys.dataset.demo.people import draw_shopper, in_the_role_of
from recsys.dataset.demo.rhythm import CHRONOTYPES
from recsys.dataset.demo.world import build_world
from tests.recsys.dataset.demo.fixtures import books

WORLD = build_world(books().facts, np.random.default_rng(0))


def people(n=300):
    return [draw_shopper(np.random.default_rng(seed), WORLD, f"s{seed}") for seed in range(n)]


def test_taste_is_standardised_and_weights_sum_to_one():
    for shopper in people(20):
        assert shopper.taste.mean() == pytest.approx(0.0, abs=1e-9)
        assert shopper.taste.std() == pytest.approx(1.0)
        assert shopper.category_weights.sum() == pytest.approx(1.0)
        assert shopper.tag_weights.sum() == pytest.approx(1.0)


def test_a_liked_category_and_a_favourite_creator_are_tasteful():
    gains = []
    for shopper in people(100):
        liked = WORLD.category == int(np.argmax(shopper.category_weights))
        gains.append(shopper.taste[liked].mean())
        assert shopper.taste[np.isin(WORLD.creator, shopper.creators)].mean() > 0.0
    assert np.mean(gains) > 0.3


def test_people_differ_in_rhythm_age_and_how_they_meet_a_low_mood():
    crowd = people()
    assert {shopper.chronotype for shopper in crowd} == set(CHRONOTYPES)
    assert 0.75 < np.mean([shopper.is_adult for shopper in crowd]) < 0.95
    assert 0.1 < np.mean([shopper.mood_policy == "lift" for shopper in crowd]) < 0.3
    assert 0.35 < np.mean([bool(shopper.habits) for shopper in crowd]) < 0.65


def test_a_persona_has_what_its_description_promises_and_its_own_taste():
    drawn = people(5)
    roles = [in_the_role_of(persona, shopper) for persona, shopper in zip(PERSONAS, drawn, strict=True)]
    assert [role.chronotype for role in roles] == [persona.chronotype for persona in PERSONAS]
    assert all(role.is_adult for role in roles)
    assert all(np.array_equal(role.taste, shopper.taste) for role, shopper in zip(roles, drawn, strict=True))
    assert [len(role.habits) for role in roles] == [1, 0, 0, 0, 0]


def test_a_world_without_items_has_shoppers_too():
    assert draw_shopper(np.random.default_rng(0), build_world([], np.random.default_rng(0)), "a").creators == ()
