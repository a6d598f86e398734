"""Random profiles as an editor sees them, and each with one thing broken."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

Values = dict[str, Any]


def valid_profile(seed: int) -> Values:
    """A profile that the loader takes."""
    r = random.Random(seed)
    made: Values = {"mindie-tui": 1} if r.random() < 0.7 else {}
    engine = r.choice(("", "mindie", "vllm-ascend", "vllm-ascend"))
    if engine:
        made["engine"] = engine
    parts: dict[str, Callable[[], Any]] = {
        "notes": lambda: r.choice(("", "a note", "注释")),
        "nodes": lambda: _nodes(r),
        "container": lambda: _container(r),
        "environment": lambda: {
            name: r.choice(("1", 1, 0.92, True, "a:b"))
            for name in r.sample(("HCCL_BUFFSIZE", "OMP_NUM_THREADS", "MY_OWN"), 2)
        },
        "environment_from": lambda: ["MY_TOKEN"],
        "secrets": lambda: ["environment.MY_OWN"],
        "launch": lambda: {
            "timeouts_s": {"ready": r.choice((60, 3600.5))},
            "follow": ["/var/log/*.log"],
            "preload": ["/a/b.so"],
        },
        "preflight": lambda: {"waive": {"ports": "a reason"}},
        "bench": lambda: _bench(r),
        "baseline": lambda: r.choice((None, {"report": "last", "throughput_pct": 5, "failed": 0, "partial": True})),
        "drop": lambda: [],
    }
    for name, make in parts.items():
        if r.random() < 0.5:
            made[name] = make()
    if engine == "vllm-ascend":
        made |= _vllm(r, len(made.get("nodes", ())))
    elif r.random() < 0.6:
        made["parameters"] = {"ModelConfig": {"tp": r.choice((8, "8", None)), "odd": [1, {"a": {}}]}, "LogConfig": {}}
        made["mindie"] = r.choice((None, "3.0.0", "2.1.RC1"))
    return made


def broken_profile(seed: int) -> Values:
    """A profile with one thing in it that no profile holds."""
    r = random.Random(seed)
    made = copy.deepcopy(valid_profile(seed))
    made.setdefault("nodes", _nodes(r))
    made.setdefault("bench", {})
    faults: list[Callable[[], Any]] = [
        lambda: made.update(nodez=[]),
        lambda: made.update({"mindie-tui": r.choice((0, 2, "1", None, True))}),
        lambda: made.update(engine=r.choice(("vllm", "MindIE", 1, None))),
        lambda: made.update(notes=r.choice((1, None, ["a"], True))),
        lambda: made.update(
            nodes=r.choice(({}, "a", [{"host": "x"}], [{"name": ""}], [{"name": "-a"}], [{"name": "a b"}], ["a"]))
        ),
        lambda: made["nodes"].append({"name": "n99", r.choice(("port", "user", "password")): 1}),
        lambda: made["nodes"].append({"name": "n99", "serves": r.choice(("yes", 1, None))}),
        lambda: made["nodes"].append({"name": "n99", "connection": "telnet"}),
        lambda: made["nodes"].append({"name": "n" * 65}),
        lambda: made.update(
            container=r.choice(({}, {"engine": "lxc"}, {"image": "x"}, {"name": "a", "create": True}, {"name": 1}))
        ),
        lambda: made.update(
            container={
                "name": "a",
                **r.choice(({"tar": "rel"}, {"tar_from": "x.tar"}, {"shm_size": "big"}, {"mounts": "a"})),
            }
        ),
        lambda: made.update(environment=r.choice(([], "A=1", {"A": [1]}, {"A": {}}))),
        lambda: made.update(environment_from=r.choice(("A", [1], {}))),
        lambda: made.update(launch={"timeouts_s": {r.choice(("ready", "stop")): r.choice((0, -1, "60", None, 10**9))}}),
        lambda: made.update(launch=r.choice(([], {"preload": ["rel.so"]}, {"follow": "x"}, {"timeout": 1}))),
        lambda: made.update(preflight=r.choice(({"waive": ["a"]}, {"waive": {"a": 1}}, {"skip": []}))),
        lambda: made["bench"].update(performance={"num_prompts": r.choice((0, "20", 1.5, None))}),
        lambda: made["bench"].update(performance={"repeat": r.choice((0, 21))}),
        lambda: made["bench"].update(performance={"repeat": 3, "objective": {"ttft_p99_ms": 1}}),
        lambda: made["bench"].update(
            performance={"objective": r.choice(({"attainment": 95}, {"ttft_ms": 5}, {"over": "x"}))}
        ),
        lambda: made["bench"].update(performance={"objective": {"attainment": r.choice((0, 101)), "ttft_ms": 5}}),
        lambda: made["bench"].update(performance={"settings": {"api_key": "x"}}),
        lambda: made["bench"].update(performance={"sweep": {"batch_size": r.choice((1, ["a"], [1.5]))}}),
        lambda: made["bench"].update(
            accuracy={"runs": r.choice(([{}], [{"datasets": 1}], [{"datasets": "a", "x": 1}]))}
        ),
        lambda: made["bench"].update(datasets={"gsm8k": r.choice(({}, {"path": "rel"}, {"path": "/a", "to": "b"}))}),
        lambda: made["bench"].update(root=r.choice(("rel", 1, None))),
        lambda: made["bench"].update(api_key=1),
        lambda: made.update(baseline=r.choice(([], {"throughput_pct": -1}, {"failed": 1.5}, {"x": 1}))),
        lambda: made.update(drop=r.choice(([1], {"a": 1}))),
        lambda: made.update(name="x"),
    ]
    if made.get("engine") == "vllm-ascend":
        serve = made.setdefault("serve", {})
        faults += [
            lambda: serve.update({r.choice(("tp", "max_model_len", "-tp", "api-key", "cc", "a.b")): 1}),
            lambda: serve.update(
                {r.choice(("additional-config", "compilation-config", "speculative-config")): {"a": 1}}
            ),
            lambda: serve.update({r.choice(("seed", "odd-one")): None}),
            lambda: serve.update({"enable-prefix-caching": True, "no-enable-prefix-caching": True}),
            lambda: made.update(parameters={"ModelConfig": {"tp": 8}}),
            lambda: made.update(config="c.json"),
            lambda: made.update(additional_config=r.choice(([], "a", 1, None))),
            lambda: made.update(vllm_ascend=r.choice(("", "0.23", 0.23, "latest"))),
            lambda: made.update(nodes=[{"name": "a"}, {"name": "b"}], environment={"HCCL_IF_IP": "10.0.0.1"}),
            lambda: (made.update(nodes=[{"name": "a"}, {"name": "b"}]), serve.update(headless=True)),
        ]
    else:
        faults += [
            lambda: made.update(serve={"model": "M"}),
            lambda: made.update(vllm_ascend="0.23.0"),
            lambda: made.update(parameters=r.choice(([], "a", None))),
        ]
    r.choice(faults)()
    return made


def _nodes(r: random.Random) -> list[Any]:
    count = r.randint(0, 3)
    return [
        {"name": f"n{i}", **r.choice(({}, {"host": f"root@10.0.0.{i}:22", "ip": f"10.0.0.{i}"}, {"connection": "ssh"}))}
        for i in range(count)
    ]


def _container(r: random.Random) -> Values:
    return r.choice(
        (
            {"name": "m"},
            {"engine": "none"},
            {"name": "m", "create": True, "image": "x:1", "shm_size": r.choice(("500g", "1"))},
            {"name": "m", "engine": "podman", "sudo": True, "mounts": ["/a"], "tar": "/x.tar", "tar_from": "/y.tar"},
            {"engine": "nerdctl", "name": "m", "image": None, "ascend": "/opt/Ascend"},
        )
    )


def _bench(r: random.Random) -> Values:
    objective = r.choice((None, {"ttft_p99_ms": 2000}, {"attainment": 95, "tpot_ms": 50.5}))
    performance = {
        "num_prompts": r.randint(1, 900),
        "settings": {"request_rate": 0.5, "stop_token": "x"},
        "sweep": r.choice((None, {"batch_size": [1, 2], "request_rate": [0.5, 1]})),
        "objective": objective,
        "repeat": 1 if objective else r.randint(1, 20),
        "slo": r.choice((None, {"ttft_ms": 1})),
    }
    return {
        "root": "/opt/package/benchmark",
        "performance": r.choice((None, performance)),
        "accuracy": r.choice((None, {"runs": [{"datasets": "a", "merge_ds": True}]})),
        "datasets": {"gsm8k": {"path": "/data/gsm8k", "from": None}},
    }


def _vllm(r: random.Random, nodes: int) -> Values:
    serve: Values = {
        "model": "/data/M",
        "tensor-parallel-size": 8,
        "odd-one": [1],
        "kv-transfer-config": {"a": {"b": 1}},
    }
    serve |= r.choice(({"enable-prefix-caching": False}, {"no-enable-prefix-caching": True}, {}))
    if nodes < 2 and r.random() < 0.3:
        serve["headless"] = True
    made: Values = {"serve": {key: value for key, value in serve.items() if r.random() < 0.8}}
    made["vllm_ascend"] = r.choice((None, "0.23.0", "v0.18.0rc1", "0.23.0.post1"))
    made["additional_config"] = r.choice(({}, {"enable_flashcomm1": True, "own": None}))
    made["compilation_config"] = {"cudagraph_mode": "NONE"}
    if r.random() < 0.2:
        made["parameters"] = {}
    return made
