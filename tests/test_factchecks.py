"""Published fact checks: read from what desks and search engines publish, and speaking only of the claim they reviewed."""

import json
from pathlib import Path
from typing import Any

import pytest
from desks import article, finding
from reports import PROVENANCE

from claimcheck.claims import Article, Claim, Extraction
from claimcheck.evidence import Evidence, Hit, Policy, Provenance, Retrieved
from claimcheck.factchecks import article_of, read_each, reviews, stance_of, weighed
from claimcheck.library import Library
from claimcheck.pipeline import Ask, Run, Stages, Weighing
from claimcheck.reading import Unread
from claimcheck.rendering.wording import stance

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "Nine million litres of water were lost at Tarn Hollow.",
    "url": "https://marlcheck.example/9",
    "datePublished": "2026-03-02",
    "author": {"@type": "Organization", "name": "Marl Check"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1, "bestRating": 5, "worstRating": 1},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Odo Renner"}},
}
ANSWER: dict[str, Any] = {
    "claims": [
        {
            "text": "Nine million litres of water were lost at Tarn Hollow.",
            "claimant": "Odo Renner",
            "claimDate": "2026-03-01T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "Marl Check", "site": "marlcheck.example"},
                    "url": "https://marlcheck.example/9",
                    "title": "How much water was lost?",
                    "reviewDate": "2026-03-02T10:00:00Z",
                    "textualRating": "Mostly false",
                    "languageCode": "en",
                },
                {
                    "publisher": {"site": "othercheck.example"},
                    "url": "https://othercheck.example/1",
                    "textualRating": "True",
                },
            ],
        }
    ],
    "nextPageToken": "x",
}


def read(path: Path) -> list[Article]:
    found = list(read_each(str(path)))
    assert not [one for one in found if isinstance(one, Unread)]
    return [one for one in found if isinstance(one, Article)]


def test_a_claimreview_becomes_a_document_of_its_own_kind() -> None:
    made = article_of(REVIEW)
    assert made.fact_check
    assert made.fact_check.model_dump() == {
        "claim": REVIEW["claimReviewed"], "claimant": "Odo Renner", "rating": "False", "stance": "refutes",
    }  # fmt: skip
    assert (made.publisher, made.url) == ("Marl Check", "https://marlcheck.example/9")
    assert made.published
    assert str(made.published.day) == "2026-03-02"
    assert "Marl Check rates this: False." in made.text
    assert REVIEW["claimReviewed"] in made.text


def test_an_answer_of_the_fact_check_tools_api_gives_a_document_for_each_review(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(ANSWER))
    first, second = read(path)
    assert first.fact_check
    assert second.fact_check
    assert (first.title, first.publisher, first.fact_check.rating) == (
        "How much water was lost?",
        "Marl Check",
        "Mostly false",
    )
    assert (second.publisher, second.fact_check.stance, second.published) == ("othercheck.example", "supports", None)
    assert first.fact_check.claimant == "Odo Renner"


@pytest.mark.parametrize(
    "tree",
    [
        REVIEW,
        [REVIEW],
        {"@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "NewsArticle", "review": REVIEW},
        REVIEW | {"@type": ["Review", "ClaimReview"]},
    ],
)
def test_a_review_is_found_however_deep_it_stands(tree: Any) -> None:
    assert [one["claimReviewed"] for one in reviews(tree)] == [REVIEW["claimReviewed"]]


def test_pages_json_lines_and_folders_are_read(tmp_path: Path) -> None:
    block = json.dumps(REVIEW)
    (tmp_path / "page.html").write_text(
        f"<!doctype html><script type='application/ld+json'>not json</script><script type=\"application/ld+json\">{block}</script>"
    )
    (tmp_path / "more.jsonl").write_text(f"{block}\n{block}\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert len(read(tmp_path)) == 3


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "holds no fact check"),
        ("{", "is no JSON"),
        (json.dumps(REVIEW | {"claimReviewed": " "}), "which claim"),
        (json.dumps(REVIEW | {"reviewRating": None}), "no rating"),
    ],
)
def test_what_is_no_fact_check_is_named_with_the_reason(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    (one,) = read_each(str(path))
    assert isinstance(one, Unread)
    assert what in str(one.error)


def test_a_file_that_is_not_there_is_named() -> None:
    (one,) = read_each("nowhere.json")
    assert isinstance(one, Unread)
    assert "nowhere.json" in str(one.error)


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        ({"alternateName": "False"}, "refutes"),
        ({"alternateName": " PANTS ON FIRE! "}, "refutes"),
        ({"alternateName": "Correct."}, "supports"),
        ({"alternateName": "Mostly false"}, "qualifies"),
        ({"alternateName": "Half true"}, "qualifies"),
        ({"alternateName": "Not false"}, "qualifies"),
        ({"alternateName": "Contested by independent coverage", "ratingValue": 1, "bestRating": 5, "worstRating": 1}, "refutes"),
        ({"alternateName": "Wahr", "ratingValue": "5", "bestRating": "5", "worstRating": "1"}, "supports"),
        ({"alternateName": "Teils", "ratingValue": 3, "bestRating": 5, "worstRating": 1}, "qualifies"),
        ({"alternateName": "Odd", "ratingValue": 1, "bestRating": 1, "worstRating": 1}, "qualifies"),
        ({"alternateName": "Odd", "ratingValue": 5}, "qualifies"),
        ({}, "qualifies"),
    ],
)  # fmt: skip
def test_only_a_plain_rating_settles_anything(rating: dict[str, Any], expected: str) -> None:
    assert stance_of(rating) == expected


