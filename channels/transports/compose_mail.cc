#include <gmime/gmime.h>

#include "base/hash.h"
#include "channels/transports/gmime_start.h"
#include "channels/transports/line_ends.h"
#include "channels/transports/mail_address.h"
#include "channels/transports/transport.h"

namespace assent::channels {
namespace {

constexpr std::size_t kLineBytes = 998;     // RFC 5322, 2.1.1, without CRLF
constexpr std::size_t kReadableBytes = 76;  // a longer line of text is encoded, and so wrapped

// One line of valid UTF-8: what may stand in a header before it is encoded.
std::string one_line(std::string_view field) {
  const std::unique_ptr<char, decltype(&g_free)> valid(
      g_utf8_make_valid(field.data(), static_cast<gssize>(field.size())), &g_free);
  std::string line = valid.get();
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

// For headers that are written as they are: printable ASCII that cannot leave its brackets.
bool is_bare(char c) {
  return c > 0x20 && c < 0x7f && c != '<' && c != '>';
}

std::string bare(std::string_view field) {
  std::string out;
  for (const char c : field) {
    if (is_bare(c)) out += c;
  }
  return out;
}

// RFC 8058 headers are signed, and folding has broken signatures: these go out as one line whatever their
// length.
void add_unfolded(GMimeMessage* message, const char* header_name, const std::string& value) {
  auto* object = GMIME_OBJECT(message);
  g_mime_object_append_header(object, header_name, value.c_str(), "utf-8");
  GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), header_name);
  g_mime_header_set_raw_value(header, (" " + value + "\n").c_str());
}

void add_address(GMimeMessage* message, GMimeAddressType type, const char* header_name,
                 const std::string& text) {
  const auto list = adopt(internet_address_list_parse(nullptr, text.c_str()));
  const auto address = bare_address(text);
  if (!list || !address) {
    g_mime_object_append_header(GMIME_OBJECT(message), header_name, text.c_str(), "utf-8");
    return;
  }
  InternetAddress* one = internet_address_list_get_address(list.get(), 0);
  internet_address_set_charset(one, "utf-8");
  internet_address_mailbox_set_addr(INTERNET_ADDRESS_MAILBOX(one), address->c_str());
  internet_address_list_append(g_mime_message_get_addresses(message, type), list.get());
}

void add_date(GMimeMessage* message, Utc date) {
  GDateTime* when = g_date_time_new_from_unix_utc(
      std::chrono::floor<std::chrono::seconds>(date).time_since_epoch().count());
  if (when == nullptr) return;  // beyond the year 9999
  g_mime_message_set_date(message, when);
  g_date_time_unref(when);
}

// As it is where people and old software can read it so; "=_" is kept for the boundary between parts.
bool fits_7bit(const std::string& text) {
  if (text.find("=_") != std::string::npos) return false;
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    const bool printable = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
    if (!printable || line > kReadableBytes) return false;
  }
  return !text.starts_with("From ") && text.find("\nFrom ") == std::string::npos;
}

Owned<GMimePart> text_part(const char* subtype, std::string_view content) {
  const std::string text = with_lf(content);
  const auto stream = adopt(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const auto wrapper =
      adopt(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  auto part = adopt(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  g_mime_part_set_content(part.get(), wrapper.get());
  g_mime_part_set_content_encoding(
      part.get(), fits_7bit(text) ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

// "=_" cannot occur in quoted-printable, and a 7bit part with it is not made: so no text can contain the
// boundary.
std::string boundary_of(const Letter& letter) {
  return "=_" + to_hex(sha256(letter.message.text())).substr(0, 32);
}

void add_body(GMimeMessage* message, const Letter& letter) {
  const auto text = text_part("plain", letter.text);
  if (letter.html.empty()) {
    g_mime_message_set_mime_part(message, GMIME_OBJECT(text.get()));
    return;
  }
  const auto html = text_part("html", letter.html);
  const auto both = adopt(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_set_boundary(both.get(), boundary_of(letter).c_str());
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  g_mime_message_set_mime_part(message, GMIME_OBJECT(both.get()));
}

std::string checkpoint_line(const Letter& letter) {
  std::string line = one_line(letter.checkpoint);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return line;
}
std::string unsubscribe_line(const Letter& letter) {
  return "<" + bare(letter.unsubscribe_url) + ">";
}

}  // namespace

std::string compose_mail(const Letter& letter) {
  start_gmime();
  const auto message = adopt(g_mime_message_new(FALSE));
  const std::string host = bare(letter.message_id_host);
  add_address(message.get(), GMIME_ADDRESS_TYPE_FROM, "From", one_line(letter.from));
  add_address(message.get(), GMIME_ADDRESS_TYPE_TO, "To", one_line(letter.to));
  g_mime_message_set_subject(message.get(), one_line(letter.subject).c_str(), "utf-8");
  add_date(message.get(), letter.date);
  add_unfolded(message.get(), "Message-ID", "<" + letter.message.text() + "@" + host + ">");
  add_unfolded(message.get(), "Auto-Submitted", "auto-generated");
  if (!letter.purpose.empty())
    add_unfolded(message.get(), "List-Id", "<" + bare(letter.purpose) + "." + host + ">");
  if (!letter.unsubscribe_url.empty()) {
    add_unfolded(message.get(), "List-Unsubscribe", unsubscribe_line(letter));
    add_unfolded(message.get(), "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  if (!letter.checkpoint.empty()) add_unfolded(message.get(), "Assent-Checkpoint", checkpoint_line(letter));
  add_body(message.get(), letter);
  const std::unique_ptr<char, decltype(&g_free)> bytes(
      g_mime_object_to_string(GMIME_OBJECT(message.get()), nullptr), &g_free);
  return with_crlf(bytes.get());
}

std::optional<std::string> why_not_mail(const Letter& letter) {
  if (!bare_address(letter.from)) return "the sender is not one e-mail address: check `from:` of the channel";
  if (!bare_address(letter.to) || letter.to.find('<') != std::string::npos) {
    return "the recipient is not an e-mail address in ASCII";
  }
  if (bare(letter.message_id_host).empty()) return "there is no host for the Message-ID: check `public_url:`";
  const auto too_long = [](std::string_view header_name, const std::string& value) {
    return header_name.size() + 2 + value.size() > kLineBytes;
  };
  if (too_long("List-Unsubscribe", unsubscribe_line(letter)))
    return "the unsubscribe link is too long for a header";
  if (too_long("Assent-Checkpoint", checkpoint_line(letter)))
    return "the checkpoint is too long for a header";
  if (bare(letter.unsubscribe_url) != letter.unsubscribe_url)
    return "the unsubscribe link is not a plain URL";
  return std::nullopt;
}

}  // namespace assent::channels
