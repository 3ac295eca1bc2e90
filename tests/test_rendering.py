"""Reports in every form: the words they share, what is shown and what is counted, and text of others kept harmless."""

import base64
import datetime as dt
import hashlib
import html.parser
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import EVIL, empty, hostile, sample

from claimcheck.claims import Article, Attribution, Claim, Published, Span, When, Worthiness
from claimcheck.evidence import Evidence, Finding, Imprint, OriginCount, Passage, Verdict
from claimcheck.rendering import citing, marking, page, records, wording
from claimcheck.rendering.markdown import as_markdown, escaped
from claimcheck.rendering.page import as_page
from claimcheck.reports import Report, StageUsage, Usage


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def when(start: str | None, end: str | None, **more: Any) -> When:
    return When(expression="then", start=start, end=end, precision="day" if start else None, **more)


def evidence(origin: str, stance: str = "supports", **more: Any) -> Evidence:
    publisher = more.pop("publisher", f"Paper {origin}")
    imprint = Imprint(
        document_id=f"d-{publisher}", title=None, publisher=publisher, url=None, published=None, origin_id=origin
    )
    passage = Passage(id=f"p-{publisher}", document_id="d", span=Span(start=0, end=9), text="Some text")
    settings = {"snippet_span": Span(start=0, end=4), "stance": stance, "origin_id": origin, "rationale": "why"} | more
    return Evidence(passage=passage, imprint=imprint, **settings)


def verdict(*items: Evidence, **more: Any) -> Verdict:
    settings = {"claim_id": "c", "label": "supported", "reason": None, "said": None, "rationale": "because"} | more
    return Verdict(evidence=items, **settings)


def claim(span: tuple[int, int], also: tuple[tuple[int, int], ...] = ()) -> Finding:
    made = Claim(
        id=f"c-{span}",
        article_id="a",
        text="t",
        quote="q",
        span=Span(start=span[0], end=span[1]),
        also=tuple(Span(start=start, end=end) for start, end in also),
        checkable=True,
        worthiness=Worthiness(score=0.5, terms=()),
    )
    return Finding(claim=made, verdict=None, error="none yet")


# --- wording


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-10-08", "2024-10-08", "8 October 2024"),
        ("2024-10-07", "2024-10-08", "7 to 8 October 2024"),
        ("2024-07-01", "2024-10-09", "1 July to 9 October 2024"),
        ("2021-12-30", "2022-01-02", "30 December 2021 to 2 January 2022"),
        ("2024-09-01", "2024-09-30", "September 2024"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-04-01", "2024-06-30", "second quarter of 2024"),
        ("2024-05-01", "2024-07-31", "1 May to 31 July 2024"),
        ("1974-01-01", "1974-12-31", "1974"),
        ("1974-07-01", "1975-06-30", "1 July 1974 to 30 June 1975"),
        ("2024-09-02", "2024-09-30", "2 to 30 September 2024"),
        ("2024-12-01", "2024-12-31", "December 2024"),
        ("9999-12-01", "9999-12-31", "December 9999"),
    ],
)
def test_an_interval_is_named_by_the_calendar_where_it_can_be(start: str, end: str, words: str) -> None:
    assert wording.interval(when(start, end)) == words


def test_a_date_that_is_missing_says_why() -> None:
    assert (
        wording.interval(when(None, None, unresolved="publication date unknown")) == "no date: publication date unknown"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "publication date unknown"),
        ({"precision": "day", "zone": None}, "9 October 2024"),
        ({"precision": "minute", "zone": "+01:00"}, "9 October 2024, 08:40 (+01:00)"),
        ({"precision": "minute", "zone": None}, "9 October 2024, 08:40 (time zone unknown)"),
    ],
)
def test_a_publication_date_says_its_zone_or_that_it_is_unknown(value: dict[str, Any] | None, words: str) -> None:
    at = dt.datetime(2024, 10, 9, 8, 40)
    assert wording.published(value and Published(at=at, basis="given", **value)) == words


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        (OriginCount(), None),
        (OriginCount(documents=3), None),
        (OriginCount(supports=1, documents=1), "1 origin, 1 document"),
        (OriginCount(supports=2, documents=5), "2 origins, 5 documents"),
        (OriginCount(refutes=1, documents=1), "1 origin against, 1 document"),
        (OriginCount(supports=2, refutes=1, documents=4), "1 origin against, 2 for, 4 documents"),
    ],
)
def test_origins_are_counted_before_documents(origins: OriginCount, words: str | None) -> None:
    assert wording.tally(origins) == words


