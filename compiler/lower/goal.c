/* What is sought: from base units to those of the model, from steps about levels to
 * counters. */
#include "compiler/lower/inside.h"

#include <math.h>
#include <string.h>

#define J_PER_PJ 1e-12
#define M2_PER_UM2 1e-12

struct making {
  struct lowering *l;
  struct lowered *out;
  struct goal *goal;
  double times;             /* how often the workload is executed */
  struct span span;
};

static void push(struct making *m, struct goal_step step)
{
  if (m->goal->steps == GOAL_STEPS)
    too_many(m->l, "steps of an objective", m->goal->steps + 1, GOAL_STEPS, m->span);
  else m->goal->step[m->goal->steps++] = step;
}

static void push_code(struct making *m, enum goal_code code)
{
  push(m, (struct goal_step){.code = code});
}

static void push_number(struct making *m, double number)
{
  push(m, (struct goal_step){.code = GOAL_NUMBER, .number = number});
}

/* What was pushed last, so many times. */
static void scale(struct making *m, double by)
{
  if (by == 1) return;
  push_number(m, by);
  push_code(m, GOAL_MULTIPLY);
}

/* ---- the well-known ones ---- */

static void make_known(struct making *m, const char *name)
{
  bool energy = *name == 'e', cycles = strcmp(name, "energy") != 0;
  if (energy) push_code(m, GOAL_ENERGY);
  if (cycles) push_code(m, GOAL_CYCLES);
  if (energy && cycles) push_code(m, GOAL_MULTIPLY);
  if (!strcmp(name, "ed2p")) push_code(m, GOAL_CYCLES), push_code(m, GOAL_MULTIPLY);
}

/* ---- expressions ---- */

static double instances_of(const struct ir_arch *a, int node)
{
  double n = 1;
  for (int at = a->node[node].parent; at >= 0; at = a->node[at].parent)
    for (unsigned i = 0; i < a->node[at].axes; i++) n *= (double)a->node[at].axis[i].size;
  return n;
}

static double area_m2(const struct making *m, int node)
{
  const struct ir_arch *a = m->l->arch;
  double sum = 0;
  for (unsigned i = 0; i < a->nodes; i++)
    if (node < 0 || (int)i == node)
      sum += m->out->energy.row[i].area_um2 * instances_of(a, (int)i) * M2_PER_UM2;
  return sum;
}

static void push_meter(struct making *m, enum goal_what what, const struct ir_goal_step *s)
{
  struct goals *g = &m->out->goals;
  unsigned i = 0;
  while (i < g->meters && (g->meter[i].what != what || g->meter[i].node != s->node ||
                           g->meter[i].tensor != s->tensor))
    i++;
  if (i == GOAL_METERS) {
    too_many(m->l, "counts in objectives", i + 1, GOAL_METERS, m->span);
    return;
  }
  if (i == g->meters) g->meter[g->meters++] = (struct goal_meter){what, s->node, s->tensor};
  push(m, (struct goal_step){.code = GOAL_METER, .index = i});
  if (what == METER_ENERGY) scale(m, J_PER_PJ * m->times);
}

static void push_time(struct making *m)
{
  if (!m->out->has_clock)
    *m->l->problem = (struct lower_problem){.status = LOWER_CLOCK, .span = m->span,
                                            .name = "time"};
  push_code(m, GOAL_CYCLES);
  scale(m, m->out->arch.cycle_s * m->times);
}

static void make_step(struct making *m, const struct ir_goal_step *s)
{
  switch (s->code) {
  case IR_NUMBER: push_number(m, s->number); break;
  case IR_ENERGY: push_code(m, GOAL_ENERGY), scale(m, J_PER_PJ * m->times); break;
  case IR_TIME: push_time(m); break;
  case IR_CYCLES: push_code(m, GOAL_CYCLES), scale(m, m->times); break;
  case IR_AREA: push_number(m, area_m2(m, -1)); break;
  case IR_AREA_OF: push_number(m, area_m2(m, s->node)); break;
  case IR_ENERGY_OF: push_meter(m, METER_ENERGY, s); break;
  case IR_READS_OF: push_meter(m, METER_READS, s); break;
  case IR_FILLS_OF: push_meter(m, METER_FILLS, s); break;
  case IR_UPDATES_OF: push_meter(m, METER_UPDATES, s); break;
  case IR_ADD: push_code(m, GOAL_ADD); break;
  case IR_MULTIPLY: push_code(m, GOAL_MULTIPLY); break;
  case IR_POWER: push_code(m, GOAL_POWER); break;
  case IR_LEAST: push_code(m, GOAL_LEAST); break;
  case IR_MOST: case IR_GOAL_CODES: push_code(m, GOAL_MOST);
  }
}

/* ---- options ---- */

static uint64_t whole(double n) { return n < 0x1p63 ? (uint64_t)n : UINT64_C(1) << 63; }

static void lower_options(const struct ir_mapper *m, struct lowered_options *out)
{
  *out = (struct lowered_options){
    .strategy = m->strategy, .gap = m->gap, .seconds = m->time_limit, .timeout = m->timeout,
    .memory_bytes = whole(m->memory_limit / 8), .victory = whole(m->victory),
    .seed = whole(m->seed), .threads = (unsigned)fmin(m->threads, 4096),
    .top = (unsigned)fmin(m->top, 1e6)};
}

void lower_goals(struct lowering *l, const struct ir_mapper *mapper, int64_t count,
                 struct lowered *out)
{
  lower_options(mapper, &out->options);
  out->goals = (struct goals){0};
  if (mapper->goals > GOALS)
    too_many(l, "objectives", mapper->goals, GOALS, mapper->goal[GOALS].span);
  for (unsigned i = 0; i < mapper->goals && i < GOALS; i++) {
    const struct ir_goal *from = &mapper->goal[i];
    struct goal *goal = &out->goals.goal[out->goals.n++];
    struct making m = {l, out, goal, (double)count, from->span};
    *goal = (struct goal){.name = from->name};
    if (!from->steps) make_known(&m, from->name);
    for (unsigned k = 0; k < from->steps; k++) make_step(&m, &from->step[k]);
  }
}
