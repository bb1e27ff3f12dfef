#include "compiler/mapper/bound.h"

#include <math.h>

struct bounding {
  struct bound *bound;
  const struct frame *frame;
  const struct lattice *plan;
  double word_pJ[LATTICE_TENSORS][LATTICE_LEVELS]; /* of a word that leaves the level */
  VEC(struct bound_way) ways;
};

static bool may_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].memory >= 0 && !(p->level[level].bypass >> t & 1);
}

static bool must_keep(const struct lattice *p, unsigned level, unsigned t)
{
  return p->level[level].keep >> t & 1;
}

/* All instances: what a word costs, and what is spared as the first sums find nothing to be
 * added to. */
static void price_words(struct bounding *b, unsigned t, unsigned level)
{
  const struct frame *f = b->frame;
  const struct lattice_level *l = &b->plan->level[level];
  const struct station *s = &b->plan->station[l->station];
  const struct station_word *word = &s->word[t];
  double access = word->split / (double)word->block * f->each[level];
  double read = access * s->read_pJ, address = f->each[level] * s->address_pJ;
  b->bound->first_pJ[t][level] = 0;
  b->word_pJ[t][level] = read + address;
  if (!(b->plan->outputs >> t & 1)) return;
  read += f->used[level] * s->reduce_pJ;
  b->word_pJ[t][level] = read + access * s->update_pJ + address;
  if (!(l->preload >> t & 1)) b->bound->first_pJ[t][level] = -f->share[t][level] * read;
}

/* What the words cost, at least, that come to a level from further out. */
static double find_rest(struct bounding *b, unsigned t, unsigned level)
{
  const struct lattice *p = b->plan;
  bool outermost = true;
  double rest = INFINITY;
  for (unsigned l = 0; l < level; l++) outermost &= !must_keep(p, l, t);
  if (outermost) return 0;
  for (unsigned l = level; l--;) {
    if (!may_keep(p, l, t)) continue;
    struct cost cost = {0};
    double least = p->tensor[t].least;
    if (!p->tensor[t].output) {
      frame_fill(b->frame, t, level, least / b->frame->used[level], 0, &cost);
      frame_serve(b->frame, t, l, floor(least / b->frame->used[l]), &cost);
    }
    rest = lesser(rest, cost.pJ + find_rest(b, t, l));
    if (must_keep(p, l, t)) break;
  }
  return rest;
}

static bool no_worse(const struct bounding *b, const struct bound_way *x,
                     const struct bound_way *y)
{
  for (unsigned t = 0; t < b->plan->tensors; t++)
    for (unsigned l = 0; l < b->plan->levels; l++)
      if (x->pJ_word[t][l] > y->pJ_word[t][l] || x->own_pJ_word[t][l] > y->own_pJ_word[t][l])
        return false;
  return true;
}

static void add_way(struct bounding *b, const struct bound_way *way)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < b->ways.n; i++)
    if (no_worse(b, &b->ways.at[i], way)) return;
  for (uint32_t i = 0; i < b->ways.n; i++)
    if (!no_worse(b, way, &b->ways.at[i])) b->ways.at[n++] = b->ways.at[i];
  b->ways.n = n;
  vec_push(&b->ways, *way);
}

/* Too many: one that is as good as any of them. */
static void merge_ways(struct bounding *b)
{
  if (b->ways.n <= BOUND_WAYS) return;
  struct bound_way *all = &b->ways.at[0];
  for (uint32_t i = 1; i < b->ways.n; i++)
    for (unsigned t = 0; t < b->plan->tensors; t++)
      for (unsigned l = 0; l < b->plan->levels; l++) {
        const struct bound_way *way = &b->ways.at[i];
        all->pJ_word[t][l] = lesser(all->pJ_word[t][l], way->pJ_word[t][l]);
        all->own_pJ_word[t][l] = lesser(all->own_pJ_word[t][l], way->own_pJ_word[t][l]);
      }
  b->ways.n = 1;
}

