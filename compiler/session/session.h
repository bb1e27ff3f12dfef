/* One compilation, from bytes to a checked program.  It owns everything that it
 * makes; any number can live in a process, one after the other or side by side;
 * none of them exits, prints or leaves anything behind. */
#ifndef TL_SESSION_SESSION_H
#define TL_SESSION_SESSION_H

#include "compiler/sema/sema.h"
#include "lang/base/diag.h"
#include "lang/syntax/parse.h"

struct estimation;

/* A text that was provided, and the file whose place it takes. */
struct provided {
  struct source *source;
  const char *file;         /* its path without links, `.` and `..`; NULL: there is none */
};

struct compilation {
  struct arena arena;
  struct interner names;
  struct sources sources;
  struct diags diags;
  const char *library;      /* directory of the standard library; NULL: none */
  const char *root;         /* directory that dotted imports start from */
  struct program program;
  struct sema *sema;        /* after compilation_check */
  struct estimation *estimation; /* see estimation.h; NULL: nobody was asked yet */
  struct map exporters;     /* name_t → modules of the library that may export it, once asked for */
  unsigned parse_flags;     /* of the main file */
  VEC(struct provided) provided;
};

/* `library` is borrowed and must outlive the compilation. */
void compilation_init(struct compilation *c, const char *library);
void compilation_free(struct compilation *c);

/* A text that is used instead of the file at `path` (an open editor buffer), by
 * whatever path an import comes to it.  Call before compilation_read. */
void compilation_provide(struct compilation *c, const char *path, const char *text, size_t size);

/* Adds `--set NAME=VALUE`. */
void compilation_set(struct compilation *c, const char *assignment);

/* Reads and parses the main file ("-" is standard input) without what it imports. */
enum source_status compilation_read(struct compilation *c, const char *path);

/* Reads and parses everything the main file imports, directly or not.  What
 * cannot be found is told at the import. */
void compilation_load_imports(struct compilation *c);

/* Analyses what was loaded.  Diagnostics are finished (sorted, counted) after. */
void compilation_check(struct compilation *c);

/* All three; SOURCE_OK unless the main file cannot be read. */
enum source_status compilation_run(struct compilation *c, const char *path);

/* The main module. */
static inline struct module *compilation_main(const struct compilation *c)
{
  return c->program.modules;
}

/* The directory of data that come with the program, such as "std", the standard
 * library: what the environment's variable names, `name` beside the running
 * program (a build tree), ../share/tlc/`name` from it, or `name` in `installed`.
 * In `a`; NULL if there is none. */
const char *data_find(struct arena *a, const char *name, const char *environment,
                      const char *installed);

/* The file that `import NAME` reads when a program in the working directory says
 * so ("std.memory", "layers.alexnet"); NULL if there is none.  In c->arena. */
const char *compilation_module_path(struct compilation *c, const char *name);

/* Reads a library module by its dotted name ("std.memory"); NULL if there is none. */
struct module *compilation_library_module(struct compilation *c, const char *name);

#endif
