#include <utility>

#include "storage/write_set.h"

namespace assent::storage {

WriteSet::WriteSet() : impl_(std::make_unique<Impl>()) {}
WriteSet::~WriteSet() = default;
WriteSet::WriteSet(WriteSet&&) noexcept = default;
WriteSet& WriteSet::operator=(WriteSet&&) noexcept = default;

void WriteSet::put(Space space, std::string_view key, std::string_view value) {
  impl_->add(WriteSet::Impl::Op::put, space, key, value);
}
void WriteSet::erase(Space space, std::string_view key) {
  impl_->add(WriteSet::Impl::Op::erase, space, key, {});
}
void WriteSet::erase_range(Space space, std::string_view from, std::string_view to) {
  impl_->add(WriteSet::Impl::Op::erase_range, space, from, to);
}

std::size_t WriteSet::bytes() const {
  return impl_ ? impl_->bytes() : 0;
}
bool WriteSet::empty() const {
  return !impl_ || impl_->count() == 0;
}

}  // namespace assent::storage
