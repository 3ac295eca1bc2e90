"""Predictions beside gold claims: who is paired with whom, and every figure of a small article worked by hand."""

import datetime as dt
from pathlib import Path
from typing import Any

import goldsets
import pytest

from claimcheck.claims import Article, Attribution, Claim, Published, Span, When, Worthiness
from claimcheck.evaluation import gold, matching
from claimcheck.evaluation.metrics import BY_NAME, METRICS, figure
from claimcheck.evaluation.rows import Row, Score
from claimcheck.evaluation.running import article_of, coverage_of
from claimcheck.evaluation.scoring import Item, Placed, score, unread
from claimcheck.evidence import Evidence, Finding, Imprint, OriginCount, Passage, Verdict
from claimcheck.reports import Report, StageUsage, Usage

ALL = Span(start=0, end=10_000)


@pytest.fixture
def event(tmp_path: Path) -> gold.Event:
    return gold.load(goldsets.write(tmp_path)).events[0]


@pytest.fixture
def texts(event: gold.Event) -> dict[str, str]:
    return {
        identity: article.text for identity, article in coverage_of(gold.GoldSet(event.folder.parents[1], (event,)))
    }


def article(event: gold.Event) -> Article:
    return article_of(event, event.articles[0])


def claim(event: gold.Event, identity: str, text: str, quote: str, **fields: Any) -> Claim:
    words = article(event).text
    start = words.index(quote)
    made: dict[str, Any] = {"checkable": True, "worthiness": Worthiness(score=0.5, terms=()), **fields}
    return Claim(
        id=identity, article_id="x1", text=text, quote=quote, span=Span(start=start, end=start + len(quote)), **made
    )


def said_by(*sources: str) -> tuple[Attribution, ...]:
    return tuple(Attribution(source=source, mode="indirect") for source in sources)


def day(number: int) -> When:
    return When(expression="", start=dt.date(2024, 5, number), end=dt.date(2024, 5, number), precision="day")


def evidence(texts: dict[str, str], document: str, quote: str, stance: str, **fields: Any) -> Evidence:
    text = texts[document]
    passage = Passage(id=f"p-{document}", document_id=f"lib-{document}", span=Span(start=0, end=len(text)), text=text)
    start = text.index(quote)
    published = Published(at=dt.datetime(2024, 5, 3), precision="day", zone=None, basis="metadata")
    imprint = Imprint(
        document_id=f"lib-{document}", title=None, publisher=None, url=None, published=published, origin_id=document
    )
    return Evidence.model_validate(
        {
            "passage": passage,
            "imprint": imprint,
            "snippet_span": Span(start=start, end=start + len(quote)),
            "stance": stance,
            "origin_id": document,
            "rationale": "",
            **fields,
        }
    )


def verdict(claim_id: str, label: str | None, *items: Evidence, **fields: Any) -> Verdict:
    made = {"reason": None if label else "silent", "said": None, "rationale": "", "evidence": items, **fields}
    return Verdict.model_validate({"claim_id": claim_id, "label": label, **made})


def item(event: gold.Event, findings: list[Finding], **hits: tuple[Placed, ...]) -> Item:
    usage = Usage(
        stages=(
            StageUsage(stage="extract", calls=2, tokens_in=100, tokens_out=50, cost=0.25),
            StageUsage(stage="retrieve", calls=1),
        )
    )
    report = Report(article=article(event), findings=tuple(findings), usage=usage)
    return Item(report, hits, {f"lib-x1-d0{number}": f"x1-d0{number}" for number in range(1, 5)})


@pytest.fixture
def scored(event: gold.Event, texts: dict[str, str]) -> Score:
    """Three of four gold claims found, one claim too many; one label right of three, the fourth missed."""
    sank = claim(
        event,
        "a",
        "The ferry Teal sank in Lowmarl harbour on 2 May 2024.",
        "The ferry Teal sank in Lowmarl harbour on Thursday night",
        when=day(2),
    )
    saved = claim(
        event,
        "b",
        "Nine people had been saved.",
        "nine people had been saved",
        attribution=said_by("the harbour master"),
    )
    lights = claim(
        event,
        "c",
        "The lights of the Teal were off.",
        "the lights were off",
        attribution=said_by("Una Quill", "Bo Harl"),
        when=day(1),
    )
    extra = claim(event, "d", "Una Quill told the Courier 77 things.", "Una Quill told the Courier")
    support = evidence(texts, "x1-d02", "The ferry Teal lies on the bottom", "supports")
    stranger = evidence(texts, "x1-d03", "The ferry Teal of Otherby", "supports")
    copied = evidence(texts, "x1-d01", "nine people had been saved", "supports")
    planted = evidence(texts, "x1-d04", "Bo Harl, denied that the lights were off", "refutes")
    findings = [
        Finding(claim=sank, verdict=verdict("a", "supported", support, stranger, confidence=0.9, origins=OriginCount(supports=1))),
        Finding(claim=saved, verdict=verdict("b", "supported", copied, confidence=0.7, origins=OriginCount(supports=1))),
        Finding(claim=lights, verdict=verdict("c", "contested", planted, confidence=0.4, said="contested", origins=OriginCount(refutes=1))),
        Finding(claim=extra, verdict=verdict("d", None)),
    ]  # fmt: skip
    hits = {
        "a": (Placed("x1-d03", ALL), Placed("x1-d02", ALL)),
        "b": (Placed("x1-d04", ALL), Placed("x1-d01", ALL)),
        "c": (Placed("x1-d04", ALL),),
    }
    return score(event, item(event, findings, **hits), texts, oracle=False)


