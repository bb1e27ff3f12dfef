/* Workloads of several Einsums, which run one after the other: each becomes a workload with the
 * dims and tensors that it speaks of, and so does what mappings, mapspaces and mappers say. */
#include "compiler/ir/split_inside.h"

#include "lang/base/map.h"
#include "lang/base/vec.h"

#include <string.h>

struct splitting {
  struct arena *arena;
  struct ir_design *out;    /* with room for everything */
};

/* ---- what an Einsum speaks of ---- */

static void mark_access(const struct piece *p, const struct ir_access *a)
{
  p->tensor[a->tensor] = 0;
  for (unsigned i = 0; i < a->ranks * p->whole->dims; i++)
    if (a->coefficients[i]) p->dim[i % p->whole->dims] = 0;
}

static unsigned number(int *of, unsigned n)
{
  int next = 0;
  for (unsigned i = 0; i < n; i++)
    if (of[i] >= 0) of[i] = next++;
  return (unsigned)next;
}

static struct ir_access access_of(struct arena *a, const struct piece *p, const struct ir_access *from)
{
  struct ir_access to = *from;
  to.tensor = (unsigned)p->tensor[from->tensor];
  to.coefficients = ARENA_ARRAY(a, int64_t, (size_t)from->ranks * p->alone.dims);
  for (unsigned r = 0; r < from->ranks; r++)
    for (unsigned d = 0; d < p->whole->dims; d++)
      if (p->dim[d] >= 0)
        to.coefficients[r * p->alone.dims + (unsigned)p->dim[d]] = from->coefficients[r * p->whole->dims + d];
  return to;
}

static void take_members(struct arena *a, struct piece *p)
{
  struct ir_workload *w = &p->alone;
  w->dim = ARENA_ARRAY(a, struct ir_dim, w->dims);
  w->tensor = ARENA_ARRAY(a, struct ir_tensor, w->tensors);
  for (unsigned d = 0; d < p->whole->dims; d++)
    if (p->dim[d] >= 0) w->dim[p->dim[d]] = p->whole->dim[d];
  for (unsigned t = 0; t < p->whole->tensors; t++)
    if (p->tensor[t] >= 0) w->tensor[p->tensor[t]] = p->whole->tensor[t];
}

static struct piece piece_of(struct arena *a, const struct ir_workload *w, unsigned k)
{
  struct piece p = {.whole = w, .einsum = &w->einsum[k]};
  struct ir_einsum *e = ARENA_NEW(a, struct ir_einsum);
  p.dim = ARENA_ARRAY(a, int, w->dims);
  p.tensor = ARENA_ARRAY(a, int, w->tensors);
  for (unsigned d = 0; d < w->dims; d++) p.dim[d] = -1;
  for (unsigned t = 0; t < w->tensors; t++) p.tensor[t] = -1;
  mark_access(&p, &p.einsum->output);
  for (unsigned i = 0; i < p.einsum->inputs; i++) mark_access(&p, &p.einsum->input[i]);
  p.alone = (struct ir_workload){
    .name = arena_printf(a, "%s.%s", w->name, w->tensor[p.einsum->output.tensor].name),
    .dims = number(p.dim, w->dims), .tensors = number(p.tensor, w->tensors), .einsums = 1,
    .einsum = e, .span = w->span};
  take_members(a, &p);
  *e = *p.einsum;
  e->output = access_of(a, &p, &p.einsum->output);
  e->input = ARENA_ARRAY(a, struct ir_access, e->inputs);
  for (unsigned i = 0; i < e->inputs; i++) e->input[i] = access_of(a, &p, &p.einsum->input[i]);
  return p;
}

/* ---- sets and places ---- */

static struct span *places_of(struct arena *a, const struct piece *p, const struct span *at)
{
  struct span *out = at ? ARENA_ARRAY(a, struct span, p->alone.tensors) : NULL;
  for (unsigned t = 0; at && t < p->whole->tensors; t++)
    if (p->tensor[t] >= 0) out[p->tensor[t]] = at[t];
  return out;
}

/* ---- mappings ---- */

static struct ir_level level_of(struct arena *a, const struct piece *p, const struct ir_level *from)
{
  struct ir_level to = *from;
  to.loop = ARENA_ARRAY(a, struct ir_loop, from->loops);
  to.loops = 0;
  for (unsigned i = 0; i < from->loops; i++) {
    if (p->dim[from->loop[i].dim] < 0) continue;
    to.loop[to.loops] = from->loop[i];
    to.loop[to.loops++].dim = (unsigned)p->dim[from->loop[i].dim];
  }
  to.tensors = ir_tensors_of(p, from->tensors);
  to.refetch = ir_tensors_of(p, from->refetch), to.preload = ir_tensors_of(p, from->preload);
  to.unicast = ir_tensors_of(p, from->unicast), to.direct = ir_tensors_of(p, from->direct);
  to.kept_at = places_of(a, p, from->kept_at), to.bypassed_at = places_of(a, p, from->bypassed_at);
  return to;
}

