"""The rules of the desk: who may do what, what stays hidden, what can be undone, and what the log shows of tampering."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from clusters import cluster, fresh
from desks import ADA, BEN, CLEO, JUDGE, NOON, Clock, article, claims, finding, report, says
from reports import sample

from claimcheck.claims import Span
from claimcheck.errors import (
    ConfigError,
    LeaseLostError,
    NotAllowedError,
    NotReviewableError,
    ReviewError,
    UnknownItemError,
)
from claimcheck.likeness import same
from claimcheck.review import Actor, Corrections, Desk, EvidenceCorrection, View
from claimcheck.review.people import People
from claimcheck.review.views import NAMED, named, parsed
from claimcheck.settings import QueueWeights, ReviewSettings

TWICE = ReviewSettings(min_reviews=2)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "library.db")
    return fresh(request.getfixturevalue("server"))


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "library.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def twice(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk where two must decide, with one claim."""
    with Desk.open(tmp_path / "library.db", TWICE, clock=clock) as opened:
        opened.enqueue(claims(1))
        yield opened


def alike(desk: Desk, number: int = 3) -> None:
    """So many articles that all make one claim."""
    for place in range(number):
        about = article(f"a-{place}")
        desk.enqueue(report([finding(f"c-{place}", "Nine million litres were lost.", article=about)], of=about))


# On both databases


def test_a_life_of_a_claim_on_either_database(either: str, clock: Clock) -> None:
    with Desk.open(either, TWICE, clock=clock) as desk:
        alike(desk)
        lease = desk.next(ADA)
        assert lease
        done = desk.submit(
            lease.item.id, lease.token, ADA, says("supported", "ü 東京"), propagate=True, opt_out=["c-2"]
        )
        assert (done.item.state, done.propagated, done.passed_over) == (
            "decided",
            ("c-1",),
            {"c-2": "left out by choice"},
        )
        assert desk.decide("c-0", BEN, says("contested")).item.state == "conflicted"
        assert desk.adjudicate("c-0", JUDGE, says("contested", "read the meter")).label == "contested"
        desk.defer("c-2", ADA, NOON + dt.timedelta(days=1))
        desk.note("c-2", ADA, "wait for the court")
        desk.merge("c-1", "c-0", BEN)
        assert desk.items(View(words=("NINE", "gazette")), actor=ADA).total == 3
        assert desk.items(desk.view("deferred"), actor=ADA).total == 1
        clock.pass_(days=2)
        assert desk.items(desk.view("waiting"), actor=ADA).total == 1
        assert desk.agreement().pairs[0].percent.value == 0
        assert desk.throughput().states == {"adjudicated": 1, "merged": 1, "open": 1}
        assert desk.audit().faults == ()
        undone = desk.undo("c-1", BEN)
        assert (undone.state, undone.reviews) == ("decided", 1)
        assert desk.audit().faults == ()


def test_the_log_cannot_be_changed_through_either_database(either: str) -> None:
    import sqlalchemy as sql

    from claimcheck.library.database import Database

    with Desk.open(either) as desk:
        desk.enqueue(claims(1))
    for statement in ("UPDATE review_events SET actor = 'x'", "DELETE FROM review_events"):
        database = Database.open(either)
        with pytest.raises(Exception, match="append-only"), database.writing() as link:
            link.execute(sql.text(statement))
        database.close()


# Leases


def test_a_heartbeat_keeps_a_claim_and_silence_loses_it(desk: Desk, clock: Clock) -> None:
    desk.enqueue(claims(1))
    lease = desk.next(ADA)
    assert lease
    clock.pass_(minutes=19)
    assert desk.heartbeat("c-0", lease.token, ADA) == clock.now + dt.timedelta(minutes=20)
    clock.pass_(minutes=19)
    desk.note("c-0", BEN, "still on it?")  # an event in between takes nothing away from the heartbeat
    assert desk.next(BEN) is None
    assert desk.audit().sound
    clock.pass_(minutes=2)
    with pytest.raises(LeaseLostError):
        desk.heartbeat("c-0", lease.token, ADA)
    again = desk.next(BEN)
    assert again
    assert again.token > lease.token


