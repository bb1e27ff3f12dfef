/* tlc fmt: the one layout. */
#include "compiler/tool/options.h"
#include "lang/syntax/format.h"

#include <stdio.h>
#include <string.h>

static enum exit_code one_file(const struct options *o, const char *path)
{
  struct compilation c;
  compilation_init(&c, NULL);
  struct source *source;
  struct strbuf out = {0};
  enum exit_code status = EXIT_DONE;
  enum source_status read = sources_read(&c.sources, path, &source);
  if (read != SOURCE_OK) status = tell_unreadable(path, read);
  else switch (format_source(&c.names, &c.diags, source, &out)) {
  case FORMAT_BROKEN:
    diags_finish(&c.diags);
    options_print(o, &c.diags);
    status = EXIT_SOURCE;
    break;
  case FORMAT_UNSAFE:
    fprintf(stderr, "tlc: `%s` is left as it is: a bug in tlc makes it unsafe to lay out\n", path);
    status = EXIT_SOURCE;
    break;
  case FORMAT_OK: {
    bool same = out.n == source->size && !memcmp(strbuf_str(&out), source->text, out.n);
    if (option_given(o, OPT_CHECK)) {
      if (!same) printf("%s\n", path);
      status = same ? EXIT_DONE : EXIT_SOURCE;
    } else if (!option_given(o, OPT_WRITE) || !strcmp(path, "-"))
      fwrite(strbuf_str(&out), 1, out.n, stdout);
    else if (!same) status = write_file(path, &out);
  }
  }
  strbuf_free(&out);
  compilation_free(&c);
  return status;
}

enum exit_code command_fmt(const struct options *o)
{
  if (option_given(o, OPT_CHECK) && option_given(o, OPT_WRITE)) {
    fputs("tlc: `tlc fmt` either writes files (-w) or asks about them (--check)\n", stderr);
    return EXIT_USAGE;
  }
  enum exit_code worst = EXIT_DONE;
  for (unsigned i = 0; i < o->n_files; i++) {
    enum exit_code status = one_file(o, o->files[i]);
    if (status > worst) worst = status;
  }
  return worst;
}
