"""The preflight on a demo fleet: what is well passes, each thing that is wrong is found where it is."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
from pathlib import Path

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.preflight import check
from mindie_tui.remote.launch.lock import start_time
from mindie_tui.remote.preflight.preflight import preflight
from tests.kit.demo_site import demo_site


@pytest.fixture
async def site(tmp_path):
    async with demo_site(tmp_path, nodes=2) as running:
        yield running


async def checked(site, ctx=None, **more):
    """(check, node): what was said."""
    told = [event async for event in preflight(ctx or site.context(), **more)]
    asked = [(e.check, e.node) for e in told if isinstance(e, ev.CheckAsked)]
    done = {(e.check, e.node): e for e in told if isinstance(e, ev.CheckDone)}
    assert sorted(asked) == sorted(done), "what is asked is answered, once"
    return done


def bad(done):
    return {pair: event.found for pair, event in done.items() if event.verdict not in ("pass", "warn")}


async def test_a_fleet_that_is_well_passes_every_check_on_every_node(site):
    done = await checked(site)
    nodes = ("a3-01", "a3-02")
    own = [c for c in check.CHECKS if c.name not in MINDIE.skips]
    assert set(done) == {(c.name, node) for c in own for node in check.asked_of(c, nodes)}
    assert {pair: event.found for pair, event in done.items() if event.verdict != "pass"} == {}
    assert all(event.command and event.found for event in done.values())
    before = len(site.fleet.commands)
    await checked(site)
    assert len(site.fleet.commands) - before == 10, "five round trips a node"


async def test_some_checks_on_some_nodes(site):
    before = len(site.fleet.commands)
    done = await checked(site, only=frozenset({"ports_free", "ssh_login"}), nodes=frozenset({"a3-02"}))
    assert set(done) == {("ports_free", "a3-02"), ("ssh_login", "a3-02")}
    assert len(site.fleet.commands) - before == 2


async def test_a_dead_node_fails_its_login_the_rest_is_unknown_and_the_other_is_checked(site):
    await site.fleet.close()
    site.demo["a3-02"].refuse_login = True
    done = await checked(site)
    of_two = {c.name for c in check.CHECKS if c.on != "bench"} - MINDIE.skips
    alone = {c.name for c in check.CHECKS if c.across} - MINDIE.skips
    assert bad(done).keys() == {(name, "a3-02") for name in of_two} | {(name, "a3-01") for name in alone}
    assert done["ssh_login", "a3-02"].verdict == "fail" and "accepted no key" in done["ssh_login", "a3-02"].found
    assert {done[name, "a3-02"].verdict for name in of_two - {"ssh_login"}} == {"unknown"}
    assert {done[name, "a3-01"].verdict for name in alone} == {"unknown"}, "there is nobody to compare with"


def second(site, name):
    return 164 + int(site.demo[name].ip.rsplit(".", 1)[1])


async def test_a_sick_npu_and_a_busy_one_are_named(site):
    site.demo["a3-01"].fault(npu_health={3: "Alarm"}, npu_busy_mb={5: 60000}, no_device_ip=[7])
    found = bad(await checked(site))
    assert found.pop(("hbm_free", "a3-01")).startswith("NPU 5 busy: ")
    assert found == {
        ("npus_healthy", "a3-01"): "NPU 3 Alarm",
        ("hccn_conf", "a3-01"): f"NPU 7 is without an address, in hccn.conf 11.12.{second(site, 'a3-01')}.87",
        ("rank_table", "a3-01"): "NPU 7 has no address (hccn_tool)",
    }


@pytest.mark.long
async def test_a_container_that_is_stopped_is_told_with_the_command_that_starts_it(site):
    site.demo["a3-02"].stop_container()
    done = await checked(site)
    up = done["container_up", "a3-02"]
    assert (up.verdict, up.found, up.remedy) == ("fail", "mindie-a3 is exited", "docker start mindie-a3")
    assert done["ports_free", "a3-02"].verdict == "unknown" and "not running" in done["ports_free", "a3-02"].found
    assert {name for name, _ in bad(await checked(site, nodes=frozenset({"a3-01"})))} == {
        "mindie_equal",
        "cann_equal",
        "weights_equal",
    }, "what is inside the other cannot be compared"


@pytest.mark.long
async def test_a_port_that_is_taken_is_named_with_who_holds_it(site):
    site.demo["a3-01"].take_port(1120)
    site.demo["a3-02"].take_port(1026)
    found = bad(await checked(site))
    assert found.keys() == {("ports_free", "a3-01"), ("ports_free", "a3-02")}
    assert found["ports_free", "a3-01"] == f"multiNodesInferPort 1120 is taken by {name_of_us()}, pid {os.getpid()}"


def name_of_us():
    with open("/proc/self/comm") as file:
        return file.read().strip()


async def test_a_port_that_lingers_in_time_wait_is_told_as_that(site):
    ip = site.demo["a3-01"].ip
    with socket.socket() as listening, socket.socket() as other:
        listening.bind((ip, 1025))
        listening.listen(1)
        other.connect((ip, 1025))
        accepted, _ = listening.accept()
        accepted.close()  # who closes first waits
        assert other.recv(1) == b""
    found = bad(await checked(site, only=frozenset({"ports_free"})))
    assert found == {
        ("ports_free", "a3-01"): "1025: connections of a service that has ended are still closing (TIME_WAIT)"
    }


async def test_a_connection_that_is_half_closed_and_has_no_process_is_told_as_that_with_its_peer(site):
    ip = site.demo["a3-01"].ip
    with socket.socket() as listening, socket.socket() as other:
        listening.bind((ip, 1025))
        listening.listen(1)
        other.connect((ip, 1025))
        accepted, _ = listening.accept()
        listening.close()
        accepted.close()  # the other end stays open
        peer = "{}:{}".format(*other.getsockname())
        found = await checked(site, only=frozenset({"ports_free"}))
    told = found["ports_free", "a3-01"]
    assert told.found == f"1025: a connection of a service that has ended, to {peer}, is still closing (FIN-WAIT-2)"
    assert "end that program" not in told.remedy


async def test_a_lock_of_our_own_dead_process_is_taken_over_and_not_to_be_asked_about(site):
    process = await asyncio.create_subprocess_exec("sleep", "60")
    holder = {"who": site.context().operator, "pid": process.pid, "start_time": start_time(process.pid), "run": "r1"}
    process.kill()
    await process.wait()
    for node in site.demo.nodes:
        path = node.folder / "root" / ".mindie-tui" / "lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(holder))
    told = (await checked(site, only=frozenset({"earlier_service"})))["earlier_service", "a3-01"]
    assert (told.verdict, "the launch takes it over" in told.found) == ("pass", True)


@pytest.mark.long
async def test_weights_that_lack_a_shard_or_hold_a_cut_one_are_counted(site):
    site.demo.lose_shard()
    found = bad(await checked(site))
    assert found["weights_complete", "a3-01"].startswith(
        "3 of 4 safetensors; missing quant_model_weight_w8a8_dynamic-00004-of-00004"
    )
    first = sorted(site.demo.weights.glob("*.safetensors"))[0]
    missing = site.demo.weights / first.name.replace("00001-of", "00004-of")
    missing.write_bytes(first.read_bytes())
    with first.open("r+b") as shard:
        shard.truncate(first.stat().st_size - 1)
    assert bad(await checked(site))["weights_complete", "a3-02"] == f"cut short: {first.name}"


async def test_weights_that_are_nowhere_are_refused(site):
    site.with_model(modelWeightPath="/path/to/file")
    found = bad(await checked(site))
    assert found["weights_present", "a3-01"] == found["weights_complete", "a3-02"] == "/path/to/file does not exist"


@pytest.mark.long
async def test_a_config_that_is_a_link_or_gone_is_refused(site):
    ctx = site.context()
    one, two = (node.config_path for node in site.demo.nodes)
    one.rename(one.with_name("other.json"))
    one.symlink_to(one.with_name("other.json"))
    two.unlink()
    found = bad(await checked(site, ctx))
    assert found == {
        ("config_writable", "a3-01"): f"{one} is a symbolic link, which MindIE refuses",
        ("config_writable", "a3-02"): f"{two} does not exist",
        ("config_mode", "a3-02"): "there is no config.json to look at",
    }
    shutil.rmtree(two.parents[1])
    assert bad(await checked(site, ctx))["config_writable", "a3-02"].startswith("no MindIE was found; looked at ")


@contextlib.asynccontextmanager
async def a_daemon(node, cwd=None):
    """A process that MindIE's daemon would be, on that node."""
    path = node.config_path.parents[1] / "bin" / "mindieservice_daemon"
    text = path.read_text()
    path.write_text("#!/bin/bash\nsleep 600\n")
    process = await asyncio.create_subprocess_exec(str(path), start_new_session=True, cwd=cwd)
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, 9)
        await process.wait()
        path.write_text(text)


