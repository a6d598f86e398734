"""How the checks of the weights judge."""

from __future__ import annotations

from mindie_tui.model.documents.document import Json
from mindie_tui.model.message import Message, joined
from mindie_tui.model.preflight.evidence import Judged, Seen, unseen
from mindie_tui.model.text import few


def weights_present(s: Seen) -> Judged:
    told = s.part("weights")
    if s.weights is None:
        return Judged("fail", "modelWeightPath is not set", "set it to the folder of the weights on the nodes")
    if told is None:
        return unseen(s)
    if not told.get("there"):
        return Judged(
            "fail",
            Message("{weights} is a file, not a folder", weights=s.weights)
            if told.get("file")
            else Message("{weights} does not exist", weights=s.weights),
            "set modelWeightPath to the folder of the weights, and mount it into the container",
        )
    if not told.get("config"):
        return Judged(
            "fail",
            Message("{weights} contains no config.json", weights=s.weights),
            "copy the model's small files beside the weights",
        )
    shards = told.get("shards")
    if type(shards) is not int:
        return Judged("unknown", "its files could not be counted", f"ls {s.weights}")
    if not shards:
        return Judged(
            "fail",
            Message("{weights} contains no safetensors", weights=s.weights),
            _needs_safetensors(s),
        )
    return Judged("pass", Message("{shards} safetensors", shards=shards))


def _needs_safetensors(s: Seen) -> str:
    return Message("{engine} loads safetensors; convert or copy them", engine=s.label)


def weights_complete(s: Seen) -> Judged:
    told = s.part("weights")
    if told is None:
        return unseen(s) if s.weights is not None else Judged("fail", "modelWeightPath is not set")
    if not told.get("there"):
        return Judged("fail", Message("{weights} does not exist", weights=s.weights), "see weights_present")
    missing, short, broken = told.get("missing") or [], told.get("short") or [], told.get("broken_indexes") or []
    shards: Json = told.get("shards")
    wanted: Json = told.get("wanted")
    if missing:
        return Judged(
            "fail",
            joined(
                Message("{found} of {wanted} safetensors", found=wanted - len(missing), wanted=wanted),
                Message("missing {missing}", missing=few(missing)),
            )
            if wanted
            else Message("missing {missing}", missing=few(missing)),
            Message("copy them from a node that has them: rsync -P NODE:{weights}/ {weights}/", weights=s.weights),
        )
    if short:
        return Judged(
            "fail",
            Message("cut short: {short}", short=few(short)),
            "copy them again; their own headers name more bytes than the files have",
        )
    if broken:
        return Judged("fail", Message("{broken} cannot be read", broken=few(broken)), "copy the index again")
    if not shards:
        return Judged("fail", "no safetensors are there", _needs_safetensors(s))
    if not wanted:
        return (
            Judged("pass", "one file, no index")
            if shards == 1
            else Judged(
                "unknown",
                Message("{shards} safetensors and no index to count them by", shards=shards),
                "copy *.safetensors.index.json beside them",
            )
        )
    if told.get("looked_into") != shards:
        return Judged(
            "pass",
            joined(
                Message("{wanted} of {wanted} safetensors are there", wanted=wanted),
                Message("{looked_into} looked into in time", looked_into=told.get("looked_into")),
            ),
        )
    return Judged("pass", Message("{wanted} of {wanted} safetensors, all complete", wanted=wanted))


def weights_links(s: Seen) -> Judged:
    """MindIE refuses symbolic links inside the folder of the weights."""
    told = s.part("weights")
    links = told.get("links") if told else None
    if not isinstance(links, list):
        return _unseen_weights(s)
    if links:
        return Judged(
            "fail",
            Message("{links} is a link", links=few(links))
            if len(links) == 1
            else Message("{links} are links", links=few(links)),
            Message("cp -rL {weights} to another folder; MindIE refuses links", weights=s.weights),
        )
    return Judged("pass", "none")


def weights_mode(s: Seen) -> Judged:
    """The owner and mode 750 matter to a daemon that is not root."""
    told = s.part("weights")
    if told is None or not isinstance(told.get("mode"), str) or not isinstance(told.get("own_uid"), int):
        return _unseen_weights(s)
    mode, uid, own = told["mode"], told.get("uid"), told["own_uid"]
    if own == 0:
        return Judged("pass", joined(Message("mode {mode}", mode=mode), Message("root is not asked")))
    if uid != own:
        return Judged(
            "fail",
            Message("owner uid {uid}, the daemon will be {own}", uid=uid, own=own),
            f"chown -R {own} {s.weights}",
        )
    if int(mode, 8) & ~0o750:
        return Judged("fail", Message("mode {mode}, MindIE allows 750 at most", mode=mode), f"chmod 750 {s.weights}")
    return Judged("pass", Message("mode {mode}, ours", mode=mode))


def model_config(s: Seen) -> Judged:
    """config.json of the model: an object that names its type and its layers."""
    told = s.part("weights")
    model = told.get("model") if told else None
    if not isinstance(model, dict):
        return _unseen_weights(s)
    if why := model.get("error"):
        return Judged(
            "fail",
            Message("its config.json: {why}", why=why),
            Message("copy it again; see {weights}/config.json", weights=s.weights),
        )
    kind, layers = model.get("model_type"), model.get("num_hidden_layers")
    if not isinstance(kind, str) or not kind:
        return Judged(
            "fail", "its config.json names no model_type", "MindIE finds the model's code by it; copy it again"
        )
    if model.get("mode") is not None and s.part("weights") and told and told.get("own_uid") != 0:
        mode = str(model["mode"])
        if mode.isdecimal() and int(mode, 8) & ~0o750:
            return Judged(
                "warn",
                joined(kind, Message("its config.json has mode {mode}", mode=mode)),
                f"chmod 640 {s.weights}/config.json",
            )
    if type(layers) is not int or layers < 1:
        return Judged(
            "warn",
            joined(kind, Message("its config.json names no num_hidden_layers")),
            "see that it is the model's own",
        )
    quantised = model.get("quantize")
    if isinstance(quantised, str):
        return Judged(
            "pass", Message("{kind}, {layers} layers, {quantised}", kind=kind, layers=layers, quantised=quantised)
        )
    return Judged("pass", Message("{kind}, {layers} layers", kind=kind, layers=layers))


def tokenizer(s: Seen) -> Judged:
    """AISBench counts tokens by it, on the node that benches."""
    told = s.part("bench")
    if told is None or "there" not in told:
        return unseen(s)
    path = told.get("path")
    if not path:
        return Judged("fail", "no path to a tokenizer is set", "set bench.performance.settings.path")
    if not told.get("there"):
        return Judged(
            "fail",
            Message("{path} does not exist", path=path),
            "set bench.performance.settings.path to the weights as seen there",
        )
    files = told.get("files")
    if not isinstance(files, list) or not files:
        return Judged(
            "fail", Message("no tokenizer in {path}", path=path), "copy tokenizer.json and tokenizer_config.json there"
        )
    return Judged("pass", few(files))


def _unseen_weights(s: Seen) -> Judged:
    told = s.part("weights")
    if told is not None and not told.get("there") and s.weights is not None:
        return Judged("unknown", Message("{weights} does not exist", weights=s.weights), "see weights_present")
    if s.weights is None:
        return Judged("unknown", "modelWeightPath is not set", "see weights_present")
    return unseen(s)
