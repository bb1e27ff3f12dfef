/* Attributes of levels: expressions that stay expressions, what is taken from all of an
 * architecture, and what is left over. */
#include "compiler/import/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- variables ---- */

static struct spec_attribute *variable_called(struct importer *im, const char *name)
{
  for (uint32_t i = 0; i < im->spec.variables.attributes.n; i++)
    if (!strcmp(im->spec.variables.attributes.at[i].name, name)) return &im->spec.variables.attributes.at[i];
  return NULL;
}

static bool is_named(const struct yaml *y, const char *name)
{
  return y->kind == YAML_SCALAR && y->plain && !strcmp(y->text, name);
}

/* Whether something that is a number of bits is just this variable. */
static bool holds_bits(struct importer *im, const struct spec_attribute *variable)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    for (const struct spec_scope *s = arch->levels.at[i]->scope; s && !s->variables; s = s->outer)
      for (uint32_t k = 0; k < s->attributes.n; k++) {
        const struct spec_attribute *a = &s->attributes.at[k];
        if (is_named(a->value, variable->name) && measure_of(im, a->name, NULL, NULL) == AS_BITS) return true;
      }
  return false;
}

static enum measure variable_measure(struct importer *im, struct spec_attribute *a);

static struct written name_measure(void *of, const char *name)
{
  struct importer *im = of;
  struct spec_attribute *a = variable_called(im, name);
  return a ? (struct written){a->legal, variable_measure(im, a), 9} : (struct written){NULL, AS_NUMBER, 9};
}

/* What it is computed from tells, or else what it is there for. */
static enum measure variable_measure(struct importer *im, struct spec_attribute *a)
{
  const char *why, *text = a->value->kind == YAML_SCALAR && a->value->plain ? a->value->text : "";
  double n;
  if (a->measured) return a->is;
  a->measured = true; /* and a plain number, if it depends on itself */
  a->is = AS_NUMBER;
  struct expression *x = expression_read(im->arena, text, &why);
  bool known = x && !yaml_number(a->value, &n) &&
               expression_measure(im->arena, x, &(struct spelling){name_measure, im}, &a->is, &why);
  if (!known || a->is == AS_NUMBER)
    a->is = measure_of(im, a->name, NULL, NULL) == AS_BITS || holds_bits(im, a) ? AS_BITS : AS_NUMBER;
  return a->is;
}

void name_variables(struct importer *im)
{
  for (uint32_t i = 0; i < im->spec.variables.attributes.n; i++) {
    struct spec_attribute *a = &im->spec.variables.attributes.at[i];
    a->legal = legal_name(im, &im->taken, a->name);
  }
}

/* ---- expressions ---- */

struct spelling_place { struct importer *im; struct spec_scope *scope; const char *self; unsigned depth; };

static struct written spell(void *of, const char *name);

static const char *write_value(struct importer *im, struct spec_scope *scope, const char *self,
                               const struct yaml *y, enum measure measure, unsigned depth)
{
  const char *why;
  struct spelling_place place = {im, scope, self, depth};
  struct expression quoted = {.kind = X_STRING, .text = y->text};
  struct expression *x = expression_read(im->arena, y->text, &why);
  return expression_write(im->arena, x ? x : &quoted, &(struct spelling){spell, &place}, measure, &why);
}

/* A variable keeps its name; any other attribute stands for what it is. */
static struct written spell(void *of, const char *name)
{
  struct spelling_place *p = of;
  struct written none = {NULL, AS_NUMBER, 9};
  for (struct spec_scope *s = p->scope; s && p->depth < 20; s = s->outer)
    for (uint32_t i = 0; i < s->attributes.n; i++) {
      struct spec_attribute *a = &s->attributes.at[i];
      double n;
      if (strcmp(a->name, name) || (s == p->scope && p->self && !strcmp(p->self, name))) continue;
      if (a->value->kind != YAML_SCALAR) return none;
      a->used = true;
      if (s->variables) {
        a->named = true;
        return (struct written){a->legal, variable_measure(p->im, a), 9};
      }
      if (yaml_number(a->value, &n))
        return (struct written){number_as_written(p->im->arena, a->value->text, n), AS_LITERAL, 9};
      const char *text = write_value(p->im, s, name, a->value, AS_NUMBER, p->depth + 1);
      return (struct written){text, AS_NUMBER, 0};
    }
  return none;
}

