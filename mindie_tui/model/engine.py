"""What a serving engine is to the rest of the program: one value, given by each engine's own folder.

Who needs to know something that depends on the engine asks `engines.engine_of(deployment)` for this value; nobody
compares names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mindie_tui.model.message import Message

if TYPE_CHECKING:
    from mindie_tui.model.deployment import Deployment
    from mindie_tui.model.documents.document import Edit, Json
    from mindie_tui.model.documents.kinds import Field
    from mindie_tui.model.documents.script.leftovers import ImportedProfile
    from mindie_tui.model.documents.script.reading import ScriptReading
    from mindie_tui.model.finding import Finding, Fix, Place
    from mindie_tui.model.launch.endpoint import Endpoint
    from mindie_tui.model.launch.log_recogniser import LogWords
    from mindie_tui.model.launch.planned_file import PlannedFile
    from mindie_tui.model.launch.seen_memory import SeenMemory
    from mindie_tui.model.launch.usual_times import UsualStart
    from mindie_tui.model.node import Facts

KeyPath = tuple[str | int, ...]
"""The way to a value of a profile: ("serve", "tensor-parallel-size")."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """A key that a profile of this engine cannot hold: what is wrong with it, and what to write instead."""

    path: KeyPath
    what: Message
    do: Message


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The part of the profile's format that is the engine's own."""

    sections: tuple[str, ...]
    """Keys of the profile that no other engine has."""
    free: tuple[str, ...]
    """Those of them whose keys are the operator's."""
    heads: Mapping[str, KeyPath]
    """Words that begin a dotted path inside of such a section: {"ModelConfig": ("parameters", "ModelConfig")}."""
    problems: Callable[[Deployment], Iterable[FormProblem]]
    """What strict reading refuses beyond the shape, in the order of the profile."""
    named_paths: Callable[[Deployment], Iterable[KeyPath]]
    """Every place in the engine's sections and in the environment that goes by its name (`--set NAME=VALUE`)."""
    lead: Callable[[str], KeyPath]
    """The path in a profile to which a dotted name leads that begins with one of `heads`. Raises CommandLineError."""
    section_of_stray: Callable[[str], str]
    """Where a key that stands at the top of a profile belongs, such as "serve:"; "" where it is no parameter."""
    schema: Callable[[], tuple[dict[str, dict[str, Any]], list[Any]]]
    """JSON Schema of each of its sections, and conditions on the whole profile."""
    variables: Callable[[], Iterable[tuple[str, str]]]
    """Each environment variable that is declared, with its meaning."""
    path_of: Callable[[Place], KeyPath]
    """Where in a profile a finding's place is."""


