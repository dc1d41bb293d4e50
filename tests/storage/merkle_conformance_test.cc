// Proofs that nobody here made: transparency-dev/merkle's test data, good and bad.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "base/json.h"
#include "storage/audit_log.h"
#include "storage/merkle_proof.h"

namespace assent::storage {
namespace {

std::string folder() {
  const char* set = std::getenv("ASSENT_CONFORMANCE_DIR");
  return (set != nullptr ? std::string(set) : std::string(ASSENT_SOURCE_DIR "/../shared/conformance")) +
         "/merkle/";
}

json::array cases(const std::string& file) {
  std::ifstream in(folder() + file);
  std::stringstream text;
  text << in.rdbuf();
  return parse_json(text.str()).value().as_array();
}

// Some cases have words where a hash should be. They equal themselves and nothing else, as their digest does.
Bytes32 hash_of(const json::value& base64) {
  std::string raw = from_base64(std::string_view(base64.as_string())).value();
  Bytes32 hash;
  if (raw.size() != hash.size()) return sha256(raw);
  std::memcpy(hash.data(), raw.data(), hash.size());
  return hash;
}

std::vector<Bytes32> proof_of(const json::object& test) {
  std::vector<Bytes32> proof;
  if (const json::array* list = test.at("proof").if_array()) {
    for (const json::value& hash : *list) proof.push_back(hash_of(hash));
  }
  return proof;
}

class MerkleConformance : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder())) GTEST_SKIP() << "no conformance data in " << folder();
  }
};

TEST_F(MerkleConformance, Inclusion) {
  json::array tests = cases("inclusion.json");
  EXPECT_GT(tests.size(), 50u);
  for (const json::value& value : tests) {
    const json::object& test = value.as_object();
    bool good = verify_inclusion(test.at("leafIdx").to_number<std::uint64_t>(),
                                 test.at("treeSize").to_number<std::uint64_t>(), hash_of(test.at("leafHash")),
                                 proof_of(test), hash_of(test.at("root")));
    EXPECT_EQ(good, !test.at("wantErr").as_bool()) << test.at("id");
  }
}

TEST_F(MerkleConformance, Consistency) {
  json::array tests = cases("consistency.json");
  EXPECT_GT(tests.size(), 50u);
  for (const json::value& value : tests) {
    const json::object& test = value.as_object();
    bool good = verify_consistency(test.at("size1").to_number<std::uint64_t>(),
                                   test.at("size2").to_number<std::uint64_t>(), hash_of(test.at("root1")),
                                   hash_of(test.at("root2")), proof_of(test));
    EXPECT_EQ(good, !test.at("wantErr").as_bool()) << test.at("id");
  }
}

}  // namespace
}  // namespace assent::storage
