"""Sections D and E of the list: reading what must stay secret, changing what must stay."""

# ruff: noqa: E501 (an attack is one line of the list, as long as its code is)
from __future__ import annotations

from .attack import TRY, WRONG_STEP, Attack

READ = TRY + "def read(path): return open(path, 'rb').read(200)\n"
LEAK = """
import mmap, os
shared = mmap.mmap(-1, 1 << 16)
pipe = os.pipe()
def keep(*values):
    text = repr(values).encode()
    shared[: len(text)] = text
    try: os.write(pipe[1], text)
    except OSError: pass
    for name in ('kept.txt', '/tmp/kept.txt'):
        try: open(name, 'wb').write(text)
        except OSError: pass
    try: os.mkdir('kept-' + text.hex()[:60])
    except OSError: pass
"""
KEEPING = (
    LEAK
    + WRONG_STEP
    + """
wrong = minibatch_step
def minibatch_step(X, y, w, b, eta):
    keep(float(X.ravel()[0]), float(eta))
    return wrong(X, y, w, b, eta)
"""
)
TELLING = """
import os
def what_is_known():
    found = [bytes(shared[:60])] + os.listdir('.') + os.listdir('/tmp')
    os.set_blocking(pipe[0], False)
    try: found.append(os.read(pipe[0], 1000))
    except OSError: pass
    return found
"""

