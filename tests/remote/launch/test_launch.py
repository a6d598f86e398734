"""A launch on two demo nodes, from the lock to a real completion; what dies, hangs or drops on the way; the end."""

import asyncio
import datetime
import hashlib
import ipaddress
import json
import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.events.codec import (
    CheckDone,
    FileKept,
    LockRefused,
    LockTaken,
    NodeBack,
    NodeLost,
    NpuSample,
    ServiceAnswered,
    ServiceAttached,
    ServiceDied,
    ServiceError,
    ServiceMemory,
    ServicePhase,
    ServiceReady,
    ServiceStarted,
    ServiceStopped,
)
from mindie_tui.model.shell import sh
from mindie_tui.remote.launch import launch as service
from mindie_tui.remote.launch.status import status
from mindie_tui.remote.preflight.preflight import preflight
from tests.kit.demo_site import daemons, demo_site, lock_of
from tests.kit.servers import Site, sshd


class Walk:
    """Steps of one site, their events recorded and kept."""

    def __init__(self, site):
        self.site, self.events, self.error, self.logs, self.ctx = site, [], None, None, None

    async def launch(self, *, new_run=True, **more):
        """Launch; the events of this launch, its failure in `error`."""
        self.ctx = self.site.context(new_run=new_run)
        await self.close()
        self.logs = service.Logs(self.ctx)
        return await self.take(service.launch(self.ctx, self.logs, **more))

    async def take(self, events, until=None):
        self.events, self.error = [], None
        try:
            async for event in events:
                self.ctx.run.record("launch", event)
                self.events.append(event)
                if until is not None and until(event):
                    break
        except (LaunchFailed, Refused) as error:
            self.error = error
        await events.aclose()
        return self.events

    async def stop(self):
        return await self.take(service.stop(self.ctx))

    async def next(self, kind):
        """The next event of a kind that comes after the launch."""
        async with asyncio.timeout(20):
            while not isinstance(event := await self.logs.next(20), kind):
                assert event is not None
        return event

    async def came_back(self):
        """The nodes whose line dropped, once each is back; on a slow machine that may be after ready."""
        while len(self.of(NodeBack)) < max(1, len(self.of(NodeLost))):
            self.events.append(await self.next((NodeLost, NodeBack)))
        assert [e.node for e in self.of(NodeLost)] == [e.node for e in self.of(NodeBack)]
        return [e.node for e in self.of(NodeBack)]

    def of(self, kind, node=None):
        return [e for e in self.events if isinstance(e, kind) and (node is None or e.node == node)]

    def phases(self, node):
        return list(dict.fromkeys(event.phase for event in self.of(ServicePhase, node)))

    async def caught_up(self, run=None):
        """The spools once they hold all that stands on the nodes, and what stands there."""
        names = self.ctx.serving
        files = [self.site.log_on_node(name, run or self.ctx.run.id) for name in names]
        spools = [self.ctx.run.spool(name) for name in names]
        async with asyncio.timeout(20):
            while any(spool.size < file.stat().st_size for spool, file in zip(spools, files, strict=True)):
                await asyncio.sleep(0.02)
        return [(spool.path.read_bytes(), file.read_bytes()) for spool, file in zip(spools, files, strict=True)]

    async def close(self):
        if self.logs is not None:
            await self.logs.close()


@pytest.fixture
async def walk(tmp_path):
    async with demo_site(tmp_path) as site:
        made = Walk(site)
        try:
            yield made
        finally:
            await made.close()


