#!/usr/bin/env python3
"""A start for adapters: copy it, put your own recorder in place of part one, keep part two.

    spool-check -- python3 scripts/adapters/template.py

The toy recorder meets the protocol's wire profile: one process of each kind works together with others. It is
none to use. It does not care what happens when two processes meet in the middle of something (a start beside
a reaper, a stop beside a successor, an id that comes back), when one is killed, when the file system is full,
when the umask is odd or a request huge; it limits nothing that nobody reads and sweeps up nothing after a
crash, and an event that Python cannot encode is lost. `spool-check` names each of these clauses.
"""
import fcntl, grp, json, math, os, re, stat, sys, time

DIRECTORY = os.environ.get("SPOOL_DIR", "/run/pve-api-record")
GROUP = os.environ.get("SPOOL_GROUP", "www-data")

# ---- part one: the recorder, to be replaced by your own -----------------------------------------------------


def path_of(recorder, kind):
    return f"{DIRECTORY}/{recorder}.{kind}"


def open_regular(path, flags):
    """No link is followed, no FIFO waited for, and no child inherits it (LOCK-2)."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o640)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is no regular file")
    return descriptor


def remove(recorder, *kinds):
    for kind in kinds:
        try:
            os.unlink(path_of(recorder, kind))
        except FileNotFoundError:
            pass


def refuse(text):
    raise ValueError(f"{text} is no number")


def finite(text):
    return float(text) if math.isfinite(float(text)) else refuse(text)


def decode(data, number=float):
    """Strict JSON: UTF-8 alone, and none of the words like NaN that Python would take."""
    return json.loads(data.decode("utf-8"), parse_constant=refuse, parse_float=number)


def is_set(value):  # as the first recorder's language has it: 0, 0.0, "" and "0" are false
    return value not in (None, False, 0, "", "0")


class Worker:
    """The server's side: one hook, called once a request, that never fails and never waits."""

    def __init__(self, now):
        self.now, self.scanned = now, None  # `now`: seconds on a clock that nobody sets
        self.filters = {}  # the live recorders: id -> filter

    def record(self, event):
        if self.scanned is None or self.now() - self.scanned >= 1.0:
            self.scanned = self.now()
            self.filters = self.scan()
        for recorder, wanted in self.filters.items():
            try:
                if self.matches(wanted, event):
                    self.append(recorder, event)
            except Exception as failure:  # the server's work goes on, whatever happens
                print("record:", failure, file=sys.stderr)

    def scan(self):
        try:
            names = os.listdir(os.fsencode(DIRECTORY))
        except OSError:  # no directory: nobody records
            return {}
        # fullmatch, for `$` would take "12.req\n" for 12; bytes, for \d would take the digits of every script
        ids = [match[1].decode() for name in names if (match := re.fullmatch(rb"([0-9]+)\.req", name))]
        return {recorder: wanted for recorder in ids if isinstance(wanted := self.look_at(recorder), dict)}

    def look_at(self, recorder):
        """The filter of a recorder. Who holds the lock lives; who does not is dead, and reaped."""
        try:
            with open(open_regular(path_of(recorder, "req"), os.O_RDONLY), "rb") as request:
                try:
                    fcntl.flock(request, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return decode(request.read())
                return remove(recorder, "req", "events")
        except (OSError, ValueError, RecursionError):  # gone meanwhile, not for us, or not complete yet
            return None

    @staticmethod
    def matches(wanted, event):
        if is_set(event.get("proxied")):
            return False
        user, asked = event.get("userid"), wanted.get("userid")
        if asked and user != asked and not (isinstance(user, str) and user.startswith(asked + "!")):
            return False
        return is_set(wanted.get("all")) or event.get("method") in ("POST", "PUT", "DELETE")

    @staticmethod
    def append(recorder, event):
        line = json.dumps(event, allow_nan=False).encode("ascii") + b"\n"
        events = open_regular(path_of(recorder, "events"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(events, line)  # the whole line in one write(2): then O_APPEND keeps it whole
        finally:
            os.close(events)


class Client:
    """The one who wants to see: its lock on the request says that it lives."""

    request = None  # the locked file

    def start(self, wanted):
        if self.request:
            raise RuntimeError("this process has a recording")
        group, recorder = grp.getgrnam(GROUP).gr_gid, os.getpid()
        if not os.path.isdir(DIRECTORY):
            os.mkdir(DIRECTORY, 0o770)
        before = os.stat(DIRECTORY)
        try:
            os.chown(DIRECTORY, -1, group)
            os.chmod(DIRECTORY, 0o2770)
            request = open(open_regular(path_of(recorder, "req"), os.O_WRONLY | os.O_CREAT), "wb", buffering=0)
            fcntl.flock(request, fcntl.LOCK_EX | fcntl.LOCK_NB)  # flock(2): fcntl(2) has locks of another kind
            os.fchown(request.fileno(), -1, group)
            remove(recorder, "events")
            request.truncate(0)
            request.write(json.dumps({"userid": wanted.get("userid"), "all": is_set(wanted.get("all"))}).encode())
        except BaseException:  # a start that fails leaves the directory as it was
            os.chmod(DIRECTORY, stat.S_IMODE(before.st_mode))
            os.chown(DIRECTORY, -1, before.st_gid)
            raise
        self.request = request
        return str(recorder)

    def stop(self):
        if not self.request:
            raise RuntimeError("there is no recording")
        remove(os.getpid(), "req", "events")
        self.request.close()
        self.request = None


class Follower:
    """The client's reading half."""

    def __init__(self):
        self.files = {}  # id -> (open file, the beginning of a line whose end is not there yet)

    def read(self, recorder):
        if recorder not in self.files:
            try:
                events = open_regular(path_of(recorder, "events"), os.O_RDONLY)
            except FileNotFoundError:  # nothing happened yet
                return [], 0
            self.files[recorder] = open(events, "rb"), b""
        file, pending = self.files[recorder]
        status = os.fstat(file.fileno())
        if status.st_nlink == 0:  # replaced: what is there now is another file
            file.close()
            del self.files[recorder]
            return self.read(recorder)
        if status.st_size < file.tell():  # cut
            file.seek(0)
            pending = b""
        *lines, pending = (pending + file.read()).split(b"\n")
        self.files[recorder] = file, pending
        events, skipped = [], 0
        for line in filter(bytes.strip, lines):
            start = 0
            while start >= 0:  # behind a torn line another may begin
                try:
                    events.append(decode(line[start:], finite))  # Python would reply 1e999 as Infinity
                    break
                except (ValueError, RecursionError):
                    start = line.find(b"{", start + 1)
            skipped += start != 0
        return events, skipped


# ---- part two: the adapter ----------------------------------------------------------------------------------


class Adapter:
    """A method for each `op`: it returns the reply's fields, or raises what the recorder refused."""

    def __init__(self):
        self.shift = 0.0  # seconds that the driver made pass
        self.worker = Worker(lambda: time.monotonic() + self.shift)
        self.client, self.follower = Client(), Follower()

    def hello(self, request):
        if request["driver"] != 1:
            raise RuntimeError("only version 1 of the driver protocol is spoken here")
        return {
            "name": "template", "version": "1", "language": "python",
            "roles": ["worker", "client", "follower"],  # leave out what your recorder does not have
            "capabilities": ["time", "wall-clock"],  # without "time" the suite waits for real
        }

    def record(self, request):
        self.worker.record(request["event"])

    def advance(self, request):
        self.shift += request["seconds"]

    def set_clock(self, request):
        pass  # the toy never reads the time of day

    def start(self, request):
        return {"id": self.client.start(request["filter"])}

    def stop(self, request):
        self.client.stop()

    def read(self, request):
        events, skipped = self.follower.read(request["id"])
        return {"events": events, "skipped": skipped}

    def exit(self, request):
        pass


def answer(adapter, line):
    """The reply to one line, and whether it was the last."""
    try:
        request = decode(line)
        seq, operation = request["seq"], request["op"]
        if type(seq) is not int or type(operation) is not str:
            raise ValueError("`seq` is an integer, `op` is text")
    except (ValueError, RecursionError, TypeError, LookupError) as failure:
        return {"seq": None, "ok": False, "error": f"no request: {failure}"}, False
    if operation not in vars(Adapter) or operation.startswith("_"):
        return {"seq": seq, "ok": False, "unsupported": True}, False
    try:
        fields = getattr(adapter, operation)(request) or {}
        return {"seq": seq, "ok": True, **fields}, operation == "exit"
    except Exception as failure:  # a refusal is an answer too; an early death is charged to the adapter
        return {"seq": seq, "ok": False, "error": f"{type(failure).__name__}: {failure}"}, False


def main():
    adapter, finished = Adapter(), False
    while not finished:
        line = sys.stdin.buffer.readline()
        if not line.endswith(b"\n"):  # the end of input: half a line is no request
            break
        reply, finished = answer(adapter, line)
        sys.stdout.buffer.write(json.dumps(reply).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()  # the suite waits for it
    os._exit(0)  # a quiet death: a running recording is not stopped


main()
