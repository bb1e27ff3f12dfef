/* Lists, ranges and comprehensions. */
#include "compiler/sema/list.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/trail.h"
#include "lang/base/vec.h"

enum { LENGTH_MAX = 1000 * 1000 };

static struct value list_value(struct sema *sm, const struct value *at, uint32_t n)
{
  struct value_list *l = ARENA_NEW(sm->arena, struct value_list);
  l->n = n;
  l->at = arena_copy(sm->arena, at, n * sizeof *at);
  return (struct value){.kind = V_LIST, .known = true, .u.list = l};
}

/* A list of which only the kind of element is known. */
static struct value unknown_list(struct sema *sm, struct value element)
{
  struct value v = list_value(sm, &element, element.kind == V_POISON ? 0 : 1);
  v.known = false;
  return v;
}

static bool alike(struct value a, struct value b)
{
  if (a.kind == V_POISON || b.kind == V_POISON) return true;
  return a.kind == b.kind && (a.kind != V_NUMBER || dim_equal(a.dim, b.dim));
}

struct value eval_list(struct sema *sm, struct scope *scope, struct node *n)
{
  struct node *first = n->slot[LIST_ITEMS];
  if (first && first->kind == N_RANGE) return eval_range(sm, scope, first);
  VEC(struct value) items = {0};
  struct node *differs = NULL;
  for (struct node *k = first; k; k = k->next) {
    vec_push(&items, eval(sm, scope, k));
    if (!differs && !alike(items.at[0], items.at[items.n - 1])) differs = k;
  }
  struct value v = list_value(sm, items.at, items.n);
  if (differs) {
    struct diag *d = diag_at(sm->diags, E0302, node_span(differs),
                             "the elements of a list are of one kind");
    struct value other = eval(sm, scope, differs);
    diag_label(d, node_span(differs), "%s", value_describe(other, &sm->units, sm->arena));
    diag_label(d, node_span(first), "%s", value_describe(items.at[0], &sm->units, sm->arena));
    explain_unlike(sm, d, first, items.at[0], differs, other);
    v = value_poison();
  }
  vec_free(&items);
  return v;
}

static struct value range_error(struct sema *sm, const struct node *where, const char *label,
                                const char *why)
{
  struct diag *d = diag_at(sm->diags, E0309, node_span(where), "%s", why);
  diag_label(d, node_span(where), "%s", label);
  add_trail(sm, d);
  return value_poison();
}

static const char *described(struct sema *sm, struct value v)
{
  return value_describe(v, &sm->units, sm->arena);
}

/* Do the ends go together, and the step with them?  Told if not. */
static bool range_fits(struct sema *sm, struct node *n, struct value lo, struct value hi,
                       struct value step)
{
  struct node *from = n->slot[RANGE_A], *to = n->slot[RANGE_B], *by = n->slot[RANGE_STEP];
  struct diag *d;
  if (lo.kind != V_NUMBER || hi.kind != V_NUMBER || !dim_equal(lo.dim, hi.dim)) {
    d = diag_at(sm->diags, E0302, node_span(to), "the ends of a range are numbers of one kind");
    diag_label(d, node_span(to), "%s", described(sm, hi));
    diag_label(d, node_span(from), "%s", described(sm, lo));
    explain_unlike(sm, d, from, lo, to, hi);
    return false;
  }
  if (!by) return true;
  if (n->op == '*' ? value_is_plain(step) : step.kind == V_NUMBER && dim_equal(step.dim, lo.dim))
    return true;
  d = diag_at(sm->diags, E0302, node_span(by),
              n->op == '*' ? "what a range is multiplied by is a plain number"
                           : "the step of a range is of the kind of its ends");
  diag_label(d, node_span(by), "%s", described(sm, step));
  diag_label(d, node_span(from), "%s", described(sm, lo));
  if (n->op == '*') add_trail(sm, d);
  else explain_unlike(sm, d, from, lo, by, step);
  return false;
}

/* A range of values with a unit says by how much it goes. */
static struct value lacks_step(struct sema *sm, struct node *n, struct value lo)
{
  const struct node *from = n->slot[RANGE_A];
  const char *unit = from->kind == N_NUMBER && from->name ? from->name->text
                                                          : dim_example_unit(lo.dim);
  struct diag *d = diag_at(sm->diags, E0309, node_span(n),
                           "a range of values with a unit needs a step");
  diag_label(d, node_span(n), "by how much?");
  if (unit) diag_help(d, "add `by 1 %s`, or `by *2` to double from one to the next", unit);
  add_trail(sm, d);
  return value_poison();
}

