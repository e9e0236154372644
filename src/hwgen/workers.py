"""Where work is done: processes of this machine, or an existing Dask cluster; results as they come, each task's just once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from multiprocessing import connection
from types import FrameType
from typing import Any, TypeVar

from hwgen.errors import Diagnostic, HwgenError, MissingProgram, UsageError, did_you_mean
from hwgen.extras import install
from hwgen.interrupts import Ended, heed, let_end
from hwgen.waiting import AT_EACH_LOOK, AT_EACH_STEP

T = TypeVar("T")
R = TypeVar("R")
# Tasks that wait at a worker beside the one at work, and deaths of workers in a row without a result.
WAITING = 2
MOST_DEATHS = 3
ANSWER_SECONDS = 5
SECONDS_TO_END = 2
# How often both sides look at what no message tells them: a lost interrupt, a main process that was killed.
SECONDS_BETWEEN_LOOKS = 0.5
# How long a worker without a main process has for ending its TeX and removing what it wrote.
SECONDS_TO_CLEAN = 1.0
# A test or a user names another of multiprocessing's ways: fork, forkserver or spawn.
START_METHOD = "HWGEN_START_METHOD"
# What the process reads that new ones are forked from, as most work needs it.
READ_ONCE = ("hwgen.bank.trials", "hwgen.classes.making")
# Libraries that, in a fork, wait for threads which only their first process has.
THREADED = ("typst",)
WORKERS_NEED = (
    "each worker needs this Python, this version of hwgen with its extra `dask`, and TeX or the Typst packages"
)


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_method() -> str:
    """How this machine starts a worker: a fork where that is safe, for it costs nothing; elsewhere as one of its own. Raises UsageError."""
    known = multiprocessing.get_all_start_methods()
    forks = sys.platform == "linux" and not any(library in sys.modules for library in THREADED)
    wanted = os.environ.get(START_METHOD) or ("fork" if forks else method_apart())
    if wanted not in known:
        message = f"{START_METHOD}: workers cannot be started by `{wanted}`"
        raise UsageError(Diagnostic("unknown-executor", message, None, did_you_mean(wanted, known)))
    return wanted


def method_apart() -> str:
    """How a process is started that has no thread and no library of this one: it is forked from a process that is kept for that, or a new Python."""
    return "forkserver" if sys.platform == "linux" else "spawn"


def context_of(method: str) -> Any:
    """What starts processes by a method of multiprocessing."""
    multiprocessing.set_forkserver_preload(list(READ_ONCE))
    return multiprocessing.get_context(method)


def _again(task: Any, alone: bool) -> None:
    """A task whose worker died is done again."""


def run(
    function: Callable[[T], R],
    tasks: Iterable[T],
    where: str,
    jobs: int,
    lost: Callable[[T, bool], R | None] = _again,
) -> Generator[R, None, None]:
    """The result of each task, in the order in which they are done. `where` is `local` or `dask://host:port`.

    Tasks and results are pickled, and a function is found by its module and name: a worker shares no memory with its sender.
    Only a few tasks and results are held at a time. A worker that dies loses nothing: its tasks are done again, but for one of which `lost`, which
    hears whether it was alone at work, knows that it ended its worker, and gives the result.
    Raises MissingProgram, UsageError for an unknown place, HwgenError where workers go on dying.
    """
    if where == "local":
        yield from _local(function, tasks, jobs, lost)
        return
    with _dask(where) as (executor, workers):
        yield from _results(executor, function, deque(tasks), workers)


def apart(function: Callable[[T], R], task: T) -> R:
    """The result of a task in a process whose threads and libraries are its own."""
    with _pool(1, method_apart()) as pool:
        return pool.submit(partial(_unless_ended, function), task).result()


def _pool(workers: int, method: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, context_of(method), initializer=_begin, initargs=(dict(os.environ),))


def _local(
    function: Callable[[T], R], tasks: Iterable[T], jobs: int, lost: Callable[[T, bool], R | None]
) -> Iterator[R]:
    left = deque(tasks)
    method = start_method()
    deaths = 0
    while left:
        # After a death, one at a time: it shows which task it is.
        at_once = 1 if deaths else jobs
        pool = _pool(at_once, method)
        try:
            for result in _results(pool, partial(_unless_ended, function), left, at_once):
                deaths = 0
                yield result
        except BrokenProcessPool as e:
            deaths += 1
            for task in tuple(left)[: at_once * WAITING]:
                if (instead := lost(task, at_once == 1)) is not None:
                    left.remove(task)
                    deaths = 0
                    yield instead
            if deaths == MOST_DEATHS:
                hint = "is there enough memory? build a class with --jobs 1, and continue with --resume"
                raise HwgenError(Diagnostic("workers-die", "worker processes keep dying", None, hint)) from e
        except BaseException:
            _stop(pool)
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Ends the workers: what they are at is broken off, and one that does not end is killed."""
    processes = list((pool._processes or {}).values())
    for process in processes:
        process.terminate()
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        if not connection.wait([process.sentinel], SECONDS_TO_END):
            process.kill()


