"""The built-in models as they ship: what they answer, that they answer the same each time, and how they fail."""

import json
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claimcheck.errors import WeightsError
from claimcheck.neural import weights
from claimcheck.neural.classifier import CHECKABLE_KINDS, KINDS, PropositionClassifier
from claimcheck.neural.crossencoder import STANCES, CrossEncoder
from claimcheck.neural.embedder import Embedder
from claimcheck.neural.judge import Judge, JudgeAsk, surest
from claimcheck.neural.weights import FOLDER, open_session, read_json, verified


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def ask(claim: str, passage: str, *, claimant: str | None = None, published: date | None = None) -> JudgeAsk:
    spans, start = [], 0
    for sentence in passage.split(". "):
        end = min(len(passage), start + len(sentence) + 1)
        spans.append((start, end))
        start = end + 1
    return JudgeAsk(claim, claimant, None, passage, spans, published)


def test_vectors_have_length_one_and_keep_the_order_of_their_texts(embedder: Embedder) -> None:
    texts = [
        "The ferry sank off the coast in a storm.",
        "Inflation fell to 3 percent.",
        "A ship went down in rough seas.",
    ]
    vectors = embedder.embed(texts)
    assert vectors.shape == (3, embedder.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2


def test_what_is_read_beside_a_text_does_not_move_its_numbers(embedder: Embedder) -> None:
    texts = ["Fell.", "Inflation fell to 3 percent in May, the bureau said.", "A very long text about harbours. " * 30]
    alone = [embedder.embed([text])[0] for text in texts]
    assert np.array_equal(embedder.embed(texts), np.stack(alone))
    pairs = [(text, "Inflation fell.") for text in texts]
    scores = [CrossEncoder(threads=1).score([pair])[0] for pair in pairs]
    for threads in (1, 3):
        assert np.array_equal(
            CrossEncoder(threads=threads).score([*pairs, *pairs[::-1]]), np.stack([*scores, *scores[::-1]])
        )


def test_a_text_that_comes_twice_is_read_once() -> None:
    network = Embedder(threads=1)._network
    _, session = network._open()
    read: list[int] = []

    class Counting:
        def get_inputs(self) -> list[Any]:
            return list(session.get_inputs())

        def run(self, names: list[str], inputs: dict[str, Any]) -> Any:
            read.append(inputs["input_ids"].shape[1])
            return session.run(names, inputs)

    network._opened = (network._open()[0], Counting())
    one, other, again = network.run(["It rained.", "It did not rain at all.", "It rained."], output="vectors")
    assert len(read) == 2 and np.array_equal(one, again) and not np.array_equal(one, other)


def test_threads_that_ask_at_once_share_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def slowly(path: Path) -> Any:
        opened.append(path)
        time.sleep(0.05)
        return open_session(path)

    monkeypatch.setattr(weights, "open_session", slowly)
    embedder = Embedder(threads=2)
    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(embedder.embed, [["It rained.", "It did not."]] * 8))
    assert len(opened) == 1 and all(np.array_equal(vectors[0], one) for one in vectors)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert CrossEncoder().score([]).shape == (0, 4)
    assert PropositionClassifier(embedder=embedder).classify([]) == []


def test_the_same_texts_give_the_same_vectors_in_a_second_session(embedder: Embedder) -> None:
    texts = ["One text.", "A second and rather longer text about the harbour board."]
    assert np.array_equal(embedder.embed(texts), Embedder().embed(texts))


def test_an_embedder_is_named_by_its_weights(embedder: Embedder) -> None:
    expected = json.loads((FOLDER / "manifest.json").read_text())["embedder.onnx"]["sha256"]
    assert embedder.name.endswith(expected[:12])


def test_texts_far_longer_than_the_network_reads_are_cut_and_empty_ones_are_embedded(embedder: Embedder) -> None:
    vectors = embedder.embed(["word " * 5000, ""])
    assert np.isfinite(vectors).all()


def test_scores_are_probabilities_and_tell_plain_cases_apart() -> None:
    passage = "The council voted on Tuesday to close the Halvick library, and 14 people will lose their jobs."
    scores = CrossEncoder().score(
        [
            (passage, "The council voted to close the Halvick library."),
            (passage, "The council voted to keep the Halvick library open."),
            (passage, "The finance minister resigned after a scandal."),
        ]
    )
    assert np.allclose(scores.sum(axis=1), 1.0, atol=1e-4)
    assert [STANCES[best] for best in scores.argmax(axis=1)] == ["supports", "refutes", "silent"]


