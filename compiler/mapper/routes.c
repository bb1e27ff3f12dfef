#include "compiler/mapper/routes.h"

#include <assert.h>

/* Routes while they are found. */
struct finding {
  struct routes *routes;
  VEC(struct way_out) ways;
  uint32_t *table;               /* the last way with such factors, by a hash; 0: none */
  VEC(uint32_t) before;          /* the one before it in the same place of the table */
  uint32_t slots;
};

enum { WAYS_MOST = 1 << 12, PAIRS_MOST = 1 << 14 };

static unsigned prices(const struct routes *r)
{
  return 2 * r->plan->tensors * r->stride;
}

static bool no_dearer(const struct routes *r, const double *a, const double *b)
{
  for (unsigned i = 0; i < prices(r); i++)
    if (a[i] > b[i]) return false;
  return true;
}

static void make_cheaper(const struct routes *r, double *a, const double *b)
{
  for (unsigned i = 0; i < prices(r); i++) a[i] = lesser(a[i], b[i]);
}

static int64_t common(int64_t a, int64_t b)
{
  while (b) {
    int64_t rest = a % b;
    a = b, b = rest;
  }
  return a;
}

/* One way that is as good as any of them. */
static struct way_out merged(const struct routes *r, const struct way_out *way, uint32_t n)
{
  struct way_out all = {.pJ = arena_copy(r->arena, way[0].pJ, prices(r) * sizeof *way[0].pJ)};
  memcpy(all.factor, way[0].factor, sizeof all.factor);
  for (uint32_t i = 1; i < n; i++) {
    make_cheaper(r, all.pJ, way[i].pJ);
    for (unsigned d = 0; d < r->plan->dims; d++)
      all.factor[d] = common(all.factor[d], way[i].factor[d]);
  }
  return all;
}

/* ---- all ways ---- */

static uint32_t slot_of(const struct finding *f, const int64_t *factor)
{
  uint64_t hash = 0;
  for (unsigned d = 0; d < f->routes->plan->dims; d++)
    hash = (hash ^ (uint64_t)factor[d]) * 0x9e3779b97f4a7c15u;
  return (uint32_t)(hash >> 32) & (f->slots - 1);
}

static void find_slots(struct finding *f)
{
  f->slots = f->slots ? f->slots * 2 : 256;
  xfree(f->table);
  f->table = xcalloc(f->slots, sizeof *f->table);
  f->before.n = 0;
  for (uint32_t i = 0; i < f->ways.n; i++) {
    uint32_t *slot = &f->table[slot_of(f, f->ways.at[i].factor)];
    vec_push(&f->before, *slot);
    *slot = i + 1;
  }
}

/* A way, unless there is one with the same factors that is no dearer. */
static void add_way(struct finding *f, const int64_t *factor, const double *pJ)
{
  struct routes *r = f->routes;
  uint32_t *slot = &f->table[slot_of(f, factor)];
  for (uint32_t i = *slot; i; i = f->before.at[i - 1]) {
    assert(i <= f->ways.n);
    struct way_out *way = &f->ways.at[i - 1];
    if (memcmp(way->factor, factor, sizeof way->factor)) continue;
    if (no_dearer(r, way->pJ, pJ)) return;
    if (no_dearer(r, pJ, way->pJ)) {
      make_cheaper(r, way->pJ, pJ);
      return;
    }
  }
  struct way_out way = {.pJ = arena_copy(r->arena, pJ, prices(r) * sizeof *pJ)};
  memcpy(way.factor, factor, sizeof way.factor);
  vec_push(&f->ways, way);
  vec_push(&f->before, *slot);
  *slot = f->ways.n;
  if (f->ways.n > f->slots) find_slots(f);
}

/* What words of one more array cost. */
static void cross_array(const struct routes *r, const struct routes *outer,
                        const struct way_out *way, const struct spread *s, double *pJ)
{
  const struct lattice *p = r->plan;
  for (unsigned t = 0; t < p->tensors; t++) {
    double groups = spread_groups(p, r->level - 1, s, t);
    double least = spread_least_groups(p, r->level - 1, s, t);
    for (unsigned l = 0; l < r->level; l++) {
      double each = route_pJ(outer, way->pJ, t, l, false);
      pJ[t * r->stride + l] = each * groups;
      pJ[(p->tensors + t) * r->stride + l] = each * least;
    }
  }
}

static void price_level(const struct routes *r, const double word_pJ[][LATTICE_LEVELS], double *pJ)
{
  const struct lattice *p = r->plan;
  for (unsigned t = 0; t < p->tensors && r->level < p->levels; t++)
    pJ[t * r->stride + r->level] = pJ[(p->tensors + t) * r->stride + r->level] =
      word_pJ[t][r->level];
}

/* Each of some ways through the arrays outside, and each spread across the one after these. */
static void find_ways(struct finding *f, const struct routes *outer, const struct way_out *way,
                      uint32_t ways, const struct spreads *spreads, double *pJ)
{
  const struct lattice *p = f->routes->plan;
  int64_t factor[LATTICE_DIMS] = {0};
  for (uint32_t i = 0; i < spreads->n; i += spreads->at[i].run) {
    const struct spread *s = &spreads->at[i];
    for (uint32_t k = 0; k < ways; k++) {
      bool fits = true;
      for (unsigned d = 0; d < p->dims; d++) {
        factor[d] = way[k].factor[d] * s->factor[d];
        fits = fits && p->dim[d].bound % factor[d] == 0;
      }
      if (!fits) continue;
      cross_array(f->routes, outer, &way[k], s, pJ);
      add_way(f, factor, pJ);
    }
  }
}

