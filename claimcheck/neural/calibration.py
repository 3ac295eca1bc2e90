"""How likely a label is right, told from what it stands on.

A logistic curve for each labeller (an LLM by its name, the built-in engine by its caution) and label over three things: the
surest decisive passage, how many origins agree, and whether any origin says the opposite. Curves are fitted on gold events kept for
tuning (`claimcheck eval calibrate`); those that ship lie beside the weights, and
those of the user (`Settings.own_calibration`) go before them. Where
there is no curve there is no number. What is left out: deciding (`verdicts.py`), fitting, and measuring how well the numbers hold
(`evaluation`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.claims import Stance
from claimcheck.errors import ConfigError
from claimcheck.evidence import Evidence
from claimcheck.neural.weights import FOLDER, read_json
from claimcheck.settings import Settings

WEIGHTS = "calibration.json"
VERSION = 2
MOST_ORIGINS = 3
"""More origins than this add nothing."""
_FOR: Mapping[str, tuple[Stance, Stance]] = {"supported": ("supports", "refutes"), "contested": ("refutes", "supports")}
"""Label -> the stance that carries it, and the opposite."""


@dataclass(frozen=True)
class Basis:
    """What a label stands on."""

    strongest: float
    """Log-odds of the surest decisive passage; 0 where the engine gives none."""
    origins: float
    """Independent origins that agree past the first, at most two."""
    against: float
    """1 where an independent origin says the opposite."""


@dataclass(frozen=True)
class Curve:
    """A fitted logistic curve."""

    intercept: float
    strongest: float
    origins: float
    against: float
    verdicts: int
    """How many verdicts it was fitted on."""

    def at(self, basis: Basis) -> float:
        """Probability that the label is right."""
        total = (
            self.intercept
            + self.strongest * basis.strongest
            + self.origins * basis.origins
            + self.against * basis.against
        )
        return 1.0 / (1.0 + math.exp(-total))


class StructuralCalibration:
    """One labeller's curves; implements `pipeline.Calibration`."""

    def __init__(self, curves: Mapping[str, Curve]) -> None:
        self._curves = dict(curves)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that have a curve, in order of the alphabet."""
        return tuple(sorted(self._curves))

    @property
    def name(self) -> str:
        """Names the curves by content, for provenance."""
        text = json.dumps({label: vars(curve) for label, curve in sorted(self._curves.items())})
        return f"calibration-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @classmethod
    def of(cls, who: str, *, own: Path | None = None, folder: Path = FOLDER) -> StructuralCalibration | None:
        """A labeller's curves, those of the file `own` before those that ship; None where none were fitted.

        Raises ConfigError where `own` is damaged, WeightsError where the shipped file is.
        """
        curves = (fitted_in(own).get(who) if own else None) or _shipped(folder).get(who)
        return cls(curves) if curves else None

    @classmethod
    def of_settings(cls, settings: Settings) -> StructuralCalibration | None:
        """The curves for what these settings choose to label; raises as `of` does."""
        llm, cautious = settings.llm.model, settings.offline.cautious
        return cls.of(labeller(settings.chosen_engine, llm=llm, cautious=cautious), own=settings.own_calibration)

    def confidence(self, evidence: Sequence[Evidence], label: str | None) -> float | None:
        """Between 0 and 1, to two places; None for no label, and for labels without a curve."""
        curve = self._curves.get(label or "")
        return round(curve.at(basis(evidence, label or "")), 2) if curve else None


def labeller(engine: str, *, llm: str, cautious: bool) -> str:
    """Whose confidence it is: another LLM, or a bolder judge, is right another share of the time.

    `("llm", llm="m") -> "llm: m"`, `("offline", cautious=False) -> "offline, bold"`.
    """
    if engine == "llm":
        return f"llm: {llm}"
    return "offline" if cautious else "offline, bold"


def fitted_in(path: Path) -> dict[str, dict[str, Curve]]:
    """Labeller -> label -> curve of a file that `claimcheck eval calibrate` wrote; empty where there is none. Raises ConfigError."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["version"] != VERSION:
            raise ValueError(f"version {table['version']!r}, this program reads {VERSION}")
        return _curves(table)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as exc:
        raise ConfigError(
            f"the calibration {str(path)!r} cannot be read ({exc}): take it away, or make it anew with claimcheck eval calibrate"
        ) from exc


def _shipped(folder: Path) -> dict[str, dict[str, Curve]]:
    return _curves(read_json(WEIGHTS, folder=folder))


def _curves(table: Mapping[str, Any]) -> dict[str, dict[str, Curve]]:
    return {
        who: {label: Curve(**curve) for label, curve in curves.items()} for who, curves in table["labellers"].items()
    }


def basis(evidence: Sequence[Evidence], label: str) -> Basis:
    """What the evidence lends a label; a label that needs none, like `opinion`, stands on nothing."""
    if label not in _FOR:
        return Basis(0.0, 0.0, 0.0)
    carrying, opposite = _FOR[label]
    decisive = [item for item in evidence if _decides(item, carrying)]
    chances = [item.confidence for item in decisive if item.confidence is not None]
    origins = len({item.origin_id for item in decisive})
    return Basis(
        strongest=_log_odds(max(chances)) if chances else 0.0,
        origins=float(min(MOST_ORIGINS, max(1, origins)) - 1),
        against=float(any(_decides(item, opposite) for item in evidence)),
    )


def _decides(item: Evidence, stance: Stance) -> bool:
    """As in `verdicts.decide`: another origin, and support not only in the claimant's own voice."""
    return item.independent and item.stance == stance and not (stance == "supports" and item.voice_kind == "claimant")


def _log_odds(chance: float) -> float:
    kept = min(0.99, max(0.01, chance))
    return math.log(kept / (1 - kept))
