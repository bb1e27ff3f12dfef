/* Syntax errors proper: a token that the grammar has no use for becomes a
 * sentence that says what was being read, what may follow, and often what was
 * meant. */
#include "lang/syntax/unexpected.h"

#include "lang/base/unit.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/syntax_error.h"

#include <string.h>
#include <strings.h>

enum { WANTED_OTHERS = 6, TEXT_MAX = 40 };

struct wanted {
  bool name, value, operator_, comparison, line_end, comma, colon, equals;
  const char *others[WANTED_OTHERS];
  unsigned n_others;
};

/* A token that does not fit, and what surrounds it. */
struct misfit {
  struct lex *lx;
  struct statement st;       /* the statement it stands in */
  struct place where;
  int kind, before;          /* the token and the one before it */
  bool end;                  /* it is the end of the line or of the file */
  struct wanted wanted;
};

/* ---- what may follow ---- */

static bool one_of(const char *s, const char *const *list)
{
  for (; *list; list++)
    if (!strcmp(s, *list)) return true;
  return false;
}

/* Tokens that go on with any value are not worth a mention. */
static bool goes_without_saying(const char *s, const struct wanted *w, bool postfix, bool clause)
{
  static const char *const values[] = {"a number", "a string", "`if`", "`not`", "`true`",
                                       "`false`", NULL};
  static const char *const never[] = {"a clause", "a unit", "'}'", "'.'", NULL};
  if (one_of(s, never)) return true;
  if (one_of(s, values)) return w->value;
  if (!strcmp(s, "'('") || !strcmp(s, "'['")) return w->value || w->line_end || postfix;
  return clause && !strcmp(s, "`as`");
}

static struct wanted sort_out(const char *const *names, unsigned n)
{
  static const char *const operators[] = {"`or`", "`and`", "`==`", "`!=`", "`<=`", "`>=`", "`~=`",
                                          "'<'", "'>'", "'+'", "'-'", "'*'", "'/'", "'%'", "'&'",
                                          "'^'", "`in`", "`with`", NULL};
  struct wanted w = {0};
  bool call = false, index = false, clause = false;
  for (unsigned i = 0; i < n; i++) {
    const char *s = names[i];
    w.value |= !strcmp(s, "a number");
    w.name |= !strcmp(s, "a name");
    w.comma |= !strcmp(s, "','");
    w.colon |= !strcmp(s, "':'");
    w.equals |= !strcmp(s, "'='");
    w.operator_ |= one_of(s, operators);
    w.comparison |= !strcmp(s, "`==`");
    w.line_end |= !strcmp(s, "the end of the line") || !strcmp(s, "end of file");
    call |= !strcmp(s, "'('");
    index |= !strcmp(s, "'['");
    clause |= !strcmp(s, "a clause");
  }
  for (unsigned i = 0; i < n; i++) {
    const char *s = names[i];
    if (!strcmp(s, "a name") || !strcmp(s, "the end of the line") || !strcmp(s, "end of file") ||
        one_of(s, operators) || goes_without_saying(s, &w, call && index, clause))
      continue;
    if (w.n_others < WANTED_OTHERS) w.others[w.n_others++] = s;
  }
  return w;
}

static void add_wanted(struct strbuf *b, const char *text, unsigned *count, unsigned last)
{
  if (*count) strbuf_puts(b, *count + 1 == last ? " or " : ", ");
  (*count)++;
  size_t n = strlen(text);
  if (text[0] == '\'') strbuf_printf(b, "`%.*s`", (int)n - 2, text + 1);
  else strbuf_puts(b, text);
}

static const char *wanted_text(const struct lex *lx, const struct wanted *w)
{
  struct strbuf b = {0};
  unsigned n = 0;
  bool ops = w->operator_ && !w->value && w->n_others + (w->line_end ? 1 : 0) < 3;
  unsigned last = (w->value || w->name) + w->n_others + w->line_end + ops;
  if (w->value) add_wanted(&b, "a value", &n, last);
  else if (w->name) add_wanted(&b, "a name", &n, last);
  for (unsigned i = 0; i < w->n_others; i++) add_wanted(&b, w->others[i], &n, last);
  if (ops) add_wanted(&b, "an operator", &n, last);
  if (w->line_end) add_wanted(&b, "the end of the line", &n, last);
  if (!n) strbuf_puts(&b, "something else");
  return strbuf_take(&b, lx->arena);
}

/* ---- texts and places ---- */

