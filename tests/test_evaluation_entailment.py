"""Precision by entailment: what code tells by itself, how gold claims are made wrong, how a judge is asked, kept and measured.

The judge is a loopback server whose answers are written by hand to test the plumbing; they say nothing about any LLM.
"""

import json
import re
from pathlib import Path
from typing import Any

import goldsets
import pytest
from answering import AnswerServer, Body, Fails
from test_evaluation_runs import EVENTS, evaluate, hand

from claimcheck import prompts
from claimcheck.claims import Article, Attribution, Claim, Span, Worthiness
from claimcheck.errors import DatasetError, ExitCode
from claimcheck.evaluation import altering, entailment, gating, gold, judging, results, suites
from claimcheck.evaluation.entailment import Judgement, Judgements, Statement
from claimcheck.evaluation.running import article_of
from claimcheck.terminal.main import run

ROOT = Path(__file__).parents[1]
Pair = tuple[tuple[gold.GoldClaim, ...], Article]


@pytest.fixture
def small(tmp_path: Path) -> Pair:
    event = gold.load(goldsets.write(tmp_path)).events[0]
    return event.claims, article_of(event, event.articles[0])


def claim(article: Article, text: str, quote: str, *sources: str) -> Claim:
    start = article.text.index(quote)
    return Claim(
        id="c", article_id=article.id, text=text, quote=quote, span=Span(start=start, end=start + len(quote)), checkable=True,
        worthiness=Worthiness(score=0.5, terms=()), attribution=tuple(Attribution(source=one, mode="indirect") for one in sources),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sources", "sound"),
    [
        ("Nine people had been saved.", ("Una Quill",), True),
        ("Nine people had been saved.", ("the harbour master",), True),
        ("Nine people had been saved.", ("Una Quill", "Bo Harl"), True),
        ("Nine people had been saved.", ("Una Marsh",), False),
        ("Nine people had been saved.", ("Una Quill", "Dorte Lamm"), False),
        ("Eleven people had been saved.", ("Una Quill",), False),
    ],
)
def test_code_refuses_speakers_and_figures_that_the_article_lacks(
    small: Pair, text: str, sources: tuple[str, ...], sound: bool
) -> None:
    assert entailment.grounded(claim(small[1], text, "nine people had been saved", *sources), small[1]) is sound


def test_code_refuses_a_quote_that_is_not_the_articles(small: Pair) -> None:
    made = claim(small[1], "Nine people had been saved.", "nine people had been saved", "Una Quill")
    assert not entailment.grounded(made.model_copy(update={"quote": "nine people were saved"}), small[1])


def told(text: str, *sources: str) -> gold.GoldClaim:
    links = tuple(gold.GoldLink(source=one, cue=None, mode="indirect") for one in sources)
    return gold.GoldClaim(
        id=text, article_id="x", text=text, quote=text, attribution=links, when=None, label="unverified", reason="silent", said=None,
        evidence=(), origins=gold.GoldOrigins(supports=0, refutes=0),
    )  # fmt: skip


def changed(kind: altering.Kind, *claims: gold.GoldClaim) -> Statement | None:
    """The first claim made wrong in one way, the others being what else the article says."""
    one = Statement(claims[0].text, tuple(link.source for link in claims[0].attribution), Span(start=0, end=1))
    return altering._WAYS[kind](one, claims)


