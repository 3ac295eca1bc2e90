"""The LLM engine's own work: what it sends, how far it believes what comes back. The answers are written by hand, for the plumbing."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from claimcheck.claims import Article, Claim, Extraction, Published, Span
from claimcheck.engines.llm import CLAIMS_A_CALL, PASSAGES_A_CALL, LLMEngine, grouped
from claimcheck.engines.offline import OfflineEngine
from claimcheck.errors import ServiceError, TruncatedAnswerError
from claimcheck.evidence import Evidence, Hit, Imprint, Passage
from claimcheck.neural.classifier import PropositionScore
from claimcheck.pipeline import Ask, Weighing
from claimcheck.prompts import Prompt
from claimcheck.settings import LLMSettings, WorthinessSettings
from claimcheck.usage import Meter

TEXT = (
    "Late on Tuesday, Mara Quill said the mill had closed in May. “It was a mistake,” she added. "
    "The Reed Board denied the charge. Why now?"
)
Answer = Callable[[Mapping[str, Any]], Mapping[str, Any] | Exception]


class Canned:
    """A chat room that gives prepared replies and remembers what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked: list[Mapping[str, Any]] = []

    async def ask(self, prompt: Prompt, inputs: Mapping[str, Any], *, reply: Any, stage: str, meter: Meter) -> Any:
        self.asked.append(inputs)
        answer = self._answer(inputs)
        if isinstance(answer, Exception):
            raise answer
        return reply.model_validate(answer)


def engine(answer: Answer) -> tuple[LLMEngine, Canned]:
    room = Canned(answer)
    return LLMEngine(room, settings=LLMSettings(), worthiness=WorthinessSettings()), room  # type: ignore[arg-type]


def article(text: str = TEXT, publisher: str | None = "Lakeside Post") -> Article:
    published = Published(at=dt.datetime(2024, 6, 6), precision="day", zone=None, basis="given")
    return Article(
        id="a-1", title="T", text=text, publisher=publisher, url=None, published=published, language="en", dropped=()
    )


def proposed(text: str, quote: str, *links: tuple[str, str | None, str], **more: Any) -> dict[str, Any]:
    chain = [{"source": source, "role": None, "cue": cue, "mode": mode} for source, cue, mode in links]
    return {
        "text": text, "quote": quote, "attribution": chain, "when": None, "said_when": None,
        "checkable": True, "kind": "event", **more,
    }  # fmt: skip


def extraction(*sentences: tuple[int, list[dict[str, Any]], str | None], text: str = TEXT) -> Extraction:
    entries = [{"n": n, "claims": claims, "none": none} for n, claims, none in sentences]
    made, _ = engine(lambda _: {"sentences": entries})
    return asyncio.run(made.extract(article(text), meter=Meter()))


