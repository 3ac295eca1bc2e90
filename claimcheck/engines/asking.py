"""A question in words about one claim, answered by an LLM from numbered passages; every citation is looked up.

A citation that is not verbatim in its passage is dropped and counted, and so is a sentence that is left without one. Leaves out which
passages are given: that is the caller's choice.
"""

from collections.abc import Iterator, Sequence

from claimcheck.chat import Chat
from claimcheck.claims import Article, Claim
from claimcheck.engines.replies import AskReply, Backed
from claimcheck.evidence import Hit
from claimcheck.prompts import Prompt
from claimcheck.reports import Answer, Cited
from claimcheck.text import align
from claimcheck.usage import Meter

UNANSWERED = "The passages do not answer this."
_QUOTE_FLOOR = 92.0


async def answered(
    chat: Chat, prompt: Prompt, *, article: Article, claim: Claim, question: str, passages: Sequence[Hit], meter: Meter
) -> Answer:
    """The answer, resting on nothing but quotes that stand in the passages; these are numbered from 1 in the order given."""
    inputs = {
        "published": article.day.isoformat() if article.day else "(unknown)",
        "claim": claim.text,
        "question": question,
        "passages": "\n".join(_line(number, hit) for number, hit in enumerate(passages, start=1)),
    }
    reply = await chat.ask(prompt, inputs, reply=AskReply, stage="ask", meter=meter)
    sentences = list(_checked(reply.sentences, passages)) if reply.answered else []
    kept = [(text, cited) for text, cited in sentences if cited]
    offered = sum(len(sentence.citations) for sentence in reply.sentences) if reply.answered else 0
    dropped = offered - sum(len(cited) for _, cited in sentences)
    meter.dropped_citations += dropped
    return Answer(
        question=question,
        text=" ".join(_numbered(text, cited) for text, cited in kept) or UNANSWERED,
        cited=tuple(dict.fromkeys(one for _, cited in kept for one in cited)),
        dropped=dropped,
        unbacked=len(sentences) - len(kept),
    )


def _checked(sentences: Sequence[Backed], passages: Sequence[Hit]) -> Iterator[tuple[str, list[Cited]]]:
    """Each sentence with those of its citations that stand where they are said to stand."""
    for sentence in sentences:
        found = (_cited(citation.passage, citation.quote, passages) for citation in sentence.citations)
        yield " ".join(sentence.text.split()), [cited for cited in found if cited is not None]


def _cited(number: int, quote: str, passages: Sequence[Hit]) -> Cited | None:
    if not 1 <= number <= len(passages):
        return None
    hit = passages[number - 1]
    span = align(quote, hit.passage.text, floor=_QUOTE_FLOOR)
    if span is None:
        return None
    return Cited(
        number=number, passage_id=hit.passage.id, publisher=hit.imprint.publisher, quote=span.of(hit.passage.text)
    )


def _numbered(text: str, cited: Sequence[Cited]) -> str:
    """`"It was closed." -> "It was closed [2]."`"""
    numbers = ", ".join(dict.fromkeys(str(one.number) for one in cited))
    end = text[-1:] if text[-1:] in ".!?" else ""
    return f"{text[: len(text) - len(end)]} [{numbers}]{end}"


def _line(number: int, hit: Hit) -> str:
    published = hit.imprint.published.day.isoformat() if hit.imprint.published else "date unknown"
    where = hit.imprint.publisher or "publisher unknown"
    return f"[{number}] ({where}, {published}) {' '.join(hit.passage.text.split())}"
