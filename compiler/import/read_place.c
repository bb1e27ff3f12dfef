/* What a directive says of a level: factors and orders of its loops, and sets of tensors. */
#include "compiler/import/read_place.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- factors ---- */

/* A text of factors, and how far it is read. */
struct factor_text { const struct yaml *y; const char *start; };

static struct span factor_span(const struct factor_text *t, const char *from, const char *to)
{
  while (to > from && (isspace((unsigned char)to[-1]) || to[-1] == ',')) to--;
  return span_in(t->y, (size_t)(from - t->start), (size_t)(to - from));
}

static void tell_factor(struct plan *p, const struct factor_text *t, const char *at)
{
  size_t n = strcspn(at, " \t\n");
  struct diag *d = diag_at(p->im->diags, E0806, factor_span(t, at, at + n), "`%.*s` is no factor", (int)n, at);
  diag_note(d, "factors are written `C=4 K=2`, with a residual `P=5,3`%s",
            p->one ? "" : ", in constraints also `C<=4` and `C>=2`");
}

static const char *skip_separators(const char *at)
{
  while (isspace((unsigned char)*at) || *at == ',') at++;
  return at;
}

/* The name in front of a factor: letters, and digits as well if a sign follows. */
static size_t name_length(const char *at)
{
  size_t letters = 0, n;
  while (isalpha((unsigned char)at[letters]) || at[letters] == '_') letters++;
  for (n = letters; isalnum((unsigned char)at[n]) || at[n] == '_'; n++) {}
  const char *sign = at + n;
  while (isspace((unsigned char)*sign)) sign++;
  return letters && *sign && strchr("=<>", *sign) ? n : letters;
}

static bool read_number(const char **at, int64_t *out)
{
  char *end;
  if (!isdigit((unsigned char)**at)) return false;
  *out = strtoll(*at, &end, 10);
  *at = end;
  return *out < INT64_C(1) << 53;
}

static void tell_no_dim(struct plan *p, struct span at, const char *name)
{
  struct suggest near = suggest_start(name);
  for (unsigned d = 0; d < p->problem->dims; d++) suggest_offer(&near, p->problem->dim[d].name);
  struct diag *d = diag_at(p->im->diags, E0805, at, "the problem has no dimension `%s`", name);
  if (!near.best) note_dims(p->im, d, p->problem);
  diag_suggest(d, at, near.best);
}

/* Reads one factor of a text; NULL, told, if it is none. */
static const char *read_factor(struct plan *p, const struct factor_text *t, const char *at,
                               struct spec_factor *out)
{
  const char *start = at;
  size_t n = name_length(at);
  *out = (struct spec_factor){.op = '=', .dim = find_dim(p->problem, at, n)};
  for (at += n; isspace((unsigned char)*at);) at++;
  if (*at == '<' || *at == '>') out->op = *at++;
  bool strict = out->op != '=' && *at != '=';
  while (*at == '=' || isspace((unsigned char)*at)) at++;
  if (!n || !read_number(&at, &out->bound)) return tell_factor(p, t, start), NULL;
  if (strict) out->bound += out->op == '<' ? -1 : 1;
  if (out->op == '<' && out->bound < 1) return tell_factor(p, t, start), NULL;
  if (*at == ',' && isdigit((unsigned char)at[1])) {
    at++;
    if (!read_number(&at, &out->residual)) return tell_factor(p, t, start), NULL;
  }
  out->span = factor_span(t, start, at);
  if (out->dim < 0) {
    tell_no_dim(p, span_in(t->y, (size_t)(start - t->start), n), arena_strndup(p->im->arena, start, n));
    return NULL;
  }
  if (!p->one || out->op == '=') return at;
  const char *name = p->problem->dim[out->dim].name;
  struct diag *d = diag_at(p->im->diags, E0806, out->span, "a mapping says how many iterations there are, "
                           "not how many at most or at least");
  diag_help(d, "write `%s=%lld`, or put this among the constraints", name, (long long)out->bound);
  return NULL;
}

/* What is said last of a dimension holds. */
static void put_factor(struct plan *p, struct spec_place *place, const struct spec_factor *f)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].dim == f->dim && place->factors.at[i].op == f->op) {
      place->factors.at[i] = *f;
      return;
    }
  KEEP(p->im, &place->factors, *f);
}

