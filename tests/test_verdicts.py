"""What the evidence makes of a claim: the rows of the label table, the order of the reasons, and what must change nothing."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from claimcheck.claims import Attribution, Claim, Span, Worthiness
from claimcheck.evidence import Evidence, Imprint, Passage, Policy, Verdict
from claimcheck.verdicts import anonymous, decide, said

PLAIN = Policy()
TEXT = "The reservoir above Tarn Hollow was drained in May."


def claim(*sources: str, checkable: bool = True) -> Claim:
    return Claim(
        id="c-1",
        article_id="a-1",
        text=TEXT,
        quote=TEXT,
        span=Span(start=0, end=len(TEXT)),
        attribution=tuple(Attribution(source=source, mode="indirect") for source in sources),
        checkable=checkable,
        worthiness=Worthiness(score=0.5, terms=()),
    )


def found(origin: str = "o-1", stance: str = "supports", *, document: str | None = None, **more: Any) -> Evidence:
    document = document or f"d-{origin}"
    publisher = more.pop("publisher", f"Paper {origin}")
    imprint = Imprint(document_id=document, title=None, publisher=publisher, url=None, published=None, origin_id=origin)
    passage = Passage(id=f"p-{document}", document_id=document, span=Span(start=0, end=len(TEXT)), text=TEXT)
    return Evidence(
        passage=passage,
        imprint=imprint,
        snippet_span=None if stance == "silent" else Span(start=0, end=len(TEXT)),
        stance=stance,
        origin_id=origin,
        rationale="made by hand",
        **more,
    )


def verdict(evidence: Sequence[Evidence], *sources: str, policy: Policy = PLAIN, checkable: bool = True) -> Verdict:
    return decide(claim(*sources, checkable=checkable), evidence, policy)


def outcome(evidence: Sequence[Evidence], *sources: str, policy: Policy = PLAIN) -> tuple[str | None, str | None]:
    made = verdict(evidence, *sources, policy=policy)
    return made.label, made.reason


SILENT = found("o-s", "silent")
OFF_TOPIC = found("o-off", "silent", on_topic=False)
QUALIFIES = found("o-q", "qualifies")
COPY = found("o-own", independent=False)
RELAY = found("o-r", voice="the ministry", voice_kind="claimant", said="supports")


# Opinion


@pytest.mark.parametrize("stance", ["supports", "refutes", "qualifies", "silent"])
def test_what_cannot_be_checked_is_an_opinion_whatever_coverage_says(stance: str) -> None:
    made = verdict([found(stance=stance)], checkable=False)
    assert (made.label, made.reason) == ("opinion", None)
    assert (made.origins.supports, made.origins.refutes, made.origins.documents) == (0, 0, 0)


@pytest.mark.parametrize("sources", [(), ("Orla Fenn",), ("the Daily Quill", "Orla Fenn")])
def test_an_opinion_is_one_whoever_says_it(sources: tuple[str, ...]) -> None:
    assert verdict([], *sources, checkable=False).label == "opinion"


def test_whether_an_opinion_was_uttered_is_still_answered() -> None:
    made = verdict([found(stance="silent", said="supports")], "Orla Fenn", checkable=False)
    assert (made.label, made.said) == ("opinion", "supported")


def test_the_outlets_own_claim_has_no_claimant_whom_a_passage_could_relay() -> None:
    assert outcome([found(stance="silent", said="supports")]) == (None, "silent")


def test_a_passage_in_the_claimants_voice_relays_him_even_where_nobody_asked_what_he_said() -> None:
    relayed = found(voice="the ministry", voice_kind="claimant")
    assert outcome([relayed], "the ministry") == (None, "claimant-only")
    assert outcome([relayed]) == (None, "claimant-only")
    assert outcome([found(stance="silent", voice_kind="claimant")]) == (None, "silent")
    assert outcome([found()], policy=Policy(origins_needed=2)) == (None, "low-confidence")


def test_only_the_claimants_voice_in_support_relays_a_named_claimant() -> None:
    two = Policy(origins_needed=2)
    assert outcome([found()], "the ministry", policy=two) == (None, "low-confidence")
    assert outcome([found(stance="silent", voice_kind="claimant")], "the ministry") == (None, "silent")


# Supported


def test_one_independent_origin_in_its_own_voice_supports() -> None:
    made = verdict([found()])
    assert (made.label, made.reason) == ("supported", None)
    assert (made.origins.supports, made.origins.refutes, made.origins.documents) == (1, 0, 1)


def test_another_source_than_the_claimant_supports() -> None:
    assert outcome([found(voice="a lock-keeper", voice_kind="other")], "the ministry") == ("supported", None)


def test_the_claimants_word_beside_an_own_voice_does_not_take_support_away() -> None:
    made = verdict([RELAY, found("o-2")], "the ministry")
    assert (made.label, made.said, made.origins.supports) == ("supported", "supported", 1)


def test_silence_and_qualification_beside_support_change_nothing() -> None:
    assert outcome([SILENT, QUALIFIES, OFF_TOPIC, found()]) == ("supported", None)


def test_an_own_copy_beside_independent_support_is_not_counted() -> None:
    made = verdict([COPY, found("o-2")])
    assert (made.label, made.origins.supports, made.origins.documents) == ("supported", 1, 1)


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
        (4, "Four"),
        (5, "Five"),
        (6, "Six"),
        (7, "Seven"),
        (8, "Eight"),
        (9, "Nine"),
        (10, "10"),
    ],
)
def test_the_rationale_counts_origins_in_words(origins: int, words: str) -> None:
    made = verdict([found(f"o-{number}") for number in range(origins)])
    assert made.rationale.startswith(f"{words} independent origin{'' if origins == 1 else 's'} bear")


# Contested


@pytest.mark.parametrize("supporters", [0, 1, 7])
def test_one_refuting_origin_contests_whatever_else_supports(supporters: int) -> None:
    evidence = [found(f"o-{number}") for number in range(supporters)] + [found("o-no", "refutes")]
    made = verdict(evidence)
    assert (made.label, made.origins.supports, made.origins.refutes) == ("contested", supporters, 1)


def test_a_named_party_that_denies_it_contests() -> None:
    denial = found("o-2", "refutes", voice="Ansel Brook of the water board", voice_kind="other")
    assert outcome([found("o-1"), denial], "the ministry") == ("contested", None)


def test_the_claimants_own_later_correction_contests() -> None:
    correction = found("o-2", "refutes", voice="the ministry", voice_kind="claimant")
    assert outcome([correction], "the ministry") == ("contested", None)


def test_the_claimants_correction_outweighs_support_from_elsewhere() -> None:
    correction = found("o-2", "refutes", voice="the ministry", voice_kind="claimant")
    assert outcome([found("o-1"), correction], "the ministry") == ("contested", None)


def test_an_own_copy_cannot_contest() -> None:
    assert outcome([found("o-own", "refutes", independent=False)])[0] is None


def test_more_refuting_origins_can_be_asked_for() -> None:
    policy = Policy(refuting_origins_needed=2)
    assert outcome([found("o-1", "refutes")], policy=policy) == (None, "low-confidence")
    assert outcome([found("o-1", "refutes"), found("o-2", "refutes")], policy=policy) == ("contested", None)


def test_too_few_refuting_origins_still_keep_a_claim_from_being_supported() -> None:
    evidence = [found("o-1"), found("o-2", "refutes")]
    assert outcome(evidence, policy=Policy(refuting_origins_needed=2)) == (None, "low-confidence")


# Unverified: each reason


def test_nothing_found_is_no_coverage() -> None:
    assert outcome([]) == (None, "no-coverage")


def test_only_passages_about_other_matters_are_no_coverage() -> None:
    assert outcome([OFF_TOPIC]) == (None, "no-coverage")


def test_coverage_of_the_matter_that_says_nothing_on_it_is_silent() -> None:
    assert outcome([SILENT]) == (None, "silent")


def test_coverage_that_only_qualifies_is_silent() -> None:
    assert outcome([QUALIFIES]) == (None, "silent")


def test_only_copies_of_the_article_are_not_independent() -> None:
    assert outcome([COPY]) == (None, "not-independent")


def test_only_the_claimant_repeated_is_claimant_only() -> None:
    assert outcome([RELAY], "the ministry") == (None, "claimant-only")


def test_a_report_that_the_source_said_it_is_claimant_only_even_where_the_content_is_silent() -> None:
    assert outcome([found(stance="silent", said="supports")], "the ministry") == (None, "claimant-only")


def test_support_under_the_confidence_asked_for_is_low_confidence() -> None:
    assert outcome([found(confidence=0.4)], policy=Policy(minimum_confidence=0.7)) == (None, "low-confidence")


def test_the_claimant_repeated_by_many_outlets_is_still_claimant_only() -> None:
    relays = [found(f"o-{n}", voice="the ministry", voice_kind="claimant", said="supports") for n in range(9)]
    assert outcome(relays, "the ministry") == (None, "claimant-only")


# Unverified: the order of the reasons

GROUNDS = {
    "claimant-only": RELAY,
    "not-independent": COPY,
    "silent": SILENT,
    "no-coverage": OFF_TOPIC,
}


@pytest.mark.parametrize("first", range(len(GROUNDS)))
def test_of_several_reasons_the_first_in_the_fixed_order_is_given(first: int) -> None:
    names = list(GROUNDS)[first:]
    for order in permutations(names):
        assert outcome([GROUNDS[name] for name in order], "the ministry") == (None, names[0])


def test_a_relay_comes_before_support_of_too_little_confidence() -> None:
    evidence = [found("o-2", confidence=0.1), RELAY]
    assert outcome(evidence, "the ministry", policy=Policy(minimum_confidence=0.5)) == (None, "claimant-only")


def test_an_own_copy_comes_before_support_of_too_little_confidence() -> None:
    evidence = [found("o-2", confidence=0.1), COPY]
    assert outcome(evidence, policy=Policy(minimum_confidence=0.5)) == (None, "not-independent")


# Copies, repetition and origins


def test_twenty_copies_change_nothing() -> None:
    copies = [found("o-own", document=f"d-copy-{n}", independent=False) for n in range(20)]
    alone, flooded = verdict([found("o-1", "refutes")]), verdict([*copies, found("o-1", "refutes")])
    assert (flooded.label, flooded.origins) == (alone.label, alone.origins)
    assert outcome(copies) == outcome(copies[:1]) == (None, "not-independent")


def test_twenty_papers_of_one_wire_story_are_one_origin() -> None:
    papers = [found("o-wire", document=f"d-{n}") for n in range(20)]
    made = verdict(papers, policy=Policy(origins_needed=2))
    assert (made.label, made.reason) == (None, "low-confidence")
    assert (made.origins.supports, made.origins.documents) == (1, 20)


def test_twenty_papers_of_one_wire_story_do_not_outvote_a_denial() -> None:
    papers = [found("o-wire", document=f"d-{n}") for n in range(20)]
    made = verdict([*papers, found("o-2", "refutes")])
    assert (made.label, made.origins.supports, made.origins.refutes) == ("contested", 1, 1)


def test_two_passages_of_one_document_are_one_document() -> None:
    assert verdict([found("o-1"), found("o-1")]).origins.documents == 1


@pytest.mark.parametrize(("origins", "label"), [(1, None), (2, None), (3, "supported"), (4, "supported")])
def test_the_number_of_origins_asked_for_is_needed(origins: int, label: str | None) -> None:
    evidence = [found(f"o-{number}") for number in range(origins)]
    assert verdict(evidence, policy=Policy(origins_needed=3)).label == label


# Confidence


@pytest.mark.parametrize(
    ("confidence", "label"), [(None, "supported"), (0.69, None), (0.7, "supported"), (0.95, "supported")]
)
def test_evidence_counts_from_the_confidence_asked_for_on_and_always_without_one(
    confidence: float | None, label: str | None
) -> None:
    assert verdict([found(confidence=confidence)], policy=Policy(minimum_confidence=0.7)).label == label


def test_a_refutation_under_the_confidence_asked_for_does_not_contest() -> None:
    evidence = [found("o-1", confidence=0.9), found("o-2", "refutes", confidence=0.2)]
    made = verdict(evidence, policy=Policy(minimum_confidence=0.5))
    assert (made.label, made.origins.refutes) == ("supported", 0)


# Whether it was said


def test_an_independent_report_of_the_saying_settles_that_it_was_said() -> None:
    assert verdict([found(stance="silent", said="supports")], "Orla Fenn").said == "supported"


def test_a_denial_of_having_said_it_contests_the_saying_whatever_reports_it() -> None:
    evidence = [found("o-1", "silent", said="supports"), found("o-2", "silent", said="refutes")]
    assert verdict(evidence, "Orla Fenn").said == "contested"


def test_a_denial_by_any_link_of_a_chain_contests_the_saying() -> None:
    evidence = [found("o-1", "silent", said="supports"), found("o-2", "silent", said="refutes")]
    assert verdict(evidence, "the Daily Quill", "Orla Fenn").said == "contested"


def test_content_can_be_contested_although_it_was_said() -> None:
    made = verdict([found("o-1", "refutes", said="supports", voice_kind="other")], "Orla Fenn")
    assert (made.label, made.said) == ("contested", "supported")


@pytest.mark.parametrize("stance", ["silent", "qualifies", None])
def test_the_saying_is_open_where_coverage_does_not_settle_it(stance: str | None) -> None:
    assert verdict([found(stance="supports", said=stance)], "Orla Fenn").said is None


def test_the_outlets_own_voice_has_no_saying_to_settle() -> None:
    assert said(claim(), [found(said="supports"), found("o-2", said="refutes")]) is None


def test_a_copy_of_the_article_is_no_proof_that_it_was_said() -> None:
    assert verdict([found("o-own", said="supports", independent=False)], "Orla Fenn").said is None


@pytest.mark.parametrize(
    "source", ["two people", "US officials", "sources close to the talks", "residents", "a witness", " close aides "]
)
def test_nobody_can_tell_whether_an_anonymous_source_said_it(source: str) -> None:
    assert anonymous(source)
    assert verdict([found(stance="silent", said="supports")], source).said is None


UNNAMED = """
    official officials source sources person persons people insider insiders witness witnesses eyewitness eyewitnesses resident residents
    neighbor neighbors neighbour neighbours diplomat diplomats analyst analysts expert experts observer observers critics supporters
    aide aides employee employees workers colleague colleagues locals passenger passengers survivor survivors relatives activists campaigners
    traders economists investors users customers reports
