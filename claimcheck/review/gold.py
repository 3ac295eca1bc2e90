"""Settled claims as a gold set, so that what people put right measures and calibrates the machine.

A gold label must follow from its evidence. A person who calls a claim supported without marking a passage that supports it gave a label that
nothing can be measured against: such claims are left out, and each is named with the reason.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from claimcheck.claims import Article, Document, Published
from claimcheck.errors import ReviewError
from claimcheck.evidence import Evidence
from claimcheck.review.settled import Settled

Find = Callable[[str], Document | None]
"""The document of that id as the library holds it."""


@dataclass
class GoldExport:
    """What was written, and what was not."""

    claims: int = 0
    articles: int = 0
    documents: int = 0
    excerpts: int = 0
    """Documents that the library no longer holds: only the weighed passages stand in their place."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Claim -> why."""


@dataclass(frozen=True)
class _Event:
    """One article with its claims and the evidence they rest on."""

    article: Article
    claims: tuple[Settled, ...]

    @property
    def evidence(self) -> list[Evidence]:
        return [item for one in self.claims for item in one.evidence]


def write_gold(claims: Iterable[Settled], folder: Path, find: Find, *, split: Literal["dev", "test"]) -> GoldExport:
    """Write a folder for each article; raises ReviewError where nothing is left to write or the folder is not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise ReviewError(f"{str(folder)!r} is not empty; name a new folder for the gold set")
    done = GoldExport()
    events = _events(claims, done)
    if not any(event.evidence for event in events):
        raise ReviewError(
            "no settled claim has evidence that a gold set could rest on; settle claims and mark their passages first"
        )
    # A set needs coverage in each folder; articles without any join the first that has some.
    with_coverage = [event for event in events if event.evidence]
    without = [event for event in events if not event.evidence]
    for place, event in enumerate(with_coverage):
        _write(folder / event.article.id, event, without if place == 0 else (), find, split, done)
    return done


def _events(claims: Iterable[Settled], done: GoldExport) -> list[_Event]:
    by_article: dict[str, list[Settled]] = {}
    for one in claims:
        why = unfit(one)
        if why:
            done.left_out[one.id] = why
        else:
            by_article.setdefault(one.article.id, []).append(one)
    return [_Event(own[0].article, tuple(own)) for own in by_article.values()]


def unfit(one: Settled) -> str | None:
    """Why a claim cannot stand in a gold set; None where it can."""
    if not one.done:
        return f"not settled: {one.state}"
    supports, refutes = origins_of(one)
    if one.label == "supported" and (not supports or refutes):
        return f"supported, but the marked passages give {supports} supporting and {refutes} refuting origins"
    if one.label == "contested" and not refutes:
        return "contested, but no marked passage refutes it"
    if one.label is None and (supports or refutes):
        return f"unverified, but the marked passages give {supports} supporting and {refutes} refuting origins"
    return None


def stance_of(item: Evidence) -> str:
    """A passage's stance as gold has it: copies and the claimant's own word are silent on the content."""
    if not item.independent or item.voice_kind == "claimant":
        return "silent"
    return item.stance


def origins_of(one: Settled) -> tuple[int, int]:
    """Supporting and refuting origins as gold counts them: what has a quote to show."""
    told = [item for item in one.evidence if item.snippet and one.label != "opinion"]
    counts = [len({item.origin_id for item in told if stance_of(item) == stance}) for stance in ("supports", "refutes")]
    return counts[0], counts[1]


def _write(folder: Path, event: _Event, guests: Sequence[_Event], find: Find, split: str, done: GoldExport) -> None:
    everyone = [event, *guests]
    documents = _documents(event, find, done)
    claims = [_claim(one, event) for each in everyone for one in each.claims]
    folder.mkdir(parents=True)
    _lines(folder / "articles.jsonl", [_article(each.article, each.article.id) for each in everyone])
    _lines(folder / "coverage.jsonl", documents)
    _lines(folder / "claims.jsonl", claims)
    about = {"id": event.article.id, "kind": "other", "boilerplate": False, "split": split} | _kinship(event)
    (folder / "event.json").write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    done.articles += len(everyone)
    done.documents += len(documents)
    done.claims += len(claims)


def _lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _article(article: Article, identity: str) -> dict[str, Any]:
    return {
        "id": identity,
        "title": article.title,
        "text": article.text,
        "publisher": article.publisher,
        "url": article.url,
        "published": _iso(article.published),
    }


def _iso(published: Published | None) -> str | None:
    if published is None:
        return None
    return published.day.isoformat() if published.precision == "day" else published.at.isoformat()


def _named(event: _Event, document_id: str) -> str:
    """A document's id within its event: the same coverage may serve several events, and ids are unique in a set."""
    return f"{event.article.id}-{document_id}"


def _documents(event: _Event, find: Find, done: GoldExport) -> list[dict[str, Any]]:
    passages: dict[str, list[Evidence]] = {}
    for item in event.evidence:
        passages.setdefault(item.imprint.document_id, []).append(item)
    rows = []
    for identity, own in passages.items():
        document = find(identity)
        whole = document is not None and all(item.passage.text in document.text for item in own)
        done.excerpts += not whole
        row = _article(document, "") if document is not None and whole else _excerpt(own)
        rows.append(row | {"id": _named(event, identity), "event": event.article.id})
    return rows


def _excerpt(own: Sequence[Evidence]) -> dict[str, Any]:
    imprint = own[0].imprint
    texts = dict.fromkeys(item.passage.text for item in sorted(own, key=lambda item: item.passage.span.start))
    published = _iso(imprint.published)
    return {
        "title": imprint.title,
        "text": "\n\n".join(texts),
        "publisher": imprint.publisher,
        "url": imprint.url,
        "published": published,
    }


def _kinship(event: _Event) -> dict[str, Any]:
    copies = {item.imprint.document_id for item in event.evidence if not item.independent}
    origins: dict[str, set[str]] = {}
    for item in event.evidence:
        if item.imprint.document_id not in copies:
            origins.setdefault(item.origin_id, set()).add(item.imprint.document_id)
    shared = [sorted(_named(event, one) for one in group) for group in origins.values() if len(group) > 1]
    return {"copies": sorted(_named(event, one) for one in copies), "shared_origins": sorted(shared)}


def _claim(one: Settled, event: _Event) -> dict[str, Any]:
    claim = one.claim
    supports, refutes = origins_of(one)
    when = claim.when
    return {
        "id": claim.id,
        "article_id": one.article.id,
        "text": claim.text,
        "quote": claim.quote,
        "attribution": [
            {"source": link.source, "cue": _verbatim(link.cue, one.article.text), "mode": link.mode} for link in claim.attribution
        ],
        "when": {"start": when.start.isoformat(), "end": when.end.isoformat()} if when and when.start and when.end else None,
        "label": one.label or "unverified",
        "reason": one.reason,
        "said": one.said if claim.attribution else None,
        "evidence": [
            {"document_id": _named(event, item.imprint.document_id), "quote": item.snippet, "stance": stance_of(item)}
            for item in one.evidence
            if item.snippet
        ],
        "origins": {"supports": supports, "refutes": refutes},
    }  # fmt: skip


def _verbatim(cue: str | None, text: str) -> str | None:
    return cue if cue and all(part in text for part in cue.split(" ... ")) else None
