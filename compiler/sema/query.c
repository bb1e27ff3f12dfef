/* What a name is, in words: how it is declared, what it is worth, what is said of it. */
#include "compiler/sema/query.h"

#include "compiler/sema/action.h"
#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/core.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/object.h"
#include "compiler/sema/query_inside.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/param_doc.h"
#include "lang/syntax/parse.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- declarations ---- */

/* What is declared somewhere: the node that has its name there, and the declaration around it. */
struct declared {
  struct span at;
  const struct ast *ast;
  const struct node *node, *around;
};

static bool find_node(struct node *n, void *context)
{
  struct declared *d = context;
  if (n->start > d->at.start || n->end < d->at.end) return n->kind == N_FILE;
  bool names = n->name && n->name_at == d->at.start && n->kind != N_NAME && n->kind != N_MEMBER;
  if (names && !d->node) d->node = n;
  else if (n->kind == N_DECL && !d->node) d->around = n;
  return !d->node;
}

static struct declared find_declared(struct sema *sm, struct span at)
{
  struct declared d = {.at = at};
  for (const struct module *m = sm->program->modules; m && at.file; m = m->next) {
    if (m->ast->source->id != at.file) continue;
    d.ast = m->ast;
    ast_walk(m->ast->root, find_node, &d);
  }
  return d;
}

/* What is written of it before its block; the bracket that sizes end with belongs to it. */
static struct span head_of(struct sema *sm, const struct node *n)
{
  struct span at = n->has_block || n->kind == N_DECL ? node_head_span(n) : node_span(n);
  const struct source *source = source_of(sm->diags->sources, at);
  bool open = n->kind == N_DECL && (n->slot[DECL_EXTENT] || n->slot[DECL_PARAMS]);
  uint32_t end = at.end;
  while (open && end < source->size && strchr(" ,\n", source->text[end])) end++;
  if (open && end < source->size && strchr("])", source->text[end])) at.end = end + 1;
  return at;
}

/* How it is written, on one line and without its block. */
static void put_source(struct strbuf *out, struct sema *sm, const struct node *n)
{
  struct span at = head_of(sm, n);
  const struct source *source = source_of(sm->diags->sources, at);
  bool blank = false;
  for (uint32_t i = at.start; i < at.end; i++) {
    char c = source->text[i];
    bool space = isspace((unsigned char)c);
    if (!space && blank && out->n && !strchr("(", out->text[out->n - 1]) && c != ')')
      strbuf_putc(out, ' ');
    if (c == ')' && out->n && out->text[out->n - 1] == ',') out->text[--out->n] = '\0';
    if (!space) strbuf_putc(out, c);
    blank = space;
  }
}

static const char *doc_of(struct sema *sm, const struct declared *d)
{
  if (!d->node) return NULL;
  if (d->node->kind == N_PARAM && d->around) return param_doc(d->ast, d->around, d->node, sm->arena);
  const char *own = ast_doc(d->ast, d->node, sm->arena);
  return own ? without_params(own, d->node->kind == N_DECL ? d->node->slot[DECL_PARAMS] : NULL,
                              sm->arena) : NULL;
}

/* ---- values ---- */

static const char *text_of(struct sema *sm, struct value v)
{
  return value_text(v, &sm->units, sm->arena);
}

const struct symbol *query_symbol(struct sema *sm, const struct reference *r)
{
  if (r->symbol || !r->declared.file) return r->symbol;
  const struct reference *d = query_at(sm, r->declared.file, r->declared.start);
  return d ? d->symbol : NULL;
}

const char *query_type(struct sema *sm, const struct reference *r)
{
  const struct symbol *s = query_symbol(sm, r);
  if (!s) return NULL;
  if (s->type) return source_text(sm, node_span(s->type));
  if (s->state != DONE) return NULL;
  switch (s->value.kind) {
  case V_NUMBER:
    return dim_is_none(s->value.dim) && s->value.is_int ? "int"
           : dim_type_name(s->value.dim, &sm->units, sm->arena);
  case V_BOOL: return "bool";
  case V_STRING: return "string";
  default: return NULL;
  }
}

