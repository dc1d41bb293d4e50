// The one writer of a workspace: takes commands in batches, applies them, commits once, then answers.
//
//   take a batch -> apply each -> one WriteBatch, one sync  (the commit point: Writer::commit) -> answers, hand-overs
//
//   writer.submit(Lane::ingest, {commands, "website", [](std::vector<Answer> answers) { ... }});   // false: full
//   writer.wants(Channel(), 0);          // a free connection; the writer claims for it when something is due
//   writer.advance_to(t, done);          // virtual clock: done once everything due has settled
//
// One thread. submit, wants, landed and advance_to are safe from any thread; `done` runs on the writer's thread and
// must not block. Withdrawals have a queue of their own that event load cannot fill, and go first.
//
// When a commit fails its outcome is unknown: the writer refuses everything from then on (Errc::unavailable in each
// answer), until the process is started again and recovers through the same apply.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "engine/apply/apply.h"
#include "engine/barrier.h"
#include "engine/dispatcher.h"

namespace assent::engine {

enum class Lane : std::uint8_t { withdrawal, internal, ingest };

struct Work {
  std::vector<Command> commands;
  std::string credential;
  std::function<void(Result<std::vector<Answer>>)> done;  // may be empty
};

struct WriterParts {
  storage::Store& store;
  storage::Keys& keys;
  const Clock& clock;
  VirtualClock* virtual_clock = nullptr;  // the same clock, where it is one
  EntropySource& entropy;
  Barrier& barrier;
};

class Writer {
 public:
  // Loads what is in force; the thread starts with start().
  static Result<std::unique_ptr<Writer>> open(WriterParts parts);
  ~Writer();

  // Runs one command at once, before start(): engine start, recovery, deployment.
  Result<Answer> run_now(const Command& command, const std::string& credential);
  Result<std::optional<Message>> message(MessageId id) const;
  void set_epoch(std::uint64_t epoch) { epoch_ = epoch; }  // which engine claims from now on
  // Before the first start of a store: record time begins here, even if keys were made later than that.
  void begin_at(Utc now) { last_now_ = now; }
  void start(Dispatcher& dispatcher);
  // Before the dispatcher stops: from its return on nothing is claimed any more.
  void stop_claiming();
  void stop();  // answers what it has taken, then ends

  bool submit(Lane lane, Work work);
  void wants(const Channel& channel, std::uint32_t connection);
  // Connections of this channel are about to be free: a virtual clock does not pass what is due for them.
  void expect_connections(const Channel& channel);
  void landed(MessageId message, channels::SendResult result);
  void advance_to(Utc target, std::function<void(Result<Utc>)> done);
  // Runs on the writer's thread between batches, when nothing is half applied: for reads of the whole.
  void between_batches(std::function<void(const Transaction&, const Deployed&)> look);

  bool healthy() const;
  std::size_t waiting() const;  // commands in the queues
  struct Spent {                // microseconds since start, for the bench
    std::uint64_t apply_us = 0, encode_us = 0, commit_us = 0, answer_us = 0, batches = 0, inputs = 0;
  };
  Spent spent() const;
  Seq last_seq() const;

 private:
  struct Batch;
  explicit Writer(WriterParts parts, storage::AuditLog audit);
  Result<void> load();
  void loop();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  void take(Batch& batch);
  void apply_works(Batch& batch);
  void apply_timers(Batch& batch);
  void apply_claims(Batch& batch);
  Applied apply_one(const Command& command, const std::string& credential);
  Result<void> commit(Batch& batch);
  void answer(Batch& batch);
  void refuse(Batch& batch, const Error& error);
  std::optional<Utc> next_due(const std::vector<Channel>& channels);
  bool has_work() const;
  void run_looks();
  void move_clock();
  void take_deleted_off_disk();

  WriterParts parts_;
  Transaction tx_;
  Deployed deployed_;
  Dispatcher* dispatcher_ = nullptr;
  Seq next_seq_ = 1;  // owned by the writer's thread, as are all below up to the mutex
  Utc last_now_{};
  std::uint64_t epoch_ = 0;
  Utc timer_floor_{};  // every timer due earlier has fired
  std::map<Channel, Utc> queue_floor_;
  std::set<MessageId> flying_;  // handed to a connection, outcome not durable yet
  bool claiming_ = true;
  bool sweep_due_ = false;  // the next batch belongs to retention, which wants it empty
  bool deleted_ = false;    // retention deleted something: once committed, off the disk with it
  std::thread compaction_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Work that has come in, and how far it has come: a large one is applied in several batches, so that a stop never
  // waits for more than one of them.
  struct Pending {
    Work work;
    std::size_t applied = 0;
    std::vector<Answer> answers;
    std::vector<MessageId> claimed_in_scope;  // of a withdrawal
    bool done() const { return applied == work.commands.size(); }
  };
  std::array<std::deque<std::shared_ptr<Pending>>, 3> lanes_;  // guarded by mutex_, as are all below
  std::array<std::size_t, 3> lane_commands_{};
  std::map<Channel, std::set<std::uint32_t>> free_;
  std::uint64_t changes_ = 0;  // so that a look without the lock misses nothing
  std::vector<std::function<void(const Transaction&, const Deployed&)>> looks_;
  struct Advance {
    Utc target{};
    std::function<void(Result<Utc>)> done;
  };
  std::deque<Advance> advances_;
  bool stopping_ = false;
  std::optional<Error> failed_;
  Spent spent_;
  std::thread thread_;
};

}  // namespace assent::engine