static int split_mapping(struct splitting *s, const struct piece *p, int from, unsigned workload)
{
  if (from < 0) return -1;
  struct ir_mapping *to = &s->out->mapping[s->out->mappings];
  *to = s->out->mapping[from];
  to->workload = workload;
  to->level = ARENA_ARRAY(s->arena, struct ir_level, to->levels);
  for (unsigned i = 0; i < to->levels; i++)
    to->level[i] = level_of(s->arena, p, &s->out->mapping[from].level[i]);
  return (int)s->out->mappings++;
}

/* ---- mapspaces ---- */

static unsigned count_of(uint64_t set) { return (unsigned)__builtin_popcountll(set); }

/* Takes an upper limit to one of the same loops. */
static void narrow(struct ir_limit *to, const struct ir_limit *by)
{
  if (by->high >= to->high || by->high < to->low) return; /* what contradicts itself was told */
  to->high = by->high, to->high_at = by->high_at;
  while (to->choices && to->choice[to->choices - 1] > to->high) to->choices--;
  if (to->choices) to->high = to->choice[to->choices - 1];
  else to->choice = NULL;
}

static void take_limit(const struct ir_limit *l, struct ir_open *to)
{
  unsigned k = 0;
  while (k < to->limits && (to->limit[k].axis != l->axis || to->limit[k].dims != l->dims)) k++;
  if (k == to->limits) to->limit[to->limits++] = *l;
  else narrow(&to->limit[k], l);
}

/* Limits of loops over dims that the Einsum lacks say nothing of it; of products with such dims it is
 * the upper limit that does, beside what is said of the others alone. */
static void take_limits(struct arena *a, const struct piece *p, const struct ir_open *from,
                        struct ir_open *to)
{
  to->limit = ARENA_ARRAY(a, struct ir_limit, from->limits);
  to->limits = 0;
  for (unsigned less = 0; less < 2; less++)
    for (unsigned i = 0; i < from->limits; i++) {
      struct ir_limit l = from->limit[i];
      l.dims = ir_set_of(l.dims, p->dim, p->whole->dims);
      if (!l.dims || (count_of(l.dims) < count_of(from->limit[i].dims)) != less) continue;
      if (less) l.low = 1, l.low_at = (struct span){0}, l.choices = 0, l.choice = NULL;
      take_limit(&l, to);
    }
}

static void take_orders(struct arena *a, const struct piece *p, const struct ir_open *from,
                        struct ir_open *to)
{
  to->order = ARENA_ARRAY(a, struct ir_order, from->orders);
  to->orders = 0;
  for (unsigned i = 0; i < from->orders; i++) {
    if (p->dim[from->order[i].dim] < 0) continue;
    to->order[to->orders] = from->order[i];
    to->order[to->orders].dim = (unsigned)p->dim[from->order[i].dim];
    to->order[to->orders++].outside = ir_set_of(from->order[i].outside, p->dim, p->whole->dims);
  }
}

static void take_tiles(struct arena *a, const struct piece *p, const struct ir_open *from,
                       struct ir_open *to)
{
  to->tile = ARENA_ARRAY(a, struct ir_tile, from->tiles);
  to->tiles = 0;
  for (unsigned i = 0; i < from->tiles; i++) {
    if (p->tensor[from->tile[i].tensor] < 0) continue;
    to->tile[to->tiles] = from->tile[i];
    to->tile[to->tiles++].tensor = (unsigned)p->tensor[from->tile[i].tensor];
  }
}

static struct ir_open open_of(struct arena *a, const struct piece *p, const struct ir_open *from)
{
  struct ir_open to = *from;
  take_limits(a, p, from, &to);
  take_orders(a, p, from, &to);
  take_tiles(a, p, from, &to);
  to.keep = ir_tensors_of(p, from->keep), to.bypass = ir_tensors_of(p, from->bypass);
  to.carries = ir_tensors_of(p, from->carries);
  to.refetch = ir_tensors_of(p, from->refetch), to.preload = ir_tensors_of(p, from->preload);
  to.unicast = ir_tensors_of(p, from->unicast), to.direct = ir_tensors_of(p, from->direct);
  to.kept_at = places_of(a, p, from->kept_at), to.bypassed_at = places_of(a, p, from->bypassed_at);
  return to;
}

static int split_mapspace(struct splitting *s, const struct piece *p, int from, unsigned workload)
{
  if (from < 0) return -1;
  struct ir_mapspace *to = &s->out->mapspace[s->out->mapspaces];
  *to = s->out->mapspace[from];
  to->workload = workload;
  to->open = ARENA_ARRAY(s->arena, struct ir_open, to->opens);
  for (unsigned i = 0; i < to->opens; i++)
    to->open[i] = open_of(s->arena, p, &s->out->mapspace[from].open[i]);
  return (int)s->out->mapspaces++;
}

