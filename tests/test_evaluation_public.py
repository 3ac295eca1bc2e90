"""Public sets: each form as its makers write it, wrong files named by line and field, and figures worked by hand with a stub engine."""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from claimcheck.claims import Article, Claim, Extraction, Span, Stance, Worthiness
from claimcheck.errors import DatasetError, ExitCode, InputError
from claimcheck.evaluation.public.forms import FORMS, AttributedRow, ClaimRow, SentenceRow
from claimcheck.evaluation.public.measuring import average_precision, measure, sample
from claimcheck.evidence import Evidence, Provenance
from claimcheck.pipeline import Ask, Weighing
from claimcheck.terminal.main import run
from claimcheck.usage import Meter


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(form: str, path: Path) -> list[Any]:
    return list(FORMS[form].read(path))


WRITTEN: dict[str, tuple[object, tuple[str, ...], str]] = {
    "nli": ({"premise": "It rained.", "hypothesis": "It was wet.", "label": "entailment"}, ("It rained.",), "supports"),
    "fever-symmetric": ({"claim": "It was wet.", "evidence": "It was dry.", "label": "REFUTES"}, ("It was dry.",), "refutes"),
    "vitaminc": ({"claim": "It was wet.", "evidence": "Cows ate.", "label": "NOT ENOUGH INFO"}, ("Cows ate.",), "silent"),
    "claim-pairs": ({"claim": "It was wet.", "evidence": "It rained.", "relation": "strengthens"}, ("It rained.",), "supports"),
    "aggrefact": ({"doc": "It rained.", "claim": "It was dry.", "label": 0}, ("It rained.",), "not-supports"),
    "climate-fever": (
        {"claim": "It was wet.", "claim_label": "DISPUTED", "evidences": [{"evidence": "It rained."}, {"evidence": "It was dry."}]},
        ("It rained.", "It was dry."),
        "contested",
    ),
    "averitec": (
        {
            "claim": "It was wet.",
            "label": "Not Enough Evidence",
            "questions": [
                {"question": "Was it?", "answers": [{"answer": "Yes", "answer_type": "Boolean", "boolean_explanation": "It rained."}]},
                {"question": "How much?", "answers": [{"answer": "No answer could be found.", "answer_type": "Unanswerable"}]},
            ],
        },
        ("Was it? Yes. It rained.",),
        "unverified",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN)
def test_a_claim_of_every_form_is_read_with_its_passages_and_label(tmp_path: Path, form: str) -> None:
    row, passages, label = WRITTEN[form]
    [found] = read(form, lines(tmp_path / "set.jsonl", row))
    assert isinstance(found, ClaimRow)
    assert (found.passages, found.label) == (passages, label)
    assert found.place.endswith("set.jsonl:1")


def test_fever_takes_its_sentences_from_the_pages_beside_it(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "dev.jsonl",
        {"id": 1, "label": "SUPPORTS", "claim": "It was wet.", "evidence": [[[0, 0, "Rain", 1]], [[0, 1, "Snow", 0]]]},
        {"id": 2, "label": "NOT ENOUGH INFO", "claim": "It was late.", "evidence": [[[0, None, None, None]]]},
    )
    with pytest.raises(DatasetError, match=r"wiki-pages: is missing.*wiki-pages\.zip"):
        read("fever", path)
    (tmp_path / "wiki-pages").mkdir()
    lines(
        tmp_path / "wiki-pages/wiki-001.jsonl", {"id": "Rain", "lines": "0\tRain is water.\tRain\n1\tIt is wet.\n2\t"}
    )
    [found] = read("fever", path)
    assert found.passages == ("It is wet.",)


@pytest.mark.parametrize("evidence", [5, [1], [[1]], [["Rain"]], [[[0, 0, "Rain", "x"]]], [[[0, 0, 7, 1]]]])
def test_fever_evidence_of_another_form_is_named(tmp_path: Path, evidence: object) -> None:
    (tmp_path / "wiki-pages").mkdir()
    path = lines(tmp_path / "dev.jsonl", {"id": 1, "label": "SUPPORTS", "claim": "It was wet.", "evidence": evidence})
    with pytest.raises(DatasetError, match=r"dev\.jsonl:1: field 'evidence'"):
        read("fever", path)


def test_sentences_are_read_from_tables_too(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text('sentence_id\tsentence\tlabel\n1\tA "fine mess it is.\tSUBJ\n2\tIt rained.\tOBJ\n', encoding="utf-8")  # fmt: skip
    found = read("checkthat", tmp_path / "dev.tsv")
    assert [(row.text, row.yes) for row in found] == [('A "fine mess it is.', True), ("It rained.", False)]
    with (tmp_path / "crowd.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Sentence_id", "Text", "Verdict"], ["1", "Jobs, they say, fell by 7,000.", "1"], ["2", "Thank you.", "-1"]])  # fmt: skip
    assert [row.yes for row in read("claimbuster", tmp_path / "crowd.csv")] == [True, False]


