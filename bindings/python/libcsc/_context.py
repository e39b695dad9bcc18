"""Contexts: progress, Ctrl-C and worker threads for long calls."""

from __future__ import annotations

import ctypes
import signal
import threading
from typing import Any, Callable, Optional

from ._abi import Error, callback, check, handle, lib, struct

ContextStruct = struct["csc_context"]

#: Called as progress(done, total); total 0 means unknown.  A true result cancels the call, which then raises Cancelled.
Progress = Callable[[int, int], Any]

_main_thread = threading.main_thread().ident


class Guard:
    """Around a long call: turns Ctrl-C into a cancelled call and then into KeyboardInterrupt.

    ctypes loses an exception that arises at the very entry of a callback, where a signal handler may run.  So while C has the
    control, the handler of SIGINT only takes a note; the note cancels the call, and the real handler runs when it has returned.
    """

    __slots__ = ("_previous", "_noted")
    current: Optional["Guard"] = None

    def __enter__(self) -> "Guard":
        self._previous: Any = None
        self._noted = False
        if threading.get_ident() == _main_thread and Guard.current is None:
            previous = signal.getsignal(signal.SIGINT)
            if callable(previous):
                self._previous = previous
                Guard.current = self
                signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: Any) -> None:
        self._noted = True

    def __exit__(self, *problem: Any) -> None:
        if self._previous is None:
            return
        Guard.current = None
        signal.signal(signal.SIGINT, self._previous)
        if self._noted:
            self._previous(signal.SIGINT, None)


def _interrupted() -> bool:
    guard = Guard.current
    if guard is None or not guard._noted:
        return False
    # Another thread's own call goes on; a worker of the main thread's call is not known to threading.
    me = threading.get_ident()
    return me == _main_thread or all(thread.ident != me or type(thread).__name__ == "_DummyThread" for thread in threading.enumerate())


def _default_progress(_: Any, done: int, total: int) -> int:
    try:
        return 1 if _interrupted() else 0
    except BaseException:  # nothing may cross into C
        return 1


_default_callback = callback["csc_progress_fn"](_default_progress)


class Context:
    """What long calls get from their caller.

    progress   called now and then as progress(done, total); a true result cancels, an exception cancels and is raised again
    workers    threads that a call may use, from libcsc-io; 0 or 1: the calling thread only.  Results never depend on it

    Objects keep their context: give it when they are created.
    """

    def __init__(self, progress: Optional[Progress] = None, workers: int = 0):
        self._progress = progress
        self._record = ContextStruct()
        lib.csc_context_init(ctypes.byref(self._record))
        self._callback = _default_callback if progress is None else callback["csc_progress_fn"](self._call)
        self._record.progress = self._callback
        self._problem: Optional[BaseException] = None
        self._threads: Any = None
        self.workers = workers
        if workers > 1:
            self._threads = handle["csc_threads"]()
            error = Error()
            lib.open_io()
            check(lib.csc_threads_create(ctypes.byref(self._threads), workers, None, ctypes.byref(error)), error)
            _finalize(self._threads, lib.csc_threads_destroy)
            self._record.executor = lib.csc_threads_executor(self._threads)

    def _call(self, _: Any, done: int, total: int) -> int:
        try:
            if _interrupted():
                return 1
            return 1 if self._progress(done, total) else 0  # type: ignore[misc]
        except BaseException as problem:
            self._problem = problem
            return 1

    def take_problem(self) -> Optional[BaseException]:
        """The exception that a callback recorded, once."""
        problem, self._problem = self._problem, None
        return problem

    def reference(self) -> Any:
        return ctypes.byref(self._record)


def _finalize(owner: Any, destroy: Callable[[Any], None]) -> None:
    import weakref

    address = owner.value
    weakref.finalize(owner, destroy, type(owner)(address))


#: For calls that are given none: this thread only, Ctrl-C works.
default_context = Context()


def resolve(context: Optional[Context]) -> Context:
    return default_context if context is None else context


def call(function: Callable[..., int], *arguments: Any, context: Optional[Context] = None) -> None:
    """A call that takes a context and ends in csc_error *: Ctrl-C and exceptions of callbacks come out as they are."""
    error = Error()
    with Guard():
        status = function(*arguments, ctypes.byref(error))
    if status:
        problem = context.take_problem() if context is not None else None
        if problem is not None:
            raise problem
        check(status, error)
