/* `require` in a mapspace: a search keeps to limits on tiles and on the instances of arrays
 * that work, and of all else it is said that it cannot. */
#include "compiler/sema/demand.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/room.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"

#include <math.h>

/* ---- measures in conditions ---- */

/* What a name stands for here if it is a measure; else NULL. */
static const struct builtin *measure_of(const struct mapping *m, const struct node *n)
{
  if (n->kind == N_CALL) n = n->slot[CALL_BASE];
  if (n->kind != N_NAME || !n->name || scope_find(m->target.results, n->name)) return NULL;
  const struct builtin *b = builtin_find(n->name->text, CTX_RESULTS);
  return b && b->context ? b : NULL;
}

/* Whether it depends on the mapping. */
static bool varies(const struct builtin *b)
{
  static const char *const fixed[] = {"size", "capacity", "area", "computes"};
  for (unsigned i = 0; i < sizeof fixed / sizeof *fixed; i++)
    if (!strcmp(b->name, fixed[i])) return false;
  return true;
}

struct finding { const struct mapping *m; struct node *found; };

static bool find_measure(struct node *n, void *context)
{
  struct finding *f = context;
  const struct builtin *b = measure_of(f->m, n);
  if (b && varies(b) && !f->found) f->found = n;
  return !f->found;
}

static struct node *measure_in(const struct mapping *m, struct node *n)
{
  struct finding f = {m, NULL};
  ast_walk(n, find_measure, &f);
  return f.found;
}

/* ---- what a search cannot do ---- */

static void not_searched(struct mapping *m, struct node *condition, struct node *measure,
                         const char *why)
{
  struct span at = node_span(condition);
  struct diag *d = diag_at(m->target.sm->diags, E0618, at, "a search cannot keep to `%s`",
                           source_text(m->target.sm, at));
  diag_label(d, node_span(measure), "%s", why);
  diag_note(d, "a mapspace may require `tile(level, tensor)` and `utilization(level)` to be at "
               "most, at least or equal to a number");
  diag_help(d, "to be told of the mapping that is found, write it as an `expect` of the run");
}

/* ---- limits ---- */

/* The level whose instances are meant: an array, or what stands in a single one. */
static struct level *array_of(struct mapping *m, struct node *call)
{
  struct level *l = NULL, *array = NULL;
  struct node *name = call->kind == N_CALL ? call->slot[CALL_ARGS] : NULL;
  if (name) l = arch_level(m->target.arch, name->name);
  for (struct level *k = arch_next(m->target.arch, NULL); k && !name;
       k = arch_next(m->target.arch, k))
    if (k->kind == K_COMPUTE) l = k;
  if (l && l->kind == K_ARRAY) return l;
  for (l = l ? l->parent : NULL; l; l = l->parent) {
    if (l->kind != K_ARRAY) continue;
    if (array) return NULL;
    array = l;
  }
  return array;
}

/* How many instances an array has; 0: that is not known. */
static int64_t instances_of(const struct level *array)
{
  int64_t n = 1;
  for (const struct axis *a = array->axes; a; a = a->next) {
    if (!value_is_known_int(a->size)) return 0;
    if (__builtin_mul_overflow(n, a->size.u.i, &n)) return 0;
  }
  return n;
}

/* `times` turns a share into a number of what is counted. */
static void set_limits(struct demand *d, int op, double value, double times)
{
  double exact = value * times, slack = times > 1 ? 1e-9 * times : 0;
  d->low = 0;
  d->high = INFINITY;
  switch (op) {
  case OP_LE: d->high = floor(exact + slack); break;
  case '<': d->high = ceil(exact - slack) - 1; break;
  case OP_GE: d->low = ceil(exact - slack); break;
  case '>': d->low = floor(exact + slack) + 1; break;
  default: d->low = ceil(exact - slack), d->high = floor(exact + slack);
  }
}

