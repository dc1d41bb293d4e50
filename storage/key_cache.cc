#include "storage/key_cache.h"

#include <cstring>

namespace assent::storage {

std::size_t KeyCache::Hash::operator()(const Subject& subject) const noexcept {
  std::size_t hash;
  std::memcpy(&hash, subject.id.data(), sizeof hash);  // ids are random already
  return hash ^ static_cast<std::size_t>(subject.kind);
}

std::shared_ptr<const SubjectKeys> KeyCache::get(const Subject& subject) {
  std::lock_guard lock(mutex_);
  auto found = by_subject_.find(subject);
  if (found == by_subject_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->keys;
}

void KeyCache::put(const Subject& subject, std::shared_ptr<const SubjectKeys> keys) {
  std::lock_guard lock(mutex_);
  auto found = by_subject_.find(subject);
  if (found != by_subject_.end()) {
    found->second->keys = std::move(keys);
    recent_.splice(recent_.begin(), recent_, found->second);
    return;
  }
  recent_.push_front({subject, std::move(keys)});
  by_subject_.emplace(subject, recent_.begin());
  if (recent_.size() <= capacity_) return;
  by_subject_.erase(recent_.back().subject);
  recent_.pop_back();
}

}  // namespace assent::storage
