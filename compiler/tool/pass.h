/* What happens to a design, one pass after the other: the table that commands walk,
 * --time times and --dump prints from. */
#ifndef TL_TOOL_PASS_H
#define TL_TOOL_PASS_H

#include "compiler/session/evaluate.h"
#include "compiler/tool/options.h"

enum pass_id { PASS_PARSE, PASS_IMPORTS, PASS_CHECK, PASS_FLATTEN, PASS_EVALUATE, N_PASSES };

/* A design on its way. */
struct job {
  const struct options *options;
  const char *path;
  bool tests;                    /* only what stands in tests is evaluated */
  bool studies;                  /* the points of studies are made, if their names are wanted */
  struct compilation compilation;
  struct evaluation evaluation;  /* from PASS_FLATTEN on */
  enum exit_code status;         /* of what the command line or a file is to blame for */
};

/* A form that --dump prints. */
struct dump {
  const char *name;
  unsigned parse_flags;          /* that it needs */
  void (*print)(struct strbuf *out, const struct job *job);
};

enum { DUMPS_OF_PASS = 2 };
struct pass {
  const char *name;
  bool of_sound;                 /* stays away from what has errors */
  void (*run)(struct job *job);
  struct dump dump[DUMPS_OF_PASS]; /* what can be printed after it; ended by a NULL name */
};
extern const struct pass passes[N_PASSES];

/* Makes a job of a file; give it to job_end. */
void job_start(struct job *job, const struct options *options, const char *path);

/* Runs the passes up to `last`, or only to the one whose form is to be dumped, and prints
 * that.  True if `last` was reached and nothing was dumped. */
bool job_run(struct job *job, enum pass_id last);

/* Prints what was found and frees all; what the program ends with. */
enum exit_code job_end(struct job *job);

/* Which runs of a flattened design are evaluated, or whatever else is done with runs:
 * those of tests if it is about tests, or if there are no others. */
enum evaluation_scope job_scope(const struct job *job);

/* Tells that a flattened design runs nothing, or nothing that --run names; design.c. */
void tell_no_runs(struct job *job);
void tell_no_such_run(const struct job *job);

#endif
