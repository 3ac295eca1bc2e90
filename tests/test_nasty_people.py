"""Nasty strings where people work: the review desk's exports and pages, and the session in lines and full screen."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import ADA
from nasty import ALL, NASTY, Page, steers_a_terminal
from reports import hostile, sample
from sittings import SampleChecker, bench_in, settings_in
from webdesk import Place

from claimcheck.claims import Article, Extraction, Span
from claimcheck.events import Decided, Extracted, Read
from claimcheck.rendering.markdown import as_markdown
from claimcheck.rendering.page import as_page
from claimcheck.reports import Report
from claimcheck.review import Desk, Judgement, everything, owner
from claimcheck.review.claimreview import as_claimreview
from claimcheck.review.settled import reports
from claimcheck.review.spreadsheet import as_csv
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.session.plain import Dialogue

OWNER = owner("olga")
SOME = {name: text for name, text in NASTY.items() if name not in ("many words",)}


def apart(text: str, number: int) -> Report:
    """The hostile report under ids of its own."""
    tree = hostile(text).model_dump_json()
    for identity in ("c-outer", "c-inner", "c-cross", "c-wide", "a-hostile"):
        tree = tree.replace(f'"{identity}"', f'"{identity}-{number}"')
    return Report.model_validate_json(tree)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on which every nasty string was claimed, decided and noted."""
    with Desk.open(tmp_path_factory.mktemp("desk") / "library.db") as held:
        for number, text in enumerate(SOME.values()):
            held.enqueue(apart(text, number), policy=everything)
            held.decide(f"c-outer-{number}", ADA, Judgement(label="contested", note=text[:2000].strip() or "-"))
        yield held


def test_no_cell_of_a_spreadsheet_is_a_formula(desk: Desk) -> None:
    text = as_csv(desk.settled(actor=OWNER))
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > len(SOME)
    assert len({len(row) for row in rows}) == 1
    for row in rows[1:]:
        for cell in row:
            begins = unicodedata.normalize("NFKC", cell).lstrip()[:1]
            assert begins not in set("=+-@|%\t\r") or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell[:80]
            assert steers_a_terminal(cell.replace("\r\n", "\n")) is None


def test_a_claimreview_is_json_with_web_addresses_only(desk: Desk) -> None:
    from claimcheck.settings import ReviewSettings

    published = ReviewSettings(review_url="https://desk.example/reviews/{id}")
    made = 0
    for one in desk.settled(desk.view("done"), actor=OWNER):
        tree = json.loads(json.dumps(as_claimreview(one, published)))
        made += 1
        for value in strings(tree):
            assert steers_a_terminal(value) is None
        for address in addresses(tree):
            assert address.startswith(("http://", "https://")), address
    assert made >= len(SOME)


def test_settled_reports_are_inert_as_page_and_as_markdown(desk: Desk) -> None:
    made = reports(desk.settled(desk.view("done"), actor=OWNER))
    html, told = as_page(made), as_markdown(made)
    assert Page(html).active() == []
    assert steers_a_terminal(html) is None
    assert steers_a_terminal(told) is None
    assert re.search(r"(?<!\\)<[a-z/!?]", told, re.I) is None