def test_an_attribution_tells_role_cue_mode_and_when_it_was_said() -> None:
    link = Attribution(source="Tobiah Crane", role="councillor", cue="told the Packet", mode="mixed", when=when("2024-10-01", "2024-10-01"))  # fmt: skip
    assert wording.speaker(link) == "Tobiah Crane, councillor"
    assert wording.manner(link) == "“told the Packet”, partly in quotation marks, 1 October 2024"
    assert wording.manner(Attribution(source="She", mode="direct")) == "in quotation marks"


@pytest.mark.parametrize(
    ("item", "words", "sign"),
    [
        (evidence("o"), "supports", "✓"),
        (evidence("o", "refutes"), "refutes", "✗"),
        (evidence("o", "qualifies"), "bears on it", "≈"),
        (evidence("o", "silent"), "silent", "·"),
        (evidence("o", "silent", said="supports"), "reports the saying", "»"),
        (evidence("o", "silent", said="refutes"), "disputes the saying", "»"),
        (evidence("o", "silent", said="qualifies"), "silent", "·"),
        (evidence("o", "supports", voice="X", voice_kind="claimant"), "repeats the claimant", "»"),
        (evidence("o", "supports", independent=False), "copy of this article", "="),
    ],
)
def test_a_passage_is_called_what_it_counts_as(item: Evidence, words: str, sign: str) -> None:
    assert (wording.stance(item), wording.sign(item, wording.UNICODE)) == (words, sign)


def test_only_another_voice_than_the_outlets_is_named() -> None:
    assert wording.voice(evidence("o")) is None
    assert wording.voice(evidence("o", voice="the police", voice_kind="other")) == "according to the police"
    assert wording.voice(evidence("o", voice="X", voice_kind="claimant")) == "according to X, the claimant"


def test_counts_name_every_standing_and_reason() -> None:
    counts = wording.counts(sample())
    assert counts.claims == 24
    assert counts.standings == {"supported": 11, "contested": 4, "opinion": 4, "unverified": 5}
    assert wording.reasons(counts) == (
        "2 only the claimant repeated, 1 coverage does not settle it, 1 only copies of the article, 1 no related coverage"
    )
    assert list(wording.counts(hostile()).standings) == ["contested", "opinion", "unverified", "failed"]
    assert wording.reasons(wording.counts(empty())) is None


def test_signs_are_different_for_every_standing_and_have_a_plain_counterpart() -> None:
    for signs in (wording.UNICODE, wording.ASCII):
        assert len(set(signs.standing.values())) == len(wording.STANDINGS)
        assert len({*signs.stance.values(), signs.saying, signs.copy}) == 6
    everything = [
        *wording.ASCII.standing.values(),
        *wording.ASCII.stance.values(),
        wording.ASCII.below,
        wording.ASCII.bar,
    ]
    assert "".join(everything).isascii()


def test_cost_has_a_line_for_each_stage_and_for_what_was_dropped() -> None:
    rows = (
        StageUsage(stage="extract", calls=2, tokens_in=3120, tokens_out=1890, cost=0.0043, seconds=6.25),
        StageUsage(stage="weigh", calls=1, cached=3, retries=1, seconds=1.0),
        StageUsage(stage="decide"),
    )
    assert wording.cost(Usage(stages=rows, dropped_citations=1, dropped_claims=2)) == [
        "extract: 2 calls, 3,120 tokens in, 1,890 out, cost 0.0043, 6.2 s",
        "weigh: 1 call, 3 from the cache, 1 retry, 1.0 s",
        "decide: 0.0 s",
        "dropped: 1 citation not verbatim in the passage",
        "dropped: 2 claims that failed a check",
    ]


