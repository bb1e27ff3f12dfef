/* tlc check, the front end of every command, and the dumps. */
#include "compiler/tool/options.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void print_dump(const struct options *o, struct compilation *c)
{
  struct strbuf out = {0};
  if (o->dump == DUMP_TOKENS) tokens_dump(&out, compilation_main(c)->ast);
  if (o->dump == DUMP_AST) ast_dump(&out, compilation_main(c)->ast);
  if (o->dump == DUMP_DESIGN) sema_dump(&out, c->sema);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
}

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum exit_code front_end(const struct options *o, const char *path, struct compilation *c)
{
  enum exit_code applied = options_apply(o, c);
  if (applied != EXIT_DONE) return applied;
  double start = seconds();
  c->parse_flags = o->dump == DUMP_TOKENS ? PARSE_KEEP_TOKENS : 0;
  enum source_status status = compilation_read(c, path);
  if (status != SOURCE_OK) return tell_unreadable(path, status);
  double parsed = seconds();
  bool syntax_only = o->dump == DUMP_TOKENS || o->dump == DUMP_AST;
  if (!syntax_only) compilation_load_imports(c);
  double loaded = seconds();
  if (!syntax_only) compilation_check(c);
  else diags_finish(&c->diags);
  double checked = seconds();
  if (option_given(o, OPT_TIME))
    fprintf(stderr, "parse    %9.3f ms\nimports  %9.3f ms\ncheck    %9.3f ms\n",
            1e3 * (parsed - start), 1e3 * (loaded - parsed), 1e3 * (checked - loaded));
  print_dump(o, c);
  return EXIT_DONE;
}

enum exit_code finish(const struct options *o, struct compilation *c, enum exit_code status)
{
  if (status == EXIT_DONE) {
    options_print(o, &c->diags);
    status = c->diags.n_errors ? EXIT_SOURCE : EXIT_DONE;
  }
  compilation_free(c);
  return status;
}

enum exit_code command_check(const struct options *o)
{
  enum exit_code worst = EXIT_DONE;
  for (unsigned i = 0; i < o->n_files; i++) {
    struct compilation c;
    compilation_init(&c, o->library);
    enum exit_code status = finish(o, &c, front_end(o, o->files[i], &c));
    if (status > worst) worst = status;
    if (status == EXIT_USAGE) break;
  }
  return worst;
}
