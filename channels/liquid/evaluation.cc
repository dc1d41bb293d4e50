#include "channels/liquid/evaluation.h"

#include <cstring>

#include "base/limits.h"

namespace assent::channels::liquid {

Evaluation::Evaluation(std::optional<Utc> now, bool html)
    : arena_(limits::liquid_memory_bytes), now_(now), html_(html), left_(limits::liquid_steps) {}

Value Evaluation::fail(std::string message) {
  if (!failed_) failure_ = std::move(message);
  failed_ = true;
  return {};
}

bool Evaluation::overspent() {
  fail("the template does too much: it may loop for ever");
  left_ = 0;
  return false;
}

void Evaluation::fail_memory() {
  fail("the template needs too much memory");
}

char* Evaluation::bytes(std::size_t size) {
  if (!spend(size / 64)) return nullptr;
  char* at = arena_.bytes(size);
  if (at == nullptr) fail_memory();
  return at;
}

Value* Evaluation::values(std::size_t count) {
  if (!spend(count)) return nullptr;
  Value* first = arena_.array<Value>(count);
  if (first == nullptr) fail_memory();
  return first;
}

std::string_view Evaluation::copied(std::string_view text) {
  if (text.empty()) return {};
  char* at = bytes(text.size());
  if (at == nullptr) return {};
  std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

std::string_view Evaluation::joined(std::string_view a, std::string_view b) {
  if (b.empty()) return a;
  if (a.empty()) return b;
  char* at = bytes(a.size() + b.size());
  if (at == nullptr) return {};
  std::memcpy(at, a.data(), a.size());
  std::memcpy(at + a.size(), b.data(), b.size());
  return {at, a.size() + b.size()};
}

const List* Evaluation::list(const Value* items, std::size_t size) {
  List* made = make<List>();
  if (made == nullptr) return nullptr;
  *made = {items, size};
  return made;
}

const Range* Evaluation::range(std::int64_t first, std::int64_t last) {
  Range* made = make<Range>();
  if (made == nullptr) return nullptr;
  *made = {first, last};
  return made;
}

}  // namespace assent::channels::liquid