static void find_ways(struct bounding *b, unsigned level, const struct spreads *spreads)
{
  const struct bound_level *outer = level ? &b->bound->at[level - 1] : NULL;
  struct bound_way way = {0};
  b->ways.n = 0;
  if (!outer) vec_push(&b->ways, way);
  for (unsigned i = 0; outer && i < spreads[level - 1].n; i++) {
    const struct spread *s = &spreads[level - 1].at[i];
    for (unsigned k = 0; k < outer->ways; k++) {
      for (unsigned t = 0; t < b->plan->tensors; t++) {
        double groups = spread_groups(b->plan, level - 1, s, t);
        double least = spread_least_groups(b->plan, level - 1, s, t);
        for (unsigned l = 0; l < level; l++) {
          way.pJ_word[t][l] = outer->way[k].pJ_word[t][l] * groups;
          way.own_pJ_word[t][l] = outer->way[k].pJ_word[t][l] * least;
        }
      }
      add_way(b, &way);
    }
  }
  merge_ways(b);
  for (uint32_t i = 0; level < b->plan->levels && i < b->ways.n; i++)
    for (unsigned t = 0; t < b->plan->tensors; t++)
      b->ways.at[i].pJ_word[t][level] = b->ways.at[i].own_pJ_word[t][level] = b->word_pJ[t][level];
}

static void find_parents(const struct lattice *p, struct bound_level *at, unsigned level)
{
  for (unsigned t = 0; t < p->tensors; t++)
    for (unsigned l = level + (level < p->levels); l--;) {
      if (!may_keep(p, l, t)) continue;
      at->parent[t][at->parents[t]++] = (uint8_t)l;
      if (must_keep(p, l, t) && l < level) break;
    }
}

/* ---- tables ---- */

static const double TABLES_BYTES = 192e6; /* of a thread, at the most */

struct bound_table {
  unsigned level, sets, brought;
  uint32_t groups[LATTICE_LEVELS];  /* of the levels outside */
  uint32_t *set;                    /* what the level may keep */
  uint32_t *number;                 /* of a set of tensors that it brings, in pJ */
  double *pJ;                       /* [sets that may be brought][states] */
};

struct bound_tables {
  VEC(struct bound_table *) all;
  double bytes;
};

struct bound_tables *bound_tables_new(void)
{
  return xcalloc(1, sizeof(struct bound_tables));
}

static void forget_tables(struct bound_tables *t)
{
  for (uint32_t i = 0; i < t->all.n; i++) {
    xfree(t->all.at[i]->set);
    xfree(t->all.at[i]->number);
    xfree(t->all.at[i]->pJ);
    xfree(t->all.at[i]);
  }
  t->all.n = 0;
  t->bytes = 0;
}

void bound_tables_free(struct bound_tables *t)
{
  if (!t) return;
  forget_tables(t);
  vec_free(&t->all);
  xfree(t);
}

/* Whether no memory further out must keep the tensor: then nothing need come from there. */
static bool may_be_last(const struct lattice *p, unsigned level, unsigned t)
{
  for (unsigned l = 0; l < level; l++)
    if (must_keep(p, l, t)) return false;
  return true;
}

/* What tensors want at a level if it keeps them all and the next loop is over some dim. */
struct wants {
  double words[LATTICE_TENSORS];
};

static bool wants_no_less(const struct lattice *p, const struct wants *a, const struct wants *b)
{
  for (unsigned t = 0; t < p->tensors; t++)
    if (a->words[t] < b->words[t]) return false;
  return true;
}

/* All that it may want; what is no less than something else is left out.  Their number. */
static unsigned find_wants(const struct lattice *p, const struct horizon *h, struct wants *all)
{
  unsigned n = 0;
  double tile[LATTICE_TENSORS];
  int32_t size[LATTICE_TENSORS][MODEL_RANKS];
  for (unsigned t = 0; t < p->tensors; t++) {
    tile[t] = lattice_tile(p, t, h->extent);
    lattice_size(&p->tensor[t], h->extent, size[t]);
  }
  for (unsigned d = 0; d <= p->dims; d++) {
    struct wants w;
    bool more = h->outside > 1, last = d == p->dims, again = false;
    if (last ? n > 0 : !more || h->rest[d] <= 1) continue;
    for (unsigned t = 0; t < p->tensors; t++) {
      uint32_t dims = p->tensor[t].dims;
      bool moved = !last && dims >> d & 1;
      w.words[t] = horizon_still(h, p, t, moved ? 1u << d : dims, moved, tile[t], size[t]);
    }
    for (unsigned i = 0; i < n; i++) again |= wants_no_less(p, &w, &all[i]);
    if (!again) all[n++] = w;
  }
  return n;
}

