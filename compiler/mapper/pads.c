#include "compiler/mapper/pads.h"

#include "compiler/mapper/least.h"
#include "compiler/mapper/points.h"
#include "lang/base/arena.h"

#include <math.h>
#include <stdlib.h>

enum {
  DIMS_MOST = 3,                        /* that are padded at once */
  LONGEST = 256,                        /* loop across arrays that sizes are made for */
  SIZES = 5,                            /* of a dim, made for those, its own among them */
};
static const double VOLUME_MOST = 1.5;  /* points for one true point */
static const double VOLUME_ALIKE = 1.1; /* that may be worth it with no fewer iterations */

struct padding {
  const struct space *space;
  struct space padded;             /* of `einsum`, which is that of `bounds` */
  struct model_einsum einsum;
  int64_t bounds[MODEL_DIMS];
  unsigned sizes[MODEL_DIMS];
  int64_t size[MODEL_DIMS][SIZES + 1];
  double slots;                    /* without */
  struct pads *pads;
};

static int by_size(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Adds a size to those of a dim, unless it is there or one that is no better: the smallest
 * are kept. */
static void add_size(struct padding *p, unsigned dim, int64_t size)
{
  int64_t *at = p->size[dim], own = p->space->einsum->bounds[dim];
  if ((double)size > VOLUME_MOST * (double)own) return;
  for (unsigned i = 0; i < p->sizes[dim]; i++)
    if (at[i] == size) return;
  if (p->sizes[dim] < SIZES) at[p->sizes[dim]++] = size;
  else if (size < at[SIZES - 1]) at[SIZES - 1] = size;
  else return;
  qsort(at, p->sizes[dim], sizeof *at, by_size);
}

/* Sizes that a loop of s iterations divides, which leaves fewer rounds than any smaller one,
 * with a loop of `inside` iterations in each. */
static void find_sizes(struct padding *p, unsigned dim, int64_t longest, int64_t inside)
{
  int64_t size = p->space->einsum->bounds[dim] / inside;
  for (int64_t s = 2; s <= longest && s < size;) {
    int64_t rounds = (size - 1) / s + 1;
    add_size(p, dim, inside * s * rounds);
    s = rounds > 1 ? (size - 1) / (rounds - 1) + 1 : size;
  }
}

/* The next larger size with more divisors than any before it. */
static void add_smooth(struct padding *p, unsigned dim)
{
  int64_t own = p->space->einsum->bounds[dim], best = 0;
  unsigned most = 0;
  for (int64_t size = own; size <= own + own / 8 && size < own + 256; size++) {
    unsigned divisors = 0;
    for (int64_t k = 1; k <= size / k; k++) divisors += size % k == 0;
    if (divisors > most) most = divisors, best = size;
  }
  for (unsigned i = 0; i < p->sizes[dim]; i++)
    if (p->size[dim][i] == best) return;
  p->size[dim][p->sizes[dim]++] = best;
}

static void find_dim(struct padding *p, unsigned dim)
{
  const struct space *space = p->space;
  int64_t own = space->einsum->bounds[dim], longest = 1;
  p->size[dim][0] = own, p->sizes[dim] = 1;
  if (space->imperfect == SPACE_IMPERFECT) {
    add_smooth(p, dim);
    return;
  }
  for (unsigned i = 0; i < space->slots; i++) {
    int64_t most = points_longest(space, &space->slot[i], dim);
    if (space->slot[i].axis >= 0 && most > longest) longest = most;
  }
  if (longest > LONGEST) longest = LONGEST;
  for (int64_t inside = 1; inside <= 8 && inside < own; inside++)
    if (own % inside == 0) find_sizes(p, dim, longest, inside);
}

static void add_pad(struct padding *p)
{
  struct pad pad = {.volume = 1};
  for (unsigned d = 0; d < p->einsum.dims; d++) {
    pad.size[d] = p->bounds[d];
    pad.volume *= (double)p->bounds[d] / (double)p->space->einsum->bounds[d];
  }
  if (pad.volume > VOLUME_MOST || pad.volume <= 1) return;
  pad.slots = least_slots(&p->padded, true);
  if (pad.slots < p->slots || pad.volume <= VOLUME_ALIKE) vec_push(&p->pads->of, pad);
}

/* All choices for the dims from one on, of which `left` may be padded. */
static void choose(struct padding *p, unsigned dim, unsigned left)
{
  if (dim == p->einsum.dims) {
    add_pad(p);
    return;
  }
  for (unsigned i = 0; i < p->sizes[dim] && (!i || left); i++) {
    p->bounds[dim] = p->size[dim][i];
    choose(p, dim + 1, left - (i > 0));
  }
}

void pads_find(struct pads *pads, const struct space *space)
{
  struct padding *p = xcalloc(1, sizeof *p);
  p->space = space, p->padded = *space, p->einsum = *space->einsum, p->pads = pads;
  p->einsum.bounds = p->bounds;
  p->padded.einsum = &p->einsum;
  *pads = (struct pads){0};
  p->slots = least_slots(space, true);
  for (unsigned d = 0; d < space->einsum->dims; d++) find_dim(p, d);
  choose(p, 0, DIMS_MOST);
  xfree(p);
}
