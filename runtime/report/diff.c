#include "runtime/report/diff_inside.h"

#include "runtime/report/page.h"

#include "lang/base/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const diff_metric_names[] = {
  [DIFF_ENERGY] = "energy", [DIFF_CYCLES] = "cycles", [DIFF_SECONDS] = "time",
  [DIFF_AREA] = "area", [DIFF_EDP] = "edp", [DIFF_UTILIZATION] = "utilization",
  [DIFF_COMPUTES] = "computes", [DIFF_METRICS] = NULL};

/* ---- numbers ---- */

bool diff_is_same(double before, double after)
{
  if (isnan(before) || isnan(after)) return isnan(before) && isnan(after);
  if (isinf(before) || isinf(after)) return isinf(before) && isinf(after);
  return fabs(after - before) <= 1e-9 * fmax(fabs(before), fabs(after));
}

double diff_growth(struct diff_number n)
{
  if (isnan(n.before) || isnan(n.after)) return NAN;
  if (diff_is_same(n.before, n.after)) return 0;
  return n.before > 0 ? (n.after - n.before) / n.before : INFINITY;
}

static double energy_of(const struct report_run *run)
{
  for (unsigned i = 0; i < run->result->levels; i++)
    if (level_costs(&run->result->level[i])) return run->result->energy_pJ * (double)run->count;
  return NAN;
}

static void measure(const struct report_run *run, double to[DIFF_METRICS])
{
  const struct eval_result *r = run->result;
  double times = (double)run->count;
  to[DIFF_ENERGY] = energy_of(run);
  to[DIFF_CYCLES] = (double)r->cycles * times;
  to[DIFF_SECONDS] = r->seconds > 0 ? r->seconds * times : NAN;
  to[DIFF_AREA] = r->area_um2 > 0 ? r->area_um2 : NAN;
  to[DIFF_EDP] = NAN; /* of both together: edp_of */
  to[DIFF_UTILIZATION] = r->utilization;
  to[DIFF_COMPUTES] = (double)r->computes * times;
}

/* Where the clock is another one, cycles are those of the clock before. */
static struct diff_number edp_of(const struct diff_number of[DIFF_METRICS])
{
  const struct diff_number *E = &of[DIFF_ENERGY], *n = &of[DIFF_CYCLES], *s = &of[DIFF_SECONDS];
  bool clocks = s->before > 0 && s->after > 0;
  double cycles = clocks ? s->after / s->before * n->before : n->after;
  return (struct diff_number){E->before * n->before, E->after * cycles};
}

/* ---- one run ---- */

static bool metrics_same(const struct diff_number metric[DIFF_METRICS])
{
  for (unsigned i = 0; i < DIFF_METRICS; i++)
    if (!diff_is_same(metric[i].before, metric[i].after)) return false;
  return true;
}

static void compare_runs(struct arena *arena, struct diff_run *run)
{
  double before[DIFF_METRICS], after[DIFF_METRICS];
  measure(run->before, before);
  measure(run->after, after);
  for (unsigned i = 0; i < DIFF_METRICS; i++)
    run->metric[i] = (struct diff_number){before[i], after[i]};
  run->metric[DIFF_EDP] = edp_of(run->metric);
  diff_energy(arena, run);
  diff_levels(arena, run);
  diff_mapping(arena, run);
  diff_facts(arena, run);
  run->same = metrics_same(run->metric) && !run->parts && !run->levels && !run->blocks &&
              !run->facts;
}

/* ---- all runs ---- */

/* Runs of a report by their names. */
static struct map by_name(struct interner *names, struct arena *arena, const struct report *report)
{
  struct map map = {0};
  for (unsigned i = 0; i < report->runs; i++)
    map_set(&map, arena, intern_str(names, report->run[i].name), (void *)&report->run[i]);
  return map;
}

struct sorted {
  unsigned number;
  double energy, cycles;      /* by how much they change, in either direction */
  bool same;
};

static int by_effect(const void *left, const void *right)
{
  const struct sorted *a = left, *b = right;
  if (a->energy > b->energy || a->energy < b->energy) return a->energy < b->energy ? 1 : -1;
  if (a->cycles > b->cycles || a->cycles < b->cycles) return a->cycles < b->cycles ? 1 : -1;
  if (a->same != b->same) return a->same ? 1 : -1;
  return a->number < b->number ? -1 : 1;
}

static double effect(struct diff_number n)
{
  if (diff_is_same(n.before, n.after)) return 0;
  double change = fabs(n.after - n.before);
  return isnan(change) ? 0 : change;
}