/* The tensor that a name stands for, if it is one: -1 else. */
static int tensor_of(const struct mapping *m, const struct node *name)
{
  const struct workload *w = m->target.workload->workload;
  unsigned role = role_of(name->name);
  int found = role ? -1 : workload_tensor(w, name->name);
  for (uint32_t t = 0; role && t < w->n_tensors; t++) {
    if (!(w->tensors[t].role & role)) continue;
    if (found >= 0) return -1;
    found = (int)t;
  }
  return found;
}

static void add_demand(struct mapping *m, struct node *condition, const struct demand *d)
{
  struct demand *own = arena_copy(m->target.sm->arena, d, sizeof *d);
  own->from = m;
  own->at = node_span(condition);
  vec_push(&m->demands, own);
}

static void demand_tile(struct mapping *m, struct node *condition, struct node *call, int op,
                        double value)
{
  struct node *args = call->slot[CALL_ARGS];
  struct demand d = {0};
  d.level = arch_level(m->target.arch, args->name);
  d.tensor = tensor_of(m, args->next);
  set_limits(&d, op, value, 1);
  if (!d.level || d.level->kind != K_MEMORY)
    not_searched(m, condition, args, "no memory: it keeps no tiles");
  else if (d.tensor < 0) not_searched(m, condition, args->next, "not one tensor");
  else add_demand(m, condition, &d);
}

static void demand_use(struct mapping *m, struct node *condition, struct node *call, int op,
                       double value)
{
  struct demand d = {.use = true, .level = array_of(m, call)};
  int64_t n = d.level ? instances_of(d.level) : 0;
  if (!d.level) not_searched(m, condition, call, "not the instances of one array");
  if (!n) return;
  set_limits(&d, op, value, (double)n);
  add_demand(m, condition, &d);
}

static int turned(int op)
{
  switch (op) {
  case '<': return '>';
  case '>': return '<';
  case OP_LE: return OP_GE;
  case OP_GE: return OP_LE;
  default: return op;
  }
}

static bool is_limit(int op)
{
  return op == '<' || op == '>' || op == OP_LE || op == OP_GE || op == OP_EQ;
}

/* `measure op number`, which is known once arch and workload are. */
static void read_limit(struct mapping *m, struct node *condition, struct node *call, int op,
                       struct node *number)
{
  const struct builtin *b = measure_of(m, call);
  struct value v = eval_quietly(m->target.sm, m->target.results, number);
  if (v.kind != V_NUMBER || !v.known || !m->target.arch) return;
  if (!strcmp(b->name, "utilization")) demand_use(m, condition, call, op, value_double(v));
  else if (m->target.workload && m->target.workload->workload)
    demand_tile(m, condition, call, op, value_double(v));
}

static bool is_searched(const struct mapping *m, const struct node *n)
{
  const struct builtin *b = measure_of(m, n);
  return b && (!strcmp(b->name, "tile") || !strcmp(b->name, "utilization"));
}

static void read_condition(struct mapping *m, struct node *n)
{
  struct node *measure = measure_in(m, n);
  if (!measure) return; /* known once there is a run */
  if (n->kind == N_BINARY && n->op == OP_AND) {
    read_condition(m, n->slot[BINARY_A]);
    read_condition(m, n->slot[BINARY_B]);
    return;
  }
  struct node *a = n->kind == N_BINARY ? n->slot[BINARY_A] : NULL;
  struct node *b = a ? n->slot[BINARY_B] : NULL;
  bool left = a && is_searched(m, a) && !measure_in(m, b);
  bool right = a && !left && is_searched(m, b) && !measure_in(m, a);
  if ((left || right) && is_limit(n->op))
    read_limit(m, n, left ? a : b, left ? n->op : turned(n->op), left ? b : a);
  else not_searched(m, n, measure, is_searched(m, measure) ? "not compared with a number"
                                                           : "known only when all is chosen");
}

/* ---- statements ---- */

