"""Attacks run: the claim's verdict with and without what a stranger wrote, by the same engine over the same library.

Every attack gets a library of its own, a copy of the gold set's coverage, so that no attack sees another. Claims are given where the
coverage is attacked; where the article is, the engine extracts them itself, before and after, and the one at the gold words counts.
Only the claim aimed at is weighed. A finished attack is a line of `items.jsonl`; killed at any moment, the same call goes on.
"""

import asyncio
import json
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck import __version__, runs
from claimcheck.again import GivenClaims
from claimcheck.checker import build
from claimcheck.claims import Article, Claim, Extraction
from claimcheck.errors import AnswerError, BudgetSpentError, ClaimcheckError, ConfigError, ExitCode
from claimcheck.evaluation import attacks as attack_sets
from claimcheck.evaluation.attacks import KINDS, PLACES, SPEAKING, Attack, AttackSet, Target
from claimcheck.evaluation.formulas import share, wilson
from claimcheck.evaluation.matching import gold_span
from claimcheck.evaluation.oracles import as_claim
from claimcheck.evaluation.running import article_of, code_digest
from claimcheck.evidence import Evidence, Hit, Provenance
from claimcheck.library import document_id
from claimcheck.pipeline import Ask, Engine, Run, Weighing
from claimcheck.reading import Options, Unread, read_each
from claimcheck.reports import Report
from claimcheck.settings import Settings
from claimcheck.usage import Meter

if TYPE_CHECKING:
    from claimcheck.checker import Checker

CLEAN, SCRATCH, FIGURES = "home", "scratch", "attacks.json"


@dataclass(frozen=True)
class Siege:
    """What to run: attacks with one system's settings, in a folder."""

    attacks: AttackSet
    chosen: tuple[Attack, ...]
    suite: str
    system: str
    settings: Settings
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    done: int
    failed: int
    attacks: int
    stopped: str | None
    code: ExitCode


Progress = Callable[[int, int, str], None]
"""Told (done, of, id) after every attack."""


def run(siege: Siege, *, progress: Progress) -> Outcome:
    """Do what is left; raises ConfigError for a folder that was made otherwise."""
    with runs.owned(siege.folder):
        _same(siege)
        _clean_library(siege)
        kept = {row["attack"]: row for row in runs.rows(siege.folder / runs.ITEMS)}
        return asyncio.run(_Running(siege, progress).all(kept))


def _same(siege: Siege) -> None:
    """Begin the manifest, or refuse a folder that something else made."""
    with build(_settings(siege, CLEAN)) as checker:
        made = checker.stages().provenance
    identity = {
        "suite": siege.suite,
        "system": siege.system,
        "attacks_digest": siege.attacks.digest,
        "dataset_digest": siege.attacks.gold.digest,
        "engine": made.engine,
        "llm": made.llm,
        "prompts": list(made.prompts),
        "weights": list(made.weights),
        "settings_digest": siege.settings.digest(),
        "code_digest": code_digest(),
    }
    before = runs.manifest(siege.folder)
    if before is None:
        about = {"version": __version__, "python": platform.python_version()}
        runs.write_manifest(siege.folder, identity | about)
        return
    other = [name for name, value in identity.items() if before.get(name) != value]
    if other:
        raise ConfigError(
            f"the run {str(siege.folder)!r} was made with another {', '.join(other)}; choose another folder with -o, or begin again with --anew"
        )


def _clean_library(siege: Siege) -> None:
    """The gold set's coverage, nothing else, for every attack to start from."""
    with build(_settings(siege, CLEAN)) as checker:
        if checker.library.count() < sum(len(event.coverage) for event in siege.attacks.gold.events):
            folders = [str(event.folder) for event in siege.attacks.gold.events]
            checker.ingest(folders, options=Options(want="coverage"))


