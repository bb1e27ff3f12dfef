/* What may change places: dims, as rows and columns of most convolutions, and memories, as
 * registers that are all alike. */
#include "compiler/mapper/lattice.h"

#include <string.h>

static bool same_range(const struct space_range *a, const struct space_range *b)
{
  if (a->low != b->low || a->high != b->high || a->choices != b->choices) return false;
  return !a->choices || !memcmp(a->choice, b->choice, a->choices * sizeof *a->choice);
}

static bool has_term(const struct lattice_tensor *t, unsigned rank, unsigned dim, int64_t by)
{
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].rank == rank && t->term[k].dim == dim && t->term[k].coefficient == by) return true;
  return false;
}

/* Whether a rank becomes another one. */
static bool becomes(const struct lattice *p, const struct lattice_tensor *t, unsigned from,
                    unsigned to)
{
  unsigned here = 0, there = 0;
  for (unsigned k = 0; k < t->terms; k++) {
    const struct lattice_term *term = &t->term[k];
    here += term->rank == from, there += term->rank == to;
    if (term->rank == from && !has_term(t, to, p->mirror[term->dim], term->coefficient)) return false;
  }
  return here == there;
}

static bool tensor_stays(const struct lattice *p, const struct lattice_tensor *t)
{
  for (unsigned from = 0; from < t->ranks; from++) {
    bool any = false;
    for (unsigned to = 0; to < t->ranks && !any; to++) any = becomes(p, t, from, to);
    if (!any) return false;
  }
  return true;
}

static uint32_t mirror_set(const struct lattice *p, uint32_t dims)
{
  uint32_t set = 0;
  for (unsigned d = 0; d < p->dims; d++)
    if (dims >> p->dim[d].from & 1) set |= 1u << p->dim[p->mirror[d]].from;
  return set;
}

static bool slot_stays(const struct lattice *p, const struct space_slot *slot)
{
  uint32_t all = 0;
  for (unsigned d = 0; d < p->dims; d++) all |= 1u << p->dim[d].from;
  for (unsigned d = 0; d < p->dims; d++) {
    unsigned from = p->dim[d].from, to = p->dim[p->mirror[d]].from;
    if (!same_range(&slot->range[from], &slot->range[to])) return false;
    if (mirror_set(p, slot->outside[from] & all) != (slot->outside[to] & all)) return false;
  }
  for (unsigned i = 0; i < slot->products; i++)
    if (mirror_set(p, slot->product[i].dims & all) != (slot->product[i].dims & all)) return false;
  return true;
}

static bool all_stays(const struct lattice *p)
{
  for (unsigned d = 0; d < p->dims; d++)
    if (p->dim[d].bound != p->dim[p->mirror[d]].bound) return false;
  for (unsigned t = 0; t < p->tensors; t++)
    if (!tensor_stays(p, &p->tensor[t])) return false;
  for (unsigned i = 0; i < p->space->slots; i++)
    if (!slot_stays(p, &p->space->slot[i])) return false;
  return true;
}

static void swap(struct lattice *p, unsigned a, unsigned b)
{
  uint8_t m = p->mirror[a];
  p->mirror[a] = p->mirror[b];
  p->mirror[b] = m;
}

/* One pair, or a second one from `first` on beside it. */
static bool try_pairs(struct lattice *p, unsigned first, unsigned pairs)
{
  for (unsigned a = first; a < p->dims; a++)
    for (unsigned b = a + 1; b < p->dims; b++) {
      if (p->mirror[a] != a || p->mirror[b] != b || p->dim[a].bound != p->dim[b].bound) continue;
      swap(p, a, b);
      if (all_stays(p) || (pairs > 1 && try_pairs(p, a + 1, pairs - 1))) return true;
      swap(p, a, b);
    }
  return false;
}

void lattice_find_mirror(struct lattice *p)
{
  for (unsigned d = 0; d < p->dims; d++) p->mirror[d] = (uint8_t)d;
  p->mirrored = p->top == 1 && try_pairs(p, 0, 2);
}

uint32_t lattice_mirror(const struct lattice *p, const uint8_t *index)
{
  uint32_t state = 0;
  for (unsigned d = 0; d < p->dims; d++) state += index[p->mirror[d]] * p->dim[d].weight;
  return state;
}

static bool same_words(const struct lattice *p, const struct station *x, const struct station *y)
{
  for (unsigned t = 0; t < p->tensors; t++) {
    const struct station_word *a = &x->word[t], *b = &y->word[t];
    if (a->bits != b->bits || a->block != b->block || a->split != b->split) return false;
  }
  return true;
}

static bool same_memory(const struct lattice *p, const struct station *x, const struct station *y)
{
  const struct model_memory *a = &x->node->memory, *b = &y->node->memory;
  return a->size_bits == b->size_bits && a->buffers == b->buffers && a->fullest == b->fullest &&
         a->emptiest == b->emptiest && a->read_rate == b->read_rate &&
         a->write_rate == b->write_rate && a->shared_rate == b->shared_rate &&
         a->reduces == b->reduces && a->cluster == b->cluster && x->read_pJ == y->read_pJ &&
         x->write_pJ == y->write_pJ && x->update_pJ == y->update_pJ &&
         x->address_pJ == y->address_pJ && x->reduce_pJ == y->reduce_pJ && same_words(p, x, y);
}

static bool has_tiles(const struct lattice *p, int node)
{
  for (unsigned i = 0; i < p->space->tiles; i++)
    if (p->space->tile[i].node == node) return true;
  return false;
}

/* Nothing is said of the level that its twin would not do as well. */
static bool free_level(const struct lattice *p, const struct lattice_level *l)
{
  return l->memory >= 0 && l->open && !l->needs && !l->stations && !has_tiles(p, l->memory) &&
         !(l->time && l->time->products);
}

void lattice_find_twins(struct lattice *p)
{
  for (unsigned l = 0; l + 1 < p->levels; l++) {
    struct lattice_level *a = &p->level[l];
    const struct lattice_level *b = a + 1;
    a->twin = p->top == 1 && !p->zeros.any && !p->goals->meters && !(p->hops >> l & 3) && free_level(p, a) &&
              free_level(p, b) && !a->keep && !b->keep && a->bypass == b->bypass &&
              a->refetch == b->refetch && a->preload == b->preload && a->dims == b->dims &&
              same_memory(p, &p->station[a->station], &p->station[b->station]);
  }
}
