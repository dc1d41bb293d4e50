#include "channels/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/limits.h"
#include "channels/liquid/program.h"

namespace assent::channels {
namespace {

using liquid::Form;

// A contact with attributes, some of them hidden from the purpose (P6).
class View final : public rules::ContactView {
 public:
  View(json::object attributes, std::set<std::string> hidden)
      : attributes_(std::move(attributes)), hidden_(std::move(hidden)) {}
  const json::value* attribute(std::string_view name) const override {
    return hides(name) ? nullptr : attributes_.if_contains(name);
  }
  std::int64_t count(std::string_view, std::optional<Utc>) const override { return 0; }
  std::optional<Utc> last(std::string_view) const override { return std::nullopt; }
  bool hides(std::string_view name) const { return hidden_.count(std::string(name)) > 0; }

 private:
  json::object attributes_;
  std::set<std::string> hidden_;
};

class TemplateTest : public testing::Test {
 protected:
  View view{json::object{{"first_name", "Ada"},
                         {"order id", "A-7"},
                         {"plan", "pro"},
                         {"score", 42},
                         {"ratio", 1.5},
                         {"whole", 20.0},
                         {"vip", true},
                         {"opted", false},
                         {"nothing", nullptr},
                         {"blank", ""},
                         {"spaced", "  Ada \n"},
                         {"tags", {"a", "b", 3}},
                         {"company", "Secret Ltd"},
                         {"evil", "Eve\r\nBcc: all@acme.example"},
                         {"markup", "<b>\"A&B's\"</b>"}},
            {"company"}};
  json::object event{{"amount", 12}, {"address", {{"city", "Paris"}}}, {"items", {{{"name", "Tea"}}}}};
  json::object run{{"journey", "trial"}};
  TemplateScope scope;

  void SetUp() override {
    scope.contact = &view;
    scope.event = &event;
    scope.run = &run;
    scope.hidden = [](const void* v, std::string_view name) {
      return static_cast<const View*>(v)->hides(name);
    };
    scope.hidden_context = &view;
    scope.links["unsubscribe"] = "https://news.acme.example/u/x?a=1&b=2";
  }

