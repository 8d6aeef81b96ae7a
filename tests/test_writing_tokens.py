"""Token counts never reach for the network; the estimate holds its stated error."""

from pathlib import Path

import pytest

from fazhi_rag.writing import tokens

# Counted with o200k_base itself (npm gpt-tokenizer 3), once, on texts of ours.
COUNTED = {
    "全镇共排查矛盾纠纷318件，调解成功312件，成功率98.1%。": 25,
    "一是健全普法责任清单，二是开展“法律进村居”活动46场次，受众1.2万余人次。": 33,
}


def test_without_a_vocabulary_the_estimator_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    tokens.token_counter.cache_clear()
    try:
        assert tokens.token_counter() is tokens.estimate_tokens
    finally:
        tokens.token_counter.cache_clear()


@pytest.mark.parametrize(("text", "counted"), COUNTED.items())
def test_the_estimate_is_near_the_true_count(text: str, counted: int) -> None:
    assert abs(tokens.estimate_tokens(text) - counted) <= 0.25 * counted


def test_an_empty_text_has_no_tokens() -> None:
    assert tokens.estimate_tokens("") == 0


def test_what_fits_is_taken_in_order() -> None:
    texts = ["甲" * 100, "乙" * 100, "丙"]
    assert tokens.take_within(texts, tokens.count_tokens(texts[0])) == texts[:1]
    assert tokens.take_within(texts, 10_000) == texts
    assert tokens.take_within(texts, 0) == []
