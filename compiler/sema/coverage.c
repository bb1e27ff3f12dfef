/* Whether loops fit what they run over: the steps of each dimension, and the
 * instances of each array. */
#include "compiler/sema/coverage.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/core.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/object.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"

#include <assert.h>
#include <string.h>

/* The loops over one dimension that a mapping surely has, outermost first. */
struct nest {
  struct mapping *m;
  const struct dimension *dim;
  int index;               /* of the dimension */
  VEC(struct bound *) loops;
  struct bound *rest;      /* the loop that takes what is left, or NULL */
  bool known;              /* all numbers are */
};

static struct sema *sema_of(const struct mapping *m) { return m->target.sm; }

#define TEXT(m, ...) arena_printf(sema_of(m)->arena, __VA_ARGS__)

static const struct workload *workload_of(const struct mapping *m)
{
  return m->target.workload ? m->target.workload->workload : NULL;
}

static void note_dim(struct diag *d, const struct dimension *dim)
{
  diag_note_at(d, node_span(dim->binding), "`%s` is declared with %lld step%s", dim->name->text,
               (long long)dim->size.u.i, plural(dim->size.u.i));
}

/* ---- collecting ---- */

static bool same_loop(const struct bound *a, const struct bound *b)
{
  return a->name == b->name && same_slot(&a->slot, &b->slot);
}

bool superseded(const struct mapping *m, const struct bound *b)
{
  bool behind = false;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *c = m->bounds.at[i];
    if (c == b) behind = true;
    else if (b->from->one || !same_loop(b, c)) continue;
    else if (c->from->one || (c->known && (c->low > b->low || (c->low == b->low && behind))))
      return true;
  }
  return false;
}

static void insert(struct nest *n, struct bound *b)
{
  vec_push(&n->loops, b);
  uint32_t i = n->loops.n - 1;
  for (; i && n->loops.at[i - 1]->slot.position > b->slot.position; i--)
    n->loops.at[i] = n->loops.at[i - 1];
  n->loops.at[i] = b;
}

static void star_twice(struct mapping *m, const struct bound *first, const struct bound *b)
{
  struct diag *d = diag_at(sema_of(m)->diags, E0419, b->at, "two loops over `%s` take what is left",
                           b->name->text);
  diag_label(d, b->at, "nothing is left for this one");
  diag_label(d, first->at, "takes all that is left");
  diag_help(d, "give one of them a number");
}

static struct nest nest_of(struct mapping *m, int dim)
{
  const struct workload *w = workload_of(m);
  struct nest n = {.m = m, .dim = &w->dims[dim], .index = dim, .known = w->dims[dim].size.known};
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    struct bound *b = m->bounds.at[i];
    if (b->dim != dim || superseded(m, b)) continue;
    if (b->rest) n.rest = b;
    else if (m->one && !b->known) n.known = false;
    else if (!b->known) continue;
    insert(&n, b);
  }
  return n;
}

/* At most one `*` for each dimension, whatever the workload. */
static void check_stars(struct mapping *m)
{
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    for (uint32_t k = 0; k < i && b->rest; k++) {
      const struct bound *a = m->bounds.at[k];
      if (!a->rest || a->name != b->name) continue;
      if (b->from == m || a->from == m) star_twice(m, a, b);
      break;
    }
  }
}

/* ---- too many steps ---- */

static const char *has_left(const struct nest *n, int64_t left, bool innermost)
{
  long long count = left;
  if (innermost) return TEXT(n->m, "`%s` has only %lld", n->dim->name->text, count);
  if (left > 1) return TEXT(n->m, "only %lld are left", count);
  return TEXT(n->m, "the loops inside it take all %lld", (long long)n->dim->size.u.i);
}

