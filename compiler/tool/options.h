/* The command line. */
#ifndef TL_TOOL_OPTIONS_H
#define TL_TOOL_OPTIONS_H

#include "compiler/session/session.h"

enum exit_code {
  EXIT_DONE = 0,
  EXIT_SOURCE = 1,   /* the source has errors */
  EXIT_USAGE = 2,    /* the command line is wrong */
  EXIT_FILES = 3,    /* a file could not be read or written */
};

enum dump { DUMP_NONE, DUMP_TOKENS, DUMP_AST, DUMP_DESIGN };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_TAGS };

struct options {
  const struct command *command; /* NULL: the main job */
  const char **files;            /* what stands behind the options */
  unsigned n_files;
  const char **warnings;         /* -W words, in order */
  unsigned n_warnings;
  const char **sets;             /* --set, in order */
  unsigned n_sets;
  enum color color;
  enum dump dump;
  bool json;                     /* --diagnostics json */
  bool list_params;              /* -D */
  bool time;                     /* --time */
  bool write, check;             /* fmt */
  unsigned limit;                /* diagnostics shown; 0: all */
  const char *library;           /* found by main */
};

struct command {
  const char *name;
  const char *usage;             /* behind the name */
  const char *about;             /* one line */
  enum exit_code (*run)(const struct options *o);
  unsigned least_files, most_files;
};
extern const struct command commands[]; /* ended by a NULL name; commands.c */

/* Reads argv.  On a mistake, prints one line that says what was wrong and what
 * would be right, and returns EXIT_USAGE; -1 to go on; EXIT_DONE after --help
 * and --version.  Vectors are owned by *o: options_free. */
int options_read(struct options *o, int argc, char **argv);
void options_free(struct options *o);

/* Sets up a compilation from the options; EXIT_USAGE, told, if a -W word is
 * unknown. */
enum exit_code options_apply(const struct options *o, struct compilation *c);

/* Prints a finished queue on stderr as the options want it. */
void options_print(const struct options *o, struct diags *ds);

/* Tells that a file on the command line could not be read; EXIT_FILES. */
enum exit_code tell_unreadable(const char *path, enum source_status status);

enum exit_code command_check(const struct options *o);
enum exit_code command_fmt(const struct options *o);
enum exit_code command_explain(const struct options *o);
enum exit_code command_doc(const struct options *o);
enum exit_code command_design(const struct options *o);

#endif
