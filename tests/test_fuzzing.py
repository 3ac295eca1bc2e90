"""A moment of `eval/benchmarks/fuzz.py`: the same inputs every time, so that a failure stays one until it is mended."""

import pytest
from fuzzing import PROCESSOR_S, TARGETS, WORDS, HangError, bounded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Random bytes, random text, and what a target's words make when they are strung together."""
    words = st.sampled_from([word.encode("utf-8", "surrogatepass") for word in WORDS[name]])
    piece = st.one_of(words, words, st.text(max_size=20).map(str.encode), st.binary(max_size=8))
    return st.lists(piece, max_size=12).map(b"".join)


@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(
    max_examples=40, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_whatever_is_fed_ends_in_an_answer_or_a_named_error(name: str, data: st.DataObject) -> None:
    raw = data.draw(inputs(name))
    with bounded():
        TARGETS[name](raw)


def test_an_input_that_hangs_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzzing.PROCESSOR_S", PROCESSOR_S / 200)
    with pytest.raises(HangError), bounded():
        while True:
            pass


@pytest.mark.parametrize("name", ["readers", "golds", "publics", "claimreviews", "replies"])
@pytest.mark.parametrize("raw", [b"[" * 3000, b"[" * 900 + b"]" * 900, b'{"@type":' * 900 + b"1" + b"}" * 900])
def test_json_of_any_depth_is_an_answer_or_a_named_error(name: str, raw: bytes) -> None:
    for first in (b"", b"\0", b"\1", b"\2", b"\3"):
        TARGETS[name](first + raw)


@pytest.mark.parametrize("name", ["readers", "pages"])
def test_a_page_that_breaks_its_parser_is_a_named_error(name: str) -> None:
    TARGETS[name]((b"\1" if name == "readers" else b"") + b"<iframe src=<html>")
