/* Objectives: from expressions of measures to steps, and whether they are such that a search
 * can leave out what cannot become better. */
#include "compiler/sema/objective.h"

#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/flatten.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"

#include <math.h>

static const struct course rises = {TREND_RISES, 0, INFINITY};
static const struct course constant = {TREND_FLAT, 0, INFINITY};
static const struct course unclear = {TREND_EITHER, -INFINITY, INFINITY};

/* ---- steps ---- */

static void push(struct objective *o, struct ir_goal_step step)
{
  vec_push_in(o->sm->arena, &o->steps, step);
}

static void push_code(struct objective *o, enum ir_goal_code code)
{
  push(o, (struct ir_goal_step){.code = code, .node = -1, .tensor = -1});
}

static void push_number(struct objective *o, double number)
{
  push(o, (struct ir_goal_step){.code = IR_NUMBER, .node = -1, .tensor = -1, .number = number});
}

static struct course strange(struct objective *o, struct node *n)
{
  if (!o->strange) o->strange = n;
  push_number(o, 0);
  return unclear;
}

/* Remembers where it first stops to rise. */
static struct course looked_at(struct objective *o, struct node *n, struct course c)
{
  if (!o->falls && (c.trend == TREND_FALLS || c.trend == TREND_EITHER)) o->falls = n;
  return c;
}

/* ---- measures ---- */

/* The builtin that a name stands for here; NULL if it is something else. */
static const struct builtin *measure_named(const struct scope *scope, const struct node *n)
{
  if (n->kind != N_NAME || !n->name || scope_find(scope, n->name)) return NULL;
  return builtin_find(n->name->text, CTX_RESULTS);
}

const char *objective_known(const struct scope *scope, const struct node *n)
{
  static const char *const known[] = {"energy", "time", "latency", "cycles", "edp", "ed2p"};
  const struct builtin *b = measure_named(scope, n);
  for (unsigned i = 0; b && i < sizeof known / sizeof *known; i++)
    if (!strcmp(b->name, known[i])) return known[i];
  return NULL;
}

/* A measure of the run without arguments. */
static struct course read_measure(struct objective *o, struct node *n, const char *name)
{
  if (!strcmp(name, "energy") || !strcmp(name, "energy_per_mac") || !strcmp(name, "edp") ||
      !strcmp(name, "ed2p"))
    push_code(o, IR_ENERGY);
  else if (!strcmp(name, "time") || !strcmp(name, "latency")) push_code(o, IR_TIME);
  else if (!strcmp(name, "cycles")) push_code(o, IR_CYCLES);
  else if (!strcmp(name, "area")) push_code(o, IR_AREA);
  else if (!strcmp(name, "computes")) push_number(o, 1);
  else return strange(o, n);
  unsigned delays = !strcmp(name, "edp") ? 1 : !strcmp(name, "ed2p") ? 2 : 0;
  for (unsigned i = 0; i < delays; i++) push_code(o, IR_TIME), push_code(o, IR_MULTIPLY);
  return !strcmp(name, "area") || !strcmp(name, "computes") ? constant : rises;
}

/* One count of a level: of all tensors (-1), or of one. */
static void push_count(struct objective *o, const enum ir_goal_code *codes, int node, int tensor)
{
  for (unsigned i = 0; codes[i]; i++) {
    push(o, (struct ir_goal_step){.code = codes[i], .node = node, .tensor = tensor});
    if (i) push_code(o, IR_ADD);
  }
}

/* Of the tensors that a name stands for: one, or all that have a role. */
static void push_counts(struct objective *o, const enum ir_goal_code *codes, int node,
                        const struct node *name)
{
  const struct workload *w = o->workload ? o->workload->workload : NULL;
  unsigned role = role_of(name->name), n = 0;
  if (!w) return push_count(o, codes, node, -1);
  if (!role) return push_count(o, codes, node, workload_tensor(w, name->name));
  for (uint32_t t = 0; t < w->n_tensors; t++) {
    if (!(w->tensors[t].role & role)) continue;
    push_count(o, codes, node, (int)t);
    if (n++) push_code(o, IR_ADD);
  }
  if (!n) push_number(o, 0);
}

