# Writes a C++ source with the contents of text files, so that the program carries them:
#
#   cmake -DOUT=languages.cc -DFILES="a.yaml;b.yaml" -P cmake/embed.cmake
#
# The source defines assent::engine::embedded_languages(), as engine/pages/words.h declares it.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(stem ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND entries "      {\"${stem}\", R\"words(${text})words\"},\n")
endforeach()
set(source "#include \"engine/pages/words.h\"\n\nnamespace assent::engine {\n\n")
string(APPEND source "const std::vector<std::pair<std::string_view, std::string_view>>& embedded_languages() {\n")
string(APPEND source "  static const std::vector<std::pair<std::string_view, std::string_view>> all{\n${entries}  };\n")
string(APPEND source "  return all;\n}\n\n}  // namespace assent::engine\n")
file(WRITE ${OUT} "${source}")
