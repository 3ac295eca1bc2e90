"""Who gets in, what they may do, and what every answer carries: the rules of the page, over ASGI."""

import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import claims
from starlette.routing import Route
from webdesk import SECRET, Place, hidden

from claimcheck.errors import ConfigError
from claimcheck.review.access import MOST_BY_NAME
from claimcheck.settings import Settings
from claimcheck.web import routes, serving, shield
from claimcheck.web.guard import Gate


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    held = Place(tmp_path)
    held.desk.enqueue(claims(4))
    yield held
    held.close()


PAGES = [
    "/queue",
    "/claims/c-0",
    "/claims/c-0/log",
    "/articles",
    "/articles/a-dam",
    "/figures",
    "/desk",
    "/account",
    "/api",
]


def posts() -> list[tuple[str, str]]:
    """Every route that changes something, with its method."""
    found = []
    for router in routes.ROUTERS:
        for route in router.routes:
            assert isinstance(route, Route)
            for method in (route.methods or set()) - {"GET", "HEAD"}:
                found.append(
                    (method, route.path.replace("{item_id}", "c-0").replace("{name}", "ada").replace("{identity}", "1"))
                )
    return sorted(found)  # fmt: skip


# Who gets in


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_comes_back(place: Place, path: str) -> None:
    answer = place.browser().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2F")
    assert place.signed_in("ada").get(path).status_code == 200


def test_the_api_tells_a_stranger_to_sign_in(place: Place) -> None:
    answer = place.browser().get("/api/v1/claims")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {"detail": "sign in first"}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(place: Place) -> None:
    cookie = place.browser().sign_in("ada").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie


def test_behind_tls_the_cookie_is_kept_to_it(tmp_path: Path) -> None:
    place = Place(tmp_path, web={"https": True})
    browser = place.browser()
    browser.client.base_url = "https://localhost"
    answer = browser.sign_in("ada")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_wrong_password_does_not_say_what_was_wrong(place: Place) -> None:
    wrong, unknown = (place.browser().sign_in(name, "ten loud herons") for name in ("ada", "nobody"))
    assert wrong.status_code == unknown.status_code == 403
    assert "name or password is wrong" in wrong.text and "name or password is wrong" in unknown.text


def test_signing_in_begins_a_new_session_whatever_cookie_was_there(place: Place) -> None:
    browser = place.browser()
    browser.client.cookies.set("claimcheck", "chosen-by-somebody-else")
    browser.sign_in("ada")
    assert place.gate.sessions.find("chosen-by-somebody-else") is None
    assert browser.get("/queue").status_code == 200


def test_signing_out_ends_the_session(place: Place) -> None:
    browser = place.signed_in("ada")
    secret = browser.client.cookies["claimcheck"]
    assert browser.send("/logout").status_code == 303
    assert place.gate.sessions.find(secret) is None
    assert browser.get("/queue").status_code == 303


def test_guessing_is_slowed_down_and_says_for_how_long(place: Place) -> None:
    browser = place.browser()
    for _ in range(MOST_BY_NAME):
        assert browser.sign_in("ada", "wrong password!").status_code == 403
    answer = browser.sign_in("ada")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "try again in" in answer.text
    assert place.browser().sign_in("ben").status_code == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_signing_in_leads_to_no_other_site(place: Place, target: str) -> None:
    browser = place.browser()
    csrf = hidden(browser.get("/login", params={"next": target}).text, "csrf")
    answer = browser.client.post("/login", data={"csrf": csrf, "name": "ada", "password": SECRET, "next": target})
    assert answer.headers["location"] == "/queue"


def test_a_removed_person_is_out_at_once(place: Place) -> None:
    browser, program = place.signed_in("ben"), place.program("ben")
    place.people.remove("ben")
    assert browser.get("/queue").status_code == 303
    assert program.get("/api/v1/me").status_code == 401


def test_a_token_lets_a_program_in_as_its_person(place: Place) -> None:
    me = place.program("judith").get("/api/v1/me").json()
    assert me == {"name": "judith", "role": "adjudicator", "teams": [], "via": "token"}


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YTpi", "Bearer", "bearer  "])
def test_an_unknown_token_is_refused_even_beside_a_session(place: Place, header: str) -> None:
    browser = place.signed_in("ada")
    assert browser.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


# Before there are accounts


