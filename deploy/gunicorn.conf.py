"""gunicorn configuration of the service, used by ``dvt-cds serve`` and by the container.

The size of a body is limited by the application (``DVT_CDS_MAX_BODY_BYTES``), which can answer with an
OperationOutcome; the limits here are those the application never sees.
"""

import contextlib
import ctypes
import gc
import os
import sys
from pathlib import Path

from gunicorn.glogging import Logger


def whole_number(variable, default):
    """A variable as a number from 1 on; anything else ends the start."""
    text = os.environ.get(variable) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        sys.exit(f"Error: {variable} must be a whole number from 1 on.")
    return int(text)


wsgi_app = "service.wsgi:application"
bind = os.environ.get("DVT_CDS_BIND", "127.0.0.1:8000")

# A hook call is CPU-bound: more workers than cores only add waiting.
workers = whole_number("WEB_CONCURRENCY", os.cpu_count() or 1)

# A call is CPU-bound, and threads do not make it faster.  They keep a worker answering while a FHIR server lets it wait
# until the deadline, and while a browser holds spare connections on which it says nothing.
threads = whole_number("WEB_THREADS", 4)
worker_class = "sync" if threads == 1 else "gthread"

# The clinical content is loaded and proved once, before the workers are forked; wrong content stops the start.
preload_app = True

# An EHR gives up on a hook call within seconds; a long queue would only answer clients that have left.
backlog = 64
timeout = 30
graceful_timeout = 20
keepalive = 5

# A hook call has a short path and few headers; its longest is the bearer token.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 16380

# The heartbeat file must not wait for a disk, and /tmp may be read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True


# The clinical content is over a hundred thousand objects that live as long as the worker: frozen before the fork, they
# are neither walked by the collector in the middle of a call nor copied by it into every worker.  What is left to walk
# is small, and a call of ordinary size makes fewer new objects than the threshold.
NEW_OBJECTS_BEFORE_COLLECTION = 20_000


# A large body is copied a few times on its way in.  glibc would give that memory back after each call and take it
# again, page by page, for the next one.  One heap serves all threads, which take turns anyway: with one each, every
# thread would keep the memory of the largest body it has met.
KEPT_FREE_BYTES, MAPPED_FROM_BYTES = 48 * 1024 * 1024, 32 * 1024 * 1024
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8


def pre_fork(server, worker):
    """Set the objects of the loaded application apart, and the allocator for bodies of some megabytes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_COLLECTION, 10, 10)
    with contextlib.suppress(AttributeError, OSError):  # another C library
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES)
        libc.mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)


class PathsOnly(Logger):
    """A logger that writes the path of a request if it is one of ours, never its query string, headers or body.

    A hook call that was answered has its line already, with its path, status, time and more (``service.hooks``).
    """

    def access(self, resp, req, environ, request_time):
        if not environ.get("dvt-cds.logged"):
            super().access(resp, req, environ, request_time)

    def atoms(self, resp, req, environ, request_time):
        status = resp.status.partition(" ")[0] if isinstance(resp.status, str) else resp.status
        # A path that is none of ours may hold anything, a patient's name included.
        from service.hooks.paths import may_be_told  # the application, loaded by now

        path = environ.get("RAW_URI", "-").partition("?")[0]
        path = path if str(status) != "404" and may_be_told(path) else "-"
        return {
            "t": self.now(),
            "p": f"<{os.getpid()}>",
            "m": environ.get("REQUEST_METHOD", "-"),
            "U": path,
            "r": f"{environ.get('REQUEST_METHOD', '-')} {path}",
            "s": status,
            "b": str(getattr(resp, "sent", None) or "-"),
            "B": getattr(resp, "sent", None),
            "T": request_time.seconds,
            "D": request_time.seconds * 1_000_000 + request_time.microseconds,
            "M": request_time.seconds * 1_000 + request_time.microseconds // 1_000,
        }

    def warning(self, msg, *args, **kwargs):
        # gunicorn ends this message with the piece of the request that it could not read.
        if msg.startswith("Invalid request from ip="):
            msg = msg.partition(": ")[0]
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        super().exception(msg, *(_path(argument) for argument in args), **kwargs)


def _path(argument):
    return argument.partition("?")[0] if isinstance(argument, str) else argument


logger_class = PathsOnly
accesslog = "-"
access_log_format = '%(t)s %(p)s "%(r)s" %(s)s %(b)s %(M)sms'
errorlog = "-"
# Its own lines of this level hold the path of every request.
loglevel = os.environ.get("DVT_CDS_LOG_LEVEL", "info").lower().replace("debug", "info")

# What the service writes (the store, its write-ahead log) is for its own user only.
umask = 0o077
