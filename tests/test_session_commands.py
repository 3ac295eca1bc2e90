"""What commands do to claims, which claims a view shows, and how pinned passages count."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from sittings import SampleChecker, bench_in, hits, opened, result, settings_in, settled, supporting

from claimcheck.again import GivenClaims, Pinning
from claimcheck.claims import Extraction, Published
from claimcheck.errors import ConfigError, InputError
from claimcheck.evidence import Hit, Retrieved
from claimcheck.rendering.wording import UNICODE
from claimcheck.reports import Answer, Cited
from claimcheck.session import edits
from claimcheck.session.bench import Bench, Job
from claimcheck.session.changes import Answered
from claimcheck.session.commands import COMMANDS, called
from claimcheck.session.detail import citation, origins, rows
from claimcheck.session.view import ORDERS, View, chosen, label, parsed
from claimcheck.session.workbench import Workbench, passages
from claimcheck.usage import Meter


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return opened(bench_in(tmp_path))


# --- claims by hand


def test_an_edit_keeps_the_span_and_recomputes_the_rest(bench: Workbench) -> None:
    before = bench.item.claim
    called(bench, "edit", {"text": "Ninety-nine boats lay in the mud.", "speaker": "Tobiah Crane > Wystan Hale"})
    after = bench.item.claim
    assert after.span == before.span
    assert after.id != before.id
    assert [link.source for link in after.attribution] == ["Tobiah Crane", "Wystan Hale"]
    assert any("99" in flag or "Ninety-nine" in flag for flag in after.flags)


def test_a_claims_time_is_resolved_from_the_publication_date(bench: Workbench) -> None:
    called(bench, "edit", {"when": "on Sunday evening"})
    when = bench.item.claim.when
    assert when is not None
    assert (when.start, when.expression) == (dt.date(2024, 10, 6), "on Sunday evening")


def test_words_that_do_not_stand_in_the_article_are_refused(bench: Workbench) -> None:
    before = bench.state
    with pytest.raises(InputError, match="do not stand in the article; copy them from its text"):
        called(bench, "edit", {"quote": "The moon fell into the canal."})
    assert bench.state == before


def test_a_claim_by_hand_finds_its_sentence(bench: Workbench) -> None:
    called(bench, "add", {"text": "The lock-keeper Wystan Hale was suspended by the trust."})
    settled(bench)
    item = bench.item
    assert item.by_hand
    assert "suspended" in item.claim.quote
    assert item.claim.span.of(bench.article.text) == item.claim.quote
    assert item.finding is not None
    with pytest.raises(InputError, match="no sentence of the article is like this claim"):
        called(bench, "add", {"text": "Quarterly profits doubled in Brazil."})


def test_what_another_claim_says_already_is_not_said_twice(bench: Workbench) -> None:
    second = bench.state.items[1]
    with pytest.raises(InputError, match="claim 2 says that already"):
        called(bench, "edit", {"text": second.claim.text, "speaker": edits.speakers(second.claim)})


def test_a_split_keeps_the_machines_version_with_each_part(bench: Workbench) -> None:
    before = bench.item.claim
    called(bench, "split", {"parts": "One boat sank. | Forty boats lay there."})
    made = [item for item in bench.state.items if item.before == (before,)]
    assert sorted(item.claim.text for item in made) == ["Forty boats lay there.", "One boat sank."]
    with pytest.raises(InputError, match="two different claims at least"):
        called(bench, "split", {"parts": "only one"})


def test_a_merger_keeps_all_places(bench: Workbench) -> None:
    first, second, third = (item.claim for item in bench.state.items[:3])
    called(bench, "merge", {"others": "2, 3", "text": "All of it happened."})
    made = bench.item
    assert {claim.id for claim in made.before} == {first.id, second.id, third.id}
    assert {second.span, third.span} <= set(made.claim.also)


def test_an_edit_of_an_edit_goes_back_to_the_machines_version(bench: Workbench) -> None:
    machine = bench.item.claim
    for text in ("First try.", "Second try."):
        called(bench, "edit", {"text": text})
    assert bench.item.before == (machine,)


def test_the_report_carries_what_people_did(bench: Workbench) -> None:
    from claimcheck.session.live import report

    machine = bench.item.claim
    called(bench, "edit", {"text": "Forty boats lay in the mud."})
    settled(bench)
    called(bench, "decide", {"label": "contested", "note": "n"})
    edited = bench.item.claim.id
    bench.claim_id = bench.state.items[-1].claim.id
    gone = bench.item.claim
    called(bench, "remove")
    made = report(bench.state)
    assert [(one.claim_id, one.before) for one in made.revisions] == [(edited, (machine,)), (None, (gone,))]
    assert [one.claim_id for one in made.decisions] == [edited]
    assert gone.id not in {finding.claim.id for finding in made.findings}


# --- coverage


def test_a_limit_of_days_makes_findings_stale_until_they_are_weighed_again(bench: Workbench) -> None:
    checker = bench._held
    assert isinstance(checker, SampleChecker)
    outcome = called(bench, "as-of", {"day": "2024-10-07"})
    assert f"{len(bench.state.items)} claims to weigh again" in outcome.line
    result(called(bench, "weigh-all").job)
    assert not any(item.stale for item in bench.state.items)
    assert checker.limits[-1] == dt.date(2024, 10, 7)
    assert called(bench, "weigh-all").job is None


def test_pins_are_let_go_and_the_claim_weighed_again(bench: Workbench) -> None:
    result(called(bench, "search", {"query": "paddles"}).job)
    result(called(bench, "pin", {"hit": "1"}).job)
    assert label(bench.item) == "supported"
    result(called(bench, "unpin").job)
    assert bench.item.pins == ()
    assert label(bench.item) == "unverified"


def pinned(hit: Hit, *, own: frozenset[str] = frozenset(), as_of: dt.date | None = None) -> Retrieved:
    class Nothing:
        async def retrieve(self, article: object, claims: object, *, meter: Meter) -> list[Retrieved]:
            return [Retrieved(claim_id="c", hits=())]

        def digest(self) -> str:
            return "d"

    pinning = Pinning(Nothing(), {"c": [hit]}, own=own, as_of=as_of)
    return asyncio.run(pinning.retrieve(None, [], meter=Meter()))[0]  # type: ignore[arg-type]


def test_a_pinned_copy_of_the_article_counts_as_a_copy() -> None:
    hit = hits()[0]
    assert pinned(hit) == Retrieved(claim_id="c", hits=(hit,))
    assert pinned(hit, own=frozenset({hit.imprint.origin_id})) == Retrieved(claim_id="c", hits=(), copies=(hit,))


def test_a_pinned_passage_after_the_limit_or_without_a_day_does_not_count() -> None:
    hit = hits()[0]
    assert hit.imprint.published is not None
    day = hit.imprint.published.day
    assert pinned(hit, as_of=day).hits == (hit,)
    assert pinned(hit, as_of=day - dt.timedelta(days=1)).hits == ()
    undated = hit.model_copy(update={"imprint": hit.imprint.model_copy(update={"published": None})})
    assert pinned(undated, as_of=day).hits == ()


def test_given_claims_are_not_extracted_again(bench: Workbench) -> None:
    claims = tuple(item.claim for item in bench.state.items)
    engine = GivenClaims(SampleEngine(), claims)
    extraction = asyncio.run(engine.extract(bench.article, meter=Meter()))
    assert extraction == Extraction(claims=claims)


class SampleEngine:
    name = "sample"

    async def extract(self, *args: object, **kwargs: object) -> Extraction:
        raise AssertionError("an engine that is given its claims is not asked for them")

    async def weigh(self, *args: object, **kwargs: object) -> None: ...

    def provenance(self) -> None: ...  # type: ignore[empty-body]


def test_a_question_without_an_llm_says_what_to_do_instead(bench: Workbench) -> None:
    with pytest.raises(ConfigError, match="`search` finds passages without one"):
        called(bench, "ask", {"question": "Who was hurt?"})


def test_an_answer_is_kept_with_its_claim(bench: Workbench) -> None:
    cited = Cited(number=1, passage_id="p", publisher="Radio Pell", quote="Nobody was hurt")
    answer = Answer(question="Who?", text="Nobody [1].", cited=(cited,))
    bench.opened_session().record(Answered(claim_id=bench.item.claim.id, answer=answer))
    assert bench.item.answers == (answer,)


def test_passages_keep_the_numbers_that_the_detail_shows(bench: Workbench) -> None:
    for item in bench.state.items:
        shown = {
            number: one.passage.id
            for origin in origins(item)
            for doc in origin.documents
            for number, one in doc.passages
        }
        assert {hit.rank: hit.passage.id for hit in passages(item)} == shown


def test_a_citation_names_outlet_title_day_and_words() -> None:
    hit = hits()[0]
    text = citation(supporting(hit))
    assert str(hit.imprint.publisher) in text
    assert str(hit.imprint.title) in text
    assert " ".join(hit.passage.text.split()) in text


# --- views


def test_filters_choose_by_label_speaker_and_figures(bench: Workbench) -> None:
    items = bench.state.items

    def numbers(query: str) -> set[int]:
        return {item.number for item in chosen(items, View(query))}

    assert numbers("") == {item.number for item in items}
    assert numbers("label:contested label:opinion") == numbers("label:contested") | numbers("label:opinion")
    assert numbers("label:contested") == {item.number for item in items if label(item) == "contested"} != set()
    assert (
        numbers("who:hale")
        == {item.number for item in items if any("Hale" in link.source for link in item.claim.attribution)}
        != set()
    )
    assert numbers("worth>0.5") | numbers("worth<0.5") == numbers("")
    assert numbers("decided:yes") == set()
    assert numbers("HOUSEBOATS") == {
        item.number for item in items if "houseboats" in f"{item.claim.text} {item.claim.quote}".lower()
    }


@pytest.mark.parametrize("query", ["mood:good", "worth>much", "label:true", "decided>1"])
def test_a_filter_without_sense_is_refused_by_name(query: str) -> None:
    with pytest.raises(InputError):
        parsed(query)


def test_every_order_shows_the_same_claims(bench: Workbench) -> None:
    everything = {item.number for item in bench.state.items}
    for order in ORDERS:
        assert {item.number for item in chosen(bench.state.items, View("", order))} == everything
    worths = [item.claim.worthiness.score for item in chosen(bench.state.items, View("", "worth"))]
    assert worths == sorted(worths, reverse=True)


def test_a_persons_decision_stands_beside_the_verdict(bench: Workbench) -> None:
    verdict = bench.item.finding and bench.item.finding.verdict
    called(bench, "decide", {"label": "opinion", "note": "taste"})
    assert bench.item.finding is not None
    assert bench.item.finding.verdict == verdict
    assert label(bench.item) == "opinion"
    told = {row.key: row.value for row in rows(bench.item, bench.article, UNICODE)}
    assert "ada" in told["mine"]
    assert "taste" in told["mine"]


# --- the bench


def test_work_in_turn_waits_for_what_was_begun_before() -> None:
    bench, order = Bench(), []

    def work(name: str, pause_s: float) -> object:
        async def inner(job: Job) -> str:
            await asyncio.sleep(pause_s)
            order.append(name)
            return name

        return inner

    jobs = [bench.start(name, work(name, pause), in_turn=True) for name, pause in (("slow", 0.05), ("quick", 0.0))]  # type: ignore[arg-type]
    assert [job.future.result(timeout=10) for job in jobs] == ["slow", "quick"]
    assert order == ["slow", "quick"]
    bench.close()


def test_opening_another_article_does_not_mix_the_two(tmp_path: Path) -> None:
    checker = SampleChecker(settings_in(tmp_path))
    bench = opened(bench_in(tmp_path, checker))
    first = bench.opened_session()
    other = tmp_path / "other.txt"
    other.write_text(
        "Other news\n\nThe bridge was closed on Monday, the harbour board said. It rained.", encoding="utf-8"
    )
    checker.pause = asyncio.Event()
    job = bench.check()
    result(bench.open(str(other)))
    assert bench.article.text.startswith("The bridge was closed")
    second = bench.opened_session()
    count = len(first.journal.entries)
    assert bench.bench._loop is not None
    bench.bench._loop.call_soon_threadsafe(checker.pause.set)
    job.future.result(timeout=10)
    settled(bench)
    assert len(first.journal.entries) > count
    assert second.state.article == bench.article
    assert {entry.change.event.article_id for entry in first.journal.entries if entry.change.kind == "saw"} == {
        first.state.article.id  # type: ignore[union-attr]
    }
    bench.close()


def test_every_command_has_a_line_of_help_and_no_key_calls_two() -> None:
    keys = [command.key for command in COMMANDS.values() if command.key]
    assert len(keys) == len(set(keys))
    assert all(command.summary.endswith(".") for command in COMMANDS.values())


def test_a_publication_date_given_by_hand_counts(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    result(bench.paste("Bridge shut\n\nThe bridge was closed on Monday, the board said.", published="2024-03-06"))
    settled(bench)
    assert bench.article.published == Published(at=dt.datetime(2024, 3, 6), precision="day", zone=None, basis="given")
    bench.close()


def test_a_pasted_headline_may_be_as_short_as_a_masthead(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    result(
        bench.paste("Bridge shut\n\n4 May 2024\n\nThe Tarn bridge was shut on Friday, police said. Nobody was hurt.")
    )
    assert bench.article.title == "Bridge shut"
    assert bench.article.day == dt.date(2024, 5, 4)
    assert bench.article.text.startswith("The Tarn bridge")
    bench.close()


def test_without_an_llm_the_question_is_not_even_asked_for(bench: Workbench) -> None:
    with pytest.raises(ConfigError, match="`search` finds passages without one"):
        COMMANDS["ask"].fields[0].begin(bench)
