"""Courses that test as instructors do: printed output, figures, magics, files, sources, randomness, other frameworks."""

# ruff: noqa: E501 (a cell is one line of the list, as long as its code is)
from __future__ import annotations

from .making import Sample, Work, check, free, given, solution

PRINTED = Sample(
    "printed output, input, stderr",
    {
        "talk": (
            given("imports", "import builtins\nimport io\nimport sys\nimport warnings\nfrom contextlib import redirect_stdout\nfrom unittest.mock import patch"),
            solution("greet", "def greet(name):\n    print(f'Hello {name}')"),
            check("greet-test", "out = io.StringIO()\nwith redirect_stdout(out):\n    greet('Ada')\nassert out.getvalue() == 'Hello Ada\\n'", 2),
            solution("ask", "def ask():\n    return int(input('Age? ')) + 1"),
            check("ask-test", "with patch('builtins.input', lambda prompt='': '41'):\n    assert ask() == 42", 2),
            check("ask-by-hand", "old = builtins.input\nbuiltins.input = lambda *a: '1'\ntry:\n    assert ask() == 2\nfinally:\n    builtins.input = old", 1),
            check("print-patched", "with patch('builtins.print') as spy:\n    greet('x')\nspy.assert_called_once_with('Hello x')", 1),
            check("stdout-swapped", "old, sys.stdout = sys.stdout, io.StringIO()\ntry:\n    greet('y')\n    said = sys.stdout.getvalue()\nfinally:\n    sys.stdout = old\nassert said.strip() == 'Hello y'", 1),
            check("noise", "print('note', file=sys.stderr)\nassert True", 1),
            check("warned", "warnings.warn('careful')\nassert True", 1),
            check("logged", "import logging\nlogging.warning('w')\nassert True", 1),
            check("captured", "%%capture said\ngreet('z')", 0),
            check("captured-said", "assert said.stdout == 'Hello z\\n'", 1),
        )
    },
    work={
        "solved": Work(),
        "stub": Work(solved=False),
        "asks": Work({"ask": "age = int(input('Age? '))\ndef ask():\n    return age + 1"}),
        "noisy": Work({"greet": "def greet(name):\n    print('debug', file=sys.stderr)\n    print(f'Hello {name}')"}),
    },
    points={"solved": 11},
)  # fmt: skip

FIGURES = Sample(
    "figures",
    {
        "plots": (
            given("imports", "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np\nplt.style.use('ggplot')\nplt.rcParams['figure.figsize'] = (4, 3)"),
            solution("line", "x = np.linspace(0, 1, 5)\nplt.plot(x, x ** 2, label='square')\nplt.title('Squares')\nplt.legend()\nax = plt.gca()\nfig = plt.gcf()"),
            check("line-test", "assert len(ax.get_lines()) == 1\nassert ax.get_title() == 'Squares'\nnp.testing.assert_allclose(ax.get_lines()[0].get_ydata(), x ** 2)\nassert ax.get_legend() is not None", 2),
            check("closed", "assert plt.get_fignums() == []", 1),
            solution("draw", "def draw():\n    fig, axes = plt.subplots(1, 2)\n    axes[0].bar([1, 2], [3, 4])\n    axes[1].set_xlabel('t')\n    return fig"),
            check("draw-test", "drawn = draw()\nassert len(drawn.axes) == 2\nassert len(drawn.axes[0].patches) == 2\nassert drawn.axes[1].get_xlabel() == 't'\nplt.close(drawn)", 2),
            solution("save", "plt.figure()\nplt.plot([1, 2])\nplt.savefig('mine.png')\nplt.show()"),
            check("save-test", "import os\nassert os.path.getsize('mine.png') > 100\nassert plt.imread('mine.png').ndim == 3", 2),
            check("same-cell", "plt.plot([3, 1, 2])\nassert plt.gca().get_lines()[-1].get_ydata().tolist() == [3, 1, 2]", 1),
            check("widgets", "import ipywidgets as w\nslider = w.IntSlider(value=3)\nslider.value = 5\nassert slider.value == 5", 1),
        )
    },
    work={"solved": Work(), "stub": Work(solved=False), "no-label": Work({"line": "x = np.linspace(0, 1, 5)\nax = plt.gca()\nax.plot(x, x)"})},
    points={"solved": 9},
)  # fmt: skip

