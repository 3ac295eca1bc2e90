"""The page on a run: self-contained, safe with hostile text, and clear about what is wrong."""

import re
from pathlib import Path

import goldsets
import pytest

from claimcheck.errors import ExitCode
from claimcheck.evaluation import charts, gold
from claimcheck.evaluation.report import faults, page, worst
from claimcheck.evaluation.results import Results
from claimcheck.evaluation.rows import Row
from claimcheck.evaluation.running import article_of
from claimcheck.evaluation.scoring import Item, score
from claimcheck.reports import Report
from claimcheck.terminal.main import run

MANIFEST = {
    "suite": "small", "system": "s", "split": "test", "oracle": "none", "engine": "offline", "llm": None, "prompts": [], "weights": ["w:1"],
    "dataset": "set", "dataset_digest": "d", "settings_digest": "s", "code_digest": "c", "seed": 1, "resamples": 100, "begun": "2026-01-01",
}  # fmt: skip


def results(root: Path) -> tuple[Results, gold.GoldSet]:
    """A run that found nothing at all."""
    held = gold.load(root)
    [event] = held.events
    item = Item(Report(article=article_of(event, event.articles[0]), findings=()), {}, {})
    made = score(event, item, {document.id: document.text for document in event.coverage}, oracle=False)
    return Results(root, MANIFEST, (made,), (), {"x1": 1.0}, {"x1": item}), held


def test_the_page_asks_nobody_for_anything_and_always_comes_out_the_same(tmp_path: Path) -> None:
    made, held = results(goldsets.write(tmp_path))
    text = page(made, held)
    assert page(made, held) == text
    assert re.findall(r"\b(?:src|href)=\"(?!#)", text) == []
    assert "<script" not in text and "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text
    assert "No verdict came with a confidence" in text


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    evil = '<img src=x onerror="alert(1)">\x1b[31m nine people had been saved'
    root = goldsets.write(
        tmp_path,
        breaks={
            "articles.jsonl:1": lambda tree: tree.update(title=evil, text=tree["text"] + f" {evil}"),
            "claims.jsonl:2": lambda tree: tree.update(text=evil),
        },
    )
    text = page(*results(root))
    assert "<img" not in text and "\x1b" not in text
    assert "&lt;img" in text


def test_every_missed_claim_is_shown_in_its_paragraph(tmp_path: Path) -> None:
    made, held = results(goldsets.write(tmp_path))
    mistakes = worst(made, held)
    assert [one.gold.id for one in mistakes] == ["x1-c01", "x1-c02", "x1-c03", "x1-c04"]
    assert all(one.what == ("missed",) for one in mistakes)
    assert mistakes[1].before.endswith("Una Quill said that ")
    assert mistakes[1].quote == "nine people had been saved"
    assert "<mark>nine people had been saved</mark>" in page(made, held)


def row(**fields: object) -> Row:
    made = {
        "article_id": "x",
        "event_kind": "k",
        "boilerplate": False,
        "gold_id": "g",
        "claim_id": "c",
        "likeness": 1.0,
    }
    return Row(**{**made, "gold_label": "supported", "label": "supported", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row(), ()),
        (row(label="contested"), ("label",)),
        (row(label="failed", said="x"), ("failed",)),
        (row(claim_id=None, label="missed"), ("missed",)),
        (row(speaker=False, chain=False), ("speaker",)),
        (row(speaker=True, chain=False), ("chain",)),
        (row(when=False), ("date",)),
        (row(speaking="direct", gold_said="supported"), ("said",)),
        (row(said="supported"), ()),
    ],
)
def test_what_is_wrong_with_an_answer(given: Row, expected: tuple[str, ...]) -> None:
    assert faults(given) == expected


def test_pictures_say_in_words_what_they_show() -> None:
    drawn = charts.reliability([(2, 1.8, 1), (0, 0, 0)])
    assert 'aria-label="Reliability: at 0.90 0.50 right"' in drawn
    assert drawn.count("<circle") == 1
    curve = charts.risk_coverage([(0.25, 0.0), (0.5, 0.5)])
    assert "0.00 wrong at 0.25 answered, 0.50 at 0.50" in curve
    # (0.25, 0) lies a quarter to the right on the floor of the square
    assert 'points="105.0,270.0 170.0,140.0"' in curve


def test_report_names_what_is_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["eval", "report", str(tmp_path)]) == ExitCode.USAGE
    assert "no evaluation run" in capsys.readouterr().err
