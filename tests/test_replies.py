"""Schemas for servers, and JSON found in whatever an LLM says."""

import json
import time
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field
from rooms import GOOD, Count

from claimcheck import replies
from claimcheck.errors import (
    MalformedAnswerError,
)


class Inner(BaseModel):
    """Part of a reply."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(default="none", description="A property called title.")
    default: int = 0


class Outer(BaseModel):
    """A reply with everything that a strict schema trips over."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["a", "b"] = "a"
    inner: Inner = Field(default_factory=Inner, description="beside a reference")
    many: list[Inner] = Field(default_factory=list)
    maybe: Inner | None = None


class TestSchemas:
    def test_every_object_is_closed_and_every_property_required(self) -> None:
        schema = replies.schema_of(Outer)
        assert schema["required"] == ["kind", "inner", "many", "maybe"]
        assert schema["additionalProperties"] is False
        inner = schema["$defs"]["Inner"]
        assert inner["required"] == ["title", "default"]
        assert inner["additionalProperties"] is False

    def test_defaults_and_titles_go_and_properties_of_that_name_stay(self) -> None:
        schema = replies.schema_of(Outer)
        assert schema["properties"]["kind"] == {"enum": ["a", "b"], "type": "string"}
        assert set(schema["$defs"]["Inner"]["properties"]) == {"title", "default"}
        assert schema["$defs"]["Inner"]["properties"]["title"] == {
            "type": "string",
            "description": "A property called title.",
        }

    def test_an_object_of_free_names_stays_open(self) -> None:
        class Free(BaseModel):
            counts: dict[str, int]

        counts = replies.schema_of(Free)["properties"]["counts"]
        assert counts == {"type": "object", "additionalProperties": {"type": "integer"}}

    def test_a_reference_stands_alone(self) -> None:
        schema = replies.schema_of(Outer)
        assert schema["properties"]["inner"] == {"$ref": "#/$defs/Inner"}
        assert schema["properties"]["maybe"]["anyOf"] == [{"$ref": "#/$defs/Inner"}, {"type": "null"}]


class TestFindingTheJson:
    @pytest.mark.parametrize(
        "text",
        [
            GOOD,
            f"\n  {GOOD}\n",
            f"\ufeff{GOOD}",
            f"```json\n{GOOD}\n```",
            f"```\n{GOOD}\n```",
            f"Here you are:\n```json\n{GOOD}\n```\nAnything else?",
            f"The answer is {GOOD}. I hope that helps {{really}}.",
            f'<think>Perhaps {{"n": 4}}?</think>{GOOD}',
            f"[{GOOD}]",
            f'{{"draft": true}} and then {GOOD}',
            f"{GOOD}\n{GOOD}",
            f"In {{curly}} {{braces}}: {GOOD}",
            '{"n": 3}',
        ],
    )
    def test_json_is_found_in_whatever_stands_around_it(self, text: str) -> None:
        assert replies.parsed(text, Count) == Count(n=3)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Three.", "no JSON object"),
            ("", "no JSON object"),
            ('{"n": "3"}', "n: Input should be a valid integer"),
            ('{"n": 3.5}', "n: "),
            ('{"n": true}', "n: "),
            ('{"n": 3, "why": "because"}', "why: Extra inputs"),
            ('{"n": 3', "Invalid JSON"),
            ('{"n": 3} {"n": 4}', "different objects"),
            pytest.param("{" * 100_000, "Invalid JSON", id="braces"),
            pytest.param('{"a":' * 100_000, "Invalid JSON", id="nested"),
            pytest.param("[" * 100_000, "Invalid JSON", id="brackets"),
            pytest.param("x {" * 100_000, "no JSON object", id="prose"),
        ],
    )
    def test_what_does_not_fit_is_never_guessed_at(self, text: str, said: str) -> None:
        with pytest.raises(MalformedAnswerError, match=said) as caught:
            replies.parsed(text, Count)
        assert len(str(caught.value)) < 1000

    def test_an_endless_nest_of_braces_does_not_hold_anybody_up(self) -> None:
        began = time.monotonic()
        with pytest.raises(MalformedAnswerError):
            replies.parsed('{"a":' * 200_000, Count)
        assert time.monotonic() - began < 1.0

    def test_only_the_first_faults_are_told(self) -> None:
        text = json.dumps({"n": 1, **{f"x{number}": 1 for number in range(9)}})
        with pytest.raises(MalformedAnswerError, match="and 4 more"):
            replies.parsed(text, Count)
        with pytest.raises(MalformedAnswerError) as caught:
            replies.parsed(json.dumps({"n": 1, **{f"x{number}": 1 for number in range(5)}}), Count)
        assert "more" not in str(caught.value)
