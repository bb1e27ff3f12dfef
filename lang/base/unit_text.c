#include "lang/base/unit.h"

#include "lang/base/unit_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One factor of a dimension that is written as a quotient. */
struct term {
  enum quantity id;        /* NUMBER for a unit of the program's own */
  struct unit_quantity is; /* its names */
  int power;               /* from 1 */
};

struct quotient {
  struct term over[U_LANES], under[U_LANES];
  int n_over, n_under;
};

static void push(struct term *terms, int *n, enum quantity id, int power)
{
  terms[(*n)++] = (struct term){id, unit_quantities[id], power};
}

/* The names of a unit that a program declares. */
static struct unit_quantity user_quantity(int lane, const struct user_units *user,
                                          struct arena *a)
{
  uint32_t i = (uint32_t)(lane - U_USER);
  const char *unit = user && i < user->n ? user->name[i]->text : "unit";
  return (struct unit_quantity){unit, arena_printf(a, "%s count", unit), unit, unit, unit, {{0}}};
}

static void push_lane(struct quotient *q, int lane, int power, const struct user_units *user,
                      struct arena *a)
{
  static const enum quantity OF_LANE[] = {
    [U_LENGTH] = LENGTH, [U_TIME] = TIME, [U_ENERGY] = ENERGY, [U_CURRENT] = AMPS,
    [U_TEMPERATURE] = TEMPERATURE, [U_INFO] = INFO, [U_CYCLE] = CYCLES,
  };
  int size = power < 0 ? -power : power;
  struct term *terms = power < 0 ? q->under : q->over;
  int *n = power < 0 ? &q->n_under : &q->n_over;
  if (lane >= U_USER) terms[(*n)++] = (struct term){NUMBER, user_quantity(lane, user, a), size};
  else if (lane == U_LENGTH && size == 2) push(terms, n, AREA, 1);
  else push(terms, n, OF_LANE[lane], size);
}

/* By its base units; those that a sentence starts with come first. */
static struct quotient by_lanes(struct dim d, const struct user_units *user, struct arena *a)
{
  static const int ORDER[] = {
    U_ENERGY, U_INFO, U_USER, U_USER + 1, U_USER + 2, U_USER + 3, U_USER + 4, U_USER + 5,
    U_USER + 6, U_USER + 7, U_USER + 8, U_CYCLE, U_CURRENT, U_TEMPERATURE, U_LENGTH, U_TIME,
  };
  struct quotient q = {.n_over = 0};
  for (int i = 0; i < U_LANES; i++)
    if (d.e[ORDER[i]]) push_lane(&q, ORDER[i], d.e[ORDER[i]], user, a);
  return q;
}

static bool is_quotient(struct dim d, enum quantity over, enum quantity under)
{
  struct dim ratio;
  return dim_div(unit_quantities[over].dim, unit_quantities[under].dim, &ratio) &&
         dim_equal(ratio, d);
}

/* A dimension in words that people use: a quantity that has a name, one over
 * such a one, a quotient of two, or else its base units. */
static struct quotient take_apart(struct dim d, const struct user_units *user, struct arena *a)
{
  struct quotient q = {.n_over = 0};
  if (dim_is_none(d)) return q;
  for (int i = 1; i < N_QUANTITIES; i++) {
    if (!dim_equal(unit_quantities[i].dim, d)) continue;
    push(q.over, &q.n_over, i, 1);
    return q;
  }
  for (int over = 0; over < N_QUANTITIES; over++)
    for (int under = 1; under < N_QUANTITIES; under++) {
      if ((over && !unit_quantities[under].per) || !is_quotient(d, over, under)) continue;
      if (over) push(q.over, &q.n_over, over, 1);
      push(q.under, &q.n_under, under, 1);
      return q;
    }
  return by_lanes(d, user, a);
}

static void put_named(struct strbuf *b, const char *name, int power)
{
  strbuf_puts(b, name);
  if (power == 2) strbuf_puts(b, " squared");
  else if (power == 3) strbuf_puts(b, " cubed");
  else if (power > 3) strbuf_printf(b, " to the power %d", power);
}

const char *dim_name(struct dim d, const struct user_units *user, struct arena *a)
{
  struct quotient q = take_apart(d, user, a);
  struct strbuf b = {0};
  for (int i = 0; i < q.n_over; i++) {
    if (i > 0) strbuf_puts(&b, " times ");
    put_named(&b, q.over[i].is.name, q.over[i].power);
  }
  for (int i = 0; i < q.n_under; i++) {
    const struct unit_quantity *is = &q.under[i].is;
    bool first = i == 0 && q.n_over == 0;
    strbuf_puts(&b, first ? "inverse " : " per ");
    put_named(&b, first || !is->per ? is->name : is->per, q.under[i].power);
  }
  if (b.n == 0) strbuf_puts(&b, unit_quantities[NUMBER].name);
  return strbuf_take(&b, a);
}

