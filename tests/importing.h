/* For tests that import many texts in one process. */
#ifndef TL_TESTS_IMPORTING_H
#define TL_TESTS_IMPORTING_H

#include "compiler/import/import.h"
#include "lang/base/vec.h"

/* A file in memory. */
struct importing_file {
  const char *path, *text;
  size_t n;
};

/* One diagnostic, without what it lives in. */
struct importing_told {
  enum code code;
  uint32_t file;            /* index of the file that it is told in; UINT32_MAX: another one */
  uint32_t start, end;
  uint32_t line;            /* from 1; 0: no place */
  const char *message;
};

struct importing {
  struct arena arena;
  enum import_status status;
  unsigned errors;          /* among `told` */
  VEC(struct importing_told) told;
  const char *program;      /* what came out; "" if nothing did */
  /* What the front end says against the program (E0813 is what the tool says then); NULL:
   * nothing. */
  const char *unsound;
  /* How the import broke what import.h promises; NULL: it did not. */
  const char *broken;
};

/* Imports files in this order.  `sound` is a program that is known to check, or NULL. */
void importing_run(struct importing *i, const struct importing_file *files, unsigned n,
                   const char *sound);
void importing_free(struct importing *i);

#endif
