/* Whether a mapping lies in its mapspace, or is the one that was given. */
#include "compiler/verify/inside.h"

#include <math.h>
#include <string.h>

static struct diag *outside(struct checking *c, struct span at, const char *what)
{
  struct diag *d = verify_wrong(c, E0852, "the mapping of `%s` does not lie in its mapspace", c->name);
  diag_note(d, "%s", what);
  if (at.file) diag_note_at(d, at, "this does not hold");
  return d;
}

#define SAY(c, ...) arena_printf((c)->v->arena, __VA_ARGS__)

/* ---- loops ---- */

static int64_t product_of(const struct checking *c, unsigned node, int axis, uint64_t dims)
{
  int64_t n = 1;
  for (unsigned i = 0; i < c->mapping.loops; i++) {
    const struct model_loop *l = &c->mapping.loop[i];
    if (l->node != node || l->axis != axis || !ir_holds(dims, l->dim)) continue;
    if (__builtin_mul_overflow(n, l->bound, &n)) return INT64_MAX;
  }
  return n;
}

static bool is_choice(const struct ir_limit *l, int64_t n)
{
  for (unsigned i = 0; l->choice && i < l->choices; i++)
    if (l->choice[i] == n) return true;
  return !l->choice;
}

static const char *range_text(struct checking *c, const struct ir_limit *l)
{
  if (l->high == INT64_MAX) return SAY(c, "at least %lld", (long long)l->low);
  return SAY(c, "%lld to %lld", (long long)l->low, (long long)l->high);
}

static void check_limits(struct checking *c, const struct ir_open *o)
{
  for (unsigned i = 0; i < o->limits; i++) {
    const struct ir_limit *l = &o->limit[i];
    int64_t n = product_of(c, o->node, l->axis, l->dims);
    if (n >= l->low && n <= l->high && is_choice(l, n)) continue;
    outside(c, l->low_at.file ? l->low_at : l->high_at,
            SAY(c, "the loops at `%s` come to %lld steps where %s are allowed",
                c->arch->node[o->node].name, (long long)n, range_text(c, l)));
  }
}

/* No loop of `outside` stands inside of that over the dim. */
static void check_orders(struct checking *c, const struct ir_open *o)
{
  for (unsigned i = 0; i < o->orders; i++) {
    bool seen = false;
    for (unsigned k = 0; k < c->mapping.loops; k++) {
      const struct model_loop *l = &c->mapping.loop[k];
      if (l->node != o->node || l->axis >= 0 || l->bound == 1) continue;
      if (l->dim == o->order[i].dim) seen = true;
      else if (seen && ir_holds(o->order[i].outside, l->dim))
        outside(c, o->order[i].span,
                SAY(c, "at `%s` the loop over `%s` stands inside of that over `%s`",
                    c->arch->node[o->node].name, c->workload->dim[l->dim].name,
                    c->workload->dim[o->order[i].dim].name));
    }
  }
}

/* What the loops from here on come to divides what is left for those further out. */
static void check_factors(struct checking *c)
{
  for (unsigned i = 0; i < c->mapping.loops; i++) {
    const struct model_loop *l = &c->mapping.loop[i];
    if (l->residual == l->bound || c->mapper->imperfect == IR_IMPERFECT_ALL) continue;
    if (c->mapper->imperfect == IR_IMPERFECT_SPATIAL && l->axis >= 0) continue;
    outside(c, (struct span){0},
            SAY(c, "the loop of %lld steps over `%s` does not divide what it is a part of",
                (long long)l->bound, c->workload->dim[l->dim].name));
  }
}

/* ---- what is kept ---- */

static uint64_t kept_at(const struct checking *c, unsigned node)
{
  uint64_t set = 0;
  for (unsigned i = 0; i < c->mapping.storages; i++)
    if (c->mapping.storage[i].node == node) set |= UINT64_C(1) << c->mapping.storage[i].tensor;
  return set;
}

static struct span first_span(const struct span *at, uint64_t set, unsigned tensors)
{
  for (unsigned t = 0; at && t < tensors; t++)
    if (ir_holds(set, t) && at[t].file) return at[t];
  return (struct span){0};
}

static void check_kept(struct checking *c, const struct ir_open *o)
{
  uint64_t kept = kept_at(c, o->node), lacks = o->keep & ~kept, surplus = o->bypass & kept;
  const char *name = c->arch->node[o->node].name;
  if (lacks) outside(c, first_span(o->kept_at, lacks, c->workload->tensors),
                     SAY(c, "`%s` does not keep all that it should", name));
  if (surplus) outside(c, first_span(o->bypassed_at, surplus, c->workload->tensors),
                       SAY(c, "`%s` keeps what it should let pass", name));
}

