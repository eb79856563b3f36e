#!/usr/bin/env python3
"""A recorder for a server that forks a child for each event; the judge must find nothing wrong with it.

The parent scans and knows who records; the child writes, and tells by a pipe what the next child has to know. A start waits
for the lock in a blocking flock(2) that a timer bounds. It has no follower.
"""
import contextlib, fcntl, grp, json, os, re, select, signal, stat, sys, time
from errno import EINVAL

# normpath takes away what would lead through a link: "link/" and "link/." too.
SPOOL = os.path.normpath(os.environ.get("SPOOL_DIR", "/run/pve-api-record"))
GROUP = os.environ.get("SPOOL_GROUP", "www-data")
LIMIT = int(os.environ.get("SPOOL_LIMIT", 1 << 30))
REQUEST_BYTES_MAX = 1 << 16


class Refused(Exception):
    """What went wrong, in words."""


# ---- the spool ----------------------------------------------------------------------------------------------


def path_of(recorder, kind):
    return f"{SPOOL}/{recorder}.{kind}"


def id_and_kind(name):
    """fullmatch, for `$` also matches before a line feed at the end; ASCII, for \\d takes every script's digits."""
    match = re.fullmatch("([0-9]+)\\.(req|events)", name, re.ASCII)
    return match.groups() if match else (None, None)


def open_regular(path, flags):
    """A binary file without a buffer. No link is followed, no FIFO waited for; Python closes it on exec."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o640)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EINVAL, "no regular file", path)
    return os.fdopen(descriptor, "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb", buffering=0)


def is_named(path, file):
    try:
        return os.path.samestat(os.lstat(path), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def lock(file, kind):
    """Whether the lock is ours now. Python asks again after EINTR; only EWOULDBLOCK says that another has it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def remove(path):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def remove_both(recorder):
    """The request goes last: as long as it stands and its lock is ours, nobody can have the id."""
    with contextlib.suppress(IsADirectoryError):  # that is left to whoever made it
        remove(path_of(recorder, "events"))
    remove(path_of(recorder, "req"))


def read_object(data):
    """One JSON object, or None."""

    def refuse(word):
        raise ValueError(f"{word} is no number")

    try:
        value = json.loads(data.decode("utf-8"), parse_constant=refuse)
        return value if isinstance(value, dict) else None
    except (ValueError, RecursionError):
        return None


def is_set(value):
    return value not in (None, False, 0, "", "0")


# ---- the worker ---------------------------------------------------------------------------------------------


class Recorder:
    """One that was alive at the last scan. Its request stays open, so that its inode number is not given away."""

    def __init__(self, request):
        self.request, self.facts = request, self.identity(request)
        self.torn, self.is_full = 0, False  # the inode of the events file whose last line was not written to its end
        data = request.read(REQUEST_BYTES_MAX + 1) or b""
        self.wanted = read_object(data) if len(data) <= REQUEST_BYTES_MAX else None

    @staticmethod
    def identity(file):
        facts = os.fstat(file.fileno())
        return facts.st_dev, facts.st_ino, facts.st_size, facts.st_ctime_ns

    def is_unchanged(self):
        return os.fstat(self.request.fileno()).st_nlink > 0 and self.identity(self.request) == self.facts

    def wants(self, event):
        if self.wanted is None or is_set(event.get("proxied")):
            return False
        user, asked = event.get("userid"), self.wanted.get("userid")
        if asked and user != asked and not (isinstance(user, str) and user.startswith(f"{asked}!")):
            return False
        return is_set(self.wanted.get("all")) or event.get("method") in ("POST", "PUT", "DELETE")


