/* Inside the room: a mapspace made ready for the exact search.
 *
 * Mappings are built from the computes outwards.  A partial mapping has chosen everything
 * inside some point; what it has come to is its extents, how many iterations of each dim lie
 * inside.  Extents are divisors of the dims' bounds, so they are numbers of a lattice.
 *
 * Levels are those of runtime/eval/nest.h: 0 is outermost, and `levels` are the computes.
 * Words are of one instance, as there. */
#ifndef TL_MAPPER_LATTICE_H
#define TL_MAPPER_LATTICE_H

#include "compiler/mapper/search.h"
#include "compiler/mapper/zeros.h"
#include "runtime/eval/stations.h"

enum { NO_DIVISOR = 255 };

/* fmin and fmax where nothing is NaN: those are calls, and these are not. */
static inline double lesser(double a, double b)
{
  return b < a ? b : a;
}

static inline double greater(double a, double b)
{
  return b > a ? b : a;
}

enum { LATTICE_ALL = 1 << 30 }; /* of `top`: each mapping is wanted */

enum {
  LATTICE_DIMS = 16,      /* dims of more than one iteration */
  LATTICE_TENSORS = 8,
  LATTICE_LEVELS = 12,
  LATTICE_LOADS = 16,      /* loads and meters that partial mappings carry beside their energy */
};

/* How a dim enters a tensor's rank. */
struct lattice_term {
  uint8_t rank, dim;   /* dim: of the plan */
  int64_t coefficient;
};

struct lattice_tensor {
  bool output;
  bool separable;      /* each rank is of one dim, and no two of the same: tiles of different
                          steps never overlap in part */
  bool wild;           /* coefficients below 0, or a dim in several ranks */
  bool anew;           /* each iteration of a loop over another dim, outside of one that moves a
                          tile, fetches all again: known to be so, and no sums are spared by it */
  unsigned ranks, terms;
  struct lattice_term term[NEST_TERMS];
  uint32_t dims;       /* that index it */
  uint32_t mixed;      /* … in a rank with others */
  double words;        /* of the whole tensor */
  double least;        /* words that any way of going through it moves at least once */
};

struct lattice_dim {
  unsigned from;       /* of the Einsum */
  int64_t bound;
  unsigned divisors;
  int64_t *divisor;    /* ascending */
  uint32_t weight;     /* of the divisor's index in the number of a state */
  uint8_t *times;      /* [divisors][divisors] index of the product; NO_DIVISOR: it is none */
};

/* Loads are what bounds the time besides computing, and meters what goals ask for; both only
 * add up. */
enum load_kind { LOAD_READS, LOAD_WRITES, LOAD_NETWORK, LOAD_PASSES, LOAD_PASSED_BITS, LOAD_METER };
struct lattice_load {
  enum load_kind kind;
  unsigned station;    /* whose */
  unsigned meter;      /* of the goals */
};

struct lattice_level {
  int memory, array;           /* nodes; -1: none */
  const struct space_slot *time; /* loops in time; NULL: none */
  uint32_t dims;               /* of the plan, that may have one */
  uint32_t needs;              /* … that must */
  uint32_t outside[LATTICE_DIMS]; /* see struct space_slot; of the plan's dims */
  bool open;                   /* loops in time may be any, in any order */
  uint32_t keep, bypass;       /* tensors */
  uint32_t refetch, preload, unicast, direct;
  unsigned station;            /* of the memory */
  int reads, writes;           /* loads; -1: they bound nothing */
  unsigned first_station, stations; /* networks and transits of the level: in `crossing` */
  bool twin;           /* the next memory inside is as good, with nothing between but an array */
};

/* See empty.h. */
struct empty_saving { unsigned level, target; uint32_t by; };
struct empty {
  const double *there[LATTICE_TENSORS];               /* by tile: that it is not all zeros; NULL: */
  const double *bits[LATTICE_LEVELS][LATTICE_TENSORS];   /* … metadata of a word of it, … */
  const double *blocks[LATTICE_LEVELS][LATTICE_TENSORS]; /* … accesses for one of full ones; … not known */
  unsigned savings;
  const struct empty_saving *saving;                  /* [savings] of inputs, at memories and the arrays inside */
  bool unknown;                                       /* of something that they depend on */
};

struct lattice {
  const struct space *space;
  const struct goals *goals;
  struct nest nest;            /* levels and tensors, without loops */
  unsigned dims, tensors, levels, arrays, stations, loads;
  struct lattice_dim dim[LATTICE_DIMS];
  struct lattice_tensor tensor[LATTICE_TENSORS];
  struct lattice_level level[LATTICE_LEVELS];
  struct station station[STATIONS];
  unsigned crossing[STATIONS]; /* stations that words pass, level by level */
  struct lattice_load load[LATTICE_LOADS];
  int8_t number[MODEL_DIMS];   /* of the plan, by dim of the Einsum; -1: it has one iteration */
  uint32_t outputs;
  bool mirrored;               /* dims may change places, and mappings stay as they are in all
                                  that is counted: */
  uint8_t mirror[LATTICE_DIMS];/* with which */
  uint32_t mixed;              /* dims that share a rank with others in some tensor */
  uint32_t hops;               /* levels below which distances are wanted */
  unsigned top;                /* how many of the best are wanted: if more than one, so is each
                                  mapping that is as good as another */
  uint32_t states;             /* of the lattice */
  double points;               /* of the operation space */
  struct zeros zeros;          /* what they leave: of all words and computes that are counted … */
  struct empty empty;          /* … for tiles of some extents */
  double compute_pJ;           /* of all computes */
  double wait_cycles;          /* that networks add at the end */
};

/* Makes a plan; its memory is the arena's.  False: the space is too large for an exact search,
 * or has no mapping at all. */
bool lattice_make(struct lattice *plan, const struct space *space, const struct goals *goals,
                  unsigned top, struct arena *arena);

/* The extents of a state: indices of divisors, and their values. */
void lattice_decode(const struct lattice *plan, uint32_t state, uint8_t *index, int64_t *extent);

/* Looks for dims that may change places: `mirrored` and `mirror`. */
void lattice_find_mirror(struct lattice *plan);

/* Looks for memories that may change places: `twin` of levels. */
void lattice_find_twins(struct lattice *plan);

/* The state of extents when they do. */
uint32_t lattice_mirror(const struct lattice *plan, const uint8_t *index);

/* The index of a divisor, or NO_DIVISOR. */
unsigned lattice_divisor(const struct lattice_dim *dim, int64_t value);

/* Words of a tensor's tile. */
double lattice_tile(const struct lattice *plan, unsigned tensor, const int64_t *extent);

/* Its size in each rank. */
void lattice_size(const struct lattice_tensor *tensor, const int64_t *extent, int32_t *size);

/* Bits of the tiles of some tensors in the memory of a level; with zeros at the least. */
double lattice_bits(const struct lattice *plan, unsigned level, uint32_t tensors,
                    const int64_t *extent);

/* Whether it has room for them. */
bool lattice_has_room(const struct lattice *plan, unsigned level, uint32_t tensors,
                      const int64_t *extent);

/* Whether some words of a level's tile may come from neighbours at the array around it. */
bool lattice_hands_on(const struct lattice *plan, unsigned level, unsigned tensor);

/* Whether a rank has more than one dim that loops may yet come over, outside of these extents. */
bool lattice_mixed(const struct lattice *plan, const struct lattice_tensor *tensor, unsigned rank,
                   const int64_t *extent);

#endif
