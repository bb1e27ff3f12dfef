#include "lang/base/unit.h"

#include "lang/base/suggest.h"
#include "lang/base/unit_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const struct dim DIM_NONE;

/* out = a + sign * b, all lanes at once: no exponent is so large that a sum of two wraps. */
static bool combine(struct dim a, struct dim b, int sign, struct dim *out)
{
  struct dim sum;
  int16_t e[U_LANES], beyond = 0;
  for (int i = 0; i < U_LANES; i++) e[i] = (int16_t)(a.e[i] + sign * b.e[i]);
  for (int i = 0; i < U_LANES; i++) beyond |= (e[i] < -INT8_MAX) | (e[i] > INT8_MAX);
  for (int i = 0; i < U_LANES; i++) sum.e[i] = (int8_t)e[i];
  if (!beyond) *out = sum;
  return !beyond;
}

bool dim_mul(struct dim a, struct dim b, struct dim *out) { return combine(a, b, 1, out); }

bool dim_div(struct dim a, struct dim b, struct dim *out) { return combine(a, b, -1, out); }

bool dim_pow(struct dim a, int n, struct dim *out)
{
  struct dim power;
  for (int i = 0; i < U_LANES; i++) {
    int64_t e = (int64_t)n * a.e[i];
    if (e < -INT8_MAX || e > INT8_MAX) return false;
    power.e[i] = (int8_t)e;
  }
  *out = power;
  return true;
}

bool dim_root(struct dim a, struct dim *out)
{
  for (int i = 0; i < U_LANES; i++) {
    if (a.e[i] % 2) return false;
    a.e[i] /= 2;
  }
  *out = a;
  return true;
}

static const struct { const char *text, *unit; } SPELLINGS[] = {
#define SPELLED(text, unit) {text, unit},
#include "lang/base/units.def"
};

enum {
  N_SPELLINGS = sizeof SPELLINGS / sizeof *SPELLINGS,
  LONGEST = 64,    /* bytes of a word that suggestions are sought for */
  LETTER = 2 * LONGEST, /* what a wrong letter counts; a wrong case counts 1 */
  LARGEST_TEN = 9999,
};

static bool same(const char *word, const char *text, size_t n)
{
  return !strncmp(word, text, n) && strlen(word) == n;
}

/* What a unit without its prefix means, and the prefixes that it takes. */
static bool find_bare(const char *text, size_t n, const struct user_units *user, struct unit *out,
                      int *prefixes)
{
  for (int i = 0; i < N_UNITS; i++) {
    const struct unit_row *u = &unit_rows[i];
    if (!same(u->text, text, n)) continue;
    *out = (struct unit){unit_quantities[u->quantity].dim, u->ten, u->factor, u->label};
    *prefixes = u->prefixes;
    return true;
  }
  for (uint32_t i = 0; user && i < user->n; i++) {
    if (!same(user->name[i]->text, text, n)) continue;
    *out = (struct unit){.factor = 1};
    out->dim.e[U_USER + i] = 1;
    *prefixes = DECIMAL;
    return true;
  }
  return false;
}

/* A unit with or without a prefix; *bare is where the unit itself starts.  With
 * `any`, also one that does not take its prefix. */
static bool find_word(const char *text, size_t n, const struct user_units *user, bool any,
                      struct unit *out, size_t *bare)
{
  int takes;
  *bare = 0;
  if (find_bare(text, n, user, out, &takes)) return true;
  for (int i = 0; i < N_PREFIXES; i++) {
    const struct unit_prefix *p = &unit_prefixes[i];
    size_t k = *bare = strlen(p->text);
    if (k >= n || memcmp(p->text, text, k)) continue;
    if (!find_bare(text + k, n - k, user, out, &takes) || !(any || takes & p->class)) continue;
    out->exp10 += p->ten;
    out->factor = ldexp(out->factor, p->two);
    return true;
  }
  return false;
}

/* Reads the exponent behind `^`; what is too large to be one is clamped. */
static bool read_power(const char *text, size_t n, int *power)
{
  bool negative = n > 1 && *text == '-';
  *power = 0;
  if (n == negative) return false;
  for (size_t i = negative; i < n; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    if (*power <= INT8_MAX) *power = *power * 10 + (text[i] - '0');
  }
  if (negative) *power = -*power;
  return true;
}

