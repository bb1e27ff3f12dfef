/* Expressions of Python as the language writes them, with units where it wants them. */
#include "compiler/import/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* How tightly things bind, as in the grammar of the language. */
enum { BIND_IF, BIND_OR, BIND_AND, BIND_NOT, BIND_RELATION, BIND_SUM, BIND_PRODUCT, BIND_NEGATIVE,
       BIND_POWER, BIND_PRIMARY };

struct writing {
  struct arena *arena;
  const struct spelling *spelling;
  const char *why;
};

#define TEXT(w, ...) arena_printf((w)->arena, __VA_ARGS__)

static struct written none(struct writing *w, const char *why)
{
  if (!w->why) w->why = why;
  return (struct written){NULL, AS_NUMBER, BIND_PRIMARY};
}

static struct written made(const char *text, enum measure is, int binds)
{
  return (struct written){text, is, binds};
}

/* In brackets, if it binds less tightly than is needed. */
static const char *within(struct writing *w, struct written x, int least)
{
  return x.binds < least ? TEXT(w, "(%s)", x.text) : x.text;
}

/* ---- units ---- */

static struct written as_number(struct writing *w, struct written x)
{
  if (!x.text || x.is == AS_NUMBER || x.is == AS_LITERAL) return x;
  if (x.is == AS_BITS)
    return made(TEXT(w, "%s / 1 bit", within(w, x, BIND_PRODUCT)), AS_NUMBER, BIND_PRODUCT);
  if (x.is == AS_TRUTH) return made(TEXT(w, "if %s then 1 else 0", x.text), AS_NUMBER, BIND_IF);
  return none(w, x.is == AS_TEXT ? "a text where a number was expected"
                                 : "a length or a time where a plain number was expected");
}

/* What is not 0 is true. */
static struct written as_truth(struct writing *w, struct written x)
{
  if (!x.text || x.is == AS_TRUTH) return x;
  if (x.is == AS_TEXT) return none(w, "a text as a condition");
  const char *unit = x.is == AS_BITS ? " bit" : x.is == AS_LENGTH ? " m" : x.is == AS_TIME ? " s" : "";
  return made(TEXT(w, "%s != 0%s", within(w, x, BIND_SUM), unit), AS_TRUTH, BIND_RELATION);
}

/* Hertz, in the unit that leaves the fewest zeros. */
static const char *rate_text(struct writing *w, const char *text)
{
  double n = strtod(text, NULL);
  if (n >= 1e9) return TEXT(w, "%s GHz", plain_number(w->arena, n / 1e9));
  if (n >= 1e6) return TEXT(w, "%s MHz", plain_number(w->arena, n / 1e6));
  return TEXT(w, "%s Hz", text);
}

static struct written as_measure(struct writing *w, struct written x, enum measure wanted)
{
  if (!x.text || x.is == wanted) return x;
  if (wanted == AS_NUMBER || wanted == AS_LITERAL) return as_number(w, x);
  if (wanted == AS_TRUTH) return as_truth(w, x);
  if (wanted == AS_TEXT) return none(w, "a number where a text was expected");
  const char *unit = wanted == AS_BITS ? "bit" : wanted == AS_RATE ? "Hz" : wanted == AS_VOLTAGE ? "V" : NULL;
  if (unit && x.is == AS_LITERAL)
    return made(wanted == AS_RATE ? rate_text(w, x.text) : TEXT(w, "%s %s", x.text, unit), wanted, BIND_PRIMARY);
  if (unit && x.is == AS_NUMBER)
    return made(TEXT(w, "%s * 1 %s", within(w, x, BIND_PRODUCT), unit), wanted, BIND_PRODUCT);
  return none(w, "it has another unit than is wanted");
}

/* What both sides of a sum, a comparison or a choice are. */
static enum measure common(const struct written *x, unsigned n)
{
  enum measure is = AS_LITERAL;
  for (unsigned i = 0; i < n; i++)
    if (is == AS_LITERAL || (is == AS_NUMBER && x[i].is != AS_LITERAL)) is = x[i].is;
  return is;
}

