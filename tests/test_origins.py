"""Which articles go back to one text: copies, parts, addresses and rewrites, and what must stay apart."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.claims import Article, Dropped, Published
from claimcheck.origins import (
    Trace,
    agencies,
    canonical_url,
    credited,
    mentioned,
    near_in_time,
    relation,
    retold,
    short_names,
    trace,
)

STORY = (
    "The council of Hallam closed the swing bridge on Monday after engineers found cracks in two of its bearings. "
    "Buses take the long way round by Marsh Street until the bearings are replaced, which may last five weeks. "
    "The harbour office had put off the work for two years because the steelworks lost its licence. "
    "Ottilie Brandt, who runs the office, hopes to buy the parts from a foundry in Ostrava before winter."
)
OTHER = (
    "A choir of ninety farmers sang on the frozen lake at Sund on Sunday while the ice cracked politely around them. "
    "Nobody fell in, though the conductor lost a boot and two basses. The choir meets again in a barn next month, "
    "provided that the cows agree to move over and that the tenors remember their parts this time."
)
REWRITE = (
    "Lorries and buses are shut out of Hallam's swing bridge: cracks were found in two bearings by engineers. "
    "Until they are replaced, in about five weeks, Marsh Street carries the buses. Work was put off for two years as the "
    "steelworks had no licence, and harbour office head Ottilie Brandt now turns to a foundry in Ostrava for parts."
)


def article(
    text: str = STORY,
    *,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    day: str | None = "2024-05-14",
    author: str | None = None,
    credits: tuple[str, ...] = (),
    dropped: tuple[Dropped, ...] = (),
) -> Article:
    at = None if day is None else dt.datetime.fromisoformat(day)
    published = None if at is None else Published(at=at, precision="day", zone=None, basis="given")
    return Article(
        id="a", title=title, text=text, publisher=publisher, author=author, url=url, published=published, language="en",
        agencies=credits, dropped=dropped,
    )  # fmt: skip


def related(one: Article, other: Article) -> str | None:
    return relation(trace(one), trace(other))


def words(count: int, start: int = 0) -> str:
    """So many words that share no run with others of another start."""
    return " ".join(f"word{number}x" for number in range(start, start + count))


# Copies


def test_the_same_text_is_a_copy_whatever_stands_around_it() -> None:
    assert (
        related(article(), article(publisher="Marl Ledger", url="https://ledger.example/b", day="2020-01-01")) == "copy"
    )


def test_a_text_of_a_few_words_is_a_copy_only_of_itself() -> None:
    assert (
        related(article("The bridge at Hallam is closed today."), article("The bridge at Hallam is closed today."))
        == "copy"
    )
    assert (
        related(article("The bridge at Hallam is closed today."), article("The bridge at Hallam is open today."))
        is None
    )


def test_two_empty_texts_are_no_copies() -> None:
    assert related(article(""), article("")) is None


def test_a_lightly_edited_text_is_a_copy() -> None:
    edited = STORY.replace("on Monday", "at noon").replace("hopes to buy", "wants to buy")
    assert related(article(), article(edited)) == "copy"


def test_another_story_is_independent() -> None:
    assert related(article(), article(OTHER)) is None


def test_a_story_inside_a_longer_text_is_a_part_and_the_longer_text_the_whole() -> None:
    longer = article(f"{OTHER} {STORY} {OTHER[::-1]} {words(60)}")
    assert related(article(), longer) == "part"
    assert related(longer, article()) == "whole"


def test_half_of_the_longer_text_in_common_makes_a_copy_rather_than_a_part() -> None:
    shared = words(60)
    # 60 words hold 56 runs of five; 116 words hold 112.
    assert related(article(f"{shared} {words(50, 1000)}"), article(f"{shared} {words(56, 2000)}")) == "copy"
    assert related(article(f"{shared} {words(50, 1000)}"), article(f"{shared} {words(57, 2000)}")) == "part"


def test_fewer_than_twelve_shared_runs_make_no_copy() -> None:
    assert related(article(words(16)), article(f"{words(16)} {words(2, 500)}")) == "copy"
    assert related(article(words(15)), article(f"{words(15)} {words(2, 500)}")) is None
    assert related(article(f"{words(15)} {words(2, 500)}"), article(words(15))) is None


def test_a_form_filled_in_with_other_names_is_no_copy() -> None:
    form = " ".join(COMMON.split())
    assert related(article(f"{form} {words(9)}"), article(f"{form} {words(9, 500)}")) is None
    assert related(article(f"{form} {words(9)}"), article(f"{form} {words(8)}")) == "copy"


def test_what_two_outlets_took_from_one_speech_does_not_make_them_copies() -> None:
    speech = " ".join(f"promise{number}" for number in range(60))
    one = article(f'{words(50)} "{speech}" {words(20, 300)}')
    other = article(f'{words(50, 1000)} "{speech}" {words(20, 1300)}')
    assert related(one, other) is None


def test_nearly_all_in_common_makes_a_copy_even_of_a_text_that_is_mostly_quotation() -> None:
    speech = " ".join(f"promise{number}" for number in range(90))
    assert related(article(f'{words(8)} "{speech}"'), article(f'{words(8, 500)} "{speech}"')) == "copy"


def test_half_of_a_text_outside_quotations_makes_a_copy_within_a_month_but_not_after() -> None:
    one, other = f"{words(60)} {words(40, 1000)}", f"{words(60)} {words(40, 2000)}"
    assert related(article(one), article(other, day="2024-06-13")) == "copy"
    assert related(article(one), article(other, day="2024-06-14")) is None
    assert related(article(one), article(other, day=None)) == "copy"


def test_a_form_filled_in_for_another_day_is_no_copy() -> None:
    # The common words are all in runs, the telling ones all differ.
    frame = "it was said to be of the same and it was to be so as it was before"
    one = " ".join(f"{frame} alpha{n}x" for n in range(6))
    other = " ".join(f"{frame} beta{n}y" for n in range(6))
    assert related(article(one), article(other)) is None


def test_relations_are_the_same_both_ways_but_for_part_and_whole() -> None:
    texts = [article(), article(OTHER), article(REWRITE, credits=("HPA",)), article(f"{STORY} {OTHER}")]
    mirror = {"part": "whole", "whole": "part"}
    for one in texts:
        for other in texts:
            found, back = related(one, other), related(other, one)
            assert back == mirror.get(found or "", found)


# Addresses


def test_another_text_at_the_same_address_is_the_same_page() -> None:
    one, other = article(url="https://a.example/story?id=1"), article(OTHER, url="http://www.a.example/story/?id=1")
    assert related(one, other) == "address"


def test_two_texts_without_an_address_do_not_share_one() -> None:
    assert related(article(url="https://a.example/"), article(OTHER, url="https://a.example/")) is None
    assert related(article(url="a.txt"), article(OTHER, url="a.txt")) is None
    assert related(article(url="https://a.example/x"), article(OTHER, url="https://a.example/y")) is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.a.example/x/y", "a.example/x/y"),
        ("http://a.example/x/y/", "a.example/x/y"),
        ("HTTPS://A.Example/X", "a.example/X"),
        ("  https://a.example/x  ", "a.example/x"),
        ("https://m.a.example/x", "a.example/x"),
        ("https://amp.a.example/x", "a.example/x"),
        ("https://mobile.a.example/x", "a.example/x"),
        ("https://www2.a.example/x", "a.example/x"),
        ("https://a.example/amp/x", "a.example/x"),
        ("https://a.example/x/amp", "a.example/x"),
        ("https://a.example/x/amp/", "a.example/x"),
        ("https://a.example/x.amp.html", "a.example/x.html"),
        ("https://a.example/x.amp", "a.example/x"),
        ("https://a.example/x/index.html", "a.example/x"),
        ("https://a.example/x/index.php", "a.example/x"),
        ("https://a.example/x/index.xhtml", "a.example/x"),
        ("https://a.example/x/index.shtmlx", "a.example/x/index.shtmlx"),
        ("https://a.example/x/index.js", "a.example/x/index.js"),
        ("https://a.example/x/index.html/y", "a.example/x/index.html/y"),
        ("https://a.example/x.amp.htm", "a.example/x.htm"),
        ("https://a.example/x.amp.htmlx", "a.example/x.amp.htmlx"),
        ("https://a.example/x.ample", "a.example/x.ample"),
        ("https://a.example/ample/x", "a.example/ample/x"),
        ("https://a.example/a/amp/x", "a.example/a/amp/x"),
        ("https://team.example/x", "team.example/x"),
        ("ftp://https://a.example/x", None),
        ("https://a.example//x///y", "a.example/x/y"),
        ("https://a.example/x#comments", "a.example/x"),
        ("https://a.example/x?utm_source=b&utm_medium=c", "a.example/x"),
        ("https://a.example/x?b=2&a=1", "a.example/x?a=1&b=2"),
        ("https://a.example/?p=12", "a.example?p=12"),
        ("https://a.example/x?id=7&fbclid=zz&ref=home", "a.example/x?id=7"),
        ("https://a.example/x?reference=7", "a.example/x?reference=7"),
        ("https://a.example/", None),
        ("https://a.example", None),
        ("https://www.a.example/index.html", None),
        ("https://a.example/?utm_source=b", None),
        ("ftp://a.example/x", None),
        ("notes.txt", None),
        ("", None),
        (None, None),
        ("https://[broken/x", None),
        ("https:///x", None),
    ],
)
def test_an_address_is_stripped_of_what_tells_no_pages_apart(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "name",
    ["utm_campaign", "fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref", "refsrc", "ref_src", "referrer", "cmp", "cmpid",
     "ocid", "smid", "smtyp", "ncid", "icid", "wt.mc_id", "ito", "ftag", "taid", "sr_share", "share", "partner", "amp", "output", "outputtype",
     "action", "pgtype", "clicksource", "module", "region", "hp", "cid", "scid", "via", "spm", "_ga", "xtor", "at_medium", "UTM_SOURCE"],
)  # fmt: skip
def test_parameters_that_only_track_are_dropped(name: str) -> None:
    assert canonical_url(f"https://a.example/x?{name}=1") == "a.example/x"


@given(
    st.sampled_from(
        ["https://www.a.example/x/?b=1&a=2", "http://m.b.example/amp/y/index.php", "https://c.example/z.amp.html?ref=q"]
    )
)
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(f"https://{once}") == once


# Rewrites


def test_the_same_story_in_other_words_is_a_rewrite_where_the_agency_is_credited() -> None:
    assert related(article(credits=("HPA",)), article(REWRITE, credits=("HPA",))) == "rewrite"
    assert related(article(), article(REWRITE)) is None


def test_a_rewrite_may_credit_the_publisher_or_cite_it_in_the_text() -> None:
    own = article(publisher="Marl Ledger")
    assert related(own, article(f"{REWRITE} The Marl Ledger reported it first.")) == "rewrite"
    assert related(article(f"{REWRITE} The Marl Ledger reported it first."), own) == "rewrite"
    assert related(own, article(REWRITE, credits=("Marl Ledger",))) == "rewrite"


def test_two_that_only_cite_the_same_third_are_not_rewrites_of_each_other() -> None:
    citing = "According to Kettle Works, all is well."
    assert related(article(f"{STORY} {citing}"), article(f"{REWRITE} {citing}")) is None


def test_what_one_credits_and_the_other_cites_joins_them() -> None:
    assert related(article(credits=("Tern Wire",)), article(f"{REWRITE} Tern Wire reported it.")) == "rewrite"
    assert related(article(f"{STORY} Tern Wire reported it."), article(REWRITE, credits=("Tern Wire",))) == "rewrite"


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-05-17", "rewrite"), ("2024-05-11", "rewrite"), ("2024-05-18", None), (None, "rewrite")]
)
def test_a_rewrite_appears_within_three_days_of_the_story(day: str | None, expected: str | None) -> None:
    assert related(article(credits=("HPA",)), article(REWRITE, credits=("HPA",), day=day)) == expected


def test_crediting_the_same_agency_does_not_join_two_stories() -> None:
    assert related(article(credits=("HPA",)), article(OTHER, credits=("HPA",))) is None


def numbers(count: int, *, start: int = 0) -> set[int]:
    return set(range(start, start + count))


def test_four_fifths_of_all_runs_make_a_copy_whatever_is_quoted() -> None:
    telling = numbers(10)
    one = traced(shingles=numbers(20), telling=telling)
    assert relation(one, traced(shingles=numbers(20, start=4), telling=telling)) == "copy"
    assert relation(one, traced(shingles=numbers(20, start=5), telling=telling)) is None


@pytest.mark.parametrize(
    ("shared", "length", "expected"),
    [(12, 24, True), (11, 22, False), (12, 25, False), (20, 50, False), (25, 50, True)],
)
def test_twelve_runs_and_half_of_an_outlets_own_words_make_a_copy(shared: int, length: int, expected: bool) -> None:
    telling = numbers(10)
    one = traced(shingles=numbers(60), own=numbers(length), telling=telling)
    other = traced(shingles=numbers(60, start=25), own=numbers(length, start=length - shared), telling=telling)
    assert relation(one, other) == ("copy" if expected else None)


def test_two_equally_long_texts_are_never_part_of_each_other() -> None:
    telling, own = numbers(10), numbers(13)
    one = traced(shingles=numbers(40), own=own, telling=telling)
    other = traced(shingles=numbers(40, start=26), own=own, telling=telling)
    assert relation(one, other) == relation(other, one) == "whole"
    longer = traced(shingles=numbers(41, start=26), own=own, telling=telling)
    assert (relation(one, longer), relation(longer, one)) == ("part", "whole")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ledger", "ledger", "address"),
        (None, "ledger", "address"),
        ("ledger", None, "address"),
        (None, None, "address"),
        ("ledger", "courier", None),
    ],
)
def test_two_outlets_that_name_the_same_address_are_still_two(
    one: str | None, other: str | None, expected: str | None
) -> None:
    address = {"url": "a.example/story"}
    assert relation(traced(publisher=one, **address), traced(publisher=other, **address)) == expected
    assert relation(traced(publisher=one), traced(publisher=other)) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("ledger", "courier", "copy"), ("ledger", "ledger", None), (None, "ledger", None), ("ledger", None, None)],
)
def test_after_a_month_only_another_outlets_edited_text_is_a_copy(
    one: str | None, other: str | None, expected: str | None
) -> None:
    first = {"shingles": numbers(40), "own": numbers(40), "telling": numbers(10)}
    later = first | {"shingles": numbers(40, start=16), "own": numbers(40, start=16)}
    spring, summer = dt.date(2024, 5, 14), dt.date(2024, 8, 14)
    assert (
        relation(traced(publisher=one, day=spring, **first), traced(publisher=other, day=summer, **later)) == expected
    )


BRIEF = {"telling": numbers(10), "cited": {"ledger"}}


@pytest.mark.parametrize(
    ("brief", "source", "expected"),
    [
        (BRIEF, {"telling": numbers(200)}, "rewrite"),
        (BRIEF, {"telling": numbers(10, start=5)}, "rewrite"),
        (BRIEF, {"telling": numbers(10, start=6)}, None),
        (BRIEF, {"telling": numbers(9, start=20)}, None),
        (BRIEF | {"telling": numbers(11)}, {"telling": numbers(10, start=1)}, "rewrite"),
        (BRIEF | {"telling": numbers(200)}, {"telling": numbers(10)}, None),
        (BRIEF | {"telling": set()}, {"telling": numbers(10)}, None),
        (BRIEF, {"telling": set()}, None),
        (BRIEF | {"cited": {"courier"}}, {"telling": numbers(200)}, None),
        (BRIEF | {"day": dt.date(2024, 5, 14)}, {"telling": numbers(200), "day": dt.date(2024, 5, 18)}, None),
    ],
)
def test_a_brief_that_names_an_outlet_belongs_to_the_story_it_was_made_from(
    brief: dict[str, object], source: dict[str, object], expected: str | None
) -> None:
    one, other = traced(publisher="courier", **brief), traced(publisher="ledger", **source)
    assert relation(one, other) == relation(other, one) == expected


@pytest.mark.parametrize(
    ("shared", "one", "other", "expected"),
    [(5, 10, 100, True), (4, 10, 100, False), (5, 100, 10, True), (0, 0, 10, False), (0, 10, 0, False)],
)
def test_a_story_is_mentioned_where_half_of_the_shorter_stands_in_the_other(
    shared: int, one: int, other: int, expected: bool
) -> None:
    assert mentioned(*sets(shared, one, other)) is expected


def test_an_outlets_own_name_is_no_credit() -> None:
    one = article(publisher="HPA", credits=("HPA",))
    assert trace(one).credits == frozenset()
    assert trace(article(publisher="Hallam Press Agency", credits=("Hallam",))).credits == frozenset()


def sets(shared: int, one: int, other: int) -> tuple[frozenset[int], frozenset[int]]:
    """Two sets of so many elements with so many in common."""
    return frozenset(range(one)), frozenset([*range(shared), *range(1000, 1000 + other - shared)])


@pytest.mark.parametrize(
    ("shared", "one", "other", "expected"),
    [
        (5, 10, 10, True),
        (4, 10, 10, False),
        (5, 10, 33, True),
        (5, 10, 34, False),
        (3, 6, 20, True),
        (0, 0, 10, False),
        (0, 10, 0, False),
        (0, 0, 0, False),
    ],
)
def test_a_retold_story_keeps_half_of_the_shorter_and_a_part_of_the_longer(
    shared: int, one: int, other: int, expected: bool
) -> None:
    assert retold(*sets(shared, one, other)) is expected


def traced(**fields: object) -> Trace:
    plain: dict[str, object] = dict.fromkeys(("shingles", "own", "telling", "credits", "cited"), frozenset())
    sets = {name: frozenset(value) for name, value in fields.items() if isinstance(value, set)}
    return Trace(**(plain | {"publisher": None, "url": None, "day": None} | fields | sets))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"credits": {"hpa"}}, {"credits": {"hpa"}}, True),
        ({"credits": {"hpa"}}, {"cited": {"hpa"}}, True),
        ({"cited": {"hpa"}}, {"credits": {"hpa"}}, True),
        ({"cited": {"hpa"}}, {"cited": {"hpa"}}, False),
        ({"credits": {"tern"}}, {"publisher": "tern news agency"}, True),
        ({"publisher": "tern news agency"}, {"cited": {"tern news"}}, True),
        ({"publisher": "tern"}, {"publisher": "tern"}, False),
        ({"credits": {"hpa"}}, {"credits": {"dpa"}}, False),
        ({}, {}, False),
    ],
)
def test_one_credits_another_by_name_or_both_credit_a_third(
    one: dict[str, object], other: dict[str, object], expected: bool
) -> None:
    assert credited(traced(**one), traced(**other)) is expected


@pytest.mark.parametrize(("apart", "expected"), [(0, True), (3, True), (-3, True), (4, False), (-4, False)])
def test_days_apart_count_both_ways(apart: int, expected: bool) -> None:
    day = dt.date(2024, 5, 14)
    assert near_in_time(traced(day=day), traced(day=day + dt.timedelta(apart))) is expected


def test_where_a_day_is_unknown_they_may_be_near() -> None:
    assert near_in_time(traced(day=None), traced(day=dt.date(2024, 5, 14)))
    assert near_in_time(traced(day=dt.date(2024, 5, 14)), traced(day=None))


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("meridian news wire", {"meridian news wire", "meridian news", "meridian"}),
        ("tern press", {"tern press", "tern"}),
        ("news", {"news"}),
        ("marl ledger", {"marl ledger"}),
        ("", set()),
        (None, set()),
    ],
)
def test_a_publisher_may_be_credited_by_a_shorter_name(publisher: str | None, names: set[str]) -> None:
    assert short_names(publisher) == names


@pytest.mark.parametrize(
    "word", ["news", "agency", "wire", "newswire", "newsline", "service", "online", "com", "staff", "press"]
)
def test_what_many_publishers_are_called_may_be_left_out_of_a_name(word: str) -> None:
    assert short_names(f"tern {word}") == {f"tern {word}", "tern"}


# Credits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BRENNICK, Oct 17 (HPA) - Kestovia has news.", ("HPA",)),
        ("BRENNICK (HPA) — Kestovia has news.", ("HPA",)),
        ("(HPA) - Kestovia has news.", ("HPA",)),
        ("BRENNICK (Tern Wire): Kestovia has news.", ("Tern Wire",)),
        ("Rain fell. (HPA)", ("HPA",)),
        ("Rain fell. - Reuters", ("Reuters",)),
        ("Rain fell – HPA", ("HPA",)),
        ("Rain fell - Agencies", ("Agencies",)),
        ("Rain fell (HPA) on Monday.", ()),
        ("The union (UGW) said no.", ()),
        ("Rain fell.", ()),
        ("BRENNICK (HPA) - Rain. (HPA)", ("HPA",)),
        ("(AP) - Rain.", ("AP",)),
        ("(HPA ) - Rain.", ("HPA",)),
        ("(A&B) - Rain.", ("A&B",)),
        ("(Tern.com) - Rain.", ("Tern.com",)),
        ("(O'Brien) - Rain.", ("O'Brien",)),
        ("(O’Brien) - Rain.", ("O’Brien",)),
        ("(Tern-Wire) - Rain.", ("Tern-Wire",)),
        (f"({'T' * 41}) - Rain.", ("T" * 41,)),
        (f"({'T' * 42}) - Rain.", ()),
        ("BRENNICK (HPA) – Rain.", ("HPA",)),
        ("LA(HPA) - Rain.", ("HPA",)),
        (f"{'B' * 60}(HPA) - Rain.", ("HPA",)),
        (f"{'B' * 61}(HPA) - Rain.", ()),
        ("A headline\nBRENNICK (HPA) - Rain.", ("HPA",)),
        ("BRENNICK\nRain fell (HPA) - and fell.", ()),
        ("A\nrain fell (HPA) - and fell.", ()),
        ("THE MILL (closed) and its union (UGW) - both silent.", ()),
        ("The union (UGW) - which sued.", ()),
        ("Rain fell, says the union (UGW) - and fell.", ()),
        ("Rain fell. (HPA)\nMore rain.", ("HPA",)),
        ("Rain fell. (HPA) More rain.", ()),
        ("Rain fell — HPA", ("HPA",)),
        ("Rain fell. -Reuters", ("Reuters",)),
        ("Rain fell, says the union (UGW)", ()),
        ("Rain fell - HP", ("HP",)),
        ("Rain fell - HPABC", ("HPABC",)),
        ("Rain fell - HPABCD", ()),
        ("Rain fell - HPA\nMore rain.", ("HPA",)),
    ],
)
def test_wire_services_are_found_in_datelines_and_last_lines(text: str, found: tuple[str, ...]) -> None:
    assert agencies(text) == found


@pytest.mark.parametrize("end", [".", "!", "?", "…", '."', ".”", ".’", ".'"])
def test_a_wire_service_in_brackets_follows_any_end_of_a_sentence(end: str) -> None:
    assert agencies(f"Rain fell{end} (HPA)") == ("HPA",)


@pytest.mark.parametrize(
    ("byline", "found"),
    [
        ("By Reuters", ("Reuters",)),
        ("HPA", ("HPA",)),
        ("Lena Strand", ()),
        (None, ()),
        ("AP/Lena Strand", ("AP",)),
        ("HP", ("HP",)),
        ("HPABC", ("HPABC",)),
        ("HPABCD", ()),
        ("Lena WEST", ()),
        ("DE Vries", ()),
        ("Lena KNAP", ()),
    ],
)
def test_wire_services_are_found_in_bylines(byline: str | None, found: tuple[str, ...]) -> None:
    assert agencies("Rain fell.", byline) == found


WIRES = """Reuters AP AFP DPA dpa UPI PTI IANS ANI TASS Xinhua ANSA EFE Kyodo Yonhap Bloomberg Anadolu Interfax Belga APA
PA-Media Associated-Press Agence-France-Presse"""


@pytest.mark.parametrize("wire", [name.replace("-", " ").replace("France ", "France-") for name in WIRES.split()])
def test_the_great_wire_services_are_known_beside_a_reporters_name(wire: str) -> None:
    assert agencies("Rain fell.", f"Lena Strand, {wire}") == (wire,)
    assert agencies(f"Rain fell. - {wire}") == (wire,)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Reporting by Tern Wire", "tern wire"),
        ("With material from the Tern Wire", "tern wire"),
        ("Files from Tern Wire", "tern wire"),
        ("Information from Tern Wire was used.", "tern wire"),
        ("This story first appeared in The Tern Post.", "tern post"),
        ("Published first on Tern Post.", "tern post"),
        ("It was published by Tern Post.", "tern post"),
        ("The text was provided by Tern Wire.", "tern wire"),
        ("Syndicated from Tern Wire", "tern wire"),
        ("Supplied by the Tern Wire", "tern wire"),
        ("Source: Tern Wire", "tern wire"),
        ("SOURCE: Tern Wire", "tern wire"),
        ("© 2024 Tern Post", "tern post"),
        ("Copyright Tern Post", "tern post"),
        ("The news agency Tern says so.", "tern"),
        ("So said the newspaper Tern Post.", "tern post"),
        ("So said the magazine Tern Post.", "tern post"),
        ("So said the broadcaster Radio Tern.", "radio tern"),
        ("So said the tabloid Tern Post.", "tern post"),
        ("The agency Fenwire says so.", "fenwire"),
        ("So said the newswire Fenwire.", "fenwire"),
        ("So said the agency Fenwire.", "fenwire"),
        ("©2024 the Tern Post", "tern post"),
        ("Source: O'Brien Post", "o brien post"),
        ("Source: O’Brien Post", "o brien post"),
        ("Source: A&B Wire", "a&b wire"),
        ("Source: Hill-Tern Wire", "hill tern wire"),
        ("Source: X Post", "x post"),
        ("Source: Post O'Brien", "post o brien"),
        ("Source: Post O’Brien", "post o brien"),
        ("Source: Post A&B", "post a&b"),
        ("Source: Post Hill-Tern", "post hill tern"),
        ("Source: Radio X", "radio x"),
        ("Source: One Two Three Four Five", "one two three four five"),
        ("Source: One Two Three Four Five Six", "one two three four five"),
    ],
)
def test_footers_and_appositions_credit_where_a_story_comes_from(text: str, credit: str) -> None:
    assert credit in trace(article(f"Rain fell.\n{text}")).credits


FOOTERS = "reporting by; material by; files from; information from; appeared in; published in; supplied by; provided by; syndicated by"


@pytest.mark.parametrize("footer", [*(piece.strip() for piece in FOOTERS.split(";")), "copyright"])
def test_a_footer_may_begin_with_a_capital_and_the_outlet_with_its_article(footer: str) -> None:
    for text in (footer, footer.capitalize(), f"{footer} the", f"{footer} The"):
        assert "tern wire" in trace(article(f"Rain fell.\n{text} Tern Wire")).credits


@pytest.mark.parametrize(
    "text",
    [
        "There was misreporting by Tern Wire.",
        "He disappeared in Tern Wire.",
        "They were resupplied by Tern Wire.",
        "He named it. Source: Tern Wire",
        "He retold Tern Wire.",
        "Tern Wire reportedly closed.",
        "The eTern Wire reports rain.",
    ],
)
def test_what_only_looks_like_a_credit_is_none(text: str) -> None:
    made = trace(article(f"Rain fell.\n{text}"))
    assert "tern wire" not in made.credits | made.cited


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Tern Post reports that rain fell.", "tern post"),
        ("Tern Post has reported that rain fell.", "tern post"),
        ("Tern Post first reported it.", "tern post"),
        ("Tern Post writes that rain fell.", "tern post"),
        ("Tern Post quotes the mayor.", "tern post"),
        ("Rain fell, writes Tern Post.", "tern post"),
        ("Rain fell, reported the Tern Post.", "tern post"),
        ("The mayor told Tern Post that rain fell.", "tern post"),
        ("Rain fell, he said, citing Tern Post.", "tern post"),
        ("He was quoted by Tern Post.", "tern post"),
        ("According to the Tern Post, rain fell.", "tern post"),
        ("When AP wrote so, rain fell.", "associated press"),
        ("Rain fell, according to Tern Post.", "tern post"),
        ("Rain fell, according to The Tern Post.", "tern post"),
        ("Rain fell, the mayor told the Tern Post.", "tern post"),
        ("The mayor was sad, reports the Tern Post.", "tern post"),
        ("Tern Post quoted the mayor.", "tern post"),
        ("Tern Post cites the mayor.", "tern post"),
        ("Bank of Orven reported it.", "bank of orven"),
        ("Fenn and Sons reported it.", "fenn and sons"),
        ("Over the Hill reported it.", "over the hill"),
        ("As Tern Post reported, rain fell.", "tern post"),
        ("In Tern Post reports the mayor is sad.", "tern post"),
        ("But Tern Post reported rain.", "tern post"),
        ("And Tern Post reported rain.", "tern post"),
        ("While Tern Post reported rain, it was dry.", "tern post"),
        ("For Tern Post wrote of rain.", "tern post"),
    ],
)
def test_whoever_reports_within_the_text_is_cited(text: str, cited: str) -> None:
    made = trace(article(text))
    assert cited in made.cited
    assert cited not in made.credits


def test_credits_are_read_from_what_was_dropped_but_not_from_lists_of_other_stories() -> None:
    footer = Dropped(text="Reporting by Tern Wire", reason="agency-footer")
    box = Dropped(text="Reporting by Marl Ledger", reason="related")
    teaser = Dropped(text="Reporting by Gull Wire", reason="featured")
    comment = Dropped(text="Reporting by Heron Wire", reason="comments")
    assert trace(article(dropped=(footer, box, teaser, comment))).credits == {"tern wire"}


def test_short_names_of_agencies_are_spelt_out() -> None:
    assert trace(article(credits=("AP", "AFP", "PA"))).credits == {
        "associated press",
        "agence france presse",
        "pa media",
    }


def test_a_credit_names_its_byline_too() -> None:
    assert trace(article(author="By Reuters")).credits == {"reuters"}
    assert trace(article(credits=("The",))).credits == frozenset()


# Traces


def test_fingerprints_are_a_fixed_part_of_all_runs() -> None:
    made = trace(article(words(400)))
    assert made.fingerprints < made.shingles
    assert made.fingerprints == {value for value in made.shingles if value % 8 == 0}
    assert 0.05 < len(made.fingerprints) / len(made.shingles) < 0.25


def test_runs_are_of_five_words_and_ignore_case_and_marks() -> None:
    assert len(trace(article(words(5))).shingles) == 1
    assert len(trace(article(words(4))).shingles) == 0
    assert trace(article("One, two: THREE - four five!")).shingles == trace(article("one two three four five")).shingles


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "«{}»", "„{}“"])
def test_words_in_quotation_marks_are_not_an_outlets_own(quoted: str) -> None:
    made = trace(article(f"{words(6)} {quoted.format(words(8, 500))}"))
    assert len(made.shingles) == 10
    assert len(made.own) == 2


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "«{}»", "„{}“", "„{}”"])
def test_a_quotation_ends_at_its_mark_and_holds_up_to_six_hundred_characters(quoted: str) -> None:
    between = f"{words(6)} {quoted.format(words(8, 500))} {words(6, 20)} {quoted.format(words(8, 600))} {words(6, 40)}"
    assert trace(article(between)).own == trace(article(f"{words(6)} {words(6, 20)} {words(6, 40)}")).shingles
    longest = quoted.format("x " * 300)
    assert trace(article(f"{words(6)} {longest}")).own == trace(article(words(6))).shingles
    longer = trace(article(f"{words(6)} {quoted.format('x ' * 300 + 'x')}"))
    assert longer.own == longer.shingles


def test_a_straight_mark_without_its_fellow_in_the_line_quotes_nothing() -> None:
    made = trace(article(f'{words(6)} "{words(8, 500)}\n{words(8, 600)} "'))
    assert made.own == made.shingles


@pytest.mark.parametrize("hidden", "\u00ad\u200b\u200f\u2060\ufeff")
def test_characters_that_cannot_be_seen_hide_no_copy(hidden: str) -> None:
    assert trace(article(words(9).replace("word", f"wo{hidden}rd"))).shingles == trace(article(words(9))).shingles


def test_a_figure_is_one_telling_word_with_all_its_digits() -> None:
    assert len(trace(article("12.55")).telling) == len(trace(article("12,55")).telling) == 1


def test_telling_words_are_cut_to_stems_and_leave_out_the_commonest() -> None:
    assert trace(article("The voters voted.")).telling == trace(article("voters voted")).telling
    assert trace(article("harbourmaster")).telling == trace(article("harbours")).telling
    assert trace(article("It is on at an of we go")).telling == frozenset()
    assert len(trace(article("7 ox 12.5 oxen elk")).telling) == 4
    assert trace(article("bridge", title="Swing")).telling == trace(article("swing bridge")).telling


COMMON = """
about according after against all also and any are because been before being between both but can could did does down
during each for friday from further had has have her here him his how into its just last many may monday more most much
new not now off one only other our out over own people report reported reports said same saturday say says several she
should since some still such sunday than that the their them then there these they this those three through thursday
told too tuesday two under until very was wednesday week were what when where which while who whom why will with would
year years you your
"""


@pytest.mark.parametrize("word", COMMON.split())
def test_the_commonest_words_tell_no_story_apart(word: str) -> None:
    assert trace(article(word)).telling == frozenset()