class Worker:
    def __init__(self, now):
        self.now, self.scanned = now, None
        self.recorders, self.orphans = {}, {}

    def record(self, event):
        """The hook: it never fails, and waits for nobody but its own child."""
        if self.scanned is None or self.now() - self.scanned >= 1.0:
            self.scanned = self.now()
            self.attempt(self.scan)
        self.attempt(self.serve_in_child, event)

    @staticmethod
    def attempt(work, *arguments):
        try:
            work(*arguments)
        except Exception as failure:
            print("record:", failure, file=sys.stderr)

    def serve_in_child(self, event):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            # Whatever happens, the child must not come back into the adapter's loop.
            try:
                for recorder in list(self.recorders):
                    self.attempt(self.serve, recorder, event)
                known = {name: (one.facts, one.torn, one.is_full) for name, one in self.recorders.items()}
                with os.fdopen(writing, "w") as pipe:
                    json.dump(known, pipe)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = json.loads(pipe.read() or "{}")
        os.waitpid(child, 0)
        for name, (facts, torn, is_full) in told.items():
            one = self.recorders.get(name)
            if one and list(one.facts) == facts:
                one.torn, one.is_full = torn, is_full

    def scan(self):
        try:
            found = [id_and_kind(name) for name in os.listdir(SPOOL)]
        except OSError:  # nobody records
            found = []
        requests = {recorder for recorder, kind in found if kind == "req"}
        for gone in self.recorders.keys() - requests:
            self.recorders.pop(gone).request.close()
        for recorder in requests:
            self.attempt(self.look, recorder)
        orphans = {recorder for recorder, kind in found if kind == "events"} - requests
        self.orphans = {orphan: self.orphans.get(orphan, self.scanned) for orphan in orphans}
        for orphan, since in self.orphans.items():
            if self.scanned - since >= 5:
                self.attempt(self.sweep, orphan)

    def look(self, recorder):
        """Finds out who has that id. Whose lock is held lives; who is dead is removed."""
        known = self.recorders.pop(recorder, None)
        try:
            found = self.examine(recorder)
            if found:
                if known and known.facts == found.facts:
                    found.torn, found.is_full = known.torn, known.is_full
                self.recorders[recorder] = found
        finally:
            if known:
                known.request.close()

    @staticmethod
    def examine(recorder):
        path = path_of(recorder, "req")
        try:
            request = open_regular(path, os.O_RDONLY)
        except OSError:
            return None  # gone, or not for us
        with contextlib.ExitStack() as stack:
            stack.callback(request.close)
            # The probe is shared: two workers that probe at once never take each other for a client.
            if not lock(request, fcntl.LOCK_SH):
                found = Recorder(request)
                stack.pop_all()  # it stays open
                return found
            # The exclusive lock is for one reaper only, and no client has the id as long as it is held.
            if lock(request, fcntl.LOCK_EX) and is_named(path, request):
                remove_both(recorder)
        return None

    def serve(self, recorder, event):
        """The events file is opened first, then the request is looked at: so a line lands in this recording only."""
        for _ in range(4):
            found = self.recorders.get(recorder)
            if not found or not found.wants(event):
                return
            if found.is_unchanged():
                with open_regular(path_of(recorder, "events"), os.O_WRONLY | os.O_APPEND | os.O_CREAT) as events:
                    if found.is_unchanged():
                        return self.append(found, events, event)
            self.look(recorder)

    @staticmethod
    def append(found, events, event):
        try:
            line = json.dumps(event, allow_nan=False)
        except (ValueError, RecursionError) as failure:
            known = {name: event[name] for name in ("method", "path", "userid") if isinstance(event.get(name), str)}
            line = json.dumps({**known, "not recorded": str(failure)})
        facts = os.fstat(events.fileno())
        if facts.st_mode & 0o640 != 0o640:  # the umask took it
            os.fchmod(events.fileno(), 0o640)
        data = (b"\n" if found.torn == facts.st_ino else b"") + line.encode("ascii") + b"\n"
        if facts.st_blocks * 512 + len(data) > LIMIT:
            if not found.is_full:
                print("an events file is at its limit: lines are dropped", file=sys.stderr)
            found.is_full = True
            return
        # One call of write(2), for the file has no buffer; after a short one the next line begins a line.
        found.torn = facts.st_ino if events.write(data) < len(data) else 0

    @staticmethod
    def sweep(orphan):
        """Removes an orphan once its id is ours: no start can be harmed."""
        if not stat.S_ISREG(os.lstat(path_of(orphan, "events")).st_mode):
            return
        with contextlib.suppress(FileExistsError):
            with open_regular(path_of(orphan, "req"), os.O_RDWR | os.O_CREAT | os.O_EXCL) as request:
                if lock(request, fcntl.LOCK_EX) and is_named(path_of(orphan, "req"), request):
                    remove_both(orphan)


