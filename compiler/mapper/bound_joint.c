/* What serving the words takes, together with what the hub keeps: the memory next to the
 * outermost one.
 *
 * What memories inside of it keep has to be brought past the hub, or from there, with the tiles
 * that it has at that time.  So sums go over all that it may keep, and what is brought further in
 * is looked up in a table of both. */
#include "compiler/mapper/bound_inside.h"

#include <float.h>
#include <math.h>

/* ---- sums ---- */

/* The least for each set of what is wanted, by those tensors of it that the hub serves.  `plain`:
 * by what each memory takes for itself. */
struct sums {
  const struct serving *s;
  const double *way;
  uint32_t all;
  double bring[JOINT_SETS];      /* by what the hub keeps */
  double plain[JOINT_SETS][JOINT_SETS], whole[JOINT_SETS][JOINT_SETS];
};

static void serve_from_hub(const struct serving *s, const double *way, const double *direct,
                           struct sums *sums)
{
  const struct server *hub = s->hub;
  double near[SETS];
  serving_near(s, hub, way, near);
  for (uint32_t keeps = hub->may;; keeps = (keeps - 1) & hub->may) {
    uint32_t others = sums->all & ~keeps;
    sums->bring[keeps] = keeps ? hub->bring[keeps] : 0;
    for (uint32_t rest = others;; rest = (rest - 1) & others) {
      double *plain = &sums->plain[keeps][keeps | rest], *whole = &sums->whole[keeps][keeps | rest];
      *plain = rest & hub->must ? INFINITY : near[keeps] + sums->bring[keeps] + direct[rest];
      *whole = *plain;
      if (keeps && *plain < INFINITY) *whole += serving_pass(s, hub, way, keeps, rest);
      if (!rest) break;
    }
    if (!keeps) break;
  }
}

/* What bringing a set to a memory inside takes while the hub keeps others, both together. */
static double bring_both(const struct sums *sums, const struct server *at, uint32_t set,
                         uint32_t hub_keeps)
{
  const struct bound_table *table = at->table;
  const float *row = table->joint_pJ + at->state * (size_t)table->joints;
  const uint16_t *number = table->joint + hub_keeps * JOINT_TENSORS;
  double most = 0;
  for (uint32_t left = set & table->jointly; left; left &= left - 1) {
    double pJ = row[number[__builtin_ctz(left)]];
    for (uint32_t others = set & ~(left & -left); others; others &= others - 1)
      pJ += sums->s->b->rest_pJ[__builtin_ctz(others)][at->level];
    most = greater(most, pJ);
  }
  return most;
}

/* A memory inside keeps some of a set, and the hub serves others: lessens what that takes. */
static void keep_inside(const struct sums *sums, const struct server *at, double near,
                        uint32_t keeps, uint32_t served, uint32_t set, double *plain,
                        double *whole)
{
  double rest = sums->plain[served][set & ~keeps];
  if (!(rest < INFINITY)) return;
  double here = near + at->bring[keeps], most = here + sums->whole[served][set & ~keeps];
  *plain = lesser(*plain, here + rest);
  if (!(most < *whole)) return;
  if (served) {
    const struct serving *s = sums->s;
    double more = 0;
    if (at->table && at->table->joints)
      more = bring_both(sums, at, keeps, served) - sums->bring[served] - at->bring[keeps];
    for (uint32_t left = keeps & s->wanted->waiting; left; left &= left - 1)
      more = greater(more, serving_more(s, s->hub, sums->way, served,
                                        (unsigned)__builtin_ctz(left), at->level));
    most = greater(most, here + rest + more);
  }
  *whole = lesser(*whole, most);
}