ATTACKS = [
    # D. secrets
    Attack(58, "reads the tests on disk", READ + "import glob\nattempt('checks of tests', lambda: read('@COURSE@/gradebook.db'))\nattempt('tests', lambda: glob.glob('@ROOT@/autograder/exercises/*')[0])", nbgrader="X"),
    Attack(59, "reads the source by a relative and an absolute path", READ + "import glob\nattempt('source', lambda: read(glob.glob('../../../solutions/*/*.ipynb')[0]))\nattempt('source', lambda: read(glob.glob('@COURSE@/solutions/*/*.ipynb')[0]))\nattempt('secret', lambda: read('@CANARY@'))", nbgrader="X"),
    Attack(60, "reads other submissions", READ + "import glob\nattempt('others', lambda: glob.glob('@COURSE@/submitted/*')[0])\nattempt('others', lambda: glob.glob('../*')[2])\nattempt('boxes', lambda: glob.glob('/tmp/autograder-*/*')[0])"),
    Attack(62, "reads tokens from the environment", READ + "attempt('environment', lambda: os.environ['COURSE_TOKEN'])\nattempt('parent', lambda: [p for p in range(2, 40000) if b'TOKEN' in read(f'/proc/{p}/environ')][0])\nprint(dict(os.environ))"),
    Attack(63, "looks for traces of tests in caches", READ + "import linecache, glob, tempfile\nattempt('linecache', lambda: [k for k in linecache.cache if 'exercises' in k][0])\nattempt('temporary files', lambda: glob.glob(tempfile.gettempdir() + '/*')[0])\nattempt('bytecode', lambda: glob.glob('/**/lesson03/**/*.pyc', recursive=True)[0])"),
    Attack(64, "the hidden inputs in an error's text", step="def minibatch_step(X, y, w, b, eta):\n    raise ValueError('INPUT ' + repr(X.ravel()[0]) + 'TUPNI')\n"),
    Attack(66, "brute force of a hash of the quiz answer", READ + "import hashlib, json\ntext = open('checks.json').read()\nattempt('answer', lambda: [c for c in 'abcd' if hashlib.sha1(c.encode()).hexdigest() in text or hashlib.md5(c.encode()).hexdigest() in text][0])"),
    Attack(67, "links, a FIFO and a device beside the notebook", READ + "attempt('link', lambda: read('leak.txt'))\nattempt('fifo', lambda: os.mkfifo('f'))\nattempt('device', lambda: os.mknod('d', 0o60600, os.makedev(8, 0)))", beside={"leak.txt": ("link", "@CANARY@"), "data.csv": ("link", "/etc/passwd")}, nbgrader="X"),
    Attack(68, "a picture from the disk in a text cell", change=lambda tree: tree["cells"].insert(1, {"cell_type": "markdown", "id": "pic", "metadata": {}, "source": "![](../../../solutions/x.png) <img src='file:///etc/passwd'>"})),
    Attack(70, "right only where it is graded", step="import os, socket\nif os.environ.get('USER') == 'student' and os.getpid() == 1:\n    print('I am graded')\n" + WRONG_STEP, nbgrader="X"),
    Attack(0, "hidden inputs carried over in shared memory, pipes, files and names", KEEPING, change=lambda tree: _second_cell(tree), step="pass\n"),
    Attack(0, "hidden inputs carried into the next check's shown cases", KEEPING, change=lambda tree: _second_cell(tree, "raise ValueError('INPUT ' + repr(what_is_known()) + 'TUPNI')"), step="pass\n"),
    Attack(0, "hidden inputs as the name of a type", step="def minibatch_step(X, y, w, b, eta):\n    if len(y) not in (1, 2, 3, 4, 12): return type('INPUT' + repr(X.ravel()[0]) + 'TUPNI', (), {})()\n    residual = X @ w + b - y\n    dw, db = 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()\n    return w - eta * dw, b - eta * db, dw, db\n"),
    Attack(0, "scans its own memory for a secret", READ + """
def scan():
    key = b'CANARY-' + b'8472'
    for line in open('/proc/self/maps'):
        parts = line.split()
        if 'rw' in parts[1] and (len(parts) < 6 or 'heap' in line):
            low, high = (int(x, 16) for x in parts[0].split('-'))
            with open('/proc/self/mem', 'rb', 0) as memory:
                memory.seek(low)
                data = memory.read(min(high - low, 32 << 20))
            at = data.find(key + b'-secret')
            if at >= 0: return data[at:at + 30]
    raise LookupError
attempt('memory', scan)"""),
    Attack(0, "inherited descriptors", READ + "attempt('descriptor', lambda: [os.readlink(f'/proc/self/fd/{n}') for n in range(4, 100) if os.path.lexists(f'/proc/self/fd/{n}') and not os.readlink(f'/proc/self/fd/{n}').startswith(('socket', 'anon_inode', '/box', '/proc', '/dev/null'))][0])"),
    # E. persistence
    Attack(71, "IPython startup file", TRY + "os.makedirs(os.path.expanduser('~/.ipython/profile_default/startup'), exist_ok=True)\nopen(os.path.expanduser('~/.ipython/profile_default/startup/00.py'), 'w').write('minibatch_step = 1')", nbgrader="X"),
    Attack(72, "site-packages, PYTHONSTARTUP, matplotlib's settings", TRY + "import numpy\nattempt('numpy', lambda: open(numpy.__file__, 'a').write('#'))\nattempt('packages', lambda: open('/view/evil.py', 'w').write('#'))\nattempt('standard library', lambda: open(os.__file__, 'a').write('#'))\nattempt('warm', lambda: open('/warm/evil', 'w').write('#'))"),
    Attack(74, "changes the gradebook", TRY + "import sqlite3\nattempt('gradebook', lambda: sqlite3.connect('@COURSE@/gradebook.db').execute('update grade set auto_score = 100'))", nbgrader="X"),
    Attack(75, "writes outside its folder", TRY + "for place in ('@COURSE@', '@ROOT@', '/', '/etc', '/usr/local', '/dev/shm', '/var/tmp', '/box/..', '/proc/sys/kernel'):\n    attempt('write ' + place, lambda: open(place + '/pwned', 'w').write('x'))", nbgrader="X"),
    Attack(76, "writes the results file beforehand", TRY + "attempt('results', lambda: os.listdir('@COURSE@')[0])\nos.makedirs('results/03-one-minibatch-by-hand'); open('results/03-one-minibatch-by-hand/results.jsonl', 'w').write('{}')"),
    Attack(78, "a forged timestamp", beside={"timestamp.txt": "1970-01-01 00:00:00 UTC"}),
    Attack(79, "a daemon by double fork", TRY + "attempt('fork', os.fork)\nlibc = ctypes.CDLL(None)\nattempt('libc.fork', lambda: libc.fork() if libc.fork() > 0 else 1 / 0)\nattempt('clone', lambda: 1 / (libc.syscall(56, 17, 0, 0, 0, 0) + 1))", nbgrader="X"),
    Attack(80, "cron, at, nohup", TRY + "import subprocess\nfor command in ('crontab -l', 'at now', 'nohup sleep 63.4567 &'):\n    attempt(command, lambda: subprocess.run(command, shell=True, check=True))"),
    Attack(82, "magics that run programs", "%%bash\necho PWN''ED", change=lambda tree: tree["cells"].insert(1, {"cell_type": "code", "id": "bang", "metadata": {}, "outputs": [], "execution_count": None, "source": "!echo PWN''ED\n%run /etc/passwd\nget_ipython().system('echo PWN''ED')"}), step="", nbgrader="X"),
]  # fmt: skip


def _second_cell(tree: dict, raising: str = "return None") -> None:
    """A later cell prints what an earlier check left behind, and the next check's function tells it."""
    for cell in tree["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "minibatch_epoch":
            cell["source"] = TELLING + (
                f"print('INPUT', what_is_known(), 'TUPNI')\ndef minibatch_epoch(*a, **k):\n    {raising}\n"
            )
