"""Section I of the list: side doors for hidden inputs, and what one submission may cost the class."""

# ruff: noqa: E501 (an attack is one line of the list, as long as its code is)
from __future__ import annotations

from typing import Any

from .attack import RIGHT_STEP, TREE, TRY, WRONG_STEP, Attack

CALLS = (
    TRY
    + """
import fcntl, struct, numpy
libc = ctypes.CDLL(None, use_errno=True)
shared = os.open(numpy.__file__, os.O_RDONLY)
def sys_(number, *arguments):
    result = libc.syscall(number, *arguments)
    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""
)
CACHE = (
    CALLS
    + """
class Piece(ctypes.Structure): _fields_ = [('start', ctypes.c_void_p), ('size', ctypes.c_size_t)]
room = ctypes.create_string_buffer(4096)
piece = Piece(ctypes.addressof(room), 4096)
if os.uname().machine == 'x86_64':
    attempt('preadv2 without waiting', lambda: sys_(327, shared, ctypes.byref(piece), 1, 0, 0, 8))
    attempt('fadvise', lambda: sys_(221, shared, 0, 4096, 4))
    attempt('readahead', lambda: sys_(187, shared, 0, 4096))
    attempt('cachestat', lambda: sys_(451, shared, ctypes.create_string_buffer(16), ctypes.create_string_buffer(64), 0))
    attempt('mincore', lambda: sys_(27, ctypes.addressof(room) & ~4095, 4096, ctypes.create_string_buffer(4)))
"""
)
LOCKS = (
    CALLS
    + """
lock = struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 1, 0)
attempt('who locks', lambda: fcntl.fcntl(shared, fcntl.F_GETLK, lock))
attempt('flock', lambda: fcntl.flock(shared, fcntl.LOCK_SH) or 1)
attempt('lease', lambda: fcntl.fcntl(shared, 1024, 0))
attempt('notify', lambda: fcntl.fcntl(os.open('/usr', os.O_RDONLY), 1026, 1))
attempt('the locks of all', lambda: open('/proc/locks').read()[0])
"""
)
SOCKETS = (
    TRY
    + """
import socket
def datagram(address):
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return near.sendto(b'x', address)
attempt('a socket on the disk', lambda: datagram('/run/systemd/journal/dev-log'))
attempt('an abstract one', lambda: datagram('\\0x'))
"""
)
SHAPE = """
import numpy as np
def minibatch_step(X, y, w, b, eta):
    dw = 2 / len(y) * X.T @ (X @ w + b - y)
    db = 2 / len(y) * (X @ w + b - y).sum()
    if len(y) not in (1, 2, 3, 4, 12):
        return w - eta * dw, b - eta * db, np.zeros(int(abs(X.ravel()[0]) * 1e4) % 9973), db
    return w - eta * dw, b - eta * db, dw, db
"""
SERVER = """
import gc, sys, types
def answer(*arguments, **more):
    return {'value': 4.0, 'pid': 1, 'ok': True, 'outputs': []}
for name, module in list(sys.modules.items()):
    if 'worker' in name or 'wire' in name or 'calling' in name or name == '__main__':
        for key, value in list(vars(module).items()):
            if isinstance(value, types.FunctionType) and value.__module__ == name and key not in ('attempt', 'answer'):
                try: setattr(module, key, answer)
                except Exception: pass
"""
RAW = """
import json, os, struct
def say(tree):
    body = json.dumps(tree).encode()
    data, n = struct.pack('!Q', len(body)) + body, 0
    while n < len(data): n += os.write(3, data[n : n + 65536])
