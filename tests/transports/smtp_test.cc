#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <set>
#include <thread>

#include "tests/transports/letters.h"
#include "tests/transports/smtp_server.h"

namespace assent::channels {
namespace {

using namespace std::chrono_literals;
using test::approved;
using test::letter;
using test::SmtpServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SmtpTest : public ::testing::Test {
 protected:
  std::unique_ptr<Transport> open(const std::string& url, unsigned connections = 1,
                                  std::chrono::milliseconds send_timeout = 20s) {
    return std::move(
        open_smtp(
            {.url = url, .connect_timeout = 500ms, .send_timeout = send_timeout, .connections = connections},
            clock_)
            .value());
  }
  SendResult send(Transport& smtp, const Letter& l) { return smtp.send(approved(l, clock_.now(), fence_)); }
  SendResult send(Transport& smtp, std::uint8_t n = 1) { return send(smtp, letter(n)); }

  VirtualClock clock_{from_unix_ms(test::kNoonMs)};
  test::TestFence fence_;
};

std::size_t count_commands(const SmtpServer& server, std::string_view start) {
  std::size_t count = 0;
  for (const auto& event : server.events("command")) {
    count += event.at("command").as_string().starts_with(start) ? 1 : 0;
  }
  return count;
}

// Every way in which a server can answer, what is said of it, and what it costs: how many messages the server
// would deliver, and how often the fence was asked. A message is offered once, whatever happens.
TEST_F(SmtpTest, EveryAnswerHasItsName) {
  const struct {
    const char* mode;
    const char* detail;
    std::size_t taken;
    unsigned asked;
    Sent sent;
  } kCases[] = {
      {"ok", "250 2.0.0 queued", 1, 1, Sent::accepted},
      {"close-after-each", "250 2.0.0 queued", 1, 1, Sent::accepted},
      {"reject-mail", "550 5.7.1 sender refused", 0, 0, Sent::rejected},
      {"reject-mail=530", "530 5.7.1 sender refused", 0, 0, Sent::not_begun},
      {"defer-mail", "451 4.3.0 try again later", 0, 0, Sent::not_begun},
      {"drop-at-mail", "", 0, 0, Sent::not_begun},
      {"reject-rcpt", "550 5.1.1 (address) no such user", 0, 0, Sent::rejected},
      {"reject-rcpt=552", "552 5.1.1 (address) no such user", 0, 0, Sent::rejected},
      {"defer-rcpt", "450 4.2.0 mailbox busy", 0, 0, Sent::not_begun},
      {"reject-data-command", "554 5.5.1 no", 0, 0, Sent::rejected},
      {"defer-data-command", "451 4.3.0 try again later", 0, 0, Sent::not_begun},
      {"reject-data", "554 5.7.1 (address) message refused", 0, 1, Sent::rejected},
      {"defer-data", "temporary, after the message: 451 4.3.0 try again later", 0, 1, Sent::rejected},
      {"drop-mid-data", "no answer to the message", 0, 1, Sent::unknown},
      {"drop-after-dot", "no answer to the message", 1, 1, Sent::unknown},
      {"half-answer", "no answer to the message", 1, 1, Sent::unknown},
      {"stall-after-dot=30", "no answer to the message", 1, 1, Sent::unknown},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.mode);
    fence_.asked = 0;
    const SmtpServer server({"--mode", c.mode});
    const auto smtp = open(server.url(), 1, 500ms);
    Letter l = letter();
    l.text = std::string(200'000, 'x');  // does not fit into the buffers between the two
    const SendResult result = send(*smtp, l);
    EXPECT_EQ(name(result.sent), name(c.sent)) << result.detail;
    EXPECT_THAT(result.detail, HasSubstr(c.detail));
    EXPECT_THAT(result.detail, Not(HasSubstr("@")));
    EXPECT_EQ(server.taken(), c.taken);
    EXPECT_EQ(fence_.asked, c.asked);
    EXPECT_EQ(count_commands(server, "MAIL"), 1u);
  }
}

TEST_F(SmtpTest, AServerThatIsNotThereIsNotBegun) {
  const struct {
    const char* greeting;
    const char* detail;
  } kCases[] = {{"refuse", "554 no service"}, {"busy", "421 busy"}, {"silent", "Timeout"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.greeting);
    const SmtpServer server({"--greeting", c.greeting});
    const auto smtp = open(server.url(), 1, 500ms);
    const SendResult result = send(*smtp);
    EXPECT_EQ(name(result.sent), "not_begun");
    EXPECT_THAT(result.detail, HasSubstr(c.detail));
    EXPECT_FALSE(smtp->ready());
  }
  std::string gone;
  {
    const SmtpServer server;
    gone = server.url();
  }
  const auto smtp = open(gone);
  EXPECT_EQ(name(send(*smtp).sent), "not_begun");
  EXPECT_FALSE(smtp->ready());
  EXPECT_EQ(fence_.asked, 0u);
}

TEST_F(SmtpTest, TheServerGetsTheMessageAsComposed) {
  const SmtpServer server;
  const auto smtp = open(server.url());
  Letter l = letter();
  l.subject = "Grüße";
  l.text = ".\n..\n.hidden\n\n.\nend";
  l.html = "<p>.\n.</p>";
  EXPECT_EQ(send(*smtp, l).sent, Sent::accepted);
  EXPECT_EQ(test::read_file(server.folder() + "/0001.eml"), compose_mail(l));
  const auto mails = test::read_mail(server.folder());
  EXPECT_EQ(mails.at(0).at("problems").as_array(), json::array());
  EXPECT_EQ(mails.at(0).at("parts").at(0).at("text").as_string(), l.text);
  const auto message = server.events("message").at(0);
  EXPECT_EQ(message.at("mail_from").as_string(), "news@acme.example");
  EXPECT_EQ(message.at("rcpt_tos").as_array(), json::array({"ada@acme.example"}));
}

// The order for a second recipient never gets to the server.
TEST_F(SmtpTest, AnAddressCannotGiveOrders) {
  const SmtpServer server;
  const auto smtp = open(server.url());
  for (const char* hostile :
       {"ada@acme.example>\r\nRCPT TO:<eve@evil.example", "ada@acme.example,eve@evil.example",
        "ada@acme.example> SIZE=1", "nobody", ""}) {
    SCOPED_TRACE(hostile);
    Letter l = letter();
    l.to = hostile;
    EXPECT_EQ(send(*smtp, l).sent, Sent::rejected);
  }
  EXPECT_EQ(fence_.asked, 0u);
  EXPECT_THAT(server.events("connected"), IsEmpty());
}

// P2: what the fence cancels between the claim and the first byte never arrives, and the next message still
// does.
TEST_F(SmtpTest, WhatWasCancelledNeverArrives) {
  SmtpServer server;
  const auto smtp = open(server.url());
  fence_.open = false;
  const SendResult result = send(*smtp, 1);
  EXPECT_EQ(name(result.sent), "not_begun");
  EXPECT_EQ(result.detail, "cancelled before it began");
  EXPECT_EQ(fence_.asked, 1u);
  server.await("discarded");
  EXPECT_THAT(server.events("message"), IsEmpty());
  fence_.open = true;
  EXPECT_EQ(send(*smtp, 2).sent, Sent::accepted);
  EXPECT_EQ(server.taken(), 1u);
  EXPECT_THAT(test::read_file(server.folder() + "/0001.eml"), HasSubstr(test::message_id(2).text()));
}

TEST_F(SmtpTest, AnApprovalThatLapsedNeverArrives) {
  SmtpServer server;
  const auto smtp = open(server.url());
  auto late = approved(letter(), clock_.now(), fence_);
  clock_.set(clock_.now() + 1min);
  EXPECT_EQ(name(smtp->send(std::move(late)).sent), "not_begun");
  server.await("discarded");
  EXPECT_THAT(server.events("message"), IsEmpty());
  EXPECT_EQ(fence_.asked, 0u);
}

TEST_F(SmtpTest, TheConnectionIsKept) {
  const SmtpServer server;
  const auto smtp = open(server.url());
  for (std::uint8_t n = 0; n < 20; ++n) EXPECT_EQ(send(*smtp, n).sent, Sent::accepted);
  EXPECT_EQ(server.events("connected").size(), 1u);
  EXPECT_EQ(server.taken(), 20u);
}

TEST_F(SmtpTest, ReadyConnectsAheadOnce) {
  const SmtpServer server;
  const auto smtp = open(server.url(), 3);
  EXPECT_TRUE(smtp->ready());
  EXPECT_TRUE(smtp->ready());
  EXPECT_EQ(send(*smtp).sent, Sent::accepted);
  EXPECT_TRUE(smtp->ready());
  EXPECT_EQ(server.events("connected").size(), 1u);
  EXPECT_EQ(count_commands(server, "NOOP"), 1u);
}

TEST_F(SmtpTest, ReadyReplacesAConnectionThatIsGone) {
  SmtpServer server({"--mode", "close-after-each"});
  const auto smtp = open(server.url());
  EXPECT_EQ(send(*smtp, 1).sent, Sent::accepted);
  server.await("closed");
  EXPECT_TRUE(smtp->ready());
  EXPECT_EQ(server.events("connected").size(), 2u);
  EXPECT_EQ(send(*smtp, 2).sent, Sent::accepted);
  EXPECT_EQ(server.events("connected").size(), 2u);
}

// After any answer the next message goes through, and goes once.
TEST_F(SmtpTest, TheNextMessageIsSentOnce) {
  for (const char* mode :
       {"ok", "reject-mail", "defer-mail", "drop-at-mail", "reject-rcpt", "defer-rcpt", "reject-data-command",
        "reject-data", "defer-data", "drop-mid-data", "drop-after-dot"}) {
    SCOPED_TRACE(mode);
    SmtpServer server({"--mode", "ok", mode, "ok"});
    const auto smtp = open(server.url());
    EXPECT_EQ(send(*smtp, 1).sent, Sent::accepted);
    send(*smtp, 2);
    const std::size_t before = server.taken();
    EXPECT_EQ(name(send(*smtp, 3).sent), "accepted");
    EXPECT_EQ(server.taken(), before + 1);
    EXPECT_EQ(count_commands(server, "MAIL"), 3u);
  }
}

// A kept connection that dies under a message: before its first byte it may be claimed again, after it never.
// libcurl alone would be glad to help by sending it again on a fresh connection.
TEST_F(SmtpTest, AKeptConnectionThatDiesIsNotRetried) {
  const struct {
    const char* mode;
    std::size_t taken;
    Sent sent;
  } kCases[] = {
      {"drop-at-mail", 1, Sent::not_begun},
      {"drop-mid-data", 1, Sent::unknown},
      {"drop-after-dot", 2, Sent::unknown},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.mode);
    SmtpServer server({"--mode", "ok", c.mode, "ok"});
    const auto smtp = open(server.url());
    EXPECT_EQ(send(*smtp, 1).sent, Sent::accepted);
    EXPECT_EQ(name(send(*smtp, 2).sent), name(c.sent));
    EXPECT_EQ(server.events("connected").size(), 1u);
    EXPECT_EQ(count_commands(server, "MAIL"), 2u);
    EXPECT_EQ(server.taken(), c.taken);
  }
}

// Servers hang up on idle connections: the next message takes a new one, without failing first.
TEST_F(SmtpTest, AConnectionThatTheServerHasClosedIsReplaced) {
  SmtpServer server({"--mode", "close-after-each"});
  const auto smtp = open(server.url());
  EXPECT_EQ(send(*smtp, 1).sent, Sent::accepted);
  server.await("closed");
  EXPECT_EQ(name(send(*smtp, 2).sent), "accepted");
  EXPECT_EQ(server.events("connected").size(), 2u);
  EXPECT_EQ(server.taken(), 2u);
}

TEST_F(SmtpTest, ConnectionsWorkAtOnce) {
  SmtpServer server({"--mode", "stall-after-dot=3", "ok"});
  const auto smtp = open(server.url(), 3);
  EXPECT_EQ(smtp->connections(), 3u);
  std::atomic<bool> answered = false;
  std::jthread stalled([&] {
    EXPECT_EQ(send(*smtp, 1).sent, Sent::accepted);
    answered = true;
  });
  server.await("message");
  {
    std::vector<std::jthread> threads;
    for (std::uint8_t t = 0; t < 4; ++t) {  // two more than there are connections left
      threads.emplace_back([&, t] {
        for (std::uint8_t i = 0; i < 5; ++i) {
          EXPECT_EQ(send(*smtp, static_cast<std::uint8_t>(10 + t * 5 + i)).sent, Sent::accepted);
        }
      });
    }
  }
  EXPECT_FALSE(answered) << "the others waited for the one that stalls";
  EXPECT_LE(server.events("connected").size(), 3u);
  stalled.join();
  EXPECT_EQ(server.taken(), 21u);
  std::set<std::string> ids;
  for (const auto& mail : test::read_mail(server.folder())) {
    ids.emplace(mail.at("headers").at("message-id").as_string());
  }
  EXPECT_EQ(ids.size(), 21u);
}

// Nor the send of a message that was refused, for longer than a message may take.
TEST_F(SmtpTest, AServerThatNeverSaysGoodbyeIsLeft) {
  const SmtpServer server({"--goodbye", "silent", "--mode", "reject-rcpt"});
  const auto smtp = open(server.url(), 1, 1s);
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(name(send(*smtp).sent), "rejected");
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

// A server that never says goodbye must not hold the shutdown up.
TEST_F(SmtpTest, ClosingDoesNotWaitForAnAnswer) {
  const SmtpServer server({"--goodbye", "silent"});
  auto smtp = open(server.url());
  EXPECT_EQ(send(*smtp).sent, Sent::accepted);
  const auto before = std::chrono::steady_clock::now();
  smtp.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(SmtpTest, TheEnvironmentsProxyIsNotUsed) {
  ::setenv("all_proxy", "http://127.0.0.1:1", 1);
  ::setenv("smtp_proxy", "http://127.0.0.1:1", 1);
  const SmtpServer server;
  EXPECT_EQ(name(send(*open(server.url())).sent), "accepted");
  ::unsetenv("all_proxy");
  ::unsetenv("smtp_proxy");
}

TEST_F(SmtpTest, RefusesWhatItCannotSpeak) {
  const struct {
    SmtpSettings settings;
    const char* words;
  } kCases[] = {
      {{.url = "smtps://mail.acme.example"}, "only plain SMTP"},
      {{.url = "http://mail.acme.example"}, "only plain SMTP"},
      {{.url = "mail.acme.example:25"}, "can't be read"},
      {{.url = ""}, "can't be read"},
      {{.url = "smtp://ada:secret@mail.acme.example"}, "password"},
      {{.url = "smtp://127.0.0.1:25", .connections = 0}, "`connections`"},
      {{.url = "smtp://127.0.0.1:25", .send_timeout = 0ms}, "time-outs"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.settings.url);
    const auto refused = open_smtp(c.settings, clock_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    EXPECT_THAT(refused.error().message, HasSubstr(c.words));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("secret")));
  }
}

TEST_F(SmtpTest, OnlyLoopbackIsEmbedded) {
  const struct {
    const char* url;
    bool embedded;
  } kCases[] = {
      {"smtp://127.0.0.1:25", true},
      {"smtp://127.8.0.1", true},
      {"smtp://localhost:2525", true},
      {"smtp://LOCALHOST", true},
      {"smtp://[::1]:25", true},
      {"smtp://10.0.0.1", false},
      {"smtp://mail.acme.example", false},
      {"smtp://127.acme.example", false},
      {"smtp://localhost.acme.example", false},
      {"smtp://127.0.0.1.evil.example", false},
      {"smtp://[2001:db8::1]", false},
  };
  for (const auto& c : kCases) EXPECT_EQ(open(c.url)->embedded(), c.embedded) << c.url;
  EXPECT_FALSE(open("smtp://127.0.0.1")->idempotent());
}

}  // namespace
}  // namespace assent::channels
