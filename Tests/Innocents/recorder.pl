#!/usr/bin/perl
# A recorder that is correct in another way than the reference: the judge must find nothing wrong with it.
#
# Its own ways: paths instead of a directory's descriptor; a start that links its request from a transient name of
# digits alone; a removal that first moves the events out of the way, under such a name too, and then removes the
# request before them. It has no follower.
use strict;
use warnings;
use Errno ();
use Fcntl qw(:DEFAULT :flock :mode);
use IO::Handle;
use JSON::PP;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC sleep stat);

my $spool = $ENV{SPOOL_DIR} // '/run/pve-api-record';
my $group = $ENV{SPOOL_GROUP} // 'www-data';
my $limit = $ENV{SPOOL_LIMIT} // 1 << 30;
my ($request_bytes_max, $shift, $serial) = (1 << 16, 0, 0);

# ---- JSON: where a value ends, and what a member is; what is copied is never read --------------------------------

# Where the text whose opening quote stands there ends, behind its closing one.
sub text_end {
    my ($text, $at) = @_;
    my $quote = $at;
    while (($quote = index($$text, '"', $quote + 1)) > 0) {
        my $before = $quote;
        $before-- while substr($$text, $before - 1, 1) eq '\\';
        return $quote + 1 if ($quote - $before) % 2 == 0;
    }
    return length($$text);
}

# The raw members of the object at the beginning of a text.
sub members {
    my ($text) = @_;
    my ($depth, $start, $name, %members) = (0, 0);
    while ($text =~ /\G\s*+([^\s"\[\]{},:]++|["\[\]{},:])/gc) {
        my ($token, $at) = ($1, $-[1]);
        if ($token eq '"') {
            pos($text) = text_end(\$text, $at);
            $token = substr($text, $at, pos($text) - $at) if $depth == 1 && !defined $name;
        }
        if ($depth == 1 && $token =~ /\A[,:}]\z/) {
            $members{ value_of($name) // '' } = substr($text, $start, $at - $start) if defined $name && $token ne ':';
            undef $name if $token ne ':';
            $start = $at + 1;
        }
        $name = $token if $depth == 1 && !defined $name && $token =~ /\A"/;
        $depth++ if $token eq '{' || $token eq '[';
        $depth-- if $token eq '}' || $token eq ']';
        last if $depth == 0;
    }
    return \%members;
}

# A raw value, read; undef where it is none.
sub value_of {
    my ($raw) = @_;
    return undef if !defined $raw;
    return scalar eval { JSON::PP->new->utf8->allow_nonref->decode($raw) };
}

# ---- the spool ----------------------------------------------------------------------------------------------------

sub path { return "$spool/$_[0].$_[1]" }

sub open_file {
    my ($path, $flags) = @_;
    sysopen(my $file, $path, $flags | O_NOFOLLOW | O_NONBLOCK, 0640) or return;
    my @facts = stat($file);
    return $file if @facts && S_ISREG($facts[2]);
    close($file);
    $! = Errno::EINVAL;
    return;
}

# What says which file it is, and whether anything was changed: device, inode, size and time of change.
sub identity { return join(' ', @_[0, 1, 7], sprintf('%.9f', $_[10])) }

sub is_named {
    my ($path, $file) = @_;
    my @named = Time::HiRes::lstat($path) or return 0;
    my @own = stat($file);
    return $named[0] == $own[0] && $named[1] == $own[1];
}

sub transient { return path(sprintf('000%d%03d', $$, $serial++ % 1000), $_[0]) }

# Removes both files of an id. The caller's lock keeps every client away from it, and every other reaper. The events
# go out of the way first: between the two removals nobody can take them for a successor's.
sub remove_files {
    my ($id) = @_;
    my ($aside, $events) = (transient('events'), path($id, 'events'));
    my $is_moved = (-l $events || !-d _) && rename($events, $aside);
    my $is_removed = unlink(path($id, 'req'));
    unlink($aside) if $is_moved;
    return $is_removed;
}

