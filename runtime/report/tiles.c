#include "runtime/report/tiles.h"

#include "lang/base/arena.h"
#include "lang/base/str.h"

#include <inttypes.h>
#include <stdlib.h>

/* Points along a dim that the loops inside of a tile run through. */
static int64_t points(const struct report_run *run, const struct model_storage *storage,
                      unsigned dim)
{
  int64_t n = 1, all = run->einsum->bounds[dim];
  for (unsigned i = storage->position; i < run->mapping->loops; i++) {
    const struct model_loop *l = &run->mapping->loop[i];
    if (l->dim == dim && __builtin_mul_overflow(n, l->bound, &n)) return all;
  }
  return n < all ? n : all; /* where factors do not divide, their product is more */
}

/* A tile moves by what its points along a dim span; the longest such step leaves the halo. */
struct tile_reach tile_reach(const struct report_run *run, const struct model_storage *storage,
                             unsigned rank)
{
  const struct model_einsum *e = run->einsum;
  const int64_t *c = &e->tensor[storage->tensor].coefficients[(size_t)rank * e->dims];
  struct tile_reach reach = {1, 1, 0};
  int64_t step = 0;
  for (unsigned d = 0; d < e->dims; d++) {
    int64_t n = points(run, storage, d), by = llabs(c[d]);
    reach.whole += by * (e->bounds[d] - 1);
    reach.tile += by * (n - 1);
    if (n < e->bounds[d] && by * n > step) step = by * n;
  }
  if (step > 0 && step < reach.tile) reach.halo = reach.tile - step;
  return reach;
}

const char *rank_text(const struct model_einsum *einsum, unsigned tensor, unsigned rank,
                      struct arena *arena)
{
  const int64_t *c = &einsum->tensor[tensor].coefficients[(size_t)rank * einsum->dims];
  struct strbuf text = {0};
  for (unsigned d = 0; d < einsum->dims; d++) {
    if (!c[d]) continue;
    if (text.n) strbuf_puts(&text, c[d] < 0 ? " - " : " + ");
    else if (c[d] < 0) strbuf_puts(&text, "-");
    if (llabs(c[d]) != 1) strbuf_printf(&text, "%" PRId64, (int64_t)llabs(c[d]));
    strbuf_puts(&text, einsum->dim_names[d]);
  }
  if (!text.n) strbuf_puts(&text, "0");
  return strbuf_take(&text, arena);
}
