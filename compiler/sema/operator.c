/* Numbers with units, and what operators make of them. */
#include "compiler/sema/operator.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers ---- */

/* " (1024 B)": what a suggested unit is worth, where that tells them apart. */
static const char *worth(struct sema *sm, const char *unit)
{
  const char *meaning = unit_meaning(unit, strlen(unit), sm->arena);
  return meaning ? arena_printf(sm->arena, " (%s)", meaning) : "";
}

/* `2p` for a product; `256k`: a prefix and no unit. */
static bool is_no_unit(struct sema *sm, struct scope *scope, struct diag *d, const struct node *n)
{
  static const char *const prefixes[][2] = {
    {"k", "e3"}, {"M", "e6"}, {"G", "e9"}, {"T", "e12"},
    {"Ki", " * 2^10"}, {"Mi", " * 2^20"}, {"Gi", " * 2^30"}, {"Ti", " * 2^40"},
  };
  size_t i = 0, count = sizeof prefixes / sizeof *prefixes;
  int digits = (int)(node_number(n)->digits_end - n->start);
  const char *text = source_text(sm, node_span(n));
  const struct symbol *named = scope_find(scope, n->name);
  if (named && (1u << named->kind & (1u << S_LET | 1u << S_PARAM | 1u << S_VARIABLE | 1u << S_DIM))) {
    diag_help(d, "a product is written `%.*s * %s`", digits, text, n->name->text);
    diag_fix(d, DIAG_MAYBE, node_span(n), "%.*s * %s", digits, text, n->name->text);
    return true;
  }
  while (i < count && strcmp(prefixes[i][0], n->name->text)) i++;
  if (i == count) return false;
  diag_help(d, "a prefix goes with a unit, as in `%.*s %sB`; the number alone is `%.*s%s`", digits,
            text, n->name->text, digits, text, prefixes[i][1]);
  return true;
}

static struct value unknown_unit(struct sema *sm, struct scope *scope, const struct node *n,
                                 const struct unit_error *why)
{
  struct span where = {n->file, n->name_at + (uint32_t)why->at,
                       n->name_at + (uint32_t)(why->at + why->n)};
  struct diag *d;
  if (why->out_of_range) {
    d = diag_at(sm->diags, E0303, where, "the powers in this unit are too large");
    diag_label(d, where, "out of range");
    return value_poison();
  }
  name_t unit = intern(sm->names, n->name->text + why->at, why->n);
  if (!tell_member(sm, "unit", unit, n->file)) return value_poison();
  d = diag_at(sm->diags, E0303, where, "unknown unit `%.*s`", (int)why->n, n->name->text + why->at);
  diag_label(d, where, "no unit or prefix has this name");
  bool information = false;
  const char *first = why->near[0], *second = why->near[0] ? why->near[1] : NULL;
  if (is_no_unit(sm, scope, d, n)) first = NULL;
  else if (first && second) {
    diag_help(d, "did you mean `%s`%s or `%s`%s?", first, worth(sm, first), second,
              worth(sm, second));
    diag_fix(d, DIAG_MAYBE, where, "%s", first);
  } else if (first) {
    diag_help(d, "did you mean `%s`%s?", first, worth(sm, first));
    diag_fix(d, DIAG_MAYBE, where, "%s", first);
  } else if (why->at)
    diag_help(d, "to divide by a name put blanks round `/`: `/ %.*s`", (int)why->n,
              n->name->text + why->at);
  else
    diag_help(d, "a program can declare units of its own: `unit %.*s`", (int)why->n, n->name->text);
  for (int i = 0; first && i < 3 && why->near[i]; i++)
    information |= *worth(sm, why->near[i]) != '\0';
  if (information) diag_note(d, "unit names are case-sensitive: `b` is a bit, `B` is a byte");
  add_trail(sm, d);
  return value_poison();
}

/* Scales exactly: the power of ten goes into the decimal text, so that 40 nm and
 * 0.04 um are the same double. */
static double scaled(struct sema *sm, const struct node *n, int exp10)
{
  const struct number_node *number = node_number(n);
  if (!exp10) return number->d;
  const char *text = source_of(sm->diags->sources, node_span(n))->text + n->start;
  char digits[96];
  size_t m = 0;
  int exponent = exp10;
  for (uint32_t i = 0; i < number->digits_end - n->start; i++) {
    if (text[i] == '_') continue;
    if (text[i] == 'e' || text[i] == 'E') {
      exponent += atoi(text + i + 1);
      break;
    }
    if (m == 64) return number->d * pow(10, exp10);
    digits[m++] = text[i];
  }
  snprintf(digits + m, sizeof digits - m, "e%d", exponent);
  return strtod(digits, NULL);
}

