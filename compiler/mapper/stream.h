/* Inside the room: how the words of one tensor get where they are wanted.
 *
 * Between two memories that keep a tensor, and are next to each other in that, runs a link.
 * How often the inner one's tile is fetched depends on the loops in time around it, from the
 * inside outwards: loops that do not index the tensor leave it where it is, up to the first
 * that does; from there on every loop multiplies.  Where tiles overlap in part, the first
 * loop that moves the tile fetches only what is new, and loops around it may happen to move
 * it by nothing, or by as much again: see runtime/eval/steps.h.
 *
 * A link is open until it is settled how often it fetches for one run of all loops so far;
 * from then on it multiplies with what is outside. */
#ifndef TL_MAPPER_STREAM_H
#define TL_MAPPER_STREAM_H

#include "compiler/mapper/frame.h"
#include "compiler/mapper/horizon.h"

enum { LINKS = 2 * LATTICE_LEVELS, LINK_STEPS = 12, NO_LEVEL = 255 };

enum link_state {
  LINK_STILL,  /* no loop moves the tile yet */
  LINK_MOVES,  /* one does, and others may do so in step with it */
  LINK_SETTLED,
};

/* Words that neighbours may have fetched just before. */
struct link_step {
  double words;                 /* in one run of the loops so far */
  const struct handing *handing;
};

struct link {
  uint8_t state, child, parent; /* levels; NO_LEVEL: not known yet */
  bool ghost;                   /* no words: distances, as if the child kept the tensor */
  bool always;                  /* each iteration of each loop fetches anew */
  bool hands_on;                /* neighbours at the array around the child may: see steps */
  bool plain;                   /* tiles never overlap in part */
  uint8_t steps;
  double tile;                  /* words that the child keeps */
  double words;                 /* moves: fetched in one run of the loops so far; settled: in all */
  double left;                  /* … share that zeros leave of them; 0: all, or it is settled */
  struct stored fill, serve;    /* the tiles of the child, of the parent */
  uint32_t fan[LATTICE_LEVELS]; /* of the levels that it has crossed; 0: not yet */
  double part;                  /* moves: of the tile, that one step fetches */
  double alike;                 /* moves: how many fetches are of `part` words and followed by
                                   steps of the first loop */
  double own_steps;             /* moves: of the first loop, each time */
  int32_t size[MODEL_RANKS];    /* still: of the tile */
  int32_t own[MODEL_RANKS], inside[MODEL_RANKS]; /* moves: by one step; by all loops, one step each */
  struct link_step step[LINK_STEPS];
};

/* Links of a tensor that are not charged yet, the innermost first.  Only the last may be
 * without a parent. */
struct stream {
  uint32_t id, hash;
  uint32_t levels;             /* that open links touch, as a set */
  unsigned n;
  struct link link[];
};

/* Two that need no links: words that are known to be wanted from further out, and nothing
 * that comes from outside. */
enum { STREAM_WANTS, STREAM_ENDS, STREAM_IDS };

struct streams;
struct streams *streams_new(const struct frame *frame, struct fans *fans);
void streams_free(struct streams *streams);
uint64_t streams_bytes(const struct streams *streams);

/* Where one tensor is: `words` that an instance of the level wants, if it is STREAM_WANTS.
 * `loose`: what it costs is more than is counted, and not known before it is evaluated.
 * `hands_on`: neighbours may yet hand words on, and then it is not known what most it costs. */
struct flowing {
  uint32_t id;
  bool loose, hands_on;
  double words;
};

/* Each changes `at` and adds to `cost` what is settled by it.  At a level, stream_cross comes
 * first, then stream_loop, then stream_keep or stream_skip. */

/* The level keeps a tile of these extents.  `last`: no memory further out keeps the tensor. */
void stream_keep(struct streams *s, unsigned tensor, unsigned level, const int64_t *extent,
                 bool last, struct flowing *at, struct cost *cost);

/* The level does not keep it. */
void stream_skip(struct streams *s, unsigned tensor, unsigned level, struct flowing *at,
                 struct cost *cost);

/* The computes fetch a word of it in each iteration. */
void stream_begin(struct streams *s, unsigned tensor, struct flowing *at);

/* The array of a level is around it: extents are those inside of the array and with it, and
 * `outside` iterations of loops in time are outside. */
void stream_cross(struct streams *s, unsigned tensor, unsigned level, const struct fan *fan,
                  const int64_t *extent, const int64_t *around, double outside, struct flowing *at,
                  struct cost *cost);

/* Whether neighbours may hand words of a tile on that is kept just inside of the array. */
bool stream_may_hand_on(const struct streams *s, unsigned tensor, unsigned level,
                        const struct fan *fan, const int64_t *around);

/* The part of the words of a tile with these extents that neighbours may hand on, at the most, if
 * a loop over a dim is the next outside of the array. */
double stream_hands_on(const struct streams *s, unsigned tensor, const struct fan *fan,
                       unsigned dim, const int64_t *extent, const int64_t *around);

/* A loop in time is around it, at `level`: extents are those inside of it, and `outside`
 * counts its own iterations. */
void stream_loop(struct streams *s, unsigned tensor, unsigned level, unsigned dim, int64_t bound,
                 const int64_t *extent, double outside, struct flowing *at, struct cost *cost);

/* Whether a loop over a dim makes the same of it whatever its bound. */
bool stream_same_for_all(const struct streams *s, unsigned tensor, unsigned level, unsigned dim,
                         const struct flowing *at);

/* No loop is left. */
void stream_end(struct streams *s, unsigned tensor, struct flowing *at, struct cost *cost);

/* What becomes of a stream at the most; and at the least, if the first loop that moves its
 * tiles is over one of these dims.  `next`: that is the very next loop. */
void stream_most(struct streams *s, unsigned tensor, unsigned level, const struct horizon *horizon,
                 const struct flowing *at, struct flowing *then, struct cost *cost);
void stream_least(struct streams *s, unsigned tensor, unsigned level,
                  const struct horizon *horizon, uint32_t dims, bool next,
                  const struct flowing *at, struct flowing *then, struct cost *cost);

/* Levels whose loads open links may add to, as a set. */
uint32_t stream_levels(const struct streams *s, const struct flowing *at);

/* Whether the outermost memory that keeps the tensor is behind. */
bool stream_ended(const struct streams *s, const struct flowing *at);

/* What it means to the links of a stream, all together, that the next loop is over a dim. */
enum { MOVES_TILE = 1, SLIDES_ON = 2, STOPS_SLIDING = 4, STOPS_HANDING = 8 };
unsigned stream_effect(const struct streams *s, unsigned tensor, unsigned dim,
                       const struct flowing *at);

/* Whether the array around what the stream's outermost open link is of is that of this level. */
bool stream_is_around(const struct streams *s, unsigned level, const struct flowing *at);

/* Whether no loop has moved some of its links yet; or that to what will serve it, which otherwise
 * only loops over its own dims fetch; and whether loops matter to it that do not
 * index the tensor. */
bool stream_still(const struct streams *s, const struct flowing *at);
bool stream_waits(const struct streams *s, const struct flowing *at);
bool stream_heeds(const struct streams *s, const struct flowing *at);

#endif