static bool has_value(const struct symbol *s)
{
  if (!s || s->state != DONE || !s->value.known) return false;
  return s->value.kind == V_NUMBER || s->value.kind == V_BOOL || s->value.kind == V_STRING ||
         s->value.kind == V_LIST || s->value.kind == V_ENUM;
}

static void put_value(struct strbuf *out, struct sema *sm, const struct symbol *s)
{
  if (!has_value(s)) return;
  strbuf_printf(out, "\n\n= %s", text_of(sm, s->value));
  bool elsewhere = s->set_at.file && (s->set_at.file != s->where.file || s->set_at.start != s->where.start);
  if (elsewhere) strbuf_printf(out, ", set at %s", place_text(sm, s->set_at));
}

/* ---- levels ---- */

static void put_attributes(struct strbuf *out, struct sema *sm, struct level *l)
{
  const char *const *path = attribute_paths(l->kind, sm->arena);
  const char *separator = "\n\n";
  for (; *path; path++) {
    struct symbol *s = scope_get(&l->object->scope, intern_str(sm->names, *path));
    if (!has_value(s)) continue;
    strbuf_printf(out, "%s%s %s", separator, *path, text_of(sm, s->value));
    separator = ", ";
  }
}

static void put_axes(struct strbuf *out, struct sema *sm, struct level *l)
{
  for (struct axis *a = l->axes; a; a = a->next)
    strbuf_printf(out, "%s%s = %s", a == l->axes ? "\n\n" : ", ", a->name ? a->name->text : "?",
                  text_of(sm, a->size));
}

static void put_actions(struct strbuf *out, struct sema *sm, struct level *l)
{
  struct object *o = l->object;
  const char *separator = "\n\n";
  const struct node *block[] = {o->of ? o->of->node : NULL, l->node};
  for (unsigned i = 0; i < 2; i++)
    for (struct node *n = block[i] ? block[i]->slot[DECL_ITEMS] : NULL; n; n = n->next) {
      struct symbol *s = n->kind == N_DECL && n->word == KW_action && n->name
                           ? scope_get(&o->scope, n->name) : NULL;
      if (!s || s->kind != S_ACTION || s->node != n || !has_value(s)) continue;
      strbuf_printf(out, "%s%s %s", separator, n->name->text, text_of(sm, s->value));
      separator = ", ";
    }
}

static struct level *level_of(const struct reference *r)
{
  return r->meaning == MEANS_LEVEL && r->owner ? arch_level(r->owner, r->name) : NULL;
}

static void put_level(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  struct level *l = level_of(r);
  if (!l) return;
  put_axes(out, sm, l);
  put_attributes(out, sm, l);
  put_actions(out, sm, l);
}

/* ---- workloads ---- */

static const struct workload *workload_of(const struct reference *r)
{
  return r->owner ? r->owner->workload : NULL;
}

static void put_dim(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  const struct workload *w = workload_of(r);
  int d = w ? workload_dim(w, r->name) : -1;
  if (d >= 0 && w->dims[d].size.known)
    strbuf_printf(out, "\n\n%s steps, of `%s`", text_of(sm, w->dims[d].size), object_name(w->object));
}

static void put_tensor(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  const struct workload *w = workload_of(r);
  int i = w ? workload_tensor(w, r->name) : -1;
  const struct tensor *t = i >= 0 ? &w->tensors[i] : NULL;
  if (!t || !t->extents || !t->first) return;
  strbuf_puts(out, "\n\n");
  for (uint32_t k = 0; k < t->first->n_ranks; k++)
    strbuf_printf(out, "%s%s", k ? " × " : "", t->extents[k].known ? text_of(sm, t->extents[k]) : "?");
  bool flat = t->first->n_ranks == 1; /* its shape is its size */
  if (t->size.known)
    strbuf_printf(out, "%s%s words", flat ? "" : " = ", flat ? "" : text_of(sm, t->size));
  strbuf_printf(out, ", of `%s`", object_name(w->object));
}

