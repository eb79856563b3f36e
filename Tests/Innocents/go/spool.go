package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"
)

const requestBytesMax = 64 << 10

// The spool, as the surroundings name it. Clean takes away what would lead through a link: "link/" and "link/." too.
var (
	spool = filepath.Clean(setting("SPOOL_DIR", "/run/pve-api-record"))
	group = setting("SPOOL_GROUP", "www-data")
	limit = number(setting("SPOOL_LIMIT", "1073741824"))
)

func setting(name, otherwise string) string {
	if value, isSet := os.LookupEnv(name); isSet {
		return value
	}
	return otherwise
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 1 << 30
	}
	return value
}

func requestPath(id string) string { return spool + "/" + id + ".req" }
func eventsPath(id string) string  { return spool + "/" + id + ".events" }

func isID(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// split finds the id and the kind, "req" or "events", in the name of a file of the protocol's. Of others kind is empty.
func split(name string) (id, kind string) {
	id, kind, _ = strings.Cut(name, ".")
	if isID(id) && (kind == "req" || kind == "events") {
		return id, kind
	}
	return "", ""
}

// openRegular follows no link and waits for no FIFO. Every file that os opens is closed on exec.
func openRegular(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o640)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", path)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// facts is what the kernel says of an open file.
func facts(file *os.File) (syscall.Stat_t, error) {
	var status syscall.Stat_t
	err := syscall.Fstat(int(file.Fd()), &status)
	return status, err
}

// isNamed says whether the path still means that file.
func isNamed(path string, file *os.File) bool {
	named, err := os.Lstat(path)
	if err != nil {
		return false
	}
	own, err := file.Stat()
	return err == nil && os.SameFile(named, own)
}

// lock tries a lock by flock(2) and never waits. Only EWOULDBLOCK says that another holds it.
func lock(file *os.File, kind int) (isOurs bool, err error) {
	for {
		err = syscall.Flock(int(file.Fd()), kind|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR): // a signal, and no answer: the Go runtime sends itself many
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return err == nil, err
		}
	}
}

// remove takes a name away. (os.Remove would also remove a directory of that name.)
func remove(path string) error {
	if err := syscall.Unlink(path); err != nil && !errors.Is(err, syscall.ENOENT) {
		return &os.PathError{Op: "unlink", Path: path, Err: err}
	}
	return nil
}

// removeBoth removes a recording, its request last: as long as that stands and its lock is ours, nobody can
// have the id. A directory in place of the events file is left to who made it.
func removeBoth(id string) error {
	if err := remove(eventsPath(id)); err != nil && !errors.Is(err, syscall.EISDIR) {
		return err
	}
	return remove(requestPath(id))
}

// create makes the request of an id that nobody has, and locks it. The file is nil where a worker was faster.
func create(id string) (*os.File, error) {
	file, err := openRegular(requestPath(id), os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, err
	}
	isOurs, err := lock(file, syscall.LOCK_EX)
	if isOurs && isNamed(requestPath(id), file) {
		return file, nil
	}
	if err != nil {
		remove(requestPath(id))
	}
	file.Close()
	return nil, err
}

// object reads one JSON object, its members as they stand. (Into a struct, encoding/json would match the names of
// members without regard to case; and it takes bytes that are no UTF-8.)
func object(text []byte) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if !utf8.Valid(text) {
		return nil, errors.New("this is not UTF-8")
	}
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	if members == nil {
		return nil, errors.New("null is no object")
	}
	return members, nil
}

// text reads a member that is a text; what is none has ok false.
func text(member json.RawMessage) (value string, ok bool) {
	return value, len(member) > 0 && member[0] == '"' && json.Unmarshal(member, &value) == nil
}

// isSet reads a flag as the first recorder's language does.
func isSet(member json.RawMessage) bool {
	var value any
	if json.Unmarshal(member, &value) != nil {
		return len(member) > 0 // a number too large to be held is not 0
	}
	switch value {
	case nil, false, 0.0, "", "0":
		return false
	}
	return true
}
