"""Opening, checking and exporting an article."""

from pathlib import Path

from claimcheck.errors import InputError
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.workbench import Workbench


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
