/* Of what energy is made, and levels, in two reports. */
#include "runtime/report/diff_inside.h"
#include "runtime/report/rows.h"

#include "lang/base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct parts { struct diff_part *at; uint32_t n, cap; };

struct gathering {
  struct arena *arena;
  struct parts parts;
  bool after;                 /* the side that is being gathered */
};

static bool same_name(const char *a, const char *b)
{
  return a && b ? !strcmp(a, b) : !a && !b;
}

static struct diff_part *part_of(struct gathering *g, const char *level, const char *tensor,
                                 const char *action)
{
  for (uint32_t i = 0; i < g->parts.n; i++) {
    struct diff_part *p = &g->parts.at[i];
    if (!strcmp(p->level, level) && same_name(p->tensor, tensor) && !strcmp(p->action, action))
      return p;
  }
  vec_push_in(g->arena, &g->parts, (struct diff_part){.level = level, .tensor = tensor,
                                                        .action = action});
  return &g->parts.at[g->parts.n - 1];
}

static void add_row(void *context, const struct report_row *row)
{
  struct gathering *g = context;
  double times = (double)row->run->count;
  if (!(row->count > 0)) return;
  const char *tensor = row->tensor < 0 ? NULL : row->run->einsum->tensor[row->tensor].name;
  struct diff_part *p = part_of(g, row->name, tensor, row->action->name);
  *(g->after ? &p->energy_pJ.after : &p->energy_pJ.before) += row->energy_pJ * times;
  *(g->after ? &p->count.after : &p->count.before) += row->count * times;
  *(g->after ? &p->each_pJ.after : &p->each_pJ.before) = row->action->each_pJ;
}

static double change_of(const struct diff_part *p)
{
  return fabs(p->energy_pJ.after - p->energy_pJ.before);
}

/* By the change; what changes alike stands in the order in which it lies in the arch. */
static int by_change(const void *left, const void *right)
{
  const struct diff_part *const *a = left, *const *b = right;
  double of_a = change_of(*a), of_b = change_of(*b);
  if (of_a > of_b || of_a < of_b) return of_a < of_b ? 1 : -1;
  return *a < *b ? -1 : 1;
}

static bool part_changed(const struct diff_part *p)
{
  return !diff_is_same(p->energy_pJ.before, p->energy_pJ.after) ||
         !diff_is_same(p->count.before, p->count.after);
}

void diff_energy(struct arena *arena, struct diff_run *run)
{
  struct gathering g = {.arena = arena};
  report_rows(run->before, add_row, &g);
  g.after = true;
  report_rows(run->after, add_row, &g);
  const struct diff_part **order = ARENA_ARRAY(arena, const struct diff_part *, g.parts.n + 1);
  struct diff_part *part = ARENA_ARRAY(arena, struct diff_part, g.parts.n + 1);
  for (uint32_t i = 0; i < g.parts.n; i++)
    if (part_changed(&g.parts.at[i])) order[run->parts++] = &g.parts.at[i];
  qsort(order, run->parts, sizeof *order, by_change);
  for (unsigned i = 0; i < run->parts; i++) part[i] = *order[i];
  run->part = part;
}

/* ---- levels ---- */

static const char *level_name(const struct report_run *run, const struct level_result *l)
{
  return run->arch->node[l->node].name;
}

static const struct level_result *level_named(const struct report_run *run, const char *name)
{
  for (unsigned i = 0; i < run->result->levels; i++)
    if (!strcmp(level_name(run, &run->result->level[i]), name)) return &run->result->level[i];
  return NULL;
}

/* Energies are told action by action. */
static bool level_changed(const struct level_result *a, const struct level_result *b)
{
  return a->instances != b->instances || a->cycles != b->cycles || a->bound != b->bound ||
         !diff_is_same(a->instances_used, b->instances_used) ||
         !diff_is_same(a->area_um2, b->area_um2) ||
         !diff_is_same(a->capacity_bits, b->capacity_bits);
}

void diff_levels(struct arena *arena, struct diff_run *run)
{
  const struct eval_result *before = run->before->result, *after = run->after->result;
  struct diff_level *to = ARENA_ARRAY(arena, struct diff_level, before->levels + after->levels);
  for (unsigned i = 0; i < before->levels; i++) {
    const struct level_result *old = &before->level[i];
    const char *name = level_name(run->before, old);
    const struct level_result *new = level_named(run->after, name);
    if (!new || level_changed(old, new)) to[run->levels++] = (struct diff_level){name, old, new};
  }
  for (unsigned i = 0; i < after->levels; i++) {
    const char *name = level_name(run->after, &after->level[i]);
    if (!level_named(run->before, name))
      to[run->levels++] = (struct diff_level){name, NULL, &after->level[i]};
  }
  run->level = to;
}
