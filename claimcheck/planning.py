"""What a check with an LLM would cost, estimated before anything is spent: by counting sentences and guessing claims."""

from dataclasses import dataclass

from claimcheck.claims import Article
from claimcheck.settings import LLMSettings
from claimcheck.text import sentences

CLAIMS_A_SENTENCE = 1.5
"""Claims in a sentence of news, roughly."""


@dataclass(frozen=True)
class Plan:
    """What a check would cost, estimated before anything is spent."""

    calls: int
    """Calls to the LLM; 0 for the offline engine."""
    tokens_in: int
    tokens_out: int
    cost: float | None
    """Money; None where prices are unknown."""


FREE = Plan(0, 0, 0, None)
"""The built-in engine asks nobody."""


def planned(article: Article, llm: LLMSettings, *, covered: bool) -> Plan:
    """The estimate for one article; without coverage nothing is weighed."""
    number = len(sentences(article.text))
    words = len(article.text) // 4
    extract_calls, claims = -(-number // 25), round(CLAIMS_A_SENTENCE * number)
    weigh_calls = -(-claims // 7) if covered else 0
    tokens_in = extract_calls * (1300 + words) + weigh_calls * (900 + 24 * 170 + 7 * 40)
    tokens_out = claims * 110 + weigh_calls * 7 * 3 * 60
    cost = None
    if llm.price_in is not None and llm.price_out is not None:
        cost = (tokens_in * llm.price_in + tokens_out * llm.price_out) / 1_000_000
    return Plan(extract_calls + weigh_calls, tokens_in, tokens_out, cost)
