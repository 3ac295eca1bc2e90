"""What the commands do: each function here is one command, registered with what it asks for.

Importing this module fills `commands.COMMANDS`.
"""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from claimcheck.claims import Claim, Decision, Label
from claimcheck.errors import InputError
from claimcheck.rendering.wording import number, standing
from claimcheck.session import edits
from claimcheck.session.changes import Judged, Limited, Pinned, Replaced, Unpinned
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.detail import citation, origins
from claimcheck.session.state import Item
from claimcheck.session.view import ORDERS, Order, View, chosen
from claimcheck.session.workbench import Workbench

LABELS = ("supported", "contested", "opinion", "unverified")


# --- article


@command(
    "open", "article", "Open an article: a file or an address; a session of its own begins, and it is checked.",
    Field("source", "File or address", needed=True),
    Field("published", "Publication date, if the article does not say (2024-10-09)"),
    Field("place", "Which one, where the source holds several", begin=lambda bench: "1"),
    key="o",
)  # fmt: skip
def _open(bench: Workbench, values: Values) -> Outcome:
    place = values["place"].strip() or "1"
    if not place.isdecimal() or int(place) < 1:
        raise InputError(f"{place!r} is no place in a list; give a number from 1")
    source = str(Path(values["source"]).expanduser()) if "://" not in values["source"] else values["source"]
    return Outcome(f"opening {source}", job=bench.open(source, published=values["published"], place=int(place)))


@command(
    "paste", "article", "Open an article from text that you paste.",
    Field("text", "The article: headline first, then its text", kind="text", needed=True),
    Field("published", "Publication date, if the text does not say (2024-10-09)"),
    key="ctrl+o",
)  # fmt: skip
def _paste(bench: Workbench, values: Values) -> Outcome:
    return Outcome("reading what was pasted", job=bench.paste(values["text"], published=values["published"]))


@command(
    "check",
    "article",
    "Check the article again from the beginning, with what the library holds now.",
    key="C",
    needs="article",
)
def _check(bench: Workbench, values: Values) -> Outcome:
    return Outcome("checking", job=bench.check())


@command(
    "export", "article", "Write the report to a file; its name says the form.",
    Field("path", "File, ending in .html, .md, .json, .jsonl, .events.jsonl or .txt", needed=True, begin=lambda bench: _proposed(bench)),
    key="x", needs="article",
)  # fmt: skip
def _export(bench: Workbench, values: Values) -> Outcome:
    from claimcheck.session.exporting import export

    path = Path(values["path"]).expanduser()
    export(bench.opened_session(), path, draw=bench.draw)
    return Outcome(f"wrote {path}")


def _proposed(bench: Workbench) -> str:
    return f"{bench.session.id if bench.session else 'report'}.html"


# --- claim


@command(
    "edit", "claim", "Change the claim's words, speaker or place; the machine's version is kept beside it.",
    Field("text", "Claim", kind="text", needed=True, begin=lambda bench: bench.item.claim.text),
    Field("speaker", "Speakers, outermost first, with > between; empty for the outlet", begin=lambda bench: edits.speakers(bench.item.claim)),
    Field("quote", "The article's words for it", kind="text", begin=lambda bench: bench.item.claim.quote),
    Field("when", "The article's words for its time", begin=lambda bench: edits.wording(bench.item.claim).when),
    Field("checkable", "Could evidence settle it?", kind="choice", choices=("yes", "no"), begin=lambda bench: _yes(bench.item.claim.checkable)),
    key="e", needs="claim",
)  # fmt: skip
def _edit(bench: Workbench, values: Values) -> Outcome:
    before = bench.item.claim
    given = edits.Wording(
        values["text"], values["speaker"], values["quote"], values["when"], values["checkable"] == "yes"
    )
    made = edits.written(bench.article, given, settings=bench.settings.worthiness, base=before)
    if made == before:
        return Outcome("nothing was changed")
    _unlike_others(bench, made, but=(before.id,))
    _replace(bench, Replaced(how="edit", took=(before.id,), gave=(made,), by=bench.reviewer))
    return _weighed(bench, f"claim {bench.item.number} changed")


