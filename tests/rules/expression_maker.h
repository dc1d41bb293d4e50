// Random expressions from a tape of bytes: the same tape makes the same text, and a shorter or smaller tape a
// simpler one, so that RapidCheck can shrink what it finds and libFuzzer can steer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assent::rules {

class ExpressionMaker {
 public:
  explicit ExpressionMaker(const std::vector<std::uint8_t>& tape) : tape_(tape) {}

  // Of any type, often wrong.
  std::string any(int depth = 6) {
    switch (pick(depth <= 0 ? 2 : 6)) {
      case 0:
        return leaf();
      case 1:
        return variable();
      case 2:
        return operation(depth);
      case 3:
        return call(depth);
      case 4:
        return macro(depth);
      default:
        return collection(depth);
    }
  }

  std::string predicate(int depth) {
    auto of = [&](char t) { return typed(t, depth); };
    switch (pick(9)) {
      case 0:
        return "(" + of('b') + " && " + of('b') + ")";
      case 1:
        return "(" + of('b') + " || " + of('b') + ")";
      case 2:
        return "!" + of('b');
      case 3: {
        char t = kinds("iudstr");
        return "(" + of(t) + one_of({" < ", " <= ", " > ", " >= "}) + of(t) + ")";
      }
      case 4: {
        char t = kinds("biudslmtr");
        return "(" + of(t) + one_of({" == ", " != "}) + of(t) + ")";
      }
      case 5:
        return of('s') + one_of({".startsWith(", ".contains(", ".matches(", ".endsWith("}) + of('s') + ")";
      case 6:
        return "(" + of('i') + " in " + of('l') + ")";
      case 7:
        return of('l') + one_of({".all(x, x > ", ".exists(x, x == ", ".exists_one(x, x < "}) + of('i') + ")";
      default:
        return "(" + of('s') + " in " + of('m') + ")";
    }
  }

  // Mostly of the wanted type: b(ool) i(nt) u(int) d(ouble) s(tring) l(ist of ints) m(ap) t(ime) r
  // (duration).
  std::string typed(char type, int depth = 5) {
    if (depth <= 0 || pick(4) == 0) return simple(type);
    auto of = [&](char t) { return typed(t, depth - 1); };
    switch (type) {
      case 'b':
        return predicate(depth - 1);
      case 'i':
        switch (pick(7)) {
          case 0:
            return "(" + of('i') + one_of({" + ", " - ", " * ", " / ", " % "}) + of('i') + ")";
          case 1:
            return "size(" + of(kinds("slm")) + ")";
          case 2:
            return "int(" + of(kinds("iudst")) + ")";
          case 3:
            return of('l') + "[" + of('i') + "]";
          case 4:
            return of('m') + "[" + of('s') + "]";
          case 5:
            return of('t') + one_of({".getHours()", ".getFullYear('UTC')", ".getDayOfWeek()"});
          default:
            return "-(" + of('i') + ")";
        }
      case 'u':
        return pick(2) == 0 ? "uint(" + of(kinds("iuds")) + ")"
                            : "(" + of('u') + one_of({" + ", " * ", " / "}) + of('u') + ")";
      case 'd':
        return pick(2) == 0 ? "double(" + of(kinds("iuds")) + ")"
                            : "(" + of('d') + one_of({" + ", " - ", " * ", " / "}) + of('d') + ")";
      case 's':
        switch (pick(6)) {
          case 0:
            return "(" + of('s') + " + " + of('s') + ")";
          case 1:
            return "string(" + of(kinds("biudstr")) + ")";
          case 2:
            return of('s') + ".substring(" + of('i') + ")";
          case 3:
            return of('s') + ".replace(" + of('s') + ", " + of('s') + ")";
          case 4:
            return of('s') + one_of({".trim()", ".lowerAscii()", ".reverse()", ".upperAscii()"});
          default:
            return of('s') + ".split(" + of('s') + ").join(" + of('s') + ")";
        }
      case 'l':
        switch (pick(5)) {
          case 0:
            return "[" + of('i') + ", " + of('i') + "]";
          case 1:
            return "(" + of('l') + " + " + of('l') + ")";
          case 2:
            return of('l') + ".map(x, x + " + of('i') + ")";
          case 3:
            return of('l') + ".filter(x, x > " + of('i') + ")";
          default:
            return of('m') + ".transformList(k, v, v)";
        }
      case 'm':
        return pick(2) == 0 ? "{" + of('s') + ": " + of('i') + "}"
                            : of('m') + ".transformMap(k, v, v * " + of('i') + ")";
      case 't':
        return "(" + of('t') + one_of({" + ", " - "}) + of('r') + ")";
      default:
        return pick(2) == 0 ? "(" + of('t') + " - " + of('t') + ")" : "(" + of('r') + " + " + of('r') + ")";
    }
  }

 private:
  std::uint8_t next() { return at_ < tape_.size() ? tape_[at_++] : 0; }
  std::size_t pick(std::size_t count) { return next() % count; }
  std::string one_of(std::initializer_list<std::string_view> words) {
    return std::string(words.begin()[pick(words.size())]);
  }
  char kinds(std::string_view letters) { return letters[pick(letters.size())]; }