# --- which passages are shown


def test_one_citation_is_shown_for_each_origin_and_names_where_else_it_is_printed() -> None:
    cited = citing.citations(verdict(*(evidence("o-1", publisher=f"Paper {n}") for n in "ABA"), evidence("o-2")))
    assert [(row.evidence.origin_id, row.also) for row in cited.shown] == [("o-1", ("Paper B",)), ("o-2", ())]
    assert cited.rest is None


def test_support_and_refutation_of_one_origin_are_both_shown() -> None:
    cited = citing.citations(verdict(evidence("o-1"), evidence("o-1", "refutes")))
    assert [row.evidence.stance for row in cited.shown] == ["supports", "refutes"]


def test_what_is_not_shown_is_counted() -> None:
    items = [evidence(f"o-{n}") for n in range(6)]
    silent = [evidence("o-8", "silent"), evidence("o-9", "silent")]
    copy = evidence("o-7", independent=False)
    assert citing.citations(verdict(*items, *silent, copy)).rest == "2 supports, 2 silent, 1 copy of this article"
    every = citing.citations(verdict(*items, *silent, copy), every=True)
    assert (len(every.shown), every.rest) == (9, None)


def test_copies_are_shown_only_where_they_are_the_reason() -> None:
    copy, quiet = evidence("o", independent=False), evidence("o", "silent", independent=False)
    told = verdict(copy, quiet, label=None, reason="not-independent")
    assert [row.evidence for row in citing.citations(told).shown] == [copy]
    assert citing.citations(verdict(copy, copy, label=None, reason="silent")).shown == ()
    assert citing.citations(verdict(copy, copy, label=None, reason="silent")).rest == "2 copies of this article"


def test_a_silent_passage_is_shown_where_it_settles_who_said_it() -> None:
    cited = citing.citations(verdict(evidence("o", "silent", said="refutes"), evidence("p", "silent", said="silent")))
    assert [row.evidence.said for row in cited.shown] == ["refutes"]


# --- marking


