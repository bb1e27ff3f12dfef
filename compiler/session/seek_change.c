/* Where no mapping fits: which limits have to give way so that one does. */
#include "compiler/session/seek.h"

#include <math.h>

static const double PATIENCE = 1; /* seconds of one try */

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

/* Makes a limit give way.  False: it is of a kind that does not. */
static bool give_way(struct trial *t, const struct search_reject *r)
{
  struct model_memory *m = &t->node[r->node].memory;
  bool changed = false;
  switch (r->by) {
  case REJECT_CAPACITY:
    m->size_bits = ceil(r->nearest * m->buffers / m->fullest);
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
  case REJECT_FANOUT: case REJECT_NOT_KEPT: break;
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

/* One limit alone, and else one after the other until they are enough. */
static unsigned try_changes(const struct seek *seek, bool together, unsigned *which)
{
  const struct search_result *found = &seek->result;
  bool tried[SEARCH_REJECTS] = {false}, fits = false;
  struct trial t;
  unsigned n = 0;
  begin(&t, &seek->space);
  for (int i; n < SEEK_CHANGES && !fits && (i = nearest(found, tried)) >= 0;) {
    tried[i] = true;
    if (!together) {
      arena_free(&t.arena);
      begin(&t, &seek->space);
      n = 0;
    }
    if (!give_way(&t, &found->reject[i])) continue;
    which[n++] = (unsigned)i;
    fits = has_mapping(&t, &seek->options);
  }
  arena_free(&t.arena);
  return fits ? n : 0;
}

unsigned seek_changes(const struct seek *seek, unsigned which[static SEEK_CHANGES])
{
  unsigned n = try_changes(seek, false, which);
  return n ? n : try_changes(seek, true, which);
}
