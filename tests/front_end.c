#include "tests/front_end.h"

#include "compiler/session/evaluate.h"
#include "lang/syntax/format.h"

#include <stdlib.h>
#include <string.h>

/* Every renderer walks the places of all diagnostics in its own way. */
static void render(struct diags *diags, struct strbuf *out)
{
  render_all(out, diags, RENDER_PLAIN, 80, 0);
  render_all(out, diags, RENDER_COLOR, 0, 0);
  render_json(out, diags);
}

/* A design without mistakes is evaluated, all of it, and reported in every form. */
static void evaluate_all(struct compilation *c, struct strbuf *out)
{
  static const struct search_wish brief = {.strategy = -1, .gap = -1, .seconds = 0.2, .seed = -1};
  struct evaluation e;
  if (!c->sema || c->diags.n_errors) return;
  evaluation_init(&e, c);
  e.wish = &brief;
  ir_print(out, e.design);
  evaluation_run(&e, EVALUATE_ALL, NULL);
  struct report report = evaluation_report(&e, "design.tl");
  report_json(out, &report);
  report_text(out, &report, (struct report_style){.utf8 = true, .color = true});
}

/* What it lays out has to be its own layout, whatever the text was. */
static void lay_out(struct compilation *c, struct strbuf *out)
{
  struct source *main_source = compilation_main(c)->ast->source;
  struct strbuf again = {0};
  strbuf_clear(out);
  enum format_status status = format_source(&c->names, &c->diags, main_source, out);
  if (status == FORMAT_UNSAFE) abort();
  if (status != FORMAT_OK) return;
  struct source *once = sources_add(&c->sources, "laid-out.tl", strbuf_str(out), out->n);
  if (format_source(&c->names, &c->diags, once, &again) != FORMAT_OK) abort();
  if (again.n != out->n || memcmp(strbuf_str(&again), strbuf_str(out), out->n)) abort();
  strbuf_free(&again);
}

void front_end(const char *path, const char *text, size_t size)
{
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, getenv("TLC_STD"));
  compilation_provide(&c, path, text, size);
  c.parse_flags = PARSE_KEEP_TOKENS;
  if (compilation_run(&c, path) != SOURCE_OK) abort();
  ast_dump(&out, compilation_main(&c)->ast);
  tokens_dump(&out, compilation_main(&c)->ast);
  sema_dump(&out, c.sema);
  sema_list_params(&out, c.sema);
  evaluate_all(&c, &out);
  render(&c.diags, &out);
  lay_out(&c, &out);
  strbuf_free(&out);
  compilation_free(&c);
}
