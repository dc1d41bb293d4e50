// The templates that other templates render or include: templates/partials/*.liquid, each parsed once.
//
//   PartialLibrary library;
//   auto issues = library.add("footer", text);        // mistakes of templates/partials/footer.liquid
//   library.partial("footer", why);                   // the program; nullptr where it has mistakes
//
// Filled once, then constant and shared by the templates that use it. Pure.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "channels/liquid/render.h"

namespace assent::channels {

class PartialLibrary final : public liquid::Partials {
 public:
  std::vector<Issue> add(const std::string& name, std::string text);
  const liquid::Program* partial(std::string_view name, std::string& why) const override;
  std::vector<std::string> names() const;  // with those that have mistakes
  const std::string* text(std::string_view name) const;

  static std::string file_of(std::string_view name);  // "templates/partials/footer.liquid"
  // A mistake of a text as an issue of its file.
  static Issue issue_of(const liquid::Mistake& mistake, std::string_view text, std::string file);

 private:
  struct One {
    std::string text;
    std::shared_ptr<const liquid::Program> program;
  };
  std::map<std::string, One, std::less<>> all_;
};

}  // namespace assent::channels
