# The rule packs of channels/regimes/*.yaml as a source file, so that the binary carries its law with it.
function(assent_rule_packs out)
  file(GLOB packs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/channels/regimes/*.yaml)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${packs})
  set(ids "")
  foreach(pack ${packs})
    get_filename_component(id ${pack} NAME_WE)
    list(APPEND ids ${id})
  endforeach()
  list(SORT ids)  # as the names of a JSON object: a deployment carries them so
  set(entries "")
  foreach(id ${ids})
    file(READ ${CMAKE_SOURCE_DIR}/channels/regimes/${id}.yaml text)
    string(APPEND entries "    {\"${id}\", R\"YAML(${text})YAML\"},\n")
  endforeach()
  set(file ${CMAKE_BINARY_DIR}/generated/rule_pack_texts.cc)
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT [[
// Made by cmake/rule_packs.cmake from channels/regimes/*.yaml.
#include "channels/packs.h"

namespace assent::channels {

std::span<const PackText> built_in_pack_texts() {
  static constexpr PackText kTexts[] = {
@entries@  };
  return kTexts;
}

}  // namespace assent::channels
]])
  set(${out} ${file} PARENT_SCOPE)
endfunction()
