"""Whatever is given to read becomes an article or one clear line that names it."""

import datetime as dt
import gzip
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from claimcheck import reading
from claimcheck.claims import Article
from claimcheck.errors import EmptyArticleError, InputError, ServiceError
from claimcheck.fetching import Fetcher
from claimcheck.reading import Options, Unread, decode, from_html, from_text, parse_time, read, read_each
from claimcheck.settings import FetchSettings

TITLE = "Lighthouse at Cape Orrin to be lit again"
BODY = (
    "The lighthouse at Cape Orrin will be lit again in May after eleven dark years, the coast board said on Thursday.\n\n"
    "Its lamp was switched off when the keeper’s house burnt down. “We owe it to the crews,” said Hedda Molnar, who "
    "chairs the board, and put the cost at £240,000."
)
LAST = "who chairs the board, and put the cost at £240,000."
TEXT = f"{TITLE}\n\n{BODY}\n"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE}</title>
<meta property="og:title" content="{TITLE}"><meta name="author" content="Ruben Stahl">
<meta property="article:published_time" content="2024-08-09T18:05:00+01:00"></head>
<body><nav><a href="/">Front page of the Orrin Mail</a></nav><article><h1>{TITLE}</h1>
{"".join(f"<p>{part}</p>" for part in BODY.split(chr(10) * 2))}
<p>The tower itself was built of granite from the quarry at Sule and has stood for a hundred and sixty years.</p>
</article><footer>Follow the Orrin Mail on all channels</footer></body></html>"""
ROW = {
    "id": "r-1",
    "title": TITLE,
    "text": BODY,
    "publisher": "Orrin Mail",
    "author": "Ruben Stahl",
    "url": "https://orrin.example/lamp",
    "published": "2024-08-09",
}


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def only(source: str, **options: object) -> Article:
    articles = read(source, options=Options(**options))  # type: ignore[arg-type]
    assert len(articles) == 1
    return articles[0]


# Files


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.TXT", "a", "a.news"])
def test_a_text_file_is_an_article_with_its_headline_apart(tmp_path: Path, name: str) -> None:
    article = only(written(tmp_path, name, TEXT))
    assert (article.title, article.text) == (TITLE, BODY)
    assert (article.language, article.published, article.publisher) == ("en", None, None)


def test_a_markdown_file_loses_its_marks(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.md", f"# {TITLE}\n\n" + BODY.replace("Cape Orrin", "**Cape Orrin**", 1)))
    assert (article.title, article.text) == (TITLE, BODY)


def test_a_page_gives_text_title_author_and_date_with_zone(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.html", PAGE))
    assert (article.title, article.author) == (TITLE, "Ruben Stahl")
    assert LAST in article.text
    assert article.published is not None
    assert article.published.at.isoformat() == "2024-08-09T18:05:00+01:00"
    assert (article.published.zone, article.published.basis) == ("+01:00", "metadata")


def test_what_a_page_has_around_its_article_is_kept_as_dropped() -> None:
    article = from_html(PAGE)
    assert "Front page" not in article.text
    assert any("Front page of the Orrin Mail" in piece.text for piece in article.dropped)


def test_a_page_is_known_by_its_content_where_the_suffix_tells_nothing(tmp_path: Path) -> None:
    assert LAST in only(written(tmp_path, "page", PAGE)).text


def test_a_json_object_gives_every_field(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.json", json.dumps(ROW)))
    assert (article.id, article.title, article.text) == ("r-1", TITLE, BODY)
    assert (article.publisher, article.author, article.url) == ("Orrin Mail", "Ruben Stahl", ROW["url"])
    assert article.day == dt.date(2024, 8, 9)


def test_a_json_list_gives_an_article_each(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"id": "r-2"}]
    assert [article.id for article in read(written(tmp_path, "a.json", json.dumps(rows)))] == ["r-1", "r-2"]


def test_a_jsonl_file_gives_an_article_a_line_and_failures_in_their_place(tmp_path: Path) -> None:
    lines = [json.dumps(ROW), "", "{broken", json.dumps({"title": "x"}), "[1]", json.dumps(ROW | {"id": "r-2"})]
    source = written(tmp_path, "a.jsonl", "\n".join(lines))
    items = list(read_each(source))
    assert [item.id if isinstance(item, Article) else item.source for item in items] == [
        "r-1",
        f"{source}:3",
        f"{source}:4",
        f"{source}:5",
        "r-2",
    ]


def test_reading_all_raises_the_first_failure(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.jsonl:2: not a line of JSON"):
        read(written(tmp_path, "a.jsonl", json.dumps(ROW) + "\n{broken\n"))


def test_fields_of_other_names_can_be_mapped(tmp_path: Path) -> None:
    source = written(tmp_path, "a.jsonl", json.dumps({"headline": TITLE, "body": BODY, "date": "2024-08-09"}))
    article = only(source, fields={"title": "headline", "text": "body", "published": "date"})
    assert (article.title, article.text, article.day) == (TITLE, BODY, dt.date(2024, 8, 9))


def test_a_missing_text_field_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no field 'text'; .*--field text=NAME"):
        read(written(tmp_path, "a.json", json.dumps({"body": BODY})))


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True])
def test_a_field_that_is_no_text_is_named(tmp_path: Path, value: object) -> None:
    with pytest.raises(InputError, match="'publisher' must be text"):
        read(written(tmp_path, "a.json", json.dumps(ROW | {"publisher": value})))


def test_a_number_as_id_is_taken_as_text(tmp_path: Path) -> None:
    assert only(written(tmp_path, "a.json", json.dumps(ROW | {"id": 7}))).id == "7"


def test_json_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not JSON"):
        read(written(tmp_path, "a.json", json.dumps(ROW)[:-4]))


def test_a_page_inside_a_json_field_is_read_as_a_page(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.json", json.dumps({"text": PAGE, "publisher": "Orrin Mail"})))
    assert LAST in article.text
    assert article.publisher == "Orrin Mail"


# Folders


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt"):
        written(tmp_path, name, TEXT.replace("eleven", name))
    texts = [article.text for article in read(str(tmp_path))]
    assert ["a.txt" in texts[0], "b.txt" in texts[1], len(texts)] == [True, True, 2]


def test_files_of_other_kinds_in_a_folder_are_counted_and_not_read(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", TEXT)
    written(tmp_path, "b.docx", b"x")
    failures = [item for item in read_each(str(tmp_path)) if isinstance(item, Unread)]
    assert len(failures) == 1
    assert "no .docx files are read" in str(failures[0].error)


def test_an_empty_folder_says_which_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no article; files read are \.txt"):
        read(str(tmp_path))


def test_a_gold_folder_gives_the_articles_or_the_coverage_that_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path, "articles.jsonl", json.dumps(ROW))
    written(tmp_path, "coverage.jsonl", json.dumps(ROW | {"id": "d-1", "event": "e-1"}))
    written(tmp_path, "claims.jsonl", json.dumps({"id": "c-1"}))
    assert only(str(tmp_path)).id == "r-1"
    assert only(str(tmp_path), want="coverage").id == "d-1"


# Feeds

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Orrin Mail</title>
<item><title>{TITLE}</title><link>https://orrin.example/lamp</link><pubDate>Fri, 09 Aug 2024 18:05:00 GMT</pubDate>
<description>&lt;p&gt;{BODY.replace(chr(10) * 2, "&lt;/p&gt;&lt;p&gt;")}&lt;/p&gt;</description></item>
<item><title>Empty</title><link>https://orrin.example/none</link><description></description></item>
</channel></rss>"""


