"""Sections A to C of the list: faking the signal, patching what a test relies on, objects that fool comparers."""

# ruff: noqa: E501 (an attack is one line of the list, as long as its code is)
from __future__ import annotations

from .attack import RIGHT_STEP, TRY, WRONG_STEP, Attack


def returning(expression: str, before: str = "") -> str:
    """A wrong step whose four results are this expression."""
    return f"{before}\ndef minibatch_step(X, y, w, b, eta):\n    r = {expression}\n    return (r, r, r, r)\n"


SHELL = "ip = get_ipython()\n"
FORGE = """
import gc, json, socket, struct
body = json.dumps({"value": {"tuple": [1.0, 1.0, 1.0, 1.0]}, "points": 4.0, "fraction": 1.0, "status": "pass"}).encode()
for fd in range(3, 40):
    try:
        os.write(fd, struct.pack("!Q", len(body)) + body)
    except OSError:
        pass
"""
EQUAL_TO_ALL = """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __bool__(self): return True
    def __float__(self): return 0.0
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = __sub__
    def __array__(self, *a, **k): return np.zeros(())
"""
SUBCLASS = """
class Sly(np.ndarray):
    def __array_ufunc__(self, *a, **k): return np.True_
    def __array_function__(self, *a, **k): return True
"""

ATTACKS = [
    # A. the pass signal
    Attack(2, "run_cell_async wrapped, errors blanked", SHELL + """
old = ip.run_cell_async
async def quiet(*a, **k):
    result = await old(*a, **k)
    result.error_in_exec = result.error_before_exec = None
    return result
ip.run_cell_async = quiet""", nbgrader="X"),
    Attack(3, "kernel.do_execute replaced", SHELL + "ip.kernel.do_execute = lambda *a, **k: {'status': 'ok'}", nbgrader="X"),
    Attack(4, "session.send filtered", SHELL + "ip.kernel.session = type('S', (), {'send': lambda *a, **k: None})()", nbgrader="X"),
    Attack(6, "input transformers turn every later cell into `pass`", SHELL + "ip.input_transformers_cleanup.append(lambda lines: ['pass\\n'])", nbgrader="X"),
    Attack(7, "set_custom_exc swallows errors", SHELL + "ip.set_custom_exc((BaseException,), lambda *a, **k: None)", nbgrader="ok"),
    Attack(8, "pre_run_cell hook displays a score", SHELL + "from IPython.display import display\nip.events.register('pre_run_cell', lambda *a: display(4.0))\n4.0", nbgrader="X"),
    Attack(10, "ip.run_code is a no-op", SHELL + "async def nothing(*a, **k): return False\nip.run_code = nothing", nbgrader="X"),
    Attack(11, "sys.settrace jumps lines", "import sys\ndef trace(frame, event, arg):\n    frame.f_trace_lines = True\n    return trace\nsys.settrace(trace)"),
    Attack(12, "sys.setprofile and threading.setprofile", "import sys, threading\nsys.setprofile(lambda *a: None); threading.setprofile(lambda *a: None)"),
    Attack(14, "prints what graders print", "print('### BEGIN GRADE\\n{\"score\": 8}\\n### END GRADE\\n✓ 03.minibatch_step: passed (4/4)')"),
    Attack(15, "writes a forged result to every descriptor", "import os\n" + FORGE),
    Attack(16, "atexit, finalizers and a thread rewrite results", "import atexit, os, threading, time, weakref\n"
           "def rewrite():\n    time.sleep(0.2)\n    " + FORGE.strip().replace("\n", "\n    ") + "\n"
           "atexit.register(rewrite); keep = set(); weakref.finalize(keep, rewrite); threading.Thread(target=rewrite, daemon=True).start()"),
    Attack(18, "a score override attribute", "class Points(float):\n    _score = points = score = 1000\n__score__ = _score = 1000", returning("Points(1000)", "class Points(float):\n    _score = 1000")),
    Attack(19, "registry of checks already passed", "import gdkit.checking as c\nc.PASSED = {'03.minibatch_step': 1.0}\nfrom gdkit import check as k\nk.results = {'03.minibatch_step': True}"),
    Attack(20, "pickle __reduce__ in the result", step=returning("R()", "import os\nclass R:\n    def __reduce__(self): return (os.system, ('touch /tmp/pwned',))\n    def __reduce_ex__(self, p): return self.__reduce__()")),
    # B. libraries and builtins
    Attack(22, "allclose, isclose, norm, abs patched", "import numpy as np\nnp.allclose = np.isclose = lambda *a, **k: True\nnp.linalg.norm = np.abs = lambda *a, **k: 0.0"),
    Attack(23, "builtins abs, all, max, any patched", "import builtins\nbuiltins.abs = builtins.max = lambda *a, **k: 0\nbuiltins.all = builtins.any = lambda *a: True", nbgrader="~"),
    Attack(24, "isinstance, len, type, __import__ patched", step=WRONG_STEP + "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda *a: 1\nbuiltins.__import__ = lambda *a, **k: np"),
    Attack(26, "conftest, sitecustomize, .pth handed in", beside={"conftest.py": "raise SystemExit", "sitecustomize.py": "print('PWNED')", "usercustomize.py": "print('PWNED')", "x.pth": "import os; os._exit(0)", "pytest.ini": "[pytest]"}),
    Attack(27, "default_rng gives zeros", "import numpy as np\nnp.random.default_rng = lambda *a: type('Z', (), {'normal': lambda s, *a, **k: np.zeros(k.get('size', 1))})()", nbgrader="X"),
    Attack(28, "seeds and clocks patched", "import random, time\nnp.random.seed = random.seed = lambda *a: None\ntime.time = time.monotonic = lambda: 0.0"),
    Attack(30, "warnings are errors, NumPy raises on everything", "import warnings\nimport numpy as np\nwarnings.filterwarnings('error'); np.seterr(all='raise')", right=True, points=8),
    Attack(31, "repr and print options patched", "import numpy as np\nnp.set_printoptions(formatter={'all': lambda v: '0'})\nnp.set_string_function = None"),
    Attack(32, "looks for the reference among all objects", TRY + """
import gc
attempt("reference", lambda: [o for o in gc.get_objects() if getattr(o, '__module__', '') and 'lesson03' in str(o.__module__)][0])
attempt("judge", lambda: [m for m in sys.modules if 'autograder' in m or 'judges' in m][0])"""),
    Attack(34, "reads the caller's frames for `expected`", step=returning("find()", """
import sys
def find():
    frame = sys._getframe()
    while frame:
        for name, value in list(frame.f_locals.items()):
            if name in ('expected', 'reference', 'case', 'data', 'cases'):
                print('PWNED', name); return value
        frame = frame.f_back
    return 0.0"""), nbgrader="X"),
    Attack(35, "ctypes changes small integers and tuples", "import ctypes\nctypes.memmove(id(257) + 24, ctypes.byref(ctypes.c_int(1)), 4)"),
    # C. return values
    Attack(36, "ndarray subclass with its own ufuncs", step=returning("np.zeros(2).view(Sly)", "import numpy as np\n" + SUBCLASS)),
    Attack(38, "subclass of np.float64", step=returning("Evil(0)", "import numpy as np\nclass Evil(np.float64):\n    def __sub__(self, o): return Evil(0)\n    __rsub__ = __abs__ = __sub__")),
    Attack(39, "MagicMock", step=returning("MagicMock()", "from unittest.mock import MagicMock")),
    Attack(40, "a masked array, all masked", step=returning("np.ma.masked_all(2)")),
    Attack(42, "right numbers in shape (1, n)", step=RIGHT_STEP.replace("return w - eta * dw, b - eta * db, dw, db", "return (w - eta * dw)[None], b - eta * db, dw[None], db")),
    Attack(43, "np.matrix", step=RIGHT_STEP.replace("return w - eta * dw, b - eta * db, dw, db", "return np.asmatrix(w - eta * dw), b - eta * db, np.asmatrix(dw), db")),
    Attack(44, "object dtype", step=RIGHT_STEP.replace("return w - eta * dw, b - eta * db, dw, db", "return (w - eta * dw).astype(object), b - eta * db, dw.astype(object), db")),
    Attack(46, "lists in place of arrays", step=RIGHT_STEP.replace("return w - eta * dw, b - eta * db, dw, db", "return list(w - eta * dw), b - eta * db, list(dw), db")),
    Attack(47, "empty results", step=returning("()")),
    Attack(48, "an object that is another at second sight", step=returning("Turn()", "class Turn:\n    n = 0\n    @property\n    def __class__(self):\n        Turn.n += 1\n        return float if Turn.n % 2 else np.ndarray")),
    Attack(50, "a repr of a gigabyte, a repr that loops", step=returning("Big()", "class Big:\n    def __repr__(self): return 'x' * 10**9\n    def __str__(self):\n        while True: pass")),
    Attack(51, "an array of a billion", step=returning("np.zeros(10**9)")),
    Attack(52, "NaN, infinities, denormals", step=returning("np.array([np.nan, np.inf, 5e-324])")),
    Attack(54, "notices the sizes of the cases", step="shown = {3, 4}\n" + WRONG_STEP + "\nsteps = minibatch_step\ndef minibatch_step(X, y, w, b, eta):\n    return steps(X, y, w, b, eta) if len(y) in shown else steps(X, y, w, b, eta * 1.0)\n"),
    Attack(55, "calls a library in place of own work", step="from gdkit import MSE\ndef minibatch_step(X, y, w, b, eta):\n    g = MSE(X, y).gradient(np.r_[b, w] * 1.0)\n    return w - eta * g[1:], b - eta * g[0], g[1:].copy(), g[0]\n", points=4),
    Attack(56, "changes its arguments to fit", step="def minibatch_step(X, y, w, b, eta):\n    X[:] = 0; y[:] = b; w[:] = 0\n    return w * 1.0, b, w * 0.0, 0.0\n", nbgrader="X"),
    Attack(0, "equal to everything, in every operator", step=returning("Yes()", EQUAL_TO_ALL)),
    Attack(0, "a KeyboardInterrupt and a SystemExit from the call", step="def minibatch_step(*a):\n    raise KeyboardInterrupt\n"),
    Attack(0, "an exception whose class, name and text are traps", step="class T(type):\n    def __instancecheck__(c, o): return True\nclass E(Exception, metaclass=T):\n    def __str__(self): raise self\n    __repr__ = __str__\nE.__name__ = '<script>alert(1)</script>'\ndef minibatch_step(*a): raise E\n"),
    Attack(0, "crafted hash collisions in the result", step=returning("{k * (2**61 - 1): 1 for k in range(1, 900)}")),
]  # fmt: skip