@pytest.fixture
async def single(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        made = Walk(site)
        try:
            yield made
        finally:
            await made.close()


async def test_two_nodes_become_ready_after_a_real_completion_and_the_service_is_found_again_and_stopped(walk):
    events = await walk.launch()
    assert walk.error is None
    assert isinstance(events[0], LockTaken) and isinstance(events[-1], ServiceReady)
    assert [event.node for event in walk.of(ServiceStarted)] == ["a3-01", "a3-02"]  # the master first
    assert walk.phases("a3-01") == [
        "config",
        "rank_table",
        "slaves",
        "engine",
        "weights",
        "memory",
        "warmup",
        "endpoint",
        "started",
        "healthy",
    ]
    assert walk.phases("a3-02") == ["config", "rank_table", "slaves", "engine", "weights", "endpoint", "started"]
    assert walk.of(ServiceError) == []
    (answered,) = walk.of(ServiceAnswered)
    assert events[-2] is answered
    assert (answered.model, answered.url) == ("deepseek", f"http://{walk.site.demo.nodes[0].ip}:1025")
    first = walk.ctx.run.id
    for kept, there in await walk.caught_up():
        assert kept == there and b"Daemon start success!" in kept
    for node in walk.site.demo.nodes:
        assert not lock_of(node).exists()
        record = json.loads((walk.site.log_on_node(node.name, first).parent / "service.json").read_text())
        assert record["pid"] == next(e.pid for e in walk.of(ServiceStarted, node.name))
        assert record["config_sha256"] == hashlib.sha256(node.config_path.read_bytes()).hexdigest()

    # another run, from anywhere: it attaches and changes nothing
    stood = [node.config_path.stat().st_mtime_ns for node in walk.site.demo.nodes]
    events = await walk.launch()
    assert [type(event) for event in events if not isinstance(event, ServicePhase | NpuSample)] == [
        ServiceAttached,
        ServiceAnswered,
        ServiceReady,
    ]
    assert walk.of(ServiceAttached)[0].holder == first
    (answered,), (good,) = walk.of(ServiceAnswered), walk.of(ServiceReady)
    assert good.attached and answered.first_token_s is None, "it was not started just now"
    assert sentence(answered).endswith(" ms") and sentence(good) == "it is ready"
    assert [node.config_path.stat().st_mtime_ns for node in walk.site.demo.nodes] == stood
    for kept, there in await walk.caught_up(first):
        assert kept == there  # the whole log of the earlier run, once

    # the same run once more, as after a restart of the wizard: from the byte where its log stopped
    await walk.close()
    walk.logs = service.Logs(walk.ctx)
    await walk.take(service.attach(walk.ctx, walk.logs))
    assert walk.error is None and walk.of(ServiceAttached)[0].holder == first and walk.of(ServiceReady)
    for kept, there in await walk.caught_up(first):
        assert kept == there

    # another configuration is refused, and says how to go on
    walk.site.with_model(cpuMemSize=6)
    attached = walk.ctx
    events = await walk.launch()
    assert events == [] and isinstance(walk.error, Refused)
    assert first in str(walk.error) and "--restart" in str(walk.error)

    # stop of the run that attached ends the service that it attached to
    walk.ctx = attached
    events = await walk.stop()
    assert walk.error is None
    assert (events[0].node, events[0].how, events[1].node) == ("a3-01", "stopService", "a3-02")
    assert events[1].how in ("TERM", "ended with the master")
    assert daemons(walk.site) == []
    assert [(e.node, e.how) for e in await walk.stop()] == [("a3-01", "was not running"), ("a3-02", "was not running")]


async def test_a_product_that_does_not_fill_the_world_dies_with_its_cause_and_frees_the_other_node(walk):
    walk.site.with_model(dp=2)
    await walk.launch()
    assert isinstance(walk.error, LaunchFailed)
    first = [event for event in walk.of(ServiceError) if event.first]
    assert [event.code for event in first] == ["par-ws"]
    assert first[0].log["file"] == f"logs/{first[0].node}/service.log"
    died = walk.of(ServiceDied)[0]
    assert died.status == 137 and "how every failed start" in died.reason
    assert first[0].cause in str(walk.error) and first[0].remedy in str(walk.error)
    assert len(walk.error.standing) == 2 and all("config.json is the new one" in line for line in walk.error.standing)
    assert daemons(walk.site) == []
    assert not any(lock_of(node).exists() for node in walk.site.demo.nodes)


@pytest.mark.long
async def test_a_line_that_drops_while_the_weights_load_costs_no_byte_and_doubles_none(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)

    def cut_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not cut:
            cut.append(event.node)
            walk.site.demo[event.node].cut()

    cut = []
    await walk.take(service.launch(ctx, walk.logs), until=cut_once)
    assert walk.error is None and isinstance(walk.events[-1], ServiceReady)
    assert await walk.came_back() == cut
    for kept, there in await walk.caught_up():
        assert kept == there


@pytest.mark.long
async def test_a_launch_that_is_left_goes_on_alone_and_is_attached_to_while_it_still_loads(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)
    await walk.take(service.launch(ctx, walk.logs), until=lambda e: isinstance(e, ServicePhase) and e.phase == "engine")
    assert len(daemons(walk.site)) == 2
    assert not lock_of(walk.site.demo.nodes[0]).exists()
    await walk.launch(new_run=False)
    assert isinstance(walk.events[0], ServiceAttached) and isinstance(walk.events[-1], ServiceReady)
    for kept, there in await walk.caught_up():
        assert kept == there


@pytest.mark.long
async def test_a_start_that_was_cut_off_between_two_nodes_is_known_as_that_and_stopped(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)
    launching = service.launch(ctx, walk.logs)
    async for event in launching:  # killed: neither the rest of the start nor its record
        if isinstance(event, ServiceStarted):
            break
        ctx.run.record("launch", event)
    await launching.aclose()
    assert len(daemons(walk.site)) == 1
    only = f"run {ctx.run.id} runs on a3-01 only, not on a3-02"

    checks = [e async for e in preflight(ctx, only=frozenset({"earlier_service"})) if isinstance(e, CheckDone)]
    verdicts = {event.node: event for event in checks}  # the last one of each node counts
    assert f"our {only}: its start was cut off" == verdicts["a3-01"].found and verdicts["a3-01"].verdict == "fail"
    await walk.launch()
    assert isinstance(walk.error, Refused) and only in str(walk.error) and "other files" not in str(walk.error)
    refused, walk.ctx = walk.ctx, ctx
    await walk.close()
    walk.logs = service.Logs(ctx)
    await walk.take(service.attach(ctx, walk.logs))
    assert only in str(walk.error) and f"mindie-tui stop {ctx.run.id}" in walk.error.do
    assert [(one.node, one.state) async for one in status(ctx)] == [("a3-01", "runs"), ("a3-02", "gone")]

    walk.ctx = refused
    await walk.stop()
    assert isinstance(walk.error, Refused) and f"mindie-tui stop {ctx.run.id}" in walk.error.do
    assert len(daemons(walk.site)) == 1, "a run that was refused stops nothing"
    walk.ctx = ctx
    await walk.stop()
    assert walk.error is None and daemons(walk.site) == []


@pytest.mark.long
async def test_restart_stops_the_earlier_service_first(single):
    await single.launch()
    earlier = single.of(ServiceStarted)[0].pid
    await single.stop()  # its ports are still closing
    await single.launch(restart=True)
    assert single.error is None
    assert single.of(FileKept)[0].path.endswith("config.json")
    started = single.of(ServiceStarted)[0].pid
    events = await single.launch(restart=True)
    assert [e.how for e in single.of(ServiceStopped)] == ["stopService"]
    assert isinstance(events[-1], ServiceReady)
    assert len({earlier, started, single.of(ServiceStarted)[0].pid}) == 3


@pytest.mark.long
async def test_a_daemon_that_dies_after_ready_is_told_by_the_logs_that_are_kept(single):
    await single.launch()
    os.kill(single.of(ServiceStarted)[0].pid, signal.SIGKILL)
    died = await single.next(ServiceDied)
    assert (died.node, died.status) == ("a3-01", 137)


@pytest.mark.long
async def test_the_memory_of_the_npus_is_told_while_the_service_is_followed(single):
    await single.launch()
    sample = await single.next(NpuSample)
    while sample.hbm_used_gib < 40:
        sample = await single.next(NpuSample)
    assert sample.node == "a3-01" and 0 <= sample.aicore_percent <= 100


async def test_a_stop_from_elsewhere_is_no_death(single):
    await single.launch()
    other = single.site.context(new_run=False)
    events = [event async for event in service.stop(other)]
    assert [event.how for event in events] == ["stopService"]
    assert (await single.next(ServiceStopped)).how == "stopped by li@jump"


async def test_a_stop_while_it_starts_ends_the_launch_as_stopped(single):
    single.site.demo.nodes[0].fault(stuck="weights")
    stopping = []

    def stop_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not stopping:
            other = single.site.context(new_run=False)
            stopping.append(asyncio.create_task(first_of(service.stop(other))))

    single.ctx = single.site.context()
    single.logs = service.Logs(single.ctx)
    await single.take(service.launch(single.ctx, single.logs), until=stop_once)
    assert "stopped by li@jump before it was ready" in str(single.error)
    assert (await stopping[0]).how == "TERM"


async def first_of(events):
    return [event async for event in events][0]


@pytest.mark.long
async def test_a_service_that_starts_and_never_is_healthy_is_not_ready(single):
    single.site.demo.nodes[0].fault(never_healthy=True)
    single.site.with_timeouts(healthy=2)
    await single.launch()
    assert isinstance(single.error, LaunchFailed) and "not healthy within 2 s" in str(single.error)
    assert single.of(ServiceReady) == [] and "started" in single.phases("a3-01")
    assert "pid" in single.error.standing[0]
    assert len(daemons(single.site)) == 1  # it runs, so that somebody can look at it


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"http_status": 404}, "404"),
        ({"garbage_tokens": True}, "no text"),
    ],
)
async def test_a_healthy_service_that_answers_wrongly_is_not_ready(single, fault, words):
    single.site.demo.nodes[0].fault(**fault)
    await single.launch()
    assert isinstance(single.error, LaunchFailed) and words in str(single.error)
    assert single.of(ServiceAnswered) == [] and single.of(ServiceReady) == []
    assert [event.first for event in single.of(ServiceError)] == [True]


