"""The folder of a batch run: `manifest.json`, `items.jsonl`, `errors.jsonl`, `metrics.json`, and what is known from them.

Each finished article is one line of `items.jsonl`, its head (key, place, counts) before its report, so that heads are read without
parsing reports. A failed one is a line of `errors.jsonl`; the last line of a key counts, and none does once the article is done.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from claimcheck import runs
from claimcheck.batch.totals import SPENT, Totals
from claimcheck.errors import ConfigError, DamagedStoreError
from claimcheck.reports import Report
from claimcheck.settings import that_count

METRICS = "metrics.json"
MOST_NAMED = 3
"""Differing settings that a refusal names."""
_REPORT = b',"report":'


@dataclass(frozen=True)
class Failure:
    """What is known of an article that failed."""

    place: str
    attempts: int


class RunFolder:
    """A run folder that this process owns; use `open` as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: set[str] = set()
        """Keys of finished articles."""
        self.failures: dict[str, Failure] = {}
        """Key -> failure, for those that failed and are not done."""
        self.totals = Totals()
        self._mended: Counter[str] = Counter()
        self._owned = runs.owned(path)

    def __enter__(self) -> "RunFolder":
        self._owned.__enter__()
        try:
            self._items = runs.Journal(self.path / runs.ITEMS)
            self._errors = runs.Journal(self.path / runs.ERRORS)
            self._recall()
        except BaseException:
            self._owned.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._items.close()
        self._errors.close()
        self._owned.__exit__(kind, exc, trace)

    def begin(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """The run's manifest: written if this is a new run, else the one that it was begun with.

        Raises ConfigError where settings that change results are not those that the run was begun with.
        """
        held = runs.manifest(self.path)
        if held is None:
            if self.done:
                raise DamagedStoreError(
                    f"{str(self.path)!r} holds results but no {runs.MANIFEST}; put it back or choose another folder"
                )
            runs.write_manifest(self.path, manifest)
            return dict(manifest)
        if others := list(_others(held, manifest)):
            raise ConfigError(
                f"the run {str(self.path)!r} was begun with {'; '.join(others[:MOST_NAMED])}: "
                "give the settings of then (see its manifest.json) or choose another folder"
            )
        return held

    def keep(self, head: dict[str, Any], report: Report) -> None:
        """A finished article: durable when this returns."""
        self._items.append({**head, "report": report.model_dump(mode="json")})
        self.done.add(head["key"])
        if self.failures.pop(head["key"], None):
            self.totals.failed -= 1
        self.totals.count(head)

    def keep_failure(self, row: dict[str, Any], report: Report | None) -> None:
        """An article that failed, with what of it was done."""
        self._errors.append({**row, "report": report.model_dump(mode="json") if report else None})
        if row["key"] not in self.failures:
            self.totals.failed += 1
        self.failures[row["key"]] = Failure(row["place"], row["attempts"])
        self.totals.spend(row)

    def forget_failure(self, key: str) -> None:
        """A place that gave no article once, and gives one now."""
        if self.failures.pop(key, None):
            self.totals.failed -= 1

    def close_books(self, metrics: Mapping[str, Any]) -> None:
        """Leave in `errors.jsonl` what is still failed, once each, and write `metrics.json`."""
        path = self.path / runs.ERRORS
        found = list(_numbered(path))
        last = {key: number for number, key in found}
        current = {number for key, number in last.items() if key in self.failures}
        if len(current) < len(found):
            self._mended += _spent(head for number, head in enumerate(heads(path)) if number not in current)
            self._errors.close()
            runs.replace_rows(path, (row for number, row in enumerate(runs.rows(path)) if number in current))
            self._errors = runs.Journal(path)
        row = {**metrics, "mended": dict(self._mended)}
        runs.replace(self.path / METRICS, json.dumps(row, ensure_ascii=False, indent=2) + "\n")

    def _recall(self) -> None:
        for head in heads(self.path / runs.ITEMS):
            if head["key"] not in self.done:
                self.done.add(head["key"])
                self.totals.count(head)
        self.totals.before = self.totals.done
        for head in heads(self.path / runs.ERRORS):
            self.totals.spend(head)
            if head["key"] not in self.done:
                self.failures[head["key"]] = Failure(head["place"], head["attempts"])
        self.totals.failed = len(self.failures)
        with suppress(FileNotFoundError, ValueError, KeyError):
            self._mended = Counter(json.loads((self.path / METRICS).read_bytes())["mended"])
            self.totals.spend({"cost": None, **dict.fromkeys(SPENT, 0), **self._mended})


def _others(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """What a run was begun with that is other now: `"limit unset, not 2"`."""
    differ = [name for name in ("kind", "engine", "settings_digest", "options") if held.get(name) != wanted[name]]
    for name in differ:
        then, now = held.get(name), wanted[name]
        named: list[str] = []
        if name == "settings_digest" and held.get("settings") and wanted.get("settings"):
            named = list(_told("", *(that_count(one["settings"]) for one in (held, wanted))))
        # Settings that are named alike can still have meant something else in another version.
        yield from named or _told(name, then, now)


def _told(name: str, then: Any, now: Any) -> Iterator[str]:
    if isinstance(then, dict) and isinstance(now, dict):
        for part in sorted({*then, *now}):
            yield from _told(f"{name}.{part}".lstrip("."), then.get(part), now.get(part))
    elif then != now:
        yield f"{name} {_shown(then)}, not {_shown(now)}"


def _shown(value: Any) -> str:
    return "unset" if value is None else repr(value)


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    return ((number, head["key"]) for number, head in enumerate(heads(path)))


def _spent(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """What rows cost that are about to be taken out, so that the run's cost stays whole."""
    spent: Counter[str] = Counter()
    for row in rows:
        spent.update({name: row[name] for name in (*SPENT, "cost") if row[name]})
    return spent


def heads(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a run's journal without their reports, which are not even parsed.

    Raises DamagedStoreError naming the line that cannot be read.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return
    with stream:
        for number, line in enumerate(stream, start=1):
            if line.endswith(b"\n"):
                # A quotation mark inside a JSON string is escaped, so this cannot stand inside the head.
                head, cut, _ = line.partition(_REPORT)
                try:
                    row = json.loads(head + b"}" if cut else line)
                    row["key"]
                except (ValueError, KeyError, TypeError) as exc:
                    raise DamagedStoreError(
                        f"{str(path)!r} line {number} is damaged ({exc}); take the line out: its article is checked again"
                    ) from exc
                yield row
