/* The checked program as an outline: what `--dump=design` prints. */
#include "compiler/sema/sema.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/core.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/parse.h"

#include <string.h>

static const char *text(struct sema *sm, struct value v)
{
  if (v.kind == V_NUMBER && !v.known) return "?";
  return value_text(v, &sm->units, sm->arena);
}

/* ---- archs ---- */

static void dump_settings(struct strbuf *out, struct sema *sm, struct object *o)
{
  const char *separator = " ";
  for (struct setting *s = o->settings; s; s = s->next) {
    if (!s->evaluated || s->value.kind == V_POISON) continue;
    strbuf_printf(out, "%s%s=%s", separator, s->path->text, setting_text(sm, s));
    separator = ", ";
  }
}

static void dump_levels(struct strbuf *out, struct sema *sm, struct level *l, unsigned depth)
{
  for (; l; l = l->next) {
    strbuf_fill(out, ' ', 2 * (size_t)depth);
    strbuf_puts(out, keyword_text(l->node->word));
    if (l->name) strbuf_printf(out, " %s", l->name->text);
    const char *open = "[";
    for (struct axis *a = l->axes; a; a = a->next) {
      strbuf_printf(out, "%s%s=%s", open, a->name ? a->name->text : "?", text(sm, a->size));
      open = ", ";
    }
    if (l->axes) strbuf_putc(out, ']');
    if (l->object->of) strbuf_printf(out, ": %s", l->object->of->name->text);
    dump_settings(out, sm, l->object);
    strbuf_putc(out, '\n');
    dump_levels(out, sm, l->object->levels, depth + 1);
  }
}

/* ---- workloads ---- */

static void dump_rank(struct strbuf *out, struct sema *sm, const struct workload *w,
                      const struct rank *r)
{
  const char *plus = "";
  for (uint32_t i = 0; i < r->n; i++) {
    struct value c = r->terms[i].coefficient;
    strbuf_puts(out, plus);
    if (!c.known || !c.is_int || c.u.i != 1) strbuf_printf(out, "%s*", text(sm, c));
    strbuf_puts(out, w->dims[r->terms[i].dim].name->text);
    plus = " + ";
  }
  if (!r->n || !r->offset.known || value_double(r->offset) != 0)
    strbuf_printf(out, "%s%s", plus, text(sm, r->offset));
}

static void dump_access(struct strbuf *out, struct sema *sm, const struct workload *w,
                        const struct access *a)
{
  strbuf_printf(out, "%s[", w->tensors[a->tensor].name->text);
  for (uint32_t i = 0; i < a->n_ranks; i++) {
    if (i) strbuf_puts(out, ", ");
    dump_rank(out, sm, w, &a->ranks[i]);
  }
  strbuf_putc(out, ']');
}

static void dump_workload(struct strbuf *out, struct sema *sm, const struct workload *w)
{
  for (uint32_t i = 0; i < w->n_dims; i++)
    strbuf_printf(out, "  dim %s = %s\n", w->dims[i].name->text, text(sm, w->dims[i].size));
  for (uint32_t i = 0; i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    strbuf_printf(out, "  data %s", t->name->text);
    if (t->has_width) strbuf_printf(out, ": %s", text(sm, t->width));
    if (t->size.kind == V_NUMBER && t->size.known)
      strbuf_printf(out, ", %s words", text(sm, t->size));
    const char *separator = " is ";
    static const char *const roles[] = {"inputs", "outputs", "weights", "intermediates"};
    for (unsigned k = 0; k < 4; k++)
      if (t->role >> k & 1) {
        strbuf_printf(out, "%s%s", separator, roles[k]);
        separator = ", ";
      }
    strbuf_putc(out, '\n');
  }
  for (const struct einsum *e = w->einsums; e; e = e->next) {
    if (!e->output) continue;
    strbuf_puts(out, "  ");
    dump_access(out, sm, w, e->output);
    strbuf_puts(out, e->reduces ? " +=" : " =");
    for (const struct access *a = e->inputs; a; a = a->next) {
      strbuf_putc(out, ' ');
      dump_access(out, sm, w, a);
    }
    strbuf_putc(out, '\n');
  }
}

/* ---- declarations ---- */

static void dump_object(struct strbuf *out, struct sema *sm, struct object *o)
{
  if (o->kind == K_ARCH) dump_levels(out, sm, o->levels, 1);
  if (o->workload) dump_workload(out, sm, o->workload);
}

static void dump_declaration(struct strbuf *out, struct sema *sm, struct symbol *s)
{
  const struct node *n = s->node;
  strbuf_printf(out, "%s %s", keyword_text(n->word), n->name->text);
  for (const struct node *c = n->slot[DECL_CLAUSES]; c; c = c->next) {
    const struct source *source = source_of(sm->diags->sources, node_span(c));
    strbuf_printf(out, " %.*s", (int)(c->end - c->start), source->text + c->start);
  }
  strbuf_putc(out, '\n');
  struct value v = symbol_value(sm, s);
  struct object *o = v.kind == V_OBJECT ? v.u.object : s->made;
  if (o) dump_object(out, sm, o);
  if (n->word == KW_mapping || n->word == KW_mapspace) mapping_dump(out, sm, s);
}

void sema_dump(struct strbuf *out, struct sema *sm)
{
  struct module *m = sm->program->modules;
  if (m->ast->broken) return;
  for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    if (n->kind == N_DECL && n->name && n->word != KW_test) {
      struct symbol *s = scope_get(m->scope, n->name);
      if (s && s->node == n) dump_declaration(out, sm, s);
    } else if (n->kind == N_BINDS && (n->word == KW_let || n->word == KW_param)) {
      for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
        struct symbol *s = scope_get(m->scope, b->name);
        if (!s || s->node != b) continue;
        struct value v = symbol_value(sm, s);
        strbuf_printf(out, "%s %s = %s\n", keyword_text(n->word), b->name->text, text(sm, v));
        if (v.kind == V_OBJECT) dump_object(out, sm, v.u.object);
      }
    }
  }
}

/* "rows: int = 12" */
static void add_param(struct strbuf *out, struct sema *sm, struct symbol *s)
{
  strbuf_puts(out, s->name->text);
  if (s->type) {
    struct wanted_type t = type_read(sm, s->scope, s->type);
    strbuf_printf(out, ": %s", type_text(sm, &t));
  }
  strbuf_printf(out, " = %s", text(sm, symbol_value(sm, s)));
}

/* Comments begin below each other; only their first line is shown. */
static void add_param_line(struct strbuf *out, const struct strbuf *param, size_t width,
                           const char *doc)
{
  strbuf_puts(out, strbuf_str(param));
  if (doc) {
    strbuf_fill(out, ' ', width - param->n + 2);
    strbuf_add(out, doc, strcspn(doc, "\n"));
  }
  strbuf_putc(out, '\n');
}

void sema_list_params(struct strbuf *out, struct sema *sm)
{
  struct module *m = sm->program->modules;
  if (m->ast->broken) return;
  size_t width = 0;
  for (int pass = 0; pass < 2; pass++)
    for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next) {
      if (n->kind != N_BINDS || n->word != KW_param) continue;
      const char *doc = ast_doc(m->ast, n, sm->arena);
      for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
        struct symbol *s = scope_get(m->scope, b->name);
        if (!s || s->node != b) continue;
        struct strbuf param = {0};
        add_param(&param, sm, s);
        if (pass) add_param_line(out, &param, width, doc);
        else if (param.n > width) width = param.n;
        strbuf_free(&param);
      }
    }
}