class TestExtraction:
    def test_offsets_dates_and_ids_are_made_by_code(self) -> None:
        [claim] = extraction(
            (
                1,
                [
                    proposed(
                        "The mill closed.",
                        "the mill had closed in May",
                        ("Mara Quill", "said", "indirect"),
                        when="in May",
                        said_when="Late on Tuesday",
                    )
                ],
                None,
            )
        ).claims
        assert claim.span.of(TEXT) == claim.quote == "the mill had closed in May"
        assert claim.when is not None
        assert (claim.when.start, claim.when.end) == (dt.date(2024, 5, 1), dt.date(2024, 5, 31))
        [link] = claim.attribution
        assert link.source_span is not None and link.source_span.of(TEXT) == "Mara Quill"
        assert link.cue_span is not None and link.cue_span.of(TEXT) == "said"
        assert link.when is not None and link.when.start == dt.date(2024, 6, 4)

    def test_a_quote_that_is_not_in_the_article_is_dropped_and_named(self) -> None:
        made = extraction((3, [proposed("The mill closed.", "its looms had long been sold")], None))
        assert made.claims == ()
        assert [(one.text, one.reason) for one in made.dropped] == [("The mill closed.", "quote is not in the article")]

    def test_a_time_that_the_sentence_does_not_hold_is_no_time(self) -> None:
        [claim] = extraction(
            (3, [proposed("The charge is not so.", "denied the charge", when="on 3 June")], None)
        ).claims
        assert claim.when is None

    def test_every_sentence_without_a_claim_has_its_reason(self) -> None:
        made = extraction((2, [], "ambiguous"), (4, [], "no-claim"))
        reasons = {one.span.of(TEXT): one.reason for one in made.skipped}
        assert reasons["Why now?"] == "no-claim"
        assert reasons["“It was a mistake,” she added."] == "ambiguous"
        assert len(reasons) == 4

    def test_the_same_claim_in_two_places_is_one_with_both_spans(self) -> None:
        text = "The mill closed. The mill closed."
        twice = [(n, [proposed("The mill closed.", "The mill closed")], None) for n in (1, 2)]
        [claim] = extraction(*twice, text=text).claims
        assert (claim.span.start, [span.start for span in claim.also]) == (0, [17])

    def test_a_sentence_that_was_not_asked_about_is_not_believed(self) -> None:
        made = extraction((99, [proposed("X.", "The Reed Board")], None))
        assert made.claims == () and len(made.skipped) == 4

    def test_a_long_article_is_read_in_parts_and_a_cut_answer_in_halves(self) -> None:
        text = " ".join(f"Sentence number {n} ends here." for n in range(1, 31))

        def answer(inputs: Mapping[str, Any]) -> Mapping[str, Any] | Exception:
            if (inputs["first"], inputs["last"]) == (1, 25):
                return TruncatedAnswerError("cut off")
            numbers = range(inputs["first"], inputs["last"] + 1)
            return {"sentences": [{"n": n, "claims": [], "none": "no-claim"} for n in numbers]}

        made, room = engine(answer)
        found = asyncio.run(made.extract(article(text), meter=Meter()))
        assert sorted((one["first"], one["last"]) for one in room.asked) == [(1, 13), (1, 25), (14, 25), (26, 30)]
        assert len(found.skipped) == 30

    def test_one_failing_part_fails_the_article(self) -> None:
        made, _ = engine(lambda _: ServiceError("down"))
        with pytest.raises(ServiceError):
            asyncio.run(made.extract(article(), meter=Meter()))


PASSAGES = (
    "The mill shut on 3 May, workers told this paper.",
    "Quill repeated that the mill had closed. Our reporter found its gates locked.",
    "A chess club met.",
)


def hit(number: int) -> Hit:
    text = PASSAGES[number - 1]
    imprint = Imprint(
        document_id=f"d{number}",
        title=None,
        publisher=f"Paper {number}",
        url=None,
        published=None,
        origin_id=f"o{number}",
    )
    passage = Passage(id=f"p{number}", document_id=f"d{number}", span=Span(start=0, end=len(text)), text=text)
    return Hit(passage=passage, imprint=imprint, score=1.0, rank=number)


def ask(
    *numbers: int, source: str | None = "Mara Quill", checkable: bool = True, text: str = "The mill closed."
) -> Ask:
    links = ((source, "said", "indirect"),) if source else ()
    [claim] = extraction((1, [proposed(text, "the mill had closed", *links, checkable=checkable)], None)).claims
    return Ask(claim, tuple(hit(number) for number in numbers))


def pair(passage: int, stance: str, snippet: str | None, **more: Any) -> dict[str, Any]:
    return {
        "passage": passage, "stance": stance, "said": None, "voice": "outlet", "voice_name": None, "snippet": snippet,
        "why": "because", **more,
    }  # fmt: skip


def weighed(*pairs: dict[str, Any], asked: Ask | None = None) -> tuple[tuple[Evidence, ...], Meter]:
    made, _ = engine(lambda _: {"claims": [{"claim": 1, "passages": list(pairs)}]})
    out: list[Weighing] = []
    meter = Meter()
    asyncio.run(made.weigh(article(), [asked or ask(1, 2, 3)], meter=meter, push=out.append))
    return out[0].evidence, meter


