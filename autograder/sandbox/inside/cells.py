"""Runs a notebook's cells one after the other, as a kernel does, without a kernel's messages."""

from __future__ import annotations

import ast
import asyncio
import signal
import sys
from typing import Any

from IPython.core.async_helpers import _pseudo_sync_runner

from .outputs import Recorder
from .shell import Shell, text_of


def _transformers(shell: Any) -> list[Any]:
    manager = shell.input_transformer_manager
    lists = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
    return [*map(list, lists), list(shell.ast_transformers)]


class Cells:
    """Runs cells one after the other in one event loop, as a kernel does."""

    def __init__(self, shell: Shell, recorder: Recorder) -> None:
        self._shell, self._recorder = shell, recorder
        self._transformers = _transformers(shell)
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def run(self, source: str) -> dict[str, Any]:
        """Run one cell: whether it ended without an error, the error, its outputs."""
        error: BaseException | None
        try:
            result = self._loop.run_until_complete(self._run(source))
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # a shell that was tampered with
            error = raised
        signal.set_wakeup_fd(-1)
        outputs, updates = self._recorder.take()
        reply: dict[str, Any] = {
            "ok": error is None,
            "error": None if error is None else [type(error).__name__, text_of(error)[:2000]],
            "outputs": outputs,
        }
        return reply | ({"updates": updates} if updates else {})

    def _is_plain(self, source: str) -> bool:
        """Whether IPython's syntax cannot be in it: what is Python already is not transformed, which takes long."""
        if source[:1].isspace() or self._transformers != _transformers(self._shell):
            return False
        try:
            compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return not source.endswith("\n") and ";" not in source.rsplit("\n", 1)[-1]

    def close(self) -> None:
        """Close the loop: a forked child needs its own."""
        self._loop.close()

    async def _run(self, source: str) -> Any:
        shell, problem = self._shell, None
        plain = self._is_plain(source)
        try:
            transformed = source + "\n" if plain else shell.transform_cell(source)
        except Exception:
            transformed, problem = source, sys.exc_info()
        more: dict[str, Any] = {"transformed_cell": transformed, "preprocessing_exc_tuple": problem}
        shell._last_traceback, shell._last_traceback_during_displayhook = None, False
        cell = shell.run_cell_async(source, store_history=True, silent=False, **more)
        result = None
        try:
            may_wait = not plain or "await" in source or "async" in source
            if may_wait and shell.should_run_async(source, **more):
                result = await asyncio.ensure_future(cell)
            else:
                result = _pseudo_sync_runner(cell)
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result
