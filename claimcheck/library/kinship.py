"""Finds the documents that go back to the same text as a new one, without comparing it with all of them.

Candidates share fingerprints, the address, or a credited name within a few days; each is then judged by `claimcheck.origins.relation`.
Everything that looking up takes is kept with the document, so that no text is read but those of likely copies.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import sqlalchemy as sql

from claimcheck import origins
from claimcheck.claims import Document
from claimcheck.library.tables import ALIASES, DOCUMENTS, FINGERPRINTS, NAMES
from claimcheck.origins import Relation, Trace

CROWDED = 100
"""A fingerprint held by so many documents is a phrase of the trade; it is kept for no further one."""
LIKELY = 0.2
"""Share of the fewer fingerprints that a candidate has in common."""
MOST_CANDIDATES = 200
"""Candidates that are compared, likeliest first."""
_KEPT_TRACES = 256
_STRENGTH: dict[Relation, int] = {"copy": 0, "address": 1, "part": 2, "whole": 3, "rewrite": 4}


@dataclass(frozen=True)
class OriginMatch:
    """Where an article stands in the library: what goes back to the same text, though the article itself need not be held."""

    origins: frozenset[str] = frozenset()
    """Origins of the related documents."""
    documents: frozenset[str] = frozenset()
    """The related documents and all others of their origins."""


@dataclass(frozen=True)
class Kin:
    """A document related to an article."""

    number: int
    origin_id: str
    relation: Relation


class Kinship:
    """Looks up kin; remembers the traces of documents compared last, since copies come in bunches. Safe in several threads."""

    def __init__(self) -> None:
        self._traces: OrderedDict[int, Trace] = OrderedDict()
        self._lock = threading.Lock()

    def kin(self, link: sql.Connection, trace: Trace) -> list[Kin]:
        """All documents related to a text, strongest relation first, elder first among equals."""
        found = self._candidates(link, trace)
        related = {number: how for number, held in found.items() if (how := origins.relation(trace, held))}
        rows = link.execute(sql.select(DOCUMENTS.c.number, origin()).where(DOCUMENTS.c.number.in_(list(related))))
        kin = [Kin(row.number, row.origin_id, related[row.number]) for row in rows]
        return sorted(kin, key=lambda one: (_STRENGTH[one.relation], one.number))

    def join(self, link: sql.Connection, trace: Trace, fresh: str) -> str:
        """The origin of a new document: that of its strongest kin, else `fresh`; two origins with the same text become one."""
        kin = self.kin(link, trace)
        if not kin:
            return fresh
        same = dict.fromkeys(one.origin_id for one in kin if _STRENGTH[one.relation] == 0)
        elder = _eldest(link, same) if same else kin[0].origin_id
        for origin_id in same:
            if origin_id != elder:
                _merge(link, origin_id, elder)
        return elder

    def keep(self, link: sql.Connection, number: int, trace: Trace) -> None:
        """Store what later documents are looked up by."""
        prints = trace.fingerprints - self._crowded(link, trace.fingerprints)
        rows = [{"hash": value, "document": number} for value in sorted(prints)]
        if rows:
            link.execute(FINGERPRINTS.insert(), rows)
        link.execute(DOCUMENTS.update().where(DOCUMENTS.c.number == number).values(prints=len(rows)))
        names = [{"name": name, "role": role, "document": number} for role, name in sorted(_names(trace))]
        if names:
            link.execute(NAMES.insert(), names)
        self._remember(number, trace)

    def _candidates(self, link: sql.Connection, trace: Trace) -> dict[int, Trace]:
        credited = self._credited(link, trace)
        likely = self._alike(link, trace) | self._same_address(link, trace)
        return credited | {number: self._whole(link, number, credited.get(number)) for number in likely}

    def _alike(self, link: sql.Connection, trace: Trace) -> set[int]:
        """Documents with enough fingerprints in common."""
        mine = trace.fingerprints
        shared: dict[int, int] = {}
        for part in parts(sorted(mine)):
            counted = sql.func.count().label("shared")
            statement = sql.select(FINGERPRINTS.c.document, counted).where(FINGERPRINTS.c.hash.in_(part))
            for row in link.execute(statement.group_by(FINGERPRINTS.c.document)):
                shared[row.document] = shared.get(row.document, 0) + row.shared
        best = sorted(shared, key=lambda number: (-shared[number], number))[: 4 * MOST_CANDIDATES]
        sizes = {
            row.number: row.prints
            for part in parts(best)
            for row in link.execute(
                sql.select(DOCUMENTS.c.number, DOCUMENTS.c.prints).where(DOCUMENTS.c.number.in_(part))
            )
        }
        likely = [number for number in best if shared[number] >= LIKELY * min(len(mine), max(sizes[number], 1))]
        return set(likely[:MOST_CANDIDATES])

    def _same_address(self, link: sql.Connection, trace: Trace) -> set[int]:
        if not trace.url:
            return set()
        statement = sql.select(DOCUMENTS.c.number).where(DOCUMENTS.c.url == trace.url)
        return set(link.scalars(statement.order_by(DOCUMENTS.c.number).limit(MOST_CANDIDATES)))

    def _credited(self, link: sql.Connection, trace: Trace) -> dict[int, Trace]:
        """Documents of the same days that name, or are named by, the same outlets; their traces hold no wording."""
        named = sorted({name for _, name in _names(trace)})
        near = sql.select(DOCUMENTS.c.number, DOCUMENTS.c.day, DOCUMENTS.c.telling).where(
            DOCUMENTS.c.number.in_(sql.select(NAMES.c.document).where(NAMES.c.name.in_(named)))
        )
        if trace.day:
            apart = dt.timedelta(days=origins.DAYS_APART)
            near = near.where(DOCUMENTS.c.day.is_(None) | DOCUMENTS.c.day.between(trace.day - apart, trace.day + apart))
        rows = link.execute(near.order_by(DOCUMENTS.c.number.desc()).limit(10 * MOST_CANDIDATES)).all()
        told = [row for row in rows if origins.mentioned(trace.telling, _unpacked(row.telling))]
        named_in: dict[int, dict[str, set[str]]] = {row.number: {} for row in told}
        for part in parts(list(named_in)):
            for name in link.execute(sql.select(NAMES).where(NAMES.c.document.in_(part))):
                named_in[name.document].setdefault(name.role, set()).add(name.name)
        return {row.number: _wordless(row.day, row.telling, named_in[row.number]) for row in told}

    def _crowded(self, link: sql.Connection, prints: Iterable[int]) -> set[int]:
        crowded: set[int] = set()
        for part in parts(sorted(prints)):
            statement = (
                sql.select(FINGERPRINTS.c.hash).where(FINGERPRINTS.c.hash.in_(part)).group_by(FINGERPRINTS.c.hash)
            )
            crowded |= set(link.scalars(statement.having(sql.func.count() >= CROWDED)))
        return crowded

    def _whole(self, link: sql.Connection, number: int, credited: Trace | None) -> Trace:
        """The trace of a document's text, with the credits that stood in lines which are not kept."""
        trace = self._trace(link, number)
        return replace(trace, credits=credited.credits, cited=credited.cited) if credited else trace

    def _trace(self, link: sql.Connection, number: int) -> Trace:
        with self._lock:
            if (held := self._traces.get(number)) is not None:
                self._traces.move_to_end(number)
                return held
        record = link.scalars(sql.select(DOCUMENTS.c.record).where(DOCUMENTS.c.number == number)).one()
        trace = origins.trace(Document.model_validate_json(record))
        self._remember(number, trace)
        return trace

    def _remember(self, number: int, trace: Trace) -> None:
        with self._lock:
            self._traces[number] = trace
            while len(self._traces) > _KEPT_TRACES:
                self._traces.popitem(last=False)