class TestWeighing:
    def test_snippets_are_found_in_their_passage(self) -> None:
        evidence, meter = weighed(pair(1, "supports", "The mill shut on 3 May", voice="other", voice_name="workers"))
        assert evidence[0].snippet == "The mill shut on 3 May"
        assert (evidence[0].voice_kind, evidence[0].voice, evidence[0].origin_id) == ("other", "workers", "o1")
        assert meter.dropped_citations == 0

    def test_a_passage_that_is_left_out_is_about_something_else(self) -> None:
        evidence, _ = weighed(pair(1, "supports", "The mill shut"))
        assert [(item.stance, item.on_topic) for item in evidence] == [
            ("supports", True),
            ("silent", False),
            ("silent", False),
        ]

    def test_an_invented_citation_is_dropped_and_counted(self) -> None:
        evidence, meter = weighed(pair(1, "refutes", "The mill never stopped its looms, the council wrote"))
        assert evidence[0].stance == "silent"
        assert "citation dropped" in evidence[0].rationale
        assert meter.dropped_citations == 1

    def test_a_stance_without_words_is_dropped_and_counted(self) -> None:
        evidence, meter = weighed(pair(1, "supports", None))
        assert evidence[0].stance == "silent" and meter.dropped_citations == 1

    def test_two_voices_in_one_passage_are_two_pieces_of_evidence(self) -> None:
        evidence, _ = weighed(
            pair(1, "supports", "Quill repeated that the mill had closed", voice="claimant", said="supports"),
            pair(1, "supports", "Our reporter found its gates locked", said="silent"),
            asked=ask(2),
        )
        assert [(item.voice_kind, item.said) for item in evidence] == [("claimant", "supports"), ("outlet", "silent")]

    def test_the_same_entry_twice_counts_once(self) -> None:
        twice = pair(1, "supports", "The mill shut")
        evidence, _ = weighed(twice, twice, asked=ask(1))
        assert len(evidence) == 1

    def test_of_two_entries_the_one_with_real_words_stays(self) -> None:
        evidence, meter = weighed(
            pair(1, "refutes", "nobody ever said a word of this anywhere"),
            pair(1, "supports", "Our reporter found its gates locked"),
            pair(1, "silent", None),
            asked=ask(2),
        )
        assert [item.stance for item in evidence] == ["supports"]
        assert meter.dropped_citations == 1

    def test_passage_numbers_that_do_not_exist_are_not_believed(self) -> None:
        evidence, _ = weighed(pair(7, "supports", "The mill shut"), pair(0, "supports", "The mill shut"), asked=ask(1))
        assert [(item.stance, item.on_topic) for item in evidence] == [("silent", False)]

    def test_the_outlets_own_claim_has_no_said(self) -> None:
        evidence, _ = weighed(pair(1, "supports", "The mill shut", said="supports"), asked=ask(1, source=None))
        assert evidence[0].said is None

    def test_a_claim_that_the_answer_leaves_out_is_an_error_not_a_label(self) -> None:
        made, _ = engine(lambda _: {"claims": []})
        out: list[Weighing] = []
        asyncio.run(made.weigh(article(), [ask(1)], meter=Meter(), push=out.append))
        assert out[0].error == "the LLM's answer left this claim out"

    def test_a_claim_that_is_left_out_among_others_is_asked_for_once_more(self) -> None:
        made, room = engine(lambda _: {"claims": [{"claim": 1, "passages": []}]})
        out: list[Weighing] = []
        asks = [ask(1), ask(1, text="The mill shut.")]
        asyncio.run(made.weigh(article(), asks, meter=Meter(), push=out.append))
        assert [one.error for one in out] == [None, None]
        assert [len(one["claims"].splitlines()) for one in room.asked] == [2, 1]

    def test_a_group_whose_answer_is_cut_off_is_asked_in_halves(self) -> None:
        def answer(inputs: Mapping[str, Any]) -> Mapping[str, Any] | Exception:
            number = len(inputs["claims"].splitlines())
            if number > 1:
                return TruncatedAnswerError("cut off")
            return {"claims": [{"claim": 1, "passages": []}]}

        made, room = engine(answer)
        out: list[Weighing] = []
        asks = [ask(1), ask(1, text="The mill shut."), ask(2, text="The mill ended.")]
        asyncio.run(made.weigh(article(), asks, meter=Meter(), push=out.append))
        assert len(out) == 3 and all(one.error is None for one in out)
        assert len(room.asked) == 5

    def test_an_outage_is_every_claims_error(self) -> None:
        made, _ = engine(lambda _: ServiceError("no route"))
        out: list[Weighing] = []
        asyncio.run(made.weigh(article(), [ask(1), ask(2)], meter=Meter(), push=out.append))
        assert [one.error for one in out] == ["the LLM could not be asked: no route"] * 2

    def test_what_is_sent_names_speaker_time_and_opinions(self) -> None:
        made, room = engine(lambda _: {"claims": [{"claim": n, "passages": []} for n in (1, 2, 3)]})
        asks = [ask(1), ask(1, checkable=False), ask(1, source=None)]
        asyncio.run(made.weigh(article(), asks, meter=Meter(), push=lambda _: None))
        assert room.asked[0]["claims"].splitlines() == [
            "[1] (says: Mara Quill) The mill closed.",
            "[2] (says: Mara Quill; opinion) The mill closed.",
            "[3] (says: the article itself (Lakeside Post)) The mill closed.",
        ]
        assert room.asked[0]["passages"] == f"[1] (Paper 1, date unknown) {PASSAGES[0]}"


