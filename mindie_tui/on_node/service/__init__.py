"""Parts of processes: the service of a run is started, found, watched and stopped."""
