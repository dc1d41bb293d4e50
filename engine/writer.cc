#include "engine/writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <utility>

#include "base/codec.h"
#include "base/limits.h"
#include "engine/writer_batch.h"
#include "storage/entity_codec.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

namespace {

std::size_t index_of(Lane lane) {
  return static_cast<std::size_t>(lane);
}

std::size_t capacity_of(Lane lane) {
  switch (lane) {
    case Lane::withdrawal:
      return limits::withdrawal_queue;
    case Lane::internal:
      return limits::internal_queue;
    case Lane::ingest:
      return limits::ingest_queue;
  }
  return 0;
}

bool starts_clean_batch(const Work& work) {
  return std::any_of(work.commands.begin(), work.commands.end(), needs_clean_batch);
}

}  // namespace

Writer::Writer(WriterParts parts, storage::AuditLog audit)
    : parts_(parts), tx_(parts.store, parts.keys, std::move(audit)), deployed_(parts.store) {}

Writer::~Writer() {
  stop();
}

Result<std::unique_ptr<Writer>> Writer::open(WriterParts parts) {
  TRY(auto audit, storage::AuditLog::load(parts.store));
  std::unique_ptr<Writer> writer(new Writer(parts, std::move(audit)));
  TRY(writer->load());
  return writer;
}

Result<void> Writer::load() {
  TRY(auto tail, parts_.store.get(Space::state, layout::singleton("tail")));
  if (tail) {
    Decoder record(*tail);
    next_seq_ = record.big_endian64() + 1;
    last_now_ = record.time();
  }
  TRY(auto deployment, parts_.store.get(Space::state, layout::singleton("deployment")));
  return deployed_.load(deployment.value_or(""));
}

Result<Answer> Writer::run_now(const Command& command, const std::string& credential) {
  Batch batch;
  Applied applied = apply_one(command, credential);
  TRY(commit(batch));
  return applied.answer;
}

Result<std::optional<Message>> Writer::message(MessageId id) const {
  TRY(auto bytes, parts_.store.get(Space::state, layout::message(id)));
  if (!bytes) return std::optional<Message>();
  TRY(Message message, storage::decode_message(*bytes));
  return std::optional<Message>(std::move(message));
}

void Writer::start(Dispatcher& dispatcher) {
  dispatcher_ = &dispatcher;
  thread_ = std::thread([this] { loop(); });
}

void Writer::stop_claiming() {
  std::promise<void> done;
  between_batches([&](const Transaction&, const Deployed&) {
    claiming_ = false;
    done.set_value();
  });
  done.get_future().wait();
}

void Writer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    ++changes_;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (compaction_.joinable()) compaction_.join();
}

bool Writer::submit(Lane lane, Work work) {
  std::unique_lock lock(mutex_);
  std::size_t size = work.commands.size();
  std::size_t& waiting = lane_commands_[index_of(lane)];
  if (failed_ || stopping_) {
    Error error =
        failed_.value_or(fail(Errc::unavailable, "the server is stopping; send it again in a moment"));
    lock.unlock();
    if (work.done) work.done(std::move(error));
    return true;
  }
  if (waiting > 0 && waiting + size > capacity_of(lane)) return false;
  waiting += size;
  auto pending = std::make_shared<Pending>();
  pending->work = std::move(work);
  lanes_[index_of(lane)].push_back(std::move(pending));
  ++changes_;
  lock.unlock();
  wake_.notify_one();
  return true;
}

void Writer::wants(const Channel& channel, std::uint32_t connection) {
  {
    std::lock_guard lock(mutex_);
    free_[channel].insert(connection);
    ++changes_;
  }
  wake_.notify_one();
}

void Writer::expect_connections(const Channel& channel) {
  std::lock_guard lock(mutex_);
  free_.try_emplace(channel);
}

void Writer::landed(MessageId message, channels::SendResult result) {
  submit(Lane::internal, {{OutcomeCommand{message, result.sent, std::move(result.detail), false}}, "", {}});
}