def test_a_feed_gives_an_article_an_entry_and_counts_empty_ones(tmp_path: Path) -> None:
    items = list(read_each(written(tmp_path, "f.xml", FEED)))
    article, failure = items
    assert isinstance(article, Article)
    assert isinstance(failure, Unread)
    assert (article.title, article.publisher, article.url) == (TITLE, "Orrin Mail", "https://orrin.example/lamp")
    assert article.day == dt.date(2024, 8, 9)
    assert "will be lit again in May" in article.text
    assert "<p>" not in article.text
    assert failure.source == "https://orrin.example/none"


def test_a_feed_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="feed without entries"):
        read(written(tmp_path, "f.xml", '<rss version="2.0"><channel><title>x</title></channel></rss>'))


# Standard input


@pytest.mark.parametrize("content", [TEXT, PAGE, json.dumps(ROW), json.dumps([ROW])])
def test_standard_input_is_known_by_its_content(content: str) -> None:
    articles = read("-", stdin=io.BytesIO(content.encode()))
    assert len(articles) == 1
    assert "eleven dark years" in articles[0].text


def test_several_json_lines_on_standard_input_are_an_article_each() -> None:
    lines = "\n".join(json.dumps(ROW | {"id": f"r-{number}"}) for number in range(3))
    assert [article.id for article in read("-", stdin=io.BytesIO(lines.encode()))] == ["r-0", "r-1", "r-2"]


