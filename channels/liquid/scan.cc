#include "channels/liquid/scan.h"

#include "channels/liquid/characters.h"

namespace assent::channels::liquid {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::size_t next_opening(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('{', from); at != npos; at = text.find('{', at + 1)) {
    if (at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '%')) return at;
  }
  return npos;
}

std::string_view trimmed_left(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  return s;
}
std::string_view trimmed_right(std::string_view s) {
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

}  // namespace

void Scan::wrong(std::size_t from, std::size_t length, std::string message, std::string expected) {
  mistakes_.push_back({from, length, std::move(message), std::move(expected), {}});
}

std::optional<Piece> Scan::next() {
  if (lines_) return next_line();
  while (at_ < end_) {
    if (next_opening(text_, at_) != at_) {
      if (auto piece = read_text()) return piece;
    } else if (text_[at_ + 1] == '{') {
      std::size_t before = mistakes_.size();
      Piece piece = read_output();
      if (mistakes_.size() == before) return piece;
    } else if (auto piece = read_tag()) {
      return piece;
    }
  }
  return std::nullopt;
}

std::optional<Piece> Scan::read_text() {
  std::size_t from = at_;
  at_ = std::min(next_opening(text_, from), end_);
  std::string_view s = text_.substr(from, at_ - from);
  if (trim_) s = trimmed_left(s);
  trim_ = false;
  if (at_ + 2 < end_ && text_[at_ + 2] == '-') s = trimmed_right(s);
  Piece piece;
  piece.text = s;
  std::size_t start = s.empty() ? from : static_cast<std::size_t>(s.data() - text_.data());
  piece.place = place(start, start + s.size());
  return piece;
}

// An output ends at the first }}. Where it does not, reading goes on behind its opening.
Piece Scan::read_output() {
  std::size_t open = at_;
  at_ += 2;
  std::size_t close = text_.find('}', at_);
  bool closed = close != npos && close + 1 < end_ && text_[close + 1] == '}';
  std::size_t tag = text_.find("{%", at_);
  if (!closed || tag < close) {
    wrong(open, 2, "this {{ is never closed", "}} after the name and its filters");
    return {};
  }
  at_ = close + 2;
  Piece piece;
  piece.kind = PieceKind::output;
  piece.place = place(open, at_);
  std::size_t from = open + 2, to = close;
  if (from < to && text_[from] == '-') ++from;
  if (trim_ = close > open + 2 && text_[close - 1] == '-'; trim_ && to > from) --to;
  piece.markup = text_.substr(from, to - from);
  return piece;
}

bool Scan::read_name(Piece& tag, std::string_view inside, std::size_t from) {
  std::size_t i = 0;
  while (i < inside.size() && is_space(inside[i])) ++i;
  std::size_t start = i;
  if (i < inside.size() && inside[i] == '#') {
    ++i;
  } else {
    while (i < inside.size() && is_word(inside[i])) ++i;
  }
  if (i == start) {
    wrong(from, tag.place.length, "this tag has no name", "a name such as if, for or assign");
    return false;
  }
  tag.name = inside.substr(start, i - start);
  // What follows the # of a comment is told by its line breaks, so these stay.
  while (tag.name != "#" && i < inside.size() && is_space(inside[i])) ++i;
  tag.markup = inside.substr(i);
  return true;
}

std::optional<Piece> Scan::read_tag() {
  std::size_t open = at_;
  std::size_t close = text_.find("%}", open + 2);
  if (close == npos || close >= end_) {
    at_ = open + 2;
    wrong(open, 2, "this {% is never closed", "%} after the tag");
    return std::nullopt;
  }
  at_ = close + 2;
  Piece piece;
  piece.kind = PieceKind::tag;
  piece.place = place(open, at_);
  std::size_t from = open + 2, to = close;
  if (from < to && text_[from] == '-') ++from;
  if (trim_ = close > open + 2 && text_[close - 1] == '-'; trim_ && to > from) --to;
  if (!read_name(piece, text_.substr(from, to - from), open)) return std::nullopt;
  return piece;
}

std::optional<Piece> Scan::next_line() {
  while (at_ < end_) {
    std::size_t from = at_;
    std::size_t to = std::min(text_.find('\n', from), end_);
    at_ = to == end_ ? end_ : to + 1;
    std::string_view line = text_.substr(from, to - from);
    std::string_view inside = trimmed_right(trimmed_left(line));
    if (inside.empty()) continue;
    Piece piece;
    piece.kind = PieceKind::tag;
    auto start = static_cast<std::size_t>(inside.data() - text_.data());
    piece.place = place(start, start + inside.size());
    if (read_name(piece, inside, start)) return piece;
  }
  return std::nullopt;
}

// The name of the tag that opens here, and the end of it.
std::string_view Scan::tag_name_at(std::size_t open, std::size_t& close) const {
  std::size_t i = open + 2;
  if (i < end_ && text_[i] == '-') ++i;
  while (i < end_ && is_space(text_[i])) ++i;
  std::size_t start = i;
  while (i < end_ && is_word(text_[i])) ++i;
  std::size_t end = text_.find("%}", i);
  if (end == npos || end >= end_) return {};
  close = end + 2;
  return text_.substr(start, i - start);
}

std::optional<std::string_view> Scan::up_to(std::string_view end) {
  std::size_t from = at_;
  for (std::size_t open = text_.find("{%", from); open != npos && open < end_;
       open = text_.find("{%", open + 1)) {
    std::size_t close = 0;
    if (tag_name_at(open, close) != end) continue;
    at_ = close;
    trim_ = text_[close - 3] == '-';
    return text_.substr(from, open - from);
  }
  at_ = end_;
  return std::nullopt;
}

bool Scan::skip_comment() {
  std::size_t depth = 1;
  if (lines_) {
    while (auto line = next_line()) {
      if (line->name == "comment") ++depth;
      if (line->name == "endcomment" && --depth == 0) return true;
    }
    return false;
  }
  while (true) {
    std::size_t open = next_opening(text_, at_);
    if (open == npos || open >= end_) break;
    if (text_[open + 1] == '{') {
      // An output hides a tag inside it, as in {{ {% if %}.
      std::size_t brace = text_.find('}', open + 2);
      bool closed = brace != npos && brace + 1 < end_ && text_[brace + 1] == '}';
      at_ = closed ? brace + 2 : open + 2;
      if (std::size_t tag = text_.find("{%", open + 2); tag < at_) {
        std::size_t end = text_.find("%}", tag);
        at_ = end == npos ? end_ : end + 2;
      }
      continue;
    }
    std::size_t close = text_.find("%}", open + 2);
    if (close == npos || close >= end_) break;
    at_ = close + 2;
    std::size_t name_end = 0;
    std::string_view name = tag_name_at(open, name_end);
    if (name == "raw" && !up_to("endraw")) return false;
    if (name == "comment") ++depth;
    if (name == "endcomment" && --depth == 0) {
      trim_ = text_[close - 1] == '-';
      return true;
    }
  }
  at_ = end_;
  return false;
}

}  // namespace assent::channels::liquid