@pytest.mark.long
async def test_a_mindie_that_is_not_ours_is_named_and_one_of_ours_is_known_by_its_record(site):
    node = site.demo["a3-01"]
    async with a_daemon(node) as pid:
        found = bad(await checked(site))
        assert found == {("earlier_service", "a3-01"): f"a MindIE that is not ours runs there, pid {pid}"}
        folder = node.folder / "root" / ".mindie-tui" / "runs" / "20261123-021140-a3"
        folder.mkdir(parents=True)
        with open(f"/proc/{pid}/stat") as stat, open("/proc/sys/kernel/random/boot_id") as boot:
            record = {
                "run": folder.name,
                "pid": pid,
                "start_time": int(stat.read().rpartition(")")[2].split()[19]),
                "boot_id": boot.read().strip(),
                "config_sha256": "other",
            }
        (folder / "service.json").write_text(json.dumps(record))
        done = await checked(site)
        assert bad(done) == {("earlier_service", "a3-01"): f"our run {folder.name} is there with other files"}
        assert done["earlier_service", "a3-01"].remedy == f"mindie-tui stop {folder.name}, or --restart"
        assert (await checked(site, restart=True))["earlier_service", "a3-01"].verdict == "warn"
    assert bad(await checked(site)) == {}, "what has ended is no service"