@pytest.mark.parametrize(
    ("kind", "text", "made"),
    [
        ("number", "At least 14 people died on 16 January 2025.", "At least 17 people died on 16 January 2025."),
        ("number", "Gusts of up to 187 kilometres an hour.", "Gusts of up to 141 kilometres an hour."),
        ("number", "It cost 18,000 marks.", "It cost 22,000 marks."),
        ("number", "The hole was 3.4 million.", "The hole was 5.4 million."),
        ("number", "Two of the patients have died.", "Five of the patients have died."),
        ("number", "14 of the 17 contracts.", "18 of the 17 contracts."),
        ("number", "It was the strongest since 1987.", None),
        ("number", "A four-day strike began.", None),
        ("day", "It began on 10 March 2025.", "It began on 6 March 2025."),
        ("day", "It is the longest since 2008.", "It is the longest since 2001."),
        ("day", "Nobody had called before 6 August 2024.", None),
        ("day", "Nobody was warned before 7 p.m. on 16 January 2025.", None),
        ("day", "It began on Monday.", None),
        ("negation", "The logs were filled in.", "The logs were not filled in."),
        ("negation", "The court was not convinced.", "The court was convinced."),
        ("negation", "The bank had been warned.", "The bank had not been warned."),
        ("negation", "The bank had 12 branches.", None),
        ("negation", "Not a single job will go.", None),
        ("negation", "The pilot left.", None),
    ],
)
def test_a_wording_is_made_wrong_so_that_the_old_one_does_not_bear_it_out(
    kind: altering.Kind, text: str, made: str | None
) -> None:
    found = changed(kind, told(text))
    assert (found.text if found else None) == made


LIGHTS = "The lights of the ferry were off."


@pytest.mark.parametrize(
    ("kind", "claims", "sources"),
    [
        ("speaker", [told(LIGHTS, "Una Quill"), told("It was late.", "Bo Harl")], ("Bo Harl",)),
        ("speaker", [told(LIGHTS, "Ann Veyl", "Una Quill"), told("It was late.", "Bo Harl")], ("Ann Veyl", "Bo Harl")),
        ("speaker", [told(LIGHTS, "Una Quill"), told("It was late.", "Quill")], None),
        ("speaker", [told(LIGHTS, "Una Quill"), told("The ferry's lights were off.", "Bo Harl")], None),
        ("speaker", [told(LIGHTS, "Una Quill"), told("It was late.", "Halmark Bank")], None),
        ("speaker", [told(LIGHTS, "harbour office"), told("It was late.", "Bo Harl")], None),
        ("speaker", [told(LIGHTS), told("It was late.", "Bo Harl")], None),
        ("unsaid", [told(LIGHTS, "Una Quill"), told("It was late.")], ()),
        ("unsaid", [told(LIGHTS, "Una Quill"), told("The ferry's lights were off.")], None),
        ("unsaid", [told(LIGHTS)], None),
        ("added", [told(LIGHTS), told("It was late.", "Bo Harl")], ("Bo Harl",)),
        ("added", [told(LIGHTS), told("The ferry's lights were off.", "Bo Harl")], None),
        ("added", [told(LIGHTS, "Una Quill"), told("It was late.", "Bo Harl")], None),
    ],
)
def test_a_speaker_is_changed_only_to_one_who_says_nothing_like_it(
    kind: altering.Kind, claims: list[gold.GoldClaim], sources: tuple[str, ...] | None
) -> None:
    found = changed(kind, *claims)
    assert (found.sources if found else None) == sources
    assert found is None or found.text == LIGHTS


def test_every_gold_claim_is_altered_once_and_in_different_ways(small: Pair) -> None:
    found = altering.altered(*small)
    assert [one.gold_id for one in found] == [one.id for one in small[0]]
    assert len({one.kind for one in found}) > 2
    assert not {one.statement for one in found} & {statement for _, statement in altering.originals(*small)}


def judgement(key: str, *wrong: str, **fields: Any) -> Judgement:
    made = {
        "article_id": "x1",
        "text": "t",
        "sources": (),
        "why": "",
        "judge": "j",
        "prompt": "entail.v1:0",
        "on": "2026-11-25",
    }
    return Judgement.model_validate({"key": key, "wrong": wrong, **made, **fields})


def test_a_judge_is_trusted_by_what_it_says_of_gold_claims_and_of_altered_ones(small: Pair) -> None:
    claims, article = small
    sound = [one.key(article) for _, one in altering.originals(claims, article)]
    spoilt = altering.altered(claims, article)
    said = {key: judgement(key) for key in sound[:3]} | {sound[3]: judgement(sound[3], "speaker")}
    first, second = spoilt[0].statement.key(article), spoilt[1].statement.key(article)
    said |= {first: judgement(first, "content"), second: judgement(second)}
    found = altering.trust([small], Judgements(said))
    assert found.entailed == (3, 4)
    assert found.refused == (1, 2)
    assert found.altered == {spoilt[0].kind: (1, 1), spoilt[1].kind: (0, 1)}


