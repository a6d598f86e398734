"""Stage `configuration`: what EngineArgs, AscendConfig and the platform refuse, seconds after the start."""
