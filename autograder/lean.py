"""What the packages that we use would load of others, and nobody here asks for, is left until somebody asks.

`import nbgrader.api` runs nbgrader/__init__.py, which loads a web server, and with it most of Jupyter: six times what
the gradebook needs. Only the command line's own process does without; programs of nbgrader's are as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# JSON schemas may speak of these kinds of text, and ours do not
GRAMMAR = "rfc3987_syntax"  # of one of them, which takes longer to compile than all else to load
FORMATS = (GRAMMAR, "rfc3986_validator", "rfc3339_validator", "isoduration", "fqdn", "webcolors", "uri_template")
# packages of nbgrader's whose `__init__` waits, and the modules in which their names are looked for first
PACKAGES: Mapping[str, tuple[str, ...]] = {"nbgrader": ("_version",), "nbgrader.auth": ("base",)}
# what a module takes of another one, to be loaded when it is called: here, to unpack what was collected
LATER: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "nbgrader.utils": ("setuptools.archive_util", ("unpack_archive", "unpack_tarfile", "unpack_zipfile")),
}


def load_little() -> None:
    """From here on this process loads of nbgrader, and of what reads notebooks, what is asked for."""
    if "nbgrader" in sys.modules:
        return  # it is there, whole or already so
    for name in PACKAGES:
        _register(name)
    sys.meta_path.insert(0, _Finder())


@contextmanager
def _there(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Meanwhile these modules are loaded; None: there is none of that name."""
    sys.modules.update(modules)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in modules:
            sys.modules.pop(name, None)


def without_grammar() -> AbstractContextManager[None]:
    """What is loaded meanwhile compiles no grammar; every other format of JSON schemas is looked at as ever."""
    return _without(GRAMMAR)


def _without(*names: str) -> AbstractContextManager[None]:
    return _there({name: None for name in names if name not in sys.modules})


class _Package(ModuleType):
    """A package whose `__init__` has not run: its modules can be imported, and what else it has makes it run."""

    __spec__: ModuleSpec

    def __getattr__(self, name: str) -> Any:
        if find_spec(f"{self.__name__}.{name}") is not None:
            return import_module(f"{self.__name__}.{name}")
        for module in (import_module(f"{self.__name__}.{part}") for part in PACKAGES[self.__name__]):
            if hasattr(module, name):
                return getattr(module, name)
        if name.startswith("__"):  # Python's own, which a module may have and this one has not
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__class__ = ModuleType  # type: ignore[assignment]  # while it runs, it answers as any other
        assert self.__spec__.loader is not None
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def _register(name: str) -> None:
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return
    package = _Package(name)
    package.__spec__, package.__loader__, package.__file__ = spec, spec.loader, spec.origin
    package.__package__, package.__path__ = name, spec.submodule_search_locations or []
    sys.modules[name] = package


class _Finder(MetaPathFinder):
    """Finds the modules that are loaded in our way: where the others are found."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """None for all other modules."""
        waits = name in LATER and LATER[name][0] not in sys.modules
        if not waits and name != "jsonschema":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Load it while something stands in for what it has no use for now."""
        with _without(*FORMATS) if self.name == "jsonschema" else _stand_in(*LATER[self.name]):
            super().exec_module(module)


def _stand_in(name: str, functions: Sequence[str]) -> AbstractContextManager[None]:
    """Meanwhile a module is there whose functions load the real one when they are called."""
    module = ModuleType(name)
    for function in functions:
        setattr(module, function, _Later(name, function))
    return _there({name: module})


class _Later:
    """A function of a module that is loaded when it is called."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(import_module(self._module), self._name)(*given, **named)
