#include "compiler/import/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Trees are walked by recursion. */
enum { DEPTH_MAX = 200, LENGTH_MAX = 4000 };

struct reader {
  struct arena *arena;
  const char *at;
  const char *why;
  unsigned depth;
};

static struct expression *fail(struct reader *r, const char *why)
{
  if (!r->why) r->why = why;
  return NULL;
}

static struct expression *node(struct reader *r, enum expression_kind kind, int op, unsigned count)
{
  struct expression *x = ARENA_NEW(r->arena, struct expression);
  x->kind = kind, x->op = op, x->count = count;
  x->of = count ? ARENA_ARRAY(r->arena, struct expression *, count) : NULL;
  return x;
}

static void skip(struct reader *r)
{
  while (isspace((unsigned char)*r->at)) r->at++;
}

/* Takes a sign if it stands here and is not the beginning of a longer one. */
static bool take(struct reader *r, const char *sign)
{
  skip(r);
  size_t n = strlen(sign);
  if (strncmp(r->at, sign, n)) return false;
  if (n == 1 && strchr("*/<>=!", *sign) && r->at[1] && strchr("*/=", r->at[1])) {
    bool longer = r->at[1] == '=' || r->at[1] == *sign;
    if (longer) return false;
  }
  r->at += n;
  return true;
}

static size_t word_length(const char *at)
{
  size_t n = 0;
  if (!isalpha((unsigned char)*at) && *at != '_') return 0;
  while (isalnum((unsigned char)at[n]) || at[n] == '_') n++;
  return n;
}

static bool take_word(struct reader *r, const char *word)
{
  skip(r);
  if (word_length(r->at) != strlen(word) || strncmp(r->at, word, strlen(word))) return false;
  r->at += strlen(word);
  return true;
}

static struct expression *read_choice(struct reader *r);

/* ---- what stands alone ---- */

static struct expression *read_number(struct reader *r)
{
  char *end, digits[64];
  size_t n = 0;
  struct expression *x = node(r, X_NUMBER, 0, 0);
  const char *start = r->at;
  for (; n + 1 < sizeof digits && (isalnum((unsigned char)start[n]) || start[n] == '.' ||
         start[n] == '_' || ((start[n] == '-' || start[n] == '+') && n && tolower(start[n - 1]) == 'e'));
       n++)
    digits[n] = start[n];
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (digits[i] != '_') digits[kept++] = digits[i];
  digits[kept] = 0;
  x->number = strtod(digits, &end);
  if (end == digits || *end) return fail(r, "a number that cannot be read");
  x->text = arena_strndup(r->arena, digits, kept);
  r->at += n;
  return x;
}

static struct expression *read_string(struct reader *r)
{
  char quote = *r->at++;
  const char *end = strchr(r->at, quote);
  if (!end) return fail(r, "a text that does not end");
  struct expression *x = node(r, X_STRING, 0, 0);
  x->text = arena_strndup(r->arena, r->at, (size_t)(end - r->at));
  r->at = end + 1;
  return x;
}

enum { ARGUMENTS_MAX = 16 };

static struct expression *read_call(struct reader *r, const char *name)
{
  struct expression *of[ARGUMENTS_MAX];
  unsigned n = 0;
  while (!take(r, ")")) {
    if (n == ARGUMENTS_MAX || (n && !take(r, ","))) return fail(r, "a `)` was expected");
    if (!(of[n++] = read_choice(r))) return NULL;
  }
  struct expression *x = node(r, X_CALL, 0, n);
  x->text = name;
  if (n) memcpy(x->of, of, n * sizeof *of);
  return x;
}

static bool is_one_of(const char *name, const char *const *words)
{
  while (*words && strcmp(*words, name)) words++;
  return *words != NULL;
}

static struct expression *read_word(struct reader *r)
{
  static const char *const never[] = {"lambda", "for", "in", "is", "if", "else", "and", "or", NULL};
  static const char *const truths[] = {"True", "true", NULL}, *const lies[] = {"False", "false", NULL};
  size_t n = word_length(r->at);
  const char *name = arena_strndup(r->arena, r->at, n);
  if (is_one_of(name, never)) return fail(r, "a construct of Python that is not read");
  r->at += n;
  if (is_one_of(name, truths) || is_one_of(name, lies)) {
    struct expression *x = node(r, X_TRUTH, 0, 0);
    x->number = is_one_of(name, truths);
    return x;
  }
  if (!strcmp(name, "math") && *r->at == '.') return r->at++, read_word(r);
  if (*r->at == '.') return fail(r, "a member of an object");
  if (take(r, "(")) return read_call(r, name);
  struct expression *x = node(r, X_NAME, 0, 0);
  x->text = name;
  return x;
}