static const struct ir_open *said_of(const struct checking *c, unsigned node)
{
  for (unsigned i = 0; i < c->mapspace->opens; i++)
    if (c->mapspace->open[i].node == node) return &c->mapspace->open[i];
  return NULL;
}

/* Of the outermost memory nobody need say that it keeps everything. */
static void check_outermost(struct checking *c)
{
  unsigned node = 0;
  while (node < c->arch->nodes && c->arch->node[node].kind != IR_MEMORY) node++;
  const struct ir_open *o = said_of(c, node);
  uint64_t must = ir_all(c->workload->tensors) & ~(o ? o->bypass : 0);
  if (must & ~kept_at(c, node))
    outside(c, (struct span){0},
            SAY(c, "`%s`, the outermost memory, does not keep all tensors", c->arch->node[node].name));
}

/* ---- sizes ---- */

static double tile_words(const struct checking *c, unsigned node, unsigned tensor)
{
  int64_t extent[MODEL_DIMS];
  for (unsigned d = 0; d < c->workload->dims; d++) extent[d] = 1;
  for (unsigned i = 0; i < c->mapping.loops; i++) {
    const struct model_loop *l = &c->mapping.loop[i];
    int64_t *x = &extent[l->dim], most = c->workload->dim[l->dim].size;
    if (l->node < node) continue;
    if (__builtin_mul_overflow(*x, l->bound, x) || *x > most) *x = most;
  }
  return model_box_words(&c->lowered.einsum, tensor, extent);
}

static void check_sizes(struct checking *c, const struct ir_open *o)
{
  const char *name = c->arch->node[o->node].name;
  for (unsigned i = 0; i < o->tiles; i++) {
    if (!ir_holds(kept_at(c, o->node), o->tile[i].tensor)) continue;
    double words = tile_words(c, o->node, o->tile[i].tensor);
    if (words >= o->tile[i].low && words <= o->tile[i].high) continue;
    outside(c, o->tile[i].span,
            SAY(c, "the tile of `%s` in `%s` has %.0f words, where %.0f to %.0f are allowed",
                c->workload->tensor[o->tile[i].tensor].name, name, words, o->tile[i].low,
                o->tile[i].high));
  }
  for (unsigned i = 0; i < o->uses; i++) {
    double used = 1;
    for (unsigned axis = 0; axis < c->arch->node[o->node].axes; axis++)
      used *= (double)product_of(c, o->node, (int)axis, UINT64_MAX);
    if (used >= o->use[i].low && used <= o->use[i].high) continue;
    outside(c, o->use[i].span, SAY(c, "%.0f instances of `%s` work, where %.0f to %.0f are allowed",
                                   used, name, o->use[i].low, o->use[i].high));
  }
}

void verify_within(struct checking *c)
{
  for (unsigned i = 0; i < c->mapspace->opens; i++) {
    const struct ir_open *o = &c->mapspace->open[i];
    check_limits(c, o);
    check_orders(c, o);
    if (c->arch->node[o->node].kind == IR_MEMORY) check_kept(c, o);
    check_sizes(c, o);
  }
  check_outermost(c);
  check_factors(c);
}

/* ---- mappings that are given ---- */

static unsigned next_loop(const struct model_mapping *m, unsigned i)
{
  while (i < m->loops && m->loop[i].bound == 1) i++;
  return i;
}

static bool same_loops(const struct model_mapping *a, const struct model_mapping *b)
{
  unsigned i = next_loop(a, 0), k = next_loop(b, 0);
  while (i < a->loops && k < b->loops) {
    const struct model_loop *x = &a->loop[i], *y = &b->loop[k];
    if (x->dim != y->dim || x->node != y->node || x->axis != y->axis || x->bound != y->bound ||
        x->residual != y->residual)
      return false;
    i = next_loop(a, i + 1), k = next_loop(b, k + 1);
  }
  return i == a->loops && k == b->loops;
}

static bool same_storages(const struct checking *c)
{
  const struct model_mapping *given = &c->lowered.mapping;
  for (unsigned node = 0; node < c->arch->nodes; node++) {
    uint64_t set = 0;
    for (unsigned i = 0; i < given->storages; i++)
      if (given->storage[i].node == node) set |= UINT64_C(1) << given->storage[i].tensor;
    if (set != kept_at(c, node)) return false;
  }
  return true;
}

void verify_given(struct checking *c)
{
  if (same_loops(&c->mapping, &c->lowered.mapping) && same_storages(c)) return;
  const struct ir_mapping *m = &c->v->design->mapping[c->run->mapping];
  struct diag *d = verify_wrong(c, E0852, "the mapping of `%s` is not the one that the design gives", c->name);
  diag_note_at(d, m->span, "this one");
}