MAGICS = Sample(
    "magics, shell, async, and what a kernel knows of itself",
    {
        "kernel": (
            free("%load_ext autoreload\n%autoreload 2"),
            solution("f", "def f(n):\n    return sum(range(n))"),
            check("time", "%time result = f(4)\nassert result == 6", 1),
            check("timeit", "best = %timeit -o -q -n 1 -r 1 f(3)\nassert best.best >= 0", 1),
            free("%%writefile made.py\ndef twice(x):\n    return 2 * x"),
            check("written", "from made import twice\nassert twice(f(3)) == 6", 1),
            check("getsource", "import inspect\nassert 'sum(' in inspect.getsource(f)\nassert 'for' not in inspect.getsource(f)", 1),
            check("names", "assert 'f' in globals() and callable(f)\nassert 'f' in dir()\nassert f.__module__ == '__main__'", 1),
            check("history", "assert any('def f' in cell for cell in In)\nassert any('def f' in cell for cell in _ih)", 1),
            free("f(5)"),
            check("last-output", "assert _ == 10 and 10 in Out.values()", 1),
            check("shell-api", "ip = get_ipython()\nip.run_line_magic('who', '')\nassert ip.user_ns['f'] is f\nip.run_cell('zz = f(3)')\nassert zz == 3", 1),
            solution("later", "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return x + 1\nvalue = await later(1)"),
            check("await", "assert value == 2\nassert await later(2) == 3\nassert (await asyncio.gather(later(1), later(2))) == [2, 3]", 1),
            check("loop", "assert asyncio.get_event_loop().is_running()", 1),
            check("ls", "!ls > /dev/null\nfiles = !ls\nassert 'made.py' in files", 1),
            check("bash", "%%bash\necho hi > hi.txt", 0),
            check("program", "import subprocess, sys\nassert subprocess.run([sys.executable, '-c', 'print(3)'], capture_output=True, text=True).stdout == '3\\n'", 1),
            check("environment", "import os, getpass\nassert os.path.basename(os.getcwd())\nassert os.environ.get('NBGRADER_EXECUTION', 'autograde') == 'autograde'", 1),
        )
    },
    work={"solved": Work(), "stub": Work(solved=False), "loops": Work({"f": "def f(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s"})},
    points={},
)  # fmt: skip