@pytest.mark.long
async def test_a_start_that_is_stuck_ends_with_where_it_is_stuck(single):
    single.site.demo.nodes[0].fault(stuck="weights")
    single.site.with_timeouts(ready=3)
    await single.launch()
    assert "not ready within 3 s, still in weights" in str(single.error)
    assert "phase weights" in single.error.standing[0]


async def test_a_port_that_is_taken_is_named_before_anything_is_started(single):
    single.site.demo.nodes[0].take_port(1026)
    await single.launch()
    assert "port 1026 is taken" in str(single.error)
    assert daemons(single.site) == []


# -- https


def certificates(folder, names):
    """What MindIE's TLS needs: a CA, and for each plane a certificate of the service with these addresses in it."""
    now = datetime.datetime.now(datetime.UTC)

    def signed(name, issuer=None, issuer_key=None, ca=False):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        built = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )  # fmt: skip
        if not ca:
            addresses = [x509.IPAddress(ipaddress.ip_address(one)) for one in names]
            built = built.add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        return built.sign(issuer_key or key, hashes.SHA256()), key

    def put(path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o640)

    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    ca, ca_key = signed("the site's CA", ca=True)
    for part, ca_name in (("", "ca.pem"), ("management/", "management_ca.pem"), ("metrics/", "metrics_ca.pem")):
        own, own_key = signed("mindie", ca, ca_key)
        put(folder / "security" / "ca" / ca_name, pem(ca))
        put(folder / "security" / "certs" / part / "server.pem", pem(own))
        put(
            folder / "security" / "keys" / part / "server.key.pem",
            own_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )


