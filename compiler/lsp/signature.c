/* textDocument/signatureHelp: the parameters of what is called. */
#include "compiler/lsp/context.h"

#include "compiler/lsp/nav.h"

#include <string.h>

struct signature {
  const struct context *context;
  struct strbuf label;
  struct jsonw params;       /* written beside the label */
  struct strbuf params_text;
  unsigned n;
  int active;                /* the parameter at the place; -1: none */
  bool plain;                /* the client shows no Markdown */
};

static void put_param(struct signature *g, const char *label, const char *doc)
{
  jsonw_object(&g->params);
  json_put_text(&g->params, "label", label);
  if (doc) put_markup(&g->params, "documentation", doc, g->plain);
  jsonw_object_end(&g->params);
  strbuf_printf(&g->label, "%s%s", g->n ? ", " : "", label);
  g->n++;
}

static void tell_param(void *context, const struct offer *o)
{
  struct signature *g = context;
  struct strbuf label = {0};
  strbuf_puts(&label, o->name);
  if (o->type) strbuf_printf(&label, ": %s", o->type);
  if (o->value) strbuf_printf(&label, " = %s", o->value);
  const struct token *set = g->context->set;
  if (set ? token_is(g->context, set, o->name) : g->n == g->context->commas) g->active = (int)g->n;
  put_param(g, label.text, o->doc);
  strbuf_free(&label);
}

/* Of what is built in there is one line: "reads(level, tensor)". */
static void tell_built_in(void *context, const struct offer *o)
{
  struct signature *g = context;
  const char *at = o->type ? strchr(o->type, '(') : NULL;
  if (!at || !token_is(g->context, g->context->callee, o->name)) return;
  at++;
  while (*at && *at != ')') {
    size_t n = strcspn(at, ",)");
    char label[80];
    snprintf(label, sizeof label, "%.*s", (int)n, at);
    if (g->n == g->context->commas) g->active = (int)g->n;
    put_param(g, label, NULL);
    at += n + strspn(at + n, ", ");
  }
}

static void put_signature(struct jsonw *w, const struct signature *g, const char *doc)
{
  jsonw_object(w);
  jsonw_key(w, "signatures");
  jsonw_array(w);
  jsonw_object(w);
  json_put_text(w, "label", strbuf_str(&g->label));
  if (doc) put_markup(w, "documentation", doc, g->plain);
  jsonw_key(w, "parameters");
  jsonw_written(w, strbuf_str(&g->params_text));
  jsonw_object_end(w);
  jsonw_array_end(w);
  json_put_uint(w, "activeSignature", 0);
  /* One that there is not marks none of them. */
  json_put_uint(w, "activeParameter", g->active < 0 ? g->n : (unsigned)g->active);
  jsonw_object_end(w);
}

void lsp_signature_help(struct server *s, struct call *c)
{
  uint32_t offset;
  if (!lsp_offset(s, c, json_find(c->params, "position"), &offset)) return;
  struct compilation *made = document_check(&s->documents, c->document);
  struct context x = context_at(compilation_main(made)->ast, offset);
  if (x.quiet || x.bracket != '(' || !x.callee) return;
  struct signature g = {.context = &x, .active = -1, .plain = s->client.plain_signatures};
  const struct reference *r = query_at(made->sema, x.ast->source->id, x.callee->start);
  jsonw_init(&g.params, &g.params_text, false);
  jsonw_array(&g.params);
  const char *name = x.ast->source->text + x.callee->start;
  strbuf_printf(&g.label, "%.*s(", (int)(x.callee->end - x.callee->start), name);
  if (r && r->declared.file) query_offer(made->sema, OFFER_PARAMS, r, tell_param, &g);
  else query_offer_built_in(made->sema, tell_built_in, &g);
  strbuf_putc(&g.label, ')');
  jsonw_array_end(&g.params);
  if (g.n) put_signature(c->result, &g, NULL);
  strbuf_free(&g.label);
  strbuf_free(&g.params_text);
}