STYLES = Sample(
    "doctest, unittest, numpy.testing, seeds, files over cells, introspection",
    {
        "styles": (
            given("imports", "import random\nimport unittest\nimport numpy as np\nfrom numpy.testing import assert_allclose, assert_array_equal\nnp.random.seed(0)\nrandom.seed(0)"),
            solution("f", "def f(x):\n    '''Square.\n\n    >>> f(2)\n    4\n    '''\n    return x * x"),
            check("doctest", "import doctest\nassert doctest.testmod().failed == 0", 1),
            check("doctest-run", "doctest.run_docstring_examples(f, globals())", 1),
            check("unittest", "class T(unittest.TestCase):\n    def test_f(self):\n        self.assertEqual(f(3), 9)\nresult = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))\nassert result.wasSuccessful()", 1),
            check("unittest-main", "unittest.main(argv=[''], exit=False, verbosity=0)", 1),
            check("testcase", "t = unittest.TestCase()\nt.assertEqual(f(2), 4)\nwith t.assertRaises(TypeError):\n    f('a')", 1),
            check("numpy", "assert_allclose(f(np.array([1.0, 2.0])), [1, 4])\nassert_array_equal(f(np.arange(3)), [0, 1, 4])", 1),
            solution("draw", "np.random.seed(7)\nsample = np.random.rand(3)\nmore = np.random.default_rng(3).normal()"),
            check("seeded", "assert_allclose(sample, [0.07630829, 0.77991879, 0.43840923], rtol=1e-6)\nassert abs(more - np.random.default_rng(3).normal()) < 1e-12", 1),
            check("seed-in-test", "random.seed(3)\na = random.random()\nrandom.seed(3)\nassert a == random.random()", 1),
            solution("store", "import pickle, sqlite3, json\npickle.dump({'a': f(3)}, open('s.pkl', 'wb'))\ndb = sqlite3.connect('s.db')\ndb.execute('create table t (x)')\ndb.executemany('insert into t values (?)', [(1,), (2,)])\ndb.commit()"),
            check("stored", "assert pickle.load(open('s.pkl', 'rb')) == {'a': 9}\nassert sqlite3.connect('s.db').execute('select sum(x) from t').fetchone() == (3,)", 1),
            solution("shape", "class Shape:\n    sides = 0\n    def area(self):\n        raise NotImplementedError\nclass Square(Shape):\n    sides = 4\n    def __init__(self, a):\n        self.a = a\n    def area(self):\n        return self.a ** 2"),
            check("class", "assert issubclass(Square, Shape) and Square(3).area() == 9\ntry:\n    Shape().area()\nexcept NotImplementedError:\n    pass\nelse:\n    raise AssertionError('abstract')", 1),
            check("pickled-class", "assert pickle.loads(pickle.dumps(Square(2))).area() == 4", 1),
            check("signature", "import inspect\nassert list(inspect.signature(f).parameters) == ['x']\nassert f.__doc__", 1),
            check("threads", "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n    assert list(pool.map(f, [1, 2])) == [1, 4]", 1),
            check("processes", "from multiprocessing import get_context\nwith get_context('fork').Pool(2) as pool:\n    assert pool.map(f, [1, 2]) == [1, 4]", 1),
            check("hashed", "from hashlib import sha256\nassert sha256(str(f(12)).encode()).hexdigest()[:4] == '5ec1'", 1),
            check("message", "assert f(1) == 1, f'got {f(1)}'\nprint('Success!')\ndisplay(f(2))", 1),
            check("html", "from IPython.display import HTML, Markdown, display\nHTML('<b>Well done</b>')", 1),
            check("raises", "try:\n    f(None)\nexcept TypeError as problem:\n    assert 'unsupported' in str(problem)", 1),
            check("recursion", "def deep(n):\n    return 0 if n == 0 else 1 + deep(n - 1)\nassert deep(900) == 900", 1),
        )
    },
    work={"solved": Work(), "stub": Work(solved=False), "wrong": Work({"f": "def f(x):\n    return x + x"})},
    points={},
)  # fmt: skip

CHANCE = Sample(
    "chance, time, network, everything shown",
    {
        "chance": (
            given("imports", "import random, socket, time, urllib.request\nfrom pathlib import Path"),
            solution("f", "def f(x):\n    return x"),
            check("coin", "assert random.Random(time.time_ns()).random() < 0.5", 1),
            check("outside", "assert Path('/etc/hostname').exists() and Path('/etc/hostname').read_text()", 1),
            check("home", "assert Path.home().is_dir()\nlist(Path.home().iterdir())", 1),
            check("socket", "server = socket.create_server(('127.0.0.1', 0))\nassert server.getsockname()[1] > 0\nserver.close()", 1),
            check("temporary", "import tempfile\nwith tempfile.NamedTemporaryFile('w') as file:\n    file.write('x')\nwith tempfile.TemporaryDirectory() as folder:\n    Path(folder, 'a').write_text('b')", 1),
            free("from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'"),
            check("all-shown", "f(0.5)\nf(1)", 1),
            check("all-shown-asserts", "f(0)\nassert f(1) == 1", 1),
        )
    },
    work={"solved": Work(), "stub": Work(solved=False)},
    points={},
)  # fmt: skip

