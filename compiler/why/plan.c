#include "compiler/why/plan.h"

#include "compiler/why/spot.h"
#include "runtime/report/levels.h"

#include <math.h>
#include <string.h>

static const struct compilation *compilation_of(const struct plan *p)
{
  return p->evaluation->compilation;
}

static const struct ir_arch *arch_of(const struct plan *p)
{
  return &p->evaluation->design->arch[p->evaluated->run->arch];
}

static bool is_given(const struct plan *p) { return !p->run->search; }

static struct planned *add(struct plan *p, enum why_aim aim, const char *what)
{
  vec_push(&p->all, (struct planned){.trial = {.run = p->number, .level = -1},
                                     .change = {.aim = aim, .what = what}});
  return &p->all.at[p->all.n - 1];
}

/* ---- numbers of the source ---- */

/* A number of a node: an attribute, or the size of an axis. */
struct number {
  unsigned node;
  const char *key;          /* as it is written: "size", or the axis */
  int axis;                 /* -1: it is an attribute */
  double value;
  const char *unit;
  struct span span;
};

static bool attribute_of(const struct plan *p, unsigned node, const char *key, struct number *out)
{
  const struct ir_node *n = &arch_of(p)->node[node];
  for (unsigned i = 0; i < n->attributes; i++) {
    const struct ir_attribute *a = &n->attribute[i];
    *out = (struct number){node, a->key, -1, a->value, a->unit, a->span};
    if (!strcmp(a->key, key) && !a->word) return why_spot(compilation_of(p), a->span) != NULL;
  }
  return false;
}

static bool axis_of(const struct plan *p, unsigned node, unsigned axis, struct number *out)
{
  const struct ir_axis *a = &arch_of(p)->node[node].axis[axis];
  *out = (struct number){node, a->name, (int)axis, (double)a->size, "", a->span};
  return why_spot(compilation_of(p), a->span) != NULL;
}

/* Adds the change of a number to a change; false: it cannot be that large. */
static bool edit(struct plan *p, struct planned *to, const struct number *n, double times)
{
  const struct compilation *c = compilation_of(p);
  const struct node *value = why_spot(c, n->span);
  const char *text = why_spot_scaled(c, value, n->value, n->unit, times, p->arena);
  struct why_change *change = &to->change;
  if (!text) return false;
  if (!to->trial.edits) {
    struct source *source = source_of(&c->sources, node_span(value));
    change->file = source->path;
    change->line = source_position(source, value->start).line;
    change->from = change->to = "";
    change->what = arena_printf(p->arena, "`%s` with ", arch_of(p)->node[n->node].name);
  }
  const char *sep = to->trial.edits ? ", " : "";
  const char *was = why_spot_text(c, value, p->arena);
  change->from = arena_printf(p->arena, "%s%s%s = %s", change->from, sep, n->key, was);
  change->to = arena_printf(p->arena, "%s%s%s = %s", change->to, sep, n->key, text);
  to->trial.wanted[to->trial.edits] = (struct wanted){n->node, n->key, n->axis, times};
  to->trial.edit[to->trial.edits++] = (struct edit){node_span(value), text};
  return true;
}

/* Whether the same is changed already, as one number is of several levels. */
static bool is_planned(const struct plan *p, const struct trial *trial)
{
  for (uint32_t i = 0; i + 1 < p->all.n; i++) {
    const struct trial *other = &p->all.at[i].trial;
    bool same = other->edits == trial->edits;
    for (unsigned k = 0; same && k < trial->edits; k++)
      same = other->edit[k].where.file == trial->edit[k].where.file &&
             other->edit[k].where.start == trial->edit[k].where.start &&
             !strcmp(other->edit[k].text, trial->edit[k].text);
    if (same) return true;
  }
  return false;
}

/* A change of up to two numbers.  `grows`: a given mapping makes nothing of it. */
static void change(struct plan *p, enum why_aim aim, const struct number *first, double times,
                   const struct number *second, double second_times, bool grows)
{
  struct planned *to = add(p, aim, "");
  if (!edit(p, to, first, times) || (second && !edit(p, to, second, second_times)) ||
      is_planned(p, &to->trial)) {
    p->all.n--;
    return;
  }
  to->change.what = arena_printf(p->arena, "%s`%s`", to->change.what, to->change.to);
  to->trial.anew = grows && is_given(p);
}

/* ---- for the time ---- */

/* The cycles that the slowest of the others needs. */
static double next_cycles(const struct plan *p)
{
  double most = 0;
  for (unsigned i = 0; i < p->run->result->levels; i++) {
    const struct level_result *l = &p->run->result->level[i];
    double busy = level_busy(p->run, l);
    if (!level_holds_up(p->run, l) && busy > most) most = busy;
  }
  return most * (double)p->run->result->cycles;
}

/* Just as fast as it takes for something else to set the time; or twice as fast. */
static double enough(const struct plan *p)
{
  double times = (double)p->run->result->busy_cycles / next_cycles(p);
  return times > 1 && times < 16 ? ceil(times * 100) / 100 : 2;
}

