#include "channels/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "channels/liquid/check.h"

namespace assent::channels {
namespace {

// What the members of these are: judge.cc fills them.
const std::vector<liquid::Root>& roots() {
  static const std::vector<liquid::Root> known{
      {"contact"}, {"event"}, {"run", false, {"journey"}}, {"links", false, {"preferences", "unsubscribe"}}};
  return known;
}

// Reads the parts of one template.
class Reader {
 public:
  Reader(Issues& issues, std::shared_ptr<const PartialLibrary> library)
      : issues_(issues), library_(std::move(library)) {
    outline_.roots = roots();
    outline_.partials = library_.get();
    if (library_) outline_.partial_names = library_->names();
  }

  std::optional<Template::Part> part(const YamlNode& node, const std::string& medium) {
    Template::Part part;
    MapReader map(node, issues_, fmt::format("the {} part", medium));
    if (medium == "email") {
      if (const YamlNode* n = map.require("subject")) part.subject = text(*n, "the subject");
    }
    if (const YamlNode* n = map.require("text")) part.text = text(*n, "the text");
    if (medium == "email") {
      if (const YamlNode* n = map.find("html")) part.html = text(*n, "the html");
    }
    map.finish();
    return part;
  }

  void finish(Template& t) {
    std::sort(used_.begin(), used_.end());
    used_.erase(std::unique(used_.begin(), used_.end()), used_.end());
    if (!used_.empty()) t.library = std::move(library_);
    t.partials = std::move(used_);
  }

 private:
  std::shared_ptr<const liquid::Program> text(const YamlNode& node, std::string_view what) {
    auto text = read_string(node, issues_, what);
    if (!text) return nullptr;
    if (text->find_first_not_of(" \t\n") == std::string::npos) {
      issues_.error(node, fmt::format("{} is empty", what), "text");
      return nullptr;
    }
    liquid::Parsed parsed = liquid::parse(*text);
    report(node, parsed.mistakes);
    liquid::Checked checked = liquid::check(*parsed.legible, outline_);
    report(node, checked.mistakes);
    for (const auto& [name, mistakes] : checked.in_partials) {
      for (const liquid::Mistake& m : mistakes)
        issues_.add(PartialLibrary::issue_of(m, *library_->text(name), PartialLibrary::file_of(name)));
    }
    used_.insert(used_.end(), checked.used.begin(), checked.used.end());
    return parsed.program;
  }

  void report(const YamlNode& node, const std::vector<liquid::Mistake>& mistakes) {
    for (const liquid::Mistake& m : mistakes)
      issues_.error_inside(node, m.offset, m.length, m.message, m.expected, m.suggestion);
  }

  Issues& issues_;
  std::shared_ptr<const PartialLibrary> library_;
  liquid::Outline outline_;
  std::vector<std::string> used_;
};

void check_name(const YamlNode& node, std::string_view file_stem, Issues& issues) {
  auto name = read_name(node, issues, "the template's name");
  if (name && *name != file_stem) {
    issues.error(node, fmt::format("the template is called \"{}\", its file \"{}\"", *name, file_stem),
                 "the name of the file", std::string(file_stem));
  }
}

// The contact through its view; what the view leaves out is absent, and may be hidden (P6).
class ContactNames final : public liquid::Members {
 public:
  explicit ContactNames(const TemplateScope& scope) : scope_(scope) {}
  liquid::Value member(std::string_view name) const override {
    const json::value* found = scope_.contact == nullptr ? nullptr : scope_.contact->attribute(name);
    if (found != nullptr && !found->is_null()) return liquid::Value::of(*found);
    bool hidden = scope_.hidden != nullptr && scope_.hidden(scope_.hidden_context, name);
    return liquid::Value::nothing(liquid::Value::absent | (hidden ? liquid::Value::hidden : std::uint8_t{0}));
  }

