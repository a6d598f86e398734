"""The JSON pointers of the sections of config.json."""

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
"""The sections of a profile's `parameters` and their places in config.json. Any other name is a key of the root."""

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
"""The sections of config.json that can hold undeclared keys; the likeliest first."""