@command(
    "add", "claim", "Write a claim by hand and check it.",
    Field("text", "Claim: a sentence that stands on its own", kind="text", needed=True),
    Field("quote", "The article's words for it; empty to have the most similar sentence found", kind="text"),
    Field("speaker", "Speakers, outermost first, with > between; empty for the outlet"),
    Field("when", "The article's words for its time"),
    Field("checkable", "Could evidence settle it?", kind="choice", choices=("yes", "no"), begin=lambda bench: "yes"),
    key="a", needs="article",
)  # fmt: skip
def _add(bench: Workbench, values: Values) -> Outcome:
    given = edits.Wording(
        values["text"], values["speaker"], values["quote"], values["when"], values["checkable"] == "yes"
    )
    made = edits.written(bench.article, given, settings=bench.settings.worthiness)
    _unlike_others(bench, made)
    _replace(bench, Replaced(how="add", gave=(made,), by=bench.reviewer))
    return _weighed(bench, f"claim {bench.item.number} added")


@command(
    "split", "claim", "Split the claim into several.",
    Field("parts", "The claims, with | between", kind="text", needed=True, begin=lambda bench: f"{bench.item.claim.text} | "),
    key="s", needs="claim",
)  # fmt: skip
def _split(bench: Workbench, values: Values) -> Outcome:
    before = bench.item.claim
    parts = values["parts"].replace("\n", " ").split(edits.PARTS)
    made = edits.split(bench.article, before, parts, settings=bench.settings.worthiness)
    for claim in made:
        _unlike_others(bench, claim, but=(before.id,))
    _replace(bench, Replaced(how="split", took=(before.id,), gave=made, by=bench.reviewer))
    return _weighed(bench, f"split into {len(made)} claims", len(made))


@command(
    "merge", "claim", "Put the claim and others together into one.",
    Field("others", "Numbers of the other claims, as 4,7", kind="number", needed=True),
    Field("text", "The claim that they become", kind="text", needed=True, begin=lambda bench: bench.item.claim.text),
    key="m", needs="claim",
)  # fmt: skip
def _merge(bench: Workbench, values: Values) -> Outcome:
    here = bench.item
    others = [bench.by_number(part) for part in values["others"].replace(",", " ").split()]
    items = {item.claim.id: item.claim for item in (here, *others)}
    made = edits.merged(bench.article, list(items.values()), values["text"], settings=bench.settings.worthiness)
    _unlike_others(bench, made, but=items)
    _replace(bench, Replaced(how="merge", took=tuple(items), gave=(made,), by=bench.reviewer))
    return _weighed(bench, f"{len(items)} claims became one")


@command("remove", "claim", "Take the claim out of the report; undo brings it back.", key="delete", needs="claim")
def _remove(bench: Workbench, values: Values) -> Outcome:
    here, items = bench.item, bench.state.items
    bench.opened_session().record(Replaced(how="remove", took=(here.claim.id,), by=bench.reviewer))
    left = [item for item in items if item.number != here.number]
    bench.claim_id = left[min(here.number, len(left)) - 1].claim.id if left else None
    return Outcome(f"claim {here.number} removed")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _unlike_others(bench: Workbench, made: Claim, *, but: Collection[str] = ()) -> None:
    """Raise InputError where another claim says the same already, by the same speaker."""
    for item in bench.state.items:
        same = (item.claim.text, edits.speakers(item.claim)) == (made.text, edits.speakers(made))
        if same and item.claim.id not in but:
            raise InputError(f"claim {item.number} says that already; merge them with `merge`")


def _replace(bench: Workbench, change: Replaced) -> None:
    bench.opened_session().record(change)
    bench.claim_id = change.gave[0].id


def _weighed(bench: Workbench, line: str, count: int = 1) -> Outcome:
    """The outcome of a change after which the chosen claim and those made with it are weighed."""
    session = bench.opened_session()
    gave = {
        claim.id
        for entry in session.journal.entries[-1:]
        if isinstance(entry.change, Replaced)
        for claim in entry.change.gave
    }
    fresh = [item.claim for item in session.state.items if item.claim.id in gave and item.finding is None]
    return Outcome(f"{line}; weighing it" if fresh else line, job=bench.weigh(fresh) if fresh else None)


