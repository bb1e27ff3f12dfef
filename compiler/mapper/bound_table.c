/* Tables of what bringing tiles to a level takes. */
#include "compiler/mapper/bound_inside.h"
#include "compiler/mapper/empty.h"

#include <math.h>

static bool must_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].keep >> t & 1;
}

/* Whether no memory further out must keep the tensor: then nothing need come from there. */
static bool may_be_last(const struct lattice *p, unsigned level, unsigned t)
{
  for (unsigned l = 0; l < level; l++)
    if (must_keep(p, l, t)) return false;
  return true;
}

/* ---- what is wanted ---- */

/* What tensors want at a level if the next loop is over some dim: words of those that it keeps,
 * with that loop and if none moved them first; and how many times over those that it does not keep
 * are fetched that inside are kept in one place.  For a loop that moves these has all loops
 * outside of it fetch them again, also those that do not index them. */
struct wants {
  double words[LATTICE_TENSORS], still[LATTICE_TENSORS];
  double times[LATTICE_TENSORS], most[LATTICE_TENSORS]; /* … or if loops inside do */
  struct stored how[LATTICE_TENSORS]; /* their tiles at the level */
};

static bool wants_no_less(const struct lattice *p, const struct wants *a, const struct wants *b)
{
  for (unsigned t = 0; t < p->tensors; t++)
    if (a->words[t] < b->words[t] || a->times[t] < b->times[t]) return false;
  return true;
}

static double iterations_of_others(const struct lattice *p, const struct horizon *h, unsigned t)
{
  double times = 1;
  for (unsigned d = 0; d < p->dims; d++)
    if (!(p->tensor[t].dims >> d & 1)) times *= h->rest[d];
  return times;
}

/* All that it may want; what is no less than something else is left out.  Their number. */
static unsigned find_wants(const struct lattice *p, const struct horizon *h, unsigned level,
                           struct wants *all)
{
  unsigned n = 0;
  double tile[LATTICE_TENSORS], still[LATTICE_TENSORS], others[LATTICE_TENSORS];
  double left[LATTICE_TENSORS];
  struct stored how[LATTICE_TENSORS];
  int32_t size[LATTICE_TENSORS][MODEL_RANKS];
  for (unsigned t = 0; t < p->tensors; t++) {
    tile[t] = lattice_tile(p, t, h->extent);
    lattice_size(&p->tensor[t], h->extent, size[t]);
    still[t] = horizon_still(h, p, t, p->tensor[t].dims, false, tile[t], size[t]);
    others[t] = p->tensor[t].anew ? iterations_of_others(p, h, t) : 1;
    left[t] = empty_left(p, t, level, h->extent);
    how[t] = empty_stored(p, t, level, h->extent);
  }
  for (unsigned d = 0; d <= p->dims; d++) {
    struct wants w;
    bool more = h->outside > 1, last = d == p->dims, again = false;
    if (last ? n > 0 : !more || h->rest[d] <= 1) continue;
    for (unsigned t = 0; t < p->tensors; t++) {
      w.still[t] = still[t] * left[t];
      bool moved = !last && p->tensor[t].dims >> d & 1;
      w.words[t] = moved ? horizon_still(h, p, t, 1u << d, true, tile[t], size[t]) : still[t];
      w.words[t] *= left[t];
      w.how[t] = how[t];
      w.times[t] = moved ? others[t] : 1, w.most[t] = others[t];
    }
    for (unsigned i = 0; i < n; i++) again |= wants_no_less(p, &w, &all[i]);
    if (!again) all[n++] = w;
  }
  return n;
}

/* ---- over all multiples ---- */

/* The least over all multiples of an extent: of the second of two columns of numbers that stand
 * side by side, in the first. */
static void lessen(double *at, const double *more, size_t n)
{
  for (size_t k = 0; k < n; k++) at[k] = lesser(at[k], more[k]);
}

/* The least over all multiples of the extents, of `width` numbers of each state; of numbers of
 * pairs, only over those that do not index the tensor. */