static const char *text_of(const struct lex *lx, struct place p)
{
  uint32_t size = p.end - p.start;
  return arena_strndup(lx->arena, lx->source->text + p.start, size > TEXT_MAX ? TEXT_MAX : size);
}

static bool met_text(const struct misfit *m, const char *text)
{
  return m->where.end - m->where.start == strlen(text) &&
         !strncmp(m->lx->source->text + m->where.start, text, strlen(text));
}

/* The statement whose block is being read; 0 outside all. */
static enum keyword block_word(const struct lex *lx)
{
  for (uint32_t i = lx->open.n; i-- > 0;)
    if (lx->open.at[i].c == '{') return lx->open.at[i].statement.word;
  return KW_NONE;
}

static void show_example(struct diag *d, enum keyword word)
{
  if (word)
    diag_note(d, "%s %s looks like `%s`", keyword_article(word), keyword_text(word),
              keyword_example(word));
}

/* ---- statements that begin with an unknown word ---- */

static void tell_meant(struct diag *d, struct span where, const char *word)
{
  diag_help(d, "did you mean `%s`?", word);
  diag_fix(d, DIAG_MAYBE, where, "%s", word);
}

/* `fro p = 16`: two words where a statement opens, the first of them unknown. */
static void unknown_statement(struct lex *lx)
{
  struct place first = lx->statement.at;
  const char *word = text_of(lx, first);
  struct span where = lex_span(lx, first);
  struct diag *d = diag_at(lx->diags, E0114, where, "no statement begins with `%s`", word);
  diag_label(d, where, "not a word of the language");
  struct suggest s = suggest_start(word);
  enum keyword meant = keyword_suggest(&s);
  if (s.synonym) {
    show_example(d, meant);
    tell_meant(d, where, s.best);
  } else if (block_word(lx) == KW_table) diag_note(d, "a column is written `name: type`");
  else if (s.best) tell_meant(d, where, s.best);
  else diag_note(d, "an attribute is written `name = value`");
}

/* `keep: [A, B]`: a statement as YAML would have it. */
static enum keyword statement_with_colon(const struct misfit *m)
{
  const char *word = text_of(m->lx, m->st.at);
  if (m->st.word || m->st.n < 3 || m->lx->source->text[m->st.at.end] != ':') return KW_NONE;
  name_t name = intern_find(m->lx->names, word, strlen(word));
  if (name && name->word) return name->word < KW_is ? name->word : KW_NONE;
  struct suggest s = suggest_start(word);
  enum keyword meant = keyword_suggest(&s);
  return s.synonym ? meant : KW_NONE;
}

static bool is_unknown_statement(const struct misfit *m)
{
  return m->st.n == 2 && !m->st.word && m->before == T_IDENT && block_word(m->lx) != KW_import &&
         (m->kind == T_IDENT || m->kind == T_NUMBER || m->kind == T_STRING);
}

/* ---- mistakes that have a sentence of their own ---- */

/* `3 mm2`: the power of a unit without its `^`. */
static bool is_bare_power(const struct misfit *m)
{
  return m->kind == T_NUMBER && m->before == T_UNIT && m->lx->prev_at.end == m->where.start;
}

/* `(width 8 bit)`: a named argument without its `=`. */
static bool lacks_equals(const struct misfit *m)
{
  return m->wanted.equals && m->before == T_IDENT && m->kind != T_IDENT && m->kind != T_IF &&
         m->kind != '(' && m->kind != '[';
}

/* `width KiB`: a unit behind something that is no number. */
static bool is_bare_unit(const struct misfit *m)
{
  struct unit unit;
  struct unit_error why;
  const char *text = text_of(m->lx, m->where), *before = text_of(m->lx, m->lx->prev_at);
  name_t name = intern_find(m->lx->names, before, strlen(before));
  bool value = m->before == ')' || (m->before == T_IDENT && !(name && name->word));
  return m->kind == T_IDENT && value &&
         unit_parse(text, strlen(text), NULL, m->lx->arena, &unit, &why);
}

/* `16x16`: to the scanner, 16 of a unit `x`. */
static bool is_times(const struct misfit *m)
{
  const char *before = text_of(m->lx, m->lx->prev_at);
  return m->kind == T_NUMBER && m->before == T_UNIT && !strcasecmp(before, "x");
}

