/* Problems: dimensions, data spaces with their projections, and an instance. */
#include "compiler/import/importer.h"

#include <stdlib.h>
#include <string.h>

int find_dim(const struct spec_problem *p, const char *name, size_t n)
{
  for (unsigned d = 0; d < p->dims; d++)
    if (strlen(p->dim[d].name) == n && !strncmp(p->dim[d].name, name, n)) return (int)d;
  return -1;
}

int find_tensor(const struct spec_problem *p, const char *name)
{
  for (unsigned t = 0; t < p->tensors; t++)
    if (!strcmp(p->tensor[t].name, name)) return (int)t;
  return -1;
}

struct spec_problem *main_problem(struct importer *im)
{
  return im->spec.problems.n ? im->spec.problems.at[0] : NULL;
}

static int find_coefficient(const struct spec_problem *p, const char *name)
{
  for (unsigned c = 0; c < p->coefficients; c++)
    if (!strcmp(p->coefficient[c].name, name)) return (int)c;
  return -1;
}

/* ---- shapes ---- */

static bool read_dims(struct importer *im, struct spec_problem *p, struct yaml *shape)
{
  struct yaml *dims = yaml_get(shape, "dimensions");
  unsigned n = list_count(dims);
  if (!n) {
    struct diag *d = tell_lacking(im, shape, "the shape of a problem", "dimensions");
    diag_help(d, "name them: `dimensions: [M, N, K]`");
    return false;
  }
  p->dim = ARENA_ARRAY(im->arena, struct spec_dim, n);
  for (unsigned i = 0; i < n; i++) {
    struct yaml *name = list_member(dims, i);
    if (name->kind != YAML_SCALAR || !*name->text) {
      tell_type(im, name, "a dimension", "a name");
      return false;
    }
    if (find_dim(p, name->text, strlen(name->text)) >= 0) {
      struct diag *d = tell_at(im, E0809, name, "the dimension `%s` is there twice", name->text);
      diag_note_at(d, p->dim[find_dim(p, name->text, strlen(name->text))].at->span, "the first time");
      return false;
    }
    p->dim[p->dims++] = (struct spec_dim){.name = name->text, .at = name};
  }
  if (p->dims <= DIMS_MAX) return true;
  tell_at(im, E0808, dims, "more than %d dimensions", DIMS_MAX);
  return false;
}

static bool read_coefficients(struct importer *im, struct spec_problem *p, struct yaml *shape)
{
  static const char *const keys[] = {"name", "default", NULL};
  struct yaml *list = yaml_get(shape, "coefficients");
  unsigned n = list_count(list);
  p->coefficient = ARENA_ARRAY(im->arena, struct spec_coefficient, n);
  for (unsigned i = 0; i < n; i++) {
    struct yaml *c = want_map(im, list_member(list, i), "a coefficient");
    const char *name = c ? want_name(im, c, "name", "a coefficient") : NULL;
    if (!name) return false;
    struct spec_coefficient *to = &p->coefficient[p->coefficients++];
    *to = (struct spec_coefficient){.name = name, .value = 1};
    struct yaml *value = yaml_get(c, "default");
    if (value && !yaml_whole(value, &to->value)) {
      tell_type(im, value, SAY(im, "the default of `%s`", name), "a whole number");
      return false;
    }
    tell_unknown_keys(im, c, "a coefficient", keys);
  }
  return true;
}

/* `[R]`, `[R, Wdilation]`, `R`, or `[R, 2]`. */
static bool read_term(struct importer *im, const struct spec_problem *p, struct yaml *y,
                      struct spec_term *out)
{
  unsigned n = list_count(y);
  struct yaml *dim = n ? list_member(y, 0) : NULL, *by = n == 2 ? list_member(y, 1) : NULL;
  *out = (struct spec_term){.dim = -1, .coefficient = -1, .number = 1};
  if (!dim || n > 2 || dim->kind != YAML_SCALAR) {
    tell_type(im, y, "a term of a projection", "a dimension, perhaps with a coefficient");
    return false;
  }
  out->dim = find_dim(p, dim->text, strlen(dim->text));
  if (out->dim < 0) {
    struct suggest near = suggest_start(dim->text);
    for (unsigned d = 0; d < p->dims; d++) suggest_offer(&near, p->dim[d].name);
    struct diag *d = tell_at(im, E0805, dim, "the shape has no dimension `%s`", dim->text);
    if (!near.best) note_dims(im, d, p);
    diag_suggest(d, dim->span, near.best);
    return false;
  }
  if (!by || yaml_whole(by, &out->number)) return true;
  out->coefficient = by->kind == YAML_SCALAR ? find_coefficient(p, by->text) : -1;
  if (out->coefficient >= 0) return true;
  struct suggest near = suggest_start(by->text);
  for (unsigned c = 0; c < p->coefficients; c++) suggest_offer(&near, p->coefficient[c].name);
  struct diag *d = tell_at(im, E0805, by, "the shape has no coefficient `%s`", by->text);
  diag_suggest(d, by->span, near.best);
  return false;
}

