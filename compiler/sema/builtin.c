/* Built-in functions: one call_… for each row of builtins.def, behind one check of
 * their arguments.  Measures are rows of the same table; measure.c reads theirs. */
#include "compiler/sema/builtin.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/measure.h"
#include "compiler/sema/object.h"
#include "compiler/sema/operator.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/trail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what functions work on ---- */

static struct node *argument(const struct application *a, unsigned i)
{
  struct node *n = list_at(a->node->slot[CALL_ARGS], i);
  return n->kind == N_ARG ? n->slot[ARG_VALUE] : n;
}

/* The numbers or conditions of a call: its arguments, or the items of the one
 * list that it was given. */
struct items {
  const struct application *call;
  struct value *at;
  unsigned n;
  bool listed; /* they came in a list */
  bool all;    /* all of them are here, and not one that shows the type */
};

static struct items items_of(const struct application *a)
{
  struct items it = {.call = a, .at = a->args, .n = a->n, .all = true};
  if (a->n != 1 || a->args[0].kind != V_LIST) return it;
  struct value_list *list = a->args[0].u.list;
  it.listed = true;
  it.all = a->args[0].known;
  it.at = list ? list->at : NULL;
  it.n = list ? list->n : 0;
  return it;
}

static struct span item_span(const struct items *it, unsigned i)
{
  struct node *n = argument(it->call, it->listed ? 0 : i);
  if (!it->listed || n->kind != N_LIST) return node_span(n);
  struct node *item = list_at(n->slot[LIST_ITEMS], i);
  return node_span(item && item->kind != N_RANGE ? item : n);
}

/* What it is; of a plain number, which. */
static const char *described(struct sema *sm, struct value v)
{
  if (v.known && value_is_plain(v)) return value_text(v, &sm->units, sm->arena);
  return value_describe(v, &sm->units, sm->arena);
}

static const char *name_of(const struct application *a) { return a->builtin->name; }

static struct diag *tell_type(struct sema *sm, const struct application *a, struct span where,
                              const char *wanted, struct value v)
{
  struct diag *d = diag_at(sm->diags, E0301, where, "`%s` takes %s, but this is %s", name_of(a),
                           wanted, described(sm, v));
  diag_label(d, where, "%s", described(sm, v));
  diag_note(d, "`%s`: %s", a->builtin->signature, a->builtin->doc);
  add_trail(sm, d);
  return d;
}

static struct value tell_no_result(struct sema *sm, const struct application *a, const char *why)
{
  struct span where = node_span(argument(a, 0));
  struct diag *d = diag_at(sm->diags, E0310, where, "`%s` has no result here: %s", name_of(a), why);
  diag_label(d, where, "%s", value_text(a->args[0], &sm->units, sm->arena));
  add_trail(sm, d);
  return value_poison();
}

/* The result of a floating-point function, if it is one. */
static struct value bounded(struct sema *sm, const struct application *a, double d, struct dim dim)
{
  if (isfinite(d)) return value_number(d, dim);
  return tell_no_result(sm, a, "it is greater than any number that can be kept");
}

/* Whether all items are of a kind; what is not is told, and poison is silent. */
static bool all_are(struct sema *sm, const struct items *it, enum value_kind kind,
                    const char *wanted)
{
  for (unsigned i = 0; i < it->n; i++) {
    if (it->at[i].kind == V_POISON) return false;
    if (it->at[i].kind == kind) continue;
    tell_type(sm, it->call, item_span(it, i), wanted, it->at[i]);
    return false;
  }
  return it->n || it->all;
}

static bool all_known(const struct items *it)
{
  for (unsigned i = 0; i < it->n; i++)
    if (!it->at[i].known) return false;
  return it->all;
}

static bool all_whole(const struct items *it)
{
  for (unsigned i = 0; i < it->n; i++)
    if (!it->at[i].is_int) return false;
  return true;
}

/* What will be one of these, or between them. */
static struct value unknown_like(const struct items *it, bool is_whole)
{
  struct value v = value_unknown(it->at[0].dim, is_whole);
  v.share = true;
  for (unsigned i = 0; i < it->n; i++) v.share = v.share && it->at[i].share;
  return v;
}

static void tell_unlike(struct sema *sm, const struct items *it, unsigned i)
{
  struct dim one = it->at[0].dim, other = it->at[i].dim;
  struct span at = item_span(it, i);
  struct diag *d = diag_at(sm->diags, E0302, at, "cannot take the `%s` of %s and %s",
                           name_of(it->call),
                           dim_article(one, &sm->units, sm->arena),
                           dim_article(other, &sm->units, sm->arena));
  diag_label(d, at, "%s", operand_label(sm, it->at[i]));
  if (item_span(it, 0).start != at.start)
    diag_label(d, item_span(it, 0), "%s", operand_label(sm, it->at[0]));
  add_trail(sm, d);
}