@pytest.mark.long
async def test_a_daemon_of_ours_whose_record_is_not_written_yet_is_not_called_foreign(site):
    node = site.demo["a3-01"]
    folder = node.folder / "root" / ".mindie-tui" / "runs" / "20261123-021140-a3"
    folder.mkdir(parents=True)
    async with a_daemon(node, cwd=folder) as pid:
        done = await checked(site)
        assert bad(done) == {("earlier_service", "a3-01"): f"our run {folder.name} is being started there, pid {pid}"}


async def test_docker_that_cannot_be_asked_is_unknown_and_not_good(site):
    for node in site.demo.nodes:
        node.fault(docker_down=True)
    done = await checked(site)
    assert done["container_up", "a3-01"].verdict == "unknown"
    assert {done[name, "a3-01"].verdict for name in ("tools", "ports_free", "weights_present", "earlier_service")} == {
        "unknown"
    }


async def test_what_differs_between_nodes_is_told_where_it_is_odd(site):
    one, two = site.demo.nodes
    two.fault(tls_on=list(range(16)), link_down=[3], net_health={4: "Receive timeout"})
    state = two.folder / "state" / "containers.json"
    state.write_text(state.read_text().replace("sha256:25ba", "sha256:77ba"))
    conf = one.folder / "etc" / "hccn.conf"
    conf.write_text(conf.read_text().replace(".82\n", ".99\n"))
    done = await checked(site)
    assert {pair: (e.verdict, e.found) for pair, e in done.items() if e.verdict != "pass"} == {
        ("hccn_link", "a3-02"): ("fail", "NPU 3 has no link"),
        ("hccn_health", "a3-02"): ("warn", "NPU 4: Receive timeout"),
        ("hccn_tls", "a3-02"): ("fail", "switch 1, a3-01 has switch 0"),
        ("hccn_conf", "a3-01"): (
            "fail",
            f"NPU 2 is 11.12.{second(site, 'a3-01')}.82, in hccn.conf 11.12.{second(site, 'a3-01')}.99",
        ),
        ("image_equal", "a3-02"): ("warn", "77ba5f455ae3, a3-01 has 25ba5f455ae3"),
    }