static void too_many(struct nest *n, uint32_t at, int64_t left)
{
  struct bound *b = n->loops.at[at];
  bool innermost = true;
  for (uint32_t i = at + 1; i < n->loops.n; i++) innermost &= n->loops.at[i]->low <= 1;
  b->told = true;
  struct diag *d = diag_at(
      sema_of(n->m)->diags, E0413, b->at, "the loop over `%s` takes %s%lld steps, but %s",
      b->name->text, b->exact ? "" : "at least ", (long long)b->low, has_left(n, left, innermost));
  diag_label(d, b->at, "%s", bound_label(n->m, b));
  for (uint32_t i = at + 1; i < n->loops.n; i++)
    if (n->loops.at[i]->low > 1)
      diag_label(d, n->loops.at[i]->at, "%s, further inside", bound_label(n->m, n->loops.at[i]));
  if (!n->rest)
    diag_help(d, "write `%s = *` here to take what is left (%lld)", b->name->text, (long long)left);
  note_dim(d, n->dim);
  target_where(&n->m->target, d);
}

/* Goes from the innermost loop outwards, each taking its share of what is left
 * (the last of its rounds may be shorter).  What no loop took; -1 if it was told
 * that too much is taken. */
static int64_t take(struct nest *n)
{
  int64_t left = n->dim->size.u.i;
  for (uint32_t i = n->loops.n; i-- > 0;) {
    const struct bound *b = n->loops.at[i];
    if (b == n->rest || b->low <= 1) continue;
    if (b->low > left) {
      too_many(n, i, left);
      return -1;
    }
    left = (left + b->low - 1) / b->low;
  }
  return left;
}

/* ---- too few steps ---- */

static int64_t product(int64_t a, int64_t b)
{
  int64_t p;
  return __builtin_mul_overflow(a, b, &p) ? INT64_MAX : p;
}

/* Would this memory take so many steps of a dimension?  `without` is the loop there
 * that would be written anew. */
static bool accepts(const struct nest *n, struct level *l, int64_t steps,
                    const struct bound *without)
{
  const struct slot slot = {.level = l};
  const struct mapping *m = n->m;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b == without || b->dim != n->index || !same_slot(&b->slot, &slot)) continue;
    if (b->from->one || !bound_admits(b, steps)) return false;
  }
  for (uint32_t i = 0; i < m->onlys.n; i++)
    if (same_slot(&m->onlys.at[i]->slot, &slot) &&
        !only_allows(m, m->onlys.at[i], n->dim->name, n->index, NULL))
      return false;
  return l->kind == K_MEMORY;
}

/* Where the rest could be taken: by a loop that is there, the innermost first, or by
 * a new one, the outermost first. */
static void offer_rest(struct nest *n, struct diag *d, int64_t covered, int64_t size)
{
  const char *name = n->dim->name->text;
  for (uint32_t i = n->loops.n; i-- > 0;) {
    const struct bound *b = n->loops.at[i];
    int64_t others = covered / b->low, steps = (size + others - 1) / others;
    if (b->slot.space || b->from != n->m || !accepts(n, b->slot.level, steps, b)) continue;
    if (i + 1 == n->loops.n)
      diag_help(d, "write `%s = *` here to take what is left (%lld)", name, (long long)steps);
    else
      diag_help(d, "write `%s = *` at `%s` to take what is left (%lld)", name,
                b->slot.level->name->text, (long long)steps);
    diag_fix(d, DIAG_MAYBE, b->at, "%s = *", name);
    return;
  }
  int64_t steps = (size + covered - 1) / covered;
  for (struct level *l = arch_next(n->m->target.arch, NULL); l;
       l = arch_next(n->m->target.arch, l)) {
    if (!l->name || !accepts(n, l, steps, NULL)) continue;
    diag_help(d, "add `for %s = *` at `%s` to take what is left (%lld)", name, l->name->text,
              (long long)steps);
    return;
  }
}

