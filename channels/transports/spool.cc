// The file, a contract with whoever reads it:
//
//   file := line*
//   line := '{"message":"m_' 32 hex '","channel":' string ',"to":' string ',"from":' string ',"text":' string
//           ',"purpose":' string '}' LF                                       strings as in JSON, UTF-8
//
// A line is accepted when it is synced. Lines of sends that run at once share a sync.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "channels/transports/detail.h"
#include "channels/transports/file.h"
#include "channels/transports/transport.h"

namespace assent::channels {
namespace {

constexpr unsigned kSendsAtOnce = 8;
constexpr std::string_view kLineStart = R"({"message":")";
constexpr std::size_t kIdBytes = 34;  // m_ and 32 hex digits

using Messages = std::unordered_set<MessageId>;

std::string line_of(const Letter& letter) {
  const json::object line{{"message", letter.message.text()},
                          {"channel", letter.channel.text()},
                          {"to", letter.to},
                          {"from", letter.from},
                          {"text", letter.text},
                          {"purpose", letter.purpose}};
  return json::serialize(line) + "\n";
}

std::optional<MessageId> message_of(std::string_view line) {
  if (!line.starts_with(kLineStart) || !line.ends_with('}')) return std::nullopt;
  line.remove_prefix(kLineStart.size());
  if (line.size() <= kIdBytes || line[kIdBytes] != '"') return std::nullopt;
  return MessageId::parse(line.substr(0, kIdBytes));
}

// What a spool's file holds: its messages, and where its last whole line ends.
struct Contents {
  Messages messages;
  off_t whole = 0;
};

class SpoolReader {
 public:
  explicit SpoolReader(std::string path) : path_(std::move(path)) {}

  Result<Contents> read(int descriptor) {
    std::vector<char> chunk(1 << 20);
    while (true) {
      const ssize_t got = ::pread(descriptor, chunk.data(), chunk.size(), read_to_);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(Errc::system, fmt::format("couldn't read {}: {}", path_, words_of(errno)));
      if (got == 0) break;
      read_to_ += got;
      TRY(take({chunk.data(), static_cast<std::size_t>(got)}));
    }
    // A torn line of ours begins as every line does; anything else is not ours to cut.
    const std::size_t same = std::min(rest_.size(), kLineStart.size());
    if (rest_.substr(0, same) != kLineStart.substr(0, same)) return not_a_spool();
    return std::move(contents_);
  }

 private:
  Result<void> take(std::string_view bytes) {
    for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      rest_ += bytes.substr(0, end);
      bytes.remove_prefix(end + 1);
      ++lines_;
      const auto message = message_of(rest_);
      if (!message) return not_a_spool();
      contents_.messages.insert(*message);
      contents_.whole += static_cast<off_t>(rest_.size()) + 1;
      rest_.clear();
    }
    rest_ += bytes;
    if (rest_.size() > 8 * limits::rendered_bytes) return not_a_spool();
    return ok();
  }

  Error not_a_spool() const {
    return fail(
        Errc::corrupt,
        fmt::format("{}:{}: this line is not a spool's: move the file away, or choose another `path:`", path_,
                    lines_));
  }

  const std::string path_;
  Contents contents_;
  std::string rest_;
  off_t read_to_ = 0;
  std::uint64_t lines_ = 0;
};

class Spool final : public Transport {
 public:
  Spool(File file, Contents contents, const Clock& clock)
      : file_(std::move(file)),
        messages_(std::move(contents.messages)),
        written_(contents.whole),
        synced_(contents.whole),
        clock_(clock) {}

  SendResult send(Approved approved) override {
    const Letter& letter = approved.letter();
    const std::string line = line_of(letter);
    std::unique_lock lock(mutex_);
    if (!failure_.empty()) return {Sent::not_begun, failure_};
    const bool repeat = messages_.contains(letter.message);
    if (!repeat) {
      if (!approved.begin(clock_.now())) return {Sent::not_begun, "cancelled before it began"};
      if (!write_all(file_.get(), line)) return take_back(errno);
      written_ += static_cast<off_t>(line.size());
      messages_.insert(letter.message);
    }
    if (!sync_to(written_, lock)) return {Sent::unknown, failure_};
    return {Sent::accepted, repeat ? "it was in the spool already" : ""};
  }

  std::optional<Idempotence> idempotent() const override {
    return Idempotence{std::chrono::milliseconds::max()};
  }
  unsigned connections() const override { return kSendsAtOnce; }
  bool embedded() const override { return true; }

 private:
  // After a write that failed, maybe in the middle of the line: a line without its end was never handed over.
  SendResult take_back(int error) {
    const std::string words = plain_detail("couldn't write to the spool: " + words_of(error));
    if (::ftruncate(file_.get(), written_) != 0) failure_ = words;
    return {Sent::not_begun, words};
  }

  // One of those who wait syncs for all who have written so far. False: nobody knows what is on the disk, and
  // asking again would not tell (the kernel forgets what it failed to write); opening anew reads what is
  // there.
  bool sync_to(off_t end, std::unique_lock<std::mutex>& lock) {
    while (synced_ < end && !sync_failed_) {
      if (syncing_) {
        sync_ended_.wait(lock);
        continue;
      }
      syncing_ = true;
      const off_t covered = written_;
      lock.unlock();
      const int error = ::fdatasync(file_.get()) == 0 ? 0 : errno;
      lock.lock();
      syncing_ = false;
      if (error == 0) {
        synced_ = covered;  // the commit point of every line up to here
      } else {
        sync_failed_ = true;
        failure_ = plain_detail("couldn't sync the spool, restart once the disk is well: " + words_of(error));
      }
      sync_ended_.notify_all();
    }
    return synced_ >= end;
  }

  const File file_;
  std::mutex mutex_;
  std::condition_variable sync_ended_;
  Messages messages_;
  off_t written_;
  off_t synced_;
  bool syncing_ = false;
  bool sync_failed_ = false;
  std::string failure_;  // not empty: the file's end is in doubt, nothing more is written
  const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Transport>> open_spool(std::string path, const Clock& clock) {
  const auto refused = [&](std::string_view what, int error) {
    return fail(Errc::system, fmt::format("couldn't {} the spool {}: {}", what, path, words_of(error)));
  };
  if (!path.starts_with('/'))
    return fail(Errc::invalid, fmt::format("the spool \"{}\" must be an absolute path", path));
  const std::string folder = path.substr(0, path.find_last_of('/'));
  if (!folder.empty()) {
    TRY(make_folder(folder));
  }
  File file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file) return refused("open", errno);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail(Errc::conflict, fmt::format("{} is in use: give every channel a spool of its own", path));
  }
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) return refused("look at", errno);
  if (!S_ISREG(found.st_mode))
    return fail(Errc::conflict, fmt::format("{} is not a file: choose another `path:`", path));
  TRY(auto contents, SpoolReader(path).read(file.get()));
  if (contents.whole < found.st_size && ::ftruncate(file.get(), contents.whole) != 0)
    return refused("cut the torn line off", errno);
  if (::fsync(file.get()) != 0 || !sync_folder(folder.empty() ? "/" : folder)) return refused("sync", errno);
  return std::make_unique<Spool>(std::move(file), std::move(contents), clock);
}

}  // namespace assent::channels
