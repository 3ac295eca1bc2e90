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


WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NTHS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth twentieth"
)
MEASURES = "long high tall deep wide away race thick"
NO_UNITS = "of and or to in on at the a for by from with per who that were was are is had have"


@pytest.mark.parametrize(
    ("value", "word"), [*enumerate(WORDS.split()), *zip(range(20, 100, 10), TENS.split(), strict=True)]
)
def test_every_number_word_is_a_number(value: int, word: str) -> None:
    assert read(f"{word} boats") == [(word, value, "boat")]
    assert read(f"{word.capitalize()} million boats") == [(f"{word.capitalize()} million", (value or 1) * 1e6, "boat")]


@pytest.mark.parametrize(("value", "word"), list(enumerate(NTHS.split(), start=1)))
def test_every_ordinal_word_is_an_ordinal(value: int, word: str) -> None:
    assert read(f"the {word} boat") == [(word, value, "ordinal")]


@pytest.mark.parametrize(("value", "words"), [(31, "31st"), (22, "22nd"), (3, "3rd"), (4, "4th")])
def test_figures_with_an_ending_are_ordinals(value: int, words: str) -> None:
    assert read(f"the {words} boat") == [(words, value, "ordinal")]


@pytest.mark.parametrize(
    ("factor", "scale"),
    [
        (1e2, "hundred"), (1e3, "thousand"), (1e3, "k"), (1e6, "million"), (1e6, "mln"), (1e6, "mn"), (1e6, "m"),
        (1e9, "billion"), (1e9, "bln"), (1e9, "bn"), (1e12, "trillion"), (1e12, "trn"), (1e12, "tn"),
    ],
)  # fmt: skip
def test_figures_are_multiplied_by_their_scale(factor: float, scale: str) -> None:
    gap = " " if len(scale) > 1 else ""
    assert read(f"3{gap}{scale} boats") == [(f"3{gap}{scale}", 3 * factor, "boat")]


@pytest.mark.parametrize(
    ("factor", "scale"),
    [(1e2, "hundred"), (12, "dozen"), (1e3, "thousand"), (1e6, "million"), (1e9, "billion"), (1e12, "trillion")],
)
def test_words_are_multiplied_by_their_scale(factor: float, scale: str) -> None:
    assert read(f"three {scale} boats") == [(f"three {scale}", 3 * factor, "boat")]
    assert read(f"a {scale} boats") == [(f"a {scale}", factor, "boat")]


@pytest.mark.parametrize(
    ("part", "parts"),
    [
        (2, "halves"), (3, "thirds"), (4, "quarters"), (5, "fifths"), (6, "sixths"), (7, "sevenths"), (8, "eighths"), (9, "ninths"), (10, "tenths"),
    ],
)  # fmt: skip
def test_parts_are_fractions_of_which_there_are_fewer_than_make_a_whole(part: int, parts: str) -> None:
    for value, count in enumerate(WORDS.split()[1:part], start=1):
        assert read(f"{count} {parts} of the boats")[0] == (f"{count} {parts}", round(value / part, 4), "fraction")
    if part > 2:
        assert read(f"{WORDS.split()[part]} {parts}")[0][:2] == (WORDS.split()[part], part)


@pytest.mark.parametrize(
    ("text", "words", "value", "unit"),
    [
        ("two halves", "two halves", 1, "fraction"),
        ("an eighth of voters", "an eighth", 0.125, "fraction"),
        ("a third boat", "third", 3, "ordinal"),
        ("a third", "a third", 0.3333, "fraction"),
        ("a third official", "third", 3, "ordinal"),
        ("A$5", "A$5", 5, "A$"),
        ("C$ 5", "C$ 5", 5, "C$"),
        ("£5 boats", "£5", 5, "£"),
        ("¥5", "¥5", 5, "¥"),
        ("the £ 4 fee", "£ 4", 4, "£"),
        ("0⅓", "0⅓", 0.3333, None),
        ("1⅔", "1⅔", 1.6667, None),
        ("1¼", "1¼", 1.25, None),
        ("1¾", "1¾", 1.75, None),
        ("3 ties", "3", 3, "tie"),
        ("3 flies", "3", 3, "fly"),
        ("3 glass jars", "3", 3, "glass"),
        ("3 sheep", "3", 3, "sheep"),
        ("18 pc", "18", 18, "percent"),
        ("18 per person", "18", 18, None),
        ("three-year terms", "three", 3, "year"),
        ("nineteen hundred", "nineteen hundred", 1900, None),
        ("two dozen thousand", "two dozen thousand", 24_000, None),
        ("twenty one votes", "twenty one", 21, "vote"),
        ("two-hundred votes", "two-hundred", 200, "vote"),
        ("3 MILLION votes", "3 MILLION", 3_000_000, "vote"),
        ("3-million votes", "3-million", 3_000_000, "vote"),
        ("3 thousandths", "3", 3, "thousandth"),
        ("5thousand votes", "5thousand", 5000, "vote"),
        ("5kg", "5", 5, None),
        ("40m longboats", "40m", 40_000_000, "longboat"),
        ("3.45 litres", "3.45", 3.45, "litre"),
        ("1,200.75 crowns", "1,200.75", 1200.75, "crown"),
        ("Two thirds", "Two thirds", 0.6667, "fraction"),
        ("HALF of them", "HALF", 0.5, "fraction"),
        ("Third place", "Third", 3, "ordinal"),
        ("a third  official", "third", 3, "ordinal"),
        ("18percent", "18", 18, "percent"),
        ("18 PERCENT", "18", 18, "percent"),
        ("18 percentiles", "18", 18, "percentile"),
        ("3 percentages", "3", 3, "percentage"),
        ("3 pcs", "3", 3, "pc"),
        ("12 offices", "12", 12, "office"),
        ("12 workers got 3 percent", "12", 12, "worker"),
        ("ninety-nine thousand two hundred and six", "ninety-nine thousand two hundred and six", 99_206, None),
        ("a hundred and two thousand", "a hundred and two thousand", 102_000, None),
    ],
)
def test_a_number_at_the_edge_has_its_words_value_and_unit(
    text: str, words: str, value: float, unit: str | None
) -> None:
    assert read(text)[0] == (words, value, unit)


@pytest.mark.parametrize("measure", MEASURES.split())
def test_metres_are_no_millions_and_kilometres_no_thousands(measure: str) -> None:
    assert read(f"a 40m {measure} at the mill") == [("40", 40, None)]
    assert read("a 40k boat") == [("40k", 40_000, "boat")]


@pytest.mark.parametrize("word", NO_UNITS.split())
def test_a_little_word_is_no_unit(word: str) -> None:
    assert read(f"12 {word} the hall") == [("12", 12, None)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("the 1998/99 season", [1998, 1999]),
        ("the 2023–24 season", [2023, 2024]),
        ("2023-2 and 2023-245", [2023, 2, 2023, 245]),
        ("12023-24", [12023, 24]),
        ("3023-24", [3023, 24]),
        ("between 2023 and 24", [2023, 24]),
        ("ab52 x9", []),
        ("£10€12", [10, 12]),
        ("24 boats in 2023-25", [24, 2023, 2025]),
        ("in 2019,300 boats", [2019, 300]),
        ("halfway home on behalf of firsthand news, headfirst", []),
        ("x 5", [5]),
        ("9 a", [9]),
    ],
)
def test_figures_are_read_as_they_stand_and_a_cut_year_with_its_century(text: str, values: list[float]) -> None:
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
