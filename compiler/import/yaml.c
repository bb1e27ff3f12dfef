#include "compiler/import/yaml.h"

#include "compiler/import/yaml_inside.h"

#include <string.h>
#include <sys/stat.h>

/* The record of a source, made if it is new. */
static struct yaml_record *record_of(struct yaml_reader *r, struct source *s)
{
  if (s->id >= r->n_records) {
    unsigned n = s->id < 4 ? 8 : s->id * 2;
    struct yaml_record **grown = ARENA_ARRAY(r->arena, struct yaml_record *, n);
    if (r->n_records) memcpy(grown, r->record, r->n_records * sizeof *grown);
    r->record = grown;
    r->n_records = n;
  }
  if (!r->record[s->id]) {
    r->record[s->id] = ARENA_NEW(r->arena, struct yaml_record);
    r->record[s->id]->file.source = s;
  }
  return r->record[s->id];
}

static bool same_file(const struct stat *a, const char *path)
{
  struct stat b;
  return !stat(path, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* A file that is being read, maybe under another name. */
static struct yaml_record *find_open(const struct yaml_reader *r, const char *path)
{
  struct stat about;
  if (!r->open || stat(path, &about)) return NULL;
  struct yaml_record *one = r->open;
  while (one && !same_file(&about, one->file.source->path)) one = one->outer;
  return one;
}

static void read_new(struct yaml_reader *r, struct yaml_record *record, struct span included)
{
  r->files++;
  record->reading = true;
  record->included = included;
  record->outer = r->open;
  r->open = record;
  record->broken = !yaml_text_check(r, record->file.source);
  if (!record->broken) yaml_load(r, record);
  r->open = record->outer;
  record->reading = false;
}

enum source_status yaml_read_record(struct yaml_reader *r, const char *path, struct span included,
                                    struct yaml_record **out)
{
  if ((*out = find_open(r, path))) return SOURCE_OK;
  struct source *s;
  enum source_status status = sources_read(r->sources, path, &s);
  if (status != SOURCE_OK) return status;
  bool known = s->id < r->n_records && r->record[s->id];
  *out = record_of(r, s);
  if (!known) read_new(r, *out, included);
  return SOURCE_OK;
}

enum source_status yaml_read(struct yaml_reader *r, const char *path, struct yaml_file *out)
{
  struct yaml_record *record;
  *out = (struct yaml_file){0};
  enum source_status status = yaml_read_record(r, path, (struct span){0}, &record);
  if (status == SOURCE_OK) *out = record->file;
  return status;
}
