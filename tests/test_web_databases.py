"""The desk through its pages on SQLite and on PostgreSQL: the same day's work comes out the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reports import sample
from webdesk import SECRET, Place

from claimcheck.review import Actor, everything

ROOT = Actor("root", frozenset({"reviewer", "adjudicator", "admin"}))
CLAIM, OTHER = "sample-c04", "sample-c24"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    where = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    held = Place(tmp_path, where=where, review={"min_reviews": 2})
    held.desk.enqueue(sample(), policy=everything)
    yield held
    held.close()


def test_a_claim_goes_from_the_queue_through_a_conflict_to_publication(place: Place) -> None:
    for name, label, note in (("ada", "supported", "the gauge · ü 東京"), ("ben", "contested", "the log")):
        browser = place.signed_in(name)
        assert browser.decide(CLAIM, label, note=note, then="stay").status_code == 303
        assert note in browser.get(f"/claims/{CLAIM}").text
    judge = place.signed_in("judith")
    assert "1 claim" in judge.get("/conflicts").text
    sides = judge.get(f"/claims/{CLAIM}/adjudicate").text
    assert "the gauge · ü 東京" in sides and "the log" in sides
    assert judge.send(f"/claims/{CLAIM}/adjudicate", label="contested", note="the log is right").status_code == 303
    assert "Everything adds up" in judge.send("/log/audit").text
    assert "was adjudicated" in judge.get(f"/claims/{CLAIM}/log").text
    assert "1 settled" in judge.get(f"/articles/{sample().article.id}").text
    assert "ada, ben" in judge.get("/figures").text
    table = judge.send("/export", on="/export", form="csv", q="done", mark="yes")
    assert CLAIM in table.text and '"contested"' in table.text
    assert place.desk.item(CLAIM, actor=ROOT).item.state == "exported"


def test_next_search_notes_and_undo(place: Place) -> None:
    browser = place.signed_in("ada")
    first = browser.send("/next", on="/queue", q="").headers["location"].partition("?")[0]
    assert place.signed_in("ben").send("/next", on="/queue", q="").headers["location"].partition("?")[0] != first
    found = browser.get("/queue?q=SALLOW+litres").text
    assert "Some 26 million litres" in found and "Found <span" in found and "1 claim<" in found
    assert browser.send(f"/claims/{OTHER}/note", text="ask the trust").status_code == 303
    assert browser.send(f"/claims/{OTHER}/defer", until="2026-04-01", reason="court").status_code == 303
    assert place.desk.item(OTHER, actor=ROOT).item.state == "deferred"
    assert browser.send(f"/claims/{OTHER}/undo").status_code == 303
    assert place.desk.item(OTHER, actor=ROOT).item.state == "open"


def test_people_tokens_and_rules(place: Place) -> None:
    root = place.signed_in("root")
    assert root.send("/people", name="eve", role="adjudicator", password=SECRET, teams="night").status_code == 303
    assert place.signed_in("eve").get("/conflicts").status_code == 200
    assert root.send("/people/eve/remove").status_code == 303
    assert place.browser().sign_in("eve").status_code == 403
    assert root.send("/desk", min_reviews="3", reason="care").status_code == 303
    assert place.desk.settings.min_reviews == 3
    program = place.program("ben")
    assert program.get("/api/v1/me").json()["via"] == "token"
    assert program.get("/api/v1/counts").json() == {"open": len(sample().findings)}