def test_an_older_token_is_shut_out_even_after_the_claim_came_back(desk: Desk, clock: Clock) -> None:
    desk.enqueue(claims(1))
    first = desk.next(ADA)
    assert first
    clock.pass_(minutes=21)
    second = desk.next(ADA)
    assert second
    with pytest.raises(LeaseLostError, match="taken the claim since"):
        desk.submit("c-0", first.token, ADA, says("contested"))
    assert desk.submit("c-0", second.token, ADA, says("supported")).item.label == "supported"
    assert desk.item("c-0", actor=ADA).kept == ()


def test_a_claim_that_was_handed_back_is_free_at_once(desk: Desk) -> None:
    desk.enqueue(claims(1))
    lease = desk.next(ADA)
    assert lease
    desk.hand_back("c-0", lease.token, BEN)
    assert desk.next(BEN) is None
    desk.hand_back("c-0", lease.token, ADA, reason="not my field")
    assert desk.next(BEN)


def test_taking_what_one_holds_gives_the_same_lease(desk: Desk) -> None:
    desk.enqueue(claims(1))
    assert desk.take("c-0", ADA) == desk.take("c-0", ADA) == desk.held(ADA)[0]


def test_work_for_others_is_not_handed_out(desk: Desk) -> None:
    desk.enqueue(claims(3))
    desk.assign(["c-0"], "ben", JUDGE)
    desk.assign(["c-1"], "team:water", JUDGE)
    taken = desk.next(ADA)
    assert taken
    assert taken.item.id == "c-2"
    assert desk.next(ADA) is None
    team = desk.next(Actor("dora", teams=frozenset({"water"})))
    mine = desk.next(BEN, desk.view("mine"))
    assert team
    assert mine
    assert (team.item.id, mine.item.id) == ("c-1", "c-0")


def test_nobody_is_given_a_claim_to_decide_twice(twice: Desk) -> None:
    twice.decide("c-0", ADA, says("supported"))
    assert twice.next(ADA) is None
    with pytest.raises(NotReviewableError, match="undo it"):
        twice.decide("c-0", ADA, says("contested"))
    assert twice.next(BEN)


# Blindness


def test_a_review_is_blind_until_ones_own_decision_is_in(twice: Desk) -> None:
    twice.decide("c-0", ADA, says("contested", "the gauge was wrong"))
    seen = twice.item("c-0", actor=BEN)
    assert (seen.decisions, seen.hidden_decisions, seen.item.state) == ((), 1, "decided")
    assert "gauge was wrong" not in seen.model_dump_json()
    assert [event.redacted for event in seen.events if event.kind == "decided"] == [True]
    assert [given.note for given in twice.item("c-0", actor=ADA).decisions] == ["the gauge was wrong"]
    twice.decide("c-0", BEN, says("contested"))
    after = twice.item("c-0", actor=BEN)
    assert ([given.reviewer for given in after.decisions], after.hidden_decisions) == (["ada", "ben"], 0)


def test_an_adjudicator_sees_decisions_only_once_they_differ(twice: Desk) -> None:
    twice.decide("c-0", ADA, says("contested"))
    assert twice.item("c-0", actor=JUDGE).decisions == ()
    twice.decide("c-0", BEN, says("supported"))
    assert [given.label for given in twice.item("c-0", actor=JUDGE).decisions] == ["contested", "supported"]


def test_an_open_desk_shows_decisions_to_all(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "library.db", TWICE.model_copy(update={"blind": False})) as desk:
        desk.enqueue(claims(1))
        desk.decide("c-0", ADA, says("contested"))
        assert len(desk.item("c-0", actor=BEN).decisions) == 1


