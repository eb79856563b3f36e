#!/usr/bin/perl
# The driver's adapter for the recorder that was published for Proxmox VE on 2026-06-17.
#
#     published.pl MODULE.pm        (an unmodified copy of PVE::APIServer::RequestRecorder)
#
# It puts the module under test as it is and protects it from nothing: what the driver asks is passed on, be
# it a second start or a stop that was never begun. Only the module's surroundings are set, from outside and
# before it is compiled: its directory, its group, its clock and its log. Perl 5 with its core modules and
# JSON; PERL_JSON_BACKEND chooses between JSON::PP and JSON::XS, for the module too.
use strict;
use warnings;

use constant ();
use File::Spec;
use FindBin;
use JSON ();
use lib $FindBin::Bin;
use DriverJSON 'read_json';
use Sys::Syslog ();
use Time::HiRes ();

my $package = 'PVE::APIServer::RequestRecorder';
my $module = $ARGV[0] // die "usage: published.pl MODULE.pm\n";
my $directory = $ENV{SPOOL_DIR} // die "SPOOL_DIR is not set\n";
my $group = $ENV{SPOOL_GROUP} // 'www-data';
my $clock_shift = 0;

# ---- the module's surroundings -------------------------------------------------------------------------

{
    no warnings qw(once redefine);

    # The group: who asks for www-data gets the group that the driver named.
    *CORE::GLOBAL::getgrnam = sub ($) {
        my ($name) = @_;
        return CORE::getgrnam($name eq 'www-data' ? $group : $name);
    };

    # The clock: the module imports it by name, so it must be exchanged before that.
    my $clock = \&Time::HiRes::time;
    *Time::HiRes::time = sub () { return $clock->() + $clock_shift };

    # The log: without a daemon to take it, syslog may wait or die, which a server never sees.
    *Sys::Syslog::syslog = sub {
        my ($priority, $format, @arguments) = @_;
        print STDERR "syslog $priority: ", (@arguments ? sprintf($format, @arguments) : $format), "\n";
        return 1;
    };

    # The directory: a constant of the module, given another value while the module declares it.
    my $declare = \&constant::import;
    *constant::import = sub {
        @_ = (@_[0, 1], $directory) if caller eq $package && @_ == 3 && $_[1] eq 'RECORD_DIR';
        goto &$declare;
    };
    require(File::Spec->rel2abs($module));
    *constant::import = $declare;
}

# Nothing is ever done in the directory of a real server.
die "$module keeps its own spool directory\n" if $package->can('record_dir')->() ne $directory;

# ---- the driver's requests ---------------------------------------------------------------------------------

my $recording;    # the id of the last start
my $finished;    # whether the driver asked for the end

sub start {
    my ($request) = @_;
    ref $request->{filter} eq 'HASH' or die "start needs a filter\n";
    $recording = $package->can('start_recording')->($request->{filter});
    return (id => "$recording");
}

sub stop {
    $package->can('stop_recording')->($recording // $$);
    return;
}

sub record {
    my ($request) = @_;
    ref $request->{event} eq 'HASH' or die "record needs an event\n";
    $package->can('record_event')->($request->{event});
    return;
}

sub shift_clock {    # the module reads the time of day only, so a jump and the passing of time are one
    my ($request) = @_;
    my $seconds = $request->{seconds};
    defined $seconds && !ref $seconds or die "$request->{op} needs seconds\n";
    die "time does not run backwards\n" if $request->{op} eq 'advance' && $seconds < 0;
    $clock_shift += $seconds;
    return;
}

sub hello {
    my ($request) = @_;
    ($request->{driver} // '') eq '1' or die "only version 1 of the driver protocol is spoken here\n";
    return (
        name => 'published', version => '2026-06-17', language => 'perl',
        roles => ['worker', 'client'], capabilities => ['time', 'wall-clock'],
    );
}

my %operation = (
    hello => \&hello, record => \&record, start => \&start, stop => \&stop,
    advance => \&shift_clock, set_clock => \&shift_clock, exit => sub { $finished = 1; return },
);

my $writer = JSON->new->utf8;

sub refusal {
    my ($seq, $error) = @_;
    chomp $error;
    return { seq => $seq, ok => JSON::false, error => $error };
}

sub answer {
    my ($line) = @_;
    my $request = eval { read_json($line) } // return refusal(undef, "no JSON: $@");
    my $seq = ref $request eq 'HASH' ? $request->{seq} : undef;
    return refusal(undef, 'no request') if $writer->encode([$seq]) !~ /\A\[-?[0-9]+\]\z/;
    my $operation = $operation{ $request->{op} // '' };
    return { seq => $seq, ok => JSON::false, unsupported => JSON::true } if !$operation;
    my @fields;
    eval { @fields = $operation->($request); 1 } or return refusal($seq, $@);
    return { seq => $seq, ok => JSON::true, @fields };
}

# Lines are cut here and not by perl's own buffered reading, so that what came in is answered before more is
# waited for, however many requests a read brings. The end of input is a quiet death: nothing is stopped.
binmode STDIN;
binmode STDOUT;
$| = 1;
my ($input, $searched) = ('', 0);
while (sysread STDIN, $input, 1 << 16, length $input) {
    while ((my $end = index $input, "\n", $searched) >= 0) {
        my $line = substr $input, 0, $end + 1, '';
        $searched = 0;
        print $writer->encode(answer($line)), "\n" or exit 1;
        exit 0 if $finished;
    }
    $searched = length $input;
}
exit 0;