static void not_covered(struct nest *n)
{
  const struct bound *b = n->loops.at[n->loops.n - 1];
  int64_t covered = 1, size = n->dim->size.u.i;
  for (uint32_t i = 0; i < n->loops.n; i++) covered = product(covered, n->loops.at[i]->low);
  struct diag *d = diag_at(sema_of(n->m)->diags, E0411, b->at,
                           "the loops over `%s` cover %lld of its %lld steps", b->name->text,
                           (long long)covered, (long long)size);
  if (n->loops.n == 1) diag_label(d, b->at, "the only loop over `%s`", b->name->text);
  for (uint32_t i = 0; i < n->loops.n && n->loops.n > 1; i++)
    diag_label(d, n->loops.at[i]->at, "takes %lld", (long long)n->loops.at[i]->low);
  offer_rest(n, d, covered, size);
  note_dim(d, n->dim);
  target_where(&n->m->target, d);
}

/* Dimensions of which a mapping says nothing at all: one message for all. */
static void no_loops(struct mapping *m, const char *const *names, unsigned count,
                     const struct dimension *first)
{
  struct span at = m->target.symbol->where;
  const char *all = join_names(sema_of(m), names, count);
  struct diag *d = diag_at(sema_of(m)->diags, E0411, at, "no loop runs over %s", all);
  diag_label(d, at, "%s %s left out", all, count == 1 ? "is" : "are");
  diag_help(d, "add `for %s = *` at the level that should go through it", names[0]);
  note_dim(d, first);
  target_where(&m->target, d);
}

static void cover_mapping(struct mapping *m)
{
  const struct workload *w = workload_of(m);
  const char **names = ARENA_ARRAY(sema_of(m)->arena, const char *, w->n_dims);
  const struct dimension *first = NULL;
  unsigned missing = 0;
  for (uint32_t i = 0; i < w->n_dims; i++) {
    struct nest n = nest_of(m, (int)i);
    int64_t left = n.known ? take(&n) : -1;
    if (n.rest && left > 0) {
      n.rest->known = true;
      n.rest->low = n.rest->high = left;
    } else if (left > 1 && n.loops.n) not_covered(&n);
    else if (left > 1) {
      if (!missing) first = n.dim;
      names[missing++] = n.dim->name->text;
    }
    vec_free(&n.loops);
  }
  if (missing) no_loops(m, names, missing, first);
}

/* ---- arrays ---- */

int64_t least_across(struct mapping *m, const struct slot *s, name_t without)
{
  int64_t all = 1;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (!b->known || b->name == without || !same_slot(&b->slot, s) || superseded(m, b)) continue;
    all = product(all, b->low);
  }
  return all;
}

/* " in x"; "" for an axis without a name. */
static const char *in_axis(const struct mapping *m, const struct axis *a)
{
  return a->name ? TEXT(m, " in %s", a->name->text) : "";
}

static void note_axis(const struct mapping *m, struct diag *d, const struct slot *s)
{
  const struct axis *a = s->axis;
  const char *size = source_text(sema_of(m), a->size_at);
  struct span at = a->name ? span_join(a->at, a->size_at) : a->size_at;
  diag_note_at(d, at, "`%s` is %lld wide%s", s->level->name->text, (long long)a->size.u.i,
               in_axis(m, a));
  bool computed = *size < '0' || *size > '9';
  if (computed) diag_note_label(d, at, "`%s` is %lld", size, (long long)a->size.u.i);
}

/* ", or instantiate `Eyeriss(cols = 32)`", if a parameter gives the width. */
static const char *or_widen(const struct mapping *m, const struct axis *a, int64_t wanted)
{
  const char *size = source_text(sema_of(m), a->size_at);
  name_t name = intern_find(sema_of(m)->names, size, strlen(size));
  struct object *arch = m->target.arch;
  const struct symbol *s = name && arch->of ? object_member(arch, name) : NULL;
  if (!s || s->kind != S_PARAM) return "";
  return TEXT(m, ", or instantiate `%s(%s = %lld)`", object_name(arch), size, (long long)wanted);
}

