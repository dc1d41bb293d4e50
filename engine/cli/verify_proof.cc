#include "engine/cli/verify_proof.h"

#include <boost/json/serialize.hpp>
#include <cstring>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/hex.h"
#include "base/json.h"
#include "storage/merkle_proof.h"

namespace assent::engine {
namespace {

Error no_proof(std::string_view member) {
  std::string name(member);
  return fail(Errc::invalid, "\"" + name + "\" is missing or isn't of its kind", name);
}

Result<std::uint64_t> number(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return no_proof(name);
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
  return no_proof(name);
}

// What isn't 32 bytes long is no hash, but may still equal itself, as two roots of one size must: it is stood
// for by its digest, which equals that of the same bytes and no hash of a tree.
Result<Bytes32> hash(const json::value* base64, std::string_view name) {
  if (base64 == nullptr || !base64->is_string()) return no_proof(name);
  auto raw = from_base64(std::string_view(base64->get_string()));
  if (!raw) return no_proof(name);
  Bytes32 out;
  if (raw->size() != out.size()) return sha256(*raw);
  std::memcpy(out.data(), raw->data(), out.size());
  return out;
}

Result<std::vector<Bytes32>> proof_of(const json::object& object) {
  std::vector<Bytes32> proof;
  const json::value* value = object.if_contains("proof");
  if (value == nullptr || value->is_null()) return proof;
  if (!value->is_array()) return no_proof("proof");
  for (const json::value& item : value->get_array()) {
    TRY(auto sibling, hash(&item, "proof"));
    proof.push_back(sibling);
  }
  return proof;
}

Result<bool> verify(const json::object& object) {
  TRY(auto proof, proof_of(object));
  if (object.contains("leafIdx")) {
    TRY(auto index, number(object, "leafIdx"));
    TRY(auto size, number(object, "treeSize"));
    TRY(auto leaf, hash(object.if_contains("leafHash"), "leafHash"));
    TRY(auto root, hash(object.if_contains("root"), "root"));
    return storage::verify_inclusion(index, size, leaf, proof, root);
  }
  TRY(auto size1, number(object, "size1"));
  TRY(auto size2, number(object, "size2"));
  TRY(auto root1, hash(object.if_contains("root1"), "root1"));
  TRY(auto root2, hash(object.if_contains("root2"), "root2"));
  return storage::verify_consistency(size1, size2, root1, root2, proof);
}

// Without blanks around it and a comma behind it.
std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  auto begin = line.find_first_not_of(blanks);
  auto end = line.find_last_not_of(" \t\r,");
  return begin == std::string_view::npos || end == std::string_view::npos
             ? ""
             : line.substr(begin, end - begin + 1);
}

}  // namespace

int run_verify_proof_batch(std::istream& in, std::ostream& out, std::ostream& err) {
  int status = 0;
  std::string line;
  for (std::size_t at = 1; std::getline(in, line); ++at) {
    std::string_view text = trimmed(line);
    if (text.empty() || text == "[" || text == "]") continue;
    json::value id;
    Result<bool> good = false;
    auto parsed = parse_json(text);
    if (!parsed) {
      good = std::move(parsed).error();
    } else if (const json::object* object = parsed.value().if_object()) {
      if (const json::value* given = object->if_contains("id")) id = *given;
      good = verify(*object);
    } else {
      good = fail(Errc::invalid, "not a JSON object");
    }
    if (!good) {
      status = 1;
      err << "line " << at << ": " << good.error().message << '\n';
    }
    out << R"({"id":)" << json::serialize(id) << R"(,"ok":)" << (good && good.value() ? "true" : "false")
        << "}\n";
  }
  return status;
}

}  // namespace assent::engine
