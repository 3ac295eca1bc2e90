"""The outside world to `Article`: files, folders, addresses, feeds, standard input.

Whatever comes in, there is a clear result or one clear line: text in any encoding is decoded, what is no text is refused by name,
boilerplate is cut by trafilatura (pages) and `claimcheck.scrape` (plain text) and kept as `dropped`. Publication dates are taken from
metadata, date lines, datelines or the user's own word, in that order of rising authority, and never guessed. Leaves out what a
result means: that is everybody else's work.
"""

import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from claimcheck.claims import Article, Dropped, Published, content_id
from claimcheck.errors import ClaimcheckError, EmptyArticleError, InputError
from claimcheck.fetching import Fetcher
from claimcheck.scrape import clean, date_line
from claimcheck.text import language

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom")
MAX_BYTES = 64_000_000
"""Largest file or answer taken in."""
MAX_CHARS = 1_000_000
"""Longest text taken for one article: some 160,000 words."""
FIELDS = ("id", "title", "text", "publisher", "author", "url", "published")
"""Fields of a JSON article; `fields` maps them to other names."""
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "an SQLite database",
}


@dataclass(frozen=True)
class Unread:
    """Something that gave no article, with the reason; what a folder or feed skips is counted this way."""

    source: str
    error: ClaimcheckError


@dataclass(frozen=True)
class Options:
    """How to read."""

    published: str | None = None
    """The user's own word on the publication date (ISO), over all that is found."""
    fields: Mapping[str, str] | None = None
    """For JSON: our field name -> theirs."""
    want: Literal["articles", "coverage"] = "articles"
    """Which file of a gold-set folder is meant."""
    fetcher: Fetcher = field(default_factory=Fetcher)
    """Gets addresses; one for many reads keeps its pauses between requests to a host."""


def read(source: str, *, options: Options | None = None, stdin: BinaryIO | None = None) -> list[Article]:
    """Every article of a source; raises the first error met (InputError, EmptyArticleError, ServiceError)."""
    articles = []
    for item in read_each(source, options=options, stdin=stdin):
        if isinstance(item, Unread):
            raise item.error
        articles.append(item)
    if not articles:
        raise InputError(f"{source!r} holds no article; files read are {', '.join(SUFFIXES)}")
    return articles


def read_each(
    source: str, *, options: Options | None = None, stdin: BinaryIO | None = None
) -> Iterator[Article | Unread]:
    """Articles one by one, failures in their place; `source` is a path, a folder, an address, or "-" for standard input."""
    options = options or Options()
    try:
        if source == "-":
            yield from _parsed((stdin or sys.stdin.buffer).read(MAX_BYTES + 1), "standard input", "", options)
        elif re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE):
            yield from _fetched(source, options)
        else:
            yield from _from_path(Path(source), options)
    except ClaimcheckError as exc:
        yield Unread(source, exc)


def from_text(text: str, *, source: str = "text", options: Options | None = None, **known: str | None) -> Article:
    """An article from plain text; `known` may give title, publisher, url, author, published (ISO), markdown ("yes").

    Raises EmptyArticleError where nothing but boilerplate is there, InputError where it is too long for one article.
    """
    options = options or Options()
    if len(text) > MAX_CHARS:
        raise InputError(
            f"{source!r} has {len(text):,} characters, more than one article can have ({MAX_CHARS:,}); "
            "split it, or give a JSONL file with one article a line"
        )
    scrape = clean(_tidy(text), title=known.get("title"), markdown=bool(known.get("markdown")))
    if not scrape.body.strip():
        raise EmptyArticleError(f"{source!r} holds no article text{_but_boilerplate(len(scrape.dropped))}")
    published = _published(options.published, known.get("published"), scrape.published, source)
    title = scrape.title
    return Article(
        id=known.get("id") or content_id("a", title, scrape.body, published.at.isoformat() if published else None),
        title=title,
        text=scrape.body,
        publisher=known.get("publisher"),
        author=known.get("author") or scrape.author,
        url=known.get("url"),
        published=published,
        language=language(scrape.body),
        agencies=scrape.agencies,
        dropped=scrape.dropped,
    )


