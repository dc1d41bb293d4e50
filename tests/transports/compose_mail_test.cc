#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/transports/letters.h"
#include "tests/transports/smtp_server.h"

namespace assent::channels {
namespace {

using test::letter;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// As Python's parser sees it.
struct Seen {
  json::object mail;
  std::string header(std::string_view name) const {
    const auto* value = mail.at("headers").as_object().if_contains(name);
    return value == nullptr ? "(none)" : std::string(value->as_string());
  }
  std::vector<std::string> strings(std::string_view member) const {
    std::vector<std::string> out;
    for (const auto& value : mail.at(member).as_array()) out.emplace_back(value.as_string());
    return out;
  }
  std::string part(std::size_t i, std::string_view member) const {
    return std::string(mail.at("parts").as_array().at(i).at(member).as_string());
  }
  std::size_t parts() const { return mail.at("parts").as_array().size(); }
};

Seen seen(const Letter& l) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("1.eml"), compose_mail(l));
  return {test::read_mail(folder.file("1.eml")).at(0).as_object()};
}

TEST(ComposeMail, WritesAPlainMessageAsItIs) {
  Letter l = letter();
  l.unsubscribe_url.clear();
  l.checkpoint.clear();
  EXPECT_EQ(compose_mail(l),
            "From: Acme <news@acme.example>\r\n"
            "To: ada@acme.example\r\n"
            "Subject: Hello\r\n"
            "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
            "Message-ID: <m_ababababababababababababababab01@news.acme.example>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "List-Id: <newsletter.news.acme.example>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Hello Ada\r\n");
}

TEST(ComposeMail, PutsTextBeforeHtml) {
  Letter l = letter();
  l.text = "Grüße, Ada";
  l.html = "<p>Grüße, <b>Ada</b></p>";
  const Seen mail = seen(l);
  ASSERT_EQ(mail.parts(), 2u);
  EXPECT_THAT(mail.header("content-type"), HasSubstr("multipart/alternative"));
  EXPECT_EQ(mail.part(0, "type"), "text/plain");
  EXPECT_EQ(mail.part(0, "text"), "Grüße, Ada");
  EXPECT_EQ(mail.part(1, "type"), "text/html");
  EXPECT_EQ(mail.part(1, "text"), "<p>Grüße, <b>Ada</b></p>");
  EXPECT_EQ(mail.part(1, "charset"), "utf-8");
  EXPECT_THAT(mail.strings("problems"), testing::IsEmpty());
}

// RFC 8058 headers and the checkpoint: exactly one of each, each on one line, however long.
TEST(ComposeMail, KeepsSignedHeadersOnOneLine) {
  Letter l = letter();
  l.unsubscribe_url = "https://news.acme.example/u/" + std::string(600, 'x');
  l.checkpoint = std::string(200, 'o') + ".example/audit 123456789 " + std::string(44, 'r');
  const Seen mail = seen(l);
  EXPECT_THAT(mail.strings("header_lines"),
              Contains("List-Unsubscribe: <" + l.unsubscribe_url + ">").Times(1));
  EXPECT_THAT(mail.strings("header_lines"),
              Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click").Times(1));
  EXPECT_THAT(mail.strings("header_lines"), Contains("Assent-Checkpoint: " + l.checkpoint).Times(1));
  EXPECT_THAT(mail.strings("problems"), testing::IsEmpty());
}

TEST(ComposeMail, LeavesOneClickOutWithoutALink) {
  Letter l = letter();
  l.unsubscribe_url.clear();
  l.checkpoint.clear();
  const Seen mail = seen(l);
  EXPECT_EQ(mail.header("list-unsubscribe"), "(none)");
  EXPECT_EQ(mail.header("list-unsubscribe-post"), "(none)");
  EXPECT_EQ(mail.header("assent-checkpoint"), "(none)");
}

TEST(ComposeMail, CarriesEveryTextUnchanged) {
  const struct {
    const char* what;
    std::string text;
    const char* encoding;
  } kCases[] = {
      {"plain", "one\ntwo\n", "7bit"},
      {"line ends are made the same", "one\r\ntwo\rthree\n", "7bit"},
      {"Thai", "สวัสดีค่ะ คุณเอด้า", "quoted-printable"},
      {"emoji", "👋🏽 hello", "quoted-printable"},
      {"a long line", std::string(5000, 'x'), "quoted-printable"},
      {"a long line of Thai", "ก" + std::string(3000, 'x') + "ข", "quoted-printable"},
      {"dots that SMTP doubles", ".\n..\n.hidden\nend.\n.", "7bit"},
      {"mbox's trap", "From me\nFrom you\n", "quoted-printable"},
      {"looks like a boundary", "--=_0123\n--=_0123--\n", "quoted-printable"},
      {"signature", "Hi\n-- \nAcme\n", "7bit"},
      {"spaces at the end", "a  \nb\t\n", "7bit"},
      {"control characters", std::string("a\x01\x02\x7f\0z", 6), "quoted-printable"},
      {"no text", "", "7bit"},
      {"only line ends", "\n\n\n", "7bit"},
  };
  for (const auto& c : kCases) {
    for (const bool with_html : {false, true}) {
      SCOPED_TRACE(std::string(c.what) + (with_html ? " beside html" : ""));
      Letter l = letter();
      l.text = c.text;
      if (with_html) l.html = "<p>" + c.text + "</p>";
      const Seen mail = seen(l);
      std::string expected;  // with LF, as every reader gives it
      for (std::size_t i = 0; i < c.text.size(); ++i) {
        if (c.text[i] == '\r' && i + 1 < c.text.size() && c.text[i + 1] == '\n') continue;
        expected += c.text[i] == '\r' ? '\n' : c.text[i];
      }
      std::string got = mail.part(0, "text");
      if (!expected.ends_with('\n') && got.ends_with('\n')) got.pop_back();  // the last line's end
      EXPECT_EQ(got, expected);
      EXPECT_EQ(mail.part(0, "encoding"), c.encoding);
      EXPECT_THAT(mail.strings("problems"), testing::IsEmpty());
    }
  }
}

TEST(ComposeMail, EncodesWhatIsNotAscii) {
  Letter l = letter();
  l.subject = "Grüße aus Köln: สวัสดีค่ะ 👋 " + std::string(300, 'w') + " und noch viel mehr Wörter";
  l.from = "Crème Brûlée <news@acme.example>";
  const Seen mail = seen(l);
  EXPECT_EQ(mail.header("subject"), l.subject);
  EXPECT_EQ(mail.header("from"), l.from);
  EXPECT_THAT(mail.strings("problems"), testing::IsEmpty());
}

TEST(ComposeMail, WritesForeignDomainsInAscii) {
  Letter l = letter();
  l.to = "ada@bücher.example";
  const Seen mail = seen(l);
  EXPECT_EQ(mail.header("to"), "ada@xn--bcher-kva.example");
  EXPECT_THAT(mail.strings("problems"), testing::IsEmpty());
}

TEST(ComposeMail, SurvivesBytesThatAreNoUtf8) {
  Letter l = letter();
  l.subject = "a\xff\xfe z";
  l.text = "b\xc3";
  EXPECT_EQ(seen(l).header("subject"), "a\uFFFD\uFFFD z");
}

TEST(ComposeMail, BreaksAnEndlessSubject) {
  Letter l = letter();
  l.subject = std::string(3000, 'x');
  EXPECT_THAT(seen(l).strings("problems"), testing::IsEmpty());
}

// Whatever stands in a field, it stays in its field: no header more, none less.
TEST(ComposeMail, NoFieldBreaksOutOfItsHeader) {
  const std::string attack =
      "x\r\nBcc: eve@evil.example\r\n\r\nbody\nX-Evil: 1\rX-Evil: 2\x0b\x0c\x85 <eve@evil.example>";
  const std::vector<std::string> names = seen(letter()).strings("header_names");
  const struct {
    const char* field;
    std::string Letter::*member;
  } kFields[] = {
      {"subject", &Letter::subject},
      {"from", &Letter::from},
      {"to", &Letter::to},
      {"purpose", &Letter::purpose},
      {"checkpoint", &Letter::checkpoint},
      {"unsubscribe_url", &Letter::unsubscribe_url},
      {"message_id_host", &Letter::message_id_host},
  };
  for (const auto& f : kFields) {
    for (const std::string& hostile :
         {attack, "Acme <news@acme.example>" + attack, attack + "\r\n.\r\nMAIL FROM:<x@y>"}) {
      SCOPED_TRACE(f.field);
      Letter l = letter();
      l.*f.member = hostile;
      const Seen mail = seen(l);
      EXPECT_EQ(mail.strings("header_names"), names);
      EXPECT_EQ(mail.part(0, "text"), "Hello Ada\n");
      for (const auto& line : mail.strings("header_lines")) {
        EXPECT_FALSE(line.starts_with("Bcc") || line.starts_with("X-Evil")) << line;
      }
    }
  }
}

TEST(ComposeMail, SameLetterSameBytes) {
  Letter l = letter();
  l.html = "<p>Grüße</p>";
  const std::string first = compose_mail(l);
  EXPECT_EQ(compose_mail(l), first);
  std::vector<std::string> elsewhere(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& bytes : elsewhere) threads.emplace_back([&bytes, &l] { bytes = compose_mail(l); });
  }
  EXPECT_THAT(elsewhere, testing::Each(first));
  l.message = test::message_id(2);
  EXPECT_NE(compose_mail(l), first);
}

TEST(WhyNotMail, NamesWhatCannotBeCarried) {
  const struct {
    const char* what;
    void (*change)(Letter&);
    const char* why;  // empty: it can go
  } kCases[] = {
      {"as it should be", [](Letter&) {}, ""},
      {"bare sender", [](Letter& l) { l.from = "news@acme.example"; }, ""},
      {"no sender", [](Letter& l) { l.from = ""; }, "the sender"},
      {"two senders", [](Letter& l) { l.from = "a@acme.example, b@acme.example"; }, "the sender"},
      {"a phone", [](Letter& l) { l.from = "+33123456789"; }, "the sender"},
      {"a second line", [](Letter& l) { l.from = "Acme\r\n <news@acme.example>"; }, "the sender"},
      {"no recipient", [](Letter& l) { l.to = ""; }, "the recipient"},
      {"two recipients", [](Letter& l) { l.to = "a@acme.example,b@acme.example"; }, "the recipient"},
      {"a named recipient", [](Letter& l) { l.to = "Ada <ada@acme.example>"; }, "the recipient"},
      {"an order for SMTP", [](Letter& l) { l.to = "ada@acme.example>\r\nRCPT TO:<eve@evil.example"; },
       "the recipient"},
      {"no host", [](Letter& l) { l.message_id_host = ""; }, "there is no host"},
      {"a long link", [](Letter& l) { l.unsubscribe_url = "https://" + std::string(1000, 'x'); },
       "the unsubscribe link"},
      {"a broken link", [](Letter& l) { l.unsubscribe_url = "https://a\r\nb"; }, "the unsubscribe link"},
      {"a long checkpoint", [](Letter& l) { l.checkpoint = std::string(1000, 'x'); }, "the checkpoint"},
      {"no link", [](Letter& l) { l.unsubscribe_url = ""; }, ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    Letter l = letter();
    c.change(l);
    const auto why = why_not_mail(l);
    EXPECT_EQ(why.has_value(), *c.why != '\0');
    if (why) {
      EXPECT_THAT(*why, HasSubstr(c.why));
      EXPECT_THAT(*why, Not(HasSubstr("@")));
    }
  }
}

}  // namespace
}  // namespace assent::channels
