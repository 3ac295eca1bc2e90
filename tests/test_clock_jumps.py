"""A clock that jumps: no lease is taken from its holder by a jump back, nobody holds a claim beside another, and no decision is lost."""

from pathlib import Path

import pytest
from desks import ADA, BEN, Clock, claims, says

from claimcheck.errors import LeaseLostError
from claimcheck.review import Desk


@pytest.mark.parametrize("back", [{"minutes": 5}, {"hours": 3}, {"days": 400}])
def test_a_clock_that_jumps_back_breaks_no_lease(tmp_path: Path, back: dict[str, float]) -> None:
    clock = Clock()
    with Desk.open(tmp_path / "library.db", clock=clock) as desk:
        desk.enqueue(claims(2))
        mine = desk.next(ADA)
        assert mine
        clock.pass_(**{unit: -count for unit, count in back.items()})
        other = desk.next(BEN)
        assert other
        assert other.item.id != mine.item.id
        assert desk.take(mine.item.id, ADA).token == mine.token
        desk.heartbeat(mine.item.id, mine.token, ADA)
        desk.submit(mine.item.id, mine.token, ADA, says("contested"))
        desk.submit(other.item.id, other.token, BEN, says("supported"))
        assert desk.throughput().states == {"agreed": 2}
        assert desk.audit().sound


def test_after_jumps_both_ways_an_older_lease_is_shut_out_and_its_decision_kept(tmp_path: Path) -> None:
    clock = Clock()
    with Desk.open(tmp_path / "library.db", clock=clock) as desk:
        desk.enqueue(claims(1))
        first = desk.next(ADA)
        assert first
        clock.pass_(hours=2)
        second = desk.next(BEN)
        assert second
        clock.pass_(hours=-2)
        assert second.token > first.token
        with pytest.raises(LeaseLostError):
            desk.submit(first.item.id, first.token, ADA, says("contested"))
        assert [one.label for one in desk.item(first.item.id, actor=ADA).kept] == ["contested"]
        desk.submit(second.item.id, second.token, BEN, says("supported"))
        assert desk.audit().sound