/* Whether all items are numbers of one dimension. */
static bool alike(struct sema *sm, const struct items *it)
{
  if (!all_are(sm, it, V_NUMBER, "numbers")) return false;
  for (unsigned i = 1; i < it->n; i++) {
    if (dim_equal(it->at[i].dim, it->at[0].dim)) continue;
    tell_unlike(sm, it, i);
    return false;
  }
  return true;
}

/* The one argument as a number; false (and told) if it is none. */
static bool number(struct sema *sm, const struct application *a)
{
  if (a->args[0].kind == V_NUMBER) return true;
  if (a->args[0].kind != V_POISON)
    tell_type(sm, a, node_span(argument(a, 0)), "a number", a->args[0]);
  return false;
}

/* … and one without a unit. */
static bool plain(struct sema *sm, const struct application *a)
{
  if (!number(sm, a)) return false;
  struct value v = a->args[0];
  if (dim_is_none(v.dim)) return true;
  struct node *n = argument(a, 0);
  struct diag *d = tell_type(sm, a, node_span(n), "a plain number", v);
  const char *unit = dim_example_unit(v.dim);
  if (unit) diag_help(d, "divide by a unit, such as `/ 1 %s`", unit);
  return false;
}

/* ---- functions of one number ---- */

static struct value call_abs(struct sema *sm, const struct application *a)
{
  if (!number(sm, a)) return value_poison();
  struct value v = a->args[0];
  if (!v.known) return v;
  if (v.is_int && v.u.i != INT64_MIN) return value_quantity(v.u.i < 0 ? -v.u.i : v.u.i, v.dim);
  return value_number(fabs(value_double(v)), v.dim);
}

static struct value whole(struct sema *sm, const struct application *a, double (*f)(double))
{
  if (!plain(sm, a)) return value_poison();
  struct value v = a->args[0];
  if (!v.known) return value_unknown(DIM_NONE, true);
  return v.is_int ? v : value_number(f(v.u.d), DIM_NONE);
}

static struct value call_ceil(struct sema *sm, const struct application *a)
{
  return whole(sm, a, ceil);
}
static struct value call_floor(struct sema *sm, const struct application *a)
{
  return whole(sm, a, floor);
}
static struct value call_round(struct sema *sm, const struct application *a)
{
  return whole(sm, a, round);
}

static struct value call_sqrt(struct sema *sm, const struct application *a)
{
  struct dim root;
  if (!number(sm, a)) return value_poison();
  struct value v = a->args[0];
  if (!dim_root(v.dim, &root)) {
    tell_type(sm, a, node_span(argument(a, 0)), "a number whose unit is a square", v);
    return value_poison();
  }
  if (!v.known) return value_unknown(root, false);
  if (value_double(v) < 0) return tell_no_result(sm, a, "no square is negative");
  return value_number(sqrt(value_double(v)), root);
}

/* Exact for powers of two, whatever the library's log2 makes of them. */
static double binary_logarithm(double x)
{
  int exponent;
  return frexp(x, &exponent) == 0.5 ? exponent - 1 : log2(x);
}

static struct value logarithm(struct sema *sm, const struct application *a, double (*f)(double))
{
  if (!plain(sm, a)) return value_poison();
  struct value v = a->args[0];
  if (!v.known) return value_unknown(DIM_NONE, false);
  if (value_double(v) > 0) return value_number(f(value_double(v)), DIM_NONE);
  return tell_no_result(sm, a, "only numbers above 0 have a logarithm");
}

static struct value call_log2(struct sema *sm, const struct application *a)
{
  return logarithm(sm, a, binary_logarithm);
}
static struct value call_log10(struct sema *sm, const struct application *a)
{
  return logarithm(sm, a, log10);
}
static struct value call_ln(struct sema *sm, const struct application *a)
{
  return logarithm(sm, a, log);
}

static struct value call_exp(struct sema *sm, const struct application *a)
{
  if (!plain(sm, a)) return value_poison();
  if (!a->args[0].known) return value_unknown(DIM_NONE, false);
  return bounded(sm, a, exp(value_double(a->args[0])), DIM_NONE);
}

/* ---- functions of several numbers ---- */

static bool less(struct value a, struct value b)
{
  return a.is_int && b.is_int ? a.u.i < b.u.i : value_double(a) < value_double(b);
}