def origin() -> sql.Label[str]:
    """The column of a document's origin as it is counted: the elder one where two became one."""
    known_as = sql.select(ALIASES.c.known_as).where(ALIASES.c.origin_id == DOCUMENTS.c.origin_id).scalar_subquery()
    return sql.func.coalesce(known_as, DOCUMENTS.c.origin_id).label("origin_id")


def packed(trace: Trace) -> bytes:
    """The telling words' hashes for DOCUMENTS."""
    return np.array(sorted(trace.telling), dtype="<u4").tobytes()


def parts(values: Sequence[int] | Sequence[str], size: int = 500) -> Iterable[Sequence[int] | Sequence[str]]:
    """Pieces that fit into one statement's parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _unpacked(telling: bytes) -> frozenset[int]:
    return frozenset(np.frombuffer(telling, dtype="<u4").tolist())


def _wordless(day: dt.date | None, telling: bytes, names: dict[str, set[str]]) -> Trace:
    return Trace(
        shingles=frozenset(),
        own=frozenset(),
        telling=_unpacked(telling),
        credits=frozenset(names.get("credit", ())),
        cited=frozenset(names.get("cited", ())),
        publisher=max(names.get("publisher", ()), key=len, default=None),
        url=None,
        day=day,
    )


def _names(trace: Trace) -> set[tuple[str, str]]:
    """Rows of NAMES; a publisher stands under its short names too, so that looking up needs no more than equality."""
    kinds = {"credit": trace.credits, "cited": trace.cited, "publisher": origins.short_names(trace.publisher)}
    return {(kind, name) for kind, names in kinds.items() for name in names}


def _eldest(link: sql.Connection, origin_ids: Iterable[str]) -> str:
    """The origin whose first document came in first."""
    ids = list(origin_ids)
    named = origin()
    first = sql.func.min(DOCUMENTS.c.number)
    rows = link.execute(sql.select(named, first).where(named.in_(ids)).group_by(named).order_by(first)).all()
    return str(rows[0].origin_id) if rows else ids[0]


def _merge(link: sql.Connection, younger: str, elder: str) -> None:
    link.execute(ALIASES.update().where(ALIASES.c.known_as == younger).values(known_as=elder))
    link.execute(ALIASES.insert().values(origin_id=younger, known_as=elder))