static bool unify(struct writing *w, struct written *x, unsigned n)
{
  enum measure is = common(x, n);
  for (unsigned i = 0; i < n; i++) {
    if (is != AS_LITERAL) x[i] = as_measure(w, x[i], is);
    if (!x[i].text) return false;
  }
  return true;
}

/* ---- the parts ---- */

static struct written write(struct writing *w, const struct expression *x);

/* `2mm`, `45nm`, `5ns`: a quantity that stands as a text. Else it is just that. */
static struct written write_text(struct writing *w, const char *text)
{
  char *unit;
  double n = strtod(text, &unit);
  while (isspace((unsigned char)*unit)) unit++;
  static const struct { const char *unit; enum measure is; } units[] = {
    {"m", AS_LENGTH}, {"mm", AS_LENGTH}, {"um", AS_LENGTH}, {"nm", AS_LENGTH},
    {"s", AS_TIME}, {"ms", AS_TIME}, {"us", AS_TIME}, {"ns", AS_TIME}, {"ps", AS_TIME},
    {"Hz", AS_RATE}, {"kHz", AS_RATE}, {"MHz", AS_RATE}, {"GHz", AS_RATE}, {"V", AS_VOLTAGE}, {"mV", AS_VOLTAGE}};
  for (unsigned i = 0; unit != text && i < sizeof units / sizeof *units; i++)
    if (!strcmp(unit, units[i].unit))
      return made(TEXT(w, "%s %s", plain_number(w->arena, n), unit), units[i].is, BIND_PRIMARY);
  return made(text_literal(w->arena, text), AS_TEXT, BIND_PRIMARY);
}

static struct written sum(struct writing *w, int op, struct written *of)
{
  for (int i = 0; i < 2; i++)
    if (of[i].is == AS_TRUTH || of[i].is == AS_TEXT) of[i] = as_number(w, of[i]);
  if (!unify(w, of, 2)) return none(w, NULL);
  enum measure is = of[0].is == AS_LITERAL ? AS_NUMBER : of[0].is;
  const char *b = within(w, of[1], op == '-' ? BIND_PRODUCT : BIND_SUM);
  return made(TEXT(w, "%s %c %s", within(w, of[0], BIND_SUM), op, b), is, BIND_SUM);
}

static struct written times(struct writing *w, struct written *of)
{
  bool both = of[0].is == AS_BITS && of[1].is == AS_BITS;
  for (int i = 0; i < 2; i++)
    if (of[i].is == AS_TRUTH || of[i].is == AS_TEXT || (both && i)) of[i] = as_number(w, of[i]);
  if (!of[0].text || !of[1].text) return none(w, NULL);
  enum measure is = of[0].is == AS_LITERAL || of[0].is == AS_NUMBER ? of[1].is : of[0].is;
  return made(TEXT(w, "%s * %s", within(w, of[0], BIND_PRODUCT), within(w, of[1], BIND_NEGATIVE)),
              is == AS_LITERAL ? AS_NUMBER : is, BIND_PRODUCT);
}

static struct written over(struct writing *w, int op, struct written *of)
{
  for (int i = 0; i < 2; i++)
    if (of[i].is == AS_TRUTH || of[i].is == AS_TEXT) of[i] = as_number(w, of[i]);
  bool alike = of[0].is == of[1].is && of[0].is != AS_LITERAL;
  if (!alike) of[1] = as_number(w, of[1]);
  if (!of[0].text || !of[1].text) return none(w, NULL);
  enum measure is = alike || of[0].is == AS_LITERAL ? AS_NUMBER : of[0].is;
  const char *quotient =
    TEXT(w, "%s / %s", within(w, of[0], BIND_PRODUCT), within(w, of[1], BIND_NEGATIVE));
  if (op == '/') return made(quotient, is, BIND_PRODUCT);
  if (is == AS_BITS)
    return made(TEXT(w, "floor(%s / 1 bit) * 1 bit", quotient), is, BIND_PRODUCT);
  return made(TEXT(w, "floor(%s)", quotient), AS_NUMBER, BIND_PRIMARY);
}