def with_https(site):
    parameters = {**site.deployment.parameters}
    files = {}
    for prefix, part, ca in (("tls", "", "ca"), ("managementTls", "management/", "management_ca"),
                             ("metricsTls", "metrics/", "metrics_ca")):  # fmt: skip
        files |= {f"{prefix}CaFile": [f"{ca}.pem"], f"{prefix}Cert": f"security/certs/{part}server.pem",
                  f"{prefix}Pk": f"security/keys/{part}server.key.pem", f"{prefix}CrlPath": "security/certs/",
                  f"{prefix}CrlFiles": []}  # fmt: skip
    parameters["ServerConfig"] = {
        **parameters["ServerConfig"], "httpsEnabled": True, "tlsCaPath": "security/ca/", **files}  # fmt: skip
    site.deployment = site.deployment.model_copy(update={"parameters": parameters})


@pytest.mark.long
async def test_a_service_with_https_is_asked_by_tls_and_says_what_was_verified(single):
    node = single.site.demo.nodes[0]
    certificates(node.config_path.parent.parent, (node.ip, "127.0.0.2"))
    with_https(single.site)
    await single.launch()
    assert single.error is None, single.error
    (answered,) = single.of(ServiceAnswered)
    assert answered.url.startswith("https://")
    assert answered.tls == "TLS: the certificate was verified with ca.pem, its name too"
    assert [event.how for event in await single.stop()] == ["stopService"]


