/* What crosses the boundary below each level, tensor by tensor, before it is known who
 * keeps what: every level is taken to keep a tile of every tensor.
 *
 * A flow is of one instance of its level, towards all that lie below it. */
#ifndef TL_EVAL_FLOW_H
#define TL_EVAL_FLOW_H

#include "runtime/eval/fanout.h"
#include "runtime/eval/nest.h"

/* Words that are read once for `multicast` instances below, `scatter` such groups at a
 * time; of outputs, partial sums of `multicast` instances that are added on their way. */
struct flow_key {
  uint64_t multicast, scatter;
  double accesses;           /* words that leave the level */
  double hops;               /* of all of them together; 0 unless distances are wanted */
};

struct flow {
  VEC(struct flow_key) key;
  double links;              /* words that the instances below get from their neighbours */
  uint64_t size;             /* words of the level's own tile; the largest, if they differ */
  uint64_t below;            /* words that its instances below want together */
};

struct flows {
  struct flow of[MODEL_LEVELS][MODEL_TENSORS];
  uint64_t fanout[MODEL_LEVELS];   /* instances below one of the level that are in use */
  double used[MODEL_LEVELS + 1];   /* whole instances of the level in use, on average; the last:
                                      computes */
  uint64_t used_x[MODEL_LEVELS + 1], used_y[MODEL_LEVELS + 1]; /* at most, in either direction */
  uint64_t computes;               /* points that are computed */
  uint64_t slots;                  /* iterations of all loops in time together */
};

struct flow_room {
  struct fanout_room fanout, before;
  struct fanout_shares all, left;
};

void flows_init(struct flows *flows);
void flows_free(struct flows *flows);
void flow_room_init(struct flow_room *room);
void flow_room_free(struct flow_room *room);

/* Counts all flows of a nest whose factors all divide.  `hops` says for which levels
 * distances are wanted, as a set.  False: a count does not fit 64 bits. */
bool flows_count(struct flows *flows, const struct nest *nest, uint32_t hops,
                 struct flow_room *room);

/* The parts of `flows` that are about instances and not about tensors. */
void flows_instances(struct flows *flows, const struct nest *nest);

/* Adds `accesses` words and their hops to the key of such groups. */
void flow_add(struct flow *flow, uint64_t multicast, uint64_t scatter, double accesses,
              double hops);

/* The loops across the array of a level, as they move a tensor; `shift` of the loops of
 * the nest as flow_shifts gives it.  False: see fanout_places. */
bool flow_fanout(struct fanout *f, const struct nest *nest, unsigned level, unsigned tensor,
                 int64_t (*shift)[MODEL_RANKS], bool hops);

/* How one iteration of each loop of the nest moves what `tensor` touches.  False: that
 * does not fit 64 bits. */
bool flow_shifts(const struct nest *nest, unsigned tensor, int64_t (*shift)[MODEL_RANKS]);

#endif
