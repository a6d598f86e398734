"""Kinds of value that several sections of config.json have."""

from mindie_tui.model.documents.kinds import Array, Bool, Free, Text, may, need

YES_NO, MUST_YES_NO = Bool(), Bool(required=True)
FLAG = Free(says="true or false", types=(bool,))
"""Read by the workers, which take any JSON."""
TEXT, MUST_TEXT = Text(), Text(required=True)
FILES = Array(what="list of file names")
PORT, MUST_PORT = may(1024, 65535, "int32_t"), need(1024, 65535, "int32_t")
DEGREE = Free(says="int, 1 and up", types=(int, float))
"""How often something is split over NPUs."""
