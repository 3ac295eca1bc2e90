"""Prompts as versioned files: found, checked, rendered; the prose itself lives in `prompts/`, never in code.

A file `weigh.v1.md` opens with front matter (`stage`, `version`, `inputs`, `reply`), then come sections headed `# system`,
`# user` or `# assistant`; a section is a Jinja template over the declared inputs. Released files are never edited:
`prompts/DIGESTS` lists each name with its digest. Leaves out what a reply looks like: that is the schema the caller brings.

Text that others wrote goes through `fence` (in a template: `{{ text | fence("article") }}`), which see.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from claimcheck.errors import ConfigError

if TYPE_CHECKING:
    import jinja2

Role = Literal["system", "user", "assistant"]

DIGESTS = "DIGESTS"
_NAME = re.compile(r"(?P<stage>[a-z][a-z0-9-]*)\.v(?P<number>\d+)\.md")
_FIELDS = ("stage", "version", "inputs", "reply")
_SECTION = re.compile(r"# (system|user|assistant)\s*")


@dataclass(frozen=True)
class Message:
    """One message of a conversation with an LLM."""

    role: Role
    """Who speaks."""
    content: str
    """What is said."""


@dataclass(frozen=True)
class Section:
    """One message of a prompt before its inputs are filled in."""

    role: Role
    """Who speaks."""
    template: str
    """Jinja source."""
    line: int
    """Where the template begins in its file, from 1."""


@dataclass(frozen=True)
class Prompt:
    """A prompt file as read."""

    stage: str
    """What it is for: `extract`, `weigh`, ..."""
    version: str
    """As in the file's name: `v1`."""
    inputs: tuple[str, ...]
    """Names that must be given to `render`, no more and no fewer."""
    reply: str
    """Name of the schema that the answer is to fit; empty for a prompt that only goes along with another."""
    messages: tuple[Section, ...]
    """In order."""
    digest: str
    """First 12 hex digits of the file's SHA-256, line ends counted as LF."""
    path: Path
    """The file."""

    @property
    def name(self) -> str:
        """Stage and version: "weigh.v1"."""
        return f"{self.stage}.{self.version}"

    def render(self, inputs: Mapping[str, object]) -> list[Message]:
        """The messages with `inputs` filled in; raises ConfigError for inputs missing, undeclared or unfit."""
        self._check(set(inputs))
        return [Message(section.role, self._filled(section, inputs)) for section in self.messages]

    def _check(self, given: set[str]) -> None:
        declared = set(self.inputs)
        for names, fault in ((declared - given, "misses"), (given - declared, "does not declare")):
            if names:
                raise ConfigError(
                    f"{self.path}:1: prompt {self.name!r} {fault} the input {', '.join(map(repr, sorted(names)))}"
                )

    def _filled(self, section: Section, inputs: Mapping[str, object]) -> str:
        import jinja2

        try:
            return _compiled(section.template).render(inputs).strip()
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError) as exc:
            line = section.line + _template_line(exc) - 1
            raise ConfigError(f"{self.path}:{line}: prompt {self.name!r} cannot be filled in: {exc}") from exc


def load(stage: str, *, version: str | None = None, folder: Path | None = None) -> Prompt:
    """The prompt of a stage: from `folder` if that holds the stage, else the shipped one; the newest unless told.

    `version` is "v1" or "1". Raises ConfigError, naming file and line, for a missing or malformed prompt.
    """
    for place in (folder, shipped_folder()) if folder else (shipped_folder(),):
        found = _versions(place, stage)
        if found:
            return read(_chosen(found, stage, version, place))
    raise ConfigError(
        f"no prompt for the stage {stage!r} in {folder or shipped_folder()}; a file {stage}.v1.md was expected"
    )


