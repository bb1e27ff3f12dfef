/* The interface of estimators that are shared libraries: what tlc asks, and what it is told.
 *
 * An estimator says what components cost.  As a shared library it exports one function,
 * tlc_estimator_open, and tlc loads it with `tlc --estimator ./mine.so design.tl`.  This header
 * needs nothing but a C compiler; doc/estimators.md tells about the rest, and examples/plugin
 * is a whole one.
 *
 * All quantities are in SI units: energies in J, powers in W, areas in m^2, times in s,
 * lengths in m, voltages in V, temperatures in K, frequencies in Hz; information is in bits.
 *
 * tlc loads the library in a process of its own, one for each.  What it does there harms nobody
 * else: if it crashes or does not answer in time, tlc says so and goes on without it.  Calls
 * come one at a time, from one thread.  Standard output and standard error of that process go
 * to tlc, which shows the end of it where the estimator fails.
 *
 * Answers must depend on the question alone: tlc keeps them, in memory and on disk, until the
 * library's file changes.  tlc copies all strings before the next call. */
#ifndef TLC_ESTIMATOR_H
#define TLC_ESTIMATOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Must be equal on both sides. */
#define TLC_ESTIMATOR_ABI 1

/* The one symbol that is looked for. */
#define TLC_ESTIMATOR_SYMBOL "tlc_estimator_open"

/* How an estimator came to a number: of two answers of the same accuracy the more exact one
 * is taken. */
enum tlc_exactness {
  TLC_EXACT = 0,        /* for just this question */
  TLC_INTERPOLATED = 1, /* between two that it has data of */
  TLC_SCALED = 2,       /* by a rule, from another one */
  TLC_EXTRAPOLATED = 3  /* outside of what it has data of */
};

/* A parameter, an attribute or an argument. */
struct tlc_attribute {
  const char *name;     /* as in the language: "depth", "width", "tech" */
  const char *word;     /* a word ("lstp") or a text; NULL: a number */
  double number;
};

/* A question: what one action costs, or `leak` (W) or `area` (m^2) of one instance. */
struct tlc_query {
  uint32_t size;        /* sizeof (struct tlc_query) of whoever asks */
  uint32_t attributes;
  const struct tlc_attribute *attribute; /* [attributes], by name; each once */
  uint32_t arguments;
  const struct tlc_attribute *argument;  /* [arguments] of the action, by name */
  const char *component; /* "sram" */
  const char *action;    /* "read", "write", "compute" … (J); "leak" (W); "area" (m^2) */
};

/* What is answered.  It comes zeroed except for `size`. */
struct tlc_answer {
  uint32_t size;        /* sizeof (struct tlc_answer) of whoever asks */
  int32_t exactness;    /* enum tlc_exactness */
  double value;         /* in SI units; finite, not below 0 */
  double accuracy;      /* in per cent, 0 … 100; 0: that of the claim */
  const char *note;     /* where the number is from, for people; or NULL */
  const char *error;    /* why there is none, if there is none; or NULL */
};

/* A component that the estimator knows. */
struct tlc_claim {
  const char *component;
  const char *actions;    /* names with blanks between; NULL: it is asked about any */
  const char *attributes; /* that it looks at, with blanks between; a `?` behind those that
                             may be missing: "width depth banks?".  Without one of the others
                             it is not asked.  NULL: it is always asked */
  double accuracy;        /* in per cent: how good its numbers are */
};

/* What tlc offers.  Valid until close. */
struct tlc_host {
  uint32_t abi;         /* TLC_ESTIMATOR_ABI */
  uint32_t size;        /* sizeof (struct tlc_host) */
  void *context;        /* for `ask` */
  /* Asks what a component costs that others know, as one that this one is made of.  Only
   * while `estimate` is running.  0: `answer` (whose `size` must be set) says it, else
   * answer->error says why nothing does.  Questions that come back to themselves, and those
   * nested too deeply, fail. */
  int (*ask)(void *context, const struct tlc_query *query, struct tlc_answer *answer);
};

/* What a library is. */
struct tlc_estimator {
  uint32_t abi;         /* TLC_ESTIMATOR_ABI */
  uint32_t size;        /* sizeof (struct tlc_estimator) */
  const char *name;     /* what `estimator = "…"` calls it */
  const char *version;  /* of its numbers; or NULL */
  const struct tlc_claim *claim;
  uint32_t claims;
  void *self;           /* handed to the functions below */
  /* 0: `answer` holds a number; anything else: answer->error says why there is none. */
  int (*estimate)(void *self, const struct tlc_query *query, struct tlc_answer *answer);
  void (*close)(void *self); /* or NULL */
};

/* What a library exports.  NULL, and an error in *why, if it cannot be used. */
typedef const struct tlc_estimator *tlc_estimator_open_function(const struct tlc_host *host,
                                                                const char **why);
tlc_estimator_open_function tlc_estimator_open;

#ifdef __cplusplus
}
#endif

#endif
