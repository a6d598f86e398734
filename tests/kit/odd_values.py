"""Values that stand where another kind is meant, and the places of config.json and the rank table to put them."""

from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.parameters import pointers, rank_table
from tests.kit.judged import CONFIG_POINTERS

ODD: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    3,
    7,
    8,
    16,
    32,
    64,
    1.5,
    1.0,
    2**31,
    2**32,
    2**64,
    -(2**40),
    1e300,
    "",
    "5",
    "-1",
)
ODD = (*ODD, "x", "true", "0.0.0.0", "::", "a b", [], {}, [1], ["x"], [[0, 1]], [[]], {"a": 1}, [None], "é" * 300)
POINTERS = (
    *CONFIG_POINTERS,
    "",
    "/ServerConfig",
    "/BackendConfig",
    pointers.DEPLOY,
    pointers.SCHEDULE,
    pointers.MODEL,
    pointers.MODELS,
    pointers.MODEL + "/models",
    pointers.MODEL + "/models/deepseekv2",
    pointers.MODEL + "/models/deepseekv2/parallel_options",
    "/ServerConfig/HealthCheckConfig",
    pointers.BACKEND + "/layerwiseDisaggregated/layerwiseDisaggregatedMultiNodesInferEnabled",
)
TABLE = (
    *(f.pointer for f in rank_table.FIELDS),
    "",
    "/server_list/0",
    "/server_list/1",
    "/server_list/0/device",
    "/server_list/0/device/0",
    "/server_list/1/container_ip",
)
