// Rendering: any template over data of every kind, in every form; it ends, within its limits. The template can
// include and render itself.
#include <cstdlib>

#include "base/limits.h"
#include "channels/liquid/program.h"
#include "channels/liquid/render.h"

namespace {

using namespace assent;
using namespace assent::channels::liquid;

class Data final : public Members {
 public:
  Value member(std::string_view name) const override {
    const json::value* found = data_.if_contains(name);
    return found == nullptr ? Value() : Value::of(*found);
  }

 private:
  json::object data_ =
      parse_json(R"({"a": ["b", "é", null, 1.5, 2, [3, [4]], {"k": "v"}], "s": " <b>text</b>\r\n",
      "h": {"k": "v", "n": {"m": [1]}, "size": 9}, "n": -7, "d": 2.5, "t": true, "e": [], "z": null,
      "m": [{"t": "b", "n": 2}, {"t": "A"}], "u": "ß"})")
          .value()
          .get_object();
};

class Self final : public Partials {
 public:
  explicit Self(const Program& p) : program_(p) {}
  const Program* partial(std::string_view name, std::string&) const override {
    return name == "p" ? &program_ : nullptr;
  }

 private:
  const Program& program_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Data names;
  if (size == 0) return 0;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Parsed parsed = parse(text);
  if (!parsed.program) return 0;
  Self partials(*parsed.program);
  Form form = static_cast<Form>(data[0] % 4);
  Text out = render({.program = *parsed.program,
                     .names = names,
                     .names_in_render = (data[0] & 4) != 0,
                     .partials = &partials,
                     .now = from_unix_ms(1'795'000'000'000),
                     .form = form});
  if (out.failure.empty() && out.text.size() > 2 * limits::rendered_bytes) std::abort();
  if (form == Form::line && out.text.find_first_of("\r\n") != std::string::npos) std::abort();
  return 0;
}
