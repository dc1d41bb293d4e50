// Words and moments that scenes and expectations are written in. Part of read_scene.cc and read_tests.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rehearsal/scene.h"

namespace assent::engine {

// "one of: a, b, c".
std::string one_of_words(const std::vector<std::string>& words);

// Its index; reported with "did you mean" where it is none of them.
std::optional<std::size_t> read_one_of(const YamlNode& node, Issues& issues, std::string_view what,
                                       const std::vector<std::string>& words);

std::optional<scene::Moment> read_moment(const YamlNode& node, Issues& issues, std::string_view what);

}  // namespace assent::engine
