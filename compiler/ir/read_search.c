/* Mapspaces and mappers back from text. */
#include "compiler/ir/reader.h"

#include <string.h>

/* ---- mapspaces ---- */

static const struct ir_workload *workload_of(const struct reader *r)
{
  return &r->design->workload[r->mapspace->workload];
}

bool ir_read_mapspace(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->mapspaces;
  struct ir_mapspace *m = r->mapspace = IR_APPEND(r, d->mapspace, d->mapspaces);
  return ir_read_numbered(r, "mapspace", n, &m->name) &&
         ir_read_pair(r, &m->workload, &m->arch) && ir_want_end(r);
}

struct ir_open *ir_last_open(struct reader *r)
{
  const struct ir_mapspace *m = r->mapspace;
  if (m->opens) return &m->open[m->opens - 1];
  ir_tell(r, "no node stands before this");
  return NULL;
}

/* No node has a place: all share the same nowhere. */
bool ir_read_open(struct reader *r)
{
  struct ir_mapspace *m = r->mapspace;
  const char *name;
  unsigned node;
  if (!ir_read_name(r, &name) || !ir_find_node(r, &r->design->arch[m->arch], name, &node))
    return false;
  struct span *nowhere =
    m->opens ? m->open[0].kept_at : ARENA_ARRAY(r->arena, struct span, IR_SET);
  *IR_APPEND(r, m->open, m->opens) =
    (struct ir_open){.node = node, .kept_at = nowhere, .bypassed_at = nowhere};
  return ir_want_end(r);
}

static bool read_limit(struct reader *r, struct ir_open *o, int axis)
{
  struct ir_limit *l = IR_APPEND(r, o->limit, o->limits);
  l->axis = axis;
  l->high = INT64_MAX;
  return ir_read_whole(r, &l->low) && (ir_word_is(r, "any") || ir_read_whole(r, &l->high)) &&
         ir_read_dims(r, workload_of(r), &l->dims);
}

bool ir_read_loops(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  return o && read_limit(r, o, -1);
}

bool ir_read_across(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  const char *name;
  if (!o || !ir_read_name(r, &name)) return false;
  const struct ir_node *node = &r->design->arch[r->mapspace->arch].node[o->node];
  for (unsigned i = 0; i < node->axes; i++)
    if (!strcmp(node->axis[i].name, name)) return read_limit(r, o, (int)i);
  return ir_fail(r, "`%.40s` has no axis `%.40s`", node->name, name);
}

bool ir_read_among(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  if (!o) return false;
  if (!o->limits) return ir_fail(r, "no limit stands before this");
  struct ir_limit *l = &o->limit[o->limits - 1];
  while (r->token != END)
    if (!ir_read_whole(r, IR_APPEND(r, l->choice, l->choices))) return false;
  return true;
}

bool ir_read_inside(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  const char *name;
  if (!o || !ir_read_name(r, &name)) return false;
  struct ir_order *order = IR_APPEND(r, o->order, o->orders);
  return ir_find_dim(r, workload_of(r), name, &order->dim) && ir_read_dims(r, workload_of(r), &order->outside);
}

bool ir_read_tile(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  if (!o) return false;
  struct ir_tile *tile = IR_APPEND(r, o->tile, o->tiles);
  return ir_read_number(r, &tile->low) && ir_read_number(r, &tile->high) &&
         ir_read_tensor_name(r, workload_of(r), &tile->tensor) && ir_want_end(r);
}

bool ir_read_use(struct reader *r)
{
  struct ir_open *o = ir_last_open(r);
  if (!o) return false;
  struct ir_use *use = IR_APPEND(r, o->use, o->uses);
  return ir_read_number(r, &use->low) && ir_read_number(r, &use->high) && ir_want_end(r);
}

/* ---- mappers ---- */

bool ir_read_mapper(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->mappers;
  struct ir_mapper *m = r->mapper = IR_APPEND(r, d->mapper, d->mappers);
  *m = ir_plain_mapper;
  return ir_read_numbered(r, "mapper", n, &m->name) &&
         ir_read_pair(r, &m->workload, &m->arch) && ir_want_end(r);
}

/* One of some words; its number. */
static bool read_word(struct reader *r, const char *const *words, unsigned n, unsigned *out)
{
  for (*out = 0; *out < n; (*out)++)
    if (ir_word_is(r, words[*out])) return true;
  return ir_fail(r, "`%.40s` is none of the words that may stand here",
                 r->token == END ? "" : r->text);
}

bool ir_read_strategy(struct reader *r)
{
  unsigned word;
  if (!read_word(r, ir_strategy_words, IR_STRATEGIES, &word)) return false;
  r->mapper->strategy = (enum ir_strategy)word;
  return ir_want_end(r);
}

bool ir_read_imperfect(struct reader *r)
{
  unsigned word;
  if (!read_word(r, ir_imperfect_words, IR_IMPERFECTS, &word)) return false;
  r->mapper->imperfect = (enum ir_imperfect)word;
  return ir_want_end(r);
}

bool ir_read_option(struct reader *r)
{
  for (unsigned i = 0; i < IR_OPTIONS; i++) {
    double value;
    if (!ir_word_is(r, ir_options[i].name)) continue;
    if (!ir_read_number(r, &value)) return false;
    memcpy((char *)r->mapper + ir_options[i].at, &value, sizeof value);
    return ir_want_end(r);
  }
  return ir_fail(r, "a mapper has no such option");
}

bool ir_read_goal(struct reader *r)
{
  struct ir_mapper *m = r->mapper;
  return ir_read_name(r, &IR_APPEND(r, m->goal, m->goals)->name) && ir_want_end(r);
}

static bool read_place(struct reader *r, struct ir_goal_step *step)
{
  const struct ir_design *d = r->design;
  const char *name;
  unsigned node, tensor;
  if (!ir_read_name(r, &name) || !ir_find_node(r, &d->arch[r->mapper->arch], name, &node))
    return false;
  step->node = (int)node;
  if (r->token == END) return true;
  if (!ir_read_tensor_name(r, &d->workload[r->mapper->workload], &tensor)) return false;
  step->tensor = (int)tensor;
  return true;
}

bool ir_read_step(struct reader *r)
{
  struct ir_mapper *m = r->mapper;
  unsigned word;
  if (!m->goals) return ir_fail(r, "a step stands before all goals");
  struct ir_goal *goal = &m->goal[m->goals - 1];
  struct ir_goal_step *step = IR_APPEND(r, goal->step, goal->steps);
  *step = (struct ir_goal_step){.node = -1, .tensor = -1};
  if (!read_word(r, ir_goal_words, IR_GOAL_CODES, &word)) return false;
  step->code = (enum ir_goal_code)word;
  if (step->code == IR_NUMBER && !ir_read_number(r, &step->number)) return false;
  if (ir_speaks_of_node(step->code) && !read_place(r, step)) return false;
  return ir_want_end(r);
}
