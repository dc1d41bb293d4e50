#include "channels/transports/mail_address.h"

#include <gmime/gmime.h>

#include <memory>

#include "base/limits.h"
#include "channels/transports/gmime_start.h"

namespace assent::channels {
namespace {

// Local part and domain as SMTP without extensions takes them; an internationalised domain in its ASCII form.
std::optional<std::string> envelope_form(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return std::nullopt;
  const std::unique_ptr<char, decltype(&g_free)> domain(
      g_hostname_to_ascii(std::string(address.substr(at + 1)).c_str()), &g_free);
  if (!domain) return std::nullopt;
  std::string form = std::string(address.substr(0, at + 1)) + domain.get();
  if (form.size() > limits::address_bytes) return std::nullopt;
  for (const char c : form) {
    if (c <= 0x20 || c >= 0x7f || c == '<' || c == '>' || c == ',') return std::nullopt;
  }
  return form;
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
  if (address == nullptr) return std::nullopt;
  return envelope_form(address);
}

}  // namespace assent::channels