@dataclass(frozen=True, slots=True)
class StartForm:
    """How the engine is found, started, read, asked and stopped on its nodes."""

    probe: Mapping[str, Any]
    """What on_node/probe.py is told to look for: {} for MindIE's own places, else {"program", "packages"}."""
    npu_ids: Callable[[Deployment, Mapping[str, Facts]], tuple[int, ...] | None]
    """The NPUs of one node that the service will use; None: unknown."""
    weights: Callable[[Deployment, Any], str | None]
    """The folder of the weights, by the profile and, where they are not None, the documents."""
    service_values: Callable[[Any], Mapping[str, Json]]
    """modelName, modelWeightPath and port of the service; ABSENT where the documents do not say."""
    ports: Callable[[Any, bool, bool], tuple[tuple[str, int], ...]]
    """(documents, is the master, are several) -> the ports that are bound on the node."""
    files: Callable[[Any, Facts, str], tuple[PlannedFile, ...]]
    """(documents, facts, the run's folder) -> what stands on a node beside the start script. Raises Refused."""
    script: Callable[[Deployment, Any, int, Facts, frozenset[str]], str]
    """(deployment, documents, rank of the node, facts, variables without a file) -> the start script."""
    endpoint: Callable[[Any, bool, str | None], Endpoint]
    """(documents, are several, path of the configuration on the master) -> where the service is spoken to."""
    words: Callable[[], LogWords]
    """What its log says of a start."""
    memory: Callable[[Iterable[str], Any, int, float | None], SeenMemory | None]
    """(lines of a start, documents, rank of the node, GiB of an NPU) -> what they say of the memory."""
    of_a_node: frozenset[str]
    """Variables that say where a node stands, not how the service is set."""
    most_at_once: Callable[[Any], int | None]
    """The connections that the service takes at once; None: no limit is known."""
    usual: Callable[[], UsualStart]
    """What a documented start took."""
    failed_answer: Callable[[str, str, str, str], tuple[str, str]]
    """(kind, what was said, URL, model) -> what was wrong with a completion, and what to do."""
    exits: Mapping[int, str]
    """Exit status -> what it tells beside its number, after a service ended by itself."""
    term_again_s: Callable[[Any], float | None]
    """Seconds after which a TERM is sent once more, to the whole group; None: once is enough."""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter as it stands: what it is without the profile, and with it."""

    field: Field
    original: Json
    new: Json
    given: bool
    """The profile names it."""


@dataclass(frozen=True, slots=True)
class MemoryParameter:
    """A setting that decides how much memory the KV cache has."""

    place: Place
    most: float | None
    """It cannot be more; None: it can."""
    lengths: str
    """The parameters that make a request shorter, in words."""


@dataclass(frozen=True, slots=True)
class ParameterForm:
    """The engine's parameters as a table that is typed in."""

    rows: Callable[[Any, Json, Deployment, Sequence[Field]], dict[str, list[ParameterRow]]]
    """(documents, what they start from, deployment, fields that are about to be added) -> section -> its rows, in the
    order in which they are shown; without the bench."""
    beside: Callable[[Any], tuple[ParameterRow, ...]]
    """Rows that are shown only where a finding names them."""
    base: Callable[[Deployment, Facts | None, str | None], Json]
    """(deployment, facts of the master, text of `config: FILE`) -> what the documents start from."""
    base_name: Callable[[Any], str]
    """What that is, in words."""
    document: str
    """What is compared with it, in words: "config.json"."""
    texts: Callable[[Any, Json], tuple[str, str]]
    """(documents, what they start from) -> both as texts, to be compared."""
    with_value: Callable[[Deployment, Any, str, Edit], Deployment]
    """(deployment, documents, file of the place, edit) -> the deployment with one value; `remove`: the original."""
    with_fix: Callable[[Deployment, Any, Fix], Deployment]
    given_value: Callable[[Deployment, Field], Json]
    """What a profile itself says of a field; ABSENT where nothing."""
    own: Callable[[str], list[Field]]
    """What typed text may mean as a parameter that nobody declared."""
    rewrites: bool
    """Whether a launch writes over a configuration that stands on the nodes."""
    layouts: bool
    """Whether every legal layout can be listed."""
    shape: Callable[[Any], str]
    """The parallel sizes in words: "dp 4 x tp 8"."""
    program: str
    """What is started on each node."""
    settings: Mapping[str, MemoryParameter]
    """Settings that a start may name as too small."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One serving engine."""

    name: str
    """As a profile names it: `engine: NAME`."""
    label: str
    """As people call it."""
    form: ProfileForm
    documents: Callable[..., Any]
    """(deployment, facts, base_text=, rank_table_text=, run=) -> what will stand on the nodes; never raises."""
    start: StartForm
    parameters: ParameterForm
    skips: frozenset[str]
    """The checks of the preflight that ask for what this engine does not have."""
    with_devices: Callable[[Any, int], Any]
    """The documents as if each node had so many NPUs."""
    origin: Callable[[Any], str]
    """What the documents were made from beside the profile, in words, or the release that they are judged for."""
    read_script: Callable[[ScriptReading, Sequence[str]], ImportedProfile | None]
    """(what a shell script says, its lines) -> the profile of the start of this engine in it; None: it has none."""
    new_profile: Callable[[Mapping[str, str], int, int], dict[str, Any]]
    """(answers to the questions of a new profile, NPUs of a node, nodes) -> the sections of that profile."""
    judge: Callable[[Any], tuple[Finding, ...]]
    """What the engine, its workers and experience say of the documents, by stage and severity."""
