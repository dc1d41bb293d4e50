#include "base/html.h"

#include <gtest/gtest.h>

namespace assent {
namespace {

TEST(Html, NothingOfATextIsLeftToMeanAnything) {
  struct Row {
    const char *text, *escaped;
  };
  const Row rows[] = {
      {"", ""},
      {"plain ä ไทย", "plain ä ไทย"},
      {"<b>", "&lt;b&gt;"},
      {"a & b", "a &amp; b"},
      {"\"quoted\"", "&quot;quoted&quot;"},
      {"it's", "it&#39;s"},
      {"&lt;", "&amp;lt;"},
      {"' onload='x", "&#39; onload=&#39;x"},
  };
  for (const Row& row : rows) EXPECT_EQ(escape_html(row.text), row.escaped) << row.text;
}

}  // namespace
}  // namespace assent
