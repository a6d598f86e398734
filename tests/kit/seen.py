"""A node as the preflight saw it: well, and not at all; and what changes of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.documents.document import Json
from mindie_tui.model.events.base import Verdict
from mindie_tui.model.node import Facts, Npu
from mindie_tui.model.preflight import check
from mindie_tui.model.preflight.evidence import Judged, Seen

NPUS = tuple(Npu(n, "Ascend910", "OK", hbm_used_mb=3000, hbm_total_mb=65536, device_ip=f"10.0.0.{n}") for n in range(4))
FACTS = Facts(
    "a3-01",
    ip="10.20.3.11",
    nic="eth0",
    npus=NPUS,
    container_state="running",
    image="hub/mindie:2.2",
    address="root@10.20.3.11:22",
    answer_ms=3.2,
    clock_offset_s=0.01,
    driver="25.0.rc1.1",
    firmware="7.7.0.3.231",
    cann="8.3.RC1",
    mindie="2.2.RC1",
    layout="classic",
    daemon="/m/bin/mindieservice_daemon",
    packages=("vllm 0.11.0", "vllm-ascend 0.11.0rc1", "torch-npu 2.7.1"),
    image_id="sha256:25ba5f455ae3c1d8f0a47e2b6f1c90de",
    config_path="/m/conf/config.json",
)
OTHER = replace(
    FACTS,
    node="a3-02",
    ip="10.20.3.12",
    npus=tuple(replace(n, device_ip=f"10.0.1.{n.id}") for n in NPUS),
    clock_offset_s=0.02,
)
INSIDE: dict[str, Json] = {
    "facts": {
        "home_disk": {"free": 50 << 30},
        "tools": {"bash": "/bin/bash", "setsid": "/bin/setsid"},
        "python_version": [3, 11, 6],
        "shm": {"path": "/dev/shm", "total": 5 << 30, "free": 5 << 30},
        "addresses": [["lo", "127.0.0.1"], ["eth0", "10.20.3.11"]],
    },
    "write": {
        "writable": True,
        "path": "/m/conf/config.json",
        "there": True,
        "link": False,
        "uid": 0,
        "own_uid": 0,
        "mode": "640",
    },
    "ports": [{"name": "port", "port": 1025, "free": True}, {"name": "managementPort", "port": 1026, "free": True}],
    "weights": {
        "there": True,
        "config": True,
        "shards": 163,
        "wanted": 163,
        "missing": [],
        "short": [],
        "indexes": ["i"],
        "broken_indexes": [],
        "looked_into": 163,
        "links": [],
        "mode": "750",
        "uid": 1000,
        "own_uid": 1000,
        "sizes": {"config.json": 1752, "generation_config.json": 171, "m-00001-of-00163.safetensors": 4 << 30},
        "hashes": {"config.json": "aa", "generation_config.json": "bb"},
        "bytes": 640 << 30,
        "model": {"model_type": "deepseek_v3", "num_hidden_layers": 61, "quantize": "w8a8_dynamic", "mode": "640"},
    },
    "services": {"ours": [], "others": []},
    "reach": [
        {"name": "a3-02", "by": "refused", "said": "Connection refused"},
        {"name": "service", "by": "open", "said": "open"},
    ],
    "around": {"proxies": [], "residue": [], "held": [], "unseen": [], "uid": 0, "arch": "aarch64"},
    "bench": {
        "path": "/data/weights/ds",
        "there": True,
        "files": ["tokenizer.json", "tokenizer_config.json"],
        "data": [
            {
                "config": "gsm8k_gen_0_shot_cot_str_perf",
                "where": "bench.performance",
                "asked": 200,
                "name": "gsm8k",
                "path": "/data/gsm8k",
                "there": True,
                "entries": 2,
                "missing": [],
                "rows": 1319,
            }
        ],
    },
}


def inspected(**host: Json) -> str:
    """What docker inspect prints of a container that was made as MindIE's guide says, but for what is given."""
    names = [*(f"davinci{n}" for n in range(16)), "davinci_manager", "hisi_hdc", "devmm_svm"]
    devices = [{"PathOnHost": f"/dev/{n}", "PathInContainer": f"/dev/{n}", "CgroupPermissions": "rwm"} for n in names]
    env = host.pop("Env", ["PATH=/usr/bin"])
    given = {"NetworkMode": "host", "IpcMode": "private", "Privileged": False, "Runtime": "runc", "Devices": devices}
    given |= host
    return json.dumps([{"Id": "9f", "HostConfig": given, "Config": {"Image": "mindie:2.2", "Env": env}}], indent=4)


