// The inside of a WriteSet: its writes in order, as one run of bytes. Inside storage only.
//
// A rocksdb::WriteBatch needs the store's column families from the first put on; a WriteSet must not know its
// store. So it keeps the writes and Store::commit hands them over, which costs one copy of what is written.
#pragma once

#include <cstring>

#include "storage/store.h"

namespace assent::storage {

struct WriteSet::Impl {
  enum class Op : std::uint8_t { put, erase, erase_range };

  void add(Op op, Space space, std::string_view first, std::string_view second) {
    Header header{op, space, first.size(), second.size()};
    writes.append(reinterpret_cast<const char*>(&header), sizeof header);
    writes.append(first).append(second);
    ++writes_count;
  }
  std::size_t count() const { return writes_count; }
  std::size_t bytes() const { return writes.size() - writes_count * sizeof(Header); }

  // Calls visit(op, space, first, second) for every write in order.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t at = 0; at < writes.size();) {
      Header header;
      std::memcpy(&header, writes.data() + at, sizeof header);
      at += sizeof header;
      std::string_view first(writes.data() + at, header.first);
      std::string_view second(writes.data() + at + header.first, header.second);
      at += header.first + header.second;
      visit(header.op, header.space, first, second);
    }
  }

 private:
  struct Header {
    Op op;
    Space space;
    std::size_t first, second;  // sizes; lives in memory only
  };
  std::string writes;
  std::size_t writes_count = 0;
};

}  // namespace assent::storage
