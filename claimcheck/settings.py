"""Everything that can be set: one frozen tree, documented field by field. Where each value comes from is `config`'s."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from claimcheck.errors import ConfigError
from claimcheck.evidence import Policy

_KEYLESS = "no-key"


class Section(BaseModel):
    """Base of every group of settings: frozen, closed to unknown names, documented field by field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class LLMSettings(Section):
    """Which LLM answers, and within which limits."""

    provider: str = "openai"
    """LangChain's name of the provider: openai, anthropic, google_genai, ...; every OpenAI-compatible server is `openai`."""
    model: str = "gpt-5-mini"
    """Name of the LLM, as its server knows it."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server, up to `/v1`; null for the provider's own."""
    api_key: SecretStr | None = None
    """Key; a local server may need none."""
    temperature: float | None = 0.0
    """Sampling temperature; null leaves it to the server (some models refuse the setting)."""
    max_tokens: Annotated[int, Field(ge=256)] = 8192
    """Longest answer asked for."""
    context_tokens: Annotated[int, Field(ge=2048)] = 32_000
    """Longest prompt sent; longer articles are given in parts."""
    timeout_s: Annotated[float, Field(gt=0)] = 120.0
    """Seconds until a call is given up."""
    attempts: Annotated[int, Field(ge=1)] = 5
    """How often a failing call is made in all."""
    concurrency: Annotated[int, Field(ge=1)] = 8
    """Calls under way at once, over all stages."""
    requests_per_minute: Annotated[int, Field(ge=1)] | None = None
    """Limit of the account; null for none."""
    tokens_per_minute: Annotated[int, Field(ge=1)] | None = None
    """Limit of the account; null for none."""
    structured: Literal["auto", "json_schema", "tool", "json_object", "text"] = "auto"
    """How a reply's form is enforced; `auto` starts with the strictest and falls back where the server lacks it."""
    price_in: Annotated[float, Field(ge=0)] | None = None
    """Money for a million prompt tokens; null if unknown, and then no cost is printed."""
    price_out: Annotated[float, Field(ge=0)] | None = None
    """Money for a million answer tokens."""
    max_calls: Annotated[int, Field(ge=1)] | None = None
    """Budget of a run in calls."""
    budget_tokens: Annotated[int, Field(ge=1)] | None = None
    """Budget of a run in tokens, prompts and answers together."""
    max_cost: Annotated[float, Field(gt=0)] | None = None
    """Budget of a run in money; needs prices."""
    batch_gather_s: Annotated[float, Field(gt=0)] = 20.0
    """Batch API: seconds without a new request after which those that wait are sent as a job."""
    batch_poll_s: Annotated[float, Field(gt=0)] = 60.0
    """Batch API: seconds between two looks at a job."""
    cache: bool = True
    """Whether answers are kept and used again for the same question."""
    record: Path | None = None
    """Folder in which answers and retrievals are kept for a later replay; null for none."""
    replay: Path | None = None
    """Folder of a recording that answers instead of a server; a question that it does not hold is an error."""


class EmbeddingSettings(Section):
    """What turns text into vectors."""

    kind: Literal["built-in", "openai"] = "built-in"
    """The model that ships with the package, or an OpenAI-compatible `/v1/embeddings`."""
    model: str = "text-embedding-3-small"
    """Name of the embedding model; unused for `built-in`."""
    base_url: str | None = None
    """Address up to `/v1`; null takes the LLM's."""
    api_key: SecretStr | None = None
    """Key; null takes the LLM's."""
    batch: Annotated[int, Field(ge=1, le=2048)] = 128
    """Texts in one call."""


class FetchSettings(Section):
    """How articles are fetched from addresses."""

    private: bool = False
    """Whether addresses inside this machine and its network may be read, as an intranet needs; off, so that no article or feed can reach there."""
    timeout_s: Annotated[float, Field(gt=0)] = 20.0
    """Seconds for one article, redirects included."""
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    """Hops followed."""
    max_bytes: Annotated[int, Field(ge=1000)] = 64_000_000
    """Largest answer taken, unpacked."""
    pause_s: Annotated[float, Field(ge=0)] = 0.5
    """Least seconds between two requests to one host."""


class LibrarySettings(Section):
    """Where coverage is kept."""

    url: str | None = None
    """Database address; null is SQLite under the home folder."""
    chroma_url: str | None = None
    """`http://host:port` of a Chroma server; null is a folder under the home folder."""
    passage_chars: Annotated[int, Field(ge=200, le=4000)] = 700
    """Passages are whole sentences up to about this many characters."""


