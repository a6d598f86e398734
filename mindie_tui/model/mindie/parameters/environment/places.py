"""Variables that say where something is: the config.json that MindIE reads, and the node itself in its fleet."""

PLACE_VARIABLES = ("MIES_CONFIG_JSON_PATH", "MINDIE_LLM_HOME_PATH", "MIES_INSTALL_PATH")
"""By which the daemon finds its config.json, the first that is set."""
OF_THE_NODE = frozenset(
    "MIES_CONTAINER_IP MASTER_IP RANK_TABLE_FILE RANKTABLEFILE GLOO_SOCKET_IFNAME HCCL_SOCKET_IFNAME HCCL_IF_IP "
    "HOST_IP".split()
)
"""Variables that describe the node, not the service: they differ from run to run."""
