#include "compiler/why/why.h"

#include "compiler/why/plan.h"

const double why_least = 0.01;
static const double PATIENCE_S = 60; /* for all changes of a run, if nobody says how much */

enum { BASELINE = 4 }; /* the part of that time that is for what others are compared with */

static bool interrupted(const struct search_wish *wish) { return wish->stop && *wish->stop; }

/* The run of the evaluation that a run of the report tells of. */
static const struct evaluated_run *evaluated_of(const struct evaluation *e,
                                                const struct report_run *run)
{
  for (unsigned i = 0; i < e->runs; i++)
    if (e->run[i].result == run->result) return &e->run[i];
  return NULL;
}

/* Another mapping may be for either; it stands where it does more. */
static void find_aim(struct why_change *c, const struct eval_result *before)
{
  double time = c->cycles / (double)before->cycles, energy = c->energy_pJ / before->energy_pJ;
  if (c->outcome == WHY_EVALUATED && time < 1 - why_least && time < energy) c->aim = WHY_TIME;
}

/* A given mapping that does not fit what has changed makes room for one that may. */
static bool try_it(struct trying *t, struct trial *trial, bool given, struct why_change *out)
{
  const char *what = out->what;
  if (!trial_run(t, trial, out)) return false;
  if (!given || !trial->edits || trial->anew || out->outcome != WHY_NO_MAPPING) return true;
  trial->anew = true;
  out->what = what;
  return trial_run(t, trial, out);
}

struct why_run why_explain(const struct why_design *design, struct evaluation *e,
                           const struct report *report, unsigned number)
{
  struct arena *a = &e->compilation->arena;
  const struct report_run *run = &report->run[number];
  double seconds = design->wish->seconds;
  struct plan plan = {.evaluation = e, .evaluated = evaluated_of(e, run), .run = run, .arena = a,
                      .least = why_least};
  struct why_run out = {.run = run};
  plan.number = (unsigned)(plan.evaluated->run - e->design->run);
  plan_changes(&plan);
  struct why_change *change = ARENA_ARRAY(a, struct why_change, plan.all.n);
  struct trying t = {.design = design, .base = e, .arena = a, .gap = why_least, .all = plan.all.n,
                     .seconds = seconds >= 0 ? seconds : PATIENCE_S};
  for (uint32_t i = 0; i < plan.all.n && !interrupted(design->wish); i++) {
    struct why_change *c = &change[out.changes];
    *c = plan.all.at[i].change;
    t.number = i;
    t.parts = plan.baseline && !i ? BASELINE : plan.all.n - i;
    if (!try_it(&t, &plan.all.at[i].trial, !run->search, c)) continue;
    if (!c->file) find_aim(c, run->result);
    out.changes++;
  }
  vec_free(&plan.all);
  out.change = change;
  if (plan.baseline && out.changes && change[0].outcome == WHY_EVALUATED) out.anew = &change[0];
  return out;
}