 private:
  const TemplateScope& scope_;
};

class LinkNames final : public liquid::Members {
 public:
  explicit LinkNames(const TemplateScope& scope) : scope_(scope) {}
  liquid::Value member(std::string_view name) const override {
    auto found = scope_.links.find(name);
    if (found == scope_.links.end()) return liquid::Value::nothing(liquid::Value::absent);
    return liquid::Value::of(std::string_view(found->second));
  }

 private:
  const TemplateScope& scope_;
};

class ScopeNames final : public liquid::Members {
 public:
  explicit ScopeNames(const TemplateScope& scope) : scope_(scope), contact_(scope), links_(scope) {}
  liquid::Value member(std::string_view name) const override {
    if (name == "contact") return liquid::Value::of(contact_);
    if (name == "event" && scope_.event != nullptr) return liquid::Value::of(*scope_.event);
    if (name == "run" && scope_.run != nullptr) return liquid::Value::of(*scope_.run);
    if (name == "links") return liquid::Value::of(links_);
    return liquid::Value::nothing(liquid::Value::absent);
  }

 private:
  const TemplateScope& scope_;
  ContactNames contact_;
  LinkNames links_;
};

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

std::optional<Template> load_template(std::string_view text, std::string_view file_stem, Issues& issues,
                                      std::shared_ptr<const PartialLibrary> library) {
  if (text.size() > limits::template_bytes) {
    issues.error_in_file("the template is too long", fmt::format("at most {} bytes", limits::template_bytes));
    return std::nullopt;
  }
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Template t;
  t.name = file_stem;
  Reader reader(issues, std::move(library));
  MapReader map(*root, issues, "the template");
  if (const YamlNode* n = map.require("template")) check_name(*n, file_stem, issues);
  if (const YamlNode* n = map.find("email")) t.email = reader.part(*n, "email");
  if (const YamlNode* n = map.find("sms")) t.sms = reader.part(*n, "sms");
  if (const YamlNode* n = map.find("voice")) t.voice = reader.part(*n, "voice");
  if (const YamlNode* n = map.find("social")) t.social = reader.part(*n, "social");
  map.finish();
  if (t.media().empty() && !issues.any_error()) {
    issues.error(*root, "the template has no part", "at least one of: email, sms, voice, social");
  }
  if (issues.any_error()) return std::nullopt;
  reader.finish(t);
  return t;
}

std::string render_part(const liquid::Program& program, liquid::Form form, std::string_view part,
                        const TemplateScope& scope, const PartialLibrary* library, Rendered& rendered) {
  ScopeNames names(scope);
  liquid::Text out = liquid::render(
      {.program = program, .names = names, .partials = library, .now = scope.now, .form = form});
  auto incomplete = [&](std::string why) {
    // What was set right before matters less than what went wrong.
    if (rendered.complete) rendered.detail = std::move(why);
    rendered.complete = false;
  };
  if (!out.failure.empty()) {
    incomplete(fmt::format("{}, line {}: {}", part, out.failed_at.line, out.failure));
    return {};
  }
  if (!out.absent.empty()) incomplete(out.absent);
  if (out.hidden) rendered.data_permitted = false;
  if (!out.line_break.empty() && rendered.detail.empty())
    rendered.detail = fmt::format("{}: {} brought a line break, which became a space", part, out.line_break);
  return std::move(out.text);
}

Rendered render(const Template& t, Medium medium, const TemplateScope& scope) {
  Rendered rendered;
  const Template::Part* part = t.part(medium);
  if (part == nullptr) {
    rendered.complete = false;
    rendered.detail = "the template has no part for this channel";
    return rendered;
  }
  const PartialLibrary* library = t.library.get();
  using liquid::Form;
  if (part->subject)
    rendered.subject = render_part(*part->subject, Form::line, "the subject", scope, library, rendered);
  rendered.text = render_part(*part->text, Form::text, "the text", scope, library, rendered);
  if (part->html) rendered.html = render_part(*part->html, Form::html, "the html", scope, library, rendered);
  return rendered;
}

}  // namespace assent::channels