static bool is_missing_comma(const struct misfit *m)
{
  bool starts_value = m->kind == T_IDENT || m->kind == T_NUMBER || m->kind == T_STRING ||
                      m->kind == T_TRUE || m->kind == T_FALSE || m->kind == T_IF;
  bool in_list = m->lx->depth || block_word(m->lx) == KW_import;
  return in_list && m->wanted.comma && !m->wanted.colon && starts_value &&
         token_ends_value(m->before) && !is_bare_power(m) && !is_bare_unit(m) &&
         !lacks_equals(m) && !is_times(m);
}

/* `(depth: int is memory {`: a clause stands outside brackets only. */
static bool is_unclosed(const struct misfit *m)
{
  name_t word = intern_find(m->lx->names, m->lx->source->text + m->where.start,
                            m->where.end - m->where.start);
  return m->lx->depth && m->kind == T_IDENT && word && word->word >= KW_is && word->word < KW_if &&
         token_ends_value(m->before);
}

static bool is_type_word(const char *word)
{
  static const char *const types[] = {"int", "real", "bool", "string", NULL};
  return one_of(word, types) || one_of(word, dim_type_words());
}

/* `(depth int)`, or `(int depth)`. */
static bool lacks_colon(const struct misfit *m)
{
  return m->lx->depth && m->wanted.colon && m->kind == T_IDENT && m->before == T_IDENT;
}

static void tell_colon(const struct misfit *m)
{
  struct span s = lex_span(m->lx, m->where), whole = s;
  const char *first = text_of(m->lx, m->lx->prev_at), *second = text_of(m->lx, m->where);
  bool turned = is_type_word(first);
  const char *name = turned ? second : first, *type = turned ? first : second;
  struct diag *d = diag_at(m->lx->diags, E0102, s, "a `:` stands between a parameter and its type");
  diag_label(d, s, "not expected here");
  diag_help(d, "write `%s: %s`", name, type);
  whole.start = m->lx->prev_at.start;
  diag_fix(d, DIAG_MAYBE, whole, "%s: %s", name, type);
}

static bool is_first_of_line(const struct lex *lx, struct place p)
{
  while (p.start > 0 && strchr(" \t", lx->source->text[p.start - 1])) p.start--;
  return p.start == 0 || strchr("\r\n", lx->source->text[p.start - 1]);
}

/* A `{` on a line of its own: the statement before it is over. */
static bool is_lonely_block(const struct misfit *m)
{
  return m->kind == '{' && is_first_of_line(m->lx, m->where) && m->wanted.n_others > 1;
}

static void tell_lonely_block(const struct misfit *m)
{
  struct span s = lex_span(m->lx, m->where);
  struct diag *d = diag_at(m->lx->diags, E0102, s, "a block opens on the line of its statement");
  diag_label(d, s, "this begins a statement of its own");
  diag_help(d, "put the `{` at the end of the line before");
}

/* ---- a hint at what was meant, where that can be guessed ---- */

static bool compares(int kind)
{
  return kind == '<' || kind == '>' || kind == T_LE || kind == T_GE || kind == T_EQ ||
         kind == T_NE || kind == T_APPROX || kind == T_IN;
}

static bool is_kind_word(const struct misfit *m)
{
  return met_text(m, "memory") || met_text(m, "compute") || met_text(m, "network") ||
         met_text(m, "transit");
}

/* `technology: "22nm"`: an attribute as YAML would have it. */
static bool sets_with_colon(const struct misfit *m)
{
  return m->before == ':' && !m->st.word && m->st.n == 3 &&
         (m->kind == T_STRING || m->kind == T_TRUE || m->kind == T_FALSE || m->kind == '-');
}

/* Something else than `[x = 14, y = 12]` in the brackets of an array, or of another
 * level, which has none. */
static const char *extent_hint(const struct misfit *m)
{
  bool level = m->st.word >= KW_memory && m->st.word <= KW_array;
  bool range = m->lx->depth == 1 && m->kind == T_DOTDOT, again = m->kind == '[' && m->before == ']';
  if (!level || !(range || again || (m->lx->depth == 1 && is_times(m)))) return NULL;
  return range ? "instances are counted by an array: `array PE[x = 256] { ... }`"
               : "the sizes of an array have names: `array PE[x = 16, y = 16] { ... }`";
}

/* Indices that are not written `[m, n]`. */
static bool is_index(const struct misfit *m)
{
  if (block_word(m->lx) != KW_workload || m->st.word) return false;
  return (m->kind == '(' && m->st.n == 2) || (m->kind == '[' && m->before == ']');
}

