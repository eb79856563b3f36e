#!/usr/bin/env python3
"""The recorder beside it in one other way, which is named as the argument: what judges may get wrong.

The right ones must be let go, the wrong ones found. Tests/Conformance/Canaries/VariantTests.swift says which is which.
"""
import fcntl, itertools, json, mmap, os, sys, time

import recorder
from recorder import Adapter, Client, Refused, Worker

WAYS = {}


def way(function):
    WAYS[function.__name__.replace("_", "-")] = function
    return function


# ---- right --------------------------------------------------------------------------------------------------


@way
def probes_again():
    """A probe that fails is made again, as most runtimes do after EINTR; what the last one says counts."""
    once = recorder.lock

    def lock(file, operation):
        for _ in range(2):
            try:
                return once(file, operation)
            except OSError:
                pass
        return once(file, operation)

    recorder.lock = lock


@way
def tries_for_seconds():
    """A start that fails is begun anew for a while, and then says so."""
    begin = Client.begin

    def patient(self):
        for turn in itertools.count(1):
            try:
                return begin(self)
            except OSError:
                if turn == 400:
                    raise
                time.sleep(0.01)

    Client.begin = patient


@way
def stops_only_with_a_descriptor():
    """A stop needs one descriptor more, and where there is none it is refused, and the recording goes on."""
    stop = Client.stop

    def careful(self):
        os.close(os.open(recorder.DIRECTORY, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        stop(self)

    Client.stop = careful


@way
def tells_its_loss():
    """Whose request is taken away ends its recording, and says so in the reply to what it is asked next."""

    def look(self):
        if self.request is None or recorder.is_named(self.directory, f"{os.getpid()}.req", self.request):
            return
        os.close(self.request)
        self.request, self.is_lost = None, True

    def advance(self, request):
        self.shift += request["seconds"]
        self.client.look()
        if self.client.is_lost:
            self.client.is_lost = False
            raise Refused("the recording was lost: its request was removed")

    Client.look, Adapter.advance = look, advance


def depth(line):
    deepest = level = 0
    for character in line:
        if character in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif character in b"]}":
            level -= 1
    return deepest


def reads_shallow(refusal):
    answer = Adapter.answer

    def shallow(self, line):
        if depth(line) <= 512:
            return answer(self, line)
        return refusal(line)

    Adapter.answer = shallow


def sequence(line):
    """The number of a request that is too deep for a reader: the suite writes it before the event."""
    return int(line.split(b'"seq":')[1].split(b",")[0])


@way
def reads_as_none():
    """Its JSON reader stops at 512 levels: what is deeper is no request to it."""
    reads_shallow(lambda line: {"seq": None, "ok": False, "error": "nesting too deep"})


@way
def reads_unsupported():
    """The same, which it tells as something that it has not got."""
    reads_shallow(lambda line: {"seq": sequence(line), "ok": False, "unsupported": True})


@way
def reads_with_an_error():
    """The same, which it tells as its reader's error."""
    reads_shallow(lambda line: {"seq": sequence(line), "ok": False, "error": "the parser stops at 512 levels"})


@way
def writes_by_pwritev2():
    """One pwritev2(2) with RWF_APPEND a line, in two parts."""
    write = os.write

    def append(file, data):
        if not data.endswith(b"\n") or data.startswith(b'{"seq"'):
            return write(file, data)
        return os.pwritev(file, [data[:5], data[5:]], 0, os.RWF_APPEND)

    recorder.os = Replaced(os, write=append)


# ---- wrong --------------------------------------------------------------------------------------------------


class Replaced:
    """A module with some of its functions replaced."""

    def __init__(self, module, **others):
        self.__dict__.update(vars(module))
        self.__dict__.update(others)


@way
def glues_by_pwritev():
    """Lines by pwritev(2) on an O_APPEND descriptor; what a short write has left of one is forgotten."""
    write = os.write

    def append(file, data):
        if not data.endswith(b"\n") or data.startswith(b'{"seq"'):
            return write(file, data)
        os.pwritev(file, [data[:5], data[5:]], 0)
        return len(data)

    recorder.os = Replaced(os, write=append)


def glues(copy):
    """Lines are copied out of an unnamed file, and what a short copy has left of one is forgotten."""

    def append(self, name, found, event):
        data = json.dumps(event).encode("ascii") + b"\n"
        source = os.memfd_create("line", os.MFD_CLOEXEC)
        file = os.open(name + ".events", os.O_WRONLY | os.O_CLOEXEC, dir_fd=self.directory)
        try:
            os.write(source, data)
            os.lseek(source, 0, os.SEEK_SET)
            os.lseek(file, 0, os.SEEK_END)
            copy(source, file, len(data))
        finally:
            os.close(file)
            os.close(source)

    Worker.append = append


@way
def glues_by_sendfile():
    glues(lambda source, file, count: os.sendfile(file, source, None, count))


@way
def glues_by_copy():
    glues(lambda source, file, count: os.copy_file_range(source, file, count))


@way
def glues_by_splice():
    def copy(source, file, count):
        reader, writer = os.pipe2(os.O_CLOEXEC)
        try:
            os.write(writer, os.read(source, count))
            os.splice(reader, file, count)
        finally:
            os.close(reader)
            os.close(writer)

    glues(copy)


@way
def maps_its_lines():
    """A line is copied into a mapping of the file."""

    def append(self, name, found, event):
        data = json.dumps(event).encode("ascii") + b"\n"
        file = os.open(name + ".events", os.O_RDWR | os.O_CLOEXEC, dir_fd=self.directory)
        try:
            size = os.fstat(file).st_size
            os.ftruncate(file, size + len(data))
            with mmap.mmap(file, size + len(data)) as mapping:
                mapping[size:] = data
        finally:
            os.close(file)

    Worker.append = append


@way
def loops_after_an_error():
    """Once a lock could not be asked for it asks for ever."""
    once = recorder.lock

    def lock(file, operation):
        while True:
            try:
                return once(file, operation)
            except OSError:
                pass

    recorder.lock = lock


@way
def reaps_by_name():
    """It removes the dead by their name, whoever has it by then."""

    def examine_then_remove(self, name):
        try:
            request = recorder.open_file(self.directory, name + ".req", os.O_RDONLY)
        except OSError:
            return None
        try:
            if recorder.lock(request, fcntl.LOCK_SH):
                os.close(request)
                self.remove(name)
                return None
            facts = os.fstat(request)
            wanted = None
            try:
                wanted = recorder.decode(os.pread(request, recorder.REQUEST_BYTES_MAX + 1, 0))
            except (ValueError, RecursionError):
                pass
            return recorder.Recorder(request, facts, wanted)
        except BaseException:
            try:
                os.close(request)
            except OSError:
                pass
            raise

    Worker.examine = examine_then_remove


WAYS[sys.argv[1]]()
recorder.main()
