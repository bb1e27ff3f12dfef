#include "compiler/lsp/context.h"

#include <ctype.h>
#include <string.h>

static char char_of(const struct context *x, uint32_t token)
{
  const struct token *t = &x->ast->tokens[token];
  return t->end > t->start ? x->ast->source->text[t->start] : '\n';
}

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

static bool is_name(const struct context *x, uint32_t token)
{
  char c = char_of(x, token);
  return is_letter(c) && !isdigit((unsigned char)c);
}

static bool ends_statement(char c) { return c == '\n' || c == '\r' || c == ';'; }
static bool opens(char c) { return c == '(' || c == '[' || c == '{'; }
static bool closes(char c) { return c == ')' || c == ']' || c == '}'; }

bool token_is(const struct context *x, const struct token *t, const char *text)
{
  size_t n = strlen(text);
  return t && t->end - t->start == n && !memcmp(x->ast->source->text + t->start, text, n);
}

/* ---- the word at the place ---- */

static bool is_quiet(const struct context *x)
{
  for (uint32_t i = 0; i < x->ast->n_comments; i++) {
    const struct comment *c = &x->ast->comments[i];
    bool open = c->kind != COMMENT_BLOCK;
    if (c->start < x->offset && (x->offset < c->end || (open && x->offset == c->end))) return true;
  }
  for (uint32_t i = 0; i < x->ast->n_tokens; i++) {
    const struct token *t = &x->ast->tokens[i];
    if (t->start < x->offset && x->offset < t->end && x->ast->source->text[t->start] == '"')
      return true;
  }
  return false;
}

static void find_word(struct context *x)
{
  const struct ast *ast = x->ast;
  x->start = x->offset;
  while (x->start && is_letter(ast->source->text[x->start - 1])) x->start--;
  /* Of `64K` the word is what stands behind the number. */
  while (x->start < x->offset && isdigit((unsigned char)ast->source->text[x->start])) x->start++;
  while (x->n_before < ast->n_tokens && ast->tokens[x->n_before].kind &&
         ast->tokens[x->n_before].start < x->start)
    x->n_before++;
  uint32_t n = x->n_before;
  while (n && ends_statement(char_of(x, n - 1))) n--;
  if (n) x->before = &ast->tokens[n - 1];
  char c = x->n_before ? char_of(x, x->n_before - 1) : '\n';
  x->begins = ends_statement(c) || c == '{' || c == '}';
}

/* ---- the statement ---- */

/* The first token of the statement that the token `end` ends, or stands behind. */
static uint32_t statement_start(const struct context *x, uint32_t end)
{
  unsigned depth = 0;
  uint32_t i = end;
  for (; i > 0; i--) {
    char c = char_of(x, i - 1);
    if (!depth && (ends_statement(c) || c == '{' || c == '}')) break;
    if (closes(c)) depth++;
    else if (opens(c) && depth) depth--;
  }
  return i;
}

static void find_words(struct context *x, uint32_t from, uint32_t to)
{
  unsigned depth = 0;
  for (uint32_t i = from; i < to; i++) {
    char c = char_of(x, i);
    const struct token *t = &x->ast->tokens[i];
    if (i == from) x->first = t->word;
    if (!depth && t->word) x->last = t->word;
    if (opens(c)) depth++;
    else if (closes(c) && depth) depth--;
  }
}

/* `name = …`, `read.bandwidth = …`: the last name before the last `=`, if nothing but a value
 * stands behind that. */
static void find_setting(struct context *x, uint32_t from)
{
  for (uint32_t i = x->n_before; i > from; i--) {
    const struct token *t = &x->ast->tokens[i - 1];
    char c = char_of(x, i - 1);
    if (c == ',' || opens(c)) return;
    if (c != '=' || t->end - t->start != 1) continue;
    if (i >= 2 && is_name(x, i - 2)) x->set = &x->ast->tokens[i - 2];
    return;
  }
}

/* ---- brackets and blocks ---- */

static void add_block(struct context *x, uint32_t brace)
{
  uint32_t first = statement_start(x, brace);
  struct context_block b = {.brace = brace};
  bool amends = false;
  for (uint32_t i = first; i < brace; i++) amends |= x->ast->tokens[i].word == KW_with;
  b.word = amends ? KW_with : first < brace ? x->ast->tokens[first].word : KW_NONE;
  if (first + 1 < brace && is_name(x, first + 1)) b.name = &x->ast->tokens[first + 1];
  if (x->blocks < CONTEXT_BLOCKS) x->block[x->blocks++] = b;
}

static void set_bracket(struct context *x, uint32_t token, unsigned commas)
{
  x->bracket = char_of(x, token);
  x->bracket_at = token;
  x->commas = commas;
  if (token && is_name(x, token - 1)) x->callee = &x->ast->tokens[token - 1];
}

static void find_brackets(struct context *x)
{
  unsigned depth = 0, commas = 0;
  for (uint32_t i = x->n_before; i > 0; i--) {
    char c = char_of(x, i - 1);
    if (closes(c)) depth++;
    else if (opens(c) && depth) depth--;
    else if (c == '{') add_block(x, i - 1);
    else if (opens(c) && !x->blocks && !x->bracket) set_bracket(x, i - 1, commas);
    else if (c == ',' && !depth && !x->blocks && !x->bracket) commas++;
  }
}

struct context context_at(const struct ast *ast, uint32_t offset)
{
  struct context x = {.ast = ast, .offset = offset};
  x.quiet = is_quiet(&x);
  find_word(&x);
  find_brackets(&x);
  if (x.bracket) x.begins = false;
  uint32_t from = statement_start(&x, x.bracket ? x.bracket_at : x.n_before);
  find_words(&x, from, x.bracket ? x.bracket_at : x.n_before);
  find_setting(&x, x.bracket ? x.bracket_at + 1 : from);
  return x;
}

static bool begins_with(const struct context *x, uint32_t token, const char *path)
{
  const char *at = x->ast->source->text + x->ast->tokens[token].start;
  size_t n = strlen(path);
  return !strncmp(at, path, n) && !is_letter(at[n]) && at[n] != '.';
}

bool context_sets(const struct context *x, const char *path)
{
  unsigned depth = 0;
  uint32_t i = x->blocks ? x->block[0].brace + 1 : 0;
  for (; i < x->ast->n_tokens; i++) {
    char c = char_of(x, i), before = i ? char_of(x, i - 1) : '\n';
    bool begins = ends_statement(before) || before == '{';
    if (!depth && begins && begins_with(x, i, path)) return true;
    if (opens(c)) depth++;
    else if (closes(c) && depth-- == 0) break;
  }
  return false;
}

const struct context_block *context_in(const struct context *x, const enum keyword *words)
{
  for (unsigned i = 0; i < x->blocks; i++)
    for (const enum keyword *w = words; *w; w++)
      if (x->block[i].word == *w) return &x->block[i];
  return NULL;
}
