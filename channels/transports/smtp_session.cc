#include "channels/transports/smtp_session.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "channels/transports/detail.h"
#include "channels/transports/mail_address.h"

namespace assent::channels {
namespace {

// Well under the two minutes after which libcurl gives an idle connection up.
constexpr auto kFresh = std::chrono::seconds(60);

// What the server said last: "550 5.1.1 no such user".
struct Reply {
  int code = 0;  // 0: nothing
  std::string words;
};

// How far one message has come. Written by libcurl's callbacks, on the thread of send().
struct Transaction {
  Approved& approved;
  const Clock& clock;
  const std::string bytes;
  std::size_t given = 0;  // of `bytes`, to libcurl
  bool envelope = false;  // MAIL FROM has been said: answers are about this message
  bool asked = false;     // approved.begin() was asked
  bool begun = false;     // and it said yes: bytes may be on the wire
  bool parting = false;   // QUIT has been said: answers are no longer about the message
  Reply reply;            // since the last of these changes
};

std::size_t give_bytes(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& t = *static_cast<Transaction*>(context);
  if (!t.asked) {
    // The place where a hand-over begins: 354 is there, no byte of the message has left.
    t.asked = true;
    t.begun = t.approved.begin(t.clock.now());
    t.reply = {};
  }
  if (!t.begun) return CURL_READFUNC_ABORT;
  const std::size_t now = std::min(size * count, t.bytes.size() - t.given);
  std::memcpy(buffer, t.bytes.data() + t.given, now);
  t.given += now;
  return now;
}

// libcurl rewinds what it wants to send again on another connection: never.
int refuse_rewind(void*, curl_off_t, int) {
  return CURL_SEEKFUNC_FAIL;
}

void hear(Reply& reply, std::string_view line) {
  const auto digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
  if (!digit(0) || !digit(1) || !digit(2)) return;
  if (line.size() > 3 && line[3] == '-') return;  // more lines follow: not an answer yet
  reply.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  reply.words = line;
}

// libcurl shows every command and every line of an answer, as they pass.
int follow(CURL*, curl_infotype type, char* data, std::size_t size, void* context) {
  auto& t = *static_cast<Transaction*>(context);
  const std::string_view line(data, size);
  if (type == CURLINFO_HEADER_IN && !t.parting) hear(t.reply, line);
  if (type == CURLINFO_HEADER_OUT && line.starts_with("MAIL FROM")) {
    t.envelope = true;
    t.reply = {};
  }
  // libcurl leaves a connection on which something failed, and the goodbye (221) must not pass for a yes.
  if (type == CURLINFO_HEADER_OUT && line.starts_with("QUIT")) t.parting = true;
  return 0;
}

bool about_the_session(int code) {
  return code == 530 || code == 534 || code == 535 || code == 538;
}

SendResult outcome(const Transaction& t, CURLcode code) {
  const int family = t.reply.code / 100;
  const std::string said = plain_detail(family == 0 ? curl_easy_strerror(code) : t.reply.words);
  if (t.begun) {
    const bool whole = t.given == t.bytes.size();
    if (family == 2 && whole) return {Sent::accepted, said};
    if (family == 5) return {Sent::rejected, said};
    // Refused for now: certainly not taken. But begun it has, and what has begun is not claimed a second
    // time.
    if (family == 4) return {Sent::rejected, plain_detail("temporary, after the message: " + t.reply.words)};
    return {Sent::unknown,
            plain_detail(fmt::format("no answer to the message: {}", curl_easy_strerror(code)))};
  }
  if (t.asked) return {Sent::not_begun, "cancelled before it began"};
  if (t.envelope && family == 5 && !about_the_session(t.reply.code)) return {Sent::rejected, said};
  return {Sent::not_begun, said};
}

// The connection that the last call has left open, or CURL_SOCKET_BAD.
curl_socket_t kept_socket(CURL* curl) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK) return CURL_SOCKET_BAD;
  return socket;
}

// Nothing has come that nobody asked for: no hang-up, no farewell.
bool is_quiet(curl_socket_t socket) {
  char byte = 0;
  return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

int ignore_talk(CURL*, curl_infotype, char*, std::size_t, void*) {
  return 0;
}
std::size_t ignore_answer(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

SmtpSession::SmtpSession(const SmtpSettings& settings, const Clock& clock)
    : settings_(settings), clock_(clock), curl_(curl_easy_init(), &curl_easy_cleanup) {}

// libcurl says QUIT and would wait two minutes for a stalled server's goodbye: nothing more is to be read.
SmtpSession::~SmtpSession() {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK &&
      socket != CURL_SOCKET_BAD) {
    ::shutdown(socket, SHUT_RD);
  }
}

// Forgets the last message; the connection stays.
void SmtpSession::reset() {
  CURL* curl = curl_.get();
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_NONE));
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // not the environment's either: mail goes where the URL says
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);  // for the debug function; nothing is printed
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &ignore_answer);
}

SendResult SmtpSession::send(Approved& approved) {
  if (!curl_) return {Sent::not_begun, "libcurl could not be started"};
  const Letter& letter = approved.letter();
  if (const auto why = why_not_mail(letter)) return {Sent::rejected, *why};
  Transaction transaction{.approved = approved, .clock = clock_, .bytes = compose_mail(letter), .reply = {}};
  const std::string from = "<" + *bare_address(letter.from) + ">";
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
      curl_slist_append(nullptr, ("<" + *bare_address(letter.to) + ">").c_str()), &curl_slist_free_all);
  reset();
  CURL* curl = curl_.get();
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                   static_cast<long>((settings_.connect_timeout + settings_.send_timeout).count()));
  // The bound of a goodbye, which CURLOPT_TIMEOUT does not hold for.
  curl_easy_setopt(
      curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
      static_cast<long>(std::chrono::ceil<std::chrono::seconds>(settings_.send_timeout).count()));
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transaction.bytes.size()));
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give_bytes);
  curl_easy_setopt(curl, CURLOPT_READDATA, &transaction);
  curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, &refuse_rewind);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &follow);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &transaction);
  const CURLcode code = curl_easy_perform(curl);
  used_at_ = std::chrono::steady_clock::now();
  return outcome(transaction, code);
}

Result<void> SmtpSession::ready() {
  if (!curl_) return fail(Errc::system, "libcurl could not be started");
  CURL* curl = curl_.get();
  const auto now = std::chrono::steady_clock::now();
  const curl_socket_t socket = kept_socket(curl);
  if (socket != CURL_SOCKET_BAD && now - used_at_ < kFresh && is_quiet(socket)) return ok();
  reset();
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &ignore_talk);
  const CURLcode code = curl_easy_perform(curl);
  used_at_ = std::chrono::steady_clock::now();
  if (code == CURLE_OK) return ok();
  return fail(Errc::unavailable, fmt::format("the SMTP server is not ready: {}", curl_easy_strerror(code)));
}

}  // namespace assent::channels