/* What one statement is often mistaken for. */
static const char *statement_hint(const struct misfit *m)
{
  if (m->st.word == KW_component && m->kind == ':') return "its kind is written `is memory`";
  if (m->st.word == KW_data && m->kind == '[')
    return "the Einsums tell what indices a tensor has: `data A: 8 bit`";
  enum keyword block = block_word(m->lx);
  bool labelled = !m->st.word && m->st.n > 2 && m->lx->source->text[m->st.at.end] == ':';
  if (labelled && (block == KW_mapping || block == KW_mapspace))
    return arena_printf(m->lx->arena, "what happens at a level stands in `at %s { ... }`",
                        text_of(m->lx, m->st.at));
  return NULL;
}

static const char *hint(const struct misfit *m)
{
  const struct lex *lx = m->lx;
  const struct wanted *w = &m->wanted;
  if (sets_with_colon(m)) return "an attribute is set with `=`: `name = value`";
  const char *known = extent_hint(m);
  if (!known) known = statement_hint(m);
  if (known) return known;
  if (is_index(m)) return "the indices of a tensor stand in one pair of brackets: `Z[m, n] += ...`";
  if (is_times(m)) return "a product is written `a * b`";
  if (m->kind == ',' && w->line_end && !lx->depth && m->st.word != KW_run)
    return "statements end with their line or with `;`, not with a comma";
  if (is_bare_power(m))
    return arena_printf(lx->arena, "a power is written `%s^%s`", text_of(lx, lx->prev_at),
                        text_of(lx, m->where));
  if (m->lx->depth && lacks_equals(m))
    return arena_printf(lx->arena, "a named argument is written `%s = value`",
                        text_of(lx, lx->prev_at));
  if (is_bare_unit(m))
    return arena_printf(lx->arena, "a unit follows a number: write `* 1 %s`",
                        text_of(lx, m->where));
  if (m->kind == T_DOTDOT && m->st.word != KW_import)
    return "a range stands in brackets: `[1 .. 4]`";
  if (m->kind == T_IF) return "a choice is written `if condition then a else b`";
  if (m->kind == ':' && w->equals) return "a value is given with `=`";
  if (m->kind == '{' && m->before == T_IDENT && w->operator_)
    return "arguments stand in `( )`; a copy is changed by `with { ... }`";
  if (m->kind == T_ADDEQ)
    return "a value never changes; `+=` sums in an Einsum: `Z[m, n] += A[m, k] * B[k, n]`";
  if (compares(m->kind) && token_ends_value(m->before) && w->operator_ && !w->comparison)
    return "comparisons are joined by `and`: `a < b and b < c`";
  if (m->kind == ',' && m->st.word != KW_run && w->n_others == 1 && !strcmp(w->others[0], "')'"))
    return "a list is written `[1, 2]`";
  if (m->kind == '{' && w->value) return "a list is written `[1, 2]`";
  if (m->kind == '=' && m->before == ':') return "a value is given with `=` alone";
  if (m->kind == '{' && m->before == ']' && !m->st.word)
    return "a block belongs to a statement, such as `array PE[x = 4] { ... }`";
  if (m->st.word == KW_parallel && m->kind == T_IDENT) return "a `parallel` has no name";
  if (m->st.word == KW_either && m->kind == T_IDENT) return "alternatives stand in a block";
  if (m->st.word == KW_component && is_kind_word(m))
    return arena_printf(lx->arena, "write `is %s`", text_of(lx, m->where));
  if (block_word(lx) == KW_enum)
    return "the members of an enum are a list: `enum cell_kind = [lstp, lop, hp]`";
  if (lx->source->text[m->st.at.start] == '@')
    return "an annotation looks like `@allow(idle_hardware)`";
  return NULL;
}

/* ---- statements that cannot begin so ---- */

static bool continues_a_line(const struct misfit *m)
{
  const char *c = m->lx->source->text + m->where.start;
  return strchr("+-*/<>=&^%.", *c) || m->kind == T_ELSE || m->kind == T_THEN || m->kind == T_AND ||
         m->kind == T_OR;
}