# What stands under an id's request: 'free', 'dead' (and removed now), 'foreign', 'unclear', or the file that is held.
sub look_at {
    my ($id) = @_;
    my $path = path($id, 'req');
    my $file = open_file($path, O_RDONLY);
    return $!{ENOENT} ? 'free' : $!{ELOOP} || $!{EINVAL} || $!{ENXIO} ? 'foreign' : 'unclear' if !$file;
    if (!flock($file, LOCK_SH | LOCK_NB)) {
        return $!{EWOULDBLOCK} ? ('held', $file) : 'unclear';
    }
    # A shared lock keeps clients out, but two reapers apart only the directory's does.
    sysopen(my $directory, $spool, O_RDONLY | O_DIRECTORY) or return 'unclear';
    flock($directory, LOCK_EX | LOCK_NB) or return 'unclear';
    return 'free' if !is_named($path, $file);
    return remove_files($id) ? 'dead' : 'unclear';
}

# A new request of that name, empty and locked; undef, and EEXIST where another has the name.
sub claim {
    my ($id, $gid) = @_;
    for (1 .. 1000) {
        my $own = transient('req');
        my $file = open_file($own, O_WRONLY | O_CREAT | O_EXCL);
        if (!$file) {
            next if $!{EEXIST};
            return;
        }
        # A worker may have found it before it was locked.
        next if !flock($file, LOCK_EX | LOCK_NB) || (stat($file))[3] == 0;
        if (chown(-1, $gid, $file) && chmod(0640, $file) && link($own, path($id, 'req'))) {
            unlink($own);
            return $file;
        }
        my $error = $!;
        unlink($own);
        $! = $error;
        return;
    }
    $! = Errno::EBUSY;
    return;
}

sub write_all {
    my ($file, $bytes) = @_;
    my $count;
    do { $count = syswrite($file, $bytes) } while !defined $count && $!{EINTR};
    return $count;
}

# ---- the worker ---------------------------------------------------------------------------------------------------

my ($scanned, %recorders, %orphans);

sub now { return clock_gettime(CLOCK_MONOTONIC) + $shift }

sub record {
    my ($event) = @_;
    if (!defined $scanned || now() - $scanned >= 1) {
        $scanned = now();
        eval { scan(); 1 } or warn $@;
    }
    return if !%recorders;
    my $members = members($event);
    my %asked = map { $_ => value_of($members->{$_}) } qw(method userid proxied);
    for my $id (keys %recorders) {
        eval { serve($id, $event, \%asked); 1 } or warn $@;
    }
}

sub scan {
    my (%listed, %events);
    if (opendir(my $directory, $spool)) {
        while (defined(my $name = readdir($directory))) {
            next if $name !~ /\A([0-9]+)\.(req|events)\z/;
            ($2 eq 'req' ? \%listed : \%events)->{$1} = 1;
        }
    }
    delete @recorders{ grep { !$listed{$_} } keys %recorders };
    look($_) for keys %listed;
    delete @orphans{ grep { !$events{$_} || $listed{$_} } keys %orphans };
    for my $id (grep { !$listed{$_} } keys %events) {
        $orphans{$id} //= $scanned;
        sweep($id) if $scanned - $orphans{$id} >= 5;
    }
}

# Finds out who has that id, anew.
sub look {
    my ($id) = @_;
    my $old = delete $recorders{$id};
    my ($standing, $file) = look_at($id);
    return if $standing ne 'held';
    my @facts = stat($file) or return;
    my $found = { request => $file, identity => identity(@facts), dropped => 0 };
    if ($facts[7] <= $request_bytes_max && defined sysread($file, my $bytes, $request_bytes_max + 1)) {
        my $filter = eval { JSON::PP->new->utf8->decode($bytes) };
        $found->{filter} = $filter if ref $filter eq 'HASH';
    }
    @$found{qw(events is_torn dropped)} = @$old{qw(events is_torn dropped)}
        if $old && $old->{identity} eq $found->{identity};
    $recorders{$id} = $found;
}

# An orphan's id is claimed as by a start: no start can be harmed.
sub sweep {
    my ($id) = @_;
    my $events = path($id, 'events');
    return if -l $events || !-f $events;
    my $file = claim($id, (stat($spool))[5]) or return;
    remove_files($id);
}