static struct written relation(struct writing *w, int op, struct written *of)
{
  const char *sign = op == X_LE ? "<=" : op == X_GE ? ">=" : op == X_EQ ? "==" : op == X_NE ? "!="
                     : op == '<' ? "<" : ">";
  if (!unify(w, of, 2)) return none(w, NULL);
  return made(TEXT(w, "%s %s %s", within(w, of[0], BIND_SUM), sign, within(w, of[1], BIND_SUM)),
              AS_TRUTH, BIND_RELATION);
}

static struct written binary(struct writing *w, const struct expression *x)
{
  struct written of[2] = {write(w, x->of[0]), write(w, x->of[1])};
  if (!of[0].text || !of[1].text) return none(w, NULL);
  switch (x->op) {
  case '+': case '-': return sum(w, x->op, of);
  case '*': return times(w, of);
  case '/': case X_FLOOR: return over(w, x->op, of);
  case '%':
    if (!unify(w, of, 2)) return none(w, NULL);
    return made(TEXT(w, "%s %% %s", within(w, of[0], BIND_PRODUCT), within(w, of[1], BIND_PRIMARY)),
                of[0].is == AS_LITERAL ? AS_NUMBER : of[0].is, BIND_PRODUCT);
  case X_POWER:
    of[0] = as_number(w, of[0]), of[1] = as_number(w, of[1]);
    if (!of[0].text || !of[1].text) return none(w, NULL);
    return made(TEXT(w, "%s ^ %s", within(w, of[0], BIND_PRIMARY), within(w, of[1], BIND_POWER)),
                AS_NUMBER, BIND_POWER);
  case X_AND: case X_OR:
    of[0] = as_truth(w, of[0]), of[1] = as_truth(w, of[1]);
    if (!of[0].text || !of[1].text) return none(w, NULL);
    int binds = x->op == X_AND ? BIND_AND : BIND_OR;
    return made(TEXT(w, "%s %s %s", within(w, of[0], binds), x->op == X_AND ? "and" : "or",
                     within(w, of[1], binds)), AS_TRUTH, binds);
  default: return relation(w, x->op, of);
  }
}

static struct written unary(struct writing *w, const struct expression *x)
{
  struct written of = write(w, x->of[0]);
  if (!of.text) return of;
  if (x->op == '-')
    return made(TEXT(w, "-%s", within(w, of, BIND_POWER)), of.is, BIND_NEGATIVE);
  of = as_truth(w, of);
  if (!of.text) return of;
  return made(TEXT(w, "not %s", within(w, of, BIND_NOT)), AS_TRUTH, BIND_NOT);
}

static struct written choice(struct writing *w, const struct expression *x)
{
  struct written when = write(w, x->of[0]), of[2] = {write(w, x->of[1]), write(w, x->of[2])};
  if (!when.text || !of[0].text || !of[1].text) return none(w, NULL);
  when = as_truth(w, when);
  if (!when.text) return when;
  if (!unify(w, of, 2)) return none(w, NULL);
  return made(TEXT(w, "if %s then %s else %s", when.text, within(w, of[0], BIND_OR), of[1].text),
              of[0].is == AS_LITERAL ? AS_NUMBER : of[0].is, BIND_IF);
}

/* ---- functions ---- */

static const char *join(struct writing *w, const struct written *of, unsigned n)
{
  struct strbuf out = {0};
  for (unsigned i = 0; i < n; i++) strbuf_printf(&out, "%s%s", i ? ", " : "", of[i].text);
  return strbuf_take(&out, w->arena);
}

static struct written many(struct writing *w, const char *name, struct written *of, unsigned n)
{
  if (!unify(w, of, n)) return none(w, NULL);
  return made(TEXT(w, "%s(%s)", name, join(w, of, n)),
              of[0].is == AS_LITERAL ? AS_NUMBER : of[0].is, BIND_PRIMARY);
}