void Writer::advance_to(Utc target, std::function<void(Result<Utc>)> done) {
  std::unique_lock lock(mutex_);
  if (failed_ || stopping_) {  // nothing due will ever settle
    Error error =
        failed_.value_or(fail(Errc::unavailable, "the server is stopping; send it again in a moment"));
    lock.unlock();
    return done(std::move(error));
  }
  advances_.push_back({target, std::move(done)});
  ++changes_;
  lock.unlock();
  wake_.notify_one();
}

void Writer::between_batches(std::function<void(const Transaction&, const Deployed&)> look) {
  {
    std::lock_guard lock(mutex_);
    looks_.push_back(std::move(look));
    ++changes_;
  }
  wake_.notify_one();
}

bool Writer::healthy() const {
  std::lock_guard lock(mutex_);
  return !failed_ && !stopping_;
}

std::size_t Writer::waiting() const {
  std::lock_guard lock(mutex_);
  return lane_commands_[0] + lane_commands_[1] + lane_commands_[2];
}

Writer::Spent Writer::spent() const {
  std::lock_guard lock(mutex_);
  return spent_;
}

Seq Writer::last_seq() const {
  return next_seq_ - 1;
}

bool Writer::has_work() const {
  return !lanes_[0].empty() || !lanes_[1].empty() || !lanes_[2].empty() || !looks_.empty();
}

// The earliest timer, or message of one of these channels. The floors keep the look from walking over what was
// erased and not yet compacted away.
std::optional<Utc> Writer::next_due(const std::vector<Channel>& channels) {
  std::optional<Utc> earliest;
  auto consider = [&](Utc due) {
    if (!earliest || due < *earliest) earliest = due;
  };
  Encoder floor;
  floor.big_endian64(static_cast<std::uint64_t>(to_unix_ms(timer_floor_)));
  auto timer = parts_.store.scan(Space::time, layout::timer_prefix(), floor.view());
  if (timer.valid()) consider(layout::parse_timer(timer.key()).due);
  for (const Channel& channel : channels) {
    Encoder from;
    from.big_endian64(static_cast<std::uint64_t>(to_unix_ms(queue_floor_[channel])));
    auto head = parts_.store.scan(Space::time, layout::queue_prefix(channel), from.view());
    if (head.valid()) consider(layout::queued_due(head.key()));
  }
  return earliest;
}

// Returns with the lock held: true when there is something to do, false when it is time to end.
bool Writer::wait_for_work(std::unique_lock<std::mutex>& lock) {
  while (true) {
    if (has_work()) return true;
    if (stopping_) return false;
    if (failed_) {
      wake_.wait(lock);
      continue;
    }
    std::vector<Channel> channels;
    bool busy = false;
    for (const auto& [channel, connections] : free_) {
      if (!connections.empty() && claiming_) channels.push_back(channel);
    }
    std::uint64_t seen = changes_;
    lock.unlock();
    std::optional<Utc> due = next_due(channels);
    Utc now = parts_.clock.now();
    busy = !flying_.empty();
    lock.lock();
    if (changes_ != seen) continue;
    if (due && *due <= now) return true;
    if (!advances_.empty() && !busy) {
      lock.unlock();
      move_clock();
      lock.lock();
      continue;
    }
    if (due && !parts_.virtual_clock) {
      wake_.wait_for(lock, *due - now);
    } else {
      wake_.wait(lock);
    }
  }
}