/* A rank is a list of terms; a bare name is a rank of one dimension. */
static bool read_rank(struct importer *im, const struct spec_problem *p, struct yaml *y,
                      struct spec_rank *out)
{
  bool bare = y->kind == YAML_SCALAR;
  unsigned n = bare ? 1 : list_count(y);
  out->term = ARENA_ARRAY(im->arena, struct spec_term, n + 1);
  if (y->kind == YAML_MAP || !n) {
    tell_type(im, y, "a rank of a projection", "a list of terms");
    return false;
  }
  for (unsigned i = 0; i < n; i++)
    if (!read_term(im, p, bare ? y : list_member(y, i), &out->term[out->terms++])) return false;
  return true;
}

/* The long form is a list of ranks, each a list of terms, each a list; the short one has a
 * dimension for a rank. */
static bool read_projection(struct importer *im, const struct spec_problem *p, struct yaml *y,
                            struct spec_tensor *t)
{
  t->rank = ARENA_ARRAY(im->arena, struct spec_rank, list_count(y) + 1);
  if (y->kind != YAML_LIST) {
    tell_type(im, y, SAY(im, "the projection of `%s`", t->name), "a list of ranks");
    return false;
  }
  for (unsigned i = 0; i < y->count; i++)
    if (!read_rank(im, p, y->entry[i].value, &t->rank[t->ranks++])) return false;
  return true;
}

static bool read_tensor(struct importer *im, struct spec_problem *p, struct yaml *y)
{
  static const char *const keys[] = {"name", "projection", "read_write", NULL};
  struct spec_tensor *t = &p->tensor[p->tensors];
  y = want_map(im, y, "a data space");
  const char *name = y ? want_name(im, y, "name", "a data space") : NULL;
  if (!name) return false;
  if (find_tensor(p, name) >= 0) {
    struct diag *d = tell_at(im, E0809, y, "the data space `%s` is there twice", name);
    diag_note_at(d, p->tensor[find_tensor(p, name)].at->span, "the first time");
    return false;
  }
  *t = (struct spec_tensor){.name = name, .at = y};
  p->tensors++;
  struct yaml *projection = yaml_get(y, "projection"), *output = yaml_get(y, "read-write");
  if (!projection) {
    struct diag *d = tell_lacking(im, y, SAY(im, "the data space `%s`", name), "projection");
    diag_help(d, "say how dimensions index it: `projection: [M, K]`");
    return false;
  }
  struct figure f = output && !yaml_is_null(output) ? value_of(im, &im->spec.variables, output, NULL)
                                                    : (struct figure){FIGURE_TRUTH, true, 0, NULL};
  if (!is_truth(f)) {
    tell_type(im, output, SAY(im, "`read_write` of `%s`", name), "true or false");
    return false;
  }
  t->output = f.number != 0;
  bool fine = read_projection(im, p, projection, t);
  tell_unknown_keys(im, y, "a data space", keys);
  return fine;
}