# ---- the client ---------------------------------------------------------------------------------------------


def lock_within(file, seconds):
    """Waits for the lock, but not for ever: the handler's exception ends the call, which Python would else repeat."""

    def give_up(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except TimeoutError:
        raise Refused("another recording has this id") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Client:
    """Who wants to see: its lock on the request says that it lives."""

    request = directory = lost = None

    def __init__(self):
        self.recorder = str(os.getpid())
        self.path = path_of(self.recorder, "req")

    def start(self, wanted):
        if self.request or self.lost:
            raise Refused("this process has a recording")
        self.contents = json.dumps({"userid": wanted.get("userid"), "all": is_set(wanted.get("all"))}).encode("ascii")
        self.begin()
        return self.recorder

    def stop(self):
        lost, self.lost = self.lost, None
        if lost:
            raise Refused(f"the recording was lost: {lost}")
        if not self.request:
            raise Refused("there is no recording")
        if not self.end():
            raise Refused("the recording was lost: its request had been removed")

    def look_after(self):
        """Once a second: where workers cannot see the request any more as it was made, it is made anew."""
        if not self.request or self.is_intact():
            return
        try:
            self.end()
            self.begin()
        except Exception as failure:
            self.lost = str(failure)
            print("the recording is lost:", failure, file=sys.stderr)

    def is_intact(self):
        directory, request = os.fstat(self.directory), os.fstat(self.request.fileno())
        with contextlib.suppress(FileNotFoundError):
            return (
                os.path.samestat(os.lstat(SPOOL), directory) and is_named(self.path, self.request)
                and self.is_right(directory)
                and (request.st_gid, stat.S_IMODE(request.st_mode)) == (self.group, 0o640)
                and request.st_size == len(self.contents)
            )
        return False

    def end(self):
        """Removes the files if they are still our own, and lets go of the lock last."""
        with self.request as request:
            self.request = None
            is_ours = is_named(self.path, request)
            if is_ours:
                remove_both(self.recorder)
        return is_ours

    def begin(self):
        with contextlib.ExitStack() as undo:  # what a start that fails takes back, the last first
            self.open_directory(undo)
            request = self.claim()
            undo.callback(self.take_back, request)
            # Its group, its mode and, last, the filter: then workers see it.
            os.fchown(request.fileno(), -1, self.group)
            os.fchmod(request.fileno(), 0o640)
            remove(path_of(self.recorder, "events"))
            if request.write(self.contents) < len(self.contents):
                raise Refused("the request was not written whole")
            if not is_named(self.path, request):
                raise Refused("the request was removed while it was made")
            undo.pop_all()
        self.request = request

    def take_back(self, request):
        with request:
            if is_named(self.path, request):
                remove(self.path)

    def claim(self):
        deadline = time.monotonic() + 3
        while (left := deadline - time.monotonic()) > 0:
            is_new = True
            try:
                request = open_regular(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                is_new = False
                try:
                    request = open_regular(self.path, os.O_RDWR)
                except FileNotFoundError:
                    continue
            try:
                lock_within(request, left)
                if is_named(self.path, request):
                    if is_new:
                        return request
                    remove_both(self.recorder)  # a dead recorder's
            except BaseException:
                if is_new:
                    remove(self.path)
                request.close()
                raise
            request.close()
        raise Refused("another recording has this id")

    def open_directory(self, undo):
        try:
            self.group = grp.getgrnam(GROUP).gr_gid
        except KeyError:
            raise Refused(f"there is no group {GROUP}") from None
        is_new = False
        with contextlib.suppress(FileExistsError):
            os.mkdir(SPOOL, 0o700)
            is_new = True
        if self.directory is not None:
            os.close(self.directory)
            self.directory = None
        self.directory = os.open(SPOOL, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        facts = os.fstat(self.directory)
        if facts.st_uid not in (0, os.geteuid()):
            raise Refused(f"{SPOOL} is another user's")
        if self.is_right(facts):
            return
        names = os.listdir(self.directory)
        if strangers := [name for name in names if id_and_kind(name) == (None, None)]:
            raise Refused(f"{SPOOL} is no spool: it holds {strangers[0]!a}")
        facts = os.fstat(self.directory)
        if self.is_right(facts):  # another start was faster
            return
        os.fchown(self.directory, -1, self.group)
        # An empty one that only its owner may enter is being made by another start.
        if not is_new and (names or stat.S_IMODE(facts.st_mode) != 0o700):
            undo.callback(self.set_back, facts)
        os.fchmod(self.directory, 0o2770)

    def is_right(self, facts):
        return (facts.st_gid, stat.S_IMODE(facts.st_mode)) == (self.group, 0o2770)

    def set_back(self, facts):
        """A start that fails leaves a directory that stood there as it was."""
        try:
            os.fchmod(self.directory, stat.S_IMODE(facts.st_mode))
            os.fchown(self.directory, -1, facts.st_gid)
        except OSError as failure:
            print("the spool is not as it was:", failure, file=sys.stderr)


# ---- the adapter --------------------------------------------------------------------------------------------


class Adapter:
    """A method for each `op`: it returns the reply's fields, or raises what the recorder refused."""

    def __init__(self):
        self.shift = 0.0
        self.worker, self.client = Worker(lambda: time.monotonic() + self.shift), Client()

    def hello(self, request):
        if request["driver"] != 1:
            raise Refused("only version 1 of the driver protocol is spoken here")
        return {
            "name": "innocent forking Python recorder", "version": "1", "language": "python",
            "roles": ["worker", "client"], "capabilities": ["time", "wall-clock"],
        }

    def record(self, request):
        self.worker.record(request["event"])

    def advance(self, request):
        self.shift += request["seconds"]
        self.client.look_after()

    def set_clock(self, request):
        pass  # the time of day is never read

    def start(self, request):
        return {"id": self.client.start(request["filter"])}

    def stop(self, request):
        self.client.stop()

    def exit(self, request):
        pass


OPERATIONS = ("hello", "record", "advance", "set_clock", "start", "stop", "exit")


def answer(adapter, line):
    request = read_object(line) or {}
    seq, operation = request.get("seq"), request.get("op")
    if type(seq) is not int or type(operation) is not str:
        return {"seq": None, "ok": False, "error": "no request"}, False
    if operation not in OPERATIONS:
        return {"seq": seq, "ok": False, "unsupported": True}, False
    try:
        fields = getattr(adapter, operation)(request) or {}
        return {"seq": seq, "ok": True, **fields}, operation == "exit"
    except Exception as failure:
        return {"seq": seq, "ok": False, "error": f"{type(failure).__name__}: {failure}"}, False


def lines(adapter):
    """Complete lines of the pipe; between them the client's recording is looked after once a second."""
    pending = bytearray()
    while True:
        if adapter.client.request and not select.select([0], [], [], 1.0)[0]:
            adapter.client.look_after()
            continue
        data = os.read(0, 1 << 16)
        if not data:
            return
        pending += data
        while (end := pending.find(b"\n")) >= 0:
            line, pending = bytes(pending[:end]), pending[end + 1 :]
            yield line


def main():
    sys.setrecursionlimit(3000)
    sys.set_int_max_str_digits(0)
    adapter = Adapter()
    for line in lines(adapter):
        reply, is_last = answer(adapter, line)
        # Nothing may be left in a buffer: a child would write it again.
        data = json.dumps(reply).encode("ascii") + b"\n"
        while data:
            data = data[os.write(1, data) :]
        if is_last:
            break
    os._exit(0)  # a quiet death: a running recording is not stopped


main()
