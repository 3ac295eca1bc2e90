"""The page in a real browser: by keyboard alone, by two people at once, without JavaScript, attacked, and read by axe."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from desks import Clock, claims
from reports import hostile, sample
from webdesk import SECRET, Place, served

from claimcheck.review import Actor, Judgement, everything

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
PLACES = (os.environ.get("CLAIMCHECK_TEST_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")  # fmt: skip
CHROMIUM = next((path for path in PLACES if path and Path(path).exists()), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium under /usr/bin nor at CLAIMCHECK_TEST_CHROMIUM; Debian's package `chromium` has one",
    ),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Site:
    """A served desk and the browsers that look at it; whatever they ask for elsewhere is noted and stopped."""

    def __init__(self, place: Place, address: str, chromium: Any) -> None:
        self.place, self.address, self._chromium = place, address, chromium
        self.elsewhere: list[str] = []
        self.errors: list[str] = []

    def open(self, **more: Any) -> Any:
        """A page in a browser of its own."""
        context = self._chromium.new_context(**({"viewport": {"width": 1280, "height": 860}} | more))
        context.set_default_timeout(20_000)
        context.route("**/*", self._passed)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        return page

    def signed_in(self, name: str, **more: Any) -> Any:
        """A page in which somebody has signed in."""
        page = self.open(**more)
        page.goto(f"{self.address}/login")
        page.fill("#name", name)
        page.fill("#password", SECRET)
        page.click("button.main")
        page.wait_for_url("**/queue")
        return page

    def _passed(self, route: Any) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.address).netloc:
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()


@pytest.fixture
def site(tmp_path: Path, chromium: Any) -> Iterator[Callable[..., Site]]:
    opened: list[Any] = []

    def begun(**settings: Any) -> Site:
        place = Place(tmp_path / str(len(opened)), clock=Clock(dt.datetime.now(dt.UTC)), **settings)
        serving = served(place.app)
        opened.append((place, serving))
        return Site(place, serving.__enter__(), chromium)

    yield begun
    for place, serving in opened:
        serving.__exit__(None, None, None)
        place.close()


def decisions(site: Site, item_id: str) -> list[tuple[str, str | None, str]]:
    detail = site.place.desk.item(item_id, actor=Actor("root", frozenset({"admin"})))
    return [(given.reviewer, given.label, given.note) for given in detail.decisions]


def test_claims_are_reviewed_without_touching_the_mouse(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(4))
    page = desk.open()
    page.goto(desk.address)
    for keys in ("ada", "Tab", SECRET, "Enter"):
        page.keyboard.type(keys) if len(keys) > 5 or keys == "ada" else page.keyboard.press(keys)
    page.wait_for_url("**/queue")
    page.keyboard.press("g")
    for number, key in enumerate("123"):
        page.wait_for_url(f"**/claims/c-{number}**")
        page.keyboard.press(key)
        page.keyboard.press("n")
        page.keyboard.type(f"seen 12{number}?")
        if number == 1:
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Enter")
    page.wait_for_url("**/claims/c-3**")
    assert "Your decision is saved" in page.inner_text("[role=status]")
    assert [decisions(desk, f"c-{number}") for number in range(3)] == [
        [("ada", "supported", "seen 120?")],
        [("ada", "contested", "seen 121?")],
        [("ada", "opinion", "seen 122?")],
    ]
    page.keyboard.press("z")
    page.wait_for_url("**/claims/c-2**")
    assert decisions(desk, "c-2") == []
    assert desk.errors == []


def test_ten_claims_in_a_row_by_keys_alone(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(sample(), policy=everything)
    page = desk.signed_in("ada")
    page.add_init_script("addEventListener('pointerdown', () => { window.touched = true; }, true);")
    page.keyboard.press("g")
    labels = ["supported", "contested", "opinion", "unverified", "contested"] * 2
    for number, label in enumerate(labels):
        page.wait_for_selector("form#decide")
        here = page.url
        page.keyboard.press("a")
        page.keyboard.press("j")
        page.keyboard.press(str(["supported", "contested", "opinion", "unverified"].index(label) + 1))
        if number % 2:
            page.keyboard.press("n")
            page.keyboard.type(f"seen, {number}")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Enter")
        page.wait_for_function("before => location.href !== before", arg=here)
        assert page.evaluate("window.touched ?? false") is False
    done = desk.place.desk.throughput().people[0]
    assert (done.reviewer, done.decisions) == ("ada", 10)
    assert done.labels == {"supported": 2, "contested": 4, "opinion": 2, "unverified": 2}
    assert len(desk.place.desk.held(Actor("ada"))) == 1
    assert desk.errors == []


def test_the_claims_words_are_in_view_in_the_article(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(sample(), policy=everything)
    page = desk.signed_in("ada")
    page.goto(f"{desk.address}/claims/sample-c18")
    box, pane = page.locator("mark.words").first.bounding_box(), page.locator(".pane").bounding_box()
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    assert page.inner_text("mark.words") in desk.place.desk.item("sample-c18", actor=Actor("ada")).article.text


def test_keys_can_be_switched_off(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(2))
    page = desk.signed_in("ada")
    page.goto(f"{desk.address}/account")
    page.check("input[name=keys][value=off]")
    page.click("text=Save")
    page.goto(f"{desk.address}/queue")
    page.keyboard.press("g")
    page.click("text=Review next")
    page.wait_for_url("**/claims/c-0**")
    page.keyboard.press("2")
    assert page.locator("input[name=label]:checked").count() == 0
    assert page.locator("kbd:visible").count() == 0


def test_everything_works_without_javascript(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(2))
    page = desk.signed_in("ada", java_script_enabled=False)
    page.click("text=Review next")
    page.check("input[name=label][value=unverified]", force=True)
    page.select_option("#reason", "silent")
    page.fill("#note", "nothing bears on it")
    page.click("text=Save, next")
    assert "/claims/c-1" in page.url
    assert decisions(desk, "c-0") == [("ada", None, "nothing bears on it")]
    page.click("text=Correct the claim")
    page.fill("#c-text", "Dam 1 holds four million litres.")
    page.check("input[name=label][value=opinion]", force=True)
    page.click("button:text-is('Save')")
    assert "Dam 1 holds four million litres." in page.inner_text("h1")


def test_two_reviewers_at_once_never_get_the_same_claim(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(6))
    pages = [desk.signed_in("ada"), desk.signed_in("ben")]
    for page in pages:
        page.keyboard.press("g")
    for _ in range(2):
        urls = [page.wait_for_url("**/claims/**") or page.url.partition("?")[0] for page in pages]
        assert urls[0] != urls[1]
        for page, url in zip(pages, urls, strict=True):
            page.keyboard.press("1")
            page.keyboard.press("Enter")
            page.wait_for_function("before => !location.href.startsWith(before)", arg=url)
    assert [len(decisions(desk, f"c-{number}")) for number in range(4)] == [1, 1, 1, 1]


def test_a_decision_after_the_lease_has_ended_is_refused_and_its_text_kept(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(1))
    late = desk.signed_in("ada")
    late.keyboard.press("g")
    late.wait_for_url("**/claims/c-0**")
    desk.place.clock.pass_(minutes=21)
    desk.place.desk.take("c-0", Actor("ben"))
    late.keyboard.press("2")
    late.fill("#note", "the gauge was <b>never</b> read")
    late.keyboard.press("Control+Enter")
    late.wait_for_selector(".kept")
    assert "somebody else has taken the claim" in late.inner_text("[role=alert]")
    assert "the gauge was <b>never</b> read" in late.inner_text(".kept")
    assert decisions(desk, "c-0") == []
    desk.place.clock.pass_(minutes=21)
    late.click("text=Take it again")
    late.wait_for_selector("form#decide")
    assert late.input_value("#note") == "the gauge was <b>never</b> read"
    assert late.is_checked("input[value=contested]")
    late.click("text=Save, next")
    late.wait_for_url("**/queue**")
    assert decisions(desk, "c-0") == [("ada", "contested", "the gauge was <b>never</b> read")]


def test_a_heartbeat_keeps_the_lease_and_a_lost_one_is_told(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(1))
    page = desk.open()
    page.clock.install()
    page.goto(f"{desk.address}/login")
    page.fill("#name", "ada")
    page.fill("#password", SECRET)
    page.click("button.main")
    page.click("text=Review next")
    page.wait_for_url("**/claims/c-0**")
    desk.place.clock.pass_(minutes=15)
    with page.expect_response("**/heartbeat") as beat:
        page.clock.run_for(61_000)
    assert beat.value.status == 200
    assert desk.place.desk.held(Actor("ada"))[0].expires > desk.place.clock() + dt.timedelta(minutes=19)
    desk.place.clock.pass_(minutes=21)
    with page.expect_response("**/heartbeat") as beat:
        page.clock.run_for(61_000)
    assert beat.value.status == 409
    page.wait_for_selector(".lease[role=alert]")


def test_a_conflict_is_shown_side_by_side_and_settled_with_a_reason(site: Callable[..., Site]) -> None:
    desk = site(review={"min_reviews": 2})
    desk.place.desk.enqueue(claims(1))
    for name, key, note in (("ada", "1", "the gauge says so"), ("ben", "2", "the gauge was broken")):
        page = desk.signed_in(name)
        page.keyboard.press("g")
        page.wait_for_url("**/claims/c-0**")
        assert "the gauge says so" not in page.content()
        page.keyboard.press(key)
        page.fill("#note", note)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/queue**")
    page = desk.signed_in("judith")
    page.click("nav >> text=Conflicts")
    page.click(".row a")
    page.wait_for_selector("form#decide")
    columns = page.locator(".column").all_inner_texts()
    assert "the gauge says so" in columns[0] and "the gauge was broken" in columns[1]
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#note:focus")
    page.keyboard.type("the inspector found it broken")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/conflicts**")
    item = desk.place.desk.item("c-0", actor=Actor("ada"))
    assert (item.item.state, item.item.label) == ("adjudicated", "contested")
    assert item.adjudication is not None and item.adjudication.note == "the inspector found it broken"


def test_counts_change_while_one_looks(site: Callable[..., Site]) -> None:
    desk = site()
    desk.place.desk.enqueue(claims(3))
    page = desk.signed_in("judith")
    page.locator("[data-count=waiting]:text-is('3')").wait_for()
    desk.place.desk.decide("c-0", Actor("ada"), Judgement(label="supported"))
    page.locator("[data-count=waiting]:text-is('2')").wait_for()


PATHS = [
    "/queue",
    "/queue?view=all",
    "/articles",
    "/figures",
    "/desk",
    "/log",
    "/people",
    "/account",
    "/api",
    "/conflicts",
    "/export",
]


def full(desk: Site) -> list[str]:
    """Hostile and ordinary claims in every state; the paths of all kinds of pages."""
    held = desk.place.desk
    evil = hostile()
    ids = [*held.enqueue(evil, policy=everything).added, *held.enqueue(sample(), policy=everything).added]
    markup = "<img src=x onerror=pwned()><script>pwned()</script>\u202e\x1b[31m"
    held.note(ids[0], Actor("ada"), markup)
    held.decide(ids[0], Actor("ada"), Judgement(label="supported", note=markup))
    held.decide(ids[0], Actor("ben"), Judgement(label="opinion", note=markup))
    held.decide("sample-c05", Actor("ada"), Judgement(label="contested", note="no"))
    held.assign(["sample-c06"], "team:night", Actor("judith", frozenset({"adjudicator"})), reason=markup)
    held.take("sample-c04", Actor("root", frozenset({"reviewer", "adjudicator", "admin"})))
    articles = {held.item(item, actor=Actor("ada")).item.article_id for item in ids}
    return [
        *PATHS,
        *(f"/claims/{item}" for item in (ids[0], ids[1], "sample-c04", "sample-c05", "sample-c06")),
        *(f"/claims/{ids[0]}/{page}" for page in ("adjudicate", "log")),
        *(f"/articles/{article}" for article in sorted(articles)),
    ]


def test_nothing_that_others_wrote_is_ever_run_or_fetched(site: Callable[..., Site]) -> None:
    desk = site(review={"min_reviews": 2})
    paths = full(desk)
    page = desk.signed_in("root")
    page.on("dialog", lambda dialog: desk.errors.append(f"dialog {dialog.message}"))
    page.add_init_script("window.pwned = () => { window.owned = true; }; window.alert = window.pwned;")
    for path in paths:
        page.goto(desk.address + path)
        assert page.evaluate("window.owned ?? false") is False, path
        assert page.locator("main script, main img, main iframe, main [onerror], main [onclick], main [onload]").count() == 0, path  # fmt: skip
        assert page.locator("a[href^=javascript], a[href^=data]").count() == 0, path
        assert "\u202e" not in page.content() and "\x1b" not in page.content()
    page.goto(f"{desk.address}{next(path for path in paths if path.startswith('/claims/'))}")
    assert "<script>pwned()</script>" in page.inner_text("main")
    assert desk.elsewhere == []
    assert [error for error in desk.errors if "Content Security Policy" in error or "dialog" in error] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(site: Callable[..., Site], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed").Axe()  # fmt: skip
    desk = site(review={"min_reviews": 2})
    paths = full(desk)
    page = desk.signed_in("root", color_scheme=scheme, bypass_csp=True)
    found = []
    for path in ["/login", *paths]:
        page.goto(desk.address + path)
        if path == "/login":
            continue
        result = axe.run(page)
        found += [f"{path}: {one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in result.response["violations"] for node in one["nodes"]]  # fmt: skip
    stranger = desk.open(color_scheme=scheme, bypass_csp=True)
    stranger.goto(f"{desk.address}/login")
    found += [f"/login: {one['id']}" for one in axe.run(stranger).response["violations"]]
    assert found == []


def test_nothing_is_wider_than_a_phone(site: Callable[..., Site]) -> None:
    desk = site(review={"min_reviews": 2})
    paths = full(desk)
    page = desk.signed_in("root", viewport={"width": 390, "height": 844}, has_touch=True)
    for path in paths:
        page.goto(desk.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
