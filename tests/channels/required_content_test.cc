// What a message tells, by its text, its sender and its channel.
#include "channels/required_content.h"

#include <gtest/gtest.h>

#include "channels/rule_pack.h"

namespace assent::channels {
namespace {

TEST(RequiredContent, IsFoundWhereItStands) {
  struct Row {
    std::string channel, from, text, html;
    int parts;
  };
  const int mail = part_sender | part_stop_address;
  const std::vector<Row> rows{
      {"email", "Acme <news@acme.example>", "Hello", "", mail},
      {"email", "", "Hello", "", part_stop_address},
      {"email", "Acme SARL <news@acme.example>", "Hello", "", mail | part_name},
      {"email", "news@acme.example", "Yours, ACME Sarl", "", mail | part_name},
      {"email", "news@acme.example", "Acme SARL,\n 1 rue de la Paix,\n 75002 Paris", "",
       mail | part_name | part_postal_address},
      {"email", "news@acme.example", "1 rue de la Paix, 75002 Paris", "<p>Hello</p>", mail},
      {"email", "news@acme.example", "1 rue de la Paix, 75002 Paris", "<p>1 rue de la Paix, 75002 Paris</p>",
       mail | part_postal_address},
      {"email", "news@acme.example", "Stop: https://news.acme.example/u/abc", "", mail | part_stop_shown},
      {"email", "news@acme.example", "Stop: https://news.acme.example/c/abc", "", mail | part_stop_shown},
      {"email", "news@acme.example", "Reply STOP", "", mail},
      {"email", "news@acme.example", "https://elsewhere.example/u/abc", "", mail},
      {"sms", "+33123456789", "Hello", "", part_sender | part_stop_address},
      {"sms", "", "Hello", "", 0},
      {"sms", "ACME", "Hello", "", part_sender},
      {"sms", "ACME", "Hello. STOP: 36111", "", part_sender | part_stop_address | part_stop_shown},
      {"sms", "ACME", "Our bus stops here", "", part_sender},
      {"sms", "", "Acme SARL: hello", "", part_sender | part_name},
      {"voice", "+33123456789", "Hello", "", part_sender | part_stop_address},
      {"social.line", "", "Hello", "", part_sender | part_stop_address},
  };
  Controller acme{"Acme SARL", "FR", "1 rue de la Paix, 75002 Paris", "privacy@acme.example"};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.channel + " from " + row.from + ": " + row.text);
    Rendered rendered;
    rendered.text = row.text;
    rendered.html = row.html;
    EXPECT_EQ(
        content_parts(*Channel::parse(row.channel), rendered, {row.from, "https://news.acme.example", &acme}),
        row.parts);
  }
}

}  // namespace
}  // namespace assent::channels
