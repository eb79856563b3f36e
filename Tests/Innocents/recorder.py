#!/usr/bin/env python3
"""A recorder that is correct in another way than the reference: the judge must find nothing wrong with it.

Its own ways: a start takes over whatever file has its name, in place, once it holds the lock; a reaper turns its shared
lock on the request into an exclusive one, and needs no lock on the directory; an orphan is claimed by a start's
first half; and everything is done by a second thread, while the first one only reads the pipe. With --watcher a third
one looks after the recording. With --tell-pid it says its process
id in the reply to `hello`, as it must where a wrapper has started it.
"""
import errno, fcntl, grp, json, os, queue, re, stat, sys, threading, time

# A slash behind its last name would make the kernel follow a link.
DIRECTORY = re.sub("(?<=.)(/\\.?)+$", "", os.environ.get("SPOOL_DIR", "/run/pve-api-record"))
GROUP = os.environ.get("SPOOL_GROUP", "www-data")
LIMIT = int(os.environ.get("SPOOL_LIMIT", 1 << 30))
REQUEST_BYTES_MAX, LINE_BYTES_MAX = 1 << 16, 16 << 20


class Refused(Exception):
    """What went wrong, in words."""


# ---- the spool ----------------------------------------------------------------------------------------------


def open_file(directory, name, flags):
    """A regular file of the spool: no link is followed, no FIFO waited for, no child inherits it."""
    file = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o640, dir_fd=directory)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, "no regular file", name)
    return file


def unlink(directory, name):
    try:
        os.unlink(name, dir_fd=directory)
    except FileNotFoundError:
        pass


def is_named(directory, name, file):
    """Whether the name still means that file."""
    try:
        named = os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(file))


