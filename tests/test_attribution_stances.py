"""Stances that no rule knows: whose they are and what they are about, by hand-given chances; and what the shipped weights take for cues."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from claimcheck.attribution import Attributed, attributions
from claimcheck.attribution.stances import NAMED, SURE
from claimcheck.attribution.unit import Unit, units
from claimcheck.checker import Checker
from claimcheck.errors import WeightsError
from claimcheck.evaluation.public.forms import FORMS, AttributedRow
from claimcheck.evaluation.public.measuring import measure
from claimcheck.neural.cues import TrainedCues
from claimcheck.neural.weights import FOLDER
from claimcheck.settings import Settings
from claimcheck.text import sentences


class Pointed:
    """A tagger by hand: one word with one chance."""

    def __init__(self, word: str, chance: float = 0.9) -> None:
        self.word = word
        self.chance = chance

    def chances(self, unit: Unit) -> Sequence[float]:
        return [self.chance if token.text == self.word else 0.0 for token in unit.tokens]


def stances(text: str, tagger: Pointed, *, broad: bool = True) -> list[Attributed]:
    return [one for one in attributions(text, sentences(text), broad=broad, tagger=tagger) if one.sort == "attitude"]


@pytest.mark.parametrize(
    ("text", "word", "source", "cue", "content"),
    [
        ("Unions seethed over the plan.", "seethed", "Unions", "seethed over", ["the plan"]),
        ("The plan was lauded by unions.", "lauded", "unions", "was lauded", ["The plan"]),
        ("The plan was slated for its cost.", "slated", None, "was slated", ["The plan", "its cost"]),
        ("They like Ann Krol's scorn for the plan.", "scorn", "Ann Krol", "scorn for", ["the plan"]),
        ("Krol: The plan will fail.", ":", "Krol", ":", ["The plan will fail"]),
        ("The plant reportedly lost staff; it is shut.", "reportedly", None, "reportedly", ["The plant reportedly lost staff"]),
        ("Krol has voted for the plan.", "voted", "Krol", "has voted for", ["the plan"]),
        ("Krol fumed.", "fumed", "Krol", "fumed", []),
    ],
)  # fmt: skip
def test_a_stance_has_its_holder_and_its_matter(
    text: str, word: str, source: str | None, cue: str, content: list[str]
) -> None:
    [found] = stances(text, Pointed(word))
    link = found.chain[-1]
    assert (link.source_span.of(text) if link.source_span else None) == source
    assert link.cue_span is not None and link.cue_span.of(text) == cue
    assert [span.of(text) for span in found.content] == content


def test_a_word_under_the_first_chance_is_no_cue_and_under_the_second_names_nobody() -> None:
    text = "Unions seethed over the plan."
    assert stances(text, Pointed("seethed", SURE)) == []
    [unsure] = stances(text, Pointed("seethed", NAMED))
    assert unsure.chain[-1].source_span is None
    [sure] = stances(text, Pointed("seethed", NAMED + 0.01))
    assert sure.chain[-1].source_span is not None


def test_a_tagger_adds_nothing_to_the_reading_that_claims_are_cut_from() -> None:
    text = "Unions seethed over the plan. It will fail, Ann Krol said."
    assert attributions(text, sentences(text), tagger=Pointed("seethed")) == attributions(text, sentences(text))


def test_a_cue_that_a_rule_found_is_not_found_twice() -> None:
    text = "Ann Krol said the plan will fail."
    assert len(attributions(text, sentences(text), broad=True, tagger=Pointed("said"))) == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Union leaders railed against the plan on Friday.", "railed"),
        ("She has drawn criticism from the unions.", "drawn"),
        ("Residents are wary of the plan.", "wary"),
        ("Mayor Says Bridge Will Close.", "Says"),
    ],
)
def test_the_shipped_weights_know_a_stance(text: str, word: str) -> None:
    [unit] = units(text, sentences(text))
    chances = TrainedCues().chances(unit)
    [place] = [n for n, token in enumerate(unit.tokens) if token.text == word]
    assert chances[place] == max(chances) > SURE


def test_the_shipped_weights_find_no_stance_in_what_happens() -> None:
    text = "The lorry left the depot at dawn and hit a wall near the river."
    [unit] = units(text, sentences(text))
    assert max(TrainedCues().chances(unit)) < SURE


def test_quoted_words_are_no_cues() -> None:
    text = 'The sign read: "They criticised the plan".'
    [unit] = units(text, sentences(text))
    chances = TrainedCues().chances(unit)
    assert all(chances[n] == 0 for n in range(len(unit.tokens)) if unit.quoted[n] >= 0)


def test_missing_weights_are_one_clear_line(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "manifest.json", tmp_path)
    text = "Unions seethed."
    [unit] = units(text, sentences(text))
    with pytest.raises(WeightsError, match=r"'cues\.npz' are missing"):
        TrainedCues(folder=tmp_path).chances(unit)


def test_the_public_set_is_read_with_the_tagger_or_by_rules_alone() -> None:
    text = "Unions seethed over the plan."
    row = AttributedRow("f:1", text, ((7, 14),))
    for tagger, f1, name in ((Pointed("seethed"), 1.0, "rules and trained cues"), (None, None, "rules")):
        found = measure(FORMS["polnear"], [row], None, limit=None, seed=1, tagger=tagger)  # type: ignore[arg-type]
        assert (found.figures["sentence_f1"].value or None, found.engine) == (f1, name)


def test_the_settings_leave_the_shipped_weights_out(tmp_path: Path) -> None:
    for cues, tagged in (("trained", True), ("rules", False)):
        settings = Settings.model_validate({"home": tmp_path, "offline": {"cues": cues}})
        with Checker(settings) as checker:
            assert (checker.cues() is not None) == tagged


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Imran Qureshi, who has run the kiosk since 1992, says footfall has halved.", "Imran Qureshi"),
        ("Sen. Odd Paul, R-Ky., told Fenn News that polls could be wrong.", "Odd Paul"),
        ("While one company says there are 12 mines, another says there are 14.", "another"),
    ],
)
def test_a_speaker_is_found_across_an_aside(text: str, speaker: str) -> None:
    found = attributions(text, sentences(text))
    assert speaker in [one.chain[-1].speaker.name for one in found]
