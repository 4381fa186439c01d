// RE2 for Swift: the few calls of the C++ library that a regular expression of Go's needs, as plain C.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled regular expression, or the error that kept it from compiling.
typedef struct cre2_regexp cre2_regexp;

/// What is wrong with a pattern; the numbers are RE2's own.
typedef enum {
  CRE2_OK = 0,
  CRE2_INTERNAL = 1,
  CRE2_BAD_ESCAPE = 2,
  CRE2_BAD_CHARACTER_CLASS = 3,
  CRE2_BAD_CHARACTER_RANGE = 4,
  CRE2_MISSING_BRACKET = 5,
  CRE2_MISSING_PARENTHESIS = 6,
  CRE2_UNEXPECTED_PARENTHESIS = 7,
  CRE2_TRAILING_BACKSLASH = 8,
  CRE2_REPEAT_ARGUMENT = 9,
  CRE2_REPEAT_SIZE = 10,
  CRE2_REPEAT_OPERATOR = 11,
  CRE2_BAD_PERL_OPERATOR = 12,
  CRE2_BAD_UTF8 = 13,
  CRE2_BAD_NAMED_CAPTURE = 14,
  CRE2_PATTERN_TOO_LARGE = 15
} cre2_error;

/// Compiles `pattern` in Perl's syntax over UTF-8; null only when memory runs out.
cre2_regexp *cre2_compile(const char *pattern, size_t length, int64_t memory);

/// Frees what `cre2_compile` gave.
void cre2_free(cre2_regexp *regexp);

/// What is wrong with the pattern, or `CRE2_OK`.
cre2_error cre2_error_code(const cre2_regexp *regexp);

/// The offending part of the pattern; valid as long as `regexp`.
const char *cre2_error_argument(const cre2_regexp *regexp, size_t *length);

/// The number of capturing groups, the whole match not counted.
int cre2_group_count(const cre2_regexp *regexp);

/// The name of group `index` (from 1), or null; valid as long as `regexp`.
const char *cre2_group_name(const cre2_regexp *regexp, int index, size_t *length);

/// Finds the leftmost match at or after `start`.
///
/// Fills `offsets` with a begin and an end for the whole match and each of `groups - 1` groups, -1 where a group took no part.
bool cre2_match(const cre2_regexp *regexp, const char *text, size_t length, size_t start, ptrdiff_t *offsets, int groups);

#ifdef __cplusplus
}
#endif

#endif
