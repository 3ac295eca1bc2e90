"""The library of record: idempotent, searchable by any words, and steady about which documents are one origin."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimcheck.claims import Article, Published, content_id
from claimcheck.errors import DamagedStoreError, StoreError
from claimcheck.library import Filters, Library, passages_of

DAM = (
    "The dam above Tarn Hollow was emptied in May because its northern wall let water through. Engineers found the leak "
    "while they were repainting the gauge. The water board expects the repair to take until the autumn. Farmers below the "
    "dam say they were told a week too late."
)
CHOIR = (
    "The boys' choir of Hallam cancelled its tour of the islands after two of its buses failed an inspection. Parents had "
    "paid for the tickets in January. The choir master, Odo Renner, promised to return every penny before the summer."
)
BAKERS = (
    "Bakers in Brae want to open on Sundays again. Their guild put the question to the town council, which asked for time "
    "until its next session. A count by the guild found that nine shops in ten would open."
)


def article(text: str = DAM, *, day: dt.date | None = dt.date(2022, 6, 2), **more: object) -> Article:
    at = Published(at=dt.datetime.combine(day, dt.time()), precision="day", zone=None, basis="given") if day else None
    fields = {"title": None, "publisher": None, "language": "en", "published": at, "text": text} | more
    return Article(id=content_id("a", str(fields)), **fields)  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Both databases keep every promise: a file, and the address of an empty database on a server."""
    return str(
        tmp_path / "deep" / "library.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )


@pytest.fixture
def library(where: str) -> Iterator[Library]:
    with Library.open(where, passage_chars=160) as held:
        yield held


def found(library: Library, query: str, filters: Filters | None = None) -> list[str]:
    hits = library.lexical(query, k=20, filters=filters)
    return [passage.text for passage in library.passages([identity for identity, _ in hits])]


# Adding


def test_what_was_added_is_held_with_its_passages(library: Library) -> None:
    added = library.add([article(title="Dam emptied", publisher="Tarn Gazette")])
    document = library.document(added.added[0])
    assert document is not None
    assert (document.title, document.publisher, document.text) == ("Dam emptied", "Tarn Gazette", DAM)
    assert library.stats() == {"documents": 1, "undated": 0, "origins": 1, "passages": added.passages, "vectors": 0}


def test_adding_the_same_again_changes_nothing(library: Library) -> None:
    first = library.add([article(), article(CHOIR)])
    before = (library.stats(), library.digest())
    again = library.add([article(CHOIR), article()])
    assert (again.added, again.passages) == ((), 0)
    assert sorted(again.known) == sorted(first.added)
    assert (library.stats(), library.digest()) == before


def test_the_same_article_twice_in_one_call_is_added_once(library: Library) -> None:
    added = library.add([article(), article()])
    assert (len(added.added), len(added.known), library.count()) == (1, 1, 1)


def test_nothing_added_is_no_error(library: Library) -> None:
    assert library.add([]).added == ()


def test_ids_do_not_depend_on_the_library_or_the_order(library: Library, tmp_path: Path) -> None:
    with Library.open(tmp_path / "other.db", passage_chars=160) as other:
        library.add([article(), article(CHOIR)])
        other.add([article(CHOIR), article()])
        assert library.digest() == other.digest()


def test_the_digest_changes_with_the_documents(library: Library) -> None:
    empty = library.digest()
    library.add([article()])
    assert library.digest() != empty


def test_a_library_is_the_same_when_it_is_opened_again(where: str) -> None:
    with Library.open(where) as first:
        added = first.add([article(), article(CHOIR)])
        before = (first.stats(), first.digest(), first.lexical("choir", k=5))
    with Library.open(where) as second:
        assert (second.stats(), second.digest(), second.lexical("choir", k=5)) == before
        assert second.add([article()]).known == (added.added[0],)


def test_what_the_article_had_dropped_is_not_kept_as_coverage(library: Library) -> None:
    boilerplate = [{"text": "Subscribe to the zebra letter", "reason": "newsletter"}]
    added = library.add([article(dropped=boilerplate)])
    document = library.document(added.added[0])
    assert document is not None
    assert document.dropped == ()
    assert found(library, "zebra") == []


def test_an_unknown_document_is_none_and_unknown_passages_are_left_out(library: Library) -> None:
    assert library.document("d-none") is None
    assert library.passages(["p-none"]) == []
    assert library.imprints(["d-none"]) == {}


def test_passages_come_in_the_order_asked_for(library: Library) -> None:
    added = library.add([article()])
    ids = [passage.id for passage in passages_of(added.added[0], DAM, chars=160)]
    assert len(ids) > 1
    assert [passage.id for passage in library.passages([*ids[::-1], "p-none"])] == ids[::-1]


# Passages


def test_passages_are_whole_sentences_with_their_offsets() -> None:
    pieces = passages_of("d-1", DAM, chars=160)
    assert all(piece.span.of(DAM) == piece.text and piece.text.endswith(".") for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(DAM.split())


def test_a_sentence_longer_than_a_passage_is_kept_whole() -> None:
    long = "The list names " + ", ".join(f"bridge {number}" for number in range(80)) + "."
    assert [piece.text for piece in passages_of("d-1", f"It is long. {long} It ends.", chars=100)][1] == long


def test_passages_keep_to_the_length_asked_for_where_sentences_allow() -> None:
    assert all(len(piece.text) <= 200 for piece in passages_of("d-1", DAM, chars=200))


# Words


def test_words_find_their_passage_best_first(library: Library) -> None:
    library.add([article(), article(CHOIR), article(BAKERS)])
    assert "buses failed an inspection" in found(library, "inspection of buses")[0]
    scores = [score for _, score in library.lexical("dam water choir", k=9)]
    assert scores == sorted(scores, reverse=True)


def test_inflected_words_are_found(library: Library) -> None:
    library.add([article(BAKERS)])
    assert found(library, "baker opening Sunday")


def test_the_headline_is_searched_too(library: Library) -> None:
    library.add([article(title="Quarrel over sluices")])
    assert found(library, "sluice")


def test_no_more_than_asked_for_is_returned(library: Library) -> None:
    library.add([article(), article(CHOIR), article(BAKERS)])
    assert len(library.lexical("dam choir bakers", k=2)) == 2


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "the of and",
        '"',
        '"dam',
        "dam AND",
        "NEAR(",
        "dam*",
        "text:dam",
        "^dam",
        "- NOT OR",
        "dam'); DROP",
        "(",
        "\x00",
    ],
)
def test_signs_of_the_query_language_are_only_text(library: Library, query: str) -> None:
    library.add([article()])
    library.lexical(query, k=5)
    assert library.count() == 1


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text(alphabet='"*():^-+ANDORNEAR dam', max_size=40))
def test_no_query_is_ever_a_syntax_error(library: Library, query: str) -> None:
    library.lexical(query, k=3)