  std::string render_as(Form form, std::string_view text, Rendered* out = nullptr) const {
    liquid::Parsed p = liquid::parse(text);
    if (!p.program) return "mistake: " + p.mistakes.front().message;
    Rendered rendered;
    std::string result = render_part(*p.program, form, "the text", scope, nullptr, rendered);
    if (out != nullptr) *out = rendered;
    return result;
  }
};

TEST_F(TemplateTest, OutputFollowsTheTable) {
  struct Row {
    std::string text;
    std::string output;
  };
  const std::vector<Row> rows{
      {"", ""},
      {"plain { text } }} and more", "plain { text } }} and more"},
      {"Hello {{ contact.first_name | default: 'you' }}!", "Hello Ada!"},
      {"{{contact.first_name|default:\"you\"}}{{contact.plan|default:'x'}}", "Adapro"},
      {"{{ contact['order id'] | default: 'none' }}", "A-7"},
      {"{{ contact[\"order id\"] | default: 'none' }}", "A-7"},
      {"{{ contact.last_name | default: 'you' }}", "you"},
      {"{{ contact.last_name | default: '' }}", ""},
      {"{{ contact.last_name | default: 5 }}", "5"},
      {"{{ contact.nothing | default: 'you' }}", "you"},
      {"{{ contact.blank | default: 'you' }}", "you"},
      {"{{ contact.opted | default: 'you' }}", "you"},
      {"{{ contact.score | default: 0 }}", "42"},
      {"{{ contact.ratio | default: 0 }}", "1.5"},
      {"{{ contact.whole | default: 0 }}", "20.0"},
      {"{{ contact.vip | default: 'no' }}", "true"},
      {"{{ contact.tags | default: '' }}", "ab3"},
      {"[{{ contact.spaced | strip | default: 'you' }}]", "[Ada]"},
      {"{{ contact.markup | escape | default: '' }}", "&lt;b&gt;&quot;A&amp;B&#39;s&quot;&lt;/b&gt;"},
      {"{{ event.amount | default: 0 }}", "12"},
      {"{{ event.address.city | default: '' }}", "Paris"},
      {"{{ event.address | default: '' }}", "{\"city\"=>\"Paris\"}"},
      {"{{ event.items[0].name | default: '' }}", "Tea"},
      {"{{ event.items[1].name | default: 'none' }}", "none"},
      {"{{ event.amount.city | default: 'none' }}", "none"},
      {"{{ run.journey }}", "trial"},
      {"{{ links.unsubscribe }}", "https://news.acme.example/u/x?a=1&b=2"},
      {"{{ contact.evil | default: '' }}", "Eve\nBcc: all@acme.example"},
  };
  for (const Row& row : rows) EXPECT_EQ(render_as(Form::text, row.text), row.output) << row.text;
}

TEST_F(TemplateTest, HtmlEscapesWhatItInserts) {
  EXPECT_EQ(render_as(Form::html, "<p>{{ contact.markup | default: '' }}</p>"),
            "<p>&lt;b&gt;&quot;A&amp;B&#39;s&quot;&lt;/b&gt;</p>");
  EXPECT_EQ(render_as(Form::html, "{{ contact.x | default: '<i>' }}"), "&lt;i&gt;");
  EXPECT_EQ(render_as(Form::html, "{{ contact.markup | escape | default: '' }}"),
            "&lt;b&gt;&quot;A&amp;B&#39;s&quot;&lt;/b&gt;");
  EXPECT_EQ(render_as(Form::html, "<a href=\"{{ links.unsubscribe }}\">"),
            "<a href=\"https://news.acme.example/u/x?a=1&amp;b=2\">");
}

TEST_F(TemplateTest, ALineTakesNoLineBreaks) {
  EXPECT_EQ(render_as(Form::line, "To {{ contact.evil | default: '' }}"), "To Eve Bcc: all@acme.example");
  EXPECT_EQ(render_as(Form::line, "one\r\n two\tthree\n"), "one two three");
  EXPECT_EQ(render_as(Form::line, "a  b"), "a  b");
}

TEST_F(TemplateTest, NotGivenNotSeen) {
  for (Form form : {Form::line, Form::text, Form::html}) {
    Rendered rendered;
    std::string out = render_as(form, "At {{ contact.company | default: 'your company' }}", &rendered);
    EXPECT_EQ(out, "At your company");
    EXPECT_TRUE(rendered.complete);
    EXPECT_EQ(out.find("Secret"), std::string::npos);
  }
}

// A text without default is refused when it is loaded; one that came to be says why it cannot be sent.
TEST_F(TemplateTest, AnAbsentValueWithoutDefaultIsIncomplete) {
  struct Row {
    std::string attribute;
    bool complete;
    bool data_permitted;
  };
  const std::vector<Row> rows{
      {"first_name", true, true}, {"last_name", false, true}, {"company", false, false}};
  for (const Row& row : rows) {
    std::string written = "contact." + row.attribute;
    Rendered rendered;
    std::string out = render_as(Form::text, "{{ " + written + " }}", &rendered);
    EXPECT_EQ(rendered.complete, row.complete) << row.attribute;
    EXPECT_EQ(rendered.data_permitted, row.data_permitted) << row.attribute;
    EXPECT_EQ(rendered.detail, row.complete ? "" : written);
    EXPECT_EQ(out, row.complete ? "Ada" : "");
  }
}

TEST_F(TemplateTest, AnEmptyScopeIsIncompleteAndHarmless) {
  scope = TemplateScope();
  Rendered rendered;
  EXPECT_EQ(render_as(Form::text,
                      "{{ contact.x | default: 'a' }}{{ event.x | default: 'b' }}{{ links.unsubscribe }}",
                      &rendered),
            "ab");
  EXPECT_FALSE(rendered.complete);
  EXPECT_EQ(rendered.detail, "links.unsubscribe");
}

TEST_F(TemplateTest, WhatIsTooLongIsNotSent) {
  json::object big{{"x", std::string(limits::rendered_bytes, 'x')}};
  scope.event = &big;
  Rendered rendered;
  EXPECT_EQ(render_as(Form::text, "a{{ event.x | default: '' }}", &rendered), "");
  EXPECT_FALSE(rendered.complete);
}

constexpr std::string_view kWelcome = R"(template: welcome
email:
  subject: "Welcome, {{ contact.first_name | default: 'there' }}"
  text: |
    Hello {{ contact.first_name | default: 'there' }},
    stop here: {{ links.unsubscribe }}
  html: "<p>Hello {{ contact.markup | default: 'there' }}</p>"
sms: {text: "Hi {{ contact.first_name | default: 'there' }}"}
)";

TEST_F(TemplateTest, LoadsAndRendersEachPart) {
  Issues issues("templates/welcome.yaml", std::string(kWelcome));
  auto t = load_template(kWelcome, "welcome", issues);
  ASSERT_TRUE(t) << render(issues.all().front(), kWelcome);
  EXPECT_EQ(t->name, "welcome");
  EXPECT_THAT(t->media(), testing::ElementsAre(Medium::email, Medium::sms));
  Rendered mail = render(*t, Medium::email, scope);
  EXPECT_TRUE(mail.complete);
  EXPECT_EQ(mail.subject, "Welcome, Ada");
  EXPECT_EQ(mail.text, "Hello Ada,\nstop here: https://news.acme.example/u/x?a=1&b=2\n");
  EXPECT_EQ(mail.html, "<p>Hello &lt;b&gt;&quot;A&amp;B&#39;s&quot;&lt;/b&gt;</p>");
  Rendered sms = render(*t, Medium::sms, scope);
  EXPECT_EQ(sms.text, "Hi Ada");
  EXPECT_EQ(sms.subject + sms.html, "");
  Rendered voice = render(*t, Medium::voice, scope);
  EXPECT_FALSE(voice.complete);
  EXPECT_TRUE(voice.data_permitted);
}

TEST_F(TemplateTest, ATemplateThatIsTooLongIsAMistake) {
  std::string text = "template: long\nsms: {text: " + std::string(limits::template_bytes, 'x') + "}\n";
  Issues issues("templates/long.yaml", text);
  EXPECT_FALSE(load_template(text, "long", issues));
  EXPECT_TRUE(issues.any_error());
}

// Whatever people write, parsing ends and says something sensible.
TEST_F(TemplateTest, NoTextBreaksTheParser) {
  const std::string whole =
      "a {{ contact['x y'] | default: 'z' | strip }} b {% if %} {{ event.a[0].b | default: 1 }}";
  for (std::size_t from = 0; from < whole.size(); ++from) {
    for (std::size_t length = 0; length <= whole.size() - from; ++length) {
      std::string piece = whole.substr(from, length);
      liquid::Parsed p = liquid::parse(piece);
      EXPECT_EQ(p.program == nullptr, !p.mistakes.empty()) << piece;
      for (const liquid::Mistake& m : p.mistakes) {
        EXPECT_LE(m.offset, piece.size()) << piece;
        EXPECT_FALSE(m.message.empty());
      }
    }
  }
}

}  // namespace
}  // namespace assent::channels
