"""The JSON API: what it answers fits its own description, whatever it is asked, and it does all that the pages do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import claims
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, settings
from reports import sample
from webdesk import SECRET, Place

from claimcheck.web import routes

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    held = Place(tmp_path)
    held.desk.enqueue(claims(4))
    yield held
    held.close()


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, str]]:
    """A desk that is thrown away afterwards, and an admin's token."""
    place = Place(tmp_path_factory.mktemp("wild"), local=False)
    place.desk.enqueue(claims(4))
    secret, _ = place.gate.tokens.issue(place.people.named("root"), label="wild")
    yield place, secret
    place.close()


@pytest.fixture
def described(wild: tuple[Place, str]) -> object:
    return schemathesis.openapi.from_asgi("/api/openapi.json", wild[0].app)


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_fits_the_description(case: object, wild: tuple[Place, str]) -> None:
    checks = schemathesis.checks
    case.call_and_validate(  # type: ignore[attr-defined]
        headers={"Authorization": f"Bearer {wild[1]}"},
        checks=[
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )


def test_a_program_reviews_from_the_first_lease_to_the_last_undo(place: Place) -> None:
    program = place.program("ada")
    lease = program.post("/api/v1/next", json={"view": "waiting"}).json()
    item, token = lease["item"]["id"], lease["token"]
    assert item == "c-0"
    assert program.post(f"/api/v1/claims/{item}/heartbeat", json={"token": token}).status_code == 200
    sent = {"token": token, "judgement": {"label": "contested", "note": "the gauge was broken"}}
    done = program.post(f"/api/v1/claims/{item}/submit", json=sent)
    assert (done.status_code, done.json()["item"]["state"], done.json()["item"]["label"]) == (
        200,
        "agreed",
        "contested",
    )
    assert program.post(f"/api/v1/claims/{item}/submit", json=sent).status_code == 409
    detail = program.get(f"/api/v1/claims/{item}").json()
    assert detail["decisions"][0]["note"] == "the gauge was broken"
    assert program.post(f"/api/v1/claims/{item}/undo", json={}).json()["state"] == "leased"
    assert program.get("/api/v1/counts").json() == {"leased": 1, "open": 3}


def test_a_late_submission_is_refused_and_kept_for_its_author(place: Place) -> None:
    ada, ben = place.program("ada"), place.program("ben")
    lease = ada.post("/api/v1/next", json={}).json()
    place.clock.pass_(minutes=21)
    assert ben.post("/api/v1/next", json={}).json()["item"]["id"] == "c-0"
    sent = {"token": lease["token"], "judgement": {"label": "opinion", "note": "mine"}}
    refused = ada.post("/api/v1/claims/c-0/submit", json=sent)
    assert refused.status_code == 409 and "is kept" in refused.json()["detail"]
    assert [kept["note"] for kept in ada.get("/api/v1/claims/c-0").json()["kept"]] == ["mine"]
    assert ben.get("/api/v1/claims/c-0").json()["kept"] == []


def test_every_other_step_is_there_too(place: Place) -> None:
    judge = place.program("judith")
    base = "/api/v1/claims/c-1"
    assert judge.post(f"{base}/take").json()["holder"] == "judith"
    assert judge.get("/api/v1/leases").json()[0]["item"]["id"] == "c-1"
    token = judge.get("/api/v1/leases").json()[0]["token"]
    assert judge.post(f"{base}/hand-back", json={"token": token}).status_code == 204
    assert judge.post(f"{base}/assign", json={"to": "team:night"}).json()["assignee"] == "team:night"
    assert judge.post(f"{base}/reviews", json={"needed": 2}).json()["needed"] == 2
    assert judge.post(f"{base}/notes", json={"text": "ask the board"}).json()["kind"] == "noted"
    assert judge.post(f"{base}/defer", json={"until": "2026-04-01T06:00:00Z"}).json()["state"] == "deferred"
    assert judge.post(f"{base}/undo", json={}).json()["state"] == "open"
    assert judge.post(f"{base}/reject", json={"fault": "badly-split"}).json()["state"] == "rejected"
    assert judge.post("/api/v1/claims/c-2/merge", json={"into": "c-3"}).json()["state"] == "merged"
    for name, label in (("ada", "supported"), ("ben", "opinion")):
        place.program("judith").post("/api/v1/claims/c-3/reviews", json={"needed": 2})
        assert place.program(name).post("/api/v1/claims/c-3/decide", json={"label": label}).status_code == 200
    assert judge.post("/api/v1/claims/c-3/adjudicate", json={"label": "opinion"}).status_code == 422
    settled = judge.post("/api/v1/claims/c-3/adjudicate", json={"label": "opinion", "note": "it is one"}).json()
    assert (settled["state"], settled["label"]) == ("adjudicated", "opinion")
    assert judge.get("/api/v1/audit").json()["faults"] == []
    assert judge.get("/api/v1/log", params={"size": 2}).json()[0]["kind"] == "adjudicated"
    assert judge.get("/api/v1/articles").json()[0]["claims"] == 4
    assert judge.get("/api/v1/agreement").json()["pairs"][0]["first"] == "ada"
    assert judge.get("/api/v1/throughput").json()["states"]["adjudicated"] == 1
    assert judge.get("/api/v1/settings").json()["blind"] is True
    assert "waiting" in judge.get("/api/v1/views").json()


def test_a_report_is_sent_to_the_queue_by_those_who_may(place: Place) -> None:
    report = sample().model_dump_json()
    judge = place.program("judith")
    sent = judge.post("/api/v1/reports", content=report, headers={"Content-Type": "application/json"})
    assert len(sent.json()["added"]) > 5 and sent.json()["left_out"] > 0
    everything = judge.post(
        "/api/v1/reports?everything=true", content=report, headers={"Content-Type": "application/json"}
    )
    assert everything.json()["left_out"] == 0
    assert place.program("ada").post("/api/v1/reports", content=report).status_code in (403, 422)


def test_an_admin_manages_accounts_and_everybody_the_own_tokens(place: Place) -> None:
    root = place.program("root")
    new = {"name": "Eve", "role": "reviewer", "password": SECRET, "teams": ["night"]}
    assert root.post("/api/v1/people", json=new).json()["teams"] == ["night"]
    assert root.post("/api/v1/people", json=new).status_code == 422
    assert root.patch("/api/v1/people/eve", json={"role": "adjudicator"}).json()["role"] == "adjudicator"
    eve = place.program("eve")
    made = eve.post("/api/v1/tokens", json={"label": "nightly"})
    assert made.status_code == 201 and made.json()["secret"].startswith("cck_")
    assert "secret" not in eve.get("/api/v1/tokens").json()[0]
    assert eve.delete(f"/api/v1/tokens/{made.json()['id']}").status_code == 204
    assert root.delete("/api/v1/people/eve").status_code == 204
    assert eve.get("/api/v1/me").status_code == 401
    assert [person["name"] for person in root.get("/api/v1/people").json()] == ["ada", "ben", "judith", "root"]


COUNTERPARTS = {
    "GET /queue": "GET /claims, GET /views, GET /counts, GET /leases",
    "GET /conflicts": "GET /claims",
    "POST /next": "POST /next",
    "GET /claims/{item_id}": "GET /claims/{item_id}",
    "GET /claims/{item_id}/adjudicate": "GET /claims/{item_id}",
    "GET /claims/{item_id}/log": "GET /claims/{item_id}",
    "POST /claims/{item_id}/take": "POST /claims/{item_id}/take",
    "POST /claims/{item_id}/heartbeat": "POST /claims/{item_id}/heartbeat",
    "POST /claims/{item_id}/decide": "POST /claims/{item_id}/submit, POST /claims/{item_id}/decide",
    "POST /claims/{item_id}/hand-back": "POST /claims/{item_id}/hand-back",
    "POST /claims/{item_id}/defer": "POST /claims/{item_id}/defer",
    "POST /claims/{item_id}/reject": "POST /claims/{item_id}/reject",
    "POST /claims/{item_id}/merge": "POST /claims/{item_id}/merge",
    "POST /claims/{item_id}/undo": "POST /claims/{item_id}/undo",
    "POST /claims/{item_id}/note": "POST /claims/{item_id}/notes",
    "POST /claims/{item_id}/assign": "POST /claims/{item_id}/assign",
    "POST /claims/{item_id}/reviews": "POST /claims/{item_id}/reviews",
    "POST /claims/{item_id}/adjudicate": "POST /claims/{item_id}/adjudicate",
    "GET /articles": "GET /articles",
    "GET /articles/{article_id}": "GET /claims",
    "GET /figures": "GET /agreement, GET /throughput",
    "GET /export": "GET /claims",
    "POST /export": "POST /export",
    "GET /log": "GET /log",
    "POST /log/audit": "GET /audit",
    "GET /desk": "GET /settings, GET /rules, GET /views",
    "POST /desk": "PATCH /rules",
    "GET /people": "GET /people",
    "POST /people": "POST /people",
    "POST /people/{name}": "PATCH /people/{name}",
    "POST /people/{name}/remove": "DELETE /people/{name}",
    "GET /account": "GET /me, GET /tokens",
    "POST /account/password": "POST /password",
    "POST /account/tokens": "POST /tokens",
    "POST /account/tokens/{identity}/revoke": "DELETE /tokens/{identity}",
    "GET /live": "GET /counts",
}
"""What a page does -> what a program asks for instead."""
OF_BROWSERS = {"GET /", "GET /login", "POST /login", "POST /logout", "POST /account/preferences", "GET /api"}
"""Signing in, which a token stands for, one browser's own looks, and the API for people to read."""


def test_whatever_a_page_does_a_program_can_do(place: Place) -> None:
    pages = {
        f"{method} {route.path}"
        for router in routes.ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and not route.path.startswith("/api/")
        for method in route.methods
    }
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in place.app.openapi()["paths"].items()
        for method in operations
    }
    assert pages == COUNTERPARTS.keys() | OF_BROWSERS
    named = {one for several in COUNTERPARTS.values() for one in several.split(", ")}
    assert named - described == set()
    assert described - named == {"POST /reports"}