/* Multiplies `all` by `u` to the power; false when that leaves the range. */
static bool multiply(struct unit *all, const struct unit *u, int power)
{
  struct dim d;
  if (power < -INT8_MAX || power > INT8_MAX) return false;
  if (!dim_pow(u->dim, power, &d) || !dim_mul(all->dim, d, &all->dim)) return false;
  double factor = 1;
  for (int i = power < 0 ? -power : power; i > 0; i--) factor *= u->factor;
  all->factor = power < 0 ? all->factor / factor : all->factor * factor;
  all->exp10 += power * u->exp10;
  all->label = all->label && u->label;
  return isnormal(all->factor) && all->exp10 >= -LARGEST_TEN && all->exp10 <= LARGEST_TEN;
}

/* unit_parse without suggestions; why->at and n say what is not known. */
static bool parse(const char *text, size_t n, const struct user_units *user, struct unit *out,
                  struct unit_error *why)
{
  struct unit all = {.factor = 1, .label = true}, u;
  size_t bare;
  *why = (struct unit_error){0};
  for (size_t at = 0, end; at <= n; at = end + 1) {
    const char *slash = memchr(text + at, '/', n - at);
    end = slash ? (size_t)(slash - text) : n;
    const char *hat = memchr(text + at, '^', end - at);
    size_t word_end = hat ? (size_t)(hat - text) : end;
    int power = 1;
    why->at = at;
    why->n = word_end - at;
    if (!find_word(text + at, word_end - at, user, false, &u, &bare)) return false;
    why->n = end - at;
    if (hat && !read_power(hat + 1, end - word_end - 1, &power)) return false;
    why->out_of_range = !multiply(&all, &u, at ? -power : power);
    if (why->out_of_range) return false;
  }
  *out = all;
  return true;
}

/* The search for what a word that is no unit was meant to be. */
struct hunt {
  const char *wanted;
  size_t n;
  const struct user_units *user;
  struct arena *arena;
  unsigned score;        /* of what is in `best`: less is nearer */
  const char *best[3];
  int n_best;
};

/* A spelling to compare with the word, and what it would stand for. */
typedef void visit(struct hunt *h, const char *spelling, const char *unit);

/* Keeps the units of the best score, in the order of their coming. */
static void keep(struct hunt *h, unsigned score, const char *unit)
{
  if (score > h->score || (score == h->score && h->n_best == 3)) return;
  if (score < h->score) h->n_best = 0;
  h->score = score;
  h->best[h->n_best++] = arena_strndup(h->arena, unit, strlen(unit));
}

/* The same word in another case; the fewer letters differ, the better. */
static void visit_case(struct hunt *h, const char *spelling, const char *unit)
{
  unsigned different = 0;
  if (strlen(spelling) != h->n || strncasecmp(spelling, h->wanted, h->n)) return;
  for (size_t i = 0; i < h->n; i++) different += spelling[i] != h->wanted[i];
  if (different < h->score) keep(h, different, unit);
}

static size_t lower(char *out, const char *text, size_t n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
  return n;
}

/* A word that is almost the same. */
static void visit_near(struct hunt *h, const char *spelling, const char *unit)
{
  char a[LONGEST], b[LONGEST];
  size_t n = strlen(spelling);
  unsigned letters = edit_distance(a, lower(a, h->wanted, h->n), b, lower(b, spelling, n));
  if (letters > (h->n < 6 ? 1 : h->n / 3)) return;
  keep(h, letters * LETTER + edit_distance(h->wanted, h->n, spelling, n), unit);
}

static bool is_ascii(const char *text)
{
  while (*text && !(*text & 0x80)) text++;
  return !*text;
}

/* Visits a unit with every prefix of the set.  `Kib` is known, but who needs a
 * suggestion is better off with `KiB` or `Kibit`. */
static void each_prefix(struct hunt *h, visit *v, const char *unit, int prefixes)
{
  for (int i = 0; i < N_PREFIXES; i++) {
    const struct unit_prefix *p = &unit_prefixes[i];
    char word[LONGEST];
    if (!(p->class & prefixes) || !is_ascii(p->text)) continue;
    if (p->class == BINARY && !strcmp(unit, "b")) continue;
    if (p->ten >= 15 && prefixes & SMALL) continue; /* `Pj` is no petajoule */
    if (snprintf(word, sizeof word, "%s%s", p->text, unit) < LONGEST) v(h, word, word);
  }
}

/* Visits every unit alone (no classes) or with the prefixes of these classes. */
static void each_unit(struct hunt *h, visit *v, int classes)
{
  for (int i = 0; i < N_UNITS; i++) {
    const struct unit_row *u = &unit_rows[i];
    if (!is_ascii(u->text)) continue;
    if (classes) each_prefix(h, v, u->text, u->prefixes & classes);
    else v(h, u->text, u->text);
  }
  for (uint32_t i = 0; h->user && i < h->user->n; i++) {
    const char *name = h->user->name[i]->text;
    if (strlen(name) >= LONGEST) continue;
    if (classes) each_prefix(h, v, name, DECIMAL & classes);
    else v(h, name, name);
  }
}

