"""MindIE's daemon, before it starts: the files that config.json names, as far as it is known whether they are there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.fixes import section as section_fixes
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, rule
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.start.relations import one_plane

MOST_FILES = 3
DEEPEST, LONGEST_NAME, LONGEST = 32, 255, 4096
"""Levels of a path, bytes of one of its names, bytes of all of it (safe_path.cpp)."""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _names(value: Json) -> list[str]:
    return list(dict.fromkeys(name for name in value if isinstance(name, str))) if isinstance(value, list) else []


class _Tls:
    """The files of one TLS switch: which fields are wrong by themselves, and which name files that are missing."""

    def __init__(self, s: Service, holder: dict[str, Json], where: str) -> None:
        self.s, self.holder, self.where = s, holder, where
        self.troubles: list[tuple[str, str]] = []
        """(field, what)"""

    def missing(self, path: str) -> bool:
        folder = self.s.site.config_folder
        whole = posixpath.normpath(f"{folder}/{path}") if folder else path
        return self.s.site.files.exists(whole) is False

    def file(self, key: str) -> None:
        path = _text(self.holder.get(key))
        if not path:
            self.troubles.append((key, f"{key} names no file"))
        elif self.missing(path):
            self.troubles.append((key, path))

    def file_list(self, folder_key: str, key: str, *, may_be_empty: bool) -> None:
        folder, names = _text(self.holder.get(folder_key)), _names(self.holder.get(key))
        if may_be_empty and not (folder and names):
            return
        if len(names) > MOST_FILES or not (names or may_be_empty):
            self.troubles.append((key, f"{key} lists {len(names)} files instead of {0 if may_be_empty else 1} to 3"))
        missing = [folder + name for name in names if self.missing(folder + name)]
        if missing:
            self.troubles += [(key, name) for name in missing]
        elif folder and self.missing(folder):
            self.troubles.append((folder_key, folder))

    def pointers(self, *first: str) -> Iterable[str]:
        return (*first, *dict.fromkeys(f"{self.where}/{key}" for key, _ in self.troubles))

    def summary(self) -> str:
        texts = list(dict.fromkeys(what for _, what in self.troubles))
        return ", ".join(texts[:3]) + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")


@rule(
    "start.https",
    says="httpsEnabled is true, and its certificates are not in order: {missing}",
    source="server_config.cpp",
    mindie="The serverConfig_.tlsCert path is invalid by: {missing}",
)
def https_has_its_certificates(s: Service) -> Iterator[Found]:
    """With HTTPS the daemon looks for certificate, key, 1 to 3 CA files and up to 3 revocation lists of the service,
    and unless they share one address and port, of management and metrics too."""
    if s.server.get("httpsEnabled") is not True:
        return
    tls = _Tls(s, s.server, pointers.SERVER)
    for prefix in ("tls",) if one_plane(s) else ("tls", "managementTls", "metricsTls"):
        tls.file(f"{prefix}Cert")
        tls.file_list(f"{prefix}CrlPath", f"{prefix}CrlFiles", may_be_empty=True)
        tls.file_list("tlsCaPath", f"{prefix}CaFile", may_be_empty=False)
        tls.file(f"{prefix}Pk")
    if tls.troubles:
        places = at(tls.pointers(f"{pointers.SERVER}/httpsEnabled"))
        yield Found({"missing": tls.summary()}, (edit("httpsEnabled", False),), places)


@rule(
    "start.inter_node_tls",
    says="interNodeTLSEnabled is true, and its certificates are not in order: {missing}",
    source="backend_config.cpp",
    mindie="Failed to init tls cfg",
)
def inter_node_tls_has_its_certificates(s: Service) -> Iterator[Found]:
    """TLS between the nodes names certificate, key, 1 to 3 CA files and up to 3 revocation lists, on one node too;
    whether the files are there is looked at only with several nodes."""
    if s.backend.get("interNodeTLSEnabled") is not True:
        return
    tls = _Tls(s, s.backend, pointers.BACKEND)
    flag: tuple[str, ...] = ()
    for key in ("interNodeTlsCert", "interNodeTlsPk", "interNodeTlsCaPath", "interNodeTlsCrlPath"):
        if s.backend.get(key, ABSENT) is ABSENT:
            tls.troubles.append((key, f"{key} is absent"))
    cas, crls = _names(s.backend.get("interNodeTlsCaFiles")), s.backend.get("interNodeTlsCrlFiles")
    count = len(s.backend["interNodeTlsCaFiles"]) if isinstance(s.backend.get("interNodeTlsCaFiles"), list) else 0
    if not 1 <= count <= MOST_FILES:
        tls.troubles.append(("interNodeTlsCaFiles", f"interNodeTlsCaFiles lists {count} files instead of 1 to 3"))
    if isinstance(crls, list) and len(crls) > MOST_FILES:
        tls.troubles.append(("interNodeTlsCrlFiles", f"interNodeTlsCrlFiles lists {len(crls)} files instead of 0 to 3"))
    if s.multi:
        alone = len(tls.troubles)
        for key in ("interNodeTlsCert", "interNodeTlsPk"):
            if key in s.backend:
                tls.file(key)
        for folder_key, key, names in (
            ("interNodeTlsCaPath", "interNodeTlsCaFiles", cas),
            ("interNodeTlsCrlPath", "interNodeTlsCrlFiles", _names(crls)),
        ):
            folder = _text(s.backend.get(folder_key))
            missing = [folder + name for name in names if tls.missing(folder + name)] if folder else []
            tls.troubles += [(key, name) for name in missing]
            if folder and not missing and tls.missing(folder):
                tls.troubles.append((folder_key, folder))
        flag = (f"{pointers.BACKEND}/multiNodesInferEnabled",) if len(tls.troubles) > alone else ()
    if tls.troubles:
        places = at((*tls.pointers(f"{pointers.BACKEND}/interNodeTLSEnabled"), *flag))
        yield Found({"missing": tls.summary()}, (edit("interNodeTLSEnabled", False),), places)


@rule(
    "start.weights",
    places=("modelWeightPath",),
    source="model_deploy_config.cpp, safe_path.cpp",
    says="modelWeightPath is {path}: {what}",
    mindie="Path not found: {path}",
)
def the_weights_are_there(s: Service) -> Iterator[Found]:
    """The folder of the weights and its config.json are read at start. A path holds A-Z a-z 0-9 _ . / - only."""
    for i, model in enumerate(s.models):
        path = model.get("modelWeightPath") if isinstance(model, dict) else None
        if not isinstance(path, str):
            continue
        what = folder_trouble(s, path, "config.json")
        if what:
            pointer = f"{pointers.MODELS}/{i}/modelWeightPath"
            known = section_fixes.weights(s, pointer) if section_fixes.known_weights(s) else ()
            yield Found({"path": shown(path), "what": what}, known, at((pointer,)))


def folder_trouble(s: Service, path: str, holds: str = "") -> str:
    """What is wrong with the path of a folder on the node; `holds` is a file that must be in it.

    Without one an empty path, and a dot, are the folder in which the daemon starts, which is there.
    """
    if not path and holds:
        return "it must name a folder"
    if posixpath.normpath(path or ".") == "." and not holds:
        return ""
    home = path == "~" or path.startswith("~/")
    clean = re.sub("^/+", "/", posixpath.normpath(path.removeprefix("~") or "/"))  # normpath keeps two in front
    if not re.fullmatch(r"[a-zA-Z0-9_./-]+", clean):
        return "a path may hold only A-Z a-z 0-9 _ . / -"
    names = [name for name in clean.split("/") if name]
    if len(names) + 1 > DEEPEST or len(clean) > LONGEST or any(len(name) > LONGEST_NAME for name in names):
        return "at most 31 folders deep, 255 bytes a name, 4096 bytes in all"
    there = (False if s.site.files.closed else None) if home else s.site.files.exists(clean)
    if there is not False:
        inside = s.site.files.exists(posixpath.join(clean, holds)) if holds and not home else None
        return f"there is no {holds} in it" if inside is False else ""
    return "there is no such folder on the node"


RULES: tuple[Rule, ...] = (
    https_has_its_certificates,
    inter_node_tls_has_its_certificates,
    the_weights_are_there,
)