def docket(small: Pair, *predicted: Statement) -> judging.Docket:
    claims, article = small
    sound = {one.id: statement for one, statement in altering.originals(claims, article)}
    return judging.Docket(article, predicted, sound, tuple(altering.altered(claims, article)))


def test_a_gold_claim_and_its_altered_self_never_meet_in_a_call_and_everything_is_asked_once(small: Pair) -> None:
    more = [Statement(f"The ferry carried {number} crates.", (), Span(start=0, end=1)) for number in range(90)]
    made = docket(small, *more, *more)
    asked = judging.calls(made, {})
    assert max(map(len, asked)) <= judging.CLAIMS_A_CALL
    keys = [one.key(made.article) for part in asked for one in part]
    assert sorted(keys) == sorted(made.statements()) and len(keys) == 90 + 2 * len(small[0])
    for one in made.altered:
        assert not any(one.statement in part and made.gold[one.gold_id] in part for part in asked)
    left = judging.calls(made, {key: judgement(key) for key in keys[5:]})
    assert [one.key(made.article) for part in left for one in part] == keys[:5]


def test_the_judge_is_told_where_a_claim_stands_and_who_says_it(small: Pair) -> None:
    given = judging.inputs(small[1], list(docket(small).gold.values()))
    assert "[1] The ferry Teal sank" in str(given["article"])
    assert "[1] (sentence 1; says: the article itself) The ferry Teal sank" in str(given["claims"])
    assert "[4] (sentence 4; says: Una Quill, quoting Bo Harl) The lights of the ferry Teal were off." in str(
        given["claims"]
    )
    assert given["published"] == "Friday 2024-05-03"


def test_an_answer_without_grounds_or_given_twice_is_none(small: Pair) -> None:
    asked = list(docket(small).gold.values())
    entries = [
        {"claim": 1, "sentences": [1], "why": "It says so.", "wrong": []},
        {"claim": 2, "sentences": [], "why": "", "wrong": []},
        {"claim": 3, "sentences": [3], "why": "", "wrong": []},
        {"claim": 3, "sentences": [3], "why": "", "wrong": ["content"]},
        {"claim": 4, "sentences": [], "why": "", "wrong": ["speaker", "speaker"]},
        {"claim": 9, "sentences": [1], "why": "", "wrong": []},
    ]
    found = judging.read(small[1], asked, judging.EntailReply.model_validate({"claims": entries}), ("j", "p"))
    assert [(one.text, one.wrong, one.entailed) for one in found] == [
        (asked[0].text, (), True),
        (asked[3].text, ("speaker",), False),
    ]


