"""mindieservice_daemon of a demo node: boots, prints, serves, refuses and ends as MindIE does, without an NPU.

What it simplifies: one worker stands for one per NPU, the weights are not read but checked for presence, nothing is
computed (mindie_engine.py says how long an answer takes), 1120 carries a line of JSON instead of gRPC. A failed start
kills its own process group (status 137), a good stop ends with abort (134), both as the real one.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

sys.path[0] = str(Path(__file__).resolve().parents[4])  # the checkout or site-packages, instead of this folder
from mindie_tui.demo.processes import start_time  # noqa: E402
from mindie_tui.demo.programs.machine import plog  # noqa: E402
from mindie_tui.demo.programs.mindie import mindie_checks, mindie_http, mindie_memory, mindie_ports  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_engine import SimulatedEngine  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_listen import bound, secured  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_log import MindieLog, plain  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_peers import Master, Slave  # noqa: E402
from mindie_tui.demo.programs.mindie.mindie_worker import Worker  # noqa: E402
from mindie_tui.demo.service_process import BackgroundTasks, planted_faults, write_state  # noqa: E402

LAYERS = 61
WEIGHTS_S, CONFIG_S, ENGINE_S, MEMORY_S, WARMUP_S, TOKENIZER_S = 11.0, 0.6, 1.2, 0.8, 2.4, 1.0
"""Seconds of each part of the start, at speed 1."""
HBM_MB, KV_MB = 44_800, 8_400
"""What the weights and the KV cache take on each NPU."""


class Daemon:
    def __init__(self, binary: Path) -> None:
        self.binary = binary
        self.node = Path(os.environ["MINDIE_DEMO_NODE"])
        self.ip = os.environ["MINDIE_DEMO_IP"]
        self.speed = float(os.environ.get("MINDIE_DEMO_SPEED", "1"))
        self.log = MindieLog()
        self.state = self.node / "state" / f"daemon-{os.getpid()}.json"
        self.known: dict[str, Any] = {}
        self.worker: Worker | None = None
        self.engine: SimulatedEngine | None = None
        self.master: Master | None = None
        self.slave: Slave | None = None
        self.ending = False
        self.later = BackgroundTasks().start

    def faults(self) -> dict[str, Any]:
        return planted_faults(self.node)

    async def spend(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    def fail(self) -> NoReturn:
        """As every failed start of the real one: its own process group is killed, itself included."""
        self.state.unlink(missing_ok=True)
        os.killpg(os.getpid(), signal.SIGKILL)
        raise SystemExit(137)  # not reached

    def abort(self) -> NoReturn:
        self.state.unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGABRT, signal.SIG_DFL)
        os.abort()

    # the start

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.told, number)
        self.later(self.watch_fleet())
        plain(f"g_mainPid = {os.getpid()}")
        plog.begin()
        try:
            read = mindie_checks.read(self.binary, os.environ, plain)
        except mindie_checks.StartRefused as refusal:
            for line in refusal.lines:
                plain(line)
            plain("ConfigManager init exception: Failed to initialize config manager.")
            self.fail()
        except mindie_checks.Crash:
            self.abort()
        await self.spend(CONFIG_S)
        plain("[ConfigManager::InitConfigManager] Successfully init config manager")
        if error := mindie_checks.executor_error(read):
            await self.executor_dies(error)
        await self.meet(read)
        self.log.llm("INFO", "llm_manager_impl.cpp:76", "LLMRuntime init success!")
        await self.spend(ENGINE_S)
        await self.load(read)
        if read.rank == 0:
            await self.warm_up(read)
        self.tell(hbm_mb=HBM_MB + KV_MB)
        await self.open(read)
        self.later(self.flood())
        await self.watch_worker()

    def told(self, number: int) -> None:
        """A signal says that it is to end."""
        self.later(self.stop(number))

    def tell(self, **known: Any) -> None:
        """What npu-smi of this node shows of us."""
        self.known |= known
        write_state(self.state, self.known)

    async def executor_dies(self, error: str) -> NoReturn:
        self.log.llm("ERROR", "executor.cpp:646", error)
        plain("terminate called after throwing an instance of 'std::out_of_range'\n  what():  _Map_base::at")
        self.exit_lines(signal.SIGABRT)
        await self.spend(1)
        self.goodbye()
        self.abort()

    def exit_lines(self, number: int) -> None:
        words = f"[MIE04W01011A] [daemon] Received exit signal[{int(number)}], pid[{os.getpid()}]."
        self.log.server("WARN", "llm_daemon.cpp:204", words)
        plain("Daemon is killing, please wait about 15 seconds...")

    def goodbye(self) -> None:
        plain("All subprocesses exited gracefully.")
        for what in ("stop endpoint", "stop mindie server"):
            self.log.audit("system", "server", what, "success")

    async def meet(self, read: mindie_checks.Read) -> None:
        """Several nodes find each other."""
        if read.nodes == 1:
            return
        port = read.backend("multiNodesInferPort", 1120)
        if read.rank == 0:
            self.master = Master(self.log, self.ip, port, read.nodes - 1, self.lost)
            try:
                await self.master.gather()
            except OSError:
                plain(f"Failed to start gRPC server on port {port}")
                self.fail()
        else:
            own = os.environ["MIES_CONTAINER_IP"]
            shut_out = lambda: bool(self.faults().get("unregistered"))  # noqa: E731
            self.slave = Slave(self.log, own, (read.master_ip, port), self.speed, self.lost, shut_out)
            try:
                await self.slave.register()
            except ConnectionError:
                self.fail()

    def lost(self, peer: str) -> None:
        """Another node's daemon is gone: this one cannot serve any more."""
        if not self.ending:
            text = f"[MIE04E120414] master heartbeat: lost contact with {peer}"
            self.log.llm("ERROR", "grpc_communicator.cpp:412", text)
            self.later(self.stop(signal.SIGTERM))

    async def load(self, read: mindie_checks.Read) -> None:
        """The worker: it checks the layout, then loads."""
        faults, errors = self.faults(), mindie_checks.worker_errors(read)
        npus = (read.backend("npuDeviceIds") or [[]])[0]
        if read.nodes > 1:
            npus = [int(device["device_id"]) for device in read.rank_table["server_list"][read.rank]["device"]]
        self.tell(pid=os.getpid(), start_time=start_time(os.getpid()), npus=npus, hbm_mb=0, aicore=0)
        job = {
            "raises": errors[0] if errors else None,
            "missing": mindie_checks.missing_weights(Path(read.model["modelWeightPath"])),
            "layers": LAYERS,
            "seconds": WEIGHTS_S / self.speed,
            "speed": self.speed,
            "hbm_mb": HBM_MB,
            "stuck": faults.get("stuck") == "weights",
            "dies": faults.get("die") == "weights",
            "state": str(self.state),
            "known": self.known,
        }
        self.worker = worker = Worker(job)
        if faults.get("kill") == "weights":
            self.later(self.lose_worker(WEIGHTS_S / 2))
        while not worker.says_loaded:
            if worker.status is not None:
                await self.engine_failed()
            await asyncio.sleep(0.02)

    @property
    def running(self) -> Worker:
        """The worker, which load() has started."""
        assert self.worker
        return self.worker

    async def lose_worker(self, seconds: float) -> None:
        """The fault of a rank that is gone without a word."""
        await self.spend(seconds)
        plog.killed(self.running.pid, self.faults())
        self.running.kill()

    async def engine_failed(self) -> NoReturn:
        if self.ending:  # we were told to stop, and stop() ends us
            await asyncio.get_running_loop().create_future()
        await self.spend(0.5)
        where = "(default ~/mindie/log) or console output."
        self.log.server(
            "ERROR",
            "endpoint.cpp:45",
            f"[MIE04E02011C] [endpoint] Failed to init engine! Please check in the env MINDIE_LOG_PATH {where}",
        )
        self.fail()

    async def warm_up(self, read: mindie_checks.Read) -> None:
        """Printed by global rank 0 alone."""
        pid = self.running.pid
        fraction = os.environ.get("NPU_MEMORY_FRACTION", "0.8")

        def say(line: int, text: str) -> None:
            self.log.llm("INFO", f"generator.py:{line}", f": {text}", pid=pid, thread=281473)

        held = mindie_memory.HeldMemory.of(self.faults())
        say(502, f"One block during warmup needs npu memory(GiB): {held.block}")
        await self.spend(MEMORY_S)
        params = mindie_memory.warmup_params(read.backend("ModelDeployConfig"), read.backend("ScheduleConfig"))
        say(1058, "warmup params: " + ", ".join(f"{name}={value}" for name, value in params.items()))
        await self.spend(WARMUP_S)
        room, error = mindie_memory.room(read.model, params, fraction, held, short=self.faults().get("die") == "warmup")
        if error:
            self.log.llm("ERROR", "generator.py:1332", f": {error}", pid=pid, thread=281473)
            await self.engine_failed()
        say(1340, f"Allocated {room:.2f} (GiB) NPU memory for KVcache. Model role: Standard.")
        say(818, mindie_memory.requested(fraction, room))

    # ports and HTTP

    async def open(self, read: mindie_checks.Read) -> None:
        """Ports are looked at only now, by a bind on the wildcard without SO_REUSEADDR."""
        faults = self.faults()
        if read.rank > 0 and faults.get("http"):
            await self.listen(read)
        elif read.rank > 0:
            text = "Multi Nodes infer slave instance need not init TokenizerProcessPool and HttpWrapper"
            plain(text)
            self.log.server("INFO", "endpoint.cpp:105", f"[endpoint] {text}.")
            self.later(self.show_load())
        else:
            await self.tokenizers(read)
            if not faults.get("no_http"):
                await self.listen(read)
        if faults.get("log_full"):
            os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
        self.log.server("INFO", "endpoint.cpp:111", "[endpoint] Start endpoint success")
        plain("Daemon start success!")
        if faults.get("gone") == "started":
            os._exit(0)
        if faults.get("again") and "MINDIE_DEMO_AGAIN" not in os.environ:
            command = [sys.executable, __file__, str(self.binary)]
            subprocess.Popen(command, env=dict(os.environ, MINDIE_DEMO_AGAIN="1"))
            os._exit(1)
        if faults.get("die") == "started":
            self.running.tell(b"fail\n")
        if faults.get("kill") in ("started", "unnoticed"):
            self.later(self.lose_worker(60 if faults["kill"] == "unnoticed" else 0))

    async def tokenizers(self, read: mindie_checks.Read) -> None:
        count = read.backend("tokenizerProcessNumber", 8)
        for n in range(min(int(count), 8)):
            self.log.server(
                "INFO",
                "infer_tokenizer.cpp:363",
                f"[tokenizer] Create and wait process success, sub pid {self.running.pid + 2 * n + 2}",
            )
        await self.spend(TOKENIZER_S)
        text = f"[tokenizer] Finished to init tokenizer sub process size {count}"
        self.log.server("INFO", "infer_tokenizer.cpp:391", text)

    async def listen(self, read: mindie_checks.Read) -> None:
        self.engine = SimulatedEngine(
            speed=self.speed,
            max_batch=read.schedule("maxBatchSize", 200),
            max_prefill_batch=read.schedule("maxPrefillBatchSize", 50),
            max_prefill_tokens=read.schedule("maxPrefillTokens", 8192),
            mtp="mtp" in str(read.model.get("plugin_params", "")),
        )
        self.engine.slower = lambda: float(self.faults().get("slower_percent", 0))
        service = mindie_http.ServedModel(
            model=str(read.model["modelName"]),
            root=str(read.model["modelWeightPath"]) + "/",
            engine=self.engine,
            log=self.log,
            faults=self.faults,
            stop=lambda: self.later(self.stop(signal.SIGTERM)),
            workers_alive=lambda: self.running.status is None,
        )
        loop = asyncio.get_running_loop()
        try:
            ports = mindie_ports.ports(read, os.environ)[1 if self.faults().get("no_service_port") else 0 :]
            held = [(bound(port.ip, port.number), port) for port in ports]
        except OSError as error:
            await self.cannot_listen(error.filename)
        for listening, port in held:
            await loop.create_server(
                lambda answer=port.answer: mindie_http.ServerConnection(service, answer), sock=listening, backlog=1024,
                ssl=secured(read, port.tls) if read.server("httpsEnabled", True) is True else None,
            )  # fmt: skip
        self.log.audit("system", "server", "Start mindie server", "success")
        self.later(self.engine.run())
        self.later(self.show_load())

    async def cannot_listen(self, address: str) -> NoReturn:
        what = "please check if business ip and port are legal."
        text = f"[MIE04E02041C] [endpoint] Failed to listen {address}, {what}"
        self.log.server("ERROR", "http_server.cpp:163", text)
        self.log.server("INFO", "http_server.cpp:344", "[endpoint] Https server stop.")
        self.log.server("ERROR", "endpoint.cpp:99", "[MIE04E02011C] [endpoint] Failed to start http wrapper")
        self.log.audit("system", "server", "Start mindie server", "fail")
        self.fail()

    # while it serves

    async def show_load(self) -> None:
        """How busy the NPUs are, for npu-smi."""
        while True:
            running = len(self.engine.running) if self.engine else 0
            aicore = self.slave.aicore if self.slave else min(92, 30 + running) if running else 0
            self.tell(aicore=aicore)
            if self.master:
                self.master.busy(aicore)
            await asyncio.sleep(0.5)

    async def flood(self) -> None:
        """The fault of a log that never ends."""
        count = 0
        while True:
            rate = self.faults().get("flood_lines_s", 0)
            for _ in range(int(rate / 20)):
                count += 1
                self.log.server("INFO", "flood.cpp:1", f"[endpoint] one of many lines, number {count}, " + "x" * 40)
            await asyncio.sleep(0.05 if rate else 0.5)

    async def watch_worker(self) -> None:
        worker = self.running
        while (code := worker.status) is None or self.ending:
            await asyncio.sleep(0.2)
        if code < 0 and self.faults().get("kill") != "unnoticed":
            plain(f"Process {worker.pid} was terminated by signal {-code} ({signal.strsignal(-code)})")
        await asyncio.get_running_loop().create_future()  # /health says 503 from here on; somebody else must end us

    async def watch_fleet(self) -> None:
        """A demo whose fleet was killed leaves nothing behind."""
        pid, _, started = os.environ["MINDIE_DEMO_FLEET"].partition(":")
        while start_time(int(pid)) == int(started):
            await asyncio.sleep(1)
        self.fail()

    async def stop(self, number: int) -> None:
        """TERM: wait a little for what runs, end the children, abort."""
        if self.ending:
            return
        self.ending = True
        self.exit_lines(number)
        until = asyncio.get_running_loop().time() + 5 / self.speed
        while self.engine and self.engine.busy and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)
        if self.worker:
            self.worker.terminate()
            while self.worker.status is None:
                await asyncio.sleep(0.01)
        await self.spend(1)
        self.goodbye()
        self.abort()


def main() -> None:
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write("mindieservice_d")
    try:
        os.setpgid(0, 0)
    except PermissionError:
        plain("Failed to set process group: setpgrp is refused to the leader of a session.")
        raise SystemExit(1) from None
    asyncio.run(Daemon(Path(sys.argv[1])).run())


if __name__ == "__main__":
    main()