def from_html(html: str, *, source: str = "page", url: str | None = None, options: Options | None = None) -> Article:
    """An article from a page, with title, publisher, author and date from its metadata."""
    # trafilatura takes 0.4 s to import, which plain text need not pay
    import trafilatura

    try:
        found = trafilatura.extract(html, output_format="json", with_metadata=True, url=url, include_comments=False)
    # The parsers below it raise whatever they like about a stranger's page.
    except Exception as exc:
        raise InputError(
            f"{source!r} is a page that cannot be parsed ({type(exc).__name__}); save its text and read that"
        ) from exc
    if not found:
        raise EmptyArticleError(f"{source!r} holds no article text that could be told from the page around it")
    page = json.loads(found)
    article = from_text(
        page.get("text") or page.get("raw_text") or "",
        source=source,
        options=options,
        title=page.get("title"),
        publisher=page.get("source-hostname") or page.get("hostname"),
        author=page.get("author"),
        url=page.get("source") or url,
        published=_page_time(html) or page.get("date"),
    )
    return article.model_copy(update={"dropped": _page_furniture(html, article) + article.dropped})


def parse_time(text: str, *, basis: Literal["metadata", "given", "url"] = "metadata") -> Published | None:
    """A date as metadata writes it (ISO 8601, RFC 2822, or in words): `"2024-08-09T18:05:00+01:00"`; None where it is no date."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-W\d\d", text):
            return None  # a week is no day
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = dt.date.fromisoformat(text)
            return Published(at=dt.datetime.combine(day, dt.time()), precision="day", zone=None, basis=basis)
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            written = date_line(text)
            return written.model_copy(update={"basis": basis}) if written else None
    zone = re.search(r"(Z|[+-]\d{2}:?\d{2}|[A-Z]{3,4})$", text)
    precision: Literal["day", "minute"] = "minute" if ":" in text or "T" in text else "day"
    named = (zone[1] if zone else at.strftime("%z")) if at.tzinfo else None
    return Published(at=at, precision=precision, zone=named, basis=basis)


def _published(given: str | None, known: str | None, found: Published | None, source: str) -> Published | None:
    if given:
        published = parse_time(given, basis="given")
        if published is None:
            raise InputError(f"--published {given!r} is no date; write it as 2021-03-23 or 2021-03-23T10:12+02:00")
        return published
    if known:
        published = parse_time(known)
        if published is None and found is None:
            raise InputError(
                f"{source!r}: published {known!r} is no date; write it as 2021-03-23 or with time and zone"
            )
        return published or found
    return found


def _from_path(path: Path, options: Options) -> Iterator[Article | Unread]:
    if path.is_dir():
        yield from _from_folder(path, options)
        return
    try:
        size = path.stat().st_size
        if size > MAX_BYTES and path.suffix.lower() not in (".jsonl", ".ndjson"):
            raise InputError(f"{str(path)!r} has {size:,} bytes, more than the {MAX_BYTES:,} that are read at once")
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            with path.open("rb") as stream:
                yield from _from_lines(stream, str(path), options)
            return
        raw = path.read_bytes()
    except OSError as exc:
        raise InputError(f"cannot read {str(path)!r}: {exc.strerror or exc}") from exc
    yield from _parsed(raw, str(path), path.suffix.lower(), options)


def _from_folder(folder: Path, options: Options) -> Iterator[Article | Unread]:
    gold = folder / f"{options.want}.jsonl"
    if gold.exists() and (folder / "claims.jsonl").exists():
        yield from _from_path(gold, options)
        return
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder))
    for path in files:
        if path.suffix.lower() not in SUFFIXES:
            yield Unread(
                str(path), InputError(f"{str(path)!r} is left out: no {path.suffix or 'suffix'} files are read")
            )
            continue
        yield from read_each(str(path), options=options)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _parsed(
    raw: bytes, source: str, suffix: str, options: Options, *, url: str | None = None
) -> Iterator[Article | Unread]:
    """Articles in the bytes of one file or answer, its form told by suffix, else by content."""
    if len(raw) > MAX_BYTES:
        raise InputError(f"{source!r} has more than the {MAX_BYTES:,} bytes that are read at once")
    text = decode(raw, source)
    if not text.strip():
        raise EmptyArticleError(f"{source!r} is empty")
    if re.match(r"\s*<\?xml", text) and "<!ENTITY" in text:
        raise InputError(f"{source!r} declares XML entities, which no feed or page needs; it is not read")
    form = _form(text, suffix)
    if form == "jsonl":
        yield from _from_lines(io.BytesIO(text.encode()), source, options)
    elif form == "json":
        yield from _from_json(text, source, options)
    elif form == "feed":
        yield from _from_feed(text, source, options, fetch=url is not None)
    elif form == "html":
        yield from_html(text, source=source, url=url, options=options)
    else:
        markdown = "yes" if suffix in (".md", ".markdown") else None
        yield from_text(text, source=source, options=options, url=url, markdown=markdown)


def _form(text: str, suffix: str) -> Literal["text", "html", "json", "jsonl", "feed"]:
    head = text.lstrip()[:2000].lower()
    if re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:rdf)\b", head, re.DOTALL):
        return "feed"
    if suffix in (".html", ".htm") or re.match(r"<(?:!doctype html|html|head|body|article|div|p)\b", head):
        return "html"
    if suffix == ".json" or (suffix == "" and head[:1] in ("{", "[")):
        return "jsonl" if suffix == "" and _many_objects(text) else "json"
    return "text"


def _many_objects(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:3])


def _from_lines(stream: BinaryIO | io.BytesIO, source: str, options: Options) -> Iterator[Article | Unread]:
    """Articles of a JSONL stream, a line at a time, so that a large file needs no large memory."""
    for number, raw in enumerate(stream, start=1):
        if not raw.strip():
            continue
        place = f"{source}:{number}"
        try:
            row = json.loads(raw.decode("utf-8-sig"))
            yield _from_row(row, place, options)
        except (ValueError, RecursionError) as exc:
            yield Unread(place, InputError(f"{place}: not a line of JSON in UTF-8 ({str(exc)[:80]})"))
        except ClaimcheckError as exc:
            yield Unread(place, exc)


def _from_json(text: str, source: str, options: Options) -> Iterator[Article | Unread]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{source!r} is not JSON: {str(exc)[:100]}") from exc
    rows = tree if isinstance(tree, list) else [tree]
    for number, row in enumerate(rows, start=1):
        place = f"{source}[{number}]" if isinstance(tree, list) else source
        try:
            yield _from_row(row, place, options)
        except ClaimcheckError as exc:
            yield Unread(place, exc)


def _from_row(row: object, place: str, options: Options) -> Article:
    """`{"title": "...", "text": "...", "published": "2024-08-09"} -> Article`."""
    if not isinstance(row, dict):
        raise InputError(f"{place}: an article is a JSON object with a field 'text', not {type(row).__name__}")
    names = {field: (options.fields or {}).get(field, field) for field in FIELDS}
    values = {field: _text_of(cast(dict[str, Any], row), name, place) for field, name in names.items()}
    if not values["text"]:
        raise InputError(
            f"{place}: no field {names['text']!r}; name the field that holds the text with --field text=NAME"
        )
    text = values.pop("text")
    if _form(text or "", "") == "html":
        page = from_html(text or "", source=place, url=values["url"], options=options)
        return page.model_copy(update={name: value for name, value in values.items() if value and name != "published"})
    return from_text(text or "", source=place, options=options, **values)


def _text_of(row: Mapping[str, Any], name: str, place: str) -> str | None:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value and _HALF.sub("\ufffd", value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"{place}: field {name!r} must be text, not {type(value).__name__}")


def _from_feed(text: str, source: str, options: Options, *, fetch: bool) -> Iterator[Article | Unread]:
    """Articles of an RSS or Atom feed: the full text where the feed carries it, else (`fetch`) the page it links to."""
    import feedparser  # only feeds pay for it

    feed = feedparser.parse(text)
    if not feed.entries:
        raise InputError(f"{source!r} is a feed without entries")
    for entry in feed.entries:
        link, title = entry.get("link"), entry.get("title")
        place = link or f"{source}: {title}"
        html = max([part.value for part in entry.get("content", [])] + [entry.get("summary", "")], key=len)
        body = re.sub(r"<[^>]+>", " ", re.sub(r"</p>|<br\s*/?>", "\n\n", html))
        try:
            if fetch and link and len(body) < 600:
                yield from _fetched(link, options, robots=True)
                continue
            yield from_text(
                _unescaped(body), source=place, options=options, title=title, url=link,
                publisher=feed.feed.get("title"), author=entry.get("author"), published=entry.get("published") or entry.get("updated"),
            )  # fmt: skip
        except ClaimcheckError as exc:
            yield Unread(place, exc)


def _fetched(url: str, options: Options, *, robots: bool = False) -> Iterator[Article | Unread]:
    found = options.fetcher.fetch(url, robots=robots)
    suffix = ".html" if "html" in found.kind else ""
    yield from _parsed(found.raw, url, suffix, options, url=found.url)


def decode(raw: bytes, source: str) -> str:
    """Text from bytes of any encoding; raises InputError naming what a binary file is."""
    kind = next((name for magic, name in _MAGIC.items() if raw.startswith(magic)), None)
    if kind:
        raise InputError(f"{source!r} is {kind}, not text; save the article as text or HTML first")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded_by_guess(raw)
    odd = sum(1 for char in text[:20_000] if (char < " " and char not in "\t\n\r\x0c") or char == "\ufffd")
    if odd > 0.1 * min(len(text), 20_000):
        raise InputError(f"{source!r} is a binary file, not text")
    return text


def _decoded_by_guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # only text that is no UTF-8 pays for it

    if raw[1:200:2].count(0) > 80:
        return raw.decode("utf-16-le", errors="replace")
    if raw[:200:2].count(0) > 80:
        return raw.decode("utf-16-be", errors="replace")
    if len(raw) < 2000:
        # Too little to tell legacy encodings apart; the commonest one is right most often.
        return raw.decode("cp1252", errors="replace")
    best = from_bytes(raw[:200_000]).best()
    return raw.decode(best.encoding if best else "cp1252", errors="replace")


_HALF = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which JSON can spell but no file can hold."""


