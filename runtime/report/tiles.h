/* Inside the room: how far tiles reach along the ranks of tensors. */
#ifndef TL_REPORT_TILES_H
#define TL_REPORT_TILES_H

#include "runtime/report/report.h"

/* Along one rank of a tensor, in words. */
struct tile_reach {
  int64_t whole;        /* of the tensor */
  int64_t tile;         /* of one instance's tile */
  int64_t halo;         /* of these, what the next tile has too */
};

/* Of the tile that the storage of a run's mapping keeps. */
struct tile_reach tile_reach(const struct report_run *run, const struct model_storage *storage,
                             unsigned rank);

/* "2p + r": how a rank is indexed.  In `arena`. */
const char *rank_text(const struct model_einsum *einsum, unsigned tensor, unsigned rank,
                      struct arena *arena);

#endif
