// Pieces in their order: text, outputs, and tags by their names.
#include <fmt/format.h>

#include <algorithm>

#include "base/issue.h"
#include "base/limits.h"
#include "channels/liquid/parser.h"

namespace assent::channels::liquid {

const std::vector<Parser::Tag>& Parser::tags() {
  static const std::vector<Tag> known{
      {"#", &Parser::read_nothing},
      {"assign", &Parser::read_assign},
      {"break", &Parser::read_break},
      {"capture", &Parser::read_capture},
      {"case", &Parser::read_case},
      {"comment", &Parser::read_comment},
      {"continue", &Parser::read_break},
      {"cycle", &Parser::read_cycle},
      {"decrement", &Parser::read_increment},
      {"doc", &Parser::read_doc},
      {"echo", &Parser::read_output},
      {"for", &Parser::read_for},
      {"if", &Parser::read_if},
      {"ifchanged", &Parser::read_changed},
      {"include", &Parser::read_partial},
      {"increment", &Parser::read_increment},
      {"liquid", &Parser::read_liquid},
      {"raw", &Parser::read_raw},
      {"render", &Parser::read_partial},
      {"tablerow", &Parser::read_table},
      {"unless", &Parser::read_if},
  };
  return known;
}

void Parser::wrong(Place place, std::string message, std::string expected, std::string suggestion) {
  mistakes_.push_back({place.offset, std::max<std::size_t>(place.length, 1), std::move(message),
                       std::move(expected), std::move(suggestion)});
}

std::uint32_t Parser::emit(Code code, const Piece& piece, std::uint32_t a, std::uint32_t b) {
  p_.ops.push_back({code, a, b, piece.place});
  return here() - 1;
}

std::uint32_t Parser::variable(std::string_view name) {
  auto [found, fresh] = variables_.try_emplace(name, static_cast<std::uint32_t>(p_.variables.size()));
  if (fresh) p_.variables.push_back(name);
  return found->second;
}

std::string_view Parser::keep(std::string text) {
  p_.texts.push_back(std::make_unique<std::string>(std::move(text)));
  return *p_.texts.back();
}

void Parser::text(const Piece& piece, Body& body) {
  if (piece.text.empty()) return;
  bool space = piece.text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
  std::uint32_t op = emit(Code::text, piece, piece.place.offset, piece.place.length);
  if (space) {
    body.spaces.push_back(op);
  } else {
    body.blank = false;
  }
}

void Parser::drop_spaces(const Body& body) {
  for (std::uint32_t op : body.spaces) p_.ops[op].code = Code::nothing;
}

void Parser::unknown_tag(const Piece& piece, const Block* around) {
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names;
    for (const Tag& tag : tags()) names.emplace_back(tag.name);
    for (const char* name : {"elsif", "else", "when", "endif", "endfor", "endcase", "endunless", "endcapture",
                             "endcomment", "endraw", "endtablerow", "endifchanged", "enddoc"})
      names.emplace_back(name);
    return names;
  }();
  bool is_known = std::find(known.begin(), known.end(), piece.name) != known.end();
  if (!is_known) {
    wrong(piece.place, fmt::format("unknown tag \"{}\"", piece.name),
          "a tag of Liquid, such as if, for or assign", nearest(piece.name, known));
  } else if (around == nullptr) {
    wrong(piece.place, fmt::format("\"{}\" belongs to no tag that is open here", piece.name));
  } else {
    std::size_t line = line_column(p_.source, around->place.offset).line;
    wrong(piece.place,
          fmt::format("\"{}\" does not belong to the \"{}\" of line {}", piece.name, around->name, line),
          std::string(around->end));
  }
}

void Parser::piece(Scan& scan, const Piece& piece, const Block* around, Body& body) {
  switch (piece.kind) {
    case PieceKind::text:
      text(piece, body);
      return;
    case PieceKind::output:
      read_output(scan, piece, body);
      return;
    case PieceKind::tag:
      break;
  }
  const auto& known = tags();
  auto found = std::find_if(known.begin(), known.end(), [&](const Tag& t) { return t.name == piece.name; });
  if (found == known.end()) {
    unknown_tag(piece, around);
  } else {
    (this->*found->read)(scan, piece, body);
  }
}

std::optional<Piece> Parser::body(Scan& scan, const Block& block, Body& body) {
  if (depth_ >= limits::liquid_nesting) {
    wrong(block.place, fmt::format("tags are nested more than {} deep here", limits::liquid_nesting));
    while (scan.next()) {
    }
    given_up_ = true;  // the blocks around it are not to blame
    return std::nullopt;
  }
  ++depth_;
  while (auto next = scan.next()) {
    bool tag = next->kind == PieceKind::tag;
    if (tag && (next->name == block.end ||
                std::find(block.between.begin(), block.between.end(), next->name) != block.between.end())) {
      --depth_;
      return next;
    }
    piece(scan, *next, &block, body);
  }
  --depth_;
  if (!given_up_)
    wrong(block.place, fmt::format("this {} is never closed", block.name), std::string(block.end));
  return std::nullopt;
}

void Parser::parse_all() {
  Scan scan(p_.source, mistakes_);
  Body body;
  while (auto next = scan.next()) piece(scan, *next, nullptr, body);
  p_.ops.push_back({Code::end, 0, 0, {}});
}

Parsed parse(std::string_view text) {
  Parsed parsed;
  auto program = std::make_shared<Program>();
  if (text.size() > limits::template_bytes) {
    parsed.legible = std::move(program);
    parsed.mistakes.push_back(
        {0, 1, "the template is too long", fmt::format("at most {} bytes", limits::template_bytes), {}});
    return parsed;
  }
  program->source = text;
  Parser(*program, parsed.mistakes).parse_all();
  std::stable_sort(parsed.mistakes.begin(), parsed.mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.offset < b.offset; });
  if (parsed.mistakes.empty()) parsed.program = program;
  parsed.legible = std::move(program);
  return parsed;
}

LineColumn line_column(std::string_view text, std::size_t offset) {
  std::string_view before = text.substr(0, offset);
  auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  std::size_t start = before.rfind('\n');
  std::string_view in_line = start == std::string_view::npos ? before : before.substr(start + 1);
  auto column = static_cast<std::size_t>(
                    std::count_if(in_line.begin(), in_line.end(),
                                  [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })) +
                1;
  return {line, column};
}

}  // namespace assent::channels::liquid
