#include "channels/transports/line_ends.h"

namespace assent::channels {
namespace {

std::string with_end(std::string_view text, std::string_view end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += end;
    } else if (text[i] == '\n') {
      out += end;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string with_lf(std::string_view text) {
  return with_end(text, "\n");
}

std::string with_crlf(std::string_view text) {
  std::string out = with_end(text, "\r\n");
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

}  // namespace assent::channels
