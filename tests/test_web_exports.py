"""Files out of the desk, by the page and by programs: every form, what is left out, and what is noted."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import claims
from reports import sample
from webdesk import Place

from claimcheck.claims import Article
from claimcheck.evaluation.gold import load
from claimcheck.library import Library
from claimcheck.review import Actor, Desk, Judgement, everything
from claimcheck.review.dossier import parsed

ADDRESS = {"review_url": "https://desk.example/reviews/{id}"}
SETTLED = {"sample-c04": "contested", "sample-c05": "supported", "sample-c18": "opinion"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    held = Place(tmp_path, review=ADDRESS)
    held.desk.enqueue(sample(), policy=everything)
    for identity, label in SETTLED.items():
        held.desk.decide(identity, Actor("ada"), Judgement.model_validate({"label": label, "note": "=cmd()"}))
    yield held
    held.close()


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def test_the_page_says_how_much_there_is_and_gives_a_file(place: Place) -> None:
    browser = place.signed_in("judith")
    page = browser.get("/export?q=all").text
    assert 'role="status"' not in page
    assert f"<b>{len(sample().findings)} claims</b>" in page and "3 of them settled by people" in page
    answer = browser.send("/export", on="/export", form="csv", q="done")
    assert answer.headers["content-disposition"] == 'attachment; filename="claims.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["id"]: row["label"] for row in rows} == SETTLED
    assert {row["note"] for row in rows} == {"'=cmd()"}


def test_claimreviews_come_as_an_archive_and_what_is_not_settled_is_named(place: Place) -> None:
    answer = place.signed_in("judith").send("/export", on="/export", form="claimreview", q="all")
    files = unpacked(answer.content)
    assert json.loads(files["sample-c04.json"])["url"] == "https://desk.example/reviews/sample-c04"
    assert json.loads(files["left-out.json"])["sample-c01"] == "not settled: open"
    assert sorted(files) == [*(f"{one}.json" for one in sorted([*SETTLED, "left-out"]))]
    left_out = len(sample().findings) - len(SETTLED)
    assert (answer.headers["x-claims-written"], answer.headers["x-claims-left-out"]) == ("3", str(left_out))


def test_without_an_address_the_page_says_what_is_missing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.desk.enqueue(claims(1))
    place.desk.decide("c-0", Actor("ada"), Judgement(label="supported"))
    answer = place.signed_in("judith").send("/export", on="/export", form="claimreview", q="done")
    assert answer.status_code == 422 and "review.review_url is not set" in answer.text
    assert "checked" in answer.text.partition('value="claimreview"')[2][:30]


def test_nothing_to_export_is_said_and_nothing_is_noted(place: Place) -> None:
    browser = place.signed_in("judith")
    before = place.desk.log()
    answer = browser.send("/export", on="/export", form="md", q="state:open", mark="yes")
    assert answer.status_code == 422 and "nothing to export: not settled: open" in answer.text
    assert browser.send("/export", on="/export", form="pdf", q="all").status_code == 422
    assert place.desk.log() == before


def test_what_was_published_stands_in_the_log_only_where_it_shall(place: Place) -> None:
    judge = place.program("judith")
    assert judge.post("/api/v1/export", json={"form": "html"}).status_code == 200
    assert place.desk.item("sample-c04", actor=Actor("ada")).item.state == "agreed"
    answer = judge.post("/api/v1/export", json={"form": "html", "view": "sample article:none", "mark": True})
    assert answer.status_code == 422
    answer = judge.post("/api/v1/export", json={"form": "html", "mark": True})
    assert (
        answer.headers["content-type"].startswith("text/html") and "attachment" in answer.headers["content-disposition"]
    )
    event = place.desk.log()[0]
    assert (event.kind, event.actor, event.payload) == ("exported", "judith", {"form": "html"})
    assert place.desk.counts()["exported"] == 3


def test_the_whole_queue_comes_out_of_the_page_and_can_be_restored(place: Place, tmp_path: Path) -> None:
    answer = place.program("judith").post("/api/v1/export", json={"form": "jsonl"})
    with Desk.open(tmp_path / "other.db") as other:
        assert other.restore(list(parsed(answer.text.splitlines()))) == len(sample().findings)
        assert other.log() == place.desk.log()


def test_a_gold_set_comes_with_the_librarys_own_documents(place: Place, tmp_path: Path) -> None:
    finding = next(one for one in sample().findings if one.claim.id == "sample-c04")
    assert finding.verdict is not None
    imprint = finding.verdict.evidence[0].imprint
    with Library.open(place.settings.home / "library.db") as library:
        library.add([Article(id=imprint.document_id, title=imprint.title, text=finding.verdict.evidence[0].passage.text + " More of it.", publisher=imprint.publisher, published=imprint.published, language="en")])  # fmt: skip
    answer = place.program("judith").post("/api/v1/export", json={"form": "gold", "split": "test"})
    files = unpacked(answer.content)
    for name, text in files.items():
        (tmp_path / "gold" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "gold" / name).write_text(text, encoding="utf-8")
    assert [event.about.split for event in load(tmp_path / "gold").events] == ["test"]
    assert "sample-c04" in next(text for name, text in files.items() if name.endswith("claims.jsonl"))


def test_exports_are_not_blind_and_so_not_for_reviewers(place: Place) -> None:
    assert place.program("ada").post("/api/v1/export", json={"form": "csv"}).status_code == 403
    assert "/export" not in place.signed_in("ada").get("/queue?view=all").text
    assert "/export?q=" in place.signed_in("judith").get("/queue?view=all").text
