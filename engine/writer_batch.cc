#include "engine/writer_batch.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

Applied Writer::apply_one(const Command& command, const std::string& credential) {
  storage::Input input;
  input.seq = next_seq_++;
  input.now = last_now_ = std::max(parts_.clock.now(), last_now_);
  input.kind = kind_of(command);
  input.credential = credential;
  input.entropy = parts_.entropy.draw();
  input.body = encode(command);
  return apply({tx_, deployed_, parts_.barrier}, input, command);
}

void Writer::apply_works(Batch& batch) {
  for (Batch::Part& part : batch.parts) {
    Pending& pending = *part.pending;
    for (; pending.applied < part.until; ++pending.applied) {
      const Command& command = pending.work.commands[pending.applied];
      Utc now = std::max(parts_.clock.now(), last_now_);
      if (auto answer = answer_without_input(tx_, command, pending.work.credential, now)) {
        pending.answers.push_back(std::move(*answer));
        continue;
      }
      Applied applied = apply_one(command, pending.work.credential);
      ++batch.inputs;
      if (auto* outcome = std::get_if<OutcomeCommand>(&command)) batch.landed.push_back(outcome->message);
      auto& claimed = pending.claimed_in_scope;
      claimed.insert(claimed.end(), applied.claimed_in_scope.begin(), applied.claimed_in_scope.end());
      pending.answers.push_back(std::move(applied.answer));
    }
  }
}

void Writer::apply_timers(Batch& batch) {
  Utc now = std::max(parts_.clock.now(), last_now_);
  Encoder floor;
  floor.big_endian64(static_cast<std::uint64_t>(to_unix_ms(timer_floor_)));
  auto cursor = parts_.store.scan(Space::time, layout::timer_prefix(), floor.view());
  for (std::size_t fired = 0; cursor.valid() && fired < limits::batch_inputs; cursor.next(), ++fired) {
    layout::Timer timer = layout::parse_timer(cursor.key());
    if (timer.due > now) return;
    TimerCommand command{timer.due, timer.what, timer.entity, timer.detail};
    bool alone = needs_clean_batch(command);
    if (alone && batch.inputs > 0) {  // the next batch is its own
      sweep_due_ = true;
      return;
    }
    Applied applied = apply_one(command, "");
    deleted_ = deleted_ || applied.retired;
    ++batch.inputs;
    timer_floor_ = timer.due;
    if (alone) {
      sweep_due_ = false;
      return;
    }
  }
}

// Only a free, open connection claims; the claims of one turn share one sync.
void Writer::apply_claims(Batch& batch) {
  Utc now = std::max(parts_.clock.now(), last_now_);
  std::size_t looked = 0;
  for (auto& [channel, connections] : batch.free) {
    Encoder floor;
    floor.big_endian64(static_cast<std::uint64_t>(to_unix_ms(queue_floor_[channel])));
    auto cursor = parts_.store.scan(Space::time, layout::queue_prefix(channel), floor.view());
    for (; cursor.valid() && !connections.empty() && looked < limits::batch_inputs; cursor.next(), ++looked) {
      Utc due = layout::queued_due(cursor.key());
      if (due > now) break;
      queue_floor_[channel] = due;
      MessageId id = layout::queued_message(cursor.key());
      auto message = tx_.message(id);
      // The scan sees what is committed: earlier in this batch the message may have fallen back to another channel.
      bool here = message && message->channel == channel && message->due_at == due;
      if (!here || message->state != storage::MessageState::queued) continue;
      Applied applied = apply_one(ClaimCommand{id, epoch_, *connections.begin()}, "");
      ++batch.inputs;
      for (HandOver& hand_over : applied.hand_overs) {
        connections.erase(hand_over.connection);
        batch.hand_overs.emplace_back(channel, std::move(hand_over));
      }
    }
  }
}

Result<void> Writer::commit(Batch& batch) {
  Encoder tail;
  tail.big_endian64(next_seq_ - 1).time(last_now_);
  tx_.put(Space::state, layout::singleton("tail"), tail.take());
  storage::WriteSet writes = tx_.take_writes();
  batch.encoded = batch.durable = std::chrono::steady_clock::now();
  if (tx_.failure()) return *tx_.failure();
  // THE COMMIT POINT. Before it nothing of this batch has happened; after it all of it has, and recovery at the
  // next start goes on from exactly here. Answers and hand-overs come after, never before.
  auto committed = parts_.store.commit(std::move(writes));
  batch.durable = std::chrono::steady_clock::now();
  if (committed) tx_.committed();
  return committed;
}

void Writer::answer(Batch& batch) {
  for (Batch::Part& part : batch.parts) {
    Pending& pending = *part.pending;
    if (!pending.done() || !pending.work.done) continue;
    bool stop = stops_hand_overs(pending.work.commands.front()) && !pending.answers.front().refused;
    if (!stop) {
      pending.work.done(std::move(pending.answers));
      continue;
    }
    auto finish = [answers = std::move(pending.answers),
                   done = std::move(pending.work.done)](Settled settled) mutable {
      json::object& body = answers.front().body;
      auto append = [&](const char* name, const std::vector<MessageId>& messages) {
        json::value& list = body[name];
        if (!list.is_array()) list = json::array();
        for (MessageId m : messages) list.get_array().push_back(json::value(m.text()));
      };
      append("cancelled", settled.cancelled);
      append("already_sent", settled.already_sent);
      append("in_flight", settled.in_flight);
      done(std::move(answers));
    };
    parts_.barrier.settle(std::move(pending.claimed_in_scope), limits::withdrawal_wait, std::move(finish));
  }
  // After the stops of this batch, whose answers name what has landed; before the claims, which may be of the same.
  for (MessageId message : batch.landed) {
    flying_.erase(message);
    parts_.barrier.forget(message);
  }
  for (auto& [channel, hand_over] : batch.hand_overs) {
    MessageId message = hand_over.approved.letter().message;
    {
      std::lock_guard lock(mutex_);
      free_[channel].erase(hand_over.connection);
    }
    flying_.insert(message);
    parts_.barrier.expect(message);
    dispatcher_->deliver(channel, hand_over.connection, std::move(hand_over.approved));
  }
}

void Writer::refuse(Batch& batch, const Error& error) {
  spdlog::critical("stopped writing: {}", error.message);
  std::set<std::shared_ptr<Pending>> waiting;  // a large one stands in its lane and in the batch
  std::deque<Advance> advances;
  {
    std::lock_guard lock(mutex_);
    advances.swap(advances_);
    failed_ = fail(Errc::unavailable, "the server cannot write: " + error.message);
    for (auto& lane : lanes_) {
      waiting.insert(lane.begin(), lane.end());
      lane.clear();
    }
    lane_commands_ = {};
  }
  for (Batch::Part& part : batch.parts) waiting.insert(part.pending);
  for (const auto& pending : waiting) {
    if (pending->work.done)
      pending->work.done(fail(Errc::unavailable, "the server cannot write: " + error.message));
  }
  for (Advance& advance : advances)
    advance.done(fail(Errc::unavailable, "the server cannot write: " + error.message));
}

}  // namespace assent::engine
