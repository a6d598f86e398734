"""Where MindIE is on this machine, what to source before it, and which versions stand there."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import sys

from mindie_tui.on_node.shared.small_files import Json, read_text


def find_engine(given: Json) -> Json:
    """Where the engine is: a program of that name where one is asked for, else MindIE."""
    name = given.get("program")
    if not name:
        return find_mindie(given)
    path = os.environ.get("PATH", os.defpath) + ":/usr/local/bin:/usr/local/python3/bin"
    found = shutil.which(name, path=path) or next(iter(sorted(glob.glob("/usr/local/python*/bin/" + name))), None)
    return {"layout": None, "folder": None, "config_path": None, "daemon": found, "looked_at": path.split(":")}


def package_versions(given: Json, place: Json) -> dict[str, str]:
    """The versions of Python packages that are asked for, beside the engine's program or in this Python."""
    folders = list(sys.path)
    if place.get("daemon"):
        base = os.path.dirname(os.path.dirname(os.path.realpath(place["daemon"])))
        folders = sorted(glob.glob(os.path.join(base, "lib*", "python3*", "site-packages"))) + folders
        folders += [os.path.join(base, "site-packages")]
    found: dict[str, str] = {}
    for name in given.get("packages") or ():
        pattern = name.replace("-", "_") + "-*.dist-info"
        for path in (path for folder in folders for path in sorted(glob.glob(os.path.join(folder, pattern)))):
            found.setdefault(name, os.path.basename(path)[len(name) + 1 : -len(".dist-info")])
    return found


def find_mindie(given: Json) -> Json:
    """Layout, folder, config.json and daemon, in MindIE's own order of looking; None for what is not there."""
    environment = dict(os.environ, **given.get("environment", {}))
    classic = os.path.join(given["ascend"], "mindie", "latest", "mindie-service")
    home, install = environment.get("MINDIE_LLM_HOME_PATH"), environment.get("MIES_INSTALL_PATH")
    candidates = []
    if home and os.path.exists(os.path.join(home, "__init__.py")):
        candidates.append(("package", home))
    if install:
        candidates.append(("classic", install))
    candidates.append(("classic", classic))
    candidates += [("package", folder) for folder in packages()]
    layout = folder = daemon = None
    for kind, base in candidates:
        binary = os.path.join(base, "bin", "mindieservice_daemon")
        if os.path.exists(binary) or os.path.exists(os.path.join(base, "conf", "config.json")):
            layout, folder = kind, base
            starter = shutil.which("mindie_llm_server") if kind == "package" else None
            daemon = starter or (binary if os.path.exists(binary) else None)
            break
    config = environment.get("MIES_CONFIG_JSON_PATH") or (
        os.path.join(folder, "conf", "config.json") if folder else None
    )
    looked = [os.path.join(base, "conf", "config.json") for _, base in candidates]
    return {"layout": layout, "folder": folder, "config_path": config, "daemon": daemon, "looked_at": looked}


def packages() -> list[str]:
    """Folders of the package mindie_llm, found without importing it."""
    found = []
    try:
        spec = importlib.util.find_spec("mindie_llm")
        found += list(spec.submodule_search_locations or []) if spec else []
    except (ImportError, ValueError, AttributeError):
        pass
    for pattern in ("/usr/local/lib*/python3*/*-packages/mindie_llm", "/usr/lib*/python3*/*-packages/mindie_llm"):
        found += sorted(glob.glob(pattern))
    return list(dict.fromkeys(found))


def set_env(ascend: str, place: Json) -> list[str]:
    """The set_env.sh files that exist, in the order in which they are sourced."""
    groups = [("cann", "ascend-toolkit"), ("nnal/atb",), ("atb-models", "llm_model"), ("mindie",)]
    found = []
    for group in groups:
        for name in group:
            path = os.path.join(ascend, name, "set_env.sh")
            if os.path.exists(path):
                found.append(path)
                break
    own = os.path.join(place["folder"], "set_env.sh") if place["folder"] else ""
    inside = os.path.realpath(own).startswith(os.path.realpath(os.path.join(ascend, "mindie")) + os.sep)
    if own and os.path.exists(own) and not (inside and place["layout"] == "classic"):
        found.append(own)  # the one above knows nothing of a MindIE that stands elsewhere
    return found


def versions(ascend: str, place: Json) -> dict[str, str]:
    """The texts of the files that name a version."""
    roots = list(dict.fromkeys([ascend, "/usr/local/Ascend"]))
    names = {
        "driver": ["driver/version.info"],
        "firmware": ["firmware/version.info"],
        "cann": [
            "ascend-toolkit/latest/version.cfg",
            "ascend-toolkit/latest/*/ascend_toolkit_install.info",
            "cann/latest/version.cfg",
            "cann/version.cfg",
            "cann/*/ascend_toolkit_install.info",
        ],
        "mindie": ["mindie/latest/version.info"],
    }
    texts = {}
    for what, patterns in names.items():
        for path in (
            p for root in roots for pattern in patterns for p in sorted(glob.glob(os.path.join(root, pattern)))
        ):
            text = read_text(path)
            if text:
                texts[what] = text
                break
    if place["layout"] == "package":
        for info in glob.glob(os.path.join(os.path.dirname(place["folder"]), "mindie_llm-*.dist-info", "METADATA")):
            texts["mindie"] = "\n".join(
                line for line in (read_text(info) or "").splitlines() if line.startswith("Version:")
            )
    return texts
