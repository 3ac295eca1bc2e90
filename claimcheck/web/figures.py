"""Agreement and throughput of the desk, with plots as inline SVG."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from claimcheck.review.agreement import Coefficient
from claimcheck.review.figures import Agreement, Coefficients, Throughput
from claimcheck.web import plots
from claimcheck.web.app import room
from claimcheck.web.guard import Guest
from claimcheck.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/figures")
def figures(request: Request, visitor: Guest) -> Response:
    """How far people agree, with each other and with the machine, and how much they get done."""
    desk = room(request).desk
    agreement, done = desk.agreement(), desk.throughput()
    return page(
        request,
        "figures.html.j2",
        agreement=agreement,
        done=done,
        now=desk.books.clock(),
        tiles=_tiles(done),
        people=plots.dots(_named(agreement.people)),
        pairs=plots.dots((f"{pair.first}, {pair.second}", pair.cohen) for pair in agreement.pairs),
        machine=plots.dots(_machine(agreement)),
        days=plots.bars(done.days) if done.days else None,
        months=plots.curves(agreement),
        labels=[
            *dict.fromkeys((*agreement.machine.table, *(b for row in agreement.machine.table.values() for b in row)))
        ],
    )


def _tiles(done: Throughput) -> list[tuple[str, int]]:
    states = done.states
    return [
        ("waiting", states.get("open", 0) + states.get("decided", 0)),
        ("in hand", states.get("leased", 0)),
        ("in conflict", states.get("conflicted", 0)),
        ("settled", sum(states.get(name, 0) for name in ("agreed", "adjudicated", "exported"))),
        ("put off", states.get("deferred", 0)),
        ("set aside", states.get("rejected", 0) + states.get("merged", 0)),
    ]


def _named(people: Coefficients) -> list[tuple[str, Coefficient]]:
    return [
        ("share that agrees", people.percent),
        ("Krippendorff's alpha", people.krippendorff),
        ("Fleiss' kappa", people.fleiss),
        ("Gwet's AC1", people.gwet),
    ]


def _machine(agreement: Agreement) -> list[tuple[str, Coefficient]]:
    return [("all (kappa)", agreement.machine.cohen), *((pair.first, pair.cohen) for pair in agreement.with_machine)]
