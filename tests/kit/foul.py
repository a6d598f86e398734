"""Text that steers a terminal and a viewer of Markdown, and a profile with a value in every place."""

import copy
import re
from collections.abc import Iterator

from mindie_tui.model.documents.document import Json

At = tuple[str | int, ...]
"""The path of a value: keys, and places in a list."""

FOUL = "\x1b]52;c;cHdu\x07\x1b[2J\x9b5m\u202e\u200b<img src=x onerror=alert(1)>**b** [c](http://x) `d`"
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What a terminal acts on, or what hides; newlines and tabs are ours."""
EVERYTHING: dict[str, Json] = {
    "mindie-tui": 1,
    "extends": "a3-single",
    "notes": "n",
    "nodes": [
        {"name": "a1", "host": "root@127.0.0.1:1", "ip": "127.0.0.1"},
        {"name": "b1", "connection": "local", "serves": False},
    ],
    "container": {
        "engine": "docker", "name": "m", "create": True, "image": "i:1", "tar": "/t.tar", "tar_from": "/x/t.tar",
        "shm_size": "500g", "mounts": ["/a:/a:ro"], "ascend": "/usr/local/Ascend",
    },
    "config": "/x/config.json",
    "rank_table": "/x/table.json",
    "parameters": {
        "ServerConfig": {"port": 1040, "ipAddress": "127.0.0.1", "odd": {"deep": ["x"]}},
        "BackendConfig": {"backendName": "b"},
        "ModelDeployConfig": {"maxSeqLen": 2560},
        "ModelConfig": {"modelName": "m", "modelWeightPath": "/w", "plugin_params": "{}", "models": {"a": {"b": 1}}},
        "ScheduleConfig": {"maxBatchSize": 200},
        "LogConfig": {"logLevel": "Info"},
        "other": "o",
    },
    "environment": {"NPU_MEMORY_FRACTION": "0.92", "MINDIE_LOG_LEVEL": "INFO", "OTHER": "x", "WORLD_SIZ": "1"},
    "launch": {"timeouts_s": {"login": 1}, "follow": ["/l/*"], "preload": ["/l.so"]},
    "preflight": {"waive": {"hbm_free": "reason"}},
    "bench": {
        "node": "b1", "command": "ais_bench", "root": "/opt/b", "api_key_env": "A_KEY",
        "datasets": {"gsm8k": {"path": "/d", "from": "/x/d"}},
        "performance": {
            "models": "vllm_api_stream_chat", "datasets": "gsm8k_gen", "summarizer": "default_perf", "num_prompts": 5,
            "settings": {"model": "m", "path": "/w", "host_ip": "h", "url": "u", "odd": "x"},
            "generation_kwargs": {"temperature": 0.5, "odd": "x"},
            "sweep": {"batch_size": [1], "request_rate": [0.5]},
        },
        "accuracy": {
            "models": "vllm_api_general_chat", "settings": {"model": "m"}, "generation_kwargs": {"odd": "x"},
            "runs": [{"datasets": "gsm8k_gen", "merge_ds": True}],
        },
    },
    "baseline": {"report": "/x/report.json", "throughput_pct": 5},
    "drop": ["environment.HCCL_EXEC_TIMEOUT"],
}  # fmt: skip
ALONE: dict[str, Json] = {"config": None, "rank_table": None, "drop": []}
"""What leaves out the files that are not there, so that the rest is read."""


def places(value: Json, at: At = ()) -> Iterator[At]:
    """The path of every value, mappings and lists too."""
    if at:
        yield at
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*at, key))


def with_value(whole: Json, at: At, value: Json) -> Json:
    """A copy with another value at a path."""
    made = copy.deepcopy(whole)
    holder = made
    for part in at[:-1]:
        holder = holder[part]
    holder[at[-1]] = value
    return made


def with_key(whole: Json, at: At, key: str) -> Json:
    """A copy where the mapping's key at the end of a path is another."""
    made = copy.deepcopy(whole)
    holder = made
    for part in at[:-1]:
        holder = holder[part]
    holder[key] = holder.pop(at[-1])
    return made


def acted_on(text: str) -> list[str]:
    """What in a text a terminal would act on."""
    return sorted({repr(found) for found in ACTS.findall(text)})
