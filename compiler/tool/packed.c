#include "compiler/tool/packed.h"

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What release/pack.sh wrote: a line with the ID, and for each file a line with its path and size,
 * and then its bytes. */
__asm__(".pushsection .rodata\n"
        ".global packed_start, packed_end\n"
        "packed_start: .incbin \"packed.bin\"\n"
        "packed_end:\n"
        ".popsection");
extern const char packed_start[], packed_end[];

enum { ID_MAX = 64, DIRECTORY_MODE = 0700 };

/* ---- directories ---- */

/* With those that it lies in. */
static bool make_directories(struct arena *a, const char *path)
{
  for (const char *end = path; end;) {
    end = strchr(end + 1, '/');
    const char *part = end ? arena_strndup(a, path, (size_t)(end - path)) : path;
    if (mkdir(part, DIRECTORY_MODE) && errno != EEXIST) return false;
  }
  return true;
}

static int remove_one(const char *path, const struct stat *s, int type, struct FTW *at)
{
  (void)s, (void)type, (void)at;
  return remove(path);
}

static void remove_tree(const char *path) { nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

/* Nobody else may put into a design's hands what is read from there. */
static bool is_ours(const char *path)
{
  struct stat s;
  return !lstat(path, &s) && S_ISDIR(s.st_mode) && s.st_uid == geteuid() && !(s.st_mode & 022);
}

/* ---- unpacking ---- */

static bool write_bytes(const char *path, const char *bytes, size_t n)
{
  FILE *f = fopen(path, "wb");
  if (!f) return false;
  bool fine = fwrite(bytes, 1, n, f) == n;
  return !fclose(f) && fine;
}

static bool unpack_into(struct arena *a, const char *directory, const char *at)
{
  while (at < packed_end) {
    char *rest;
    const char *blank = strchr(at, ' ');
    const char *path = arena_printf(a, "%s/%.*s", directory, (int)(blank - at), at);
    size_t n = strtoul(blank, &rest, 10);
    const char *parent = arena_strndup(a, path, (size_t)(strrchr(path, '/') - path));
    if (!make_directories(a, parent) || !write_bytes(path, rest + 1, n)) return false;
    at = rest + 1 + n;
  }
  return true;
}

/* The name is given to what is whole; if another process was faster, its files are as good. */
static bool unpack(struct arena *a, const char *place, const char *directory, const char *files)
{
  char *fresh = arena_printf(a, "%s/data-XXXXXX", place);
  if (!mkdtemp(fresh)) return false;
  if (unpack_into(a, fresh, files) && (!rename(fresh, directory) || is_ours(directory))) {
    if (!access(fresh, F_OK)) remove_tree(fresh);
    return true;
  }
  int why = errno;
  remove_tree(fresh);
  errno = why;
  return false;
}

/* The directories to unpack in, best first; all but the last are the user's own. */
static unsigned find_places(struct arena *a, const char *place[4])
{
  const char *own = getenv("TLC_CACHE"), *cache = getenv("XDG_CACHE_HOME");
  const char *home = getenv("HOME");
  const char *shared = getenv("TMPDIR");
  unsigned n = 0;
  if (own && *own) place[n++] = own;
  if (cache && *cache == '/') place[n++] = arena_printf(a, "%s/tlc", cache);
  if (home && *home == '/') place[n++] = arena_printf(a, "%s/.cache/tlc", home);
  if (!shared || *shared != '/') shared = "/tmp";
  place[n++] = arena_printf(a, "%s/tlc-%lu", shared, (unsigned long)geteuid());
  return n;
}

static const char *data_directory(struct arena *a)
{
  const char *place[4];
  unsigned n = find_places(a, place);
  size_t id = strcspn(packed_start, "\n");
  for (unsigned i = 0; i < n; i++) {
    const char *directory = arena_printf(a, "%s/data-%.*s", place[i], (int)id, packed_start);
    if (!make_directories(a, place[i])) continue;
    if (i == n - 1 && !is_ours(place[i])) errno = EPERM;
    else if (is_ours(directory) || unpack(a, place[i], directory, packed_start + id + 1))
      return directory;
  }
  fprintf(stderr, "tlc: the standard library cannot be unpacked in %s (%s); TLC_CACHE may name a "
          "directory of yours, or TLC_STD that of the library\n", place[n - 1], strerror(errno));
  return NULL;
}

const char *packed_directory(struct arena *a, const char *name)
{
  static const char *directory;
  static bool tried;
  if (!tried) directory = data_directory(a);
  tried = true;
  return directory ? arena_printf(a, "%s/%s", directory, name) : NULL;
}
