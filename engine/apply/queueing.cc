#include "engine/apply/queueing.h"

#include <algorithm>

#include "base/limits.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using channels::Reason;
using storage::MessageState;

void enqueue(Applying& a, Message& m, Utc due) {
  m.state = MessageState::queued;
  m.due_at = std::min(due, m.expires_at);
  a.tx.put(Space::time, layout::queued(m.channel, m.due_at, m.id), "");
}

void dequeue(Applying& a, const Message& m) {
  a.tx.erase(Space::time, layout::queued(m.channel, m.due_at, m.id));
}

void set_expiry(Applying& a, const Message& m) {
  a.tx.put(Space::time, layout::timer(m.expires_at, 'm', m.id.bytes(), {}), "");
}

void close_message(Applying& a, Message& m, MessageState state) {
  m.state = m.maybe_sent && state != MessageState::accepted ? MessageState::unknown : state;
  a.tx.erase(Space::time, layout::timer(m.expires_at, 'm', m.id.bytes(), {}));
  a.tx.put(m);
}

bool failed(const channels::Decision& d, Reason reason) {
  return std::find(d.reasons.begin(), d.reasons.end(), reason) != d.reasons.end();
}

std::string defer_note(const channels::Decision& d) {
  std::string note;
  for (Reason r : d.reasons) note += std::string(channels::name(r)) + " ";
  return note + (d.until ? format_rfc3339(*d.until) : "until resumed");
}

void defer(Applying& a, Message& m, const channels::Decision& d) {
  m.defer_reasons = defer_note(d);
  m.held_by_brake = failed(d, Reason::journey_paused) || failed(d, Reason::channel_paused);
  enqueue(a, m, d.until.value_or(m.expires_at));
  a.tx.put(m);
}

Utc next_attempt(const Message& m, Utc now) {
  auto wait = std::chrono::duration_cast<Millis>(limits::claim_retry_first);
  for (std::uint32_t i = 1; i < m.attempts && wait < limits::claim_retry_longest; ++i) wait *= 2;
  return now + std::min(wait, std::chrono::duration_cast<Millis>(limits::claim_retry_longest));
}

}  // namespace assent::engine