def _tidy(text: str) -> str:
    """Without the control characters that no text has, and the marks of no width that would part a word or a figure."""
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\u00ad\u200b\u2060]", "", text)


def _unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def _but_boilerplate(lines: int) -> str:
    return f": all {lines} lines are boilerplate (navigation, headlines, captions)" if lines else ""


_TIMES = (
    r'<meta[^>]+(?:property|name|itemprop)=["\'](?:article:published_time|datePublished|pubdate|date|dc\.date|parsely-pub-date)["\'][^>]*content=["\']([^"\']+)',
    r'<meta[^>]+content=["\']([^"\']+)["\'][^>]*(?:property|name|itemprop)=["\'](?:article:published_time|datePublished)["\']',
    r'"datePublished"\s*:\s*"([^"]+)"',
    r'<time[^>]+datetime=["\']([^"\']+)',
)


def _page_time(html: str) -> str | None:
    """The time of publication that a page states for machines, with its zone, where trafilatura keeps only the day."""
    for pattern in _TIMES:
        found = re.search(pattern, html, re.IGNORECASE)
        if found and parse_time(found[1]):
            return found[1]
    return None


def _page_furniture(html: str, article: Article) -> tuple[Dropped, ...]:
    """Lines of the page that are not in the article."""
    import trafilatura

    kept = {" ".join(line.split()) for line in article.text.split("\n")} | {dropped.text for dropped in article.dropped}
    spread = re.sub(r"(?i)</(?:p|div|li|h\d|section|nav|header|footer|figcaption|a|td|tr)>|<br\s*/?>", r"\g<0>\n", html)
    lines = (" ".join(line.split()) for line in trafilatura.html2txt(spread).split("\n"))
    return tuple(Dropped(text=line, reason="page-furniture") for line in lines if line and line not in kept)