def test_very_long_queries_are_answered(library: Library) -> None:
    library.add([article()])
    assert found(library, DAM * 50)


# Filters


def test_as_of_leaves_out_later_and_undated_documents(library: Library) -> None:
    library.add([article(day=dt.date(2022, 6, 2)), article(CHOIR, day=dt.date(2022, 6, 9)), article(BAKERS, day=None)])
    texts = " ".join(found(library, "dam choir bakers", Filters(as_of=dt.date(2022, 6, 2))))
    assert "dam" in texts
    assert "choir" not in texts
    assert "Bakers" not in texts


def test_after_leaves_out_earlier_documents(library: Library) -> None:
    library.add([article(day=dt.date(2022, 6, 2)), article(CHOIR, day=dt.date(2022, 6, 9))])
    texts = " ".join(found(library, "dam choir", Filters(after=dt.date(2022, 6, 9))))
    assert "choir" in texts
    assert "dam" not in texts


def test_documents_and_origins_can_be_left_out(library: Library) -> None:
    dam, choir = library.add([article(), article(CHOIR)]).added
    imprint = library.imprints([choir])[choir]
    assert "dam" not in " ".join(found(library, "dam choir", Filters(exclude_documents=frozenset({dam}))))
    assert "choir" not in " ".join(found(library, "dam choir", Filters(exclude_origins=frozenset({imprint.origin_id}))))


def test_the_same_filters_hold_for_passages_from_elsewhere(library: Library) -> None:
    dam, choir = library.add([article(), article(CHOIR)]).added
    ids = [piece.id for piece in (*passages_of(dam, DAM, chars=160), *passages_of(choir, CHOIR, chars=160))]
    allowed = library.allowed(ids, Filters(exclude_documents=frozenset({dam})))
    assert allowed == {piece.id for piece in passages_of(choir, CHOIR, chars=160)}