def some_claim(number: int) -> Claim:
    return ask(1).claim.model_copy(update={"id": f"c{number}"})


def test_groups_keep_within_claims_and_passages_of_a_call() -> None:
    def wide(first: int) -> Ask:
        hits = tuple(
            hit(1).model_copy(update={"passage": hit(1).passage.model_copy(update={"id": f"w{n}"})})
            for n in range(first, first + 8)
        )
        return Ask(some_claim(first), hits)

    same = [Ask(some_claim(n), (hit(1),)) for n in range(CLAIMS_A_CALL + 1)]
    assert [len(group) for group in grouped(same)] == [CLAIMS_A_CALL, 1]
    apart = [wide(8 * n) for n in range(PASSAGES_A_CALL // 8 + 1)]
    assert [len(group) for group in grouped(apart)] == [PASSAGES_A_CALL // 8, 1]


@pytest.mark.parametrize("engine_name", ["llm", "offline"])
def test_the_classifier_is_one_term_of_check_worthiness_on_both_engines(engine_name: str) -> None:
    class Sure:
        def classify(self, texts: Sequence[str]) -> list[PropositionScore]:
            return [PropositionScore(checkable=0.9, kind="event", kind_confidence=1.0, worthiness=0.75) for _ in texts]

    settings = WorthinessSettings(classifier=4.0)
    if engine_name == "offline":
        found = asyncio.run(
            OfflineEngine(judge=None, worthiness=settings, classifier=Sure()).extract(  # type: ignore[arg-type]
                article("The mill closed in May."), meter=Meter()
            )
        )
    else:
        room = Canned(
            lambda _: {
                "sentences": [{"n": 1, "claims": [proposed("The mill closed.", "The mill closed")], "none": None}]
            }
        )
        llm = LLMEngine(room, settings=LLMSettings(), worthiness=settings, worthy=lambda _: 0.75)  # type: ignore[arg-type]
        found = asyncio.run(llm.extract(article("The mill closed in May."), meter=Meter()))
    [claim] = found.claims
    assert {term.name: term.weight for term in claim.worthiness.terms}["classifier"] == 3.0
    assert claim.checkable
