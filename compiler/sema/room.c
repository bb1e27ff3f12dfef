/* Tiles that a mapspace makes too large for their memories, whatever is chosen. */
#include "compiler/sema/room.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/coverage.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/workload.h"

#include <math.h>

static const struct workload *workload_of(const struct mapping *m)
{
  return m->target.workload->workload;
}

/* ---- what tiles take ---- */

static unsigned position_of(const struct mapping *m, const struct level *l)
{
  unsigned n = 0;
  for (const struct level *k = arch_next(m->target.arch, NULL); k && k != l;
       k = arch_next(m->target.arch, k))
    n++;
  return n;
}

/* Whether a bound makes tiles at this place larger. */
static bool enlarges(const struct mapping *m, const struct bound *b, unsigned position)
{
  return b->known && b->low > 1 && b->dim >= 0 && b->slot.position >= position &&
         !superseded(m, b);
}

/* How many steps of a dim its loops take at the least from this place inwards. */
static double least_extent(const struct mapping *m, unsigned position, unsigned dim)
{
  double steps = 1;
  struct value size = workload_of(m)->dims[dim].size;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->dim == (int)dim && enlarges(m, b, position)) steps *= (double)b->low;
  }
  return value_is_known_int(size) ? fmin(steps, (double)size.u.i) : steps;
}

static double least_rank(const struct mapping *m, unsigned position, const struct rank *r)
{
  double words = 1;
  for (uint32_t i = 0; i < r->n; i++) {
    struct value c = r->terms[i].coefficient;
    if (!value_is_known_int(c)) continue;
    words += fabs((double)c.u.i) * (least_extent(m, position, r->terms[i].dim) - 1);
  }
  return words;
}

double room_least_tile(struct mapping *m, const struct level *l, unsigned tensor)
{
  const struct access *a = workload_of(m)->tensors[tensor].first;
  double words = 1;
  for (uint32_t i = 0; a && i < a->n_ranks; i++)
    words *= least_rank(m, position_of(m, l), &a->ranks[i]);
  return words;
}

/* ---- what memories hold ---- */

static double attribute_bits(struct mapping *m, const struct level *l, const char *name)
{
  struct symbol *s = object_attribute(l->object, intern_str(m->target.sm->names, name));
  struct value v = s ? symbol_value(m->target.sm, s) : value_poison();
  return v.kind == V_NUMBER && v.known && v.dim.e[U_INFO] == 1 ? value_double(v) : INFINITY;
}

double room_word(struct mapping *m, const struct level *l, unsigned tensor)
{
  const struct tensor *t = &workload_of(m)->tensors[tensor];
  double own = attribute_bits(m, l, "word");
  if (isfinite(own)) return own;
  return t->has_width && t->width.kind == V_NUMBER && t->width.known ? value_double(t->width)
                                                                     : INFINITY;
}

double room_size(struct mapping *m, const struct level *l) { return attribute_bits(m, l, "size"); }

/* ---- both ---- */

static bool is_kept(const struct mapping *m, const struct level *l, unsigned tensor)
{
  bool kept = l == outermost_memory(m->target.arch);
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (c->slot.level != l || !c->in || !c->in[tensor]) continue;
    if (c->word == KW_bypass) return false;
    if (c->word == KW_keep) kept = true;
  }
  return kept;
}

static bool indexes(const struct tensor *t, int dim)
{
  for (uint32_t i = 0; t->first && i < t->first->n_ranks; i++)
    for (uint32_t k = 0; k < t->first->ranks[i].n; k++)
      if ((int)t->first->ranks[i].terms[k].dim == dim) return true;
  return false;
}

/* The bounds that make some kept tile larger, each once. */
static void label_bounds(const struct mapping *m, struct diag *d, const struct level *l)
{
  unsigned position = position_of(m, l);
  const struct workload *w = workload_of(m);
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    bool counts = false;
    for (uint32_t t = 0; t < w->n_tensors && !counts; t++)
      counts = is_kept(m, l, t) && indexes(&w->tensors[t], b->dim);
    if (counts && enlarges(m, b, position)) diag_label(d, b->at, "%s", bound_label(m, b));
  }
}

static const struct claim *first_keep(const struct mapping *m, const struct level *l)
{
  for (uint32_t i = 0; i < m->claims.n; i++)
    if (m->claims.at[i]->word == KW_keep && m->claims.at[i]->slot.level == l)
      return m->claims.at[i];
  return NULL;
}

/* In bytes if they are whole, so that sizes can be compared. */
static const char *size_text(struct mapping *m, double bits)
{
  struct dim information = DIM_NONE;
  information.e[U_INFO] = 1;
  struct arena *a = m->target.sm->arena;
  if (bits < 8 * 1024 && bits / 8 == floor(bits / 8)) return arena_printf(a, "%.0f B", bits / 8);
  return quantity_text(bits, information, NULL, a);
}

static void tell_no_room(struct mapping *m, const struct level *l, double bits, double room)
{
  const struct claim *keep = first_keep(m, l);
  struct span at = keep ? node_span(keep->node) : m->target.symbol->where;
  const char *name = l->name->text;
  struct diag *d = diag_at(m->target.sm->diags, E0619, at,
                           "what `%s` is to keep takes at least %s, and it has %s", name,
                           size_text(m, bits), size_text(m, room));
  diag_label(d, at, "kept in `%s`", name);
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (c != keep && c->word == KW_keep && c->slot.level == l)
      diag_label(d, node_span(c->node), "kept there, too");
  }
  label_bounds(m, d, l);
  diag_note_at(d, l->name_at, "`%s` is declared here", name);
  target_where(&m->target, d);
}

void rooms_check(struct mapping *m)
{
  if (m->one || !m->target.arch || !m->target.workload || !workload_of(m)) return;
  for (struct level *l = arch_next(m->target.arch, NULL); l; l = arch_next(m->target.arch, l)) {
    double room = l->kind == K_MEMORY ? room_size(m, l) : INFINITY, bits = 0;
    for (uint32_t t = 0; isfinite(room) && t < workload_of(m)->n_tensors; t++) {
      double word = is_kept(m, l, t) ? room_word(m, l, t) : 0;
      if (isfinite(word)) bits += word * room_least_tile(m, l, t);
    }
    if (bits > room) tell_no_room(m, l, bits, room);
  }
}
