"""What may be fetched, and how much of it: no address leads inside, no answer outgrows its bounds."""

import gzip
import io
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claimcheck import fetching
from claimcheck.errors import InputError, ServiceError, ServiceTimeoutError
from claimcheck.fetching import Fetcher, public
from claimcheck.reading import Options, Unread, read, read_each
from claimcheck.settings import FetchSettings

BOMB = gzip.compress(b"x" * 5_000_000)
QUICK = FetchSettings(private=True, pause_s=0, timeout_s=5, max_bytes=1_000_000)


class Site(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    asked: list[tuple[str, str, str]] = []
    robots = "User-agent: *\nDisallow: /secret\n"

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
        getattr(self, f"get_{self.path.strip('/').partition('/')[0].replace('.', '_')}", self.get_missing)()

    def sent(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in (
            {"Content-Type": "text/plain"} | {k.replace("_", "-"): v for k, v in headers.items()}
        ).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def get_plain(self) -> None:
        self.sent(b"The mill closed.")

    def get_secret(self) -> None:
        self.sent(b"The mill closed.")

    def get_packed(self) -> None:
        self.sent(gzip.compress(b"The mill closed."), Content_Encoding="gzip")

    def get_deflated(self) -> None:
        self.sent(zlib.compress(b"The mill closed."), Content_Encoding="deflate")

    def get_bomb(self) -> None:
        self.sent(BOMB, Content_Encoding="gzip")

    def get_damaged(self) -> None:
        self.sent(BOMB[:50] + b"junk" * 9, Content_Encoding="gzip")

    def get_brotli(self) -> None:
        self.sent(b"xx", Content_Encoding="br")

    def get_long(self) -> None:
        self.sent(b"x" * 1_000_001)

    def get_picture(self) -> None:
        self.sent(b"xx", Content_Type="image/png")

    def get_inside(self) -> None:
        self.sent(b"", 302, Location="http://inside.example/plain")

    def get_relative(self) -> None:
        self.sent(b"", 301, Location="plain")

    def get_file(self) -> None:
        self.sent(b"", 302, Location="file:///etc/hostname")

    def get_loop(self) -> None:
        self.sent(b"", 302, Location="/loop")

    def get_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def get_robots_txt(self) -> None:
        self.sent(self.robots.encode())

    def get_missing(self) -> None:
        self.sent(b"no", 404)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def named(**hosts: str) -> Callable[[str, int], list[str]]:
    """A resolver that knows these hosts only: `named(open="93.184.216.34")` for `open.example`."""
    return lambda host, port: [hosts[host.removesuffix(".example")]]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "64:ff9b::a00:1", "2001:0:5ef5:79fd::80ff:fffe",
    ],
)  # fmt: skip
def test_addresses_inside_are_known_as_such(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert public(address)


def test_a_name_that_stands_for_an_inner_address_is_refused_before_anything_is_sent(port: int) -> None:
    Site.asked.clear()
    with pytest.raises(InputError, match=r"'trap.example' is 127.0.0.1, an address inside this network"):
        Fetcher(FetchSettings(), resolve=named(trap="127.0.0.1")).fetch(f"http://trap.example:{port}/plain")
    assert Site.asked == []


def test_one_inner_address_among_several_is_enough_to_refuse() -> None:
    with pytest.raises(InputError, match=r"10\.0\.0\.8"):
        Fetcher(FetchSettings(), resolve=lambda host, port: ["93.184.216.34", "10.0.0.8"]).fetch("http://two.example/")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "[::1]", "localhost", "0", "127.1"])
def test_every_spelling_of_this_machine_is_refused(host: str, port: int) -> None:
    with pytest.raises((InputError, ServiceError), match=r"inside this network|cannot find the host"):
        Fetcher(FetchSettings()).fetch(f"http://{host}:{port}/plain")


def test_a_redirect_inside_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "public", lambda address: address != "127.0.0.2")
    fetcher = Fetcher(FetchSettings(pause_s=0), resolve=named(open="127.0.0.1", inside="127.0.0.2"))
    assert fetcher.fetch(f"http://open.example:{port}/plain").raw == b"The mill closed."
    with pytest.raises(InputError, match=r"'inside\.example' is 127\.0\.0\.2"):
        fetcher.fetch(f"http://open.example:{port}/inside")


