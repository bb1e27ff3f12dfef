/* tlc verify REPORT.json DESIGN.tl: checks a report with code of its own. */
#include "compiler/verify/verify.h"

#include "compiler/session/matrices.h"
#include "compiler/tool/pass.h"

#include <stdio.h>

static void print_run(const struct verified_run *r)
{
  if (!r->sound) {
    printf("%s: WRONG\n", r->name);
    return;
  }
  printf("%s: its mapping %s, and %u numbers are as evaluated\n", r->name,
         r->searched ? "lies in its mapspace" : "is the one of the design", r->numbers);
  if (!r->bounded) return;
  printf("  no mapping can be below %.6g, which is %.1f %% of its value %.6g\n", r->bound,
         100 * r->bound / r->value, r->value);
  if (r->lower_bound > r->bound * (1 + 1e-9))
    printf("  that none is below %.6g is the word of the search\n", r->lower_bound);
}

static void print_network(const struct verified_network *n)
{
  if (!n->sound) printf("the network of %u runs: WRONG\n", n->runs);
  else if (n->bounded)
    printf("the network of %u runs: %s comes to %.6g, and cannot be below %.6g; that it is not below "
           "%.6g is the word of the search\n", n->runs, n->objective, n->value, n->bound, n->lower_bound);
}

static const char trust[] =
  "Taken on trust: what components cost and how the model counts; that lower bounds hold beyond\n"
  "what is shown above.\n";

static void print_all(const struct verified *all, bool sound)
{
  for (unsigned i = 0; i < all->runs; i++) print_run(&all->run[i]);
  for (unsigned i = 0; i < all->networks; i++) print_network(&all->network[i]);
  if (all->missing) printf("%u run%s of the design %s not in the report\n", all->missing,
                           all->missing == 1 ? "" : "s", all->missing == 1 ? "is" : "are");
  if (!all->runs && sound)
    fputs("The report has no run, so nothing is verified: points of studies are not.\n", stdout);
  else if (sound) fputs(trust, stdout);
}

static bool complete(void *evaluation, struct lowered *l) { return complete_sparsity(evaluation, l); }

static enum exit_code verify(struct job *j, const char *path)
{
  struct compilation *c = &j->compilation;
  struct source *report;
  enum source_status status = sources_read(&c->sources, path, &report);
  if (status != SOURCE_OK) return tell_unreadable(path, status);
  struct verification v = {.arena = &c->arena, .diags = &c->diags, .design = j->evaluation.design,
                           .path = path, .complete = complete, .context = &j->evaluation};
  struct verified all;
  bool sound = verify_report(&v, report->text, report->size, &all);
  diags_finish(&c->diags);
  print_all(&all, sound);
  return EXIT_DONE;
}

enum exit_code command_verify(const struct options *o)
{
  struct job j;
  job_start(&j, o, o->files[1]);
  if (job_run(&j, PASS_FLATTEN)) j.status = verify(&j, o->files[0]);
  return job_end(&j);
}