const char *dim_article(struct dim d, const struct user_units *user, struct arena *a)
{
  const char *name = dim_name(d, user, a);
  bool vowel = strchr("aeio", *name); /* a user's u sounds like you */
  return arena_printf(a, "%s %s", vowel ? "an" : "a", name);
}

static void put_power(struct strbuf *b, const char *symbol, int power)
{
  strbuf_puts(b, symbol);
  if (power > 1) strbuf_printf(b, "^%d", power);
}

const char *dim_symbol(struct dim d, const struct user_units *user, struct arena *a)
{
  struct quotient q = take_apart(d, user, a);
  struct strbuf b = {0};
  if (q.n_over == 0) strbuf_puts(&b, unit_quantities[NUMBER].symbol);
  for (int i = 0; i < q.n_over; i++) {
    if (i > 0) strbuf_putc(&b, '*');
    put_power(&b, q.over[i].is.symbol, q.over[i].power);
  }
  for (int i = 0; i < q.n_under; i++) {
    strbuf_putc(&b, '/');
    put_power(&b, q.under[i].is.symbol, q.under[i].power);
  }
  return strbuf_take(&b, a);
}

/* Types have no powers, so that a word is repeated. */
const char *dim_type_name(struct dim d, const struct user_units *user, struct arena *a)
{
  struct quotient q = take_apart(d, user, a);
  struct strbuf b = {0};
  if (q.n_over == 0) strbuf_puts(&b, unit_quantities[NUMBER].type);
  for (int i = 0; i < q.n_over; i++)
    for (int n = 0; n < q.over[i].power; n++)
      strbuf_printf(&b, "%s%s", b.n ? "*" : "", q.over[i].is.type);
  for (int i = 0; i < q.n_under; i++)
    for (int n = 0; n < q.under[i].power; n++) strbuf_printf(&b, "/%s", q.under[i].is.type);
  return strbuf_take(&b, a);
}

bool dim_of_type(const char *word, struct dim *out)
{
  for (int i = 1; i < N_QUANTITIES; i++) {
    const char *type = unit_quantities[i].type;
    if (type[0] != word[0] || strcmp(type, word) != 0) continue;
    *out = unit_quantities[i].dim;
    return true;
  }
  return false;
}

const char *const *dim_type_words(void)
{
  static const char *const WORDS[] = {
#define QUANTITY(id, type, ...) type,
#include "lang/base/units.def"
    NULL,
  };
  return WORDS;
}

const char *dim_example_unit(struct dim d)
{
  static const struct { const char *unit; enum quantity over, under; } QUOTIENTS[] = {
#define EXAMPLE(unit, over, under) {unit, over, under},
#include "lang/base/units.def"
  };
  for (int i = 1; i < N_QUANTITIES; i++)
    if (dim_equal(unit_quantities[i].dim, d)) return unit_quantities[i].example;
  for (size_t i = 0; i < sizeof QUOTIENTS / sizeof *QUOTIENTS; i++)
    if (is_quotient(d, QUOTIENTS[i].over, QUOTIENTS[i].under)) return QUOTIENTS[i].unit;
  return NULL;
}

static const double WHOLE_MAX = 9007199254740992.0; /* 2^53 */

static bool is_whole(double v) { return fabs(v) <= WHOLE_MAX && v == trunc(v); }

/* A finite number in four digits, or in all those before the point. */
static void put_number(struct strbuf *b, double v)
{
  char text[32];
  if (is_whole(v) || (fabs(v) >= 9999.5 && fabs(v) <= WHOLE_MAX)) {
    strbuf_printf(b, "%.0f", v == 0 ? 0 : v); /* zero without a sign */
    return;
  }
  snprintf(text, sizeof text, "%.4g", v);
  char *e = strchr(text, 'e');
  if (e) snprintf(e, 8, "e%d", atoi(e + 1)); /* e-5, not e-05 */
  strbuf_puts(b, text);
}

/* The largest prefix of the set that leaves a whole part of a number near 10^ten,
 * or else the smallest; NULL is none.  An area may have two places behind the
 * point, since 0.04 mm^2 reads better than 40000 um^2. */
static const struct unit_prefix *fitting_prefix(int set, int ten, int power)
{
  const struct unit_prefix *best = NULL;
  int best_ten = 0, limit = power > 1 ? ten + 2 : ten;
  for (int i = 0; i < N_PREFIXES; i++) {
    const struct unit_prefix *p = &unit_prefixes[i];
    if (!(p->class & set & (TINY | DECIMAL))) continue;
    bool fitted = best_ten * power <= limit;
    if (p->ten * power <= limit ? fitted && p->ten <= best_ten : fitted || p->ten >= best_ten)
      continue;
    best = p;
    best_ten = p->ten;
  }
  return best;
}

/* v * 10^shift with a fitting prefix of `set` and the symbol; `power` is what
 * the prefix is raised to. */