@pytest.mark.parametrize("content", [b"", b"  \n\n ", b"\xef\xbb\xbf"])
def test_empty_standard_input_says_so(content: bytes) -> None:
    with pytest.raises(EmptyArticleError, match=r"standard input.* is empty|holds no article text"):
        read("-", stdin=io.BytesIO(content))


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert only(written(tmp_path, "a.txt", TEXT.encode(encoding))).text == BODY


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_mean_the_same(tmp_path: Path, newline: str) -> None:
    assert only(written(tmp_path, "a.txt", TEXT.replace("\n", newline))).text == BODY


def test_stray_nul_and_control_characters_are_taken_out(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.txt", TEXT.replace("lighthouse", "light\x00house\x1b", 1)))
    assert article.text == BODY


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"PK\x03\x04rest", "a ZIP or Office file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (gzip.compress(TEXT.encode(), mtime=0), "a gzip file"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (bytes(range(32)) * 64, "a binary file"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(tmp_path: Path, raw: bytes, what: str) -> None:
    with pytest.raises(InputError, match=f"{what}.* text"):
        read(written(tmp_path, "a.txt", raw))


def test_bytes_of_no_encoding_at_all_never_raise_anything_else() -> None:
    for first in range(256):
        try:
            decode(bytes([first, 0x80, 0xFF, first]) * 20, "x")
        except InputError as exc:
            assert "binary" in str(exc) or "file" in str(exc)


# Nothing to read


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmptyArticleError, match="is empty"):
        read(written(tmp_path, "a.txt", b""))


