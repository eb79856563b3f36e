#include "spool.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

namespace {
constexpr int depthMax = 10'000;

std::system_error failure(const std::string& what) { return {errno, std::generic_category(), what}; }

std::string setting(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value ? value : otherwise;
}
}  // namespace

File::~File() {
    if (descriptor >= 0) ::close(descriptor);
}

struct stat File::facts() const {
    struct stat found {};
    if (::fstat(descriptor, &found) < 0) throw failure("fstat");
    return found;
}

void File::setMode(mode_t mode) const {
    if (::fchmod(descriptor, mode) < 0) throw failure("fchmod");
}

void File::setGroup(gid_t group) const {
    if (::fchown(descriptor, -1, group) < 0) throw failure("fchown");
}

Spool Spool::fromEnvironment() {
    Spool spool;
    // "link/" and "link/." would lead through the link.
    auto path = std::filesystem::path(setting("SPOOL_DIR", "/run/pve-api-record")).lexically_normal();
    spool.path = path.has_filename() ? path : path.parent_path();
    spool.group = setting("SPOOL_GROUP", "www-data");
    spool.limit = std::stoll(setting("SPOOL_LIMIT", "1073741824"));
    return spool;
}

std::vector<std::string> Spool::names() const {
    std::vector<std::string> names;
    std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (!directory) return names;
    while (const dirent* entry = ::readdir(directory.get())) names.emplace_back(entry->d_name);
    return names;
}

// The request goes last: as long as it stands and its lock is ours, nobody can have the id.
void Spool::removeBoth(const std::string& id) const {
    try {
        removeName(events(id));
    } catch (const std::system_error& error) {
        if (error.code().value() != EISDIR) throw;  // a directory is left to whoever made it
    }
    removeName(request(id));
}

// The request of an id that nobody has, made and locked; nothing where a worker was faster.
std::optional<File> Spool::create(const std::string& id) const {
    File file = openRegular(request(id), O_RDWR | O_CREAT | O_EXCL);
    try {
        if (lock(file, LOCK_EX) && isNamed(request(id), file)) return file;
    } catch (...) {
        removeName(request(id));
        throw;
    }
    return std::nullopt;
}

bool isId(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Kind kindOf(const std::string& name, std::string& id) {
    id = name.substr(0, name.find('.'));
    std::string ending = name.substr(id.size());
    if (isId(id) && ending == ".req") return Kind::request;
    if (isId(id) && ending == ".events") return Kind::events;
    id.clear();
    return Kind::foreign;
}

// No link is followed, no FIFO is waited for, and no child inherits it.
File openFile(const std::string& path, int flags) {
    int descriptor;
    do descriptor = ::open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) throw failure(path);
    return File(descriptor);
}

File openRegular(const std::string& path, int flags) {
    File file = openFile(path, flags);
    if (!S_ISREG(file.facts().st_mode)) throw std::system_error(EINVAL, std::generic_category(), path);
    return file;
}

// Whether the path still means that file.
bool isNamed(const std::string& path, const File& file) {
    struct stat named {};
    if (::lstat(path.c_str(), &named) < 0) return false;
    auto own = file.facts();
    return named.st_dev == own.st_dev && named.st_ino == own.st_ino;
}

// Whether the lock is ours now. Only EWOULDBLOCK says that another has it.
bool lock(const File& file, int kind) {
    while (::flock(file.number(), kind | LOCK_NB) < 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw failure("flock");
    }
    return true;
}

void removeName(const std::string& path) {
    if (::unlink(path.c_str()) < 0 && errno != ENOENT) throw failure(path);
}

std::size_t writeOnce(const File& file, std::string_view bytes) {
    ssize_t count;
    do count = ::write(file.number(), bytes.data(), bytes.size());
    while (count < 0 && errno == EINTR);
    if (count < 0) throw failure("write");
    return static_cast<std::size_t>(count);
}

// The reader takes a byte order mark, and takes a NUL for the end of the text. What it makes of very deep nesting is
// written and destroyed recursively, so there is a limit.
std::optional<Json> object(std::string_view text) {
    if (text.find('\0') != std::string_view::npos || text.substr(0, 3) == "\xEF\xBB\xBF") return std::nullopt;
    auto limited = [](int depth, Json::parse_event_t, Json&) {
        return depth <= depthMax ? true : throw Refused("nested too deep");
    };
    try {
        Json value = Json::parse(text, limited);
        if (value.is_object()) return value;
    } catch (const Refused&) {
    } catch (const Json::exception&) {  // a number that is too large is no parse_error, but out_of_range
    }
    return std::nullopt;
}

bool isSet(const Json& object, const char* name) {
    auto found = object.find(name);
    if (found == object.end() || found->is_null()) return false;
    return *found != false && *found != 0 && *found != "" && *found != "0";
}

const std::string* textOf(const Json& object, const char* name) {
    auto found = object.find(name);
    return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}
