// Tags with a body: if, unless, case, capture, ifchanged.
#include <algorithm>

#include "channels/liquid/parser.h"

namespace assent::channels::liquid {

// The condition of an if or elsif; some condition where it has a mistake, for the program is not run then.
std::uint32_t Parser::condition_of(const Piece& piece) {
  Tokens t = tokens(piece);
  auto found = condition(t);
  return found ? *found : some_condition();
}

void Parser::read_if(Scan& scan, const Piece& piece, Body& around) {
  bool negated = piece.name == "unless";
  Block block{piece.name, negated ? "endunless" : "endif", {"elsif", "else"}, piece.place};
  std::vector<Body> bodies;
  std::vector<std::uint32_t> to_end;
  std::uint32_t skip = emit(negated ? Code::if_jump : Code::unless_jump, piece, 0, condition_of(piece));
  bool skips = true;
  while (true) {
    auto end = body(scan, block, bodies.emplace_back());
    bool more = end && end->name != block.end;
    if (more) to_end.push_back(emit(Code::jump, *end));
    if (skips) p_.ops[skip].a = here();
    skips = false;
    if (!more) break;
    if (end->name == "elsif") {
      skip = emit(Code::unless_jump, *end, 0, condition_of(*end));
      skips = true;
    }
  }
  for (std::uint32_t op : to_end) p_.ops[op].a = here();
  bool blank = std::all_of(bodies.begin(), bodies.end(), [](const Body& b) { return b.blank; });
  if (blank) {
    for (const Body& b : bodies) drop_spaces(b);
  }
  around.blank = around.blank && blank;
}

void Parser::read_case(Scan& scan, const Piece& piece, Body& around) {
  Block block{"case", "endcase", {"when", "else"}, piece.place};
  Tokens t = tokens(piece);
  auto subject = term(t);  // Ruby's Liquid takes no heed of what follows
  emit(Code::case_begin, piece);
  // What stands before the first when is read and never written.
  Body before;
  std::uint32_t skip = emit(Code::jump, piece);
  auto next = body(scan, block, before);
  p_.ops[skip].a = here();
  std::vector<Body> bodies;
  choices(scan, block, subject ? *subject : nothing(piece), next, bodies);
  emit(Code::case_end, piece);
  bool blank =
      before.blank && std::all_of(bodies.begin(), bodies.end(), [](const Body& b) { return b.blank; });
  if (blank) {
    for (const Body& b : bodies) drop_spaces(b);
  }
  around.blank = around.blank && blank;
}

void Parser::choices(Scan& scan, const Block& block, std::uint32_t subject, std::optional<Piece> at,
                     std::vector<Body>& bodies) {
  while (at && at->name != block.end) {
    std::uint32_t op = 0;
    bool is_else = at->name == "else";
    Choice choice{subject, 0, 0};
    Tokens t = tokens(*at);
    if (is_else) {
      t.expect_end("nothing behind else");
      op = emit(Code::case_else, *at);
    } else {
      std::vector<std::uint32_t> values;
      do {
        auto value = term(t, true);
        if (!value) break;
        values.push_back(*value);
      } while (t.take_name("or") || t.take(Token::comma));
      // Ruby's Liquid takes no heed of what follows the values.
      choice.values = static_cast<std::uint32_t>(p_.arguments.size());
      choice.value_count = static_cast<std::uint32_t>(values.size());
      p_.arguments.insert(p_.arguments.end(), values.begin(), values.end());
      p_.choices.push_back(choice);
      op = emit(Code::when, *at, 0, static_cast<std::uint32_t>(p_.choices.size() - 1));
    }
    Piece of = *at;
    at = body(scan, block, bodies.emplace_back());
    if (!is_else) emit(Code::when_end, of, op + 1);
    p_.ops[op].a = here();
  }
}

void Parser::read_capture(Scan& scan, const Piece& piece, Body&) {
  Block block{"capture", "endcapture", {}, piece.place};
  std::string_view s = piece.markup;
  auto part_of_name = [](char c) {
    return c == '-' || c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  };
  while (!s.empty() && !part_of_name(s.front())) s.remove_prefix(1);
  s = s.substr(0, static_cast<std::size_t>(std::find_if_not(s.begin(), s.end(), part_of_name) - s.begin()));
  if (s.empty()) wrong(piece.place, "this capture has no name", "a name: capture name");
  emit(Code::capture, piece, 0, variable(s));
  Body inside;
  body(scan, block, inside);
  emit(Code::capture_end, piece, 0, variable(s));
}

void Parser::read_changed(Scan& scan, const Piece& piece, Body& around) {
  Block block{"ifchanged", "endifchanged", {}, piece.place};
  emit(Code::changed, piece);
  Body inside;
  body(scan, block, inside);
  emit(Code::changed_end, piece);
  around.blank = around.blank && inside.blank;
}

}  // namespace assent::channels::liquid
