"""gdkit in a notebook that is not IPython's: what it shows goes there; neither IPython nor anywidget is imported."""

from __future__ import annotations

import subprocess
import sys
import textwrap

BLOCKED = """
    import sys
    for name in ("IPython", "ipywidgets", "anywidget", "sklearn", "scipy", "sympy"):
        sys.modules[name] = None  # as where they are not installed
    import matplotlib
    matplotlib.use("Agg")
    from gdkit import notebook

    class Page:
        def __init__(self):
            self.shown, self.sent, self.taking = [], [], {}
        def cells(self):
            return ["", "def f(x):\\n    return x"]
        def display(self, data, metadata):
            self.shown.append((data, metadata))
        def connect(self, key, take):
            self.taking[key] = take
        def send(self, key, values):
            self.sent.append((key, values))

    page = Page()
    notebook.register(page)
"""


def in_another_notebook(code: str) -> str:
    """What the code prints, run where a notebook has registered itself and Jupyter is missing."""
    program = textwrap.dedent(BLOCKED) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_figure_goes_to_the_notebook_with_its_words() -> None:
    said = in_another_notebook("""
        from gdkit import plots
        plots.show(plots.residual_bars([1.0, 2.0], [1.5, 1.0]))
        ((data, metadata),) = page.shown
        print(sorted(data), metadata["image/png"]["alt"] == data["text/plain"], 'alt="' in data["text/html"])
    """)
    assert said == "['image/png', 'text/html', 'text/plain'] True True\n"


def test_the_verdict_of_a_check_goes_to_the_notebook_and_its_cells_are_read(tmp_path) -> None:
    said = in_another_notebook(f"""
        import os
        os.chdir({str(tmp_path)!r})
        from gdkit.checking.at_home import _cells, _shown
        print(_shown("<b>card</b>", "card"), page.shown, _cells().uses("f"))
    """)
    assert said == "True [({'text/html': '<b>card</b>', 'text/plain': 'card'}, {})] {'x'}\n"


def test_every_explorer_shows_itself_as_plain_data_and_has_a_static_picture() -> None:
    said = in_another_notebook("""
        import inspect, json
        from gdkit import widgets
        kinds = [getattr(widgets, name) for name in widgets.__all__ if name != "Explorer"]
        of_itself = [k for k in kinds if all(p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
                                             for p in inspect.signature(k).parameters.values())]
        made = [kind() for kind in of_itself]
        for explorer in made:
            data, metadata = explorer._repr_mimebundle_(include=None, exclude=None)
            assert "`.static()` is its picture" in data["text/plain"]
            tree = json.loads(json.dumps(data["application/vnd.gdkit.explorer+json"]))
            assert tree["key"] in page.taking
            assert set(explorer.traits(sync=True)) | {"_esm", "_css"} == set(tree["state"])
            assert "export default" in tree["state"]["_esm"] and tree["state"]["_css"]
        assert made[0].static().alt
        print(len(made) == len(page.taking) > 10, page.sent)
    """)
    assert said == "True []\n"


def test_what_python_sets_goes_out_and_what_the_page_sets_comes_in_without_an_echo() -> None:
    said = in_another_notebook("""
        from gdkit.widgets import NudgeExplorer
        explorer = NudgeExplorer()
        explorer._repr_mimebundle_()
        explorer.h = 0.5
        ((key, values),) = page.sent
        print(values)
        page.taking[key]({"h": 0.25, "prediction": "3", "nonsense": 1})
        print(explorer.h, explorer.prediction, len(page.sent))
        try:
            page.taking[key]({"h": 7.0})
        except Exception as error:
            print(type(error).__name__, explorer.h)
    """)
    assert said == "{'h': 0.5}\n0.25 3 1\nValueError 0.25\n"


def test_what_a_homework_needs_imports_with_numpy_alone() -> None:
    said = in_another_notebook("""
        for name in list(sys.modules):
            if name.split(".")[0] in ("matplotlib", "mpl_toolkits", "PIL"):
                del sys.modules[name]
        sys.modules["matplotlib"] = sys.modules["traitlets"] = None
        import gdkit
        from gdkit import check, checking, networks, datasets, suspects, verify, initialisations
        print(datasets.toy_batch()[0].shape)
    """)
    assert said == "(12, 2)\n"
