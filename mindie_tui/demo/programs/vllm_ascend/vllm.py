"""`vllm serve` of a demo node: it refuses by the rules, prints, serves and ends as vLLM-Ascend does, without an NPU.

What it simplifies: one process stands for the engines and workers of the node, nothing is computed, a line of JSON
stands for the handshake of the nodes. As the real one: the port is bound before the load, a TERM during the load is
swallowed, an engine that dies ends the service with exit code 0.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

sys.path[0] = str(Path(__file__).resolve().parents[4])  # the checkout or site-packages, instead of this folder

from mindie_tui.demo.processes import start_time  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_engine import SimulatedEngine  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_http import ServedModel, ServerConnection  # noqa: E402
from mindie_tui.demo.programs.vllm_ascend import vllm_answers, vllm_checks, vllm_memory, vllm_peers  # noqa: E402
from mindie_tui.demo.programs.vllm_ascend.vllm_log import VERSION, VllmLog, plain  # noqa: E402
from mindie_tui.demo.service_process import BackgroundTasks, planted_faults, write_state  # noqa: E402

ARGUMENTS_S, ENGINE_S, WEIGHTS_S, PROFILE_S, CAPTURE_S, API_S = 1.6, 2.0, 9.0, 2.6, 4.0, 1.0
"""Seconds of each part of the start, at speed 1."""
SHARDS, GRAPHS = 16, 11
HBM_MB, KV_MB = 29_200, 20_800
"""What the weights and the KV cache take on each NPU."""


class ServeProcess:
    """One `vllm serve`."""

    def __init__(self, argv: list[str]) -> None:
        self.node = Path(os.environ["MINDIE_DEMO_NODE"])
        self.speed = float(os.environ.get("MINDIE_DEMO_SPEED", "1"))
        self.log = VllmLog()
        self.view = vllm_checks.read(argv, os.environ)
        self.state = self.node / "state" / f"daemon-{os.getpid()}.json"
        self.core: subprocess.Popen[bytes] | None = None
        self.engine: SimulatedEngine | None = None
        self.serving = False
        self.terms = 0
        self.later = BackgroundTasks().start

    def faults(self) -> dict[str, Any]:
        return planted_faults(self.node)

    async def spend(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    def leave(self, status: int) -> NoReturn:
        """The end, without waiting for what is still running."""
        self.state.unlink(missing_ok=True)
        if self.core is not None and self.core.poll() is None:
            self.core.terminate()
        sys.stdout.flush()
        os._exit(status)

    def tell(self, hbm_mb: int, aicore: int = 0) -> None:
        """What npu-smi of this node shows of us."""
        count = max(self.view.tp * self.view.pp * self.view.pcp, 1)
        spread = self.view.number("nnodes")
        used = max(count // spread, 1) if spread > 1 else count * max(self.view.dp_local, 1)
        known = {"pid": os.getpid(), "start_time": start_time(os.getpid()), "npus": list(range(min(used, 16)))}
        write_state(self.state, {**known, "hbm_mb": hbm_mb, "aicore": aicore, "process": "VLLMWorker_TP"})

    # the start

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.told)
        self.later(self.watch_fleet())
        view = self.view
        self.log.begin()
        refused = vllm_checks.refusal(view)
        if refused is not None and refused[1] == 2:
            self.end_refused(*refused)
        listening = None if view.headless else self.bind()
        await self.spend(ARGUMENTS_S / 2)
        self.log.banner(str(view.model), dict(view.parsed.values))
        if refused is not None:
            self.end_refused(*refused)
        await self.spend(ARGUMENTS_S / 2)
        names = (view.weights.config.get("architectures") if view.weights else None) or ["DeepseekV3ForCausalLM"]
        self.log.say("model.py:611", f"Resolved architecture: {names[0]}")
        self.log.say("model.py:1745", f"Using max model len {view.length or 8192}")
        if view.headless:
            await self.load_headless()
            await loop.create_future()
        head = await self.listen_for_nodes()
        await self.load()
        await head.all_ready.wait()
        assert listening is not None
        await self.open(listening)

    def end_refused(self, lines: list[str], status: int) -> NoReturn:
        for line in lines:
            plain(line)
        self.leave(status)

    def bind(self) -> Any:
        try:
            return vllm_checks.bound(self.view.number("port", 8000))
        except OSError:
            front = f"(APIServer pid={os.getpid()}) "
            plain(f"{front}Traceback (most recent call last):\n{front}    sock.bind(addr)")
            plain(f"{front}OSError: [Errno 98] Address already in use")
            self.leave(1)

    @property
    def rank(self) -> str:
        """How the engine of this node calls itself."""
        return f"_DP{self.view.first_rank[0]}" if self.view.dp > 1 else ""

    async def listen_for_nodes(self) -> vllm_peers.Head:
        """The head's side of the handshake."""
        view = self.view
        one_rank = view.number("nnodes") > 1 and view.dp == 1
        head = vllm_peers.Head(view.number("nnodes") - 1 if one_rank else view.dp - view.dp_local)
        if head.expected > 0:
            port = view.number("master_port", 29501) if one_rank else view.number("data_parallel_rpc_port", 29550)
            await head.listen(port)
        if view.dp > 1:
            self.log.say("utils.py:1104", f"Started DP Coordinator process (PID: {os.getpid() + 7})")
            self.log.say("utils.py:240", f"Started {view.dp} API server processes")
        return head

    async def load_headless(self) -> None:
        """A headless node: it joins the head, loads, and says nothing of being ready."""
        view = self.view
        one_rank = view.number("nnodes") > 1 and view.dp == 1
        port = view.number("master_port", 29501) if one_rank else view.number("data_parallel_rpc_port", 29550)
        address = str(view.value("master_addr") if one_rank else view.value("data_parallel_address") or "127.0.0.1")
        if one_rank:
            text = f"Launching vLLM (v{VERSION}) headless multiproc executor, with head node address {address}:{port}"
        else:
            text = f"Launching {view.dp_local} data parallel engine(s) in headless mode, with head node address "
            text += f"tcp://{address}:{port}."
        self.log.say("serve.py:227", text)
        writer = await vllm_peers.join(address, port, 1 if one_rank else view.dp_local, self.speed)
        if writer is None:
            text = "Did not receive response from front-end process within 5 minutes"
            self.log.say("core.py:1197", f"RuntimeError: {text}", f"EngineCore{self.rank}", "ERROR")
            self.log.say("serve.py:254", "Shutting down.")
            self.leave(0)
        await self.load(workers_alone=one_rank)
        writer.write(b"ready\n")
        await writer.drain()
        self.serving = True
        self.later(self.watch_core())

    async def load(self, *, workers_alone: bool = False) -> None:
        """Engines, weights, memory, graphs."""
        view, log = self.view, self.log
        engine, worker = f"EngineCore{self.rank}", f"Worker{self.rank}_TP0"
        program = str(Path(__file__).with_name("vllm_engine_core.py"))
        self.core = subprocess.Popen([sys.executable, "-S", "-E", program], stdin=subprocess.PIPE)
        if not workers_alone:
            text = f"Initializing a V1 LLM engine (v{VERSION}) with config: model='{view.model}'"
            log.say("core.py:113", text, engine)
        await self.spend(ENGINE_S)
        self.tell(0)
        if error := vllm_checks.worker_error(view):
            log.say("multiproc_executor.py:871", "WorkerProc failed to start.", worker, "ERROR")
            plain(f"({worker} pid={os.getpid()}) AssertionError: {error}")
            self.leave(1)
        world = max(view.dp * view.tp * view.pp * view.pcp, 1)
        text = f"world_size={world} rank=0 local_rank=0 distributed_init_method=tcp://127.0.0.1:56989 backend=hccl"
        log.say("parallel_state.py:1568", text, worker)
        log.say("model_runner_v1.py:3718", f"Starting to load model {view.model}...", worker)
        for at in range(SHARDS + 1):
            while at and self.faults().get("stuck") == "weights":
                await asyncio.sleep(0.05)
            log.load(worker, SHARDS, at)
            self.tell(HBM_MB * at // SHARDS)
            await self.spend(WEIGHTS_S / SHARDS)
            self.look_at_core()
            if self.faults().get("die") == "weights" and at > SHARDS // 2:
                self.tell_core(b"die\n")
        log.say("default_loader.py:397", f"Loading weights took {WEIGHTS_S:.2f} seconds", worker)
        log.say("model_runner_v1.py:3794", f"Loading model weights took {vllm_memory.WEIGHTS_GIB:.4f} GB", worker)
        await self.spend(PROFILE_S)
        room = vllm_memory.room(view, short=self.faults().get("die") == "memory")
        for where, process, text in vllm_memory.lines(view, room, engine, worker):
            log.say(where, text, process)
        if (short := vllm_memory.error(view, room)) is not None:
            log.say("core.py:1195", "EngineCore failed to start.", engine, "ERROR")
            plain(f"({engine} pid={os.getpid()}) Traceback (most recent call last):")
            plain(f"({engine} pid={os.getpid()}) ValueError: {short}")
            self.leave(1)
        self.tell(HBM_MB + KV_MB)
        if not view.eager:
            for at in range(GRAPHS + 1):
                log.capture(at, GRAPHS)
                await self.spend(CAPTURE_S / GRAPHS)
            log.say("gpu_model_runner.py:6585", "Graph capturing finished in 4 secs, took 0.75 GiB", worker)
        log.say("worker.py:771", vllm_memory.on_device(view, room), worker)
        for rank in () if workers_alone else range(view.first_rank[0], view.first_rank[0] + max(view.dp_local, 1)):
            name = f"EngineCore_DP{rank}" if view.dp > 1 else engine
            log.say("core.py:313", "init engine (profile, create kv cache, warmup model) took 6.61 s", name)

    def tell_core(self, line: bytes) -> None:
        if self.core is not None and self.core.stdin is not None and self.core.poll() is None:
            self.core.stdin.write(line)
            self.core.stdin.flush()

    def look_at_core(self) -> None:
        """During the load: an engine that is gone ends the service."""
        if self.core is not None and self.core.poll() is not None and not self.terms:
            text = "Engine core initialization failed. See root cause above. Failed core proc(s): {}"
            plain(f"(APIServer pid={os.getpid()}) RuntimeError: {text}")
            self.leave(1)

    # while it serves

    async def open(self, listening: Any) -> None:
        """The API server."""
        view, faults = self.view, self.faults()
        names = view.value("served_model_name")
        name = str(names[0] if isinstance(names, list) and names else view.model)
        tokens = view.speculative_tokens
        self.engine = SimulatedEngine(
            speed=self.speed, max_batch=view.sequences, max_prefill_batch=50, max_prefill_tokens=view.batched_tokens,
            mtp=bool(tokens),
        )  # fmt: skip
        access: Any = vllm_answers.AccessLog()
        service = ServedModel(
            model=name, root=str(view.model), engine=self.engine, log=access, faults=self.faults,
            stop=lambda: self.leave(0), workers_alive=lambda: self.core is not None and self.core.poll() is None,
        )  # fmt: skip
        limits = vllm_answers.Limits(view.length or 8192)
        await self.spend(API_S)
        process = "APIServer" if view.dp == 1 else "ApiServer_0"
        port = view.number("port", 8000)
        self.log.say("api_server.py:583", f"Starting vLLM server on http://0.0.0.0:{port}", process)
        if not faults.get("no_http"):
            loop = asyncio.get_running_loop()
            answer = lambda one, method, target, body: vllm_answers.serve(one, method, target, body, limits)  # noqa: E731
            await loop.create_server(lambda: ServerConnection(service, answer), sock=listening, backlog=1024)
        plain(f"({process} pid={os.getpid()}) INFO:     Waiting for application startup.")
        plain(f"({process} pid={os.getpid()}) INFO:     Application startup complete.")
        self.serving = True
        self.later(self.engine.run())
        self.later(self.show_load())
        self.later(self.watch_core())
        if faults.get("gone") == "started":
            self.leave(0)
        if faults.get("die") == "started":
            self.tell_core(b"die\n")
        await loop_forever()

    async def show_load(self) -> None:
        """How busy the NPUs are, for npu-smi."""
        while True:
            running = len(self.engine.running) if self.engine else 0
            self.tell(HBM_MB + KV_MB, min(98, 3 * running))
            await asyncio.sleep(0.5)

    async def watch_core(self) -> None:
        """An engine that dies while it serves: HTTP 500, then the server ends, with code 0."""
        while self.core is None or self.core.poll() is None:
            await asyncio.sleep(0.1)
        if self.terms:
            return
        if self.view.headless:
            self.log.say("serve.py:254", "Shutting down.")
            self.leave(0)
        text = "EngineCore encountered an issue. See stack trace (above) for the root cause."
        self.log.say("async_llm.py:704", "AsyncLLM output_handler failed.", "APIServer", "ERROR")
        plain(f"(APIServer pid={os.getpid()}) vllm.v1.engine.exceptions.EngineDeadError: {text}")
        await self.spend(1.5)
        plain(f"(APIServer pid={os.getpid()}) INFO:     Shutting down")
        self.leave(0)

    async def watch_fleet(self) -> None:
        """A demo whose fleet was killed leaves nothing behind."""
        pid, _, started = os.environ["MINDIE_DEMO_FLEET"].partition(":")
        while start_time(int(pid)) == int(started):
            await asyncio.sleep(1)
        self.leave(1)

    def told(self) -> None:
        """TERM: while it serves it ends; during the load the first one ends the engine alone, and is swallowed."""
        self.terms += 1
        if self.serving:
            self.log.say("core.py:1297", "[shutdown] EngineCore: start mode=abort timeout=0s", f"EngineCore{self.rank}")
            if self.view.headless:
                self.log.say("serve.py:254", "Shutting down.")
            else:
                plain(f"(APIServer pid={os.getpid()}) INFO:     Shutting down")
            self.leave(0)
        text = "[shutdown] EngineCore: trigger received signal=SIGTERM"
        self.log.say("core.py:1241", text, f"EngineCore{self.rank}")
        if self.core is not None:
            self.core.terminate()
        if self.terms > 1 or self.core is None:
            self.leave(0)


async def loop_forever() -> None:
    await asyncio.get_running_loop().create_future()


def main() -> None:
    words = sys.argv[1:]
    if words[:1] and words[0].endswith("/vllm"):  # what the wrapper was called by: its name in the list of processes
        words = words[1:]
    if words[:1] == ["--version"]:
        plain(VERSION)
    elif words[:1] == ["serve"]:
        asyncio.run(ServeProcess(words[1:]).run())
    else:
        sys.stderr.write("usage: vllm [-h] [-v] {chat,complete,serve,launch,bench,collect-env,run-batch} ...\n")
        raise SystemExit(2)


if __name__ == "__main__":
    main()
