"""What stands on the disks of a demo fleet: MindIE with its default config.json, weights, dataset, benchmark, programs.

One folder for the fleet. Shared by all nodes, as over NFS: `Ascend` (CANN, driver; the profile's container.ascend),
`weights`, `benchmark`, `data`. A node's own: its home, its container's home, its programs, its MindIE. A node's
MindIE is named by MIES_INSTALL_PATH in the environment of its container, as an image does it whose MindIE stands
elsewhere; so the one prefix of the profile is right on all nodes.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from mindie_tui.demo.disk import benchmark, datasets, images
from mindie_tui.demo.processes import BELONGS_TO, MARK, start_time
from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG

PROGRAMS = Path(__file__).parents[1] / "programs"
CONTAINER = "mindie-a3"
IMAGE = "mindie:3.0.0-800I-A3-py311-openeuler24.03-lts"
MODEL = "deepseek-w8a8"
SHARDS = 4
Layout = Literal["classic", "package", "vllm"]
"""MindIE's two ways to be installed, below the Ascend folder or as the Python package mindie_llm; or vLLM-Ascend."""
VLLM_IMAGE = "quay.io/ascend/vllm-ascend:v0.23.0-a3"
VLLM_CANN = "9.1.0"
VLLM_PACKAGES = ("vllm-0.23.0", "vllm_ascend-0.23.0", "torch_npu-2.10.0.post4")

SET_ENV = {
    "ascend-toolkit": "ASCEND_TOOLKIT_HOME={ascend}/ascend-toolkit/latest ASCEND_HOME_PATH={ascend}",
    "nnal/atb": "ATB_HOME_PATH={ascend}/nnal/atb/latest/atb/cxx_abi_1 ATB_WORKSPACE_MEM_ALLOC_ALG_TYPE=1",
    "atb-models": "ATB_SPEED_HOME_PATH={ascend}/atb-models HCCL_BUFFSIZE=120 TASK_QUEUE_ENABLE=1",
    "mindie": "MINDIE_LOG_LEVEL=ERROR MINDIE_LOG_TO_STDOUT=0 MINDIE_LOG_TO_FILE=1",
}
"""As the real ones, they silence the log: what is exported after them decides."""

VERSIONS = {
    "driver/version.info": "Version=25.0.rc1.1\nascendhal_version=7.35.23\naicpu_version=1.0\n",
    "firmware/version.info": "Version=7.7.0.3.231\nfirmware_version=1.0\npackage_version=25.0.rc1.1\n",
    "ascend-toolkit/latest/version.cfg": "# version: 1.0\nrunning_version=[8.5.1]\nupgrade_version=[8.5.1]\n",
    "ascend-toolkit/latest/aarch64-linux/ascend_toolkit_install.info": "package_name=Ascend-cann\nversion=8.5.1\n",
    "mindie/latest/version.info": "Ascend-mindie : MindIE 3.0.0\nmindie-service : 3.0.0\natb-models : 3.0.0\n",
}


class File(NamedTuple):
    """One thing on a disk; without text it is a folder."""

    path: Path
    text: str | bytes | None
    mode: int = 0o644


def write(file: File) -> None:
    if file.text is None:
        file.path.mkdir(parents=True, exist_ok=True)
    else:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_bytes(file.text if isinstance(file.text, bytes) else file.text.encode())
    file.path.chmod(file.mode)


def fleet_files(folder: Path, layout: Layout = "classic") -> Iterator[File]:
    """What all nodes share."""
    ascend = folder / "Ascend"
    for name, text in SET_ENV.items():
        exports = "".join(f"export {pair}\n" for pair in text.format(ascend=ascend).split())
        yield File(ascend / name / "set_env.sh", f"#!/bin/bash\n{exports}", 0o755)
    for name, text in VERSIONS.items():
        yield File(ascend / name, text.replace("8.5.1", VLLM_CANN) if layout == "vllm" else text)
    yield from _weights(folder / "weights" / MODEL)
    yield from (File(*one) for one in datasets.files(folder / "data" / "ais_bench" / "datasets"))
    yield File(folder / "images" / "mindie.tar", images.archive(IMAGE))
    yield from (File(*one) for one in benchmark.files(folder / "benchmark" / "ais_bench" / "benchmark"))


