// A recorder as a C++ programmer writes one: threads, descriptors that close themselves, and nlohmann's JSON. The first
// thread reads the pipe, a second one does the work, a third looks after the client's recording. The judge must find
// nothing wrong with it.
#include <unistd.h>

#include <chrono>
#include <deque>
#include <iostream>

#include "client.hpp"
#include "worker.hpp"

namespace {

// Lines that wait for the second thread. None means the end.
class Lines {
public:
    void put(std::optional<std::string> line) {
        std::lock_guard guard(mutex);
        lines.push_back(std::move(line));
        changed.notify_one();
    }

    std::optional<std::string> take() {
        std::unique_lock guard(mutex);
        changed.wait(guard, [&] { return !lines.empty(); });
        auto line = std::move(lines.front());
        lines.pop_front();
        return line;
    }

private:
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::optional<std::string>> lines;
};

struct Unsupported {};

class Adapter {
public:
    Adapter() : spool(Spool::fromEnvironment()), worker(spool, [this] { return seconds(); }), client(spool) {}

    // Obeys until the end, which is a quiet death: a running recording is not stopped.
    [[noreturn]] void obey(Lines& lines) {
        bool isLast = false;
        while (!isLast) {
            auto line = lines.take();
            if (!line) break;
            std::cout << answer(*line, isLast).dump(-1, ' ', true) << std::endl;
        }
        ::_exit(0);
    }

private:
    double seconds() const {
        return shift + std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }

    // Carries out one request, and returns the reply's fields.
    Json carryOut(const std::string& operation, const Json& request) {
        if (operation == "hello") {
            if (request.at("driver") != 1) throw Refused("only version 1 of the driver protocol is spoken here");
            return {{"name", "innocent C++ recorder"}, {"version", "1"}, {"language", "c++"},
                {"roles", {"worker", "client"}}, {"capabilities", {"time", "wall-clock"}}};
        }
        if (operation == "record") {
            if (!request.at("event").is_object()) throw Refused("an event is an object");
            worker.record(request.at("event"));
        } else if (operation == "advance") {
            shift += request.at("seconds").get<double>();
            client.lookAfter();
        } else if (operation == "start") {
            return {{"id", client.start(request.at("filter"))}};
        } else if (operation == "stop") {
            client.stop();
        } else if (operation != "set_clock" && operation != "exit") {  // the time of day is never read
            throw Unsupported();
        }
        return Json::object();
    }

    Json answer(const std::string& line, bool& isLast) {
        auto request = object(line);
        auto operation = request ? textOf(*request, "op") : nullptr;
        if (!operation || !request->contains("seq") || !request->at("seq").is_number_integer())
            return {{"seq", nullptr}, {"ok", false}, {"error", "no request"}};
        isLast = *operation == "exit";
        Json reply;
        try {
            reply = carryOut(*operation, *request);
            reply["ok"] = true;
        } catch (const Unsupported&) {
            reply = {{"ok", false}, {"unsupported", true}};
        } catch (const std::exception& error) {
            reply = {{"ok", false}, {"error", error.what()}};
        }
        reply["seq"] = request->at("seq");
        return reply;
    }

    Spool spool;
    double shift = 0;  // what `advance` added
    Worker worker;
    Client client;
};

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);  // else each byte of a line is a call of the C library
    // Each read of cin and each line on cerr would flush cout, beside the thread that fills it: replies would come twice.
    std::cin.tie(nullptr);
    std::cerr.tie(nullptr);
    Lines lines;
    Adapter adapter;
    std::thread second([&] { adapter.obey(lines); });
    for (std::string line; std::getline(std::cin, line) && !std::cin.eof();)  // half a line is no request
        lines.put(std::move(line));
    lines.put(std::nullopt);
    second.join();
}