# Origins


def origin(library: Library, identity: str) -> str:
    return library.imprints([identity])[identity].origin_id


def test_copies_of_one_text_are_one_origin_and_other_texts_are_not(library: Library) -> None:
    first, copy, other = library.add(
        [article(publisher="One"), article(DAM + " It rained.", publisher="Two"), article(CHOIR)]
    ).added
    assert origin(library, first) == origin(library, copy) != origin(library, other)
    assert library.stats()["origins"] == 2


def test_a_copy_inside_a_longer_text_is_of_its_origin(library: Library) -> None:
    first, longer = library.add([article(), article(f"{DAM} {BAKERS} {CHOIR}", publisher="Two")]).added
    assert origin(library, first) == origin(library, longer)


def test_one_address_is_one_origin_whatever_follows_it(library: Library) -> None:
    one, two = library.add(
        [
            article(url="https://www.tarn.example/dam?utm_source=feed"),
            article(BAKERS, url="http://tarn.example/dam/", day=dt.date(2023, 6, 2)),
        ]
    ).added
    assert origin(library, one) == origin(library, two)


def test_the_origin_of_a_known_document_never_changes(library: Library) -> None:
    first = library.add([article(publisher="One", day=dt.date(2022, 6, 9))]).added[0]
    before = origin(library, first)
    for number in range(4):
        library.add([article(publisher=f"Copy {number}", day=dt.date(2022, 6, 2 + number))])
        library.add([article(publisher="One", day=dt.date(2022, 6, 9))])
    assert origin(library, first) == before
    assert library.stats()["origins"] == 1


def test_an_article_finds_its_copies_and_all_documents_of_their_origins(library: Library) -> None:
    copies = library.add([article(publisher="One"), article(publisher="Two")]).added
    library.add([article(CHOIR)])
    match = library.origin_of(article(publisher="My paper"))
    assert match.documents == frozenset(copies)
    assert match.origins == {origin(library, copies[0])}


def test_an_article_without_copies_has_no_origin_in_the_library(library: Library) -> None:
    library.add([article()])
    match = library.origin_of(article(CHOIR))
    assert (match.origins, match.documents) == (frozenset(), frozenset())


# Vectors


def test_vectors_come_back_as_they_were_and_only_once(library: Library) -> None:
    library.add([article(), article(CHOIR)])
    waiting = library.unembedded("m", limit=100)
    vectors = np.arange(len(waiting) * 3, dtype=np.float32).reshape(-1, 3)
    ids = [passage.id for passage in waiting]
    library.store_vectors("m", ids, vectors)
    library.store_vectors("m", ids, vectors * 0)
    held = {
        identity: row for part, rows in library.vectors("m", page=2) for identity, row in zip(part, rows, strict=True)
    }
    assert held.keys() == set(ids)
    assert all(np.array_equal(held[identity], vector) for identity, vector in zip(ids, vectors, strict=True))


def test_what_has_no_vector_of_an_embedder_is_waiting_for_it(library: Library) -> None:
    library.add([article()])
    waiting = library.unembedded("m", limit=100)
    library.store_vectors("m", [waiting[0].id], np.ones((1, 3), dtype=np.float32))
    assert [passage.id for passage in library.unembedded("m", limit=100)] == [passage.id for passage in waiting[1:]]
    assert library.unembedded("n", limit=100) == waiting
    assert len(library.unembedded("n", limit=1)) == 1


# Damage


def test_a_file_that_is_no_library_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"not a database at all, only some words " * 40)
    before = path.read_bytes()
    with pytest.raises(DamagedStoreError, match=r"library\.db' is damaged or no library"):
        Library.open(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="choose another folder with --home"):
        Library.open(tmp_path / "file" / "library.db")


def test_a_failed_addition_leaves_nothing_half_done(library: Library) -> None:
    library.add([article()])
    before = library.stats()
    with library._database.writing() as link:
        link.execute(sql.text("DROP TABLE words"))
    with pytest.raises(StoreError, match="cannot write to the library"):
        library.add([article(CHOIR)])
    assert library.stats() == before
