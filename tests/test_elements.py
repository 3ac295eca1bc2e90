"""A claim's numbers, names and dates against its article: quiet where wording differs, loud where something was made up."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck import dates
from claimcheck.claims import When
from claimcheck.elements import missing_elements, names

ARTICLE = (
    "Kestovia's foreign minister, Ilse Vandry, met the World Harvest Council in Port Orven on Friday. Some 1,200 farmers, a third "
    "of them from the Ilza valley, had lost 18 percent of their crop since 2019, the council said on 3 May. Both envoys left after "
    "two hours. The Bank of Senn lent €4.2m to Hollins & Wray, the U.S. firm said."
)
FRIDAY = When(expression="on Friday", start=date(2021, 3, 19), end=date(2021, 3, 19), precision="day")
SPRING = When(expression="since then", start=date(2020, 11, 1), end=date(2021, 3, 23), precision="range")


def flags(claim: str, *, when: When | None = None, known: tuple[When, ...] = ()) -> tuple[str, ...]:
    return missing_elements(claim, ARTICLE, when=when, known=known)


@pytest.mark.parametrize(
    "claim",
    [
        "Ilse Vandry met the World Harvest Council in Port Orven.",
        "Vandry's ministry is Kestovian.",
        "Kestovians farm the Ilza valley.",
        "The WHC met in Port Orven.",
        "Some 1200 farmers lost 18% of their crop.",
        "Twelve hundred farmers lost eighteen per cent of their crop.",
        "A third of the farmers are from the Ilza valley.",
        "Two envoys left after 2 hours.",
        "Hollins & Wray borrowed 4.2 million euros from the Bank of Senn.",
        "The US firm borrowed €4,200,000.",
        "The council spoke on 3 May.",
        "The council spoke on May 3.",
        "Farmers have lost crops since 2019.",
        "Officials met on Friday.",
        "Talks were held in one room.",
        "First, the minister spoke.",
        "",
    ],
)
def test_a_claim_in_other_words_is_not_flagged(claim: str) -> None:
    assert flags(claim) == ()


@pytest.mark.parametrize(
    ("claim", "flag"),
    [
        ("Some 40 farmers lost their crop.", "number 40 is not in the article"),
        ("Some 1,300 farmers lost their crop.", "number 1,300 is not in the article"),
        ("Half of the farmers left.", "number Half is not in the article"),
        ("They lost 81 percent.", "number 81 is not in the article"),
        ("The bank lent €4.2bn.", "number €4.2bn is not in the article"),
        ("Seven envoys left.", "number Seven is not in the article"),
        ("The minister met Torbel in Port Orven.", "name 'Torbel' is not in the article"),
        ("Torbel met the council.", "name 'Torbel' is not in the article"),
        ("Ilse Quillan met the council.", "name 'Quillan' is not in the article"),
        ("The minister met the WTO.", "name 'WTO' is not in the article"),
        ("The council spoke on 4 May.", "date '4 May' is not in the article"),
        ("The council spoke on 3 June.", "date '3 June' is not in the article"),
        ("The council spoke on 3 May 1999.", "date '3 May 1999' is not in the article"),
        ("The council spoke in July.", "month 'July' is not in the article"),
        ("They met on Sunday.", "day 'Sunday' is not in the article"),
        ("They have lost crops since 2017.", "number 2017 is not in the article"),
    ],
)
def test_what_the_article_does_not_hold_is_flagged(claim: str, flag: str) -> None:
    assert flags(claim) == (flag,)


@pytest.mark.parametrize(
    ("claim", "when"),
    [
        ("They met on 19 March 2021.", FRIDAY),
        ("They met on March 19, 2021.", FRIDAY),
        ("They met in March 2021.", FRIDAY),
        ("They met on Friday 19 March 2021.", FRIDAY),
        ("They lost crops between November 2020 and 23 March 2021.", SPRING),
        ("They lost crops in January 2021.", SPRING),
        ("They lost crops from 1 to 3 December 2020.", SPRING),
        ("They left before 24 March 2021.", SPRING),
    ],
)
def test_a_resolved_date_may_be_written_out(claim: str, when: When) -> None:
    assert flags(claim, when=when) == ()
    assert flags(claim, known=(when,)) == ()


@pytest.mark.parametrize(
    ("claim", "flag"),
    [
        ("They met on 18 March 2021.", "date '18 March 2021' is not in the article"),
        ("They met on 19 March 2020.", "date '19 March 2020' is not in the article"),
        ("They met on 20 March 2021.", "date '20 March 2021' is not in the article"),
        ("They met in April.", "month 'April' is not in the article"),
        ("They met in March 2022.", "number 2022 is not in the article"),
        ("They met on Saturday.", "day 'Saturday' is not in the article"),
    ],
)
def test_another_date_than_the_resolved_one_is_flagged(claim: str, flag: str) -> None:
    assert flags(claim, when=FRIDAY) == (flag,)


def test_the_year_of_a_printed_date_may_be_that_of_another_resolved_one() -> None:
    assert flags("The council spoke on 3 May 2021.", known=(FRIDAY,)) == ()
    assert flags("The council spoke on 3 May 2022.", known=(FRIDAY,)) == ("date '3 May 2022' is not in the article",)
    dated = "The council spoke on 3 May 2019 and again in 2021."
    assert missing_elements("It spoke on 3 May 2021.", dated, when=None) == ("date '3 May 2021' is not in the article",)
    assert missing_elements("It spoke on 3 May 2019.", dated, when=None) == ()
    assert missing_elements("It spoke on 3 May 2019.", "Printed 2019-05-03.", when=None) == ()
    assert missing_elements("It spoke on 3 and 4 May.", dated, when=None) == (
        "date '3 and 4 May' is not in the article",
    )


def test_an_unresolved_date_vouches_for_nothing() -> None:
    unknown = When(expression="on Friday", start=None, end=None, precision=None, unresolved="publication date unknown")
    assert flags("They met on 19 March 2021.", when=unknown) == ("date '19 March 2021' is not in the article",)


def test_several_things_made_up_are_several_lines() -> None:
    assert flags("Torbel paid 40 crowns on 4 May.") == (
        "date '4 May' is not in the article",
        "number 40 is not in the article",
        "name 'Torbel' is not in the article",
    )


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The Bank of Senn sued Ilse Marr.", ["Bank of Senn", "Ilse Marr"]),
        ("Officials said Mr. Oduya's car was stolen on Friday in May.", ["Oduya"]),
        ("Hollins & Wray of Port Orven left.", ["Hollins & Wray of Port Orven"]),
        ("Twenty-two people left Senn, Holm and Brae.", ["Senn", "Holm", "Brae"]),
        ("It was 37.1C in Hartlow.", ["Hartlow"]),
        ("The prime minister resigned.", []),
        ("", []),
    ],
)
def test_names_are_runs_of_capitalised_words(text: str, phrases: list[str]) -> None:
    assert [span.of(text) for span in names(text)] == phrases


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_makes_it_raise(claim: str, article: str) -> None:
    assert isinstance(missing_elements(claim, article, when=None), tuple)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(ARTICLE) - 20), st.integers(10, 90))
def test_an_articles_own_words_are_never_flagged(start: int, length: int) -> None:
    words = ARTICLE[start : start + length].split(" ")[1:-1]
    assert flags("so " + " ".join(words)) == ()


def test_few_sound_claims_of_the_gold_set_are_flagged() -> None:
    folder = Path(__file__).parents[1] / "eval" / "datasets" / "newsroom"
    if not folder.exists():
        pytest.skip("the gold set is not part of this installation")
    claims, flagged = 0, 0
    for path in sorted(folder.rglob("claims.jsonl")):
        articles = {
            row["id"]: row for row in map(json.loads, path.with_name("articles.jsonl").read_text("utf-8").splitlines())
        }
        for claim in map(json.loads, path.read_text("utf-8").splitlines()):
            claims += 1
            flagged += bool(_flags_of(claim, articles[claim["article_id"]]))
    assert flagged <= claims * 0.02


def _flags_of(claim: dict[str, object], article: dict[str, str]) -> tuple[str, ...]:
    text = f"{article['title']}\n{article['text']}\n{article['publisher']}"
    day = date.fromisoformat(article["published"][:10]) if article["published"] else None
    known = [dates.resolve(found.expression, published=day, sentence=text) for found in dates.find(text)]
    if day:
        known.append(When(expression="published", start=day, end=day, precision="day"))
    span = claim["when"]
    when = When(expression="", precision="range", **span) if isinstance(span, dict) else None
    return missing_elements(str(claim["text"]), text, when=when, known=known)
