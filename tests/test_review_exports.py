"""What leaves the queue: ClaimReview, CSV, JSONL, reports and gold sets, each held to what its readers demand."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import ADA, BEN, JUDGE, Clock, claims, says
from hypothesis import given
from hypothesis import strategies as st
from reports import EVIL, hostile, sample

from claimcheck.claims import Document, Span
from claimcheck.errors import ConfigError, ReviewError
from claimcheck.evaluation.gold import load
from claimcheck.rendering.markdown import as_markdown
from claimcheck.rendering.page import as_page
from claimcheck.review import Corrections, Desk, EvidenceCorrection, View, everything, owner
from claimcheck.review.claimreview import as_claimreview, problems, rating
from claimcheck.review.dossier import as_line, parsed
from claimcheck.review.gold import write_gold
from claimcheck.review.settled import Settled, reports
from claimcheck.review.spreadsheet import COLUMNS, as_csv, safe
from claimcheck.settings import RatingSettings, ReviewSettings

PUBLISHED = ReviewSettings(
    organisation="Marl Fact Desk",
    organisation_url="https://desk.example",
    review_url="https://desk.example/reviews/{id}",
)
OWNER = owner("olga")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The whole sample, with every claim decided as the machine had it, and the first one corrected."""
    with Desk.open(tmp_path / "library.db", PUBLISHED, clock=Clock()) as opened:
        opened.enqueue(sample(), policy=everything)
        for one in sample().findings:
            assert one.verdict
            opened.decide(one.claim.id, ADA, says(one.verdict.label, f"note on {one.claim.id}"))
        yield opened


def settled(desk: Desk, text: str = "done") -> dict[str, Settled]:
    return {one.id: one for one in desk.settled(desk.view(text), actor=OWNER)}


# ClaimReview


def test_every_settled_claim_makes_a_valid_claimreview(desk: Desk) -> None:
    made = [as_claimreview(one, PUBLISHED) for one in settled(desk).values()]
    assert len(made) == len(sample().findings)
    for tree in made:
        assert [problem for problem in problems(tree) if problem.level == "required"] == []
        assert json.loads(json.dumps(tree)) == tree


def test_a_claimreview_names_claimant_rating_and_where_the_claim_stood(desk: Desk) -> None:
    tree = as_claimreview(settled(desk)["sample-c04"], PUBLISHED)
    assert tree["url"] == "https://desk.example/reviews/sample-c04"
    assert tree["author"] == {"@type": "Organization", "name": "Marl Fact Desk", "url": "https://desk.example"}
    assert tree["reviewRating"] == {
        "@type": "Rating", "alternateName": "Contested by independent coverage", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip
    assert tree["itemReviewed"]["author"] == {"@type": "Organization", "name": "Marl Canal Trust"}
    person = as_claimreview(settled(desk)["sample-c08"], PUBLISHED)["itemReviewed"]["author"]
    assert (person["@type"], person["name"]) == ("Person", "Wystan Hale")
    assert tree["itemReviewed"]["datePublished"].startswith("2024-10-09")
    assert (tree["datePublished"], tree["reviewBody"]) == ("2026-03-02", "note on sample-c04")


def test_without_an_address_there_is_no_claimreview(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=r"review\.review_url"):
        as_claimreview(settled(desk)["sample-c04"], ReviewSettings())


def test_an_opinion_is_rated_in_words_alone_and_words_are_a_setting() -> None:
    assert rating("opinion", RatingSettings()) == {"@type": "Rating", "alternateName": "Opinion"}
    assert (
        rating("contested", RatingSettings(contested="Umstritten", contested_value=2))["alternateName"] == "Umstritten"
    )


VALID: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The dam was emptied.",
    "url": "https://desk.example/1",
    "author": {"@type": "Organization", "name": "Desk", "url": "https://desk.example"},
    "reviewRating": {"@type": "Rating", "alternateName": "True", "ratingValue": 5, "bestRating": 5, "worstRating": 1},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Odo Renner"},
        "datePublished": "2026-03-01",
        "appearance": {"@type": "NewsArticle", "url": "https://gazette.example/1"},
    },
}


def test_a_whole_review_has_no_problem() -> None:
    assert problems(VALID) == []


