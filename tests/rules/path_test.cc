// Paths and field tests are shortcuts: they answer what the operations that they stand for answer.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "rules/expression.h"
#include "rules/json_contact.h"

namespace assent::rules {
namespace {

const json::object& data() {
  static const json::object object =
      json::parse(
          R"({"i":3,"j":-3,"u":18446744073709551615,"d":3.0,"e":2.5,"s":"abc","t":"","b":true,"n":null,)"
          R"("l":[1],"m":{"i":3,"a b":{"c":{"d":{"e":"deep"}}}},"text of more than sixteen bytes":"found"})")
          .as_object();
  return object;
}

// The value or the error, as text.
std::string outcome(const std::string& text) {
  static const JsonContact contact(data());
  Compiled compiled = compile(text, journey_environment());
  if (!compiled.program) return "refused: " + compiled.issues.at(0).message;
  std::string error;
  auto value = evaluate(*compiled.program, {&contact, &data(), nullptr, Utc{}}, &error);
  return value ? json::serialize(*value) : "error: " + error;
}

TEST(Paths, CompareAsTheOperatorsDo) {
  for (std::string name : {"i", "j", "u", "d", "e", "s", "t", "b", "n", "l", "m", "missing"}) {
    for (std::string constant : {"3", "-3", "3u", "18446744073709551615u", "3.0", "2.5", "double('nan')",
                                 "'abc'", "''", "'i'", "true", "null", "[1]", "{'i': 3}", "b'abc'"}) {
      for (std::string op : {"==", "!=", "<", "<=", ">", ">="}) {
        for (std::string map : {"event", "contact"}) {
          std::string field = map + "." + name;
          std::string same = "(true ? dyn(" + field + ") : 0)";  // no path
          std::string right = op + " dyn(" + constant + ")";
          EXPECT_EQ(outcome(field + " " + right), outcome(same + " " + right)) << field << right;
          EXPECT_EQ(outcome("!(" + field + " " + right + ")"), outcome("!(" + same + " " + right + ")"));
          EXPECT_EQ(outcome("[" + map + "].exists(x, x." + name + " " + right + ")"),
                    outcome("[" + map + "].exists(x, (true ? dyn(x." + name + ") : 0) " + right + ")"));
        }
      }
    }
  }
}

struct Row {
  std::string text;
  std::string outcome;
};

class Paths : public testing::TestWithParam<Row> {};
TEST_P(Paths, AreFollowed) {
  EXPECT_EQ(outcome(GetParam().text), GetParam().outcome) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Table, Paths,
    testing::Values(Row{"event.m['a b'].c.d.e", R"("deep")"}, Row{"event.m['a b'].c.d.e == 'deep'", "true"},
                    Row{"contact.m['a b'].c.d.e != 'deep'", "false"},
                    Row{"event.m.x.c.d.e", "error: no such attribute: x"},
                    Row{"event.i.x == 3", "error: 3 has no field \"x\""},
                    Row{"event['text of more than sixteen bytes'] == 'found'", "true"},
                    Row{"event['text of more than sixteen bytez'] == 'found'",
                        "error: no such attribute: text of more than sixteen bytez"},
                    Row{"event.u == 18446744073709551615u", "true"},
                    Row{"has(event.m.i) && has(contact.m) && !has(event.m.x)", "true"},
                    Row{"has(event.n)", "true"}, Row{"has(event.x.y)", "error: no such attribute: x"},
                    Row{"has(event.i.y)", "error: 3 has no field \"y\""},
                    Row{"[{'a': {'b': 3}}].exists(x, x.a.b == 3)", "true"},
                    Row{"[event.m].exists(x, x.i == 3 && x['a b'].c.d.e == 'deep')", "true"},
                    Row{"[{'a': 1}].map(x, x.?a)[0].value() == 1", "true"},
                    Row{"cel.bind(x, event.?m, x.i.value() == 3)", "true"},
                    Row{"cel.bind(x, dyn(1 / 0), x.a == 3)", "error: division by zero"}));

}  // namespace
}  // namespace assent::rules
