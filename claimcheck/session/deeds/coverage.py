"""Coverage of a claim: search, pin, add, limit by day, weigh again, cite, ask."""

import datetime as dt
from pathlib import Path

from claimcheck.errors import InputError
from claimcheck.rendering.wording import number
from claimcheck.session.changes import Limited, Pinned, Unpinned
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.detail import citation, origins
from claimcheck.session.workbench import Workbench


@command(
    "search", "coverage", "Search the library by hand; a passage that is found can be pinned to the claim.",
    Field("query", "Look for", needed=True, begin=lambda bench: bench.item.claim.text if bench.claim_id else ""),
    key="slash",
)  # fmt: skip
def _search(bench: Workbench, values: Values) -> Outcome:
    return Outcome("searching", job=bench.search(values["query"]))


@command(
    "pin", "coverage", "Weigh a passage of the last search against the claim.",
    Field("hit", "Number of the passage", kind="number", needed=True),
    needs="claim",
)  # fmt: skip
def _pin(bench: Workbench, values: Values) -> Outcome:
    place = values["hit"].strip()
    hit = next((hit for hit in bench.hits if str(hit.rank) == place), None)
    if hit is None:
        raise InputError(f"the last search has no passage {place!r}; search first, then give its number")
    item = bench.item
    bench.opened_session().record(Pinned(claim_id=item.claim.id, hit=hit))
    return Outcome(f"pinned to claim {item.number}; weighing it again", job=bench.weigh([item.claim]))


@command("unpin", "coverage", "Let the pinned passages of the claim go.", needs="claim")
def _unpin(bench: Workbench, values: Values) -> Outcome:
    item = bench.item
    if not item.pins:
        raise InputError(f"nothing is pinned to claim {item.number}")
    for hit in item.pins:
        bench.opened_session().record(Unpinned(claim_id=item.claim.id, passage_id=hit.passage.id))
    return Outcome(f"unpinned; weighing claim {item.number} again", job=bench.weigh([item.claim]))


@command(
    "ingest", "coverage", "Add coverage to the library: a file, a folder, a feed or an address.",
    Field("source", "File, folder, feed or address", needed=True),
    key="i",
)  # fmt: skip
def _ingest(bench: Workbench, values: Values) -> Outcome:
    source = values["source"] if "://" in values["source"] else str(Path(values["source"]).expanduser())
    return Outcome(f"adding {source}", job=bench.ingest(source))


@command(
    "as-of", "coverage", "Count only coverage up to a day; empty for any day.",
    Field("day", "Last day (2024-10-09), or empty", begin=lambda bench: bench.state.as_of.isoformat() if bench.state.as_of else ""),
    key="t", needs="article",
)  # fmt: skip
def _as_of(bench: Workbench, values: Values) -> Outcome:
    try:
        day = dt.date.fromisoformat(values["day"].strip()) if values["day"].strip() else None
    except ValueError:
        raise InputError(f"{values['day']!r} is no day; write it as 2024-10-09") from None
    bench.opened_session().record(Limited(as_of=day))
    stale = sum(item.stale for item in bench.state.items)
    again = f"; {number(stale, 'claim')} to weigh again" if stale else ""
    return Outcome(f"coverage {f'up to {day}' if day else 'of any date'}{again}")


@command("weigh", "coverage", "Find and weigh coverage of the claim again.", key="w", needs="claim")
def _weigh(bench: Workbench, values: Values) -> Outcome:
    return Outcome(f"weighing claim {bench.item.number}", job=bench.weigh([bench.item.claim]))


@command(
    "weigh-all",
    "coverage",
    "Weigh every claim that is new, stale, failed or was left when work was stopped.",
    key="W",
    needs="article",
)
def _weigh_all(bench: Workbench, values: Values) -> Outcome:
    left = [item.claim for item in bench.state.items if item.stale or item.finding is None or item.finding.error]
    if not left and bench.state.extracted:
        return Outcome("every claim is weighed, and nothing changed since")
    if not bench.state.extracted:
        return Outcome("checking", job=bench.check())
    return Outcome(f"weighing {number(len(left), 'claim')}", job=bench.weigh(left))


@command(
    "copy", "coverage", "Copy a citation of the claim: the words, where they stand, when they were printed.",
    Field("number", "Number of the passage", kind="number", begin=lambda bench: "1"),
    key="y", needs="claim", quick=True,
)  # fmt: skip
def _copy(bench: Workbench, values: Values) -> Outcome:
    held = [pair for origin in origins(bench.item) for printed in origin.documents for pair in printed.passages]
    found = next((evidence for place, evidence in held if str(place) == values["number"].strip()), None)
    if found is None:
        raise InputError(f"claim {bench.item.number} has no passage {values['number']!r}; it has {len(held)}")
    return Outcome("copied", text=citation(found))


@command(
    "ask", "coverage", "Ask a question about the claim; an LLM answers from passages that it must quote.",
    Field("question", "Question", kind="text", needed=True, begin=lambda bench: _unasked(bench)),
    key="Q", needs="claim",
)  # fmt: skip
def _ask(bench: Workbench, values: Values) -> Outcome:
    return Outcome("asking", job=bench.ask(" ".join(values["question"].split())))


def _unasked(bench: Workbench) -> str:
    """Nothing, where somebody could answer; before anybody types a question."""
    bench.need_llm()
    return ""
