package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
	"syscall"
	"time"
)

// A recorder is one that was alive at the last scan. Its request stays open: so its inode number is not given away.
type recorder struct {
	request *os.File
	facts   syscall.Stat_t
	filter  map[string]json.RawMessage // nil where the request is no JSON object
	torn    uint64                     // the inode of the events file whose last line we did not write to its end
	isFull  bool
}

// Worker is the server's side.
type Worker struct {
	now       func() time.Duration // a clock that nobody sets
	scanned   time.Duration
	recorders map[string]*recorder
	orphans   map[string]time.Duration // events files without a request, and since when
}

func newWorker(now func() time.Duration) *Worker {
	return &Worker{now: now, scanned: -time.Hour, recorders: map[string]*recorder{}, orphans: map[string]time.Duration{}}
}

// Record is the hook. It never fails and never waits.
func (w *Worker) Record(event map[string]json.RawMessage) {
	if now := w.now(); now-w.scanned >= time.Second {
		w.scanned = now
		w.scan()
	}
	for id := range w.recorders {
		if err := w.serve(id, event); err != nil {
			log.Print("record: ", err)
		}
	}
}

func (w *Worker) scan() {
	requests, orphans := map[string]bool{}, map[string]time.Duration{}
	var names []string
	if directory, err := os.Open(spool); err == nil {
		names, _ = directory.Readdirnames(-1)
		directory.Close()
	}
	for _, name := range names {
		if id, kind := split(name); kind == "req" {
			requests[id] = true
		}
	}
	for _, name := range names {
		id, kind := split(name)
		if kind != "events" || requests[id] {
			continue
		}
		since, isKnown := w.orphans[id]
		if !isKnown {
			since = w.scanned
		}
		orphans[id] = since
		if w.scanned-since >= 5*time.Second {
			sweep(id)
		}
	}
	w.orphans = orphans
	for id := range w.recorders {
		if !requests[id] {
			w.forget(id)
		}
	}
	for id := range requests {
		w.look(id)
	}
}

func (w *Worker) forget(id string) {
	if known := w.recorders[id]; known != nil {
		known.request.Close()
		delete(w.recorders, id)
	}
}

// look finds out who has an id. Whose lock is held lives; who is dead is removed.
func (w *Worker) look(id string) {
	found := examine(id)
	if known := w.recorders[id]; known != nil && found != nil && found.isSame(known.facts) {
		found.torn, found.isFull = known.torn, known.isFull
	}
	w.forget(id)
	if found != nil {
		w.recorders[id] = found
	}
}

func examine(id string) *recorder {
	request, err := openRegular(requestPath(id), os.O_RDONLY)
	if err != nil {
		return nil
	}
	// The probe is shared: two workers that probe at once never take each other for a client.
	isDead, err := lock(request, syscall.LOCK_SH)
	if isDead {
		// The exclusive lock is for one reaper only, and no client has the id as long as it is held.
		if isOurs, _ := lock(request, syscall.LOCK_EX); isOurs && isNamed(requestPath(id), request) {
			err = removeBoth(id)
		}
	}
	if err != nil {
		log.Print("scan: ", err)
	}
	if isDead || err != nil {
		request.Close()
		return nil
	}
	found := &recorder{request: request}
	if found.facts, err = facts(request); err != nil {
		request.Close()
		return nil
	}
	contents := make([]byte, requestBytesMax+1)
	if count, err := request.ReadAt(contents, 0); count <= requestBytesMax && (err == nil || count > 0) {
		found.filter, _ = object(contents[:count])
	}
	return found
}

func (r *recorder) isSame(other syscall.Stat_t) bool {
	return r.facts.Dev == other.Dev && r.facts.Ino == other.Ino && r.facts.Size == other.Size && r.facts.Ctim == other.Ctim
}

// isUnchanged says whether the request still stands and is the one that was read.
func (r *recorder) isUnchanged() bool {
	now, err := facts(r.request)
	return err == nil && now.Nlink > 0 && r.isSame(now)
}

func (r *recorder) wants(event map[string]json.RawMessage) bool {
	if r.filter == nil || isSet(event["proxied"]) {
		return false
	}
	user, isText := text(event["userid"])
	if asked, _ := text(r.filter["userid"]); asked != "" {
		if !isText || user != asked && !strings.HasPrefix(user, asked+"!") {
			return false
		}
	}
	method, _ := text(event["method"])
	return isSet(r.filter["all"]) || method == "POST" || method == "PUT" || method == "DELETE"
}

// serve writes an event for who wants it. The events file is opened first, then the request is looked at: where it is
// unchanged then, the line can land only in this recording.
func (w *Worker) serve(id string, event map[string]json.RawMessage) error {
	for try := 0; try < 4; try++ {
		known := w.recorders[id]
		if known == nil || !known.wants(event) {
			return nil
		}
		if known.isUnchanged() {
			events, err := openRegular(eventsPath(id), os.O_WRONLY|os.O_APPEND|os.O_CREATE)
			if err != nil {
				return err
			}
			if known.isUnchanged() {
				err = known.write(events, event)
				events.Close()
				return err
			}
			events.Close()
		}
		w.look(id)
	}
	return nil
}

// write appends one line by one call. (File.Write makes further calls after a short one.)
func (r *recorder) write(events *os.File, event map[string]json.RawMessage) error {
	line, err := json.Marshal(event)
	if err != nil {
		return err
	}
	status, err := facts(events)
	if err != nil {
		return err
	}
	if status.Mode&0o640 != 0o640 { // the umask took it
		syscall.Fchmod(int(events.Fd()), 0o640)
	}
	line = append(line, '\n')
	if r.torn == status.Ino {
		line = append([]byte{'\n'}, line...)
	}
	if status.Blocks*512+int64(len(line)) > limit {
		if !r.isFull {
			log.Printf("%s is at its limit of %d bytes: lines are dropped", events.Name(), limit)
		}
		r.isFull = true
		return nil
	}
	for {
		count, err := syscall.Write(int(events.Fd()), line)
		if err == syscall.EINTR {
			continue
		}
		if err == nil && count < len(line) {
			r.torn = status.Ino
		} else if err == nil {
			r.torn = 0
		}
		return err
	}
}

// sweep removes an orphan once its id is ours: no start can be harmed.
func sweep(id string) {
	if info, err := os.Lstat(eventsPath(id)); err != nil || !info.Mode().IsRegular() {
		return
	}
	request, err := create(id)
	if err != nil || request == nil {
		return
	}
	if err := removeBoth(id); err != nil {
		log.Print("sweep: ", err)
	}
	request.Close()
}