def test_judgements_of_two_judges_in_one_file_are_refused(tmp_path: Path) -> None:
    entailment.keep(tmp_path / "j.jsonl", [judgement("a"), judgement("b", judge="other")])
    with pytest.raises(DatasetError, match="keep a file for each"):
        entailment.load(tmp_path / "j.jsonl")
    (tmp_path / "j.jsonl").write_text('{"key": "a"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"j\.jsonl:1: field 'article_id'"):
        entailment.load(tmp_path / "j.jsonl")
    (tmp_path / "j.jsonl").write_text("no JSON\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"j\.jsonl' line 1 is damaged"):
        entailment.load(tmp_path / "j.jsonl")
    assert not entailment.load(tmp_path / "none.jsonl").by_key


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name in EVENTS:
        goldsets.write(tmp_path / "set", name=name, about={"split": "test"})
    path = tmp_path / "small.toml"
    path.write_text(
        'name = "small"\ndataset = "set"\nsplit = "all"\nresamples = 100\n[settings]\nengine = "llm"\nllm.attempts = 1\n',
        encoding="utf-8",
    )
    return path


def judge(body: Body) -> str:
    """Right about every gold claim of the set; of the claims of runs, wrong about the crane."""
    claims = body["messages"][-1]["content"].partition("Claims:")[2]
    entries = []
    for number, source, text in re.findall(r"^\[(\d+)\] \(sentence \d+; says: ([^)]+)\) (.*)$", claims, re.MULTILINE):
        known = any(
            goldsets._told(f"{chain}|{row['text']}", name) == f"{source}|{text}"
            for name in EVENTS
            for row in goldsets.ROWS["claims.jsonl"]
            for chain in [", quoting ".join(link["source"] for link in row["attribution"]) or "the article itself"]
        )
        predicted = "on Thursday night" in text and "crane" not in text
        entries.append(
            {
                "claim": int(number),
                "sentences": [1],
                "why": "by hand",
                "wrong": [] if known or predicted else ["content"],
            }
        )
    return json.dumps({"claims": entries})


def figures(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture
def done(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A run that nobody has judged."""
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "run") == ExitCode.DONE
    assert "claim_entailed: not measured" in " ".join(capsys.readouterr().out.split())
    assert figures(tmp_path / "run")["figures"]["claim_entailed"]["value"] is None
    return tmp_path / "run"


def entail(server: AnswerServer, *more: str) -> int:
    return run(
        [
            "eval",
            "entail",
            "--llm",
            "judge",
            "--base-url",
            server.url,
            "--set",
            "llm.attempts=1",
            "--set",
            "llm.cache=false",
            *more,
        ]
    )


def test_a_judge_measures_a_run_and_is_itself_measured(
    done: Path, suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(judge) as server:
        assert entail(server, str(done)) == ExitCode.DONE
        asked = len(server.bodies)
        assert entail(server, str(done)) == ExitCode.DONE
        assert len(server.bodies) == asked == 6
    found = figures(done)
    assert found["figures"]["claim_entailed"]["value"] == pytest.approx(2 / 3)
    assert found["judging"]["judge"] == "judge" and found["judging"]["gold_entailed"] == [12, 12]
    assert [sum(pair[place] for pair in found["judging"]["altered_refused"].values()) for place in (0, 1)] == [12, 12]
    shown = " ".join(capsys.readouterr().out.split())
    assert "claim_entailed 0.667" in shown and "calls 12 of 12 (1.00 [0.76,1.00]) gold claims entailed" in shown
    assert run(["eval", "report", str(done)]) == ExitCode.DONE
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "1 predicted claims that the article does not say" in page and "· by hand</span>" in page
    # A suite that names the judgements needs no judge.
    suite.write_text('judgements = "run/judged.jsonl"\n' + suite.read_text(encoding="utf-8"), encoding="utf-8")
    assert suites.load(suite).judgements == (done / "judged.jsonl").resolve()
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "again") == ExitCode.DONE
    assert figures(tmp_path / "again")["figures"]["claim_entailed"]["value"] == pytest.approx(2 / 3)
    # Taken up again, the run keeps what its judge has said beyond the suite's file.
    suite.write_text(suite.read_text(encoding="utf-8").replace("run/judged", "few"), encoding="utf-8")
    every = list(entailment.load(done / "judged.jsonl").by_key.values())
    entailment.keep(tmp_path / "few.jsonl", every[:1])
    with AnswerServer(hand) as server:
        assert evaluate(suite, server, tmp_path / "again") == ExitCode.DONE
    assert len(entailment.load(tmp_path / "again" / "judged.jsonl").by_key) == len(every)


def test_a_suite_whose_judgements_are_not_there_is_refused(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite.write_text('judgements = "gone.jsonl"\n' + suite.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(["eval", "run", str(suite)]) == ExitCode.USAGE
    assert "small.toml: 'judgements': there is no file 'gone.jsonl'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("floor", "code", "told"),
    [
        (0.6, ExitCode.DONE, "not judged in full: between 0.333 and 0.667"),
        (0.7, ExitCode.GATE, "0.667 at most is under"),
    ],
)
def test_a_gate_fails_on_claims_that_nobody_judged_only_where_it_must(
    done: Path, tmp_path: Path, floor: float, code: ExitCode, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(judge) as server:
        assert entail(server, str(done)) == ExitCode.DONE
    baseline = gating.baseline_of(done)
    assert baseline.floors["claim_entailed"] == pytest.approx(2 / 3 - gating.MARGIN, abs=0.001)
    floors = {**baseline.floors, "claim_entailed": floor}
    gating.write(baseline.model_copy(update={"floors": floors}), tmp_path / "base.json")
    held = entailment.load(done / "judged.jsonl").by_key
    open_ = next(key for key, one in held.items() if one.entailed and "on Thursday night" in one.text)
    entailment.keep(done / "judged.jsonl", (one for key, one in held.items() if key != open_))
    results.write(results.read(done))
    capsys.readouterr()
    assert run(["eval", "gate", str(done), "--baseline", str(tmp_path / "base.json")]) == code
    found = capsys.readouterr()
    assert told in " ".join(found.out.split())
    assert "claim_entailed" in found.err
    entailment.keep(done / "judged.jsonl", ())
    results.write(results.read(done))
    assert run(["eval", "gate", str(done), "--baseline", str(tmp_path / "base.json")]) == ExitCode.GATE
    assert "was not measured" in " ".join(capsys.readouterr().out.split())


def test_the_committed_judgements_know_every_gold_claim_of_the_test_split_and_every_altered_one() -> None:
    judged = entailment.load(ROOT / "eval/recordings/entailment/judged.jsonl")
    events = gold.load(ROOT / "eval/datasets/newsroom").part("test")
    pairs = [(event.claims_of(one.id), article_of(event, one)) for event in events for one in event.articles]
    found = altering.trust(pairs, judged)
    claims = sum(len(claims) for claims, _ in pairs)
    assert (found.entailed[1], found.refused[1], len(pairs)) == (claims, claims, 10)
    # What docs/evaluation.md says of the judge.
    assert (found.entailed[0], found.refused[0]) == (158, 164)


def test_what_was_recorded_answers_the_prompt_that_ships() -> None:
    prompt = prompts.load("entail")
    judged = entailment.load(ROOT / "eval/recordings/entailment/judged.jsonl")
    assert judged.judge == ("recorded", f"{prompt.name}:{prompt.digest}")
    answers = [path.read_text("utf-8") for path in (ROOT / "eval/recordings/entailment/answers").iterdir()]
    entries = [entry for one in answers for entry in judging.EntailReply.model_validate_json(one).claims]
    said = sorted((" ".join(entry.why.split()), tuple(dict.fromkeys(entry.wrong))) for entry in entries)
    assert said == sorted((one.why, one.wrong) for one in judged.by_key.values())


def test_what_a_judge_failed_to_answer_is_told_not_guessed_and_asked_again(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(body: Body) -> str | Fails:
        return Fails(500) if "Pellbridge" in body["messages"][-1]["content"] else judge(body)

    with AnswerServer(failing) as server:
        assert entail(server, str(done)) == ExitCode.PARTIAL
    told = capsys.readouterr()
    assert "not measured, for 1 of 3 claims are not judged" in " ".join(told.out.split())
    assert "x3:" in told.err and "asks for what is missing" in told.err
    assert figures(done)["figures"]["claim_entailed"]["value"] is None
    with AnswerServer(judge) as server:
        assert entail(server, str(done)) == ExitCode.DONE
        assert len(server.bodies) == 2
    assert figures(done)["figures"]["claim_entailed"]["value"] == pytest.approx(2 / 3)


def test_another_judge_needs_another_file(done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with AnswerServer(judge) as server:
        assert entail(server, str(done), "-o", str(tmp_path / "one.jsonl")) == ExitCode.DONE
        other = [
            "eval",
            "entail",
            str(done),
            "--llm",
            "second",
            "--base-url",
            server.url,
            "-o",
            str(tmp_path / "one.jsonl"),
        ]
        assert run(other) == ExitCode.USAGE
    assert "holds judgements of judge" in capsys.readouterr().err


def test_without_an_llm_nobody_judges(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["eval", "entail", str(done), "--set", "engine=offline"]) == ExitCode.USAGE
    assert "no LLM is set up to judge" in capsys.readouterr().err
