/* Constraints as a mapspace, and what the mapper is told as a mapper. */
#include "compiler/import/writer.h"

#include <math.h>
#include <string.h>

/* ---- constraints on loops ---- */

static const struct spec_factor *factor_of(const struct spec_place *place, int dim)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].dim == dim) return &place->factors.at[i];
  return NULL;
}

static bool is_fixed_to_one(const struct spec_place *place, int dim)
{
  const struct spec_factor *f = factor_of(place, dim);
  return f && f->bound == 1 && f->op != '>';
}

/* Dims of a set as a list of names, each followed by `with`. */
static const char *dims_text(struct importer *im, uint32_t set, const char *with)
{
  const struct spec_problem *p = main_problem(im);
  struct strbuf out = {0};
  for (unsigned d = 0; d < p->dims; d++)
    if (set >> d & 1) strbuf_printf(&out, "%s%s%s", out.n ? ", " : "", p->dim[d].legal, with);
  return strbuf_take(&out, im->arena);
}

static uint32_t all_dims(const struct importer *im)
{
  const struct spec_problem *p = im->spec.problems.at[0];
  return p->dims < 32 ? (UINT32_C(1) << p->dims) - 1 : UINT32_MAX;
}

static uint32_t fixed_dims(struct importer *im, const struct spec_place *place)
{
  uint32_t set = 0;
  for (unsigned d = 0; d < main_problem(im)->dims; d++)
    if (is_fixed_to_one(place, (int)d)) set |= UINT32_C(1) << d;
  return set;
}

/* No loops over the dims of a set: by those that there may be, if that is shorter. */
static void put_only(struct importer *im, struct strbuf *out, const char *word, uint32_t never)
{
  uint32_t may = all_dims(im) & ~never;
  if (!never) return;
  bool shorter = may && __builtin_popcount(may) <= __builtin_popcount(never) + 1;
  if (shorter) put_statement(out, SAY(im, "%s over %s", word, dims_text(im, may, "")));
  else put_statement(out, SAY(im, "%s %s", word, dims_text(im, never, " = 1")));
}

/* A dimension has no more iterations than it is long. */
static void check_bound(struct importer *im, const struct spec_factor *f)
{
  const struct spec_dim *dim = &main_problem(im)->dim[f->dim];
  if (f->op == '<' || f->bound <= dim->size) return;
  struct diag *d = diag_at(im->diags, E0806, f->span, "`%s` has only %lld of the %lld iterations that are asked for",
                           dim->name, (long long)dim->size, (long long)f->bound);
  diag_note_at(d, dim->at->span, "its size");
}

/* Numbers of iterations of the dims of a set. */
static void put_bounds(struct importer *im, struct strbuf *out, const char *word,
                       const struct spec_place *place, uint32_t dims)
{
  struct strbuf text = {0};
  for (uint32_t i = 0; i < place->factors.n; i++) {
    const struct spec_factor *f = &place->factors.at[i];
    const char *sign = f->op == '<' ? "<=" : f->op == '>' ? ">=" : "=";
    bool idle = (f->bound == 1 && f->op != '=') || (f->op == '>' && f->bound <= 1);
    if (!(dims >> f->dim & 1) || is_fixed_to_one(place, f->dim) || idle) continue;
    check_bound(im, f);
    strbuf_printf(&text, "%s%s %s ", text.n ? ", " : "", main_problem(im)->dim[f->dim].legal, sign);
    if (f->bound) strbuf_printf(&text, "%lld", (long long)f->bound);
    else strbuf_putc(&text, '*');
    if (f->residual && f->residual != f->bound)
      tell_lost(im, f->span, "the residual of a constraint", "residuals follow from sizes");
  }
  if (text.n) put_statement(out, SAY(im, "%s %s", word, text.text));
  strbuf_free(&text);
}