/* lo .. hi, both included, by a step that is added or multiplied. */
struct value eval_range(struct sema *sm, struct scope *scope, struct node *n)
{
  struct node *step_node = n->slot[RANGE_STEP];
  bool geometric = n->op == '*';
  struct value lo = eval(sm, scope, n->slot[RANGE_A]), hi = eval(sm, scope, n->slot[RANGE_B]);
  struct value step = step_node ? eval(sm, scope, step_node) : value_quantity(1, lo.dim);
  if (lo.kind == V_POISON || hi.kind == V_POISON || step.kind == V_POISON) return value_poison();
  if (!range_fits(sm, n, lo, hi, step)) return value_poison();
  if (!step_node && !dim_is_none(lo.dim)) return lacks_step(sm, n, lo);
  if (!lo.known || !hi.known || !step.known)
    return unknown_list(sm, value_unknown(lo.dim, lo.is_int));
  double s = value_double(step), x = value_double(lo), end = value_double(hi);
  if (geometric && x <= 0)
    return range_error(sm, n->slot[RANGE_A], "not above 0",
                       "a range that is multiplied starts above 0");
  if (s <= geometric)
    return range_error(sm, step_node, "too small",
                       geometric ? "what a range is multiplied by is more than 1"
                                 : "the step of a range is more than 0");
  bool whole = lo.is_int && step.is_int;
  VEC(struct value) items = {0};
  int64_t i = whole ? lo.u.i : 0;
  for (uint32_t k = 0; whole ? (double)i <= end : x <= end * (1 + 1e-12); k++) {
    if (items.n == LENGTH_MAX) {
      vec_free(&items);
      struct diag *d = diag_at(sm->diags, E0312, node_span(n),
                               "this range has more than %d elements", LENGTH_MAX);
      diag_label(d, node_span(n), "too long");
      diag_help(d, "use a larger step");
      add_trail(sm, d);
      return value_poison();
    }
    vec_push(&items, whole ? value_quantity(i, lo.dim) : value_number(x, lo.dim));
    if (whole && (geometric ? __builtin_mul_overflow(i, step.u.i, &i)
                            : __builtin_add_overflow(i, step.u.i, &i)))
      break;
    if (!whole) x = geometric ? x * s : value_double(lo) + (k + 1) * s;
  }
  struct value v = list_value(sm, items.at, items.n);
  vec_free(&items);
  return v;
}

/* One turn of a comprehension: its condition and its element for one value. */
static bool turn(struct sema *sm, struct scope *inner, struct symbol *variable, struct node *n,
                 struct value x, struct value *out)
{
  variable->value = x;
  variable->state = DONE;
  if (n->slot[COMPREHENSION_COND]) {
    struct value c = eval_condition(sm, inner, n->slot[COMPREHENSION_COND]);
    if (c.kind != V_BOOL || (c.known && !c.u.b)) return false;
  }
  *out = eval(sm, inner, n->slot[COMPREHENSION_ELEMENT]);
  return true;
}

struct value eval_comprehension(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value over = eval(sm, scope, n->slot[COMPREHENSION_ITER]);
  if (over.kind != V_LIST && over.kind != V_POISON) {
    struct diag *d = diag_at(sm->diags, E0317, node_span(n->slot[COMPREHENSION_ITER]),
                             "`for` goes over a list or a range, not %s",
                             value_describe(over, &sm->units, sm->arena));
    diag_label(d, node_span(n->slot[COMPREHENSION_ITER]), "not a list");
    add_trail(sm, d);
    over = value_poison();
  }
  struct scope inner = {.outer = scope, .object = scope->object};
  struct symbol *variable = scope_declare(sm, &inner, S_VARIABLE, n->name, n, node_name_span(n));
  struct value element = value_poison();
  if (over.kind == V_POISON || !over.known) {
    struct value x = over.kind == V_LIST && over.u.list && over.u.list->n ? over.u.list->at[0]
                                                                          : value_poison();
    turn(sm, &inner, variable, n, x, &element);
    return unknown_list(sm, type_only(element));
  }
  VEC(struct value) items = {0};
  uint32_t told = sm->diags->n_errors; /* what is wrong in one turn is wrong in the others */
  for (uint32_t i = 0; i < over.u.list->n && !sm->gave_up && sm->diags->n_errors == told; i++)
    if (turn(sm, &inner, variable, n, over.u.list->at[i], &element)) vec_push(&items, element);
  if (sm->diags->n_errors != told) {
    vec_free(&items);
    return unknown_list(sm, type_only(element));
  }
  struct value v = list_value(sm, items.at, items.n);
  vec_free(&items);
  return v;
}

static struct value too_long(struct sema *sm, const struct node *n)
{
  struct diag *d = diag_at(sm->diags, E0312, node_span(n),
                           "this list has more than %d elements", LENGTH_MAX);
  diag_label(d, node_span(n), "too long");
  add_trail(sm, d);
  return value_poison();
}

/* What a list shows of its elements: the first, or poison if there is none. */
static struct value first_of(struct value list)
{
  return list.u.list && list.u.list->n ? list.u.list->at[0] : value_poison();
}

struct value lists_joined(struct sema *sm, struct node *n, struct value a, struct value b)
{
  struct value x = first_of(a), y = first_of(b);
  if (!alike(x, y)) {
    struct diag *d = diag_at(sm->diags, E0302, node_op_span(n),
                             "the elements of a list are of one kind");
    diag_label(d, node_span(n->slot[BINARY_A]), "holds %s", described(sm, x));
    diag_label(d, node_span(n->slot[BINARY_B]), "holds %s", described(sm, y));
    add_trail(sm, d);
    return value_poison();
  }
  if (!a.known || !b.known || !a.u.list || !b.u.list)
    return unknown_list(sm, type_only(x.kind == V_POISON ? y : x));
  if (a.u.list->n + b.u.list->n > LENGTH_MAX) return too_long(sm, n);
  VEC(struct value) items = {0};
  for (uint32_t i = 0; i < a.u.list->n; i++) vec_push(&items, a.u.list->at[i]);
  for (uint32_t i = 0; i < b.u.list->n; i++) vec_push(&items, b.u.list->at[i]);
  struct value v = list_value(sm, items.at, items.n);
  vec_free(&items);
  return v;
}
