#include "tests/unit/generate.h"

#include "tests/unit/generate_text.h"

/* ---- names and literals ---- */

static void plain_name(struct generator *g)
{
  put_token(g, PICK(g, "a", "b", "m", "k", "DRAM", "GLB", "Inputs", "Weights", "Outputs", "width",
              "depth", "size", "cols", "energy", "read", "x_1", "latency", "std",
              "a_rather_long_name_of_something", "SmartBuffer"), ENDS);
}

/* Where a name follows something: it may be a word of the language. */
static void name(struct generator *g)
{
  if (!one_in(g, 12)) plain_name(g);
  else put_token(g, PICK(g, "order", "report", "row", "run", "test", "table", "on"), ENDS | WORD);
}

static void path(struct generator *g)
{
  plain_name(g);
  while (one_in(g, 4)) {
    put_operator(g, ".");
    plain_name(g);
  }
}

static void string(struct generator *g)
{
  put_token(g, PICK(g, "\"\"", "\"why\"", "\"a \\\"b\\\" \\\\ \\u{b5}m\"", "\"幅 // no comment\"",
              "\"the banks must share the depth evenly, and nobody may be left out of it\""), ENDS);
}

static void number(struct generator *g)
{
  put_token(g, PICK(g, "0", "1", "8", "16", "1_000", "2.5", "1e3", "2.5e-3", "4096"), ENDS);
  if (one_in(g, 8)) strbuf_puts(g->out, "%");
  else if (one_in(g, 2)) {
    if (!g->messy || one_in(g, 2)) strbuf_putc(g->out, ' ');
    strbuf_puts(g->out, PICK(g, "bit", "KiB", "GHz", "B/cycle", "mm^2", "pJ", "µm", "ns"));
  }
}

/* ---- expressions ---- */

static void expr(struct generator *g);
static void block(struct generator *g);

/* n things with commas between; sometimes one behind. */
static void list(struct generator *g, unsigned n, void (*thing)(struct generator *g), bool trailing)
{
  for (unsigned i = 0; i < n; i++) {
    if (i) put_operator(g, ",");
    thing(g);
  }
  if (trailing && one_in(g, 4)) put_operator(g, ",");
}

static unsigned few(struct generator *g)
{
  return one_in(g, 8) ? 1 + chance(g, 9) : 1 + chance(g, 3);
}

static void arg(struct generator *g)
{
  if (one_in(g, 2)) {
    name(g);
    put_token(g, "=", BLANKS);
  }
  expr(g);
}

static void args(struct generator *g) { list(g, few(g), arg, true); }

static void iter(struct generator *g)
{
  expr(g);
  if (one_in(g, 2)) return;
  put_operator(g, "..");
  expr(g);
  if (one_in(g, 2)) return;
  put_operator(g, "by");
  if (one_in(g, 2)) put_operator(g, "*");
  expr(g);
}

static void comprehension(struct generator *g)
{
  expr(g);
  put_operator(g, "for");
  put_token(g, PICK(g, "x", "layer"), ENDS);
  put_token(g, "in", BLANKS);
  iter(g);
  if (one_in(g, 2)) return;
  put_operator(g, "if");
  expr(g);
}

static void brackets(struct generator *g)
{
  put_opener(g, "[");
  unsigned what = chance(g, 6);
  if (what == 1) {
    expr(g);
    put_operator(g, "..");
    expr(g);
  } else if (what == 2) comprehension(g);
  else if (what > 2) args(g);
  put_closer(g, "]");
}

static void primary(struct generator *g)
{
  unsigned what = chance(g, g->depth > 5 ? 14 : 20);
  if (what < 7) name(g);
  else if (what < 12) number(g);
  else if (what == 12) string(g);
  else if (what == 13) put_token(g, PICK(g, "true", "false"), ENDS);
  else if (what < 17) brackets(g);
  else {
    put_opener(g, "(");
    expr(g);
    put_closer(g, ")");
  }
}

