// A recorder as a Go programmer writes one: the standard library only, paths, goroutines, and a ticker that looks after
// the client's recording. The judge must find nothing wrong with it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"log"
	"os"
	"strconv"
	"sync/atomic"
	"time"
)

// An adapter obeys the driver protocol's lines. Its clock is the monotonic one and what `advance` added.
type adapter struct {
	began     time.Time
	shift     atomic.Int64
	worker    *Worker
	client    *Client
	followers map[string]*Follower
}

var errUnsupported = errors.New("unsupported")

type members = map[string]json.RawMessage

func (a *adapter) now() time.Duration { return time.Since(a.began) + time.Duration(a.shift.Load()) }

// obey carries out one request, and returns the reply's fields.
func (a *adapter) obey(operation string, request members) (map[string]any, error) {
	switch operation {
	case "hello":
		if string(request["driver"]) != "1" {
			return nil, errors.New("only version 1 of the driver protocol is spoken here")
		}
		return map[string]any{
			"name": "innocent Go recorder", "version": "1", "language": "go",
			"roles":        []string{"worker", "client", "follower"},
			"capabilities": []string{"time", "wall-clock"},
		}, nil
	case "record":
		event, err := object(request["event"])
		if err != nil {
			return nil, err
		}
		a.worker.Record(event)
		return nil, nil
	case "advance":
		seconds, err := strconv.ParseFloat(string(request["seconds"]), 64)
		if err != nil {
			return nil, err
		}
		a.shift.Add(int64(seconds * float64(time.Second)))
		if a.client != nil {
			a.client.LookAfter()
		}
		return nil, nil
	case "set_clock", "exit":
		return nil, nil // the time of day is never read
	case "start":
		filter, err := object(request["filter"])
		if err != nil {
			return nil, err
		}
		if a.client == nil {
			a.client = newClient()
		}
		id, err := a.client.Start(filter)
		return map[string]any{"id": id}, err
	case "stop":
		if a.client == nil {
			return nil, errors.New("there is no recording")
		}
		return nil, a.client.Stop()
	case "read":
		id, _ := text(request["id"])
		if !isID(id) {
			return nil, errors.New("that is no id")
		}
		if a.followers[id] == nil {
			a.followers[id] = &Follower{id: id}
		}
		events, skipped, err := a.followers[id].Read()
		return map[string]any{"events": events, "skipped": skipped}, err
	}
	return nil, errUnsupported
}

// answer turns a line into the reply to it, and says whether it was the last.
func (a *adapter) answer(line []byte) (reply map[string]any, isLast bool) {
	request, err := object(line)
	sequence, sequenceErr := strconv.ParseInt(string(request["seq"]), 10, 64)
	operation, isText := text(request["op"])
	if err != nil || sequenceErr != nil || !isText {
		return map[string]any{"seq": nil, "ok": false, "error": "no request"}, false
	}
	fields, err := a.obey(operation, request)
	switch {
	case err == errUnsupported:
		fields = map[string]any{"ok": false, "unsupported": true}
	case err != nil:
		fields = map[string]any{"ok": false, "error": err.Error()}
	case fields == nil:
		fields = map[string]any{"ok": true}
	default:
		fields["ok"] = true
	}
	fields["seq"] = sequence
	return fields, operation == "exit"
}

func main() {
	log.SetFlags(0)
	adapter := &adapter{began: time.Now(), followers: map[string]*Follower{}}
	adapter.worker = newWorker(adapter.now)
	// A bufio.Scanner gives up at 64 KiB; ReadBytes takes lines of any length.
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	for isLast := false; !isLast; {
		line, err := input.ReadBytes('\n')
		if err != nil {
			break // the end of input: half a line is no request
		}
		var reply map[string]any
		reply, isLast = adapter.answer(line)
		if err := encoder.Encode(reply); err != nil {
			log.Fatal(err)
		}
		output.Flush()
	}
	os.Exit(0) // a quiet death: a running recording is not stopped
}