static void find_from(struct finding *f, const struct routes *outer, const struct spreads *spreads,
                      const double word_pJ[][LATTICE_LEVELS])
{
  struct routes *r = f->routes;
  double pJ[2 * LATTICE_TENSORS * LATTICE_LEVELS] = {0};
  price_level(r, word_pJ, pJ);
  if (!outer) {
    struct way_out way = {.pJ = arena_copy(r->arena, pJ, prices(r) * sizeof *pJ)};
    for (unsigned d = 0; d < LATTICE_DIMS; d++) way.factor[d] = 1;
    vec_push(&f->ways, way);
  } else if (outer->n > 1 && (uint64_t)outer->n * spreads->n > PAIRS_MOST) {
    struct way_out one = merged(outer, outer->way, outer->n);
    r->exact = false;
    find_ways(f, outer, &one, 1, spreads, pJ);
  } else {
    find_ways(f, outer, outer->way, outer->n, spreads, pJ);
  }
}

/* What matters of the rest of a dim is what it has in common with all factors. */
static void find_places(struct routes *r, unsigned d)
{
  const struct lattice_dim *dim = &r->plan->dim[d];
  int64_t all = 1;
  for (uint32_t i = 0; i < r->n; i++) {
    int64_t factor = r->way[i].factor[d];
    all = all / common(all, factor) * factor;
  }
  r->place[d] = ARENA_ARRAY(r->arena, uint32_t, dim->divisors);
  for (unsigned i = 0; i < dim->divisors; i++) {
    int64_t rest = common(dim->bound / dim->divisor[i], all);
    r->place[d][i] = lattice_divisor(dim, rest) * dim->weight;
  }
}

struct routes *routes_make(const struct lattice *plan, unsigned level, const struct routes *outer,
                           const struct spreads *spreads,
                           const double word_pJ[][LATTICE_LEVELS], struct arena *arena)
{
  struct routes *r = arena_alloc(arena, sizeof *r);
  struct finding f = {.routes = r};
  r->plan = plan, r->arena = arena;
  r->level = level, r->stride = level + (level < plan->levels);
  r->exact = !outer || outer->exact;
  find_slots(&f);
  find_from(&f, outer, spreads, word_pJ);
  r->n = f.ways.n;
  if (r->n > WAYS_MOST) *f.ways.at = merged(r, f.ways.at, r->n), r->n = 1, r->exact = false;
  r->way = arena_copy(arena, f.ways.at, r->n * sizeof *r->way);
  for (uint32_t i = 0; i < r->n; i++)
    for (unsigned d = 0; d < plan->dims; d++)
      r->way[i].divisor[d] = (uint8_t)lattice_divisor(&plan->dim[d], r->way[i].factor[d]);
  for (unsigned d = 0; d < plan->dims; d++) find_places(r, d);
  xfree(f.table);
  vec_free(&f.before);
  vec_free(&f.ways);
  return r;
}

double routes_bytes(const struct routes *r)
{
  return (double)sizeof *r + r->n * ((double)sizeof *r->way + (double)prices(r) * (double)sizeof(double));
}

/* ---- from one place ---- */

static bool fits_in(const struct lattice *p, const struct way_out *way, const int64_t *rest)
{
  for (unsigned d = 0; d < p->dims; d++)
    if (rest[d] % way->factor[d]) return false;
  return true;
}

/* Those that fit, and that no other beats; if they are many, one as good as any. */
static struct route_list *find_list(const struct routes *r, uint32_t place, const uint8_t *index)
{
  const struct lattice *p = r->plan;
  struct route_list *list = arena_alloc(r->arena, sizeof *list);
  const double *best[ROUTES_MOST];
  int64_t rest[LATTICE_DIMS];
  double *one = NULL;
  const struct way_out **way = ARENA_ARRAY(r->arena, const struct way_out *, r->n);
  *list = (struct route_list){.place = place};
  for (unsigned d = 0; d < p->dims; d++)
    rest[d] = p->dim[d].bound / p->dim[d].divisor[index[d]];
  for (uint32_t i = 0; i < r->n; i++) {
    const double *pJ = r->way[i].pJ;
    unsigned k = 0, n = 0;
    if (!fits_in(p, &r->way[i], rest)) continue;
    way[list->ways++] = &r->way[i];
    while (k < list->n && !no_dearer(r, best[k], pJ)) k++;
    if (k < list->n) continue;
    for (k = 0; k < list->n; k++)
      if (!no_dearer(r, pJ, best[k])) best[n++] = best[k];
    list->n = n;
    if (list->n < ROUTES_MOST) {
      best[list->n++] = pJ;
      continue;
    }
    if (!one) one = arena_copy(r->arena, pJ, prices(r) * sizeof *pJ);
    make_cheaper(r, one, pJ);
    for (k = 0; k < list->n; k++) make_cheaper(r, one, best[k]);
    best[0] = one, list->n = 1;
  }
  list->way = way;
  if (!list->n) return list;
  list->at = arena_copy(r->arena, best, list->n * sizeof *best);
  double *least = arena_copy(r->arena, best[0], prices(r) * sizeof *least);
  for (unsigned k = 1; k < list->n; k++) make_cheaper(r, least, best[k]);
  list->least = least;
  return list;
}

const struct route_list *routes_from(struct routes *r, const uint8_t *index)
{
  uint32_t place = 0;
  for (unsigned d = 0; d < r->plan->dims; d++) place += r->place[d][index[d]];
  struct route_list **head = &r->list[place * 2654435761u >> 24];
  for (struct route_list *list = *head; list; list = list->next)
    if (list->place == place) return list;
  struct route_list *list = find_list(r, place, index);
  list->next = *head;
  return *head = list;
}
