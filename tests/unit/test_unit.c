#include "lang/base/unit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct interner names;
static struct user_units user;

static int start(void **state)
{
  (void)state;
  arena_init(&arena);
  interner_init(&names);
  user = (struct user_units){{intern_str(&names, "frame"), intern_str(&names, "euro")}, 2};
  return 0;
}

static int stop(void **state)
{
  (void)state;
  interner_free(&names);
  arena_free(&arena);
  return 0;
}

static bool known(const char *text, struct unit *u)
{
  struct unit_error why;
  return unit_parse(text, strlen(text), &user, &arena, u, &why);
}

static struct unit parse(const char *text)
{
  struct unit u = {.factor = 0};
  if (!known(text, &u)) fail_msg("`%s` is not known", text);
  return u;
}

/* The value of `number` in `unit`, made as the language makes it. */
static double value(const char *number, const char *unit)
{
  struct unit u = parse(unit);
  char text[64];
  const char *e = strchr(number, 'e');
  int digits = e ? (int)(e - number) : (int)strlen(number);
  snprintf(text, sizeof text, "%.*se%d", digits, number, u.exp10 + (e ? atoi(e + 1) : 0));
  return strtod(text, NULL) * u.factor;
}

static struct dim dim(const char *unit) { return parse(unit).dim; }

#define TINY "z a "
#define ALL_DECIMAL "f p n u \xC2\xB5 \xCE\xBC m k M G T P E"
#define FROM_KILO "k M G T P E"
#define UP_TO_KILO "f p n u \xC2\xB5 \xCE\xBC m k"
#define SUBMULTIPLES "f p n u \xC2\xB5 \xCE\xBC m"
#define OF_INFORMATION FROM_KILO " Ki Mi Gi Ti Pi"

struct takes { const char *unit, *prefixes; };

static const struct takes TAKES[] = {
  {"bit", OF_INFORMATION}, {"b", OF_INFORMATION}, {"B", OF_INFORMATION}, {"J", TINY ALL_DECIMAL},
  {"W", TINY ALL_DECIMAL}, {"eV", ALL_DECIMAL}, {"ohm", ALL_DECIMAL}, {"\xCE\xA9", ALL_DECIMAL},
  {"\xE2\x84\xA6", ALL_DECIMAL}, {"s", SUBMULTIPLES}, {"S", SUBMULTIPLES}, {"F", TINY SUBMULTIPLES},
  {"m", UP_TO_KILO}, {"V", UP_TO_KILO}, {"A", TINY UP_TO_KILO}, {"Hz", FROM_KILO},
  {"cycle", FROM_KILO}, {"cycles", FROM_KILO}, {"K", ""}, {"%", ""}, {"op", FROM_KILO},
  {"ops", FROM_KILO}, {"mac", FROM_KILO}, {"macs", FROM_KILO}, {"word", FROM_KILO},
  {"words", FROM_KILO}, {"access", FROM_KILO}, {"accesses", FROM_KILO}, {"hop", FROM_KILO},
  {"hops", FROM_KILO}, {"flit", FROM_KILO}, {"flits", FROM_KILO}, {"frame", ALL_DECIMAL},
};

struct prefix { const char *text; int ten, two; };

static const struct prefix PREFIXES[] = {
  {"z", -21, 0}, {"a", -18, 0}, {"f", -15, 0}, {"p", -12, 0},
  {"n", -9, 0}, {"u", -6, 0}, {"\xC2\xB5", -6, 0},
  {"\xCE\xBC", -6, 0}, {"m", -3, 0}, {"k", 3, 0}, {"M", 6, 0}, {"G", 9, 0}, {"T", 12, 0},
  {"P", 15, 0}, {"E", 18, 0}, {"Ki", 0, 10}, {"Mi", 0, 20}, {"Gi", 0, 30}, {"Ti", 0, 40},
  {"Pi", 0, 50}, {"c", 0, 0}, {"d", 0, 0}, {"da", 0, 0}, {"y", 0, 0}, {"Z", 0, 0},
  {"K", 0, 0}, {"ki", 0, 0}, {"Ei", 0, 0}, {"kk", 0, 0},
};

