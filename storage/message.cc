#include "storage/message.h"

namespace assent::storage {

std::string_view name(MessageState state) {
  switch (state) {
    case MessageState::queued:
      return "queued";
    case MessageState::claimed:
      return "claimed";
    case MessageState::accepted:
      return "accepted";
    case MessageState::rejected:
      return "rejected";
    case MessageState::unknown:
      return "unknown";
    case MessageState::denied:
      return "denied";
    case MessageState::expired:
      return "expired";
    case MessageState::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace assent::storage
