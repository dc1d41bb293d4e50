#include "engine/apply/entity_record.h"

#include "base/codec.h"
#include "base/hash.h"
#include "storage/entity_codec.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using storage::Subject;

// What the seal authenticates besides the bytes: that this is that one's record.
std::string seal_context(const Subject& subject) {
  std::string context = "assent/entity/v1";
  context.push_back(static_cast<char>(subject.kind));
  context.append(as_view(subject.id));
  return context;
}

template <class T, class Decode>
Result<std::optional<T>> read(const storage::Store& store, const storage::Keys& keys, const Subject& subject,
                              const std::string& key, Decode decode) {
  TRY(auto stored, store.get(storage::Space::state, key));
  if (!stored) return std::optional<T>();
  auto subject_keys = keys.find(subject);
  if (!subject_keys) return std::optional<T>();  // erased: the record says nothing any more
  Decoder record(*stored);
  Seq sealed_by = record.big_endian64();
  auto plain =
      storage::unseal(subject_keys->entity, sealed_by, record.raw(record.left()), seal_context(subject));
  if (!plain) return std::move(plain).error().within("a stored contact or address");
  TRY(T value, decode(plain.value()));
  return std::optional<T>(std::move(value));
}

}  // namespace

std::string seal_record(const Subject& subject, const storage::SubjectKeys& keys, Seq sealed_by,
                        std::string_view plain) {
  Encoder record;
  record.big_endian64(sealed_by).raw(storage::seal(keys.entity, sealed_by, plain, seal_context(subject)));
  return record.take();
}

Result<std::optional<storage::Contact>> read_contact(const storage::Store& store, const storage::Keys& keys,
                                                     ContactId id) {
  return read<storage::Contact>(store, keys, Subject::of(id), storage::layout::contact(id),
                                storage::decode_contact);
}

Result<std::optional<channels::Address>> read_address(const storage::Store& store, const storage::Keys& keys,
                                                      AddressId id) {
  return read<channels::Address>(store, keys, Subject::of(id), storage::layout::address(id),
                                 storage::decode_address);
}

}  // namespace assent::engine