static bool in_list(const char *list, const char *word)
{
  size_t n = strlen(word);
  for (const char *p = list; (p = strstr(p, word)); p += n)
    if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0')) return true;
  return false;
}

static void every_unit_takes_its_prefixes_and_no_other(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof TAKES / sizeof *TAKES; i++) {
    struct unit bare = parse(TAKES[i].unit), u;
    for (size_t k = 0; k < sizeof PREFIXES / sizeof *PREFIXES; k++) {
      const struct prefix *p = &PREFIXES[k];
      char text[32];
      snprintf(text, sizeof text, "%s%s", p->text, TAKES[i].unit);
      bool takes = in_list(TAKES[i].prefixes, p->text);
      if (known(text, &u) != takes) fail_msg("`%s`: %s", text, takes ? "unknown" : "known");
      if (!takes) continue;
      assert_true(dim_equal(u.dim, bare.dim));
      assert_int_equal(u.exp10, bare.exp10 + p->ten);
      assert_true(u.factor == ldexp(bare.factor, p->two));
      assert_int_equal(u.label, bare.label);
    }
  }
}

/* What a unit is made of, as exponents of m, s, J, A, K, bit, cycle. */
struct made { const char *unit; int8_t e[7]; double one; };

static void every_unit_has_its_dimension_and_size(void **state)
{
  (void)state;
  static const struct made cases[] = {
    {"bit", {0, 0, 0, 0, 0, 1}, 1}, {"b", {0, 0, 0, 0, 0, 1}, 1}, {"B", {0, 0, 0, 0, 0, 1}, 8},
    {"s", {0, 1}, 1}, {"Hz", {0, -1}, 1}, {"J", {0, 0, 1}, 1}, {"W", {0, -1, 1}, 1},
    {"eV", {0, 0, 1}, 1.602176634e-19}, {"m", {1}, 1}, {"A", {0, 0, 0, 1}, 1},
    {"V", {0, -1, 1, -1}, 1}, {"ohm", {0, -1, 1, -2}, 1}, {"S", {0, 1, -1, 2}, 1},
    {"F", {0, 2, -1, 2}, 1}, {"K", {0, 0, 0, 0, 1}, 1}, {"cycle", {0, 0, 0, 0, 0, 0, 1}, 1},
    {"%", {0}, 0.01}, {"op", {0}, 1}, {"m^2", {2}, 1}, {"mm^2", {2}, 1e-6}, {"um^2", {2}, 1e-12},
    {"pJ/access", {0, 0, 1}, 1e-12}, {"B/cycle", {0, 0, 0, 0, 0, 1, -1}, 8},
    {"pJ/bit/mm", {-1, 0, 1, 0, 0, -1}, 1e-9}, {"GB/s", {0, -1, 0, 0, 0, 1}, 8e9},
    {"pJ/B", {0, 0, 1, 0, 0, -1}, 0.125e-12}, {"m^-2", {-2}, 1}, {"m^0", {0}, 1}, {"m/m", {0}, 1},
    {"KiB", {0, 0, 0, 0, 0, 1}, 8192}, {"kb", {0, 0, 0, 0, 0, 1}, 1000},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct dim d = dim(cases[i].unit);
    for (int lane = 0; lane < U_LANES; lane++)
      if (d.e[lane] != (lane < 7 ? cases[i].e[lane] : 0)) fail_msg("`%s`", cases[i].unit);
    if (value("1", cases[i].unit) != cases[i].one) fail_msg("1 %s", cases[i].unit);
  }
}

