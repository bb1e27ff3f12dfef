/* Files are written whole or not at all, and directories made for them. */
#include "compiler/tool/options.h"

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

/* What a new file may be read and written by. */
static mode_t new_mode(void)
{
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/* Beside it first, then in its place.  Of a link the target is written; what is no
 * ordinary file, such as /dev/null, is written as it is. */
enum exit_code write_file(const char *path, const struct strbuf *text)
{
  struct strbuf name = {0};
  struct stat old;
  bool there = !stat(path, &old);
  bool direct = there && !S_ISREG(old.st_mode);
  char *real = there ? realpath(path, NULL) : strdup(path);
  if (!real) return cannot_write(path);
  strbuf_printf(&name, direct ? "%s" : "%s.XXXXXX", real);
  FILE *f = NULL;
  int fd = -1;
  if (direct) f = fopen(real, "w");
  else if ((fd = mkstemp(name.text)) >= 0) f = fdopen(fd, "w");
  bool ok = f && fwrite(strbuf_str(text), 1, text->n, f) == text->n;
  if (ok && !direct) ok = !fchmod(fd, there ? old.st_mode & 07777 : new_mode());
  if (f && fclose(f)) ok = false;
  if (ok && !direct) ok = !rename(name.text, real);
  enum exit_code status = EXIT_DONE;
  if (!ok) {
    status = cannot_write(path);
    if (fd >= 0) unlink(name.text);
  }
  free(real);
  strbuf_free(&name);
  return status;
}

void remove_own(const char *path, const char *begins)
{
  char first[32];
  size_t n = strlen(begins);
  FILE *f = fopen(path, "r");
  if (!f) return;
  bool own = n <= sizeof first && fread(first, 1, n, f) == n && !memcmp(first, begins, n);
  fclose(f);
  if (own) unlink(path);
}

enum exit_code make_directory(const char *path)
{
  struct strbuf part = {0};
  enum exit_code status = EXIT_DONE;
  for (const char *end = path; *end && status == EXIT_DONE;) {
    end += strspn(end, "/");
    end += strcspn(end, "/");
    strbuf_clear(&part);
    strbuf_add(&part, path, (size_t)(end - path));
    struct stat there;
    if (!mkdir(strbuf_str(&part), 0777)) continue;
    if (errno == EEXIST && !stat(strbuf_str(&part), &there) && S_ISDIR(there.st_mode)) continue;
    fprintf(stderr, "tlc: cannot make `%s`: %s\n", strbuf_str(&part),
            strerror(errno == EEXIST ? ENOTDIR : errno));
    status = EXIT_FILES;
  }
  strbuf_free(&part);
  return status;
}
