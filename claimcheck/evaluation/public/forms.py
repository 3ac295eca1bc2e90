"""How each public set is written and what its labels mean here. A form yields the rows of one measure, in the file's order.

| measure | row | what is asked of the engine |
| --- | --- | --- |
| stance | a claim, a passage | the passage's stance towards the claim |
| verdict | a claim, passages of as many origins | the label that the stances come to |
| subjectivity | a sentence | whether it holds an opinion |
| worthiness | a sentence | how much it matters to check |
| attribution | an article with annotated spans | which sentences attribute, and by which words |
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from claimcheck.errors import DatasetError
from claimcheck.evaluation.public.files import Row, label_of, objects_of, rows, text_of

Measure = Literal["stance", "verdict", "subjectivity", "worthiness", "attribution"]


@dataclass(frozen=True)
class ClaimRow:
    """A claim with the passages to weigh and the right answer."""

    place: str
    claim: str
    passages: tuple[str, ...]
    label: str
    """A stance (`supports`, `refutes`, `silent`, `not-supports`) or a label (`supported`, `contested`, `unverified`)."""
    binary: bool = False
    """Whether the set knows only `supports` and `not-supports`."""


@dataclass(frozen=True)
class SentenceRow:
    """A sentence with a yes/no answer."""

    place: str
    text: str
    yes: bool


@dataclass(frozen=True)
class AttributedRow:
    """An article with the spans of its cues."""

    place: str
    text: str
    cues: tuple[tuple[int, int], ...]


PublicRow = ClaimRow | SentenceRow | AttributedRow


@dataclass(frozen=True)
class Form:
    """One public set."""

    name: str
    about: str
    measure: Measure
    read: Callable[[Path], Iterator[PublicRow]]
    mapping: str
    """What its labels become here."""


_FEVER = {"SUPPORTS": "supports", "REFUTES": "refutes", "NOT ENOUGH INFO": "silent", "NOT_ENOUGH_INFO": "silent"}
_NLI = {"entailment": "supports", "contradiction": "refutes", "neutral": "silent"}
_CLIMATE = {"SUPPORTS": "supported", "REFUTES": "contested", "DISPUTED": "contested", "NOT_ENOUGH_INFO": "unverified"}
_AVERITEC = {
    "Supported": "supported",
    "Refuted": "contested",
    "Conflicting Evidence/Cherrypicking": "contested",
    "Conflicting Evidence/Cherry-picking": "contested",
    "Not Enough Evidence": "unverified",
}
_RELATION = {"strengthens": "supports", "weakens": "refutes", "neither": "silent"}


def _nli(path: Path) -> Iterator[PublicRow]:
    for place, row in rows(path):
        if str(row.get("label", row.get("gold_label"))) in ("-", "-1"):
            continue  # annotators did not agree
        name = "label" if "label" in row else "gold_label"
        label = label_of(row, place, name, _NLI)
        passage = text_of(row, place, "premise", "sentence1")
        yield ClaimRow(place, text_of(row, place, "hypothesis", "sentence2"), (passage,), label)


def _pairs(path: Path) -> Iterator[PublicRow]:
    """FEVER-symmetric and VitaminC: a claim and a sentence."""
    for place, row in rows(path):
        passage = text_of(row, place, "evidence", "evidence_sentence")
        name = "label" if "label" in row else "gold_label"
        yield ClaimRow(place, text_of(row, place, "claim"), (passage,), label_of(row, place, name, _FEVER))


def _fever(path: Path) -> Iterator[PublicRow]:
    """Claims whose evidence is named by page and sentence; the sentences come from `wiki-pages` beside the file."""
    folder = path.parent / "wiki-pages"
    if not folder.is_dir():
        raise DatasetError(
            f"{folder}: is missing; FEVER names its evidence by page, so unpack wiki-pages.zip beside {path.name}"
        )
    known = [(place, row, _first_evidence(row, place)) for place, row in rows(path)]
    pages = _pages(folder, {page for _, _, parts in known for page, _ in parts})
    for place, row, parts in known:
        label = label_of(row, place, "label", _FEVER)
        passage = " ".join(filter(None, (pages.get(part, "") for part in parts)))
        if passage:
            yield ClaimRow(place, text_of(row, place, "claim"), (passage,), label)


def _first_evidence(row: Row, place: str) -> list[tuple[str, int]]:
    """Page and sentence of the first set of evidence; claims without enough information name none and are left out."""
    sets = row.get("evidence") or [[]]
    first = sets[0] if isinstance(sets, list) else None
    if not isinstance(first, list) or not all(isinstance(part, list) and len(part) == 4 for part in first):
        raise DatasetError(f"{place}: field 'evidence' must hold sets of [annotation, evidence, page, sentence]")
    named = [(page, number) for _, _, page, number in first if page is not None]
    if not all(isinstance(page, str) and isinstance(number, int) for page, number in named):
        raise DatasetError(f"{place}: field 'evidence': a page must be text and a sentence a number")
    return named


def _pages(folder: Path, wanted: set[str]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for path in sorted(folder.glob("wiki-*.jsonl")):
        for _, row in rows(path):
            if row.get("id") in wanted:
                for line in str(row.get("lines", "")).split("\n"):
                    number, _, rest = line.partition("\t")
                    if number.isdigit():
                        found[str(row["id"]), int(number)] = rest.partition("\t")[0]
    return found


def _climate(path: Path) -> Iterator[PublicRow]:
    for place, row in rows(path):
        passages = tuple(text_of(one, where, "evidence") for where, one in objects_of(row, place, "evidences"))
        if not passages:
            raise DatasetError(f"{place}: field 'evidences' is empty")
        label = label_of(row, place, "claim_label", _CLIMATE)
        yield ClaimRow(place, text_of(row, place, "claim"), passages, label)


def _averitec(path: Path) -> Iterator[PublicRow]:
    """Questions with their annotated answers stand for retrieved passages; unanswerable ones are left out."""
    for place, row in rows(path):
        passages = tuple(
            f"{question.get('question', '')} {answer.get('answer', '')}. {answer.get('boolean_explanation', '')}".strip()
            for where, question in objects_of(row, place, "questions")
            for _, answer in objects_of({"answers": [], **question}, where, "answers")
            if answer.get("answer_type") != "Unanswerable" and answer.get("answer")
        )
        yield ClaimRow(place, text_of(row, place, "claim"), passages, label_of(row, place, "label", _AVERITEC))


def _aggrefact(path: Path) -> Iterator[PublicRow]:
    for place, row in rows(path):
        label = label_of(row, place, "label", {"1": "supports", "0": "not-supports"})
        yield ClaimRow(
            place, text_of(row, place, "claim"), (text_of(row, place, "doc", "document"),), label, binary=True
        )


def _claim_pairs(path: Path) -> Iterator[PublicRow]:
    for place, row in rows(path):
        label = label_of(row, place, "relation", _RELATION)
        yield ClaimRow(place, text_of(row, place, "claim"), (text_of(row, place, "evidence"),), label)


def _checkthat(path: Path) -> Iterator[PublicRow]:
    for place, row in rows(path):
        yes = label_of(row, place, "label", {"SUBJ": True, "OBJ": False})
        yield SentenceRow(place, text_of(row, place, "sentence", "text"), yes)


def _claimbuster(path: Path) -> Iterator[PublicRow]:
    """`Verdict` is 1 for a claim worth checking, 0 for an unimportant one, -1 for none; `checkworthy` is 0 or 1."""
    for place, row in rows(path):
        name = "checkworthy" if "checkworthy" in row else "Verdict"
        yes = label_of(row, place, name, {"1": True, "0": False, "-1": False})
        yield SentenceRow(place, text_of(row, place, "text", "Text"), yes)


def _polnear(path: Path) -> Iterator[PublicRow]:
    """One annotated article a line: `text` and `attributions`, each with character spans of `source`, `cue` and `content`."""
    for place, row in rows(path):
        annotated = objects_of(row, place, "attributions")
        text = row.get("text")
        if not isinstance(text, str) or not text:
            raise DatasetError(f"{place}: field 'text' is missing or no text")
        cues = tuple(span for where, one in annotated for span in _spans(one.get("cue") or [], where, len(text)))
        yield AttributedRow(place, text, cues)


def _spans(spans: Any, place: str, length: int) -> Iterator[tuple[int, int]]:
    if not isinstance(spans, list):
        raise DatasetError(f"{place}: field 'cue' is no list of spans")
    for span in spans:
        ends = span if isinstance(span, list) and all(isinstance(end, int) for end in span) else []
        if len(ends) != 2 or not 0 <= ends[0] < ends[1] <= length:
            raise DatasetError(f"{place}: field 'cue': {span!r} is no span of the text")
        yield ends[0], ends[1]


_STANCES = "supports, refutes; without enough information: silent"
FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("nli", "premise, hypothesis, label rows (MNLI, SNLI, Emergent in that form)", "stance", _nli, "entailment supports, contradiction refutes, neutral silent"),
        Form("fever", "FEVER claims, with wiki-pages unpacked beside the file", "stance", _fever, f"{_STANCES}; the first set of evidence is the passage, claims without any are left out"),
        Form("fever-symmetric", "FEVER-symmetric", "stance", _pairs, _STANCES),
        Form("vitaminc", "VitaminC", "stance", _pairs, _STANCES),
        Form("claim-pairs", "a claim, a sentence of another outlet, strengthens / weakens / neither", "stance", _claim_pairs, "strengthens supports, weakens refutes, neither silent"),
        Form("aggrefact", "LLM-AggreFact rows: doc, claim, label", "stance", _aggrefact, "1 supports, 0 anything else"),
        Form("climate-fever", "Climate-FEVER", "verdict", _climate, "SUPPORTS supported, REFUTES and DISPUTED contested, NOT_ENOUGH_INFO unverified; each sentence is an origin of its own"),
        Form("averitec", "AVeriTeC with its annotated questions and answers", "verdict", _averitec, "Supported supported, Refuted and Conflicting contested, Not Enough Evidence unverified; each answer is an origin of its own"),
        Form("checkthat", "CheckThat! subjectivity (SUBJ, OBJ)", "subjectivity", _checkthat, "SUBJ is an opinion: some claim of the sentence is not checkable"),
        Form("claimbuster", "ClaimBuster debates", "worthiness", _claimbuster, "1 is worth checking"),
        Form("polnear", "PolNeAR, one annotated article a line", "attribution", _polnear, "a sentence attributes where a cue begins in it"),
    )
}  # fmt: skip
