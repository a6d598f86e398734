"""A container as the profile describes it: the questions to a machine, and the commands that load the image and create
it.

MindIE's guides for Atlas A2 and A3 list what it needs: the NPUs' devices with all rights, the driver read-only, the
machine's network, and /dev/shm by dp. An existing container is never replaced, so what would not work is refused
before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.message import Message
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, script, sh

DEVICES = ("davinci_manager", "devmm_svm", "hisi_hdc")
"""Beside one davinciN for each NPU; all with rights rwm: with rw alone npu-smi and torch.npu.set_device fail."""
ALIVE = 'trap "exit 0" TERM; while :; do sleep 86400 & wait $!; done'
"""What bash does as the container's first process: it stays, buries the dead, and ends at once when it is stopped."""
ASCEND = "/usr/local/Ascend"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def shm_gib(dp: object) -> int:
    """GiB of /dev/shm that MindIE's guide wants: 1, 2, 3, 5, 9 for dp 1, 2, 4, 8, 16; anything else counts as 1."""
    return 1 if not isinstance(dp, int) or isinstance(dp, bool) or dp < 2 else dp // 2 + 1


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount of the profile, "SOURCE:TARGET:OPTIONS" as the engines read it."""

    text: str

    @property
    def source(self) -> str | None:
        """A path of the machine; None where it is a volume of the engine."""
        return self.text.split(":")[0] if self.text.startswith("/") and ":" in self.text else None

    @property
    def target(self) -> str:
        parts = self.text.split(":")
        return (parts[1] if len(parts) > 1 else parts[0]).rstrip("/") or "/"

    def holds(self, path: str) -> bool:
        """Whether `path` of the container is inside it."""
        return path == self.target or path.startswith(self.target.rstrip("/") + "/")


def lacking(deployment: Deployment, facts: Mapping[str, Facts]) -> tuple[str, ...]:
    """The nodes, serving or benching, that have no container of this name, where the profile asks for one."""
    if not deployment.container.create:
        return ()
    names = dict.fromkeys((*(node.name for node in deployment.serving), deployment.bench_node))
    return tuple(
        name for name in names if name is not None and name in facts and facts[name].container_state == "absent"
    )


def added_paths(container: Container, weights: str | None = None) -> tuple[str, ...]:
    """Paths of the machine that are mounted read-only at their own place, where they are there and no mount is.

    The driver and its tools; and the weights, where no mount of the profile holds them.
    """
    roots = dict.fromkeys([container.ascend or ASCEND, ASCEND])
    paths = [f"{root}/{part}" for root in roots for part in ("driver", "firmware")]
    paths += ["/usr/local/dcmi", "/usr/local/sbin", "/usr/local/bin/npu-smi"]
    paths += ["/etc/ascend_install.info", "/etc/hccn.conf"]
    mounts = [Mount(text) for text in container.mounts]
    if weights is not None and not any(mount.holds(weights) for mount in mounts):
        paths.append(weights)
    taken = {mount.target for mount in mounts}
    return tuple(path for path in paths if path not in taken)


def sources(container: Container) -> tuple[str, ...]:
    """Paths of the machine that the profile mounts: they must be there, or docker makes empty folders of them."""
    return tuple(source for text in container.mounts if (source := Mount(text).source) is not None)


def unfit(container: Container) -> tuple[str, str] | None:
    """Why no container can be created from this, and what to do; None where it can."""
    if not container.image:
        return "container.image is not set", "write the image to create it from"
    if not _NAME.fullmatch(container.name):
        return (
            Message("{name!r} is not a valid name for a container", name=container.name),
            "write letters, digits, _, . and - alone",
        )
    for text in (container.image, *container.mounts):
        if "\0" in text or "\n" in text:
            return Message("{text!r} holds a line's end", text=text), "write it in one line"
    for text in container.mounts:
        if not Mount(text).target.startswith("/"):
            return Message(
                "{text!r} is not a mount", text=text
            ), "write /on/the/machine:/in/the/container, with :ro for read-only"
    return None


def question(container: Container, paths: Sequence[str], mark: str) -> Command:
    """One script for the machine; its answer has a part after each line of `mark` and a name (readings.sections).

    container, image: what the engine says, and container_status, image_status how it ended; arch; there: the numbers
    of the paths that exist; tar: the archive's bytes; root: where the engine keeps its images, with the free KiB.
    """
    words, image = container.words, container.image or ""
    root = {"podman": "{{.Store.GraphRoot}}", "docker": "{{.DockerRootDir}}"}.get(container.engine)
    lines: list[Command | str] = [
        "export LC_ALL=C",
        sh("part() {{ printf '\\n%s%s %s\\n' {} {} \"$1\"; }}", mark[:8], mark[8:]),
        sh("part container; {} inspect {} 2>&1; code=$?", words, container.name),
        "part container_status; echo $code",
        sh("part image; {} image inspect -- {} 2>&1; code=$?", words, image),
        "part image_status; echo $code",
        "part arch; uname -m",
        "part there; n=0",
        sh('for path in {}; do [ -e "$path" ] && echo $n; n=$((n+1)); done', list(paths)),
    ]
    if container.tar:
        lines.append(sh("part tar; stat -L -c %s -- {} 2>&1", container.tar))
    if root:
        ask = sh("root=$({} info --format {} 2>/dev/null)", words, root)
        lines.append(sh('part root; [ $code = 0 ] || {{ {}; df -Pk -- "$root" 2>/dev/null | tail -n 1; }}', ask))
    lines.append("part end")
    return script(*lines)


def load(container: Container, mark: str) -> Command:
    """Load the archive; twice a second a line of `mark` and a number reports the bytes that the engine has read of it.

    The number comes from the file position of the engine's own process; under sudo it is not visible, and the number is
    missing.
    """
    return script(
        sh("tar={}", container.tar or ""),
        sh("{} load -i {} </dev/null & job=$!", container.words, container.tar or ""),
        'while kill -0 "$job" 2>/dev/null; do',
        "  at=",
        '  for fd in /proc/"$job"/fd/*; do',
        '    if [ "$fd" -ef "$tar" ]; then',
        '      while read -r key value; do [ "$key" != pos: ] || at=$value; done < "/proc/$job/fdinfo/${fd##*/}"',
        "    fi",
        "  done 2>/dev/null",
        sh("  printf '\\n%s %s\\n' {} \"$at\"", mark),
        "  sleep 0.5",
        "done",
        'wait "$job"',
    )


def shm_size(container: Container, dp: object) -> str:
    """As the profile says, else by dp."""
    return container.shm_size or f"{shm_gib(dp)}g"


def create(
    container: Container, *, npus: Sequence[int], dp: object, there: Collection[str], weights: str | None
) -> Command:
    """Create and start it; prints its id. Ends with 3 where it was not created, with 4 where it did not start.

    `there` is which of added_paths the machine has. One that was created and does not start is removed again, by the
    id that it was just given: nothing else is ever removed.
    """
    devices = [f"davinci{number}" for number in npus] + (list(DEVICES) if npus else [])
    options = [f"--name={container.name}", "--net=host", f"--shm-size={shm_size(container, dp)}"]
    options += ["--pids-limit=-1"] if container.engine == "podman" else []  # its own limit is 2048
    options += [f"--device=/dev/{name}:/dev/{name}:rwm" for name in devices]
    options += [f"--volume={path}:{path}:ro" for path in added_paths(container, weights) if path in there]
    options += [f"--volume={text}" for text in container.mounts]
    options += ["--entrypoint=bash"]
    words, what = container.words, ["--", container.image or "", "-c", ALIVE]
    return script(
        sh("id=$({} create {} {}) || exit 3", words, options, what),
        "id=${id##*$'\\n'}",
        sh('{0} start "$id" >/dev/null || {{ {0} rm "$id" >/dev/null; exit 4; }}', words),
        "printf '%s\\n' \"$id\"",
    )


def device_count(npus: Sequence[Any]) -> int:
    """Device files that a container with these NPUs is given."""
    return len(npus) + len(DEVICES) if npus else 0
