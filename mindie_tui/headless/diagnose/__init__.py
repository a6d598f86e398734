"""`diagnose`: why a start failed, from logs that somebody collected."""