static void spread_down(const struct lattice *p, size_t width, const uint32_t *pair_dims,
                        double *pJ)
{
  size_t columns = pair_dims ? PASSING : width;
  for (unsigned d = 0; d < p->dims; d++) {
    const struct lattice_dim *dim = &p->dim[d];
    size_t step = dim->weight * width, line = step * dim->divisors;
    for (size_t base = 0; base < p->states * width; base += line)
      for (unsigned i = 0; i < dim->divisors; i++)
        for (unsigned j = i + 1; j < dim->divisors; j++) {
          double *at = pJ + base + i * step, *more = pJ + base + j * step;
          if (dim->divisor[j] % dim->divisor[i]) continue;
          for (size_t k = 0; k < step; k += columns)
            if (!pair_dims || !(pair_dims[k % width / columns] >> d & 1))
              lessen(at + k, more + k, columns);
        }
  }
}

/* ---- filling ---- */

/* A table while it is made. */
struct filling {
  const struct bound *b;
  unsigned level;
  struct bound_table *table;
  double room[SETS];             /* bits that there are for each set, by number */
};

static double sum_of(const double *of, uint32_t tensors)
{
  double sum = 0;
  for (; tensors; tensors &= tensors - 1) sum += of[__builtin_ctz(tensors)];
  return sum;
}

/* What bringing tiles of all sets of these tensors takes if wants are these, by number. */
static void bring_if(const struct filling *f, const struct route_list *routes, uint32_t state,
                     const struct wants *wants, uint32_t tensors, double *pJ)
{
  const struct bound *b = f->b;
  const struct lattice *p = b->frame->plan;
  struct serving serving;
  struct wanted wanted = {0};
  double fill[LATTICE_TENSORS] = {0}, served[SETS];
  for (unsigned t = 0; t < p->tensors; t++) {
    if (!(tensors >> t & 1) || may_be_last(p, f->level, t)) continue;
    struct cost cost = {0};
    wanted.tensors |= 1u << t, wanted.own |= 1u << t;
    wanted.words[t] = wants->words[t], wanted.still[t] = wants->still[t];
    if (p->tensor[t].anew && !(p->level[f->level].refetch >> t & 1)) wanted.waiting |= 1u << t;
    if (!lattice_hands_on(p, f->level, t))
      frame_fill(b->frame, t, f->level, wanted.words[t], 0, wants->how[t], &cost);
    fill[t] = cost.pJ;
  }
  for (uint32_t i = 0; i < f->table->sets; i++) pJ[i] = INFINITY;
  struct place place = {.level = f->level, .state = state, .kept = KEPT};
  serving_make(&serving, b, &place, &wanted);
  if (!routes->n) return;
  serving_sets(&serving, routes->least, serving.at + serving.levels, served);
  for (uint32_t i = 0; i < f->table->sets; i++)
    pJ[i] = served[f->table->set[i] & wanted.tensors] + sum_of(fill, f->table->set[i]);
}

/* … and what others that pass then take with them. */
static void pass_if(const struct filling *f, uint32_t state, const struct wants *wants,
                    const double *pJ, const bool *room)
{
  struct bound_table *table = f->table;
  unsigned tensors = f->b->frame->plan->tensors;
  for (uint32_t i = 0; table->pairs && i < table->sets; i++)
    for (unsigned t = 0; room[i] && t < tensors; t++) {
      if (table->set[i] >> t & 1) continue;
      size_t pair = table->pair[i * LATTICE_TENSORS + t];
      size_t at = (state * (size_t)table->pairs + pair) * PASSING;
      for (int k = 0; k < PASSING; k++) {
        double once = ldexp(table->unit_pJ[t], k), *near = &table->near_pJ[at + (size_t)k];
        table->far_pJ[at + (size_t)k] =
          lesser(table->far_pJ[at + (size_t)k], pJ[i] + once * wants->times[t]);
        *near = lesser(*near, pJ[i] + once * wants->most[t]);
      }
    }
}