const char *expression_text(struct importer *im, struct spec_scope *scope, const char *self,
                            const struct yaml *y, enum measure measure)
{
  return y->kind == YAML_SCALAR && y->plain ? write_value(im, scope, self, y, measure, 0) : NULL;
}

void put_expression(struct importer *im, struct strbuf *out, struct spec_level *l,
                    const char *name, struct spec_attribute *from, enum measure measure)
{
  struct spec_scope *home = home_of(l->scope, from);
  const char *const names[] = {from->name, NULL};
  const char *text = expression_text(im, home, from->name, from->value, measure);
  const char *unit = measure == AS_BITS ? " bit" : "";
  double n = 0;
  if (!text && measure == AS_TEXT) {
    struct figure f = value_of(im, home, from->value, from->name);
    text = text_literal(im->arena, f.kind == FIGURE_TEXT ? f.text : from->value->text);
  }
  if (!text && number_of(im, home, names, &n, NULL)) {
    text = SAY(im, "%s%s", plain_number(im->arena, n), unit);
    if (measure == AS_LENGTH || measure == AS_TIME)
      tell_type(im, from->value, SAY(im, "`%s`", from->name),
                measure == AS_LENGTH ? "a length, such as `2mm`" : "a time, such as `5ns`");
  }
  if (!text) return;
  strbuf_printf(out, "%s = %s\n", name, text);
}

/* What stands above all variables is about more than the first of them. */
static void write_head(struct importer *im, struct strbuf *out)
{
  size_t before = out->n;
  put_remarks(im, out, &im->spec.of_variables, "//");
  if (out->n > before) strbuf_putc(out, '\n');
}

/* Variables may speak of each other, so this goes on until no more come in. */
void write_variables(struct importer *im, struct strbuf *out)
{
  struct spec_scope *s = &im->spec.variables;
  bool any = false;
  for (bool more = true; more;) {
    more = false;
    for (uint32_t i = 0; i < s->attributes.n; i++) {
      struct spec_attribute *a = &s->attributes.at[i];
      if (!a->named || a->written) continue;
      enum measure is = variable_measure(im, a);
      const char *text = write_value(im, s, a->name, a->value, is, 0);
      struct figure f = text ? (struct figure){0} : value_of(im, s, a->value, a->name);
      if (!text && f.kind == FIGURE_TEXT) tell_no_number(im, a, NULL);
      if (!text && f.kind == FIGURE_NONE) tell_type(im, a->value, SAY(im, "`%s`", a->name), "a number");
      if (!any) write_head(im, out);
      a->written = more = any = true;
      put_remark(im, out, a->key->span, "///");
      strbuf_printf(out, "param %s = %s\n", a->legal, text ? text : plain_number(im->arena, f.number));
    }
  }
  if (any) strbuf_putc(out, '\n');
}

/* ---- what holds for all ---- */

double usual_banks(struct importer *im)
{
  return strncmp(im->spec.arch->version, "0.4", 3) ? 1 : 2;
}

const char *technology_of(struct importer *im, struct spec_scope *scope)
{
  struct spec_attribute *a = find_attribute(scope, "technology");
  char *unit;
  if (a && a->value->kind != YAML_SCALAR) tell_type(im, a->value, "`technology`", "a length, such as `45nm`");
  if (!a || a->value->kind != YAML_SCALAR) return NULL;
  struct figure f = value_of(im, scope, a->value, "technology");
  double nm = f.kind == FIGURE_NUMBER ? f.number : strtod(f.text ? f.text : "", &unit);
  bool fits = f.kind == FIGURE_NUMBER || (f.text && unit != f.text && (!*unit || !strcmp(unit, "nm")));
  if (fits && nm >= 1 && nm <= 10000) return SAY(im, "%s nm", plain_number(im->arena, nm));
  if (f.kind == FIGURE_NUMBER && nm == -1) return NULL;
  if (f.kind == FIGURE_TEXT && f.text && !strcmp(f.text, "DRAM")) return NULL;
  if (!a->told) {
    a->told = true;
    tell_lost(im, a->value->span, SAY(im, "the technology `%s`", a->value->text), "the language has a length for it, such as `45 nm`");
  }
  return NULL;
}

