/* What the files of streams share; for them only. */
#ifndef TL_MAPPER_STREAM_INSIDE_H
#define TL_MAPPER_STREAM_INSIDE_H

#include "compiler/mapper/stream.h"

struct streams {
  const struct frame *frame;
  const struct lattice *plan;
  struct fans *fans;
  struct arena arena;
  VEC(struct stream *) all;      /* by id, without the special ones */
  uint32_t *table;
  uint32_t slots;
};

const struct stream *stream_at(const struct streams *s, uint32_t id);

/* The number of the stream that has these links. */
uint32_t stream_of(struct streams *s, const struct link *link, unsigned n);

/* Bytes of a link that say anything: those behind are not to be read. */
size_t link_size(const struct link *link);

/* Words that leave a level for one that arrives below, where it is not kept there.  What
 * neighbours take may change that by a little, which is not followed up. */
double fan_groups(const struct fan *fan);

/* The fan of the array around the child. */
const struct fan *link_fan(const struct streams *s, const struct link *link);

/* Whether the array around an open link's child is still to come, and neighbours there may hand
 * words on. */
bool may_yet_hand_on(const struct streams *s, unsigned tensor, const struct link *link);

/* A stream while it is changed: its links, copied. */
struct editing {
  struct streams *s;
  unsigned tensor, level, n;
  bool changed;
  struct link link[LINKS];
  struct flowing *at;
  struct cost *cost;
};

void edit_begin(struct editing *e, struct streams *s, unsigned tensor, unsigned level,
                struct flowing *at, struct cost *cost);

/* What a link fetches in all. */
struct fetched {
  double words;
  double runs;                   /* of the loops so far; 0: not known */
  double maybe_handed;           /* words of which it is not known what neighbours hand on */
};

/* Charges everything up to where a link has come.  From now on it is as if the level there wanted
 * the words. */
void edit_settle(struct editing *e, struct link *link, const struct fetched *fetched);

/* Takes out what is charged in full, and numbers what is left. */
void edit_finish(struct editing *e);

#endif