static void postfix(struct generator *g)
{
  primary(g);
  while (g->depth < 6 && one_in(g, 4)) {
    unsigned what = chance(g, 8);
    if (what < 2) {
      put_operator(g, ".");
      plain_name(g);
    } else if (what < 5) {
      put_opener(g, "(");
      if (!one_in(g, 4)) args(g);
      put_closer(g, ")");
    } else if (what < 7) {
      put_opener(g, "[");
      args(g);
      put_closer(g, "]");
    } else {
      put_operator(g, "with");
      block(g);
    }
  }
}

/* Operators by how loosely they bind; 0 is `or`. */
static void operand(struct generator *g, unsigned level)
{
  if (level == 6) {
    if (one_in(g, 10)) put_operator(g, "-");
    postfix(g);
    if (one_in(g, 12)) {
      put_operator(g, "^");
      put_token(g, "2", ENDS);
    }
    return;
  }
  if (level == 2) {
    if (one_in(g, 20)) put_operator(g, "not");
    operand(g, 3);
    return;
  }
  operand(g, level + 1);
  if (g->depth > 6) return;
  switch (level) {
  case 0:
    while (one_in(g, 20)) put_operator(g, "or"), operand(g, 1);
    break;
  case 1:
    while (one_in(g, 20)) put_operator(g, "and"), operand(g, 2);
    break;
  case 3:
    if (!one_in(g, 12)) break;
    put_operator(g, PICK(g, "==", "!=", "<", "<=", ">", ">=", "~=", "in"));
    operand(g, 4);
    break;
  case 4:
    while (one_in(g, 6)) put_operator(g, PICK(g, "+", "-")), operand(g, 5);
    break;
  case 5:
    while (one_in(g, 6)) {
      if (one_in(g, 6)) { /* a remainder; two blanks before it make it one for certain */
        bool certain = g->messy && one_in(g, 2);
        if (certain) strbuf_puts(g->out, "  ");
        put_token(g, "%", BLANKS);
        put_token(g, "n", certain ? ENDS : ENDS | BLANKS);
      } else put_operator(g, PICK(g, "*", "/", "&")), operand(g, 6);
    }
    break;
  }
}

static void expr(struct generator *g)
{
  g->depth++;
  if (g->depth < 6 && one_in(g, 25)) {
    put_operator(g, "if");
    expr(g);
    put_operator(g, "then");
    expr(g);
    put_operator(g, "else");
    expr(g);
  } else operand(g, 0);
  g->depth--;
}

static void type(struct generator *g)
{
  if (one_in(g, 6)) {
    put_operator(g, "[");
    type(g);
    put_token(g, "]", ENDS);
  } else if (one_in(g, 4)) {
    put_token(g, "8", ENDS);
    strbuf_puts(g->out, one_in(g, 2) ? " bit" : "");
  } else path(g);
  while (one_in(g, 5)) {
    put_operator(g, PICK(g, "/", "*"));
    path(g);
  }
}

/* ---- statements ---- */

static void statement_word(struct generator *g, const char *word) { put_token(g, word, ENDS); }

/* True if it is the star, which no clause can follow. */
static bool star_or_expr(struct generator *g)
{
  bool star = one_in(g, 4);
  if (star) put_token(g, "*", ENDS);
  else expr(g);
  return star;
}

static void clauses(struct generator *g)
{
  while (one_in(g, 3)) {
    if (one_in(g, 5)) {
      put_operator(g, "as");
      plain_name(g);
    } else {
      put_operator(g, PICK(g, "is", "of", "on", "within", "using"));
      postfix(g);
    }
  }
}

static void typed(struct generator *g)
{
  if (one_in(g, 2)) return;
  put_token(g, ":", BLANKS);
  type(g);
}

static void param(struct generator *g)
{
  name(g);
  typed(g);
  if (one_in(g, 2)) {
    put_operator(g, "=");
    expr(g);
  }
}