def test_a_hidden_machine_gives_nothing_away(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "library.db", ReviewSettings(machine_label="hidden")) as desk:
        desk.enqueue(sample())
        seen = desk.item("sample-c04", actor=ADA)
        assert (seen.verdict, seen.item.machine_label, seen.item.machine_hidden) == (None, None, True)
        assert {(item.stance, item.said, item.snippet_span) for item in seen.evidence} == {("silent", None, None)}
        assert {term.name for term in seen.item.priority.terms} <= {"worthiness", "recurrence", "harm", "age"}
        with pytest.raises(NotAllowedError, match="hidden from reviewers"):
            desk.items(desk.view("label:contested"), actor=ADA)
        desk.decide("sample-c04", ADA, says("contested"))
        after = desk.item("sample-c04", actor=ADA)
        assert after.verdict is not None
        assert after.item.machine_label == "contested"


# Double review


def test_two_who_agree_settle_it_and_two_who_differ_do_not(twice: Desk) -> None:
    assert twice.decide("c-0", ADA, says(None)).item.state == "decided"
    item = twice.decide("c-0", BEN, says(None)).item
    assert (item.state, item.label) == ("agreed", None)
    assert twice.undo("c-0", BEN).state == "decided"
    assert twice.decide("c-0", BEN, says("opinion")).item.state == "conflicted"
    with pytest.raises(NotAllowedError):
        twice.take("c-0", CLEO)


def test_an_adjudication_needs_the_role_a_conflict_and_a_reason(twice: Desk) -> None:
    with pytest.raises(NotAllowedError):
        twice.adjudicate("c-0", ADA, says("opinion", "why"))
    with pytest.raises(NotReviewableError, match="nothing to adjudicate"):
        twice.adjudicate("c-0", JUDGE, says("opinion", "why"))
    twice.decide("c-0", ADA, says("supported"))
    twice.decide("c-0", BEN, says("contested"))
    with pytest.raises(ReviewError, match="needs its reason"):
        twice.adjudicate("c-0", JUDGE, says("opinion", " "))
    lease = twice.next(JUDGE, twice.view("conflicts"))
    assert lease
    assert twice.adjudicate("c-0", JUDGE, says("opinion", "a matter of taste")).state == "adjudicated"
    assert twice.undo("c-0", JUDGE).state in ("leased", "conflicted")


def test_nobody_settles_a_conflict_that_their_own_decision_is_part_of(either: str, clock: Clock) -> None:
    with Desk.open(either, TWICE, clock=clock) as desk:
        desk.enqueue(claims(1))
        people = People(desk.books.database)
        people.add("judith", role="adjudicator")
        people.add("root", role="admin")
        people.add("ada", role="reviewer")
        desk.decide("c-0", JUDGE, says("supported"))
        desk.decide("c-0", BEN, says("contested"))
        with pytest.raises(NotAllowedError, match="ask 'root', or undo that decision"):
            desk.adjudicate("c-0", JUDGE, says("supported", "I was right"))
        with pytest.raises(NotAllowedError, match="ask 'root'"):
            desk.take("c-0", JUDGE)
        assert desk.next(JUDGE, desk.view("conflicts")) is None
        root = Actor("root", frozenset({"reviewer", "adjudicator", "admin"}))
        assert desk.next(root, desk.view("conflicts")) is not None
        assert desk.adjudicate("c-0", root, says("opinion", "both misread it")).state == "adjudicated"
        detail = desk.item("c-0", actor=root)
        assert detail.adjudication is not None and not detail.adjudication.own
        with pytest.raises(NotAllowedError):
            desk.adjudicate("c-0", JUDGE, says("supported", "no"))


def test_where_nobody_else_may_settle_it_the_log_says_whose_conflict_it_was(twice: Desk) -> None:
    People(twice.books.database).add("judith", role="adjudicator")
    People(twice.books.database).add("ben", role="reviewer")
    twice.decide("c-0", JUDGE, says("supported"))
    twice.decide("c-0", BEN, says("contested"))
    assert twice.next(JUDGE, twice.view("conflicts")) is not None
    assert twice.adjudicate("c-0", JUDGE, says("contested", "Ben is right")).label == "contested"
    detail = twice.item("c-0", actor=BEN)
    assert detail.adjudication is not None and detail.adjudication.own
    assert twice.log()[0].payload["own"] is True
    assert twice.audit().faults == ()


