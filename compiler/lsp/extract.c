/* A code action: a level that is described in place becomes a component of its own. */
#include "compiler/lsp/edits.h"

#include "compiler/sema/query.h"

#include <string.h>

struct extraction {
  struct compilation *made;
  const struct ast *ast;
  const struct node *arch, *level;
  struct strbuf name;          /* of the component */
  struct strbuf params, args;  /* what of the arch it speaks of */
  struct strbuf component, use; /* texts: the declaration, and what follows the level's name */
  uint32_t at;                 /* where the declaration goes */
};

static const char *text_of(const struct extraction *x) { return x->ast->source->text; }

/* ---- which one ---- */

struct search {
  struct span range;
  const struct node *arch, *level;
};

static bool is_described(const struct node *n)
{
  bool kind = n->word == KW_memory || n->word == KW_compute || n->word == KW_network ||
              n->word == KW_transit;
  return n->kind == N_DECL && kind && n->name && n->has_block && n->slot[DECL_ITEMS] &&
         !n->slot[DECL_VALUE] && !n->slot[DECL_PARAMS] && !n->slot[DECL_EXTENT] &&
         !n->slot[DECL_CLAUSES];
}

/* A cursor means the level whose head it is in; a selection the one that it lies in. */
static bool visit(struct node *n, void *context)
{
  struct search *s = context;
  if (n->kind == N_FILE) return true;
  if (s->range.start < n->start || s->range.end > n->end) return false;
  if (n->kind == N_DECL && n->word == KW_arch) s->arch = n;
  bool cursor = s->range.start == s->range.end;
  if (is_described(n) && (!cursor || s->range.end <= node_head_span(n).end)) s->level = n;
  return true;
}

/* ---- what it speaks of ---- */

static bool lies_in(struct span at, const struct node *n)
{
  return at.file == n->file && n->start <= at.start && at.end <= n->end;
}

static bool is_listed(const struct strbuf *list, const char *name)
{
  size_t n = strlen(name);
  for (const char *at = list->n ? list->text : ""; (at = strstr(at, name)); at += n)
    if ((at == list->text || at[-1] == ' ') && !strncmp(at + n, " = ", 3)) return true;
  return false;
}

/* What the arch declares is handed in.  False for what cannot be: another level, say. */
static bool hand_in(struct extraction *x, const struct reference *r)
{
  bool outside = lies_in(r->declared, x->arch) && !lies_in(r->declared, x->level);
  if (!outside) return true;
  const char *name = r->name->text, *type = query_type(x->made->sema, r);
  if ((r->meaning != MEANS_PARAM && r->meaning != MEANS_LET) || !type) return false;
  if (is_listed(&x->args, name)) return true;
  strbuf_printf(&x->params, "%s%s: %s", x->params.n ? ", " : "", name, type);
  strbuf_printf(&x->args, "%s%s = %s", x->args.n ? ", " : "", name, name);
  return true;
}

static bool find_params(struct extraction *x)
{
  unsigned n;
  const struct reference *all = query_references(x->made->sema, &n);
  for (unsigned i = 0; i < n; i++)
    if (lies_in(all[i].at, x->level) && !all[i].declares && !hand_in(x, &all[i])) return false;
  return true;
}

/* ---- its name ---- */

static bool is_taken(const struct ast *ast, const char *name)
{
  size_t n = strlen(name);
  for (uint32_t i = 0; i < ast->n_tokens; i++) {
    const struct token *t = &ast->tokens[i];
    if (t->end - t->start == n && !memcmp(ast->source->text + t->start, name, n)) return true;
  }
  return false;
}

static void find_name(struct extraction *x)
{
  const char *level = x->level->name->text;
  const char *kind = x->level->word == KW_memory  ? "Memory"
                     : x->level->word == KW_compute ? "Unit"
                     : x->level->word == KW_network ? "Network" : "Converter";
  strbuf_printf(&x->name, "%s%s", level, kind);
  for (unsigned i = 2; is_taken(x->ast, x->name.text); i++) {
    strbuf_clear(&x->name);
    strbuf_printf(&x->name, "%s%s%u", level, kind, i);
  }
}

/* ---- texts ---- */

static uint32_t line_start(const char *text, uint32_t at)
{
  while (at && text[at - 1] != '\n') at--;
  return at;
}

/* Only an arch says what is carried: that stays. */
static bool stays(const struct node *item)
{
  return item->kind == N_NAMES && item->word == KW_carries;
}

/* Up to where the statement behind it begins, or else from where the one before it ends. */
static void cut(const struct node *items, const struct node *item, uint32_t *start, uint32_t *end)
{
  const struct node *before = items;
  while (before != item && before->next != item) before = before->next;
  *start = item->next || before == item ? item->start : before->end;
  *end = item->next ? item->next->start : item->end;
}

/* Bytes of the block, as far to the left as a declaration of a file stands. */
static void put_dedented(struct strbuf *out, const char *text, uint32_t start, uint32_t end,
                         uint32_t indent)
{
  for (uint32_t i = start; i < end; i++) {
    strbuf_putc(out, text[i]);
    if (text[i] != '\n') continue;
    for (uint32_t n = 0; n < indent && i + 1 < end && text[i + 1] == ' '; n++) i++;
  }
}

