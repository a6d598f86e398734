"""Deployment: what a profile says. A frozen value; a change is a new value.

The shape is checked here (pydantic, strict, nothing extra). What stands under `parameters` and `environment` is
a document: whatever JSON it holds, nothing about it raises; the rules judge it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mindie_tui.model.message import Message
from mindie_tui.model.node import Node
from mindie_tui.model.release import find_release

FORMAT: Final = 1
"""The version of the profile's format; a newer one is refused."""
RELEASE: Final = "3.0.0"
"""A release as an example of how it is written."""


class Shape(BaseModel):
    """Frozen, strict, no other key."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _absolute(text: str) -> str:
    if isinstance(text, str) and not PurePosixPath(text).is_absolute():
        raise ValueError("must be an absolute path on the node, such as /data/images/mindie.tar")
    return text


NodePath = Annotated[str, BeforeValidator(_absolute), Field(json_schema_extra={"pattern": "^/"})]
"""An absolute path on a node."""
Seconds = Annotated[float, Field(gt=0, le=7 * 86400)]


class Container(Shape):
    """Where MindIE lives on each node."""

    engine: Literal["docker", "podman", "nerdctl", "none"] = "docker"
    """none: the SSH login already is inside."""
    sudo: bool = False
    name: str = ""
    image: str | None = None
    tar: NodePath | None = None
    """An image archive on each node, loaded where the image is missing."""
    tar_from: str | None = None
    """The archive on this machine: sent to `tar` where it is missing on a node."""
    create: bool = False
    """Where no container has this name, it is created from `image`; one that exists is never replaced."""
    shm_size: str | None = Field(default=None, pattern=r"^[0-9]+[bkmgBKMG]?$")
    mounts: tuple[str, ...] = ()
    ascend: NodePath | None = None
    """Another install prefix than /usr/local/Ascend, inside the container."""

    @model_validator(mode="after")
    def _named(self) -> Container:
        if self.engine != "none" and not self.name:
            raise ValueError("container.name is needed: the container that the service runs in; or engine: none")
        if self.create and self.engine == "none":
            raise ValueError("container.create has no engine to ask; name docker, podman or nerdctl, or leave it out")
        if self.create and not self.image:
            raise ValueError("container.image is needed with create: true; write the image to create it from")
        if self.tar_from and not self.tar:
            raise ValueError("container.tar is needed with tar_from; write where the archive shall stand on each node")
        return self

    @property
    def words(self) -> list[str]:
        """How a command of the engine begins: docker, podman or nerdctl, under sudo -n where the profile says so."""
        return ["sudo", "-n", self.engine] if self.sudo else [self.engine]


class Timeouts(Shape):
    """Seconds that a step may take."""

    login: Seconds = 10
    image_load: Seconds = 1800
    ready: Seconds = 3600
    healthy: Seconds = 60
    stop: Seconds = 60


class Launch(Shape):
    timeouts_s: Timeouts = Timeouts()
    follow: tuple[str, ...] = ()
    """Further log files, globs allowed, besides what the service prints."""
    preload: tuple[NodePath, ...] = ()
    """Libraries for LD_PRELOAD."""


class Preflight(Shape):
    waive: dict[str, str] = Field(default_factory=dict)
    """Check name: the reason, which stands in the report."""


class Dataset(Shape):
    """A dataset folder on the bench node."""

    path: NodePath
    from_: str | None = Field(default=None, alias="from")
    """Uploaded from this machine where missing."""


class RequestLimits(Shape):
    """What each request should meet, in ms; the report says how many do."""

    ttft_ms: float | None = Field(default=None, gt=0)
    tpot_ms: float | None = Field(default=None, gt=0)
    e2el_ms: float | None = Field(default=None, gt=0)


class Objective(Shape):
    """The highest load that holds these limits."""

    ttft_p99_ms: float | None = Field(default=None, gt=0)
    ttft_p90_ms: float | None = Field(default=None, gt=0)
    ttft_p50_ms: float | None = Field(default=None, gt=0)
    tpot_p99_ms: float | None = Field(default=None, gt=0)
    tpot_p90_ms: float | None = Field(default=None, gt=0)
    tpot_p50_ms: float | None = Field(default=None, gt=0)
    e2el_p99_ms: float | None = Field(default=None, gt=0)
    e2el_p90_ms: float | None = Field(default=None, gt=0)
    attainment: float | None = Field(default=None, gt=0, le=100)
    """Per cent of the requests that must meet the three limits below."""
    ttft_ms: float | None = Field(default=None, gt=0)
    tpot_ms: float | None = Field(default=None, gt=0)
    e2el_ms: float | None = Field(default=None, gt=0)
    over: Literal["batch_size", "request_rate"] = "batch_size"

    @model_validator(mode="after")
    def _share_of_what(self) -> Objective:
        limited = any(limit is not None for limit in (self.ttft_ms, self.tpot_ms, self.e2el_ms))
        if limited is not (self.attainment is not None):
            raise ValueError("attainment goes with ttft_ms, tpot_ms or e2el_ms: attainment: 95, ttft_ms: 2000")
        return self


Tokens = Annotated[int, Field(ge=1, le=2**20)]


class Sweep(Shape):
    """Each combination of the lists is one point."""

    batch_size: tuple[int, ...] = ()
    request_rate: tuple[float, ...] = ()
    lengths: tuple[tuple[Tokens, Tokens], ...] = ()
    """(input, output) tokens of made-up requests, instead of those of a data set; each load is measured at each."""


class Performance(Shape):
    """One measurement in AISBench's own words."""

    models: str = "vllm_api_stream_chat"
    datasets: str = "gsm8k_gen_0_shot_cot_str_perf"
    summarizer: str = "default_perf"
    num_prompts: int = Field(default=20, ge=1)
    settings: dict[str, Any] = Field(default_factory=dict)
    """Keys of AISBench's model config: request_rate, batch_size, max_out_len, retry ..."""
    generation_kwargs: dict[str, Any] = Field(default_factory=dict)
    repeat: int = Field(default=1, ge=1, le=20)
    """How often each point is measured; the noise of the repeats says which changes are proven."""
    slo: RequestLimits | None = None
    """Limits of each request; the report says how many requests meet them."""
    sweep: Sweep | None = None
    objective: Objective | None = None

    @model_validator(mode="after")
    def _repeatable(self) -> Performance:
        if self.repeat > 1 and self.objective is not None:
            raise ValueError("bench.performance.repeat goes with a point or a sweep; leave it out with an objective, "
                             "whose search measures the edge again by itself")  # fmt: skip
        return self