/* The least over all multiples of the extents. */
static void spread_down(const struct lattice *p, double *pJ)
{
  for (unsigned d = 0; d < p->dims; d++) {
    const struct lattice_dim *dim = &p->dim[d];
    uint32_t line = dim->weight * dim->divisors;
    for (uint32_t base = 0; base < p->states; base += line)
      for (uint32_t k = 0; k < dim->weight; k++) {
        double *at = pJ + base + k;
        for (unsigned i = 0; i < dim->divisors; i++)
          for (unsigned j = i + 1; j < dim->divisors; j++)
            if (dim->divisor[j] % dim->divisor[i] == 0 && at[j * dim->weight] < at[i * dim->weight])
              at[i * dim->weight] = at[j * dim->weight];
      }
  }
}

/* What serving words of a tensor from a level costs: whatever the arrays, it is all of them. */
static double serve_at(const struct bound *b, const struct bound_way *way, unsigned t,
                       unsigned level, const struct wanted *wanted)
{
  bool own = wanted->own >> t & 1;
  double pJ = wanted->words[t] * (own ? way->own_pJ_word[t][level] : way->pJ_word[t][level]);
  return greater(pJ, b->least_pJ[t][level]) + b->first_pJ[t][level];
}

/* What serving a tensor from one of the levels below `end` costs, by the cheapest. */
static double serve_from(const struct bound *b, const struct bound_level *at,
                         const struct bound_way *way, unsigned t, const struct wanted *wanted,
                         unsigned end)
{
  const struct lattice *p = b->frame->plan;
  double best = INFINITY;
  for (unsigned i = 0; i < at->parents[t]; i++) {
    unsigned l = at->parent[t][i];
    if (l >= end) continue;
    best = lesser(best, serve_at(b, way, t, l, wanted) + b->rest_pJ[t][l]);
    if (p->level[l].keep >> t & 1) break;
  }
  return best;
}

/* … if the level `next` keeps just these. */
static double serve_if(const struct bound *b, const struct bound_level *at,
                       const struct bound_way *way, const struct wanted *wanted, unsigned next,
                       uint32_t keeps)
{
  double sum = 0;
  for (unsigned t = 0; t < b->frame->plan->tensors; t++) {
    if (!(wanted->tensors >> t & 1)) continue;
    if (keeps >> t & 1) sum += serve_at(b, way, t, next, wanted);
    else sum += serve_from(b, at, way, t, wanted, next);
  }
  return sum;
}

/* What serving each tensor costs from the level `next`, and from any further out. */
struct serving {
  double near[LATTICE_TENSORS], far[LATTICE_TENSORS];
};

static void find_serving(const struct bound *b, const struct bound_level *at,
                         const struct bound_way *way, const struct wanted *wanted, unsigned next,
                         struct serving *s)
{
  for (unsigned t = 0; t < b->frame->plan->tensors; t++) {
    s->near[t] = s->far[t] = 0;
    if (!(wanted->tensors >> t & 1)) continue;
    s->near[t] = serve_at(b, way, t, next, wanted);
    s->far[t] = serve_from(b, at, way, t, wanted, next);
  }
}

static double bring_to(const struct bound *b, const struct bound_table *table, uint32_t state,
                       uint32_t wanted)
{
  size_t brought = table->number[wanted];
  return table->pJ[brought * b->frame->plan->states + state];
}

/* A table while it is made. */
struct filling {
  const struct bound *b;
  unsigned level;
  struct bound_table *table;
  uint32_t brought[1u << LATTICE_TENSORS]; /* sets, by their number */
  uint32_t sets;
};

/* What serving words of each set costs, by one way to cross the arrays outside; the least so far is
 * in `pJ`, by number. */
static void serve_sets(const struct filling *f, const struct bound_way *way, uint32_t state,
                       const struct wanted *wanted, double *pJ)
{
  const struct bound *b = f->b;
  const struct bound_level *at = &b->at[f->level];
  const struct bound_table *outer = b->at[at->next].table;
  struct serving s;
  find_serving(b, at, way, wanted, (unsigned)at->next + !outer, &s);
  for (uint32_t i = 0; i < f->sets; i++) {
    uint32_t wants = f->brought[i] & wanted->tensors;
    if (!outer) {
      double sum = 0;
      for (unsigned t = 0; t < b->frame->plan->tensors; t++)
        if (wants >> t & 1) sum += s.far[t];
      pJ[i] = lesser(pJ[i], sum);
      continue;
    }
    for (unsigned k = 0; k < outer->sets; k++) {
      double sum = bring_to(b, outer, state, outer->set[k] & wants);
      for (unsigned t = 0; t < b->frame->plan->tensors; t++)
        if (wants >> t & 1) sum += outer->set[k] >> t & 1 ? s.near[t] : s.far[t];
      pJ[i] = lesser(pJ[i], sum);
    }
  }
}

