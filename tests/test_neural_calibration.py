"""What a label stands on, and the number that is made of it."""

import json
from pathlib import Path

import pytest

from claimcheck.claims import Span, Stance, VoiceKind
from claimcheck.evidence import Evidence, Imprint, Passage
from claimcheck.neural.calibration import Curve, StructuralCalibration, basis
from claimcheck.neural.weights import digest

CURVE = Curve(intercept=0.0, strongest=1.0, origins=0.5, against=-1.0, verdicts=20)


def evidence(
    stance: Stance,
    *,
    origin: str = "o1",
    confidence: float | None = 0.9,
    voice: VoiceKind = "outlet",
    own: bool = False,
) -> Evidence:
    text = "The ferry sank at noon."
    return Evidence(
        passage=Passage(id=f"p-{origin}", document_id=f"d-{origin}", span=Span(start=0, end=len(text)), text=text),
        imprint=Imprint(
            document_id=f"d-{origin}", origin_id=origin, title="T", publisher="P", url=None, published=None
        ),
        snippet_span=Span(start=0, end=len(text)),
        stance=stance,
        voice_kind=voice,
        independent=not own,
        origin_id=origin,
        confidence=confidence,
        rationale="seen",
    )


def test_a_surer_passage_and_a_further_origin_raise_the_confidence_and_a_contradiction_lowers_it() -> None:
    calibration = StructuralCalibration({"supported": CURVE})
    weak = calibration.confidence([evidence("supports", confidence=0.6)], "supported")
    strong = calibration.confidence([evidence("supports")], "supported")
    two = calibration.confidence([evidence("supports"), evidence("supports", origin="o2")], "supported")
    disputed = calibration.confidence([evidence("supports"), evidence("refutes", origin="o2")], "supported")
    assert None not in (weak, strong, two, disputed)
    assert weak < strong < two and disputed < strong  # type: ignore[operator]


def test_copies_of_the_article_and_the_claimants_own_word_lend_nothing() -> None:
    counted = [evidence("supports")]
    idle = [evidence("supports", origin="o2", own=True), evidence("supports", origin="o3", voice="claimant")]
    assert basis(counted + idle, "supported") == basis(counted, "supported")


def test_two_passages_of_one_origin_count_once() -> None:
    assert basis([evidence("refutes"), evidence("refutes")], "contested").origins == 0.0


def test_origins_past_the_third_add_nothing() -> None:
    many = [evidence("refutes", origin=f"o{number}") for number in range(7)]
    assert basis(many, "contested") == basis(many[:3], "contested")


def test_no_number_is_given_without_a_label_or_without_a_curve() -> None:
    calibration = StructuralCalibration({"supported": CURVE})
    assert calibration.confidence([], None) is None
    assert calibration.confidence([evidence("refutes")], "contested") is None


def test_evidence_without_a_confidence_is_judged_by_its_origins_alone() -> None:
    assert basis([evidence("supports", confidence=None)], "supported").strongest == 0.0


def test_a_labeller_without_fitted_curves_has_no_calibration(tmp_path: Path) -> None:
    shipped(tmp_path, {"offline": {"supported": vars(CURVE)}})
    assert StructuralCalibration.of("llm: m", folder=tmp_path) is None
    offline = StructuralCalibration.of("offline", folder=tmp_path)
    assert offline is not None
    assert offline.confidence([evidence("supports", confidence=0.5)], "supported") == pytest.approx(0.5)


def test_curves_fitted_here_go_before_those_that_ship(tmp_path: Path) -> None:
    shipped(tmp_path, {"offline": {"supported": vars(CURVE)}})
    own = tmp_path / "own.json"
    table = {"version": 2, "labellers": {"offline": {"contested": vars(CURVE)}}}
    own.write_text(json.dumps(table), encoding="utf-8")
    offline = StructuralCalibration.of("offline", own=own, folder=tmp_path)
    assert offline is not None
    assert offline.confidence([evidence("supports")], "supported") is None
    assert offline.confidence([evidence("refutes")], "contested") is not None


def test_curves_are_named_by_what_they_say() -> None:
    assert StructuralCalibration({"supported": CURVE}).name == StructuralCalibration({"supported": CURVE}).name
    assert StructuralCalibration({"supported": CURVE}).name != StructuralCalibration({"contested": CURVE}).name


def test_the_shipped_curves_are_the_recorded_llms_and_no_other_labeller_has_one() -> None:
    calibration = StructuralCalibration.of("llm: recorded")
    assert calibration is not None
    for label, stance in (("supported", "supports"), ("contested", "refutes")):
        found = calibration.confidence([evidence(stance, confidence=None)], label)  # type: ignore[arg-type]
        assert found is not None and 0.9 < found < 1.0
    assert StructuralCalibration.of("llm: some other") is None
    assert StructuralCalibration.of("offline") is None


def shipped(folder: Path, labellers: dict[str, object]) -> None:
    """A folder of weights that holds nothing but curves."""
    import hashlib

    path = folder / "calibration.json"
    path.write_text(json.dumps({"version": 2, "labellers": labellers}), encoding="utf-8")
    entry = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps({"calibration.json": entry}), encoding="utf-8")
    assert digest("calibration.json", folder=folder)
