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

enum exit_code command_lsp(const struct options *o)
{
  enum exit_code status = try_options(o);
  if (status != EXIT_DONE) return status;
  struct lsp_settings settings = {.library = o->library, .pages = o->pages, .sets = o->sets,
                                  .n_sets = o->n_sets, .prepare = prepare, .context = o};
  if (o->lsp_log && !(settings.log = fopen(o->lsp_log, "we"))) {
    fprintf(stderr, "tlc: cannot write `%s`: %s\n", o->lsp_log, strerror(errno));
    return EXIT_FILES;
  }
  bool orderly = lsp_serve(&settings, STDIN_FILENO, STDOUT_FILENO);
  if (settings.log) fclose(settings.log);
  return orderly ? EXIT_DONE : EXIT_SOURCE;
}
