"""One walk over the devices of a rank table."""

from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.table_devices import devices, servers
from tests.kit.judged import made


def test_every_device_comes_once_with_its_server_in_the_order_of_the_table():
    found = devices(Service(made("a3-double")))
    assert len(found) == 32
    assert (found[0].at, found[0].server, found[0].number, found[0].npu) == (
        "/server_list/0/device/0",
        "10.0.0.1",
        0,
        "0",
    )
    assert (found[31].at, found[31].server, found[31].number) == ("/server_list/1/device/15", "10.0.0.2", 1)


def test_what_is_no_object_is_left_out_and_the_pointers_stay_right():
    service = Service(made("a3-double", table={"/server_list/0": "x", "/server_list/1/device/0": 5}))
    assert [at for at, _ in servers(service)] == ["/server_list/1"]
    assert devices(service)[0].at == "/server_list/1/device/1"


def test_a_server_without_a_name_is_called_by_its_number():
    assert devices(Service(made("a3-double", table={"/server_list/1/server_id": 7})))[-1].server == "server 2"


def test_without_a_table_there_are_none():
    assert devices(Service(made("a3-single"))) == ()