static const struct diff_run *sort_runs(struct arena *arena, const struct diff_run *run,
                                        unsigned n)
{
  struct sorted *order = ARENA_ARRAY(arena, struct sorted, n + 1);
  struct diff_run *to = ARENA_ARRAY(arena, struct diff_run, n + 1);
  for (unsigned i = 0; i < n; i++)
    order[i] = (struct sorted){i, effect(run[i].metric[DIFF_ENERGY]),
                               effect(run[i].metric[DIFF_CYCLES]), run[i].same};
  qsort(order, n, sizeof *order, by_effect);
  for (unsigned i = 0; i < n; i++) to[i] = run[order[i].number];
  return to;
}

/* Areas, and shares of time, do not add up. */
static void add_up(struct diff *out)
{
  for (unsigned m = 0; m < DIFF_METRICS; m++) {
    out->total[m] = (struct diff_number){0, 0};
    for (unsigned i = 0; i < out->runs; i++) {
      out->total[m].before += out->run[i].metric[m].before;
      out->total[m].after += out->run[i].metric[m].after;
    }
    if (m == DIFF_AREA || m == DIFF_UTILIZATION) out->total[m] = (struct diff_number){NAN, NAN};
  }
  out->total[DIFF_EDP] = edp_of(out->total);
}

static void match_runs(struct arena *arena, const struct report *before,
                       const struct report *after, struct diff *out)
{
  struct interner names;
  interner_init(&names);
  struct map olds = by_name(&names, arena, before), news = by_name(&names, arena, after);
  struct diff_run *run = ARENA_ARRAY(arena, struct diff_run, before->runs + 1);
  const struct report_run **lost = ARENA_ARRAY(arena, const struct report_run *, before->runs + 1);
  const struct report_run **added = ARENA_ARRAY(arena, const struct report_run *, after->runs + 1);
  for (unsigned i = 0; i < before->runs; i++) {
    const struct report_run *old = &before->run[i];
    const struct report_run *new = map_get(&news, intern_str(&names, old->name));
    if (!new && before->runs == 1 && after->runs == 1) new = &after->run[0];
    if (new) run[out->runs++] = (struct diff_run){.before = old, .after = new};
    else lost[out->only_before++] = old;
  }
  bool alone = after->runs == 1 && out->runs == 1; /* it is matched, whatever its name */
  for (unsigned i = 0; i < after->runs && !alone; i++)
    if (!map_get(&olds, intern_str(&names, after->run[i].name)))
      added[out->only_after++] = &after->run[i];
  interner_free(&names);
  for (unsigned i = 0; i < out->runs; i++) compare_runs(arena, &run[i]);
  out->run = sort_runs(arena, run, out->runs);
  out->lost = lost, out->added = added;
}

/* ---- what the compiler said ---- */

static bool remarks_same(const struct report_remark *a, const struct report_remark *b)
{
  return !strcmp(a->code, b->code) && !strcmp(a->message, b->message);
}

/* Those of `of` for which there is none in `in` that is not for another already. */
static unsigned remarks_without(struct arena *arena, const struct loaded_report *of,
                                const struct loaded_report *in,
                                const struct report_remark *const **out)
{
  const struct report_remark **found =
    ARENA_ARRAY(arena, const struct report_remark *, of->remarks + 1);
  bool *taken = ARENA_ARRAY(arena, bool, in->remarks + 1);
  unsigned n = 0;
  for (unsigned i = 0; i < of->remarks; i++) {
    unsigned k = 0;
    while (k < in->remarks && (taken[k] || !remarks_same(&of->remark[i], &in->remark[k]))) k++;
    if (k < in->remarks) taken[k] = true;
    else found[n++] = &of->remark[i];
  }
  *out = found;
  return n;
}

void diff_reports(struct arena *arena, const struct loaded_report *before,
                  const struct loaded_report *after, struct diff *out)
{
  *out = (struct diff){.before = before->report.design, .after = after->report.design};
  match_runs(arena, &before->report, &after->report, out);
  add_up(out);
  out->remarks_lost = remarks_without(arena, before, after, &out->remark_lost);
  out->remarks_added = remarks_without(arena, after, before, &out->remark_added);
  out->same = !out->only_before && !out->only_after && !out->remarks_lost && !out->remarks_added;
  for (unsigned i = 0; i < out->runs; i++) out->same &= out->run[i].same;
}

/* ---- limits ---- */

void diff_check(struct arena *arena, struct diff *diff, const struct diff_limit *limit,
                unsigned limits)
{
  struct diff_over *over = ARENA_ARRAY(arena, struct diff_over, (size_t)diff->runs * limits + 1);
  for (unsigned i = 0; i < diff->runs; i++)
    for (unsigned k = 0; k < limits; k++) {
      struct diff_number value = diff->run[i].metric[limit[k].metric];
      double growth = diff_growth(value);
      if (!(growth > limit[k].share)) continue;
      over[diff->overs++] = (struct diff_over){diff->run[i].before->name, limit[k].metric, value,
                                               limit[k].share};
    }
  diff->over = over;
}
