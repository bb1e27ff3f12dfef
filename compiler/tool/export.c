/* tlc export: the runs of a design as the files of another tool. */
#include "compiler/export/export.h"
#include "compiler/tool/pass.h"

#include <stdio.h>
#include <string.h>

/* ---- names of directories ---- */

static bool is_plain(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         strchr("._-", c);
}

/* The name of a run as that of a directory, which is not hidden. */
static char *directory_name(const char *run, struct arena *a)
{
  char *name = arena_printf(a, "%s", run);
  for (char *c = name; *c; c++)
    if (!is_plain(*c) || (c == name && *c == '.')) *c = '_';
  return name;
}

/* ---- runs ---- */

/* Runs that are exported, and the directory of each below DIR. */
struct chosen {
  unsigned n;
  const struct ir_run **run;
  const char **name;
};

static bool is_taken(const struct chosen *all, const char *name)
{
  for (unsigned i = 0; i < all->n; i++)
    if (!strcmp(all->name[i], name)) return true;
  return false;
}

/* Runs of different tests may be called the same. */
static const char *free_name(const struct chosen *all, const char *run, struct arena *a)
{
  const char *plain = directory_name(run, a), *name = plain;
  for (unsigned i = 2; is_taken(all, name); i++) name = arena_printf(a, "%s-%u", plain, i);
  return name;
}

static struct chosen choose_runs(struct job *j)
{
  const struct ir_design *d = j->evaluation.design;
  struct arena *a = &j->compilation.arena;
  struct chosen all = {0, ARENA_ARRAY(a, const struct ir_run *, d->runs),
                       ARENA_ARRAY(a, const char *, d->runs)};
  enum evaluation_scope scope = job_scope(j);
  for (unsigned i = 0; i < d->runs; i++) {
    if (!evaluation_wants(&d->run[i], scope, j->options->run)) continue;
    const char *name = free_name(&all, d->run[i].name, a);
    all.run[all.n] = &d->run[i];
    all.name[all.n++] = name;
  }
  return all;
}

static enum exit_code write_files(const char *directory, const struct exported *files)
{
  struct strbuf path = {0}, text = {0};
  enum exit_code status = make_directory(directory);
  for (unsigned i = 0; i < files->files && status == EXIT_DONE; i++) {
    strbuf_clear(&path);
    strbuf_clear(&text);
    strbuf_printf(&path, "%s/%s", directory, files->file[i].name);
    strbuf_puts(&text, files->file[i].text);
    status = write_file(strbuf_str(&path), &text);
  }
  strbuf_free(&path);
  strbuf_free(&text);
  return status;
}

/* A run that cannot be exported is told, and does not keep the others from it. */
static enum exit_code export_runs(struct job *j, const struct chosen *all)
{
  struct compilation *c = &j->compilation;
  const char *top = j->options->output;
  enum exit_code status = EXIT_DONE;
  for (unsigned i = 0; i < all->n && status == EXIT_DONE; i++) {
    struct exported files;
    if (!export_timeloop(&c->arena, &c->diags, j->evaluation.design, all->run[i], &files)) continue;
    const char *own = arena_printf(&c->arena, "%s/%s", top, all->name[i]);
    status = write_files(all->n > 1 ? own : top, &files);
  }
  diags_finish(&c->diags);
  return status;
}

static enum exit_code export_design(struct job *j)
{
  struct chosen all = choose_runs(j);
  if (all.n) return export_runs(j, &all);
  if (!j->options->run) tell_no_runs(j);
  else {
    tell_no_such_run(j);
    return EXIT_USAGE;
  }
  return EXIT_DONE;
}

/* ---- the command ---- */

static enum exit_code refuse(const struct options *o)
{
  if (strcmp(o->files[0], "timeloop")) {
    fprintf(stderr, "tlc: `tlc export` writes the files of `timeloop`, not of `%s`\n", o->files[0]);
    return EXIT_USAGE;
  }
  if (o->output && *o->output) return EXIT_DONE;
  fputs("tlc: say where to write with -o: tlc export timeloop DESIGN.tl -o DIR\n", stderr);
  return EXIT_USAGE;
}

enum exit_code command_export(const struct options *o)
{
  struct job j;
  if (refuse(o) != EXIT_DONE) return EXIT_USAGE;
  job_start(&j, o, o->files[1]);
  j.studies = o->run != NULL;
  if (job_run(&j, PASS_FLATTEN)) j.status = export_design(&j);
  return job_end(&j);
}
