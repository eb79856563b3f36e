package DriverJSON;

# The driver's lines, read as a server would have read them.
#
# Of its own because the usual readers refuse what a server can be made to hold (a lone surrogate, which comes
# out of a percent-encoded form), turn long numbers into text, or need seconds for a line of 16 MiB. Whoever's server
# cannot hold such things takes JSON::PP instead.
use strict;
use warnings;
no warnings 'recursion';    # the driver's events may be nested deeply

use Exporter 'import';
use JSON ();

our @EXPORT_OK = ('read_json');

# Fixed text is looked for by position, never by a pattern: perl searches the whole rest of the line for it
# before it tries a pattern, which takes a time squared in how deep the line is nested.

my $depth_max = 100_000;
my $json;    # the line that is being read; pos() is where
my $depth;
my %word = (t => ['true', JSON::true], f => ['false', JSON::false], n => ['null', undef]);
my %escape = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");

sub upcoming {    # the next character that is no space
    $json =~ /\G[ \t\r\n]+/gc;
    return substr $json, pos $json, 1;
}

sub expect {
    my ($text) = @_;
    die "'$text' expected at byte " . pos($json) . "\n" if substr($json, pos $json, length $text) ne $text;
    pos($json) += length $text;
    return;
}

sub read_string {
    expect('"');
    my $start = pos $json;
    1 while $json =~ m{\G(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,1000}+}gc;
    my $text = substr $json, $start, pos($json) - $start;
    expect('"');
    utf8::decode($text) if $text =~ /[\x80-\xff]/;
    $text =~ s{\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|(.))}{
          defined $1 ? chr(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))
        : defined $3 ? chr hex $3
        :              $escape{$4} // $4
    }ge if index($text, '\\') >= 0;
    return $text;
}

sub read_members {
    my %members;
    expect('{');
    my $more = upcoming() ne '}';
    while ($more) {
        upcoming();
        my $name = read_string();
        upcoming();
        expect(':');
        $members{$name} = read_value();
        $more = upcoming() eq ',';
        expect(',') if $more;
    }
    expect('}');
    return \%members;
}

sub read_elements {
    my @elements;
    expect('[');
    my $more = upcoming() ne ']';
    while ($more) {
        push @elements, read_value();
        $more = upcoming() eq ',';
        expect(',') if $more;
    }
    expect(']');
    return \@elements;
}

sub read_value {
    my $first = upcoming();
    my $start = pos $json;
    return read_string() if $first eq '"';
    if ($first eq '{' || $first eq '[') {
        die "nested too deep\n" if ++$depth > $depth_max;
        my $value = $first eq '{' ? read_members() : read_elements();
        $depth--;
        return $value;
    }
    if (my $word = $word{$first}) {
        expect($word->[0]);
        return $word->[1];
    }
    $json =~ /\G-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/gc or die "no JSON value\n";
    return 0 + substr $json, $start, pos($json) - $start;
}

sub read_json {
    ($json, $depth) = ($_[0], 0);
    if ($json =~ /[\x80-\xff]/) {
        my $text = $json;
        utf8::decode($text) && $text !~ /[^\x{0}-\x{d7ff}\x{e000}-\x{10ffff}]/ or die "no UTF-8\n";
    }
    pos($json) = 0;
    my $value = read_value();
    upcoming() eq '' or die "more than one value\n";
    return $value;
}

1;
