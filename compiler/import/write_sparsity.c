/* Densities, formats and what is left out, as a sparsity. */
#include "compiler/import/writer.h"

#include <string.h>

/* ---- densities ---- */

static bool share_of(struct importer *im, struct yaml *y, const char *what, double *out)
{
  struct figure f = y ? value_of(im, &im->spec.variables, y, what) : (struct figure){0};
  if (f.kind == FIGURE_NUMBER && f.number >= 0 && f.number <= 1) return *out = f.number, true;
  if (!y) return false;
  struct diag *d = tell_at(im, E0809, y, "%s should be a number from 0 to 1", what);
  diag_label(d, y->span, f.kind == FIGURE_NUMBER ? "less than nothing, or more than all" : "not a number");
  return false;
}

static int64_t rank_size(const struct spec_problem *p, const struct spec_rank *rank)
{
  int64_t last = 0;
  for (unsigned i = 0; i < rank->terms; i++) {
    const struct spec_term *t = &rank->term[i];
    int64_t by = t->coefficient >= 0 ? p->coefficient[t->coefficient].value : t->number;
    last += (by < 0 ? -by : by) * (p->dim[t->dim].size - 1);
  }
  return last + 1;
}

/* Only a square matrix has a band. */
static bool has_square(struct importer *im, const struct yaml *at, const char *tensor)
{
  const struct spec_problem *p = main_problem(im);
  const struct spec_tensor *t = NULL;
  for (unsigned i = 0; i < p->tensors; i++)
    if (!strcmp(p->tensor[i].legal, tensor)) t = &p->tensor[i];
  if (!t || (t->ranks == 2 && rank_size(p, &t->rank[0]) == rank_size(p, &t->rank[1]))) return true;
  struct diag *d = tell_at(im, E0809, at, "only a square matrix has a band, and `%s` is none", t->name);
  if (t->ranks == 2)
    diag_note_at(d, t->at->span, "it is %lld by %lld", (long long)rank_size(p, &t->rank[0]),
                 (long long)rank_size(p, &t->rank[1]));
  else diag_note_at(d, t->at->span, "it has %u rank%s", t->ranks, t->ranks == 1 ? "" : "s");
  return false;
}

static void put_band(struct importer *im, struct strbuf *out, const char *tensor, struct yaml *map)
{
  struct yaml *width = yaml_get(map, "band_width");
  int64_t n;
  if (!width) tell_lacking(im, map, "a banded density", "band_width");
  else if (!yaml_whole(width, &n) || n < 0) tell_type(im, width, "`band_width`", "a whole number from 0 on");
  else if (has_square(im, map, tensor)) strbuf_printf(out, "%s.density = banded(width = %lld)\n", tensor, (long long)n);
}

static void put_distribution(struct importer *im, struct strbuf *out, const char *tensor,
                             struct yaml *map)
{
  static const char *const keys[] = {"distribution", "density", "band_width", "workload_tensor_size", NULL};
  static const struct { const char *there, *here; } words[] = {
    {"fixed", "constant"}, {"fixed_structured", "constant"}, {"fixed-structured", "constant"},
    {"hypergeometric", "uniform"}, {"random", "uniform"}};
  const char *name = want_name(im, map, "distribution", "a density");
  struct yaml *share = yaml_get(map, "density");
  double n;
  yaml_get(map, "workload_tensor_size"), yaml_get(map, "band_width");
  tell_unknown_keys(im, map, "a density", keys);
  if (!name) return;
  if (!strcmp(name, "banded") || !strcmp(name, "diagonal")) {
    put_band(im, out, tensor, map);
    return;
  }
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(words[i].there, name)) continue;
    if (!share) tell_lacking(im, map, SAY(im, "a density that is `%s`", name), "density");
    else if (share_of(im, share, SAY(im, "the density of `%s`", tensor), &n))
      strbuf_printf(out, "%s.density = %s(%s)\n", tensor, words[i].here, plain_number(im->arena, n));
    return;
  }
  struct suggest near = suggest_start(name);
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) suggest_offer(&near, words[i].there);
  suggest_offer(&near, "banded");
  const struct yaml *at = yaml_peek(map, "distribution");
  struct diag *d = tell_at(im, E0805, at, "no distribution is called `%s`", name);
  diag_suggest(d, at->span, near.best);
}

