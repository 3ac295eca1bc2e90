"""The broad reading of a source: with what is said of the speaker, and with whoever speaks along."""

import pytest

from claimcheck.attribution import attributions
from claimcheck.text import sentences


def source(text: str, *, broad: bool) -> str | None:
    [found] = [item for item in attributions(text, sentences(text), broad=broad) if item.sort == "saying"]
    span = found.chain[-1].source_span
    return span.of(text) if span else None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('"It was a hoax," said Luis Marn, who heads a think tank in Orven.', "Luis Marn, who heads a think tank in Orven"),
        ('"It was a hoax," said Luis Marn, a former official from Orven. He left.', "Luis Marn, a former official from Orven"),
        ('"It was a hoax," said one source on the panel.', "one source on the panel"),
        ('"It was a hoax," said Luis Marn on Friday.', "Luis Marn"),
        ('"It was a hoax," said Luis Marn, adding nothing.', "Luis Marn"),
        ("The bank and its owners say that the ledger was lost.", "The bank and its owners"),
    ],
)  # fmt: skip
def test_the_broad_reading_takes_in_what_is_said_of_the_source(text: str, whole: str) -> None:
    assert source(text, broad=True) == whole


def test_a_claims_source_stays_the_name() -> None:
    assert source('"It was a hoax," said Luis Marn, who heads a think tank in Orven.', broad=False) == "Luis Marn"