def test_the_number_of_reviews_can_be_changed_for_one_claim(desk: Desk) -> None:
    desk.enqueue(claims(1))
    with pytest.raises(NotAllowedError):
        desk.require("c-0", 2, ADA)
    with pytest.raises(ReviewError, match="1 to 9"):
        desk.require("c-0", 0, JUDGE)
    desk.require("c-0", 2, JUDGE)
    assert desk.decide("c-0", ADA, says("supported")).item.state == "decided"


# Groups


def test_claims_of_several_articles_that_say_the_same_are_one_group(desk: Desk) -> None:
    alike(desk)
    assert {item.group_size for item in desk.items(actor=ADA).items} == {3}
    assert [item.id for item in desk.item("c-0", actor=ADA).group] == ["c-1", "c-2"]
    recurs = {term.name: term.value for term in desk.items(actor=ADA).items[0].priority.terms}
    assert recurs["recurrence"] == pytest.approx(1.585)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Nine million litres had been lost.", False),
        ("Nine million liters were lost.", True),
        ("Eight million litres were lost.", False),
        ("Nine million litres were not lost.", False),
        ("Nine million litres were lost at Brae.", False),
        ("9 million litres were lost.", False),
    ],
)
def test_only_near_identical_wordings_are_the_same_claim(other: str, expected: bool) -> None:
    assert same("Nine million litres were lost.", other, floor=92) is expected


def test_a_decision_is_propagated_where_it_can_be_and_told_where_not(desk: Desk) -> None:
    alike(desk, 5)
    desk.decide("c-1", ADA, says("opinion"))
    desk.take("c-2", BEN)
    desk.reject_extraction("c-3", BEN, "badly-split")
    done = desk.decide("c-0", ADA, says("supported", "seen", corrections=Corrections(text="Nine.")), propagate=True)
    assert done.propagated == ("c-4",)
    assert done.passed_over == {"c-1": "decided on before", "c-2": "held by ben", "c-3": "rejected"}
    given = desk.item("c-4", actor=ADA).decisions[0]
    assert (given.label, given.note, given.propagated_from, given.corrections) == (
        "supported",
        "seen",
        "c-0",
        Corrections(),
    )


def test_undoing_a_decision_undoes_it_for_its_group(desk: Desk) -> None:
    alike(desk)
    desk.decide("c-0", ADA, says("supported"), propagate=True)
    desk.undo("c-2", ADA)
    desk.decide("c-2", ADA, says("contested"))
    desk.undo("c-0", ADA, reason="wrong tab")
    states = {item.id: (item.state, item.label) for item in desk.items(actor=ADA).items}
    assert states == {"c-0": ("open", None), "c-1": ("open", None), "c-2": ("agreed", "contested")}
    assert desk.audit().sound


# Undo and the rest


def test_ones_own_last_step_is_undone_and_an_earlier_decision_stands_again(desk: Desk) -> None:
    desk.enqueue(claims(1))
    desk.decide("c-0", ADA, says("supported"))
    desk.undo("c-0", ADA)
    desk.decide("c-0", ADA, says("contested"))
    assert desk.undo("c-0", ADA).state == "open"
    with pytest.raises(NotReviewableError, match="could be undone"):
        desk.undo("c-0", ADA)
    assert [event.kind for event in desk.log(item_id="c-0")] == ["undone", "decided", "undone", "decided", "queued"]


def test_only_adjudicators_undo_what_others_did(desk: Desk) -> None:
    desk.enqueue(claims(1))
    desk.decide("c-0", ADA, says("supported"))
    step = desk.log(item_id="c-0")[0].number
    with pytest.raises(NotAllowedError, match="no adjudicator"):
        desk.undo("c-0", BEN, event=step)
    assert desk.undo("c-0", JUDGE, event=step).state == "open"