static void put_density(struct importer *im, struct strbuf *out, const char *tensor, struct yaml *y)
{
  double n;
  if (!y || yaml_is_null(y)) return;
  if (y->kind == YAML_MAP) put_distribution(im, out, tensor, y);
  else if (share_of(im, y, SAY(im, "the density of `%s`", tensor), &n) && n != 1)
    strbuf_printf(out, "%s.density = constant(%s)\n", tensor, plain_number(im->arena, n));
}

static void put_densities(struct importer *im, struct strbuf *out)
{
  struct spec_problem *p = main_problem(im);
  struct yaml *all = p->common_density && !yaml_is_null(p->common_density) ? p->common_density : NULL;
  struct yaml *map = all ? NULL : want_map(im, p->densities, "`densities`");
  for (unsigned t = 0; t < p->tensors; t++) {
    size_t before = out->n;
    put_density(im, out, p->tensor[t].legal, all ? all : yaml_get(map, p->tensor[t].name));
    im->dense |= (uint32_t)(out->n == before) << t;
  }
  for (unsigned i = 0; map && i < map->count; i++)
    if (!map->entry[i].used)
      tell_at(im, W0541, map->entry[i].key, "the problem has no data space `%s`: its density is not imported",
              map->entry[i].key->text);
}

/* ---- formats ---- */

/* What Timeloop takes the bits of one piece of metadata for: `usual` if nothing is said; else a
 * number of which the width of the memory is a multiple, or twice what is said. */
static int64_t width_of(struct importer *im, struct yaml *rank, const char *key, int64_t usual,
                        int64_t storage)
{
  struct yaml *y = yaml_get(rank, key);
  int64_t n;
  if (!y || yaml_is_null(y)) return usual;
  if (!yaml_whole(y, &n) || n < 0 || n > INT32_MAX) {
    tell_type(im, y, SAY(im, "`%s`", key), "a whole number from 0 on");
    return usual;
  }
  for (int64_t wider = n; n && wider < 2 * n; wider++)
    if (storage % wider == 0) return wider;
  return 2 * n;
}

static bool indexes(const struct spec_tensor *t, int dim)
{
  for (unsigned r = 0; r < t->ranks; r++)
    for (unsigned k = 0; k < t->rank[r].terms; k++)
      if (t->rank[r].term[k].dim == dim) return true;
  return false;
}

/* Dimensions that do not index the tensor are there for nothing, and so are those of a list
 * before. */
static void put_dims(struct importer *im, struct strbuf *out, struct yaml *list,
                     const struct spec_tensor *t, uint32_t *done)
{
  const struct spec_problem *p = main_problem(im);
  const char *separator = "";
  for (unsigned k = 0; k < list_count(list); k++) {
    const struct yaml *name = list_member(list, k);
    int dim = name->kind == YAML_SCALAR ? find_dim(p, name->text, strlen(name->text)) : -1;
    if (dim < 0 && name->kind == YAML_SCALAR)
      note_dims(im, tell_at(im, E0805, name, "the problem has no dimension `%s`", name->text), p);
    else if (dim < 0) tell_type(im, name, "a dimension of a rank", "a name");
    if (dim < 0 || *done >> dim & 1 || !indexes(t, dim)) continue;
    *done |= UINT32_C(1) << dim;
    strbuf_printf(out, "%s%s", separator, p->dim[dim].legal);
    separator = ", ";
  }
}

