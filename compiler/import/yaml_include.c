/* Files in files: `!include`, `!include_text`, `!includedir`. */
#include "compiler/import/yaml_inside.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool yaml_is_include(const char *tag)
{
  return !strcmp(tag, "!include") || !strcmp(tag, "!include_text") || !strcmp(tag, "!includedir");
}

/* A path that a file names is meant from where that file lies. */
static const char *path_from(struct yaml_reader *r, const char *path)
{
  const char *from = r->open->file.source->path, *slash = strrchr(from, '/');
  if (*path == '/' || !slash) return path;
  return arena_printf(r->arena, "%.*s/%s", (int)(slash - from), from, path);
}

static void tell_unreadable(struct yaml_reader *r, struct span where, const char *path,
                            enum source_status status)
{
  int why = errno;
  struct diag *d = diag_at(r->diags, E0811, where, "cannot read `%s`", path);
  diag_label(d, where, "%s", status == SOURCE_MISSING     ? "there is no such file"
                             : status == SOURCE_DIRECTORY ? "a directory"
                             : status == SOURCE_TOO_LARGE ? "larger than 256 MiB"
                                                          : strerror(why));
  if (status == SOURCE_DIRECTORY) diag_help(d, "`!includedir` includes what is in a directory");
}

/* The way round, from the include that closes it to the file that it leads to again. */
static void tell_circle(struct yaml_reader *r, const struct yaml_record *again, struct span where)
{
  const char *path = again->file.source->path;
  struct diag *d = diag_at(r->diags, E0811, where, "`%s` includes itself", path);
  diag_label(d, where, "is being read already");
  for (const struct yaml_record *one = r->open; one && one != again; one = one->outer)
    diag_note_at(d, one->included, "`%s` is included here", one->file.source->path);
}

/* Has the reader had enough of files?  That is told once. */
static bool too_many(struct yaml_reader *r, struct span where)
{
  bool deep = r->depth >= YAML_DEPTH;
  if (!deep && r->files < YAML_FILES_MAX) return false;
  if (!r->full) {
    struct diag *d = diag_at(r->diags, E0811, where, "%s",
                             deep ? "this is nested too deeply to include a file"
                                  : "too many files are included");
    diag_note(d, "at most %d %s", deep ? YAML_DEPTH : YAML_FILES_MAX,
              deep ? "maps, lists and files can stand inside each other" : "files are read");
  }
  r->full = true;
  return true;
}

/* The file's record; NULL, and that is told, if it cannot be had. */
static struct yaml_record *read_file(struct yaml_reader *r, const char *path, struct span where)
{
  if (too_many(r, where)) return NULL;
  struct yaml_record *record;
  r->depth++;
  enum source_status status = yaml_read_record(r, path, where, &record);
  r->depth--;
  if (status != SOURCE_OK) return tell_unreadable(r, where, path, status), NULL;
  if (record->reading) return tell_circle(r, record, where), NULL;
  return record;
}

static struct yaml *include_file(struct yaml_reader *r, const char *path, struct span where)
{
  struct yaml_record *record = read_file(r, path, where);
  if (!record || !record->file.documents)
    return record && !record->broken ? yaml_nothing(r, where) : NULL;
  if (record->file.documents > 1) {
    struct diag *d = diag_at(r->diags, E0811, where, "`%s` holds %u documents", path,
                             record->file.documents);
    diag_label(d, where, "only a single one can stand for this");
  }
  return record->file.document[0];
}

/* ---- directories ---- */

typedef VEC(char *) paths;

static bool is_yaml(const char *name)
{
  const char *dot = strrchr(name, '.');
  return *name != '.' && dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

static int compare_paths(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The YAML files of a directory, by name; false, with errno, if it cannot be read. */
static bool list_directory(struct yaml_reader *r, const char *path, paths *all)
{
  DIR *directory = opendir(path);
  if (!directory) return false;
  for (struct dirent *one; (one = readdir(directory));)
    if (is_yaml(one->d_name))
      vec_push(all, arena_printf(r->arena, "%s/%s", path, one->d_name));
  closedir(directory);
  if (all->n) qsort(all->at, all->n, sizeof *all->at, compare_paths);
  return true;
}

static struct yaml *include_directory(struct yaml_reader *r, const char *path, struct span where)
{
  paths all = {0};
  if (!list_directory(r, path, &all)) {
    int why = errno;
    struct diag *d = diag_at(r->diags, E0811, where, "cannot read the directory `%s`", path);
    diag_label(d, where, "%s", strerror(why));
    return NULL;
  }
  VEC(struct yaml_entry) list = {0};
  for (uint32_t i = 0; i < all.n; i++) {
    struct yaml_record *record = read_file(r, all.at[i], where);
    for (unsigned k = 0; record && k < record->file.documents; k++)
      vec_push(&list, (struct yaml_entry){.value = record->file.document[k]});
  }
  struct yaml *y = yaml_nothing(r, where);
  y->kind = YAML_LIST;
  y->plain = false;
  yaml_fill(r, y, list.at, list.n);
  vec_free(&list);
  vec_free(&all);
  return y;
}

struct yaml *yaml_include(struct yaml_reader *r, const char *tag, const char *path,
                          struct span where)
{
  struct yaml *y = NULL;
  bool directory = !strcmp(tag, "!includedir");
  if (!*path)
    diag_at(r->diags, E0811, where, "`%s` needs the name of %s", tag,
            directory ? "a directory" : "a file");
  else if (directory) y = include_directory(r, path_from(r, path), where);
  else y = include_file(r, path_from(r, path), where);
  return y ? y : yaml_broken(r, where);
}
