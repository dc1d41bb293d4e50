// A transport hands one approved message over, and says honestly what became of it.
//
//   SendResult r = transport.send(std::move(approved));
//
// send() blocks its thread until the outcome is known or its deadline passes; one call at a time per
// connection (the dispatcher has one thread for each). It calls approved.begin(clock.now()) right before the first byte
// of the message, and sends nothing when that says no. It never retries by itself: only not_begun may be
// claimed again, and that is the engine's doing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "channels/approved.h"

namespace assent::channels {

enum class Sent : std::uint8_t {
  not_begun = 1,  // certainly nothing was handed over: may be claimed again
  rejected = 2,   // certainly refused for good
  accepted = 3,   // certainly taken
  unknown = 4,    // may have been taken; never repeated unless the transport is idempotent
};
std::string_view name(Sent sent);

struct SendResult {
  Sent sent = Sent::unknown;
  std::string detail;  // the other side's words, cut to 200 bytes; no addresses
};

// What the transport does when the same message (by id) is handed over twice.
struct Idempotence {
  std::chrono::milliseconds window{};  // how long the key is remembered; max() for ever
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual SendResult send(Approved approved) = 0;
  virtual std::optional<Idempotence> idempotent() const = 0;  // nullopt: a repeat is a second message
  virtual unsigned connections() const = 0;                   // how many send() calls may run at once
  virtual bool embedded() const = 0;  // maildir, spool or on loopback: allowed under a virtual clock
};

// The transports themselves; `path`s are absolute. Errors say what to do.
// A Maildir: one file per message in new/, named by the message id, so a repeat overwrites itself.
Result<std::unique_ptr<Transport>> open_maildir(std::string path, const Clock& clock);
// A spool: one JSON line {message, channel, to, from, text, purpose} appended and synced; a repeat of a message id that stands in
// the file already is not written again.
Result<std::unique_ptr<Transport>> open_spool(std::string path, const Clock& clock);

struct SmtpSettings {
  std::string url;                       // smtp://127.0.0.1:25
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds send_timeout{120'000};   // for everything after the connection stands
  unsigned connections = 2;
};
Result<std::unique_ptr<Transport>> open_smtp(SmtpSettings settings, const Clock& clock);

// The message as RFC 5322 bytes (GMime): headers, text and HTML parts, CRLF line ends.
std::string compose_mail(const Letter& letter);

}  // namespace assent::channels