def lock(file, operation):
    """Whether it is ours now; an error that says nothing of others is raised."""
    try:
        fcntl.flock(file, operation | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def take(directory, recorder):
    """The request of that name under our lock, made where there is none; None where another holds it."""
    for _ in range(1000):
        request = open_file(directory, recorder + ".req", os.O_RDWR | os.O_CREAT)
        try:
            if not lock(request, fcntl.LOCK_EX):
                os.close(request)
                return None
            if is_named(directory, recorder + ".req", request):
                return request
        except BaseException:
            os.close(request)
            raise
        os.close(request)  # a reaper was faster
    return None


def decode(data):
    def refuse(text):
        raise ValueError(f"{text} is no number")

    return json.loads(data.decode("utf-8"), parse_constant=refuse)


def is_set(value):
    return value not in (None, False, 0, "", "0")


# ---- the worker ---------------------------------------------------------------------------------------------


class Recorder:
    """One that lives: its request, as it was read, and its events file."""

    def __init__(self, request, facts, wanted):
        self.request, self.wanted, self.facts = request, wanted, self.identity(facts)
        self.events, self.torn, self.dropped = None, False, 0

    @staticmethod
    def identity(facts):
        return facts.st_dev, facts.st_ino, facts.st_size, facts.st_ctime_ns

    def is_unchanged(self):
        now = os.fstat(self.request)
        return now.st_nlink > 0 and self.identity(now) == self.facts

    def close(self):
        for file in (self.request, self.events):
            if file is not None:
                os.close(file)
        self.request = self.events = None

    def wants(self, event):
        if not isinstance(self.wanted, dict) or is_set(event.get("proxied")):
            return False
        user, asked = event.get("userid"), self.wanted.get("userid")
        if asked and user != asked and not (isinstance(user, str) and user.startswith(asked + "!")):
            return False
        return is_set(self.wanted.get("all")) or event.get("method") in ("POST", "PUT", "DELETE")


class Worker:
    def __init__(self, now):
        self.now, self.scanned, self.directory = now, None, None
        self.recorders, self.orphans = {}, {}

    def record(self, event):
        if self.scanned is None or self.now() - self.scanned >= 1.0:
            self.scanned = self.now()
            self.attempt(self.scan)
        for recorder in list(self.recorders):
            self.attempt(self.serve, recorder, event)

    @staticmethod
    def attempt(work, *arguments):
        try:
            work(*arguments)
        except Exception as failure:  # the server's work goes on, whatever happens
            print("record:", failure, file=sys.stderr)

    def scan(self):
        listed, events = set(), set()
        if self.directory is not None:
            os.close(self.directory)
            self.directory = None
        try:
            self.directory = os.open(DIRECTORY, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            for name in os.listdir(self.directory):
                if match := re.fullmatch("([0-9]+)\\.(req|events)", name, re.ASCII):
                    (listed if match[2] == "req" else events).add(match[1])
        finally:
            for gone in self.recorders.keys() - listed:
                self.recorders.pop(gone).close()
        for recorder in listed:
            self.attempt(self.look, recorder)
        orphans = events - listed
        self.orphans = {orphan: self.orphans.get(orphan, self.scanned) for orphan in orphans}
        for orphan, since in self.orphans.items():
            if self.scanned - since >= 5:
                self.attempt(self.sweep, orphan)

    def look(self, recorder):
        """Finds out who has that id. Whose lock is held lives; who is dead is removed."""
        old, found = self.recorders.pop(recorder, None), None
        try:
            found = self.examine(recorder)
            if found and old and old.facts == found.facts:
                found.events, found.torn, found.dropped = old.events, old.torn, old.dropped
                old.events = None
        finally:
            if old:
                old.close()
            if found:
                self.recorders[recorder] = found

    def examine(self, recorder):
        try:
            request = open_file(self.directory, recorder + ".req", os.O_RDONLY)
        except OSError:
            return None
        try:
            if lock(request, fcntl.LOCK_SH):
                # Whoever else has found it dead cannot have this lock too, and no client can have it before.
                if lock(request, fcntl.LOCK_EX) and is_named(self.directory, recorder + ".req", request):
                    self.remove(recorder)
                os.close(request)
                return None
            facts = os.fstat(request)
            wanted = None
            if facts.st_size <= REQUEST_BYTES_MAX:
                try:
                    wanted = decode(os.pread(request, REQUEST_BYTES_MAX + 1, 0))
                except (ValueError, RecursionError):
                    pass  # not complete yet, perhaps
            return Recorder(request, facts, wanted)
        except BaseException:
            os.close(request)
            raise

    def remove(self, recorder):
        try:
            unlink(self.directory, recorder + ".events")
        except IsADirectoryError:
            pass
        unlink(self.directory, recorder + ".req")

    def sweep(self, orphan):
        """Owning the id, we can harm no start."""
        if not stat.S_ISREG(os.stat(orphan + ".events", dir_fd=self.directory, follow_symlinks=False).st_mode):
            return
        request = take(self.directory, orphan)
        if request is None:
            return
        try:
            # Who came and went meanwhile left a request that says something: that one is a scan's matter.
            if os.fstat(request).st_size == 0:
                self.remove(orphan)
        finally:
            os.close(request)

    def serve(self, recorder, event):
        for _ in range(4):
            found = self.recorders.get(recorder)
            if not found or not found.wants(event):
                return
            if found.is_unchanged() and self.has_events_file(recorder, found) and found.is_unchanged():
                return self.append(recorder, found, event)
            self.look(recorder)

    def has_events_file(self, recorder, found):
        if found.events is not None:
            if os.fstat(found.events).st_nlink > 0:
                return True
            os.close(found.events)
            found.events, found.torn = None, False
        found.events = open_file(self.directory, recorder + ".events", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        if os.fstat(found.events).st_mode & 0o640 != 0o640:
            os.chmod(found.events, 0o640)
        return True

    def append(self, recorder, found, event):
        try:
            line = json.dumps(event, allow_nan=False)
        except (ValueError, RecursionError) as failure:
            known = {name: event[name] for name in ("method", "path", "userid") if isinstance(event.get(name), str)}
            line = json.dumps({**known, "not recorded": str(failure)})
        data = (b"\n" if found.torn else b"") + line.encode("ascii") + b"\n"
        if os.fstat(found.events).st_blocks * 512 + len(data) > LIMIT:
            found.dropped += 1
            if found.dropped == 1:
                print(f"{recorder}.events is at its limit: lines are dropped", file=sys.stderr)
            return
        found.torn = os.write(found.events, data) < len(data)


# ---- the client ---------------------------------------------------------------------------------------------


class Client:
    directory = request = None
    is_lost = False

    def start(self, wanted):
        if self.request is not None or self.is_lost:
            raise Refused("this process has a recording")
        self.contents = json.dumps({"userid": wanted.get("userid"), "all": int(is_set(wanted.get("all")))}).encode()
        self.register()
        return str(os.getpid())

    def open_directory(self):
        try:
            self.group = grp.getgrnam(GROUP).gr_gid
        except KeyError:
            raise Refused(f"there is no group {GROUP}") from None
        is_new = True
        try:
            os.mkdir(DIRECTORY, 0o700)
        except FileExistsError:
            is_new = False
        if self.directory is not None:
            os.close(self.directory)
            self.directory = None
        self.directory = os.open(DIRECTORY, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        facts = os.fstat(self.directory)
        if facts.st_uid not in (0, os.geteuid()):
            raise Refused(f"{DIRECTORY} is another user's")
        self.before, mode = None, stat.S_IMODE(facts.st_mode)
        if facts.st_gid == self.group and mode == 0o2770:
            return
        names = os.listdir(self.directory)
        for name in names:
            if not re.fullmatch("[0-9]+\\.(req|events)", name, re.ASCII):
                raise Refused(f"{DIRECTORY} holds what is no spool's: {name}")
        self.settle(self.group, 0o2770, facts.st_gid)
        if not is_new and (names or mode != 0o700):  # else another start is making it
            self.before = facts.st_gid, mode, self.group

    def settle(self, group, mode, old):
        if old != group:
            os.chown(self.directory, -1, group)
        try:
            os.chmod(self.directory, mode)
        except OSError:
            os.chown(self.directory, -1, old)
            raise

    def register(self):
        self.open_directory()
        try:
            self.begin()
        except BaseException:  # a start that fails leaves a directory that stood there as it was
            if self.before:
                self.settle(*self.before)
            raise

    def begin(self):
        recorder = str(os.getpid())
        for _ in range(75):
            request = take(self.directory, recorder)
            if request is not None:
                break
            time.sleep(0.02)  # perhaps it is only a worker that looks
        else:
            raise Refused(f"another recording has the id {recorder}")
        try:
            # Whatever an older recorder left: first nobody is told its filter any more, then its lines go.
            os.ftruncate(request, 0)
            os.chown(request, -1, self.group)
            os.chmod(request, 0o640)
            unlink(self.directory, recorder + ".events")
            if os.write(request, self.contents) < len(self.contents):
                raise Refused("the request was written in part")
            if not is_named(self.directory, recorder + ".req", request):
                raise Refused("the request was removed while it was made")
        except BaseException:
            if is_named(self.directory, recorder + ".req", request):
                unlink(self.directory, recorder + ".req")
            os.close(request)
            raise
        self.request = request

    def look(self):
        """Once a second: whether workers can find and read the request. Where they cannot, we register again."""
        if self.request is None:
            return
        name = f"{os.getpid()}.req"
        if is_named(self.directory, name, self.request):
            if self.is_within_reach():
                return
            unlink(self.directory, f"{os.getpid()}.events")
            unlink(self.directory, name)
        os.close(self.request)
        self.request = None
        try:
            self.register()
        except Exception as failure:
            self.is_lost = True
            print("the recording is lost:", failure, file=sys.stderr)

    def is_within_reach(self):
        own, request = os.fstat(self.directory), os.fstat(self.request)
        try:
            named = os.lstat(DIRECTORY)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return (
            os.path.samestat(own, named) and own.st_gid == request.st_gid == self.group
            and stat.S_IMODE(own.st_mode) == 0o2770 and request.st_mode & 0o640 == 0o640
            and request.st_size == len(self.contents)
        )

    def stop(self):
        if self.is_lost:
            self.is_lost = False
            raise Refused("the recording was lost")
        if self.request is None:
            raise Refused("there is no recording")
        recorder, request, self.request = str(os.getpid()), self.request, None
        try:
            if not is_named(self.directory, recorder + ".req", request):
                raise Refused("the recording was lost: its request had been removed")
            unlink(self.directory, recorder + ".events")
            unlink(self.directory, recorder + ".req")
        finally:
            os.close(request)


# ---- the follower -------------------------------------------------------------------------------------------


class Reading:
    """An events file that is read: what of its last line is there, or that this line is too long to be kept."""

    def __init__(self, recorder):
        self.name, self.file = recorder + ".events", None

    def open(self):
        try:
            directory = os.open(DIRECTORY, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                self.file = open_file(directory, self.name, os.O_RDONLY)
            finally:
                os.close(directory)
        except OSError:
            return False
        self.begin()
        return True

    def begin(self):
        self.offset, self.pending, self.is_too_long = 0, bytearray(), False

    def read(self):
        events, self.skipped = [], 0
        while self.file is not None or self.open():
            if os.fstat(self.file).st_size < self.offset:
                self.begin()
            while data := os.pread(self.file, 1 << 16, self.offset):
                self.offset += len(data)
                self.split(data, events)
            if os.fstat(self.file).st_nlink > 0:
                break
            os.close(self.file)
            self.file = None
        return events, self.skipped

    def split(self, data, events):
        *ends, rest = data.split(b"\n")
        for end in ends:
            self.keep(end)
            if self.is_too_long:
                self.skipped += 1
            elif self.pending.strip():
                self.understand(bytes(self.pending), events)
            self.pending, self.is_too_long = bytearray(), False
        self.keep(rest)

    def keep(self, piece):
        if self.is_too_long or len(self.pending) + len(piece) > LINE_BYTES_MAX:
            self.pending, self.is_too_long = bytearray(), True
        else:
            self.pending += piece

    def understand(self, line, events):
        """A torn line has no object at its end; one that was glued behind it has."""
        start = 0
        while start >= 0:
            try:
                event = decode(line[start:])
                if isinstance(event, dict):
                    events.append(event)
                    break
            except (ValueError, RecursionError):
                pass
            start = line.find(b"{", start + 1)
        self.skipped += start != 0


# ---- the adapter --------------------------------------------------------------------------------------------


class Adapter:
    def __init__(self):
        self.shift, self.turn, self.has_watcher = 0.0, threading.Lock(), "--watcher" in sys.argv[1:]
        self.worker, self.client, self.readings = Worker(lambda: time.monotonic() + self.shift), Client(), {}

    def hello(self, request):
        return {
            "name": "innocent Python recorder", "version": "1", "language": "python",
            "roles": ["worker", "client", "follower"], "capabilities": ["time", "wall-clock"],
            **({"pid": os.getpid()} if "--tell-pid" in sys.argv else {}),
        }

    def record(self, request):
        self.worker.record(request["event"])

    def advance(self, request):
        self.shift += request["seconds"]
        self.client.look()

    def set_clock(self, request):
        pass

    def start(self, request):
        return {"id": self.client.start(request["filter"])}

    def stop(self, request):
        self.client.stop()

    def read(self, request):
        recorder = request["id"]
        if not re.fullmatch("[0-9]+", recorder, re.ASCII):
            raise Refused("that is no id")
        events, skipped = self.readings.setdefault(recorder, Reading(recorder)).read()
        return {"events": events, "skipped": skipped}

    def exit(self, request):
        pass

    def answer(self, line):
        try:
            request = json.loads(line)
            sequence, operation = request["seq"], request["op"]
            if type(sequence) is not int or type(operation) is not str:
                raise ValueError("`seq` is an integer, `op` is text")
        except (ValueError, RecursionError, TypeError, LookupError) as failure:
            return {"seq": None, "ok": False, "error": f"no request: {failure}"}
        if operation not in vars(Adapter) or operation in ("answer", "obey", "watch") or operation.startswith("_"):
            return {"seq": sequence, "ok": False, "unsupported": True}
        try:
            return {"seq": sequence, "ok": True, **(getattr(self, operation)(request) or {})}
        except Exception as failure:
            return {"seq": sequence, "ok": False, "error": f"{type(failure).__name__}: {failure}"}

    def watch(self):
        while True:
            time.sleep(1.0)
            with self.turn:
                self.client.look()

    def obey(self, lines):
        """The second thread: it alone touches the spool."""
        while True:
            try:
                looks = self.client.request is not None and not self.has_watcher
                line = lines.get(timeout=1.0) if looks else lines.get()
            except queue.Empty:
                self.client.look()
                continue
            if line is None:
                os._exit(0)  # a quiet death: a running recording is not stopped
            with self.turn:
                reply = json.dumps(self.answer(line)).encode("ascii") + b"\n"
            while reply:
                reply = reply[os.write(1, reply):]
            if b'"exit"' in line and line.find(b'"op"') >= 0 and json.loads(line).get("op") == "exit":
                os._exit(0)


def main():
    sys.setrecursionlimit(20_000)
    sys.set_int_max_str_digits(0)
    threading.stack_size(256 << 20)
    lines = queue.SimpleQueue()
    adapter = Adapter()
    threading.Thread(target=adapter.obey, args=(lines,), daemon=True).start()
    if adapter.has_watcher:
        threading.Thread(target=adapter.watch, daemon=True).start()
    while (line := sys.stdin.buffer.readline()).endswith(b"\n"):
        lines.put(line)
    lines.put(None)
    time.sleep(3600)


if __name__ == "__main__":
    main()
