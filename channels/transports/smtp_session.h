// One SMTP connection, kept open between messages; libcurl speaks the protocol.
//
//   SmtpSession session(settings, clock);
//   SendResult r = session.send(approved);
//
// One call at a time. libcurl repeats nothing by itself: the message's bytes can be read once only, and a
// wish to read them again fails.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>

#include "channels/transports/transport.h"

namespace assent::channels {

class SmtpSession {
 public:
  SmtpSession(const SmtpSettings& settings, const Clock& clock);
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  SendResult send(Approved& approved);

  // Sees to it that a connection stands: connects and greets where there is none, and asks NOOP where it has
  // been idle for a minute.
  Result<void> ready();

 private:
  void reset();

  const SmtpSettings& settings_;
  const Clock& clock_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::chrono::steady_clock::time_point used_at_{};
};

}  // namespace assent::channels
