"""Results for programs: JSON, JSONL, the event stream, and the JSON Schema of each.

Field for field the nouns of `claimcheck.reports`; nothing is cleaned or left out, because a program wants the text as it stands.
"""

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import TypeAdapter

from claimcheck.claims import Record
from claimcheck.events import Event
from claimcheck.reports import SCHEMA_VERSION, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def as_document(reports: Sequence[Report], *, several: bool) -> str:
    """One report as a JSON object, or `several` as a list, indented."""
    trees = [report.model_dump(mode="json") for report in reports]
    return json.dumps(trees if several else trees[0], ensure_ascii=False, indent=2) + "\n"


def as_line(record: Record) -> str:
    """A report, an event or a hit as one line of JSON."""
    # Two line separators are legal inside JSON strings but end a line for some readers.
    line = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u0085", "\\u0085") + "\n"


def schema(name: Literal["report", "event"]) -> dict[str, Any]:
    """JSON Schema of what `--format json` (a report) or `--format events` (a line) prints."""
    kind: TypeAdapter[Any] = TypeAdapter(Report if name == "report" else Event)
    tree = kind.json_schema(mode="serialization")
    return {"$schema": DIALECT, "title": name.capitalize(), **tree, "$comment": f"schema_version {SCHEMA_VERSION}"}