def test_what_is_deferred_comes_back_by_itself(desk: Desk, clock: Clock) -> None:
    desk.enqueue(claims(1))
    desk.defer("c-0", ADA, NOON + dt.timedelta(hours=1), reason="the court sits")
    assert desk.next(BEN) is None
    with pytest.raises(ReviewError, match="is past"):
        desk.defer("c-0", ADA, NOON)
    clock.pass_(hours=1)
    assert desk.items(desk.view("state:open"), actor=BEN).total == 1
    assert desk.next(BEN)


def test_what_was_set_aside_wants_no_decision(desk: Desk) -> None:
    desk.enqueue(claims(3))
    desk.merge("c-1", "c-0", ADA)
    desk.reject_extraction("c-2", ADA, "not-a-claim")
    for identity in ("c-1", "c-2"):
        with pytest.raises(NotReviewableError):
            desk.decide(identity, BEN, says("opinion"))
    with pytest.raises(ReviewError, match="into itself"):
        desk.merge("c-0", "c-0", ADA)
    with pytest.raises(NotReviewableError, match="one that stands"):
        desk.merge("c-0", "c-1", ADA)
    assert desk.item("c-1", actor=ADA).merged_into == "c-0"


def test_nobody_steps_in_while_another_holds_a_claim(desk: Desk) -> None:
    desk.enqueue(claims(2))
    desk.take("c-0", ADA)
    for step in (
        lambda: desk.defer("c-0", BEN, NOON + dt.timedelta(days=1)),
        lambda: desk.reject_extraction("c-0", BEN, "other"),
        lambda: desk.merge("c-0", "c-1", BEN),
        lambda: desk.decide("c-0", BEN, says("opinion")),
    ):
        with pytest.raises(NotReviewableError, match="held by 'ada'"):
            step()


def test_reviewers_take_and_give_up_work_but_do_not_hand_it_to_others(desk: Desk) -> None:
    desk.enqueue(claims(1))
    assert desk.assign(["c-0"], "ada", ADA)[0].assignee == "ada"
    with pytest.raises(NotAllowedError):
        desk.assign(["c-0"], "ben", ADA)
    with pytest.raises(NotAllowedError):
        desk.assign(["c-0"], "ben", BEN)
    assert desk.assign(["c-0"], None, ADA)[0].assignee is None


def test_notes_answer_notes_of_the_same_claim(desk: Desk) -> None:
    desk.enqueue(claims(2))
    first = desk.note("c-0", ADA, "Who read the gauge?")
    desk.note("c-0", BEN, "The warden.", reply_to=first.number)
    assert [(note.text, note.reply_to) for note in desk.item("c-0", actor=CLEO).notes] == [
        ("Who read the gauge?", None),
        ("The warden.", first.number),
    ]
    with pytest.raises(ReviewError, match="none of claim 'c-1'"):
        desk.note("c-1", BEN, "Here?", reply_to=first.number)
    with pytest.raises(ReviewError, match="empty"):
        desk.note("c-0", BEN, "  ")


def test_corrections_must_fit_the_article_and_its_evidence(desk: Desk) -> None:
    desk.enqueue(sample())
    passage = desk.item("sample-c04", actor=ADA).evidence[0].passage
    for wrong, what in (
        (Corrections(span=Span(start=5, end=10**6)), "no part of the article"),
        (Corrections(span=Span(start=5, end=5)), "no part of the article"),
        (Corrections(text="  "), "cannot be empty"),
        (Corrections(evidence=(EvidenceCorrection(passage_id="p-x"),)), "was not weighed"),
        (
            Corrections(evidence=(EvidenceCorrection(passage_id=passage.id, snippet_span=Span(start=0, end=9999)),)),
            "snippet",
        ),
    ):
        with pytest.raises(ReviewError, match=what):
            desk.decide("sample-c04", ADA, says("supported", corrections=wrong))
    assert desk.item("sample-c04", actor=ADA).item.state == "open"


