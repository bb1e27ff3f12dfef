/* Lists of layers: the least of a goal over their sum.
 *
 * Each layer can trade energy for cycles, and which trade is best depends on all the others:
 * the product of sums is not the sum of products.  But `edp` is least at a corner of the hull
 * of all sums (it is quasi-concave), there some weighing of energy against cycles, energy +
 * weight * cycles, is least too, and the least weighed sum is made of the layers' own.  So
 * layers are searched one by one by weighed sums.  Each such round gives a sum that there is,
 * and a line that no sum lies below.  Where the lines leave room for the best sum decides which
 * weight is next, until there is no room for a better one.
 *
 * To find the least energy alone, or the fewest cycles, can take far longer than to find a
 * balanced sum.  So the first two lines are loose: the bounds with which such a search begins.
 * They are drawn properly only if nothing else helps. */
#include "compiler/session/seek.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 64 };

/* One weighing: the sum that was found, and the line energy * u + cycles * v >= bound. */
struct round {
  double u, v;
  double energy, cycles, bound;
  double gap;                 /* that its searches may leave */
  bool loose;                 /* the bounds are those that a search begins with */
  bool found;                 /* of every run */
  struct seek **seek;         /* [runs] */
};

struct rounds {
  struct seek_network *network;
  unsigned n;
  struct round at[ROUNDS];
};

/* ---- the goal ---- */

static double value_of(const struct rounds *r, double energy, double cycles)
{
  return goal_value(&r->network->goal, energy, cycles, NULL);
}

/* A factor of a goal: energy to one power times cycles to another, and a number. */
struct factor { double number, energy, cycles; };

static bool takes_two(enum goal_code code) { return code == GOAL_MULTIPLY || code == GOAL_POWER; }

/* What the steps come to; false: it is no such product. */
static bool factor_of(const struct goal *goal, struct factor *out)
{
  struct factor stack[GOAL_STEPS], *top = stack;
  for (unsigned i = 0; i < goal->steps; i++) {
    const struct goal_step *s = &goal->step[i];
    if (takes_two(s->code) && top - stack < 2) return false;
    switch (s->code) {
    case GOAL_NUMBER: *top++ = (struct factor){s->number, 0, 0}; break;
    case GOAL_ENERGY: *top++ = (struct factor){1, 1, 0}; break;
    case GOAL_CYCLES: *top++ = (struct factor){1, 0, 1}; break;
    case GOAL_MULTIPLY:
      top--;
      top[-1] = (struct factor){top[-1].number * top->number, top[-1].energy + top->energy,
                                top[-1].cycles + top->cycles};
      break;
    case GOAL_POWER:
      top--;
      if (top->energy > 0 || top->cycles > 0) return false;
      top[-1] = (struct factor){pow(top[-1].number, top->number), top[-1].energy * top->number,
                                top[-1].cycles * top->number};
      break;
    default: return false;
    }
  }
  if (top != stack + 1) return false;
  *out = stack[0];
  return true;
}

static void push(struct goal *goal, enum goal_code code, double number)
{
  goal->step[goal->steps++] = (struct goal_step){.code = code, .number = number};
}

bool seek_network_goal(const struct goal *goal, struct goal *out)
{
  struct factor f;
  if (!factor_of(goal, &f) || !(f.energy > 0 && f.cycles > 0)) return false;
  *out = (struct goal){.name = goal->name};
  push(out, GOAL_ENERGY, 0);
  push(out, GOAL_NUMBER, f.energy);
  push(out, GOAL_POWER, 0);
  push(out, GOAL_CYCLES, 0);
  push(out, GOAL_NUMBER, f.cycles);
  push(out, GOAL_POWER, 0);
  push(out, GOAL_MULTIPLY, 0);
  return true;
}

/* ---- one round ---- */

/* Energy alone, cycles alone, or energy and weighed cycles. */
static struct goal weighed(struct arena *a, double u, double v)
{
  struct goal goal = {0};
  if (u <= 0) goal_known(&goal, "cycles");
  else if (v <= 0) goal_known(&goal, "energy");
  else {
    goal.name = arena_printf(a, "energy + %.12g * cycles", v);
    push(&goal, GOAL_ENERGY, 0);
    push(&goal, GOAL_NUMBER, v);
    push(&goal, GOAL_CYCLES, 0);
    push(&goal, GOAL_MULTIPLY, 0);
    push(&goal, GOAL_ADD, 0);
  }
  return goal;
}

