from typing import Any

import pytest

from benchmarks.readme import WORDS, Words, tables

DIFFERENCE = {"model": "gonggam", "metric": "ndcg@10", "difference": 0.1, "low": 0.05, "high": 0.15}


def results(**compared: dict[str, Any]) -> dict[str, Any]:
    models = {"popular": 0.2, "gonggam": 0.5, "gonggam without context": 0.4}
    record = {
        "protocol": "folds",
        "n_test_cases": 12,
        "seed": 0,
        "models": {name: {"recall@10": value, "ndcg@10": value} for name, value in models.items()},
        "comparisons": [DIFFERENCE | {"against": against} | told for against, told in compared.items()],
    }
    return {"datasets": {"films": record}}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.file)
def test_the_engine_without_context_is_a_row_and_compared_in_a_note(words: Words) -> None:
    found = tables(results(**{"popular": {}, "gonggam without context": {"difference": 0.3}}), words).splitlines()
    assert [line.split("|")[1].strip() for line in found[2:5]] == ["`popular`", "`gonggam`", words.without]
    notes = [line for line in found if line.startswith("- films")]
    assert ["+0.1000" in notes[0], "`popular`" in notes[0], "+0.3000" in notes[1]] == [True, True, True]


def test_what_was_not_compared_is_not_noted() -> None:
    assert "- " not in tables(results(), WORDS[0]).split("\n\n", 2)[-1]
