"""Changing claims: edit, write by hand, split, merge, take out; the machine's version is kept beside."""

from collections.abc import Collection

from claimcheck.claims import Claim
from claimcheck.errors import InputError
from claimcheck.session import edits
from claimcheck.session.changes import Replaced
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.workbench import Workbench


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
