"""What rules see in a claim and a window, and who speaks in it."""

from datetime import date

import pytest

from claimcheck.neural.pairs import far_in_time, features, kinship, look
from claimcheck.neural.voices import named, same_party, voice


def seen(claim: str, window: str, *, published: date | None = None) -> dict[str, float]:
    return features(claim, window, passage=window, when=None, published=published)


def test_numbers_are_read_in_figures_and_words_and_those_of_dates_are_not() -> None:
    found = look("Twelve of the 1,200 seats, 3.5 percent of all, on 3 May 2024.", date(2024, 5, 4))
    assert {number.value for number in found.figures} == {12.0, 1200.0, 3.5}
    assert found.days == ((date(2024, 5, 3), date(2024, 5, 3)),)


def test_another_figure_is_told_from_a_missing_one() -> None:
    other = seen("Nine people died.", "Police said 14 people died.")
    missing = seen("Nine people died.", "Police said people died.")
    assert other["other_number"] == other["missing_number"] == 1.0 and other["same_number"] == 0.0
    assert missing["other_number"] == 0.0 and missing["missing_number"] == 1.0


def test_a_rival_figure_counts_the_same_thing() -> None:
    assert seen("164 people were on board.", "157 people were on board.")["other_number_same_unit"] == 1.0
    assert seen("164 people were on board.", "The ship is 157 metres long.")["other_number_same_unit"] == 0.0


def test_the_same_figure_in_other_words_is_the_same() -> None:
    found = seen("The fund paid 1.3 million crowns.", "It paid out 1,300,000 crowns.")
    assert found["same_number"] == 1.0 and found["missing_number"] == 0.0


def test_a_weekday_of_the_passage_is_reckoned_from_its_own_publication() -> None:
    window = "The bridge fell on Monday."
    same = seen("The bridge fell on 8 May 2023.", window, published=date(2023, 5, 9))
    other = seen("The bridge fell on 8 May 2023.", window, published=date(2022, 5, 9))
    assert (same["same_day"], same["other_day"]) == (1.0, 0.0)
    assert (other["same_day"], other["other_day"]) == (0.0, 1.0)


def test_every_feature_lies_between_nought_and_one() -> None:
    window = "The firm denied that anyone might leave; it has not cut jobs."
    found = features(
        "All 40 workers left Dunmere on 3 March, Ada Renn said.",
        window,
        passage=window,
        when=(date(2024, 3, 3), date(2024, 3, 3)),
        published=date(2020, 1, 1),
    )
    assert all(0.0 <= value <= 1.0 for value in found.values())
    assert found["denial"] == found["hedged"] == found["far_in_time"] == 1.0


def test_a_passage_from_long_before_the_article_or_full_of_strangers_is_no_kin() -> None:
    article = "Ada Renn opened the Halvick bridge in Dunmere."
    near = kinship("Ada Renn spoke.", published=date(2024, 3, 1), article=article, article_published=date(2024, 3, 4))
    far = kinship(
        "Oskar Lind of Senn.", published=date(2022, 3, 1), article=article, article_published=date(2024, 3, 4)
    )
    assert near == {"searched": 1.0, "older": 0.0, "foreign_names": 0.0}
    assert far == {"searched": 1.0, "older": 1.0, "foreign_names": 1.0}


def test_without_an_article_nothing_is_held_against_a_passage() -> None:
    found = kinship("Oskar Lind of Senn.", published=date(2022, 3, 1), article="", article_published=None)
    assert set(found.values()) == {0.0}


@pytest.mark.parametrize(
    ("published", "expected"),
    [(date(2024, 3, 5), 0.0), (date(2024, 3, 1), 1.0), (date(2026, 3, 1), 1.0)],
)
def test_a_passage_from_before_the_event_or_years_later_is_far(published: date, expected: float) -> None:
    assert far_in_time((date(2024, 3, 4), date(2024, 3, 4)), published) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Prime Minister Ilse Vandry", "Ms Vandry", True),
        ("Prime Minister Ilse Vandry", "Finance Minister Oskar Lind", False),
        ("the ministry", "foreign ministry", True),
        ("the interior ministry", "the defence ministry", False),
        ("ministry spokesman", "Kestovian foreign ministry", True),
        ("Kestovia's foreign ministry", "Kestovian foreign ministry", True),
        ("the prosecutors", "the public prosecutor's office", True),
        ("Bank of Senn", "the central bank", False),
    ],
)
def test_two_namings_of_one_speaker_meet_but_shared_titles_do_not_make_one(one: str, other: str, same: bool) -> None:
    assert same_party(one, other) is same_party(other, one) is same


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
    found = voice(window, (0, len(window)), claim="Nine people were hurt, the road was open.", claimant=claimant)
    assert found.kind == kind
    assert (found.name is None) == (name is None)
    if name is not None and found.name is not None:
        assert found.name.casefold() in name.casefold() or name.casefold() in found.name.casefold()


def test_a_pronoun_leads_back_to_the_speaker_before() -> None:
    passage = "Ada Renn said the bridge was shut. She added that nine people were hurt."
    found = voice(passage, (35, len(passage)), claim="Nine people were hurt.", claimant="Ada Renn")
    assert found.kind == "claimant"


def test_the_sentence_nearest_to_the_claim_decides_who_speaks() -> None:
    passage = "The ferry sank at noon. Ada Renn said the weather had been fine."
    whole = (0, len(passage))
    assert voice(passage, whole, claim="The ferry sank at noon.", claimant="Ada Renn").kind == "outlet"
    assert voice(passage, whole, claim="The weather was fine.", claimant="Ada Renn").kind == "claimant"


def test_a_role_makes_the_spokesman_and_his_office_one() -> None:
    passage = "There are 121 survivors, according to the coastguard."
    heard = voice(passage, (0, len(passage)), claim="121 people survived.", claimant="Aled Merchant")
    with_role = voice(
        passage, (0, len(passage)), claim="121 people survived.", claimant="Aled Merchant", role="coastguard spokesman"
    )
    assert (heard.kind, with_role.kind) == ("other", "claimant")


def test_a_claimant_who_is_named_where_no_cue_is_known_still_speaks() -> None:
    passage = "The electoral commission gave the turnout as 67.4 percent."
    heard = voice(passage, (0, len(passage)), claim="Turnout was 67.4 percent.", claimant="electoral commission")
    assert heard.kind == "claimant"


def test_a_denial_is_heard_as_one() -> None:
    passage = "The minister denied that the bridge was unsafe."
    assert voice(passage, (0, len(passage)), claim="The bridge was unsafe.", claimant=None).denied
