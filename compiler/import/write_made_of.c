/* What levels are made of: components of the library, and those that are written beside
 * them, with their arguments. */
#include "compiler/import/classes.h"

#include <string.h>
#include <strings.h>

/* DRAMs of the library are told apart by their type; a narrower interface than this, or one
 * that is no multiple of it, they do not have. */
static const struct dram { const char *type, *name; int64_t least; bool multiple; } drams[] = {
  {"LPDDR4", "lpddr4", 16, false}, {"LPDDR", "lpddr", 16, false}, {"DDR3", "ddr3", 4, false},
  {"GDDR5", "gddr5", 16, false}, {"HBM2", "hbm2", 64, false}, {"HBM3", "hbm3", 32, false},
  {"HMC", "hmc", 128, true}};

static const struct dram *dram_of(struct spec_level *l)
{
  if (strcasecmp(l->class, "DRAM")) return NULL;
  struct spec_attribute *type = find_attribute(l->scope, "type");
  if (!type) return &drams[0];
  for (unsigned i = 0; i < sizeof drams / sizeof *drams; i++)
    if (!strcasecmp(type->value->text, drams[i].type)) return &drams[i];
  return &drams[0];
}

static void tell_dram(struct importer *im, struct spec_level *l, const struct dram *dram)
{
  struct spec_attribute *type = find_attribute(l->scope, "type");
  if (!type || !strcasecmp(type->value->text, dram->type)) return;
  tell_lost(im, type->value->span, SAY(im, "the type `%s` of `%s`", type->value->text, l->name),
            "it is taken for LPDDR4; there are LPDDR, LPDDR4, DDR3, GDDR5, HBM2, HBM3 and HMC, too");
}

/* What a library memory is as large as. */
static const char *const sizes[] = {"depth", "memory_depth", "data_storage_depth", "entries", "sizeKB", NULL};
static const char *const widths[] = {"width", NULL}, *const words[] = {"datawidth", NULL};

/* Whether the library has a memory of this class, but none of such a size. */
static bool is_beyond_library(struct importer *im, struct spec_level *l)
{
  static const char *const entries[] = {"entries", NULL};
  struct class *of = find_class(im, l->class);
  const struct dram *dram = dram_of(l);
  int64_t n, width;
  bool said;
  if (l->kind != SPEC_MEMORY || (of && of->map)) return false;
  if (dram) {
    width = access_of(im, l)->width;
    return width < dram->least || (dram->multiple && width % dram->least);
  }
  if (!is_library_memory(l->class)) return false;
  if (!has_attribute(l->scope, sizes)) return true;
  if (!has_attribute(l->scope, entries) || !whole_of(im, l->scope, entries, 1, &n, NULL)) return false;
  width = access_of(im, l)->width;
  return n > INT32_MAX || width < 1 || n * word_bits(im, l, &said) % width;
}

bool is_made_of_component(struct importer *im, struct spec_level *l)
{
  if (l->kind == SPEC_ARRAY || l->dummy || l->costs) return false;
  for (uint32_t i = 0; i < im->spec.costs.n; i++)
    if (im->spec.costs.at[i]->actions.n) return false;
  if (is_beyond_library(im, l)) return false;
  if (l->kind != SPEC_NETWORK) return true;
  static const char *const inferred[] = {"XY_NoC", "Legacy", "ReductionTree", "SimpleMulticast", NULL};
  struct class *c = find_class(im, l->class);
  for (unsigned i = 0; inferred[i] && !(c && c->map); i++)
    if (!strcmp(l->kind_class, inferred[i])) return false;
  return true;
}

const char *component_action(struct importer *im, struct spec_level *l, const char *name)
{
  struct class *of = find_class(im, l->class);
  if (!of) return NULL;
  if (of->library) return library_action(of->library, name);
  if (of->map) return action_called(of, name) ? legal_action(im, name) : NULL;
  for (uint32_t i = 0; i < of->actions.n; i++)
    if (!strcmp(of->actions.at[i], name)) return legal_action(im, name);
  return NULL;
}

