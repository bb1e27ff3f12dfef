/* tlc fmt: the one layout. */
#include "compiler/tool/options.h"
#include "lang/syntax/format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum exit_code cannot_write(const char *path)
{
  fprintf(stderr, "tlc: cannot write `%s`: %s\n", path, strerror(errno));
  return EXIT_FILES;
}

/* Writes a file whole or not at all: beside it first, then in its place. */
static enum exit_code replace_file(const char *path, const struct strbuf *text)
{
  struct strbuf name = {0};
  struct stat old;
  char *real = realpath(path, NULL); /* a link stays a link */
  if (!real) return cannot_write(path);
  strbuf_printf(&name, "%s.XXXXXX", real);
  int fd = mkstemp(name.text);
  FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
  bool ok = f && fwrite(strbuf_str(text), 1, text->n, f) == text->n;
  if (ok && !stat(real, &old)) ok = !fchmod(fd, old.st_mode & 07777);
  if (f && fclose(f)) ok = false;
  if (ok) ok = !rename(name.text, real);
  enum exit_code status = EXIT_DONE;
  if (!ok) {
    status = cannot_write(path);
    if (fd >= 0) unlink(name.text);
  }
  free(real);
  strbuf_free(&name);
  return status;
}

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
    else if (!same) status = replace_file(path, &out);
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