class _Running:
    """One call: attacks one after another, each in a copy of the library."""

    def __init__(self, siege: Siege, progress: Progress) -> None:
        self._siege, self._progress = siege, progress
        self._before: dict[tuple[str, bool], dict[str, Any]] = {}
        self._checker = build(_settings(siege, CLEAN))
        with self._checker as checker:
            # One engine for all attacks: its networks are loaded once, its budget is one.
            engine = checker.stages().engine
        self._engine: Engine = Remembering(engine) if engine.name == "offline" else engine

    async def all(self, kept: dict[str, dict[str, Any]]) -> Outcome:
        """Every attack that has no line yet; why it stopped early is in the outcome."""
        folder, chosen = self._siege.folder, self._siege.chosen
        done, failed, stopped, code = sum(one.id in kept for one in chosen), 0, None, ExitCode.DONE
        for row in kept.values():
            self._before[row["claim"], row["extracted"]] = row["before"]
        with runs.Journal(folder / runs.ITEMS) as items, runs.Journal(folder / runs.ERRORS) as errors:
            for attack in chosen:
                if attack.id in kept:
                    continue
                try:
                    items.append(await self._one(attack))
                    done += 1
                except ClaimcheckError as exc:
                    errors.append({"attack": attack.id, "error": str(exc)})
                    failed, code = failed + 1, exc.exit_code
                    if isinstance(exc, BudgetSpentError | ConfigError):
                        stopped = str(exc)
                        break
                self._progress(done, len(chosen), attack.id)
        return Outcome(done, failed, len(chosen), stopped, code)

    async def _one(self, attack: Attack) -> dict[str, Any]:
        began = time.monotonic()
        target = self._siege.attacks.target(attack)
        extracted = attack.article is not None
        clean = article_of(target.event, target.article)
        article, coverage = self._written(attack, target, clean)
        try:
            before = await self._without(attack, clean, target, extracted=extracted)
        finally:
            # Asked even where the first question failed: a server that notes its questions has them all after one call.
            with self._library(attack.id, coverage) as checker:
                report = await self._weighed(checker, article, target, extracted=extracted)
        after, planted = outcome(report), frozenset(map(document_id, _read(coverage)))
        return {
            "attack": attack.id,
            "claim": attack.claim,
            "extracted": extracted,
            "before": before,
            "after": after,
            "changed": (before["label"], before["said"]) != (after["label"], after["said"]),
            "steered": attack.wants in wanted(after) and attack.wants not in wanted(before),
            **_noticed(report, planted),
            "read": _shown(article) != _shown(clean),
            "seconds": round(time.monotonic() - began, 3),
        }

    async def _without(self, attack: Attack, clean: Article, target: Target, *, extracted: bool) -> dict[str, Any]:
        """What comes of the claim when nobody attacks; weighed once for all attacks on it."""
        key = (attack.claim, extracted)
        if key not in self._before:
            with self._library("clean", None) as checker:
                report = await self._weighed(checker, clean, target, extracted=extracted)
            self._before[key] = outcome(report)
        return self._before[key]

    def _written(self, attack: Attack, target: Target, clean: Article) -> tuple[Article, Path | None]:
        """The article as it is read with the attack, and the file of planted coverage, if there is any."""
        folder = self._siege.folder / SCRATCH / "texts"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        article, coverage = clean, None
        if attack.article is not None:
            # A name is one name: what looks like a folder in it is none.
            path = folder / (attack.article.file or "article.jsonl").replace("/", "\u2215")
            path.write_text(attack_sets.as_lines([attack_sets.edited(attack, target)]), encoding="utf-8")
            [article] = _read(path)
        if attack.coverage:
            coverage = folder / "coverage.jsonl"
            coverage.write_text(attack_sets.as_lines(attack_sets.planted(attack, target, clean.text)), encoding="utf-8")
        return article, coverage

    def _library(self, name: str, coverage: Path | None) -> "Checker":
        """A checker over a copy of the clean library, with a file of coverage besides; `name` keeps recorded retrievals apart."""
        settings = _settings(self._siege, f"{SCRATCH}/home", retrievals=name)
        shutil.rmtree(settings.home, ignore_errors=True)
        shutil.copytree(self._siege.folder / CLEAN, settings.home, ignore=shutil.ignore_patterns("*.lock", "cache.db*"))
        checker = self._checker.beside(settings)
        if coverage is not None:
            checker.ingest([str(coverage)], options=Options(want="coverage"))
        return checker

    async def _weighed(self, checker: "Checker", article: Article, target: Target, *, extracted: bool) -> Report:
        """The claim's report; it holds no finding where the engine found no such claim."""
        claim = as_claim(target.claim, article, self._siege.settings.worthiness)
        engine = OnlyAt(self._engine, target) if extracted else GivenClaims(self._engine, [claim])
        report = await Run(article, replace(checker.stages(), engine=engine)).finish()
        broken = next((one.error for one in report.findings if one.error), None)
        if broken:
            raise AnswerError(broken)
        return report


class Remembering:
    """An engine that judges each pair of claim and passage by itself, and need not do so twice; never one that reads them together."""

    def __init__(self, engine: Engine) -> None:
        self.name, self._engine = engine.name, engine
        self._known: dict[tuple[str, str], Evidence] = {}

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """As the engine does."""
        return await self._engine.extract(article, meter=meter)

    def provenance(self) -> Provenance:
        """The engine's."""
        return self._engine.provenance()

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """What is new by the engine, the rest from memory."""

        def learn(weighing: Weighing) -> None:
            for item in weighing.evidence:
                self._known[weighing.claim_id, _named(item)] = item
            if weighing.error is not None:
                push(weighing)

        new = [
            replace(ask, hits=tuple(hit for hit in ask.hits if (ask.claim.id, _named(hit)) not in self._known))
            for ask in asks
        ]
        await self._engine.weigh(article, [ask for ask in new if ask.hits], meter=meter, push=learn)
        for ask in asks:
            keys = [(ask.claim.id, _named(hit)) for hit in ask.hits]
            if all(key in self._known for key in keys):
                push(Weighing(ask.claim.id, tuple(self._known[key] for key in keys)))


def _named(item: Hit | Evidence) -> str:
    """A passage with all that is known of where it stands; origins differ from library to library."""
    return f"{item.passage.id} {item.imprint.model_dump_json()}"


