/* An architecture: a tree of memories, networks, transits, computes and arrays,
 * outermost first.
 *
 * The tree is an array of nodes in which a parent stands before its children; what
 * follows a memory in the same block lies inside it.  A path from the outermost memory
 * to a compute is what one Einsum is evaluated on.
 *
 * Plain data: nothing here is owned.  Energies are not here but in an energy table
 * (runtime/energy/table.h), by node and action. */
#ifndef TL_MODEL_ARCH_H
#define TL_MODEL_ARCH_H

#include "lang/base/source.h"
#include "runtime/model/limits.h"

enum model_kind { MODEL_MEMORY, MODEL_COMPUTE, MODEL_NETWORK, MODEL_TRANSIT, MODEL_ARRAY };

/* Where a word passes: see struct model_transit. */
enum model_towards { MODEL_TO_COMPUTE = 1, MODEL_TO_MEMORY = 2, MODEL_BOTH_WAYS = 3 };

/* Rates are bits a cycle of one instance; INFINITY is no limit. */
struct model_memory {
  double size_bits;        /* what it holds; INFINITY: as much as is wanted */
  double width_bits;       /* moved by one access; 0: one word */
  double word_bits;        /* of one word here; 0: the tensor's own */
  uint64_t block;          /* words moved by one access; 0: as many as fit the width */
  uint64_t cluster;        /* instances that share an address; at least 1 */
  double buffers;          /* 2 keeps the next tile beside the one in use; at least 1 */
  double fullest;          /* the largest share of the room that tiles may take */
  double emptiest;         /* the least share that they must take */
  double read_rate, write_rate, shared_rate;
  bool reduces;            /* adds what is written to what is there */
};

struct model_network {
  double word_bits;        /* of one transfer; 0: the tensor's own */
  double hop_um;           /* wire between two neighbours; 0: from the area of what lies inside */
  double rate;
  double fill_cycles, drain_cycles; /* added to the time of a run */
  bool tree;               /* words branch on their way; else rows and columns of a mesh */
};

struct model_transit {
  uint32_t carries;        /* set of tensors by index; UINT32_MAX: all of them */
  enum model_towards towards;
  double rate;             /* words a cycle of one instance */
  double bit_rate;         /* bits a cycle of one instance; 0: no limit */
};

struct model_compute {
  double rate;             /* computes a cycle of one instance */
};

struct model_axis {
  const char *name;
  uint64_t size;
};

struct model_array {
  unsigned axes;
  struct model_axis axis[MODEL_AXES]; /* neighbours along the first lie side by side */
  bool multicasts;         /* a word is read once for all that want it */
  bool reduces;            /* partial sums are added on their way up */
  bool forwards;           /* neighbours hand words on */
};

struct model_node {
  enum model_kind kind;
  const char *name;        /* unique in the tree */
  const char *component;   /* what it is made of, for reports; NULL: described in place */
  int parent;              /* the array or group around it; -1: none */
  uint32_t energy;         /* its row in the energy table */
  int gated_at;            /* the node that switches its power; -1: none */
  union {
    struct model_memory memory;
    struct model_network network;
    struct model_transit transit;
    struct model_compute compute;
    struct model_array array;
  };
  struct span span;
};

struct model_arch {
  const char *name;
  unsigned nodes;
  const struct model_node *node; /* [nodes] */
  double cycle_s;                /* seconds of one cycle */
  struct span span;
};

#endif
