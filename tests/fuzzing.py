"""What the fuzzers feed: each target takes any bytes, and raises only where a promise is broken.

Hypothesis feeds them in `test_fuzzing.py` for a moment, `eval/benchmarks/fuzz.py` for as long as one likes, there also by libFuzzer where atheris is
installed. An error of `claimcheck.errors` is an answer; any other exception, a span outside of its text, or an input that takes more than its share of
processor time or memory is a finding. `WORDS` are pieces that inputs are put together from, besides random ones.
"""

import contextlib
import datetime as dt
import json
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from claimcheck import factchecks, reading
from claimcheck.claims import Article
from claimcheck.dates import resolve
from claimcheck.dates.finding import find
from claimcheck.engines.replies import ExtractReply, WeighReply
from claimcheck.errors import ClaimcheckError, DatasetError, MalformedAnswerError
from claimcheck.evaluation import gold
from claimcheck.evaluation.public import files
from claimcheck.reading import Unread
from claimcheck.replies import parsed
from claimcheck.text import align, printable, sentences

PROCESSOR_S = 20.0
"""Processor time for one input, however slow the machine; what takes longer hangs."""
GROWTH_MB = 500
"""What one input may add to the highest memory of the process."""
_DAY = dt.date(2024, 2, 29)


class HangError(Exception):
    """An input took more processor time than any input may."""


class GreedyError(Exception):
    """An input took more memory than any input may."""


@contextmanager
def bounded() -> Iterator[None]:
    """Raise where the block takes too much processor time or memory."""

    def stop(_: int, frame: FrameType | None) -> NoReturn:
        raise HangError(f"more than {PROCESSOR_S:g} processor seconds")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if grown > GROWTH_MB:
        raise GreedyError(f"{grown:.0f} MB for one input")


def readers(raw: bytes) -> None:
    """A file of any kind; its first byte says under which name."""
    suffixes = (".txt", ".html", ".json", ".jsonl", ".md", ".xml")
    with _file(raw[1:], suffixes[(raw[:1] or b"\0")[0] % len(suffixes)]) as path:
        for item in reading.read_each(str(path)):
            _looked_at(item)


def pages(raw: bytes) -> None:
    """An HTML page."""
    with contextlib.suppress(ClaimcheckError):
        _looked_at(reading.from_html(_text(raw), url="https://paper.example/a"))


def dates(raw: bytes) -> None:
    """A time expression in its sentence, and all expressions that are found in it."""
    sentence = _text(raw)
    previous = None
    for found in [sentence[:60], *(one.expression for one in find(sentence))]:
        when = resolve(found, published=_DAY, sentence=sentence, previous=previous)
        assert (when.start is None) == (when.end is None) == (when.unresolved is not None)
        assert when.start is None or when.end is None or when.start <= when.end
        assert when.expression == found
        previous = when
        assert resolve(found, published=None, sentence=sentence).expression == found


def quotes(raw: bytes) -> None:
    """A quote and the text it may stand in, and that text's sentences."""
    quote, _, text = _text(raw).partition("|")
    span = align(quote, text)
    assert span is None or 0 <= span.start < span.end <= len(text)
    if len(quote.strip()) > 3 and sum(char.isalnum() for char in quote) > 3 and quote in text:
        assert span is not None, "a quote that stands there word for word was not found"
    ends = [0]
    for one in sentences(text):
        assert ends[-1] <= one.start < one.end <= len(text)
        ends.append(one.end)
    assert "\x1b" not in printable(text)


def replies(raw: bytes) -> None:
    """What an LLM says."""
    for form in (ExtractReply, WeighReply):
        with contextlib.suppress(MalformedAnswerError):
            parsed(_text(raw), form)


