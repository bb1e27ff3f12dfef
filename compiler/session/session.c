#include "compiler/session/session.h"

#include "compiler/session/estimation.h"
#include "compiler/session/module.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void compilation_init(struct compilation *c, const char *library)
{
  *c = (struct compilation){.library = library};
  arena_init(&c->arena);
  interner_init(&c->names);
  keywords_init(&c->names);
  sources_init(&c->sources);
  diags_init(&c->diags, &c->sources);
  c->program = (struct program){.arena = &c->arena, .names = &c->names, .diags = &c->diags,
                                .find_export = library ? module_find_export : NULL,
                                .suggest_export = library ? module_suggest_export : NULL,
                                .suggest_module = module_suggest,
                                .read_beside = module_read_beside,
                                .find_beside = module_find_beside,
                                .estimate = estimation_ask, .context = c};
}

void compilation_free(struct compilation *c)
{
  estimation_free(c);
  diags_free(&c->diags);
  sources_free(&c->sources);
  interner_free(&c->names);
  arena_free(&c->arena);
}

void compilation_provide(struct compilation *c, const char *path, const char *text, size_t size)
{
  char file[PATH_MAX];
  const char *real = realpath(path, file);
  if (real) real = arena_strndup(&c->arena, file, strlen(file));
  struct provided p = {sources_add(&c->sources, path, text, size), real};
  vec_push_in(&c->arena, &c->provided, p);
}

void compilation_set(struct compilation *c, const char *assignment)
{
  unsigned n = 0;
  while (c->program.override_asts && c->program.override_asts[n]) n++;
  struct ast **more = ARENA_ARRAY(&c->arena, struct ast *, n + 2);
  if (n) memcpy(more, c->program.override_asts, n * sizeof *more);
  struct source *source = sources_add(&c->sources, "--set", assignment, strlen(assignment));
  size_t name = strcspn(assignment, "=");
  bool shapeless = !name || !assignment[name]; /* for which there is an error of its own */
  c->diags.muted += shapeless;
  more[n] = parse_source(&c->arena, &c->names, &c->diags, source, 0);
  c->diags.muted -= shapeless;
  if (shapeless) more[n]->broken = false;
  c->program.override_asts = more;
}

enum source_status compilation_read(struct compilation *c, const char *path)
{
  struct source *source;
  enum source_status status = sources_read(&c->sources, path, &source);
  if (status != SOURCE_OK) return status;
  struct module *m = ARENA_NEW(&c->arena, struct module);
  m->name = source->path;
  m->ast = parse_source(&c->arena, &c->names, &c->diags, source, c->parse_flags);
  m->next = c->program.modules;
  c->program.modules = m;
  c->root = module_root(c, path);
  m->library = module_in_library(c, path);
  return SOURCE_OK;
}

void compilation_load_imports(struct compilation *c)
{
  if (c->program.modules) module_load_imports(c, c->program.modules);
}

void compilation_check(struct compilation *c)
{
  if (c->program.modules) c->sema = sema_check(&c->program);
  diags_finish(&c->diags);
}

enum source_status compilation_run(struct compilation *c, const char *path)
{
  enum source_status status = compilation_read(c, path);
  if (status != SOURCE_OK) return status;
  compilation_load_imports(c);
  compilation_check(c);
  return SOURCE_OK;
}

static bool is_directory(const char *path)
{
  struct stat s;
  return !stat(path, &s) && S_ISDIR(s.st_mode);
}

/* The directory `path`, if there is one. */
static const char *directory(const char *path) { return is_directory(path) ? path : NULL; }

const char *data_find(struct arena *a, const char *name, const char *environment,
                      const char *installed)
{
  const char *given = getenv(environment);
  if (given && *given) return directory(given);
  char program[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
  const char *found = NULL;
  if (n > 0) {
    while (n > 0 && program[n - 1] != '/') n--;
    found = directory(arena_printf(a, "%.*s%s", (int)n, program, name));
    if (!found) found = directory(arena_printf(a, "%.*s../share/tlc/%s", (int)n, program, name));
  }
  return found ? found : directory(arena_printf(a, "%s/%s", installed, name));
}