/* Whole numbers of bits are rounded as numbers. */
static struct written rounded(struct writing *w, const char *name, struct written of)
{
  bool bits = of.is == AS_BITS;
  struct written n = as_number(w, of);
  if (!n.text) return n;
  n = made(TEXT(w, "%s(%s)", name, n.text), AS_NUMBER, BIND_PRIMARY);
  return bits ? as_measure(w, n, AS_BITS) : n;
}

static struct written call(struct writing *w, const struct expression *x)
{
  static const char *const plain[][2] = {{"log2", "log2"}, {"log10", "log10"}, {"log", "ln"},
                                         {"ln", "ln"}, {"exp", "exp"}, {"sqrt", "sqrt"}};
  static const char *const rounds[][2] = {
    {"ceil", "ceil"}, {"floor", "floor"}, {"round", "round"}, {"int", "floor"}};
  struct written of[16];
  for (unsigned i = 0; i < x->count; i++)
    if (!(of[i] = write(w, x->of[i])).text) return of[i];
  const char *name = x->text;
  if (x->count && (!strcmp(name, "min") || !strcmp(name, "max"))) return many(w, name, of, x->count);
  if (x->count == 1 && !strcmp(name, "abs")) return many(w, name, of, 1);
  if (x->count == 1 && (!strcmp(name, "float") || !strcmp(name, "bool"))) return of[0];
  if (x->count == 2 && !strcmp(name, "pow")) {
    struct expression *power = &(struct expression){.kind = X_BINARY, .op = X_POWER, .count = 2};
    power->of = x->of;
    return binary(w, power);
  }
  for (unsigned i = 0; x->count == 1 && i < sizeof rounds / sizeof *rounds; i++)
    if (!strcmp(name, rounds[i][0])) return rounded(w, rounds[i][1], of[0]);
  for (unsigned i = 0; x->count == 1 && i < sizeof plain / sizeof *plain; i++) {
    if (strcmp(name, plain[i][0])) continue;
    struct written n = as_number(w, of[0]);
    return n.text ? made(TEXT(w, "%s(%s)", plain[i][1], n.text), AS_NUMBER, BIND_PRIMARY) : n;
  }
  return none(w, TEXT(w, "`%s` is no function that is known", name));
}

static struct written write(struct writing *w, const struct expression *x)
{
  struct written n;
  switch (x->kind) {
  case X_NUMBER:
    return made(number_as_written(w->arena, x->text, x->number), AS_LITERAL, BIND_PRIMARY);
  case X_TRUTH: return made(x->number ? "true" : "false", AS_TRUTH, BIND_PRIMARY);
  case X_STRING: return write_text(w, x->text);
  case X_NAME:
    n = w->spelling->name(w->spelling->of, x->text);
    return n.text ? n : none(w, TEXT(w, "`%s` is not known", x->text));
  case X_UNARY: return unary(w, x);
  case X_BINARY: return binary(w, x);
  case X_CALL: return call(w, x);
  case X_IF: break;
  }
  return choice(w, x);
}

const char *text_literal(struct arena *a, const char *text)
{
  struct strbuf out = {0};
  strbuf_putc(&out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') strbuf_putc(&out, '\\');
    if (*text == '\n') strbuf_puts(&out, "\\n");
    else strbuf_putc(&out, *text);
  }
  strbuf_putc(&out, '"');
  return strbuf_take(&out, a);
}

const char *expression_write(struct arena *a, const struct expression *x,
                             const struct spelling *spelling, enum measure wanted,
                             const char **why)
{
  struct writing w = {.arena = a, .spelling = spelling};
  struct written out = as_measure(&w, write(&w, x), wanted);
  *why = out.text ? NULL : w.why ? w.why : "it cannot be written";
  return out.text;
}

bool expression_measure(struct arena *a, const struct expression *x,
                        const struct spelling *spelling, enum measure *is, const char **why)
{
  struct writing w = {.arena = a, .spelling = spelling};
  struct written out = write(&w, x);
  *why = out.text ? NULL : w.why ? w.why : "it cannot be written";
  *is = out.is == AS_LITERAL ? AS_NUMBER : out.is;
  return out.text != NULL;
}
