/* What an expression comes to where its names have values. */
#include "compiler/import/expression.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct computing {
  struct arena *arena;
  const struct naming *naming;
  const char *why;
};

static struct figure none(struct computing *c, const char *why)
{
  if (!c->why) c->why = why;
  return (struct figure){FIGURE_NONE, false, 0, NULL};
}

bool is_whole(double n) { return n == trunc(n) && fabs(n) < 0x1p53; }

static struct figure number(double n, bool whole)
{
  return (struct figure){FIGURE_NUMBER, whole && is_whole(n), n, NULL};
}

static struct figure truth(bool is) { return (struct figure){FIGURE_TRUTH, true, is, NULL}; }

static struct figure checked(struct computing *c, double n, bool whole)
{
  return isfinite(n) ? number(n, whole) : none(c, "there is no such number");
}

static struct figure compute(struct computing *c, const struct expression *x);

static bool is_true(struct figure f)
{
  return f.kind == FIGURE_TEXT ? *f.text != 0 : f.number != 0;
}

/* ---- operators ---- */

static struct figure texts(struct computing *c, int op, struct figure a, struct figure b)
{
  bool both = a.kind == FIGURE_TEXT && b.kind == FIGURE_TEXT;
  if (op == X_EQ || op == X_NE)
    return truth((both && !strcmp(a.text, b.text)) == (op == X_EQ));
  if (op != '+' || !both) return none(c, "a text where a number was expected");
  return (struct figure){FIGURE_TEXT, false, 0, arena_printf(c->arena, "%s%s", a.text, b.text)};
}

static struct figure operate(struct computing *c, int op, struct figure a, struct figure b)
{
  if (a.kind == FIGURE_NONE || b.kind == FIGURE_NONE) return none(c, NULL);
  if (a.kind == FIGURE_TEXT || b.kind == FIGURE_TEXT) return texts(c, op, a, b);
  double x = a.number, y = b.number;
  bool whole = a.whole && b.whole;
  switch (op) {
  case '+': return checked(c, x + y, whole);
  case '-': return checked(c, x - y, whole);
  case '*': return checked(c, x * y, whole);
  case '/': return y == 0 ? none(c, "a division by 0") : checked(c, x / y, whole);
  case X_FLOOR: return y == 0 ? none(c, "a division by 0") : checked(c, floor(x / y), whole);
  case '%': return y == 0 ? none(c, "a division by 0") : checked(c, x - y * floor(x / y), whole);
  case X_POWER: return checked(c, pow(x, y), whole && y >= 0);
  case '<': return truth(x < y);
  case '>': return truth(x > y);
  case X_LE: return truth(x <= y);
  case X_GE: return truth(x >= y);
  case X_EQ: return truth(x == y);
  default: return truth(x != y);
  }
}

static struct figure binary(struct computing *c, const struct expression *x)
{
  struct figure a = compute(c, x->of[0]);
  if (a.kind == FIGURE_NONE) return a;
  if (x->op == X_AND && !is_true(a)) return a;
  if (x->op == X_OR && is_true(a)) return a;
  struct figure b = compute(c, x->of[1]);
  return x->op == X_AND || x->op == X_OR ? b : operate(c, x->op, a, b);
}

static struct figure unary(struct computing *c, const struct expression *x)
{
  struct figure a = compute(c, x->of[0]);
  if (a.kind == FIGURE_NONE) return a;
  if (x->op == '!') return truth(!is_true(a));
  return a.kind == FIGURE_TEXT ? none(c, "a text where a number was expected")
                               : number(-a.number, a.whole);
}

/* ---- functions ---- */

static struct figure convert(struct computing *c, const char *name, struct figure a)
{
  char *end;
  if (!strcmp(name, "str")) {
    if (a.kind == FIGURE_TEXT) return a;
    return (struct figure){FIGURE_TEXT, false, 0, plain_number(c->arena, a.number)};
  }
  double n = a.kind == FIGURE_TEXT ? strtod(a.text, &end) : a.number;
  if (a.kind == FIGURE_TEXT && (end == a.text || *end)) return none(c, "a text that is no number");
  if (!strcmp(name, "bool")) return truth(n != 0);
  return checked(c, !strcmp(name, "int") ? trunc(n) : n, !strcmp(name, "int"));
}

/* Functions of one number; the result is whole for those that round. */
static const struct function { const char *name; double (*of)(double); bool whole; } functions[] = {
  {"ceil", ceil, true}, {"floor", floor, true}, {"round", rint, true}, {"abs", fabs, false},
  {"sqrt", sqrt, false}, {"log2", log2, false}, {"log10", log10, false}, {"log", log, false},
  {"ln", log, false}, {"exp", exp, false},
};