def test_on_ones_own_machine_the_page_works_before_there_are_accounts(tmp_path: Path) -> None:
    place = Place(tmp_path, accounts=False)
    browser = place.browser()
    answer = browser.get("/queue")
    assert answer.status_code == 200 and "No accounts yet" in answer.text
    assert browser.send("/people", name="root", role="reviewer", password=SECRET).status_code == 422
    assert browser.send("/people", name="root", role="admin", password=SECRET).status_code == 303
    assert browser.get("/queue").status_code == 303
    assert place.browser().sign_in("root").status_code == 303


def test_beyond_ones_own_machine_nobody_is_let_in_without_an_account(tmp_path: Path) -> None:
    assert Place(tmp_path, accounts=False, local=False).browser().get("/queue").status_code == 303


def check(tmp_path: Path, accounts: bool, **web: Any) -> None:
    place = Place(tmp_path, accounts=accounts, web=web)
    settings = Settings.model_validate({"home": tmp_path, "web": web})
    serving.check(settings, Gate.at(place.desk.books.database, settings.web, local=serving.is_local(settings.web.host)))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example"])
def test_listening_beyond_this_machine_needs_accounts(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigError, match="no accounts"):
        check(tmp_path, False, host=host)
    check(tmp_path, True, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.3.2.1"])
def test_listening_on_this_machine_needs_none(tmp_path: Path, host: str) -> None:
    check(tmp_path, False, host=host)


def test_a_person_header_needs_a_known_proxy_and_accounts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web\.proxies"):
        check(tmp_path / "a", True, person_header="X-Forwarded-User")
    with pytest.raises(ConfigError, match="accounts"):
        check(tmp_path / "b", False, person_header="X-Forwarded-User", proxies=["127.0.0.1"])


# Behind a proxy that signs people in


@pytest.fixture
def proxied(tmp_path: Path) -> Place:
    place = Place(
        tmp_path, local=False, web={"person_header": "X-Forwarded-User", "proxies": ["10.0.0.9"], "https": True}
    )
    place.desk.enqueue(claims(2))
    return place


def test_the_proxy_names_the_person(proxied: Place) -> None:
    browser = proxied.browser(client=("10.0.0.9", 1))
    browser.client.headers["X-Forwarded-User"] = "Judith"
    browser.client.base_url = "https://localhost"
    answer = browser.get("/queue")
    assert answer.status_code == 200 and "judith" in answer.text
    assert browser.send("/claims/c-0/take").status_code == 303
    assert browser.client.post("/claims/c-1/take", data={"csrf": "guess"}).status_code == 403


def test_the_header_of_anybody_else_counts_for_nothing(proxied: Place) -> None:
    browser = proxied.browser(client=("10.0.0.8", 1))
    assert browser.get("/queue", headers={"X-Forwarded-User": "root"}).status_code == 403


def test_a_person_whom_only_the_proxy_knows_is_told_to_ask_for_an_account(proxied: Place) -> None:
    answer = proxied.browser(client=("10.0.0.9", 1)).get("/queue", headers={"X-Forwarded-User": "zoe"})
    assert answer.status_code == 403 and "claimcheck user add" in answer.text


def test_a_proxy_that_names_nobody_lets_nobody_in(proxied: Place) -> None:
    browser = proxied.browser(client=("10.0.0.9", 1))
    browser.client.base_url = "https://localhost"
    assert browser.get("/queue").status_code == 403
    assert browser.sign_in("root").status_code == 303
    assert browser.get("/queue").status_code == 403


def test_a_session_of_one_person_is_not_anothers_behind_the_proxy(proxied: Place) -> None:
    browser = proxied.browser(client=("10.0.0.9", 1))
    browser.client.base_url = "https://localhost"
    first = hidden(browser.get("/account", headers={"X-Forwarded-User": "ada"}).text, "csrf")
    second = hidden(browser.get("/account", headers={"X-Forwarded-User": "ben"}).text, "csrf")
    assert first != second


def test_addresses_are_believed_from_known_proxies_only(tmp_path: Path) -> None:
    place = Place(tmp_path, web={"proxies": ["10.0.0.9"]})
    stranger, proxy = place.browser(client=("10.0.0.8", 1)), place.browser(client=("10.0.0.9", 1))
    for browser in (stranger, proxy):
        for number in range(MOST_BY_NAME):
            browser.client.headers["X-Forwarded-For"] = f"203.0.113.{number}"
            browser.sign_in("ada", "wrong password!")
        browser.client.headers["X-Forwarded-For"] = "203.0.113.99"
    assert stranger.sign_in("ada").status_code == 429
    assert proxy.sign_in("ada").status_code == 303


# What may change something


def test_there_are_many_ways_to_change_something() -> None:
    assert len(posts()) > 30


def test_nothing_is_changed_without_the_csrf_token(place: Place) -> None:
    browser = place.signed_in("root")
    before = place.desk.log()
    for method, path in posts():
        for sent in ({}, {"csrf": ""}, {"csrf": "guess"}):
            of_api = path.startswith("/api")
            answer = browser.client.request(method, path, data=None if of_api else sent, json=sent if of_api else None)
            assert answer.status_code in ((403, 422) if of_api else (403,)), path
    assert place.desk.log() == before
    assert len(place.people.all()) == 4
    assert browser.get("/queue").status_code == 200


def test_the_api_takes_a_session_only_with_the_csrf_header(place: Place) -> None:
    browser = place.signed_in("ada")
    assert browser.client.post("/api/v1/next", json={}).status_code == 403
    csrf = hidden(browser.get("/account").text, "csrf")
    assert browser.client.post("/api/v1/next", json={}, headers={"X-CSRF-Token": csrf}).status_code == 200


def test_the_token_of_one_session_is_worth_nothing_in_another(place: Place) -> None:
    theirs = hidden(place.signed_in("ben").get("/account").text, "csrf")
    assert place.signed_in("ada").client.post("/claims/c-0/take", data={"csrf": theirs}).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])  # fmt: skip