static bool read_tensors(struct importer *im, struct spec_problem *p, struct yaml *shape)
{
  struct yaml *list = yaml_get(shape, "data-spaces");
  unsigned n = list_count(list), outputs = 0;
  if (!n) {
    struct diag *d = tell_lacking(im, shape, "the shape of a problem", "data_spaces");
    diag_help(d, "list the tensors: `data_spaces: [{name: A, projection: [M, K]}, ...]`");
    return false;
  }
  if (n > TENSORS_MAX) {
    tell_at(im, E0808, list, "more than %d data spaces", TENSORS_MAX);
    return false;
  }
  p->tensor = ARENA_ARRAY(im->arena, struct spec_tensor, n);
  for (unsigned i = 0; i < n; i++)
    if (!read_tensor(im, p, list_member(list, i))) return false;
  for (unsigned t = 0; t < p->tensors; t++) outputs += p->tensor[t].output;
  if (outputs == 1 && p->tensors > 1) return true;
  struct diag *d = !outputs ? tell_at(im, E0808, list, "no data space is `read_write`")
                   : n == 1 ? tell_at(im, E0808, list, "there is only one data space")
                            : tell_at(im, E0808, list, "%u of the %u data spaces are `read_write`", outputs, n);
  diag_note(d, "an Einsum writes one tensor, and reads at least one other");
  if (!outputs) diag_help(d, "mark the one that is computed: `read_write: true`");
  return false;
}

/* A shape that is known by its name. */
static struct yaml *well_known(struct importer *im, struct yaml *y)
{
  static const char text[] =
    "name: cnn_layer\ndimensions: [R, S, P, Q, C, K, N]\n"
    "coefficients: [{name: Wstride}, {name: Hstride}, {name: Wdilation}, {name: Hdilation}]\n"
    "data_spaces:\n"
    "- {name: Weights, projection: [C, K, R, S]}\n"
    "- {name: Inputs, projection: [N, C, [[R, Wdilation], [P, Wstride]],"
    " [[S, Hdilation], [Q, Hstride]]]}\n"
    "- {name: Outputs, projection: [N, K, Q, P], read_write: true}\n";
  static const char *const names[] = {"cnn-layer", "cnn_layer", "cnn-layer.yaml", NULL};
  struct yaml_reader r = {.arena = im->arena, .sources = im->sources, .diags = im->diags};
  struct yaml_file file;
  for (unsigned i = 0; names[i]; i++) {
    if (strcmp(names[i], y->text)) continue;
    sources_add(im->sources, "cnn-layer", text, sizeof text - 1);
    if (yaml_read(&r, "cnn-layer", &file) == SOURCE_OK && file.documents) return file.document[0];
  }
  struct diag *d = tell_at(im, E0808, y, "no shape called `%s` is known", y->text);
  diag_label(d, y->span, "only the name of a shape");
  diag_help(d, "write the shape itself: `dimensions` and `data_spaces`");
  return NULL;
}

static bool read_shape(struct importer *im, struct spec_problem *p, struct yaml *shape)
{
  static const char *const keys[] = {"name", "dimensions", "coefficients", "data_spaces", "version",
                                     NULL};
  struct yaml *name = yaml_get(shape, "name");
  yaml_get(shape, "version");
  if (name && name->kind == YAML_SCALAR && !yaml_is_null(name)) p->name = name->text;
  yaml_get(shape, "coefficients"), yaml_get(shape, "data_spaces");
  if (name && name->kind != YAML_SCALAR) tell_type(im, name, "the `name` of a shape", "a name");
  bool fine = read_dims(im, p, shape) && read_coefficients(im, p, shape) && read_tensors(im, p, shape);
  tell_unknown_keys(im, shape, "a shape", keys);
  return fine;
}

/* ---- instances ---- */

static void tell_small(struct importer *im, const struct yaml *y, const char *name)
{
  struct diag *d = tell_at(im, E0809, y, "`%s` should be a whole number from 1 on", name);
  diag_label(d, y->span, "not a number of steps");
}

static bool read_sizes(struct importer *im, struct spec_problem *p, struct yaml *instance)
{
  bool all = true;
  for (unsigned i = 0; i < p->dims; i++) {
    struct spec_dim *d = &p->dim[i];
    struct yaml *y = yaml_get(instance, d->name);
    if (!y) {
      struct diag *diag = tell_at(im, E0804, instance, "the instance does not say how large `%s` is",
                                  d->name);
      diag_label(diag, instance->span, "`%s` is missing", d->name);
      diag_note_at(diag, d->at->span, "`%s` is a dimension of the shape", d->name);
      all = false;
      continue;
    }
    struct figure f = value_of(im, &im->spec.variables, y, d->name);
    bool fits = f.kind == FIGURE_NUMBER && f.whole && f.number >= 1;
    if (fits) d->size = (int64_t)f.number, d->at = y;
    else if (f.kind != FIGURE_NONE) tell_small(im, y, d->name);
    all &= fits;
  }
  return all;
}