static void declaration(struct generator *g)
{
  bool test = one_in(g, 10); /* what alone may have a string for its name */
  statement_word(g, test ? "test"
                         : PICK(g, "component", "arch", "memory", "compute", "network", "transit",
                                "array", "group", "workload", "mapping", "mapspace", "mapper",
                                "sparsity", "study", "table", "part", "action", "enum"));
  if (test) string(g);
  else plain_name(g);
  if (one_in(g, 5)) {
    put_opener(g, "(");
    if (!one_in(g, 4)) list(g, few(g), param, true);
    put_closer(g, ")");
  }
  if (one_in(g, 5)) {
    put_opener(g, "[");
    args(g);
    put_closer(g, "]");
  }
  clauses(g);
  if (one_in(g, 2)) {
    put_operator(g, "=");
    expr(g);
  }
  if (one_in(g, 2)) block(g);
}

static void binding(struct generator *g)
{
  plain_name(g);
  if (one_in(g, 5)) {
    put_operator(g, "in");
    iter(g);
    return;
  }
  typed(g);
  bool star = false;
  if (!one_in(g, 3)) {
    put_operator(g, "=");
    star = star_or_expr(g);
  }
  if (!star) clauses(g);
}

static void loop_bind(struct generator *g)
{
  plain_name(g);
  if (one_in(g, 5)) {
    put_operator(g, "in");
    iter(g);
  } else if (one_in(g, 3)) {
    put_operator(g, PICK(g, "<", ">", "<=", ">="));
    expr(g);
  } else {
    put_operator(g, "=");
    star_or_expr(g);
  }
}

static void loop(struct generator *g)
{
  bool par = one_in(g, 2);
  statement_word(g, par ? "par" : "for");
  unsigned what = chance(g, 5);
  if (what == 0) {
    list(g, few(g), loop_bind, false);
    if (one_in(g, 2)) block(g);
    return;
  }
  if (what != 3) put_token(g, PICK(g, "x", "y", "wavelength"), ENDS);
  if (what == 1) list(g, few(g), loop_bind, false);
  if (what == 2 || what == 3) {
    put_operator(g, "over");
    list(g, few(g), plain_name, false);
  }
  if (what == 4 || (par && what > 1 && one_in(g, 3))) {
    if (!par) {
      put_operator(g, "over");
      plain_name(g);
      return;
    }
    put_operator(g, "reuse");
    list(g, few(g), path, false);
  }
}

static void import(struct generator *g)
{
  statement_word(g, "import");
  bool file = one_in(g, 6);
  if (file) string(g);
  else path(g);
  unsigned what = chance(g, 4);
  if (what == 0 && !file) return;
  if (what == 1) {
    put_token(g, "as", 0);
    plain_name(g);
    return;
  }
  put_operator(g, "{");
  unsigned n = few(g);
  for (unsigned i = 0; i < n; i++) {
    if (i) put_operator(g, ",");
    plain_name(g);
    if (one_in(g, 5)) {
      put_operator(g, "as");
      plain_name(g);
    }
    if (g->messy && !g->one_line && one_in(g, 5)) strbuf_puts(g->out, "\n");
  }
  if (one_in(g, 4)) put_operator(g, ",");
  put_token(g, "}", ENDS);
}

/* A statement that starts with a path. */
static void path_statement(struct generator *g)
{
  unsigned what = chance(g, 8);
  if (what == 0 && one_in(g, 2)) {
    put_token(g, PICK(g, "order", "workload", "row", "of"), ENDS);
    put_token(g, "=", BLANKS);
    expr(g);
    return;
  }
  path(g);
  if (what < 4) {
    put_operator(g, "=");
    expr(g);
  } else if (what == 4) {
    put_token(g, ":", BLANKS);
    type(g);
    if (one_in(g, 2)) {
      put_operator(g, "=");
      expr(g);
    }
  } else if (what < 7) {
    put_opener(g, "[");
    args(g);
    put_closer(g, "]");
    put_operator(g, one_in(g, 4) ? "=" : "+=");
    expr(g);
  } else block(g);
}