@pytest.mark.parametrize(
    ("field", "value", "level"),
    [
        ("claimReviewed", "", "required"),
        ("claimReviewed", None, "required"),
        ("claimReviewed", "x" * 76, "recommended"),
        ("url", "desk.example/1", "required"),
        ("url", "javascript:alert(1)", "required"),
        ("@type", "Review", "required"),
        ("@context", "https://example.org", "required"),
        ("reviewRating", None, "required"),
        ("reviewRating.alternateName", " ", "required"),
        ("reviewRating.ratingValue", 6, "required"),
        ("reviewRating.ratingValue", "five", "required"),
        ("reviewRating.bestRating", 1, "required"),
        ("reviewRating.ratingValue", None, "recommended"),
        ("author.name", None, "recommended"),
        ("author.url", None, "recommended"),
        ("itemReviewed", None, "recommended"),
        ("itemReviewed.author", None, "recommended"),
        ("itemReviewed.author.name", "", "recommended"),
        ("itemReviewed.datePublished", None, "recommended"),
        ("itemReviewed.appearance", None, "recommended"),
    ],
)
def test_each_missing_or_wrong_property_is_named_with_its_level(field: str, value: object, level: str) -> None:
    tree = json.loads(json.dumps(VALID))
    *path, leaf = field.split(".")
    place = tree
    for part in path:
        place = place[part]
    if value is None:
        del place[leaf]
    else:
        place[leaf] = value
    assert {problem.level for problem in problems(tree)} == {level}
    assert any(
        field in (problem.field, problem.field.replace(".ratingValue", ".bestRating")) for problem in problems(tree)
    )


def test_what_is_no_object_is_no_review() -> None:
    assert problems([VALID])[0].level == "required"


# CSV


@given(st.text())
def test_no_cell_can_be_taken_for_a_formula(text: str) -> None:
    assert safe(text).lstrip()[:1] not in tuple("=+-@|%\t\r")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "＝1", "%0a=1", "|cmd"])
def test_cells_that_would_run_get_an_apostrophe(text: str) -> None:
    assert safe(text).startswith("'")


def test_plain_cells_are_left_as_they_are() -> None:
    assert safe("Fees rose by 7 percent (=EUR 3).") == "Fees rose by 7 percent (=EUR 3)."


def test_the_table_has_a_row_for_each_claim_and_its_columns(desk: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(settled(desk).values()))))
    assert tuple(rows[0]) == COLUMNS
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(sample().findings)
    row = by_id["sample-c04"]
    assert (row["label"], row["note"], row["reviewers"]) == ("contested", "note on sample-c04", "ada")
    assert int(row["refuting_origins"]) == settled(desk)["sample-c04"].origins.refutes > 0


def test_an_unsettled_claim_has_no_label_in_the_table(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "library.db") as desk:
        desk.enqueue(claims(1))
        (row,) = csv.DictReader(io.StringIO(as_csv(desk.settled(actor=OWNER))))
    assert (row["state"], row["label"], row["machine_label"]) == ("open", "", "unverified")


# Corrections


def test_what_was_corrected_is_published_and_the_machines_version_stays(desk: Desk) -> None:
    machine = desk.item("sample-c05", actor=ADA)
    passage = machine.evidence[0].passage
    put_right = Corrections(
        text="Some 27 million litres drained away.",
        span=Span(start=0, end=9),
        attribution=(),
        evidence=(
            EvidenceCorrection(
                passage_id=passage.id, stance="supports", voice_kind="outlet", snippet_span=Span(start=0, end=12)
            ),
        ),
    )
    desk.adjudicate("sample-c05", JUDGE, says("supported", "gauge read", corrections=put_right))
    one = settled(desk)["sample-c05"]
    assert (one.claim.text, one.claim.quote, one.claim.attribution) == (put_right.text, one.article.text[:9], ())
    assert (one.label, one.origins.supports) == ("supported", 1)
    assert next(item for item in one.evidence if item.passage.id == passage.id).snippet == passage.text[:12]
    assert desk.item("sample-c05", actor=ADA).claim == machine.claim
    assert one.machine == machine.verdict


def test_a_passage_that_was_removed_counts_no_more(desk: Desk) -> None:
    before = settled(desk)["sample-c04"]
    refuting = [item.passage.id for item in before.evidence if item.stance == "refutes"]
    put_right = Corrections(evidence=tuple(EvidenceCorrection(passage_id=one, removed=True) for one in refuting))
    desk.adjudicate("sample-c04", JUDGE, says(None, "another lock", corrections=put_right))
    after = settled(desk)["sample-c04"]
    assert before.origins.refutes > 0 == after.origins.refutes
    assert after.reason is not None


# Reports


def test_markdown_and_html_hold_labels_notes_and_quotes_and_no_markup_of_others(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "library.db") as desk:
        desk.enqueue(hostile(), policy=everything)
        for one in hostile().findings:
            desk.decide(one.claim.id, ADA, says("contested", EVIL))
        made = reports(desk.settled(desk.view("done"), actor=OWNER))
    page, markdown = as_page(made), as_markdown(made)
    assert page.count('data-standing="contested"') == len(hostile().findings)
    assert "<script>alert" not in page
    assert re.search(r"(?<!\\)<script", markdown) is None
    assert "Decided by a reviewer" in markdown


