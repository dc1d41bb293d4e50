// Liquid's neighbours of the conformance cases: what Shopify's implementation (5.13, strict) answers, by table.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "channels/liquid/batch.h"
#include "channels/liquid/program.h"

namespace assent::channels::liquid {
namespace {

const char* const kError = "ERROR";

std::string rendered(std::string_view text, std::string_view data = "{}", std::string_view templates = "{}") {
  json::object line{
      {"template", text}, {"data", parse_json(data).value()}, {"templates", parse_json(templates).value()}};
  json::object got = answer(line, *parse_rfc3339("2026-11-21T10:00:00Z"));
  if (got.contains("error")) return kError;
  return std::string(got.at("output").as_string());
}

std::string failure(std::string_view text, std::string_view data = "{}") {
  json::object line{{"template", text}, {"data", parse_json(data).value()}};
  json::object got = answer(line, Utc{});
  return got.contains("error") ? std::string(got.at("error").as_string()) : "no error";
}

struct Row {
  std::string_view text;
  std::string_view data;
  std::string_view output;
};

void expect_all(const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(rendered(row.text, row.data), row.output) << row.text << "  " << row.data;
}

TEST(Liquid, NumbersAreRubys) {
  expect_all({
      {"{{ 0.1 | plus: 0.2 }}", "{}", "0.3"},
      {"{{ 1.1 | times: 3 }}", "{}", "3.3"},
      {"{{ 1.1 | divided_by: 0.1 }}", "{}", "11.0"},
      {"{{ 10 | divided_by: 3.0 | round: 3 }}", "{}", "3.333"},
      {"{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }} {{ -7 | modulo: 3 }}", "{}", "3 -4 2"},
      {"{{ 5 | divided_by: 0 }}", "{}", kError},
      {"{{ 5.0 | modulo: 0 }}", "{}", kError},
      {"{{ 15 | round: -1 }} {{ 2.5 | round }} {{ -2.5 | round }}", "{}", "20 3 -3"},
      {"{{ '12abc' | plus: 1 }} {{ '1_000' | plus: 1 }} {{ ' 3.5 ' | plus: 1 }}", "{}", "13 1001 4.5"},
      {"{{ 1e3 }}", "{}", kError},
      {"{{ 10000000000000000.0 | plus: 0 }} {{ 0.00001 | plus: 0 }}", "{}", "1.0e+16 1.0e-05"},
      {"{{ 123456789012345.0 }} {{ -0.5 }} {{ 100.0 | ceil }}", "{}", "123456789012345.0 -0.5 100"},
      {"{{ x | plus: 1 }}", R"({"x": null})", "1"},
      {"{{ true | plus: 1 }}", "{}", "1"},
      {"{{ -3 | abs }} {{ '-3.5' | abs }} {{ 3 | at_least: '4.5' }}", "{}", "3 3.5 4.5"},
      {"{{ '1.2.3' | plus: 1 }}", "{}", "2"},
  });
}

TEST(Liquid, TextIsUnicode) {
  expect_all({
      {"{{ 'straße' | upcase }} {{ 'ÀÉÎ' | downcase }} {{ 'éCLAIR' | capitalize }}", "{}",
       "STRASSE àéî Éclair"},
      {"{{ 'ǆ' | capitalize }} {{ 'ﬁn' | capitalize }} {{ 'ﬁn' | upcase }} {{ 'İ' | downcase }}", "{}",
       "ǅ Fin FIN i̇"},
      {"{{ 'ΑΣ' | downcase }} {{ 'привет' | upcase }}", "{}", "ασ ПРИВЕТ"},
      {"{{ 'héllo' | size }} {{ 'héllo' | slice: 1, 2 }} {{ 'héllo' | truncate: 4, '…' }}", "{}",
       "5 él hél…"},
      {"{{ '日本語' | split: '' | join: '-' }} {{ 'é' | url_encode }}", "{}", "日-本-語 %C3%A9"},
  });
}

TEST(Liquid, ListsAreFlatAndKeepTheirItems) {
  expect_all({
      {"{{ a | sort_natural | join }}", R"({"a": ["b", "A", "C"]})", "A b C"},
      {"{{ a | sort }}", R"({"a": [1, "b"]})", kError},
      {"{{ a | sort | join: ',' }}", R"({"a": [2, null, 1]})", "1,2,"},
      {"{{ a | uniq | join: ',' }}", R"({"a": [1, 1.0, "1", 1]})", "1,1.0,1"},
      {"{{ 5 | sort: 't' }}{{ 5 | uniq: 't' }}", "{}", "55"},
      {"{{ a | sum: 'n' }}", R"({"a": [{"n": 0.1}, {"n": 0.2}, {}]})", "0.3"},
      {"{{ a | where: 'n', 1 | map: 't' | first }}", R"({"a": [{"n": 2}, {"n": 1, "t": "x"}]})", "x"},
      {"{{ 'a,b,,c,,' | split: ',' | size }}", "{}", "4"},
      {"{{ h | first | join: '=' }} {{ h.size }}", R"({"h": {"k": "v", "size": 9}})", "k=v 9"},
      {"{{ a }} {{ a | append: '' }}", R"({"a": ["x", {"k": null}]})", R"(x{"k"=>nil} ["x", {"k"=>nil}])"},
  });
}

TEST(Liquid, ConditionsBindToTheRight) {
  expect_all({
      {"{% if false and false or true %}T{% else %}F{% endif %}", "{}", "F"},
      {"{% if true or false and false %}T{% else %}F{% endif %}", "{}", "T"},
      {"{% if 1 < 'a' %}{% endif %}", "{}", kError},
      {"{% if h < 1 %}T{% else %}F{% endif %}", R"({"h": {}})", "F"},
      {"{% if 'a' == 'a' == true %}T{% endif %}", "{}", kError},
      {"{% if not a %}T{% endif %}", "{}", kError},
      {"{% case 1 %}{% when 1, 1 %}a{% when 1 %}b{% else %}c{% endcase %}", "{}", "aab"},
      {"{% case x %}{% when 1 %}{% assign x = 2 %}one{% when 2 %}two{% endcase %}", R"({"x": 1})", "onetwo"},
  });
}

TEST(Liquid, LoopsAndWhatLeavesThem) {
  expect_all({
      {"{% for i in (1..5) offset:1 limit:2 reversed %}{% endfor %}", "{}", kError},
      {"{% for i in (1..5) reversed offset:1 limit:2 %}{{ i }}{% endfor %}", "{}", "32"},
      {"{% for i in (1..3) %}{% capture x %}{{ i }}{% break %}q{% endcapture %}{% endfor %}{{ x }}", "{}",
       "1"},
      {"a{% break %}b", "{}", "a"},
      {"{% for i in (1..2) %}{% assign i = 9 %}{{ i }}{% endfor %}{{ i }}", "{}", "129"},
      {"{% for i in h %}{{ i[0] }}={{ i | last }};{% endfor %}", R"({"h": {"a": 1, "b": 2}})", "a=1;b=2;"},
      {"{% tablerow i in nil %}x{% endtablerow %}|{% tablerow i in 5 %}x{% endtablerow %}", "{}",
       "|<tr class=\"row1\">\n</tr>\n"},
      {"{% cycle nil, 2 %}{% cycle 'a', 'b', %}{% cycle 'a', 'b', %}", "{}", "2ab"},
      {"{% increment x %}{{ x }}", R"({"x": 5})", "56"},
  });
}

TEST(Liquid, DatesAreRubys) {
  expect_all({
      {"{{ '2016-03-05 17:08:09 +0200' | date: '%-d %b %Y %l:%M %P %:z %j %U %V %s' }}", "{}",
       "5 Mar 2016  5:08 pm +02:00 065 09 09 1457190489"},
      {"{{ 'now' | date: '%F %T %Z' }} {{ 'Today' | date: '%a' }}", "{}", "2026-11-21 10:00:00 UTC Sat"},
      {"{{ d | date: '%F' }}", R"({"d": "03/14/2016"})", "03/14/2016"},
      {"{{ d | date: '%F' }}", R"({"d": "14.03.2016"})", "2016-03-14"},
      {"{{ d | date: '%F' }}", R"({"d": "Mon, 14 Mar 2016 10:00:00 GMT"})", "2016-03-14"},
      {"{{ d | date: '%F' }}", R"({"d": "2016-02-30"})", "2016-03-01"},
      {"{{ d | date: '%F' }}", R"({"d": "2016-13-45"})", "2016-13-45"},
      {"{{ 0 | date: '%^A %05d %q 100%%' }}", "{}", "THURSDAY 00001 %q 100%"},
      {"{{ 0 | date: '100%' }}", "{}", kError},
  });
}

TEST(Liquid, SpaceGoesWhereNothingElseWouldBe) {
  expect_all({
      {"{% if true %} {% raw %}{% endraw %} {% endif %}|", "{}", "|"},
      {"{% if true %} {% doc %}x{% enddoc %} {% endif %}|", "{}", "  |"},
      {"{% if true %} {% liquid\n assign x = 1\n %} {% endif %}|", "{}", "|"},
      {"{% if true %} {% cycle 'a' %} {% endif %}|", "{}", " a |"},
      {"a  {%- if true -%}  b  {%- endif -%}  c", "{}", "abc"},
      {"{% raw -%} a {%- endraw %}", "{}", " a "},
  });
}

TEST(Liquid, TemplatesInTemplates) {
  struct Case {
    std::string_view text, templates, output;
  };
  const std::vector<Case> cases{
      {"{% include 'p', x: 1 %}{{ x }}", R"({"p": "[{{ x }}]"})", "[1]"},
      {"{% render 'p' for (1..2) as x %}", R"({"p": "[{{ x }}{{ forloop.index }}]"})", "[11][22]"},
      {"{% for i in (1..3) %}{% include 'b' %}-{% endfor %}", R"({"b": "{{ i }}{% break %}x"})", "1"},
      {"{% for i in (1..2) %}{% render 'b', i: i %}-{% endfor %}", R"({"b": "{{ i }}{% break %}x"})", "1-2-"},
      {"{% render 'inc' %}", R"({"inc": "{% include 'p' %}", "p": ""})", kError},
      {"{% if false %}{% include 'bad' %}{% endif %}ok", R"({"bad": "{% if %}"})", "ok"},
      {"{% include 'bad' %}", R"({"bad": "{% if %}"})", kError},
      {"{% include 'nosuch' %}", "{}", kError},
      {"{% render 'loop' %}", R"({"loop": "{% render 'loop' %}"})", kError},
      {"{% include 'a/b' with 3 %}", R"({"a/b": "{{ b }}"})", "3"},
  };
  for (const Case& c : cases) EXPECT_EQ(rendered(c.text, "{}", c.templates), c.output) << c.text;
}

// Whatever the template does, it ends, and says why.
TEST(Liquid, LimitsHold) {
  std::string deep, brackets = "{{ a", sub;
  for (std::size_t i = 0; i <= limits::liquid_nesting; ++i) {
    deep += "{% if true %}";
    brackets += "[a";
    sub += "]";
  }
  for (std::size_t i = 0; i <= limits::liquid_nesting; ++i) deep += "{% endif %}";
  struct Case {
    std::string text, message;
  };
  const std::vector<Case> cases{
      {"{% for i in (1..1000000000) %}{% endfor %}", "may loop for ever"},
      {"{% for i in (1..2000) %}{% for j in (1..2000) %}{{ j }}{% endfor %}{% endfor %}", "1:"},
      {"{{ (1..1000000000) | join }}", "may loop for ever"},
      {"{% assign s = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}",
       "too much"},
      {"{% capture s %}{% for i in (1..300000) %}0123456789{% endfor %}{% endcapture %}",
       "the text is too long"},
      {deep, "nested more than 100 deep"},
      {brackets + sub + " }}", "brackets are nested more than 100 deep"},
      {std::string(limits::template_bytes + 1, 'x'), "the template is too long"},
  };
  for (const Case& c : cases) {
    EXPECT_NE(failure(c.text).find(c.message), std::string::npos) << c.text.substr(0, 80) << "\n"
                                                                  << failure(c.text);
  }
}

TEST(Liquid, MistakesSayWhere) {
  EXPECT_EQ(failure("a\n  {{ 5 | divided_by: 0 }}"), "2:3: divided by 0");
  EXPECT_EQ(failure("é{{ a | upcas }}"), "1:9: unknown filter \"upcas\"");
  EXPECT_EQ(failure("{% for i in (1..2) %}"), "1:1: this for is never closed");
  EXPECT_EQ(failure("{% if a %}{% endfor %}{% endif %}"),
            "1:11: \"endfor\" does not belong to the \"if\" of line 1");
}

}  // namespace
}  // namespace assent::channels::liquid
