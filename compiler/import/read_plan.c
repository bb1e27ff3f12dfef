/* Mappings and constraints: directives, each for a level, and what a mapping must be. */
#include "compiler/import/read_place.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- targets ---- */

static struct spec_level *level_at(const struct spec_arch *arch, uint32_t i)
{
  return i < arch->levels.n ? arch->levels.at[i] : NULL;
}

/* Timeloop also counts storage levels, from the innermost, 0. */
static struct spec_level *level_by_number(const struct spec_arch *arch, int64_t n)
{
  for (uint32_t i = arch->levels.n; i--;)
    if (arch->levels.at[i]->kind == SPEC_MEMORY && n-- == 0) return arch->levels.at[i];
  return NULL;
}

static bool speaks_for(struct importer *im, const struct spec_level *array, const char *name)
{
  return !strcmp(array->speaker, name) ||
         !strcmp(SAY(im, "inter_%s_spatial", array->speaker), name);
}

/* The array that spatial loops of a target run across: that of this name, or that which
 * follows the memory; NULL if there is none. */
static struct spec_level *array_of(struct importer *im, const char *name)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; i < arch->levels.n; i++)
    if (arch->levels.at[i]->kind == SPEC_ARRAY && speaks_for(im, arch->levels.at[i], name))
      return arch->levels.at[i];
  bool behind = false;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = level_at(arch, i);
    if (behind && l->kind == SPEC_ARRAY) return l;
    if (behind && l->kind != SPEC_NETWORK) return NULL;
    behind |= l->kind == SPEC_MEMORY && !strcmp(l->name, name);
  }
  return NULL;
}

static struct spec_level *memory_of(struct importer *im, const struct yaml *target)
{
  const struct spec_arch *arch = im->spec.arch;
  int64_t n;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_MEMORY && !strcmp(l->name, target->text)) return l;
  }
  if (yaml_whole(target, &n) && n >= 0) return level_by_number(arch, n);
  return NULL;
}

static void tell_unknown_target(struct importer *im, const struct yaml *target)
{
  const struct spec_arch *arch = im->spec.arch;
  struct suggest near = suggest_start(target->text);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_MEMORY) suggest_offer(&near, l->name);
    if (l->kind == SPEC_ARRAY) suggest_offer(&near, l->speaker);
  }
  struct diag *d = tell_at(im, E0805, target, "the architecture has no storage level `%s`",
                           target->text);
  if (!near.best) note_levels(im, d, true);
  diag_suggest(d, target->span, near.best);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_ARRAY && !strcmp(l->name, target->text))
      diag_help(d, "loops across `%s` are spatial ones of `%s`", l->name, l->speaker);
  }
}

/* ---- kinds of directive ---- */

enum directive { IN_TIME, ACROSS, KEEPS, LEAST, OTHER };

static const char *const directive_keys[] = {
  "target", "type", "factors", "permutation", "split", "keep", "bypass", "no_reuse",
  "no_temporal_reuse", "no_link_transfer", "rmw_first_update", "no_coalesce", "factors_only",
  "no_iteration_over_dataspaces", "must_iterate_over_dataspaces", "keep_only", "bypass_only", "min",
  NULL};

static enum directive directive_of(struct plan *p, const struct yaml *type)
{
  static const struct { const char *word; enum directive is; } words[] = {
    {"temporal", IN_TIME}, {"spatial", ACROSS}, {"bypass", KEEPS}, {"datatype", KEEPS},
    {"dataspace", KEEPS}, {"bypassing", KEEPS}, {"utilization", LEAST}};
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
    if (!strcmp(type->text, words[i].word)) return words[i].is;
  if (!strcmp(type->text, "skew") || !strcmp(type->text, "max_overbooked_proportion")) {
    bool skew = *type->text == 's';
    struct diag *d = tell_at(p->im, skew ? E0808 : W0542, type, "%s",
                             skew ? "a skew of the spatial loops cannot be imported"
                                  : "`max_overbooked_proportion` is not imported");
    diag_note(d, "%s", skew ? "iterations go to the instances of an array one by one, in order"
                            : "tiles have to fit the memories that keep them");
    return OTHER;
  }
  struct suggest near = suggest_start(type->text);
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) suggest_offer(&near, words[i].word);
  struct diag *d = tell_at(p->im, E0805, type, "no kind of directive is called `%s`", type->text);
  if (!near.best) diag_note(d, "there are `temporal`, `spatial`, `bypass` and `utilization`");
  diag_suggest(d, type->span, near.best);
  return OTHER;
}