static void read_values(struct importer *im, struct spec_problem *p, struct yaml *instance)
{
  for (unsigned i = 0; i < p->coefficients; i++) {
    struct yaml *y = yaml_get(instance, p->coefficient[i].name);
    if (!y || yaml_is_null(y)) continue;
    struct figure f = value_of(im, &im->spec.variables, y, p->coefficient[i].name);
    if (f.kind == FIGURE_NUMBER && f.whole) p->coefficient[i].value = (int64_t)f.number;
    else tell_type(im, y, SAY(im, "`%s`", p->coefficient[i].name), "a whole number");
  }
}

/* Sizes that no dimension has: layers carry such, of the picture and its borders. */
static void tell_surplus(struct importer *im, const struct spec_problem *p, struct yaml *instance)
{
  for (unsigned i = 0; i < instance->count; i++) {
    struct yaml_entry *e = &instance->entry[i];
    if (e->used) continue;
    struct suggest near = suggest_start(e->key->text);
    for (unsigned d = 0; d < p->dims; d++)
      if (strlen(p->dim[d].name) > 1) suggest_offer(&near, p->dim[d].name);
    for (unsigned c = 0; c < p->coefficients; c++) suggest_offer(&near, p->coefficient[c].name);
    struct diag *d = tell_at(im, W0541, e->key, "the shape has no `%s`: it is not imported",
                             e->key->text);
    diag_label(d, e->key->span, "neither a dimension nor a coefficient");
    diag_suggest(d, e->key->span, near.best);
  }
}

static bool read_instance(struct importer *im, struct spec_problem *p, struct yaml *instance)
{
  p->densities = yaml_get(instance, "densities");
  p->common_density = yaml_get(instance, "commonDensity");
  p->instance = instance;
  if (!read_sizes(im, p, instance)) return false;
  read_values(im, p, instance);
  tell_surplus(im, p, instance);
  return true;
}

/* Version 0.2 has the instance beside the shape. */
static struct yaml *instance_of(struct importer *im, struct yaml *y)
{
  struct yaml *instance = yaml_get(y, "instance");
  if (!instance || yaml_is_null(instance)) return y;
  return want_map(im, instance, "an instance");
}

/* What is remarked at the problem, at its shape and at its instance. */
static void add_remarks(struct importer *im, struct spec_problem *p, const struct yaml_entry *e)
{
  add_remark(im, &p->remarks, e->key->span);
  for (unsigned i = 0; e->value->kind == YAML_MAP && i < e->value->count; i++) {
    const struct yaml *key = e->value->entry[i].key;
    bool of_it = !strcmp(key->text, "shape") || !strcmp(key->text, "instance") || !strcmp(key->text, "version");
    if (of_it && key->span.file == e->value->span.file) add_remark(im, &p->remarks, key->span);
  }
}

void read_problem(struct importer *im, const struct yaml_entry *e, struct source *source)
{
  static const char *const keys[] = {"version", "shape", "instance", NULL};
  struct spec_problem *p = ARENA_NEW(im->arena, struct spec_problem);
  *p = (struct spec_problem){.name = "", .source = source};
  struct yaml *y = want_map(im, e->value, "`problem`");
  if (!y) return;
  add_remarks(im, p, e);
  yaml_get(y, "version");
  struct yaml *shape = yaml_get(y, "shape");
  if (!shape || yaml_is_null(shape)) {
    struct diag *d = tell_lacking(im, y, "a problem", "shape");
    diag_note(d, "a shape says what dimensions and data spaces there are");
    return;
  }
  if (shape->kind == YAML_SCALAR) shape = well_known(im, shape);
  shape = want_map(im, shape, "a shape");
  if (!shape || !read_shape(im, p, shape)) return;
  struct yaml *instance = instance_of(im, y);
  if (!instance || !read_instance(im, p, instance)) return;
  if (instance != y) tell_unknown_keys(im, y, "a problem", keys);
  KEEP(im, &im->spec.problems, p);
}
