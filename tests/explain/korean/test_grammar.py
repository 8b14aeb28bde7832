"""A sentence keeps 해요체 and none of the blocked phrases."""

import pytest

from explain.korean.grammar import faults
from explain.korean.quotes import nested


@pytest.mark.parametrize(
    "text", ["이 책을 골랐어요.", "한강 작가의 책이에요. 많은 분이 찾아요.", "어떠신가요?", "이런 책이죠."]
)
def test_polite_sentences_pass(text: str) -> None:
    assert faults(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "이 책을 골랐습니다.",
        "이 책을 골랐다.",
        "이 책을 골랐어요. 좋다.",
        "이 책을 골랐어요",
        "책을(를) 골랐어요.",
        "당신만을 위한 책이에요.",
        "놓치지 마세요.",
        "이 책을 7번 보셔서 골랐어요.",
        "데미안을 보고 계셨어요.",
        "어제 찾으셨죠.",
        "취향과 87% 맞아요.",
        "그건 아니예요.",
    ],
)
def test_each_kind_of_fault_is_found(text: str) -> None:
    assert faults(text)


def test_the_same_marks_are_never_nested() -> None:
    assert nested("『봄봄』 읽기", "『") == "「봄봄」 읽기"
    assert nested("「봄날」", "「") == "〈봄날〉"