/* A list of dimensions, or several, of which a rank takes the loops of one. */
static void put_flattened(struct importer *im, struct strbuf *out, struct yaml *lists,
                          const struct spec_tensor *t)
{
  unsigned n = lists && !yaml_is_null(lists) ? list_count(lists) : 0;
  bool one = n && list_member(lists, 0)->kind == YAML_SCALAR;
  uint32_t done = 0;
  if (one) n = 1;
  for (unsigned i = 0; i < n; i++) {
    struct strbuf dims = {0};
    put_dims(im, &dims, one ? lists : list_member(lists, i), t, &done);
    bool plain = n == 1 && dims.n;
    strbuf_printf(out, "%s%s%s%s", i ? ", " : "", plain ? "" : "[", strbuf_str(&dims), plain ? "" : "]");
    strbuf_free(&dims);
  }
}

/* What a level says of the bits of metadata: those of one piece, and of one access. */
struct metadata { int64_t word, storage; };

static struct metadata metadata_at(struct importer *im, const struct spec_level *l)
{
  static const char *const words[] = {"metadata_datawidth", "metadata_word_bits", NULL};
  static const char *const widths[] = {"metadata_storage_width", "metadata_width", NULL};
  struct metadata m = {0, 0};
  whole_of(im, l->scope, words, 0, &m.word, NULL);
  whole_of(im, l->scope, widths, 0, &m.storage, NULL);
  return m;
}

/* The bits of its metadata, for which each format of Timeloop has rules of its own: flags are as
 * wide as the level says, whatever the rank says, and a bit of a mask is one bit. */
static void put_widths(struct importer *im, struct strbuf *out, struct yaml *rank, const char *format,
                       struct metadata m)
{
  int64_t bits = width_of(im, rank, "metadata_word_bits", strcmp(format, "bitmask") ? m.word : 1, m.storage);
  int64_t payload = width_of(im, rank, "payload_word_bits", m.word, m.storage);
  if (!strcmp(format, "uncompressed")) return;
  if (!strcmp(format, "flags")) bits = payload = m.word;
  const char *separator = out->text[out->n - 1] == '(' ? "" : ", ";
  strbuf_printf(out, "%sbits = %lld bit, payload = %lld bit", separator, (long long)bits, (long long)payload);
}

static void put_rank(struct importer *im, struct strbuf *out, struct yaml *rank, const struct spec_tensor *t,
                     struct metadata m)
{
  static const char *const keys[] = {"format", "metadata_word_bits", "payload_word_bits",
                                     "flattened_rankIDs", "compression_rate", NULL};
  static const struct { const char *there, *here; } words[] = {
    {"UOP", "offsets"}, {"CP", "coordinate"}, {"B", "bitmask"}, {"RLE", "rle"}, {"UB", "flags"},
    {"U", "uncompressed"}};
  rank = want_map(im, rank, "a rank of a format");
  const char *name = rank ? want_name(im, rank, "format", "a rank of a format") : NULL;
  if (!name) return;
  yaml_get(rank, "compression_rate");
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcasecmp(words[i].there, name)) continue;
    strbuf_printf(out, "%s%s(", out->n ? ", " : "", words[i].here);
    put_flattened(im, out, yaml_get(rank, "flattened_rankIDs"), t);
    put_widths(im, out, rank, words[i].here, m);
    strbuf_putc(out, ')');
    tell_unknown_keys(im, rank, "a rank of a format", keys);
    return;
  }
  const struct yaml *at = yaml_peek(rank, "format");
  struct diag *d = tell_at(im, E0805, at, "no format is called `%s`", name);
  diag_note(d, "there are `UOP`, `CP`, `B`, `RLE` and `UB`");
}

/* Which end of the loops gets its ranks first. */
static void put_order(struct importer *im, struct strbuf *at, const struct spec_tensor *t, struct yaml *order)
{
  if (!order || yaml_is_null(order)) return;
  const char *word = order->kind == YAML_SCALAR ? order->text : "";
  if (!strcmp(word, "inner_to_outer"))
    put_statement(at, SAY(im, "%s.format.order = inner_to_outer", t->legal));
  else if (strcmp(word, "outer_to_inner"))
    tell_type(im, order, "`rank_application_order`", "`outer_to_inner` or `inner_to_outer`");
}

