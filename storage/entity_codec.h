// Contacts, addresses, messages and inputs as bytes. Every record starts with a version byte; an unknown version is
// Errc::corrupt, never a guess. The encoding is deterministic: equal values, equal bytes (P8 compares them).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/contact.h"
#include "storage/input.h"
#include "storage/message.h"

namespace assent::storage {

std::string encode(const Contact& contact);
Result<Contact> decode_contact(std::string_view bytes);

std::string encode(const channels::Address& address);
Result<channels::Address> decode_address(std::string_view bytes);

std::string encode(const Message& message);
Result<Message> decode_message(std::string_view bytes);

}  // namespace assent::storage