/* What the measures of a level are made of; of each, at most three, and then 0. */
static const struct { const char *name; enum ir_goal_code codes[4]; } level_measures[] = {
  {"energy", {IR_ENERGY_OF}}, {"area", {IR_AREA_OF}}, {"reads", {IR_READS_OF}},
  {"fills", {IR_FILLS_OF}}, {"updates", {IR_UPDATES_OF}}, {"writes", {IR_FILLS_OF, IR_UPDATES_OF}},
  {"accesses", {IR_READS_OF, IR_FILLS_OF, IR_UPDATES_OF}},
};

static struct course read_level_measure(struct objective *o, struct node *n, const char *name)
{
  struct node *level = n->slot[CALL_ARGS], *tensor = level->next;
  if (level->kind != N_NAME || (tensor && tensor->kind != N_NAME)) return strange(o, n);
  int node = o->flat ? flatten_node(o->flat, level->name) : 0;
  for (unsigned i = 0; i < sizeof level_measures / sizeof *level_measures; i++) {
    if (strcmp(name, level_measures[i].name)) continue;
    if (tensor) push_counts(o, level_measures[i].codes, node, tensor);
    else push_count(o, level_measures[i].codes, node, -1);
    return strcmp(name, "area") ? rises : constant;
  }
  return strange(o, n);
}

/* ---- functions ---- */

static struct node *value_of(struct node *argument)
{
  return argument->kind == N_ARG ? argument->slot[ARG_VALUE] : argument;
}

static struct course read_extreme(struct objective *o, struct node *items, bool most)
{
  struct course c = objective_read(o, value_of(items));
  for (struct node *i = items->next; i; i = i->next) {
    c = course_extreme(c, objective_read(o, value_of(i)), most);
    push_code(o, most ? IR_MOST : IR_LEAST);
  }
  return c;
}

static struct course read_call(struct objective *o, struct node *n)
{
  const struct builtin *b = measure_named(o->scope, n->slot[CALL_BASE]);
  struct node *args = n->slot[CALL_ARGS];
  if (!b || !args) return strange(o, n);
  if (!strcmp(b->name, "size") || !strcmp(b->name, "capacity")) {
    push_number(o, 1); /* known once there is a run */
    return constant;
  }
  if (b->names) return read_level_measure(o, n, b->name);
  if (!strcmp(b->name, "min") || !strcmp(b->name, "max")) {
    struct node *first = value_of(args);
    if (!args->next && first->kind == N_LIST) args = first->slot[LIST_ITEMS];
    return args ? read_extreme(o, args, !strcmp(b->name, "max")) : strange(o, n);
  }
  if (strcmp(b->name, "sqrt")) return strange(o, n);
  struct course of = objective_read(o, value_of(args));
  push_number(o, 0.5);
  push_code(o, IR_POWER);
  return course_power(of, course_of_number(0.5));
}

/* ---- operators ---- */

static struct course negated(struct objective *o, struct course c)
{
  push_number(o, -1);
  push_code(o, IR_MULTIPLY);
  return course_product(c, course_of_number(-1));
}

static struct course inverted(struct objective *o, struct course c)
{
  push_number(o, -1);
  push_code(o, IR_POWER);
  return course_power(c, course_of_number(-1));
}

static struct course read_binary(struct objective *o, struct node *n)
{
  struct course a, b;
  if (!strchr("+-*/^", n->op)) return strange(o, n);
  a = objective_read(o, n->slot[BINARY_A]);
  b = objective_read(o, n->slot[BINARY_B]);
  switch (n->op) {
  case '-': b = negated(o, b); /* fall through */
  case '+': push_code(o, IR_ADD); return course_sum(a, b);
  case '/': b = inverted(o, b); /* fall through */
  case '*': push_code(o, IR_MULTIPLY); return course_product(a, b);
  default: push_code(o, IR_POWER); return course_power(a, b);
  }
}