bool component_takes(struct importer *im, struct spec_level *l, const char *action, const char *argument)
{
  struct class *of = find_class(im, l->class);
  struct yaml *its = of && of->map ? action_called(of, action) : NULL;
  const struct yaml *takes = its ? yaml_peek(its, "arguments") : NULL;
  if (of && of->library) return library_takes(of->library, action, argument);
  return takes && takes->kind == YAML_MAP && yaml_peek(takes, argument);
}

bool takes_size(struct importer *im, struct spec_level *l)
{
  struct class *of = is_made_of_component(im, l) ? find_class(im, l->class) : NULL;
  const char *depth = of ? argument_name(of, "depth") : NULL, *width = of ? argument_name(of, "width") : NULL;
  return depth && width && !strcmp(depth, "depth") && !strcmp(width, "width");
}

bool takes_width(struct importer *im, struct spec_level *l)
{
  struct class *of = is_made_of_component(im, l) ? find_class(im, l->class) : NULL;
  const char *width = of && of->library ? argument_name(of, "width") : NULL;
  return width && !strcmp(width, "width");
}

/* An attribute of the level as an argument. */
static void put_argument(struct importer *im, struct strbuf *out, struct spec_level *l,
                         struct spec_attribute *a, const char *name, enum measure is, unsigned *n)
{
  struct strbuf text = {0};
  put_expression(im, &text, l, name, a, is);
  if (text.n) text.text[--text.n] = 0; /* the end of its line */
  strbuf_printf(out, "%s%s", (*n)++ ? ", " : "", strbuf_str(&text));
  strbuf_free(&text);
}

/* What a component of the library has to be told, and no attribute of its name says. */
static void put_implied(struct importer *im, struct strbuf *out, struct spec_level *l, const struct class *of,
                        unsigned *n)
{
  static const char *const bits[] = {"width", "datawidth", "n_bits", "multiplier_width",
                                   "width_a", "datawidth_a", NULL};
  static const char *const depth[] = {"depth", NULL};
  bool said;
  if (!of->library) return;
  const char *wide = argument_name(of, "width");
  if (l->kind == SPEC_COMPUTE && wide && !strcmp(wide, "width") && !has_attribute(l->scope, bits))
    strbuf_printf(out, "%swidth = %lld bit", (*n)++ ? ", " : "", (long long)word_bits(im, l, &said));
  if (l->kind != SPEC_MEMORY) return;
  if (argument_name(of, "depth") && !has_attribute(l->scope, depth)) {
    struct strbuf size = {0};
    put_size(im, &size, l, word_bits(im, l, &said));
    if (size.n) size.text[--size.n] = 0; /* the end of its line */
    if (size.n) strbuf_printf(out, "%s%s", (*n)++ ? ", " : "", size.text);
    strbuf_free(&size);
  }
  const char *word = argument_name(of, "datawidth");
  bool follows = word && !strcmp(word, "width") && has_attribute(l->scope, words);
  if (wide && !has_attribute(l->scope, widths) && !follows)
    strbuf_printf(out, "%swidth = %lld bit", (*n)++ ? ", " : "", (long long)access_of(im, l)->width);
}

/* The attribute of a level whose bits are those of a floating-point number, where nothing says
 * how many are an exponent's; NULL. */
static struct spec_attribute *format_attribute(struct spec_level *l, const struct class *of)
{
  struct spec_attribute *found = NULL;
  for (struct spec_scope *s = l->scope; s && !s->variables; s = s->outer)
    for (uint32_t i = 0; i < s->attributes.n; i++) {
      struct spec_attribute *a = &s->attributes.at[i];
      const char *name = of->library ? argument_name(of, a->name) : NULL;
      if (!name || yaml_is_null(a->value)) continue;
      if (!strcmp(name, "exponent") || !strcmp(name, "mantissa")) return NULL;
      if (!found && !strcmp(name, FORMAT)) found = a;
    }
  return found;
}