struct value eval_number(struct sema *sm, struct scope *scope, const struct node *n)
{
  const struct number_node *number = node_number(n);
  if (!n->name) return number->is_int ? value_int(number->i) : value_number(number->d, DIM_NONE);
  const struct value *worth = map_get(&sm->numbers, n);
  if (worth) return *worth;
  const struct unit *known = map_get(&sm->known_units, n->name);
  struct unit u;
  struct unit_error why = {0};
  if (known) u = *known;
  else if (!unit_parse(n->name->text, n->name->n, &sm->units, sm->arena, &u, &why))
    return unknown_unit(sm, scope, n, &why);
  else map_set(&sm->known_units, sm->arena, n->name, arena_copy(sm->arena, &u, sizeof u));
  int64_t exact;
  if (number->is_int && u.exp10 >= 0 && u.exp10 <= 18 && u.factor == floor(u.factor) &&
      u.factor < 9e18) {
    int64_t scale = (int64_t)u.factor;
    bool fits = true;
    for (int i = 0; i < u.exp10; i++) fits = fits && !__builtin_mul_overflow(scale, 10, &scale);
    if (fits && !__builtin_mul_overflow(number->i, scale, &exact))
      return value_quantity(exact, u.dim);
  }
  struct value v = value_number(scaled(sm, n, u.exp10) * u.factor, u.dim);
  map_set(&sm->numbers, sm->arena, n, arena_copy(sm->arena, &v, sizeof v));
  return v;
}

/* ---- messages ---- */

const char *operand_label(struct sema *sm, struct value v)
{
  if (v.kind != V_NUMBER) return value_describe(v, &sm->units, sm->arena);
  return arena_printf(sm->arena, "%s (%s)", dim_name(v.dim, &sm->units, sm->arena),
                      dim_is_none(v.dim) ? "no unit" : dim_symbol(v.dim, &sm->units, sm->arena));
}

/* `width > 8`: a bare number beside something with a unit lacks that unit. */
static void offer_unit(struct sema *sm, struct diag *d, struct node *bare, struct value v,
                       const struct node *beside, struct value other)
{
  if (bare->kind != N_NUMBER || bare->name || !value_is_plain(v) || other.kind != V_NUMBER) return;
  const char *unit = beside->kind == N_NUMBER && beside->name ? beside->name->text
                                                              : dim_example_unit(other.dim);
  if (!unit || dim_is_none(other.dim)) return;
  const char *text = source_of(sm->diags->sources, node_span(bare))->text + bare->start;
  diag_help(d, "did you mean `%.*s %s`?", (int)(bare->end - bare->start), text, unit);
  diag_fix(d, DIAG_MAYBE, (struct span){bare->file, bare->end, bare->end}, " %s", unit);
}

static bool are_cycles_and_time(struct value a, struct value b)
{
  struct dim cycles, time;
  dim_of_type("cycles", &cycles);
  dim_of_type("time", &time);
  return a.kind == V_NUMBER && b.kind == V_NUMBER &&
         ((dim_equal(a.dim, cycles) && dim_equal(b.dim, time)) ||
          (dim_equal(a.dim, time) && dim_equal(b.dim, cycles)));
}

void explain_unlike(struct sema *sm, struct diag *d, struct node *x, struct value a, struct node *y,
                    struct value b)
{
  if (are_cycles_and_time(a, b)) diag_help(d, "`n / clock` is the time that n cycles take");
  offer_unit(sm, d, x, a, y, b);
  offer_unit(sm, d, y, b, x, a);
  add_trail(sm, d);
}

static struct value unlike(struct sema *sm, const struct node *n, const char *verb,
                           const char *with, struct value a, struct value b)
{
  struct diag *d = diag_at(sm->diags, E0302, node_op_span(n), "cannot %s %s %s %s", verb,
                           value_describe(a, &sm->units, sm->arena), with,
                           value_describe(b, &sm->units, sm->arena));
  diag_label(d, node_span(n->slot[BINARY_A]), "%s", operand_label(sm, a));
  diag_label(d, node_span(n->slot[BINARY_B]), "%s", operand_label(sm, b));
  if (sm->in_action && a.kind == V_NUMBER && b.kind == V_NUMBER && !value_is_plain(a) &&
      !value_is_plain(b))
    diag_help(d, "an action is an energy; sum only actions of the parts");
  explain_unlike(sm, d, n->slot[BINARY_A], a, n->slot[BINARY_B], b);
  return value_poison();
}

