// The C++ side of CRE2.h: no exception may leave these functions, so whatever allocates is fenced.

#include "CRE2.h"

#include <re2/re2.h>

#include <new>
#include <vector>

struct cre2_regexp {
  RE2 expression;

  cre2_regexp(const re2::StringPiece &pattern, const RE2::Options &options) : expression(pattern, options) {}
};

cre2_regexp *cre2_compile(const char *pattern, size_t length, int64_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory);
  try {
    return new cre2_regexp(re2::StringPiece(pattern, length), options);
  } catch (...) {
    return nullptr;
  }
}

void cre2_free(cre2_regexp *regexp) { delete regexp; }

cre2_error cre2_error_code(const cre2_regexp *regexp) {
  return static_cast<cre2_error>(regexp->expression.error_code());
}

const char *cre2_error_argument(const cre2_regexp *regexp, size_t *length) {
  const std::string &argument = regexp->expression.error_arg();
  *length = argument.size();
  return argument.data();
}

int cre2_group_count(const cre2_regexp *regexp) { return regexp->expression.NumberOfCapturingGroups(); }

const char *cre2_group_name(const cre2_regexp *regexp, int index, size_t *length) {
  const auto &names = regexp->expression.CapturingGroupNames();
  const auto found = names.find(index);
  if (found == names.end()) return nullptr;
  *length = found->second.size();
  return found->second.data();
}

bool cre2_match(
    const cre2_regexp *regexp, const char *text, size_t length, size_t start, ptrdiff_t *offsets, int groups) {
  try {
    // Swift hands an empty buffer over as a null pointer, which RE2 takes for "this group took no part".
    const char *base = text == nullptr ? "" : text;
    const re2::StringPiece subject(base, length);
    std::vector<re2::StringPiece> parts(static_cast<size_t>(groups));
    if (!regexp->expression.Match(subject, start, length, RE2::UNANCHORED, parts.data(), groups)) return false;
    for (int index = 0; index < groups; ++index) {
      const re2::StringPiece &part = parts[static_cast<size_t>(index)];
      const bool tookPart = part.data() != nullptr;
      offsets[2 * index] = tookPart ? part.data() - base : -1;
      offsets[2 * index + 1] = tookPart ? part.data() - base + static_cast<ptrdiff_t>(part.size()) : -1;
    }
    return true;
  } catch (...) {
    return false;
  }
}