# --- coverage


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
        return _check(bench, values)
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
    Field("question", "Question", kind="text", needed=True),
    key="Q", needs="claim",
)  # fmt: skip
def _ask(bench: Workbench, values: Values) -> Outcome:
    return Outcome("asking", job=bench.ask(" ".join(values["question"].split())))


# --- decision


@command(
    "decide", "decision", "Mark your own decision on the claim, with a note.",
    Field("label", "Decision", kind="choice", choices=LABELS, needed=True, begin=lambda bench: _proposal(bench.item)),
    Field("note", "Why", kind="text"),
    key="d", needs="claim",
)  # fmt: skip
def _decide(bench: Workbench, values: Values) -> Outcome:
    names: dict[str, Label | None] = {
        "supported": "supported",
        "contested": "contested",
        "opinion": "opinion",
        "unverified": None,
    }
    item = bench.item
    decision = Decision(
        claim_id=item.claim.id,
        reviewer=bench.reviewer,
        label=names[values["label"]],
        note=values["note"].strip(),
        at=dt.datetime.now(dt.UTC).replace(microsecond=0),
    )
    bench.opened_session().record(Judged(decision=decision))
    return Outcome(f"claim {item.number}: {values['label']} by {bench.reviewer}")


def _proposal(item: Item) -> str:
    if item.decision:
        return item.decision.label or "unverified"
    name = standing(item.finding) if item.finding else "unverified"
    return name if name in LABELS else "unverified"


@command("queue", "decision", "Send the claim to the review queue.", key="r", needs="claim")
def _queue(bench: Workbench, values: Values) -> Outcome:
    return Outcome("sending to the review queue", job=bench.queue([bench.item]))


@command(
    "queue-all", "decision", "Send every claim that is shown and not yet sent to the review queue.", needs="article"
)
def _queue_all(bench: Workbench, values: Values) -> Outcome:
    return Outcome("sending to the review queue", job=bench.queue([item for item in bench.shown if not item.queued]))


@command("undo", "decision", "Take the last edit, decision, pin or limit of days back.", key="u", needs="article")
def _undo(bench: Workbench, values: Values) -> Outcome:
    return Outcome(f"undone: {_still_chosen(bench, bench.opened_session().undo())}")


@command("redo", "decision", "Let what was undone hold again.", key="U", needs="article")
def _redo(bench: Workbench, values: Values) -> Outcome:
    return Outcome(f"done again: {_still_chosen(bench, bench.opened_session().redo())}")


def _still_chosen(bench: Workbench, line: str) -> str:
    """Choose the first claim where the chosen one went with the change."""
    items = bench.state.items
    if all(item.claim.id != bench.claim_id for item in items):
        bench.claim_id = items[0].claim.id if items else None
    return line


# --- view


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


# --- session


@command("stop", "session", "Stop the work that is going on; what is done stays.", key="ctrl+x")
def _stop(bench: Workbench, values: Values) -> Outcome:
    count = bench.bench.cancel()
    return Outcome("stopped; `weigh-all` goes on with what is left" if count else "nothing is going on")


@command("sessions", "session", "List the saved sessions.", key="L")
def _sessions(bench: Workbench, values: Values) -> Outcome:
    lines = []
    for place, one in enumerate(bench.shelf.summaries(), start=1):
        counts = f"{number(one.claims, 'claim')}, {one.weighed} weighed, {one.decided} decided"
        lines.append(f"{place}. {one.title} · {one.changed:%Y-%m-%d %H:%M} UTC · {counts}\n   {one.id}")
    return Outcome(f"{number(len(lines), 'saved session')}", text="\n".join(lines))


@command(
    "resume", "session", "Go on with a saved session.",
    Field("name", "Its place in the list, or its name", needed=True),
    key="R",
)  # fmt: skip
def _resume(bench: Workbench, values: Values) -> Outcome:
    session = bench.resume(values["name"].strip())
    left = len(session.state.waiting)
    return Outcome(f"resumed {session.id}" + (f"; {number(left, 'claim')} left to weigh: `weigh-all`" if left else ""))