static struct expression *read_primary(struct reader *r)
{
  skip(r);
  if (take(r, "(")) {
    struct expression *x = read_choice(r);
    if (x && !take(r, ")")) return fail(r, "a `)` was expected");
    return x;
  }
  if (isdigit((unsigned char)*r->at) || (*r->at == '.' && isdigit((unsigned char)r->at[1])))
    return read_number(r);
  if (*r->at == '"' || *r->at == '\'') return read_string(r);
  if (word_length(r->at)) return read_word(r);
  return fail(r, *r->at ? "a sign that is not expected" : "nothing where a value was expected");
}

/* ---- operators, from those that bind most tightly ---- */

static struct expression *binary(struct reader *r, int op, struct expression *a,
                                 struct expression *b)
{
  if (!a || !b) return NULL;
  struct expression *x = node(r, X_BINARY, op, 2);
  x->of[0] = a, x->of[1] = b;
  return x;
}

static struct expression *read_negative(struct reader *r);

static struct expression *read_power(struct reader *r)
{
  struct expression *x = read_primary(r);
  if (x && take(r, "**")) x = binary(r, X_POWER, x, read_negative(r));
  return x;
}

/* Signs and brackets are what a text can pile up without end. */
static struct expression *read_negative(struct reader *r)
{
  struct expression *x = NULL;
  if (++r->depth > DEPTH_MAX) return fail(r, "brackets within brackets without end");
  if (take(r, "-")) {
    struct expression *of = read_negative(r);
    if (of) x = node(r, X_UNARY, '-', 1), x->of[0] = of;
  } else if (take(r, "+")) x = read_negative(r);
  else x = read_power(r);
  r->depth--;
  return x;
}

static struct expression *read_product(struct reader *r)
{
  static const struct { const char *sign; int op; } signs[] = {
    {"*", '*'}, {"//", X_FLOOR}, {"/", '/'}, {"%", '%'}};
  struct expression *x = read_negative(r);
  for (unsigned i = 0; x && i < 4; i++)
    if (take(r, signs[i].sign)) x = binary(r, signs[i].op, x, read_negative(r)), i = ~0u;
  return x;
}

static struct expression *read_sum(struct reader *r)
{
  struct expression *x = read_product(r);
  while (x) {
    if (take(r, "+")) x = binary(r, '+', x, read_product(r));
    else if (take(r, "-")) x = binary(r, '-', x, read_product(r));
    else break;
  }
  return x;
}

static struct expression *read_relation(struct reader *r)
{
  static const struct { const char *sign; int op; } signs[] = {
    {"<=", X_LE}, {">=", X_GE}, {"==", X_EQ}, {"!=", X_NE}, {"<", '<'}, {">", '>'}};
  struct expression *x = read_sum(r);
  for (unsigned i = 0; x && i < 6; i++)
    if (take(r, signs[i].sign)) return binary(r, signs[i].op, x, read_sum(r));
  return x;
}

static struct expression *read_not(struct reader *r)
{
  bool turned = false;
  while (take_word(r, "not")) turned = !turned;
  struct expression *of = read_relation(r);
  if (!turned || !of) return of;
  struct expression *x = node(r, X_UNARY, '!', 1);
  x->of[0] = of;
  return x;
}

static struct expression *read_and(struct reader *r)
{
  struct expression *x = read_not(r);
  while (x && take_word(r, "and")) x = binary(r, X_AND, x, read_not(r));
  return x;
}

static struct expression *read_or(struct reader *r)
{
  struct expression *x = read_and(r);
  while (x && take_word(r, "or")) x = binary(r, X_OR, x, read_and(r));
  return x;
}

static struct expression *read_choice(struct reader *r)
{
  struct expression *yes = read_or(r);
  if (!yes || !take_word(r, "if")) return yes;
  struct expression *when = read_or(r);
  if (!when) return NULL;
  if (!take_word(r, "else")) return fail(r, "an `if` without its `else`");
  if (++r->depth > DEPTH_MAX) return fail(r, "choices within choices without end");
  struct expression *no = read_choice(r);
  r->depth--;
  if (!no) return NULL;
  struct expression *x = node(r, X_IF, 0, 3);
  x->of[0] = when, x->of[1] = yes, x->of[2] = no;
  return x;
}

struct expression *expression_read(struct arena *a, const char *text, const char **why)
{
  struct reader r = {.arena = a, .at = text};
  struct expression *x =
    strlen(text) > LENGTH_MAX ? fail(&r, "it is too long") : read_choice(&r);
  if (!x) return *why = r.why, NULL;
  skip(&r);
  if (*r.at) x = fail(&r, "something is left behind its end");
  *why = r.why;
  return x;
}