/* The same for what the next loop may be, at the least. */
static void bring_sets(const struct filling *f, const struct route_list *routes, uint32_t state,
                       const struct horizon *h, const bool *room, double *pJ)
{
  struct wants wants[LATTICE_DIMS + 1];
  double those[SETS];
  uint32_t tensors = 0;
  for (uint32_t i = 0; i < f->table->sets; i++)
    if (room[i]) tensors |= f->table->set[i];
  unsigned n = find_wants(f->b->frame->plan, h, f->level, wants);
  for (uint32_t i = 0; i < f->table->sets; i++) pJ[i] = INFINITY;
  for (unsigned k = 0; k < n; k++) {
    bring_if(f, routes, state, &wants[k], tensors, those);
    pass_if(f, state, &wants[k], those, room);
    for (uint32_t i = 0; i < f->table->sets; i++) pJ[i] = lesser(pJ[i], those[i]);
  }
}

/* Which sets have room, by number; false: none but that of nothing. */
static bool find_room(const struct filling *f, const int64_t *extent, bool *room)
{
  const struct lattice *p = f->b->frame->plan;
  double bits[LATTICE_TENSORS];
  bool any = false;
  for (unsigned t = 0; t < p->tensors; t++) bits[t] = lattice_bits(p, f->level, 1u << t, extent);
  for (uint32_t i = 0; i < f->table->sets; i++) {
    room[i] = sum_of(bits, f->table->set[i]) <= f->room[i];
    any |= room[i] && f->table->set[i];
  }
  return any;
}

static void fill_state(const struct filling *f, uint32_t state)
{
  const struct lattice *p = f->b->frame->plan;
  uint8_t index[LATTICE_DIMS];
  int64_t extent[LATTICE_DIMS];
  double pJ[SETS] = {0};
  bool room[SETS];
  struct horizon h;
  lattice_decode(p, state, index, extent);
  double outside = frame_outside(f->b->frame, f->level, extent);
  bool may = outside >= 1 && outside == floor(outside);
  if (may && find_room(f, extent, room)) {
    horizon_make(&h, p, outside, extent);
    bring_sets(f, routes_from(f->b->at[f->level].routes, index), state, &h, room, pJ);
  }
  for (uint32_t i = 0; i < f->table->sets; i++)
    f->table->pJ[(size_t)state * f->table->sets + i] = may && room[i] ? pJ[i] : INFINITY;
}

/* If a tile of the tensor grows by loops, these move it.  Arrays in between may make it grow,
 * too. */
static void spread_pairs(const struct lattice *p, struct bound_table *table)
{
  size_t width = (size_t)table->pairs * PASSING, size = width * p->states;
  uint32_t *dims = xcalloc(table->pairs, sizeof *dims);
  double *same = xmalloc(size * sizeof *same);
  memcpy(same, table->far_pJ, size * sizeof *same);
  for (uint32_t i = 0; i < table->sets; i++)
    for (unsigned t = 0; t < p->tensors; t++)
      if (!(table->set[i] >> t & 1)) dims[table->pair[i * LATTICE_TENSORS + t]] = p->tensor[t].dims;
  spread_down(p, width, dims, same);
  spread_down(p, width, NULL, table->far_pJ);
  spread_down(p, width, NULL, table->near_pJ);
  lessen(table->near_pJ, same, size);
  xfree(same);
  xfree(dims);
}

/* Where only one memory lies outside, and no array: all that passes comes from there, and all that
 * is left of dims are loops in time. */
