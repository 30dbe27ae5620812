"""The files that the student's process sees: interpreter, libraries, the installed packages, and nothing else.

No course, no home, no other submission, no temporary files of the machine: they are not hidden by rights, they are
not there. Built in a mount namespace of its own, never in the machine's.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from . import syscalls
from .syscalls import MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_PRIVATE, MS_RDONLY, MS_REC, MS_REMOUNT

# what programs and libraries consist of, by name: whatever else lies below /usr, such as nbgrader's exchange, does not
SHARED = ("fontconfig", "fonts", "i18n", "locale", "mime", "misc", "perl", "perl5", "terminfo", "zoneinfo")
SYSTEM = (
    *(f"/usr/{name}" for name in ("bin", "include", "lib", "lib32", "lib64", "libexec")),
    *(f"/usr/local/{name}" for name in ("bin", "include", "lib", "lib64")),
    *(f"/usr/share/{name}" for name in SHARED),
    *("/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives"),
)
ALSO_FROM_ETC = ("/etc/localtime", "/etc/mime.types")
DEVICES = ("null", "zero", "full", "random", "urandom")
_READ_DEVICES = tuple(f"/dev/{name}" for name in DEVICES[1:])
OF_PROC = ("cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "sys/vm", "uptime", "version")
# of a process's own folder there; the rest tells with how many others it shares a page (smaps, smaps_rollup, numa_maps,
# pagemap, and the same of each thread), or is a link that leads out
OF_OWN_PROCESS = (
    *("auxv", "cgroup", "cmdline", "comm", "environ", "fd", "io", "limits", "maps", "mountinfo", "mounts"),
    *("oom_score", "stat", "statm", "status"),
)
VIEW, WARM, BOX, OLD = "/view", "/warm", "/box", "/.old"
WORK, TEMPORARY = "/box/work", "/box/tmp"
PASSWD = "student:x:1000:1000::/box/work:/bin/sh\n"
GROUP = "student:x:1000:\n"
_NOTHING: Mapping[str, int] = MappingProxyType({})
_KEPT = {2: MS_NOSUID, 4: MS_NODEV, 8: MS_NOEXEC, 1024: 1024, 2048: 2048, 4096: 1 << 21}  # statvfs flag: mount flag


@dataclass(frozen=True)
class View:
    """What is shown.

    packages     the folder whose content is shown in /view: what the student's process imports from
    linked       installed files and folders, with links to them there
    interpreter  folders of the interpreter and its libraries, shown at their own paths, read-only
    sites        the folders of packages, shown in the same way
    hidden       files and folders in these that must not be seen: shown empty
    """

    packages: str
    linked: Sequence[str]
    interpreter: Sequence[str]
    sites: Sequence[str]
    hidden: Sequence[str]

    @property
    def folders(self) -> list[str]:
        """All that are shown at their own paths."""
        return [*self.interpreter, *self.sites]


def readable(view: View) -> list[str]:
    """What Landlock lets the child read inside the tree that `build` makes."""
    of_proc = (f"/proc/{name}" for name in OF_PROC)
    return [*SYSTEM, *ALSO_FROM_ETC, "/etc/passwd", "/etc/group", *of_proc, VIEW, *view.folders, *_READ_DEVICES]


def of_own_process() -> list[str]:
    """What Landlock lets this process read of its own folder in /proc; of those that it forks it reads none."""
    return [f"/proc/{os.getpid()}/{name}" for name in OF_OWN_PROCESS]


def readable_without_tree(view: View, warm: str) -> tuple[list[str], list[str]]:
    """What Landlock lets the child read of the machine's own tree, and what it lets it list; of /proc, besides itself,
    nothing of processes.

    Of the folders of packages it reads only what is linked, wherever they lie: nothing can be hidden there.
    """
    sites, listed = {os.path.realpath(site) for site in view.sites}, list[str]()
    around = [each for path in (*SYSTEM, *view.interpreter) for each in _beside(os.path.realpath(path), sites, listed)]
    read = [*around, *ALSO_FROM_ETC, view.packages, *view.linked, warm]
    return [*read, *(f"/proc/{name}" for name in OF_PROC), *_READ_DEVICES], listed


def _beside(path: str, sites: set[str], listed: list[str]) -> list[str]:
    """What lies there beside the folders of packages: the whole of it, where none does. listed: where one does."""
    if any(path == site or path.startswith(f"{site}/") for site in sites):
        return []
    if not any(site.startswith(path.rstrip("/") + "/") for site in sites):
        return [path]
    listed.append(path)  # the interpreter looks through its own folders for the modules of these
    found = list[str]()
    with contextlib.suppress(OSError):
        for entry in os.scandir(path):
            if not entry.is_symlink():  # what a link leads to is allowed where it lies, or not at all
                found += _beside(entry.path, sites, listed)
    return found


def make_links(paths: Iterable[str], folder: str) -> None:
    """Links to these files and folders, under their own names."""
    for path in paths:
        Path(folder, Path(path).name).symlink_to(path)


def build(new: str, view: View) -> None:
    """Make the tree on the folder `new` and change into it as the root.

    Only in a fresh mount namespace. The first thing is to cut the ties of all mounts to the outside: without that,
    what is mounted here would be mounted, and unmounted, for the whole machine.
    """
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    syscalls.mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=755")
    shown: list[str] = []
    for path in (*SYSTEM, *ALSO_FROM_ETC, *view.folders):
        _show(path, new, shown)
    for item in Path(view.packages).iterdir():
        _bind(str(item), f"{new}{VIEW}/{item.name}")
    make_links(view.linked, new + VIEW)  # in memory: on a disk, hundreds of links cost more than grading one submission
    for folder in ("/dev", "/etc", "/proc", "/tmp", WARM, BOX, OLD):
        Path(new + folder).mkdir(exist_ok=True)
    for name in (name for name in DEVICES if Path(f"/dev/{name}").exists()):
        _bind(f"/dev/{name}", f"{new}/dev/{name}", devices=True)  # it is written to all the same, and keeps its times
    Path(new + "/dev/shm").mkdir()
    for link, target in {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1"}.items():
        Path(f"{new}/dev/{link}").symlink_to(target)
    Path(new + "/etc/passwd").write_text(PASSWD)
    Path(new + "/etc/group").write_text(GROUP)
    syscalls.mount("tmpfs", new + WARM, "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=777")
    # a new /proc may only be mounted where a whole one is in view
    syscalls.mount("/proc", new + "/proc", None, MS_BIND | MS_REC)
    for path in view.hidden:
        _hide(new, path)
    syscalls.pivot_root(new, new + OLD)
    os.chdir("/")
    syscalls.detach(OLD)
    Path(OLD).rmdir()
    syscalls.mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _show(path: str, new: str, shown: list[str]) -> None:
    source = Path(path)
    if source.is_symlink() and source.is_dir() and len(source.parts) == 2:  # /bin -> usr/bin
        Path(new + path).symlink_to(source.readlink())
        return
    inside = any(path == other or path.startswith(other + "/") for other in shown)
    if inside or not source.exists():
        return
    _bind(path, new + path)
    shown.append(path)


def _bind(source: str, target: str, *, devices: bool = False) -> None:
    """Show it there, read-only; the target is made."""
    if Path(source).is_dir():
        Path(target).mkdir(parents=True, exist_ok=True)
    else:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).touch()
    _cover(source, target, devices=devices)


def _cover(source: str, target: str, *, devices: bool = False) -> None:
    """Show it, read-only, in the place of what is there."""
    syscalls.mount(source, target, None, MS_BIND | MS_REC)
    try:
        syscalls.make_read_only(target, devices=devices)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        flags = os.statvfs(target).f_flag  # kernels before 5.12: flags that are set already must be given again
        kept = sum(mount for stat, mount in _KEPT.items() if flags & stat)
        syscalls.mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | kept)


def _hide(new: str, path: str) -> None:
    target = Path(new + path)
    if target.is_dir():
        empty = new + "/etc/.empty-folder"
        Path(empty).mkdir(exist_ok=True)
    elif target.exists():
        empty = new + "/etc/.empty-file"
        Path(empty).touch()
    else:
        return
    _cover(empty, str(target))  # what stands in their place is shared by all who see nothing there


def close_warm() -> None:
    """The warm process's own folder can be read and no longer written: no child leaves anything there for another."""
    try:
        syscalls.make_read_only(WARM)
    except OSError:  # kernels before 5.12
        syscalls.mount(None, WARM, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def mount_proc(*, or_empty: bool = True, read_only: bool = True) -> None:
    """The /proc of this process's own pid namespace, read-only: root's settings of the kernel are in it.

    or_empty: whether there is an empty folder where the kernel refuses a new /proc, as it does where a container's
    own is covered in places. A child never sees the outer one; the warm process needs it.
    """
    flags = (MS_RDONLY if read_only else 0) | MS_NOSUID | MS_NODEV | MS_NOEXEC
    try:
        syscalls.mount("proc", "/proc", "proc", flags)
    except OSError:
        if or_empty:
            syscalls.mount("tmpfs", "/proc", "tmpfs", flags, "size=4k,mode=555")


def unreadable(folders: Iterable[str]) -> str:
    """Empty when this user can import from the folders, else the first one that cannot be read."""
    for folder in folders:
        try:
            next(Path(folder).iterdir(), None)
        except PermissionError:
            return f"{folder} cannot be read by another user; chmod -R a+rX opens it"
        except OSError:  # not there
            continue
    return ""


def mount_box(megabytes: int, inodes: int, given: Mapping[str, int] = _NOTHING, *, shared_memory: bool) -> None:
    """The child's own empty folders, in memory, bounded in bytes and in number of files.

    given: files with their sizes that are to be put there, and do not count.
    """
    page, folders = os.sysconf("SC_PAGE_SIZE"), {str(folder) for name in given for folder in Path(name).parents}
    size = (megabytes << 20) + sum(-(-each // page) * page for each in given.values())
    options = f"size={size},nr_inodes={inodes + len(given) + len(folders)},mode=700"
    syscalls.mount("tmpfs", BOX, "tmpfs", MS_NOSUID | MS_NODEV, options)
    Path(WORK).mkdir()
    Path(TEMPORARY).mkdir()
    with contextlib.suppress(OSError):  # packages may be installed below /tmp
        if not any(Path("/tmp").iterdir()):
            syscalls.mount(TEMPORARY, "/tmp", None, MS_BIND)
    if shared_memory:
        syscalls.mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,nr_inodes=200,mode=1777")