const char *arch_technology(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  const char *best = NULL;
  unsigned most = 0;
  if (im->technology_known) return im->technology;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    const char *own = l->kind == SPEC_ARRAY || l->dummy ? NULL : technology_of(im, l->scope);
    unsigned n = 0;
    for (uint32_t k = 0; own && k < arch->levels.n; k++) {
      const struct spec_level *other = arch->levels.at[k];
      const char *its = other->kind == SPEC_ARRAY || other->dummy ? NULL : technology_of(im, other->scope);
      n += its && !strcmp(its, own);
    }
    if (n > most) most = n, best = own;
  }
  im->technology_known = true;
  return im->technology = best;
}

static double seconds_in(struct importer *im, struct spec_scope *scope)
{
  static const char *const names[] = {"global_cycle_seconds", "cycle_seconds", NULL};
  double s;
  char *unit;
  struct spec_attribute *from;
  if (number_of(im, scope, names, &s, &from)) {
    if (s >= 1e-12 && s <= 1) return s;
    struct diag *d = tell_at(im, E0809, from->value, "`%s` should be a number from 1e-12 to 1", from->name);
    diag_label(d, from->value->span, "the seconds that a cycle takes");
    return 0;
  }
  struct spec_attribute *a = find_attribute(scope, "latency");
  if (!a || a->value->kind != YAML_SCALAR) return 0;
  s = strtod(a->value->text, &unit);
  return !strcmp(unit, "ns") ? s * 1e-9 : !strcmp(unit, "ps") ? s * 1e-12 : 0;
}

double cycle_seconds(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  double s = seconds_in(im, arch->scope);
  for (uint32_t i = 0; i < arch->levels.n && !(s > 0); i++)
    if (arch->levels.at[i]->kind != SPEC_ARRAY) s = seconds_in(im, arch->levels.at[i]->scope);
  return s;
}

/* ---- what is left over ---- */

/* Attributes that mean nothing when they are this. */
static const struct { const char *name, *usual; } usuals[] = {
  {"has_power_gating", "false"}, {"allow_overbooking", "false"}, {"power_gated_at", NULL},
  {"type", NULL}, {"version", NULL}, {"global_cycle_seconds", NULL}, {"technology", NULL},
  {"concordant_compressed_tile_traversal", "false"}, {"tile_partition_supported", "false"},
  {"num_ports", "2"}, {"nports", "2"}, {"latency", NULL},
};

/* Names that have a meaning to Timeloop, for slips of others. */
static const char *const known[] = {
  "depth", "width", "datawidth", "word_bits", "block_size", "cluster_size", "entries", "sizeKB",
  "read_bandwidth", "write_bandwidth", "shared_bandwidth", "multiple_buffering", "min_utilization",
  "meshX", "meshY", "instances", "reduction_supported", "network_fill_latency",
  "network_drain_latency", "network_word_bits", "wire_energy", "router_energy", "tile_width",
  "energy_per_hop", "addr_gen_energy", "vector_access_energy", "technology", "global_cycle_seconds",
  "n_banks", "power_gated_at", "memory_depth", "memory_width", "metadata_storage_width",
  "metadata_storage_depth", "metadata_datawidth", NULL};

bool is_of_model(const char *name)
{
  static const char *const others[] = {
    "bandwidth", "has_power_gating", "allow_overbooking", "n_words", "word_width", "num_banks",
    "data_storage_width", "data_storage_depth", "network_type", "energy_per_ingress", "fill_latency",
    "drain_latency", "network_read", "network_fill", "network_update", "network_drain",
    "network_operand", "network_result", "cluster_area", "decompression_supported",
    "compression_supported", NULL};
  for (unsigned i = 0; known[i]; i++)
    if (!strcmp(known[i], name)) return true;
  for (unsigned i = 0; others[i]; i++)
    if (!strcmp(others[i], name)) return true;
  return false;
}