@given(
    st.text(alphabet="ab \n", max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)).map(lambda pair: tuple(sorted(pair))), max_size=5),
)
def test_pieces_put_together_are_the_text_and_carry_exactly_the_claims_that_cover_them(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marked = marking.marked(text, [claim(span) for span in spans])
    flat = list(itertools.chain.from_iterable(marked))
    assert "\n".join("".join(piece.text for piece in pieces) for pieces in marked).split() == text.split()
    at = 0
    for piece in flat:
        at = text.index(piece.text, at)
        covering = {
            number
            for number, (start, end) in enumerate(spans, start=1)
            if start < end <= len(text) and start < at + len(piece.text) and at < end
        }
        assert set(piece.claims) == covering
        at += len(piece.text)


def test_the_shortest_claim_is_named_first_where_claims_overlap() -> None:
    [pieces] = marking.marked("abcdefgh", [claim((0, 8)), claim((2, 4)), claim((3, 6))])
    assert [(piece.text, piece.claims, piece.begins) for piece in pieces] == [
        ("ab", (1,), (1,)),
        ("c", (2, 1), (2,)),
        ("d", (2, 3, 1), (3,)),
        ("ef", (3, 1), ()),
        ("gh", (1,), ()),
    ]


def test_a_claim_begins_once_and_its_other_places_are_marked_without_beginning() -> None:
    first, second = marking.marked("one two\n\nthree", [claim((4, 7), also=((9, 14),))])
    assert [piece.begins for piece in first] == [(), (1,)]
    assert [(piece.text, piece.claims, piece.begins) for piece in second] == [("three", (1,), ())]


def test_a_claim_over_two_paragraphs_is_marked_in_both() -> None:
    first, second = marking.marked("one\n\ntwo", [claim((0, 8))])
    assert [first[0].claims, second[0].claims] == [(1,), (1,)]
    assert [first[0].begins, second[0].begins] == [(1,), ()]


def test_every_claim_of_a_report_begins_exactly_once() -> None:
    report = sample()
    pieces = itertools.chain.from_iterable(marking.marked(report.article.text, report.findings))
    begins = [number for piece in pieces for number in piece.begins]
    assert sorted(begins) == list(range(1, 25))


# --- records


@pytest.mark.parametrize("build", [sample, hostile, empty])
def test_json_holds_the_report_field_for_field(build: Callable[[], Report]) -> None:
    report = build()
    assert Report.model_validate_json(records.as_document([report], several=False)) == report
    assert Report.model_validate_json(records.as_line(report)) == report
    several = json.loads(records.as_document([report, report], several=True))
    assert [Report.model_validate(tree) for tree in several] == [report, report]


def test_several_articles_of_which_one_gave_a_report_are_still_a_list() -> None:
    assert isinstance(json.loads(records.as_document([empty()], several=True)), list)


def test_a_line_of_jsonl_stays_one_line_whatever_is_in_it() -> None:
    report = empty()
    report = report.model_copy(update={"notes": ("a\u2028b\u2029c\u0085d\ne\rf\x0bg",)})
    line = records.as_line(report)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["notes"] == list(report.notes)


def test_the_schema_describes_what_is_printed() -> None:
    schema = records.schema("report")
    assert schema["$schema"].startswith("https://json-schema.org/")
    printed = json.loads(records.as_document([sample()], several=False))
    assert set(printed) == set(schema["properties"])
    assert schema["properties"]["findings"]["description"].startswith("A finding for each claim")
    assert {row["$ref"].rpartition("/")[2] for row in records.schema("event")["oneOf"]} == {
        "Read", "Extracted", "Found", "Weighed", "Decided", "Failed",
    }  # fmt: skip


# --- Markdown


def test_markdown_tells_the_whole_story_of_a_claim() -> None:
    text = as_markdown([sample()])
    part = text.split("## 9. ✓ supported\n")[1].split("## 10.")[0]
    assert "**The lower gate of Pinder's Lock has been leaking since July 2024.**" in part
    assert (
        "- Who: Tobiah Crane, town councillor (“told the Packet”, reported) → "
        "Wystan Hale, lock-keeper (“had said to him”, partly in quotation marks)" in part
    )
    assert "- When: 1 July to 9 October 2024" in part
    assert "- Said: disputed: whether Wystan Hale said so" in part
    assert "- Stands on: 1 origin, 1 document" in part
    assert "✓ supports · **The Towpath Observer** · 10 October 2024" in part
    assert "> Called back on 15 July" in part
    assert "**24 claims:** ✓ 11 supported, ✗ 4 contested, ◇ 4 opinion, ? 5 unverified" in text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
        ("<b onclick=x>", "\\<b onclick=x\\>"),
        ("[t](javascript:x)", "\\[t\\](javascript:x)"),
        ("![i](http://x)", "\\!\\[i\\](http\\://x)"),
        ("see https://a.example or www.b.example", "see https\\://a.example or www\\.b.example"),
        ("&lt; a & b", "\\&lt; a \\& b"),
        ("1. one", "1\\. one"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("# head", "\\# head"),
        ("=== rule", "\\=== rule"),
        ("@team a|b ~~c~~", "\\@team a\\|b \\~\\~c\\~\\~"),
        ("two\n\n# lines\x1b[31m", "two \\# lines␛\\[31m"),
    ],
)
def test_markdown_finds_no_markup_in_outside_text(raw: str, shown: str) -> None:
    assert escaped(raw) == shown


def test_hostile_text_stays_text_in_markdown() -> None:
    text = as_markdown([hostile(), empty()])
    assert not re.search(r"(?<!\\)<", text)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("\n# ") + text.startswith("# ") == 2
    assert "- Error: the server answered 503" in text
    assert "- Check: number 40 is not in the article" in text
    assert "**this passage speaks to a machine**" in text


# --- HTML