static void put_format(struct importer *im, struct strbuf *at, struct spec_level *l, struct yaml *y)
{
  static const char *const keys[] = {"name", "ranks", "rank_application_order", NULL};
  const struct spec_problem *p = main_problem(im);
  y = want_map(im, y, "the format of a data space");
  const char *name = y ? want_name(im, y, "name", "the format of a data space") : NULL;
  int t = name ? find_tensor(p, name) : -1;
  struct strbuf ranks = {0};
  if (!name) return;
  if (t < 0) {
    note_tensors(im, tell_at(im, E0805, yaml_peek(y, "name"), "the problem has no data space `%s`", name), p);
    return;
  }
  if (l->formats >> t & 1) {
    struct diag *d = tell_at(im, E0809, y, "`%s` has two formats at `%s`", name, l->name);
    diag_label(d, y->span, "the second");
    return;
  }
  l->formats |= UINT32_C(1) << t;
  struct yaml *list = yaml_get(y, "ranks"), *order = yaml_get(y, "rank_application_order");
  struct metadata m = metadata_at(im, l);
  for (unsigned i = 0; i < list_count(list); i++) put_rank(im, &ranks, list_member(list, i), &p->tensor[t], m);
  if (ranks.n) {
    put_statement(at, SAY(im, "%s.format = [%s]", p->tensor[t].legal, ranks.text));
    put_order(im, at, &p->tensor[t], order);
  }
  strbuf_free(&ranks);
  tell_unknown_keys(im, y, "the format of a data space", keys);
}

/* ---- what is left out ---- */

static uint32_t tensors_in(struct importer *im, struct yaml *y)
{
  const struct spec_problem *p = main_problem(im);
  uint32_t set = 0;
  for (unsigned i = 0; i < list_count(y); i++) {
    const struct yaml *name = list_member(y, i);
    int t = name->kind == YAML_SCALAR ? find_tensor(p, name->text) : -1;
    if (t < 0) note_tensors(im, tell_at(im, E0805, name, "the problem has no data space `%s`", name->text), p);
    else set |= UINT32_C(1) << t;
  }
  return set;
}

static const char *names_in(struct importer *im, uint32_t set)
{
  const struct spec_problem *p = main_problem(im);
  struct strbuf out = {0};
  for (unsigned t = 0; t < p->tensors; t++)
    if (set >> t & 1) strbuf_printf(&out, "%s%s", out.n ? ", " : "", p->tensor[t].legal);
  return strbuf_take(&out, im->arena);
}

/* `skip A by B`; NULL, and told, if it is none. */
static const char *option_text(struct importer *im, const char *word, struct yaml *y)
{
  struct yaml *target = yaml_get(y, "target"), *on = yaml_get(y, "condition_on");
  if (!target || !on) {
    tell_lacking(im, y, "an optimisation", target ? "condition_on" : "target");
    return NULL;
  }
  uint32_t of = tensors_in(im, target), by = tensors_in(im, on);
  im->conditions |= by;
  return of && by ? SAY(im, "%s %s by %s", word, names_in(im, of), names_in(im, by)) : NULL;
}

/* What saves most is chosen of several options. */
static void put_options(struct importer *im, struct strbuf *at, const char *word, struct yaml *options)
{
  static const char *const keys[] = {"target", "condition_on", NULL};
  struct strbuf all = {0};
  unsigned n = 0;
  for (unsigned i = 0; i < list_count(options); i++) {
    struct yaml *y = want_map(im, list_member(options, i), "an option");
    const char *text = y ? option_text(im, word, y) : NULL;
    tell_unknown_keys(im, y, "an option", keys);
    if (text) strbuf_printf(&all, "%s%s", n++ ? "; " : "", text);
  }
  if (n) put_statement(at, n == 1 ? all.text : SAY(im, "either { %s }", all.text));
  strbuf_free(&all);
}

/* How an optimisation begins, and where it is said: across an array in place of a memory. */
struct manner { const char *word; bool across; };