def of_each(said: Callable[[int], str]) -> str:
    """Blocks as the machine prints them, of the text that the tool says of an NPU."""
    return "\n".join(f"@{n}\x1f{said(n)}\x1f".replace("\n", "\x1f") for n in range(4))


MACHINE = {
    "hccn": of_each(lambda n: f"ipaddr:10.0.0.{n}\nnetmask:255.255.255.0"),
    "hccn_link": of_each(lambda n: "link status: UP"),
    "hccn_health": of_each(lambda n: "net health status: Success"),
    "hccn_tls": of_each(
        lambda n: (
            f"dev_id:{n}, tls switch[0](0:disable, 1:enable), tls preconfigured[1](0:non-preset, 1:preset), "
            "tls alarm time threshold[60]days"
        )
    ),
    "hccn_conf": "".join(f"address_{n}=10.0.0.{n}\nnetmask_{n}=255.255.255.0\n" for n in range(4)),
    "memory": "MemTotal:       2113387008 kB\nMemFree:        2001000000 kB\nMemAvailable:   2002340416 kB\n",
    "container": inspected(),
    "arch": "aarch64",
}
GOOD = Seen(
    "a3-01",
    ("a3-01", "a3-02"),
    Container(name="mindie-a3"),
    FACTS,
    inside=INSIDE,
    npu_ids=(0, 1, 2, 3),
    weights="/data/weights/ds",
    others={"a3-01": FACTS, "a3-02": OTHER},
    machine=MACHINE,
    config={"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"dp": 4}]}}},
    master_ip="10.20.3.11",
)
PEER = replace(GOOD, node="a3-02", facts=OTHER)
GOOD = replace(GOOD, peers={"a3-01": GOOD, "a3-02": PEER})
NOTHING = Seen(
    "a3-01",
    ("a3-01", "a3-02"),
    Container(name="mindie-a3"),
    Facts("a3-01"),
    weights="/data/weights/ds",
    why_not_inside="no Python 3.8 or newer is there",
)


def inside(seen: Seen = GOOD, **parts: Json) -> Seen:
    """`seen` with changes inside some parts of what was answered there."""
    changed = {name: {**INSIDE[name], **part} if isinstance(part, dict) else part for name, part in parts.items()}
    return replace(seen, inside={**seen.inside, **changed})


def machine(seen: Seen = GOOD, **parts: str | None) -> Seen:
    """`seen` where the machine printed something else; None: nothing."""
    return replace(seen, machine={k: v for k, v in {**seen.machine, **parts}.items() if v is not None})


def beside(peer: Seen | None, seen: Seen = GOOD) -> Seen:
    """`seen` with another second node; None: it did not answer."""
    return replace(seen, peers={"a3-01": seen, **({"a3-02": peer} if peer else {})})


def with_npu(number: int, **changes: Any) -> Seen:
    npus = tuple(replace(n, **changes) if n.id == number else n for n in NPUS)
    return replace(GOOD, facts=replace(FACTS, npus=npus))


def facts(**changes: Any) -> Seen:
    return replace(GOOD, facts=replace(FACTS, **changes))


def judged(name: str, seen: Seen) -> Judged:
    return check.BY_NAME[name].judge(seen)


def expect_verdict(name: str, seen: Seen, verdict: Verdict, found: str | None = None) -> None:
    """Assert that the check says so, in these words where they are given, and what to do about it."""
    told = judged(name, seen)
    assert told.verdict == verdict and told.found == (found or told.found)
    assert told.found and told.remedy


def device(name: str, permissions: str = "rwm") -> dict[str, str]:
    """A device of a container as `docker inspect` prints it."""
    return {"PathOnHost": f"/dev/{name}", "PathInContainer": f"/dev/{name}", "CgroupPermissions": permissions}
