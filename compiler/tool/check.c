/* tlc check: what is wrong with designs. */
#include "compiler/session/fit.h"
#include "compiler/tool/pass.h"

enum exit_code command_check(const struct options *o)
{
  enum exit_code worst = EXIT_DONE;
  for (unsigned i = 0; i < o->n_files; i++) {
    struct job job;
    job_start(&job, o, o->files[i]);
    if (job_run(&job, PASS_CHECK)) compilation_fit(&job.compilation);
    enum exit_code status = job_end(&job);
    if (status > worst) worst = status;
    if (status == EXIT_USAGE) break;
  }
  return worst;
}