class _Ending:
    """A worker's answer to SIGTERM: breaks off a task, but never the sending of a result, which would keep the main process waiting for the rest."""

    def __init__(self) -> None:
        self.at_work = False
        self.asked_for = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.asked_for = True
        self.leave_work()

    def leave_work(self) -> None:
        if self.at_work and self.asked_for:
            raise Ended


def _begin(environment: Mapping[str, str]) -> None:
    """A worker leaves Ctrl-C and all that is said to the main process, and takes its TeX along when it is asked to end, or when there is no main process any more.

    Windows ends a process without asking; its TeX ends by itself after its run.
    """
    ending = _Ending()
    # That of a server of forks is as old as the server.
    os.environ.update(environment)
    AT_EACH_LOOK.set(lambda: None)
    AT_EACH_STEP.set(lambda what, done, total: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ending)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(os.getppid(), ending), daemon=True).start()


def _end_with_parent(parent: int, ending: _Ending) -> None:
    """The pipe to a parent that was killed stays open where a later worker has inherited it, so that the parent's number is looked at, too."""
    process = multiprocessing.parent_process()
    assert process
    while os.getppid() == parent and not connection.wait([process.sentinel], SECONDS_BETWEEN_LOOKS):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    last = time.monotonic() + SECONDS_TO_CLEAN
    while ending.at_work and time.monotonic() < last:
        time.sleep(SECONDS_TO_CLEAN / 20)
    os._exit(1)


def _unless_ended(function: Callable[[T], R], task: T) -> R:
    """A pool's worker outlives an exit that is raised in a task, and would begin the next."""
    ending = signal.getsignal(signal.SIGTERM)
    assert isinstance(ending, _Ending)
    try:
        ending.at_work = True
        ending.leave_work()
        return function(task)
    finally:
        ending.at_work = False
        let_end()


def _results(executor: Executor, function: Callable[[T], R], left: deque[T], workers: int) -> Iterator[R]:
    """Takes tasks from `left`; those whose result has not come are put back there if this ends early."""
    running: dict[Future[R], T] = {}
    try:
        while left or running:
            while left and len(running) < workers * WAITING:
                running[executor.submit(function, left[0])] = left[0]
                left.popleft()
            done, _ = wait(running, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED)
            heed()
            AT_EACH_LOOK.get()()
            for future in done:
                try:
                    result = future.result()
                except SystemExit as e:
                    raise BrokenProcessPool("a worker was killed") from e
                del running[future]
                yield result
    finally:
        left.extendleft(reversed(running.values()))


@contextmanager
def _dask(where: str) -> Iterator[tuple[Executor, int]]:
    scheme, _, address = where.partition("://")
    if scheme != "dask" or not address:
        raise UsageError(
            Diagnostic("unknown-executor", f"`{where}` is not an executor", None, "write local or dask://host:port")
        )
    try:
        from distributed import Client
    except ImportError as e:
        raise MissingProgram(Diagnostic("missing-program", "Dask is not installed", None, install("dask"))) from e
    try:
        client = Client(f"tcp://{address}", timeout=ANSWER_SECONDS)
    except (OSError, ValueError, TimeoutError) as e:
        hint = f"start one with `dask scheduler` and `dask worker tcp://{address}`"
        raise MissingProgram(
            Diagnostic("dask-unreachable", f"no Dask scheduler answers at {address}", None, hint)
        ) from e
    with client:
        _refuse_unfit(client)
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        yield client.get_executor(pure=False), workers


def _refuse_unfit(client: Any) -> None:
    """Raises MissingProgram unless every worker has this version of hwgen."""
    try:
        answers = client.run(_version, on_error="return")
    except Exception as e:
        raise MissingProgram(
            Diagnostic("dask-unready", f"the Dask workers do not answer: {e}", None, WORKERS_NEED)
        ) from e
    # A worker that cannot be reached has just ended; the others do its tasks.
    answers = {worker: answer for worker, answer in answers.items() if not isinstance(answer, OSError)}
    if not answers:
        raise MissingProgram(Diagnostic("dask-unready", "the Dask scheduler has no workers", None, WORKERS_NEED))
    for worker, answer in answers.items():
        if answer != _version():
            description = f"hwgen {answer}" if isinstance(answer, str) else f"{type(answer).__name__}: {answer}"
            message = f"the Dask worker {worker} has {description}, not hwgen {_version()}"
            raise MissingProgram(Diagnostic("dask-unready", message, None, WORKERS_NEED))


def _version() -> str:
    return version("hwgen")
