"""What the demo's MindIE reads and refuses before it starts: config.json and rank table, in MindIE's own sentences.

The files are looked for where MindIE looks; what a rule says of them is asked of `mindie_tui.model.finding`, the same
judge as everywhere. The sentences on files are MindIE-LLM's (src/utils/log/file_utils.cpp, ranktable_config.cpp).
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts.artefacts import Files, Site, from_texts
from mindie_tui.model.mindie.artefacts.rank_table import world_of
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.model.mindie.rules.service_view import Service, variable_of


class StartRefused(Exception):
    """The daemon does not start; `lines` is what it says, as the real one."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class Crash(Exception):
    """An empty server_list: the real daemon ends without a word."""


@dataclass(frozen=True)
class Read:
    """What was read on this node."""

    config_path: Path
    config: dict[str, Json]
    rank_table: Json
    found: tuple[Finding, ...]
    world: int
    local: int
    """NPUs of this node."""
    nodes: int
    rank: int
    """0 is the master."""
    master_ip: str

    def server(self, key: str, default: Json = None) -> Json:
        return self.config["ServerConfig"].get(key, default)

    def backend(self, key: str, default: Json = None) -> Json:
        return self.config["BackendConfig"].get(key, default)

    def schedule(self, key: str, default: int) -> int:
        value = self.backend("ScheduleConfig", {}).get(key, default)
        return value if type(value) is int else default

    @property
    def model(self) -> dict[str, Json]:
        first: dict[str, Json] = self.config["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]
        return first

    def errors(self, stage: str) -> list[Finding]:
        return [f for f in self.found if f.stage == stage and f.severity == "error"]


def config_path(binary: Path) -> Path:
    """Where MindIE looks for config.json, in its order."""
    environment = os.environ
    if environment.get("MIES_CONFIG_JSON_PATH"):
        return Path(environment["MIES_CONFIG_JSON_PATH"])
    home = environment.get("MINDIE_LLM_HOME_PATH")
    if home and (Path(home) / "__init__.py").exists():
        return Path(home) / "conf" / "config.json"
    if environment.get("MIES_INSTALL_PATH"):
        return Path(environment["MIES_INSTALL_PATH"]) / "conf" / "config.json"
    return binary.resolve().parents[1] / "conf" / "config.json"


def visible(path: Path) -> bool:
    """Whether this node could see the path: another node's folder is another machine's disk."""
    node = Path(os.environ["MINDIE_DEMO_NODE"])
    resolved = path.resolve()
    if node.parent not in resolved.parents or node in resolved.parents:
        return True
    neighbour = node.parent / resolved.relative_to(node.parent).parts[0]
    return not (neighbour / "state").is_dir()


def check_file(path: Path) -> None:
    """Regular, no link, ours, mode at most 640; else StartRefused in MindIE's words."""
    name = path.name
    if path.is_symlink():
        raise StartRefused(f"The file: {name} is a link.")
    if not path.is_file() or not visible(path):
        raise StartRefused(f"The input file: {name} is not a regular file or not exists")
    status = path.stat()
    if status.st_uid != os.getuid():
        ids = f"current process user id is {os.getuid()}, file owner id is {status.st_uid}"
        raise StartRefused(f"Check path: {name} failed, by:owner id diff: {ids}")
    mode = stat.S_IMODE(status.st_mode)
    for who, shift, most in (("Owner", 6, 6), ("Owner group", 3, 4), ("Other group", 0, 0)):
        current = mode >> shift & 7
        if current & ~most:
            at = f"{path} current permission is {current}, but required no greater than {most}."
            got = f"Required permisssion is 640, but got permission is {mode:o}"
            raise StartRefused(f"Check path: {name} failed, by: Check {who} permission failed: {at} {got}")


def read(binary: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> Read:
    """Reads and judges what this daemon will start with. Raises StartRefused. `say` prints the lines on the way."""
    path = config_path(binary)
    say(f"ConfigManager: Load Config from {path}.")
    check_file(path)
    text = path.read_bytes()
    service = Service(from_texts(text))
    table_text = None
    if service.uses_table:
        say("Start to parse ranktable file")
        table_text = rank_table(environment)
    judged = from_texts(
        text,
        table_text,
        environments=(dict(environment),),
        site=Site(
            nodes=("this node",),
            config_folder=str(path.parents[1]),
            files=files_of(path, service.config, environment),
        ),
    )
    if service.multi and document.get(judged.rank_table, "/server_list") in ([], {}):
        raise Crash
    found = judge(judged)
    refused = [f for f in found if f.stage == "start" and f.severity == "error"]
    if refused:
        raise StartRefused(*(f.mindie or f.text for f in refused))
    config, table = judged.config, judged.rank_table
    servers = table["server_list"] if service.multi else []
    rank = own_place(servers, environment)
    if service.uses_table:
        say("Finished parsing ranktable file.")
    if service.multi:
        say("Update worldSize and npuDeviceIds of backend config successfully for Multi Nodes Inference.")
    world = world_of(config, table) or 0
    return Read(
        config_path=path,
        config=config,
        rank_table=table,
        found=found,
        world=world,
        local=world // max(1, len(servers)),
        nodes=max(1, len(servers)),
        rank=rank,
        master_ip=servers[0]["container_ip"] if servers else "",
    )


def own_place(servers: list[dict[str, Json]], environment: Mapping[str, str]) -> int:
    """The index of this node's server, by MIES_CONTAINER_IP or HOST_IP; the judge has made sure that there is one."""
    ip, host = (variable_of(environment, name) for name in ("MIES_CONTAINER_IP", "HOST_IP"))
    places = (i for i, s in enumerate(servers) if (ip and s["container_ip"] == ip) or (host and s["server_id"] == host))
    return next(places, 0)


def rank_table(environment: Mapping[str, str]) -> bytes | None:
    """The bytes of the rank table; None where no variable names one, which the judge says."""
    named = variable_of(environment, "RANK_TABLE_FILE")
    if not named:
        return None
    check_file(Path(named))
    return Path(named).read_bytes()


def files_of(path: Path, config: Json, environment: Mapping[str, str]) -> Files:
    """Every file that the daemon could mean: those of its installation and of the weights, and the rank table."""
    roots = [path.parents[1]]
    weights = document.get(config, f"{pointers.MODEL}/modelWeightPath")
    if isinstance(weights, str) and weights.startswith("/") and Path(weights).is_dir() and visible(Path(weights)):
        roots.append(Path(weights))
    present = {str(entry) for root in roots for entry in (root, *root.rglob("*"))}
    if environment.get("RANK_TABLE_FILE"):
        present.add(environment["RANK_TABLE_FILE"])  # check_file() has looked at it
    return Files(present=frozenset(present), closed=True)


def worker_errors(read: Read) -> list[str]:
    """What the workers raise before the weights, in their words."""
    return [said(f) for f in read.errors("workers")]


_PRODUCTS = {
    "workers.attention": "World size must equal to attention's dp_size * attention's cp_size * attention's tp_size. "
    "Attention's tp_size is {tp}. Attention's dp_size is {dp}. Attention's cp_size is {cp}. "
    "World size is {world}. Please check `dp`, `cp`, `tp` and `world_size`.",
    "workers.moe": "World size must equal to MoE's ep_size * MoE's tp_size. MoE's tp_size is {moe_tp}. "
    "MoE's dp_size is {moe_ep}. World size is {world}. Please check `moe_tp`, `moe_ep` and `world_size`.",
}
"""The whole sentences of the two products, with the sizes that the judge found."""


def said(finding: Finding) -> str:
    """A finding as MindIE prints it."""
    whole = _PRODUCTS.get(finding.code)
    return whole.format(**finding.values) if whole else finding.mindie or finding.text


def missing_weights(folder: Path) -> str | None:
    """The first file that the index names and the folder has not."""
    config = folder / "config.json"
    if not config.is_file():
        return str(config)
    for index in folder.glob("*.safetensors.index.json"):
        for name in json.loads(index.read_text())["weight_map"].values():
            if not (folder / name).is_file():
                return str(folder / name)
    return None


def executor_error(read: Read) -> str | None:
    """What the engine itself refuses, between the daemon's check and the workers."""
    errors = read.errors("executor")
    return said(errors[0]) if errors else None