static struct value extreme(struct sema *sm, const struct application *a, bool greatest)
{
  struct items it = items_of(a);
  if (!alike(sm, &it)) return value_poison();
  if (!it.n) return tell_no_result(sm, a, "the list is empty");
  if (!all_known(&it)) return unknown_like(&it, all_whole(&it));
  struct value best = it.at[0];
  for (unsigned i = 1; i < it.n; i++)
    if (greatest ? less(best, it.at[i]) : less(it.at[i], best)) best = it.at[i];
  return best;
}

static struct value call_min(struct sema *sm, const struct application *a)
{
  return extreme(sm, a, false);
}
static struct value call_max(struct sema *sm, const struct application *a)
{
  return extreme(sm, a, true);
}

static struct value added(struct sema *sm, const struct items *it)
{
  struct dim dim = it->at[0].dim;
  int64_t exact = 0;
  double total = 0;
  bool is_exact = all_whole(it);
  for (unsigned i = 0; i < it->n; i++) {
    total += value_double(it->at[i]);
    is_exact = is_exact && !__builtin_add_overflow(exact, it->at[i].u.i, &exact);
  }
  return is_exact ? value_quantity(exact, dim) : bounded(sm, it->call, total, dim);
}

/* The sum of nothing has no unit that is known, so nothing is said of it. */
static struct value call_sum(struct sema *sm, const struct application *a)
{
  struct items it = items_of(a);
  if (!alike(sm, &it) || !it.n) return value_poison();
  return all_known(&it) ? added(sm, &it) : value_unknown(it.at[0].dim, all_whole(&it));
}

static struct value call_mean(struct sema *sm, const struct application *a)
{
  struct items it = items_of(a);
  if (!alike(sm, &it)) return value_poison();
  if (!it.n) return tell_no_result(sm, a, "the list is empty");
  if (!all_known(&it)) return unknown_like(&it, false);
  struct value total = added(sm, &it);
  if (total.kind != V_NUMBER) return total;
  if (total.is_int && total.u.i % it.n == 0) return value_quantity(total.u.i / it.n, total.dim);
  return value_number(value_double(total) / it.n, total.dim);
}

static struct value multiplied(struct sema *sm, const struct items *it, struct dim dim)
{
  int64_t exact = 1;
  double total = 1;
  bool is_exact = all_whole(it);
  for (unsigned i = 0; i < it->n; i++) {
    total *= value_double(it->at[i]);
    is_exact = is_exact && !__builtin_mul_overflow(exact, it->at[i].u.i, &exact);
  }
  return is_exact ? value_quantity(exact, dim) : bounded(sm, it->call, total, dim);
}

static struct value call_product(struct sema *sm, const struct application *a)
{
  struct items it = items_of(a);
  struct dim dim = DIM_NONE;
  if (!all_are(sm, &it, V_NUMBER, "numbers")) return value_poison();
  for (unsigned i = 0; i < it.n; i++)
    if (!dim_mul(dim, it.at[i].dim, &dim))
      return tell_no_result(sm, a, "the unit has an exponent that is too large");
  if (all_known(&it)) return multiplied(sm, &it, dim);
  /* How many there will be decides on the unit, unless they have none. */
  return it.all || dim_is_none(dim) ? value_unknown(dim, all_whole(&it)) : value_poison();
}