def test_plain_facts_are_checkable_and_plain_opinions_are_not(embedder: Embedder) -> None:
    classifier = PropositionClassifier(embedder=embedder)
    found = classifier.classify(
        [
            "Unemployment fell to 4.1 percent in March, the lowest since 2007.",
            "The ferry collided with a fishing boat on Tuesday and nine people were injured.",
            "This is the most shameful decision the council has ever made.",
            "Nobody with any sense could defend such a disgraceful budget.",
        ]
    )
    assert [score.checkable > 0.5 for score in found] == [True, True, False, False]
    for score in found:
        assert (score.kind in CHECKABLE_KINDS) == (score.checkable >= 0.5)
        assert score.kind in KINDS and 0 <= score.worthiness <= 1 and 0 < score.kind_confidence <= 1
    assert found[0].worthiness > found[3].worthiness


def test_the_snippet_is_a_run_of_whole_sentences_of_the_passage(judge: Judge) -> None:
    passage = "Rain fell all day. The council voted to close the library. Its members then went home for supper."
    judged = judge.judge([ask("The council voted to close the library.", passage)])[0]
    snippet = passage[slice(*judged.window)]
    assert "voted to close the library" in snippet
    assert snippet.endswith(".") and passage.find(snippet) == judged.window[0]


def test_an_unrelated_passage_is_silent_and_says_who_speaks(judge: Judge) -> None:
    passage = "The harbour board raised mooring fees by 4 percent, chairwoman Ada Renn said."
    judged = judge.judge([ask("The finance minister resigned on Friday.", passage, claimant="Ada Renn")])[0]
    assert judged.stance == "silent" and judged.said == "silent"
    assert judged.voice_kind == "claimant" and judged.voice is not None and "Ada Renn" in judged.voice
    assert sum(judged.probabilities.values()) == pytest.approx(1.0, abs=1e-4)


def test_a_claim_without_a_claimant_has_no_said(judge: Judge) -> None:
    judged = judge.judge([ask("It rained.", "It rained on Monday.", published=date(2024, 3, 14))])[0]
    assert judged.said is None and judged.said_confidence is None


def test_no_stance_is_given_under_its_floor() -> None:
    floors = {"supports": 0.7, "refutes": 0.8, "qualifies": 0.5}
    assert surest(np.array([0.75, 0.1, 0.1, 0.05]), floors) == STANCES.index("supports")
    assert surest(np.array([0.1, 0.75, 0.1, 0.05]), floors) == STANCES.index("silent")
    assert surest(np.array([0.3, 0.1, 0.55, 0.05]), floors) == STANCES.index("qualifies")


def test_asks_are_answered_in_their_order(judge: Judge) -> None:
    asks = [
        ask("The finance minister resigned.", "A very long passage about gardens. " * 6),
        ask("Nine people were hurt.", "Nine people were hurt in Dunmere on Friday."),
    ]
    together = judge.judge(asks)
    assert "Nine" in asks[1].passage_text[slice(*together[1].window)]
    assert together[0].probabilities["supports"] < together[1].probabilities["supports"]


def test_missing_or_damaged_weights_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="manifest"):
        verified("embedder.onnx", folder=tmp_path)
    shutil.copy(FOLDER / "manifest.json", tmp_path)
    with pytest.raises(WeightsError, match="missing"):
        verified("judge.json", folder=tmp_path)
    (tmp_path / "judge.json").write_text("{}")
    with pytest.raises(WeightsError, match="damaged") as caught:
        read_json("judge.json", folder=tmp_path)
    assert "\n" not in str(caught.value)


def test_the_manifest_covers_every_shipped_file_and_they_fit_sixty_megabytes() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    files = {path.name for path in FOLDER.iterdir()} - {"manifest.json"}
    assert files == set(manifest)
    assert sum((FOLDER / name).stat().st_size for name in files) < 60_000_000
    for name in files:
        verified(name)


def test_importing_the_models_loads_neither_onnxruntime_nor_tokenizers() -> None:
    code = (
        "import sys, claimcheck.neural.judge, claimcheck.neural.classifier;"
        "print(sorted({'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
