"""What is shown, in which order, and which claim is chosen."""

from claimcheck.rendering.wording import number
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.view import ORDERS, Order, View, chosen
from claimcheck.session.workbench import Workbench


@command(
    "filter", "view", "Show only some claims: words, label:contested, who:crane, worth>0.6, decided:no; empty shows all.",
    Field("query", "Show claims with", begin=lambda bench: bench.view.query),
    key="f", needs="article",
)  # fmt: skip
def _filter(bench: Workbench, values: Values) -> Outcome:
    view = View(values["query"].strip(), bench.view.order)
    kept = chosen(bench.state.items, view)
    bench.view = view
    if kept and all(item.claim.id != bench.claim_id for item in kept):
        bench.claim_id = kept[0].claim.id
    return Outcome(f"{len(kept)} of {number(len(bench.state.items), 'claim')} shown")


@command(
    "sort", "view", "Order the claims.",
    Field("order", "By", kind="choice", choices=ORDERS, needed=True, begin=lambda bench: _next_order(bench.view.order)),
    key="S", needs="article", quick=True,
)  # fmt: skip
def _sort(bench: Workbench, values: Values) -> Outcome:
    order: Order = next(order for order in ORDERS if order == values["order"])
    bench.view = View(bench.view.query, order)
    return Outcome(f"ordered by {order}")


def _next_order(order: Order) -> Order:
    return ORDERS[(ORDERS.index(order) + 1) % len(ORDERS)]


@command("next", "view", "Go to the next claim.", key="j", needs="article")
def _next(bench: Workbench, values: Values) -> Outcome:
    return _moved(bench, 1)


@command("previous", "view", "Go to the claim before.", key="k", needs="article")
def _previous(bench: Workbench, values: Values) -> Outcome:
    return _moved(bench, -1)


@command(
    "go",
    "view",
    "Go to a claim by its number.",
    Field("number", "Number of the claim", kind="number", needed=True),
    key="g",
    needs="article",
)
def _go(bench: Workbench, values: Values) -> Outcome:
    bench.claim_id = bench.by_number(values["number"]).claim.id
    return Outcome()


def _moved(bench: Workbench, step: int) -> Outcome:
    shown = bench.shown
    places = [place for place, item in enumerate(shown) if item.claim.id == bench.claim_id]
    if shown:
        at = max(0, min(len(shown) - 1, places[0] + step)) if places else 0
        bench.claim_id = shown[at].claim.id
    return Outcome()
