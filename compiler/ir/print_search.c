/* Mapspaces and mappers as text. */
#include "compiler/ir/word.h"

#include <math.h>
#include <string.h>

const char *const ir_strategy_words[IR_STRATEGIES] = {"exact", "hybrid", "exhaustive", "random"};
const char *const ir_imperfect_words[IR_IMPERFECTS] = {"none", "spatial", "all"};
const char *const ir_goal_words[IR_GOAL_CODES] = {
  [IR_NUMBER] = "number", [IR_ENERGY] = "energy", [IR_TIME] = "time", [IR_CYCLES] = "cycles",
  [IR_AREA] = "area", [IR_ENERGY_OF] = "energy_of", [IR_AREA_OF] = "area_of",
  [IR_READS_OF] = "reads_of", [IR_FILLS_OF] = "fills_of", [IR_UPDATES_OF] = "updates_of",
  [IR_ADD] = "add", [IR_MULTIPLY] = "multiply", [IR_POWER] = "power", [IR_LEAST] = "least",
  [IR_MOST] = "most"};

#define OPTION(name) {#name, offsetof(struct ir_mapper, name)}
const struct ir_option ir_options[IR_OPTIONS] = {
  OPTION(victory), OPTION(timeout), OPTION(time_limit), OPTION(threads),
  OPTION(seed), OPTION(gap), OPTION(memory_limit), OPTION(top)};

const struct ir_mapper ir_plain_mapper = {
  .name = "plain", .timeout = INFINITY, .time_limit = INFINITY, .top = 1};

bool ir_known_goal(const char *name)
{
  static const char *const known[] = {"energy", "time", "latency", "cycles", "edp", "ed2p"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(name, known[i])) return true;
  return false;
}

/* ---- mapspaces ---- */

static void put_tensors(struct strbuf *out, const struct ir_workload *w, const char *what,
                        uint64_t set)
{
  if (!set) return;
  strbuf_printf(out, "    %s", what);
  for (unsigned t = 0; t < w->tensors; t++)
    if (ir_holds(set, t)) ir_put_name(out, w->tensor[t].name);
  strbuf_putc(out, '\n');
}

static void put_dims(struct strbuf *out, const struct ir_workload *w, uint64_t set)
{
  for (unsigned d = 0; d < w->dims; d++)
    if (ir_holds(set, d)) ir_put_name(out, w->dim[d].name);
  strbuf_putc(out, '\n');
}

static void put_limit(struct strbuf *out, const struct ir_node *node, const struct ir_workload *w,
                      const struct ir_limit *l)
{
  strbuf_puts(out, l->axis < 0 ? "    loops" : "    across");
  if (l->axis >= 0) ir_put_name(out, node->axis[l->axis].name);
  strbuf_printf(out, " %lld", (long long)l->low);
  if (l->high == INT64_MAX) strbuf_puts(out, " any");
  else strbuf_printf(out, " %lld", (long long)l->high);
  put_dims(out, w, l->dims);
  if (!l->choices) return;
  strbuf_puts(out, "      among");
  for (unsigned i = 0; i < l->choices; i++) strbuf_printf(out, " %lld", (long long)l->choice[i]);
  strbuf_putc(out, '\n');
}

static void put_bounds(struct strbuf *out, const char *what, double low, double high)
{
  strbuf_printf(out, "    %s ", what);
  ir_put_number(out, low);
  strbuf_putc(out, ' ');
  ir_put_number(out, high);
}

static void put_open(struct strbuf *out, const struct ir_arch *a, const struct ir_workload *w,
                     const struct ir_open *o)
{
  const struct ir_node *node = &a->node[o->node];
  strbuf_puts(out, "  open");
  ir_put_name(out, node->name);
  strbuf_putc(out, '\n');
  put_tensors(out, w, "keep", o->keep);
  put_tensors(out, w, "bypass", o->bypass);
  put_tensors(out, w, "carries", o->carries);
  put_tensors(out, w, "refetch", o->refetch);
  put_tensors(out, w, "preload", o->preload);
  put_tensors(out, w, "unicast", o->unicast);
  put_tensors(out, w, "direct", o->direct);
  for (unsigned i = 0; i < o->limits; i++) put_limit(out, node, w, &o->limit[i]);
  for (unsigned i = 0; i < o->orders; i++) {
    strbuf_puts(out, "    inside");
    ir_put_name(out, w->dim[o->order[i].dim].name);
    put_dims(out, w, o->order[i].outside);
  }
  for (unsigned i = 0; i < o->tiles; i++) {
    put_bounds(out, "tile", o->tile[i].low, o->tile[i].high);
    ir_put_name(out, w->tensor[o->tile[i].tensor].name);
    strbuf_putc(out, '\n');
  }
  for (unsigned i = 0; i < o->uses; i++) {
    put_bounds(out, "use", o->use[i].low, o->use[i].high);
    strbuf_putc(out, '\n');
  }
}

void ir_print_mapspace(struct strbuf *out, const struct ir_design *d, unsigned index)
{
  const struct ir_mapspace *m = &d->mapspace[index];
  strbuf_printf(out, "mapspace %u", index);
  ir_put_name(out, m->name);
  strbuf_printf(out, " of %u on %u\n", m->workload, m->arch);
  for (unsigned i = 0; i < m->opens; i++)
    put_open(out, &d->arch[m->arch], &d->workload[m->workload], &m->open[i]);
}

/* ---- mappers ---- */

static double option_of(const struct ir_mapper *m, const struct ir_option *o)
{
  double value;
  memcpy(&value, (const char *)m + o->at, sizeof value);
  return value;
}

static void put_step(struct strbuf *out, const struct ir_design *d, const struct ir_mapper *m,
                     const struct ir_goal_step *s)
{
  strbuf_printf(out, "    step %s", ir_goal_words[s->code]);
  if (s->code == IR_NUMBER) strbuf_putc(out, ' '), ir_put_number(out, s->number);
  if (ir_speaks_of_node(s->code)) {
    ir_put_name(out, d->arch[m->arch].node[s->node].name);
    if (s->tensor >= 0) ir_put_name(out, d->workload[m->workload].tensor[s->tensor].name);
  }
  strbuf_putc(out, '\n');
}

/* Only what differs from a mapper that says nothing. */
void ir_print_mapper(struct strbuf *out, const struct ir_design *d, unsigned index)
{
  const struct ir_mapper *m = &d->mapper[index];
  strbuf_printf(out, "mapper %u", index);
  ir_put_name(out, m->name);
  strbuf_printf(out, " of %u on %u\n", m->workload, m->arch);
  if (m->strategy) strbuf_printf(out, "  strategy %s\n", ir_strategy_words[m->strategy]);
  if (m->imperfect) strbuf_printf(out, "  imperfect %s\n", ir_imperfect_words[m->imperfect]);
  for (unsigned i = 0; i < IR_OPTIONS; i++) {
    double value = option_of(m, &ir_options[i]);
    if (value == option_of(&ir_plain_mapper, &ir_options[i])) continue;
    strbuf_printf(out, "  option %s ", ir_options[i].name);
    ir_put_number(out, value);
    strbuf_putc(out, '\n');
  }
  for (unsigned i = 0; i < m->goals; i++) {
    strbuf_puts(out, "  goal");
    ir_put_name(out, m->goal[i].name);
    strbuf_putc(out, '\n');
    for (unsigned k = 0; k < m->goal[i].steps; k++) put_step(out, d, m, &m->goal[i].step[k]);
  }
}