def test_every_page_of_the_desk_shows_them_as_text(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.desk.enqueue(apart(ALL, 0), policy=everything)
    place.desk.enqueue(sample(), policy=everything)
    place.desk.note("c-outer-0", ADA, ALL)
    place.desk.decide("c-outer-0", ADA, Judgement(label="opinion", note=ALL))
    browser = place.signed_in("root")
    paths = ["/", "/queue", "/queue?q=%3Cscript%3E%1b[31m", "/figures", "/log", "/articles", "/people", "/claims/c-outer-0", "/claims/c-outer-0/log",
             "/claims/c-wide-0", "/claims/c-inner-0", "/articles/a-hostile-0", "/claims/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/nowhere/%1b[31m"]  # fmt: skip
    seen = 0
    for path in paths:
        answer = browser.get(path, follow_redirects=True)
        page = Page(answer.text)
        assert page.active() == [], path
        assert steers_a_terminal(answer.text.replace("\r\n", "\n")) is None, path
        assert all("src" in attrs or attrs.get("type") for tag, attrs in page.tags if tag == "script"), path
        seen += '<script>alert("x")</script>' in page.text
    place.close()
    assert seen >= 3


def test_the_desk_answers_programs_with_the_words_as_they_stand(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.desk.enqueue(apart(ALL, 0), policy=everything)
    answer = place.program("ada").get("/api/v1/claims/c-wide-0")
    if answer.status_code == 404:
        paths = [path for path in place.app.openapi()["paths"] if path.endswith("/claims/{item_id}")]
        answer = place.program("ada").get(paths[0].replace("{item_id}", "c-wide-0"))
    place.close()
    assert answer.headers["content-type"].startswith("application/json")
    assert ALL in set(strings(answer.json())) or any(ALL in value for value in strings(answer.json()))


class NastyChecker(SampleChecker):
    """Finds the hostile report's claims in whatever it is given; laid down by hand."""

    def __init__(self, settings: Any, text: str) -> None:
        super().__init__(settings)
        self._text = text

    async def acheck(self, article: Article, *, emit: Any, as_of: Any = None) -> Report:
        report = hostile(self._text)
        place = {"article_id": article.id, "span": Span(start=0, end=5), "quote": article.text[:5], "also": ()}
        found = tuple(one.model_copy(update={"claim": one.claim.model_copy(update=place)}) for one in report.findings)
        emit(Read(article=article))
        emit(Extracted(article_id=article.id, extraction=Extraction(claims=tuple(one.claim for one in found))))
        for one in found:
            emit(Decided(article_id=article.id, finding=one))
        return report.model_copy(update={"article": article, "findings": found})


def nasty_bench(tmp_path: Path, text: str) -> tuple[Workbench, Path]:
    source = tmp_path / "article.txt"
    line = "The mayor said on Monday that the bridge over the river was safe and would stay open."
    source.write_text(
        f"{line}\n\n{line} {text}\n\nThe end came late, and nobody was there to see it.\n", encoding="utf-8"
    )
    return bench_in(tmp_path / "home", NastyChecker(settings_in(tmp_path / "home"), text)), source


@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
def test_the_dialogue_in_lines_prints_them_as_text(tmp_path: Path, text: str) -> None:
    bench, source = nasty_bench(tmp_path, text)
    out = io.StringIO()
    lines = [
        "list",
        "article",
        "show 1",
        "show 2",
        "show 3",
        "show 4",
        f"search {text.splitlines()[0]}",
        f"go {text.splitlines()[0]}",
        "help",
    ]
    Dialogue(bench, stdin=io.StringIO("\n".join(lines) + "\n"), stdout=out).run(str(source))
    told = out.getvalue()
    assert "claim 4" in told
    assert steers_a_terminal(told) is None


async def test_the_full_screen_survives_them_and_shows_no_control_character(tmp_path: Path) -> None:
    from claimcheck.terminal.session.app import SessionApp

    bench, source = nasty_bench(tmp_path, ALL)
    app = SessionApp(bench, str(source))
    async with app.run_test(size=(160, 45)) as pilot:
        for _ in range(200):
            await pilot.pause(0.02)
            if bench.state.items and not bench.bench.jobs:
                break
        for key in ("down", "down", "up", "tab", "down", "tab", "down"):
            await pilot.press(key)
            await pilot.pause(0.1)
            for line in app.screen._compositor.render_strips():
                assert steers_a_terminal("".join(segment.text for segment in line)) is None
    assert len(bench.state.items) == 4
    bench.close()


def strings(tree: Any) -> Iterator[str]:
    """Every text in a JSON tree."""
    if isinstance(tree, str):
        yield tree
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from strings(value)


def addresses(tree: Any) -> Iterator[str]:
    """Every address in a ClaimReview."""
    if isinstance(tree, dict):
        yield from (tree[name] for name in ("url", "sameAs", "@id") if isinstance(tree.get(name), str))
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from addresses(value)
