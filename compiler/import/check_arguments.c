/* What components of the library can be told.  The library would say the same, of a program
 * that nobody wrote. */
#include "compiler/import/classes.h"

#include <math.h>
#include <string.h>

/* Parameters with a smaller range than whole numbers from 1 on: of all components (NULL), then of
 * some. */
static const struct { const char *component, *parameter; double least, most; } ranges[] = {
  {NULL, "resolution", 1, 16}, {NULL, "rows", 1, 65536}, {NULL, "steps", 1, 65536}, {NULL, "outputs", 1, 4096},
  {NULL, "inputs", 1, 4096}, {NULL, "rate", 1, 1e12}, {NULL, "voltage", 0.3, 3}, {"adc", "resolution", 1, 24},
  {"dac", "resolution", 1, 24}, {"isaac_dac", "resolution", 1, 8}, {"forms_adc", "resolution", 1, 12},
  {"fifo", "depth", 2, INFINITY}, {"sram", "ports", 1, 8}, {"regfile", "ports", 1, 16},
  {"mux", "inputs", 2, 4096}, {"fpadder", "exponent", 2, 16}, {"fpadder", "mantissa", 1, 240},
  {"fpmultiplier", "exponent", 2, 16}, {"fpmultiplier", "mantissa", 1, 240}, {"fpmac", "exponent", 2, 16},
  {"fpmac", "mantissa", 1, 240},
};

static const char *range_text(struct importer *im, double least, double most, bool whole)
{
  const char *from = plain_number(im->arena, least);
  if (!whole) return SAY(im, "a number from %s to %s", from, plain_number(im->arena, most));
  return isfinite(most) ? SAY(im, "a whole number from %s to %s", from, plain_number(im->arena, most))
                        : SAY(im, "a whole number from %s on", from);
}

static void tell_range(struct importer *im, const struct yaml *at, const char *name, const char *wanted,
                       double n)
{
  struct diag *d = tell_at(im, E0809, at, "`%s` should be %s", name, wanted);
  diag_label(d, at->span, "this is %s", plain_number(im->arena, n));
}

/* A number that becomes a parameter of the library; lengths may be any. */
static void check_library(struct importer *im, const struct library_class *of, const struct yaml *at,
                          const char *name, const char *parameter, double n)
{
  double least = 1, most = INFINITY;
  for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if ((!ranges[i].component || !strcmp(ranges[i].component, of->name)) && !strcmp(ranges[i].parameter, parameter))
      least = ranges[i].least, most = ranges[i].most;
  enum measure is = library_measure(parameter);
  bool whole = is != AS_RATE && is != AS_VOLTAGE;
  if (is == AS_LENGTH || !strcmp(parameter, FORMAT)) return;
  if ((whole && n != trunc(n)) || n < least || n > most || n >= 0x1p53)
    tell_range(im, at, name, range_text(im, least, most, whole), n);
}

enum { PASSES_MAX = 3 }; /* a class may be a part of itself, which is told elsewhere */

static void check_passed(struct importer *im, const struct class *of, const struct yaml *at, const char *name,
                         double n, unsigned passes);

/* What a value becomes that is this one of a part. */
static void check_handed(struct importer *im, const struct class *of, const struct yaml *at, const char *name,
                         double n, unsigned passes)
{
  const struct class_attribute *own = class_attribute(of, name);
  const char *parameter = of->library ? library_attribute(of->library, name) : NULL;
  if (parameter) check_library(im, of->library, at, name, parameter, n);
  else if (own && own->is == AS_NUMBER && own->whole && !is_whole(n)) tell_range(im, at, name, "a whole number", n);
  else if (passes < PASSES_MAX) check_passed(im, of, at, name, n, passes + 1);
}

/* The same of what goes on, as it is, to parts of a compound. */
static void check_passed(struct importer *im, const struct class *of, const struct yaml *at, const char *name,
                         double n, unsigned passes)
{
  struct yaml *parts = of->map ? yaml_get(of->map, "subcomponents") : NULL;
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *class = yaml_peek(part, "class"), *given = yaml_peek(part, "attributes");
    const struct class *to = class && class->kind == YAML_SCALAR ? find_class(im, class->text) : NULL;
    for (unsigned k = 0; to && given && given->kind == YAML_MAP && k < given->count; k++) {
      const struct yaml_entry *e = &given->entry[k];
      if (e->value->kind == YAML_SCALAR && e->value->plain && !strcmp(e->value->text, name))
        check_handed(im, to, at, e->key->text, n, passes);
    }
  }
}