static void not_met(struct mapping *m, struct node *n)
{
  struct node *condition = n->slot[ASSERT_VALUE], *why = n->slot[ASSERT_MESSAGE];
  struct sema *sm = m->target.sm;
  const char *numbers = explain_condition(sm, m->target.results, condition);
  struct diag *d = diag_at(sm->diags, E0320, node_span(condition), "%s",
                           why ? why->name->text
                               : arena_printf(sm->arena, "a requirement of `%s` does not hold",
                                              m->target.symbol->name->text));
  diag_label(d, node_span(condition), "%s", numbers ? numbers : "this is false");
  target_where(&m->target, d);
}

void demand_read(struct mapping *m, struct node *n)
{
  struct value v = check_assert(m->target.sm, m->target.results, n);
  if (m->one || v.kind != V_BOOL) return;
  if (!v.known) read_condition(m, n->slot[ASSERT_VALUE]);
  else if (!v.u.b) not_met(m, n);
}

/* ---- what no mapping meets ---- */

static struct diag *never_met(struct mapping *m, const struct demand *d, const char *label)
{
  struct diag *diag = diag_at(m->target.sm->diags, E0619, d->at, "no mapping meets `%s`",
                              source_text(m->target.sm, d->at));
  diag_label(diag, d->at, "%s", label);
  return diag;
}

#define TEXT(m, ...) arena_printf((m)->target.sm->arena, __VA_ARGS__)

static void check_pair(struct mapping *m, const struct demand *a, const struct demand *b)
{
  if (a->level != b->level || a->use != b->use || a->tensor != b->tensor) return;
  if (fmax(a->low, b->low) <= fmin(a->high, b->high) || told_already(m, a->from, b->from)) return;
  struct diag *d = diag_at(m->target.sm->diags, E0418, b->at, "`%s` and `%s` cannot both hold",
                           source_text(m->target.sm, a->at), source_text(m->target.sm, b->at));
  diag_label(d, b->at, "%s", b->low > a->high ? "asks for more" : "allows less");
  diag_label(d, a->at, "%s", b->low > a->high ? "allows less" : "asks for more");
  target_where(&m->target, d);
}

/* The instances that the loops of a mapping put to work; 0: that is not known. */
static double chosen_use(const struct mapping *m, const struct level *array)
{
  double n = m->one;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->from->one && b->slot.level == array) n *= b->known ? (double)b->low : 0;
  }
  return n;
}

/* The most steps that a dim may take along an axis. */
static double most_along(const struct mapping *m, const struct slot *s, unsigned dim)
{
  const struct dimension *of = &m->target.workload->workload->dims[dim];
  double most = value_is_known_int(of->size) ? (double)of->size.u.i : INFINITY;
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->known && !b->rest && b->dim == (int)dim && same_slot(&b->slot, s))
      most = fmin(most, (double)b->high);
  }
  for (uint32_t i = 0; i < m->onlys.n; i++)
    if (same_slot(&m->onlys.at[i]->slot, s) &&
        !only_allows(m, m->onlys.at[i], of->name, (int)dim, NULL))
      most = 1;
  return most;
}

/* The most instances that can work, as far as loops are limited. */
static double most_use(const struct mapping *m, struct level *array)
{
  const struct workload *w = m->target.workload ? m->target.workload->workload : NULL;
  double all = 1;
  for (struct axis *a = array->axes; a; a = a->next) {
    const struct slot s = {.level = array, .space = true, .axis = a};
    double along = w ? 1 : INFINITY;
    for (uint32_t d = 0; w && isfinite(along) && d < w->n_dims; d++) along *= most_along(m, &s, d);
    all *= fmin(along, (double)a->size.u.i);
  }
  return all;
}

static void label_across(struct mapping *m, struct diag *d, const struct level *array)
{
  for (uint32_t i = 0; i < m->bounds.n; i++) {
    const struct bound *b = m->bounds.at[i];
    if (b->slot.level == array && b->known && !b->rest) diag_label(d, b->at, "%s", bound_label(m, b));
  }
  for (uint32_t i = 0; i < m->onlys.n; i++)
    if (m->onlys.at[i]->slot.level == array)
      diag_label(d, m->onlys.at[i]->at, "lets nothing else run here");
}