/* What bringing tiles of each set with the extents of a state takes, into `pJ` by number. */
static void bring_sets(const struct filling *f, uint32_t state, const struct horizon *h, double *pJ)
{
  const struct bound *b = f->b;
  const struct lattice *p = b->frame->plan;
  struct wants wants[LATTICE_DIMS + 1];
  unsigned n = find_wants(p, h, wants);
  for (uint32_t i = 0; i < f->sets; i++) pJ[i] = INFINITY;
  for (unsigned k = 0; k < n; k++) {
    struct wanted wanted = {0};
    double fill[LATTICE_TENSORS] = {0}, served[1u << LATTICE_TENSORS];
    for (unsigned t = 0; t < p->tensors; t++) {
      if (may_be_last(p, f->level, t)) continue;
      struct cost cost = {0};
      wanted.tensors |= 1u << t, wanted.own |= 1u << t;
      wanted.words[t] = wants[k].words[t];
      if (!lattice_hands_on(p, f->level, t))
        frame_fill(b->frame, t, f->level, wanted.words[t], 0, &cost);
      fill[t] = cost.pJ;
    }
    for (uint32_t i = 0; i < f->sets; i++) served[i] = INFINITY;
    for (unsigned w = 0; w < b->at[f->level].ways; w++)
      serve_sets(f, &b->at[f->level].way[w], state, &wanted, served);
    for (uint32_t i = 0; i < f->sets; i++) {
      for (unsigned t = 0; t < p->tensors; t++)
        if (f->brought[i] >> t & 1) served[i] += fill[t];
      pJ[i] = lesser(pJ[i], served[i]);
    }
  }
}

/* Which sets have room, by number; false: none but that of nothing. */
static bool find_room(const struct filling *f, const int64_t *extent, bool *room)
{
  bool any = false;
  for (uint32_t i = 0; i < f->sets; i++) {
    room[i] = lattice_has_room(f->b->frame->plan, f->level, f->brought[i], extent);
    any |= room[i] && f->brought[i];
  }
  return any;
}

static void fill_state(const struct filling *f, uint32_t state)
{
  const struct lattice *p = f->b->frame->plan;
  uint8_t index[LATTICE_DIMS];
  int64_t extent[LATTICE_DIMS];
  double pJ[1u << LATTICE_TENSORS] = {0};
  bool room[1u << LATTICE_TENSORS];
  struct horizon h;
  lattice_decode(p, state, index, extent);
  double outside = frame_outside(f->b->frame, f->level, extent);
  bool may = outside >= 1 && outside == floor(outside);
  if (may && find_room(f, extent, room)) {
    horizon_make(&h, p, outside, extent);
    bring_sets(f, state, &h, pJ);
  }
  for (uint32_t i = 0; i < f->sets; i++)
    f->table->pJ[(size_t)i * p->states + state] = may && room[i] ? pJ[i] : INFINITY;
}

/* By what is brought; and what it may keep, which is no less than it must. */
static struct bound_table *make_table(const struct bound *b, unsigned level,
                                      const uint32_t *groups)
{
  const struct lattice *p = b->frame->plan;
  struct bound_table *table = xcalloc(1, sizeof *table);
  struct filling f = {.b = b, .level = level, .table = table};
  uint32_t all = (1u << p->tensors) - 1, may = all & ~p->level[level].bypass;
  size_t sets = (size_t)1 << __builtin_popcount(may);
  table->level = level;
  memcpy(table->groups, groups, level * sizeof *groups);
  table->set = xcalloc(sets, sizeof *table->set);
  table->number = xcalloc((size_t)all + 1, sizeof *table->number);
  table->pJ = xmalloc(sets * p->states * sizeof *table->pJ);
  for (uint32_t set = may;; set = (set - 1) & may) {
    if (!(p->level[level].keep & ~set)) table->set[table->sets++] = set;
    table->number[set] = f.sets;
    f.brought[f.sets++] = set;
    if (!set) break;
  }
  table->brought = f.sets;
  for (uint32_t state = 0; state < p->states; state++) fill_state(&f, state);
  for (uint32_t i = 0; i < f.sets; i++) spread_down(p, table->pJ + (size_t)i * p->states);
  return table;
}

