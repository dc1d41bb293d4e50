// A transport hands one approved message over, and says honestly what became of it.
//
//   SendResult r = transport.send(std::move(approved));
//
// send() blocks its thread until the outcome is known or its deadline passes; one call at a time per
// connection (the dispatcher has one thread for each). It calls approved.begin(clock.now()) right before the
// first byte of the message, and sends nothing when that says no. It never retries by itself: only not_begun
// may be claimed again, and that is the engine's doing. A repeat that an idempotent transport finds standing
// there already is accepted without being written, and so without begin() being asked: nothing new begins.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
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
  std::string detail;  // the other side's words, cut to 200 bytes, one line of ASCII; no addresses
};

// What the transport does when the same message (by id) is handed over twice.
struct Idempotence {
  std::chrono::milliseconds window{};  // how long the key is remembered; max() for ever
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual SendResult send(Approved approved) = 0;
  // Opens what the next send() on this thread will need, so that connecting does not eat the two seconds that
  // an Approved lives ("only a free, open connection claims"). Ask before the claim; an error means: do not
  // claim now. Cheap when the connection is fresh. Blocks for connect_timeout at most.
  virtual Result<void> ready() { return ok(); }
  virtual std::optional<Idempotence> idempotent() const = 0;  // nullopt: a repeat is a second message
  virtual unsigned connections() const = 0;                   // how many send() calls may run at once
  virtual bool embedded() const = 0;  // maildir, spool or on loopback: allowed under a virtual clock
};

// The transports themselves; `path`s are absolute. Errors say what to do. Open one path once: a second
// opening would take the first one's half-written files for leftovers of a crash.

// A Maildir: one file per message, `new/<message id>`, with LF line ends as Maildirs have them, synced before
// it is accepted. A repeat that stands in new/, or in cur/ under any flags, is accepted and not written:
// overwriting it would race with a mail reader that moves it to cur/, and the person would have it twice.
// Idempotent for ever, or until somebody deletes the file.
Result<std::unique_ptr<Transport>> open_maildir(std::string path, const Clock& clock);

// A spool, mode 0600: one JSON line {"message","channel","to","from","text","purpose"} appended and synced; a
// repeat of a message id that stands in the file already is not written again. A last line without its end (a
// crash in the middle of the write: never accepted) is cut off on opening. A file that is no spool is
// refused, untouched.
Result<std::unique_ptr<Transport>> open_spool(std::string path, const Clock& clock);

// SMTP in plain text, one recipient a transaction, to a relay on this machine or on a network that is
// trusted: TLS is never tried, so it cannot fall away silently, and a URL that asks for it (smtps://) or
// holds a password is refused.
//
//   no answer or 4xx, before the first byte            not_begun
//   5xx to MAIL, RCPT or DATA                          rejected
//   530, 534, 535 or 538 to these ("log in first")     not_begun
//   2xx after the final dot                            accepted
//   4xx or 5xx after the final dot                     rejected (a 4xx too: not taken, but it had begun)
//   no answer after the first byte                     unknown
//
// begin() is asked when the server has said 354 and wants the first byte; on a no the connection is dropped
// without the final dot, which tells the server to discard. Not idempotent.
struct SmtpSettings {
  // smtp://127.0.0.1:25, or with the name to greet with as path: smtp://relay:25/news.acme.example
  std::string url;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds send_timeout{120'000};  // for everything after the connection stands
  unsigned connections = 2;
};
Result<std::unique_ptr<Transport>> open_smtp(SmtpSettings settings, const Clock& clock);

// The message as RFC 5322 bytes (GMime): headers, text and HTML parts, CRLF line ends, no line over 998
// bytes. Pure: the same letter gives the same bytes. No field can break out of its header: control characters
// become spaces. Safe from any thread.
std::string compose_mail(const Letter& letter);

// Why this letter cannot go as e-mail: no usable sender or recipient, or a header that may not be folded and
// is too long. nullopt: it can. Transports answer `rejected` with it, before anything is sent.
std::optional<std::string> why_not_mail(const Letter& letter);

}  // namespace assent::channels