void check_argument(struct importer *im, struct spec_level *l, const struct class *of,
                    const struct spec_attribute *a, const char *parameter)
{
  struct figure f = value_of(im, home_of(l->scope, a), a->value, a->name);
  if (f.kind == FIGURE_TRUTH && of->library && library_measure(parameter) == AS_NUMBER)
    tell_no_number(im, a, NULL);
  if (f.kind != FIGURE_NUMBER) return; /* a quantity, or told where it is written */
  check_handed(im, of, a->value, a->name, f.number, 0);
}

void check_part(struct importer *im, const struct class *of, const struct yaml_entry *e)
{
  double n;
  if (yaml_number(e->value, &n)) check_handed(im, of, e->value, e->key->text, n, 0);
}

/* ---- classes ---- */

static bool has_action(const struct class *of, const char *name)
{
  for (uint32_t i = 0; i < of->actions.n; i++)
    if (!strcmp(of->actions.at[i], name)) return true;
  return false;
}

/* An action that is nearly one that the model asks for, and that is not there. */
static void check_action(struct importer *im, const struct class *of, const struct yaml *name)
{
  static const char *const asked[][5] = {
    [SPEC_MEMORY] = {"read", "write", "update", "leak", NULL}, [SPEC_COMPUTE] = {"compute", "leak", NULL},
    [SPEC_NETWORK] = {"transfer", "leak", NULL}};
  size_t n = strlen(name->text);
  for (unsigned i = 0; of->has_kind && asked[of->kind][i]; i++) {
    const char *meant = asked[of->kind][i];
    size_t m = strlen(meant);
    if (!strcmp(meant, name->text)) return;
    if (has_action(of, meant) || edit_distance(name->text, n, meant, m) > (m > 5 ? 2 : 1)) continue;
    struct diag *d = tell_at(im, E0805, name, "nobody asks `%s` for its `%s`", of->name, name->text);
    diag_suggest(d, name->span, meant);
    return;
  }
}

void check_class(struct importer *im, const struct class *of)
{
  struct taken done = {0};
  struct yaml *actions = yaml_get(of->map, "actions");
  for (unsigned i = 0; i < list_count(actions); i++) {
    const struct yaml *name = yaml_peek(list_member(actions, i), "name");
    if (!name || name->kind != YAML_SCALAR) continue;
    if (is_taken(im, &done, name->text)) tell_at(im, E0809, name, "the action `%s` is there twice", name->text);
    else check_action(im, of, name);
    take_name(im, &done, name->text);
  }
  for (uint32_t i = 0; i < of->attributes.n; i++) {
    const struct class_attribute *a = &of->attributes.at[i];
    double n;
    if (!a->derived && yaml_number(a->value, &n)) check_passed(im, of, a->value, a->name, n, 0);
  }
}

/* A number in one of these attributes; 0: there is none. */
static double number_in(struct importer *im, struct spec_level *l, const char *const *names,
                        struct spec_attribute **from)
{
  double n = 0;
  for (*from = NULL; *names && !*from; names++) {
    *from = find_attribute(l->scope, *names);
    struct figure f = *from ? value_of(im, home_of(l->scope, *from), (*from)->value, *names) : (struct figure){0};
    n = f.kind == FIGURE_NUMBER ? f.number : 0;
  }
  return n;
}

/* One attribute is at most as large as another, if there are both. */
static void check_order(struct importer *im, struct spec_level *l, const char *const *lesser,
                        const char *const *greater, const char *why)
{
  struct spec_attribute *less, *more;
  double low = number_in(im, l, lesser, &less), high = number_in(im, l, greater, &more);
  if (!less || !more || low <= high) return;
  struct diag *d = tell_at(im, E0809, less->value, "`%s` should not be more than `%s`", less->name, more->name);
  diag_label(d, less->value->span, "%s", why);
  diag_note_at(d, more->value->span, "`%s` is %s", more->name, plain_number(im->arena, high));
}