class AccuracyRun(Shape):
    datasets: str
    merge_ds: bool = False


class Accuracy(Shape):
    models: str = "vllm_api_general_chat"
    settings: dict[str, Any] = Field(default_factory=dict)
    generation_kwargs: dict[str, Any] = Field(default_factory=dict)
    runs: tuple[AccuracyRun, ...] = ()


class Bench(Shape):
    node: str | None = None
    """Runs ais_bench in this node's container. Absent: the master."""
    command: str = "ais_bench"
    root: NodePath = "/opt/package/benchmark"
    """Read, never edited."""
    datasets: dict[str, Dataset] = Field(default_factory=dict)
    api_key_env: str | None = None
    """Name of the variable that holds the key; the key has no place in a profile."""
    performance: Performance | None = None
    accuracy: Accuracy | None = None


class Baseline(Shape):
    """A report.json to compare with, and how far from it is still good."""

    report: str | None = None
    throughput_pct: float = Field(default=5, ge=0)
    latency_pct: float = Field(default=5, ge=0)
    accuracy_points: float = Field(default=0.5, ge=0)
    failed: int = Field(default=0, ge=0)
    partial: bool = False
    """A point or a figure that only one side has is no failure."""


class Deployment(Shape):
    """What a profile says, `extends` resolved."""

    format: Literal[1] = Field(default=FORMAT, alias="mindie-tui")
    name: str = "unnamed"
    """The file's name without .yaml; not a key of the file."""
    engine: Literal["mindie", "vllm-ascend"] = "mindie"
    """Which engine serves."""
    extends: str | None = None
    """What it was loaded from; kept so that saving writes the difference only."""
    notes: str = ""
    nodes: tuple[Node, ...] = ()
    container: Container = Container(name="mindie")
    config: str | None = None
    """A whole config.json on this machine, as the base instead of the master's own."""
    rank_table: str | None = None
    """A rank table on this machine, instead of one built from hccn_tool."""
    mindie: str | None = None
    """MindIE's release on the nodes, such as 2.1.RC1, instead of what the master shows."""
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Section: {field: JSON}: ServerConfig, BackendConfig, ModelDeployConfig, ModelConfig, ScheduleConfig ..."""
    vllm_ascend: str | None = Field(default=None, pattern=r"^v?[0-9]+\.[0-9]+\.[0-9]+(rc[0-9]+)?(\.post[0-9]+)?$")
    """vLLM-Ascend's release on the nodes, such as 0.23.0, instead of what they show."""
    serve: dict[str, Any] = Field(default_factory=dict)
    """Arguments of `vllm serve` by their long names without dashes, as in a file of --config; and `model`."""
    additional_config: dict[str, Any] = Field(default_factory=dict)
    compilation_config: dict[str, Any] = Field(default_factory=dict)
    speculative_config: dict[str, Any] = Field(default_factory=dict)
    """JSON arguments of `vllm serve`, a section each."""
    drop: tuple[str, ...] = ()
    """Dotted paths, parameters.SECTION.KEY, of what is taken out of the config.json that the profile starts from."""
    environment: dict[str, str] = Field(default_factory=dict)
    environment_from: tuple[str, ...] = ()
    """Variables whose values come from the environment of this machine at the launch; the values are kept nowhere."""
    secrets: tuple[str, ...] = ()
    """Further variables, and dotted paths of the profile, whose values are kept nowhere, whatever their names say."""
    launch: Launch = Launch()
    preflight: Preflight = Preflight()
    bench: Bench = Bench()
    baseline: Baseline | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Deployment:
        names = [node.name for node in self.nodes]
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise ValueError(Message("two nodes are named {name}; give each its own name", name=name))
            seen.add(name)
        if self.mindie is not None and find_release(self.mindie) is None:
            raise ValueError(
                Message(
                    "mindie: {mindie} is not a release of MindIE; write one such as {RELEASE}",
                    mindie=self.mindie,
                    RELEASE=RELEASE,
                )
            )
        if self.bench.node is not None and names and self.bench.node not in names:
            raise ValueError(
                Message(
                    "bench.node {node} is not one of the nodes: {names}", node=self.bench.node, names=", ".join(names)
                )
            )
        return self

    @property
    def serving(self) -> tuple[Node, ...]:
        """The nodes that serve, in rank order; the first is the master."""
        return tuple(node for node in self.nodes if node.serves)

    @property
    def bench_node(self) -> str | None:
        """The name of the node that runs ais_bench."""
        return self.bench.node or (self.serving[0].name if self.serving else None)
