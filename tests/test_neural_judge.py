"""What the judge reads of a passage, and what it leaves unread."""

from collections.abc import Sequence

import numpy as np

from claimcheck.neural.crossencoder import CrossEncoder
from claimcheck.neural.judge import UNREAD, Judge, JudgeAsk
from claimcheck.neural.weights import Floats
from claimcheck.neural.windows import telling, windows
from claimcheck.text import sentences

COUNCIL = (
    "Rain fell all day. The council voted to close the Halvick library. Fourteen people work there. Nobody spoke against it."
    " The harbour was quiet. Fishermen mended nets. The council met again at noon. Its members went home for supper."
)


class Recording(CrossEncoder):
    """Remembers what it is asked; every window supports with the chance that it is given."""

    def __init__(self, chance: float = 0.1) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._chance = chance

    def score(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """As many rows as pairs."""
        self.pairs += pairs
        row = [self._chance, 0.0, 0.0, 1 - self._chance]
        return np.array([row] * len(pairs), dtype=np.float32).reshape(-1, 4)


def ask(claim: str, passage: str, *, claimant: str | None = None) -> JudgeAsk:
    spans = [(span.start, span.end) for span in sentences(passage)]
    return JudgeAsk(claim, claimant, None, passage, spans, None)


def texts(claim: str, passage: str) -> list[str]:
    spans = [(span.start, span.end) for span in sentences(passage)]
    return [passage[slice(*one)] for one in telling(passage, windows(spans, len(passage)), claim)]


def test_windows_hold_up_to_three_sentences_and_overlap_by_one() -> None:
    assert windows([(0, 4), (5, 9), (10, 14), (15, 19)], 19) == [(0, 14), (10, 19)]
    assert windows([(0, 4)], 4) == [(0, 4)]
    assert windows([], 8) == [(0, 8)]


def test_the_two_windows_that_share_most_with_the_claim_are_read_in_their_order() -> None:
    found = texts("The council voted to close the library at noon.", COUNCIL)
    assert "voted to close" in found[0] and "met again at noon" in found[1]


def test_a_window_that_shares_a_single_word_is_not_read_but_one_that_shares_a_figure_is() -> None:
    assert texts("The council was sued.", "The council slept.") == []
    assert texts("It took 412 cakes.", "There were 412 of them.") == ["There were 412 of them."]


def test_a_passage_that_shares_nothing_costs_nothing_and_is_silent() -> None:
    network = Recording()
    judged = Judge(crossencoder=network).judge([ask("Ferries sank off Dunmere.", COUNCIL)])[0]
    assert network.pairs == []
    assert judged.stance == "silent" and judged.probabilities["silent"] > 0.5
    assert UNREAD.argmax() == 3 and UNREAD.sum() == np.float32(1.0)


def test_whether_the_claimant_said_it_is_asked_only_of_passages_that_name_the_claimant() -> None:
    network = Recording()
    claim = "The council voted to close the Halvick library."
    unnamed, named = Judge(crossencoder=network).judge(
        [ask(claim, COUNCIL, claimant="Ada Renn"), ask(claim, COUNCIL + " Ada Renn said so.", claimant="Ada Renn")]
    )
    assert sum("Ada Renn said: " in hypothesis for _, hypothesis in network.pairs) == 1
    assert unnamed.said == "silent" and unnamed.said_confidence is None
    assert named.said_confidence is not None
