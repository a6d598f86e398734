"""Where the sections of config.json stand in it, as JSON pointers."""

SERVER = "/ServerConfig"
BACKEND = "/BackendConfig"
DEPLOY = "/BackendConfig/ModelDeployConfig"
MODELS = "/BackendConfig/ModelDeployConfig/ModelConfig"
MODEL = f"{MODELS}/0"
"""The one model that is served: MindIE reads the first of the list."""
SCHEDULE = "/BackendConfig/ScheduleConfig"
LOG = "/LogConfig"

MAIN_SECTIONS = ("ServerConfig", "BackendConfig")
"""The sections by which a config.json is known from another document."""
SECTIONS = {
    "ServerConfig": SERVER,
    "BackendConfig": BACKEND,
    "ModelDeployConfig": DEPLOY,
    "ModelConfig": MODEL,
    "ScheduleConfig": SCHEDULE,
    "LogConfig": LOG,
}
"""The sections of a profile's `parameters` and where they stand in config.json. Any other name is a key of the root."""

OWN_KEYS_IN = (
    "ModelConfig",
    "models",
    "plugin_params",
    "ScheduleConfig",
    "ModelDeployConfig",
    "BackendConfig",
    "ServerConfig",
    "LogConfig",
)
"""The sections of config.json in which a key of one's own can stand; the likeliest first."""