/* Names of the dims [from, to) of an order that there may be loops over, outermost first. */
static const char *order_text(struct importer *im, const struct spec_place *place, unsigned from, unsigned to,
                              uint32_t fixed, unsigned *n)
{
  struct strbuf out = {0};
  *n = 0;
  for (unsigned i = to; i-- > from;)
    if (!(fixed >> place->order[i] & 1))
      strbuf_printf(&out, "%s%s", (*n)++ ? ", " : "", main_problem(im)->dim[place->order[i]].legal);
  return strbuf_take(&out, im->arena);
}

/* Dims of which there is one step. */
static uint32_t single_dims(struct importer *im)
{
  uint32_t set = 0;
  for (unsigned d = 0; d < main_problem(im)->dims; d++)
    if (main_problem(im)->dim[d].size == 1) set |= UINT32_C(1) << d;
  return set;
}

/* The order of the loops that there may be, outermost first; all that a part of a permutation
 * does not name are between its outer and its inner loops. */
static void put_order(struct importer *im, struct strbuf *out, const struct spec_place *place)
{
  uint32_t fixed = fixed_dims(im, place) | single_dims(im), open = all_dims(im) & ~fixed;
  unsigned n_outer, n_inner;
  const char *outer = order_text(im, place, place->inner, place->ordered, fixed, &n_outer);
  const char *inner = order_text(im, place, 0, place->inner, fixed, &n_inner);
  for (unsigned i = 0; i < place->ordered; i++) open &= ~(UINT32_C(1) << place->order[i]);
  if (n_outer + n_inner + (open != 0) < 2 || n_outer + n_inner == 0) return;
  const char *rest = open ? "*" : "", *before = n_outer && (open || n_inner) ? ", " : "";
  const char *behind = open && n_inner ? ", " : "";
  put_statement(out, SAY(im, "order %s%s%s%s%s", outer, before, rest, behind, inner));
}

/* ---- levels ---- */

static void constrain_memory(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  const struct spec_place *place = &l->may_in_time;
  struct strbuf at = {0};
  put_set(im, &at, "keep", place->keep);
  put_set(im, &at, "bypass", place->bypass);
  put_set(im, &at, "refetch", place->refetch);
  put_set(im, &at, "preload", place->preload);
  put_only(im, &at, "for", fixed_dims(im, place));
  put_bounds(im, &at, "for", place, UINT32_MAX);
  put_order(im, &at, place);
  put_at(im, out, &at, l, &place->remarks);
}

/* Which dims may run along x, and which along y: the first `split` of all in their order go
 * to x, and those that the order leaves out lie between its parts. */
static void find_axes(struct importer *im, const struct spec_level *l, uint32_t *x, uint32_t *y)
{
  const struct spec_place *place = &l->may_across;
  uint32_t ordered = 0, all = all_dims(im);
  int last = (int)main_problem(im)->dims - (int)(place->ordered - place->inner);
  *x = *y = 0;
  for (unsigned i = 0; i < place->ordered; i++) {
    uint32_t bit = UINT32_C(1) << place->order[i];
    ordered |= bit;
    if (place->split < 0) *x |= bit, *y |= bit;
    else *((int)i + (i < place->inner ? 0 : last - (int)place->inner) < place->split ? x : y) |= bit;
  }
  if (place->split < 0 || place->split > (int)place->inner) *x |= all & ~ordered;
  if (place->split < last) *y |= all & ~ordered;
  if (l->y == 1 && place->split < 0) *x = all;
  if (l->x == 1 && place->split < 0) *y = all;
}

/* E0806: what is asked for along a side of an array is more than it has instances there. */
static void check_side(struct importer *im, const struct spec_level *l, uint32_t dims, int64_t instances, char side)
{
  const struct spec_factor *last = NULL;
  int64_t least = 1;
  for (uint32_t i = 0; i < l->may_across.factors.n; i++) {
    const struct spec_factor *f = &l->may_across.factors.at[i];
    if (!(dims >> f->dim & 1) || f->op == '<' || f->bound <= 1) continue;
    if (__builtin_mul_overflow(least, f->bound, &least)) least = INT64_MAX;
    last = f;
  }
  if (!last || least <= instances) return;
  diag_at(im->diags, E0806, last->span, "the loops across `%s` come to %lld along %c, where it has %lld instance%s",
          l->name, (long long)least, side, (long long)instances, instances == 1 ? "" : "s");
}

