/* A mapping: a sequence of loops, outermost first, and the places in it where memories
 * keep tiles.
 *
 * A tile that is kept at position p holds what the loops from p on touch of a tensor,
 * so two tensors of one memory may be kept at different places.  The mappings that are
 * written level by level are those in which all tensors of a memory sit together, in
 * front of the loops of that memory.
 *
 * Plain data: nothing here is owned. */
#ifndef TL_MODEL_MAPPING_H
#define TL_MODEL_MAPPING_H

#include "lang/base/source.h"
#include "runtime/model/limits.h"

/* `bound` iterations, but `residual` where all loops of the dim outside it are in their
 * last; the same number when the factor divides. */
struct model_loop {
  uint16_t dim;
  uint16_t node;            /* the memory whose loop it is, or the array it runs across */
  int16_t axis;             /* of that array; -1: in time */
  int64_t bound, residual;
  struct span span;
};

struct model_storage {
  uint16_t tensor, node;
  uint16_t position;        /* loops [0, position) are outside of the tile */
  struct span span;
};

/* What a node does not do for some tensors, although it could: sets of tensors. */
struct model_policy {
  uint16_t node;
  uint32_t no_temporal_reuse; /* each iteration fetches its tile anew */
  uint32_t no_multicast;
  uint32_t no_forwarding;
  uint32_t reads_first_update; /* the first partial sum of a word is added to what is there */
};

struct model_mapping {
  unsigned loops, storages, policies;
  const struct model_loop *loop;
  const struct model_storage *storage;
  const struct model_policy *policy;
  struct span span;
};

#endif