def _weights(at: Path) -> Iterator[File]:
    """The small files of a DeepSeek-V3 shape and a few shards of a kilobyte: nothing here computes."""
    config = {
        "architectures": ["DeepseekV3ForCausalLM"],
        "model_type": "deepseek_v3",
        "hidden_size": 7168,
        "intermediate_size": 18432,
        "kv_lora_rank": 512,
        "max_position_embeddings": 163840,
        "moe_intermediate_size": 2048,
        "n_routed_experts": 256,
        "n_shared_experts": 1,
        "num_attention_heads": 128,
        "num_experts_per_tok": 8,
        "num_hidden_layers": 61,
        "num_key_value_heads": 128,
        "num_nextn_predict_layers": 1,
        "q_lora_rank": 1536,
        "qk_nope_head_dim": 128,
        "qk_rope_head_dim": 64,
        "quantize": "w8a8_dynamic",
        "torch_dtype": "bfloat16",
        "v_head_dim": 128,
        "vocab_size": 129280,
    }
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "the": 1}, "unk_token": "<unk>"},
    }
    files = {
        "config.json": config,
        "generation_config.json": {"do_sample": True, "temperature": 0.6, "top_p": 0.95},
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 163840},
        "tokenizer.json": tokenizer,
        "quant_model_description_w8a8_dynamic.json": {"model_quant_type": "W8A8_DYNAMIC"},
    }
    for name, value in files.items():
        yield File(at / name, json.dumps(value, indent=2) + "\n", 0o640)
    of = {}
    for shard in range(1, SHARDS + 1):
        name = f"quant_model_weight_w8a8_dynamic-{shard:05d}-of-{SHARDS:05d}.safetensors"
        tensor = f"model.layers.{shard - 1}.self_attn.o_proj.weight"
        head = json.dumps({tensor: {"dtype": "I8", "shape": [1024], "data_offsets": [0, 1024]}}).encode()
        yield File(at / name, len(head).to_bytes(8, "little") + head + bytes(1024), 0o640)
        of[tensor] = name
    index = {"metadata": {"total_size": 1024 * SHARDS}, "weight_map": of}
    yield File(at / "quant_model_weight_w8a8_dynamic.safetensors.index.json", json.dumps(index, indent=2) + "\n", 0o640)
    yield File(at, None, 0o750)


def environment(node_folder: Path, *, ip: str, name: str, speed: float) -> dict[str, str]:
    """What everything on a node starts with."""
    path = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
    return {
        "HOME": str(node_folder / "home"),
        "USER": "root",
        "LOGNAME": "root",
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join((str(node_folder / "bin"), *path)),
        "PYTHONPATH": str(PROGRAMS / "site"),
        "PYTHONDONTWRITEBYTECODE": "1",
        MARK: str(node_folder) + "/",
        "MINDIE_DEMO_IP": ip,
        "MINDIE_DEMO_NAME": name,
        "MINDIE_DEMO_SPEED": f"{speed:g}",
        "MINDIE_DEMO_FLEET": f"{os.getpid()}:{start_time(os.getpid())}",
        **{name: os.environ[name] for name in (BELONGS_TO,) if name in os.environ},
    }


def service_folder(node_folder: Path, layout: Layout) -> Path:
    """The folder of a node's MindIE: conf/config.json and bin/mindieservice_daemon are below it."""
    if layout == "package":
        return node_folder / "usr" / "local" / "lib" / "python3.11" / "site-packages" / "mindie_llm"
    return node_folder / "Ascend" / "mindie" / "latest" / "mindie-service"