static void read_factor_text(struct plan *p, struct yaml *y, struct spec_place *place)
{
  if (y->kind != YAML_SCALAR) {
    tell_type(p->im, y, "a factor", "a text such as `C=4`");
    return;
  }
  const char *end = strchr(y->text, '#');
  const char *text = end ? arena_strndup(p->im->arena, y->text, (size_t)(end - y->text)) : y->text;
  struct factor_text whole = {y, text};
  for (const char *at = skip_separators(text); at && *at; at = at ? skip_separators(at) : NULL) {
    struct spec_factor f;
    at = read_factor(p, &whole, at, &f);
    if (!at) return;
    if (p->one && !f.bound) f.bound = p->problem->dim[f.dim].size;
    put_factor(p, place, &f);
  }
}

static void read_factors(struct plan *p, struct yaml *y, struct spec_place *place)
{
  for (unsigned i = 0; i < list_count(y); i++) read_factor_text(p, list_member(y, i), place);
}

const struct spec_factor *place_factor(const struct spec_place *place, int dim)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].dim == dim) return &place->factors.at[i];
  return NULL;
}

/* Dimensions of which nothing is said have one iteration. */
static void only_these(struct plan *p, struct spec_place *place, uint32_t dims, struct span span)
{
  for (unsigned d = 0; d < p->problem->dims; d++) {
    if (!(dims >> d & 1) || place_factor(place, (int)d)) continue;
    struct spec_factor one = {.dim = (int)d, .op = '=', .bound = 1, .span = span};
    put_factor(p, place, &one);
  }
}

/* ---- orders ---- */

bool place_orders(const struct spec_place *place, int dim)
{
  for (unsigned i = 0; i < place->ordered; i++)
    if (place->order[i] == dim) return true;
  return false;
}

static bool add_to_order(struct plan *p, const struct yaml *y, struct spec_place *place,
                         const char *name, size_t n)
{
  int dim = find_dim(p->problem, name, n);
  struct span at = span_in(y, (size_t)(name - y->text), n);
  if (dim < 0) return tell_no_dim(p, at, arena_strndup(p->im->arena, name, n)), false;
  if (place_orders(place, dim)) {
    struct diag *d = diag_at(p->im->diags, E0806, at, "`%.*s` is twice in the permutation", (int)n, name);
    diag_label(d, at, "again here");
    return false;
  }
  place->order[place->ordered++] = dim;
  return true;
}

/* `NPQR SCK`: letters, each a dimension; or names with commas between them.  A blank or a
 * `_` in a row of letters stands for all that are not named. */
static void read_order_text(struct plan *p, const struct yaml *y, struct spec_place *place)
{
  bool letters = !strchr(y->text, ',');
  bool gap = false;
  for (unsigned d = 0; d < p->problem->dims; d++) letters &= strlen(p->problem->dim[d].name) == 1;
  place->inner = 0;
  for (const char *at = y->text; *at;) {
    bool blank = isspace((unsigned char)*at) || *at == ',' || *at == '_';
    size_t n = letters || blank ? 1 : strcspn(at, ", \t");
    if (!blank && !add_to_order(p, y, place, at, n)) return;
    if (blank && letters && !gap && *at != ',') gap = true, place->inner = place->ordered;
    at += n;
  }
  if (!gap) place->inner = place->ordered;
}

static void read_order(struct plan *p, struct yaml *y, struct spec_place *place)
{
  if (list_count(y)) place->ordered = place->inner = 0;
  if (y && y->kind == YAML_SCALAR && !yaml_is_null(y)) read_order_text(p, y, place);
  else if (y && y->kind == YAML_LIST) {
    for (unsigned i = 0; i < y->count; i++) {
      const struct yaml *d = y->entry[i].value;
      if (d->kind != YAML_SCALAR) tell_type(p->im, d, "a dimension of a permutation", "a name");
      else if (!add_to_order(p, d, place, d->text, strlen(d->text))) return;
    }
    place->inner = place->ordered;
  } else if (y && y->kind == YAML_MAP) tell_type(p->im, y, "a permutation", "a text or a list");
}

/* ---- sets of tensors ---- */

static uint32_t all_tensors(const struct plan *p)
{
  return p->problem->tensors < 32 ? (UINT32_C(1) << p->problem->tensors) - 1 : UINT32_MAX;
}

