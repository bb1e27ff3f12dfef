#include "compiler/session/study.h"

#include "compiler/session/describe.h"
#include "compiler/session/seek.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- runs that have no result ---- */

void study_excuse(struct evaluation *e, struct evaluated_run *r, uint32_t from)
{
  struct diags *ds = &e->compilation->diags;
  for (; r->run->study && from < ds->all.n; from++) {
    struct diag *d = ds->all.at[from];
    if (d->severity != SEV_ERROR) continue;
    if (!r->excuse) r->excuse = arena_printf(&e->compilation->arena, "%s", d->message);
    d->severity = SEV_ALLOW;
  }
}

bool study_first(struct evaluation *e, const struct evaluated_run *r)
{
  if (!r->run->study) return true;
  if (map_get(&e->told, r->run->study)) return false;
  map_set(&e->told, &e->compilation->arena, r->run->study, e);
  return true;
}

/* ---- a point ---- */

static bool is_at(const struct evaluated_run *r, const struct sema_study *s, uint64_t point)
{
  return r->run->study && !strcmp(r->run->study, s->name) && r->run->point == point;
}

static void add_run(struct report_point *p, const struct evaluated_run *r)
{
  enum report_status status = describe_status(r);
  double times = (double)r->run->count;
  if (!r->result) {
    if (!p->why) p->why = r->excuse ? r->excuse : "it could not be evaluated";
    return;
  }
  if (status > p->status) p->status = status;
  p->energy_pJ += times * r->result->energy_pJ;
  p->cycles += times * (double)r->result->cycles;
  p->seconds += times * r->result->seconds;
}

static struct report_point_run point_run(const struct evaluated_run *r)
{
  double times = (double)r->run->count;
  return (struct report_point_run){
    .name = r->run->name, .workload = r->lowered.einsum.name, .arch = r->lowered.arch.name,
    .status = describe_status(r), .energy_pJ = times * r->result->energy_pJ,
    .cycles = times * (double)r->result->cycles, .seconds = times * r->result->seconds,
    .area_um2 = r->result->area_um2, .utilization = r->result->utilization};
}

static struct report_value *values_of(struct evaluation *e, const struct sema_item *item, unsigned n)
{
  struct report_value *out = ARENA_ARRAY(&e->compilation->arena, struct report_value, n);
  for (unsigned i = 0; i < n; i++) out[i] = describe_value(e->compilation, &item[i]);
  return out;
}

/* Its runs begin at `*next`. */
static struct report_point point_of(struct evaluation *e, const struct sema_study *s,
                                    const struct sema_point *from, unsigned *next)
{
  unsigned first = *next, n;
  struct report_point to = {.number = from->number, .left_out = from->left_out};
  to.at = values_of(e, from->at, s->sweeps);
  to.value = values_of(e, from->value, s->values);
  while (*next < e->runs && is_at(&e->run[*next], s, from->number)) add_run(&to, &e->run[(*next)++]);
  n = *next - first;
  if (to.why || from->left_out) return to;
  struct report_point_run *run = ARENA_ARRAY(&e->compilation->arena, struct report_point_run, n);
  for (unsigned i = 0; i < n; i++) run[i] = point_run(&e->run[first + i]);
  to.run = run;
  to.runs = n;
  return to;
}

/* ---- which points are best ---- */

/* A point with all values that it is judged by. */
struct rival {
  const double *value;
  unsigned point;
};

struct contest {
  unsigned goals, rivals;
  struct rival *rival;
};

static bool all_known(const double *value, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (isnan(value[i])) return false;
  return true;
}

static int by_values(const void *a, const void *b, void *goals)
{
  const struct rival *x = a, *y = b;
  for (unsigned i = 0; i < *(const unsigned *)goals; i++)
    if (x->value[i] < y->value[i] || x->value[i] > y->value[i])
      return x->value[i] < y->value[i] ? -1 : 1;
  return x->point < y->point ? -1 : 1;
}

static bool beats(const struct rival *a, const struct rival *b, unsigned goals)
{
  bool less = false;
  for (unsigned i = 0; i < goals; i++) {
    if (a->value[i] > b->value[i]) return false;
    less |= a->value[i] < b->value[i];
  }
  return less;
}

/* Sorted, what beats a rival stands before it, and what the front beats some of the front does. */
static void mark_front(struct contest *c, struct report_study *to)
{
  unsigned front = 0;
  qsort_r(c->rival, c->rivals, sizeof *c->rival, by_values, &c->goals);
  for (unsigned i = 0; i < c->rivals; i++) {
    bool beaten = false;
    for (unsigned k = 0; k < front && !beaten; k++)
      beaten = beats(&c->rival[k], &c->rival[i], c->goals);
    if (beaten) continue;
    c->rival[front++] = c->rival[i];
    to->point[c->rival[i].point].front = true;
  }
  to->on_front = front;
}

