"""Metrics over rows that are written out, so that every figure can be counted on the fingers."""

from typing import Any

import pytest

from claimcheck.evaluation.metrics import BY_NAME, figure
from claimcheck.evaluation.rows import Row, Score


def pair(**fields: Any) -> Row:
    """A gold claim with its answer; what is not said of it is not measured."""
    made: dict[str, Any] = {"article_id": "a", "event_kind": "court", "boilerplate": False, "likeness": 1.0}
    return Row(**(made | {"gold_id": "g", "claim_id": "c"} | fields))


def article(*rows: Row, **fields: Any) -> Score:
    return Score(article_id="a", event_kind="court", boilerplate=False, rows=rows, **fields)


def value(name: str, *scores: Score) -> float | None:
    return figure(BY_NAME[name], scores)


def test_speakers_are_counted_apart_by_whether_the_quotes_own_sentence_names_them() -> None:
    scored = article(
        pair(speaking="direct", speaker_near=True, speaker=True, speaker_alike=True),
        pair(speaking="direct", speaker_near=True, speaker=False, speaker_alike=True),
        pair(speaking="indirect", speaker_near=False, speaker=False, speaker_alike=False),
        pair(speaking="indirect", speaker_near=False, speaker=False, speaker_alike=True),
        pair(speaking="chain", speaker_near=False, speaker=True, speaker_alike=True),
        pair(speaking="outlet", speaker_near=None, speaker=True, speaker_alike=True),
    )
    assert value("speaker", scored) == 3 / 6
    assert value("speaker_alike", scored) == 5 / 6
    assert value("speaker_of_attributed", scored) == 2 / 5
    assert value("speaker_inside", scored) == 1 / 2
    assert value("speaker_outside", scored) == 1 / 3


def test_elements_are_summed_over_claims_not_averaged() -> None:
    # 1 of 1 and 1 of 5: 2 of 6 elements, not the mean of 1 and 0.2
    assert value("element_coverage", article(pair(elements=(1, 1)), pair(elements=(1, 5)))) == 2 / 6


def test_a_figure_over_articles_weighs_claims_not_articles() -> None:
    one = article(pair(speaker=True))
    other = article(pair(speaker=False), pair(speaker=False), pair(speaker=True))
    assert value("speaker", one, other) == 2 / 4


@pytest.fixture
def silent() -> Score:
    """Four times unverified, three of them rightly; two of the three with the gold reason. An error is no answer."""
    open_ = {"gold_label": "unverified", "label": "unverified"}
    return article(
        pair(**open_, gold_reason="silent", reason="silent"),
        pair(**open_, gold_reason="no-coverage", reason="no-coverage"),
        pair(**open_, gold_reason="claimant-only", reason="silent"),
        pair(gold_label="supported", label="unverified", reason="silent"),
        pair(gold_label="unverified", gold_reason="silent", label="contested"),
        pair(gold_label="unverified", gold_reason="silent", label="failed"),
        pair(gold_label="unverified", gold_reason="silent", label="missed", claim_id=None),
    )


def test_abstaining_by_hand(silent: Score) -> None:
    assert value("abstention_precision", silent) == 3 / 4
    assert value("abstention_recall", silent) == 3 / 4
    assert value("failed", silent) == 1


def test_reasons_count_only_where_abstaining_was_right(silent: Score) -> None:
    assert value("reason", silent) == 2 / 3


def test_label_precision_by_hand() -> None:
    scored = article(
        pair(gold_label="supported", label="supported"),
        pair(gold_label="contested", label="supported"),
        pair(gold_label="unverified", label="supported"),
        pair(gold_label="contested", label="contested"),
    )
    assert value("precision_supported", scored) == 1 / 3
    assert value("precision_contested", scored) == 1
    assert value("label_precision", scored) == 2 / 4


def test_what_code_refused_is_a_share_of_what_was_proposed() -> None:
    assert value("refused", article(proposed=8, refused=2), article(proposed=2)) == 2 / 10


def test_costs_are_means_over_articles() -> None:
    dear = article(calls=4, cached=1, tokens_in=900, tokens_out=300, dropped_citations=3, cost=0.5)
    cheap = article(calls=1, tokens_in=100, tokens_out=50, cost=0.25)
    assert value("calls", dear, cheap) == 6 / 2
    assert value("tokens_in", dear, cheap) == 1000 / 2
    assert value("tokens_out", dear, cheap) == 350 / 2
    assert value("dropped_citations", dear, cheap) == 3 / 2
    assert value("money", dear, cheap) == 0.75 / 2


def test_money_is_told_only_of_articles_whose_price_is_known() -> None:
    assert value("money", article(cost=0.5), article(cost=None)) == 0.5
    assert value("money", article(cost=None)) is None
    assert value("money", article(cost=0.0)) == 0


def test_precision_by_entailment_is_no_figure_until_every_claim_is_judged() -> None:
    rows = (
        pair(entailed=True),
        pair(entailed=True, gold_id=None),
        pair(entailed=False, gold_id=None),
        pair(claim_id=None),
    )
    assert value("claim_entailed", article(*rows)) == 2 / 3
    assert value("claim_entailed", article(*rows), article(pair(entailed=True))) == 3 / 4
    assert value("claim_entailed", article(*rows), article(pair(entailed=None))) is None
