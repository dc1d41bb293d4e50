// One text of a template, parsed once: literal text and {{ output }}.
//
//   TemplateText::Parsed p = TemplateText::parse("Hello {{ contact.first_name | default: 'you' }}");
//   // p.text, or p.mistakes with their places in the text
//
// An output is a path (contact.x, contact['x y'], event.x.y, event.x[0], run.journey, links.unsubscribe) and
// filters: default, escape, strip. An attribute of contact or event may be absent, so each of them needs a
// default. Internal to templates; immutable and pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channels/template.h"

namespace assent::channels {

struct TemplateMistake {
  std::size_t offset = 0;  // bytes from the start of the text
  std::size_t length = 1;
  std::string message;
  std::string expected;
  std::string suggestion;
};

enum class Filter : std::uint8_t { fallback, escape, strip };  // fallback is written "default"
struct FilterCall {
  Filter filter;
  std::string argument;  // of default
};

enum class Root : std::uint8_t { contact, event, run, links };
struct Output {
  Root root;
  std::vector<std::variant<std::string, std::size_t>>
      path;  // a member or a place in a list; the first is a member
  std::vector<FilterCall> filters;
  std::string written;  // "contact.first_name", for people
  bool has_default() const;
};

// What the text becomes part of: HTML escapes what is inserted, a line takes no line breaks.
enum class Form : std::uint8_t { line, text, html };

class TemplateText {
 public:
  using Segment = std::variant<std::string, Output>;
  struct Parsed {
    std::shared_ptr<const TemplateText> text;  // null exactly when there are mistakes
    std::vector<TemplateMistake> mistakes;
  };
  static Parsed parse(std::string_view text);

  explicit TemplateText(std::vector<Segment> segments) : segments_(std::move(segments)) {}
  // What is absent, and a text beyond limits::rendered_bytes, is noted in `rendered`.
  std::string render(const TemplateScope& scope, Form form, Rendered& rendered) const;

 private:
  std::vector<Segment> segments_;
};

}  // namespace assent::channels
