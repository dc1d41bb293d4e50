// Strict mode and HTML, in message templates: what is reported, what passes, and what is inserted how.
#include <gtest/gtest.h>

#include "channels/template.h"
#include "rules/json_contact.h"

namespace assent::channels {
namespace {

std::shared_ptr<const PartialLibrary> library() {
  auto made = std::make_shared<PartialLibrary>();
  made->add("footer", "{{ sign }} {{ contact.town | default: 'nowhere' }}");
  made->add("shop", "{{ contact.shop }}");
  made->add("round", "{% include 'about' %}");
  made->add("about", "{% include 'round' %}");
  made->add("sets", "{% assign colour = 'red' %}");
  made->add("broken", "{% if %}");
  return made;
}

// The first mistake in a text, in order of the file; "ok" without one.
std::string first_mistake(const std::string& text) {
  std::string yaml = "template: t\nsms:\n  text: |\n    " + text + "\n";
  Issues issues("templates/t.yaml", yaml);
  auto loaded = load_template(yaml, "t", issues, library());
  EXPECT_EQ(!loaded, issues.any_error());
  return issues.all().empty() ? "ok" : issues.all().front().message;
}

TEST(LiquidCheck, FollowsTheTable) {
  struct Row {
    std::string text, mistake;
  };
  const std::vector<Row> rows{
      {"{{ contact.x | default: 'a' }}", "ok"},
      {"{{ contact.x | upcase | default: 'a' | downcase }}", "ok"},
      {"{{ contact.x | upcase }}", "contact.x may be absent and has no default"},
      {"{{ contact.x | default: contact.y }}", "contact.x may be absent and has no default"},
      {"{{ contact.x | default: contact.y | default: 'z' }}", "ok"},
      {"{% if contact.x %}{{ contact.x }}{% endif %}", "ok"},
      {"{% if contact.x %}{% else %}{{ contact.x }}{% endif %}",
       "contact.x may be absent and has no default"},
      {"{% if contact.x == blank %}{% else %}{{ contact['x'] }}{% endif %}", "ok"},
      {"{% unless contact.x == nil %}{{ contact.x }}{% endunless %}", "ok"},
      {"{% if contact.x and contact.y %}{{ contact.x }}{{ contact.y }}{% endif %}", "ok"},
      {"{% if contact.x or contact.y %}{{ contact.x }}{% endif %}",
       "contact.x may be absent and has no default"},
      {"{% if contact.x == 'a' %}{{ contact.x }}{% endif %}", "ok"},
      {"{% if contact.x != 'a' %}{{ contact.x }}{% endif %}", "contact.x may be absent and has no default"},
      {"{% if contact.x %}{% endif %}{{ contact.x }}", "contact.x may be absent and has no default"},
      {"{% assign n = contact.x %}{{ n }}", "n may be absent and has no default"},
      {"{% assign n = contact.x | default: 'a' %}{{ n }}", "ok"},
      {"{% capture n %}{{ contact.x }}{% endcapture %}", "contact.x may be absent and has no default"},
      {"{% for i in event.items %}{{ i.name }}{% endfor %}", "i.name may be absent and has no default"},
      {"{% for i in event.items %}{{ i }}{{ forloop.index }}{% else %}none{% endfor %}", "ok"},
      {"{% for i in event.items %}{% endfor %}{{ i }}", "unknown name \"i\""},
      {"{% for i in event.items %}{{ forloop.idx }}{% endfor %}", "forloop has no \"idx\""},
      {"{{ event.items | size }}", "ok"},
      {"{{ nosuch | default: 'a' }}", "unknown name \"nosuch\""},
      {"{{ contact[nosuch] | default: 'a' }}", "unknown name \"nosuch\""},
      {"{{ ['contact'].x | default: 'a' }}", "a name in brackets at the beginning cannot be checked"},
      {"{{ run.journey }}{{ links.unsubscribe }}", "ok"},
      {"{{ run.jorney }}", "unknown name \"run.jorney\""},
      {"{% frobnicate %}", "unknown tag \"frobnicate\""},
      {"{% render 'footer', sign: 'Acme' %}", "ok"},
      {"{% render 'footer' %}", "unknown name \"sign\""},
      {"{% render 'footer', sign: contact.x %}", "sign may be absent and has no default"},
      {"{% render 'shop' %}", "contact.shop may be absent and has no default"},
      {"{% render 'foter' %}", "unknown template \"foter\""},
      {"{% include contact.x %}", "which template this include means cannot be checked"},
      {"{% include 'sets' %}{{ colour }}", "ok"},
      {"{% render 'sets' %}{{ colour }}", "unknown name \"colour\""},
      {"{% include 'round' %}", "\"round\" comes to include itself: round, about, round"},
      {"{% render 'broken' %}", "ok"},  // reported where it stands
  };
  for (const Row& row : rows) EXPECT_EQ(first_mistake(row.text), row.mistake) << row.text;
}

TEST(LiquidCheck, AMistakeInAPartialIsOneOfItsFile) {
  std::string yaml = "template: t\nsms: {text: \"{% render 'shop' %}\"}\n";
  Issues issues("templates/t.yaml", yaml);
  EXPECT_FALSE(load_template(yaml, "t", issues, library()));
  ASSERT_EQ(issues.all().size(), 1U);
  EXPECT_EQ(render(issues.all().front(), "{{ contact.shop }}"),
            "templates/partials/shop.liquid:1:4: contact.shop may be absent and has no default\n"
            "  1 | {{ contact.shop }}\n    |    ^~~~~~~~~~~~\n  expected a default for it\n"
            "  did you mean \"contact.shop | default: '...'\"?\n");
}

struct HtmlRow {
  std::string text, output;
};

TEST(LiquidHtml, EscapesOnceAndOnlyOnce) {
  rules::JsonContact contact(json::object{{"x", "<b>&"}, {"list", {"<i>", "a&b"}}, {"lines", "a<\nb"}});
  TemplateScope scope;
  scope.contact = &contact;
  const std::vector<HtmlRow> rows{
      {"{{ contact.x }}", "&lt;b&gt;&amp;"},
      {"{{ contact.x | escape }}", "&lt;b&gt;&amp;"},
      {"{{ contact.x | escape | escape }}", "&lt;b&gt;&amp;"},
      {"{{ contact.x | escape | upcase }}", "&lt;B&gt;&amp;"},
      {"{{ contact.x | escape_once }}", "&lt;b&gt;&amp;"},
      {"{{ contact.x | html }}", "<b>&"},
      {"{{ contact.x | escape | html }}", "&lt;b&gt;&amp;"},
      {"{{ '<hr>' | html | append: contact.x }}", "<hr>&lt;b&gt;&amp;"},
      {"{{ contact.x | prepend: '<hr>' }}", "&lt;hr&gt;&lt;b&gt;&amp;"},
      {"{{ contact.lines | newline_to_br }}", "a&lt;<br />\nb"},
      {"{{ contact.list | join: ' ' }}", "&lt;i&gt; a&amp;b"},
      {"{{ contact.list }}", "&lt;i&gt;a&amp;b"},
      {"{% for i in contact.list %}{{ i }}{% endfor %}", "&lt;i&gt;a&amp;b"},
      {"{% capture c %}<p>{{ contact.x }}</p>{% endcapture %}{{ c }}", "<p>&lt;b&gt;&amp;</p>"},
      {"{% capture c %}<p>{% endcapture %}{{ c | append: contact.x | upcase }}", "<P>&LT;B&GT;&AMP;"},
      {"{% assign y = contact.x %}{{ y }}", "&lt;b&gt;&amp;"},
      {"{{ '%3Cb%3E' | url_decode }}", "&lt;b&gt;"},
      {"{{ 'PGI+' | base64_decode }}", "&lt;b&gt;"},
      {"{% cycle contact.x %}", "&lt;b&gt;&amp;"},
  };
  for (const HtmlRow& row : rows) {
    liquid::Parsed p = liquid::parse(row.text);
    ASSERT_TRUE(p.program) << row.text;
    Rendered rendered;
    EXPECT_EQ(render_part(*p.program, liquid::Form::html, "the html", scope, nullptr, rendered), row.output)
        << row.text;
  }
}

// P6: what may not be seen is seen nowhere, and the reason is known wherever it surfaces.
TEST(LiquidProvenance, HiddenIsHiddenEverywhere) {
  rules::JsonContact contact(json::object{{"first_name", "Ada"}});
  TemplateScope scope;
  scope.contact = &contact;
  scope.hidden = [](const void*, std::string_view name) { return name == "company"; };
  struct Row {
    std::string text, output;
    bool complete, data_permitted;
  };
  const std::vector<Row> rows{
      {"{{ contact.company }}", "", false, false},
      {"{{ contact.town }}", "", false, true},
      {"{{ contact.company | default: 'you' }}", "you", true, true},
      {"{{ contact.company | upcase }}", "", false, false},
      {"{{ contact.company | append: '!' }}", "!", false, false},
      {"{{ contact.company | plus: 1 }}", "1", false, false},
      {"{{ contact.company.name }}", "", false, false},
      {"{{ contact['company'] }}", "", false, false},
      {"{% assign k = 'company' %}{{ contact[k] }}", "", false, false},
      {"{% assign c = contact.company %}{{ c }}", "", false, false},
      {"{% capture c %}{{ contact.company }}{% endcapture %}{{ c }}", "", false, false},
      {"{% for x in contact.company %}{{ x }}{% else %}none{% endfor %}", "none", true, true},
      {"{% for x in (1..2) %}{{ contact.company }}{% endfor %}", "", false, false},
      {"{% if contact.company %}at {{ contact.company }}{% else %}hello{% endif %}", "hello", true, true},
      {"{{ contact.company | split: ',' | first }}", "", false, false},
      {"{% cycle contact.company %}", "", false, false},
  };
  for (const Row& row : rows) {
    liquid::Parsed p = liquid::parse(row.text);
    ASSERT_TRUE(p.program) << row.text;
    Rendered rendered;
    std::string out = render_part(*p.program, liquid::Form::text, "the text", scope, nullptr, rendered);
    EXPECT_EQ(out, row.output) << row.text;
    EXPECT_EQ(rendered.complete, row.complete) << row.text;
    EXPECT_EQ(rendered.data_permitted, row.data_permitted) << row.text;
  }
}

TEST(LiquidLines, ALineBreakFromDataIsContainedAndSaid) {
  rules::JsonContact contact(json::object{{"name", "Eve\r\nBcc: all@acme.example"}});
  TemplateScope scope;
  scope.contact = &contact;
  liquid::Parsed p = liquid::parse("To {{ contact.name }}");
  Rendered rendered;
  EXPECT_EQ(render_part(*p.program, liquid::Form::line, "the subject", scope, nullptr, rendered),
            "To Eve Bcc: all@acme.example");
  EXPECT_TRUE(rendered.complete);
  EXPECT_EQ(rendered.detail, "the subject: contact.name brought a line break, which became a space");
}

TEST(LiquidLines, ATemplateThatLoopsForEverIsIncomplete) {
  liquid::Parsed p = liquid::parse("a\n{% for i in (1..1000000000) %}x{% endfor %}");
  Rendered rendered;
  EXPECT_EQ(render_part(*p.program, liquid::Form::text, "the text", {}, nullptr, rendered), "");
  EXPECT_FALSE(rendered.complete);
  EXPECT_TRUE(rendered.data_permitted);
  EXPECT_EQ(rendered.detail, "the text, line 2: the template does too much: it may loop for ever");
}

}  // namespace
}  // namespace assent::channels