static int64_t common_divisor(int64_t a, int64_t b)
{
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Whether all items are whole plain numbers as far as they are known. */
static bool whole_numbers(struct sema *sm, const struct items *it)
{
  if (!all_are(sm, it, V_NUMBER, "whole numbers")) return false;
  for (unsigned i = 0; i < it->n; i++) {
    struct value v = it->at[i];
    if (dim_is_none(v.dim) && (!v.known || (v.is_int && v.u.i != INT64_MIN))) continue;
    tell_type(sm, it->call, item_span(it, i), "whole numbers without a unit", v);
    return false;
  }
  return true;
}

static struct value divisors(struct sema *sm, const struct application *a, bool multiple)
{
  struct items it = items_of(a);
  if (!whole_numbers(sm, &it)) return value_poison();
  if (!it.n) return tell_no_result(sm, a, "the list is empty");
  if (!all_known(&it)) return value_unknown(DIM_NONE, true);
  int64_t result = llabs(it.at[0].u.i);
  for (unsigned i = 1; i < it.n; i++) {
    int64_t x = llabs(it.at[i].u.i), divisor = common_divisor(result, x);
    if (!multiple) result = divisor;
    else if (__builtin_mul_overflow(divisor ? result / divisor : 0, x, &result))
      return tell_no_result(sm, a, "it is greater than any whole number that can be kept");
  }
  return value_int(result);
}

static struct value call_gcd(struct sema *sm, const struct application *a)
{
  return divisors(sm, a, false);
}
static struct value call_lcm(struct sema *sm, const struct application *a)
{
  return divisors(sm, a, true);
}

/* ---- functions of other things ---- */

static struct value call_length(struct sema *sm, const struct application *a)
{
  struct value v = a->args[0];
  if (v.kind == V_POISON) return v;
  if (v.kind != V_LIST) {
    tell_type(sm, a, node_span(argument(a, 0)), "a list", v);
    return value_poison();
  }
  return v.known ? value_int(v.u.list ? v.u.list->n : 0) : value_unknown(DIM_NONE, true);
}

/* `all` ends with the first that is false, `any` with the first that is true. */
static struct value conditions(struct sema *sm, const struct application *a, bool decides)
{
  struct items it = items_of(a);
  if (!all_are(sm, &it, V_BOOL, "conditions")) return value_poison();
  for (unsigned i = 0; i < it.n; i++)
    if (it.at[i].known && it.at[i].u.b == decides && it.all) return value_bool(decides);
  return all_known(&it) ? value_bool(!decides) : value_unknown_bool();
}

static struct value call_all(struct sema *sm, const struct application *a)
{
  return conditions(sm, a, false);
}
static struct value call_any(struct sema *sm, const struct application *a)
{
  return conditions(sm, a, true);
}

/* The text that argument `i` is, or NULL (and told). */
static name_t text(struct sema *sm, const struct application *a, unsigned i)
{
  struct value v = a->args[i];
  if (v.kind == V_STRING && v.known) return v.u.name;
  if (v.kind != V_POISON && v.kind != V_STRING)
    tell_type(sm, a, node_span(argument(a, i)), "a text", v);
  return NULL;
}

static struct value call_extrapolated(struct sema *sm, const struct application *a)
{
  name_t why = text(sm, a, 1);
  if (!why) return a->args[1].kind == V_STRING ? a->args[0] : value_poison();
  trace_extrapolated(sm, a->node, why->text);
  return a->args[0];
}

static struct value call_compat(struct sema *sm, const struct application *a)
{
  name_t tool = text(sm, a, 0);
  if (!tool) return value_unknown_bool();
  return value_bool(sm->program->compat && !strcmp(tool->text, sm->program->compat));
}

static struct value call_precision(struct sema *sm, const struct application *a)
{
  unsigned digits = sm->program->precision;
  if (!plain(sm, a)) return value_poison();
  return digits ? value_int((int64_t)digits - 1) : a->args[0];
}

/* ---- all of them ---- */

#define PLAIN {.e = {0}}
#define SHARE PLAIN, .share = true
#define BITS {.e = {[U_INFO] = 1}}
#define AREA {.e = {[U_LENGTH] = 2}}
#define TIME {.e = {[U_TIME] = 1}}
#define ENERGY {.e = {[U_ENERGY] = 1}}
#define ENERGY_TIME_TIME {.e = {[U_ENERGY] = 1, [U_TIME] = 2}}
#define ENERGY_TIME {.e = {[U_ENERGY] = 1, [U_TIME] = 1}}
#define POWER {.e = {[U_ENERGY] = 1, [U_TIME] = -1}}

static const struct builtin builtins[] = {
#define FUNCTION(name, least, most, signature, doc) \
  {#name, signature, doc, CTX_NONE, least, most, NULL, false, call_##name, .dim = PLAIN},
#include "compiler/sema/builtins.def"
#define MEASURE(name, dimension, whole, least, most, names, signature, doc) \
  {#name, signature, doc, CTX_RESULTS | CTX_STUDY, least, most, names, whole, \
   measure_call, .dim = dimension},
#include "compiler/sema/measures.def"
};
enum { N_BUILTINS = sizeof builtins / sizeof *builtins };

static bool seen(const struct builtin *b, unsigned context)
{
  return !b->context || b->context & context;
}

const struct builtin *builtin_find(const char *name, unsigned context)
{
  for (unsigned i = 0; i < N_BUILTINS; i++)
    if (seen(&builtins[i], context) && !strcmp(builtins[i].name, name)) return &builtins[i];
  return NULL;
}

void builtins_init(struct sema *sm)
{
  for (unsigned i = N_BUILTINS; i-- > 0;)
    map_set(&sm->builtins, sm->arena, intern_str(sm->names, builtins[i].name),
            (void *)&builtins[i]);
}

const struct builtin *builtin_named(const struct sema *sm, name_t name, unsigned context)
{
  const struct builtin *first = map_get(&sm->builtins, name);
  return !first || seen(first, context) ? first : builtin_find(name->text, context);
}

const struct builtin *builtin_all(unsigned *n)
{
  *n = N_BUILTINS;
  return builtins;
}

void builtin_suggest(struct suggest *to, unsigned context)
{
  for (unsigned i = 0; i < N_BUILTINS; i++)
    if (seen(&builtins[i], context)) suggest_offer(to, builtins[i].name);
}

struct value builtin_value(struct sema *sm, struct scope *scope, struct node *n,
                           const struct builtin *b)
{
  refer_built_in(sm, n);
  struct application alone = {.builtin = b, .scope = scope, .node = n};
  if (!b->least) return b->call(sm, &alone);
  return (struct value){.kind = V_FUNCTION, .known = true, .u.function = b};
}

static int least_of(const struct builtin *b) { return b->least ? b->least : 1; }

static const char *arguments_text(struct sema *sm, const struct builtin *b)
{
  int least = least_of(b);
  const char *s = b->most == 1 || (b->most < 0 && least == 1) ? "" : "s";
  if (b->most < 0) return arena_printf(sm->arena, "at least %d argument%s", least, s);
  if (least != b->most) return arena_printf(sm->arena, "%d or %d arguments", least, b->most);
  return arena_printf(sm->arena, "%d argument%s", b->most, s);
}

static void tell_count(struct sema *sm, struct node *call, const struct builtin *b, unsigned n)
{
  bool surplus = b->most >= 0 && n > (unsigned)b->most;
  struct node *extra = surplus ? list_at(call->slot[CALL_ARGS], (unsigned)b->most) : call;
  struct span where = node_span(extra);
  const char *given = n ? arena_printf(sm->arena, "%u %s", n, n == 1 ? "is" : "are") : "none is";
  struct diag *d = diag_at(sm->diags, E0315, where, "`%s` takes %s, but %s given", b->name,
                           arguments_text(sm, b), given);
  diag_label(d, where, surplus ? "one too many" : n ? "more are needed" : "of what?");
  diag_note(d, "`%s`: %s", b->signature, b->doc);
}

static void tell_value_called(struct sema *sm, struct node *call, const struct builtin *b)
{
  struct span name = node_span(call->slot[CALL_BASE]), brackets = node_span(call);
  struct diag *d = diag_at(sm->diags, E0311, name, "`%s` is a value, not a function", b->name);
  brackets.start = name.end;
  diag_label(d, name, "%s", b->doc);
  diag_help(d, "leave the brackets out");
  diag_fix(d, DIAG_CERTAIN, brackets, "%s", "");
}

/* A function has no parameters that could be named. */
static bool no_names(struct sema *sm, struct node *call, const struct builtin *b)
{
  for (struct node *n = call->slot[CALL_ARGS]; n; n = n->next) {
    if (n->kind != N_ARG) continue;
    struct span name = node_name_span(n);
    struct diag *d = diag_at(sm->diags, E0304, name, "`%s` takes no named arguments", b->name);
    diag_label(d, name, "nothing is called `%s` here", n->name->text);
    diag_note(d, "`%s`: %s", b->signature, b->doc);
    diag_help(d, "leave the name out");
    name.end = n->slot[ARG_VALUE]->start;
    diag_fix(d, DIAG_CERTAIN, name, "%s", "");
    return false;
  }
  return true;
}

static struct value *evaluated(struct sema *sm, struct scope *scope, struct node *first,
                               unsigned n)
{
  struct value *values = ARENA_ARRAY(sm->arena, struct value, n + 1), *to = values;
  for (struct node *arg = first; arg; arg = arg->next)
    *to++ = eval(sm, scope, arg->kind == N_ARG ? arg->slot[ARG_VALUE] : arg);
  return values;
}

struct value builtin_apply(struct sema *sm, struct scope *scope, struct node *call,
                           const struct builtin *b)
{
  refer_built_in(sm, call->slot[CALL_BASE]);
  struct node *first = call->slot[CALL_ARGS];
  struct application a = {.builtin = b, .scope = scope, .node = call, .n = list_length(first)};
  bool fits = b->most && no_names(sm, call, b);
  if (!b->most) tell_value_called(sm, call, b);
  if (fits && (a.n < (unsigned)least_of(b) || (b->most > 0 && a.n > (unsigned)b->most))) {
    tell_count(sm, call, b, a.n);
    fits = false;
  }
  if (!b->names) a.args = evaluated(sm, scope, first, a.n);
  return fits ? b->call(sm, &a) : value_poison();
}
