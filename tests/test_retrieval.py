"""Coverage for a claim: found by words and by meaning, copies apart, few passages of each origin, nothing from after its day."""

import datetime as dt
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from claimcheck.claims import Article, Claim, Published, Span, When, Worthiness, content_id
from claimcheck.errors import ConfigError, IndexMissingError
from claimcheck.evidence import Hit, Retrieved
from claimcheck.index import ChromaIndex, ExactIndex
from claimcheck.ingest import ingest, rebuild, verify
from claimcheck.library import Library
from claimcheck.retrieval import HybridRetriever
from claimcheck.settings import RetrievalSettings
from claimcheck.usage import Meter

DAY = dt.date(2022, 6, 2)
OWN = (
    "The dam above Tarn Hollow was emptied in May because its northern wall let water through. Engineers found the leak "
    "while they were repainting the gauge. The water board expects the repair to take until the autumn."
)
OTHERS = {
    "Valley Tribune": "Anglers found the dam above Tarn Hollow empty in May. A leak in the northern wall was the cause, "
    "the anglers' club wrote to its members.",
    "Orven Courier": "Nobody in Orven was warned when the dam above Tarn Hollow was emptied. The mayor learnt it from "
    "her neighbour, who keeps sheep there.",
    "Hallam Echo": "The boys' choir cancelled its tour of the islands after two of its buses failed an inspection. "
    "Parents had paid for their tickets in January.",
    "Brae Bulletin": "Bakers want to open on Sundays again and put the question to the town council. Nine shops in ten "
    "would open, their guild says.",
}
STORY = "The dam above Tarn Hollow was emptied in May."