static void constrain_array(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  const struct spec_place *place = &l->may_across;
  struct strbuf at = {0};
  uint32_t x, y, fixed = fixed_dims(im, place), all = all_dims(im);
  find_axes(im, l, &x, &y);
  bool has_x = l->x > 1 || l->y == 1, has_y = l->y > 1;
  check_side(im, l, x & ~y, l->x, 'x');
  check_side(im, l, y & ~x, l->y, 'y');
  if (has_x) {
    put_only(im, &at, "par x", all & (fixed | ~x));
    put_bounds(im, &at, "par x", place, x & ~(has_y ? y : 0));
  }
  if (has_y) {
    put_only(im, &at, "par y", all & (fixed | ~y));
    put_bounds(im, &at, "par y", place, y & ~(has_x ? x : 0));
  }
  for (uint32_t i = 0; has_x && has_y && i < place->factors.n; i++) {
    const struct spec_factor *f = &place->factors.at[i];
    if (f->bound != 1 && x & y & UINT32_C(1) << f->dim)
      tell_lost(im, f->span, SAY(im, "the factor of `%s`", main_problem(im)->dim[f->dim].name),
                "without a `split` it is not known along which dimension of the array it runs");
  }
  put_set(im, &at, "unicast", place->unicast);
  put_set(im, &at, "direct", place->direct);
  put_at(im, out, &at, l, &place->remarks);
}

/* ---- what no mapping can do ---- */

/* The most iterations of a dimension that a place allows; INT64_MAX: as many as there are. */
static int64_t most_of(const struct spec_place *place, int dim, const struct spec_factor **last)
{
  int64_t most = INT64_MAX;
  for (uint32_t i = 0; i < place->factors.n; i++) {
    const struct spec_factor *f = &place->factors.at[i];
    if (f->dim == dim && f->op != '>' && f->bound && f->bound < most) most = f->bound, *last = f;
  }
  return most;
}

static void check_dim(struct importer *im, int d)
{
  const struct spec_arch *arch = im->spec.arch;
  const struct spec_dim *dim = &main_problem(im)->dim[d];
  const struct spec_factor *last = NULL, *rest = NULL;
  int64_t most = 1;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    const struct spec_place *place = l->kind == SPEC_ARRAY ? &l->may_across : &l->may_in_time;
    const struct spec_factor *f = factor_of(place, d);
    if ((l->kind != SPEC_ARRAY && l->kind != SPEC_MEMORY) || !is_written(im, l)) continue;
    int64_t here = most_of(place, d, &last), room = l->kind == SPEC_ARRAY ? l->x * l->y : INT64_MAX;
    if (__builtin_mul_overflow(most, here < room ? here : room, &most)) most = INT64_MAX;
    if (f && f->op == '=' && !f->bound && rest) {
      struct diag *e = diag_at(im->diags, E0806, f->span, "two loops over `%s` take what is left", dim->name);
      diag_note_at(e, rest->span, "the other one");
    }
    if (f && f->op == '=' && !f->bound) rest = f;
  }
  if (most >= dim->size || !last) return;
  struct diag *e = diag_at(im->diags, E0806, last->span, "the constraints allow %lld iteration%s of `%s`, which has %lld",
                           (long long)most, most == 1 ? "" : "s", dim->name, (long long)dim->size);
  diag_note_at(e, dim->at->span, "its size");
}

void write_mapspace(struct importer *im, struct strbuf *out)
{
  const struct spec_arch *arch = im->spec.arch;
  for (unsigned d = 0; d < main_problem(im)->dims; d++) check_dim(im, (int)d);
  put_remarks(im, out, &im->spec.of_constraints, "///");
  strbuf_printf(out, "mapspace %s of %s on %s {\n", im->mapping_name, main_problem(im)->legal, arch->legal);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (!is_written(im, l)) continue;
    if (l->kind == SPEC_ARRAY && l->may_across.said) constrain_array(im, out, l);
    if (l->kind == SPEC_MEMORY && l->may_in_time.said) constrain_memory(im, out, l);
  }
  strbuf_puts(out, "}\n\n");
}

