/* Inside the room: partial mappings, by the extents that they have come to.
 *
 * Of two that have come to the same extents at the same level, one is left out if the other
 * can be completed in every way that it can, and never costs more. */
#ifndef TL_MAPPER_PARTIAL_H
#define TL_MAPPER_PARTIAL_H

#include "compiler/mapper/stream.h"

enum partial_step { STEP_BEGIN, STEP_CROSS, STEP_LOOP, STEP_KEEP };

/* The last step of a partial mapping; the others are those of its parent. */
struct partial {
  uint32_t parent, next;     /* number; next of those with the same extents; 0: none */
  uint32_t entry;            /* state in which its block in time began, where that matters */
  uint32_t what;             /* spread, index of the loop's bound among divisors, or tensors kept */
  uint16_t may, needs;       /* dims that may, must yet have a loop in this block */
  uint16_t used, repeat;     /* that have one; of these one must have, if there are any */
  uint8_t step, dim, level;
  uint8_t covered;           /* by how many others, all different */
  uint8_t inside;            /* tensors that memories inside keep */
  bool dead;                 /* left out */
  bool loose;                /* what it costs is not known in full: it covers no other */
  uint8_t kept;              /* … that the last of them does, and those inside that are like it */
  bool idle;                 /* the last memory keeps nothing and has no loops */
  bool turned;               /* its mirror image is something else, and left out */
  double pJ, slack_pJ, busy_cycles; /* see struct cost */
  double rest[];             /* loads, then a struct flowing of each tensor */
};

/* What streams come to from one place, at most and at the least: many partial mappings share
 * them. */
struct outcomes;

struct partials {
  const struct lattice *plan;
  struct streams *streams;
  size_t size;               /* of one */
  VEC(char *) chunk;
  uint32_t n;                /* numbers from 1 */
  uint64_t dominated;
  struct outcomes *outcomes;
};

void partials_init(struct partials *all, const struct lattice *plan);
void partials_free(struct partials *all);

/* From none again; room for them stays as large as it was. */
void partials_begin(struct partials *all, struct streams *streams);

uint64_t partials_bytes(const struct partials *all);

struct partial *partial_at(const struct partials *all, uint32_t number);

static inline struct flowing *partial_flows(const struct partials *all, struct partial *p)
{
  return (struct flowing *)(void *)(p->rest + all->plan->loads);
}

/* Room for the next; it is there once it was taken. */
struct partial *partial_new(struct partials *all);

/* Takes partial_new's into the list at `head` of those that have come to a state; `horizon` is
 * what is outside of that.  False: it was left out. */
bool partial_take(struct partials *all, uint32_t *head, unsigned level, uint32_t state,
                  const struct horizon *horizon);

#endif