def node_files(node_folder: Path, name: str, layout: Layout, ip: str) -> Iterator[File]:
    """What one node has of its own."""
    service = service_folder(node_folder, layout)
    addresses = (f"address_{n}=11.12.{164 + int(ip.rsplit('.', 1)[1])}.{80 + n}" for n in range(16))
    yield File(
        node_folder / "etc" / "hccn.conf", "".join(f"{a}\nnetmask_{n}=255.255.255.0\n" for n, a in enumerate(addresses))
    )
    yield File(node_folder / "shm", None, 0o777)
    if layout != "vllm":
        yield File(service / "conf" / "config.json", DEFAULT_CONFIG, 0o640)
        yield File(service / "set_env.sh", f"#!/bin/bash\nexport MIES_INSTALL_PATH={service}\n", 0o755)
    for home in ("home", "root", "state"):
        yield File(node_folder / home, None, 0o700)
    yield from _programs(node_folder, service, layout)
    inside = {"HOME": str(node_folder / "root"), "ASCEND_HOME_PATH": str(node_folder.parent / "Ascend")}
    if layout == "vllm":
        packages = node_folder / "lib" / "python3.11" / "site-packages"
        for package in VLLM_PACKAGES:
            yield File(packages / f"{package}.dist-info" / "METADATA", "Metadata-Version: 2.1\n")
    elif layout == "classic":
        inside["MIES_INSTALL_PATH"] = str(service)
    else:
        inside["PYTHONPATH"] = os.pathsep.join((str(PROGRAMS / "site"), str(service.parent)))
        yield File(service / "__init__.py", "")
        about = service.parent / "mindie_llm-2.2.0rc1.dist-info" / "METADATA"
        yield File(about, "Metadata-Version: 2.1\nName: mindie_llm\nVersion: 2.2.0rc1\n")
        start = f'export MINDIE_LLM_HOME_PATH={service}\nexec {service}/bin/mindieservice_daemon "$@"'
        yield File(node_folder / "bin" / "mindie_llm_server", f"#!/bin/sh\n{start}\n", 0o755)
    container: dict[str, Json] = {
        "name": CONTAINER,
        "id": f"{random.Random(name).getrandbits(256):064x}",
        "image": VLLM_IMAGE if layout == "vllm" else IMAGE,
        "image_id": "sha256:25ba5f455ae3c1d8f0a47e2b6f1c90de3a8b57c4921e6d0f7b83a4c5d6e7f809",
        "state": "running",
        "environment": inside,
        "mounts": [str(node_folder.parent / part) for part in ("Ascend", "weights", "data")],
    }
    image: dict[str, Json] = {
        "id": container["image_id"],
        "names": [container["image"]],
        "architecture": images.ARCHITECTURE,
    }
    image |= {"environment": {}, "size": 26421034188}
    yield File(node_folder / "state" / "containers.json", json.dumps([container]))
    yield File(node_folder / "state" / "images.json", json.dumps([image]))
    yield File(node_folder / "state" / "inside.json", json.dumps(inside))  # of whatever image, on this node
    yield File(node_folder / "state" / "faults.json", "{}")


def _programs(node_folder: Path, service: Path, layout: Layout) -> Iterator[File]:
    """Small wrappers: the kernel's limit on the length of a `#!` line would bite a deep folder."""
    fast = f'exec "{base_python()}" -S -E'
    binaries = node_folder / "bin"
    for name in ("hccn_tool", "cat", "rm", "sudo", "dmesg", "journalctl"):
        yield File(binaries / name, f'#!/bin/sh\n. "{PROGRAMS / "machine" / name}.sh"\n', 0o755)
    engines, tools = ("docker", "podman", "nerdctl"), ("npu-smi", "ip", "hostname")
    for name in (*engines, *tools):
        program = PROGRAMS / ("containers" if name in engines else "machine") / f"{name.replace('-', '_')}.py"
        yield File(binaries / name, f'#!/bin/sh\n{fast} "{program}" "$@"\n', 0o755)
    yield File(binaries / "python3", f'#!/bin/sh\nexec "{base_python()}" "$@"\n', 0o755)
    for name in ("ais_bench", "openicl_api_infer.py"):
        program = PROGRAMS / "ais_bench" / f"{name.removesuffix('.py')}.py"
        yield File(binaries / name, f'#!/bin/sh\nexec "{base_python()}" "{program}" "$@"\n', 0o755)
    if layout == "vllm":
        program = PROGRAMS / "vllm_ascend" / "vllm.py"
        yield File(binaries / "vllm", f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$0" "$@"\n', 0o755)
        return
    daemon = PROGRAMS / "mindie" / "mindieservice_daemon.py"
    become = f'exec "{sys.executable}" "{daemon}" "$0" "$@"'
    yield File(service / "bin" / "mindieservice_daemon", f"#!/bin/sh\n{become}\n", 0o750)


def base_python() -> str:
    """The interpreter without this project's packages: what is sent to a node meets the standard library alone."""
    return getattr(sys, "_base_executable", None) or sys.executable