static bool is_arithmetic(const struct node *n)
{
  return n->kind == N_BINARY && n->op < 128 && strchr("+-*/%^", n->op);
}

static struct value wrong_operand(struct sema *sm, const struct node *n, const struct node *operand,
                                  struct value v)
{
  struct diag *d = diag_at(sm->diags, E0317, node_span(operand), "`%s` does not take %s",
                           operator_text(n->op), value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(operand), "%s", value_describe(v, &sm->units, sm->arena));
  if (v.kind == V_LIST && is_arithmetic(n))
    diag_help(d, "for each of its elements write `[x %s ... for x in list]`", operator_text(n->op));
  add_trail(sm, d);
  return value_poison();
}

static struct value no_result(struct sema *sm, const struct node *culprit, const char *why)
{
  struct diag *d = diag_at(sm->diags, E0310, node_span(culprit), "%s", why);
  diag_label(d, node_span(culprit), "this is zero");
  add_trail(sm, d);
  return value_poison();
}

static struct value too_large(struct sema *sm, const struct node *n)
{
  struct diag *d = diag_at(sm->diags, E0310, node_span(n), "the result is too large for a number");
  diag_label(d, node_span(n), "more than 1.8e308 in base units");
  add_trail(sm, d);
  return value_poison();
}

/* ---- arithmetic ---- */

static struct value add(struct value a, struct value b, int op)
{
  int64_t i;
  if (a.is_int && b.is_int &&
      !(op == '+' ? __builtin_add_overflow(a.u.i, b.u.i, &i)
                  : __builtin_sub_overflow(a.u.i, b.u.i, &i)))
    return value_quantity(i, a.dim);
  double x = value_double(a), y = value_double(b);
  return value_number(op == '+' ? x + y : x - y, a.dim);
}

static struct value multiply(struct value a, struct value b, struct dim dim)
{
  int64_t i;
  if (a.is_int && b.is_int && !__builtin_mul_overflow(a.u.i, b.u.i, &i))
    return value_quantity(i, dim);
  return value_number(value_double(a) * value_double(b), dim);
}

static struct value divide(struct sema *sm, const struct node *n, struct value a, struct value b,
                           struct dim dim)
{
  if (value_double(b) == 0) return no_result(sm, n->slot[BINARY_B], "cannot divide by zero");
  if (a.is_int && b.is_int && !(a.u.i == INT64_MIN && b.u.i == -1) && a.u.i % b.u.i == 0)
    return value_quantity(a.u.i / b.u.i, dim);
  return value_number(value_double(a) / value_double(b), dim);
}

/* The remainder has the sign of the divisor, so that it is a position in it. */
static struct value remainder_of(struct sema *sm, const struct node *n, struct value a,
                                 struct value b)
{
  if (value_double(b) == 0)
    return no_result(sm, n->slot[BINARY_B], "cannot take a remainder by zero");
  if (a.is_int && b.is_int) {
    if (b.u.i == -1) return value_quantity(0, a.dim);
    int64_t r = a.u.i % b.u.i;
    return value_quantity(r && (r < 0) != (b.u.i < 0) ? r + b.u.i : r, a.dim);
  }
  double y = value_double(b), r = fmod(value_double(a), y);
  return value_number(r != 0 && (r < 0) != (y < 0) ? r + y : r, a.dim);
}

static struct value dimension_overflow(struct sema *sm, const struct node *n)
{
  struct diag *d = diag_at(sm->diags, E0310, node_span(n),
                           "the powers in the unit of this are too large");
  diag_label(d, node_span(n), "out of range");
  add_trail(sm, d);
  return value_poison();
}