static void add_up(struct seek_network *w, struct round *to)
{
  to->found = !to->loose;
  to->energy = to->cycles = to->bound = 0;
  for (unsigned i = 0; i < w->runs; i++) {
    const struct search_result *r = &to->seek[i]->result;
    double times = (double)w->run[i]->run->count;
    to->bound += times * r->lower_bound;
    if (!r->found) to->found = false;
    if (!to->found) continue;
    to->energy += times * r->at[0].energy_pJ;
    to->cycles += times * (double)r->at[0].cycles;
  }
}

/* A round that stands in the list, and those of its searches that are to be done. */
static unsigned prepare(struct rounds *r, struct round like, struct seek **fresh)
{
  struct seek_network *w = r->network;
  struct arena *a = &w->seeking->evaluation->compilation->arena;
  struct round *round = &r->at[r->n++];
  unsigned n = 0;
  *round = like;
  round->seek = ARENA_ARRAY(a, struct seek *, w->runs);
  for (unsigned i = 0; i < w->runs; i++) {
    struct search_options options = w->options[i];
    bool is_new;
    options.goals = (struct goals){.n = 1};
    options.goals.goal[0] = weighed(a, like.u, like.v);
    options.gap = like.gap;
    if (like.loose) options.memory_bytes = 1;
    round->seek[i] = seek_find(w->seeking, w->run[i]->run->name, w->space[i], &options, &is_new);
    if (is_new) fresh[n++] = round->seek[i];
    round->seek[i]->bound_only = like.loose;
  }
  return n;
}

static void weigh(struct rounds *r, const struct round *like, unsigned n)
{
  struct seek_network *w = r->network;
  struct seek **fresh = xcalloc((size_t)w->runs * n, sizeof *fresh);
  unsigned first = r->n, fresh_ones = 0;
  for (unsigned i = 0; i < n; i++) fresh_ones += prepare(r, like[i], fresh + fresh_ones);
  w->seeking->announced += fresh_ones;
  seek_all(w->seeking, fresh, fresh_ones);
  for (unsigned i = first; i < r->n; i++) add_up(w, &r->at[i]);
  xfree(fresh);
}

/* ---- where a better sum may be ---- */

/* Of rounds that found equal sums, the one that has proven most. */
static bool is_better(const struct rounds *r, const struct round *p, const struct round *q)
{
  double a = value_of(r, p->energy, p->cycles), b = value_of(r, q->energy, q->cycles);
  return fabs(a - b) <= 1e-12 * b ? p->gap < q->gap : a < b;
}

static const struct round *best_of(const struct rounds *r)
{
  const struct round *best = NULL;
  for (unsigned i = 0; i < r->n; i++)
    if (r->at[i].found && (!best || is_better(r, &r->at[i], best))) best = &r->at[i];
  return best;
}

/* Whether no line rules a sum out. */
static bool has_room(const struct rounds *r, double energy, double cycles)
{
  for (unsigned i = 0; i < r->n; i++) {
    const struct round *p = &r->at[i];
    if (p->u * energy + p->v * cycles < p->bound * (1 - 1e-12)) return false;
  }
  return true;
}

static bool cross(const struct round *p, const struct round *q, double *energy, double *cycles)
{
  double det = p->u * q->v - p->v * q->u;
  if (!(fabs(det) > 1e-300)) return false;
  *energy = (p->bound * q->v - p->v * q->bound) / det;
  *cycles = (p->u * q->bound - p->bound * q->u) / det;
  return true;
}

/* The least that the lines leave room for, at a corner of what they leave. */
struct corner {
  double value, energy, cycles;
  const struct round *p, *q;  /* that meet there; NULL: there is no corner */
};

static struct corner least_left(const struct rounds *r)
{
  struct corner least = {.value = INFINITY};
  for (unsigned i = 0; i < r->n; i++)
    for (unsigned k = 0; k < i; k++) {
      struct corner c = {.p = &r->at[i], .q = &r->at[k]};
      if (!cross(c.p, c.q, &c.energy, &c.cycles)) continue;
      if (c.energy < 0 || c.cycles < 0 || !has_room(r, c.energy, c.cycles)) continue;
      c.value = value_of(r, c.energy, c.cycles);
      if (c.value < least.value) least = c;
    }
  return least;
}

static bool was_weighed(const struct rounds *r, double weight)
{
  for (unsigned i = 0; i < r->n; i++)
    if (r->at[i].u > 0 && fabs(r->at[i].v - weight) <= 1e-6 * weight) return true;
  return false;
}

/* The weight by which the sums of two rounds are equal. */
static double weight_between(const struct round *p, const struct round *q)
{
  if (!p->found || !q->found) return 0;
  return (p->energy - q->energy) / (q->cycles - p->cycles);
}