def test_a_newer_verdict_of_the_machine_is_kept_beside_decisions(desk: Desk) -> None:
    about = article()
    desk.enqueue(report([finding("c-0", "The dam leaks.", article=about)], of=about))
    desk.decide("c-0", ADA, says("supported"))
    again = desk.enqueue(
        report([finding("c-0", "The dam leaks.", article=about, label="contested", confidence=0.4)], of=about)
    )
    assert again.weighed_again == ("c-0",)
    item = desk.item("c-0", actor=ADA).item
    assert (item.state, item.label, item.machine_label, item.machine_confidence) == (
        "agreed",
        "supported",
        "contested",
        0.4,
    )
    assert desk.audit().sound


def test_only_settled_claims_are_marked_as_published(desk: Desk) -> None:
    desk.enqueue(claims(2))
    desk.decide("c-0", ADA, says("supported"))
    desk.mark_exported(["c-0", "c-1"], JUDGE, "csv")
    assert {item.id: item.state for item in desk.items(actor=ADA).items} == {"c-0": "exported", "c-1": "open"}


# Order


def test_each_term_of_a_place_is_shown_and_its_weight_is_a_setting(tmp_path: Path) -> None:
    about = article()
    rows = [
        finding("c-plain", "A dam leaks.", article=about, worth=0.9),
        finding("c-harm", "A wall fell.", article=about, worth=0.2, harm=True),
        finding("c-sure", "Rain fell.", article=about, label="contested", confidence=0.9, worth=0.2),
    ]
    with Desk.open(tmp_path / "library.db", clock=Clock()) as desk:
        desk.enqueue(report(rows, of=about))
        page = desk.items(actor=ADA).items
        assert [item.id for item in page] == ["c-plain", "c-harm", "c-sure"]
        terms = {term.name: term.adds for term in page[2].priority.terms}
        assert terms == pytest.approx({"worthiness": 0.4, "uncertainty": 0.1, "contested": 0.5})
        assert page[2].priority.score == pytest.approx(1.0)
    careful = ReviewSettings(weights=QueueWeights(worthiness=0, harm=9))
    with Desk.open(tmp_path / "library.db", careful, clock=Clock()) as desk:
        assert desk.items(actor=ADA).items[0].id == "c-harm"


def test_a_claim_that_waits_moves_up(desk: Desk, clock: Clock) -> None:
    about = article()
    desk.enqueue(report([finding("c-old", "A dam leaks.", article=about, worth=0.2)], of=about))
    clock.pass_(days=10)
    desk.enqueue(report([finding("c-new", "A wall fell.", article=about, worth=0.6)], of=about))
    first, second = desk.items(actor=ADA).items
    assert (first.id, second.id) == ("c-old", "c-new")
    assert first.priority.score > second.priority.score
    assert {term.name: term.value for term in first.priority.terms}["age"] == 10


# Views


def test_every_named_view_can_be_used(desk: Desk) -> None:
    desk.enqueue(claims(2))
    for name in NAMED:
        desk.items(desk.view(name), actor=ADA)
    assert desk.items(desk.view("waiting"), actor=ADA).total == 2


def test_a_filter_reads_pairs_quotes_and_words() -> None:
    view = parsed(
        'state:open,leased label:unverified publisher:"Marl Gazette" below:0.5 harm:yes assignee:me dam 10:30'
    )
    assert view == View(
        states=("open", "leased"), labels=("unverified",), publisher="Marl Gazette", confidence_below=0.5, harm=True, assignee="me",
        words=("dam", "10:30"),
    )  # fmt: skip