/* All of a set that it may keep; `skips`: it may as well keep nothing. */
static void keep_any(const struct sums *sums, const struct server *at, const double *near,
                     uint32_t served, uint32_t set, bool skips, double *plain, double *whole)
{
  uint32_t may = set & at->may & ~served, must = set & at->must;
  *plain = *whole = INFINITY;
  if (skips && !must) *plain = sums->plain[served][set], *whole = sums->whole[served][set];
  for (uint32_t keeps = may; keeps; keeps = (keeps - 1) & may)
    if (!(must & ~keeps)) keep_inside(sums, at, near[keeps], keeps, served, set, plain, whole);
}

/* Of all sets, or only of everything. */
static void serve_from_inside(const struct serving *s, const struct server *at, const double *way,
                              bool only_all, struct sums *sums)
{
  double near[SETS];
  serving_near(s, at, way, near);
  for (uint32_t set = sums->all; set; set = (set - 1) & sums->all) {
    uint32_t may = set & s->hub->may;
    for (uint32_t served = may;; served = (served - 1) & may) {
      double plain, whole;
      keep_any(sums, at, near, served, set, true, &plain, &whole);
      sums->plain[served][set] = plain, sums->whole[served][set] = whole;
      if (!served) break;
    }
    if (only_all) break;
  }
}

static void add_up(struct serving *s, const double *way, bool only_all, struct sums *sums)
{
  double direct[SETS];
  const struct server *end = s->at + s->levels;
  sums->s = s, sums->way = way, sums->all = s->wanted->tensors;
  serving_sets(s, way, s->hub, direct);
  serve_from_hub(s, way, direct, sums);
  for (const struct server *at = s->hub + 1; at < end; at++)
    serve_from_inside(s, at, way, only_all && at + 1 == end, sums);
}

/* Whatever the hub serves. */
static double least_of_all(const struct serving *s, const struct sums *sums)
{
  uint32_t may = s->hub->may;
  double least = sums->whole[0][sums->all];
  for (uint32_t served = may; served; served = (served - 1) & may)
    least = lesser(least, sums->whole[served][sums->all]);
  return least;
}

double serving_joint(struct serving *s, const double *way)
{
  struct sums sums;
  double near[SETS], least = INFINITY;
  bool keeps = s->kept == KEEPS && s->keeps;
  bool own = s->kept != KEPT && (s->kept != KEEPS || s->keeps);
  add_up(s, way, !own, &sums);
  if (!own) return least_of_all(s, &sums);
  serving_near(s, &s->own, way, near);
  uint32_t may = s->hub->may & (keeps ? ~s->keeps : UINT32_MAX);
  for (uint32_t served = may;; served = (served - 1) & may) {
    double plain = INFINITY, whole = INFINITY;
    if (keeps)
      keep_inside(&sums, &s->own, near[s->keeps], s->keeps, served, sums.all, &plain, &whole);
    else
      keep_any(&sums, &s->own, near, served, sums.all, s->kept != SOME, &plain, &whole);
    least = lesser(least, whole);
    if (!served) break;
  }
  return least;
}

/* ---- tables ---- */

/* What serving each word of a tensor once from a level takes. */
static double once_pJ(const struct bound *b, unsigned t, unsigned level)
{
  double pJ = b->least_pJ[t][level];
  return greater(pJ + b->first_pJ[t][level], pJ * b->part[t][level]);
}

/* A float that is no more, and as finite. */
static float no_more(double pJ)
{
  static const double LESS = 1 - 1e-7;
  return pJ < INFINITY ? (float)lesser(pJ * LESS, FLT_MAX) : INFINITY;
}

/* From the state that all arrays have led to, the hub keeps a set, and another tensor goes further
 * in: what bringing both takes to where it leaves the hub, or passes it. */
static double leave_hub(const struct bound *b, const struct bound_table *hub, uint32_t state,
                        uint32_t set, unsigned t)
{
  const struct lattice_level *l = &b->frame->plan->level[hub->level];
  double least = INFINITY, unit = hub->unit_pJ[t];
  if (!(l->keep >> t & 1))
    least = bound_passing(hub, true, state, set, t, unit) - unit + once_pJ(b, t, 0);
  if (!(l->bypass >> t & 1)) {
    double both = hub->pJ[state * (size_t)hub->sets + hub->number[set | 1u << t]];
    least = lesser(least, both + once_pJ(b, t, hub->level));
  }
  return least;
}