static struct value power(struct sema *sm, const struct node *n, struct value a, struct value b)
{
  if (!dim_is_none(b.dim)) return wrong_operand(sm, n, n->slot[BINARY_B], b);
  struct dim dim = a.dim;
  if (!dim_is_none(a.dim)) {
    if (!b.known) return value_poison();
    if (!b.is_int || b.u.i < -127 || b.u.i > 127) {
      struct diag *d = diag_at(sm->diags, E0317, node_span(n->slot[BINARY_B]),
                               "a value with a unit takes small whole powers only");
      diag_label(d, node_span(n->slot[BINARY_B]), "%s", value_text(b, &sm->units, sm->arena));
      add_trail(sm, d);
      return value_poison();
    }
    if (!dim_pow(a.dim, (int)b.u.i, &dim)) return dimension_overflow(sm, n);
  }
  if (!a.known || !b.known) return value_unknown(dim, a.is_int && b.is_int);
  if (a.is_int && b.is_int && b.u.i >= 0 && b.u.i < 64) {
    int64_t p = 1, i = 0;
    while (i < b.u.i && !__builtin_mul_overflow(p, a.u.i, &p)) i++;
    if (i == b.u.i) return value_quantity(p, dim);
  }
  double p = pow(value_double(a), value_double(b));
  if (isfinite(p)) return value_number(p, dim);
  if (value_double(a) == 0) return no_result(sm, n->slot[BINARY_A], "zero has no negative powers");
  if (isinf(p)) return too_large(sm, n);
  struct diag *d = diag_at(sm->diags, E0310, node_span(n), "this power has no value");
  diag_label(d, node_span(n), "%s ^ %s", value_text(a, &sm->units, sm->arena),
             value_text(b, &sm->units, sm->arena));
  add_trail(sm, d);
  return value_poison();
}

static struct value finite_number(struct sema *sm, const struct node *n, struct value v)
{
  if (v.kind != V_NUMBER || !v.known || v.is_int || isfinite(v.u.d)) return v;
  return too_large(sm, n);
}

static struct value arithmetic(struct sema *sm, const struct node *n, struct value a,
                               struct value b)
{
  struct dim dim = a.dim;
  switch (n->op) {
  case '+':
    if (!dim_equal(a.dim, b.dim)) return unlike(sm, n, "add", "and", a, b);
    break;
  case '-':
    if (!dim_equal(a.dim, b.dim)) return unlike(sm, n, "subtract", "and", a, b);
    break;
  case '%':
    if (!dim_equal(a.dim, b.dim)) return unlike(sm, n, "take the remainder of", "by", a, b);
    break;
  case '*':
    if (!dim_mul(a.dim, b.dim, &dim)) return dimension_overflow(sm, n);
    break;
  case '/':
    if (!dim_div(a.dim, b.dim, &dim)) return dimension_overflow(sm, n);
    if (b.known && value_double(b) == 0)
      return no_result(sm, n->slot[BINARY_B], "cannot divide by zero");
    break;
  default:
    return power(sm, n, a, b);
  }
  if (!a.known || !b.known) return value_unknown(dim, a.is_int && b.is_int && n->op != '/');
  switch (n->op) {
  case '+': case '-': return add(a, b, n->op);
  case '*': return multiply(a, b, dim);
  case '/': return divide(sm, n, a, b, dim);
  default: return remainder_of(sm, n, a, b);
  }
}

/* ---- comparisons and logic ---- */

/* Quantities that are not whole are equal up to rounding: 5 pJ - 3 pJ is 2 pJ. */
static int order(struct value a, struct value b)
{
  if (a.is_int && b.is_int) return (a.u.i > b.u.i) - (a.u.i < b.u.i);
  double x = value_double(a), y = value_double(b);
  if (fabs(x - y) <= 1e-12 * fmax(fabs(x), fabs(y))) return 0;
  return (x > y) - (x < y);
}

static bool same_value(struct value a, struct value b);

static bool same_list(const struct value_list *a, const struct value_list *b)
{
  if (a->n != b->n) return false;
  for (uint32_t i = 0; i < a->n; i++)
    if (!same_value(a->at[i], b->at[i])) return false;
  return true;
}

static bool same_value(struct value a, struct value b)
{
  if (a.kind != b.kind) return false;
  switch ((enum value_kind)a.kind) {
  case V_NUMBER: return dim_equal(a.dim, b.dim) && order(a, b) == 0;
  case V_BOOL: return a.u.b == b.u.b;
  case V_STRING: case V_ENUM: case V_TENSOR: return a.u.name == b.u.name;
  case V_OBJECT: return a.u.object == b.u.object;
  case V_DECL: return a.u.symbol == b.u.symbol;
  case V_LIST: return same_list(a.u.list, b.u.list);
  default: return false;
  }
}

/* A list is known if all that it holds is. */
static bool wholly_known(struct value v)
{
  if (!v.known || v.kind == V_POISON) return false;
  if (v.kind != V_LIST) return true;
  for (uint32_t i = 0; v.u.list && i < v.u.list->n; i++)
    if (!wholly_known(v.u.list->at[i])) return false;
  return v.u.list != NULL;
}