/* ---- expressions ---- */

/* A number whatever is run, such as `2` or a `param`. */
static bool is_number(struct objective *o, struct node *n, double *number)
{
  struct value v = eval_quietly(o->sm, o->scope, n);
  if (v.kind != V_NUMBER || !v.known) return false;
  *number = value_double(v);
  return true;
}

/* What a `let` says, where it says it. */
static struct course read_let(struct objective *o, struct node *n)
{
  enum { DEEPEST = 100 };
  const struct symbol *s = scope_find(o->scope, n->name);
  if (!s || !s->expr || s->kind != S_LET || !s->scope || o->depth == DEEPEST) return strange(o, n);
  struct scope *here = o->scope;
  o->scope = s->scope;
  o->depth++;
  struct course c = objective_read(o, s->expr);
  o->depth--;
  o->scope = here;
  return c;
}

static struct course read_if(struct objective *o, struct node *n)
{
  struct value v = eval_quietly(o->sm, o->scope, n->slot[IF_A]);
  if (v.kind != V_BOOL || !v.known) return strange(o, n);
  return objective_read(o, n->slot[v.u.b ? IF_B : IF_C]);
}

static struct course read_part(struct objective *o, struct node *n)
{
  const struct builtin *b = measure_named(o->scope, n);
  switch ((enum node_kind)n->kind) {
  case N_NAME: return b ? read_measure(o, n, b->name) : read_let(o, n);
  case N_CALL: return read_call(o, n);
  case N_BINARY: return read_binary(o, n);
  case N_IF: return read_if(o, n);
  case N_UNARY:
    if (n->op == '-') return negated(o, objective_read(o, n->slot[UNARY_A])); /* fall through */
  default: return strange(o, n);
  }
}

struct course objective_read(struct objective *o, struct node *n)
{
  double number;
  if (is_number(o, n, &number)) {
    push_number(o, number);
    return course_of_number(number);
  }
  return looked_at(o, n, read_part(o, n));
}

/* ---- what is told ---- */

static void tell_strange(struct sema *sm, const struct node *objective, const struct node *n)
{
  struct span at = node_span(n);
  struct diag *d = diag_at(sm->diags, E0617, at, "a search cannot minimize `%s`",
                           source_text(sm, node_span(objective)));
  diag_label(d, at, "nothing that is known while a mapping is looked for");
  diag_note(d, "it knows `energy`, `time`, `cycles`, `edp`, `ed2p`, `energy(level)`, `reads`, "
               "`writes`, `fills`, `updates` and `accesses` of levels and tensors, and what "
               "`+`, `-`, `*`, `/`, `^`, `min`, `max` and `sqrt` make of them");
  diag_help(d, "to see it of the mapping that is found, write `report %s`", source_text(sm, at));
}

static void tell_falls(struct sema *sm, const struct objective *o, const struct node *n)
{
  struct span whole = node_span(n), at = node_span(o->falls);
  struct diag *d = diag_at(sm->diags, E0616, whole,
                           "`%s` may fall while energy, time or a count rises",
                           source_text(sm, whole));
  if (whole.start != at.start || whole.end != at.end) diag_label(d, whole, "cannot be minimized");
  diag_label(d, at, "this does not rise with what it is made of");
  diag_note(d, "a search leaves out all that begins worse than what it has, and that is right "
               "only if what is worse in energy, time and counts is never better in the end");
  diag_help(d, "combine measures with `+`, `*`, `^`, `min` and `max`: `energy * time`");
}

void objective_check(struct sema *sm, struct scope *scope, struct node *n)
{
  struct objective o = {.sm = sm, .scope = scope};
  struct course c = objective_read(&o, n);
  if (o.strange) tell_strange(sm, n, o.strange);
  else if (c.trend == TREND_FALLS || c.trend == TREND_EITHER) tell_falls(sm, &o, n);
}
