// The keys of the subjects last used, up to a number of them; the one unused for longest makes room.
//
//   cache.put(subject, keys);
//   cache.get(subject);        // nullptr: not here, ask the store
//
// Safe from any thread. Whoever holds a pointer keeps the keys after they have left.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "storage/keys.h"

namespace assent::storage {

class KeyCache {
 public:
  explicit KeyCache(std::size_t capacity) : capacity_(capacity) {}
  std::shared_ptr<const SubjectKeys> get(const Subject& subject);
  void put(const Subject& subject, std::shared_ptr<const SubjectKeys> keys);

 private:
  struct Entry {
    Subject subject;
    std::shared_ptr<const SubjectKeys> keys;
  };
  struct Hash {
    std::size_t operator()(const Subject& subject) const noexcept;
  };
  const std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> recent_;  // the last used first
  std::unordered_map<Subject, std::list<Entry>::iterator, Hash> by_subject_;
};

}  // namespace assent::storage