static void put_axis(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  for (const struct axis *a = r->owner ? r->owner->axes : NULL; a; a = a->next)
    if (a->name == r->name && a->size.known) strbuf_printf(out, "\n\n%s instances", text_of(sm, a->size));
}

/* ---- what is built in ---- */

static void put_attribute(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  const struct attribute *a = attribute_find(r->name->text, ~0u);
  if (!a) return;
  strbuf_printf(out, "```tl\n%s: %s\n```\n\n%s", a->path, type_text(sm, &a->type), a->doc);
  if (a->flows) strbuf_puts(out, "; it holds for all that lies inside");
  put_value(out, sm, r->symbol);
}

static void put_function(struct strbuf *out, const struct reference *r)
{
  const struct builtin *b = builtin_find(r->name->text, CTX_RESULTS | CTX_STUDY);
  if (b) strbuf_printf(out, "```tl\n%s\n```\n\n%s", b->signature, b->doc);
}

/* "Offers `sram`, `regfile`": what others may import, in its order. */
static void put_exports(struct strbuf *out, const struct ast *ast)
{
  enum { MOST = 60 };
  unsigned listed = 0;
  for (const struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    bool offered = n->name && *n->name->text != '_' && n->word != KW_test;
    const struct node *first = n->kind == N_BINDS ? n->slot[BINDS_BINDINGS] : n;
    if (n->kind != N_BINDS && (n->kind != N_DECL || !offered)) continue;
    for (const struct node *b = first; b; b = n->kind == N_BINDS ? b->next : NULL) {
      if (!b->name || *b->name->text == '_' || listed > MOST) continue;
      if (listed == MOST) strbuf_puts(out, " …");
      else strbuf_printf(out, "%s`%s`", listed ? ", " : "\n\nOffers ", b->name->text);
      listed++;
    }
  }
}

static void put_module(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  for (const struct module *m = sm->program->modules; m; m = m->next) {
    if (m->ast->source->id != r->declared.file) continue;
    const char *doc = ast_doc(m->ast, m->ast->root, sm->arena);
    bool file = strchr(m->name, '/') || strstr(m->name, ".tl");
    strbuf_printf(out, "```tl\nimport %s%s%s\n```", file ? "\"" : "", m->name, file ? "\"" : "");
    if (doc) strbuf_printf(out, "\n\n%s", doc);
    put_exports(out, m->ast);
  }
}

/* ---- all of it ---- */

/* Paragraphs, with one empty line between them, whatever was taken out. */
static void put_doc(struct strbuf *out, const char *doc)
{
  unsigned newlines = 2;
  for (doc += strspn(doc, "\n"); *doc; doc++) {
    if (*doc == '\n') {
      newlines++;
      continue;
    }
    for (newlines = newlines < 2 ? newlines : 2; newlines; newlines--) strbuf_putc(out, '\n');
    strbuf_putc(out, *doc);
  }
}

static void put_declared(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  struct declared d = find_declared(sm, r->declared);
  struct strbuf head = {0};
  if (d.node) put_source(&head, sm, d.node);
  else strbuf_puts(&head, r->name->text);
  strbuf_printf(out, "```tl\n%s%s\n```", r->meaning == MEANS_LET ? "let " : "", strbuf_str(&head));
  strbuf_free(&head);
  if (r->meaning == MEANS_LEVEL) put_level(out, sm, r);
  else if (r->meaning == MEANS_DIM) put_dim(out, sm, r);
  else if (r->meaning == MEANS_TENSOR) put_tensor(out, sm, r);
  else if (r->meaning == MEANS_AXIS) put_axis(out, sm, r);
  else put_value(out, sm, query_symbol(sm, r));
  const char *doc = doc_of(sm, &d);
  if (doc) put_doc(out, doc);
}

void query_describe(struct strbuf *out, struct sema *sm, const struct reference *r)
{
  if (r->meaning == MEANS_ATTRIBUTE) put_attribute(out, sm, r);
  else if (r->meaning == MEANS_FUNCTION) put_function(out, r);
  else if (r->meaning == MEANS_MODULE) put_module(out, sm, r);
  else put_declared(out, sm, r);
}
