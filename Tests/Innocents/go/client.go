package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/user"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Client is who wants to see. Its lock on the request says that it lives. A goroutine looks after the recording once
// a second, so everything is under a mutex.
type Client struct {
	mutex     sync.Mutex
	id        string
	contents  []byte // of the request
	gid       int
	directory *os.File
	restore   func() // gives a directory that stood there its own group and mode again
	request   *os.File // nil where there is no recording
	lost      error    // why it was lost, until somebody was told
}

func newClient() *Client {
	client := &Client{id: strconv.Itoa(os.Getpid())}
	ticks := time.NewTicker(time.Second)
	go func() {
		for range ticks.C {
			client.LookAfter()
		}
	}()
	return client
}

// Start begins a recording, and tells its id.
func (c *Client) Start(filter map[string]json.RawMessage) (string, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.request != nil || c.lost != nil {
		return "", errors.New("this process has a recording")
	}
	var userid *string
	if name, isText := text(filter["userid"]); isText {
		userid = &name
	}
	c.contents, _ = json.Marshal(map[string]any{"userid": userid, "all": isSet(filter["all"])})
	return c.id, c.begin()
}

// Stop ends the recording, and tells where it was lost.
func (c *Client) Stop() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := c.lost; err != nil {
		c.lost = nil
		return fmt.Errorf("the recording was lost: %w", err)
	}
	if c.request == nil {
		return errors.New("there is no recording")
	}
	return c.end()
}

// LookAfter finds out whether workers can still see the request as it was made. If not, it is made anew.
func (c *Client) LookAfter() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.request == nil || c.isIntact() {
		return
	}
	c.end()
	if err := c.begin(); err != nil {
		c.lost = err
		log.Print("the recording is lost: ", err)
	}
}

func (c *Client) isIntact() bool {
	directory, err := facts(c.directory)
	if err != nil || directory.Mode&0o7777 != 0o2770 || int(directory.Gid) != c.gid || !isNamed(spool, c.directory) {
		return false
	}
	request, err := facts(c.request)
	return err == nil && isNamed(requestPath(c.id), c.request) && request.Size == int64(len(c.contents)) &&
		request.Mode&0o7777 == 0o640 && int(request.Gid) == c.gid
}

// end removes the files if they are still our own, and lets go of the lock last.
func (c *Client) end() error {
	err := errors.New("the recording was lost: its request had been removed")
	if isNamed(requestPath(c.id), c.request) {
		err = removeBoth(c.id)
	}
	c.request.Close()
	c.directory.Close()
	c.request, c.directory = nil, nil
	return err
}

func (c *Client) begin() error {
	if err := c.openDirectory(); err != nil {
		return err
	}
	request, err := c.claim()
	if err != nil {
		c.restore()
		c.directory.Close()
		return err
	}
	c.request = request
	if err := c.fill(); err != nil {
		if isNamed(requestPath(c.id), request) {
			remove(requestPath(c.id))
		}
		request.Close()
		c.restore()
		c.directory.Close()
		c.request = nil
		return err
	}
	return nil
}

// claim makes the request, locked. What a dead recorder left under this id is removed first.
func (c *Client) claim() (*os.File, error) {
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); {
		request, err := create(c.id)
		if request != nil {
			return request, nil
		}
		if errors.Is(err, syscall.EEXIST) {
			err = c.removeDead()
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("another recording has the id %s", c.id)
}

func (c *Client) removeDead() error {
	request, err := openRegular(requestPath(c.id), os.O_RDONLY)
	if errors.Is(err, syscall.ENOENT) {
		return nil
	}
	if err != nil {
		return err
	}
	defer request.Close()
	isDead, err := lock(request, syscall.LOCK_EX)
	if !isDead {
		time.Sleep(20 * time.Millisecond) // perhaps it is only a worker that looks
		return err
	}
	if isNamed(requestPath(c.id), request) {
		return removeBoth(c.id)
	}
	return nil
}

// fill gives the request its group, its mode and, last, the filter: then workers see it.
func (c *Client) fill() error {
	if err := c.request.Chown(-1, c.gid); err != nil {
		return err
	}
	if err := c.request.Chmod(0o640); err != nil {
		return err
	}
	if err := remove(eventsPath(c.id)); err != nil {
		return err
	}
	if _, err := c.request.Write(c.contents); err != nil {
		return err
	}
	if info, err := c.request.Stat(); err != nil || info.Size() != int64(len(c.contents)) {
		return errors.New("the request was not written whole")
	}
	if !isNamed(requestPath(c.id), c.request) {
		return errors.New("the request was removed while it was made")
	}
	return nil
}

// openDirectory makes the spool where it is missing, and sets it right where it is ours.
func (c *Client) openDirectory() error {
	found, err := user.LookupGroup(group)
	if err != nil {
		return err
	}
	c.gid, _ = strconv.Atoi(found.Gid)
	err = os.Mkdir(spool, 0o700)
	isNew := err == nil
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	directory, err := os.OpenFile(spool, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	if err := c.setRight(directory, isNew); err != nil {
		directory.Close()
		return err
	}
	c.directory = directory
	return nil
}

func (c *Client) setRight(directory *os.File, isNew bool) error {
	c.restore = func() {}
	status, err := facts(directory)
	if err != nil {
		return err
	}
	if status.Uid != 0 && int(status.Uid) != os.Geteuid() {
		return fmt.Errorf("%s is another user's", spool)
	}
	if int(status.Gid) == c.gid && status.Mode&0o7777 == 0o2770 {
		return nil
	}
	names, err := directory.Readdirnames(-1)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, kind := split(name); kind == "" {
			return fmt.Errorf("%s is no spool: it holds %q", spool, name)
		}
	}
	if err := directory.Chown(-1, c.gid); err != nil {
		return err
	}
	// To os.FileMode 0o2000 means nothing: set-group-ID is os.ModeSetgid there.
	if err := directory.Chmod(0o770 | os.ModeSetgid); err != nil {
		directory.Chown(-1, int(status.Gid))
		return err
	}
	// An empty one that only its owner may enter is being made by another start.
	if !isNew && (len(names) > 0 || status.Mode&0o7777 != 0o700) {
		c.restore = func() {
			directory.Chown(-1, int(status.Gid))
			syscall.Fchmod(int(directory.Fd()), status.Mode&0o7777)
		}
	}
	return nil
}