def value(scored: Score, name: str) -> float | None:
    return figure(BY_NAME[name], [scored])


def test_pairs_and_what_is_left_over(scored: Score) -> None:
    assert [(row.gold_id, row.claim_id) for row in scored.rows] == [
        ("x1-c01", "a"),
        ("x1-c02", "b"),
        ("x1-c03", None),
        ("x1-c04", "c"),
        (None, "d"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claim_recall", 3 / 4),
        ("claim_precision", 3 / 4),
        ("claim_f1", 3 / 4),
        ("sentence_coverage", 3 / 4),
        ("fabrication", 1 / 4),  # 77
        ("quote_validity", 1.0),
        ("atomicity", 1.0),
        ("speaker", 2 / 3),  # "the harbour master" is not "Una Quill" by name
        ("speaker_of_attributed", 1 / 2),
        ("speaker_alike", 2 / 3),
        ("speaker_inside", 1 / 2),  # both speakers are named in the quote's sentence; one is right
        ("element_coverage", 6 / 7),  # of 2, 2024, Teal, Lowmarl; nine, Teal; Teal: the second claim lost its ferry
        ("chain", 2 / 3),
        ("chain_of_nested", 1.0),
        ("date", 2 / 3),  # the lights have no date
        ("date_of_dated", 1.0),
        ("recall_at_1", 1 / 3),  # only the denial stands first; the deciding words of the others come second or nowhere
        ("recall_at_3", 2 / 3),
        ("origin_recall", 1 / 2),
        ("self_retrieval", 1.0),
        ("strangers_found", 1 / 5),
        ("accuracy", 1 / 3),
        ("label_precision", 1 / 3),
        ("label_coverage", 1.0),
        ("f1_supported", 2 / 3),  # right 1, given 2, wanted 1
        ("f1_contested", 0.0),  # right 0, given 1, wanted 1
        ("macro_f1", (2 / 3 + 0 + 0) / 3),  # nothing paired is an opinion
        ("macro_f1_end_to_end", (2 / 3 + 0 + 0 + 0) / 4),
        ("abstention_recall", 0.0),
        ("said", 1.0),
        ("said_precision", 1.0),
        ("said_recall", 1.0),
        ("citation_precision", 1.0),
        ("evidence_precision", 1 / 4),
        ("origin_count", 1 / 3),
        ("self_support", 1.0),
        ("stranger_support", 1.0),
        ("accuracy_beside_planted", 0.0),
        ("accuracy_elsewhere", 1 / 2),
        ("brier", (0.1**2 + 0.7**2 + 0.4**2) / 3),
        ("ece", (0.1 + 0.7 + 0.4) / 3),
        ("aurc", (0 + 1 / 2 + 2 / 3) / 3),
        ("confident", 1.0),
        ("calls", 2.0),
        ("tokens_in", 100.0),
        ("tokens_out", 50.0),
        ("money", 0.25),
        ("dropped_citations", 0.0),
        ("refused", 0.0),
        ("claims", 4.0),
        ("failed", 0.0),
    ],
)
def test_every_figure_of_the_small_article(scored: Score, name: str, expected: float) -> None:
    assert value(scored, name) == pytest.approx(expected)


def test_ndcg_puts_deciding_words_first(scored: Score) -> None:
    # a: the deciding document comes second, b: not at all, c: its only document comes first
    assert value(scored, "ndcg_at_8") == pytest.approx((0.6309297535714575 + 0 + 1) / 3)


def test_a_claim_that_failed_is_counted_and_not_scored(event: gold.Event, texts: dict[str, str]) -> None:
    made = claim(event, "a", "The ferry Teal sank in Lowmarl harbour on 2 May 2024.", "The ferry Teal sank in Lowmarl harbour on Thursday night")  # fmt: skip
    found = score(event, item(event, [Finding(claim=made, verdict=None, error="server down")]), texts, oracle=False)
    assert found.rows[0].label == "failed"
    assert value(found, "accuracy") is None
    assert value(found, "failed") == 1
    assert value(found, "claim_recall") == 1 / 4
    assert value(found, "origin_count") is None