static void fill_hub(const struct bound *b, struct bound_table *table)
{
  const struct lattice *p = b->frame->plan;
  for (uint32_t state = 0; state < p->states; state++)
    for (uint32_t i = 0; i < table->sets; i++)
      for (unsigned t = 0; table->set[i] && t < p->tensors; t++) {
        if (!(table->jointly & ~table->set[i] & 1u << t)) continue;
        size_t at = table->joint[table->set[i] * JOINT_TENSORS + t];
        table->joint_pJ[state * (size_t)table->joints + at] =
          no_more(leave_hub(b, table, state, table->set[i], t));
      }
}

/* A memory inside of the hub, while its table is made. */
struct inside {
  const struct bound *b;
  struct bound_table *table;
  double fill[LATTICE_TENSORS];  /* to write each word once */
  double room[LATTICE_TENSORS];  /* bits that there are for it */
};

static bool may_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].memory >= 0 && !(p->level[level].bypass >> t & 1);
}

/* What may be brought past the hub or from there, to one place: by the number of a joint, by any
 * way through the arrays in between. */
static void leave_by_ways(const struct inside *in, const uint8_t *index, float *row)
{
  const struct bound_table *hub = in->table->hub;
  const struct lattice *p = in->b->frame->plan;
  const struct route_list *routes = routes_from(in->b->at[in->table->level].routes, index);
  for (unsigned i = 0; i < hub->joints; i++) row[i] = INFINITY;
  for (unsigned w = 0; w < routes->ways; w++) {
    const float *from =
      hub->joint_pJ + way_state(p, index, routes->way[w]) * (size_t)hub->joints;
    for (unsigned i = 0; i < hub->joints; i++) row[i] = from[i] < row[i] ? from[i] : row[i];
  }
}

/* … and for one tensor, while the hub keeps a set: from the hub or past it, or from a memory in
 * between that keeps it. */
static double bring_one(const struct inside *in, uint32_t state, const float *by_ways, uint32_t set,
                        unsigned t)
{
  const struct bound *b = in->b;
  const struct bound_table *hub = in->table->hub;
  const struct lattice *p = b->frame->plan;
  unsigned joint = in->table->joint[set * JOINT_TENSORS + t];
  double least = INFINITY;
  for (unsigned l = in->table->level; --l > hub->level;) {
    const struct bound_table *table = b->at[l].table;
    if (!may_keep(p, l, t)) continue;
    double pJ = table && table->joints
                  ? table->joint_pJ[state * (size_t)table->joints + joint]
                  : b->rest_pJ[t][l] + bound_bring(b, hub->level, state, set);
    least = lesser(least, once_pJ(b, t, l) + pJ);
    if (p->level[l].keep >> t & 1) return in->fill[t] + least;
  }
  return in->fill[t] + lesser(least, by_ways[joint]);
}

static void fill_inside(const struct inside *in, uint32_t state)
{
  const struct lattice *p = in->b->frame->plan;
  struct bound_table *table = in->table;
  float *row = table->joint_pJ + state * (size_t)table->joints, by_ways[JOINTS];
  uint32_t room = 0;
  uint8_t index[LATTICE_DIMS];
  int64_t extent[LATTICE_DIMS];
  for (unsigned i = 0; i < table->joints; i++) row[i] = INFINITY;
  lattice_decode(p, state, index, extent);
  for (unsigned t = 0; t < p->tensors; t++)
    if (table->jointly >> t & 1 && lattice_bits(p, table->level, 1u << t, extent) <= in->room[t])
      room |= 1u << t;
  if (!room) return;
  leave_by_ways(in, index, by_ways);
  for (uint32_t i = 0; i < table->hub->sets; i++) {
    uint32_t set = table->hub->set[i];
    for (uint32_t left = room & ~set; set && left; left &= left - 1) {
      unsigned t = (unsigned)__builtin_ctz(left);
      row[table->joint[set * JOINT_TENSORS + t]] = no_more(bring_one(in, state, by_ways, set, t));
    }
  }
}

