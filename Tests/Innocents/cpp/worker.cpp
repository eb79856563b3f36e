#include "worker.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <set>
#include <system_error>

namespace {
constexpr std::size_t requestBytesMax = 64 << 10;

// The server's work goes on, whatever happens.
template <typename Work> void attempt(Work work) {
    try {
        work();
    } catch (const std::exception& error) {
        std::cerr << "record: " << error.what() << '\n';
    }
}

bool isSame(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size
        && one.st_ctim.tv_sec == other.st_ctim.tv_sec && one.st_ctim.tv_nsec == other.st_ctim.tv_nsec;
}

// The line for an event; one that cannot be encoded leaves a line all the same.
std::string encode(const Json& event) {
    try {
        return event.dump();
    } catch (const Json::exception& error) {
        Json known = {{"not recorded", error.what()}};
        for (const char* name : {"method", "path", "userid"})
            if (auto text = textOf(event, name)) known[name] = *text;
        return known.dump(-1, ' ', true, Json::error_handler_t::replace);
    }
}
}  // namespace

bool Worker::Recorder::isUnchanged() const {
    auto current = request.facts();
    return current.st_nlink > 0 && isSame(current, facts);
}

bool Worker::Recorder::wants(const Json& event) const {
    if (!filter || isSet(event, "proxied")) return false;
    auto asked = textOf(*filter, "userid"), user = textOf(event, "userid");
    if (asked && !asked->empty() && (!user || (*user != *asked && user->rfind(*asked + "!", 0) != 0))) return false;
    auto method = textOf(event, "method");
    return isSet(*filter, "all") || (method && (*method == "POST" || *method == "PUT" || *method == "DELETE"));
}

void Worker::record(const Json& event) {
    if (double time = now(); !scanned || time - *scanned >= 1) {
        scanned = time;
        attempt([&] { scan(); });
    }
    std::vector<std::string> ids;  // `serve` changes the map
    for (const auto& [id, recorder] : recorders) ids.push_back(id);
    for (const auto& id : ids) attempt([&] { serve(id, event); });
}

void Worker::scan() {
    std::set<std::string> requests, events;
    for (const auto& name : spool.names()) {
        std::string id;
        switch (kindOf(name, id)) {
        case Kind::request: requests.insert(id); break;
        case Kind::events: events.insert(id); break;
        case Kind::foreign: break;
        }
    }
    for (auto known = recorders.begin(); known != recorders.end();)
        known = requests.count(known->first) ? std::next(known) : recorders.erase(known);
    for (const auto& id : requests) attempt([&] { look(id); });

    std::map<std::string, double> alone;
    for (const auto& id : events) {
        if (requests.count(id)) continue;
        auto known = orphans.find(id);
        alone[id] = known == orphans.end() ? *scanned : known->second;
        if (*scanned - alone[id] >= 5) attempt([&] { sweep(id); });
    }
    orphans = std::move(alone);
}

// Finds out who has an id. Whose lock is held lives; who is dead is removed.
void Worker::look(const std::string& id) {
    auto known = recorders.extract(id);
    auto found = examine(id);
    if (!found) return;
    if (known && isSame(known.mapped().facts, found->facts)) {
        found->torn = known.mapped().torn;
        found->isFull = known.mapped().isFull;
    }
    recorders.emplace(id, std::move(*found));
}

std::optional<Worker::Recorder> Worker::examine(const std::string& id) {
    File request;
    try {
        request = openRegular(spool.request(id), O_RDONLY);
    } catch (const std::system_error&) {
        return std::nullopt;  // gone, or not for us
    }
    // The probe is shared: two workers that probe at once never take each other for a client.
    if (lock(request, LOCK_SH)) {
        // The exclusive lock is for one reaper only, and no client has the id as long as it is held.
        if (lock(request, LOCK_EX) && isNamed(spool.request(id), request)) spool.removeBoth(id);
        return std::nullopt;
    }
    Recorder recorder;
    recorder.facts = request.facts();
    std::string contents(requestBytesMax + 1, '\0');
    ssize_t count = ::pread(request.number(), contents.data(), contents.size(), 0);
    if (count >= 0 && static_cast<std::size_t>(count) <= requestBytesMax)
        recorder.filter = object(std::string_view(contents).substr(0, static_cast<std::size_t>(count)));
    recorder.request = std::move(request);
    return recorder;
}

// The events file is opened first, then the request is looked at: where it is unchanged then, the line can land only in
// this recording.
void Worker::serve(const std::string& id, const Json& event) {
    for (int round = 0; round < 4; round++) {
        auto found = recorders.find(id);
        if (found == recorders.end() || !found->second.wants(event)) return;
        if (found->second.isUnchanged()) {
            File events = openRegular(spool.events(id), O_WRONLY | O_APPEND | O_CREAT);
            if (found->second.isUnchanged()) return append(id, found->second, events, event);
        }
        look(id);
    }
}

// One call of write(2). (A stream makes as many as it likes.)
void Worker::append(const std::string& id, Recorder& recorder, const File& events, const Json& event) {
    std::string line = encode(event) + '\n';
    auto facts = events.facts();
    if ((facts.st_mode & 0640) != 0640) events.setMode(0640);  // the umask took it
    if (recorder.torn == facts.st_ino) line.insert(0, 1, '\n');
    if (facts.st_blocks * 512 + static_cast<std::int64_t>(line.size()) > spool.limit) {
        if (!recorder.isFull) std::cerr << id << ".events is at its limit: lines are dropped\n";
        recorder.isFull = true;
        return;
    }
    recorder.torn = writeOnce(events, line) < line.size() ? facts.st_ino : 0;
}

// Removes an orphan once its id is ours: no start can be harmed.
void Worker::sweep(const std::string& id) {
    struct stat facts {};
    if (::lstat(spool.events(id).c_str(), &facts) < 0 || !S_ISREG(facts.st_mode)) return;
    if (auto request = spool.create(id)) spool.removeBoth(id);
}