static void tell_begin(const struct misfit *m, const char *expected, const char *shown)
{
  struct span s = lex_span(m->lx, m->where);
  struct diag *d = diag_at(m->lx->diags, E0102, s, "a statement cannot begin with %s", shown);
  diag_label(d, s, "expected %s", m->wanted.n_others > 3 ? "a statement" : expected);
  const char *text = m->lx->source->text + m->where.start;
  if (!strncmp(text, "--", 2)) diag_help(d, "a comment begins with `//`");
  else if (m->kind == T_IF)
    diag_help(d, "`if` chooses between two values: `let width = if wide then 16 bit else 8 bit`");
  else if (continues_a_line(m))
    diag_help(d, "a line goes on when it ends with an operator or a comma: put this at the end of "
                 "the one before");
}

/* `import std.memory { * }` */
static bool imports_all(const struct misfit *m)
{
  return m->kind == '*' && (m->st.word == KW_import || block_word(m->lx) == KW_import);
}

static void tell_import_all(const struct misfit *m)
{
  struct span s = lex_span(m->lx, m->where);
  struct diag *d = diag_at(m->lx->diags, E0102, s, "an import takes what it names, not everything");
  diag_label(d, s, "a name goes here");
  diag_help(d, "name what is needed, or import the module by its name: `import std.memory`");
}

/* ---- all of it ---- */

static bool is_reserved(const struct misfit *m)
{
  name_t word = intern_find(m->lx->names, m->lx->source->text + m->where.start,
                            m->where.end - m->where.start);
  return word && word->word >= KW_if;
}

static void tell(const struct misfit *m)
{
  struct lex *lx = m->lx;
  const struct statement *st = &m->st;
  bool nameless = st->word && st->word <= KW_enum && st->n == 2;
  bool wants_name = m->wanted.name && !m->wanted.value && !m->wanted.n_others;
  const char *expected = nameless ? "its name" : wanted_text(lx, &m->wanted);
  const char *shown = m->end ? "the line's end"
                             : arena_printf(lx->arena, "`%s`", text_of(lx, m->where));
  struct span s = lex_span(lx, m->where);
  if (st->n == 1 && !st->word) {
    tell_begin(m, expected, shown);
    return;
  }
  struct diag *d;
  if (st->word) {
    const char *word = keyword_text(st->word);
    d = diag_at(lx->diags, E0102, s, "I was reading %s `%s` and expected %s",
                keyword_article(st->word), word, expected);
  } else d = diag_at(lx->diags, E0102, s, "I was reading a statement and expected %s", expected);
  if (wants_name && is_reserved(m)) diag_label(d, s, "a word of the language, not a name");
  else if (nameless) diag_label(d, s, "a name goes before %s", shown);
  else diag_label(d, s, "%s", wants_name ? "a name goes here" : "not expected here");
  show_example(d, st->word ? st->word : statement_with_colon(m));
  const char *meant = hint(m);
  if (meant) diag_help(d, "%s", meant);
  if (sets_with_colon(m)) diag_fix(d, DIAG_MAYBE, lex_span(lx, lx->prev_at), " =");
}

/* The statement that the last token belongs to: what a block begins or ends is
 * kept with its bracket. */
static struct statement statement_at(const struct lex *lx)
{
  if (lx->prev == '{' && lx->open.n) return lx->open.at[lx->open.n - 1].statement;
  if (lx->prev == '}' && lx->statement.word != KW_import) return lx->closed;
  return lx->statement;
}

void syntax_unexpected(struct lex *lx, struct place where, const char *const *wanted, unsigned n)
{
  struct misfit m = {.lx = lx,
                     .st = statement_at(lx),
                     .where = where,
                     .kind = lx->prev,
                     .before = lx->prev2,
                     .wanted = sort_out(wanted, n)};
  if (lx->mended || syntax_spoilt(lx) || m.st.spoilt) return;
  if (m.kind == 0 && lx->diags->n_errors > lx->errors_before) return; /* after other mistakes */
  m.end = m.kind == T_EOL || m.kind == 0;
  if (m.end) m.where = (struct place){lx->prev_at.end, lx->prev_at.end + (m.kind == T_EOL)};
  if (is_unknown_statement(&m)) unknown_statement(lx);
  else if (is_unclosed(&m)) syntax_unclosed(lx, &lx->open.at[lx->open.n - 1], m.where, 0);
  else if (is_missing_comma(&m)) syntax_missing_comma(lx, lx->prev_at, m.where);
  else if (lacks_colon(&m)) tell_colon(&m);
  else if (imports_all(&m)) tell_import_all(&m);
  else if (is_lonely_block(&m)) tell_lonely_block(&m);
  else tell(&m);
  lx->statement.spoilt = true;
}