def test_an_article_that_cannot_be_read_misses_all_its_claims(event: gold.Event) -> None:
    found = unread(event, "x1")
    assert [row.label for row in found.rows] == ["missed"] * 4
    assert value(found, "claim_recall") == 0
    assert value(found, "macro_f1_end_to_end") == 0
    assert value(found, "macro_f1") is None


def test_a_citation_that_is_not_in_its_document_shows(event: gold.Event, texts: dict[str, str]) -> None:
    made = claim(event, "a", "The ferry Teal sank in Lowmarl harbour on 2 May 2024.", "The ferry Teal sank in Lowmarl harbour on Thursday night")  # fmt: skip
    sound = evidence(texts, "x1-d02", "The ferry Teal lies", "supports")
    changed = sound.passage.model_copy(update={"text": sound.passage.text.replace("bottom", "ground")})
    finding = Finding(
        claim=made, verdict=verdict("a", "supported", sound, sound.model_copy(update={"passage": changed}))
    )
    found = score(event, item(event, [finding]), texts, oracle=False)
    assert found.rows[0].cited == (1, 2)


def test_every_metric_has_a_name_of_its_own_a_line_and_nothing_to_say_about_nothing() -> None:
    assert len(BY_NAME) == len(METRICS)
    nothing = Score(article_id="x", event_kind="k", boilerplate=False, rows=())
    for metric in METRICS:
        assert metric.about
        assert figure(metric, []) is None
        assert len(metric.tally(nothing)) == len(metric.tally(nothing))
        assert figure(metric, [nothing]) in (None, 0.0)


def test_a_claim_that_says_two_gold_claims_is_not_atomic(event: gold.Event, texts: dict[str, str]) -> None:
    both = claim(
        event,
        "a",
        "Nine people had been saved and it was a disgrace.",
        "nine people had been saved. “It was a disgrace",
    )
    found = score(event, item(event, [Finding(claim=both, verdict=None, error="x")]), texts, oracle=False)
    assert value(found, "atomicity") == 0


@pytest.mark.parametrize(
    ("one", "other", "same", "alike"),
    [
        ("the Foreign Ministry", "foreign ministry", True, True),
        ("Dr. Una Quill", "Una Quill", True, True),
        ("Quill", "Una Quill", False, True),
        ("Una Quill’s", "Una Quill", True, True),
        ("foreign ministry", "defence ministry", False, False),
        ("Una Quill", "Bo Harl", False, False),
    ],
)
def test_names_that_are_the_same_and_names_that_are_alike(one: str, other: str, same: bool, alike: bool) -> None:
    assert matching.same_source(one, other) is same
    assert matching.alike_source(one, other) is alike
    assert matching.alike_source(other, one) is alike


def test_chains_are_the_same_only_in_order_and_length() -> None:
    wanted = [gold.GoldLink(source="Una Quill", cue=None, mode="indirect"), gold.GoldLink(source="Bo Harl", cue=None, mode="direct")]  # fmt: skip
    assert matching.same_chain(wanted, said_by("Una Quill", "the Bo Harl"))
    assert not matching.same_chain(wanted, said_by("Bo Harl", "Una Quill"))
    assert not matching.same_chain(wanted, said_by("Bo Harl"))
    assert matching.same_chain([], ())


def test_an_unresolved_time_is_no_time() -> None:
    unresolved = When(expression="soon", start=None, end=None, precision=None, unresolved="no date")
    wanted = gold.GoldWhen(start=dt.date(2024, 5, 2), end=dt.date(2024, 5, 2))
    assert matching.same_when(None, unresolved)
    assert matching.same_when(None, None)
    assert not matching.same_when(wanted, unresolved)
    assert not matching.same_when(None, day(2))
    assert matching.same_when(wanted, day(2))
    assert not matching.same_when(wanted, day(3))


def test_content_words_forget_articles_plurals_and_case() -> None:
    assert matching.content_words("The dogs' bowls of the US") == {"dog", "bowl", "us"}
    assert matching.overlap(frozenset("ab"), frozenset("bc")) == 0.5
    assert matching.overlap(frozenset(), frozenset("b")) == 0


def test_rows_know_what_is_scored() -> None:
    row = Row(article_id="x", event_kind="k", boilerplate=False, gold_id="g", claim_id="c", likeness=1.0, label="failed")  # fmt: skip
    assert row.paired and not row.scored
