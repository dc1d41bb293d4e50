// Where things stand in the text of a YAML file: bytes to lines and columns and back, how far a scalar
// reaches, and which byte of the file a byte of a decoded scalar came from.
//
//   YamlSource source("why: 'it''s'\n");
//   source.place(5);                              // line 1, column 6
//   source.scalar_extent(5, "it's").width;        // 7: as written, with the quotes
//   source.written_at(5, "it's", 3);              // 9: the s, behind the doubled quote
//
// Lines and columns count from 1, columns in code points; offsets count bytes from the start of text(), which
// is the file without its byte order mark. Borrows the text. Part of base/yaml.cc, not for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assent {

struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct ScalarExtent {
  std::uint32_t width = 1;  // code points on the scalar's first line
  bool closed = true;       // false: an opening quote without its end
};

class YamlSource {
 public:
  explicit YamlSource(std::string_view file);

  std::string_view text() const { return text_; }

  // The first byte that is no valid UTF-8, a control character, or a carriage return without a line feed.
  std::optional<std::size_t> first_bad_byte() const;

  Place place(std::size_t offset) const;
  std::size_t offset(std::uint32_t line, std::uint32_t column) const;  // the way back; past the end: the end

  // yaml-cpp's marks: line and byte column, both from 0.
  std::size_t offset_of_mark(int line, int column) const;

  // The "-" of the empty list item whose absent value yaml-cpp placed at `offset`; `offset` itself if none.
  std::size_t empty_item_before(std::size_t offset) const;

  // `start` is the first byte of the scalar as written (its quote, or the | or > of a block).
  ScalarExtent scalar_extent(std::size_t start, std::string_view decoded) const;

  // The byte of the file that became decoded[index]; index == decoded.size() gives the place after the last.
  std::size_t written_at(std::size_t start, std::string_view decoded, std::size_t index) const;

  std::uint32_t code_points(std::size_t from, std::size_t to) const;
  std::size_t end_of_line(std::size_t offset) const;  // before the line break

 private:
  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

}  // namespace assent