def test_a_claim_that_is_not_settled_is_not_published(desk: Desk) -> None:
    desk.undo("sample-c04", ADA)
    published = {f.claim.id for one in reports(desk.settled(actor=OWNER)) for f in one.findings}
    assert "sample-c05" in published
    assert "sample-c04" not in published


# JSONL


def test_all_dossiers_restore_the_queue_hash_for_hash(desk: Desk, tmp_path: Path) -> None:
    desk.undo("sample-c04", ADA)
    desk.note("sample-c04", BEN, "look at the gauge again")
    desk.enqueue(hostile())
    desk.rule(OWNER, {"min_reviews": 3})
    lines = [as_line(one) for one in desk.dossiers(actor=OWNER)]
    with Desk.open(tmp_path / "other.db", PUBLISHED, clock=Clock()) as other:
        assert other.restore(list(parsed(lines))) == len(lines) - 1 == desk.audit().items
        assert other.settings.min_reviews == 3
        assert other.audit() == desk.audit()
        assert other.audit().sound
        assert other.items(actor=OWNER, size=100) == desk.items(actor=OWNER, size=100)
        assert [as_line(one) for one in other.dossiers(actor=OWNER)] == lines
        assert other.next(BEN) is not None


def test_a_part_of_a_queue_can_be_read_but_not_restored(desk: Desk, tmp_path: Path) -> None:
    found = list(parsed(as_line(one) for one in desk.dossiers(View(words=("paddles",)), actor=OWNER)))
    assert found
    with Desk.open(tmp_path / "other.db") as other, pytest.raises(ReviewError, match="no whole queue"):
        other.restore(found)


def test_a_dossier_that_was_changed_is_refused(desk: Desk, tmp_path: Path) -> None:
    lines = [as_line(one) for one in desk.dossiers(actor=OWNER)]
    with Desk.open(tmp_path / "other.db") as other:
        with pytest.raises(ReviewError, match="does not fit its content"):
            other.restore(list(parsed(line.replace("note on sample-c04", "nothing") for line in lines)))
        with pytest.raises(ReviewError, match="does not fit its digest"):
            other.restore(list(parsed(line.replace("Pellbridge Packet", "Another Packet") for line in lines)))
        assert other.audit().events == 0


def test_a_queue_is_restored_into_an_empty_one_only(desk: Desk) -> None:
    with pytest.raises(ReviewError, match="not empty"):
        desk.restore(list(desk.dossiers(actor=OWNER)))


def test_a_line_that_is_no_dossier_is_named() -> None:
    with pytest.raises(ReviewError, match="line 2"):
        list(parsed(["\n", '{"item_id": 3}']))


# Gold


def nowhere(document_id: str) -> Document | None:
    return None


def test_settled_claims_make_a_gold_set_that_can_be_measured_with(desk: Desk, tmp_path: Path) -> None:
    done = write_gold(settled(desk).values(), tmp_path / "gold", nowhere, split="dev")
    gold = load(tmp_path / "gold")
    assert done.claims == sum(len(event.claims) for event in gold.events) > 15
    assert done.claims + len(done.left_out) == len(sample().findings)
    assert done.excerpts == done.documents > 0
    assert {event.about.split for event in gold.events} == {"dev"}


def test_a_label_that_does_not_follow_from_the_evidence_is_left_out_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    desk.adjudicate("sample-c05", JUDGE, says("supported", "I was there"))
    desk.undo("sample-c04", ADA)
    done = write_gold(settled(desk, "all").values(), tmp_path / "gold", nowhere, split="test")
    assert "supported, but the marked passages give 0" in done.left_out["sample-c05"]
    assert done.left_out["sample-c04"] == "not settled: open"
    assert "sample-c05" not in {claim.id for event in load(tmp_path / "gold").events for claim in event.claims}


def test_an_article_without_coverage_stands_beside_one_that_has_some(desk: Desk, tmp_path: Path) -> None:
    desk.enqueue(claims(1))
    desk.decide("c-0", ADA, says(None, reason="no-coverage"))
    done = write_gold(settled(desk).values(), tmp_path / "gold", nowhere, split="dev")
    assert done.articles == 2
    assert "c-0" in {claim.id for event in load(tmp_path / "gold").events for claim in event.claims}


def test_a_gold_set_needs_evidence_and_an_empty_folder(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "library.db") as desk:
        desk.enqueue(claims(1))
        with pytest.raises(ReviewError, match="no settled claim has evidence"):
            write_gold(desk.settled(actor=OWNER), tmp_path / "gold", nowhere, split="dev")
        with pytest.raises(ReviewError, match="is not empty"):
            write_gold(desk.settled(actor=OWNER), tmp_path, nowhere, split="dev")