/* The block of the component, and what is left for that of the level. */
static void put_blocks(struct extraction *x, struct strbuf *block, struct strbuf *left)
{
  const char *text = text_of(x);
  const struct node *items = x->level->slot[DECL_ITEMS];
  uint32_t from = line_start(text, x->level->start), brace = node_head_span(x->level).end;
  uint32_t indent = (uint32_t)strspn(text + from, " "), at, start, end;
  while (text[brace] != '{') brace++;
  at = brace;
  for (const struct node *n = items; n; n = n->next) {
    if (!stays(n)) continue;
    cut(items, n, &start, &end);
    put_dedented(block, text, at, start, indent);
    strbuf_printf(left, "%s%.*s", left->n ? "; " : "", (int)(n->end - n->start), text + n->start);
    at = end;
  }
  put_dedented(block, text, at, x->level->end, indent);
}

/* Above the arch and all that is said of it. */
static uint32_t place_above(const struct ast *ast, const struct node *arch)
{
  const char *text = ast->source->text;
  uint32_t at = line_start(text, arch->start);
  while (at) {
    uint32_t before = line_start(text, at - 1);
    const char *line = text + before + strspn(text + before, " ");
    if (strncmp(line, "//", 2) != 0 && *line != '@') break;
    if (!strncmp(line, "//!", 3)) break;
    at = before;
  }
  return at;
}

static void put_texts(struct extraction *x)
{
  struct strbuf block = {0}, left = {0};
  put_blocks(x, &block, &left);
  strbuf_printf(&x->component, "component %s", x->name.text);
  if (x->params.n) strbuf_printf(&x->component, "(%s)", x->params.text);
  strbuf_printf(&x->component, " is %s %s\n\n", keyword_text(x->level->word), strbuf_str(&block));
  strbuf_printf(&x->use, " = %s(%s)", x->name.text, strbuf_str(&x->args));
  if (left.n) strbuf_printf(&x->use, " { %s }", left.text);
  x->at = place_above(x->ast, x->arch);
  strbuf_free(&block);
  strbuf_free(&left);
}

/* ---- is it the same design? ---- */

static void put_after(const struct extraction *x, struct strbuf *out)
{
  const struct source *in = x->ast->source;
  uint32_t head = node_head_span(x->level).end;
  strbuf_add(out, in->text, x->at);
  strbuf_puts(out, x->component.text);
  strbuf_add(out, in->text + x->at, head - x->at);
  strbuf_puts(out, x->use.text);
  strbuf_add(out, in->text + x->level->end, in->size - x->level->end);
}

static bool same_runs(const struct hints *a, const struct hints *b)
{
  if (a->runs != b->runs) return false;
  for (unsigned i = 0; i < a->runs; i++) {
    const char *x = a->run[i].text, *y = b->run[i].text;
    if (!x != !y || (x && strcmp(x, y) != 0)) return false;
  }
  return true;
}

/* Nothing more is said of it, and its runs come to what they came to. */
static bool is_same(struct server *s, struct call *call, const struct extraction *x)
{
  struct strbuf text = {0};
  struct compilation after;
  put_after(x, &text);
  documents_compilation(&s->documents, &after);
  compilation_provide(&after, call->document->path, text.text, text.n);
  documents_provide(&s->documents, &after, call->document);
  compilation_run(&after, call->document->path);
  bool same = after.diags.n_errors <= x->made->diags.n_errors &&
              after.diags.n_warnings <= x->made->diags.n_warnings;
  if (same && !x->made->diags.n_errors) {
    struct hints hints = compilation_hints(&after);
    same = same_runs(document_hints(&s->documents, call->document), &hints);
  }
  compilation_free(&after);
  strbuf_free(&text);
  return same;
}

/* ---- the action ---- */

static void put_action(const struct server *s, struct call *c, const struct extraction *x)
{
  struct strbuf title = {0};
  struct source *in = x->ast->source;
  strbuf_printf(&title, "Extract the component `%s`", x->name.text);
  jsonw_object(c->result);
  json_put_text(c->result, "title", title.text);
  json_put_text(c->result, "kind", "refactor.extract");
  jsonw_key(c->result, "edit");
  jsonw_object(c->result);
  jsonw_key(c->result, "changes");
  jsonw_object(c->result);
  jsonw_key(c->result, c->document->uri);
  jsonw_array(c->result);
  edit_put(s, c->result, in, x->at, x->at, x->component.text, x->component.n);
  edit_put(s, c->result, in, node_head_span(x->level).end, x->level->end, x->use.text, x->use.n);
  jsonw_array_end(c->result);
  for (int i = 0; i < 3; i++) jsonw_object_end(c->result);
  strbuf_free(&title);
}

void actions_put_extraction(struct server *s, struct call *c, struct span range)
{
  struct compilation *made = document_check(&s->documents, c->document);
  struct search found = {.range = range};
  ast_walk(compilation_main(made)->ast->root, visit, &found);
  if (!found.level || !found.arch) return;
  struct extraction x = {.made = made, .ast = compilation_main(made)->ast, .arch = found.arch,
                         .level = found.level};
  find_name(&x);
  if (find_params(&x)) {
    put_texts(&x);
    if (is_same(s, c, &x)) put_action(s, c, &x);
  }
  struct strbuf *const texts[] = {&x.name, &x.params, &x.args, &x.component, &x.use};
  for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) strbuf_free(texts[i]);
}
