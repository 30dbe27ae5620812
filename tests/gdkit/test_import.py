"""`import gdkit` is light, and everything it names is there."""

import subprocess
import sys
import zipfile

import pytest

import gdkit

HEAVY = ("matplotlib", "IPython", "ipywidgets", "anywidget", "sklearn", "scipy", "sympy", "autograder")


def test_importing_the_kit_loads_numpy_and_nothing_heavy():
    code = f"import sys, gdkit; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_numerical_modules_run_without_anything_heavy():
    code = (
        "import sys, gdkit as gd, numpy as np; X, y = gd.datasets.toy_batch(); loss = gd.MSE(X, y) + gd.Ridge(0.1);"
        "gd.minimize(loss, np.zeros(3), gd.Adam(0.1), 5, batch_size=3, rng=np.random.default_rng(0));"
        "gd.gradient_check(loss, [1, 2, 3]); gd.closed_forms.exact_path(loss, [0, 1, 1], 0.1, 5);"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", gdkit.__all__)
def test_every_public_name_can_be_used(name):
    assert getattr(gdkit, name) is not None
    assert name in dir(gdkit)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'gdkit' has no attribute 'minimise'"):
        gdkit.minimise  # noqa: B018


def test_every_module_of_plots_in_the_wheel_draws_for_the_lectures_and_none_for_the_contact_sheet(tmp_path, root):
    build = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    (wheel,) = build.WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("gdkit/plots/")}
    code = "import sys, gdkit.plots; print(*(name for name in sys.modules if name.startswith('gdkit.plots')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    modules = {name.replace(".", "/") + ".py" for name in loaded} - {"gdkit/plots.py"}
    assert inside == modules | {"gdkit/plots/__init__.py"}
    assert len(modules) > 25 and (root / "docs" / "plot_samples.py").is_file()
