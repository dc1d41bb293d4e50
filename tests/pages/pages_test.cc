// The frame, the form and what may be loosened, as tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/hash.h"
#include "engine/pages/choices.h"
#include "engine/pages/form.h"
#include "engine/pages/layout.h"

namespace assent::engine {
namespace {

using channels::Cap;
using channels::QuietHours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(PageForm, IsReadAsBrowsersSendIt) {
  PageForm form = parse_form("do=topics&keep=a%3Ab&keep=c+d&empty=&flag&=x&bad=%zz&cut=%4");
  EXPECT_THAT(form.fields,
              ElementsAre(Pair("do", "topics"), Pair("keep", "a:b"), Pair("keep", "c d"), Pair("empty", ""),
                          Pair("flag", ""), Pair("bad", "%zz"), Pair("cut", "%4")));
  EXPECT_EQ(form.one("keep"), "a:b");
  EXPECT_THAT(form.all("keep"), ElementsAre("a:b", "c d"));
  EXPECT_TRUE(form.has("keep", "c d"));
  EXPECT_FALSE(form.has("keep", "c+d"));
  EXPECT_EQ(form.one("none"), "");
}

std::optional<Cap> cap(std::uint32_t messages, int days) {
  return Cap{messages, std::chrono::hours(24 * days)};
}

TEST(Reducing, APaceMayOnlyBecomeSlower) {
  struct Row {
    std::optional<Cap> asked, is;
    bool may;
  };
  const Row rows[] = {
      {cap(1, 7), std::nullopt, true}, {std::nullopt, std::nullopt, true}, {std::nullopt, cap(1, 7), false},
      {cap(1, 7), cap(1, 7), true},    {cap(1, 30), cap(1, 7), true},      {cap(1, 1), cap(1, 7), false},
      {cap(2, 7), cap(1, 7), false},   {cap(1, 1), cap(5, 7), false},
  };
  for (const Row& row : rows) EXPECT_EQ(no_looser(row.asked, row.is), row.may);
}

std::optional<QuietHours> hours(int from, int to) {
  return QuietHours{static_cast<std::uint16_t>(from * 60), static_cast<std::uint16_t>(to * 60)};
}

TEST(Reducing, QuietHoursMayOnlyGrow) {
  struct Row {
    std::optional<QuietHours> asked, is;
    bool may;
  };
  const Row rows[] = {
      {hours(22, 8), std::nullopt, true},  {std::nullopt, hours(22, 8), false},
      {hours(22, 8), hours(22, 8), true},  {hours(21, 9), hours(22, 8), true},
      {hours(23, 8), hours(22, 8), false}, {hours(22, 7), hours(22, 8), false},
      {hours(8, 22), hours(22, 8), false}, {hours(0, 12), hours(2, 3), true},
      {hours(3, 2), hours(1, 4), false},   {hours(20, 10), hours(23, 1), true},
  };
  for (const Row& row : rows) EXPECT_EQ(no_looser(row.asked, row.is), row.may);
}

TEST(Reducing, TwoQuietHoursBecomeTheShortestThatHoldBoth) {
  struct Row {
    std::optional<QuietHours> a, b, both;
  };
  const Row rows[] = {
      {std::nullopt, std::nullopt, std::nullopt},  {hours(22, 8), std::nullopt, hours(22, 8)},
      {std::nullopt, hours(1, 2), hours(1, 2)},    {hours(22, 8), hours(23, 7), hours(22, 8)},
      {hours(22, 8), hours(20, 23), hours(20, 8)}, {hours(1, 3), hours(5, 6), hours(1, 6)},
      {hours(0, 14), hours(12, 2), hours(0, 14)},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(both_quiet(row.a, row.b), row.both);
    EXPECT_EQ(both_quiet(row.b, row.a), row.both);
  }
}

struct Framed {
  Brand brand{"Böse <b>Firma</b>", "#ffd400", ""};
  channels::Controller controller{"Acme & Söhne", "DE", "Straße 1", "privacy@acme.example"};
  PageFrame frame() const {
    return {brand, controller, Languages::built_in(), *Languages::built_in().find("de")};
  }
};

std::string header(const Response& r, std::string_view name) {
  for (const auto& [known, value] : r.headers) {
    if (known == name) return value;
  }
  return "";
}

TEST(Layout, WhatOthersWroteIsTextAndNothingElse) {
  Framed framed;
  Response r = page(framed.frame(), 200, "<script>", "<p>fertig</p>", "\"><x>");
  EXPECT_THAT(r.body, Not(HasSubstr("<script")));
  EXPECT_THAT(r.body, HasSubstr("<h1>&lt;script&gt;</h1>"));
  EXPECT_THAT(r.body, HasSubstr("Böse &lt;b&gt;Firma&lt;/b&gt;"));
  EXPECT_THAT(r.body, HasSubstr("Acme &amp; Söhne, Straße 1"));
  EXPECT_THAT(r.body, HasSubstr("<html lang=\"de\">"));
  EXPECT_THAT(r.body, HasSubstr("<title>&quot;&gt;&lt;x&gt; – &lt;script&gt;"));
}

TEST(Layout, APolicyAllowsTheOneStyleAndNothingElse) {
  Framed framed;
  Response r = page(framed.frame(), 200, "x", "");
  std::smatch style;
  ASSERT_TRUE(std::regex_search(r.body, style, std::regex("<style>([^<]*)</style>")));
  Bytes32 hash = sha256(style[1].str());
  std::string policy = header(r, "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("style-src 'sha256-" + to_base64(as_view(hash)) + "'"));
  EXPECT_THAT(policy, HasSubstr("img-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("script-src")));
  EXPECT_EQ(header(r, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header(r, "Cache-Control"), "no-store");
  EXPECT_EQ(header(r, "X-Robots-Tag"), "noindex, nofollow");
}

TEST(Layout, TextOnTheBrandsColourCanBeRead) {
  struct Row {
    const char *colour, *text;
  };
  const Row rows[] = {{"#000000", "#ffffff"}, {"#ffffff", "#000000"}, {"#1f4e79", "#ffffff"},
                      {"#ffd400", "#000000"}, {"#0a5c36", "#ffffff"}, {"#ff0000", "#000000"}};
  for (const Row& row : rows) EXPECT_EQ(readable_on(row.colour), row.text) << row.colour;
}

Choices many_choices() {
  Choices choices;
  choices.address = "a***@acme.example";
  for (const char* name : {"newsletter", "offers", "product_tips", "events", "surveys"}) {
    choices.topics.push_back(
        {name,
         "Ein Titel <" + std::string(name) + ">",
         "Eine Beschreibung, die etwas sagt.",
         {*Channel::parse("email"), *Channel::parse("sms"), *Channel::parse("social.line")}});
  }
  choices.may_ask = true;
  return choices;
}

TEST(Choices, APageIsLightInEveryLanguage) {
  Framed framed;
  for (const Words& words : Languages::built_in().all()) {
    PageFrame frame{framed.brand, framed.controller, Languages::built_in(), words};
    Response r = page(frame, 200, words.plain("page_title"), choices_html(many_choices(), words, "Acme"));
    EXPECT_LT(r.body.size(), 20u * 1024) << words.code();
    EXPECT_THAT(r.body, Not(HasSubstr("<newsletter>")));
  }
}

TEST(Choices, TheLinkOfAMessageIsOfferedNothingThatLoosens) {
  Choices choices = many_choices();
  choices.pace = cap(1, 7);
  choices.quiet_hours = hours(22, 8);
  choices.paused_until = *parse_rfc3339("2026-12-01T00:00:00Z");
  const Words& words = *Languages::built_in().find("en");
  std::string reduced = choices_html(choices, words, "Acme");
  EXPECT_THAT(reduced, Not(HasSubstr("value=\"any\"><span>As it comes")));
  EXPECT_THAT(reduced, Not(HasSubstr("One message a day")));
  EXPECT_THAT(reduced, HasSubstr("One message a week"));
  EXPECT_THAT(reduced, Not(HasSubstr("End the break")));
  EXPECT_THAT(reduced, Not(HasSubstr("No quiet hours of my own")));
  choices.access = true;
  std::string all = choices_html(choices, words, "Acme");
  for (const char* offered :
       {"As it comes", "One message a day", "End the break", "No quiet hours of my own"})
    EXPECT_THAT(all, HasSubstr(offered));
}

}  // namespace
}  // namespace assent::engine