/* How far apart the sides of `~=` may be, as a share of the larger one. */
static double tolerance_in(const struct scope *s)
{
  while (s && !s->has_tolerance) s = s->outer;
  return s ? s->tolerance : 0.01;
}

/* `utilization > 80`: where a share is compared, 80% was meant. */
static void check_share(struct sema *sm, const struct node *n, unsigned share, struct value number)
{
  const struct node *of = n->slot[share], *bare = n->slot[share == BINARY_A ? BINARY_B : BINARY_A];
  bool above = n->op == (share == BINARY_A ? '>' : '<'); /* then 1 is too much already */
  double x = number.known ? value_double(number) : 0;
  if (x < 1 || (x == 1 && !above)) return;
  struct span where = node_span(bare);
  struct diag *d = diag_at(sm->diags, E0309, where, "a share is never above 1, but this is %s%s",
                           x > 1 ? "" : "more than ", value_text(number, &sm->units, sm->arena));
  diag_label(d, where, "more than all of it");
  diag_label(d, node_span(of), "from 0 to 1");
  if (bare->kind != N_NUMBER || bare->name || x == 1 || x > 100) return;
  diag_help(d, "write `%s%%`", source_text(sm, where));
  diag_fix(d, DIAG_MAYBE, span_end(where), "%%");
}

static struct value compare(struct sema *sm, const struct scope *scope, const struct node *n,
                            struct value a, struct value b)
{
  if (a.kind != b.kind) return unlike(sm, n, "compare", "with", a, b);
  if (a.kind == V_NUMBER) {
    if (!dim_equal(a.dim, b.dim)) return unlike(sm, n, "compare", "with", a, b);
    if (a.share) check_share(sm, n, BINARY_A, b);
    if (b.share) check_share(sm, n, BINARY_B, a);
    if (!a.known || !b.known) return value_unknown_bool();
    int c = order(a, b);
    double x = value_double(a), y = value_double(b);
    switch (n->op) {
    case '<': return value_bool(c < 0);
    case '>': return value_bool(c > 0);
    case OP_LE: return value_bool(c <= 0);
    case OP_GE: return value_bool(c >= 0);
    case OP_EQ: return value_bool(c == 0);
    case OP_NE: return value_bool(c != 0);
    default: return value_bool(fabs(x - y) <= tolerance_in(scope) * fmax(fabs(x), fabs(y)));
    }
  }
  if (n->op != OP_EQ && n->op != OP_NE) return wrong_operand(sm, n, n->slot[BINARY_A], a);
  if (!wholly_known(a) || !wholly_known(b)) return value_unknown_bool();
  return value_bool(same_value(a, b) == (n->op == OP_EQ));
}

static struct value contains(struct sema *sm, const struct node *n, struct value a, struct value b)
{
  if (b.kind != V_LIST) return wrong_operand(sm, n, n->slot[BINARY_B], b);
  if (!b.known || !a.known || !b.u.list) return value_unknown_bool();
  bool all_known = true;
  for (uint32_t i = 0; i < b.u.list->n; i++) {
    struct value e = b.u.list->at[i];
    if (e.kind == V_POISON || !e.known) all_known = false;
    else if (e.kind != a.kind || (e.kind == V_NUMBER && !dim_equal(e.dim, a.dim)))
      return unlike(sm, n, "look for", "in a list that holds", a, e);
    else if (same_value(a, e)) return value_bool(true);
  }
  return all_known ? value_bool(false) : value_unknown_bool();
}

static struct value logic(struct sema *sm, const struct node *n, struct value a, struct value b)
{
  if (a.kind != V_BOOL) return wrong_operand(sm, n, n->slot[BINARY_A], a);
  if (b.kind != V_BOOL) return wrong_operand(sm, n, n->slot[BINARY_B], b);
  bool decisive = n->op == OP_OR;
  if ((a.known && a.u.b == decisive) || (b.known && b.u.b == decisive)) return value_bool(decisive);
  return a.known && b.known ? value_bool(!decisive) : value_unknown_bool();
}

/* Does the left side of `and` or `or` settle it, so that the right one is not looked at? */
static bool settled(const struct node *n, struct value a)
{
  return (n->op == OP_AND || n->op == OP_OR) && a.kind == V_BOOL && a.known &&
         a.u.b == (n->op == OP_OR);
}