/* The first of the least, in the order of the goals. */
static void mark_best(struct contest *c, struct report_study *to)
{
  const struct rival *best = &c->rival[0];
  for (unsigned i = 1; i < c->rivals; i++)
    if (by_values(&c->rival[i], best, &c->goals) < 0) best = &c->rival[i];
  if (c->rivals) to->best = (int)best->point;
}

static void compare_points(struct evaluation *e, const struct sema_study *s, struct report_study *to,
                           bool front)
{
  struct contest c = {.goals = front ? s->fronts : s->leasts};
  c.rival = ARENA_ARRAY(&e->compilation->arena, struct rival, to->points);
  for (unsigned i = 0; i < to->points; i++) {
    const double *value = front ? s->point[i].front : s->point[i].least;
    if (to->point[i].runs && all_known(value, c.goals))
      c.rival[c.rivals++] = (struct rival){value, i};
  }
  if (!c.goals) return;
  if (front) mark_front(&c, to);
  else mark_best(&c, to);
}

/* ---- a study ---- */

static const char *const *texts_of(struct evaluation *e, const struct sema_item *item, unsigned n)
{
  const char **out = ARENA_ARRAY(&e->compilation->arena, const char *, n);
  for (unsigned i = 0; i < n; i++) out[i] = item[i].text;
  return out;
}

static struct report_study study_of(struct evaluation *e, const struct sema_study *s)
{
  struct report_study to = {
    .name = s->name, .combinations = s->combinations, .sweeps = s->sweeps, .values = s->values,
    .fronts = s->fronts, .leasts = s->leasts, .points = s->points, .best = -1,
    .sweep = texts_of(e, s->point[0].at, s->sweeps),
    .measure = texts_of(e, s->point[0].value, s->values),
    .front = texts_of(e, s->front, s->fronts), .least = texts_of(e, s->least, s->leasts)};
  unsigned next = 0;
  while (next < e->runs && !is_at(&e->run[next], s, s->point[0].number)) next++;
  to.point = ARENA_ARRAY(&e->compilation->arena, struct report_point, s->points);
  for (unsigned i = 0; i < s->points; i++) to.point[i] = point_of(e, s, &s->point[i], &next);
  compare_points(e, s, &to, true);
  compare_points(e, s, &to, false);
  return to;
}

static void tell_no_result(struct evaluation *e, const struct sema_study *s,
                           const struct report_study *r)
{
  struct compilation *c = e->compilation;
  const char *why = NULL;
  for (unsigned i = 0; i < r->points; i++) {
    if (r->point[i].runs) return;
    if (!why) why = r->point[i].why;
  }
  struct diag *d = diag_at(&c->diags, E0694, s->span, "no point of `%s` has a result", s->name);
  diag_label(d, s->span, "%u point%s", r->points, r->points == 1 ? "" : "s");
  if (why) diag_note(d, "the first: %s", why);
  else diag_note(d, "a `where` leaves out each of them that was evaluated");
}

/* Who names some of its runs wants these, and not a study that lacks the others. */
static bool is_whole(void *context, const char *study)
{
  const struct evaluation *e = context;
  return !e->pattern || !fnmatch(e->pattern, study, 0);
}

void study_finish(struct evaluation *e)
{
  unsigned n;
  const struct sema_study *s = sema_judge_studies(e->compilation->sema, is_whole, e, &n);
  e->study = ARENA_ARRAY(&e->compilation->arena, struct report_study, n);
  for (unsigned i = 0; i < n; i++) {
    struct report_study *to = &e->study[e->studies];
    *to = study_of(e, &s[i]);
    if (!to->points || (!to->point[0].runs && !to->point[0].why && !to->point[0].left_out)) continue;
    e->studies++;
    tell_no_result(e, &s[i], to);
  }
}

void study_describe(struct evaluation *e)
{
  struct compilation *c = e->compilation;
  for (unsigned i = 0; i < e->studies; i++) {
    struct report_study *s = &e->study[i];
    struct report_expectation *out =
      ARENA_ARRAY(&c->arena, struct report_expectation, e->expectations);
    s->expectations = 0;
    for (unsigned k = 0; k < e->expectations; k++)
      if (e->expectation[k].study && !strcmp(e->expectation[k].study, s->name))
        out[s->expectations++] = describe_expectation(c, &e->expectation[k]);
    s->expectation = out;
  }
}