static const struct bound_table *find_table(const struct bound *b, unsigned level,
                                            const uint32_t *groups, struct bound_tables *tables)
{
  for (uint32_t i = 0; i < tables->all.n; i++) {
    const struct bound_table *t = tables->all.at[i];
    if (t->level == level && !memcmp(t->groups, groups, level * sizeof *groups)) return t;
  }
  struct bound_table *table = make_table(b, level, groups);
  vec_push(&tables->all, table);
  tables->bytes += (double)table->brought * b->frame->plan->states * sizeof *table->pJ;
  return table;
}

/* ---- bounds ---- */

void bound_make(struct bound *bound, const struct frame *frame, const struct spreads *spreads,
                const uint32_t *groups, struct bound_tables *tables, struct arena *arena)
{
  struct bounding b = {.bound = bound, .frame = frame, .plan = frame->plan};
  int next = -1;
  memset(bound, 0, sizeof *bound);
  bound->frame = frame;
  if (tables && tables->bytes > TABLES_BYTES) forget_tables(tables);
  for (unsigned t = 0; t < b.plan->tensors; t++)
    for (unsigned l = 0; l < b.plan->levels; l++)
      if (may_keep(b.plan, l, t)) {
        price_words(&b, t, l);
        bound->least_pJ[t][l] = b.plan->tensor[t].least / frame->used[l] * b.word_pJ[t][l];
        bound->rest_pJ[t][l] = find_rest(&b, t, l);
      }
  for (unsigned l = 0; l <= b.plan->levels; l++) {
    struct bound_level *at = &bound->at[l];
    find_parents(b.plan, at, l);
    find_ways(&b, l, spreads);
    at->ways = b.ways.n;
    at->way = at->ways ? arena_copy(arena, b.ways.at, at->ways * sizeof *at->way) : NULL;
    at->next = next;
    if (l == b.plan->levels || b.plan->level[l].memory < 0) continue;
    if (tables && next >= 0) at->table = find_table(bound, l, groups, tables);
    next = (int)l;
  }
  vec_free(&b.ways);
}

double bound_pJ_if(const struct bound *b, unsigned level, uint32_t state, uint32_t keeps,
                   const struct wanted *wanted)
{
  const struct bound_level *at = &b->at[level];
  double least = INFINITY;
  for (unsigned w = 0; w < at->ways; w++)
    least = lesser(least, serve_if(b, at, &at->way[w], wanted, level, keeps));
  if (!at->table) {
    for (unsigned t = 0; t < b->frame->plan->tensors; t++)
      if (keeps & wanted->tensors & 1u << t) least += b->rest_pJ[t][level];
    return least;
  }
  return least + bring_to(b, at->table, state, keeps & wanted->tensors);
}

double bound_pJ(const struct bound *b, unsigned level, uint32_t state, enum kept kept,
                const struct wanted *wanted)
{
  const struct bound_level *at = &b->at[level];
  const struct lattice *p = b->frame->plan;
  unsigned tensors = p->tensors;
  bool here = kept != KEPT && level < p->levels && p->level[level].memory >= 0;
  int next = here ? (int)level : at->next;
  const struct bound_table *table = next >= 0 ? b->at[next].table : NULL;
  double least = INFINITY;
  for (unsigned w = 0; w < at->ways; w++) {
    struct serving s;
    if (!table) {
      least = lesser(least, serve_if(b, at, &at->way[w], wanted, here ? level + 1 : level, 0));
      continue;
    }
    find_serving(b, at, &at->way[w], wanted, (unsigned)next, &s);
    for (unsigned i = 0; i < table->sets; i++) {
      if (kept == SOME && here && !(table->set[i] & wanted->tensors)) continue;
      double pJ = bring_to(b, table, state, table->set[i] & wanted->tensors);
      for (unsigned t = 0; t < tensors; t++) pJ += table->set[i] >> t & 1 ? s.near[t] : s.far[t];
      least = lesser(least, pJ);
    }
  }
  return least;
}
