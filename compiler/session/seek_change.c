/* Where no mapping fits: which limits have to give way so that one does. */
#include "compiler/session/seek.h"

#include <math.h>

static const double PATIENCE = 0.5; /* seconds of one try */
enum { DOUBLINGS = 24 };            /* of a size until it is given up */

/* A copy of what is searched that can be changed. */
struct trial {
  struct arena arena;
  struct model_arch arch;
  struct model_node *node;
  struct space space;
  struct space_tile *tile;
  struct space_use *use;
};

static void begin(struct trial *t, const struct space *from)
{
  arena_init(&t->arena);
  t->space = *from;
  t->arch = *from->arch;
  t->node = arena_copy(&t->arena, from->arch->node, from->arch->nodes * sizeof *t->node);
  t->tile = arena_copy(&t->arena, from->tile, from->tiles * sizeof *t->tile);
  t->use = arena_copy(&t->arena, from->use, from->uses * sizeof *t->use);
  t->arch.node = t->node;
  t->space.arch = &t->arch;
  t->space.tile = t->tile;
  t->space.use = t->use;
}

/* The range takes in what came closest.  False: it is another one. */
static bool widen(double *low, double *high, const struct search_reject *r)
{
  if (r->limit == *low && r->nearest < *low) *low = r->nearest;
  else if (r->limit == *high && r->nearest > *high) *high = r->nearest;
  else return false;
  return true;
}

/* Makes a limit give way, a size to so many bits.  False: it is of a kind that does not. */
static bool give_way(struct trial *t, const struct search_reject *r, double bits)
{
  struct model_memory *m = &t->node[r->node].memory;
  bool changed = false;
  switch (r->by) {
  case REJECT_CAPACITY:
    m->size_bits = bits;
    return true;
  case REJECT_EMPTY: m->emptiest = 0; return true;
  case REJECT_TILE:
    for (unsigned i = 0; i < t->space.tiles; i++)
      if (t->tile[i].node == r->node) changed |= widen(&t->tile[i].low, &t->tile[i].high, r);
    return changed;
  case REJECT_USE:
    for (unsigned i = 0; i < t->space.uses; i++)
      if (t->use[i].node == r->node) changed |= widen(&t->use[i].low, &t->use[i].high, r);
    return changed;
  case REJECT_FANOUT: case REJECT_NOT_KEPT: case REJECT_METADATA: case REJECT_FORMAT: break;
  }
  return false;
}

/* Any mapping will do. */
static bool has_mapping(struct trial *t, const struct search_options *like)
{
  struct search_result *result = arena_alloc(&t->arena, sizeof *result);
  struct search_options options = *like;
  options.seconds = PATIENCE;
  options.gap = 1;
  options.top = 1;
  options.front = false;
  options.progress = NULL;
  options.sample = NULL;
  search(&t->space, &options, &t->arena, result);
  return result->found > 0;
}

/* How far off what came closest was: 1 is not at all. */
static double distance(const struct search_reject *r)
{
  double far = r->nearest / r->limit;
  if (!(far > 0) || !isfinite(far)) return INFINITY;
  return fmax(far, 1 / far);
}

/* The limit that was missed by least, of those that were not tried. */
static int nearest(const struct search_result *found, const bool *tried)
{
  int near = -1;
  for (unsigned i = 0; i < found->rejects; i++)
    if (!tried[i] && (near < 0 || distance(&found->reject[i]) < distance(&found->reject[near])))
      near = (int)i;
  return near;
}

/* The size of a memory whose tiles have room for so many bits. */
static double size_for(const struct seek *seek, const struct search_reject *r, double bits)
{
  const struct model_memory *m = &seek->space.arch->node[r->node].memory;
  return ceil(bits * m->buffers / m->fullest);
}

/* Whether one fits if this limit alone gives way; a size to `to` bits. */
static bool is_enough(const struct seek *seek, const struct search_reject *r, double to)
{
  struct trial t;
  begin(&t, &seek->space);
  bool fits = give_way(&t, r, to) && has_mapping(&t, &seek->options);
  arena_free(&t.arena);
  return fits;
}

/* The least size, in whole bytes, with which one fits: between what came closest and the first
 * of its doubles that is enough.  0: none is. */
static double least_size(const struct seek *seek, const struct search_reject *r)
{
  double low = size_for(seek, r, r->nearest), high = low;
  if (is_enough(seek, r, low)) return low;
  for (unsigned i = 0; i < DOUBLINGS && !is_enough(seek, r, high); i++) low = high, high *= 2;
  if (!is_enough(seek, r, high)) return 0;
  while (high - low > 8) {
    double middle = low + floor((high - low) / 16) * 8;
    if (middle <= low) break;
    if (is_enough(seek, r, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/* One limit alone: the one that was missed by least of those that are enough. */
static unsigned one_change(const struct seek *seek, struct seek_change *change)
{
  bool tried[SEARCH_REJECTS] = {false};
  for (int i; (i = nearest(&seek->result, tried)) >= 0;) {
    const struct search_reject *r = &seek->result.reject[i];
    tried[i] = true;
    *change = (struct seek_change){(unsigned)i, r->nearest};
    if (r->by == REJECT_CAPACITY) change->to = least_size(seek, r);
    if (r->by == REJECT_CAPACITY ? change->to > 0 : is_enough(seek, r, 0)) return 1;
  }
  return 0;
}

/* One after the other, each to what came closest, until they are enough. */
static unsigned several_changes(const struct seek *seek, struct seek_change *change)
{
  bool tried[SEARCH_REJECTS] = {false}, fits = false;
  struct trial t;
  unsigned n = 0;
  begin(&t, &seek->space);
  for (int i; n < SEEK_CHANGES && !fits && (i = nearest(&seek->result, tried)) >= 0;) {
    const struct search_reject *r = &seek->result.reject[i];
    double to = r->by == REJECT_CAPACITY ? size_for(seek, r, r->nearest) : r->nearest;
    tried[i] = true;
    if (!give_way(&t, r, to)) continue;
    change[n++] = (struct seek_change){(unsigned)i, to};
    fits = has_mapping(&t, &seek->options);
  }
  arena_free(&t.arena);
  return fits ? n : 0;
}

unsigned seek_changes(const struct seek *seek, struct seek_change change[static SEEK_CHANGES])
{
  unsigned n = one_change(seek, change);
  return n ? n : several_changes(seek, change);
}