class Parsed(html.parser.HTMLParser):
    """What a browser would find: tags with attributes, text outside style and script, ids, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.raw: dict[str, str] = {"style": "", "script": ""}
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in = tag if tag in self.raw else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.raw[self._in] += data
        else:
            self.text += data

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module")
def hostile_page() -> Parsed:
    return Parsed(as_page([hostile()]))


def test_hostile_text_adds_no_tag_and_no_attribute(hostile_page: Parsed) -> None:
    quiet = Parsed(as_page([sample()]))
    assert {tag for tag, _ in hostile_page.tags} <= {tag for tag, _ in quiet.tags} | {"nav"}
    assert [tag for tag, _ in hostile_page.tags].count("script") == 1
    assert not [name for _, attrs in hostile_page.tags for name in attrs if name.startswith("on") or name == "style"]
    assert '<script>alert("x")</script>' in hostile_page.text
    assert "\x1b" not in hostile_page.text
    assert "\u202e" not in hostile_page.text


def test_only_web_addresses_become_links(hostile_page: Parsed) -> None:
    outside = [link for link in hostile_page.all("href") if not link.startswith("#")]
    assert outside
    assert all(link.startswith("https://outlet.example/") for link in outside)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("HTTP://A.example", "http://A.example"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//a.example/x", None),
        ("https:///nohost", None),
        ("http://[broken", None),
        ("article.txt", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_http_with_a_host_or_nothing(url: str | None, kept: str | None) -> None:
    assert page.link(url) == kept


def test_the_page_asks_nobody_for_anything() -> None:
    parsed = Parsed(as_page([sample()]))
    assert not parsed.all("src")
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"link", "img", "iframe", "object", "embed", "form", "base"})
    assert "url(" not in parsed.raw["style"]
    assert "@import" not in parsed.raw["style"]
    assert not re.search(r"fetch|XMLHttp|WebSocket|import\(", parsed.raw["script"])


def test_the_policy_allows_our_own_style_and_script_and_nothing_else() -> None:
    text = as_page([sample()])
    parsed = Parsed(text)
    policy = next(attrs["content"] or "" for _, attrs in parsed.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        raw = text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_every_link_inside_the_page_leads_somewhere_and_ids_are_unique() -> None:
    parsed = Parsed(as_page([sample(), hostile(), empty()]))
    ids = parsed.all("id")
    assert len(ids) == len(set(ids))
    inner = {link[1:] for link in parsed.all("href") if link.startswith("#")}
    assert inner <= set(ids)
    assert {name for row in parsed.all("data-claims") for name in row.split()} <= set(ids)
    assert {f"r1-c{n}" for n in range(1, 25)} | {f"r1-t{n}" for n in range(1, 25)} <= inner


def test_the_article_text_is_in_the_page_word_for_word() -> None:
    report = sample()
    text = as_page([report])
    article = re.search(r"<article.*?</article>", text, re.DOTALL)
    assert article
    body = re.sub(r"<a class=\"number.*?</a>", "", article[0], flags=re.DOTALL)
    assert Parsed(body).text.split() == report.article.text.split()


def test_a_mark_carries_label_and_every_claim_it_belongs_to() -> None:
    marks = [attrs for tag, attrs in Parsed(as_page([hostile()])).tags if tag == "mark"]
    assert {"class": "opinion several", "data-claims": "r1-c3 r1-c1 "} in marks
    assert {"class": "failed several", "data-claims": "r1-c2 r1-c3 r1-c1 "} in marks


def test_signs_stand_beside_every_colour() -> None:
    text = Parsed(as_page([sample()])).text
    for sign, label in zip("✓✗◇?", ("supported", "contested", "opinion", "unverified"), strict=True):
        assert f"{sign} {label}" in text


def test_the_same_reports_give_the_same_page() -> None:
    assert as_page([sample()]) == as_page([sample()])


def test_a_report_without_anything_still_renders() -> None:
    assert "No claims were found" in as_page([empty()])
    assert "Untitled article" in as_markdown([empty()])
    assert as_page([]).startswith("<!doctype html>")


def test_an_article_with_an_unknown_publisher_says_so() -> None:
    bare = Article(id="a", title=None, text="T.", publisher=None, published=None, language=None)
    assert wording.masthead(bare) == ["publisher unknown", "publication date unknown"]
    assert wording.owner(bare) == "the outlet, in its own voice"
    assert EVIL not in as_page([Report(article=bare, findings=())])