static uint32_t read_set(struct plan *p, struct yaml *y)
{
  uint32_t set = 0;
  for (unsigned i = 0; i < list_count(y); i++) {
    struct yaml *name = list_member(y, i);
    if (name->kind != YAML_SCALAR) {
      tell_type(p->im, name, "a data space", "a name");
      continue;
    }
    int t = find_tensor(p->problem, name->text);
    if (!strcmp(name->text, "*")) set |= all_tensors(p);
    else if (t >= 0) set |= UINT32_C(1) << t;
    else {
      struct suggest near = suggest_start(name->text);
      for (unsigned k = 0; k < p->problem->tensors; k++)
        suggest_offer(&near, p->problem->tensor[k].name);
      struct diag *d = tell_at(p->im, E0805, name, "the problem has no data space `%s`", name->text);
      if (!near.best) note_tensors(p->im, d, p->problem);
      diag_suggest(d, name->span, near.best);
    }
  }
  return set;
}

/* The dimensions that index tensors of a set. */
static uint32_t dims_of(const struct plan *p, uint32_t tensors)
{
  uint32_t dims = 0;
  for (unsigned t = 0; t < p->problem->tensors; t++)
    for (unsigned r = 0; tensors >> t & 1 && r < p->problem->tensor[t].ranks; r++) {
      const struct spec_rank *rank = &p->problem->tensor[t].rank[r];
      for (unsigned k = 0; k < rank->terms; k++) dims |= UINT32_C(1) << rank->term[k].dim;
    }
  return dims;
}

/* ---- directives ---- */

static void begin_place(struct plan *p, const struct yaml *y, struct spec_place *place)
{
  place->said = true;
  add_remark(p->im, &place->remarks, y->span);
  for (unsigned i = 0; i < y->count; i++)
    if (y->entry[i].key->span.file == y->span.file)
      add_remark(p->im, &place->remarks, y->entry[i].key->span);
}

static void read_loops(struct plan *p, struct yaml *y, struct spec_place *place)
{
  begin_place(p, y, place);
  read_factors(p, yaml_get(y, "factors"), place);
  read_order(p, yaml_get(y, "permutation"), place);
  struct yaml *only = yaml_get(y, "factors_only"), *never = yaml_get(y, "no_iteration_over_dataspaces");
  struct yaml *must = yaml_get(y, "must_iterate_over_dataspaces");
  if (only && !yaml_is_null(only)) {
    read_factors(p, only, place);
    only_these(p, place, UINT32_MAX, only->span);
  }
  if (list_count(never)) only_these(p, place, dims_of(p, read_set(p, never)), never->span);
  if (list_count(must)) only_these(p, place, ~dims_of(p, read_set(p, must)), must->span);
}

void place_in_time(struct plan *p, struct yaml *y, struct spec_place *place)
{
  read_loops(p, y, place);
  place->refetch |= read_set(p, yaml_get(y, "no_reuse"));
  place->refetch |= read_set(p, yaml_get(y, "no_temporal_reuse"));
  place->preload |= read_set(p, yaml_get(y, "rmw_first_update"));
}

void place_across(struct plan *p, struct yaml *y, struct spec_place *place)
{
  struct yaml *split = yaml_get(y, "split");
  int64_t n;
  read_loops(p, y, place);
  place->unicast |= read_set(p, yaml_get(y, "no_reuse"));
  place->unicast |= read_set(p, yaml_get(y, "no_multicast_no_reduction"));
  place->direct |= read_set(p, yaml_get(y, "no_link_transfer"));
  if (!split || yaml_is_null(split)) return;
  if (yaml_whole(split, &n) && n >= 0) place->split = n < DIMS_MAX ? (int)n : DIMS_MAX;
  else tell_type(p->im, split, "`split`", "a whole number");
}

void place_keeps(struct plan *p, struct yaml *y, struct spec_place *place)
{
  struct yaml *only = yaml_get(y, "keep_only"), *never = yaml_get(y, "bypass_only");
  uint32_t keep = read_set(p, yaml_get(y, "keep")), bypass = read_set(p, yaml_get(y, "bypass"));
  if (only && !yaml_is_null(only)) keep |= read_set(p, only), bypass |= all_tensors(p) & ~keep;
  if (never && !yaml_is_null(never)) bypass |= read_set(p, never), keep |= all_tensors(p) & ~bypass;
  begin_place(p, y, place);
  place->keep = (place->keep & ~bypass) | keep;
  place->bypass = (place->bypass & ~keep) | bypass;
  struct yaml *apart = yaml_get(y, "no_coalesce");
  if (list_count(apart))
    tell_lost(p->im, apart->span, "`no_coalesce`", "the model has no counterpart of it");
}
