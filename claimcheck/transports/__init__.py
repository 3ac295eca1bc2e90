"""How a question reaches an LLM or an embedding model: over the network, from a recording, or into one.

A transport sends one request and gives one answer or one named error; it never retries, caches or counts: that is the
chat room's work. `openai` and `langchain` are imported in this package only, and only when something is sent.
"""

from claimcheck.transports.batches import BatchTransport
from claimcheck.transports.langchain import LangChainTransport
from claimcheck.transports.openai import OpenAIEmbedder
from claimcheck.transports.recordings import RecordingTransport, ReplayTransport
from claimcheck.transports.wire import FORMS, Answer, Form, Request, Transport, UnsupportedFormError, key_of

__all__ = [
    "FORMS",
    "Answer",
    "BatchTransport",
    "Form",
    "LangChainTransport",
    "OpenAIEmbedder",
    "RecordingTransport",
    "ReplayTransport",
    "Request",
    "Transport",
    "UnsupportedFormError",
    "key_of",
]