def test_a_form_from_another_site_is_refused_whatever_it_holds(place: Place, headers: dict[str, str]) -> None:
    browser = place.signed_in("ada")
    csrf = hidden(browser.get("/account").text, "csrf")
    assert browser.client.post("/claims/c-0/take", data={"csrf": csrf}, headers=headers).status_code == 403


def test_a_name_that_is_not_the_desks_own_is_refused(place: Place) -> None:
    answer = place.browser().get("/login", headers={"Host": "rebound.example"})
    assert answer.status_code == 421 and "web.hosts" in answer.json()["detail"]


def test_a_desk_with_names_of_its_own_answers_to_those(tmp_path: Path) -> None:
    place = Place(tmp_path, local=False, web={"hosts": "desk.example, review.example"})
    assert place.browser().get("/login", headers={"Host": "Desk.example:8443"}).status_code == 200
    assert place.browser().get("/login", headers={"Host": "localhost"}).status_code == 421


def test_a_body_that_is_far_too_large_is_refused(place: Place) -> None:
    program = place.program("root")
    assert program.post("/api/v1/reports", content=b" " * (shield.LARGEST + 1)).status_code == 413
    note = place.signed_in("ada").send("/claims/c-0/note", text="x" * 20_001)
    assert note.status_code == 422 and "20,000" in note.text


# Roles


@pytest.mark.parametrize(("path", "roles"), [("/conflicts", "judith root"), ("/log", "judith root"), ("/export", "judith root"), ("/people", "root"), ("/claims/c-0/adjudicate", "judith root"), ("/api/v1/log", "judith root"), ("/api/v1/audit", "judith root"), ("/api/v1/people", "root")])  # fmt: skip
def test_a_page_is_shown_to_those_whose_role_allows_it(place: Place, path: str, roles: str) -> None:
    for name in ("ada", "judith", "root"):
        assert place.signed_in(name).get(path).status_code == (200 if name in roles.split() else 403), name


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/claims/c-0/assign", {"to": "ben"}),
        ("/claims/c-0/reviews", {"needed": "3"}),
        ("/claims/c-0/adjudicate", {"label": "opinion", "note": "x"}),
        ("/people", {"name": "eve", "role": "admin", "password": SECRET}),
        ("/people/ada", {"role": "admin"}),
        ("/people/ben/remove", {}),
        ("/log/audit", {}),
        ("/export", {"form": "csv"}),
    ],
)
def test_a_reviewer_may_not_do_what_others_may(place: Place, path: str, fields: dict[str, str]) -> None:
    answer = place.signed_in("ada").send(path, **fields)
    assert answer.status_code == 403
    assert place.people.named("ada").role == "reviewer"
    assert place.people.find("eve") is None


