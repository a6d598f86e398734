"""What the rules read: the documents of one service, taken apart once, with the numbers as MindIE would see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mindie_tui.model.documents.cpp_values import cast, is_int, stoi
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.parameters import releases
from mindie_tui.model.mindie.parameters.wrong_fields import Hit, wrong_fields
from mindie_tui.model.release import Release, find_release

DEFAULT_INTER_NODE_PORT = 1120
T = TypeVar("T")


def entries(value: Json) -> list[Json]:
    """What a C++ loop over a JSON value sees: the elements, an object's values, a scalar itself, of null nothing."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    return [] if value is None or value is ABSENT else [value]


def section(value: Json, key: str) -> dict[str, Any]:
    """The object under a key; empty where there is none, so that a rule finds no fault in it."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def variable_of(env: Mapping[str, str], name: str) -> str:
    """A variable as the daemon sees it: longer than 256 bytes counts as not set (env_util.cpp)."""
    value = env.get(name, "")
    return value if len(value.encode(errors="replace")) <= 256 else ""


class Parallel:
    """The parallel sizes of ModelConfig as the workers read them: -1 and what is no number count as absent."""

    __slots__ = ("dense_mlp_local_tp", "given", "lm_head_local_tp", "o_proj_local_tp")

    def __init__(self, model: Mapping[str, Json]) -> None:
        self.given = {name: size for name in SIZES if (size := size_of(model.get(name, ABSENT))) not in (None, -1)}
        options = section(section(section(model, "models"), "deepseekv2"), "parallel_options")
        self.o_proj_local_tp = _plain_int(options.get("o_proj_local_tp"))
        self.lm_head_local_tp = _plain_int(options.get("lm_head_local_tp"))
        self.dense_mlp_local_tp = _plain_int(options.get("dense_mlp_local_tp"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parallel) and all(getattr(self, n) == getattr(other, n) for n in self.__slots__)

    __hash__ = None  # type: ignore[assignment]  # as typeshed says it of list


SIZES = ("dp", "cp", "tp", "sp", "moe_tp", "moe_ep", "pp")


def _plain_int(value: Json) -> int:
    return value if type(value) is int else -1


def size_of(value: Json) -> int | None:
    """A parallel size as the daemon hands it on: text by stoi, numbers and booleans cast; None where it is dropped."""
    if isinstance(value, str):
        return stoi(value)
    if isinstance(value, (int, float)):
        return cast(value, "int32_t")
    return None


class Service:
    """The artefacts, taken apart. Sections that are no objects are empty here; rules about shape name them."""

    __slots__ = (
        "_flagged",
        "_hits",
        "_once",
        "_shared",
        "artefacts",
        "backend",
        "bench",
        "config",
        "deploy",
        "env",
        "envs",
        "flaws",
        "layerwise",
        "model",
        "models",
        "multi",
        "parallel",
        "per_node",
        "release",
        "release_told",
        "schedule",
        "server",
        "site",
        "table",
        "table_servers",
        "table_text",
        "trial",
        "uses_table",
    )

    def __init__(self, artefacts: Artefacts, *, trial: bool = False, like: Service | None = None) -> None:
        """`trial`: no fixes are wanted, only whether something is found. `like`: a service with most of the same
        documents, whose answers of unchanged sections are taken over."""
        self.artefacts, self.site, self.trial = artefacts, artefacts.site, trial
        self.bench, self.flaws, self.table_text = artefacts.bench, artefacts.config_flaws, artefacts.rank_table_text
        self.config = config = artefacts.config
        self.server, self.backend = section(config, "ServerConfig"), section(config, "BackendConfig")
        self.deploy, self.schedule = section(self.backend, "ModelDeployConfig"), section(self.backend, "ScheduleConfig")
        models = self.deploy.get("ModelConfig")
        self.models: list[dict[str, Any]] = models if isinstance(models, list) else []
        first = self.models[0] if self.models else None
        self.model: dict[str, Any] = first if isinstance(first, dict) else {}
        self.envs = artefacts.environments
        self.env = self.envs[0] if self.envs else {}
        self.multi = self.backend.get("multiNodesInferEnabled") is True
        self.layerwise = self.server.get("layerwiseDisaggregated") is True
        edge = section(self.backend, "layerwiseDisaggregated")
        slave = self.server.get("layerwiseDisaggregatedRoleType") == "slave" and self.layerwise
        self.uses_table = (
            self.multi
            or self.schedule.get("distributedEnable") is True
            or (edge.get("layerwiseDisaggregatedMultiNodesInferEnabled") is True and slave)
        )
        self.table = artefacts.rank_table
        self.table_servers = self._servers()
        self.parallel = Parallel(self.model)
        size = self.model.get("worldSize")
        world_size = size if is_int(size) and size > 0 else None
        if self.table_servers:
            self.per_node: int | None = len(self.table_servers[0])
        else:
            self.per_node = (self.site.devices_per_node if self.multi else None) or world_size
        told = find_release(self.site.mindie)
        looks = releases.looks_like(config) if told is None else None
        self.release_told = told is not None
        self.release: Release | None = told or (looks.release if looks is not None else None)
        self._flagged: set[str] = set()
        self._hits: list[Hit] | None = None
        self._once: dict[tuple[int, str], tuple[Any, Any]] = {}
        self._shared: dict[tuple[int, str], tuple[Any, Any]] = like._once if like is not None else {}

    def once(self, holder: Json, at: str, find: Callable[[], T]) -> T:
        """What `find` finds in a section: found once, and that of `like` where the section is the same object."""
        known = self._once.get((id(holder), at)) or self._shared.get((id(holder), at))
        if known is not None and known[0] is holder:
            kept: T = known[1]
            return kept
        found = find()
        self._once[id(holder), at] = holder, found
        return found

    def hits(self) -> list[Hit]:
        """What is wrong with single fields, found once: (field, pointer, value, Wrong or None)."""
        if self._hits is None:
            self._hits = list(wrong_fields(self.config, self.once))
            self._flagged.update(hit[1] for hit in self._hits)
        return self._hits

    def _servers(self) -> list[list[Json]]:
        """The device lists of the rank table's servers, where it is used and readable."""
        if not self.uses_table or not isinstance(self.table, dict):
            return []
        return [entries(s.get("device")) for s in entries(self.table.get("server_list")) if isinstance(s, dict)]

    @property
    def nodes(self) -> int | None:
        """Nodes of this world: 1 without multiNodesInferEnabled; None where it is not known."""
        if not self.multi:
            return 1
        if self.table_servers:
            return len(self.table_servers)
        return len(self.site.nodes) or None

    @property
    def world(self) -> int | None:
        """W: the NPUs of all nodes. None: unknown."""
        if self.multi and self.table_servers:
            return sum(len(devices) for devices in self.table_servers) or None
        if self.nodes is None or self.per_node is None:
            return None
        return self.nodes * self.per_node

    @property
    def environment_known(self) -> bool:
        return self.site.environment_known

    @property
    def table_pending(self) -> bool:
        """Several nodes, and their rank table is made later from what they show."""
        return self.table_text is None and self.table is None and len(self.site.nodes) != 1

    def flagged(self, *pointers: str) -> bool:
        """Whether one of these fields is wrong by itself."""
        self.hits()
        return not self._flagged.isdisjoint(pointers)

    def number(self, where: Mapping[str, Json], key: str) -> int | None:
        """A plain integer, or None where another rule has something to say."""
        value = where.get(key)
        return value if type(value) is int else None