/* Loops in time of a level that is there for its fan-out only can be none. */
static bool is_idle(const struct spec_place *place)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].bound != 1 || place->factors.at[i].op == '>') return false;
  return true;
}

static void read_for_array(struct plan *p, struct yaml *y, enum directive is, struct spec_level *array)
{
  struct spec_place none = {.split = -1};
  if (is == KEEPS) place_keeps(p, y, &none);
  else place_in_time(p, y, &none);
  if (is == IN_TIME && is_idle(&none)) return;
  if (is == KEEPS && !none.keep) return;
  struct diag *d = tell_at(p->im, E0808, y, "`%s` cannot %s", array->speaker,
                           is == KEEPS ? "keep anything" : "have loops in time");
  diag_note_at(d, array->span, "it has instances, and no storage of its own");
}

static void read_known(struct plan *p, struct yaml *y, enum directive is, struct yaml *target)
{
  struct spec_level *memory = memory_of(p->im, target);
  struct spec_level *array = array_of(p->im, memory ? memory->name : target->text);
  if (!memory && !array) {
    tell_unknown_target(p->im, target);
    yaml_use_all(y);
  } else if (is == ACROSS && array) place_across(p, y, p->one ? &array->across : &array->may_across);
  else if (is == ACROSS) {
    struct spec_place none = {.split = -1};
    place_across(p, y, &none);
    if (is_idle(&none)) return;
    struct diag *d = tell_at(p->im, E0806, y, "`%s` has nothing to spread loops over", memory->name);
    diag_note(d, "what is inside of it has as many instances as it has itself");
  } else if (!memory) read_for_array(p, y, is, array);
  else if (is == IN_TIME) place_in_time(p, y, p->one ? &memory->in_time : &memory->may_in_time);
  else if (is == KEEPS) place_keeps(p, y, p->one ? &memory->in_time : &memory->may_in_time);
  else {
    memory->may_in_time.said = true;
    memory->may_in_time.least = yaml_get(y, "min");
  }
}

static void read_directive(struct plan *p, struct yaml *y)
{
  const char *what = p->one ? "a directive of the mapping" : "a constraint";
  y = want_map(p->im, y, what);
  const char *type = y ? want_name(p->im, y, "type", what) : NULL;
  if (!type) return;
  struct yaml *target = yaml_get(y, "target");
  if (!target) target = yaml_get(y, "name");
  enum directive is = directive_of(p, yaml_peek(y, "type"));
  if (!target || target->kind != YAML_SCALAR) {
    tell_lacking(p->im, y, what, "target");
    return;
  }
  if (is == OTHER) yaml_use_all(y);
  else {
    read_known(p, y, is, target);
    tell_unknown_keys(p->im, y, SAY(p->im, "a `%s` directive", type), directive_keys);
  }
}

static void read_list(struct plan *p, struct yaml *y)
{
  static const char *const keys[] = {"version", "targets", NULL};
  if (y->kind == YAML_MAP) {
    struct yaml *targets = yaml_get(y, "targets");
    yaml_get(y, "version");
    tell_unknown_keys(p->im, y, "a list of constraints", keys);
    y = targets;
  }
  for (unsigned i = 0; i < list_count(y); i++) read_directive(p, list_member(y, i));
}

/* ---- constraints that stand at a node ---- */

static void add_key_remark(struct importer *im, const struct yaml *map, const char *key, struct spec_place *place)
{
  for (unsigned i = 0; i < map->count; i++)
    if (!strcmp(map->entry[i].key->text, key)) add_remark(im, &place->remarks, map->entry[i].key->span);
}

/* Of an array before a component only what is said across it: all else is the component's. */
static void read_inline_array(struct plan *p, struct spec_level *l, struct yaml *map, bool own)
{
  struct yaml *across = want_map(p->im, yaml_get(map, "spatial"), "`spatial`");
  if (!across) return;
  add_key_remark(p->im, map, "spatial", &l->may_across);
  place_across(p, across, &l->may_across);
  if (own) tell_unknown_keys(p->im, across, "`spatial`", directive_keys);
}

