/* Analysis: from trees to a checked program.  Nothing is printed; everything
 * found is in the queue of diagnostics. */
#ifndef TL_SEMA_SEMA_H
#define TL_SEMA_SEMA_H

#include "lang/syntax/ast.h"
#include "lang/base/map.h"
#include "lang/base/unit.h"

struct scope;
struct sema;

/* A file that was loaded: the one on the command line, or an imported one. */
struct module {
  const char *name;        /* dotted, as imported ("std.memory"); its path for the main file */
  struct ast *ast;
  struct scope *scope;     /* its top-level names, once collected */
  bool library;            /* belongs to the standard library */
  bool failed;             /* could not be read: all its names are poison */
  bool checked;
  struct map imports;      /* N_IMPORT node → struct module * that it names */
  struct module *next;
};

/* All modules of one compilation, in the order of loading (the main one first). */
struct program {
  struct arena *arena;
  struct interner *names;
  struct diags *diags;
  struct module *modules;
  /* What --set says, each parsed as `NAME = EXPR` in a source of its own; ends with
   * NULL; or NULL. */
  struct ast **override_asts;
  /* The library module that exports a name, as it is imported; NULL if none does
   * (or the function is not given).  For "import it" helps. */
  const char *(*find_export)(const struct program *p, name_t name);
  /* Offers the modules that a dotted name may have been meant for (or not given). */
  void (*suggest_module)(const struct program *p, const char *name, struct suggest *to);
  void *context;                /* of whoever made the program */
};

/* The module that an import names (its PATH as in ast.def), or NULL. */
struct module *program_module(const struct program *p, const char *name);

/* Analyses all modules: collects names, resolves imports, checks every
 * declaration and evaluates what is constant.  Tells what is wrong.  The result
 * lives in the program's arena. */
struct sema *sema_check(struct program *p);

/* Writes the checked program of the main module as an outline: archs with their
 * levels, fan-outs and sizes, workloads with their dims and tensors, mappings
 * with their loops, runs: `--dump=design`. */
void sema_dump(struct strbuf *out, struct sema *sm);

/* Writes what `--set` can change, one `param` a line: name, type, value, doc. */
void sema_list_params(struct strbuf *out, struct sema *sm);

#endif