static bool find_manner(struct importer *im, const struct yaml *type, struct manner *manner)
{
  static const struct { const char *type; struct manner manner; } types[] = {
    {"gating", {"gate", false}}, {"skipping", {"skip", false}}, {"skipping_spatial", {"skip", true}}};
  struct suggest near = suggest_start(type->text);
  for (unsigned i = 0; i < sizeof types / sizeof *types; i++) {
    suggest_offer(&near, types[i].type);
    if (!strcmp(type->text, types[i].type)) return *manner = types[i].manner, true;
  }
  struct diag *d = tell_at(im, E0805, type, "no optimisation is called `%s`", type->text);
  diag_note(d, "there are `gating`, `skipping` and `skipping_spatial`");
  diag_suggest(d, type->span, near.best);
  return false;
}

/* An entry without a type has that of the entry before. */
static void put_action(struct importer *im, struct strbuf *at, struct strbuf *across, struct yaml *y,
                       struct manner *manner)
{
  static const char *const keys[] = {"type", "options", "target", "condition_on", NULL};
  y = want_map(im, y, "an optimisation");
  if (!y) return;
  struct yaml *type = yaml_get(y, "type"), *options = yaml_get(y, "options");
  if (type && !find_manner(im, type, manner)) {
    yaml_use_all(y);
    return;
  }
  struct strbuf *to = manner->across ? across : at;
  if (manner->across && list_count(options) > 1) {
    yaml_use_all(options);
    tell_lost(im, options->span, "the choice between options", "an array has one way to leave work out");
  } else if (list_count(options)) put_options(im, to, manner->word, options);
  else {
    const char *text = option_text(im, manner->word, y);
    if (text) put_statement(to, text);
  }
  tell_unknown_keys(im, y, "an optimisation", keys);
}

static void put_actions(struct importer *im, struct strbuf *at, struct strbuf *across, struct yaml *list)
{
  struct manner manner = {"gate", false};
  for (unsigned i = 0; i < list_count(list); i++)
    put_action(im, at, across, list_member(list, i), &manner);
}

/* A compute is left out, or idles, where an operand is zero. */
static void put_computes(struct importer *im, struct strbuf *at, struct yaml *list)
{
  static const char *const keys[] = {"type", NULL};
  const struct spec_problem *p = main_problem(im);
  uint32_t inputs = 0, outputs = 0;
  for (unsigned t = 0; t < p->tensors; t++) *(p->tensor[t].output ? &outputs : &inputs) |= UINT32_C(1) << t;
  for (unsigned i = 0; i < list_count(list); i++) {
    struct yaml *y = want_map(im, list_member(list, i), "an optimisation");
    const char *type = y ? want_name(im, y, "type", "an optimisation") : NULL;
    if (!type) continue;
    im->conditions |= inputs;
    bool gates = !strncmp(type, "gat", 3), skips = !strncmp(type, "skip", 4);
    if (!gates && !skips) {
      diag_note(tell_at(im, E0805, yaml_peek(y, "type"), "no optimisation is called `%s`", type),
                "there are `gating` and `skipping`");
      continue;
    }
    put_statement(at, SAY(im, "%s %s by %s", gates ? "gate" : "skip", names_in(im, outputs), names_in(im, inputs)));
    tell_unknown_keys(im, y, "an optimisation", keys);
  }
}

/* ---- levels ---- */

/* What is said of a level again replaces what was said before, key by key. */
static struct yaml *last_said(struct importer *im, const struct spec_level *l, struct yaml *y, const char *key)
{
  struct yaml *value = yaml_get(y, key), *last = value;
  bool found = false;
  for (uint32_t i = 0; value && i < im->spec.sparse.n; i++) {
    struct yaml *list = im->spec.sparse.at[i], *targets = list->kind == YAML_MAP ? yaml_get(list, "targets") : list;
    for (unsigned k = 0; k < list_count(targets); k++) {
      struct yaml *other = list_member(targets, k), *again = yaml_get(other, key);
      const struct yaml *name = yaml_peek(other, "name");
      if (!name) name = yaml_peek(other, "target");
      if (found && again && name && !strcmp(name->text, l->name)) last = again;
      found |= other == y;
    }
  }
  if (last == value) return value;
  tell_lost(im, value->span, SAY(im, "`%s` of `%s`", key, l->name),
            "it is said once more, and what is said last holds");
  yaml_use_all(value);
  return NULL;
}

