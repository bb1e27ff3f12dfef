/* Units of measure.
 *
 * A dimension is a vector of small exponents over the base units
 *   m, s, J, A, K, bit, cycle
 * and up to nine units that a program declares itself (`unit frame`).  Energy
 * is basic, not mass: W = J/s, V = W/A, ohm = V/A, F = A*s/V.  Values are kept
 * in base units.  Counts such as `op` and `access` are labels: they read well
 * and have no dimension.
 */
#ifndef TL_BASE_UNIT_H
#define TL_BASE_UNIT_H

#include "lang/base/str.h"

#include <string.h>

enum base_unit { U_LENGTH, U_TIME, U_ENERGY, U_CURRENT, U_TEMPERATURE, U_INFO, U_CYCLE,
                 U_USER, /* the first of the user's own */
                 U_LANES = 16 };
enum { USER_UNITS_MAX = U_LANES - U_USER };

struct dim { int8_t e[U_LANES]; };

extern const struct dim DIM_NONE; /* a plain number */

static inline bool dim_equal(struct dim a, struct dim b) { return !memcmp(a.e, b.e, sizeof a.e); }
static inline bool dim_is_none(struct dim d) { return dim_equal(d, DIM_NONE); }
/* Product, quotient and power; false (and *out untouched) if an exponent
 * leaves -127 … 127. */
bool dim_mul(struct dim a, struct dim b, struct dim *out);
bool dim_div(struct dim a, struct dim b, struct dim *out);
bool dim_pow(struct dim a, int n, struct dim *out);
/* The square root, if every exponent is even. */
bool dim_root(struct dim a, struct dim *out);

/* The units that a program declares.  A zeroed one is empty. */
struct user_units { name_t name[USER_UNITS_MAX]; uint32_t n; };

/* What a unit's text means: value_in_base = number * 10^exp10 * factor. */
struct unit {
  struct dim dim;
  int exp10;
  double factor;  /* 1, 8, 2^10k and their products, all exact; the one of eV */
  bool label;     /* only counts such as `access`: no dimension */
};

/* Why unit_parse failed. */
struct unit_error {
  size_t at, n;          /* the part of the text that is not known */
  const char *near[3];   /* what may stand for that part, best first; NULL-terminated
                            when fewer */
  bool out_of_range;     /* exponents overflow */
};

/* Reads `pJ/bit`, `mm^2`, `GB/s`, `KiB`, `%`, `kohm`, `Ω`, `µm`; each `/` divides
 * what stands before it, and a prefix goes with its unit into a power.  `1/s`
 * without its 1 is not a unit.  Prefixes: f p n u µ m k M G T P E on what takes
 * them, Ki Mi Gi Ti Pi only on bit, b and B; a user's unit takes f … E.  A name
 * that means something without `user` keeps that meaning, so declaring it should
 * be refused.  Suggestions live in `a`; looking for them takes long: `why` may be NULL. */
bool unit_parse(const char *text, size_t n, const struct user_units *user, struct arena *a,
                struct unit *out, struct unit_error *why);

/* What a unit of information comes to in B, or in bit if it is no multiple of 8:
 * "1024 B" for `KiB`, "1000 bit" for `kb`, "8 bit" for `B`.  NULL for `bit` and
 * for units of anything else. */
const char *unit_meaning(const char *text, size_t n, struct arena *a);

/* "an energy", "a time", "an information size", "a plain number", "an energy
 * per information size" …: for sentences.  In `a`. */
const char *dim_article(struct dim d, const struct user_units *user, struct arena *a);
/* The same without its article: "energy", "time", "information size". */
const char *dim_name(struct dim d, const struct user_units *user, struct arena *a);
/* The base unit: "J", "m^2", "bit/s", "1". */
const char *dim_symbol(struct dim d, const struct user_units *user, struct arena *a);
/* How it is declared in the language: "energy", "bits", "energy/bits"; never NULL. */
const char *dim_type_name(struct dim d, const struct user_units *user, struct arena *a);
/* The dimension that a type word names (`bits`, `energy`, `freq`, …; `int` and
 * `real` are not here); false if it names none. */
bool dim_of_type(const char *word, struct dim *out);
/* The type words in a fixed order, NULL-terminated: for suggestions. */
const char *const *dim_type_words(void);

/* A value for people: 4 significant digits with a fitting prefix ("1.24 mJ",
 * "200 MHz", "0.04 mm^2"); without a prefix, whole numbers stay whole up to 2^53
 * ("48").  Information below 256 bit is told in bits; what is more, in bytes if
 * they are whole ("37 B", "64 KiB"), and always exactly if it is whole.  Below
 * the line lengths are in mm ("80 fJ/bit/mm").  `v` is in base units.  In `a`, or
 * a constant. */
const char *quantity_text(double v, struct dim d, const struct user_units *user, struct arena *a);

/* Some unit that has this dimension and reads naturally after the number the
 * user wrote ("bit" for information, "ns" for time); NULL if none is known. */
const char *dim_example_unit(struct dim d);

/* Calls `tell` with each unit of this dimension that is one unit or its square, with all its
 * prefixes, as far as they are ASCII; the texts are gone after the call. */
void units_list(struct dim d, void (*tell)(void *context, const char *unit), void *context);

#endif
