// What worker, client and follower share: files that close themselves, the lock, names, and JSON.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using Json = nlohmann::json;

// What the recorder refuses, in words.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A descriptor that is closed with its owner.
class File {
public:
    File() = default;
    explicit File(int descriptor) : descriptor(descriptor) {}
    File(File&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor, other.descriptor);
        return *this;
    }
    ~File();

    explicit operator bool() const { return descriptor >= 0; }
    int number() const { return descriptor; }
    struct stat facts() const;
    void setMode(mode_t mode) const;
    void setGroup(gid_t group) const;

private:
    int descriptor = -1;
};

// Where the spool is, and how large an events file may become.
struct Spool {
    std::string path, group;
    std::int64_t limit = std::int64_t(1) << 30;

    static Spool fromEnvironment();
    std::string request(const std::string& id) const { return path + "/" + id + ".req"; }
    std::string events(const std::string& id) const { return path + "/" + id + ".events"; }

    std::vector<std::string> names() const;
    void removeBoth(const std::string& id) const;
    std::optional<File> create(const std::string& id) const;
};

enum class Kind { request, events, foreign };

// The id and the kind that a name of the directory says; `id` is empty where it is none of the protocol's.
Kind kindOf(const std::string& name, std::string& id);
bool isId(std::string_view text);

File openFile(const std::string& path, int flags);
File openRegular(const std::string& path, int flags);
bool isNamed(const std::string& path, const File& file);
bool lock(const File& file, int kind);
void removeName(const std::string& path);

// One write(2), made again only where a signal came before its first byte. Returns how much was written.
std::size_t writeOnce(const File& file, std::string_view bytes);

// One JSON object, or nothing.
std::optional<Json> object(std::string_view text);
bool isSet(const Json& object, const char* name);
const std::string* textOf(const Json& object, const char* name);