/* With a mapping there is nothing left to choose. */
void tell_constraints(struct importer *im)
{
  for (uint32_t i = 0; i < im->spec.constraints.n; i++) {
    struct yaml *y = im->spec.constraints.at[i], *targets = y->kind == YAML_MAP ? yaml_get(y, "targets") : y;
    if (!list_count(targets)) continue;
    tell_lost(im, targets->span, "a list of constraints", "a mapping is given, which leaves nothing to choose");
  }
}

/* ---- mappers ---- */

static const struct { const char *word, *is; } strategies[] = {
  {"exhaustive", "exhaustive"}, {"linear_pruned", "exhaustive"}, {"linear-pruned", "exhaustive"},
  {"random", "random"}, {"random_pruned", "random"}, {"random-pruned", "random"},
  {"hybrid", "hybrid"}};

static const struct { const char *word, *is; } metrics[] = {
  {"delay", "latency"}, {"energy", "energy"}, {"edp", "edp"}};

static void put_strategy(struct importer *im, struct strbuf *out, struct yaml *y)
{
  if (!y || yaml_is_null(y)) return;
  for (unsigned i = 0; i < sizeof strategies / sizeof *strategies; i++)
    if (!strcmp(y->text, strategies[i].word)) {
      strbuf_printf(out, "strategy = %s\n", strategies[i].is);
      return;
    }
  struct suggest near = suggest_start(y->text);
  for (unsigned i = 0; i < sizeof strategies / sizeof *strategies; i++)
    suggest_offer(&near, strategies[i].word);
  struct diag *d = tell_at(im, W0542, y, "the algorithm `%s` is not imported", y->text);
  diag_suggest(d, y->span, near.best);
}

static void put_objectives(struct importer *im, struct strbuf *out, struct yaml *y)
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < list_count(y); i++) {
    const struct yaml *m = list_member(y, i);
    const char *is = NULL;
    for (unsigned k = 0; k < sizeof metrics / sizeof *metrics; k++)
      if (!strcmp(m->text, metrics[k].word)) is = metrics[k].is;
    if (is) strbuf_printf(&text, "%s%s", text.n ? ", " : "", is);
    else tell_lost(im, m->span, SAY(im, "the metric `%s`", m->text),
                   "mappers of the language minimise energy, latency, and what follows from them");
  }
  if (text.n) strbuf_printf(out, "minimize %s\n", text.text);
  strbuf_free(&text);
}

/* A whole number that is not what holds anyway. */
static void put_count(struct importer *im, struct strbuf *out, struct yaml *y, const char *name,
                      int64_t least, int64_t most)
{
  int64_t n;
  if (!y || yaml_is_null(y)) return;
  if (yaml_whole(y, &n) && n >= least && n <= most) strbuf_printf(out, "%s = %lld\n", name, (long long)n);
  else if (!yaml_whole(y, &n) || n != 0) tell_type(im, y, SAY(im, "`%s`", name), "a whole number from 1 on");
}

/* Only a random search ends by it. */
static void put_victory(struct importer *im, struct strbuf *out, struct yaml *y)
{
  bool random = strstr(strbuf_str(out), "strategy = random") != NULL;
  int64_t n;
  if (random || !y || yaml_is_null(y) || !yaml_whole(y, &n) || !n) put_count(im, out, y, "victory", 1, INT32_MAX);
  else
    tell_lost(im, y->span, "`victory_condition`",
              "a search of `tlc` ends when its result is proven, or by `time_limit`");
}

