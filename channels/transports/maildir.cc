// How a message gets into the Maildir:
//
//   tmp/m_ab12... written and synced  ->  renamed to new/m_ab12...  ->  new/ synced: accepted
//
// So new/ holds whole messages only, and a crash leaves at most a file in tmp/, which the next opening
// deletes. A mail reader moves files from new/ to cur/ and appends flags (m_ab12...:2,S), never back: a look
// into new/ and then into cur/ cannot miss one.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "channels/transports/detail.h"
#include "channels/transports/file.h"
#include "channels/transports/line_ends.h"
#include "channels/transports/transport.h"

namespace assent::channels {
namespace {

constexpr unsigned kSendsAtOnce = 4;  // they share the file system's syncs

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

// The message that a file in cur/ or tmp/ holds: its name up to the flags.
std::optional<MessageId> message_of(std::string_view file) {
  return MessageId::parse(file.substr(0, file.find(':')));
}

// nullopt: the folder could not be read; errno says why.
std::optional<std::vector<std::string>> names_in(const std::string& folder) {
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) return std::nullopt;
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) names.emplace_back(entry->d_name);
  const int error = errno;
  ::closedir(stream);
  errno = error;
  if (error != 0) return std::nullopt;
  return names;
}

// What a mail reader has moved to cur/. Read again only when the folder has changed since.
class ReadMail {
 public:
  explicit ReadMail(std::string folder) : folder_(std::move(folder)) {}

  // nullopt: the folder could not be read. Safe from any thread.
  std::optional<bool> holds(MessageId message) {
    const std::lock_guard lock(mutex_);
    struct stat now {};
    if (::stat(folder_.c_str(), &now) != 0) return std::nullopt;
    if (!settled_ || now.st_mtim.tv_sec != read_at_.tv_sec || now.st_mtim.tv_nsec != read_at_.tv_nsec) {
      if (!read(now.st_mtim)) return std::nullopt;
    }
    return messages_.contains(message);
  }

 private:
  bool read(timespec changed) {
    const auto names = names_in(folder_);
    if (!names) return false;
    messages_.clear();
    for (const std::string& file : *names) {
      if (const auto message = message_of(file)) messages_.insert(*message);
    }
    // File systems stamp changes in ticks: a listing as young as the last change may miss another of the same
    // tick.
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    settled_ = now.tv_sec > changed.tv_sec + 1;
    read_at_ = changed;
    return true;
  }

  const std::string folder_;
  std::mutex mutex_;
  std::unordered_set<MessageId> messages_;
  timespec read_at_{};
  bool settled_ = false;
};

class Maildir final : public Transport {
 public:
  Maildir(const std::string& path, const Clock& clock)
      : tmp_(path + "/tmp"), new_(path + "/new"), read_(path + "/cur"), clock_(clock) {}

  SendResult send(Approved approved) override {
    const Letter& letter = approved.letter();
    if (const auto why = why_not_mail(letter)) return {Sent::rejected, *why};
    const std::string file = letter.message.text();
    const std::string delivered = new_ + "/" + file;
    if (exists(delivered)) return {Sent::accepted, "it was in the Maildir already"};
    const auto read = read_.holds(letter.message);
    if (!read)
      return {Sent::not_begun, plain_detail("couldn't look into the Maildir's cur: " + words_of(errno))};
    if (*read) return {Sent::accepted, "it was in the Maildir already, and read"};
    const std::string written = tmp_ + "/" + file;
    if (const auto failure = write(written, approved)) {
      ::unlink(written.c_str());
      return *failure;
    }
    return deliver(written, delivered);
  }

  std::optional<Idempotence> idempotent() const override {
    return Idempotence{std::chrono::milliseconds::max()};
  }
  unsigned connections() const override { return kSendsAtOnce; }
  bool embedded() const override { return true; }

 private:
  // nullopt: it is in tmp/, whole and synced.
  std::optional<SendResult> write(const std::string& path, Approved& approved) {
    const auto not_begun = [](const char* what) {
      return SendResult{Sent::not_begun, plain_detail(fmt::format("couldn't {}: {}", what, words_of(errno)))};
    };
    const std::string bytes = with_lf(compose_mail(approved.letter()));
    const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return not_begun("make a file in the Maildir's tmp");
    if (!approved.begin(clock_.now())) return SendResult{Sent::not_begun, "cancelled before it began"};
    if (!write_all(file.get(), bytes)) return not_begun("write to the Maildir");
    if (::fsync(file.get()) != 0) return not_begun("sync to the Maildir");
    return std::nullopt;
  }

  SendResult deliver(const std::string& written, const std::string& delivered) {
    if (::rename(written.c_str(), delivered.c_str()) != 0) {
      const std::string words = words_of(errno);
      ::unlink(written.c_str());
      return {exists(delivered) ? Sent::unknown : Sent::not_begun,
              plain_detail("couldn't move it to the Maildir's new: " + words)};
    }
    // The commit point: once new/ is synced, no crash takes the message back.
    if (!sync_folder(new_))
      return {Sent::unknown, plain_detail("couldn't sync the Maildir's new: " + words_of(errno))};
    return {Sent::accepted, {}};
  }

  const std::string tmp_;
  const std::string new_;
  ReadMail read_;
  const Clock& clock_;
};

// A message that a crash left half-written was never accepted, and must not lie around.
Result<void> delete_leftovers(const std::string& tmp) {
  const auto names = names_in(tmp);
  if (!names) return fail(Errc::system, fmt::format("couldn't read {}: {}", tmp, words_of(errno)));
  for (const std::string& file : *names) {
    if (!message_of(file)) continue;
    if (::unlink((tmp + "/" + file).c_str()) != 0) {
      return fail(Errc::system, fmt::format("couldn't delete {}/{}: {}", tmp, file, words_of(errno)));
    }
  }
  return ok();
}

}  // namespace

Result<std::unique_ptr<Transport>> open_maildir(std::string path, const Clock& clock) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (!path.starts_with('/'))
    return fail(Errc::invalid, fmt::format("the Maildir \"{}\" must be an absolute path", path));
  for (const char* folder : {"", "/tmp", "/new", "/cur"}) {
    TRY(make_folder(path + folder));
    if (::access((path + folder).c_str(), R_OK | W_OK | X_OK) != 0) {
      return fail(Errc::system,
                  fmt::format("{}{} can't be written by this user: {}", path, folder, words_of(errno)));
    }
  }
  TRY(delete_leftovers(path + "/tmp"));
  return std::make_unique<Maildir>(path, clock);
}

}  // namespace assent::channels