class RetrievalSettings(Section):
    """How much coverage is found for a claim."""

    passages: Annotated[int, Field(ge=1, le=50)] = 8
    """Passages weighed for each claim."""
    candidates: Annotated[int, Field(ge=1, le=1000)] = 50
    """Passages taken from each side (vector, lexical) before fusion."""
    per_origin: Annotated[int, Field(ge=1)] = 2
    """Most passages from one origin."""
    window_days: Annotated[int, Field(ge=0)] | None = None
    """Only coverage published within so many days of the claim's date or the article's; null for no limit."""
    headline: Annotated[float, Field(ge=0, le=1)] = 0.3
    """What a second search counts that puts the article's headline, which names the event, before the claim; 0 for no second search."""
    nearness: Annotated[float, Field(ge=0, le=100)] = 2.0
    """How far coverage within two weeks of the claim's or the article's day is raised: 2 triples its score, less the farther away; 0 for not at all."""
    as_of: str | None = None
    """Only coverage up to this day (ISO); null for no limit."""

    @property
    def last_day(self) -> dt.date | None:
        """`as_of` as a day; raises ConfigError for what is none."""
        try:
            return dt.date.fromisoformat(self.as_of) if self.as_of else None
        except ValueError as exc:
            raise ConfigError(f"retrieval.as_of: {self.as_of!r} is no day; write it as 2021-03-23") from exc


class OfflineSettings(Section):
    """The built-in engine."""

    threads: Annotated[int, Field(ge=1)] = 2
    """Processor threads of the built-in models."""
    processes: Annotated[int, Field(ge=1, le=256)] = 1
    """Processes that the offline engine reads and weighs in; 1 is the program's own. `batch` takes as many as there are cores."""
    cautious: bool = True
    """Whether the built-in judge gives a stance only where it was right nine times in ten; if not, it speaks and errs more often."""
    cues: Literal["trained", "rules"] = "trained"
    """Who finds reported stances in `eval public polnear`: rules with weights that PolNeAR trained, or `rules` alone. Claims are cut by rules either way."""


class WorthinessSettings(Section):
    """Weights of the check-worthiness terms; the score is the logistic of their sum. Fitted on ClaimBuster by `eval/training/worthiness.py`."""

    bias: float = -2.82
    """What the sum starts from."""
    numbers: float = 0.84
    """The claim holds a figure."""
    people_affected: float = 0.35
    """Many people are affected."""
    harm: float = 0.44
    """Health, safety or lives are at stake."""
    public_figure: float = 0.41
    """A named public figure or institution acts or speaks."""
    accusation: float = 0.52
    """Somebody is accused of something."""
    novelty: float = 0.39
    """It is told as new."""
    checkable: float = 0.71
    """Evidence could settle it."""
    classifier: float = 4.11
    """The built-in classifier calls it check-worthy; scaled by its confidence."""


class QueueWeights(Section):
    """What moves a claim up in the review queue; a term's value times its weight is added up, and each is shown."""

    worthiness: float = 2.0
    """Check-worthiness, between 0 and 1."""
    uncertainty: float = 1.0
    """How unsure the machine is: 1 without a label, else what its confidence lacks to 1."""
    contested: float = 0.5
    """The machine found coverage against it."""
    recurrence: float = 0.5
    """Other articles that make the same claim; each doubling adds one."""
    harm: float = 1.0
    """Health, safety, lives or somebody's good name are at stake."""
    age: float = 0.1
    """A day of waiting."""


class RatingSettings(Section):
    """How labels are printed in ClaimReview: words, and a number between `worst` and `best`."""

    supported: str = "Supported by independent coverage"
    """Words for a claim that is borne out."""
    contested: str = "Contested by independent coverage"
    """Words for a claim that is disputed."""
    opinion: str = "Opinion"
    """Words for what no evidence could settle."""
    unverified: str = "Unverified"
    """Words for a claim that stays open."""
    supported_value: int | None = 5
    """Number for a claim that is borne out; null prints none."""
    contested_value: int | None = 1
    """Number for a claim that is disputed."""
    opinion_value: int | None = None
    """Number for an opinion; a number would make it a half-truth."""
    unverified_value: int | None = None
    """Number for a claim that stays open."""
    best: int = 5
    """The number of the best rating."""
    worst: int = 1
    """The number of the worst rating."""


