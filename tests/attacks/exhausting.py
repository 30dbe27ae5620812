"""Section F of the list: denial of service; and the walls themselves, one by one."""

# ruff: noqa: E501 (an attack is one line of the list, as long as its code is)
from __future__ import annotations

import json

from .attack import TRY, Attack

IN_CALL = "def minibatch_step(*a):\n    {}\n"

ATTACKS = [
    Attack(83, "an endless loop", step=IN_CALL.format("while True: pass"), right=True, points=4, status="timeout", nbgrader="ok"),
    Attack(84, "an endless loop deaf to signals", "import signal\nfor n in range(1, 64):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass", step=IN_CALL.format("while True: pass"), right=True, points=4, status="timeout", nbgrader="~"),
    Attack(86, "sleeps for thirty years", step=IN_CALL.format("import time; time.sleep(1e9)"), right=True, points=4, status="timeout"),
    Attack(87, "os._exit in the function", step=IN_CALL.format("import os; os._exit(0)"), right=True, points=4, status="exited", nbgrader="~"),
    Attack(88, "SystemExit, KeyboardInterrupt, exit() in cells", "exit()\nraise KeyboardInterrupt", right=True, points=8, step="", nbgrader="ok"),
    Attack(90, "stops itself", step=IN_CALL.format("import os, signal; os.kill(os.getpid(), signal.SIGSTOP); [time for time in iter(int, 1)]"), right=True, points=4, status="timeout"),
    Attack(91, "kills its parent and everything it can name", TRY + "import signal\nfor pid in [os.getppid(), -1, 1, @PID@, *range(2, 300)]:\n    if pid: \n        try: os.kill(pid, 9)\n        except OSError: pass\nattempt('grader', lambda: os.kill(@PID@, 0))", nbgrader="X"),
    Attack(92, "a fork bomb", "import os\nn = 0\nfor _ in range(200):\n    try:\n        if os.fork() == 0:\n            import time; time.sleep(64.5678)\n        n += 1\n    except OSError: pass\nif n: print('PWNED', n)"),
    Attack(94, "memory: 3 GB at once, and bit by bit", TRY + "attempt('3 GB', lambda: len(bytearray(3 << 30)))\nhoard = []\ntry:\n    while len(hoard) < 300: hoard.append(bytearray(10 << 20))\n    print('PWNED', len(hoard))\nexcept MemoryError: hoard.clear()", right=True, points=8, step="", nbgrader="X"),
    Attack(95, "fills the disk; a sparse file; 20 000 files", TRY + "def fill():\n    for i in range(30):\n        open(f'f{i}', 'wb').write(bytes(10 << 20))\n    return 1\nattempt('300 MB', fill)\ndef many():\n    for i in range(20_000): open(f'n{i}', 'w').close()\nattempt('files', many)\nattempt('sparse', lambda: os.truncate('f0', 1 << 40))"),
    Attack(96, "all descriptors", TRY + "def eat():\n    kept = [os.open('/dev/null', os.O_RDONLY) for _ in range(100_000)]\n    return 1\nattempt('descriptors', eat)"),
    Attack(98, "a notebook of 100 000 cells", content=lambda right: b'{"nbformat": 4, "cells": [' + b",".join([b'{"cell_type": "code", "source": "1", "metadata": {}}'] * 100_000) + b"]}", status="unreadable"),
    Attack(98, "40 MB of outputs handed in", content=lambda right: right.replace(b'"outputs": []', b'"outputs": [{"output_type": "stream", "text": "' + b"x" * 40_000_000 + b'"}]', 1), status="unreadable"),
    Attack(98, "deep JSON", content=lambda right: b'{"nbformat": 4, "cells": ' + b"[" * 200_000, status="unreadable"),
    Attack(99, "UTF-16", content=lambda right: right.decode().encode("utf-16"), status="unreadable", nbgrader="~"),
    Attack(99, "nbformat 3", content=lambda right: b'{"nbformat": 3, "worksheets": [{"cells": []}]}', status="unreadable", nbgrader="~"),
    Attack(99, "nbgrader schema 99", change=lambda tree: [c["metadata"].get("nbgrader", {}).update(schema_version=99) for c in tree["cells"]] and None, right=True, points=8, nbgrader="~"),
    Attack(99, "NUL bytes", content=lambda right: b"\0" * 1000, status="unreadable", nbgrader="~"),
    Attack(102, "input(), a window, a debugger", "import matplotlib.pyplot as plt\nplt.show(block=True)\ninput('?')", right=True, points=8, step="", nbgrader="ok"),
    Attack(103, "a text cell with a huge attachment", change=lambda tree: tree["cells"].insert(0, {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "x", "attachments": {"x.png": {"image/png": "A" * 5_000_000}}}), right=True, points=8),
    Attack(104, "text that makes regular expressions slow", "# " + "a" * 50_000 + "!\n# ### BEGIN " * 2000 + "\n" + json.dumps("(" * 20_000), right=True, points=8, step=""),
    # the walls, one by one
    Attack(0, "a crash in C", step=IN_CALL.format("import ctypes; ctypes.string_at(0)"), right=True, points=4, status="crashed"),
    Attack(0, "the C stack overflows", step=IN_CALL.format("import sys; sys.setrecursionlimit(10**7); f = lambda n: sorted([n], key=lambda x: f(n + 1)); return f(0)"), right=True, points=4),
    Attack(0, "a gigabyte printed, by Python and below it", "import os\nfor _ in range(300): print('x' * (1 << 20))\nfor _ in range(300):\n    try: os.write(1, b'y' * (1 << 20))\n    except OSError: break", right=True, points=8, step=""),
    Attack(0, "500 threads", TRY + "import threading\ndef many():\n    stop = threading.Event()\n    try:\n        for _ in range(500): threading.Thread(target=stop.wait, daemon=True).start()\n    finally: stop.set()\n    return 1\nattempt('threads', many)"),
    Attack(0, "memory in files without a name", TRY + "def hoard():\n    for i in range(200): os.write(os.memfd_create('x'), bytes(10 << 20))\n    return 1\nattempt('memfd', hoard)"),
    Attack(0, "the network", TRY + "import socket\nattempt('tcp', lambda: socket.create_connection(('127.0.0.1', @PORT@), 2))\nattempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))\nattempt('netlink', lambda: socket.socket(16, 3, 0))\nattempt('unix', lambda: socket.socket(socket.AF_UNIX).connect('\\0x'))"),
    Attack(0, "namespaces, mounts, chroot", TRY + "libc = ctypes.CDLL(None, use_errno=True)\ndef sys_(*a):\n    if libc.syscall(*a) < 0: raise OSError(ctypes.get_errno(), '')\n    return 1\nfor name, call in {'user namespace': (272, 0x10000000), 'clone': (56, 0x10000011, 0, 0, 0, 0), 'mount': (165, b'none', b'/box', b'tmpfs', 0, None), 'umount': (166, b'/proc', 2), 'pivot': (155, b'/', b'/'), 'setns': (308, 3, 0), 'fsopen': (430, b'tmpfs', 0), 'new': (467, 0, 0)}.items():\n    attempt(name, lambda: sys_(*call))\nattempt('chroot', lambda: os.chroot('/usr'))"),
    Attack(0, "bpf, perf, io_uring, userfaultfd, keys, ptrace, memory of others", TRY + "libc = ctypes.CDLL(None, use_errno=True)\ndef sys_(*a):\n    if libc.syscall(*a) < 0: raise OSError(ctypes.get_errno(), '')\n    return 1\nfor call in ((321, 0, None, 0), (298, None, 0, -1, -1, 0), (425, 8, ctypes.create_string_buffer(200)), (323, 1), (250, 0, -3, 1), (101, 16, 1, 0, 0), (310, 1, None, 0, None, 0, 0), (29, 0x5A5A, 4096, 0o1666), (240, b'/q', 66, 0o600, None), (317, 1, 0, None), (248, b'user', b'k', b'v', 1, -3)):\n    attempt(str(call[0]), lambda: sys_(*call))"),
    Attack(0, "becomes root, raises its limits", TRY + "import resource\nattempt('setuid', lambda: os.setuid(0))\nattempt('limit', lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)))\nattempt('capability', lambda: 1 / int([l.split()[1] for l in open('/proc/self/status') if l.startswith('CapEff')][0], 16))"),
    Attack(0, "takes over the processes of its own tree", TRY + "attempt('memory of the first process', lambda: open('/proc/1/mem', 'r+b').seek(0) if os.getpid() != 1 else 1 / 0)"),
    Attack(0, "garbage, half frames and gigabytes on the connection", "import os, struct\nos.write(3, struct.pack('!Q', 1 << 40) + b'x' * 1000)"),
    Attack(0, "the answer of another request", "import os, struct\nbody = b'{\"pid\": 1}'\nos.write(3, (struct.pack('!Q', len(body)) + body) * 50)"),
    Attack(0, "a reply of ten million parts", "import os, struct\nbody = b'[' + b'[],' * 5_000_000 + b'1]'\ndata = struct.pack('!Q', len(body)) + body\nn = 0\nwhile n < len(data): n += os.write(3, data[n:n + 65536])"),
]  # fmt: skip
