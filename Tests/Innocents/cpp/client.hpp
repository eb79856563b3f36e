// Who wants to see: its lock on the request says that it lives. A thread looks after the recording once a second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "spool.hpp"

class Client {
public:
    explicit Client(const Spool& spool);
    std::string start(const Json& filter);
    void stop();
    void lookAfter();

private:
    void begin();
    bool end();
    bool isIntact() const;
    void openDirectory();
    void restoreDirectory();
    File claim();
    void removeDead();
    void fill(const File& request);
    void keep();

    const Spool& spool;
    const std::string id;
    std::mutex mutex;  // for all below
    std::condition_variable begun;
    std::thread keeper;
    std::string contents, lost;
    gid_t group = 0;
    File directory, request;
    // How a directory was that stood there; nothing where a start that fails has nothing to give back.
    std::optional<struct stat> before;
};
