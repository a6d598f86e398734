"""The archive that an image is loaded from, and nodes without a container."""

import hashlib
import io
import json
import tarfile
from types import SimpleNamespace

from mindie_tui.demo.disk import images


def test_an_archive_holds_what_docker_save_writes():
    with tarfile.open(fileobj=io.BytesIO(images.archive("mindie:1", "arm64", size=1000))) as tar:
        (manifest,) = json.loads(tar.extractfile("manifest.json").read())
        config = tar.extractfile(manifest["Config"]).read()
        assert len(tar.extractfile(manifest["Layers"][0]).read()) == 1000
    assert manifest["RepoTags"] == ["mindie:1"]
    assert manifest["Config"] == f"{hashlib.sha256(config).hexdigest()}.json", "its id is the hash of its config"
    assert json.loads(config)["architecture"] == "arm64"


def test_a_node_loses_its_container_and_on_request_its_image(tmp_path):
    node = SimpleNamespace(folder=tmp_path)
    (tmp_path / "state").mkdir()
    for name in ("containers", "images"):
        (tmp_path / "state" / f"{name}.json").write_text('[{"name": "x"}]')
    assert images.containers(node) == [{"name": "x"}]
    images.without_container([node])
    assert images.containers(node) == [] and "x" in (tmp_path / "state" / "images.json").read_text()
    images.without_container([node], image=False)
    assert (tmp_path / "state" / "images.json").read_text() == "[]"