static const struct { const char *key, *usual, *why; } without_counterpart[] = {
  {"search_size", NULL, "a search of `tlc` ends when its result is proven, or by `time_limit`"},
  {"timeout", "1000", "mappings that are not valid are never tried, so none are counted"},
  {"sync_interval", NULL, "threads share what they find at once"},
  {"log_interval", "1", "it is about what is printed on the way"},
  {"max_permutations_per_if_visit", "16", "orders of loops are not sampled"},
  {"max_temporal_loops_in_a_mapping", "-1", "the number of loops is not limited"},
  {"filter_revisits", "false", "no mapping is tried twice"},
  {"penalize_consecutive_bypass_fails", "false", "mappings that are not valid are never tried"},
  {"out_prefix", "timeloop-mapper", "`-o` says where results go"},
  {"live_status", "false", "it is about what is printed on the way"},
  {"diagnostics", "false", "what nothing fits is always told"},
  {"log_stats", "false", "it is about what is printed on the way"},
  {"log_oaves", "false", "it is about what is printed on the way"},
  {"log_oaves_mappings", "false", "it is about what is printed on the way"},
  {"log_suboptimal", "false", "it is about what is printed on the way"},
  {"emit_whoop_nest", "false", "there is no other form of the result"},
  {"version", NULL, NULL},
};

static void tell_rest(struct importer *im, struct yaml *map)
{
  static const char *const keys[] = {"algorithm", "optimization_metric", "optimization_metrics",
                                     "num_threads", "victory_condition", "timeout", "search_size", NULL};
  for (unsigned i = 0; i < sizeof without_counterpart / sizeof *without_counterpart; i++) {
    const char *usual = without_counterpart[i].usual;
    struct yaml *y = yaml_get(map, without_counterpart[i].key);
    bool plain = !y || yaml_is_null(y) || (usual && y->kind == YAML_SCALAR && !strcasecmp(usual, y->text));
    if (!plain && without_counterpart[i].why)
      tell_lost(im, y->span, SAY(im, "`%s`", without_counterpart[i].key), without_counterpart[i].why);
  }
  tell_unknown_keys(im, map, "a mapper", keys);
}

/* Imperfect factors are a property of the mapspace there. */
static void put_template(struct importer *im, struct strbuf *out)
{
  static const char *const keys[] = {"template", "version", NULL};
  struct yaml *map = want_map(im, im->spec.mapspace, "`mapspace`"), *y = yaml_get(map, "template");
  yaml_get(map, "version");
  if (y && !strcmp(y->text, "ruby")) strbuf_puts(out, "imperfect = all\n");
  else if (y && !yaml_is_null(y) && strcmp(y->text, "uber"))
    tell_lost(im, y->span, SAY(im, "the template `%s`", y->text), "only `uber` and `ruby` are known");
  tell_unknown_keys(im, map, "a mapspace", keys);
}

/* What the front end of the other tool writes if nothing is said, says nothing. */
static bool says_nothing(const char *text)
{
  return !strcmp(text, "") || !strcmp(text, "strategy = hybrid\nthreads = 8\n");
}

bool write_mapper(struct importer *im, struct strbuf *out)
{
  struct strbuf text = {0};
  struct yaml *map = want_map(im, im->spec.mapper, "`mapper`");
  put_strategy(im, &text, yaml_get(map, "algorithm"));
  put_objectives(im, &text, yaml_get(map, "optimization_metric"));
  put_objectives(im, &text, yaml_get(map, "optimization_metrics"));
  put_victory(im, &text, yaml_get(map, "victory_condition"));
  put_count(im, &text, yaml_get(map, "num_threads"), "threads", 1, 4096);
  put_template(im, &text);
  if (map) tell_rest(im, map);
  bool any = !says_nothing(strbuf_str(&text));
  im->mapper_name = any ? legal_name(im, &im->taken, "Search") : NULL;
  if (any) put_remarks(im, out, &im->spec.of_mapper, "///");
  if (any) strbuf_printf(out, "mapper %s {\n%s}\n\n", im->mapper_name, text.text);
  strbuf_free(&text);
  return any;
}
