#include "channels/transports/mail_address.h"

#include <gmime/gmime.h>

#include "base/limits.h"
#include "channels/transports/gmime_start.h"

namespace assent::channels {
namespace {

bool fits_envelope(std::string_view address) {
  if (address.size() > limits::address_bytes) return false;
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return false;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '<' || c == '>' || c == ',') return false;
  }
  return true;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> bare_address(std::string_view text) {
  if (has_control(text)) return std::nullopt;
  start_gmime();
  const auto list = adopt(internet_address_list_parse(nullptr, std::string(text).c_str()));
  if (!list || internet_address_list_length(list.get()) != 1) return std::nullopt;
  InternetAddress* one = internet_address_list_get_address(list.get(), 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(one)) return std::nullopt;
  const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
  if (address == nullptr || !fits_envelope(address)) return std::nullopt;
  return std::string(address);
}

}  // namespace assent::channels