static void put_target(struct importer *im, struct strbuf *out, struct spec_level *l, struct yaml *y)
{
  static const char *const keys[] = {"name", "target", "action_optimization", "representation_format",
                                     "compute_optimization", NULL};
  static const char *const format_keys[] = {"data_spaces", NULL};
  struct strbuf at = {0}, across = {0};
  struct yaml *format = want_map(im, last_said(im, l, y, "representation_format"), "`representation_format`");
  struct yaml *spaces = yaml_get(format, "data_spaces");
  tell_unknown_keys(im, format, "`representation_format`", format_keys);
  for (unsigned i = 0; i < list_count(spaces); i++) put_format(im, &at, l, list_member(spaces, i));
  put_actions(im, &at, &across, last_said(im, l, y, "action_optimization"));
  put_computes(im, &at, last_said(im, l, y, "compute_optimization"));
  put_at(im, out, &at, l, NULL);
  const struct spec_level *array = array_behind(im->spec.arch, l);
  if (array) put_at(im, out, &across, array, NULL);
  strbuf_free(&across);
  tell_unknown_keys(im, y, "a sparse optimisation", keys);
}

static struct spec_level *level_called(struct importer *im, const char *name)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; i < arch->levels.n; i++)
    if (arch->levels.at[i]->kind != SPEC_ARRAY && !strcmp(arch->levels.at[i]->name, name))
      return arch->levels.at[i];
  return NULL;
}

static void put_named_target(struct importer *im, struct strbuf *out, struct yaml *y)
{
  y = want_map(im, y, "a sparse optimisation");
  struct yaml *name = yaml_get(y, "name");
  if (!y) return;
  if (!name) name = yaml_get(y, "target");
  struct spec_level *l = name && name->kind == YAML_SCALAR ? level_called(im, name->text) : NULL;
  if (l) put_target(im, out, l, y);
  else if (!name) tell_lacking(im, y, "a sparse optimisation", "name");
  else note_levels(im, tell_at(im, E0805, name, "the architecture has no level `%s`", name->text), false);
}

static void put_list(struct importer *im, struct strbuf *out, struct yaml *y)
{
  static const char *const keys[] = {"version", "targets", NULL};
  struct yaml *targets = y->kind == YAML_MAP ? yaml_get(y, "targets") : y;
  if (y->kind == YAML_MAP) yaml_get(y, "version"), tell_unknown_keys(im, y, "sparse optimisations", keys);
  for (unsigned i = 0; i < list_count(targets); i++) put_named_target(im, out, list_member(targets, i));
}

/* The name of what was written; NULL if nothing is sparse.  Densities alone change nothing,
 * as in Timeloop: then no run asks for them. */
const char *write_sparsity(struct importer *im, struct strbuf *out, bool *asked)
{
  const struct spec_arch *arch = im->spec.arch;
  struct strbuf densities = {0}, levels = {0};
  put_densities(im, &densities);
  for (uint32_t i = 0; i < im->spec.sparse.n; i++) put_list(im, &levels, im->spec.sparse.at[i]);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    struct yaml *own = l->node ? want_map(im, yaml_get(l->node, "sparse_optimizations"), "`sparse_optimizations`") : NULL;
    if (own && l->kind != SPEC_ARRAY) put_target(im, &levels, l, own);
  }
  *asked = is_sparse(im) || densities.n;
  const char *name = densities.n || levels.n || *asked ? legal_name(im, &im->taken, "Sparse") : NULL;
  if (name && im->dense & im->conditions) strbuf_puts(out, "@allow(skips_nothing)\n");
  if (name)
    strbuf_printf(out, "sparsity %s of %s on %s {\n%s\n%s}\n\n", name, main_problem(im)->legal,
                  arch->legal, strbuf_str(&densities), strbuf_str(&levels));
  strbuf_free(&densities);
  strbuf_free(&levels);
  return name;
}
