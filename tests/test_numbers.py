"""Numbers in figures and words, what they come to and what they count."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.numbers import numbers


def read(text: str) -> list[tuple[str, float, str | None]]:
    return [(number.span.of(text), round(number.value, 4), number.unit) for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "words", "value", "unit"),
    [
        ("1,200 men", "1,200", 1200, "men"),
        ("12 workers", "12", 12, "worker"),
        ("3 companies", "3", 3, "company"),
        ("3.4 million euros", "3.4 million", 3_400_000, "euro"),
        ("€4.2m", "€4.2m", 4_200_000, "€"),
        ("US$3bn", "US$3bn", 3_000_000_000, "US$"),
        ("$3 bn", "$3 bn", 3_000_000_000, "$"),
        ("2 trillion", "2 trillion", 2e12, None),
        ("5k", "5k", 5000, None),
        ("40m people", "40m", 40_000_000, "people"),
        ("a 40m-long dyke", "40", 40, None),
        ("40m high", "40", 40, None),
        ("3 km", "3", 3, "km"),
        ("7%", "7", 7, "percent"),
        ("18 percent", "18", 18, "percent"),
        ("18 per cent", "18", 18, "percent"),
        ("1.5 percentage points", "1.5", 1.5, "percent"),
        ("2½ hours", "2½", 2.5, "hour"),
        ("the 19th century", "19th", 19, "ordinal"),
        ("third place", "third", 3, "ordinal"),
        ("a fifth straight month", "fifth", 5, "ordinal"),
        ("three", "three", 3, None),
        ("twenty-one votes", "twenty-one", 21, "vote"),
        ("two hundred and twelve volunteers", "two hundred and twelve", 212, "volunteer"),
        ("one hundred thousand", "one hundred thousand", 100_000, None),
        ("two million three hundred thousand", "two million three hundred thousand", 2_300_000, None),
        ("a million", "a million", 1_000_000, None),
        ("a dozen", "a dozen", 12, None),
        ("two dozen", "two dozen", 24, None),
        ("half of them", "half", 0.5, "fraction"),
        ("two-thirds", "two-thirds", 0.6667, "fraction"),
        ("a third of voters", "a third", 0.3333, "fraction"),
        ("three quarters of it", "three quarters", 0.75, "fraction"),
        ("four quarters", "four", 4, "quarter"),
        ("nine of ten", "nine", 9, None),
        ("in 2024.", "2024", 2024, None),
    ],
)
def test_a_number_has_its_words_value_and_unit(text: str, words: str, value: float, unit: str | None) -> None:
    assert read(text)[0] == (words, value, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("five and six people", [5, 6]),
        ("26-28 October", [26, 28]),
        ("the 2023-24 season", [2023, 2024]),
        ("between 8 percent and 9 percent", [8, 9]),
        ("six in every ten", [6, 10]),
        ("1,200 men, a third of them over 60", [1200, 0.3333, 60]),
        ("the third quarter", [3]),
        ("someone often wondered about Denton", []),
        ("a man and an owl", []),
        ("B52s over the F-16 and Q3", [16]),
        ("", []),
    ],
)
def test_numbers_are_read_in_order_and_none_is_made_up(text: str, values: list[float]) -> None:
    assert [value for _, value, _ in read(text)] == values


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789,.%-½ ab€mkthousandfiveandhalfhundred", max_size=60))
def test_any_text_gives_numbers_in_order_and_apart(text: str) -> None:
    found = numbers(text)
    assert all(before.span.end <= after.span.start for before, after in itertools.pairwise(found))
    assert all(number.span.of(text) == number.span.of(text).strip() != "" for number in found)


@given(st.integers(0, 10**12))
def test_grouped_digits_and_plain_digits_are_the_same(value: int) -> None:
    assert (
        [number.value for number in numbers(f"{value:,}")]
        == [number.value for number in numbers(str(value))]
        == [value]
    )