@pytest.mark.long
async def test_residue_a_link_and_an_odd_mode_are_found_inside(site):
    (site.demo["a3-01"].folder / "shm" / "7f_llm_backend_0").write_text("")
    site.demo["a3-02"].config_path.chmod(0o644)
    site.demo["a3-01"].config_path.chmod(0o600)
    shard = sorted(site.demo.weights.glob("*.safetensors"))[0]
    shard.rename(shard.with_suffix(".real"))
    shard.symlink_to(shard.with_suffix(".real"))
    (site.demo.weights / "sub").mkdir()
    (site.demo.weights / "sub" / "more.json").symlink_to("..")
    done = await checked(site)
    found = {pair: (e.verdict, e.found) for pair, e in done.items() if e.verdict != "pass"}
    assert found == {
        ("shm_residue", "a3-01"): ("warn", "1 left in /dev/shm by a service that has ended"),
        ("config_mode", "a3-02"): ("warn", "mode 644; it becomes 640 and ours"),
        ("weights_links", "a3-01"): ("fail", f"{shard.name}, sub/more.json are links"),
        ("weights_links", "a3-02"): ("fail", f"{shard.name}, sub/more.json are links"),
    }


async def test_an_address_that_nobody_knows_is_told_and_the_others_are_asked_all_the_same(site):
    nodes = tuple(
        node.model_copy(update={"ip": "not-an-address" if node.name == "a3-02" else node.ip})
        for node in site.deployment.nodes
    )
    ctx = site.context()
    await site.fleet.update(nodes, site.deployment.container)
    try:
        done = await checked(site, ctx, only=frozenset({"nodes_reach", "service_reach"}))
    finally:
        await site.fleet.update(site.deployment.nodes, site.deployment.container)
    assert done["nodes_reach", "a3-01"].found.startswith("no way to a3-02 (")
    assert done["nodes_reach", "a3-02"].verdict == done["service_reach", "a3-01"].verdict == "pass"


@pytest.mark.long
async def test_a_node_that_only_benches_is_asked_for_what_the_bench_needs(site):
    nodes = tuple(node.model_copy(update={"serves": node.name == "a3-01"}) for node in site.deployment.nodes)
    bench = site.deployment.bench.model_copy(update={"node": "a3-02"})
    site.deployment = site.deployment.model_copy(update={"nodes": nodes, "bench": bench})
    done = await checked(site)
    assert {name for name, node in done if node == "a3-02"} == {
        "ssh_login",
        "container_up",
        "service_reach",
        "tokenizer",
        "dataset",
    }
    assert {e.verdict for (_, node), e in done.items() if node == "a3-02"} == {"pass"}
    for path in site.demo.weights.glob("token*"):
        path.unlink()
    assert bad(await checked(site)) == {("tokenizer", "a3-02"): f"no tokenizer in {site.demo.weights}"}


async def test_a_data_set_of_the_bench_is_looked_at_before_the_launch(site):
    where = Path(site.deployment.bench.datasets["gsm8k"].path)
    only = frozenset({"dataset"})
    assert (await checked(site, only=only))["dataset", "a3-01"].found.startswith("gsm8k: 400 prompts")
    (where / "train.jsonl").rename(where / "train.old")
    assert bad(await checked(site, only=only)) == {("dataset", "a3-01"): f"gsm8k: train.jsonl not in {where}"}
    where.rename(where.with_name("elsewhere"))
    done = (await checked(site, only=only))["dataset", "a3-01"]
    assert (done.verdict, done.found) == ("fail", f"gsm8k: {where} does not exist")
    assert done.command.endswith(str(where)) or str(where) in done.command