def test_a_password_is_changed_by_a_program_that_knows_the_old_one(place: Place) -> None:
    program, new = place.program("ada"), "eleven late herons"
    assert program.post("/api/v1/password", json={"old": "wrong", "new": new}).status_code == 422
    assert program.post("/api/v1/password", json={"old": SECRET, "new": "short"}).status_code == 422
    assert place.people.check("ada", SECRET) is not None
    assert program.post("/api/v1/password", json={"old": SECRET, "new": new}).status_code == 204
    assert place.people.check("ada", new) is not None and place.people.check("ada", SECRET) is None


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/v1/next", {"view": "colour:red"}),
        ("/api/v1/next", {"unknown": 1}),
        ("/api/v1/claims/c-0/submit", {"token": 1}),
        ("/api/v1/claims/c-0/decide", {"label": "true"}),
        ("/api/v1/claims/c-0/defer", {"until": "2026-04-01"}),
        ("/api/v1/claims/c-0/reviews", {"needed": 10}),
        ("/api/v1/claims/c-0/merge", {"into": "c-0"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(place: Place, path: str, sent: dict[str, object]) -> None:
    answer = place.program("root").post(path, json=sent)
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)


def test_a_body_that_is_no_text_is_an_answer_that_the_description_knows(wild: tuple[Place, str]) -> None:
    place, _ = wild
    headers = {"Content-Type": "application/json"}
    answer = place.program("ada").post("/api/v1/claims/c-0/notes", content=b"\xff\xfe\xff", headers=headers)
    assert answer.status_code == 400
    described = place.app.openapi()["paths"]["/api/v1/claims/{item_id}/notes"]["post"]["responses"]
    assert str(answer.status_code) in described
