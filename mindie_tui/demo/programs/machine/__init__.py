"""Tools of the machine (with hccn_tool.sh, cat.sh, rm.sh, sudo.sh)."""