// Everything due has settled: the clock moves to the next due instant, or to its target and somebody is told.
void Writer::move_clock() {
  std::unique_lock lock(mutex_);
  Advance& advance = advances_.front();
  if (!parts_.virtual_clock || advance.target < parts_.clock.now()) {
    Error error =
        parts_.virtual_clock
            ? fail(Errc::invalid, "the clock only moves forward; it is " + format_rfc3339(parts_.clock.now()))
            : fail(Errc::conflict, "this server runs on the real clock; start it with --clock to move time");
    auto done = std::move(advance.done);
    advances_.pop_front();
    lock.unlock();
    done(std::move(error));
    return;
  }
  Utc target = advance.target;
  std::vector<Channel> all;
  for (const auto& [channel, connections] : free_) all.push_back(channel);
  lock.unlock();
  Utc now = parts_.clock.now();
  std::optional<Utc> due = next_due(all);
  if (due && *due <= now) return;  // a connection is about to be free for it
  if (now < target || !due || *due > target) {
    Utc next = due && *due < target ? *due : target;
    if (next > now) {
      parts_.virtual_clock->set(next);
      Batch batch;
      apply_one(ClockCommand{next}, "");
      if (auto committed = commit(batch); !committed) return refuse(batch, committed.error());
      if (next < target || (due && *due <= target)) return;
    }
  }
  lock.lock();
  auto done = std::move(advances_.front().done);
  advances_.pop_front();
  lock.unlock();
  done(parts_.clock.now());
}

void Writer::take(Batch& batch) {
  bool stops = !lanes_[index_of(Lane::withdrawal)].empty();
  for (Lane lane : {Lane::withdrawal, Lane::internal, Lane::ingest}) {
    auto& queue = lanes_[index_of(lane)];
    if (lane == Lane::ingest && stops) break;  // a stop does not wait for the events behind it
    while (!queue.empty() && batch.commands < limits::batch_inputs) {
      std::shared_ptr<Pending>& first = queue.front();
      bool clean = starts_clean_batch(first->work);
      if (clean && batch.commands > 0) return;
      std::size_t whole = first->work.commands.size();
      std::size_t until = std::min(whole, first->applied + limits::batch_inputs - batch.commands);
      batch.commands += until - first->applied;
      lane_commands_[index_of(lane)] -= until - first->applied;
      batch.parts.push_back({first, until});
      if (until == whole) queue.pop_front();
      if (clean) {
        batch.clean = true;
        return;
      }
    }
  }
  if (claiming_) batch.free = free_;
}

void Writer::run_looks() {
  std::vector<std::function<void(const Transaction&, const Deployed&)>> looks;
  {
    std::lock_guard lock(mutex_);
    looks.swap(looks_);
  }
  for (auto& look : looks) look(tx_, deployed_);
}

// Beside the commits: it may take long, and what is deleted is gone for every reader already.
void Writer::take_deleted_off_disk() {
  if (compaction_.joinable()) compaction_.join();
  compaction_ = std::thread([this] {
    for (Space space : {Space::log, Space::state}) {
      if (auto done = parts_.store.compact(space); !done)
        spdlog::error("what retention deleted is not off the disk yet: {}", done.error().message);
    }
  });
}

void Writer::loop() {
  while (true) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      if (!wait_for_work(lock)) return;
      if (!sweep_due_) take(batch);
    }
    auto began = std::chrono::steady_clock::now();
    apply_works(batch);
    if (!batch.clean) {
      apply_timers(batch);
      apply_claims(batch);
    }
    auto applied = std::chrono::steady_clock::now();
    auto committed = batch.inputs > 0 ? commit(batch) : Result<void>(ok());
    if (committed) {
      answer(batch);
    } else {
      refuse(batch, committed.error());
    }
    if (committed && std::exchange(deleted_, false)) take_deleted_off_disk();
    run_looks();
    auto us = [](auto from, auto to) {
      return static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
    };
    std::lock_guard lock(mutex_);
    spent_.apply_us += us(began, applied);
    spent_.encode_us += us(applied, batch.encoded);
    spent_.commit_us += us(batch.encoded, batch.durable);
    spent_.answer_us += us(batch.durable, std::chrono::steady_clock::now());
    spent_.batches += 1;
    spent_.inputs += batch.inputs;
  }
}

}  // namespace assent::engine