/* What a mapping has chosen does not meet what its mapspace asks. */
static struct diag *not_chosen(struct mapping *m, const struct demand *d)
{
  double chosen = chosen_use(m, d->level);
  struct span at = m->target.symbol->where;
  if (!(chosen > 0) || (chosen >= d->low && chosen <= d->high)) return NULL;
  struct diag *diag = diag_at(m->target.sm->diags, E0619, at, "`%s` does not meet `%s`",
                              m->target.symbol->name->text, source_text(m->target.sm, d->at));
  diag_label(diag, at, "%.0f instance%s of `%s` work%s", chosen, plural((int64_t)chosen),
             d->level->name->text, chosen == 1 ? "s" : "");
  diag_label(diag, d->at, "asked for here");
  return diag;
}

static struct diag *too_few(struct mapping *m, const struct demand *d)
{
  double most = m->one ? INFINITY : most_use(m, d->level);
  if (most >= d->low) return NULL;
  struct diag *diag = never_met(m, d, TEXT(m, "asks for %.0f instances, where the loops across "
                                           "`%s` reach %.0f", d->low, d->level->name->text, most));
  label_across(m, diag, d->level);
  return diag;
}

static void check_use(struct mapping *m, const struct demand *d)
{
  int64_t n = instances_of(d->level);
  struct diag *diag = not_chosen(m, d);
  if (!diag && d->low > (double)n)
    diag = never_met(m, d, TEXT(m, "asks for %.0f instances", d->low));
  if (!diag && (d->high < 1 || d->high < d->low))
    diag = never_met(m, d, d->high < 1 ? "lets no instance work" : "no number of instances");
  if (!diag) diag = too_few(m, d);
  if (!diag) return;
  diag_note_at(diag, d->level->name_at, "`%s` has %lld instance%s", d->level->name->text,
               (long long)n, plural(n));
  target_where(&m->target, diag);
}

/* The claim that lets a tensor pass by the memory, or NULL. */
static const struct claim *passed_by(const struct mapping *m, const struct demand *d)
{
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (c->word == KW_bypass && c->slot.level == d->level && c->in && c->in[d->tensor]) return c;
  }
  return NULL;
}

static void check_tile(struct mapping *m, const struct demand *d)
{
  const struct tensor *t = &m->target.workload->workload->tensors[d->tensor];
  const struct claim *bypass = passed_by(m, d);
  const char *level = d->level->name->text, *name = t->name->text;
  double size = value_is_known_int(t->size) ? (double)t->size.u.i : INFINITY;
  double room = room_size(m, d->level) / room_word(m, d->level, (unsigned)d->tensor);
  double least = room_least_tile(m, d->level, (unsigned)d->tensor);
  struct diag *diag = NULL;
  if (d->high < 1 || d->high < d->low) diag = never_met(m, d, "no tile has so many words");
  else if (d->low > size)
    diag = never_met(m, d, TEXT(m, "all of `%s` has %.0f words", name, size));
  else if (d->low > room)
    diag = never_met(m, d, TEXT(m, "`%s` holds %.0f words of `%s`", level, floor(room), name));
  else if (least > d->high && !m->one)
    diag = never_met(m, d, TEXT(m, "the loops from `%s` inwards make it at least %.0f", level, least));
  else if (d->low > 0 && bypass) {
    diag = never_met(m, d, TEXT(m, "asks for words of `%s`", name));
    diag_label(diag, node_span(bypass->node), "`%s` is not kept", name);
  }
  if (diag) target_where(&m->target, diag);
}

void demands_check(struct mapping *m)
{
  for (uint32_t i = 0; i < m->demands.n; i++) {
    const struct demand *d = m->demands.at[i];
    if (d->from != m && !m->target.run && !m->one) continue;
    for (uint32_t k = 0; k < i; k++) check_pair(m, m->demands.at[k], d);
    if (d->use) check_use(m, d);
    else check_tile(m, d);
  }
}