@pytest.mark.long
async def test_a_certificate_of_another_address_is_used_and_said_to_be_not_verified(single):
    certificates(single.site.demo.nodes[0].config_path.parent.parent, ("10.9.9.9",))
    with_https(single.site)
    await single.launch()
    assert single.error is None, single.error
    (answered,) = single.of(ServiceAnswered)
    assert answered.tls.startswith("TLS: encrypted, but the certificate was not verified: IP address mismatch")


# -- the same against a real OpenSSH server


@asynccontextmanager
async def behind_openssh(demo, folder):
    """An ssh_config for the demo's nodes, each behind a real sshd that runs every command as that node would."""
    site = Site(folder)
    async with AsyncExitStack() as stack:
        for node in demo.nodes:
            shell = folder / f"shell-{node.name}"
            words = [f"{name}={value}" for name, value in node.environment.items()]
            text = sh('exec env -i {} bash -c "$SSH_ORIGINAL_COMMAND"', words)
            shell.write_text(f"#!/bin/bash\ncd {node.folder / 'home'}\n{text}\n")
            shell.chmod(0o755)
            server = await stack.enter_async_context(sshd(site, f"ForceCommand {shell}"))
            site.host(node.name, server.port)
            demo[node.name].sshd = server
        yield site.config


@pytest.fixture
async def openssh(tmp_path):
    async with demo_site(tmp_path, ssh_config=lambda demo: behind_openssh(demo, tmp_path / "ssh")) as site:
        made = Walk(site)
        try:
            yield made
        finally:
            await made.close()


async def test_launch_logs_and_stop_work_through_a_real_openssh_server(openssh):
    ctx = openssh.ctx = openssh.site.context()
    openssh.logs = service.Logs(ctx)
    cut = []

    def cut_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not cut:
            cut.append(event.node)
            sessions = children(openssh.site.demo[event.node].sshd.process.pid)
            assert sessions
            for pid in sessions:  # sshd's process of each connection: as when the line drops
                os.kill(pid, signal.SIGKILL)

    await openssh.take(service.launch(ctx, openssh.logs), until=cut_once)
    assert openssh.error is None and isinstance(openssh.events[-1], ServiceReady)
    assert await openssh.came_back() == cut
    for kept, there in await openssh.caught_up():
        assert kept == there and b"Daemon start success!" in kept
    for started in openssh.of(ServiceStarted):  # detached: in no session of a login, and no leader of one
        assert os.getsid(started.pid) != started.pid == os.getpgid(started.pid)
    await openssh.stop()
    assert openssh.error is None and daemons(openssh.site) == []


def children(pid):
    """The pids of a process's children."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_a_launch_waits_for_no_other_operator_and_changes_nothing(single):
    node = single.site.demo.nodes[0]
    lock_of(node).parent.mkdir()
    lock_of(node).write_text(json.dumps({"who": "wang@other", "pid": 1, "since": "02:11", "run": "r1"}))
    stood = node.config_path.read_bytes()
    await single.launch()
    assert [type(event) for event in single.events] == [LockRefused] and isinstance(single.error, Refused)
    assert "wang@other" in str(single.error) and node.config_path.read_bytes() == stood


@pytest.mark.long
async def test_a_fraction_that_is_too_little_is_named_with_the_least_that_starts_and_that_one_does(single):
    single.site.with_environment(NPU_MEMORY_FRACTION="0.85")
    await single.launch()
    assert isinstance(single.error, LaunchFailed)
    (memory,) = single.of(ServiceMemory)
    assert (memory.starts, memory.value, memory.least) == (False, 0.85, 0.86)
    assert "set NPU_MEMORY_FRACTION to 0.86" in single.error.do
    single.site.with_environment(NPU_MEMORY_FRACTION=f"{memory.least}")
    await single.launch()
    assert single.error is None and single.of(ServiceReady)
    (memory,) = single.of(ServiceMemory)
    assert (memory.starts, memory.value, memory.least) == (True, 0.86, 0.86)