/* Its format; NULL: it has none that is usual. */
static const struct float_format *format_of(struct importer *im, struct spec_level *l, struct spec_attribute *a)
{
  struct figure f = a ? value_of(im, home_of(l->scope, a), a->value, a->name) : (struct figure){0};
  return f.kind == FIGURE_NUMBER ? float_format(f.number) : NULL;
}

static void put_format(struct importer *im, struct strbuf *out, struct spec_level *l, const struct class *of,
                       unsigned *n)
{
  struct spec_attribute *a = format_attribute(l, of);
  const struct float_format *format = format_of(im, l, a);
  if (!a) return;
  a->used = true;
  if (format)
    strbuf_printf(out, "%sexponent = %d bit, mantissa = %d bit", (*n)++ ? ", " : "", format->exponent,
                  format->mantissa);
  struct figure f = value_of(im, home_of(l->scope, a), a->value, a->name);
  if (!format && f.kind == FIGURE_NUMBER) tell_no_format(im, a->name, a->value, f.number);
}

void put_format_comment(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  struct class *of = is_made_of_component(im, l) ? find_class(im, l->class) : NULL;
  struct spec_attribute *a = of ? format_attribute(l, of) : NULL;
  const struct float_format *f = format_of(im, l, a);
  if (f) strbuf_printf(out, "// `%s` of %d bits is taken for %s precision.\n", a->name, f->bits, f->name);
}

static void put_level_arguments(struct importer *im, struct strbuf *out, struct spec_level *l,
                                struct class *of)
{
  static const char *const multiplier[] = {"multiplier_width", NULL}, *const banks[] = {"n_banks", NULL};
  unsigned n = 0;
  check_level_arguments(im, l, of);
  put_implied(im, out, l, of, &n);
  put_format(im, out, l, of, &n);
  struct taken given = {0};
  for (struct spec_scope *s = l->scope; s && !s->variables; s = s->outer)
    for (uint32_t i = 0; i < s->attributes.n; i++) {
      struct spec_attribute *a = &s->attributes.at[i];
      const char *name = asked_for(of, a->name);
      for (uint32_t k = 0; name && k < given.names.n; k++)
        if (!strcmp(given.names.at[k], name)) name = NULL;
      bool follows = of->library && name && !strcmp(name, "width") && argument_name(of, "multiplier_width") &&
                     has_attribute(l->scope, multiplier);
      bool second = is_old_accelergy(im) && name && !strcmp(a->name, "width") && !strcmp(name, "datawidth") &&
                    has_attribute(l->scope, words);
      if (second) continue;
      if (follows) a->used = true;
      if (!name || follows || yaml_is_null(a->value) || !strcmp(name, FORMAT)) continue;
      a->used = true;
      check_argument(im, l, of, a, name);
      put_argument(im, out, l, a, name, wanted_of(im, of, a->name, a->value), &n);
      take_name(im, &given, name);
    }
  if (of->map || l->kind == SPEC_NETWORK) check_given(im, l->node, SAY(im, "`%s`", l->name), of, &given);
  if (of->library && im->spec.arch->nodes && !strcmp(l->class, "SRAM") && !has_attribute(l->scope, banks))
    strbuf_puts(out, ", banks = 2");
}

void put_component(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  struct class *of = is_made_of_component(im, l) ? find_class(im, l->class) : NULL;
  const struct dram *dram = of && !of->map ? dram_of(l) : NULL;
  if (!of) return;
  if (dram) {
    struct spec_attribute *a = find_attribute(l->scope, "width");
    tell_dram(im, l, dram);
    const char *width = a ? expression_text(im, home_of(l->scope, a), a->name, a->value, AS_BITS) : NULL;
    if (!width) width = SAY(im, "%lld bit", (long long)access_of(im, l)->width);
    strbuf_printf(out, " = %s(width = %s)", use_library(im, "memory", dram->name), width);
    of->used = false;
    return;
  }
  strbuf_printf(out, " = %s(", component_name(im, of));
  put_level_arguments(im, out, l, of);
  strbuf_puts(out, ")");
}
