// From text to pieces: literal text, {{ outputs }} and {% tags %}, with what the dashes of {%- -%} take away
// already taken.
//
//   Scan scan(text, mistakes);
//   while (auto piece = scan.next()) ...
//
// Inside {% liquid %} the pieces are the tags of its lines. Views into the text, which must outlive the scan.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "channels/liquid/program.h"

namespace assent::channels::liquid {

enum class PieceKind : std::uint8_t { text, output, tag };

struct Piece {
  PieceKind kind = PieceKind::text;
  std::string_view text;    // of text: as it is to be written
  std::string_view name;    // of a tag
  std::string_view markup;  // of an output or tag: what stands inside
  Place place;              // the whole piece
};

class Scan {
 public:
  Scan(std::string_view text, std::vector<Mistake>& mistakes)
      : text_(text), end_(text.size()), mistakes_(mistakes) {}
  // The lines of a {% liquid %} tag: [from, to) of the text.
  Scan(std::string_view text, std::size_t from, std::size_t to, std::vector<Mistake>& mistakes)
      : text_(text), at_(from), end_(to), lines_(true), mistakes_(mistakes) {}

  std::optional<Piece> next();
  bool lines() const { return lines_; }

  // Behind {% raw %} or {% doc %}: what stands before {% END %}, which is taken too. nullopt: there is none.
  std::optional<std::string_view> up_to(std::string_view end);
  // Behind {% comment %}: past its {% endcomment %}; false: there is none.
  bool skip_comment();

 private:
  std::optional<Piece> next_line();
  Piece read_output();
  std::optional<Piece> read_tag();
  std::optional<Piece> read_text();
  bool read_name(Piece& tag, std::string_view inside, std::size_t from);
  std::string_view tag_name_at(std::size_t open, std::size_t& close) const;
  Place place(std::size_t from, std::size_t to) const {
    return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
  }
  void wrong(std::size_t from, std::size_t length, std::string message, std::string expected);

  std::string_view text_;
  std::size_t at_ = 0, end_;
  bool lines_ = false, trim_ = false;
  std::vector<Mistake>& mistakes_;
};

}  // namespace assent::channels::liquid
