"""What leaves a desk, in every form: settled claims as texts with the names of their files, for the command line, the page and programs alike.

Makes no file and sends nothing; what was left out is named with the reason. Stands above `review` and `rendering`, which do not know each other.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from claimcheck.review.claimreview import as_claimreview, problems
from claimcheck.review.desk import Desk
from claimcheck.review.dossier import as_line
from claimcheck.review.gold import Find, write_gold
from claimcheck.review.nouns import Actor, View
from claimcheck.review.settled import Settled, reports
from claimcheck.review.spreadsheet import as_csv
from claimcheck.settings import ReviewSettings

Form = Literal["claimreview", "csv", "jsonl", "md", "html", "gold"]
FORMS: tuple[Form, ...] = get_args(Form)
FOLDERS: frozenset[Form] = frozenset({"claimreview", "gold"})
"""Forms of many files."""
LEFT_OUT = "left-out.json"
"""In an archive: claim -> why it is not there."""


@dataclass(frozen=True)
class Edition:
    """What was made for publication."""

    files: Mapping[str, str]
    """Name, in a folder where the form has several -> text."""
    written: tuple[str, ...]
    """Claims that it holds."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Claim -> why it is not there."""
    advice: tuple[str, ...] = ()
    """What is recommended, but not in every file."""

    @property
    def text(self) -> str:
        """The one file of a form that has only one."""
        (text,) = self.files.values()
        return text


def edition(
    desk: Desk, actor: Actor, view: View, form: Form, *, find: Find, split: Literal["dev", "test"] = "dev"
) -> Edition:
    """The claims of a view in a form; raises ConfigError or ReviewError where the form cannot be made at all."""
    if form == "jsonl":
        return _whole(desk, actor, view)
    claims = desk.settled(view, actor=actor)
    if form == "gold":
        return _gold(claims, find, split)
    return claimreviews(claims, desk.settings) if form == "claimreview" else document(claims, form)


def document(claims: Sequence[Settled], form: Literal["csv", "md", "html"]) -> Edition:
    """The forms of one file. A table holds every claim with its state, the others only what people have settled."""
    if form == "csv":
        return Edition({"claims.csv": as_csv(claims)}, tuple(one.id for one in claims))
    made, done = reports(claims), tuple(one.id for one in claims if one.done)
    left_out = {one.id: f"not settled: {one.state}" for one in claims if not one.done}
    if form == "md":
        from claimcheck.rendering.markdown import as_markdown

        return Edition({"claims.md": as_markdown(made)}, done, left_out)
    # only HTML pays for jinja2
    from claimcheck.rendering.page import as_page

    return Edition({"claims.html": as_page(made)}, done, left_out)


def claimreviews(claims: Sequence[Settled], settings: ReviewSettings) -> Edition:
    """A JSON-LD file for each settled claim; one that Google would refuse is left out with its first fault."""
    left_out = {one.id: f"not settled: {one.state}" for one in claims if not one.done}
    files, advice = {}, set()
    for one in claims:
        if not one.done:
            continue
        tree = as_claimreview(one, settings)
        found = problems(tree)
        if found and found[0].level == "required":
            left_out[one.id] = str(found[0])
            continue
        files[f"{one.id}.json"] = json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
        advice |= {problem.field for problem in found}
    return Edition(files, tuple(name.removesuffix(".json") for name in files), left_out, tuple(sorted(advice)))


def _whole(desk: Desk, actor: Actor, view: View) -> Edition:
    lines = {dossier.item_id: as_line(dossier) for dossier in desk.dossiers(view, actor=actor)}
    return Edition({"claims.jsonl": "".join(lines.values())}, tuple(identity for identity in lines if identity))


def _gold(claims: Sequence[Settled], find: Find, split: Literal["dev", "test"]) -> Edition:
    with TemporaryDirectory() as name:
        folder = Path(name)
        done = write_gold(claims, folder, find, split=split)
        files = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.json*"))
        }
    advice = (f"{done.excerpts} of {done.documents} documents as the weighed passages only",) if done.excerpts else ()
    return Edition(files, tuple(one.id for one in claims if one.id not in done.left_out), done.left_out, advice)


def archive(made: Edition) -> bytes:
    """Many files as one ZIP, with a list of what was left out and why."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in made.files.items():
            zipped.writestr(name, text)
        if made.left_out:
            zipped.writestr(LEFT_OUT, json.dumps(dict(made.left_out), ensure_ascii=False, indent=2) + "\n")
    return held.getvalue()