"""
UNNAMED_WHOLE = """
    someone; somebody; an unnamed miller; a spokeswoman; a spokesman; a spokesperson; a person; a source; a man; a woman;
    one men; two men; three men; four men; several men; some men; two women; two persons; two others
"""
QUALIFIED = "who saw it; with a boat; in the know; at the mill; from Orven; of the guild; close to it; familiar with it; near the lock; , both old"


@pytest.mark.parametrize("source", UNNAMED.split())
def test_a_kind_of_people_is_anonymous_however_it_is_qualified(source: str) -> None:
    assert anonymous(f"several {source}".upper())
    assert all(anonymous(f"older {source} {more.strip()}") for more in QUALIFIED.split(";"))
    assert not anonymous(f"the {source} Society")


@pytest.mark.parametrize("source", [piece.strip() for piece in UNNAMED_WHOLE.split(";")])
def test_a_person_without_a_name_is_anonymous(source: str) -> None:
    assert anonymous(source)
    assert not anonymous(f"the {source} Fund")


def test_a_passage_that_qualifies_is_silent_coverage_whatever_its_topic() -> None:
    assert outcome([found("o-q", "qualifies", on_topic=False)]) == (None, "silent")
    assert outcome([OFF_TOPIC]) == (None, "no-coverage")


def test_the_rationale_of_an_opinion_says_that_no_evidence_could_settle_it() -> None:
    assert verdict([found()], checkable=False).rationale.startswith("No evidence about the world could settle this")


@pytest.mark.parametrize(
    "source",
    [
        "the ministry",
        "Orla Fenn",
        "the Society of Weavers",
        "Tarn Hollow council",
        "Human Resources",
        "Two Women Press",
    ],
)
def test_a_named_person_or_body_is_not_anonymous(source: str) -> None:
    assert not anonymous(source)


def test_the_innermost_source_decides_whether_a_chain_is_anonymous() -> None:
    evidence = [found(stance="silent", said="supports")]
    assert verdict(evidence, "the Daily Quill", "two people").said is None
    assert verdict(evidence, "two people", "Orla Fenn").said == "supported"


# Form of the result


def test_decisive_passages_come_first_and_silent_ones_last() -> None:
    settles_saying = found("o-said", "silent", said="supports")
    denies_saying = found("o-never", "silent", said="refutes")
    mixed = [SILENT, COPY, settles_saying, denies_saying, QUALIFIES, found("o-yes"), found("o-no", "refutes")]
    made = verdict(mixed, "Orla Fenn")
    assert {item.origin_id for item in made.evidence[:2]} == {"o-yes", "o-no"}
    assert [item.origin_id for item in made.evidence[2:]] == ["o-q", "o-said", "o-never", "o-own", "o-s"]


def test_all_evidence_is_kept_and_passages_of_one_rank_stay_as_found() -> None:
    evidence = [found(f"o-{number}") for number in range(6)]
    assert list(verdict(evidence).evidence) == evidence


def test_the_order_of_the_evidence_does_not_change_the_verdict() -> None:
    evidence = [RELAY, found("o-1"), found("o-2", "refutes"), SILENT]
    outcomes = {
        (made.label, made.reason, made.said, made.origins)
        for order in permutations(evidence)
        for made in [verdict(order, "the ministry")]
    }
    assert len(outcomes) == 1


def test_the_same_evidence_gives_the_same_verdict() -> None:
    evidence = [found("o-1"), QUALIFIES]
    assert verdict(evidence) == verdict(evidence)


def test_the_thresholds_in_force_are_recorded() -> None:
    policy = Policy(origins_needed=2, minimum_confidence=0.6)
    assert verdict([], policy=policy).policy == policy


def test_the_rationale_counts_origins_and_names_publishers() -> None:
    text = verdict([found("o-1", publisher="Valley Tribune"), found("o-2", publisher="Orven Courier")]).rationale
    assert "two independent origins" in text.lower()
    assert "Valley Tribune" in text
    assert "Orven Courier" in text


@pytest.mark.parametrize(
    ("publishers", "shown"),
    [
        ([None], "One independent origin bears it out, and"),
        (["Quill", "Quill"], " (Quill), "),
        (["Quill", "Tern", "Marl"], " (Quill, Tern, Marl), "),
        (["Quill", "Tern", "Marl", "Fenn"], " (Quill, Tern, Marl, ...), "),
    ],
)
def test_the_rationale_names_three_publishers_and_says_where_there_are_more(
    publishers: list[str | None], shown: str
) -> None:
    made = verdict([found(f"o-{number}", publisher=name) for number, name in enumerate(publishers)])
    assert shown in made.rationale


def test_a_verdict_has_a_label_or_a_reason_and_never_both() -> None:
    for label, reason in ((None, None), ("supported", "silent")):
        with pytest.raises(ValueError, match="either a label or a reason"):
            Verdict(claim_id="c-1", label=label, reason=reason, said=None, rationale="")


# Wording


def test_a_contested_claim_says_how_many_stand_on_each_side() -> None:
    one = verdict([found("o-no", "refutes")])
    two = verdict([found("o-no", "refutes"), found("o-nay", "refutes"), found("o-yes")])
    assert one.rationale.startswith("One independent origin refutes it")
    assert two.rationale.startswith("Two independent origins refute it")
    assert two.rationale.endswith("), one independent origin bears it out.")


def test_the_rationale_says_how_many_origins_would_be_needed_where_one_is_not_enough() -> None:
    few = verdict([found()], policy=Policy(origins_needed=2))
    unsure = verdict([found(confidence=0.1)], policy=Policy(minimum_confidence=0.5))
    assert few.rationale.endswith("Two independent origins would be needed.")
    assert unsure.rationale.endswith("is not enough to decide on.")


def test_a_copy_that_is_silent_is_no_ground_for_not_independent() -> None:
    assert outcome([found("o-own", "silent", independent=False)]) == (None, "no-coverage")


def test_the_claimants_own_doubt_is_no_lack_of_confidence() -> None:
    policy = Policy(refuting_origins_needed=2)
    assert outcome([found(stance="refutes", voice_kind="claimant")], policy=policy) == (None, "silent")
    assert outcome([found(stance="refutes")], policy=policy) == (None, "low-confidence")
