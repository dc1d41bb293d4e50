#include "channels/transports/transport.h"

namespace assent::channels {

std::string_view name(Sent sent) {
  switch (sent) {
    case Sent::not_begun:
      return "not_begun";
    case Sent::rejected:
      return "rejected";
    case Sent::accepted:
      return "accepted";
    case Sent::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace assent::channels
