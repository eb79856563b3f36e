// The server's side: a hook that never fails and never waits.
#pragma once

#include "spool.hpp"

class Worker {
public:
    using Clock = std::function<double()>;  // seconds on a clock that nobody sets

    Worker(const Spool& spool, Clock now) : spool(spool), now(std::move(now)) {}
    void record(const Json& event);

private:
    // One that was alive at the last scan. Its request stays open, so that its inode number is not given away.
    struct Recorder {
        File request;
        struct stat facts;
        std::optional<Json> filter;  // nothing where the request is no JSON object
        ino_t torn = 0;              // the events file whose last line we did not write to its end
        bool isFull = false;

        bool isUnchanged() const;
        bool wants(const Json& event) const;
    };

    void scan();
    void look(const std::string& id);
    std::optional<Recorder> examine(const std::string& id);
    void serve(const std::string& id, const Json& event);
    void append(const std::string& id, Recorder& recorder, const File& events, const Json& event);
    void sweep(const std::string& id);

    const Spool& spool;
    Clock now;
    std::optional<double> scanned;
    std::map<std::string, Recorder> recorders;
    std::map<std::string, double> orphans;  // events files without a request, and since when
};
