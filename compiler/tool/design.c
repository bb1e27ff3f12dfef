/* tlc DESIGN.tl: evaluates what the design runs, and reports it. */
#include "compiler/session/evaluate.h"
#include "compiler/tool/options.h"
#include "runtime/report/report.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void list_params(struct compilation *c)
{
  struct strbuf out = {0};
  sema_list_params(&out, c->sema);
  if (!out.n) puts("nothing: the design declares no `param`");
  fputs(strbuf_str(&out), stdout);
  strbuf_free(&out);
}

/* ---- from an evaluation to a report ---- */

static void describe_run(const struct evaluated_run *from, struct report_run *to)
{
  const struct lowered *l = &from->lowered;
  *to = (struct report_run){.name = from->run->name, .workload = l->einsum.name,
                            .arch_name = l->arch.name, .status = REPORT_GIVEN,
                            .count = (uint64_t)from->run->count, .arch = &l->arch,
                            .einsum = &l->einsum, .mapping = &l->mapping,
                            .result = from->result};
}

static void describe_items(struct compilation *c, const struct evaluated_run *from,
                           struct report_run *to)
{
  unsigned n;
  struct sema_item *item = sema_report(c->sema, from->run, &n);
  struct report_item *out = ARENA_ARRAY(&c->arena, struct report_item, n);
  for (unsigned i = 0; i < n; i++)
    out[i] = (struct report_item){.name = item[i].text,
                                  .value = {.text = item[i].word, .number = item[i].number,
                                            .dim = item[i].dim}};
  to->items = n;
  to->item = out;
}

static void describe_expectations(struct evaluation *e, const struct evaluated_run *from,
                                  struct report_run *to)
{
  struct compilation *c = e->compilation;
  struct report_expectation *out = ARENA_ARRAY(&c->arena, struct report_expectation, e->expectations);
  for (unsigned i = 0; i < e->expectations; i++) {
    const struct sema_expectation *x = &e->expectation[i];
    if (x->run != from->run->source) continue;
    struct position at = source_position(source_of(&c->sources, x->span), x->span.start);
    out[to->expectations++] = (struct report_expectation){
      .text = x->text, .passed = x->outcome == EXPECT_HOLDS,
      .why = x->why ? x->why : x->outcome == EXPECT_HOLDS ? NULL : x->numbers,
      .file = source_of(&c->sources, x->span)->path, .line = at.line, .column = at.column};
  }
  to->expectation = out;
}

static struct report make_report(const struct options *o, struct evaluation *e)
{
  struct compilation *c = e->compilation;
  struct report report = {.design = o->files[0], .diags = &c->diags};
  struct report_run *run = ARENA_ARRAY(&c->arena, struct report_run, e->runs);
  for (unsigned i = 0; i < e->runs && !c->diags.n_errors; i++) {
    if (!e->run[i].result) continue;
    describe_run(&e->run[i], &run[report.runs]);
    describe_items(c, &e->run[i], &run[report.runs]);
    describe_expectations(e, &e->run[i], &run[report.runs]);
    report.runs++;
  }
  report.run = run;
  return report;
}

/* ---- printing ---- */

static bool speaks_utf8(void)
{
  return setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static enum exit_code put_out(const struct options *o, const struct strbuf *text)
{
  if (o->output && strcmp(o->output, "-")) return write_file(o->output, text);
  fwrite(strbuf_str(text), 1, text->n, stdout);
  return EXIT_DONE;
}

static enum exit_code print_report(const struct options *o, const struct report *report)
{
  struct strbuf out = {0};
  struct report_style style = {.utf8 = speaks_utf8(),
                               .color = !o->output && options_style(o, STDOUT_FILENO) == RENDER_COLOR};
  if (o->format == FORMAT_JSON) report_json(&out, report);
  else if (report->runs) report_text(&out, report, style);
  enum exit_code status = put_out(o, &out);
  strbuf_free(&out);
  return status;
}

/* Those of tests are shown if the design runs nothing else. */
static enum evaluation_scope wanted_runs(const struct evaluation *e)
{
  for (unsigned i = 0; i < e->design->runs; i++)
    if (!e->design->run[i].test) return EVALUATE_RUNS;
  return EVALUATE_TESTS;
}

static void tell_no_runs(const struct options *o, struct compilation *c)
{
  struct diag *d = diag_at(&c->diags, W0528, (struct span){0}, "`%s` runs nothing", o->files[0]);
  diag_help(d, "add a run: `run GEMM on Machine within Flat`; `tlc check` only checks");
  diags_finish(&c->diags);
}

static enum exit_code evaluate_design(const struct options *o, struct compilation *c)
{
  struct evaluation e;
  evaluation_init(&e, c);
  if (o->dump == DUMP_IR) {
    struct strbuf out = {0};
    ir_print(&out, e.design);
    enum exit_code status = put_out(o, &out);
    strbuf_free(&out);
    return status;
  }
  if (!e.design->runs) tell_no_runs(o, c);
  evaluation_run(&e, wanted_runs(&e));
  struct report report = make_report(o, &e);
  enum exit_code status = print_report(o, &report);
  evaluation_free(&e);
  return status;
}

enum exit_code command_design(const struct options *o)
{
  struct compilation c;
  compilation_init(&c, o->library);
  enum exit_code status = front_end(o, o->files[0], &c);
  if (status != EXIT_DONE) return finish(o, &c, status);
  if (option_given(o, OPT_PARAMS) && c.sema) list_params(&c);
  else if (o->dump && o->dump != DUMP_IR) return finish(o, &c, status);
  else if (!c.diags.n_errors) status = evaluate_design(o, &c);
  else if (o->format == FORMAT_JSON)
    status = print_report(o, &(struct report){.design = o->files[0], .diags = &c.diags});
  return finish(o, &c, status);
}
