/* The command line. */
#ifndef TL_TOOL_OPTIONS_H
#define TL_TOOL_OPTIONS_H

#include "compiler/session/session.h"
#include "compiler/session/wish.h"
#include "runtime/report/report.h"

enum exit_code {
  EXIT_DONE = 0,
  EXIT_SOURCE = 1,   /* the source has errors */
  EXIT_USAGE = 2,    /* the command line is wrong */
  EXIT_FILES = 3,    /* a file could not be read or written */
  EXIT_NOTHING = 4,  /* no mapping exists */
  EXIT_STOPPED = 5,  /* a search was stopped before its result was proven */
  EXIT_OVER = 6,     /* something grew by more than --fail-over allows */
};

enum option_id {
#define OPTION(id, ...) OPT_##id,
#include "compiler/tool/options.def"
#undef OPTION
  N_OPTIONS
};

enum report_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_HTML, FORMAT_MARKDOWN };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_TAGS };

struct dump;

struct options {
  const struct command *command; /* never NULL */
  const char **files;            /* what stands behind the options */
  unsigned n_files;
  const char **warnings;         /* -W words, in order */
  unsigned n_warnings;
  const char **sets;             /* --set, in order */
  unsigned n_sets;
  const char **estimators;       /* --estimator, in order */
  unsigned n_estimators;
  unsigned estimator_limit_ms;   /* 0: as it is without the option */
  uint64_t given;                /* bits 1 << enum option_id */
  enum color color;
  const struct dump *dump;       /* see pass.h; NULL: none */
  bool json;                     /* --diagnostics json */
  enum report_format format;
  const char *output;            /* -o: a directory; NULL: standard output */
  const char *run;               /* --run; NULL: all */
  const char **erts, **arts, **counts; /* files of --ert, --art and --counts, in order */
  unsigned n_erts, n_arts, n_counts;
  const char **limits;           /* --fail-over, in order */
  unsigned n_limits;
  const char *expression;        /* -e; NULL: none */
  int precision;                 /* digits behind the point; -1: all */
  const char *compat;            /* --compat; NULL: none */
  struct search_wish wish;       /* what is said of searches */
  const char *sample;            /* --sample; NULL: nowhere */
  const char *lsp_log;           /* --lsp-log; NULL: nowhere */
  unsigned limit;                /* diagnostics shown; 0: all */
  const char *library;           /* directories of data, found by main; or NULL */
  const char *pages;
  const char *plugins;
};

static inline bool option_given(const struct options *o, enum option_id id)
{
  return o->given >> id & 1;
}

struct command {
  const char *name;              /* "" for the main job, which has none */
  const char *usage;             /* behind the name */
  const char *about;             /* one line */
  const char *example;           /* a command line and, behind a tab, what it does */
  enum exit_code (*run)(const struct options *o);
  unsigned least_files, most_files;
  uint64_t takes;                /* bits 1 << enum option_id; --help and --version always are */
};
/* The main job first; ended by a NULL name; commands.c. */
extern const struct command commands[];

/* What --format takes there, as help shows it: "text|json". */
const char *command_formats(const struct command *c);

/* Reads argv.  On a mistake, prints one line that says what was wrong and what
 * would be right, and returns EXIT_USAGE; -1 to go on; EXIT_DONE after --help
 * and --version.  Vectors are owned by *o: options_free. */
int options_read(struct options *o, int argc, char **argv);
void options_free(struct options *o);

/* help.c: of the whole program, if the command is the main job, or of one command. */
void help_print(const struct command *c);

/* search_options.c: takes what stands behind an option of searches; EXIT_USAGE, told, if that
 * cannot be, else -1. */
int read_search_option(struct options *o, enum option_id id, const char *text);

/* Index of a word in a NULL-terminated list, or -1 with a line on stderr. */
int choose_word(const char *option, const char *word, const char *const *choices);

/* Sets up a compilation from the options; EXIT_USAGE, told, if a -W word is
 * unknown. */
enum exit_code options_apply(const struct options *o, struct compilation *c);

/* How text looks that goes to a stream, and how many columns it has there. */
enum render_style options_style(const struct options *o, int stream);
struct report_style options_report_style(const struct options *o); /* on standard output */
unsigned options_columns(int stream, unsigned elsewhere);

/* How a report looks that goes to standard output. */
struct report_style options_report_style(const struct options *o);

/* Prints a finished queue on stderr as the options want it. */
void options_print(const struct options *o, struct diags *ds);

/* Tells that a file on the command line could not be read; EXIT_FILES. */
enum exit_code tell_unreadable(const char *path, enum source_status status);

/* Writes a file whole or not at all; EXIT_FILES, told, if it cannot be. */
enum exit_code write_file(const char *path, const struct strbuf *text);

/* Removes what an earlier call wrote there: a file that begins with these words.  Any other stays. */
void remove_own(const char *path, const char *begins);

/* Makes a directory and those that it lies in, where they are not there; EXIT_FILES, told, if it
 * cannot. */
enum exit_code make_directory(const char *path);

enum exit_code command_design(const struct options *o);
enum exit_code command_test(const struct options *o);
enum exit_code command_check(const struct options *o);
enum exit_code command_fmt(const struct options *o);
enum exit_code command_explain(const struct options *o);
enum exit_code command_import(const struct options *o);
enum exit_code command_export(const struct options *o);
enum exit_code command_energy(const struct options *o);
enum exit_code command_verify(const struct options *o);
enum exit_code command_plot(const struct options *o);
enum exit_code command_diff(const struct options *o);
enum exit_code command_doc(const struct options *o);
enum exit_code command_why(const struct options *o);
enum exit_code command_lsp(const struct options *o);

#endif
