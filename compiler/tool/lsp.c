/* tlc lsp: the language server. */
#include "compiler/tool/options.h"

#include "compiler/lsp/lsp.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void prepare(struct compilation *c, const void *context) { options_apply(context, c); }

/* What the command line says is looked at once, before an editor hears of it. */
static enum exit_code try_options(const struct options *o)
{
  struct compilation c;
  compilation_init(&c, o->library);
  enum exit_code status = options_apply(o, &c);
  compilation_free(&c);
  return status;
}

/* What programs are to be told that search for a mapping: all that changes numbers. */
static unsigned search_arguments(const struct options *o, const char **out)
{
  unsigned n = 0;
  for (unsigned i = 0; i < o->n_sets; i++) out[n++] = "--set", out[n++] = o->sets[i];
  for (unsigned i = 0; i < o->n_estimators; i++)
    out[n++] = "--estimator", out[n++] = o->estimators[i];
  if (o->compat) out[n++] = "--compat", out[n++] = o->compat;
  return n;
}

enum exit_code command_lsp(const struct options *o)
{
  enum exit_code status = try_options(o);
  if (status != EXIT_DONE) return status;
  const char **arguments = xcalloc(2 * (o->n_sets + o->n_estimators) + 2, sizeof *arguments);
  struct lsp_settings settings = {.library = o->library, .pages = o->pages, .prepare = prepare,
                                  .context = o, .arguments = arguments,
                                  .n_arguments = search_arguments(o, arguments)};
  if (o->lsp_log && !(settings.log = fopen(o->lsp_log, "we"))) {
    fprintf(stderr, "tlc: cannot write `%s`: %s\n", o->lsp_log, strerror(errno));
    xfree(arguments);
    return EXIT_FILES;
  }
  bool orderly = lsp_serve(&settings, STDIN_FILENO, STDOUT_FILENO);
  if (settings.log) fclose(settings.log);
  xfree(arguments);
  return orderly ? EXIT_DONE : EXIT_SOURCE;
}