static void faster(struct plan *p, unsigned node, const char *key)
{
  struct number n;
  if (attribute_of(p, node, key, &n) && isfinite(n.value))
    change(p, WHY_TIME, &n, enough(p), NULL, 1, false);
}

static void more_instances(struct plan *p, int node)
{
  for (node = arch_of(p)->node[node].parent; node >= 0; node = arch_of(p)->node[node].parent)
    for (unsigned i = 0; i < arch_of(p)->node[node].axes; i++) {
      struct number n;
      if (axis_of(p, (unsigned)node, i, &n)) change(p, WHY_TIME, &n, 2, NULL, 1, true);
    }
}

static void move_bound(struct plan *p, int node)
{
  static const char *const RATES[] = {"read.bandwidth", "write.bandwidth", "bandwidth",
                                      "throughput"};
  for (unsigned i = 0; i < sizeof RATES / sizeof *RATES; i++) faster(p, (unsigned)node, RATES[i]);
  if (arch_of(p)->node[node].kind == IR_COMPUTE) more_instances(p, node);
}

static void plan_time(struct plan *p)
{
  for (unsigned i = 0; i < p->run->result->levels; i++) {
    const struct level_result *l = &p->run->result->level[i];
    if (level_holds_up(p->run, l)) move_bound(p, l->node);
  }
}

/* ---- for the energy ---- */

/* What says how much a memory holds. */
static bool room_of(const struct plan *p, unsigned node, struct number *out)
{
  return attribute_of(p, node, "size", out) || attribute_of(p, node, "depth", out);
}

static void resize(struct plan *p, unsigned node)
{
  struct number n;
  if (!room_of(p, node, &n) || !isfinite(n.value)) return;
  change(p, WHY_ENERGY, &n, 2, NULL, 1, true);
  change(p, WHY_ENERGY, &n, 0.5, NULL, 1, false);
}

/* Another width with the same room. */
static void widen(struct plan *p, unsigned node, double times)
{
  struct number width, depth;
  if (!attribute_of(p, node, "width", &width)) return;
  bool rows = !attribute_of(p, node, "size", &depth) && attribute_of(p, node, "depth", &depth);
  change(p, WHY_ENERGY, &width, times, rows ? &depth : NULL, 1 / times, false);
}

static bool is_outermost(const struct plan *p, unsigned level)
{
  const struct ir_mapping *m = &p->evaluation->design->mapping[p->evaluated->run->mapping];
  for (unsigned i = 0; i < level; i++)
    if (arch_of(p)->node[m->level[i].node].kind == IR_MEMORY) return false;
  return true;
}

/* A given mapping that keeps a tensor where it did not, or the other way round. */
static void keep_otherwise(struct plan *p)
{
  const struct ir_mapping *m = &p->evaluation->design->mapping[p->evaluated->run->mapping];
  for (unsigned i = 0; i < m->levels; i++) {
    const struct ir_node *node = &arch_of(p)->node[m->level[i].node];
    if (node->kind != IR_MEMORY || is_outermost(p, i)) continue;
    for (unsigned t = 0; t < p->run->einsum->tensors; t++) {
      bool kept = ir_holds(m->level[i].tensors, t);
      struct planned *to = add(p, WHY_ENERGY, arena_printf(p->arena, "`%s` %s `%s`", node->name,
                               kept ? "bypassed by" : "keeping", p->run->einsum->tensor[t].name));
      to->trial.level = (int)i, to->trial.tensor = (int)t;
    }
  }
}

static void plan_energy(struct plan *p)
{
  static const double WORTHWHILE = 0.02; /* share of the energy */
  for (unsigned i = 0; i < p->run->result->levels; i++) {
    const struct level_result *l = &p->run->result->level[i];
    if (arch_of(p)->node[l->node].kind != IR_MEMORY) continue;
    resize(p, (unsigned)l->node);
    if (l->energy_pJ < WORTHWHILE * p->run->result->energy_pJ) continue;
    widen(p, (unsigned)l->node, 2);
    widen(p, (unsigned)l->node, 0.5);
  }
  if (is_given(p)) keep_otherwise(p);
}

/* A mapping that is given, or not known to be good, is no measure for those that are sought. */
static void plan_baseline(struct plan *p)
{
  bool given = is_given(p);
  p->baseline = given || p->run->search->gap > p->least * 1.001;
  if (given) add(p, WHY_ENERGY, "the best mapping there is")->trial.anew = true;
  else if (p->baseline) add(p, WHY_ENERGY, "a better search");
}

void plan_changes(struct plan *p)
{
  const char *within = p->evaluated->run->within;
  plan_baseline(p);
  if (!is_given(p) && within)
    add(p, WHY_ENERGY, arena_printf(p->arena, "without the limits of `%s`", within))
      ->trial.unbound = true;
  plan_time(p);
  plan_energy(p);
}
