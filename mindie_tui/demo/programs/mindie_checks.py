"""What the demo's MindIE reads and refuses before it starts: config.json and rank table, in MindIE's own sentences.

The files are looked for where MindIE looks; what a rule says of them is asked of `mindie_tui.model.findings`, the same
judge as everywhere. The sentences on files are MindIE-LLM's (src/utils/log/file_utils.cpp, ranktable_config.cpp).
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model import document
from mindie_tui.model.artefacts import Artefacts, Files, Site, world_of
from mindie_tui.model.findings import Finding, findings


class Refusal(Exception):
    """The daemon does not start; `lines` is what it says, as the real one."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


@dataclass(frozen=True)
class Read:
    """What was read on this node."""

    config_path: Path
    config: dict[str, Any]
    rank_table: Any
    found: tuple[Finding, ...]
    world: int
    local: int
    """NPUs of this node."""
    nodes: int
    rank: int
    """0 is the master."""
    master_ip: str

    def server(self, key: str, default: Any = None) -> Any:
        return self.config["ServerConfig"].get(key, default)

    def backend(self, key: str, default: Any = None) -> Any:
        return self.config["BackendConfig"].get(key, default)

    def schedule(self, key: str, default: int) -> int:
        value = self.backend("ScheduleConfig", {}).get(key, default)
        return value if type(value) is int else default

    @property
    def model(self) -> dict[str, Any]:
        return self.config["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]

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
    """Regular, no link, ours, mode at most 640; else Refusal in MindIE's words."""
    name = path.name
    if path.is_symlink():
        raise Refusal(f"The file: {name} is a link.")
    if not path.is_file() or not visible(path):
        raise Refusal(f"The input file: {name} is not a regular file or not exists")
    status = path.stat()
    if status.st_uid != os.getuid():
        ids = f"current process user id is {os.getuid()}, file owner id is {status.st_uid}"
        raise Refusal(f"Check path: {name} failed, by:owner id diff: {ids}")
    mode = stat.S_IMODE(status.st_mode)
    for who, shift, most in (("Owner", 6, 6), ("Owner group", 3, 4), ("Other group", 0, 0)):
        current = mode >> shift & 7
        if current & ~most:
            at = f"{path} current permission is {current}, but required no greater than {most}."
            got = f"Required permisssion is 640, but got permission is {mode:o}"
            raise Refusal(f"Check path: {name} failed, by: Check {who} permission failed: {at} {got}")


def parsed(path: Path, sentence: str) -> tuple[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, json.loads(text)
    except ValueError as error:
        raise Refusal(sentence) from error


def read(binary: Path, environment: Mapping[str, str], say) -> Read:
    """Reads and judges what this daemon will start with. Raises Refusal. `say` prints the lines on the way."""
    path = config_path(binary)
    say(f"ConfigManager: Load Config from {path}.")
    check_file(path)
    text, config = parsed(path, "Json file is invalid. Please check json format! ")
    several = document.get(config, "/BackendConfig/multiNodesInferEnabled") is True
    table_text, table = None, None
    if several:
        say("Start to parse ranktable file")
        table_text, table = rank_table(environment)
    judged = Artefacts(
        config_text=text,
        config=config,
        rank_table_text=table_text,
        rank_table=table,
        environments=(dict(environment),),
        site=Site(config_folder=str(path.parents[1]), files=files_of(path, config, environment)),
    )
    found = findings(judged)
    refused = [f for f in found if f.stage == "start" and f.severity == "error"]
    if refused:
        raise Refusal(*(f.mindie or f.text for f in refused))
    servers = table["server_list"] if several else []
    ips = [server["container_ip"] for server in servers]
    own = environment.get("MIES_CONTAINER_IP", "")
    if several:
        if own not in ips:
            raise Refusal("npuDeviceID does not allow repetitive element")
        say("Finished parsing ranktable file.")
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
        rank=ips.index(own) if several else 0,
        master_ip=ips[0] if several else "",
    )


def rank_table(environment: Mapping[str, str]) -> tuple[str, Any]:
    named = environment.get("RANK_TABLE_FILE")
    if not named:
        what = "please set a valid ranktable file path with RANK_TABLE_FILE environment."
        raise Refusal(f"Ranktable file is not exist, {what}")
    check_file(Path(named))
    text, table = parsed(Path(named), "Ranktable file is invalid. Please check json format! ")
    if not environment.get("MIES_CONTAINER_IP"):
        raise Refusal("The env variable MIES_CONTAINER_IP isn't exist.")
    if document.get(table, "/server_list") == []:
        os.abort()  # the real daemon crashes here without a word
    return text, table


def files_of(path: Path, config: Any, environment: Mapping[str, str]) -> Files:
    """Every file that the daemon could mean: those of its installation and of the weights, and the rank table."""
    roots = [path.parents[1]]
    weights = document.get(config, "/BackendConfig/ModelDeployConfig/ModelConfig/0/modelWeightPath")
    if isinstance(weights, str) and weights.startswith("/") and Path(weights).is_dir() and visible(Path(weights)):
        roots.append(Path(weights))
    present = {str(entry) for root in roots for entry in (root, *root.rglob("*"))}
    if environment.get("RANK_TABLE_FILE"):
        present.add(environment["RANK_TABLE_FILE"])  # check_file() has looked at it
    return Files(present=frozenset(present), closed=True)


def worker_errors(read: Read) -> list[str]:
    """What the workers raise before the weights: the judge's errors, the two products in MindIE's words."""
    model, world = read.model, read.world

    def size(key: str, absent: int) -> int:
        value = model.get(key)
        return value if type(value) is int and value != -1 else absent

    dp, cp, tp = size("dp", 1), size("cp", 1), size("tp", world if model.get("dp") is None else read.local)
    lines = []
    if model.get("backendType", "atb") == "atb" and size("pp", 1) <= 1:
        if model.get("tp") is not None and dp * cp * tp != world:
            lines.append(
                "World size must equal to attention's dp_size * attention's cp_size * attention's tp_size. "
                f"Attention's tp_size is {tp}. Attention's dp_size is {dp}. Attention's cp_size is {cp}. "
                f"World size is {world}. Please check `dp`, `cp`, `tp` and `world_size`."
            )
        moe_tp, moe_ep = size("moe_tp", tp), size("moe_ep", 1)
        if model.get("moe_tp") is not None and moe_tp * moe_ep != world:
            lines.append(
                f"World size must equal to MoE's ep_size * MoE's tp_size. MoE's tp_size is {moe_tp}. "
                f"MoE's dp_size is {moe_ep}. World size is {world}. Please check `moe_tp`, `moe_ep` and `world_size`."
            )
    return lines or [f.mindie or f.text for f in read.errors("workers")]


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
    """The engine's own check on several nodes (facts/mindie.md, "Parallel layout"): dp for each node at least one."""
    model = read.model
    if read.nodes == 1:
        return None
    tp, cp, dp = model.get("tp"), model.get("cp"), model.get("dp")
    one = read.local if type(tp) is not int or tp == -1 else tp * (cp if type(cp) is int and cp > 0 else 1)
    given = dp if type(dp) is int and dp > 0 else 1
    if one <= read.local and given // read.nodes < 1:
        return f"Invalid DP number per node: {given // read.nodes}"
    return None