static void put_scaled(struct strbuf *b, double v, int shift, int set, int power,
                       const char *symbol)
{
  char text[48];
  snprintf(text, sizeof text, "%.3e", v); /* rounded once, before the prefix is chosen */
  char *e = strchr(text, 'e');
  int ten = atoi(e + 1) + shift;
  const struct unit_prefix *p = v == 0 ? NULL : fitting_prefix(set, ten, power);
  int chosen = p ? p->ten * power : 0;
  snprintf(e, 16, "e%d", ten - chosen);
  put_number(b, chosen == shift ? v : strtod(text, NULL));
  if (*symbol) strbuf_printf(b, " %s%s", p ? p->text : "", symbol);
}

/* Whether four digits say it exactly. */
static bool is_short(double v)
{
  char text[32];
  snprintf(text, sizeof text, "%.4g", v);
  return strtod(text, NULL) == v;
}

/* Words are spoken of in bits and memories in bytes.  Only a prefix that loses
 * nothing is used as long as the bytes are whole. */
static void put_size(struct strbuf *b, double bits, bool alone)
{
  double bytes = bits / 8;
  bool whole = is_whole(bytes);
  if (fabs(bits) < 256 ? alone || !whole : is_whole(bits) && !whole) {
    put_number(b, bits);
    strbuf_puts(b, " bit");
    return;
  }
  const char *prefix = "";
  double scaled = bytes;
  for (int i = 0; i < N_PREFIXES; i++) {
    double in_prefix = ldexp(bytes, -unit_prefixes[i].two);
    if (!(unit_prefixes[i].class & BINARY) || fabs(in_prefix) < 1) continue;
    if (whole && !is_short(in_prefix)) continue;
    prefix = unit_prefixes[i].text;
    scaled = in_prefix;
  }
  put_number(b, scaled);
  strbuf_printf(b, " %sB", prefix);
}

/* The prefixes that may stand before a symbol.  Thousands of a unit of the program's own are counted
 * out, as 8503 frame/s; only what is too long for that has a prefix. */
static int prefixes_of(enum quantity id, const char *symbol)
{
  size_t n = strcspn(symbol, "^");
  if (id == NUMBER) return LARGE;
  for (int i = 0; i < N_UNITS; i++)
    if (!strncmp(unit_rows[i].text, symbol, n) && !unit_rows[i].text[n])
      return unit_rows[i].prefixes;
  return 0;
}

/* The number with the first factor above the line, which carries the prefix. */
static void put_head(struct strbuf *b, double v, int shift, const struct quotient *q)
{
  const struct term *head = &q->over[0];
  if (q->n_over == 0) {
    put_scaled(b, v, shift, 0, 1, "");
    return;
  }
  bool single = q->n_over == 1 && head->power == 1, alone = single && q->n_under == 0;
  enum quantity per = q->n_under == 1 ? q->under[0].id : AREA;
  if (head->id == INFO && single && (alone || per == CYCLES || per == NUMBER)) {
    put_size(b, v, alone);
  } else if (head->id == INFO && single && per == TIME && fabs(v) >= 8) {
    put_scaled(b, v / 8, shift, KILO | LARGE, 1, "B");
  } else if (head->id == CYCLES && alone) {
    put_number(b, v);
    strbuf_puts(b, v == 1 ? " cycle" : " cycles");
  } else {
    int set = head->power == 1 ? prefixes_of(head->id, head->is.symbol) : 0;
    put_scaled(b, v, shift, set, head->id == AREA ? 2 : 1, head->is.symbol);
    if (head->power > 1) strbuf_printf(b, "^%d", head->power);
  }
}

/* Below the line lengths are in mm, as people say pJ/mm and mW/mm^2. */
static int shift_below(const struct quotient *q)
{
  int shift = 0;
  for (int i = 0; i < q->n_under; i++)
    if (q->under[i].id == LENGTH || q->under[i].id == AREA)
      shift -= (q->under[i].id == AREA ? 6 : 3) * q->under[i].power;
  return shift;
}

const char *quantity_text(double v, struct dim d, const struct user_units *user, struct arena *a)
{
  struct quotient q = take_apart(d, user, a);
  struct strbuf b = {0};
  if (isnan(v)) return "not a number";
  if (isinf(v)) return v < 0 ? "-infinite" : "infinite";
  put_head(&b, v, shift_below(&q), &q);
  for (int i = 1; i < q.n_over; i++) {
    strbuf_putc(&b, '*');
    put_power(&b, q.over[i].is.symbol, q.over[i].power);
  }
  for (int i = 0; i < q.n_under; i++) {
    bool length = q.under[i].id == LENGTH || q.under[i].id == AREA;
    strbuf_puts(&b, length ? "/m" : "/");
    put_power(&b, q.under[i].is.symbol, q.under[i].power);
  }
  return strbuf_take(&b, a);
}