/* Words that people write out, such as `bytes` and `Mbps`. */
static void each_spelling(struct hunt *h, visit *v)
{
  struct unit u;
  struct unit_error why;
  for (int i = 0; i < N_SPELLINGS; i++)
    for (int p = -1; p < N_PREFIXES; p++) {
      char word[LONGEST], unit[LONGEST];
      const char *prefix = p < 0 ? "" : unit_prefixes[p].text;
      snprintf(word, sizeof word, "%s%s", prefix, SPELLINGS[i].text);
      snprintf(unit, sizeof unit, "%s%s", prefix, SPELLINGS[i].unit);
      if (strlen(word) == h->n && parse(unit, strlen(unit), NULL, &u, &why)) v(h, word, unit);
    }
}

/* Decimal for binary and the other way round: `kib` could be `kb`, `KB` could be
 * `KiB`. */
static void hunt_sibling(const struct hunt *first, const char **found)
{
  char word[LONGEST + 1] = {first->wanted[0], 'i'};
  struct hunt h = *first;
  h.score = UINT32_MAX;
  h.n_best = 0;
  char last = h.wanted[h.n - 1];
  if (h.n < 2 || (last != 'b' && last != 'B')) return;
  bool binary = h.wanted[1] == 'i' || h.wanted[1] == 'I';
  memcpy(word + (binary ? 1 : 2), h.wanted + (binary ? 2 : 1), h.n - (binary ? 2 : 1));
  h.wanted = word;
  h.n += binary ? (size_t)-1 : 1;
  each_unit(&h, visit_case, DECIMAL | BINARY);
  if (h.n_best) *found = h.best[0];
}

/* `mm2` and its like with a raised digit. */
static const char *hunt_power(const struct hunt *h)
{
  static const struct { const char *end; char digit; } ENDS[] = {
    {"2", '2'}, {"3", '3'}, {"\xC2\xB2", '2'}, {"\xC2\xB3", '3'},
  };
  for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
    size_t k = strlen(ENDS[i].end), bare;
    struct unit u;
    if (k >= h->n || memcmp(h->wanted + h->n - k, ENDS[i].end, k)) continue;
    if (find_word(h->wanted, h->n - k, h->user, false, &u, &bare))
      return arena_printf(h->arena, "%.*s^%c", (int)(h->n - k), h->wanted, ENDS[i].digit);
  }
  return NULL;
}

/* From the most certain meaning to the least; the first that there is counts. */
static void suggest_units(struct hunt *h, const char **near)
{
  struct unit u;
  size_t bare;
  each_unit(h, visit_case, 0);
  each_unit(h, visit_case, DECIMAL | BINARY);
  if (h->n_best) hunt_sibling(h, &near[1]);
  else each_spelling(h, visit_case);
  if (!h->n_best && find_word(h->wanted, h->n, h->user, true, &u, &bare))
    keep(h, 0, arena_strndup(h->arena, h->wanted + bare, h->n - bare));
  if (!h->n_best && (near[0] = hunt_power(h))) return;
  if (!h->n_best && h->n > 2) { /* everything is near to two letters */
    each_unit(h, visit_near, 0);
    if (h->score >= 2 * LETTER) each_unit(h, visit_near, DECIMAL);
  }
  for (int i = 0; i < h->n_best; i++) near[i] = h->best[i];
}

bool unit_parse(const char *text, size_t n, const struct user_units *user, struct arena *a,
                struct unit *out, struct unit_error *why)
{
  struct unit_error unasked;
  if (parse(text, n, user, out, why ? why : &unasked)) return true;
  if (!why) return false;
  struct hunt h = {text + why->at, why->n, user, a, .score = UINT32_MAX};
  if (!why->out_of_range && h.n > 0 && h.n < LONGEST) suggest_units(&h, why->near);
  return false;
}

const char *unit_meaning(const char *text, size_t n, struct arena *a)
{
  struct unit u;
  struct unit_error why;
  if (!parse(text, n, NULL, &u, &why) || !dim_equal(u.dim, unit_quantities[INFO].dim)) return NULL;
  double bits = u.factor;
  for (int i = 0; i < u.exp10; i++) bits *= 10;
  if (bits == 1) return NULL;
  bool bytes = bits > 8 && fmod(u.factor, 8) == 0;
  return arena_printf(a, "%.0f %s", bytes ? bits / 8 : bits, bytes ? "B" : "bit");
}