/* `loops` ask for more than there is, and as an axis is at least 1 wide, there are some. */
static void too_wide(struct mapping *m, struct bound *const *loops, uint32_t n, int64_t wanted)
{
  assert(n > 0);
  const struct bound *last = loops[n - 1];
  const struct axis *a = last->slot.axis;
  const char **names = ARENA_ARRAY(sema_of(m)->arena, const char *, n);
  const char *axis = a->name ? TEXT(m, "the %s of ", a->name->text) : "";
  long long width = a->size.u.i;
  for (uint32_t i = 0; i < n; i++) names[i] = loops[i]->name->text;
  const char *array = last->slot.level->name->text, *loop = join_names(sema_of(m), names, n);
  struct diag *d = m->one
    ? diag_at(sema_of(m)->diags, E0431, last->at,
              "`%s` has %lld instance%s%s, but %s ask%s for %lld", array, width,
              width == 1 ? "" : "s", in_axis(m, a), loop, n == 1 ? "s" : "", (long long)wanted)
    : diag_at(sema_of(m)->diags, E0431, last->at, "no mapping can satisfy %s across %s`%s`", loop,
              axis, array);
  for (uint32_t i = n; i-- > 0;) diag_label(d, loops[i]->at, "%s", bound_label(m, loops[i]));
  if (n > 1) diag_note(d, "together they ask for %lld", (long long)wanted);
  note_axis(m, d, &last->slot);
  int64_t fits = width / (wanted / last->low);
  if (fits)
    diag_help(d, "`par %s%s%s %s %lld`%s", a->name ? a->name->text : "", a->name ? " " : "",
              last->name->text, m->one ? "=" : "<=", (long long)fits, or_widen(m, a, wanted));
  target_where(&m->target, d);
}

/* Is it to be told here?  Not what a base says by itself, nor what has too many
 * steps in any case. */
static bool from_here(const struct mapping *m, struct bound *const *loops, uint32_t n)
{
  bool own = m->target.run != NULL, told = false;
  for (uint32_t i = 0; i < n; i++) {
    own |= loops[i]->from == m;
    told |= loops[i]->told;
  }
  return own && !told;
}

static void check_axis(struct mapping *m, const struct slot *s)
{
  int64_t wanted = least_across(m, s, NULL);
  if (!value_is_known_int(s->axis->size) || wanted <= s->axis->size.u.i) return;
  VEC(struct bound *) loops = {0};
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    struct bound *b = m->bounds.at[i];
    if (b->known && b->low > 1 && same_slot(&b->slot, s) && !superseded(m, b)) vec_push(&loops, b);
  }
  if (from_here(m, loops.at, loops.n)) too_wide(m, loops.at, loops.n, wanted);
  vec_free(&loops);
}

static void check_arrays(struct mapping *m)
{
  for (struct level *l = arch_next(m->target.arch, NULL); l; l = arch_next(m->target.arch, l))
    for (struct axis *a = l->kind == K_ARRAY ? l->axes : NULL; a; a = a->next)
      check_axis(m, &(struct slot){.level = l, .space = true, .axis = a});
}

/* ---- mapspaces ---- */

static int64_t most_in_slot(struct mapping *m, const struct slot *s, const struct nest *n)
{
  int64_t most = INT64_MAX;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim == n->index && b->known && same_slot(&b->slot, s) && b->high < most) most = b->high;
  }
  for (uint32_t i = 0; i < m->products.n; i++) {
    const struct bound *p = m->products.at[i];
    bool about = p->known && same_slot(&p->slot, s) && is_factor(p, n->dim->name);
    if (about && p->high < most) most = p->high;
  }
  for (uint32_t i = 0; i < m->onlys.n; i++) {
    const struct only *o = m->onlys.at[i];
    if (same_slot(&o->slot, s) && !only_allows(m, o, n->dim->name, n->index, NULL)) return 1;
  }
  if (!s->axis || !s->axis->size.known) return most;
  int64_t width = s->axis->size.u.i / least_across(m, s, n->dim->name);
  return width < 1 ? 1 : width < most ? width : most;
}