class ReviewSettings(Section):
    """The review queue and what is published from it."""

    reviewer: str | None = None
    """Name under which decisions are taken on the command line; null is the name of the account on this machine."""
    min_reviews: Annotated[int, Field(ge=1, le=9)] = 1
    """People who must decide on a claim independently of each other; holds for claims queued from then on."""
    blind: bool = True
    """Whether others' decisions stay hidden until one's own is in."""
    machine_label: Literal["shown", "hidden"] = "shown"
    """Whether reviewers see the machine's label before their own decision is in; hidden keeps them from anchoring on it."""
    lease_minutes: Annotated[float, Field(gt=0)] = 20.0
    """How long a claim is held for a reviewer without a sign of life."""
    confidence_below: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Labels of less confidence are queued, like all that are unverified or contested."""
    alike: Annotated[float, Field(ge=50, le=100)] = 92.0
    """Likeness in percent from which claims with the same speaker, names, numbers and dates are one group."""
    weights: QueueWeights = QueueWeights()
    views: tuple[str, ...] = ()
    """Views of one's own, each a name and a filter: `["flood = state:open flood publisher:Gazette"]`."""
    organisation: str = "claimcheck"
    """Who publishes the reviews, as printed in ClaimReview."""
    organisation_url: str | None = None
    """Address of who publishes the reviews."""
    review_url: str | None = None
    """Address of a published review, `{id}` standing for the claim's id; ClaimReview cannot be valid without it."""
    ratings: RatingSettings = RatingSettings()


def _divided(value: object) -> object:
    """`"a, b" -> ["a", "b"]`, for settings that come as one text."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_divided)]
"""Several names, in the environment divided by commas."""


class WebSettings(Section):
    """The review page."""

    host: str = "127.0.0.1"
    """Address to listen on; beyond this machine only once there are accounts."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to listen on; 0 takes a free one."""
    hosts: Names = ()
    """Host names that the page may be asked for; empty is this machine's own when listening on it, any otherwise."""
    https: bool = False
    """Whether people reach the page through TLS: cookies are then kept to it."""
    proxies: Names = ()
    """Addresses of reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and person header are believed."""
    person_header: str | None = None
    """Header in which a proxy that signs people in (OIDC) gives the account's name; null for passwords."""
    session_hours: Annotated[float, Field(gt=0)] = 12.0
    """How long a session may lie idle."""


class Settings(Section):
    """Everything that can be set."""

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("claimcheck", appauthor=False)))
    """The folder that holds library, index, cache, runs, queue and logs."""
    engine: Literal["auto", "llm", "offline"] = "auto"
    """`auto` is the LLM when a key or a base URL is set, else offline."""
    prompts: Path | None = None
    """A folder of one's own prompt files; null for the shipped ones."""
    calibration: Path | None = None
    """Where `claimcheck eval calibrate` keeps confidences fitted here; null for `calibration.json` in `home`."""
    llm: LLMSettings = LLMSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    fetch: FetchSettings = FetchSettings()
    library: LibrarySettings = LibrarySettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    policy: Policy = Policy()
    offline: OfflineSettings = OfflineSettings()
    worthiness: WorthinessSettings = WorthinessSettings()
    review: ReviewSettings = ReviewSettings()
    web: WebSettings = WebSettings()

    @property
    def chosen_engine(self) -> Literal["llm", "offline"]:
        """The engine that `auto` comes to."""
        if self.engine != "auto":
            return self.engine
        return "llm" if self.llm.api_key or self.llm.base_url or self.llm.replay else "offline"

    @property
    def key(self) -> str:
        """The LLM's key, or a placeholder for servers that want none."""
        return self.llm.api_key.get_secret_value() if self.llm.api_key else _KEYLESS

    @property
    def own_calibration(self) -> Path:
        """The file of confidences fitted here, whether it exists or not."""
        return self.calibration or self.home / "calibration.json"

    def digest(self) -> str:
        """Hash of the settings that can change a result; keys, limits, folders and prices cannot, and are left out."""
        kept = that_count(self.model_dump(mode="json"))
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


_COUNT_IN_PART = {
    "llm": ("provider", "model", "temperature", "max_tokens", "context_tokens", "structured"),
    "embedding": ("kind", "model"),
    "offline": ("cautious",),
}


def that_count(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Of settings written out as a tree, those that can change a result."""
    whole = {name: tree.get(name) for name in ("engine", "retrieval", "policy", "worthiness")}
    parts = {name: tree.get(name, {}) for name in _COUNT_IN_PART}
    return whole | {name: {field: part.get(field) for field in _COUNT_IN_PART[name]} for name, part in parts.items()}
