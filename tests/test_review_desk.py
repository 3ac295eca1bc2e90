"""The desk: leases, decisions and what people see of each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import ADA, BEN, Clock, claims, says
from reports import hostile, sample

from claimcheck.errors import LeaseLostError, NotReviewableError, UnknownItemError
from claimcheck.review import Desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "library.db", clock=clock) as opened:
        yield opened


def test_a_report_sends_what_is_unverified_contested_or_failed(desk: Desk) -> None:
    sent = desk.enqueue(sample())
    wanted = {f.claim.id for f in sample().findings if f.verdict and f.verdict.label in (None, "contested")}
    assert set(sent.added) == wanted
    assert sent.left_out == len(sample().findings) - len(wanted)
    assert "c-inner" in desk.enqueue(hostile()).added


def test_sending_a_report_again_changes_nothing(desk: Desk) -> None:
    first = desk.enqueue(claims(3))
    events = len(desk.log())
    again = desk.enqueue(claims(3))
    assert (again.added, again.known) == ((), first.added)
    assert len(desk.log()) == events


def test_the_most_urgent_claim_comes_first_and_nobody_gets_a_held_one(desk: Desk) -> None:
    desk.enqueue(claims(2))
    first, second = desk.next(ADA), desk.next(BEN)
    assert first and second
    assert (first.item.id, second.item.id) == ("c-0", "c-1")
    assert desk.next(ADA) is None
    with pytest.raises(NotReviewableError, match="held by 'ada'"):
        desk.take("c-0", BEN)


def test_a_decision_under_a_lease_settles_a_claim(desk: Desk) -> None:
    desk.enqueue(claims(1))
    lease = desk.next(ADA)
    assert lease
    item = desk.submit(lease.item.id, lease.token, ADA, says("supported", "saw the gauge")).item
    assert (item.state, item.label, item.reviews, item.lease) == ("agreed", "supported", 1, None)


def test_a_late_submission_is_refused_and_its_text_kept_for_its_author_alone(desk: Desk, clock: Clock) -> None:
    desk.enqueue(claims(1))
    lease = desk.next(ADA)
    assert lease
    clock.pass_(minutes=21)
    with pytest.raises(LeaseLostError, match="its text is kept"):
        desk.submit(lease.item.id, lease.token, ADA, says("contested", "a long note"))
    assert desk.item("c-0", actor=ADA).item.state == "open"
    assert desk.item("c-0", actor=ADA).kept == (says("contested", "a long note"),)
    seen = desk.item("c-0", actor=BEN)
    assert seen.kept == ()
    assert "a long note" not in seen.model_dump_json()


def test_an_unknown_claim_is_named(desk: Desk) -> None:
    with pytest.raises(UnknownItemError, match="'c-9'"):
        desk.item("c-9", actor=ADA)
