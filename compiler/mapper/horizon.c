#include "compiler/mapper/horizon.h"

#include <math.h>
#include <string.h>

void horizon_make(struct horizon *h, const struct lattice *p, double outside,
                  const int64_t *extent)
{
  h->outside = outside;
  for (unsigned d = 0; d < p->dims; d++) {
    h->extent[d] = extent[d];
    h->rest[d] = (double)p->dim[d].bound / (double)extent[d];
  }
  for (unsigned t = 0; t < p->tensors; t++) {
    double still = outside;
    for (unsigned d = 0; d < p->dims; d++)
      if (!(p->tensor[t].dims >> d & 1)) still /= h->rest[d];
    h->still[t] = greater(1, still);
  }
}

void horizon_after(struct horizon *h, const struct lattice *p, unsigned dim)
{
  h->outside = greater(1, h->outside / h->rest[dim]);
  for (unsigned t = 0; t < p->tensors; t++)
    if (p->tensor[t].dims >> dim & 1) h->still[t] = greater(1, h->still[t] / h->rest[dim]);
}

double least_factor(double whole)
{
  static const double primes[] = {2, 3, 5, 7};
  for (unsigned i = 0; i < sizeof primes / sizeof *primes; i++)
    if (fmod(whole, primes[i]) == 0) return primes[i];
  return 11;
}

void shift_of_loop(const struct lattice_tensor *t, unsigned dim, int64_t extent, int32_t *shift)
{
  memset(shift, 0, MODEL_RANKS * sizeof *shift);
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].dim == dim) shift[t->term[k].rank] = (int32_t)(t->term[k].coefficient * extent);
}

double words_of_step(const struct lattice_tensor *t, const int32_t *size, double tile,
                     const int32_t *shift)
{
  double kept = 1;
  for (unsigned r = 0; r < t->ranks; r++) {
    int32_t left = size[r] - (shift[r] < 0 ? -shift[r] : shift[r]);
    if (left <= 0) return tile;
    kept *= (double)left;
  }
  return tile - kept;
}

/* Iterations that loops over dims of a rank may come to. */
static double rest_of_rank(const struct horizon *h, const struct lattice_tensor *t, unsigned rank)
{
  double rest = 1;
  for (unsigned k = 0; k < t->terms; k++)
    if (t->term[k].rank == rank) rest *= h->rest[t->term[k].dim];
  return rest;
}

/* The first loop is over a dim that shares its rank: of its own steps, each fetches `part`.
 * Loops over the rest of the rank may go on with that, or happen to move the tile by nothing;
 * all others fetch it anew. */
static double slide(const struct horizon *h, const struct lattice_tensor *t,
                    const struct lattice_term *term, double outside, double tile, double part)
{
  double rank = rest_of_rank(h, t, term->rank), own = h->rest[term->dim];
  double anew = greater(1, outside / rank);
  if (rank == own) return anew * tile + (outside - anew) * part;
  return anew * tile + outside * (1 - 1 / least_factor(own)) * part;
}

double horizon_still(const struct horizon *h, const struct lattice *p, unsigned tensor,
                     uint32_t dims, bool next, double tile, const int32_t *size)
{
  const struct lattice_tensor *t = &p->tensor[tensor];
  if (!(dims & t->dims)) next = false, dims = t->dims;
  double outside = next ? h->outside : h->still[tensor], least = INFINITY;
  if (t->wild || outside <= 1) return tile;
  if (t->separable) return tile * outside;
  for (unsigned k = 0; k < t->terms; k++) {
    const struct lattice_term *term = &t->term[k];
    int32_t shift[MODEL_RANKS];
    if (!(dims >> term->dim & 1) || h->rest[term->dim] <= 1) continue;
    if (!(t->mixed >> term->dim & 1)) {
      least = lesser(least, tile * outside);
      continue;
    }
    shift_of_loop(t, term->dim, h->extent[term->dim], shift);
    least = lesser(least, slide(h, t, term, outside, tile, words_of_step(t, size, tile, shift)));
  }
  return isfinite(least) ? least : tile;
}

/* Whether some loop over the rank may yet move the tile to where it was. */
static bool may_return(const struct horizon *h, const struct lattice_tensor *t, unsigned rank,
                       int32_t inside)
{
  unsigned left = 0;
  for (unsigned k = 0; k < t->terms; k++) {
    const struct lattice_term *term = &t->term[k];
    if (term->rank != rank || h->rest[term->dim] <= 1) continue;
    if (left++ || term->coefficient * h->extent[term->dim] <= inside) return true;
  }
  return false;
}

bool goes_on_with(const struct lattice_tensor *t, uint32_t dims, const int32_t *own)
{
  for (unsigned k = 0; k < t->terms; k++)
    if (dims >> t->term[k].dim & 1 && own[t->term[k].rank]) return true;
  return t->wild;
}

double horizon_moves(const struct horizon *h, const struct lattice *p, unsigned tensor,
                     uint32_t dims, bool next, double tile, double words, double part,
                     const int32_t *own, const int32_t *inside)
{
  const struct lattice_tensor *t = &p->tensor[tensor];
  double rank = 1;
  if (t->wild) return tile;
  if (next && !goes_on_with(t, dims, own)) return words * h->outside;
  for (unsigned r = 0; r < t->ranks; r++) {
    if (!own[r]) continue;
    rank *= rest_of_rank(h, t, r);
    if (may_return(h, t, r, inside[r])) part = 0;
  }
  double anew = greater(1, h->outside / rank), kept = tile - part;
  return anew * kept + h->outside * greater(0, words - kept);
}
