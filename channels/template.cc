#include "channels/template.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "channels/template_text.h"

namespace assent::channels {
namespace {

using Text = std::shared_ptr<const TemplateText>;

Text read_text(const YamlNode& node, Issues& issues, std::string_view what) {
  auto text = read_string(node, issues, what);
  if (!text) return nullptr;
  if (text->find_first_not_of(" \t\n") == std::string::npos) {
    issues.error(node, fmt::format("{} is empty", what), "text");
    return nullptr;
  }
  TemplateText::Parsed parsed = TemplateText::parse(*text);
  for (const TemplateMistake& m : parsed.mistakes) {
    issues.error_inside(node, m.offset, m.length, m.message, m.expected, m.suggestion);
  }
  return parsed.text;
}

Template::Part read_part(const YamlNode& node, Issues& issues, const std::string& medium) {
  Template::Part part;
  MapReader map(node, issues, fmt::format("the {} part", medium));
  if (medium == "email") {
    if (const YamlNode* n = map.require("subject")) part.subject = read_text(*n, issues, "the subject");
  }
  if (const YamlNode* n = map.require("text")) part.text = read_text(*n, issues, "the text");
  if (medium == "email") {
    if (const YamlNode* n = map.find("html")) part.html = read_text(*n, issues, "the html");
  }
  map.finish();
  return part;
}

void check_name(const YamlNode& node, std::string_view file_stem, Issues& issues) {
  auto name = read_name(node, issues, "the template's name");
  if (name && *name != file_stem) {
    issues.error(node, fmt::format("the template is called \"{}\", its file \"{}\"", *name, file_stem),
                 "the name of the file", std::string(file_stem));
  }
}

}  // namespace

const Template::Part* Template::part(Medium medium) const {
  auto of = [](const std::optional<Part>& p) { return p ? &*p : nullptr; };
  switch (medium) {
    case Medium::email:
      return of(email);
    case Medium::sms:
      return of(sms);
    case Medium::voice:
      return of(voice);
    case Medium::social:
      return of(social);
  }
  return nullptr;
}

std::vector<Medium> Template::media() const {
  std::vector<Medium> media;
  for (Medium m : {Medium::email, Medium::sms, Medium::voice, Medium::social}) {
    if (part(m) != nullptr) media.push_back(m);
  }
  return media;
}

std::optional<Template> load_template(std::string_view text, std::string_view file_stem, Issues& issues) {
  if (text.size() > limits::template_bytes) {
    issues.error_in_file("the template is too long", fmt::format("at most {} bytes", limits::template_bytes));
    return std::nullopt;
  }
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Template t;
  t.name = file_stem;
  MapReader map(*root, issues, "the template");
  if (const YamlNode* n = map.require("template")) check_name(*n, file_stem, issues);
  if (const YamlNode* n = map.find("email")) t.email = read_part(*n, issues, "email");
  if (const YamlNode* n = map.find("sms")) t.sms = read_part(*n, issues, "sms");
  if (const YamlNode* n = map.find("voice")) t.voice = read_part(*n, issues, "voice");
  if (const YamlNode* n = map.find("social")) t.social = read_part(*n, issues, "social");
  map.finish();
  if (t.media().empty() && !issues.any_error()) {
    issues.error(*root, "the template has no part", "at least one of: email, sms, voice, social");
  }
  if (issues.any_error()) return std::nullopt;
  return t;
}

Rendered render(const Template& t, Medium medium, const TemplateScope& scope) {
  Rendered rendered;
  const Template::Part* part = t.part(medium);
  if (part == nullptr) {
    rendered.complete = false;
    rendered.detail = "the template has no part for this channel";
    return rendered;
  }
  if (part->subject) rendered.subject = part->subject->render(scope, Form::line, rendered);
  rendered.text = part->text->render(scope, Form::text, rendered);
  if (part->html) rendered.html = part->html->render(scope, Form::html, rendered);
  return rendered;
}

}  // namespace assent::channels
