#include "channels/transports/detail.h"

#include <gtest/gtest.h>

#include "channels/transports/line_ends.h"
#include "channels/transports/mail_address.h"
#include "channels/transports/transport.h"

namespace assent::channels {
namespace {

TEST(Detail, KeepsWordsAndNoAddress) {
  const struct {
    std::string words;
    std::string kept;
  } kCases[] = {
      {"", ""},
      {"250 OK\r\n", "250 OK"},
      {"550 5.1.1 <ada@acme.example>: no such user\r\n", "550 5.1.1 (address) no such user"},
      {"ada@acme.example", "(address)"},
      {"550 user=ada@acme.example,x", "550 (address)"},
      {"  a \t\r\n b\0c ", "a b"},
      {std::string("a\0b", 3), "a b"},
      {"550 Größe", "550 Gr????e"},
      {std::string(500, 'x'), std::string(kDetailBytes, 'x')},
      {std::string(198, 'x') + " a@b", std::string(198, 'x') + " ("},
  };
  for (const auto& c : kCases) EXPECT_EQ(plain_detail(c.words), c.kept);
}

TEST(Sent, HasAName) {
  const struct {
    Sent sent;
    std::string_view name;
  } kCases[] = {{Sent::not_begun, "not_begun"},
                {Sent::rejected, "rejected"},
                {Sent::accepted, "accepted"},
                {Sent::unknown, "unknown"}};
  for (const auto& c : kCases) EXPECT_EQ(name(c.sent), c.name);
}

TEST(LineEnds, AreOneKindEach) {
  const struct {
    std::string_view text, lf, crlf;
  } kCases[] = {
      {"", "", "\r\n"},
      {"a", "a", "a\r\n"},
      {"a\n", "a\n", "a\r\n"},
      {"a\r\n", "a\n", "a\r\n"},
      {"a\rb\r\r\nc\n\r", "a\nb\n\nc\n\n", "a\r\nb\r\n\r\nc\r\n\r\n"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(with_lf(c.text), c.lf);
    EXPECT_EQ(with_crlf(c.text), c.crlf);
  }
}

TEST(BareAddress, IsOneAddressOrNone) {
  const struct {
    std::string text;
    std::optional<std::string> address;
  } kCases[] = {
      {"ada@acme.example", "ada@acme.example"},
      {"Acme <news@acme.example>", "news@acme.example"},
      {"\"Acme, Inc.\" <news@acme.example>", "news@acme.example"},
      {"Crème <news@acme.example>", "news@acme.example"},
      {"o'hara+x@acme.example", "o'hara+x@acme.example"},
      {"ada@bücher.example", "ada@xn--bcher-kva.example"},
      {"a..b@acme.example", std::nullopt},
      {"a@[127.0.0.1]", "a@[127.0.0.1]"},
      {"jürgen@acme.example", std::nullopt},
      {"", std::nullopt},
      {"nobody", std::nullopt},
      {"@acme.example", std::nullopt},
      {"ada@", std::nullopt},
      {"a@acme.example, b@acme.example", std::nullopt},
      {"friends: a@acme.example;", std::nullopt},
      {"ada@acme.example\r\n", std::nullopt},
      {"ada@acme.example\nX: y", std::nullopt},
      {std::string(320, 'a') + "@acme.example", std::nullopt},
  };
  for (const auto& c : kCases) EXPECT_EQ(bare_address(c.text), c.address) << c.text;
}

}  // namespace
}  // namespace assent::channels