/* The weight of a line along which the goal does not change at a corner. */
static double weight_at(const struct rounds *r, const struct corner *c)
{
  double step = 1e-4, energy = c->energy * (1 + step), cycles = c->cycles * (1 + step);
  double by_energy = (value_of(r, energy, c->cycles) - c->value) / (c->energy * step);
  double by_cycles = (value_of(r, c->energy, cycles) - c->value) / (c->cycles * step);
  return by_cycles / by_energy;
}

/* As its name says it, which others may read. */
static double rounded(double weight)
{
  char text[32];
  snprintf(text, sizeof text, "%.12g", weight);
  return strtod(text, NULL);
}

/* The line of energy alone, or of cycles, drawn properly. */
static struct round drawn(const struct round *like, double gap)
{
  return (struct round){.u = like->u, .v = like->v, .gap = gap};
}

static bool was_drawn(const struct rounds *r, const struct round *like)
{
  for (unsigned i = 0; i < r->n; i++)
    if (!r->at[i].loose && r->at[i].u == like->u && r->at[i].v == like->v) return true;
  return false;
}

/* A line that may cut the corner off; false: none is left to try. */
static bool next_line(const struct rounds *r, const struct corner *c, double gap, struct round *next)
{
  bool loose = c->p->loose || c->q->loose;
  const double weights[] = {loose ? weight_at(r, c) : weight_between(c->p, c->q),
                            loose ? 0 : weight_at(r, c)};
  for (unsigned i = 0; i < 2; i++) {
    if (!(weights[i] > 0) || !isfinite(weights[i]) || was_weighed(r, weights[i])) continue;
    *next = (struct round){.u = 1, .v = rounded(weights[i]), .gap = gap};
    return true;
  }
  *next = drawn(c->p->loose ? c->p : c->q, gap);
  return loose && !was_drawn(r, next);
}

static bool is_over(const struct rounds *r)
{
  const struct seeking *s = r->network->seeking;
  return r->n == ROUNDS || (s->wish->stop && *s->wish->stop) || seek_clock(s) >= s->limit;
}

/* What is left open is closed as far as is asked for and can be; the bound of the goal. */
static double close_in(struct rounds *r, double gap)
{
  for (;;) {
    struct corner c = least_left(r);
    const struct round *best = best_of(r);
    double value = best ? value_of(r, best->energy, best->cycles) : INFINITY;
    struct round next;
    if (!c.p) return best ? value : 0;
    if (best && c.value >= value * (1 - 1e-9)) return value;
    if (best && (value - c.value <= gap * value || is_over(r))) return c.value;
    if (!next_line(r, &c, gap / 3, &next)) return c.value;
    weigh(r, &next, 1);
    if (!r->at[r->n - 1].found) return c.value;
  }
}

/* ---- what becomes of it ---- */

static struct report_network report_of(const struct rounds *r, const struct round *best,
                                       double bound, double gap)
{
  struct seek_network *w = r->network;
  struct arena *a = &w->seeking->evaluation->compilation->arena;
  double value = value_of(r, best->energy, best->cycles);
  const char **names = ARENA_ARRAY(a, const char *, w->runs);
  for (unsigned i = 0; i < w->runs; i++) names[i] = w->run[i]->run->name;
  double left = fmax(0, (value - bound) / value);
  return (struct report_network){
    .objective = w->goal.name, .runs = w->runs, .run = names, .energy_pJ = best->energy,
    .cycles = best->cycles, .value = value, .lower_bound = bound, .gap = left,
    .status = left <= 0 ? REPORT_OPTIMAL : left <= gap ? REPORT_BOUNDED : REPORT_STOPPED,
    .searches = r->n};
}

static void keep(struct seek_network *w, const struct round *from)
{
  for (unsigned i = 0; i < w->runs; i++)
    w->run[i]->seek = from->seek[i], w->run[i]->of_network = true;
}

/* A line of its own if the first ones meet nowhere. */
static const struct round even = {.u = 1, .v = 1};

void seek_network(struct seek_network *w)
{
  struct rounds *r = xcalloc(1, sizeof *r);
  struct evaluation *e = w->seeking->evaluation;
  double gap = w->options[0].gap;
  r->network = w;
  weigh(r, (const struct round[]){{.u = 1, .gap = gap, .loose = true},
                                  {.v = 1, .gap = gap, .loose = true}}, 2);
  struct corner first = least_left(r);
  if (!(first.value > 0) || isinf(first.value)) weigh(r, &even, 1);
  double bound = close_in(r, gap);
  const struct round *best = best_of(r);
  keep(w, best ? best : &r->at[r->n - 1]);
  if (best && !w->run[0]->run->study)
    vec_push_in(&e->compilation->arena, &e->networks, report_of(r, best, bound, gap));
  xfree(r);
}
