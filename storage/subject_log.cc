#include "storage/subject_log.h"

#include "base/codec.h"

namespace assent::storage {

Result<std::vector<Input>> inputs_of(const Store& store, const Keys& keys,
                                     const std::set<Subject>& subjects) {
  std::vector<Input> found;
  InputReader reader(store, keys, 1, &subjects);
  while (true) {
    TRY(auto record, reader.next());
    if (!record) return found;
    if (!record->erased) found.push_back(std::move(record->input));
  }
}

Result<std::vector<Seq>> leaves_of(const Store& store, const std::set<Subject>& subjects) {
  std::vector<Seq> found;
  auto cursor = store.scan(Space::log, "p");
  for (; cursor.valid(); cursor.next()) {
    auto subject = payload_subject(cursor.value());
    if (subject && subjects.contains(*subject))
      found.push_back(Decoder(cursor.key().substr(1)).big_endian64());
  }
  TRY(cursor.status());
  return found;
}

}  // namespace assent::storage