static void relations_between_units_hold(void **state)
{
  (void)state;
  struct dim d;
  assert_true(dim_div(dim("J"), dim("s"), &d) && dim_equal(d, dim("W")));
  assert_true(dim_mul(dim("V"), dim("A"), &d) && dim_equal(d, dim("W")));
  assert_true(dim_mul(dim("ohm"), dim("A"), &d) && dim_equal(d, dim("V")));
  assert_true(dim_mul(dim("ohm"), dim("S"), &d) && dim_is_none(d));
  assert_true(dim_mul(dim("ohm"), dim("F"), &d) && dim_equal(d, dim("s")));
  assert_true(dim_equal(dim("bit/J/s"), dim("bit/W/s/s")));
  assert_false(dim_equal(dim("cycle/s"), dim("Hz")));
}

static void the_same_value_has_the_same_bits(void **state)
{
  (void)state;
  static const char *const pairs[][4] = {
    {"40", "nm", "0.04", "um"}, {"0.1", "mJ", "100", "uJ"}, {"1200", "MHz", "1.2", "GHz"},
    {"7", "%", "0.07", "op"}, {"0.3", "um^2", "300000", "nm^2"}, {"1", "KiB", "8192", "bit"},
    {"25.6", "GB/s", "25600", "MB/s"}, {"0.7", "pJ/bit", "700", "fJ/bit"},
    {"3", "\xC2\xB5s", "3000", "ns"}, {"3", "\xCE\xBCs", "0.003", "ms"},
    {"10", "kohm", "0.01", "M\xCE\xA9"}, {"1", "eV", "1.602176634e-19", "J"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    double a = value(pairs[i][0], pairs[i][1]), b = value(pairs[i][2], pairs[i][3]);
    assert_true(dim_equal(dim(pairs[i][1]), dim(pairs[i][3])));
    assert_memory_equal(&a, &b, sizeof a);
  }
}

static void counts_are_labels(void **state)
{
  (void)state;
  assert_true(parse("access").label);
  assert_true(parse("Gops").label);
  assert_true(parse("macs/op").label);
  assert_false(parse("pJ/access").label);
  assert_false(parse("op/s").label);
  assert_false(parse("%").label);
  assert_false(parse("frame").label);
  assert_true(dim_is_none(parse("Gops").dim));
}

static void users_units(void **state)
{
  (void)state;
  struct dim frame = dim("frame"), euro = dim("euro");
  assert_int_equal(frame.e[U_USER], 1);
  assert_int_equal(euro.e[U_USER + 1], 1);
  assert_int_equal(dim("mJ/frame").e[U_USER], -1);
  struct unit u;
  struct unit_error why;
  assert_false(unit_parse("frame", 5, NULL, &arena, &u, &why));
  user.name[user.n++] = intern_str(&names, "bit"); /* the language's own meaning stays */
  assert_int_equal(dim("bit").e[U_INFO], 1);
}

static void dimensions_do_not_overflow(void **state)
{
  (void)state;
  struct dim d = dim("m^127"), out = dim("J");
  assert_false(dim_mul(d, dim("m"), &out));
  assert_true(dim_equal(out, dim("J")));
  assert_true(dim_div(d, dim("m"), &out) && out.e[U_LENGTH] == 126);
  assert_true(dim_pow(dim("m"), -127, &out) && out.e[U_LENGTH] == -127);
  assert_false(dim_div(out, dim("m"), &out));
  assert_false(dim_pow(dim("m^2"), 64, &out));
  assert_false(dim_pow(dim("m^-2"), -64, &out));
  assert_false(dim_pow(dim("m"), INT32_MIN, &out));
  assert_true(dim_pow(dim("pJ/bit"), 0, &out) && dim_is_none(out));
  assert_true(dim_pow(DIM_NONE, INT32_MAX, &out) && dim_is_none(out));
}

static void roots_need_even_exponents(void **state)
{
  (void)state;
  struct dim d;
  assert_true(dim_root(dim("m^2"), &d) && dim_equal(d, dim("m")));
  assert_true(dim_root(dim("J^4/s^2"), &d) && dim_equal(d, dim("J^2/s")));
  assert_true(dim_root(DIM_NONE, &d) && dim_is_none(d));
  d = dim("s");
  assert_false(dim_root(dim("m^2/bit"), &d));
  assert_true(dim_equal(d, dim("s")));
}

/* A text that is no unit: where it stops being one, and what may have been meant. */
struct wrong {
  const char *text;
  size_t at, n;
  const char *near[3];
};

static void unknown_units_are_placed_and_explained(void **state)
{
  (void)state;
  static const struct wrong cases[] = {
    {"kib", 0, 3, {"KiB", "kb"}}, {"KB", 0, 2, {"kB", "KiB"}}, {"pj", 0, 2, {"pJ"}},
    {"Mhz", 0, 3, {"MHz"}}, {"ghz", 0, 3, {"GHz"}}, {"KIB", 0, 3, {"KiB", "kB"}},
    {"mHz", 0, 3, {"MHz"}}, {"Ms", 0, 2, {"ms"}}, {"mbit", 0, 4, {"Mbit"}}, {"mK", 0, 2, {"K"}},
    {"\xC2\xB5" "B", 0, 3, {"B"}}, {"bytes", 0, 5, {"B"}}, {"Mbps", 0, 4, {"Mbit/s"}},
    {"GBps", 0, 4, {"GB/s"}}, {"nsec", 0, 4, {"ns"}}, {"cm", 0, 2, {"mm"}},
    {"mm2", 0, 3, {"mm^2"}}, {"mm\xC2\xB2", 0, 4, {"mm^2"}}, {"B/cylce", 2, 5, {"cycle"}},
    {"pJ/acess", 3, 5, {"access"}}, {"kib/s", 0, 3, {"KiB", "kb"}}, {"sec^2", 0, 3, {"s"}},
    {"frames", 0, 6, {"frame"}}, {"Frame/s", 0, 5, {"frame"}}, {"kframes", 0, 7, {"kframe"}},
    {"oops", 0, 4, {"ops", "hops"}}, {"ohn", 0, 3, {"ohm"}}, {"gohm", 0, 4, {"Gohm"}},
    {"foo", 0, 3, {0}}, {"min", 0, 3, {0}}, {"x", 0, 1, {0}}, {"k", 0, 1, {"K"}},
    {"Ki", 0, 2, {0}}, {"", 0, 0, {0}}, {"/s", 0, 0, {0}}, {"B/", 2, 0, {0}}, {"B//s", 2, 0, {0}},
    {"1/s", 0, 1, {0}}, {"m^", 0, 2, {0}}, {"m^x", 0, 3, {0}}, {"m^-", 0, 3, {0}},
    {"J/m^2x", 2, 4, {0}}, {"m^2^2", 0, 5, {0}}, {"\xFF\xFE", 0, 2, {0}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct wrong *c = &cases[i];
    struct unit u;
    struct unit_error why;
    if (unit_parse(c->text, strlen(c->text), &user, &arena, &u, &why))
      fail_msg("`%s` is known", c->text);
    assert_false(why.out_of_range);
    if (why.at != c->at || why.n != c->n)
      fail_msg("`%s`: at %zu, %zu bytes", c->text, why.at, why.n);
    for (int k = 0; k < 3; k++) {
      const char *got = why.near[k] ? why.near[k] : "none", *want = c->near[k];
      if (strcmp(got, want ? want : "none")) fail_msg("`%s`: %s", c->text, got);
    }
  }
}

static void suggestions_are_units_themselves(void **state)
{
  (void)state;
  static const char letters[] = "bBikKmMsSJWzHvAoph";
  struct unit u;
  struct unit_error why;
  char text[4] = "";
  for (size_t i = 0; i < sizeof letters * sizeof letters * sizeof letters; i++) {
    text[0] = letters[i % sizeof letters];
    text[1] = letters[i / sizeof letters % sizeof letters];
    text[2] = letters[i / sizeof letters / sizeof letters];
    if (unit_parse(text, strlen(text), &user, &arena, &u, &why)) continue;
    for (int k = 0; k < 3 && why.near[k]; k++) parse(why.near[k]);
  }
}

static void exponents_have_a_range(void **state)
{
  (void)state;
  static const char *const texts[] = {
    "m^128", "m^-128", "m^127/m^-1", "J/m^999999999999999999999", "PiB^30", "eV^20",
    "op^128", "%^-99999999999",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct unit u;
    struct unit_error why;
    assert_false(unit_parse(texts[i], strlen(texts[i]), &user, &arena, &u, &why));
    assert_true(why.out_of_range);
    assert_null(why.near[0]);
  }
  char many[20001]; /* powers of ten alone, far more than a number may have */
  for (size_t i = 0; i < 4000; i++) memcpy(many + 5 * i, "/Eops", 5);
  struct unit u;
  struct unit_error why;
  assert_false(unit_parse(many + 1, 19999, NULL, &arena, &u, &why));
  assert_true(why.out_of_range);
}

static void text_needs_no_end_and_may_hold_anything(void **state)
{
  (void)state;
  struct unit u;
  struct unit_error why;
  assert_true(unit_parse("pJ/bits", 6, &user, &arena, &u, &why));
  assert_false(unit_parse("B\0s", 3, &user, &arena, &u, &why));
  assert_int_equal(why.n, 3);
  char longest[5000];
  memset(longest, 'K', sizeof longest);
  assert_false(unit_parse(longest, sizeof longest, &user, &arena, &u, &why));
  assert_null(why.near[0]);
}

static void what_units_of_information_come_to(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
    {"KiB", "1024 B"}, {"kb", "1000 bit"}, {"kB", "1000 B"}, {"Kibit", "128 B"}, {"B", "8 bit"},
    {"MiB", "1048576 B"}, {"Gb", "1000000000 bit"}, {"bit", NULL}, {"pJ", NULL},
    {"B/s", NULL}, {"kib", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *text = unit_meaning(cases[i][0], strlen(cases[i][0]), &arena);
    if (cases[i][1]) assert_string_equal(text, cases[i][1]);
    else assert_null(text);
  }
}

/* A unit, and how its dimension is spoken of. */
struct spoken { const char *unit, *article, *symbol, *type; };

static void dimensions_have_names(void **state)
{
  (void)state;
  static const struct spoken cases[] = {
    {"op", "a plain number", "1", "real"}, {"pJ", "an energy", "J", "energy"},
    {"ns", "a time", "s", "time"}, {"KiB", "an information size", "bit", "bits"},
    {"mW", "a power", "W", "power"}, {"um^2", "an area", "m^2", "area"},
    {"um", "a length", "m", "length"}, {"MHz", "a frequency", "Hz", "freq"},
    {"V", "a voltage", "V", "volts"}, {"mA", "a current", "A", "amps"},
    {"kohm", "a resistance", "ohm", "ohms"}, {"uS", "a conductance", "S", "siemens"},
    {"fF", "a capacitance", "F", "farads"}, {"K", "a temperature", "K", "temperature"},
    {"cycles", "a cycle count", "cycle", "cycles"}, {"frame", "a frame count", "frame", "frame"},
    {"pJ/bit", "an energy per information size", "J/bit", "energy/bits"},
    {"GB/s", "an information size per time", "bit/s", "bits/time"},
    {"B/cycle", "an information size per cycle", "bit/cycle", "bits/cycles"},
    {"W/mm^2", "a power per area", "W/m^2", "power/area"},
    {"pJ/bit/mm", "an energy per information size per length", "J/bit/m", "energy/bits/length"},
    {"J^-1", "an inverse energy", "1/J", "real/energy"},
    {"m^-1", "an inverse length", "1/m", "real/length"},
    {"frame/s", "a frame count per time", "frame/s", "frame/time"},
    {"mJ/frame", "an energy per frame", "J/frame", "energy/frame"},
    {"J/Hz", "an energy times time", "J*s", "energy*time"},
    {"s^2", "a time squared", "s^2", "time*time"},
    {"J/Hz^2", "an energy times time squared", "J*s^2", "energy*time*time"},
    {"m^3", "a length cubed", "m^3", "length*length*length"},
    {"m^-4", "an inverse length to the power 4", "1/m^4", "real/length/length/length/length"},
    {"fF/um", "a capacitance per length", "F/m", "farads/length"},
    {"um^2/bit", "an area per information size", "m^2/bit", "area/bits"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct spoken *c = &cases[i];
    struct dim d = dim(c->unit);
    assert_string_equal(dim_article(d, &user, &arena), c->article);
    assert_string_equal(dim_name(d, &user, &arena), strchr(c->article, ' ') + 1);
    assert_string_equal(dim_symbol(d, &user, &arena), c->symbol);
    assert_string_equal(dim_type_name(d, &user, &arena), c->type);
  }
  struct dim lone = {{0}};
  lone.e[U_LANES - 1] = 1; /* a lane that nobody declared */
  assert_string_equal(dim_article(lone, NULL, &arena), "a unit count");
}

/* Every dimension of two base units with small exponents has all its texts. */
static void all_dimensions_can_be_spoken_of(void **state)
{
  (void)state;
  for (int i = 0; i < U_LANES; i++)
    for (int k = 0; k < U_LANES; k++)
      for (int e = -4; e <= 4; e++) {
        struct dim d = {{0}};
        d.e[i] = (int8_t)e;
        d.e[k] = (int8_t)(e * 3 % 4);
        assert_true(strlen(dim_article(d, &user, &arena)) > 3);
        assert_true(*dim_symbol(d, &user, &arena));
        assert_true(*dim_type_name(d, &user, &arena));
        assert_true(*quantity_text(12.5, d, &user, &arena));
      }
}

static void type_words_name_dimensions(void **state)
{
  (void)state;
  static const char *const want[] = {
    "bits", "energy", "time", "power", "area", "length", "freq", "volts", "amps", "ohms",
    "siemens", "farads", "temperature", "cycles",
  };
  const char *const *words = dim_type_words();
  for (size_t i = 0; i < sizeof want / sizeof *want; i++, words++) {
    struct dim d;
    assert_string_equal(*words, want[i]);
    assert_true(dim_of_type(*words, &d));
    assert_string_equal(dim_type_name(d, NULL, &arena), *words);
    struct unit u = parse(dim_example_unit(d));
    assert_true(dim_equal(u.dim, d));
  }
  assert_null(*words);
  struct dim d;
  assert_false(dim_of_type("int", &d));
  assert_false(dim_of_type("real", &d));
  assert_false(dim_of_type("bit", &d));
}

static void examples_of_quotients(void **state)
{
  (void)state;
  static const char *const units[] = {
    "GB/s", "B/cycle", "pJ/bit", "pJ/mm", "pJ/cycle", "pJ/mm^2", "um^2/bit", "mW/mm^2", "fF/um",
    "ohm/um", "ns/mm", "bit/mm^2",
  };
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    assert_string_equal(dim_example_unit(dim(units[i])), units[i]);
  assert_null(dim_example_unit(DIM_NONE));
  assert_null(dim_example_unit(dim("m^7")));
  assert_null(dim_example_unit(dim("frame")));
}

struct shown { const char *number, *unit, *text; };

static void check_shown(const struct shown *cases, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    struct unit u = parse(cases[i].unit);
    const char *text = quantity_text(value(cases[i].number, cases[i].unit), u.dim, &user, &arena);
    assert_string_equal(text, cases[i].text);
  }
}

static void quantities_take_a_fitting_prefix(void **state)
{
  (void)state;
  static const struct shown cases[] = {
    {"1.24", "mJ", "1.24 mJ"}, {"200", "MHz", "200 MHz"}, {"0.04", "mm^2", "0.04 mm^2"},
    {"79719", "frame/s", "79719 frame/s"}, {"1.25e6", "frame/s", "1.25 Mframe/s"},
    {"501760000000", "frame", "501.8 Gframe"},
    {"1", "GHz", "1 GHz"}, {"0.00124", "J", "1.24 mJ"}, {"123.456", "pJ", "123.5 pJ"},
    {"999.96", "pJ", "1 nJ"}, {"999.94", "pJ", "999.9 pJ"}, {"-3", "mW", "-3 mW"},
    {"0", "J", "0 J"}, {"-0", "J", "0 J"}, {"40", "nm", "40 nm"}, {"1500", "s", "1500 s"},
    {"300", "K", "300 K"}, {"2000", "K", "2000 K"}, {"10", "kohm", "10 kohm"},
    {"3", "\xCE\xA9", "3 ohm"}, {"0.2", "V", "200 mV"}, {"5", "\xC2\xB5s", "5 us"},
    {"826", "mm^2", "826 mm^2"}, {"50", "um^2", "50 um^2"}, {"0.009", "mm^2", "9000 um^2"},
    {"70686", "mm^2", "0.07069 m^2"}, {"900", "nm^2", "900 nm^2"}, {"1e-5", "fJ", "10 zJ"},
    {"0.06027", "fJ", "60.27 aJ"}, {"3e-9", "fJ", "0.003 zJ"}, {"1e-5", "fs", "1e-5 fs"},
    {"0.2", "fF", "200 aF"},
    {"5", "W/mm^2", "5 W/mm^2"}, {"80", "fJ/bit/mm", "80 fJ/bit/mm"}, {"7", "fF/um", "7 pF/mm"},
    {"0.3", "pJ/bit", "300 fJ/bit"}, {"4", "um^2/bit", "4 um^2/bit"}, {"3", "V/s", "3 V/s"},
    {"2", "J^-1", "2/J"}, {"5", "mm^-2", "5/mm^2"}, {"1", "nJ/MHz", "1 fJ*s"},
    {"3", "s^2", "3 s^2"},
    {"30", "frame/s", "30 frame/s"}, {"2.5", "mJ/frame", "2.5 mJ/frame"},
    {"9", "Mcycles/s", "9 Mcycle/s"}, {"12", "m^3", "12 m^3"}, {"1e40", "J", "1e22 EJ"},
  };
  check_shown(cases, sizeof cases / sizeof *cases);
}

static void information_is_told_in_bits_or_bytes(void **state)
{
  (void)state;
  static const struct shown cases[] = {
    {"524288", "bit", "64 KiB"}, {"37", "B", "37 B"}, {"8", "bit", "8 bit"},
    {"16", "bit", "16 bit"}, {"1", "bit", "1 bit"}, {"0", "bit", "0 bit"},
    {"255", "bit", "255 bit"}, {"256", "bit", "32 B"},
    {"257", "bit", "257 bit"}, {"31", "B", "248 bit"}, {"1", "KiB", "1 KiB"},
    {"1536", "B", "1.5 KiB"}, {"1000", "B", "1000 B"}, {"1", "MB", "1000000 B"},
    {"1025", "B", "1025 B"}, {"3", "GiB", "3 GiB"}, {"2", "PiB", "2 PiB"}, {"-2", "KiB", "-2 KiB"},
    {"524289", "bit", "524289 bit"}, {"12.34", "bit", "12.34 bit"}, {"1000.5", "bit", "125.1 B"},
    {"123456.7", "bit", "15.07 KiB"}, {"64", "KiB/frame", "64 KiB/frame"},
    {"16", "B/cycle", "16 B/cycle"}, {"8", "bit/cycle", "1 B/cycle"},
    {"12", "bit/cycle", "12 bit/cycle"}, {"0.5", "bit/cycle", "0.5 bit/cycle"},
    {"25.6", "GB/s", "25.6 GB/s"}, {"100", "Mbit/s", "12.5 MB/s"}, {"1", "bit/s", "1 bit/s"},
    {"1024", "B/s", "1.024 kB/s"}, {"0.1", "Mbit/mm^2", "100 kbit/mm^2"}, {"1", "B/J", "8 bit/J"},
  };
  check_shown(cases, sizeof cases / sizeof *cases);
}

static void counts_stay_whole(void **state)
{
  (void)state;
  static const struct shown cases[] = {
    {"48", "op", "48"}, {"0", "op", "0"}, {"2097152", "accesses", "2097152"}, {"-3", "op", "-3"},
    {"9007199254740992", "op", "9007199254740992"}, {"1e30", "op", "1e30"},
    {"18.75", "%", "0.1875"}, {"3.14159", "op", "3.142"}, {"9999.4", "op", "9999"},
    {"9999.7", "op", "10000"},
    {"123456.7", "op", "123457"}, {"0.00001", "op", "1e-5"}, {"48", "cycles", "48 cycles"},
    {"1", "cycle", "1 cycle"}, {"1.5", "cycle", "1.5 cycles"},
    {"1234567", "cycle", "1234567 cycles"}, {"3", "frame", "3 frame"},
  };
  check_shown(cases, sizeof cases / sizeof *cases);
}

/* Each unit that is listed is one, of that dimension. */
static void add_listed(void *context, const char *unit)
{
  struct strbuf *out = context;
  strbuf_printf(out, "%s ", unit);
}

static void units_of_a_dimension_are_listed(void **state)
{
  (void)state;
  struct strbuf out = {0};
  struct dim d = DIM_NONE;
  d.e[U_TIME] = 1;
  units_list(d, add_listed, &out);
  assert_string_equal(strbuf_str(&out), "s fs ps ns us ms ");
  strbuf_clear(&out);
  units_list(DIM_NONE, add_listed, &out);
  assert_string_equal(strbuf_str(&out), "");
  d.e[U_TIME] = 0, d.e[U_LENGTH] = 2;
  units_list(d, add_listed, &out);
  assert_non_null(strstr(strbuf_str(&out), "mm^2 "));
  strbuf_free(&out);
}

static void what_is_no_number_says_so(void **state)
{
  (void)state;
  assert_string_equal(quantity_text(NAN, dim("J"), NULL, &arena), "not a number");
  assert_string_equal(quantity_text(INFINITY, dim("J"), NULL, &arena), "infinite");
  assert_string_equal(quantity_text(-INFINITY, DIM_NONE, NULL, &arena), "-infinite");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(every_unit_takes_its_prefixes_and_no_other),
    TEST(every_unit_has_its_dimension_and_size), TEST(relations_between_units_hold),
    TEST(the_same_value_has_the_same_bits), TEST(counts_are_labels), TEST(users_units),
    TEST(dimensions_do_not_overflow), TEST(roots_need_even_exponents),
    TEST(unknown_units_are_placed_and_explained), TEST(suggestions_are_units_themselves),
    TEST(exponents_have_a_range), TEST(text_needs_no_end_and_may_hold_anything),
    TEST(what_units_of_information_come_to), TEST(dimensions_have_names),
    TEST(all_dimensions_can_be_spoken_of), TEST(type_words_name_dimensions),
    TEST(examples_of_quotients), TEST(quantities_take_a_fitting_prefix),
    TEST(information_is_told_in_bits_or_bytes), TEST(counts_stay_whole),
    TEST(what_is_no_number_says_so), TEST(units_of_a_dimension_are_listed),
  };
  return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}
