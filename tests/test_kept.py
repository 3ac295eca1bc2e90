"""A recording keeps which passages each claim met, so that a replay weighs those, whatever the search finds by then."""

import asyncio
import json
from pathlib import Path

import pytest

from claimcheck.claims import Article, Claim, Span, Worthiness
from claimcheck.errors import ConfigError, IndexMissingError
from claimcheck.evidence import Hit, Imprint, Passage, Retrieved
from claimcheck.kept import FILE_NAME, KeepingRetriever, KeptRetriever
from claimcheck.library import Library
from claimcheck.usage import Meter

TEXT = "The old mill by the lake was closed in May after its owner had died in a fire that spring."


def article(text: str, name: str = "Post") -> Article:
    return Article(
        id=f"a-{name}", title=None, text=text, publisher=name, url=None, published=None, language="en", dropped=()
    )


def claim(number: int) -> Claim:
    return Claim(
        id=f"c-{number}", article_id="a", text=f"Claim {number}.", quote="x", span=Span(start=0, end=1), attribution=(),
        checkable=True, worthiness=Worthiness(score=0.5, terms=()),
    )  # fmt: skip


class Inner:
    """Finds what it is told to find."""

    def __init__(self, hits: tuple[Hit, ...]) -> None:
        self.hits = hits

    async def retrieve(self, article: Article, claims: list[Claim], *, meter: Meter) -> list[Retrieved]:
        return [Retrieved(claim_id=one.id, hits=self.hits, copies=self.hits[:1]) for one in claims]

    def digest(self) -> str:
        return "inner"


def hit(passage: Passage) -> Hit:
    imprint = Imprint(
        document_id=passage.document_id, title=None, publisher=None, url=None, published=None, origin_id="o"
    )
    return Hit(passage=passage, imprint=imprint, score=1.0, rank=1)


def kept(library: Library, folder: Path, *claims: Claim) -> list[Retrieved]:
    return asyncio.run(KeptRetriever(library, folder).retrieve(article("x"), claims, meter=Meter()))


def keep(inner: Inner, folder: Path, *claims: Claim) -> None:
    asyncio.run(KeepingRetriever(inner, folder).retrieve(article("x"), list(claims), meter=Meter()))  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library.open(tmp_path / "library.db")
    made.add(
        [article(TEXT), article("A chess club met on Monday in the hall behind the church and drew two games.", "Echo")]
    )
    return made


def passages(library: Library) -> list[Passage]:
    return library.passages_of([document.id for document in library.documents()])


def test_what_was_found_is_given_again_in_its_order(library: Library, tmp_path: Path) -> None:
    two = passages(library)[::-1]
    keep(Inner(tuple(map(hit, two))), tmp_path, claim(1))
    [again] = kept(library, tmp_path, claim(1))
    assert [(one.passage, one.rank) for one in again.hits] == [(two[0], 1), (two[1], 2)]
    assert [one.passage for one in again.copies] == two[:1]
    assert again.hits[0].imprint.publisher in ("Post", "Echo")


def test_a_claim_that_is_kept_already_is_not_kept_twice(library: Library, tmp_path: Path) -> None:
    first, second = passages(library)
    keep(Inner((hit(first),)), tmp_path, claim(1))
    keep(Inner((hit(second),)), tmp_path, claim(1), claim(2))
    rows = [json.loads(line) for line in (tmp_path / FILE_NAME).read_text().splitlines()]
    assert len({row["key"] for row in rows}) == len(rows) == 2
    assert rows[0]["hits"] == [first.id]


def test_an_unknown_claim_and_a_missing_passage_are_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=FILE_NAME):
        kept(library, tmp_path, claim(1))
    ghost = passages(library)[0].model_copy(update={"id": "p-gone"})
    keep(Inner((hit(ghost),)), tmp_path, claim(1))
    with pytest.raises(ConfigError, match="Claim 2"):
        kept(library, tmp_path, claim(2))
    with pytest.raises(IndexMissingError, match="p-gone"):
        kept(library, tmp_path, claim(1))


def test_a_line_that_a_kill_broke_off_is_passed_over(library: Library, tmp_path: Path) -> None:
    keep(Inner(()), tmp_path, claim(1))
    with (tmp_path / FILE_NAME).open("a") as file:
        file.write('{"key": "k-')
    keep(Inner(()), tmp_path, claim(2))
    assert [one.hits for one in kept(library, tmp_path, claim(1), claim(2))] == [(), ()]


def test_ids_do_not_matter_but_words_and_speakers_do(library: Library, tmp_path: Path) -> None:
    keep(Inner(()), tmp_path, claim(1))
    assert kept(library, tmp_path, claim(1).model_copy(update={"id": "other"}))
    with pytest.raises(ConfigError):
        kept(library, tmp_path, claim(1).model_copy(update={"text": "Another."}))
