#include "client.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <iostream>
#include <system_error>

using namespace std::chrono_literals;

Client::Client(const Spool& spool) : spool(spool), id(std::to_string(::getpid())) {}

std::string Client::start(const Json& filter) {
    std::lock_guard guard(mutex);
    if (request || !lost.empty()) throw Refused("this process has a recording");
    auto userid = textOf(filter, "userid");
    contents = Json{{"userid", userid ? Json(*userid) : Json()}, {"all", isSet(filter, "all")}}.dump();
    begin();
    if (!keeper.joinable()) keeper = std::thread(&Client::keep, this);
    begun.notify_one();
    return id;
}

void Client::stop() {
    std::lock_guard guard(mutex);
    if (!lost.empty()) throw Refused("the recording was lost: " + std::exchange(lost, ""));
    if (!request) throw Refused("there is no recording");
    if (!end()) throw Refused("the recording was lost: its request had been removed");
}

void Client::keep() {
    std::unique_lock guard(mutex);
    for (;;) {
        begun.wait(guard, [&] { return bool(request); });
        begun.wait_for(guard, 1s);
        guard.unlock();
        lookAfter();
        guard.lock();
    }
}

// Where workers cannot see the request any more as it was made, it is made anew.
void Client::lookAfter() {
    std::lock_guard guard(mutex);
    try {
        if (!request || isIntact()) return;
        end();
        begin();
    } catch (const std::exception& error) {
        lost = error.what();
        std::cerr << "the recording is lost: " << lost << '\n';
    }
}

bool Client::isIntact() const {
    auto spoolFacts = directory.facts(), facts = request.facts();
    return isNamed(spool.path, directory) && (spoolFacts.st_mode & 07777) == 02770 && spoolFacts.st_gid == group
        && isNamed(spool.request(id), request) && (facts.st_mode & 07777) == 0640 && facts.st_gid == group
        && static_cast<std::size_t>(facts.st_size) == contents.size();
}

// Removes the files if they are still our own, and lets go of the lock last.
bool Client::end() {
    File own = std::move(request);
    bool isOurs = isNamed(spool.request(id), own);
    if (isOurs) spool.removeBoth(id);
    return isOurs;
}

void Client::begin() {
    openDirectory();
    File claimed;
    try {
        claimed = claim();
        fill(claimed);
    } catch (...) {
        if (claimed && isNamed(spool.request(id), claimed)) removeName(spool.request(id));
        restoreDirectory();
        throw;
    }
    request = std::move(claimed);
}

File Client::claim() {
    auto deadline = std::chrono::steady_clock::now() + 3s;
    while (std::chrono::steady_clock::now() < deadline) {
        try {
            if (auto made = spool.create(id)) return std::move(*made);
        } catch (const std::system_error& error) {
            if (error.code().value() != EEXIST) throw;
            removeDead();
        }
    }
    throw Refused("another recording has the id " + id);
}

// Removes what a dead recorder left under this id. What is held is waited for: perhaps it is only a worker that looks.
void Client::removeDead() {
    File found;
    try {
        found = openRegular(spool.request(id), O_RDONLY);
    } catch (const std::system_error& error) {
        if (error.code().value() == ENOENT) return;
        throw;
    }
    if (!lock(found, LOCK_EX))
        std::this_thread::sleep_for(20ms);
    else if (isNamed(spool.request(id), found))
        spool.removeBoth(id);
}

// Gives the request its group, its mode and, last, the filter: then workers see it.
void Client::fill(const File& claimed) {
    claimed.setGroup(group);
    claimed.setMode(0640);
    removeName(spool.events(id));
    if (writeOnce(claimed, contents) < contents.size()) throw Refused("the request was not written whole");
    if (!isNamed(spool.request(id), claimed)) throw Refused("the request was removed while it was made");
}

// A start that fails leaves a directory that stood there as it was.
void Client::restoreDirectory() {
    if (!before) return;
    directory.setGroup(before->st_gid);
    directory.setMode(before->st_mode & 07777);
}

void Client::openDirectory() {
    before.reset();
    const struct group* entry = ::getgrnam(spool.group.c_str());
    if (!entry) throw Refused("there is no group " + spool.group);
    group = entry->gr_gid;
    bool isNew = ::mkdir(spool.path.c_str(), 0700) == 0;
    if (!isNew && errno != EEXIST)
        throw std::system_error(errno, std::generic_category(), spool.path);
    directory = openFile(spool.path, O_RDONLY | O_DIRECTORY);
    auto facts = directory.facts();
    if (facts.st_uid != 0 && facts.st_uid != ::geteuid()) throw Refused(spool.path + " is another user's");
    if (facts.st_gid == group && (facts.st_mode & 07777) == 02770) return;
    bool isEmpty = true;
    for (const auto& name : spool.names()) {
        std::string owner;
        isEmpty = isEmpty && (name == "." || name == "..");
        if (name != "." && name != ".." && kindOf(name, owner) == Kind::foreign)
            throw Refused(spool.path + " is no spool: it holds " + name);
    }
    // An empty one that only its owner may enter is being made by another start.
    if (!isNew && !(isEmpty && (facts.st_mode & 07777) == 0700)) before = facts;
    directory.setGroup(group);
    try {
        directory.setMode(02770);
    } catch (...) {
        restoreDirectory();
        throw;
    }
}