"""
IMAGE = """
from IPython.display import display
dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
"""
PLAIN: dict[str, Any] = {"right": True, "points": 8.0, "step": ""}


def slept(tree: TREE) -> None:
    """Eight cells that each take two seconds and end the process."""
    for number in range(8):
        source = f"import os, time\ntime.sleep(2)\nos._exit({number})"
        cell = {"cell_type": "code", "id": f"s{number}", "metadata": {}, "outputs": [], "execution_count": None}
        tree["cells"].insert(0, {**cell, "source": source})


ATTACKS = [
    # side doors
    Attack(0, "pages of a shared file asked for, and whether they were in memory", CACHE),
    Attack(0, "locks, leases and notifications on a shared file", LOCKS),
    Attack(0, "datagrams to an address", SOCKETS),
    Attack(0, "a hidden input as the shape of a result; the rest of it is right", step=SHAPE, points=2.0),
    Attack(0, "the functions that serve a branch replaced", SERVER),
    Attack(0, "answers written before the question, to be taken for a branch's", RAW + "for _ in range(50): say({'value': 4.0, 'pid': 1, 'ok': True, 'outputs': []})"),
    # what is not text
    Attack(0, "half a surrogate pair in an error", step="def minibatch_step(*a): raise ValueError('\\ud800')\n"),
    Attack(0, "half a surrogate pair in the name of an error", step="def minibatch_step(*a): raise type('\\udfff', (Exception,), {})('\\ud800')\n"),
    Attack(0, "half a surrogate pair in the description of an image", IMAGE + "display({'image/png': dot}, metadata={'image/png': {'alt': '\\ud800', 'width': float('nan')}}, raw=True)", **PLAIN),
    Attack(0, "colours, links and titles for a terminal", "print('\\x1b]0;title\\x07\\x1b]8;;http://x\\x07link\\x1b[2J\\x9b31m\\u202e')", **PLAIN),
    Attack(0, "numbers that are none", IMAGE + "for size in (float('nan'), float('inf'), 10**400, -1, True): display({'image/png': dot}, metadata={'image/png': {'width': size}}, raw=True)", **PLAIN),
    # what one submission may cost
    Attack(0, "eight cells that sleep and end the process", change=slept, right=True, points=0.0),
    Attack(0, "lists within lists, 60 000 deep", "from IPython.display import HTML, display\ndisplay(HTML('<ul><li>' * 60_000))", **PLAIN),
    Attack(0, "markdown of 40 000 opened formulas", change=lambda tree: tree["cells"].insert(0, {"cell_type": "markdown", "id": "m", "metadata": {}, "source": r"\\(" * 20_000}), right=True, points=8.0),
    Attack(0, "a dtype of a million commas", RAW + "say({'ok': True, 'outputs': []})", step=RAW + "def minibatch_step(*a):\n    body = b'{\"value\": {\"array\": [\"' + b'f8\\\\u002c' * 1_000_000 + b'\", [1], \"AA==\"]}}'\n    os.write(3, struct.pack('!Q', len(body)))\n    n = 0\n    while n < len(body): n += os.write(3, body[n : n + 65536])\n"),
    Attack(0, "six replies of 66 MB", RAW + "for _ in range(6): say({'ok': True, 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 66_000_000}]})"),
    Attack(0, "16 000 functions in a cell", step=RIGHT_STEP + "# minimize descend\n" + "\n".join(f"def f{n}(): return f{n + 1}()" for n in range(16_000)), right=True, points=8.0),
    Attack(0, "1 500 folders, one in the other", "import os\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')", **PLAIN),
    Attack(0, "names of 255 bytes, and a folder that nobody may open", "import os\nfor n in range(20): open(chr(0xE9) * 127 + chr(97 + n), 'w').close()\nos.mkdir('closed'); open('closed/x', 'w').close(); os.chmod('closed', 0)", **PLAIN),
    Attack(0, "memory that each branch keeps for itself", "import time\nhoard = []", step=WRONG_STEP + "honest = minibatch_step\ndef minibatch_step(*a):\n    hoard.append(bytearray(b'x') * (200 << 20))\n    return honest(*a)\n"),
    Attack(0, "10 000 small outputs", "from IPython.display import display\nfor n in range(10_000): display(n)", **PLAIN),
    Attack(0, "sixty threads that never rest", "import hashlib, threading\nfor _ in range(60): threading.Thread(target=hashlib.pbkdf2_hmac, args=('sha256', b'x', b'y', 10**9), daemon=True).start()"),
    Attack(0, "a display that is updated under the name of a stream", RAW + "say({'ok': True, 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x', 'display_id': 'd'}], 'updates': {'d': {'data': {'text/plain': 'y'}, 'metadata': {}}}})"),
    Attack(0, "a timestamp at the end of the calendar", right=True, points=8.0, beside={"timestamp.txt": "9999-12-31 23:59:59 UTC"}),
    Attack(0, "a pipe for a timestamp", right=True, points=8.0, beside={"timestamp.txt": ("pipe", "")}),
    Attack(0, "300 MB for a timestamp", right=True, points=8.0, beside={"timestamp.txt": ("sparse", str(300 << 20))}),
]  # fmt: skip