static void read_inline(struct plan *p, struct spec_level *l)
{
  static const char *const keys[] = {"temporal", "spatial", "dataspace", "max_overbooked_proportion",
                                     "utilization", NULL};
  struct yaml *map = l->node ? want_map(p->im, yaml_get(l->node, "constraints"), "`constraints`") : NULL;
  bool own = l->kind != SPEC_ARRAY || !strcmp(l->name, l->speaker);
  if (!map) return;
  if (l->kind == SPEC_ARRAY) read_inline_array(p, l, map, own);
  if (!own) return;
  struct yaml *in_time = want_map(p->im, yaml_get(map, "temporal"), "`temporal`");
  struct yaml *across = want_map(p->im, yaml_get(map, "spatial"), "`spatial`");
  struct yaml *keeps = want_map(p->im, yaml_get(map, "dataspace"), "`dataspace`");
  struct yaml *least = want_map(p->im, yaml_get(map, "utilization"), "`utilization`");
  struct yaml *overbooked = yaml_get(map, "max_overbooked_proportion");
  if (l->kind == SPEC_MEMORY) {
    struct spec_level *array = across ? array_of(p->im, l->name) : NULL;
    if (in_time) add_key_remark(p->im, map, "temporal", &l->may_in_time), place_in_time(p, in_time, &l->may_in_time);
    if (keeps) add_key_remark(p->im, map, "dataspace", &l->may_in_time), place_keeps(p, keeps, &l->may_in_time);
    if (least) l->may_in_time.said = true, l->may_in_time.least = yaml_get(least, "min");
    if (array && array->node != l->node) place_across(p, across, &array->may_across);
  }
  if (overbooked && !yaml_is_null(overbooked))
    tell_lost(p->im, overbooked->span, "`max_overbooked_proportion`",
              "tiles have to fit the memories that keep them");
  tell_unknown_keys(p->im, in_time, "`temporal`", directive_keys);
  tell_unknown_keys(p->im, across, "`spatial`", directive_keys);
  tell_unknown_keys(p->im, keeps, "`dataspace`", directive_keys);
  tell_unknown_keys(p->im, least, "`utilization`", directive_keys);
  tell_unknown_keys(p->im, map, "`constraints`", keys);
}

/* ---- what a mapping must be ---- */

/* Dimensions that a permutation leaves out lie outside of those that it names. */
static void complete_order(const struct spec_problem *problem, struct spec_place *place)
{
  for (unsigned d = 0; d < problem->dims; d++)
    if (!place_orders(place, (int)d)) place->order[place->ordered++] = (int)d;
  place->inner = place->ordered;
}

/* "4 at `dram`, 8 at `glb`"; NULL if there is one. */
static const char *factors_text(struct plan *p, unsigned dim)
{
  const struct spec_arch *arch = p->im->spec.arch;
  struct strbuf out = {0};
  unsigned n = 0;
  for (uint32_t i = 0; i < arch->levels.n; i++)
    for (int k = 0; k < 2; k++) {
      const struct spec_level *l = arch->levels.at[i];
      const struct spec_factor *f = place_factor(k ? &l->across : &l->in_time, (int)dim);
      if (f && f->bound != 1)
        strbuf_printf(&out, "%s%lld %s `%s`", n++ ? ", " : "", (long long)f->bound, k ? "across" : "at", l->name);
    }
  const char *text = n > 1 ? strbuf_take(&out, p->im->arena) : NULL;
  if (!text) strbuf_free(&out);
  return text;
}

static void tell_cover(struct plan *p, unsigned dim, int64_t covered, const struct spec_factor *last)
{
  const struct spec_dim *of = &p->problem->dim[dim];
  struct span at = last ? last->span : of->at->span;
  if (!last) {
    struct diag *d = diag_at(p->im->diags, E0806, at, "no loop of the mapping runs over `%s`", of->name);
    diag_label(d, at, "has %lld steps", (long long)of->size);
    diag_help(d, "give some level the factor `%s=%lld`", of->name, (long long)of->size);
    return;
  }
  struct diag *d = diag_at(p->im->diags, E0806, at, "the factors of `%s` come to %lld, but its size "
                           "is %lld", of->name, (long long)covered, (long long)of->size);
  diag_label(d, at, "the innermost of them");
  const char *all = factors_text(p, dim);
  if (all) diag_note(d, "from the outermost on: %s", all);
  diag_note_at(d, of->at->span, "its size");
  if (of->size % covered == 0)
    diag_help(d, "a factor of %lld is missing: `%s=%lld`", (long long)(of->size / covered), of->name,
              (long long)(of->size / covered));
}

