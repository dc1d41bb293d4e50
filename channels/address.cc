#include "channels/address.h"

#include "base/codec.h"
#include "base/hash.h"

namespace assent::channels {

std::string_view name(ProvidedBy by) {
  switch (by) {
    case ProvidedBy::contact:
      return "contact";
    case ProvidedBy::upstream:
      return "operator";
    case ProvidedBy::import:
      return "import";
    case ProvidedBy::third_party:
      return "third_party";
  }
  return {};
}

std::string_view name(SuppressionCause cause) {
  switch (cause) {
    case SuppressionCause::bounce:
      return "bounce";
    case SuppressionCause::complaint:
      return "complaint";
    case SuppressionCause::objection:
      return "objection";
    case SuppressionCause::erasure:
      return "erasure";
  }
  return {};
}

Bytes16 intent_of(std::string_view template_name, std::string_view occasion) {
  // Length-prefixed, so that no two pairs run together.
  Bytes32 digest = sha256(Encoder().string("intent").string(template_name).string(occasion).view());
  Bytes16 intent;
  std::copy_n(digest.begin(), intent.size(), intent.begin());
  return intent;
}

}  // namespace assent::channels