/* The same of banks, where the depth follows from a number of words. */
static void check_entries(struct importer *im, struct spec_level *l)
{
  static const char *const entries[] = {"entries", NULL}, *const banks[] = {"n_banks", NULL};
  struct spec_attribute *words, *at;
  bool said;
  double n = number_in(im, l, entries, &words), parts = number_in(im, l, banks, &at);
  if (l->kind != SPEC_MEMORY || !words || !at) return;
  double depth = ceil(n * (double)word_bits(im, l, &said) / (double)access_of(im, l)->width);
  if (parts <= depth) return;
  struct diag *d = tell_at(im, E0809, at->value, "`%s` is more than there are rows, %s", at->name,
                           plain_number(im->arena, depth));
  diag_label(d, at->value->span, "each bank holds at least one row");
}

void check_level_arguments(struct importer *im, struct spec_level *l, const struct class *of)
{
  static const char *const depths[] = {"depth", "memory_depth", "data_storage_depth", NULL};
  static const char *const banks[] = {"n_banks", NULL}, *const adders[] = {"adder_width", NULL};
  static const char *const factors[] = {"multiplier_width", "width", "datawidth", NULL};
  if (!of->library) return;
  check_entries(im, l);
  if (l->kind == SPEC_MEMORY) check_order(im, l, banks, depths, "each bank holds at least one row");
  if (!strcmp(of->library->name, "intmac"))
    check_order(im, l, factors, adders, "a sum is no shorter than what it is made of");
}

/* ---- what has to be given ---- */

/* What components of the library cannot do without, and how the YAML calls it. */
static const struct { const char *component, *parameters[2], *key; } needs[] = {
  {"sram", {"width"}, "width"}, {"sram", {"depth", "size"}, "depth"},
  {"regfile", {"width"}, "width"}, {"regfile", {"depth", "size"}, "depth"},
  {"fifo", {"width"}, "width"}, {"fifo", {"depth", "size"}, "depth"},
  {"intadder", {"width"}, "width"}, {"intmultiplier", {"width"}, "width"},
  {"intmac", {"width", "multiplier"}, "width"}, {"comparator", {"width"}, "width"},
  {"counter", {"width"}, "width"}, {"register", {"width"}, "width"}, {"bitwise", {"width"}, "width"},
  {"shifter", {"width"}, "width"}, {"mux", {"width"}, "width"}, {"crossbar", {"width"}, "width"},
  {"crossbar", {"inputs"}, "n_inputs"}, {"adc", {"resolution"}, "resolution"},
  {"dac", {"resolution"}, "resolution"}, {"shift_add", {"width"}, "width"},
  {"neurosim_adder", {"width"}, "width"}, {"wire", {"distance"}, "length"}, {"wire", {"width"}, "datawidth"},
  {"accelergy_sram", {"width"}, "width"}, {"accelergy_sram", {"depth"}, "depth"},
  {"accelergy_regfile", {"depth"}, "depth"}, {"accelergy_fifo", {"depth"}, "depth"},
  {"accelergy_wire", {"length"}, "length"}, {"accelergy_wire", {"datawidth"}, "datawidth"},
};

static void check_library_given(struct importer *im, const struct yaml *at, const char *what,
                                const struct class *of, const struct taken *given)
{
  for (unsigned i = 0; i < sizeof needs / sizeof *needs; i++) {
    const char *other = needs[i].parameters[1];
    if (strcmp(needs[i].component, of->library->name)) continue;
    if (is_taken(im, given, needs[i].parameters[0]) || (other && is_taken(im, given, other))) continue;
    struct diag *d = tell_lacking(im, at, what, needs[i].key);
    diag_note(d, "a component of the class `%s` cannot do without", of->name);
  }
}

void check_given(struct importer *im, const struct yaml *at, const char *what, const struct class *of,
                 const struct taken *given)
{
  if (of->library) check_library_given(im, at, what, of, given);
  for (uint32_t i = 0; of->map && i < of->attributes.n; i++) {
    const struct class_attribute *a = &of->attributes.at[i];
    if (a->value || a->derived || is_taken(im, given, a->legal)) continue;
    struct diag *d = tell_lacking(im, at, what, a->name);
    diag_note_at(d, of->map->span, "the class `%s` has no value for it", of->name);
  }
}