/* From the outermost loop inwards: what the iterations of a dim come to, with residuals. */
static void check_cover(struct plan *p, unsigned dim)
{
  const struct spec_arch *arch = p->im->spec.arch;
  int64_t covered = 0, size = p->problem->dim[dim].size;
  const struct spec_factor *last = NULL;
  for (uint32_t i = 0; i < arch->levels.n; i++)
    for (int k = 0; k < 2; k++) {
      const struct spec_level *l = arch->levels.at[i];
      const struct spec_factor *f = place_factor(k ? &l->across : &l->in_time, (int)dim);
      if (!f) continue;
      int64_t residual = f->residual ? f->residual : f->bound;
      if (f->bound < 1 || residual < 1 || residual > f->bound ||
          __builtin_mul_overflow(covered, f->bound, &covered) ||
          __builtin_add_overflow(covered, residual - 1, &covered)) {
        struct diag *d = diag_at(p->im->diags, E0806, f->span, "a factor of `%s` is out of range",
                                 p->problem->dim[dim].name);
        if (f->residual > f->bound) diag_note(d, "of the last pass there are no more iterations than of others");
        return;
      }
      if (f->bound > 1) last = f;
    }
  if (covered + 1 == size) return;
  tell_cover(p, dim, covered + 1, last);
}

static void finish_mapping(struct plan *p)
{
  const struct spec_arch *arch = p->im->spec.arch;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    complete_order(p->problem, &arch->levels.at[i]->in_time);
    complete_order(p->problem, &arch->levels.at[i]->across);
  }
  for (unsigned d = 0; d < p->problem->dims; d++) check_cover(p, d);
}

/* What one branch of a `!Parallel` keeps, the others do not. */
static void keep_branches_apart(struct spec_arch *arch)
{
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    uint32_t others = 0;
    for (uint32_t k = 0; l->group && k < arch->levels.n; k++) {
      const struct spec_level *other = arch->levels.at[k];
      if (other->group == l->group && other->branch != l->branch) others |= other->may_in_time.keep;
    }
    l->may_in_time.bypass |= others & ~l->may_in_time.keep;
    l->may_in_time.said |= others != 0;
  }
}

/* What constraints fix holds in a mapping, too, in an architecture of nodes: they are said of
 * the same thing. */
static void begin_mapping(struct importer *im, struct spec_place *place, const struct spec_place *may)
{
  *place = *may;
  place->factors.n = place->factors.cap = 0;
  place->remarks.at.n = place->remarks.at.cap = 0;
  for (uint32_t i = 0; i < may->factors.n; i++)
    if (may->factors.at[i].op == '=' && may->factors.at[i].bound) KEEP(im, &place->factors, may->factors.at[i]);
}

void read_plans(struct importer *im)
{
  struct plan p = {.im = im, .problem = main_problem(im)};
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    l->in_time.split = l->across.split = l->may_in_time.split = l->may_across.split = -1;
  }
  for (uint32_t i = 0; i < arch->levels.n; i++) read_inline(&p, arch->levels.at[i]);
  for (uint32_t i = 0; i < im->spec.constraints.n; i++) read_list(&p, im->spec.constraints.at[i]);
  keep_branches_apart(im->spec.arch);
  p.one = true;
  for (uint32_t i = 0; i < arch->levels.n && arch->nodes; i++) {
    struct spec_level *l = arch->levels.at[i];
    begin_mapping(im, &l->in_time, &l->may_in_time);
    begin_mapping(im, &l->across, &l->may_across);
  }
  for (uint32_t i = 0; i < im->spec.mappings.n; i++) read_list(&p, im->spec.mappings.at[i]);
  /* What is broken may be what is missed. */
  if (im->spec.mapped && !im->diags->n_errors) finish_mapping(&p);
}
