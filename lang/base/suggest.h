/* "Did you mean": which of the names that there are was meant by one that there is not. */
#ifndef TL_BASE_SUGGEST_H
#define TL_BASE_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* Damerau–Levenshtein distance (insert, delete, replace, swap neighbours) of
 * two words in bytes; words over 64 bytes count as farther than any limit. */
unsigned edit_distance(const char *a, size_t na, const char *b, size_t nb);

/* Collects candidates for "did you mean".  Offer every legal name, then read
 * `best`: the same word in another case, else what synonyms.def says of the wanted
 * word, else what is nearest of all at a distance of at most max(1, n/3), else NULL.
 * The first offered wins a tie. */
struct suggest {
  const char *wanted;
  size_t n;
  const char *best;
  unsigned distance;  /* of `best`: only to be compared with that of others */
  unsigned first_row; /* the first of synonyms.def for `wanted` */
  bool synonym;       /* `best` is called so elsewhere */
  bool off;           /* nothing is compared: `best` stays NULL */
};
struct suggest suggest_start(const char *wanted);
void suggest_offer(struct suggest *s, const char *candidate);
/* For candidates that come in no order of their own (a hash table, a directory):
 * the alphabetically first wins a tie, so that the answer is always the same. */
void suggest_offer_unordered(struct suggest *s, const char *candidate);

/* Whether a word is another one with a slip of the finger, and no other word for the same. */
bool is_slip(const char *word, const char *meant);

#endif