/* One of the statements that are a word and a list. */
static void word_statement(struct generator *g)
{
  switch (chance(g, 8)) {
  case 0: case 1:
    statement_word(g, PICK(g, "keep", "bypass", "refetch", "preload", "unicast", "direct", "carries",
                           "order", "pareto", "minimize", "report"));
    list(g, few(g), expr, false);
    break;
  case 2:
    statement_word(g, PICK(g, "skip", "gate"));
    list(g, few(g), expr, false);
    put_operator(g, "by");
    list(g, few(g), expr, false);
    break;
  case 3:
    statement_word(g, PICK(g, "require", "expect", "where"));
    expr(g);
    if (!one_in(g, 2)) break;
    put_operator(g, ",");
    string(g);
    break;
  case 4:
    statement_word(g, "row");
    list(g, few(g), arg, false);
    break;
  case 5: case 6:
    statement_word(g, PICK(g, "dim", "data", "param", "let", "unit", "sweep", "measure"));
    list(g, few(g), binding, false);
    break;
  default:
    put_token(g, "@", 0);
    put_token(g, "allow", ENDS);
    put_opener(g, "(");
    args(g);
    put_closer(g, ")");
  }
}

static void statement(struct generator *g)
{
  g->first = true;
  g->depth = g->nesting;
  switch (chance(g, 16)) {
  case 0: case 1: case 2: case 3:
    declaration(g);
    break;
  case 4: case 5: case 6:
    path_statement(g);
    break;
  case 7:
    statement_word(g, "at");
    list(g, one_in(g, 3) ? few(g) : 1, path, false);
    block(g);
    break;
  case 8: case 9:
    loop(g);
    break;
  case 10:
    import(g);
    break;
  case 11:
    statement_word(g, "run");
    postfix(g);
    clauses(g);
    if (one_in(g, 2)) block(g);
    break;
  case 12:
    statement_word(g, "parallel");
    block(g);
    break;
  default:
    word_statement(g);
  }
}

/* Ends a statement, or nothing but lines. */
static void end_statement(struct generator *g)
{
  if (g->one_line) {
    strbuf_puts(g->out, PICK(g, ";", "; ", " ;", ";;"));
    if (g->messy && one_in(g, 8)) put_block_comment(g);
    strbuf_putc(g->out, ' ');
    return;
  }
  if (!g->messy) {
    strbuf_putc(g->out, '\n');
    return;
  }
  if (one_in(g, 10)) put_blanks(g), put_block_comment(g);
  if (one_in(g, 8)) put_blanks(g), put_line_comment(g);
  else strbuf_puts(g->out, PICK(g, "\n", "\n", "\r\n", "\n\n\n\n", " ;", ";\n", "  \n \n", "\r"));
  put_mess(g, true);
  if (one_in(g, 6)) put_line_comment(g);
}

static void statements(struct generator *g, unsigned n)
{
  for (unsigned i = 0; i < n && g->fuel > 0; i++) {
    if (i) end_statement(g);
    strbuf_fill(g->out, ' ', g->nesting ? 1 + chance(g, 4) : 0);
    g->fuel--;
    statement(g);
  }
}

static void block(struct generator *g)
{
  unsigned outer = g->brackets, depth = g->depth;
  bool one_line = g->nesting > 6 || one_in(g, 2);
  put_operator(g, "{");
  g->brackets = 0;
  g->nesting++;
  g->one_line += one_line;
  if (g->messy) put_mess(g, !g->one_line);
  if (g->nesting < 7) statements(g, chance(g, 4));
  g->first = false;
  g->one_line -= one_line;
  if (g->messy && !one_line && !g->one_line && !one_in(g, 4)) end_statement(g);
  g->one_line += one_line;
  put_token(g, "}", ENDS);
  g->one_line -= one_line;
  g->nesting--;
  g->brackets = outer;
  g->depth = depth;
}

void generate_program(uint64_t seed, unsigned statement_count, unsigned flags, struct strbuf *out)
{
  struct generator g = {.out = out, .state = seed * 0x9e3779b97f4a7c15ull + 1,
                        .messy = flags & GENERATE_MESSY, .fuel = (int)statement_count};
  for (int i = 0; i < 4; i++) chance(&g, 2);
  if (g.messy && one_in(&g, 20)) strbuf_puts(out, "\xef\xbb\xbf");
  if (g.messy) put_mess(&g, true);
  statements(&g, statement_count);
  if (!g.messy || one_in(&g, 2)) strbuf_putc(out, '\n');
  if (g.messy) put_mess(&g, true);
}