def test_a_program_may_do_no_more_than_its_person(place: Place) -> None:
    program = place.program("ada")
    assert program.post("/api/v1/people", json={"name": "eve", "role": "admin"}).status_code == 403
    assert program.patch("/api/v1/people/ada", json={"role": "admin"}).status_code == 403
    assert program.delete("/api/v1/people/ben").status_code == 403
    assert program.post("/api/v1/claims/c-0/reviews", json={"needed": 2}).status_code == 403


def test_a_person_revokes_no_tokens_but_the_own(place: Place) -> None:
    _, token = place.gate.tokens.issue(place.people.named("ben"), label="his")
    assert place.signed_in("ada").send(f"/account/tokens/{token.id}/revoke").status_code == 422
    assert len(place.gate.tokens.of("ben")) == 1


def test_a_password_is_changed_by_whoever_knows_the_old_one(place: Place) -> None:
    browser, elsewhere = place.signed_in("ada"), place.signed_in("ada")
    new = "ten loud herons!"
    assert browser.send("/account/password", old="wrong", new=new, again=new).status_code == 422
    assert browser.send("/account/password", old=SECRET, new=new, again=new + "?").status_code == 422
    assert browser.send("/account/password", old=SECRET, new=new, again=new).status_code == 303
    assert browser.get("/queue").status_code == 200
    assert elsewhere.get("/queue").status_code == 303
    assert place.browser().sign_in("ada", new).status_code == 303


# What every answer carries


@pytest.mark.parametrize("path", ["/login", "/queue", "/claims/c-0", "/nowhere", "/api/v1/me", "/api/v1/claims/none", "/static/desk.css", "/static/none", "/api/openapi.json"])  # fmt: skip
def test_every_answer_forbids_what_the_page_does_not_need(place: Place, path: str) -> None:
    answer = place.signed_in("ada").get(path)
    for name, value in shield.HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("path", [*PAGES, "/log", "/conflicts", "/people", "/claims/c-0/adjudicate", "/login"])
def test_no_page_holds_inline_script_or_style_or_an_address_elsewhere(place: Place, path: str) -> None:
    html = place.signed_in("root").get(path).text
    for forbidden in (
        "<script>",
        "<style",
        " style=",
        " onclick",
        " onload",
        "javascript:",
        'src="http',
        '<link rel="stylesheet" href="http',
    ):
        assert forbidden not in html, path


def test_pages_are_kept_in_no_cache(place: Place) -> None:
    assert place.signed_in("ada").get("/queue").headers["cache-control"] == "no-store"


def test_what_does_not_exist_is_said_without_a_trace(place: Place) -> None:
    browser = place.signed_in("ada")
    for path in ("/claims/none", "/articles/none", "/nowhere"):
        answer = browser.get(path)
        assert answer.status_code == 404 and "Traceback" not in answer.text
    assert browser.get("/api/v1/claims/none").json()["detail"].startswith("the queue holds no claim 'none'")


def test_an_accident_tells_nothing_of_the_inside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(place.desk), "items", fail)
    answer = place.signed_in("ada").get("/queue")
    assert answer.status_code == 500 and "secret detail" not in answer.text
    assert "That did not work" in answer.text and answer.headers["content-security-policy"] == shield.POLICY


def test_static_files_are_kept_by_browsers_under_addresses_that_change_with_them(place: Place) -> None:
    html = place.browser().get("/login").text
    for address in re.findall(r'"(/static/[^"]+)"', html):
        answer = place.browser().get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"], address


def test_the_page_is_opened_and_closed_from_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from claimcheck.terminal.main import main; main()", "serve", "--port", "0", "--home", str(tmp_path)]  # fmt: skip
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        told = running.stderr.readline()
        port = re.search(r"http://localhost:(\d+)/", told)
        assert port, told
        assert "no accounts yet" in running.stderr.readline()
        link = http.client.HTTPConnection("127.0.0.1", int(port[1]), timeout=30)
        link.request("GET", "/queue")
        assert b"Waiting for review" in link.getresponse().read()
        link.close()
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
        assert "the desk is closed" in running.stderr.read()
    finally:
        running.kill()
        running.wait()
        running.stderr.close() if running.stderr else None
