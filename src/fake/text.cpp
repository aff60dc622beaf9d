// Words, sentences, texts.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

std::string_view any_word(Row& row) { return row.locale()[Words::words].pick(row.draw()); }
void word(Row& row, const Arguments&, TextBuffer& out) { out += any_word(row); }

std::int64_t around(Row& row, std::int64_t count) {
  // "About n": 60 to 140 per cent of it, as Faker's variable lengths.
  return count < 2 ? count : row.draw().between(std::max<std::int64_t>(1, count * 6 / 10), count * 14 / 10);
}
void append_words(Row& row, std::int64_t count, TextBuffer& out) {
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ' ';
    out += any_word(row);
  }
}
void append_sentence(Row& row, std::int64_t words, bool variable, TextBuffer& out) {
  const std::size_t from = out.size();
  append_words(row, variable ? around(row, words) : words, out);
  if (out[from] >= 'a' && out[from] <= 'z') out[from] = static_cast<char>(out[from] - 32);
  out += '.';
}
void append_paragraph(Row& row, std::int64_t sentences, bool variable, TextBuffer& out) {
  const std::int64_t count = variable ? around(row, sentences) : sentences;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ' ';
    append_sentence(row, 8, true, out);
  }
}
void words(Row& row, const Arguments& arguments, TextBuffer& out) { append_words(row, arguments.integers[0], out); }
void sentence(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_sentence(row, arguments.integers[0], arguments.flags[1], out);
}
void sentences(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) {
    if (i > 0) out += ' ';
    append_sentence(row, 8, true, out);
  }
}
void paragraph(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_paragraph(row, arguments.integers[0], arguments.flags[1], out);
}
void paragraphs(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) {
    if (i > 0) out += "\n\n";
    append_paragraph(row, 4, true, out);
  }
}
void text(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto limit = static_cast<std::size_t>(arguments.integers[0]);
  const std::size_t from = out.size();
  std::size_t whole = 0;
  while (out.size() - from <= limit) {
    whole = out.size();
    if (out.size() > from) out += ' ';
    append_sentence(row, 6, true, out);
  }
  // Whole sentences only; one that alone is too long is cut after a word.
  if (whole > from) {
    out.cut(whole);
    return;
  }
  const std::size_t space = out.view().rfind(' ', from + limit - 1);
  out.cut(space == std::string_view::npos || space <= from ? from + 1 : space);
  out += '.';
}
void verify_count(Arguments& arguments) {
  if (arguments.integers[0] < 1 || arguments.integers[0] > 100'000)
    throw fail(Fault::usage, "a count of 1 to 100000 is needed, not {}", arguments.integers[0]);
}
void verify_text(Arguments& arguments) {
  if (arguments.integers[0] < 5 || arguments.integers[0] > 1'000'000)
    throw fail(Fault::usage, "text: max_chars is 5 to 1000000, not {}", arguments.integers[0]);
}

constexpr ArgumentInfo three[] = {{"nb", "3", "how many"}};
constexpr ArgumentInfo sentence_words[] = {{"nb_words", "6", "about how many words"},
                                           {"variable_nb_words", "yes", "no: exactly so many"}};
constexpr ArgumentInfo paragraph_sentences[] = {{"nb_sentences", "3", "about how many sentences"},
                                                {"variable_nb_sentences", "yes", "no: exactly so many"}};
constexpr ArgumentInfo characters[] = {{"max_chars", "200", "characters at most"}};

constexpr Generator list[] = {
    {"word", "text", "word of the locale's language, or Latin", Kind::text, word},
    {"words", "text", "several words", Kind::text, words, three, nullptr, verify_count},
    {"sentence", "text", "words with a capital and a full stop", Kind::text, sentence, sentence_words, nullptr,
     verify_count},
    {"sentences", "text", "several sentences", Kind::text, sentences, three, nullptr, verify_count},
    {"paragraph", "text", "sentences in a row", Kind::text, paragraph, paragraph_sentences, nullptr, verify_count},
    {"paragraphs", "text", "paragraphs with an empty line between", Kind::text, paragraphs, three, nullptr,
     verify_count},
    {"text", "text", "sentences up to a length", Kind::text, text, characters, nullptr, verify_text},
};

}  // namespace

const std::span<const Generator> text_generators{list};

}  // namespace pytk::fake