/* How many steps of a dimension the loops can take at the very most. */
static int64_t most_steps(struct mapping *m, const struct nest *n)
{
  int64_t all = 1;
  for (struct level *l = arch_next(m->target.arch, NULL); l; l = arch_next(m->target.arch, l)) {
    if (l->kind == K_MEMORY) all = product(all, most_in_slot(m, &(struct slot){.level = l}, n));
    for (struct axis *a = l->kind == K_ARRAY ? l->axes : NULL; a; a = a->next)
      all = product(all, most_in_slot(m, &(struct slot){.level = l, .space = true, .axis = a}, n));
  }
  return all;
}

/* A memory whose steps nobody else has limited. */
static void offer_open(struct mapping *m, struct diag *d, const struct nest *n)
{
  for (struct level *l = arch_next(m->target.arch, NULL); l; l = arch_next(m->target.arch, l)) {
    const struct slot slot = {.level = l};
    bool own = l->kind == K_MEMORY && l->name;
    for (uint32_t i = 0; i < m->bounds.n && own; i++) {
      const struct bound *b = m->bounds.at[i];
      if (b->dim == n->index && same_slot(&b->slot, &slot)) own = b->from == m;
    }
    for (uint32_t i = 0; i < m->onlys.n && own; i++)
      if (same_slot(&m->onlys.at[i]->slot, &slot)) own = m->onlys.at[i]->from == m;
    if (!own) continue;
    diag_help(d, "leave `%s` open at `%s`", n->dim->name->text, l->name->text);
    return;
  }
}

static void cannot_cover(struct mapping *m, const struct nest *n, int64_t most)
{
  const struct bound *last = NULL;
  for (uint32_t i = 0; i < m->bounds.n; i++)
    if (m->bounds.at[i]->dim == n->index && m->bounds.at[i]->known) last = m->bounds.at[i];
  struct span at = last ? last->at : m->target.symbol->where;
  struct diag *d = diag_at(sema_of(m)->diags, E0411, at,
                           "the loops over `%s` can cover at most %lld of its %lld steps",
                           n->dim->name->text, (long long)most, (long long)n->dim->size.u.i);
  if (!last) diag_label(d, at, "lets `%s` run nowhere else", n->dim->name->text);
  for (uint32_t i = m->bounds.n; i-- > 0;) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim == n->index && b->known) diag_label(d, b->at, "%s", bound_label(m, b));
  }
  for (uint32_t i = 0; i < m->products.n; i++)
    if (m->products.at[i]->known && is_factor(m->products.at[i], n->dim->name))
      diag_label(d, m->products.at[i]->at, "%s", bound_label(m, m->products.at[i]));
  for (uint32_t i = 0; i < m->onlys.n; i++) {
    const struct only *o = m->onlys.at[i];
    bool allowed = only_allows(m, o, n->dim->name, n->index, NULL);
    if (!allowed) diag_label(d, o->at, "does not let `%s` run here", n->dim->name->text);
  }
  offer_open(m, d, n);
  note_dim(d, n->dim);
  target_where(&m->target, d);
}

static void cover_mapspace(struct mapping *m)
{
  const struct workload *w = workload_of(m);
  for (uint32_t i = 0; i < w->n_dims; i++) {
    struct nest n = nest_of(m, (int)i);
    if (n.dim->size.known && take(&n) >= 0) {
      int64_t most = most_steps(m, &n);
      if (most < n.dim->size.u.i) cannot_cover(m, &n, most);
    }
    vec_free(&n.loops);
  }
}

/* Beside each other there may be several computes, each with loops of its own. */
static bool one_compute(const struct object *arch)
{
  unsigned n = 0;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l))
    n += l->kind == K_COMPUTE;
  return n == 1;
}

void coverage_check(struct mapping *m, bool consistent)
{
  check_stars(m);
  if (!m->target.arch) return;
  bool countable = workload_of(m) && one_compute(m->target.arch);
  uint32_t before = sema_of(m)->diags->n_errors;
  if (countable && m->one) cover_mapping(m); /* says what `*` comes to */
  check_arrays(m);
  /* What contradicts itself, or its arrays, leaves less room than was meant. */
  consistent &= sema_of(m)->diags->n_errors == before;
  if (countable && !m->one && consistent) cover_mapspace(m);
}