# As evidence


def hit(tmp_path: Path, review: dict[str, Any] = REVIEW) -> Hit:
    """The fact check's passage as a library gives it back."""
    with Library.open(tmp_path / "library.db") as library:
        added = library.add([article_of(review)])
        (passage,) = library.passages_of(added.added)
        imprint = library.imprints(added.added)[passage.document_id]
    return Hit(passage=passage, imprint=imprint, score=1.0, rank=1)


def claim(text: str) -> Claim:
    return finding("c-1", text, article=article()).claim


def test_a_library_keeps_what_a_fact_check_found(tmp_path: Path) -> None:
    assert hit(tmp_path).imprint.fact_check == article_of(REVIEW).fact_check


def test_a_fact_check_of_the_claim_speaks_by_its_rating_and_is_shown_as_one(tmp_path: Path) -> None:
    item = weighed(claim("Nine million litres of water had been lost at Tarn Hollow."), hit(tmp_path))
    assert (item.stance, item.snippet) == ("refutes", "rates this: False.")
    assert stance(item) == "fact check, refutes"


@pytest.mark.parametrize(
    "text",
    [
        "Eleven million litres of water were lost at Tarn Hollow.",
        "Nine million litres of water were not lost at Tarn Hollow.",
        "Nine million litres of water were lost at Brae.",
        "The dam at Tarn Hollow was emptied in May.",
    ],
)
def test_a_fact_check_of_another_claim_is_silent(tmp_path: Path, text: str) -> None:
    item = weighed(claim(text), hit(tmp_path))
    assert (item.stance, item.snippet, item.on_topic) == ("silent", None, False)


class OneClaim:
    """An engine that finds one claim and must never be given a fact check to weigh."""

    name = "offline"

    def __init__(self, found: Claim) -> None:
        self.found = found
        self.asked: list[Ask] = []

    async def extract(self, article: Article, *, meter: object) -> Extraction:
        return Extraction(claims=(self.found,))

    async def weigh(self, article: Article, asks: Any, *, meter: object, push: Any) -> None:
        self.asked += asks
        for ask in asks:
            push(Weighing(ask.claim.id, tuple(_silent(one) for one in ask.hits)))

    def provenance(self) -> Provenance:
        return PROVENANCE


def _silent(one: Hit) -> Evidence:
    return Evidence(
        passage=one.passage, imprint=one.imprint, snippet_span=None, stance="silent", origin_id=one.imprint.origin_id, rationale="-"
    )  # fmt: skip


class Gives:
    """A retriever with one answer."""

    def __init__(self, *hits: Hit) -> None:
        self.hits = hits

    async def retrieve(self, article: Article, claims: Any, *, meter: object) -> list[Retrieved]:
        return [Retrieved(claim_id=one.id, hits=self.hits) for one in claims]

    def digest(self) -> str:
        return "-"


async def test_a_check_contests_a_claim_that_a_fact_check_found_false_without_asking_the_engine(tmp_path: Path) -> None:
    engine = OneClaim(claim("Nine million litres of water were lost at Tarn Hollow."))
    stages = Stages(engine=engine, retriever=Gives(hit(tmp_path)), policy=Policy(), provenance=PROVENANCE)
    report = await Run(article(), stages).finish()
    (one,) = report.findings
    assert one.verdict
    assert (one.verdict.label, one.verdict.origins.refutes) == ("contested", 1)
    assert engine.asked == []