def test_the_address_that_was_checked_is_the_one_connected_to(port: int) -> None:
    """A name that changes its mind between check and connection leads nowhere else: it is resolved once a hop."""
    Site.asked.clear()
    answers = iter([["127.0.0.1"], ["203.0.113.9"]])
    found = Fetcher(QUICK, resolve=lambda host, port: next(answers)).fetch(f"http://two-faced.example:{port}/plain")
    assert found.raw == b"The mill closed."
    assert [(path, host) for path, host, _ in Site.asked] == [("/plain", f"two-faced.example:{port}")]
    assert next(answers) == ["203.0.113.9"]


def test_we_say_who_we_are(port: int) -> None:
    Site.asked.clear()
    Fetcher(QUICK).fetch(f"http://127.0.0.1:{port}/plain")
    assert Site.asked[0][2].startswith("claimcheck/")


@pytest.mark.parametrize("path", ["plain", "packed", "deflated", "relative"])
def test_answers_come_whole_and_unpacked(path: str, port: int) -> None:
    found = Fetcher(QUICK).fetch(f"http://127.0.0.1:{port}/{path}")
    assert (found.raw, found.kind) == (b"The mill closed.", "text/plain")
    assert found.url.endswith("/plain" if path == "relative" else f"/{path}")


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("bomb", InputError, "more than 1,000,000 bytes"),
        ("long", InputError, "more than 1,000,000 bytes"),
        ("damaged", ServiceError, "packing is damaged"),
        ("brotli", InputError, "packed as 'br'"),
        ("picture", InputError, "is image/png, not text"),
        ("file", InputError, "only http and https"),
        ("loop", InputError, "more than 5 redirects"),
        ("gone", InputError, "answers 404"),
    ],
)
def test_what_is_not_taken_is_said_in_one_line(path: str, error: type[Exception], words: str, port: int) -> None:
    with pytest.raises(error, match=words) as caught:
        Fetcher(QUICK).fetch(f"http://127.0.0.1:{port}/{path}")
    assert "\n" not in str(caught.value)


def test_a_server_that_drips_is_given_up(port: int) -> None:
    settings = QUICK.model_copy(update={"timeout_s": 0.3})
    with pytest.raises(ServiceTimeoutError, match=r"0\.3 seconds"):
        Fetcher(settings).fetch(f"http://127.0.0.1:{port}/slow")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        Fetcher(QUICK).fetch("http://mara:hunter2@paper.example/")
    assert "hunter2" not in str(caught.value)


def test_one_host_is_asked_at_a_pause(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(fetching.time, "sleep", slept.append)
    fetcher = Fetcher(QUICK.model_copy(update={"pause_s": 1.0}))
    for _ in range(3):
        fetcher.fetch(f"http://127.0.0.1:{port}/plain")
    assert slept[0] == 0
    assert 0.5 < slept[1] <= 1.0 < slept[2] <= 2.0


def test_robots_are_asked_only_where_no_person_named_the_address(port: int) -> None:
    Site.asked.clear()
    fetcher = Fetcher(QUICK)
    base = f"http://127.0.0.1:{port}"
    assert fetcher.fetch(f"{base}/secret").raw
    with pytest.raises(InputError, match=r"robots.txt"):
        fetcher.fetch(f"{base}/secret", robots=True)
    assert fetcher.fetch(f"{base}/plain", robots=True).raw
    assert [path for path, _, _ in Site.asked] == ["/secret", "/robots.txt", "/plain"]


@pytest.mark.parametrize(("status", "may"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_site_whose_robots_cannot_be_had_for_the_moment_is_left_alone(
    status: int, may: bool, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "get_robots_txt", lambda self: self.send_error(status))
    fetcher, url = Fetcher(QUICK), f"http://127.0.0.1:{port}/plain"
    if may:
        assert fetcher.fetch(url, robots=True).raw
    else:
        with pytest.raises(InputError, match=r"robots.txt"):
            fetcher.fetch(url, robots=True)


def test_a_feed_with_entities_is_not_read() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
    [failure] = read_each("-", stdin=io.BytesIO(bomb.encode()))
    assert isinstance(failure, Unread)
    assert "XML entities" in str(failure.error)


def test_reading_refuses_this_machine_unless_told(port: int) -> None:
    with pytest.raises(InputError, match=r"fetch\.private"):
        read(f"http://127.0.0.1:{port}/plain")
    [article] = read(f"http://127.0.0.1:{port}/plain", options=Options(fetcher=Fetcher(QUICK)))
    assert article.text == "The mill closed."
