// Folding: what people do not mean by their spelling. Expected values are from the Unicode standard (NFKD, case
// folding) and from how the words are written.
#include "base/fold.h"

#include <gmock/gmock.h>

namespace assent {
namespace {

struct Row {
  const char* text;
  const char* folded;
};

TEST(Fold, ForgivesCaseWidthAccentsAndPunctuation) {
  const Row rows[] = {
      {"STOP", "stop"},
      {"  Stop!!  ", "stop"},
      {"\"stop\".", "stop"},
      {"ＳＴＯＰ", "stop"},                // full width
      {"ⓈⓉⓄⓅ", "stop"},                    // circled
      {"𝐒𝐓𝐎𝐏", "stop"},                    // mathematical bold
      {"S\u200bT\u200bO\u200bP", "stop"},  // zero width spaces inside
      {"st\u00adop", "stop"},              // a soft hyphen
      {"Opt-Out", "opt out"},
      {"opt\u00a0out", "opt out"},  // a no-break space
      {"opt   \n out", "opt out"},
      {"ARRÊT", "arret"},
      {"arre\u0302t", "arret"},  // accent as a mark of its own
      {"désabonner", "desabonner"},
      {"Kündigen", "kundigen"},
      {"Schluß", "schluss"},
      {"suscripción", "suscripcion"},
      {"ne m’écrivez plus", "ne m ecrivez plus"},  // either apostrophe
      {"ne m'écrivez plus", "ne m ecrivez plus"},
      {"İPTAL", "iptal"},
      {"หยุด", "หยุด"},  // marks of Thai are no accents
      {"ไม่ต้องส่ง", "ไม่ต้องส่ง"},
      {"", ""},
      {"  ?! ", ""},
      {"a\xff\xfe"
       "b",
       "a b"},  // no UTF-8
  };
  for (const Row& row : rows) EXPECT_EQ(fold(row.text), row.folded) << row.text;
}

TEST(Fold, FindsWholeWords) {
  EXPECT_TRUE(holds_words("please stop it", "stop"));
  EXPECT_TRUE(holds_words("stop", "stop"));
  EXPECT_TRUE(holds_words("bus stops stop", "stop"));
  EXPECT_FALSE(holds_words("the bus stops here", "stop"));
  EXPECT_FALSE(holds_words("nonstop", "stop"));
  EXPECT_FALSE(holds_words("stop", ""));
}

}  // namespace
}  // namespace assent
