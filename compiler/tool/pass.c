#include "compiler/tool/pass.h"

#include "compiler/tool/given_prices.h"
#include "compiler/tool/watch.h"

#include <stdio.h>
#include <time.h>

/* ---- passes ---- */

static void parse(struct job *j)
{
  const struct dump *dump = j->options->dump;
  j->compilation.parse_flags = dump ? dump->parse_flags : 0;
  enum source_status status = compilation_read(&j->compilation, j->path);
  if (status != SOURCE_OK) j->status = tell_unreadable(j->path, status);
}

static void import(struct job *j) { compilation_load_imports(&j->compilation); }

static void check(struct job *j) { compilation_check(&j->compilation); }

/* Tables that are given (--ert, --art) say what levels cost from here on. */
static void flatten(struct job *j)
{
  struct price_list given;
  if (j->studies) evaluation_open_studies(&j->compilation, j->options->run);
  if (j->compilation.diags.n_errors) return;
  evaluation_init(&j->evaluation, &j->compilation);
  enum exit_code status = given_prices_read(j->options, &j->compilation, &given);
  if (status != EXIT_DONE) j->status = status;
  else given_prices_lower(&j->compilation, j->evaluation.design, &given);
}

enum evaluation_scope job_scope(const struct job *j)
{
  const struct ir_design *d = j->evaluation.design;
  if (j->tests) return EVALUATE_TESTS;
  if (sema_has_studies(j->compilation.sema)) return EVALUATE_RUNS;
  for (unsigned i = 0; i < d->runs; i++)
    if (!d->run[i].test) return EVALUATE_RUNS;
  return EVALUATE_TESTS;
}

static void lower_and_evaluate(struct job *j)
{
  struct watch watch;
  enum exit_code status = watch_start(&watch, j->options);
  if (status == EXIT_DONE) {
    j->evaluation.wish = &watch.wish;
    evaluation_run(&j->evaluation, job_scope(j), j->options->run);
    j->evaluation.wish = NULL;
    status = watch_end(&watch);
  }
  if (status != EXIT_DONE) j->status = status;
}

/* ---- dumps ---- */

static const struct ast *main_ast(const struct job *j)
{
  return compilation_main(&j->compilation)->ast;
}

static void dump_tokens(struct strbuf *out, const struct job *j) { tokens_dump(out, main_ast(j)); }

static void dump_ast(struct strbuf *out, const struct job *j) { ast_dump(out, main_ast(j)); }

static void dump_design(struct strbuf *out, const struct job *j)
{
  sema_dump(out, j->compilation.sema);
}

static void dump_ir(struct strbuf *out, const struct job *j)
{
  ir_print(out, j->evaluation.design);
}

/* ---- the table ---- */

const struct pass passes[N_PASSES] = {
  [PASS_PARSE] = {"parse", false, parse,
                  {{"tokens", PARSE_KEEP_TOKENS, dump_tokens}, {"ast", 0, dump_ast}}},
  [PASS_IMPORTS] = {"imports", false, import, {{NULL, 0, NULL}}},
  [PASS_CHECK] = {"check", false, check, {{"design", 0, dump_design}}},
  [PASS_FLATTEN] = {"flatten", true, flatten, {{"ir", 0, dump_ir}}},
  [PASS_EVALUATE] = {"evaluate", true, lower_and_evaluate, {{NULL, 0, NULL}}},
};

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void run_pass(struct job *j, const struct pass *p)
{
  double start = seconds();
  p->run(j);
  if (option_given(j->options, OPT_TIME))
    fprintf(stderr, "%-8s %9.3f ms\n", p->name, 1e3 * (seconds() - start));
}

/* Prints the form that is asked for if it is one of this pass. */
static bool dump_after(struct job *j, const struct pass *p)
{
  const struct dump *wanted = j->options->dump;
  if (wanted != &p->dump[0] && wanted != &p->dump[1]) return false;
  struct strbuf out = {0};
  wanted->print(&out, j);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
  diags_finish(&j->compilation.diags);
  return true;
}

void job_start(struct job *j, const struct options *o, const char *path)
{
  *j = (struct job){.options = o, .path = path};
  compilation_init(&j->compilation, o->library);
  j->status = options_apply(o, &j->compilation);
}

bool job_run(struct job *j, enum pass_id last)
{
  if (j->options->dump) last = N_PASSES - 1;
  for (unsigned i = 0; i <= last; i++) {
    if (j->status != EXIT_DONE) return false;
    if (passes[i].of_sound && j->compilation.diags.n_errors) return false;
    run_pass(j, &passes[i]);
    if (passes[i].of_sound && j->compilation.diags.n_errors && i < last) return false;
    if (j->status == EXIT_DONE && dump_after(j, &passes[i])) return false;
  }
  return j->status == EXIT_DONE;
}

/* Errors that are about searches have statuses of their own. */
static enum exit_code status_of(const struct job *j)
{
  const struct diags *ds = &j->compilation.diags;
  for (uint32_t i = 0; i < ds->all.n; i++) {
    const struct diag *d = ds->all.at[i];
    if (d->severity == SEV_ERROR && d->code != E0450 && d->code != E0451) return EXIT_SOURCE;
  }
  if (j->evaluation.impossible) return EXIT_NOTHING;
  return j->evaluation.stopped ? EXIT_STOPPED : EXIT_DONE;
}

enum exit_code job_end(struct job *j)
{
  if (j->status == EXIT_DONE) {
    options_print(j->options, &j->compilation.diags);
    j->status = status_of(j);
  }
  compilation_free(&j->compilation);
  return j->status;
}
