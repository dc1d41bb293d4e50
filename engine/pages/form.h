// What a page's form sends: application/x-www-form-urlencoded, names that may repeat.
//
//   PageForm form = parse_form("do=topics&shown=tips.email&shown=news.email&keep=tips.email");
//   form.one("do");          // "topics"; "" where there is none
//   form.all("shown");       // {"tips.email", "news.email"}
//
// Pure. At most limits::form_fields fields are read.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assent::engine {

struct PageForm {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string one(std::string_view name) const;  // the first
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name, std::string_view value) const;
};

PageForm parse_form(std::string_view body);

}  // namespace assent::engine