/* The least over all multiples of the extents. */
static void spread_down(const struct lattice *p, struct bound_table *table)
{
  size_t width = table->joints;
  for (unsigned d = 0; d < p->dims; d++) {
    const struct lattice_dim *dim = &p->dim[d];
    size_t step = dim->weight * width, line = step * dim->divisors;
    for (size_t base = 0; base < p->states * width; base += line)
      for (unsigned i = 0; i < dim->divisors; i++)
        for (unsigned j = i + 1; j < dim->divisors; j++) {
          float *at = table->joint_pJ + base + i * step;
          const float *more = table->joint_pJ + base + j * step;
          if (dim->divisor[j] % dim->divisor[i]) continue;
          for (size_t k = 0; k < step; k++) at[k] = more[k] < at[k] ? more[k] : at[k];
        }
  }
}

/* Numbers them: a set that the hub keeps, and a tensor not in it. */
static unsigned number_joints(const struct bound_table *hub, unsigned tensors, uint16_t *joint)
{
  unsigned n = 0;
  for (uint32_t i = 0; i < hub->sets; i++)
    for (unsigned t = 0; hub->set[i] && t < tensors; t++)
      if (!(hub->set[i] >> t & 1)) joint[hub->set[i] * JOINT_TENSORS + t] = (uint16_t)n++;
  return n;
}

/* Tensors that words of the level are brought of, if it keeps them. */
static uint32_t brought(const struct bound *b, const struct bound_table *hub, unsigned level)
{
  const struct lattice *p = b->frame->plan;
  uint32_t tensors = 0;
  for (unsigned t = 0; t < p->tensors; t++)
    if (p->level[0].keep >> t & 1 && hub->unit_pJ[t] > 0 &&
        (level == hub->level || may_keep(p, level, t)))
      tensors |= 1u << t;
  return tensors;
}

void bound_joint_make(const struct bound *b, struct bound_table *table, double most)
{
  const struct lattice *p = b->frame->plan;
  struct inside in = {.b = b, .table = table};
  const struct bound_table *hub = table->pairs ? table : NULL;
  for (unsigned l = 1; l < table->level; l++)
    if (b->at[l].table && b->at[l].table->joints && b->at[l].table->pairs) hub = b->at[l].table;
  if (!hub || p->tensors > JOINT_TENSORS || !b->at[table->level].routes->exact) return;
  unsigned joints = number_joints(hub, p->tensors, table->joint);
  size_t size = (size_t)joints * p->states;
  if (!size || (double)size * sizeof *table->joint_pJ > most) return;
  table->joints = joints, table->hub = hub;
  table->jointly = brought(b, hub, table->level);
  table->joint_pJ = xmalloc(size * sizeof *table->joint_pJ);
  if (hub == table) {
    fill_hub(b, table);
    return;
  }
  for (unsigned t = 0; t < p->tensors; t++) {
    struct cost cost = {0};
    double least;
    in.room[t] = station_room(&p->station[p->level[table->level].station], 1u << t, &least);
    if (!(table->jointly >> t & 1) || lattice_hands_on(p, table->level, t)) continue;
    frame_fill(b->frame, t, table->level, p->tensor[t].least / b->frame->used[table->level], 0,
               frame_any_tile, &cost);
    in.fill[t] = cost.pJ;
  }
  for (uint32_t state = 0; state < p->states; state++) fill_inside(&in, state);
  spread_down(p, table);
}
