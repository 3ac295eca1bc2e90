"""Gold sets: a sound one is in order, and every way to break one is named with file, line and field."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import goldsets
import pytest

from claimcheck.errors import DatasetError, ExitCode
from claimcheck.evaluation import gating, gold, suites, validating
from claimcheck.terminal.main import run

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "eval/datasets/newsroom"
Break = Callable[[dict[str, Any]], None]


def problems(root: Path) -> list[str]:
    held, found = gold.read(root)
    return [str(one) for one in (found or validating.problems(held))]


def put(**values: Any) -> Break:
    return lambda tree: tree.update(values)


def evidence(**values: Any) -> Break:
    return lambda tree: tree["evidence"][0].update(values)


def test_a_sound_set_has_no_problems(tmp_path: Path) -> None:
    root = goldsets.write(tmp_path)
    assert problems(root) == []
    held = gold.load(root)
    assert validating.counts(held) == validating.Counts(
        events=1,
        articles=1,
        documents=4,
        claims=4,
        labels={"contested": 1, "opinion": 1, "supported": 1, "unverified": 1},
        splits={"test": 4},
    )


@pytest.mark.parametrize(
    ("place", "spoil", "named"),
    [
        ("claims.jsonl:1", put(quote="The ferry Teal sank in the harbour"), "claims.jsonl:1: field 'quote'"),
        ("claims.jsonl:2", put(id="x1-c01"), "claims.jsonl:2: field 'id': 'x1-c01' stands also in"),
        ("claims.jsonl:3", put(article_id="x9"), "claims.jsonl:3: field 'article_id'"),
        ("claims.jsonl:1", put(when={"start": "2024-05-03", "end": "2024-05-02"}), "claims.jsonl:1: field 'when'"),
        ("claims.jsonl:1", put(when={"start": "1824-05-02", "end": "2024-05-02"}), "claims.jsonl:1: field 'when.start'"),
        ("claims.jsonl:1", put(when={"start": "2 May", "end": "2024-05-02"}), "claims.jsonl:1: field 'when.start'"),
        ("claims.jsonl:1", put(said="supported"), "claims.jsonl:1: field 'said'"),
        ("claims.jsonl:1", put(label="true"), "claims.jsonl:1: field 'label'"),
        ("claims.jsonl:4", put(reason=None), "claims.jsonl:4: field 'reason'"),
        ("claims.jsonl:1", put(reason="silent"), "claims.jsonl:1: field 'reason'"),
        ("claims.jsonl:1", put(label="contested"), "claims.jsonl:1: field 'label'"),
        ("claims.jsonl:1", put(origins={"supports": 2, "refutes": 0}), "claims.jsonl:1: field 'origins.supports'"),
        ("claims.jsonl:2", put(origins={"supports": 0, "refutes": -1}), "claims.jsonl:2: field 'origins.refutes'"),
        ("claims.jsonl:1", evidence(quote="never printed"), "claims.jsonl:1: field 'evidence.0.quote'"),
        ("claims.jsonl:1", evidence(document_id="x1-d09"), "claims.jsonl:1: field 'evidence.0.document_id'"),
        ("claims.jsonl:1", evidence(stance="agrees"), "claims.jsonl:1: field 'evidence.0.stance'"),
        ("claims.jsonl:1", evidence(document_id="x1-d01", quote="The ferry Teal sank"), "'evidence.0.stance': x1-d01 is a copy"),
        ("claims.jsonl:1", evidence(document_id="x1-d03", quote="The ferry Teal"), "'evidence.0.stance': x1-d03 is about another"),
        ("claims.jsonl:2", lambda tree: tree["attribution"][0].update(cue="shouted"), "field 'attribution.0.cue'"),
        ("claims.jsonl:2", lambda tree: tree["attribution"][0].pop("source"), "field 'attribution.0.source'"),
        ("claims.jsonl:1", put(lable="supported"), "claims.jsonl:1: field 'lable'"),
        ("claims.jsonl:1", lambda tree: tree.update(lable=tree.pop("label")), "claims.jsonl:1: field 'lable'"),
        ("claims.jsonl:1", lambda tree: tree.pop("text"), "claims.jsonl:1: field 'text'"),
        ("articles.jsonl:1", put(published="last Friday"), "articles.jsonl:1: field 'published'"),
        ("articles.jsonl:1", put(text=""), "articles.jsonl:1: field 'text'"),
        ("coverage.jsonl:2", put(published="3024-05-03"), "coverage.jsonl:2: field 'published'"),
        ("coverage.jsonl:2", put(id="x1-d01"), "coverage.jsonl:2: field 'id'"),
        ("event.json", put(copies=["x1-d07"]), "event.json: field 'copies'"),
        ("event.json", put(shared_origins=[["x1-d01", "x1-d02"]]), "event.json: field 'shared_origins': 'x1-d01' is in 2"),
        ("event.json", put(shared_origins=[["x1-d02"]]), "event.json: field 'shared_origins'"),
        ("event.json", put(split="train"), "event.json: field 'split'"),
    ],
)  # fmt: skip
def test_every_break_is_named_with_its_place(tmp_path: Path, place: str, spoil: Break, named: str) -> None:
    found = problems(goldsets.write(tmp_path, breaks={place: spoil}))
    assert any(named in one for one in found), found


def test_documents_that_share_an_origin_count_once(tmp_path: Path) -> None:
    def second(tree: dict[str, Any]) -> None:
        tree["evidence"].append({"document_id": "x1-d04", "quote": "The pilot, Bo Harl", "stance": "supports"})
        tree["origins"] = {"supports": 2, "refutes": 0}

    apart = goldsets.write(tmp_path / "apart", breaks={"claims.jsonl:1": second})
    assert problems(apart) == []
    shared = put(shared_origins=[["x1-d02", "x1-d04"]])
    together = goldsets.write(tmp_path / "together", breaks={"claims.jsonl:1": second, "event.json": shared})
    assert any("origins.supports" in one for one in problems(together))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("{not json}\n", ":1: is no JSON"),
        ("[1]\n", ":1: must be a JSON object, not list"),
    ],
)
def test_a_file_that_is_no_gold_set_is_named(tmp_path: Path, text: str, named: str) -> None:
    root = goldsets.write(tmp_path)
    (root / "events/x1/claims.jsonl").write_text(text, encoding="utf-8")
    [found] = problems(root)
    assert "claims.jsonl" in found and named in found


def test_a_blank_line_does_not_shift_the_lines_that_are_named(tmp_path: Path) -> None:
    path = goldsets.write(tmp_path) / "events/x1/claims.jsonl"
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{first}\n\n{rest}", encoding="utf-8")
    assert problems(tmp_path) == [f"{path}:2: is blank; take the line out"]


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    root = goldsets.write(tmp_path)
    (root / "events/x1/coverage.jsonl").unlink()
    assert any("coverage.jsonl: cannot be read" in one for one in problems(root))
    with pytest.raises(DatasetError, match="holds no gold set"):
        gold.read(_made(tmp_path / "empty"))
    with pytest.raises(DatasetError, match="no folder"):
        gold.read(tmp_path / "nowhere")


def test_an_event_without_its_record_is_named_where_others_have_one(tmp_path: Path) -> None:
    alone = goldsets.write(tmp_path / "a")
    (alone / "events/x1/event.json").unlink()
    assert problems(alone) == []
    root = goldsets.write(goldsets.write(tmp_path / "b"), name="x2")
    (root / "events/x2/event.json").unlink()
    [found] = problems(root)
    assert found.startswith(f"{root / 'events/x2/event.json'}: is missing")
    (root / "events/x2/event.json").write_text("", encoding="utf-8")
    assert problems(root) == [f"{root / 'events/x2/event.json'}: is empty"]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_broken_set_cannot_be_measured_with(tmp_path: Path) -> None:
    root = goldsets.write(
        tmp_path, breaks={"claims.jsonl:1": put(quote="nowhere"), "claims.jsonl:2": put(quote="there")}
    )
    with pytest.raises(DatasetError, match=r"claims\.jsonl:1: field 'quote'.*and 1 more"):
        gold.load(root)


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    before = gold.load(goldsets.write(tmp_path / "a")).digest
    assert gold.load(goldsets.write(tmp_path / "b")).digest == before
    other = gold.load(goldsets.write(tmp_path / "c", about={"kind": "court"})).digest
    assert other != before


def test_the_splits_are_by_event(tmp_path: Path) -> None:
    goldsets.write(tmp_path)
    held = gold.load(goldsets.write(tmp_path, name="x2", about={"split": "dev"}))
    assert [event.about.id for event in held.part("dev")] == ["x2"]
    assert [event.about.id for event in held.part("all")] == ["x1", "x2"]


def test_the_shipped_gold_set_is_in_order_and_large_enough() -> None:
    held = gold.load(NEWSROOM)
    counts = validating.counts(held)
    assert counts.events >= 20
    assert counts.claims >= 250
    assert counts.documents >= 180
    assert set(counts.splits) == {"dev", "test"}
    assert min(counts.labels.values()) >= 40
    assert len(held.part("test")) >= 8


def test_validate_prints_counts_and_answers_with_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", "validate", str(goldsets.write(tmp_path / "a"))]) == ExitCode.DONE
    assert "1 events, 1 articles, 4 documents, 4 claims" in capsys.readouterr().out
    broken = goldsets.write(tmp_path / "b", breaks={"claims.jsonl:2": put(quote="nowhere")})
    assert run(["eval", "validate", str(broken)]) == ExitCode.USAGE
    told = capsys.readouterr()
    assert "claims.jsonl:2: field 'quote'" in told.err
    assert "1 problems" in told.out
    assert "Traceback" not in told.err


@pytest.mark.parametrize("path", sorted((ROOT / "eval/suites").glob("*.toml")), ids=lambda path: path.stem)
def test_every_committed_suite_loads_and_its_baseline_fits_the_gold_set(path: Path) -> None:
    suite = suites.load(path)
    held = gold.load(suite.dataset)
    assert held.part(suite.split)
    baseline = ROOT / "eval/baselines" / f"{suite.name}.json"
    if baseline.exists():
        committed = gating.load(baseline)
        assert (committed.split, committed.dataset_digest) == (suite.split, held.digest)
        assert set(committed.floors) <= set(committed.measured)
        assert set(committed.tallies) <= {one.id for event in held.part(suite.split) for one in event.articles}