/* ---- mappers ---- */

/* What is counted of a tensor that the Einsum lacks is nothing. */
static struct ir_goal_step step_of(const struct piece *p, struct ir_goal_step step)
{
  bool counted = step.code >= IR_ENERGY_OF && step.code <= IR_UPDATES_OF && step.tensor >= 0;
  if (!counted) return step;
  step.tensor = p->tensor[step.tensor];
  return step.tensor >= 0 ? step : (struct ir_goal_step){.code = IR_NUMBER};
}

static int split_mapper(struct splitting *s, const struct piece *p, int from, unsigned workload)
{
  if (from < 0) return -1;
  struct ir_mapper *to = &s->out->mapper[s->out->mappers];
  *to = s->out->mapper[from];
  to->workload = workload;
  to->goal = ARENA_ARRAY(s->arena, struct ir_goal, to->goals);
  for (unsigned i = 0; i < to->goals; i++) {
    struct ir_goal *goal = &to->goal[i];
    *goal = s->out->mapper[from].goal[i];
    struct ir_goal_step *step = ARENA_ARRAY(s->arena, struct ir_goal_step, goal->steps);
    for (unsigned k = 0; k < goal->steps; k++) step[k] = step_of(p, goal->step[k]);
    goal->step = step;
  }
  return (int)s->out->mappers++;
}

/* ---- sparsities ---- */

static int split_sparsity(struct splitting *s, const struct piece *p, int from, unsigned workload)
{
  if (from < 0) return -1;
  struct ir_sparsity *to = &s->out->sparsity[s->out->sparsities];
  *to = ir_sparsity_of(s->arena, p, &s->out->sparsity[from]);
  to->workload = workload;
  return (int)s->out->sparsities++;
}

/* ---- runs ---- */

/* "Attention.Scores"; a number tells apart Einsums that make the same tensor. */
static const char *name_of(struct splitting *s, const struct ir_run *run, const struct piece *p, unsigned k)
{
  const struct ir_workload *w = p->whole;
  const char *tensor = w->tensor[p->einsum->output.tensor].name;
  unsigned before = 0;
  for (unsigned i = 0; i < k; i++) before += w->einsum[i].output.tensor == p->einsum->output.tensor;
  return before ? arena_printf(s->arena, "%s.%s_%u", run->name, tensor, before + 1)
                : arena_printf(s->arena, "%s.%s", run->name, tensor);
}

static struct ir_run split_run(struct splitting *s, const struct ir_run *run, unsigned k)
{
  struct ir_workload *w = &s->out->workload[s->out->workloads];
  struct piece p = piece_of(s->arena, &s->out->workload[run->workload], k);
  struct ir_run to = *run;
  *w = p.alone;
  to.name = name_of(s, run, &p, k);
  to.whole = run->name;
  to.part = k;
  to.parts = p.whole->einsums;
  to.listed = true;
  to.workload = s->out->workloads++;
  to.mapping = split_mapping(s, &p, run->mapping, to.workload);
  to.mapspace = split_mapspace(s, &p, run->mapspace, to.workload);
  to.mapper = split_mapper(s, &p, run->mapper, to.workload);
  to.sparsity = split_sparsity(s, &p, run->sparsity, to.workload);
  return to;
}

static unsigned einsums_of(const struct ir_design *d, const struct ir_run *run)
{
  return d->workload[run->workload].einsums;
}

/* Room for `more` elements behind the `n` that an array has; one of none may be null. */
#define ROOM(a, at, n, more) \
  ((at) = filled(ARENA_ARRAY((a), __typeof__(*(at)), (n) + (more)), (at), (n) * sizeof *(at)))

static void *filled(void *to, const void *from, size_t bytes)
{
  return bytes ? memcpy(to, from, bytes) : to;
}

void ir_split(struct arena *arena, struct ir_design *d)
{
  struct splitting s = {arena, d};
  const struct ir_run *run = d->run;
  unsigned n = d->runs, parts = 0;
  for (unsigned i = 0; i < n; i++) parts += einsums_of(d, &run[i]) > 1 ? einsums_of(d, &run[i]) : 0;
  if (!parts) return;
  ROOM(arena, d->workload, d->workloads, parts);
  ROOM(arena, d->mapping, d->mappings, n + 2 * parts); /* and for what searches find */
  ROOM(arena, d->mapspace, d->mapspaces, parts);
  ROOM(arena, d->mapper, d->mappers, parts);
  ROOM(arena, d->sparsity, d->sparsities, parts);
  d->run = ARENA_ARRAY(arena, struct ir_run, n + parts);
  d->runs = 0;
  for (unsigned i = 0; i < n; i++) {
    if (einsums_of(d, &run[i]) <= 1) d->run[d->runs++] = run[i];
    else
      for (unsigned k = 0; k < einsums_of(d, &run[i]); k++) d->run[d->runs++] = split_run(&s, &run[i], k);
  }
}