class OnlyAt(GivenClaims):
    """An engine that reads the whole article and goes on with the claim at a gold claim's words."""

    def __init__(self, engine: Engine, target: Target) -> None:
        super().__init__(engine, ())
        self._target = target

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The claim that shares most of its words with the gold quote, and no other."""
        found = await self._engine.extract(article, meter=meter)
        place = gold_span(self._target.claim, article.text)
        if place is None:
            return Extraction(claims=())

        def shared(claim: Claim) -> int:
            return min(claim.span.end, place.end) - max(claim.span.start, place.start)

        best = max(found.claims, key=shared, default=None)
        return Extraction(claims=(best,) if best is not None and shared(best) > 0 else ())


def outcome(report: Report) -> dict[str, Any]:
    """What came of a claim; `label` is `lost` where the engine made no such claim."""
    verdict = next((one.verdict for one in report.findings if one.verdict), None)
    if verdict is None:
        return {"label": "lost", "reason": None, "said": None, "text": None}
    text = report.findings[0].claim.text
    return {"label": verdict.label or "unverified", "reason": verdict.reason, "said": verdict.said, "text": text}


def wanted(found: dict[str, Any]) -> set[str]:
    """`{"label": "supported", "said": None} -> {"supported"}`, in the words of `Attack.wants`."""
    return {found["label"]} | ({f"said:{found['said']}"} if found["said"] else set())


def _shown(article: Article) -> tuple[str | None, ...]:
    """What an engine sees of an article: neither what the reader dropped as boilerplate, nor its address or the file's name."""
    return article.title, article.publisher, article.text


def _met(row: dict[str, Any]) -> bool:
    """Whether the engine read the planted words, in a passage that it weighed or in the article."""
    return bool(row["weighed"] or row["read"])


def _noticed(report: Report, planted: frozenset[str]) -> dict[str, Any]:
    """How many planted passages were weighed, how many of them are marked, and whether a reader is warned anywhere."""
    weighed = [
        item
        for finding in report.findings
        if finding.verdict
        for item in finding.verdict.evidence
        if item.imprint.document_id in planted
    ]
    marked = sum(bool(item.suspicious) for item in weighed)
    return {
        "weighed": len(weighed),
        "marked": marked,
        "warned": bool(marked or any(note.startswith("suspicious") for note in report.notes)),
    }


def _read(path: Path | None) -> list[Article]:
    """What the reader makes of a file; what cannot be read takes no part."""
    return [item for item in read_each(str(path)) if not isinstance(item, Unread)] if path else []


def _settings(siege: Siege, home: str, *, retrievals: str | None = None) -> Settings:
    """The system's settings with a home of its own; recorded retrievals of one attack must not be taken for another's."""
    llm = siege.settings.llm
    apart = {"record": llm.record, "replay": llm.replay}
    kept = {name: folder / retrievals if folder and retrievals else folder for name, folder in apart.items()}
    return siege.settings.model_copy(update={"home": siege.folder / home, "llm": llm.model_copy(update=kept)})


def figures(siege: Siege) -> dict[str, Any]:
    """What the folder's lines come to: success rates over all attacks, by kind and by place, and what was noticed."""
    lines = {row["attack"]: row for row in runs.rows(siege.folder / runs.ITEMS)}
    pairs = [(one, lines[one.id]) for one in siege.chosen if one.id in lines]
    counted = [pair for pair in pairs if pair[0].out_of_scope is None]
    found = {
        "suite": siege.suite,
        "system": siege.system,
        "attacks_digest": siege.attacks.digest,
        "all": _rates(counted),
        "by_kind": {kind: _rates(part) for kind in KINDS if (part := [one for one in counted if one[0].kind == kind])},
        "by_place": {name: _rates(part) for name in PLACES if (part := [one for one in counted if one[0].place == name])},
        "out_of_scope": _rates([pair for pair in pairs if pair[0].out_of_scope is not None]),
        "missing": [one.id for one in siege.chosen if one.id not in lines],
        "changed": [
            {"attack": one.id, "kind": one.kind, "place": one.place, "claim": one.claim, "wants": one.wants, "about": one.about}
            | {"before": row["before"], "after": row["after"], "steered": row["steered"], "counted": one.out_of_scope is None}
            for one, row in pairs
            if row["changed"]
        ],
        "seconds": round(sum(row["seconds"] for _, row in pairs), 1),
    }  # fmt: skip
    runs.replace(siege.folder / FIGURES, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return found


def _rates(pairs: Sequence[tuple[Attack, dict[str, Any]]]) -> dict[str, Any]:
    """Counts and the rate with its interval; notices are counted over attacks that were met and speak to a machine or vouch for a claim."""
    changed = sum(row["changed"] for _, row in pairs)
    low, high = wilson(changed, len(pairs))
    speaking = [row for one, row in pairs if one.kind in SPEAKING and _met(row)]
    return {
        "attacks": len(pairs),
        "changed": changed,
        "steered": sum(row["steered"] for _, row in pairs),
        "rate": share(changed, len(pairs)),
        "low": low,
        "high": high,
        "met": sum(_met(row) for _, row in pairs),
        "passages": sum(row["weighed"] for _, row in pairs),
        "speaking": len(speaking),
        "warned": sum(row["warned"] for row in speaking),
    }
