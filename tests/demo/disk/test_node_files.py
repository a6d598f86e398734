"""What stands on the disks of a fleet."""

import json
import stat

from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG


async def test_what_stands_on_a_node_is_what_mindie_installs(fleet, connect):
    connection = await connect(fleet, "a3-01")
    node = fleet["a3-01"]
    assert node.config_path.read_text() == DEFAULT_CONFIG
    assert stat.S_IMODE(node.config_path.stat().st_mode) == 0o640
    sourced = await connection.run(
        f"docker exec -i mindie-a3 bash -c 'for f in {fleet.folder}/Ascend/{{*,nnal/atb}}/set_env.sh; "
        "do source $f; done; echo $MINDIE_LOG_LEVEL $MINDIE_LOG_TO_STDOUT'",
        check=True,
    )
    assert sourced.stdout == "ERROR 0\n"
    assert stat.S_IMODE(fleet.weights.stat().st_mode) == 0o750
    index = json.loads((fleet.weights / "quant_model_weight_w8a8_dynamic.safetensors.index.json").read_text())
    assert {path.name for path in fleet.weights.glob("*.safetensors")} == set(index["weight_map"].values())
    fleet.lose_shard()
    assert {path.name for path in fleet.weights.glob("*.safetensors")} < set(index["weight_map"].values())


async def test_every_npu_has_an_address_of_its_own(fleet, connect):
    seen = set()
    for node in fleet.nodes:
        connection = await connect(fleet, node.name)
        done = await connection.run("for i in $(seq 0 15); do hccn_tool -i $i -ip -g; done", check=True)
        seen |= {line for line in done.stdout.splitlines() if line.startswith("ipaddr:")}
    assert len(seen) == 32
    fleet["a3-01"].fault(no_device_ip=[5])
    connection = await connect(fleet, "a3-01")
    without = await connection.run("hccn_tool -i 5 -ip -g")
    assert without.stdout == "Get ipconf failed, because no ip was preset there!\n"
    assert (await connection.run("hccn_tool -i 4 -link -g")).stdout == "link status: UP\n"