def test_a_file_of_navigation_only_says_how_many_lines_were_boilerplate(tmp_path: Path) -> None:
    with pytest.raises(EmptyArticleError, match="all 3 lines are boilerplate"):
        read(written(tmp_path, "a.txt", "Home > News > Coast\nSign in\nShare this"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*gone\.txt.*No such file"):
        read(str(tmp_path / "gone.txt"))


def test_a_text_longer_than_one_article_is_refused() -> None:
    with pytest.raises(InputError, match="more than one article can have"):
        from_text("word " * (reading.MAX_CHARS // 5 + 1))


def test_a_file_larger_than_is_read_at_once_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="more than the 100 that are read at once"):
        read(written(tmp_path, "a.txt", TEXT))
    with pytest.raises(InputError, match="more than the 100 bytes"):
        read("-", stdin=io.BytesIO(TEXT.encode()))


# Publication date and identity


def test_the_users_word_on_the_date_stands_over_all_that_is_found(tmp_path: Path) -> None:
    article = only(written(tmp_path, "a.json", json.dumps(ROW)), published="2021-03-23T10:12+02:00")
    assert article.published is not None
    assert (article.published.at.isoformat(), article.published.basis) == ("2021-03-23T10:12:00+02:00", "given")


@pytest.mark.parametrize("given", ["yesterday", "23.3.2021", "2021-02-30", "2021"])
def test_a_bad_date_of_the_user_is_refused_with_the_right_form(given: str) -> None:
    with pytest.raises(InputError, match=r"--published .* is no date; write it as 2021-03-23"):
        from_text(TEXT, options=Options(published=given))


def test_a_bad_date_in_a_row_is_refused_with_its_place(tmp_path: Path) -> None:
    source = written(tmp_path, "a.jsonl", json.dumps(ROW | {"published": "soon"}))
    with pytest.raises(InputError, match=r"a\.jsonl:1.*'soon' is no date"):
        read(source)


@pytest.mark.parametrize(
    ("text", "at", "precision", "zone"),
    [
        ("2024-08-09", "2024-08-09T00:00:00", "day", None),
        ("2024-08-09T18:05", "2024-08-09T18:05:00", "minute", None),
        ("2024-08-09T18:05:00Z", "2024-08-09T18:05:00+00:00", "minute", "Z"),
        ("2024-08-09T18:05:00+01:00", "2024-08-09T18:05:00+01:00", "minute", "+01:00"),
        ("Fri, 09 Aug 2024 18:05:00 GMT", "2024-08-09T18:05:00+00:00", "minute", "GMT"),
    ],
)
def test_dates_of_metadata_keep_their_zone_or_say_that_there_is_none(
    text: str, at: str, precision: str, zone: str | None
) -> None:
    published = parse_time(text)
    assert published is not None
    assert (published.at.isoformat(), published.precision, published.zone) == (at, precision, zone)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "99"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("20240809", "2024-08-09T00:00:00", "day"),
        ("20240809T1805", "2024-08-09T18:05:00", "minute"),
        ("9 August 2024", "2024-08-09T00:00:00", "day"),
        ("August 9, 2024 18:05 GMT", "2024-08-09T18:05:00+00:00", "minute"),
    ],
)
def test_a_date_without_marks_or_in_words_is_read_too(text: str, at: str, precision: str) -> None:
    published = parse_time(text, basis="given")
    assert published is not None
    assert (published.at.isoformat(), published.precision, published.basis) == (at, precision, "given")


@pytest.mark.parametrize("text", ["2024-W32", "2024-08", "August 2024"])
def test_a_week_or_a_month_is_no_day(text: str) -> None:
    assert parse_time(text) is None


def test_the_same_article_has_the_same_id_and_another_one_another() -> None:
    assert from_text(TEXT).id == from_text(TEXT).id
    assert from_text(TEXT).id != from_text(TEXT.replace("eleven", "twelve")).id
    assert from_text(TEXT).id != from_text(TEXT, options=Options(published="2024-08-09")).id


# Addresses


class Site(BaseHTTPRequestHandler):
    """Answers `/page`, `/text`, `/feed`, `/moved`, and fails everywhere else."""

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        feed = f"<rss version='2.0'><channel><title>F</title><item><link>{base}/page</link></item></channel></rss>"
        answers = {
            "/page": (200, "text/html; charset=utf-8", PAGE),
            "/text": (200, "text/plain", TEXT),
            "/feed": (200, "application/rss+xml", feed),
            "/moved": (302, "text/plain", ""),
            "/loop": (302, "text/plain", ""),
            "/broken": (503, "text/plain", "down"),
        }
        status, kind, body = answers.get(self.path, (404, "text/plain", "no"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        if status == 302:
            self.send_header("Location", "/page" if self.path == "/moved" else "/loop")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


LOOPBACK = Options(fetcher=Fetcher(FetchSettings(private=True, pause_s=0)))


def fetched(address: str) -> list[Article]:
    return read(address, options=LOOPBACK)


def at(address: str) -> Article:
    [article] = fetched(address)
    return article


def test_an_address_is_fetched_and_read(site: str) -> None:
    article = at(f"{site}/page")
    assert LAST in article.text
    assert article.url == f"{site}/page"


def test_a_redirect_is_followed_to_where_it_lands(site: str) -> None:
    assert at(f"{site}/moved").url == f"{site}/page"


def test_plain_text_at_an_address_is_read_as_text(site: str) -> None:
    assert at(f"{site}/text").text == BODY


def test_a_feed_that_only_links_has_its_pages_fetched(site: str) -> None:
    assert LAST in at(f"{site}/feed").text


def test_an_address_that_does_not_exist_is_the_users_error(site: str) -> None:
    with pytest.raises(InputError, match="/gone' answers 404"):
        fetched(f"{site}/gone")


def test_a_server_that_fails_is_worth_another_try(site: str) -> None:
    with pytest.raises(ServiceError, match="/broken' answers 503"):
        fetched(f"{site}/broken")


def test_redirects_in_a_circle_come_to_an_end(site: str) -> None:
    with pytest.raises(InputError, match="more than 5 redirects"):
        fetched(f"{site}/loop")


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServiceError, match=r"cannot fetch 'http://127\.0\.0\.1:9/x'"):
        fetched("http://127.0.0.1:9/x")


@pytest.mark.parametrize("address", ["ftp://orrin.example/a", "file:///etc/hostname", "http://"])
def test_only_web_addresses_are_fetched(address: str) -> None:
    with pytest.raises(InputError, match="only http and https"):
        read(address)


def test_a_page_that_the_parser_breaks_on_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<iframe src=<html>", encoding="utf-8")
    [unread] = read_each(str(tmp_path / "page.html"))
    assert isinstance(unread, Unread)
    assert "cannot be parsed" in str(unread.error)
