package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
)

const lineBytesMax = 16 << 20

// Follower reads one events file: each event once, as soon as its line is complete.
type Follower struct {
	id        string
	file      *os.File
	offset    int64
	pending   []byte // the beginning of a line whose end is not there yet
	isTooLong bool   // of such a line: it is not kept
	events    []json.RawMessage
	skipped   int
}

// Read returns what came since the last call.
func (f *Follower) Read() ([]json.RawMessage, int, error) {
	f.events, f.skipped = []json.RawMessage{}, 0
	for f.file != nil || f.open() {
		status, err := facts(f.file)
		if err != nil {
			return nil, 0, err
		}
		if status.Size < f.offset {
			f.rewind()
		}
		if err := f.readOn(); err != nil {
			return nil, 0, err
		}
		// Where the file lost its name while we read, another may stand there.
		if status, err = facts(f.file); err != nil || status.Nlink > 0 {
			break
		}
		f.file.Close()
		f.file = nil
	}
	return f.events, f.skipped, nil
}

func (f *Follower) open() bool {
	file, err := openRegular(eventsPath(f.id), os.O_RDONLY)
	if err != nil {
		return false
	}
	f.file = file
	f.rewind()
	return true
}

func (f *Follower) rewind() { f.offset, f.pending, f.isTooLong = 0, nil, false }

func (f *Follower) readOn() error {
	buffer := make([]byte, 64<<10)
	for {
		count, err := f.file.ReadAt(buffer, f.offset)
		f.offset += int64(count)
		f.split(buffer[:count])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (f *Follower) split(data []byte) {
	for {
		piece, rest, isEnd := bytes.Cut(data, []byte{'\n'})
		if f.isTooLong || len(f.pending)+len(piece) > lineBytesMax {
			f.pending, f.isTooLong = nil, true
		} else {
			f.pending = append(f.pending, piece...)
		}
		if !isEnd {
			return
		}
		if f.isTooLong {
			f.skipped++
		} else if line := bytes.TrimSpace(f.pending); len(line) > 0 {
			f.understand(line)
		}
		f.pending, f.isTooLong = nil, false
		data = rest
	}
}

// understand takes an intact line, or an intact event that was glued behind a torn one.
func (f *Follower) understand(line []byte) {
	for start := 0; start >= 0; {
		if _, err := object(line[start:]); err == nil {
			f.events = append(f.events, json.RawMessage(line[start:]))
			if start > 0 {
				f.skipped++
			}
			return
		}
		next := bytes.IndexByte(line[start+1:], '{')
		if next < 0 {
			break
		}
		start += 1 + next
	}
	f.skipped++
}
