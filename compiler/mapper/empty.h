/* Inside the room: what zeros leave of the words that move because of a tile.
 *
 * A read is left out if what it is for is all zeros, and that reaches at least as far as the
 * tile that the words are for, or a word.  So the larger the tile, the less is left out.  And how many
 * metadata a tile has depends on how far it reaches, if its format says how it lies. */
#ifndef TL_MAPPER_EMPTY_H
#define TL_MAPPER_EMPTY_H

#include "compiler/mapper/frame.h"

/* Makes what the others look up. */
void empty_find(struct lattice *plan, struct arena *arena);

/* The share of an input's words, for a tile that a level keeps (or the computes, `levels`), that
 * savings further out leave at the least. */
double empty_left(const struct lattice *plan, unsigned tensor, unsigned level, const int64_t *extent);

/* How a tile that a level keeps is stored; at the least, where that is not known. */
struct stored empty_stored(const struct lattice *plan, unsigned tensor, unsigned level,
                           const int64_t *extent);

#endif