static struct figure extreme(struct computing *c, const struct figure *of, unsigned n, bool most)
{
  struct figure best = of[0];
  for (unsigned i = 0; i < n; i++) {
    if (of[i].kind == FIGURE_TEXT) return none(c, "a text where a number was expected");
    if (most ? of[i].number > best.number : of[i].number < best.number) best = of[i];
  }
  return best;
}

static struct figure call(struct computing *c, const struct expression *x)
{
  struct figure of[16];
  for (unsigned i = 0; i < x->count; i++)
    if ((of[i] = compute(c, x->of[i])).kind == FIGURE_NONE) return of[i];
  const char *name = x->text;
  bool least = !strcmp(name, "min"), most = !strcmp(name, "max");
  if (x->count && (least || most)) return extreme(c, of, x->count, most);
  if (x->count == 2 && !strcmp(name, "pow")) return operate(c, X_POWER, of[0], of[1]);
  if (x->count == 1 && (!strcmp(name, "int") || !strcmp(name, "float") || !strcmp(name, "str") ||
                        !strcmp(name, "bool")))
    return convert(c, name, of[0]);
  for (unsigned i = 0; x->count == 1 && i < sizeof functions / sizeof *functions; i++) {
    const struct function *f = &functions[i];
    if (strcmp(name, f->name)) continue;
    if (of[0].kind == FIGURE_TEXT) return none(c, "a text where a number was expected");
    return checked(c, f->of(of[0].number), f->whole || of[0].whole);
  }
  return none(c, arena_printf(c->arena, "`%s` is no function that is known", name));
}

static struct figure compute(struct computing *c, const struct expression *x)
{
  struct figure f;
  switch (x->kind) {
  case X_NUMBER: return number(x->number, true);
  case X_TRUTH: return truth(x->number != 0);
  case X_STRING: return (struct figure){FIGURE_TEXT, false, 0, x->text};
  case X_NAME:
    f = c->naming->value(c->naming->of, x->text);
    return f.kind != FIGURE_NONE ? f
                                 : none(c, arena_printf(c->arena, "`%s` has no value", x->text));
  case X_UNARY: return unary(c, x);
  case X_BINARY: return binary(c, x);
  case X_CALL: return call(c, x);
  case X_IF: break;
  }
  f = compute(c, x->of[0]);
  return f.kind == FIGURE_NONE ? f : compute(c, x->of[is_true(f) ? 1 : 2]);
}

struct figure expression_value(struct arena *a, const struct expression *x,
                               const struct naming *naming, const char **why)
{
  struct computing c = {.arena = a, .naming = naming};
  struct figure f = compute(&c, x);
  *why = f.kind == FIGURE_NONE ? c.why ? c.why : "it has no value" : NULL;
  return f;
}

/* ---- numbers as text ---- */

/* 1e+09 and 1e-05 become 1e9 and 1e-5. */
static const char *tidy(struct arena *a, const char *text)
{
  const char *e = strchr(text, 'e');
  if (!e) return text;
  const char *digits = e + 1 + (e[1] == '+' || e[1] == '-');
  while (*digits == '0' && digits[1]) digits++;
  return arena_printf(a, "%.*se%s%s", (int)(e - text), text, e[1] == '-' ? "-" : "", digits);
}

const char *plain_number(struct arena *a, double n)
{
  char text[40];
  if (n == trunc(n) && fabs(n) < 1e15) return arena_printf(a, "%.0f", n);
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, n);
    if (strtod(text, NULL) == n) break;
  }
  return tidy(a, arena_strndup(a, text, strlen(text)));
}

/* Digits, perhaps a point with digits behind it, perhaps an exponent. */
static bool is_decimal(const char *text)
{
  size_t whole = strspn(text, "0123456789");
  const char *rest = text + whole;
  if (!whole || (whole > 1 && *text == '0')) return false;
  if (*rest == '.') {
    size_t more = strspn(rest + 1, "0123456789");
    if (!more) return false;
    rest += 1 + more;
  }
  if (*rest == 'e') {
    rest += 1 + (rest[1] == '-' || rest[1] == '+');
    return *rest && rest[strspn(rest, "0123456789")] == 0;
  }
  return !*rest;
}

const char *number_as_written(struct arena *a, const char *text, double n)
{
  if (n == trunc(n) && fabs(n) < 1e15) return plain_number(a, n);
  return is_decimal(text) ? tidy(a, text) : plain_number(a, n);
}
