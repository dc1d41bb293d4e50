#include "channels/liquid/batch.h"

#include <fmt/format.h>

#include <map>

#include "channels/liquid/program.h"
#include "channels/liquid/render.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

class Data final : public Members {
 public:
  explicit Data(const json::object* data) : data_(data) {}
  Value member(std::string_view name) const override {
    const json::value* found = data_ == nullptr ? nullptr : data_->if_contains(name);
    return found == nullptr ? Value() : Value::of(*found);
  }

 private:
  const json::object* data_;
};

std::string first_mistake(std::string_view text, const Parsed& parsed) {
  const Mistake& m = parsed.mistakes.front();
  LineColumn at = line_column(text, m.offset);
  return fmt::format("{}:{}: {}", at.line, at.column, m.message);
}

// Parsed as they are asked for: one that nobody includes may be as wrong as it likes.
class Given final : public Partials {
 public:
  explicit Given(const json::object* texts) : texts_(texts) {}
  const Program* partial(std::string_view name, std::string& why) const override {
    const json::value* text = texts_ == nullptr ? nullptr : texts_->if_contains(name);
    if (text == nullptr || !text->is_string()) return nullptr;
    auto [known, fresh] = parsed_.try_emplace(std::string(name));
    if (fresh) known->second = liquid::parse(text->get_string());
    if (!known->second.program)
      why = fmt::format("{}:{}", name, first_mistake(text->get_string(), known->second));
    return known->second.program.get();
  }

 private:
  const json::object* texts_;
  mutable std::map<std::string, Parsed, std::less<>> parsed_;
};

const json::object* object_member(const json::object& line, std::string_view name) {
  const json::value* found = line.if_contains(name);
  return found == nullptr ? nullptr : found->if_object();
}

}  // namespace

json::object answer(const json::object& line, Utc now) {
  json::object out;
  if (const json::value* id = line.if_contains("id")) out["id"] = *id;
  const json::string* text = string_member(line, "template");
  if (text == nullptr) {
    out["error"] = "a line needs \"template\", a text";
    return out;
  }
  Parsed parsed = liquid::parse(*text);
  if (!parsed.program) {
    out["error"] = first_mistake(*text, parsed);
    return out;
  }
  Data data(object_member(line, "data"));
  Given partials(object_member(line, "templates"));
  Text rendered = render({.program = *parsed.program,
                          .names = data,
                          .names_in_render = false,
                          .partials = &partials,
                          .now = now});
  if (!rendered.failure.empty()) {
    out["error"] =
        fmt::format("{}:{}: {}", rendered.failed_at.line, rendered.failed_at.column, rendered.failure);
  } else if (!rules::utf8::valid(rendered.text)) {
    out["error"] = "what comes out is no text";
  } else {
    out["output"] = rendered.text;
  }
  return out;
}

}  // namespace assent::channels::liquid
