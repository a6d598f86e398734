"""The lines of the demo's vLLM-Ascend, in the words of recorded starts."""

from __future__ import annotations

import os
import sys
import time


class VllmLog:
    """Lines of one node; a process of the service precedes each, except those of `vllm serve` itself."""

    def say(self, where: str, text: str, process: str = "", level: str = "INFO") -> None:
        front = f"({process} pid={os.getpid()}) " if process else ""
        plain(f"{front}{level} {time.strftime('%m-%d %H:%M:%S')} [{where}] {text}")

    def begin(self) -> None:
        """The plugin is found and switched on."""
        self.say("__init__.py:44", "Available plugins for group vllm.platform_plugins:")
        self.say("__init__.py:46", "- ascend -> vllm_ascend:register")
        self.say("__init__.py:238", "Platform plugin ascend is activated")

    def banner(self, model: str, arguments: object) -> None:
        for row in (
            "",
            f"  ▄▄ ▄█ █     █     █ ▀▄▀ █  version {VERSION}",
            f"   █▄█▀ █     █     █     █  model   {model}",
        ):
            self.say("api_utils.py:339", row)
        self.say("api_utils.py:273", f"non-default args: {arguments}")

    def load(self, process: str, shards: int, at: int) -> None:
        """The progress of the weights: rewritten on one line."""
        percent = round(100 * at / shards)
        sys.stdout.write(
            f"({process} pid={os.getpid()}) \rLoading safetensors checkpoint shards: {percent:3}% Completed"
        )
        sys.stdout.write(f" | {at}/{shards} [00:00<00:00,  4.97it/s]\n")
        sys.stdout.flush()

    def capture(self, at: int, graphs: int) -> None:
        """The progress of the graphs."""
        percent, bar = round(100 * at / graphs), "█" * (10 * at // graphs)
        line = f"\rCapturing CUDA graphs (decode, FULL): {percent:3}%|{bar:10}| {at}/{graphs} [00:00<00:00,  3.28s/it]"
        sys.stdout.write(line + ("\n" if at == graphs else ""))
        sys.stdout.flush()


VERSION = "0.23.0"


def plain(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