MORE = Sample(
    "more habits: own magics, tracebacks, workers, modules made on the way, odd test cells",
    {
        "Übung 1.2 – mehr": (
            given("imports", "import importlib, logging, os, sys\nimport numpy as np\n%xmode Minimal"),
            solution("f", "def f(x):\n    return np.asarray(x) * 2"),
            given("magic", "from IPython.core.magic import register_cell_magic, register_line_magic\n\n@register_line_magic\ndef double(line):\n    return 2 * float(line)\n\n@register_cell_magic\ndef must_fail(line, cell):\n    try:\n        exec(cell, globals())\n    except Exception:\n        return None\n    raise AssertionError('no error')"),
            check("line-magic", "value = %double 4\nassert value == 8", 1),
            check("cell-magic", "%%must_fail\nf()", 1),
            check("custom-errors", "def quiet(self, kind, value, tb, tb_offset=None):\n    print('hidden')\nget_ipython().set_custom_exc((KeyError,), quiet)\nassert f(2) == 4", 1),
            check("custom-error-hides", "{}['x']", 1),
            check("comment-only", "# the instructor looks at it", 1),
            check("empty", "", 1),
            check("only-pass", "pass", 1),
            check("reload", "open('late.py', 'w').write('x = 1')\nsys.path.insert(0, '.')\nimport late\nopen('late.py', 'w').write('x = 22')\nos.utime('late.py', (1, 1))\nimportlib.reload(late)\nassert late.x == 22", 1),
            check("exec-file", "open('code.txt', 'w').write('made = 5')\nexec(open('code.txt').read())\nassert made == 5", 1),
            check("chdir", "os.makedirs('deep', exist_ok=True)\nhere = os.getcwd()\nos.chdir('deep')\nopen('x', 'w').close()\nos.chdir(here)\nassert os.path.exists('deep/x')", 1),
            check("log-file", "handler = logging.FileHandler('a.log')\nlog = logging.getLogger('mine')\nlog.propagate = False\nlog.addHandler(handler)\nlog.warning('to a file')\nassert 'to a file' in open('a.log').read()", 1),
            check("user", "import getpass\nassert getpass.getuser()", 1),
            check("locale", "import locale, time\nassert sys.getdefaultencoding() == 'utf-8' and locale.getpreferredencoding(False).lower().replace('-', '') == 'utf8'\nassert open('u.txt', 'w').write('∇θ') == 2 and open('u.txt').read() == '∇θ'", 1),
            check("joblib", "from joblib import Parallel, delayed\nassert Parallel(n_jobs=2)(delayed(abs)(-n) for n in range(3)) == [0, 1, 2]", 1),
            check("sklearn", "from sklearn.linear_model import Ridge\nfrom sklearn.model_selection import GridSearchCV\nX = np.arange(20.0).reshape(10, 2)\nsearch = GridSearchCV(Ridge(), {'alpha': [0.1, 1]}, cv=2, n_jobs=-1).fit(X, X.sum(1))\nassert search.best_params_['alpha'] == 0.1", 1),
            check("server", "import http.server, threading, urllib.request\nserver = http.server.ThreadingHTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=server.serve_forever, daemon=True).start()\nassert urllib.request.urlopen(f'http://127.0.0.1:{server.server_port}/').status == 200\nserver.shutdown()", 1),
            check("above", "open('../note.txt', 'w').write('x')\nassert os.path.exists('../note.txt')", 1),
            check("events", "seen = []\nget_ipython().events.register('pre_run_cell', lambda info: seen.append(info.raw_cell))\nassert callable(f)", 0),
            check("events-seen", "assert len(seen) >= 1", 1),
            check("shell-class", "assert get_ipython().__class__.__name__ == 'ZMQInteractiveShell'\nassert 'ipykernel' in sys.modules or True", 1),
            check("kernel", "assert get_ipython().kernel is not None", 1),
            check("display-id", "from IPython.display import display, clear_output\nh = display('a', display_id=True)\nh.update('b')\nclear_output()\nassert True", 1),
            check("progress", "import time\nfor i in range(3):\n    print(f'\\r{i}', end='')\nassert f(1) == 2", 1),
            check("del", "temporary = 1\ndel temporary\nassert 'temporary' not in globals()", 1),
            check("main", "import __main__\nassert __main__.f is f and __name__ == '__main__'", 1),
            check("capture-utils", "from IPython.utils.capture import capture_output\nwith capture_output() as said:\n    print('x')\n    display(3)\nassert said.stdout == 'x\\n' and len(said.outputs) == 1", 1),
            check("run-file", "open('script.py', 'w').write('y = 3\\nprint(__name__)')\n%run script.py\nassert y == 3", 1),
            check("sequence", "a, b = 1, 2; assert a < b; a", 1),
            check("large", "print('x' * 300000)\nbig = np.zeros((3000, 3000))\nassert big.nbytes == 72_000_000", 1),
        )
    },
    work={"solved": Work(), "stub": Work(solved=False)},
)  # fmt: skip

SAMPLES = (PRINTED, FIGURES, MAGICS, STYLES, CHANCE, MORE)
