/* By likeness, and by what other tools call it. */
#include "lang/base/suggest.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 64 };

unsigned edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
  if (na > WORD_MAX || nb > WORD_MAX) return UINT32_MAX;
  unsigned rows[3][WORD_MAX + 1];
  unsigned *before = rows[0], *last = rows[1], *now = rows[2];
  for (size_t j = 0; j <= nb; j++) last[j] = (unsigned)j;
  for (size_t i = 1; i <= na; i++) {
    now[0] = (unsigned)i;
    for (size_t j = 1; j <= nb; j++) {
      unsigned d = last[j - 1] + (a[i - 1] != b[j - 1]);
      if (last[j] + 1 < d) d = last[j] + 1;
      if (now[j - 1] + 1 < d) d = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < d)
        d = before[j - 2] + 1;
      now[j] = d;
    }
    unsigned *spare = before;
    before = last;
    last = now;
    now = spare;
  }
  return last[nb];
}

static const char *const synonyms[][2] = {
#define SYNONYM(there, here) {#there, #here},
#include "lang/base/synonyms.def"
};
enum { N_SYNONYMS = sizeof synonyms / sizeof *synonyms };

/* As strcasecmp says it, and `-` is `_`. */
static bool is_same_word(const char *written, const char *there)
{
  for (; *written && *there; written++, there++) {
    char c = *written == '-' ? '_' : *written;
    if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    if (c != *there) return false;
  }
  return *written == *there;
}

struct suggest suggest_start(const char *wanted)
{
  unsigned row = 0; /* most words have none: then nothing is asked again */
  while (row < N_SYNONYMS && !is_same_word(wanted, synonyms[row][0])) row++;
  return (struct suggest){.wanted = wanted, .n = strlen(wanted), .distance = UINT32_MAX,
                          .first_row = row, .end_row = N_SYNONYMS};
}

/* The earlier row of synonyms.def wins. */
static bool offer_synonym(struct suggest *s, const char *candidate)
{
  for (unsigned i = s->first_row; i < s->end_row; i++) {
    if (!is_same_word(s->wanted, synonyms[i][0]) || strcmp(candidate, synonyms[i][1])) continue;
    s->synonym = true;
    s->distance = 0;
    s->best = candidate;
    s->end_row = i;
    return true;
  }
  return false;
}

void suggest_offer(struct suggest *s, const char *candidate)
{
  if (s->off) return;
  if (!strcmp(s->wanted, candidate)) return; /* it is there: no slip of the pen */
  if (offer_synonym(s, candidate) || s->synonym) return;
  unsigned limit = s->n / 3 > 1 ? (unsigned)(s->n / 3) : 1;
  size_t n = strlen(candidate), longer = n > s->n ? n - s->n : s->n - n;
  if (longer > limit) return; /* each byte more is one edit at least */
  unsigned d = strcasecmp(s->wanted, candidate) ? edit_distance(s->wanted, s->n, candidate, n) : 0;
  if ((d == 0 || (d <= limit && d < s->n)) && d < s->distance) {
    s->distance = d;
    s->best = candidate;
  }
}

void suggest_offer_unordered(struct suggest *s, const char *candidate)
{
  struct suggest alone = *s;
  alone.distance = UINT32_MAX;
  alone.best = NULL;
  suggest_offer(&alone, candidate);
  if (!alone.best) return;
  bool tie = s->best && alone.distance == s->distance && alone.end_row == s->end_row;
  bool nearer = alone.distance < s->distance || alone.end_row < s->end_row;
  if (nearer || (tie && strcmp(candidate, s->best) < 0)) *s = alone;
}