struct value eval_binary(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value a = eval(sm, scope, n->slot[BINARY_A]);
  if (settled(n, a)) return a;
  struct value b = eval(sm, scope, n->slot[BINARY_B]);
  if (a.kind == V_POISON || b.kind == V_POISON) return value_poison();
  switch (n->op) {
  case OP_AND: case OP_OR: return logic(sm, n, a, b);
  case OP_IN: return contains(sm, n, a, b);
  case '<': case '>': case OP_LE: case OP_GE: case OP_EQ: case OP_NE: case OP_APPROX:
    return compare(sm, scope, n, a, b);
  case '&': return wrong_operand(sm, n, n->slot[BINARY_A], a);
  default: break;
  }
  if (a.kind != V_NUMBER) return wrong_operand(sm, n, n->slot[BINARY_A], a);
  if (b.kind != V_NUMBER) return wrong_operand(sm, n, n->slot[BINARY_B], b);
  return finite_number(sm, n, arithmetic(sm, n, a, b));
}

struct value eval_unary(struct sema *sm, struct scope *scope, struct node *n)
{
  struct value v = eval(sm, scope, n->slot[UNARY_A]);
  if (v.kind == V_POISON) return v;
  if (n->op == OP_NOT) {
    if (v.kind != V_BOOL) return wrong_operand(sm, n, n->slot[UNARY_A], v);
    return v.known ? value_bool(!v.u.b) : v;
  }
  if (v.kind != V_NUMBER) return wrong_operand(sm, n, n->slot[UNARY_A], v);
  if (!v.known) return value_unknown(v.dim, v.is_int);
  if (v.is_int && v.u.i != INT64_MIN) return value_quantity(-v.u.i, v.dim);
  return value_number(-value_double(v), v.dim);
}

/* ---- conditions explained ---- */

/* "1000 % 32 == 8" or "`rows` is 12": one side of a comparison; NULL if it says
 * for itself what it is. */
static const char *side_text(struct sema *sm, struct scope *scope, struct node *n, struct value v)
{
  enum { SHORT = 32 };
  if (n->kind == N_NUMBER || n->kind == N_STRING || n->kind == N_BOOL || !v.known ||
      v.kind == V_POISON)
    return NULL;
  if (v.kind == V_ENUM && n->kind == N_NAME && n->name == v.u.name) return NULL;
  const char *came = value_text(v, &sm->units, sm->arena);
  if (is_arithmetic(n)) {
    struct value x = eval(sm, scope, n->slot[BINARY_A]), y = eval(sm, scope, n->slot[BINARY_B]);
    if (x.known && y.known)
      return arena_printf(sm->arena, "%s %s %s == %s", value_text(x, &sm->units, sm->arena),
                          operator_text(n->op), value_text(y, &sm->units, sm->arena), came);
  }
  if (n->end - n->start > SHORT) return came;
  const char *text = source_of(sm->diags->sources, node_span(n))->text + n->start;
  return arena_printf(sm->arena, "`%.*s` is %s", (int)(n->end - n->start), text, came);
}

static const char *both(struct sema *sm, const char *a, const char *b)
{
  return a && b && strcmp(a, b) ? arena_printf(sm->arena, "%s, and %s", a, b) : a ? a : b;
}

static const char *explain(struct sema *sm, struct scope *scope, struct node *n)
{
  if (n->kind == N_UNARY) return explain(sm, scope, n->slot[UNARY_A]);
  struct value v = eval(sm, scope, n);
  if (n->kind == N_NAME || n->kind == N_MEMBER) return side_text(sm, scope, n, v);
  if (n->kind != N_BINARY || is_arithmetic(n)) return NULL;
  struct node *x = n->slot[BINARY_A], *y = n->slot[BINARY_B];
  struct value a = eval(sm, scope, x);
  if (n->op == OP_AND) return explain(sm, scope, a.kind == V_BOOL && a.known && !a.u.b ? x : y);
  if (n->op == OP_OR) return both(sm, explain(sm, scope, x), explain(sm, scope, y));
  const char *left = side_text(sm, scope, x, a);
  return n->op == OP_IN && left ? left
                                : both(sm, left, side_text(sm, scope, y, eval(sm, scope, y)));
}

const char *explain_condition(struct sema *sm, struct scope *scope, struct node *n)
{
  sm->diags->muted++;
  const char *text = explain(sm, scope, n);
  sm->diags->muted--;
  return text;
}
