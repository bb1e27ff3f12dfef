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
                          .first_row = row};
}

/* 0 in another case, then the rows of synonyms.def, then what looks like it. */
static unsigned how_far(const struct suggest *s, const char *candidate)
{
  if (!strcasecmp(s->wanted, candidate)) return 0;
  for (unsigned i = s->first_row; i < N_SYNONYMS; i++)
    if (!strcmp(candidate, synonyms[i][1]) && is_same_word(s->wanted, synonyms[i][0])) return 1 + i;
  unsigned limit = s->n / 3 > 1 ? (unsigned)(s->n / 3) : 1;
  size_t n = strlen(candidate), longer = n > s->n ? n - s->n : s->n - n;
  if (longer > limit) return UINT32_MAX; /* each byte more is one edit at least */
  unsigned d = edit_distance(s->wanted, s->n, candidate, n);
  return d <= limit && d < s->n ? N_SYNONYMS + d : UINT32_MAX;
}

static void offer(struct suggest *s, const char *candidate, bool ordered)
{
  if (s->off || !strcmp(s->wanted, candidate)) return; /* it is there: no slip of the pen */
  unsigned d = how_far(s, candidate);
  bool wins_tie = !ordered && s->best && d == s->distance && strcmp(candidate, s->best) < 0;
  if (d >= s->distance && !wins_tie) return;
  s->distance = d;
  s->best = candidate;
  s->synonym = d && d <= N_SYNONYMS;
}

void suggest_offer(struct suggest *s, const char *candidate) { offer(s, candidate, true); }

void suggest_offer_unordered(struct suggest *s, const char *candidate)
{
  offer(s, candidate, false);
}

bool is_slip(const char *word, const char *meant)
{
  size_t n = strlen(meant);
  return edit_distance(word, strlen(word), meant, n) <= (n > 5 ? 2 : 1);
}