static void find_pairs(const struct bound *b, struct bound_table *table, double most)
{
  const struct lattice *p = b->frame->plan;
  bool fits = b->frame->used[table->level] == 1;
  unsigned pairs = 0;
  for (unsigned l = 1; l < table->level; l++) fits = fits && p->level[l].memory < 0;
  if (!fits || p->level[0].memory < 0) return;
  for (uint32_t i = 0; i < table->sets; i++)
    pairs += p->tensors - (unsigned)__builtin_popcount(table->set[i]);
  size_t size = (size_t)pairs * PASSING * p->states;
  if (3.0 * (double)size * sizeof(double) > most) return; /* two stay, and one while it is made */
  table->pair = xcalloc((size_t)table->sets * LATTICE_TENSORS, sizeof *table->pair);
  for (uint32_t i = 0; i < table->sets; i++)
    for (unsigned t = 0; t < p->tensors; t++)
      if (!(table->set[i] >> t & 1)) table->pair[i * LATTICE_TENSORS + t] = table->pairs++;
  for (unsigned t = 0; t < p->tensors; t++) table->unit_pJ[t] = b->least_pJ[t][0];
  table->near_pJ = xmalloc(size * sizeof *table->near_pJ);
  table->far_pJ = xmalloc(size * sizeof *table->far_pJ);
  for (size_t i = 0; i < size; i++) table->near_pJ[i] = table->far_pJ[i] = INFINITY;
}

double bound_table_least_bytes(const struct lattice *p, unsigned level)
{
  uint32_t may = ((1u << p->tensors) - 1) & ~p->level[level].bypass;
  return (double)(1u << __builtin_popcount(may)) * p->states * sizeof(double);
}

struct bound_table *bound_table_make(const struct bound *b, unsigned level, double most)
{
  const struct lattice *p = b->frame->plan;
  struct bound_table *table = xcalloc(1, sizeof *table);
  struct filling f = {.b = b, .level = level, .table = table};
  uint32_t all = (1u << p->tensors) - 1, may = all & ~p->level[level].bypass;
  size_t sets = (size_t)1 << __builtin_popcount(may);
  table->level = level;
  table->set = xcalloc(sets, sizeof *table->set);
  table->number = xcalloc((size_t)all + 1, sizeof *table->number);
  table->pJ = xmalloc(sets * p->states * sizeof *table->pJ);
  for (uint32_t set = may;; set = (set - 1) & may) {
    table->number[set] = table->sets;
    table->set[table->sets++] = set;
    if (!set) break;
  }
  find_pairs(b, table, most);
  for (uint32_t i = 0; i < table->sets; i++) {
    double least;
    f.room[i] = station_room(&p->station[p->level[level].station], table->set[i], &least);
  }
  for (uint32_t state = 0; state < p->states; state++) fill_state(&f, state);
  spread_down(p, table->sets, NULL, table->pJ);
  if (table->pairs) spread_pairs(p, table);
  bound_joint_make(b, table, most);
  return table;
}

void bound_table_free(struct bound_table *table)
{
  if (!table) return;
  xfree(table->set);
  xfree(table->number);
  xfree(table->pJ);
  xfree(table->pair);
  xfree(table->near_pJ);
  xfree(table->far_pJ);
  xfree(table->joint_pJ);
  xfree(table);
}

double bound_table_bytes(const struct bound_table *table, const struct lattice *p)
{
  double words = table->sets + 2.0 * table->pairs * PASSING;
  return (words * sizeof *table->pJ + (double)table->joints * sizeof *table->joint_pJ) * p->states;
}

double bound_passing(const struct bound_table *table, bool near, uint32_t state, uint32_t set,
                     unsigned t, double once_pJ)
{
  size_t pair = table->pair[table->number[set] * LATTICE_TENSORS + t];
  const double *at = (near ? table->near_pJ : table->far_pJ) +
                     ((size_t)state * table->pairs + pair) * PASSING;
  int k;
  double unit = table->unit_pJ[t], part = 2 * frexp(once_pJ / unit, &k) - 1;
  if (k < 1) {
    double none = table->pJ[(size_t)state * table->sets + table->number[set]];
    return none + (at[0] - none) * (once_pJ / unit);
  }
  if (k >= PASSING) return at[PASSING - 1] + (once_pJ - ldexp(unit, PASSING - 1));
  return at[k - 1] + (at[k] - at[k - 1]) * part;
}
