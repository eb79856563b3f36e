#!/usr/bin/perl
# The published recorder's hook in a loop, in one process, for scripts/bench.
#
#     published.pl MODULE.pm hook DIRECTORY RECORDERS BYTES BATCH START WINDOW
#     published.pl MODULE.pm scan DIRECTORY ENTRIES ROUNDS
#
# The module is used as it is; its directory, clock and log are set from outside, as in scripts/adapters/published.pl.
# START is nanoseconds of the epoch, WINDOW is how long it goes on, in nanoseconds. Both commands print a count, the nanoseconds that it took, and those
# that the processor worked for it.
use strict;
use warnings;

use constant ();
use File::Spec;
use JSON ();
use Sys::Syslog ();
use Time::HiRes ();

my ($module, $command, $directory, @words) = @ARGV;
die "usage: published.pl MODULE.pm hook|scan DIRECTORY …\n" if !defined $directory;
my $package = 'PVE::APIServer::RequestRecorder';
my $clock = \&Time::HiRes::time;
my $clock_shift = 0;
my $worked = sub { Time::HiRes::clock_gettime(Time::HiRes::CLOCK_PROCESS_CPUTIME_ID()) };
{
    no warnings qw(once redefine);
    # Only a scan needs another clock: elsewhere the module's own is part of what is measured.
    *Time::HiRes::time = sub () { return $clock->() + $clock_shift }
        if $command eq 'scan';
    *Sys::Syslog::syslog = sub { print STDERR "syslog: @_\n" };
    my $declare = \&constant::import;
    *constant::import = sub {
        @_ = (@_[0, 1], $directory) if caller eq $package && @_ == 3 && $_[1] eq 'RECORD_DIR';
        goto &$declare;
    };
    require(File::Spec->rel2abs($module));
    *constant::import = $declare;
}
die "$module keeps its own spool directory\n" if $package->can('record_dir')->() ne $directory;

my %event = (
    method => 'POST', path => '/nodes/pve1/qemu/100/config', params => { description => '' },
    userid => 'root@pam', format => 'json', client_ip => '::ffff:192.0.2.17', proxied => 0,
);
my $record = $package->can('record_event');

if ($command eq 'hook') {
    my ($recorders, $bytes, $batch, $start, $window) = @words;
    $event{params}{description} = 'x' x ($bytes - 1 - length JSON::encode_json(\%event));
    $record->(\%event);
    my $now = $clock->();
    Time::HiRes::sleep($start / 1e9 - $now) if $now < $start / 1e9;
    my ($working, $begun) = ($worked->(), $clock->());
    my ($stopped, $count) = ($begun, 0);
    while ($stopped < $begun + $window / 1e9) {
        $record->(\%event) for 1 .. $batch;
        $count += $batch;
        $stopped = $clock->();
    }
    printf "%d %.0f %.0f\n", $count, ($stopped - $begun) * 1e9, ($worked->() - $working) * 1e9;
} elsif ($command eq 'scan') {
    my ($entries, $rounds) = @words;
    my ($working, $begun) = ($worked->(), $clock->());
    for (1 .. $rounds) {
        $record->(\%event);
        $clock_shift += 1;
    }
    printf "%d %.0f %.0f\n", $entries * $rounds, ($clock->() - $begun) * 1e9, ($worked->() - $working) * 1e9;
} else {
    die "unknown command $command\n";
}
