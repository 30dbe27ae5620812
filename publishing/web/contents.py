"""What is packed for the browser, and what is left out: which files of the runtime's library belong to which package.

"core" is loaded before anything runs: what a homework imports in its first cell. Everything else comes when it is
imported. Found by trial: the modules that were loaded after NumPy, gdkit, a check, and the imports of students.
"""

from __future__ import annotations

from typing import NamedTuple


class Content(NamedTuple):
    """A package: top-level names of the library that it holds, and the published projects they are from."""

    names: frozenset[str]
    projects: frozenset[str]


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


LIBRARY = {
    "matplotlib": Content(
        _names(
            "matplotlib mpl_toolkits pylab contourpy kiwisolver PIL pyparsing cycler dateutil packaging six fontTools"
        ),
        _names("matplotlib contourpy kiwisolver pillow pyparsing cycler python-dateutil packaging six fonttools"),
    ),
    "scipy": Content(_names("scipy"), _names("scipy")),
    "sklearn": Content(
        _names("sklearn joblib threadpoolctl narwhals"), _names("scikit-learn joblib threadpoolctl narwhals")
    ),
    "sympy": Content(_names("sympy mpmath"), _names("sympy mpmath")),
}
CORE = Content(_names("numpy typing_extensions"), _names("numpy typing-extensions"))

# Of the standard library: rarely imported in a homework, so not loaded before it starts.
LATE = _names(
    """
    asyncio multiprocessing http xmlrpc wsgiref sqlite3 dbm curses profiling _pyrepl tarfile mailbox smtplib
    imaplib poplib ftplib socketserver ssl turtle pdb bdb cmd code pydoc doctest webbrowser optparse
    pickletools profile pstats cProfile trace tracemalloc sched netrc configparser tomllib zoneinfo wave
    shelve getopt getpass fileinput filecmp rlcompleter modulefinder pyclbr symtable compileall py_compile
    tabnanny zipapp _pyio _pydatetime graphlib stringprep mimetypes nturl2path runpy
    """
)
# What a package imports of others as soon as it is imported itself: fetched with it.
NEEDS = {"scipy": ["stdlib"], "sklearn": ["scipy", "stdlib"]}
# Of no use without a terminal, a network or a system around it.
NEVER = _names(
    """
    pydoc_data idlelib ensurepip venv tkinter lib2to3 turtledemo antigravity this __hello__ __phello__
    _aix_support _android_support _apple_support _ios_support _osx_support pty tty test isympy reportlab_mods
    reportlab_settings
    """
)
# Projects of the wheel that no homework needs.
UNUSED = _names(
    """
    pandas statsmodels networkx reportlab pypdf seaborn openpyxl et_xmlfile xlsxwriter xlrd jinja2 markupsafe
    patsy html5lib webencodings formulaic interface_meta bs4 soupsieve lxml yaml more_itertools regex tqdm
    charset_normalizer attr attrs wrapt toolz tlz cloudpickle defusedxml xmltodict tomli_w tabulate
    tzdata
    """
)
# `simplify` imports the units of sympy.physics, and no other part of it
PHYSICS = ("biomechanics", "continuum_mechanics", "control", "hep", "mechanics", "optics", "quantum", "vector")
PRUNED = (
    *("/tests/", "/testing/tests/", "/benchmarks/", "/_pyinstaller/", "numpy/distutils/"),
    *(
        "sympy/parsing/autolev/",
        "sympy/parsing/latex/",
        *(f"sympy/physics/{part}/" for part in PHYSICS),
        "scipy/datasets/",
        "scipy/misc/",
    ),
    *("sklearn/datasets/images/", "sklearn/datasets/descr/"),
    *(
        "matplotlib/backends/qt_editor/",
        "matplotlib/backends/web_backend/",
        "matplotlib/testing/",
        "matplotlib/sphinxext/",
    ),
    *("mpl-data/images/", "mpl-data/sample_data/", "mpl-data/fonts/afm/", "mpl-data/fonts/pdfcorefonts/"),
    *("mpl-data/plot_directive/", "mpl-data/stylelib/seaborn"),
)
KEPT_FONTS = _names(
    "DejaVuSans.ttf DejaVuSans-Bold.ttf DejaVuSans-Oblique.ttf DejaVuSans-BoldOblique.ttf DejaVuSansMono.ttf"
)
KEPT_FONT_FAMILIES = ("LastResort", "cm", "STIX", "DejaVuSansDisplay", "LICENSE")  # of formulas
GLYPH_NAMES = _names(  # what Matplotlib reads of fontTools where no PDF is written
    "fontTools/__init__ fontTools/agl fontTools/misc/__init__ fontTools/misc/textTools fontTools/misc/loggingTools"
)
CJK = ("big5", "cp9", "euc_", "gb", "hz", "iso2022", "johab", "shift", "mac_", "koi8", "ptcp", "tis", "kz1048", "hp_")


def package_of(path: str) -> str | None:
    """The package that this file of the library belongs to; None where nobody needs it."""
    top = path.split("/", maxsplit=1)[0].removesuffix(".pyc")
    project = top.split("-", maxsplit=1)[0].lower().replace("_", "-") if top.endswith(".dist-info") else None
    if _pruned(path):
        return None
    for name, content in {"core": CORE, **LIBRARY}.items():
        if top in content.names or project in content.projects:
            return name
    if project or top in NEVER or top in UNUSED:
        return None
    return "stdlib" if top in LATE else "core"


def _pruned(path: str) -> bool:
    if path.startswith("fontTools/"):
        return path.removesuffix(".pyc") not in GLYPH_NAMES
    if "/mpl-data/fonts/ttf/" in path:
        name = path.rsplit("/", maxsplit=1)[1]
        return not (name in KEPT_FONTS or name.startswith(KEPT_FONT_FAMILIES))
    if path.startswith("encodings/"):
        return path.removeprefix("encodings/").startswith(CJK)
    return any(part in f"/{path}" or path.startswith(part) for part in PRUNED)
