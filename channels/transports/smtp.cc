#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <strings.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "channels/transports/smtp_session.h"
#include "channels/transports/transport.h"

namespace assent::channels {
namespace {

bool start_libcurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started == CURLE_OK;
}

class Smtp final : public Transport {
 public:
  Smtp(SmtpSettings settings, bool loopback, const Clock& clock)
      : settings_(std::move(settings)), loopback_(loopback) {
    for (unsigned i = 0; i < settings_.connections; ++i) {
      sessions_.push_back(std::make_unique<SmtpSession>(settings_, clock));
      free_.push_back(sessions_.back().get());
    }
  }

  SendResult send(Approved approved) override {
    const Turn turn(*this);
    return turn.session().send(approved);
  }

  Result<void> ready() override {
    const Turn turn(*this);
    return turn.session().ready();
  }

  std::optional<Idempotence> idempotent() const override { return std::nullopt; }
  unsigned connections() const override { return settings_.connections; }
  bool embedded() const override { return loopback_; }

 private:
  // A session for one call. The one given back last is taken first: it is the likeliest to be connected, and
  // what ready() has opened is there for the send() that follows.
  class Turn {
   public:
    explicit Turn(Smtp& smtp) : smtp_(smtp) {
      std::unique_lock lock(smtp_.mutex_);
      smtp_.given_back_.wait(lock, [&] { return !smtp_.free_.empty(); });
      session_ = smtp_.free_.back();
      smtp_.free_.pop_back();
    }
    ~Turn() {
      const std::lock_guard lock(smtp_.mutex_);
      smtp_.free_.push_back(session_);
      smtp_.given_back_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    SmtpSession& session() const { return *session_; }

   private:
    Smtp& smtp_;
    SmtpSession* session_;
  };

  const SmtpSettings settings_;
  const bool loopback_;
  std::vector<std::unique_ptr<SmtpSession>> sessions_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<SmtpSession*> free_;
};

class Url {
 public:
  explicit Url(const std::string& text) : url_(curl_url(), &curl_url_cleanup) {
    valid_ = url_ && curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }
  bool valid() const { return valid_; }
  std::string part(CURLUPart which) const {  // empty: absent
    char* text = nullptr;
    if (curl_url_get(url_.get(), which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_;
  bool valid_ = false;
};

bool is_loopback(const std::string& host) {
  in_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return ::strcasecmp(host.c_str(), "localhost") == 0 || host == "[::1]";
}

}  // namespace

Result<std::unique_ptr<Transport>> open_smtp(SmtpSettings settings, const Clock& clock) {
  if (!start_libcurl()) return fail(Errc::system, "libcurl could not be started");
  const Url url(settings.url);
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::invalid, fmt::format("{}: write `url: smtp://HOST:PORT`", why), "url");
  };
  if (!url.valid()) return wrong("the SMTP server's URL can't be read");
  if (url.part(CURLUPART_SCHEME) != "smtp")
    return wrong("only plain SMTP is spoken, to a relay that is trusted");
  if (!url.part(CURLUPART_USER).empty() || !url.part(CURLUPART_PASSWORD).empty()) {
    return wrong("a password is not sent over plain SMTP");
  }
  if (settings.connections == 0)
    return fail(Errc::invalid, "`connections` must be at least 1", "connections");
  if (settings.connect_timeout.count() <= 0 || settings.send_timeout.count() <= 0) {
    return fail(Errc::invalid, "the time-outs of SMTP must be longer than nothing");
  }
  const bool loopback = is_loopback(url.part(CURLUPART_HOST));
  return std::make_unique<Smtp>(std::move(settings), loopback, clock);
}

}  // namespace assent::channels
