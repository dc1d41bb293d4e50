#include "engine/pages/form.h"

#include <algorithm>

#include "base/hex.h"
#include "base/limits.h"

namespace assent::engine {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
      continue;
    }
    auto byte = text[i] == '%' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte) {
      out += *byte;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string PageForm::one(std::string_view name) const {
  for (const auto& [known, value] : fields) {
    if (known == name) return value;
  }
  return {};
}

std::vector<std::string> PageForm::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [known, value] : fields) {
    if (known == name) out.push_back(value);
  }
  return out;
}

bool PageForm::has(std::string_view name, std::string_view value) const {
  for (const auto& [known, is] : fields) {
    if (known == name && is == value) return true;
  }
  return false;
}

PageForm parse_form(std::string_view body) {
  PageForm form;
  while (!body.empty() && form.fields.size() < limits::form_fields) {
    std::string_view field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), field.size() + 1));
    auto equals = field.find('=');
    std::string_view name = field.substr(0, equals);
    if (name.empty()) continue;
    std::string_view value = equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1);
    form.fields.emplace_back(decoded(name), decoded(value));
  }
  return form;
}

}  // namespace assent::engine
