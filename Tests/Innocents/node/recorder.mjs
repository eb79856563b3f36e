#!/usr/bin/env node
// A recorder as a Node programmer writes one: the standard library only, one thread of JavaScript, and flock(1) for the
// lock, which Node has not. The judge must find nothing wrong with it.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { resolve } from "node:path";

const { O_RDONLY, O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = fs.constants;
// `resolve` takes away what would lead through a link: "link/" and "link/." too.
const SPOOL = resolve(process.env.SPOOL_DIR ?? "/run/pve-api-record");
const GROUP = process.env.SPOOL_GROUP ?? "www-data";
const LIMIT = BigInt(process.env.SPOOL_LIMIT ?? 1 << 30);
const REQUEST_BYTES_MAX = 64 << 10;

// ---- the spool ------------------------------------------------------------------------------------------------

const pathOf = (id, kind) => `${SPOOL}/${id}.${kind}`;
const idAndKind = (name) => /^([0-9]+)\.(req|events)$/.exec(name)?.slice(1); // without `m`, $ is the very end

// BigInt, for a time of change in nanoseconds does not fit a number.
const factsOf = (file) => fs.fstatSync(file, { bigint: true });
const permissions = (facts) => Number(facts.mode & 0o7777n);

// No link is followed, no FIFO waited for; Node closes what it opens on exec.
function openRegular(path, flags) {
    const file = fs.openSync(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o640);
    try {
        if (!fs.fstatSync(file).isFile()) throw new Error(`${path} is no regular file`);
        return file;
    } catch (error) {
        fs.closeSync(file);
        throw error;
    }
}

function isNamed(path, file) {
    const named = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
    const own = factsOf(file);
    return named !== undefined && named.dev === own.dev && named.ino === own.ino;
}

// Whether the lock is ours now. flock(1) locks a descriptor that we lend it; the lock stays with ours when it has ended.
function lock(file, kind) {
    const run = spawnSync("flock", [kind, "--nonblock", "--conflict-exit-code", "75", "3"], {
        stdio: ["ignore", "ignore", "inherit", file],
    });
    if (run.status === 0) return true;
    if (run.status === 75) return false; // another has it; any other status says nothing of others
    throw run.error ?? new Error(`flock ended with ${run.status ?? run.signal}`);
}

function ignoring(codes, work) {
    try {
        return work();
    } catch (error) {
        if (!codes.includes(error.code)) throw error;
    }
}

const remove = (path) => ignoring(["ENOENT"], () => fs.unlinkSync(path));

// The request goes last: as long as it stands and its lock is ours, nobody can have the id.
function removeBoth(id) {
    ignoring(["EISDIR"], () => remove(pathOf(id, "events"))); // a directory is left to whoever made it
    remove(pathOf(id, "req"));
}

// The request of an id that nobody has, made and locked; undefined where a worker was faster.
function create(id) {
    const path = pathOf(id, "req");
    const file = openRegular(path, O_RDWR | O_CREAT | O_EXCL);
    try {
        if (lock(file, "--exclusive") && isNamed(path, file)) return file;
    } catch (error) {
        remove(path);
        fs.closeSync(file);
        throw error;
    }
    fs.closeSync(file);
}

// One JSON object, or undefined. (Buffer.toString would put U+FFFD for what is no UTF-8.)
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function object(bytes) {
    try {
        const value = JSON.parse(utf8.decode(bytes));
        if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
    }
}

const isSet = (value) => ![undefined, null, false, 0, "", "0"].includes(value);

// ---- the worker -----------------------------------------------------------------------------------------------

// One that was alive at the last scan. Its request stays open, so that its inode number is not given away.
class Recorder {
    torn = null; // the inode of the events file whose last line we did not write to its end
    isFull = false;

    constructor(request) {
        this.request = request;
        this.facts = Recorder.identity(factsOf(request));
        const contents = Buffer.alloc(REQUEST_BYTES_MAX + 1);
        const count = fs.readSync(request, contents, 0, contents.length, 0);
        if (count <= REQUEST_BYTES_MAX) this.filter = object(contents.subarray(0, count));
    }

    static identity = (facts) => `${facts.dev} ${facts.ino} ${facts.size} ${facts.ctimeNs}`;

    isUnchanged() {
        const now = factsOf(this.request);
        return now.nlink > 0n && Recorder.identity(now) === this.facts;
    }

    wants(event) {
        if (!this.filter || isSet(event.proxied)) return false;
        const asked = this.filter.userid, user = event.userid;
        if (typeof asked === "string" && asked !== "") {
            if (typeof user !== "string" || (user !== asked && !user.startsWith(`${asked}!`))) return false;
        }
        return isSet(this.filter.all) || ["POST", "PUT", "DELETE"].includes(event.method);
    }
}

class Worker {
    recorders = new Map();
    orphans = new Map(); // events files without a request, and since when
    scanned = -Infinity;

    constructor(now) {
        this.now = now;
    }

    // The hook: it never fails and never waits.
    record(event) {
        if (this.now() - this.scanned >= 1) {
            this.scanned = this.now();
            this.attempt(() => this.scan());
        }
        for (const id of [...this.recorders.keys()]) this.attempt(() => this.serve(id, event));
    }

    attempt(work) {
        try {
            work();
        } catch (error) {
            console.error("record:", error.message);
        }
    }

    scan() {
        // latin1, for a name may be no UTF-8.
        const names = ignoring(["ENOENT", "ENOTDIR", "EACCES"], () => fs.readdirSync(SPOOL, "latin1")) ?? [];
        const found = names.map(idAndKind).filter(Boolean);
        const requests = new Set(found.filter(([, kind]) => kind === "req").map(([id]) => id));
        for (const id of [...this.recorders.keys()]) if (!requests.has(id)) this.forget(id);
        for (const id of requests) this.attempt(() => this.look(id));
        const alone = found.map(([id]) => id).filter((id) => !requests.has(id));
        this.orphans = new Map(alone.map((id) => [id, this.orphans.get(id) ?? this.scanned]));
        for (const [id, since] of this.orphans) if (this.scanned - since >= 5) this.attempt(() => this.sweep(id));
    }

    forget(id) {
        const known = this.recorders.get(id);
        if (!known) return;
        this.recorders.delete(id);
        fs.closeSync(known.request);
    }

    // Finds out who has that id. Whose lock is held lives; who is dead is removed.
    look(id) {
        const known = this.recorders.get(id);
        try {
            const found = this.examine(id);
            if (found && found.facts === known?.facts) [found.torn, found.isFull] = [known.torn, known.isFull];
            this.forget(id);
            if (found) this.recorders.set(id, found);
        } catch (error) {
            this.forget(id);
            throw error;
        }
    }

    examine(id) {
        const path = pathOf(id, "req");
        const foreign = ["ENOENT", "ELOOP", "ENXIO", "EACCES", undefined]; // gone, or not for us
        const request = ignoring(foreign, () => openRegular(path, O_RDONLY));
        if (request === undefined) return undefined;
        let found;
        try {
            // The probe is shared: two workers that probe at once never take each other for a client.
            if (!lock(request, "--shared")) return (found = new Recorder(request));
            // The exclusive lock is for one reaper only, and no client has the id as long as it is held.
            if (lock(request, "--exclusive") && isNamed(path, request)) removeBoth(id);
        } finally {
            if (!found) fs.closeSync(request);
        }
    }

    // The events file is opened first, then the request is looked at: where it is unchanged then, the line can land
    // only in this recording.
    serve(id, event) {
        for (let round = 0; round < 4; round++) {
            const recorder = this.recorders.get(id);
            if (!recorder?.wants(event)) return;
            if (recorder.isUnchanged()) {
                const events = openRegular(pathOf(id, "events"), O_WRONLY | O_APPEND | O_CREAT);
                try {
                    if (recorder.isUnchanged()) return this.append(id, recorder, events, event);
                } finally {
                    fs.closeSync(events);
                }
            }
            this.look(id);
        }
    }

    // One call of write(2). (writeFileSync and streams make as many as they like.)
    append(id, recorder, events, event) {
        const facts = factsOf(events);
        if ((permissions(facts) & 0o640) !== 0o640) fs.fchmodSync(events, 0o640); // the umask took it
        const line = Buffer.from(`${recorder.torn === facts.ino ? "\n" : ""}${this.encode(event)}\n`);
        if (facts.blocks * 512n + BigInt(line.length) > LIMIT) {
            if (!recorder.isFull) console.error(`${id}.events is at its limit: lines are dropped`);
            recorder.isFull = true;
            return;
        }
        recorder.torn = fs.writeSync(events, line) < line.length ? facts.ino : null;
    }

    // stringify writes null for a number beyond the range of a double, and a lone surrogate as an escape.
    encode(event) {
        try {
            return JSON.stringify(event);
        } catch (error) {
            if (!(error instanceof RangeError)) throw error; // nested too deep for its stack
            const { method, path, userid } = event;
            const known = Object.entries({ method, path, userid }).filter(([, value]) => typeof value === "string");
            return JSON.stringify({ ...Object.fromEntries(known), "not recorded": error.message });
        }
    }

    // Removes an orphan once its id is ours: no start can be harmed.
    sweep(id) {
        if (!fs.lstatSync(pathOf(id, "events")).isFile()) return;
        const request = ignoring(["EEXIST"], () => create(id));
        if (request === undefined) return;
        try {
            removeBoth(id);
        } finally {
            fs.closeSync(request);
        }
    }
}

// ---- the client -----------------------------------------------------------------------------------------------

function pause(milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

// Who wants to see: its lock on the request says that it lives.
class Client {
    id = String(process.pid);
    path = pathOf(this.id, "req");
    request;
    directory;
    before; // what the directory was, where it stood there and was set right
    keeper;
    lost; // why the recording was lost, until somebody was told

    start(filter) {
        if (this.request !== undefined || this.lost) throw new Error("this process has a recording");
        this.contents = Buffer.from(JSON.stringify({ userid: filter.userid ?? null, all: isSet(filter.all) }));
        this.begin();
        this.keeper ??= setInterval(() => this.lookAfter(), 1000);
        return this.id;
    }

    stop() {
        const lost = this.lost;
        this.lost = undefined;
        if (lost) throw new Error(`the recording was lost: ${lost}`);
        if (this.request === undefined) throw new Error("there is no recording");
        if (!this.end()) throw new Error("the recording was lost: its request had been removed");
    }

    // Once a second: where workers cannot see the request any more as it was made, it is made anew.
    lookAfter() {
        if (this.request === undefined || this.isIntact()) return;
        try {
            this.end();
            this.begin();
        } catch (error) {
            this.lost = error.message;
            console.error("the recording is lost:", this.lost);
        }
    }

    isIntact() {
        const directory = factsOf(this.directory), request = factsOf(this.request);
        return isNamed(SPOOL, this.directory) && this.isRight(directory)
            && isNamed(this.path, this.request) && permissions(request) === 0o640 && Number(request.gid) === this.gid
            && Number(request.size) === this.contents.length;
    }

    // Removes the files if they are still our own, and lets go of the lock last.
    end() {
        const isOurs = isNamed(this.path, this.request);
        try {
            if (isOurs) removeBoth(this.id);
        } finally {
            this.close();
        }
        return isOurs;
    }

    close() {
        for (const file of [this.request, this.directory]) if (file !== undefined) fs.closeSync(file);
        this.request = this.directory = undefined;
    }

    begin() {
        try {
            this.openDirectory();
            this.request = this.claim();
            this.fill();
        } catch (error) {
            if (this.request !== undefined && isNamed(this.path, this.request)) remove(this.path);
            this.setBack();
            this.close();
            throw error;
        }
    }

    claim() {
        for (const deadline = performance.now() + 3000; performance.now() < deadline;) {
            const request = ignoring(["EEXIST"], () => create(this.id));
            if (request !== undefined) return request;
            this.removeDead();
        }
        throw new Error(`another recording has the id ${this.id}`);
    }

    // Removes what a dead recorder left under this id. What is held is waited for: perhaps a worker only looks.
    removeDead() {
        const request = ignoring(["ENOENT"], () => openRegular(this.path, O_RDONLY));
        if (request === undefined) return;
        try {
            if (!lock(request, "--exclusive")) pause(20);
            else if (isNamed(this.path, request)) removeBoth(this.id);
        } finally {
            fs.closeSync(request);
        }
    }

    // Gives the request its group, its mode and, last, the filter: then workers see it.
    fill() {
        fs.fchownSync(this.request, -1, this.gid);
        fs.fchmodSync(this.request, 0o640);
        remove(pathOf(this.id, "events"));
        if (fs.writeSync(this.request, this.contents) < this.contents.length) throw new Error("the request is not whole");
        if (!isNamed(this.path, this.request)) throw new Error("the request was removed while it was made");
    }

    openDirectory() {
        this.before = undefined;
        // Node cannot ask for a group by its name.
        const entry = spawnSync("getent", ["group", GROUP], { encoding: "utf8" });
        if (entry.status !== 0) throw new Error(`there is no group ${GROUP}`);
        this.gid = Number(entry.stdout.split(":")[2]);
        const isNew = ignoring(["EEXIST"], () => (fs.mkdirSync(SPOOL, 0o700), true));
        this.directory = fs.openSync(SPOOL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        let facts = factsOf(this.directory);
        if (facts.uid !== 0n && Number(facts.uid) !== process.geteuid()) throw new Error(`${SPOOL} is another user's`);
        if (this.isRight(facts)) return;
        const names = fs.readdirSync(SPOOL, "latin1");
        const stranger = names.find((name) => !idAndKind(name));
        if (stranger !== undefined) throw new Error(`${SPOOL} is no spool: it holds ${stranger}`);
        facts = factsOf(this.directory);
        if (this.isRight(facts)) return; // another start was faster
        fs.fchownSync(this.directory, -1, this.gid);
        // An empty one that only its owner may enter is being made by another start.
        if (!isNew && (names.length > 0 || permissions(facts) !== 0o700)) this.before = facts;
        fs.fchmodSync(this.directory, 0o2770);
    }

    isRight(facts) {
        return Number(facts.gid) === this.gid && permissions(facts) === 0o2770;
    }

    // A start that fails leaves a directory that stood there as it was.
    setBack() {
        if (!this.before) return;
        try {
            fs.fchmodSync(this.directory, permissions(this.before));
            fs.fchownSync(this.directory, -1, Number(this.before.gid));
        } catch (error) {
            console.error("the spool is not as it was:", error.message);
        }
    }
}

// ---- the adapter ----------------------------------------------------------------------------------------------

let shift = 0; // what `advance` added to the monotonic clock, in seconds
const worker = new Worker(() => performance.now() / 1000 + shift);
const client = new Client();

const operations = {
    hello(request) {
        if (request.driver !== 1) throw new Error("only version 1 of the driver protocol is spoken here");
        return {
            name: "innocent Node recorder", version: "1", language: `node ${process.versions.node}`,
            roles: ["worker", "client"], capabilities: ["time", "wall-clock"],
        };
    },
    record: (request) => worker.record(request.event),
    advance(request) {
        shift += request.seconds;
        client.lookAfter();
    },
    set_clock() {}, // the time of day is never read
    start: (request) => ({ id: client.start(request.filter) }),
    stop: () => client.stop(),
    exit() {},
};

function answer(line) {
    const request = object(line) ?? {};
    const { seq, op } = request;
    if (!Number.isSafeInteger(seq) || typeof op !== "string") return { seq: null, ok: false, error: "no request" };
    if (!Object.hasOwn(operations, op)) return { seq, ok: false, unsupported: true };
    try {
        return { seq, ok: true, ...operations[op](request), isLast: op === "exit" };
    } catch (error) {
        return { seq, ok: false, error: `${error.name}: ${error.message}` };
    }
}

// To a pipe process.stdout writes at once. A quiet death: a running recording is not stopped.
function obey(line) {
    const { isLast, ...reply } = answer(line);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
    if (isLast) process.exit(0);
}

// Lines are parted by hand: readline would also part them at a carriage return, and give a last piece as a line.
let pieces = [];
process.stdin.on("data", (data) => {
    let start = 0;
    for (let end; (end = data.indexOf(0x0a, start)) >= 0; start = end + 1) {
        obey(Buffer.concat([...pieces, data.subarray(start, end)]));
        pieces = [];
    }
    if (start < data.length) pieces.push(data.subarray(start));
});
process.stdin.on("end", () => process.exit(0));