def test_filters_find_what_they_say(desk: Desk) -> None:
    one, two = article("a-1"), article("a-2", publisher="Brae Courier_100%")
    desk.enqueue(report([finding("c-1", "The dam leaks.", article=one, speaker="Odo Renner", harm=True)], of=one))
    desk.enqueue(report([finding("c-2", "Bakers open.", article=two, label="contested", confidence=0.3)], of=two))
    for text, expected in {
        "publisher:courier": ["c-2"], "publisher:100%": ["c-2"], "publisher:_": ["c-2"], "speaker:renner": ["c-1"], "harm:yes": ["c-1"],
        "harm:no": ["c-2"], "below:0.4": ["c-2", "c-1"], "label:contested": ["c-2"], "reason:silent": ["c-1"], "article:a-1": ["c-1"],
        "BAKERS": ["c-2"], "dam leaks": ["c-1"], "leaks bakers": [], "assignee:nobody": ["c-1", "c-2"], "reviewer:me": [], "%": ["c-2"],
    }.items():  # fmt: skip
        found = [item.id for item in desk.items(desk.view(text), actor=ADA).items]
        assert sorted(found) == sorted(expected), text


def test_views_of_ones_own_come_from_the_settings() -> None:
    assert named(["flood = state:open flood"])["flood"] == View(states=("open",), words=("flood",))
    with pytest.raises(ConfigError, match="is no view"):
        named(["flood"])


def test_a_page_is_a_part_of_the_list(desk: Desk) -> None:
    desk.enqueue(claims(5))
    page = desk.items(actor=ADA, start=2, size=2)
    assert ([item.id for item in page.items], page.total, page.start) == (["c-2", "c-3"], 5, 2)
    with pytest.raises(ReviewError):
        desk.items(actor=ADA, size=0)
    assert desk.named("3") == desk.named("#3") == desk.named("c-2")
    with pytest.raises(UnknownItemError, match="several"):
        desk.named("c-")


# The log


TAMPERED = {
    "a note's words": ("UPDATE review_events SET reason = 'x' WHERE number = 2", "its hash does not fit"),
    "who decided": ("UPDATE review_events SET actor = 'x' WHERE kind = 'decided'", "its hash does not fit"),
    "a decision's label": (
        "UPDATE review_events SET payload = replace(payload, 'supported', 'contested') WHERE kind = 'decided'",
        "its hash does not fit",
    ),
    "an event taken out": ("DELETE FROM review_events WHERE number = 2", "missing"),
    "the end cut off": ("DELETE FROM review_events WHERE number = (SELECT max(number) FROM review_events)", "its end was cut off"),
    "the present state": ("UPDATE review_items SET label = 'contested'", "its events add up to 'supported'"),
    "a decision on record": ("UPDATE review_decisions SET label = 'opinion'", "not those of its events"),
    "a decision made up": (
        "INSERT INTO review_decisions (item_id, reviewer, event, at) VALUES ('c-0', 'ghost', 9, '')",
        "not those of its events",
    ),
    "a claim taken out": ("DELETE FROM review_items", "but not in the queue"),
    "the article's words": ("UPDATE review_records SET record = replace(record, 'Tarn Hollow', 'Brae')", "does not fit its digest"),
    "a record taken out": ("DELETE FROM review_records", "missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_an_audit_finds_tampering_with(name: str, tmp_path: Path) -> None:
    where = tmp_path / "library.db"
    with Desk.open(where, clock=Clock()) as desk:
        desk.enqueue(claims(1))
        desk.note("c-0", ADA, "a note")
        desk.decide("c-0", ADA, says("supported"))
        assert desk.audit().sound
    statement, fault = TAMPERED[name]
    with sqlite3.connect(where) as link:
        link.executescript("DROP TRIGGER review_events_no_update; DROP TRIGGER review_events_no_delete;")
        link.execute(statement)
    with Desk.open(where) as desk:
        faults = desk.audit().faults
    assert any(fault in one for one in faults), faults


def test_a_log_that_was_written_anew_no_longer_holds_a_hash_noted_earlier(desk: Desk, tmp_path: Path) -> None:
    desk.enqueue(claims(1))
    noted = desk.audit().head
    desk.decide("c-0", ADA, says("supported"))
    assert desk.audit(expected=noted[:16]).sound
    with Desk.open(tmp_path / "forged.db", clock=Clock()) as forged:
        forged.enqueue(claims(1, of=article("a-other")))
        assert forged.audit().sound
        assert "is not in the log" in forged.audit(expected=noted).faults[0]