def test_files_may_be_gzipped_lists_or_lines(tmp_path: Path) -> None:
    row = {"premise": "It rained.", "hypothesis": "It was wet.", "label": "neutral"}
    (tmp_path / "a.json").write_text(json.dumps([row, row]), encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress((json.dumps(row) + "\n\n").encode()))
    assert len(read("nli", tmp_path / "a.json")) == 2
    assert len(read("nli", tmp_path / "b.jsonl.gz")) == 1


def test_rows_that_annotators_did_not_agree_on_are_left_out(tmp_path: Path) -> None:
    row = {"sentence1": "It rained.", "sentence2": "It was wet.", "gold_label": "-"}
    assert len(read("nli", lines(tmp_path / "a.jsonl", row, row | {"gold_label": "entailment"}))) == 1


def test_attributions_are_read_with_their_cues(tmp_path: Path) -> None:
    text = "It rained, she said."
    row = {"text": text, "attributions": [{"source": [[11, 14]], "cue": [[15, 19]], "content": [[0, 9]]}]}
    [found] = read("polnear", lines(tmp_path / "a.jsonl", row))
    assert isinstance(found, AttributedRow)
    assert [text[start:end] for start, end in found.cues] == ["said"]


@pytest.mark.parametrize(
    ("form", "row", "named"),
    [
        ("nli", {"premise": "a", "label": "entailment"}, ":1: field 'hypothesis' or 'sentence2'"),
        ("nli", {"premise": "a", "hypothesis": "b", "label": "maybe"}, ":1: field 'label': 'maybe' is none of entailment"),
        ("vitaminc", {"claim": "a", "evidence": "", "label": "SUPPORTS"}, ":1: field 'evidence'"),
        ("climate-fever", {"claim": "a", "claim_label": "SUPPORTS"}, ":1: field 'evidences'"),
        ("climate-fever", {"claim": "a", "claim_label": "SUPPORTS", "evidences": [{}]}, ":1.evidences[0]: field 'evidence'"),
        ("averitec", {"claim": "a", "label": "Supported"}, ":1: field 'questions'"),
        ("climate-fever", {"claim": "a", "claim_label": "SUPPORTS", "evidences": []}, ":1: field 'evidences' is empty"),
        ("climate-fever", {"claim": "a", "claim_label": "SUPPORTS", "evidences": [5]}, ":1.evidences[0]: must be a JSON object"),
        ("averitec", {"claim": "a", "label": "Supported", "questions": ["q"]}, ":1.questions[0]: must be a JSON object"),
        ("averitec", {"claim": "a", "label": "Supported", "questions": [{"answers": 5}]}, ":1.questions[0]: field 'answers'"),
        ("averitec", {"claim": "a", "label": "Supported", "questions": [{"answers": [5]}]}, ".answers[0]: must be a JSON object"),
        ("polnear", {"text": "a", "attributions": [{"cue": [[0, 9]]}]}, ":1.attributions[0]: field 'cue'"),
        ("polnear", {"text": "a", "attributions": [{"cue": 5}]}, ":1.attributions[0]: field 'cue'"),
        ("polnear", {"text": "a", "attributions": [{"cue": [["a", "b"]]}]}, ":1.attributions[0]: field 'cue'"),
        ("polnear", {"text": "a", "attributions": ["b"]}, ":1.attributions[0]: must be a JSON object"),
        ("polnear", {"attributions": []}, ":1: field 'text'"),
        ("checkthat", {"text": "a", "label": "X"}, ":1: field 'label'"),
        ("claimbuster", {"text": "a"}, ":1: field 'Verdict'"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_line_and_field(tmp_path: Path, form: str, row: object, named: str) -> None:
    with pytest.raises(DatasetError) as wrong:
        read(form, lines(tmp_path / "set.jsonl", row))
    assert named in str(wrong.value)
    assert wrong.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("name", "raw", "named"),
    [
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"{}\nnonsense\n", ":1: field"),
        ("a.jsonl", b"nonsense\n", ":1: is no JSON"),
        ("a.jsonl", b"[1]\n", ":1: must be a JSON object"),
        ("a.jsonl", b"\xff\xfe", "is not UTF-8"),
        ("a.jsonl.gz", b"plain", "cannot be read"),
        ("a.parquet", b"PAR1", "no form that is read"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, name: str, raw: bytes, named: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(DatasetError) as wrong:
        read("nli", tmp_path / name)
    assert named in str(wrong.value) and name in str(wrong.value)


class Stub:
    """An engine that knows stances by the passage's first word, and opinions by an exclamation mark."""

    name = "stub"

    def provenance(self) -> Provenance:
        return Provenance(engine=self.name)

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        if "broken" in article.text:
            raise InputError("broken")
        score = 0.9 if any(char.isdigit() for char in article.text) else 0.2
        claim = Claim(
            id="c",
            article_id=article.id,
            text=article.text,
            quote=article.text,
            span=Span(start=0, end=len(article.text)),
            checkable="!" not in article.text,
            worthiness=Worthiness(score=score, terms=()),
        )
        return Extraction(claims=(claim,))

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        stances: dict[str, Stance] = {"Yes": "supports", "No": "refutes", "Partly": "qualifies"}
        for ask in asks:
            if ask.hits[0].passage.text.startswith("Broken"):
                push(Weighing(ask.claim.id, error="broken"))
                continue
            made = tuple(
                Evidence(
                    passage=hit.passage,
                    imprint=hit.imprint,
                    snippet_span=Span(start=0, end=1),
                    stance=stances.get(hit.passage.text.split()[0], "silent"),
                    origin_id=hit.imprint.origin_id,
                    rationale="",
                )
                for hit in ask.hits
            )
            push(Weighing(ask.claim.id, made))


def claims(*rows: tuple[tuple[str, ...], str]) -> list[ClaimRow]:
    return [
        ClaimRow(f"f:{number}", f"claim {number}", passages, label) for number, (passages, label) in enumerate(rows)
    ]


def test_stances_by_hand() -> None:
    rows = claims(
        (("Yes it is",), "supports"),
        (("Yes it is",), "refutes"),
        (("No it is not",), "refutes"),
        (("Partly so",), "silent"),
        (("Broken",), "supports"),
    )
    found = measure(FORMS["nli"], rows, Stub(), limit=None, seed=1)
    assert (found.rows, found.of, found.failed) == (5, 5, 1)
    assert found.figures["accuracy"].value == 3 / 4
    assert found.figures["macro_f1"].value == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert found.figures["f1_silent"].value == 1
    assert found.confusion["refutes", "supports"] == 1


def test_a_set_that_knows_support_only_is_measured_so() -> None:
    rows = [
        ClaimRow("f:1", "a", ("Yes",), "supports", binary=True),
        ClaimRow("f:2", "b", ("No",), "not-supports", binary=True),
        ClaimRow("f:3", "c", ("Perhaps",), "not-supports", binary=True),
    ]
    assert measure(FORMS["aggrefact"], rows, Stub(), limit=None, seed=1).figures["accuracy"].value == 1


def test_verdicts_come_from_all_passages_together() -> None:
    rows = claims(
        (("Yes", "Perhaps"), "supported"),
        (("Yes", "No"), "contested"),
        (("Perhaps",), "unverified"),
        ((), "unverified"),
    )
    found = measure(FORMS["climate-fever"], rows, Stub(), limit=None, seed=1)
    assert found.figures["accuracy"].value == 1
    assert found.failed == 0


def test_subjectivity_and_worthiness_by_hand() -> None:
    rows = [
        SentenceRow("f:1", "A mess!", True),
        SentenceRow("f:2", "It rained.", False),
        SentenceRow("f:3", "So it goes.", True),
        SentenceRow("f:4", "broken", True),
    ]
    found = measure(FORMS["checkthat"], rows, Stub(), limit=None, seed=1)
    assert (found.figures["accuracy"].value, found.failed) == (2 / 3, 1)
    worth = [SentenceRow("f:1", "7,000 jobs went.", True), SentenceRow("f:2", "Thank you.", False)]
    found = measure(FORMS["claimbuster"], worth, Stub(), limit=None, seed=1)
    assert found.figures["average_precision"].value == 1


def test_average_precision_by_hand() -> None:
    assert average_precision([(0.9, True), (0.5, False), (0.4, True)]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([(0.9, False)]) is None


def test_attribution_by_hand() -> None:
    text = "It rained, Una Quill said. The road is closed."
    start = text.index("said")
    found = measure(FORMS["polnear"], [AttributedRow("f:1", text, ((start, start + 4),))], Stub(), limit=None, seed=1)
    assert found.figures["sentence_f1"].value == 1
    assert found.figures["cue_f1"].value == 1


def test_a_sample_is_the_same_for_a_seed_and_drawn_from_the_whole_file() -> None:
    rows = claims(*[(("Yes",), "supports")] * 100)
    one = sample(rows, limit=10, seed=4)
    assert one == sample(rows, limit=10, seed=4) != sample(rows, limit=10, seed=5)
    assert len(one) == 10 and one[-1] in rows[50:]
    assert sample(rows, limit=None, seed=4) == rows


def test_an_empty_or_unknown_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DatasetError, match="no row"):
        measure(FORMS["nli"], [], Stub(), limit=None, seed=1)
    assert run(["eval", "public", "snli", str(tmp_path / "x.jsonl")]) == ExitCode.USAGE
    assert "sets are nli, fever" in capsys.readouterr().err
    assert run(["eval", "public", "nli", str(tmp_path / "x.jsonl")]) == ExitCode.USAGE
    assert "x.jsonl: cannot be read" in capsys.readouterr().err


def test_the_built_in_engine_is_put_to_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path / "a.jsonl", {"premise": "The mill closed on Friday.", "hypothesis": "Cows eat grass.", "label": "neutral"})  # fmt: skip
    assert run(["eval", "public", "nli", str(path), "--engine", "offline", "--format", "json"]) == ExitCode.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["figures"]["accuracy"]["value"] == 1
    assert found["confusion"] == [["silent", "silent", 1]]
