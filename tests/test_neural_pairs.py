"""What rules see in a claim and a window, and who speaks in it."""

from datetime import date

import pytest

from claimcheck.neural.pairs import far_in_time, features, figures, named, same_party, voice


def test_figures_are_read_without_grouping_and_spelt_ones_too() -> None:
    assert figures("Twelve of the 1,200 seats, 3.5% of all.") == {"12", "1200", "3.5"}


def test_another_figure_is_told_from_a_missing_one() -> None:
    other = features("Nine people died.", "Police said 14 people died.", when=None, published=None)
    missing = features("Nine people died.", "Police said people died.", when=None, published=None)
    assert other["other_number"] == 1.0 and other["same_number"] == 0.0
    assert missing["other_number"] == 0.0


def test_every_feature_lies_between_nought_and_one() -> None:
    seen = features(
        "All 40 workers left Dunmere on 3 March, Ada Renn said.",
        "The firm denied that anyone might leave; it has not cut jobs.",
        when=(date(2024, 3, 3), date(2024, 3, 3)),
        published=date(2020, 1, 1),
    )
    assert all(0.0 <= value <= 1.0 for value in seen.values())
    assert seen["denial"] == seen["hedged"] == seen["far_in_time"] == 1.0


@pytest.mark.parametrize(
    ("published", "expected"),
    [(date(2024, 3, 5), 0.0), (date(2024, 3, 1), 1.0), (date(2026, 3, 1), 1.0)],
)
def test_a_passage_from_before_the_event_or_years_later_is_far(published: date, expected: float) -> None:
    assert far_in_time((date(2024, 3, 4), date(2024, 3, 4)), published) == expected


def test_two_namings_of_one_speaker_meet_but_shared_titles_do_not_make_one() -> None:
    assert same_party("Prime Minister Ilse Vandry", "Ms Vandry")
    assert not same_party("Prime Minister Ilse Vandry", "Finance Minister Oskar Lind")


def test_a_claimant_is_named_by_surname_or_by_office() -> None:
    assert named("Ilse Vandry", "Vandry went home.")
    assert named("the interior ministry", "The ministry was silent.")
    assert not named("Ilse Vandry", "Oskar Lind went home.")


@pytest.mark.parametrize(
    ("window", "claimant", "kind", "name"),
    [
        ("Nine people were hurt in Dunmere on Friday.", None, "outlet", None),
        ("Nine people were hurt, Police Chief Ada Renn said.", "Ada Renn", "claimant", "Police Chief Ada Renn"),
        ("An army spokesman said the road was open.", "Ada Renn", "other", "An army spokesman"),
        ("According to the transport ministry, two faults led to the loss.", None, "other", "the transport ministry"),
    ],
)
def test_who_speaks_in_a_window(window: str, claimant: str | None, kind: str, name: str | None) -> None:
    found = voice(window, (0, len(window)), claimant=claimant)
    assert found.kind == kind
    assert (found.name is None) == (name is None)
    if name is not None and found.name is not None:
        assert name.startswith(found.name) or found.name.startswith(name)


def test_a_pronoun_leads_back_to_the_speaker_before() -> None:
    passage = "Ada Renn said the bridge was shut. She added that nine people were hurt."
    assert voice(passage, (35, len(passage)), claimant="Ada Renn").kind == "claimant"