def golds(raw: bytes) -> None:
    """A gold set's files, divided by a NUL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, part in zip(("articles.jsonl", "coverage.jsonl", "claims.jsonl", "event.json"), raw.split(b"\0", 3), strict=False):  # fmt: skip
            (folder / file).write_bytes(part)
        with contextlib.suppress(DatasetError):
            gold.load(folder)
        with contextlib.suppress(DatasetError):
            assert all(str(problem) for problem in gold.read(folder)[1])


def publics(raw: bytes) -> None:
    """A file of a public data set; its first byte says of which kind."""
    with (
        _file(raw[1:], (".json", ".jsonl", ".csv", ".tsv", ".json.gz")[(raw[:1] or b"\0")[0] % 5]) as path,
        contextlib.suppress(DatasetError),
    ):
        for _, row in files.rows(path):
            assert isinstance(row, dict)


def claimreviews(raw: bytes) -> None:
    """Fact checks of others, as JSON or in a page."""
    with _file(raw, ".json") as path:
        for item in factchecks.read_each(str(path)):
            _looked_at(item)


def _looked_at(item: Article | Unread) -> None:
    if isinstance(item, Unread):
        assert "\n" not in str(item.error).strip()
        return
    assert item.text.strip()
    Article.model_validate_json(item.model_dump_json())


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


@contextmanager
def _file(raw: bytes, suffix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"given{suffix}"
        path.write_bytes(raw)
        yield path


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (readers, pages, dates, quotes, replies, golds, publics, claimreviews)
}

_DEEP = ("[" * 700, "]" * 700, "[" * 3000, '{"a":' * 3000, "{" * 500, "]" * 20, "<div>" * 400, "(" * 300)
_JSON = (
    '{"', '":', '"', ",", "{}", "[]", "}", "]", "null", "NaN", "1e999", "-0", "\\ud800", "\\u0000", '"title":', '"text":', '"id":', '"published":', "9" * 5000,
)  # fmt: skip
_NEWS = (
    "LONDON, March 3 (Reuters) - ", "By Ada Holm\n", "\n\n", " said on Monday. ", "“quoted", "”", "\u202e", "\u200b", "\x00", "\x1b[2J", "é", "e\u0301", "ﬁ", "Ⅷ", "…",
    "Related stories", "Copyright", "# ", "a" * 2000, " " * 2000, "\n" * 500, "." * 500, "'" * 200, "-" * 400,
)  # fmt: skip
_TIMES = (
    "last Friday", "since 2019", "by the end of ", "the day before ", "a week ago", "the third quarter", "31 February", "0000", "99999", "13/13/13", "24:61", "mid-", "early ",
    "between ", " and ", " to ", "next ", "this ", "century", "Easter", "1st", "minus ", "½", "٣", "III", "early next decade", "in 9999999999 years", "the 1990s", "ago " * 50,
)  # fmt: skip
_PAGES = (
    "<html>", "<article>", "<p>", "</p>", "<script type='application/ld+json'>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x [<!ENTITY a '&a;&a;'>]>", "&a;", "<time datetime='", "<meta property='og:title' content='",
    "<rss><channel><item>", "<link>", "<?xml version='1.0' encoding='utf-7'?>", "&#x0;", "&#99999999;", "<svg>", "<iframe src=", "<base href='//", "<table><tr><td>",
)  # fmt: skip
_REVIEWS = (
    '{"@type": "ClaimReview", "claimReviewed": "A dam leaks."', '"reviewRating": {"@type": "Rating", "ratingValue": ', '"alternateName": "False"', '"@graph": [', '"itemReviewed": {"author": {"name": ',
    '"claims": [{"text": "x", "claimReview": [{', '"bestRating": "5"', '"worstRating": "-1"', '"datePublished": "2024-13-45"', '"url": "javascript:x"',
)  # fmt: skip
_ANSWERS = (
    '{"sentences": [', '{"n": 1, "claims": [], "none": "no-claim"}', '{"claims": [{"claim": 1, "passages": [', "```json\n", "\n```", "<think>", "</think>", '{"passage": 1, "stance": "supports"', "]}",
)  # fmt: skip
_GOLD = (
    json.dumps({"id": "a", "title": "t", "text": "A dam leaks.", "publisher": None, "url": None, "published": None}), "\0", "\n", '"label": "supported"', '"evidence": [{"document_id": "d", "quote": "A dam", "stance": "supports"}]',
    '"origins": {"supports": 1, "refutes": 0}', '"when": {"start": "2024-02-30", "end": null}', "\ufeff",
)  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    "readers": (*_NEWS, *_JSON, *_PAGES, *_DEEP),
    "pages": (*_PAGES, *_NEWS, *_DEEP),
    "dates": (*_TIMES, *_NEWS),
    "quotes": (*_NEWS, "|", "the dam", "leaks", "“the dam leaks”"),
    "replies": (*_ANSWERS, *_JSON, *_DEEP),
    "golds": (*_GOLD, *_JSON, *_DEEP),
    "publics": (*_GOLD, *_JSON, *_DEEP, "\t", "a,b\n", '""', "\x1f\x8b\x08\x00"),
    "claimreviews": (*_REVIEWS, *_JSON, *_PAGES[4:6], *_DEEP),
}