class HashingEmbedder:
    """Words hashed into places of a vector: alike where words are shared, the same on every run."""

    dimension = 256

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    @property
    def name(self) -> str:
        return "hashing-256"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.calls.append(list(texts))
        rows = np.full((len(texts), self.dimension), 1e-6, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w{3,}", text.casefold()):
                row[zlib.crc32(word.encode()) % self.dimension] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def article(text: str, publisher: str = "My Paper", day: dt.date | None = DAY) -> Article:
    at = Published(at=dt.datetime.combine(day, dt.time()), precision="day", zone=None, basis="given") if day else None
    identity = content_id("a", text, publisher)
    return Article(id=identity, title=None, text=text, publisher=publisher, published=at, language="en")


def claim(text: str = STORY, when: When | None = None) -> Claim:
    return Claim(
        id=content_id("c", text),
        article_id="a-1",
        text=text,
        quote=text,
        span=Span(start=0, end=len(text)),
        when=when,
        checkable=True,
        worthiness=Worthiness(score=0.5, terms=()),
    )


class Shelf:
    """A library with its index, filled through the real `ingest`."""

    def __init__(self, library: Library) -> None:
        self.library, self.index, self.embedder = library, ExactIndex(), HashingEmbedder()

    def put(self, *articles: Article) -> None:
        ingest(articles, self.library, self.index, self.embedder)

    def retriever(self, **settings: object) -> HybridRetriever:
        chosen = RetrievalSettings(**settings)  # type: ignore[arg-type]
        return HybridRetriever(self.library, self.index, self.embedder, settings=chosen)

    async def find(self, *claims: Claim, own: Article | None = None, **settings: object) -> list[Retrieved]:
        retriever = self.retriever(**settings)
        return await retriever.retrieve(own or article(OWN), claims or [claim()], meter=Meter())


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Library.open(tmp_path / "library.db", passage_chars=120) as library:
        held = Shelf(library)
        held.put(*(article(text, publisher) for publisher, text in OTHERS.items()))
        yield held


def publishers(hits: Sequence[Hit]) -> list[str | None]:
    return [hit.imprint.publisher for hit in hits]


# What is found


async def test_coverage_of_the_matter_comes_first_and_is_numbered(shelf: Shelf) -> None:
    [found] = await shelf.find()
    assert set(publishers(found.hits[:2])) == {"Valley Tribune", "Orven Courier"}
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


async def test_unrelated_coverage_is_left_out(shelf: Shelf) -> None:
    [found] = await shelf.find(claim("Glaciologists measured the ice cap of Svarn."))
    assert found.hits == ()


async def test_passages_are_verbatim_pieces_of_their_documents(shelf: Shelf) -> None:
    [found] = await shelf.find()
    for hit in found.hits:
        document = shelf.library.document(hit.passage.document_id)
        assert document is not None
        assert hit.passage.span.of(document.text) == hit.passage.text


async def test_a_passage_found_by_both_sides_shows_both_scores(shelf: Shelf) -> None:
    [found] = await shelf.find()
    assert {"vector", "lexical"} <= found.hits[0].scores.keys()


async def test_each_claim_has_its_own_answer_from_one_embedding_call(shelf: Shelf) -> None:
    shelf.embedder.calls.clear()
    claims = [claim(), claim("The boys' choir cancelled its tour of the islands.")]
    found = await shelf.find(*claims)
    assert [one.claim_id for one in found] == [one.id for one in claims]
    assert publishers(found[1].hits)[0] == "Hallam Echo"
    assert shelf.embedder.calls == [[one.text for one in claims]]


async def test_without_claims_nothing_is_embedded(shelf: Shelf) -> None:
    shelf.embedder.calls.clear()
    meter = Meter()
    assert await shelf.retriever().retrieve(article(OWN), [], meter=meter) == []
    assert (shelf.embedder.calls, meter.stages) == ([], {})


async def test_the_same_question_has_the_same_answer(shelf: Shelf) -> None:
    assert await shelf.find() == await shelf.find()


async def test_no_more_passages_than_asked_for_are_given(shelf: Shelf) -> None:
    [found] = await shelf.find(passages=1)
    assert len(found.hits) == 1


# Copies and origins


async def test_copies_of_the_article_are_never_evidence_but_kept_apart(shelf: Shelf) -> None:
    shelf.put(*(article(OWN, f"Copyist {number}") for number in range(20)))
    [found] = await shelf.find()
    assert not any("Copyist" in (name or "") for name in publishers(found.hits))
    assert {"Valley Tribune", "Orven Courier"} <= set(publishers(found.hits))
    assert all("Copyist" in (name or "") for name in publishers(found.copies))
    assert [hit.rank for hit in found.copies] == [1, 2, 3]


async def test_where_only_copies_exist_there_are_no_hits(tmp_path: Path) -> None:
    with Library.open(tmp_path / "copies.db") as library:
        shelf = Shelf(library)
        shelf.put(article(OWN, "Copyist"))
        [found] = await shelf.find()
    assert found.hits == ()
    assert publishers(found.copies) == ["Copyist"]


@pytest.mark.parametrize("most", [1, 2])
async def test_one_origin_gives_only_so_many_passages(shelf: Shelf, most: int) -> None:
    long = " ".join(f"The dam above Tarn Hollow was emptied in May, witness number {n} recalled." for n in range(12))
    shelf.put(article(long, "Talkative Times"), article(long + " So it was.", "Talkative Times North"))
    [found] = await shelf.find(per_origin=most)
    origins = [hit.imprint.origin_id for hit in found.hits]
    assert max(origins.count(origin) for origin in origins) == most
    assert "Valley Tribune" in publishers(found.hits)


async def test_words_that_two_origins_share_are_given_once(shelf: Shelf) -> None:
    for number, text in enumerate((OTHERS["Hallam Echo"], OTHERS["Brae Bulletin"])):
        shelf.put(article(f"{text} {text.upper()} And besides: number {number}.\n{STORY}", f"Digest {number}"))
    [found] = await shelf.find()
    assert [hit.passage.text for hit in found.hits].count(STORY) <= 1


# Time


async def test_coverage_from_after_the_day_asked_for_is_left_out(shelf: Shelf) -> None:
    shelf.put(
        article("The dam above Tarn Hollow was never emptied, its keeper now claims.", "Late News", dt.date(2022, 7, 1))
    )
    [later] = await shelf.find(as_of="2022-07-01")
    [before] = await shelf.find(as_of="2022-06-30")
    assert "Late News" in publishers(later.hits)
    assert "Late News" not in publishers(before.hits)
    assert "Valley Tribune" in publishers(before.hits)


async def test_coverage_without_a_date_is_left_out_where_a_day_is_asked_for(shelf: Shelf) -> None:
    shelf.put(article("The dam above Tarn Hollow had been emptied by hand, says a poem.", "Undated", None))
    assert "Undated" in publishers((await shelf.find())[0].hits)
    assert "Undated" not in publishers((await shelf.find(as_of="2030-01-01"))[0].hits)


async def test_a_window_reaches_around_the_claims_own_time(shelf: Shelf) -> None:
    shelf.put(
        article("The dam above Tarn Hollow was also emptied in the drought of 1976.", "Archive", dt.date(1976, 8, 1))
    )
    past = When(expression="1976", start=dt.date(1976, 7, 20), end=dt.date(1976, 8, 20), precision="range")
    own = article(OWN, day=dt.date(2022, 6, 2))
    [near] = await shelf.find(own=own, window_days=30)
    [then] = await shelf.find(claim(when=past), own=own, window_days=30)
    assert "Archive" not in publishers(near.hits)
    assert "Archive" in publishers(then.hits)


async def test_a_day_that_is_none_is_a_clear_error(shelf: Shelf) -> None:
    with pytest.raises(ConfigError, match=r"retrieval\.as_of: 'soon' is no day; write it as 2021-03-23"):
        await shelf.find(as_of="soon")


# Searching by hand, and the store behind


def test_a_search_by_hand_finds_and_numbers_as_many_as_asked_for(shelf: Shelf) -> None:
    hits = shelf.retriever().search("dam above Tarn Hollow", k=2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert set(publishers(hits)) <= {"Valley Tribune", "Orven Courier"}


async def test_an_index_that_was_never_filled_is_an_error_and_no_empty_result(shelf: Shelf, tmp_path: Path) -> None:
    empty = ChromaIndex.in_folder(tmp_path / "index", embedder=shelf.embedder.name, dimension=shelf.embedder.dimension)
    retriever = HybridRetriever(shelf.library, empty, shelf.embedder, settings=RetrievalSettings())
    with pytest.raises(IndexMissingError, match="the index is empty"):
        await retriever.retrieve(article(OWN), [claim()], meter=Meter())
    empty.close()


async def test_chroma_and_the_exact_index_give_the_same_coverage(shelf: Shelf, tmp_path: Path) -> None:
    chroma = ChromaIndex.in_folder(tmp_path / "index", embedder=shelf.embedder.name, dimension=shelf.embedder.dimension)
    rebuild(shelf.library, chroma, shelf.embedder)
    retriever = HybridRetriever(shelf.library, chroma, shelf.embedder, settings=RetrievalSettings())
    [found] = await retriever.retrieve(article(OWN), [claim()], meter=Meter())
    [exact] = await shelf.find()
    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in exact.hits]
    chroma.close()


def test_ingesting_the_same_again_adds_and_embeds_nothing(shelf: Shelf) -> None:
    shelf.embedder.calls.clear()
    again = ingest([article(text, name) for name, text in OTHERS.items()], shelf.library, shelf.index, shelf.embedder)
    assert (again.added, again.known, again.passages) == (0, len(OTHERS), 0)
    assert shelf.embedder.calls == []


def test_an_index_that_lost_vectors_is_noticed_and_made_anew_without_embedding(shelf: Shelf) -> None:
    assert verify(shelf.library, shelf.index, shelf.embedder).sound
    lost = list(shelf.index.ids())[:2]
    shelf.index.delete(lost)
    assert verify(shelf.library, shelf.index, shelf.embedder).missing == 2
    shelf.embedder.calls.clear()
    rebuild(shelf.library, shelf.index, shelf.embedder)
    assert verify(shelf.library, shelf.index, shelf.embedder).sound
    assert shelf.embedder.calls == []


def test_the_digest_follows_the_library(shelf: Shelf) -> None:
    before = shelf.retriever().digest()
    shelf.put(article("A new ferry was named after the poet Isa Quill at Pellow Quay.", "Quay News"))
    assert shelf.retriever().digest() != before


# What else than the claim's words counts


TALKS = "Ministers met in the capital for talks about grain prices."
FIRST = "In the capital ministers met for talks about grain prices; farmers blocked both bridges."
SECOND = "Grain prices were what the talks of the ministers in the capital were about, their spokesman told us."


async def scores(shelf: Shelf, words: str, own: Article | None = None, **settings: object) -> dict[str | None, float]:
    [found] = await shelf.find(claim(words), own=own, **settings)
    return {hit.imprint.publisher: hit.score for hit in found.hits}


async def test_coverage_of_the_claims_days_is_raised_above_that_of_another_year(shelf: Shelf) -> None:
    year_before = DAY - dt.timedelta(days=400)
    shelf.put(article(FIRST, "Old Almanac", year_before), article(SECOND, "Daily Ledger"))
    plain, raised = await scores(shelf, TALKS, nearness=0), await scores(shelf, TALKS, nearness=2)
    assert raised["Daily Ledger"] == pytest.approx(3 * plain["Daily Ledger"])
    assert raised["Old Almanac"] == pytest.approx((1 + 2 * 14 / 400) * plain["Old Almanac"])


async def test_the_time_a_claim_speaks_of_counts_like_the_day_of_print(shelf: Shelf) -> None:
    before = DAY - dt.timedelta(days=400)
    shelf.put(article(FIRST, "Old Almanac", before))
    when = When(expression="then", start=before, end=before, precision="day")
    [plain] = await shelf.find(claim(TALKS, when), nearness=0)
    [raised] = await shelf.find(claim(TALKS, when), nearness=2)
    assert raised.hits[0].score == pytest.approx(3 * plain.hits[0].score)


async def test_a_report_of_two_weeks_after_counts_as_much_as_one_of_the_day(shelf: Shelf) -> None:
    shelf.put(article(FIRST, "Weekly Ledger", DAY + dt.timedelta(days=14)), article(SECOND, "Daily Ledger"))
    plain, raised = await scores(shelf, TALKS, nearness=0), await scores(shelf, TALKS, nearness=2)
    for publisher in ("Weekly Ledger", "Daily Ledger"):
        assert raised[publisher] == pytest.approx(3 * plain[publisher])


async def test_undated_coverage_is_raised_by_half(shelf: Shelf) -> None:
    shelf.put(article(FIRST, "Undated", None))
    plain, raised = await scores(shelf, TALKS, nearness=0), await scores(shelf, TALKS, nearness=2)
    assert raised["Undated"] == pytest.approx(2 * plain["Undated"])


async def test_the_headline_raises_what_is_about_its_event(shelf: Shelf) -> None:
    words = "The talks collapsed overnight."
    shelf.put(
        article("Talks collapsed overnight at the brewery of Tollen.", "Brewers' Post"),
        article("The talks collapsed overnight in the grain dispute of Merrowdale.", "Grain Post"),
    )
    own = article(OWN).model_copy(update={"title": "Grain dispute of Merrowdale: no accord in sight"})
    alone, wide = await scores(shelf, words, own, headline=0), await scores(shelf, words, own, headline=1)
    assert wide["Grain Post"] / alone["Grain Post"] > wide["Brewers' Post"] / alone["Brewers' Post"] > 1


async def test_the_headline_alone_makes_nothing_related(shelf: Shelf) -> None:
    own = article(OWN).model_copy(update={"title": STORY})
    [found] = await shelf.find(claim("Glaciologists measured the ice cap of Svarn."), own=own, headline=1)
    assert found.hits == ()
