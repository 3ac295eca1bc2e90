"""From an article to what is kept of it: its id, text that a database can hold, and passages of whole sentences."""

from claimcheck.claims import Article, Span, content_id
from claimcheck.evidence import Passage
from claimcheck.text import sentences


def document_id(article: Article) -> str:
    """The id under which an article is held: a hash of title, text, publisher and address."""
    return content_id("d", article.title, article.text, article.publisher, article.url)


def passages_of(document_id: str, text: str, *, chars: int) -> list[Passage]:
    """Whole sentences up to about `chars` characters each, in order; a sentence that is longer stands alone."""
    pieces: list[Span] = []
    for sentence in sentences(text):
        if pieces and sentence.end - pieces[-1].start <= chars:
            pieces[-1] = Span(start=pieces[-1].start, end=sentence.end)
        else:
            pieces.append(sentence)
    return [
        Passage(
            id=content_id("p", document_id, piece.start, piece.end),
            document_id=document_id,
            span=piece,
            text=piece.of(text),
        )
        for piece in pieces
    ]


def storable(article: Article) -> Article:
    """The article without what a database cannot hold (NUL, lone surrogates), each replaced by one character so that offsets stay."""
    text = _printed(article.text)
    title = _printed(article.title) if article.title is not None else None
    if (text, title) == (article.text, article.title):
        return article
    return article.model_copy(update={"text": text, "title": title})


def _printed(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def findable(title: str | None, text: str) -> str:
    """What a passage is found by: a headline names what its paragraphs call "he" and "the company"."""
    return f"{title or ''}\n{text}"