static bool is_usual(const struct spec_attribute *a)
{
  for (unsigned i = 0; i < sizeof usuals / sizeof *usuals; i++) {
    if (strcmp(a->name, usuals[i].name)) continue;
    if (!usuals[i].usual) return !strcmp(a->name, "type") ? false : true;
    return a->value->kind == YAML_SCALAR && !strcasecmp(a->value->text, usuals[i].usual);
  }
  return yaml_is_null(a->value) || (a->value->kind != YAML_SCALAR && !a->value->count);
}

/* A slip, if a name that there is lies near; true if it was told as one. */
static bool told_as_slip(struct importer *im, const struct spec_attribute *a)
{
  struct suggest near = suggest_start(a->name);
  for (unsigned i = 0; known[i]; i++) suggest_offer(&near, known[i]);
  if (!near.best || !strcmp(near.best, a->name) || near.synonym) return false;
  if (edit_distance(a->name, strlen(a->name), near.best, strlen(near.best)) > 2) return false;
  struct diag *d = tell_at(im, W0541, a->key, "no attribute is called `%s`: it is not imported", a->name);
  diag_label(d, a->key->span, "not known");
  diag_suggest(d, a->key->span, near.best);
  return true;
}

/* Why some attributes that the model of Timeloop asks for have no counterpart. */
static const struct { const char *name, *why; } told_apart[] = {
  {"metadata_datawidth", "the bits of metadata follow from the formats of a `sparsity`"},
  {"per_dataspace_bandwidth_consumption_scale", "all words of a memory count alike for its bandwidth"},
};

static bool told_with_reason(struct importer *im, const struct spec_attribute *a, const char *what)
{
  for (unsigned i = 0; i < sizeof told_apart / sizeof *told_apart; i++) {
    if (strcmp(a->name, told_apart[i].name)) continue;
    tell_lost(im, a->key->span, SAY(im, "`%s` of %s", a->name, what), told_apart[i].why);
    return true;
  }
  return false;
}

enum asker { ESTIMATORS, LANGUAGE, COMPONENTS, ANYTHING };

static void tell_unused(struct importer *im, struct spec_scope *scope, const char *what, enum asker asker)
{
  static const char *const who[] = {[ESTIMATORS] = "only estimators ask", [LANGUAGE] = "nothing in the language asks",
                                    [COMPONENTS] = "no component asks", [ANYTHING] = "nothing asks"};
  struct strbuf names = {0};
  unsigned n = 0;
  const struct yaml *first = NULL;
  for (uint32_t i = 0; i < scope->attributes.n; i++) {
    struct spec_attribute *a = &scope->attributes.at[i];
    if (a->used || is_usual(a)) continue;
    if (told_with_reason(im, a, what) || told_as_slip(im, a)) continue;
    strbuf_printf(&names, "%s`%s`", n++ ? ", " : "", a->name);
    if (!first) first = a->key;
  }
  if (first) {
    struct diag *d = diag_at(im->diags, W0542, first->span, "%s of %s %s not imported", strbuf_str(&names),
                             what, n > 1 ? "are" : "is");
    diag_note(d, "%s for %s%s", who[asker], n > 1 ? "them" : "that",
              asker == ESTIMATORS ? ", and the tables hold what they found" : "");
  }
  strbuf_free(&names);
}

/* An array before a component has that one's scope, and one that follows from meshes has none. */
void tell_attributes(struct importer *im, struct spec_level *l)
{
  enum asker asker = l->costs ? ESTIMATORS : LANGUAGE;
  if (l->scope && l->node && !l->dummy) tell_unused(im, l->scope, SAY(im, "`%s`", l->name), asker);
}

void tell_attributes_around(struct importer *im)
{
  for (uint32_t i = 0; i < im->spec.around.n; i++)
    tell_unused(im, im->spec.around.at[i], im->spec.around.at[i]->of, COMPONENTS);
  if (im->spec.arch) tell_unused(im, &im->spec.variables, "the variables", ANYTHING);
}
