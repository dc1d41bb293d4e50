// How a template becomes a program; internal to parse(). One parser for one text.
//
// Every mistake is noted and the reading goes on, so that one mistake hides no other. Each part of the
// grammar has its file: parse_expressions.cc, parse_tags.cc (one tag by itself), parse_blocks.cc (tags with a
// body), parse_loops.cc and parse_partials.cc.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "channels/liquid/program.h"
#include "channels/liquid/scan.h"
#include "channels/liquid/tokens.h"

namespace assent::channels::liquid {

class Parser {
 public:
  Parser(Program& program, std::vector<Mistake>& mistakes) : p_(program), mistakes_(mistakes) {}
  void parse_all();

 private:
  // The inside of a block: text that is only space goes where nothing else would be written.
  struct Body {
    bool blank = true;
    std::vector<std::uint32_t> spaces;  // text ops
  };
  struct Block {
    std::string_view name;                    // "if"
    std::string_view end;                     // "endif"
    std::vector<std::string_view> between{};  // "elsif", "else"
    Place place{};
  };
  using Read = void (Parser::*)(Scan&, const Piece&, Body&);
  struct Tag {
    std::string_view name;
    Read read;
  };
  static const std::vector<Tag>& tags();

  // Up to the tag that ends the block or stands between; nullopt: the text ended, which is noted.
  std::optional<Piece> body(Scan& scan, const Block& block, Body& body);
  void piece(Scan& scan, const Piece& piece, const Block* around, Body& body);
  void unknown_tag(const Piece& piece, const Block* around);
  void text(const Piece& piece, Body& body);
  void drop_spaces(const Body& body);

  // Tags
  void read_output(Scan&, const Piece&, Body&);
  void read_assign(Scan&, const Piece&, Body&);
  void read_nothing(Scan&, const Piece&, Body&);  // an inline comment
  void read_comment(Scan&, const Piece&, Body&);
  void read_doc(Scan&, const Piece&, Body&);
  void read_raw(Scan&, const Piece&, Body&);
  void read_liquid(Scan&, const Piece&, Body&);
  void read_increment(Scan&, const Piece&, Body&);
  void read_cycle(Scan&, const Piece&, Body&);
  void read_break(Scan&, const Piece&, Body&);
  void read_partial(Scan&, const Piece&, Body&);
  // Blocks
  void read_if(Scan&, const Piece&, Body&);
  void read_case(Scan&, const Piece&, Body&);
  void read_capture(Scan&, const Piece&, Body&);
  void read_changed(Scan&, const Piece&, Body&);
  void read_for(Scan&, const Piece&, Body&);
  void read_table(Scan&, const Piece&, Body&);

  std::uint32_t condition_of(const Piece& piece);
  void choices(Scan& scan, const Block& block, std::uint32_t subject, std::optional<Piece> at,
               std::vector<Body>& bodies);
  void attributes(Tokens& t, Loop& loop, bool table);
  bool attribute(Tokens& t, Loop& loop, bool table);
  bool partial_arguments(Tokens& t, Partial& partial);

  // Expressions; nullopt: a mistake is noted.
  std::optional<std::uint32_t> term(Tokens& t, bool words = false, int depth = 0);
  std::optional<std::uint32_t> filtered(Tokens& t, std::string_view end);
  std::optional<std::uint32_t> condition(Tokens& t);
  bool clause(Tokens& t, std::vector<Clause>& into);
  bool path(Tokens& t, Expression& e, int depth);
  bool segments(Tokens& t, std::vector<Segment>& into, int depth);
  bool bracket(Tokens& t, Segment& s, int depth);
  bool range(Tokens& t, Expression& e, int depth);
  bool filter(Tokens& t, std::vector<FilterUse>& into);
  bool filter_arguments(Tokens& t, FilterUse& use, std::size_t& positional);
  bool check_count(Tokens& t, const Lexed& name, const FilterUse& use, std::size_t positional);
  std::uint32_t literal(const Value& v, Place place);
  std::uint32_t nothing(const Piece& piece);  // an expression that inserts nothing
  std::uint32_t some_condition();             // where the one written has a mistake
  Value number(std::string_view text) const;
  std::string_view written_plainly(Tokens& t, std::size_t from, std::size_t to);

  std::uint32_t variable(std::string_view name);
  std::uint32_t emit(Code code, const Piece& piece, std::uint32_t a = 0, std::uint32_t b = 0);
  std::uint32_t here() const { return static_cast<std::uint32_t>(p_.ops.size()); }
  std::string_view keep(std::string text);
  Tokens tokens(const Piece& piece) { return {p_.source, piece.markup, mistakes_}; }
  void wrong(Place place, std::string message, std::string expected = {}, std::string suggestion = {});

  Program& p_;
  std::vector<Mistake>& mistakes_;
  std::unordered_map<std::string_view, std::uint32_t> variables_;
  std::size_t depth_ = 0;
  bool given_up_ = false;
};

}  // namespace assent::channels::liquid