sub wants {
    my ($filter, $asked) = @_;
    return 0 if !$filter || $asked->{proxied};
    my ($wanted, $user) = ($filter->{userid}, $asked->{userid});
    if (defined $wanted && $wanted ne '') {
        return 0 if !defined $user || ref $user;
        return 0 if $user ne $wanted && index($user, "$wanted!") != 0;
    }
    return 1 if $filter->{all};
    return ($asked->{method} // '') =~ /\A(?:POST|PUT|DELETE)\z/;
}

sub is_unchanged {
    my ($found) = @_;
    my @facts = stat($found->{request});
    return @facts && $facts[3] > 0 && identity(@facts) eq $found->{identity};
}

# The events file's facts, once it is open and still has its name.
sub events_file {
    my ($id, $found) = @_;
    if ($found->{events}) {
        my @facts = stat($found->{events});
        return @facts if @facts && $facts[3] > 0;
        delete @$found{qw(events is_torn)};
    }
    my $file = open_file(path($id, 'events'), O_WRONLY | O_APPEND | O_CREAT) or die path($id, 'events') . ": $!\n";
    my @facts = stat($file);
    chmod(0640, $file) if ($facts[2] & 0640) != 0640;
    $found->{events} = $file;
    return @facts;
}

sub serve {
    my ($id, $event, $asked) = @_;
    for (0 .. 3) {
        my $found = $recorders{$id} or return;
        return if !wants($found->{filter}, $asked);
        if (is_unchanged($found)) {
            my @facts = events_file($id, $found);
            # Only what is checked after the events file was opened is worth anything.
            return append($id, $found, $event, $facts[12] * 512) if is_unchanged($found);
        }
        look($id);
    }
}

sub append {
    my ($id, $found, $event, $taken) = @_;
    my $line = ($found->{is_torn} ? "\n" : '') . $event . "\n";
    if ($taken + length($line) > $limit) {
        warn "$id.events is at its limit: lines are dropped\n" if !$found->{dropped}++;
        return;
    }
    my $count = write_all($found->{events}, $line) // die "$id.events: $!\n";
    $found->{is_torn} = $count < length($line);
}

# ---- the client ---------------------------------------------------------------------------------------------------

my ($request, $contents, $gid, $is_lost, $before);

sub start {
    my ($filter) = @_;
    die "this process has a recording\n" if $request || $is_lost;
    my $members = members($filter);
    $contents = sprintf('{"all": %d, "userid": %s}', value_of($members->{all}) ? 1 : 0, $members->{userid} // 'null');
    register();
    return $$;
}

# A start that fails leaves a directory that stood there as it was.
sub register {
    prepare_directory();
    eval { begin(); 1 } and return;
    my $why = $@;
    if ($before) {
        my ($directory, $old, $mode) = @$before;
        chown(-1, $old, $directory);
        chmod(S_IMODE($mode), $directory);
    }
    die $why;
}

sub prepare_directory {
    $gid = getgrnam($group) // die "there is no group $group\n";
    # With a slash behind its name a symbolic link would be followed.
    $spool =~ s{(?<=.)(?:/\.?)+\z}{}s;
    my $is_new = mkdir($spool, 0700) || ($!{EEXIST} ? 0 : die "$spool: $!\n");
    sysopen(my $directory, $spool, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) or die "$spool: $!\n";
    my @facts = stat($directory);
    die "$spool is another user's\n" if $facts[4] != 0 && $facts[4] != $>;
    undef $before;
    return if $facts[5] == $gid && S_IMODE($facts[2]) == 02770;
    my @names;
    if (!$is_new) {
        opendir(my $entries, $spool) or die "$spool: $!\n";
        @names = grep { !/\A\.\.?\z/ } readdir($entries);
        die "$spool holds what is no spool's\n" if grep { !/\A[0-9]+\.(?:req|events)\z/ } @names;
    }
    settle($directory, $facts[5]) or die "$spool: $!\n";
    # An empty one that only its owner may enter is being made by another start.
    $before = [$directory, @facts[5, 2]] if !$is_new && (@names || S_IMODE($facts[2]) != 0700);
}

# Gives the spool its group and mode; where it cannot have both, it has its own group again.
sub settle {
    my ($directory, $old) = @_;
    chown(-1, $gid, $directory) or return 0;
    return 1 if chmod(02770, $directory);
    my $why = $!;
    chown(-1, $old, $directory);
    $! = $why;
    return 0;
}

sub begin {
    my ($file, $waits) = (undef, 0);
    until ($file = claim($$, $gid)) {
        die "make a request: $!\n" if !$!{EEXIST} && !$!{EBUSY};
        while (1) {
            my ($standing) = look_at($$);
            last if $standing eq 'free' || $standing eq 'dead';
            die "what has the name of the request is no file\n" if $standing eq 'foreign';
            die "another recording has the id $$\n" if ++$waits > 75;
            sleep(0.02);
        }
    }
    my $path = path($$, 'req');
    my $why;
    if (!unlink(path($$, 'events')) && !$!{ENOENT}) {
        $why = "remove old events: $!";
    } else {
        my $count = write_all($file, $contents);
        $why = defined $count ? 'the request was written in part' : "write the request: $!"
            if !defined $count || $count < length($contents);
    }
    $why //= 'the request was removed while it was made' if !is_named($path, $file);
    if (defined $why) {
        unlink($path) if is_named($path, $file);
        die "$why\n";
    }
    $request = $file;
}

# Whether workers can find the spool and read the request.
sub is_within_reach {
    my @spool = lstat($spool) or return !$!{ENOENT};
    my @facts = stat($request);
    return $spool[5] == $gid && S_IMODE($spool[2]) == 02770 && $facts[5] == $gid && ($facts[2] & 0640) == 0640
        && $facts[7] == length($contents);
}

# Once a second: whether the request is still there. Where it is not, we register again. Where workers cannot reach it,
# the recording ends.
sub look_after {
    return if !$request;
    if (is_named(path($$, 'req'), $request)) {
        return if is_within_reach();
        remove_files($$);
        undef $request;
        $is_lost = 1;
        warn "the recording is lost: workers cannot reach it\n";
        return;
    }
    undef $request;
    eval { register(); 1 } and return;
    $is_lost = 1;
    warn "the recording is lost: $@";
}

sub stop {
    if ($is_lost) {
        $is_lost = 0;
        die "the recording was lost\n";
    }
    my $file = $request // die "there is no recording\n";
    undef $request;
    die "the recording was lost: its request had been removed\n" if !is_named(path($$, 'req'), $file);
    remove_files($$);
}

# ---- the adapter --------------------------------------------------------------------------------------------------

my %operations = (
    hello => sub {
        return '"name":"innocent Perl recorder","version":"1","language":"perl",'
            . '"roles":["worker","client"],"capabilities":["time","wall-clock"]';
    },
    record => sub { record($_[0]{event}); return },
    advance => sub { $shift += $_[0]{seconds}; look_after(); return },
    set_clock => sub { return },
    start => sub { return '"id":"' . start($_[0]{filter}) . '"' },
    stop => sub { stop(); return },
    exit => sub { return },
);

# The reply to a line, and whether it was the last.
sub answer {
    my ($line) = @_;
    my $members = $line =~ /\A\s*\{/ ? members($line) : {};
    my ($sequence, $name) = ($members->{seq} // '', value_of($members->{op}));
    if ($sequence !~ /\A\s*-?[0-9]+\s*\z/ || !defined $name || ref $name) {
        return '{"seq":null,"ok":false,"error":"no request"}';
    }
    my $operation = $operations{$name} or return "{\"seq\":$sequence,\"ok\":false,\"unsupported\":true}";
    my $fields;
    if (!eval { $fields = $operation->($members); 1 }) {
        chomp(my $why = $@);
        return "{\"seq\":$sequence,\"ok\":false,\"error\":" . JSON::PP->new->ascii->allow_nonref->encode($why) . '}';
    }
    return "{\"seq\":$sequence,\"ok\":true" . (defined $fields ? ",$fields" : '') . '}', $name eq 'exit';
}

sub end { require POSIX; POSIX::_exit(0) }    # a quiet death: a running recording is not stopped

STDOUT->autoflush(1);
my $input = '';
while (1) {
    if ($request) {
        my $readable = '';
        vec($readable, 0, 1) = 1;
        if (!select($readable, undef, undef, 1)) { look_after(); next }
    }
    my $searched = length($input);
    sysread(STDIN, $input, 1 << 16, $searched) or end();
    my $start = 0;
    while ((my $newline = index($input, "\n", $searched)) >= 0) {
        my ($reply, $is_last) = answer(substr($input, $start, $newline - $start));
        print "$reply\n";
        end() if $is_last;
        $start = $searched = $newline + 1;
    }
    substr($input, 0, $start) = '';
}