def read(path: Path) -> Prompt:
    """The prompt in one file, checked in full; raises ConfigError with file and line."""
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path}: {exc}; a prompt is a UTF-8 text file") from exc
    lines = text.split("\n")
    fields, begin = _front_matter(lines, path)
    prompt = Prompt(
        stage=fields["stage"],
        version=f"v{fields['version'].removeprefix('v')}",
        inputs=tuple(re.findall(r"[^\s,\[\]]+", fields["inputs"])),
        reply=fields["reply"],
        messages=_sections(lines, begin, path),
        digest=hashlib.sha256(text.encode()).hexdigest()[:12],
        path=path,
    )
    _consistent(prompt)
    return prompt


def shipped_folder() -> Path:
    """Where the package's own prompts lie: inside an installed wheel, beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "prompts_shipped"
    return inside if inside.is_dir() else here.parent / "prompts"


def released(folder: Path | None = None) -> dict[str, str]:
    """Name -> digest of every released prompt: `{"weigh.v1": "3f2a9c..."}`."""
    path = (folder or shipped_folder()) / DIGESTS
    rows = [
        (line.split()[0], line.split()[1]) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return dict(rows)


def _versions(folder: Path, stage: str) -> dict[int, Path]:
    names = ((path, _NAME.fullmatch(path.name)) for path in sorted(folder.glob("*.md")))
    return {int(match["number"]): path for path, match in names if match and match["stage"] == stage}


def _chosen(found: Mapping[int, Path], stage: str, version: str | None, folder: Path) -> Path:
    if version is None:
        return found[max(found)]
    number = version.removeprefix("v")
    if number.isdecimal() and int(number) in found:
        return found[int(number)]
    known = ", ".join(f"v{number}" for number in sorted(found))
    raise ConfigError(f"{folder}: prompt {stage!r} has no version {version!r}; there are: {known}")


def _front_matter(lines: list[str], path: Path) -> tuple[dict[str, str], int]:
    """The fields, and the index of the first line after them."""
    if lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        raise ConfigError(f"{path}:1: a prompt opens with front matter between two lines of ---")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            break
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or name not in _FIELDS or name in fields:
            raise ConfigError(
                f"{path}:{number}: {line!r} is not one of {', '.join(_FIELDS)}, each once, as `name: value`"
            )
        fields[name] = value.strip()
    for name in _FIELDS:
        if name not in fields or (name in ("stage", "version") and not fields[name]):
            raise ConfigError(f"{path}:{number}: the front matter lacks {name!r}")
    return fields, number


def _sections(lines: list[str], begin: int, path: Path) -> tuple[Section, ...]:
    heads = [(at, match[1]) for at in range(begin, len(lines)) if (match := _SECTION.fullmatch(lines[at]))]
    first = heads[0][0] if heads else len(lines)
    for at in range(begin, first):
        if lines[at].strip():
            raise ConfigError(f"{path}:{at + 1}: text before the first section; sections are headed # system or # user")
    if "user" not in [role for _, role in heads]:
        raise ConfigError(f"{path}:{len(lines)}: a prompt needs a section headed # user")
    ends = [at for at, _ in heads[1:]] + [len(lines)]
    return tuple(
        Section(role=role, template="\n".join(lines[at + 1 : end]), line=at + 2)  # type: ignore[arg-type]
        for (at, role), end in zip(heads, ends, strict=True)
    )


def _consistent(prompt: Prompt) -> None:
    """File name and front matter agree, templates compile, and use the declared inputs and no others."""
    import jinja2
    from jinja2 import meta

    if prompt.path.name != f"{prompt.name}.md":
        raise ConfigError(f"{prompt.path}:1: the front matter says {prompt.name!r}, the file's name says otherwise")
    used: set[str] = set()
    for section in prompt.messages:
        try:
            used |= meta.find_undeclared_variables(_environment().parse(section.template))
            _compiled(section.template)
        except jinja2.TemplateError as exc:
            line = section.line + _template_line(exc) - 1
            raise ConfigError(f"{prompt.path}:{line}: the template is malformed: {exc}") from exc
    for names, fault in ((used - set(prompt.inputs), "not declared"), (set(prompt.inputs) - used, "never used")):
        if names:
            line = _mention(prompt, min(names))
            raise ConfigError(
                f"{prompt.path}:{line}: the input {min(names)!r} is {fault} in the front matter's `inputs`"
            )


def _mention(prompt: Prompt, name: str) -> int:
    """The first line that speaks of `name`, from 1."""
    lines = prompt.path.read_text(encoding="utf-8").splitlines()
    return next((at for at, line in enumerate(lines, start=1) if re.search(rf"\b{re.escape(name)}\b", line)), 1)


def _template_line(exc: Exception) -> int:
    """The line of a template that an error comes from, from 1."""
    line = getattr(exc, "lineno", None)
    trace = exc.__traceback__
    while line is None and trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line or 1


@lru_cache(maxsize=1)
def _environment() -> "jinja2.Environment":
    import jinja2.sandbox  # 30 ms that commands without an LLM are spared

    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["fence"] = fence
    return environment


@lru_cache(maxsize=64)
def _compiled(template: str) -> "jinja2.Template":
    return _environment().from_string(template)


# Invisible: soft hyphen, zero-width, bidi controls, word joiner family, variation selectors and the tag block, in which
# whole sentences can be hidden from a human reader. ZWNJ and ZWJ (200C, 200D) spell words in several scripts and stay,
# except between angles.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_OPENING = "<\uff1c\ufe64\u02c2\u1438\u2039\u27e8\u2329\u3008\u276e\u2770\u276c\u29fc"
_CLOSING = ">\uff1e\ufe65\u02c3\u1433\u203a\u27e9\u232a\u3009\u276f\u2771\u276d\u29fd"
_DOUBLE = "\u00ab\u00bb\u226a\u226b\u27ea\u27eb\u300a\u300b\u22d8\u22d9\u2a74"
_PLAIN = str.maketrans(dict.fromkeys("<\uff1c\ufe64", "\u2039") | dict.fromkeys(">\uff1e\ufe65", "\u203a"))
_RUN = re.compile(rf"([{_OPENING}{_CLOSING}{_DOUBLE}])(?:[\u200c\u200d]*[{_OPENING}{_CLOSING}{_DOUBLE}])+")
_SPACED_RUN = re.compile(rf"([{_OPENING}{_CLOSING}])(?:[ \t\u200c\u200d]+[{_OPENING}{_CLOSING}]){{2,}}")
_TEMPLATE_MARK = re.compile(
    r"\[(/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\b)", re.IGNORECASE
)


def fence(text: object, kind: str) -> str:
    r"""Others' text between two lines that it cannot write itself: `<<<article 3f2a9c1b>>> ... <<<end 3f2a9c1b>>>`.

    The marker is the start of the text's own hash: nobody can put the hash of a text into that text, and the same text
    always gives the same prompt, which the cache needs. Inside, no angle bracket survives (they become \u2039 and \u203a, so
    neither a fence nor a chat template's token such as an end-of-turn mark can be imitated), runs of look-alikes shrink
    to one, and invisible and control characters are taken out. `kind` is one lower-case word, said by the prompt's author.
    """
    if not re.fullmatch(r"[a-z][a-z-]*", kind):
        raise ValueError(f"a fence's kind is one lower-case word, not {kind!r}")
    harmless = neutralised(str(text))
    marker = hashlib.sha256(harmless.encode()).hexdigest()[:8]
    joint = "\n" if "\n" in harmless else " "
    return f"<<<{kind} {marker}>>>{joint}{harmless}{joint}<<<end {marker}>>>"


def neutralised(text: str) -> str:
    """The text without anything that could be taken for a fence, a chat template's token or a hidden instruction."""
    text = _LINE_END.sub("\n", text)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _RUN.sub(r"\1", text.translate(_PLAIN))
    text = _SPACED_RUN.sub(r"\1", text)
    return _TEMPLATE_MARK.sub("⟦\\1", text)
