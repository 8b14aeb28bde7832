"""Composition files: what is written is what takes part, and a mistake is named with the nearest right word."""

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from recsys.config import EngineConfig, read_config
from recsys.errors import ConfigError
from recsys.models.item_linear import ItemLinearConfig
from recsys.models.weighting import Recency
from recsys.registry import MODELS


def read(tmp_path: Path, text: str) -> EngineConfig:
    path = tmp_path / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_an_empty_file_is_the_default_composition(tmp_path: Path) -> None:
    assert read(tmp_path, "") == EngineConfig()


def test_everything_a_file_says_is_taken_over(tmp_path: Path) -> None:
    told = """
        scorers = ["item_linear", "popular"]
        memory_limit_gib = 2
        seed = 7
        [item_linear]
        regularisation = 100
        neighbours = 50
        recency = { decays = [0, 0.5, 1] }
        [popular]
        half_life = 30.5
    """
    config = read(tmp_path, told)
    assert (config.scorers, config.memory_limit_gib, config.seed) == (("item_linear", "popular"), 2.0, 7)
    linear = config.config_of("item_linear")
    assert (linear.regularisation, linear.neighbours, linear.dense_limit) == (100.0, 50, ItemLinearConfig().dense_limit)
    assert linear.recency == Recency((0.0, 0.5, 1.0))
    assert config.config_of("popular").half_life == 30.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scorer = []", r"unknown key 'scorer'; allowed: did you mean 'scorers'\?"),
        ("[populer]", r"unknown key 'populer'; allowed: did you mean 'popular'\?"),
        ('scorers = ["popular", "transition"]', r"unknown scorer 'transition'; allowed: did you mean 'transitions'\?"),
        ('scorers = ["popular", "content", "popular"]', "scorer 'popular' is named 2 times; name it once"),
        ("scorers = []", "scorers is empty; allowed: one or more of popular"),
        ('scorers = "popular"', "scorers = 'popular' is not of type list"),
        ("scorers = [1]", r"scorers\[0\] = 1 is not of type text"),
        ('seed = "0"', "seed = '0' is not of type whole number"),
        ("seed = 1.5", "seed = 1.5 is not of type whole number"),
        ("seed = true", "seed = True is not of type whole number"),
        ("seed = -1", "seed = -1 is out of range; allowed: 0 and above"),
        ("memory_limit_gib = -1", "memory_limit_gib = -1.0 is out of range"),
        ("memory_limit_gib = nan", "memory_limit_gib = nan is out of range"),
        ("memory_limit_gib = inf", "memory_limit_gib = inf is out of range"),
        ("popular = 3", r"popular = 3 is not a table; write \[popular\]"),
        ("[seed]", "seed = {} is not of type whole number"),
        ("[popular]\nhalflife = 3", r"\[popular\] unknown key 'halflife'; allowed: did you mean 'half_life'\?"),
        ("[popular]\nhalf_life = 'long'", r"\[popular\] half_life = 'long' is not of type number"),
        ("[popular]\nhalf_life = -3", r"\[popular\] half_life = -3.0 is out of range"),
        ("[item_linear]\nneighbours = 1.5", r"\[item_linear\] neighbours = 1.5 is not of type whole number"),
        ("[item_linear]\nneighbours = true", r"\[item_linear\] neighbours = True is not of type whole number"),
        ("[item_linear]\nrecency = 0.7", r"\[item_linear\] recency = 0.7 is not of type table with decays"),
        ("[item_linear.recency]\ndecay = [1]", r"unknown key 'decay'; allowed: did you mean 'decays'\?"),
        ("[item_linear.recency]\ndecays = ['a']", r"decays\[0\] = 'a' is not of type number"),
        ("scorers = ['popular']\n[content]", r"\[content\] is not among the scorers: popular; add it or drop it"),
        ("seed = ", "Invalid value"),
    ],
)
def test_a_mistake_is_refused_naming_the_file_the_key_and_what_is_allowed(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=r"shop\.toml: .*" + message) as refused:
        read(tmp_path, text)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        read_config(tmp_path / "nowhere.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"b\.toml"):
        read_config(tmp_path / "b.toml")


def test_a_composition_made_in_python_is_checked_too() -> None:
    with pytest.raises(ConfigError, match="did you mean 'content'"):
        EngineConfig(scorers=("popular", "contents"))
    with pytest.raises(ConfigError, match="unknown key 'half'"):
        EngineConfig(overrides={"popular": {"half": 1.0}}).config_of("popular")


@pytest.mark.parametrize("name", list(MODELS))
def test_every_default_of_every_model_could_have_been_written_in_a_file(tmp_path: Path, name: str) -> None:
    def written(config) -> dict[str, object]:
        values = {f.name: getattr(config, f.name) for f in fields(config)}
        return {
            key: written(v) if is_dataclass(v) else list(v) if isinstance(v, tuple) else v for key, v in values.items()
        }

    default = MODELS[name].config()
    assert EngineConfig(overrides={name: written(default)}).config_of(name) == default
