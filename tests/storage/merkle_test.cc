#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/hex.h"
#include "storage/audit_log.h"
#include "storage/merkle_proof.h"
#include "tests/storage/naive_tree.h"

namespace assent::storage {
namespace {

std::string raw(std::string_view hex) {
  return from_hex(hex).value();
}

// The classic eight leaves, as in Certificate Transparency's own tests.
const std::vector<std::string> kLeaves = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const char* const kRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                              "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                              "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                              "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                              "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                              "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Merkle, HashesAsRfc6962) {
  EXPECT_EQ(to_hex(leaf_hash("L123456")), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  EXPECT_EQ(to_hex(leaf_hash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  // The vector's halves are shorter than a hash, which node_hash can't take: the rule behind it is this.
  EXPECT_EQ(to_hex(sha256({std::string_view("\1", 1), "N123", "N456"})),
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
  Bytes32 left = sha256("N123"), right = sha256("N456");
  EXPECT_EQ(node_hash(left, right), sha256({std::string_view("\1", 1), as_view(left), as_view(right)}));
}

TEST(Frontier, HasTheRootsOfTheClassicTree) {
  Frontier frontier;
  EXPECT_EQ(to_hex(frontier.root()), kRoots[0]);
  for (std::size_t i = 0; i < kLeaves.size(); ++i) {
    frontier.append(leaf_hash(raw(kLeaves[i])));
    EXPECT_EQ(to_hex(frontier.root()), kRoots[i + 1]) << i + 1 << " leaves";
  }
}

TEST(Frontier, IsTheWholeTreesRoot) {
  EXPECT_TRUE(rc::check("frontier", [](std::vector<std::string> entries) {
    std::vector<Bytes32> leaves;
    Frontier frontier;
    for (const auto& entry : entries) {
      leaves.push_back(leaf_hash(entry));
      frontier.append(leaves.back());
      auto back = Frontier::decode(frontier.encode());
      RC_ASSERT(back.has_value());
      RC_ASSERT(back.value().root() == frontier.root());
      RC_ASSERT(back.value().size() == frontier.size());
    }
    RC_ASSERT(frontier.root() == naive_root(leaves));
  }));
}

TEST(Frontier, RefusesBytesThatAreNone) {
  Frontier frontier;
  for (int i = 0; i < 7; ++i) frontier.append(leaf_hash(std::to_string(i)));
  std::string bytes = frontier.encode();
  EXPECT_FALSE(Frontier::decode(""));
  EXPECT_FALSE(Frontier::decode(bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(Frontier::decode(bytes + "x"));
  EXPECT_FALSE(Frontier::decode("\x02" + bytes.substr(1)));
}

TEST(MerkleProof, EveryLeafOfEverySmallTree) {
  std::vector<Bytes32> leaves;
  for (std::uint64_t size = 1; size <= 40; ++size) {
    leaves.push_back(leaf_hash(std::to_string(size)));
    Bytes32 root = naive_root(leaves);
    for (std::uint64_t index = 0; index < size; ++index) {
      auto proof = naive_inclusion(index, leaves);
      ASSERT_TRUE(verify_inclusion(index, size, leaves[index], proof, root)) << index << " of " << size;
      ASSERT_FALSE(verify_inclusion(index, size, leaf_hash("another"), proof, root));
      if (proof.empty()) continue;
      auto changed = proof;
      changed[index % proof.size()][0] ^= 1;
      ASSERT_FALSE(verify_inclusion(index, size, leaves[index], changed, root));
      changed = proof;
      changed.pop_back();
      ASSERT_FALSE(verify_inclusion(index, size, leaves[index], changed, root));
    }
    ASSERT_FALSE(verify_inclusion(size, size, leaves[0], {}, root));
    ASSERT_FALSE(verify_consistency(0, size, naive_root({}), root, {})) << "says nothing";
  }
}

TEST(MerkleProof, EverySmallTreeGrewFromEverySmallerOne) {
  std::vector<Bytes32> leaves;
  std::vector<Bytes32> roots{naive_root({})};
  for (std::uint64_t size2 = 1; size2 <= 40; ++size2) {
    leaves.push_back(leaf_hash(std::to_string(size2)));
    roots.push_back(naive_root(leaves));
    for (std::uint64_t size1 = 1; size1 <= size2; ++size1) {
      auto proof = naive_consistency(size1, leaves);
      ASSERT_TRUE(verify_consistency(size1, size2, roots[size1], roots[size2], proof))
          << size1 << " to " << size2;
      ASSERT_FALSE(verify_consistency(size1, size2, roots[size1], roots[size2 - 1], proof));
      ASSERT_FALSE(verify_consistency(size1, size2, roots[size1 - 1], roots[size2], proof));
      if (proof.empty()) continue;
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i][31] ^= 1;
        ASSERT_FALSE(verify_consistency(size1, size2, roots[size1], roots[size2], changed));
      }
      ASSERT_FALSE(verify_consistency(size2, size1, roots[size2], roots[size1], proof));
    }
  }
}

}  // namespace
}  // namespace assent::storage
