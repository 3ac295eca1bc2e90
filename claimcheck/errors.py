"""Everything that can go wrong, as one tree; each leaf is one line of meaning and one exit code.

    ClaimcheckError                  1
    |-- InputError                   2   what was given to read cannot be read
    |   `-- EmptyArticleError        2   nothing is left once boilerplate is gone
    |-- ConfigError                  2   a setting, flag or prompt file is wrong
    |-- DatasetError                 2   a data set breaks its format: file, line and field are named
    |-- StoreError                   1   library or index cannot be used as it is
    |   |-- StoreLockedError         3   another process owns the index
    |   |-- IndexMissingError        2   nothing was ingested yet, or the index was deleted
    |   |-- EmbedderMismatchError    2   the index was built with another embedder
    |   `-- DamagedStoreError        1   a store exists but cannot be read
    |-- ReviewError                  2   the review queue refuses what was asked of it
    |   |-- UnknownItemError         2   the queue holds no such claim
    |   |-- NotAllowedError          2   the person's role does not allow it
    |   |-- NotReviewableError       2   the claim is in no state for it
    |   `-- LeaseLostError           1   the lease ran out or was given up; what was submitted is kept for its author
    |-- WeightsError                 1   shipped weights are missing or damaged
    |-- ServiceError                 3   a server could not be reached or failed; trying again may help
    |   |-- RateLimitedError         3   the server asks to slow down
    |   |-- ServiceTimeoutError      3   the server did not answer in time
    |   `-- ServiceRefusedError      2   the server will never accept this request (key, model name)
    |-- AnswerError                  1   an LLM answered, but not so that it can be used
    |   |-- RefusedAnswerError       1   the LLM declined
    |   |-- TruncatedAnswerError     1   the answer was cut off at the token limit
    |   `-- MalformedAnswerError     1   the answer does not fit the schema
    |-- BudgetSpentError             5   a limit on calls, tokens or money was reached
    `-- GateError                    4   a figure is under its floor

Vendor errors are turned into these where the vendor is imported, and nowhere else.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers its caller with."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    SERVICE = 3
    GATE = 4
    PARTIAL = 5
    INTERRUPTED = 130


class ClaimcheckError(Exception):
    """Base of all errors of this package; its text is one line fit to be shown to a user."""

    exit_code = ExitCode.FAILED


class InputError(ClaimcheckError):
    """What was given to read cannot be read: missing, binary, malformed."""

    exit_code = ExitCode.USAGE


class EmptyArticleError(InputError):
    """Nothing is left to check once boilerplate is gone."""


class ConfigError(ClaimcheckError):
    """A setting, a flag or a prompt file is wrong."""

    exit_code = ExitCode.USAGE


class DatasetError(ClaimcheckError):
    """A data set breaks its format; the message names file, line and field."""

    exit_code = ExitCode.USAGE


class StoreError(ClaimcheckError):
    """Library or index cannot be used as it is."""


class StoreLockedError(StoreError):
    """Another process owns the index."""

    exit_code = ExitCode.SERVICE


class IndexMissingError(StoreError):
    """Nothing was ingested yet, or the index was deleted."""

    exit_code = ExitCode.USAGE


class EmbedderMismatchError(StoreError):
    """The index was built with another embedder than the one in use."""

    exit_code = ExitCode.USAGE


class DamagedStoreError(StoreError):
    """A store exists but cannot be read."""


class ReviewError(ClaimcheckError):
    """The review queue refuses what was asked of it."""

    exit_code = ExitCode.USAGE


class UnknownItemError(ReviewError):
    """The queue holds no such claim."""


class NotAllowedError(ReviewError):
    """The person's role does not allow it."""


class NotReviewableError(ReviewError):
    """The claim is in no state for it: held by somebody else, decided, merged."""


class LeaseLostError(ReviewError):
    """The lease ran out or was given up; what was submitted is kept for its author and nobody else."""

    exit_code = ExitCode.FAILED


class WeightsError(ClaimcheckError):
    """Shipped weights are missing or damaged."""


class ServiceError(ClaimcheckError):
    """A server could not be reached or failed; trying again may help."""

    exit_code = ExitCode.SERVICE


class RateLimitedError(ServiceError):
    """The server asks to slow down; `retry_after_s` is what it asked for, None if it did not say."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ServiceTimeoutError(ServiceError):
    """The server did not answer in time."""


class ServiceRefusedError(ServiceError):
    """The server will never accept this request: a wrong key, an unknown model name, too long an input."""

    exit_code = ExitCode.USAGE


class AnswerError(ClaimcheckError):
    """An LLM answered, but not so that the answer can be used."""


class RefusedAnswerError(AnswerError):
    """The LLM declined to answer."""


class TruncatedAnswerError(AnswerError):
    """The answer was cut off at the token limit."""


class MalformedAnswerError(AnswerError):
    """The answer does not fit the schema, also after one re-ask."""


class BudgetSpentError(ClaimcheckError):
    """A limit on calls, tokens or money was reached; what was done is kept."""

    exit_code = ExitCode.PARTIAL


class GateError(ClaimcheckError):
    """A measured figure is under its floor."""

    exit_code = ExitCode.GATE
