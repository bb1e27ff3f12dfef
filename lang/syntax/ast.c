#include "lang/syntax/ast.h"

#include "lang/base/suggest.h"
#include "lang/syntax/parse.h"

#include <string.h>

static const struct node_info infos[N_KINDS] = {
#define NODE(KIND, dump, n) [N_##KIND] = {dump, n},
#include "lang/syntax/ast.def"
};

const struct node_info *node_info(enum node_kind kind) { return &infos[kind]; }

const char *operator_text(int op)
{
  static const char *const words[] = {"==", "!=", "<=", ">=", "~=", "and", "or", "not", "in", "+="};
  static const char *const singles[] = {"+", "-", "*", "/", "%", "^", "&", "<", ">", "="};
  if (op >= OP_EQ) return words[op - OP_EQ];
  for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
    if (singles[i][0] == op) return singles[i];
  return "";
}

static const struct {
  const char *text;
  bool attribute;
  const char *example;
} words[N_KEYWORDS] = {
  [KW_NONE] = {"", true, ""},
#define KEYWORD(word, class, attr, like) [KW_##word] = {#word, attr, like},
#include "lang/syntax/keywords.def"
#undef KEYWORD
};

const char *keyword_text(enum keyword w) { return words[w].text; }
const char *keyword_example(enum keyword w) { return words[w].example; }
const char *keyword_article(enum keyword w)
{
  const char *text = words[w].text;
  return strchr("aeiou", text[0]) && strncmp(text, "uni", 3) ? "an" : "a";
}

enum keyword keyword_suggest(struct suggest *to)
{
  enum keyword best = KW_NONE;
  for (enum keyword w = KW_NONE + 1; w < KW_is; w++) {
    suggest_offer(to, keyword_text(w));
    if (to->best == keyword_text(w)) best = w;
  }
  return best;
}

const char *keyword_with_article(enum keyword w, struct arena *a)
{
  return arena_printf(a, "%s %s", keyword_article(w), words[w].text);
}

bool keyword_may_be_attribute(enum keyword w) { return words[w].attribute; }

void keywords_init(struct interner *names)
{
  for (int w = KW_NONE + 1; w < N_KEYWORDS; w++) {
    struct name *n = (struct name *)(uintptr_t)intern_str(names, words[w].text);
    n->word = (uint16_t)w;
  }
}

const struct number_node *node_number(const struct node *n)
{
  return (const struct number_node *)(const void *)&n->slot[0];
}

struct span node_span(const struct node *n)
{
  return (struct span){n->file, n->start, n->end};
}

struct span node_name_span(const struct node *n)
{
  if (n->kind == N_STRING || !n->name) return node_span(n);
  uint32_t size = n->kind == N_DECL && n->word == KW_test ? n->name->n + 2 : n->name->n;
  return (struct span){n->file, n->name_at, n->name_at + size};
}

struct span node_word_span(const struct node *n)
{
  return (struct span){n->file, n->start, n->start + (uint32_t)strlen(keyword_text(n->word))};
}

struct span node_op_span(const struct node *n)
{
  return (struct span){n->file, n->name_at, n->name_at + (uint32_t)strlen(operator_text(n->op))};
}

/* The place of a declaration's block is not kept: it starts at its first item
 * or, empty, at the end; what stands before is found from the other slots. */
struct span node_head_span(const struct node *n)
{
  struct span s = node_span(n);
  if (!n->has_block) return s;
  s.end = n->name ? node_name_span(n).end : node_word_span(n).end;
  unsigned before_block = node_info(n->kind)->slots - 1;
  for (unsigned i = 0; i < before_block; i++)
    for (const struct node *k = n->slot[i]; k; k = k->next)
      if (k->end > s.end) s.end = k->end;
  return s;
}

struct node *list_at(struct node *first, unsigned n)
{
  while (first && n--) first = first->next;
  return first;
}

unsigned list_length(const struct node *first)
{
  unsigned n = 0;
  for (; first; first = first->next) n++;
  return n;
}

void ast_walk(struct node *n, bool (*visit)(struct node *n, void *ctx), void *ctx)
{
  if (!visit(n, ctx)) return;
  for (unsigned i = 0; i < infos[n->kind].slots; i++)
    for (struct node *k = n->slot[i]; k; k = k->next) ast_walk(k, visit, ctx);
}

/* Only blanks and one line's end between the two offsets. */
static bool adjacent(const struct source *s, uint32_t from, uint32_t to)
{
  unsigned lines = 0;
  for (uint32_t i = from; i < to; i++) {
    char c = s->text[i];
    if (c == '\n' || (c == '\r' && s->text[i + 1] != '\n')) lines++;
    else if (c != ' ' && c != '\t' && c != '\r') return false;
  }
  return lines <= 1;
}

/* Index of the first comment that starts at or after `offset`. */
static uint32_t comment_after(const struct ast *ast, uint32_t offset)
{
  uint32_t lo = 0, hi = ast->n_comments;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (ast->comments[mid].start < offset) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

static void add_doc_line(struct strbuf *b, const struct ast *ast, const struct comment *c)
{
  uint32_t at = c->start + 3;
  if (at < c->end && ast->source->text[at] == ' ') at++;
  if (b->n) strbuf_putc(b, '\n');
  strbuf_add(b, ast->source->text + at, c->end - at);
}

char const *ast_doc(const struct ast *ast, const struct node *n, struct arena *a)
{
  struct strbuf b = {0};
  if (n->kind == N_FILE) {
    for (uint32_t i = 0; i < ast->n_comments; i++)
      if (ast->comments[i].kind == COMMENT_FILE_DOC) add_doc_line(&b, ast, &ast->comments[i]);
  } else {
    uint32_t last = comment_after(ast, n->start), first = last, edge = n->start;
    while (first > 0 && ast->comments[first - 1].kind == COMMENT_DOC &&
           adjacent(ast->source, ast->comments[first - 1].end, edge))
      edge = ast->comments[--first].start;
    for (uint32_t i = first; i < last; i++) add_doc_line(&b, ast, &ast->comments[i]);
  }
  const char *doc = b.n ? arena_strndup(a, b.text, b.n) : NULL;
  strbuf_free(&b);
  return doc;
}