  std::string leaf() {
    return one_of({"1",
                   "0",
                   "-1",
                   "42",
                   "7u",
                   "1.5",
                   "-0.0",
                   "1e300",
                   "'a'",
                   "''",
                   "'\\u00e9\\n'",
                   "b'\\xff'",
                   "true",
                   "false",
                   "null",
                   "9223372036854775807",
                   "-9223372036854775808",
                   "18446744073709551615u",
                   "r'\\d+'",
                   "\"\"\"x\ny\"\"\"",
                   "duration('90s')",
                   "timestamp('2026-11-21T10:00:00Z')",
                   "int",
                   "type(1)",
                   "optional.none()"});
  }

  std::string variable() {
    return one_of({"i", "u",  "d",   "s",    "b",      "l",    "m",     "t",       "r",       "x",
                   "v", ".i", "m.a", "m.?a", "m['a']", "l[0]", "l[?9]", "missing", "m.`a b`", "a.b.c"});
  }

  std::string operation(int depth) {
    if (pick(5) == 0) return "(" + any(depth - 1) + " ? " + any(depth - 1) + " : " + any(depth - 1) + ")";
    if (pick(5) == 0) return one_of({"!", "-"}) + "(" + any(depth - 1) + ")";
    if (pick(5) == 0) return one_of({"!", "-"}) + any(depth - 1);
    std::string op =
        one_of({" + ", " - ", " * ", " / ", " % ", " == ", " != ", " < ", " >= ", " && ", " || ", " in "});
    bool bare = pick(2) == 0;
    std::string text = any(depth - 1) + op + any(depth - 1);
    return bare ? text : "(" + text + ")";
  }

  std::string call(int depth) {
    std::string a = "(" + any(depth - 1) + ")";
    switch (pick(8)) {
      case 0:
        return one_of({"size", "int", "string", "double", "type", "dyn", "bytes", "duration", "math.abs",
                       "optional.of"}) +
               a;
      case 1:
        return a +
               one_of(
                   {".startsWith(", ".contains(", ".matches(", ".split(", ".indexOf(", ".or(", ".orValue("}) +
               any(depth - 1) + ")";
      case 2:
        return a + "[" + any(depth - 1) + "]";
      case 3:
        return "math.greatest(" + any(depth - 1) + ", " + any(depth - 1) + ", 3)";
      case 4:
        return "'%s %d %.2f %x'.format([" + any(depth - 1) + ", " + any(depth - 1) + ", 1.5, 255])";
      case 5:
        return a + "." + one_of({"a", "?b", "size()", "hasValue()", "value()", "getHours()", "unknown(1)"});
      case 6:
        return "has(" + a + ".a)";
      default:
        return a + "[?" + any(depth - 1) + "]";
    }
  }

  std::string macro(int depth) {
    std::string range = "(" + any(depth - 1) + ")";
    std::string body = any(depth - 1);
    switch (pick(7)) {
      case 0:
        return range + one_of({".all(x, ", ".exists(x, ", ".exists_one(x, ", ".map(x, ", ".filter(x, "}) +
               body + ")";
      case 1:
        return range +
               one_of({".all(x, v, ", ".exists(x, v, ", ".transformList(x, v, ", ".transformMap(x, v, "}) +
               body + ")";
      case 2:
        return range + ".map(x, " + any(depth - 1) + ", " + body + ")";
      case 3:
        return "cel.bind(x, " + range + ", " + body + ")";
      case 4:
        return range + one_of({".optMap(x, ", ".optFlatMap(x, "}) + body + ")";
      case 5:
        return range + ".transformMapEntry(x, v, {v: x})";
      default:
        return "[1, 2, 3].map(x, " + body + ")";
    }
  }

  std::string collection(int depth) {
    switch (pick(4)) {
      case 0:
        return "[" + any(depth - 1) + ", " + any(depth - 1) + "]";
      case 1:
        return "{" + any(depth - 1) + ": " + any(depth - 1) + "}";
      case 2:
        return "[?" + any(depth - 1) + ", 1]";
      default:
        return "{?'k': " + any(depth - 1) + ", 'a': 1}";
    }
  }

  std::string simple(char type) {
    switch (type) {
      case 'b':
        return one_of({"b", "true", "false"});
      case 'i':
        return one_of({"i", "0", "3", "-7", "9223372036854775807"});
      case 'u':
        return one_of({"u", "0u", "9u"});
      case 'd':
        return one_of({"d", "0.5", "-2.0", "1e10"});
      case 's':
        return one_of({"s", "''", "'abc'", "'12'", "'\\u00e9'", "'('"});
      case 'l':
        return one_of({"l", "[1, 2, 3]"});
      case 'm':
        return one_of({"m", "{'a': 1, 'b': 2}"});
      case 't':
        return one_of({"t", "timestamp('2026-11-21T10:00:00Z')", "timestamp('9999-12-31T23:59:59Z')"});
      default:
        return one_of({"r", "duration('1h')", "duration('-300ms')"});
    }
  }

  const std::vector<std::uint8_t>& tape_;
  std::size_t at_ = 0;
};

}  // namespace assent::rules
