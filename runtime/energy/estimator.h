/* Estimators: whoever can say what a component costs.
 *
 * A set of them is asked, and the best answer is taken.  Which is best does not depend on
 * the order in which they were added: what the user demands comes first, then the accuracy
 * that the answer claims, how exact it is, how many attributes it took into account, how few
 * of its own it had to assume, what kind of estimator it is, and its name.  What became of
 * all the others is kept beside the answer.
 *
 * Quantities are in SI units, information in bits; accuracies in per cent. */
#ifndef TL_ENERGY_ESTIMATOR_H
#define TL_ENERGY_ESTIMATOR_H

#include "lang/base/arena.h"

#include <stdbool.h>

/* From best to worst. */
enum exactness { EXACTNESS_EXACT, EXACTNESS_INTERPOLATED, EXACTNESS_SCALED, EXACTNESS_EXTRAPOLATED,
                 N_EXACTNESSES };
/* "exact", "interpolated" …; as read, N_EXACTNESSES if it is none of them. */
const char *exactness_text(enum exactness e);
enum exactness exactness_find(const char *text);

struct estimate_attribute {
  const char *name;
  const char *word;     /* NULL: a number */
  double number;
};

/* What is asked.  `action` is "area" (m^2), "leak" (W), or the name of an action (J).  Asking
 * sorts the attributes and the arguments by their names. */
struct estimate_query {
  const char *component, *action;
  unsigned attributes, arguments;
  struct estimate_attribute *attribute, *argument;
};

struct estimate_answer {
  double value;
  double accuracy;
  enum exactness exactness;
  unsigned matched;     /* attributes that were taken into account */
  unsigned defaulted;   /* attributes that were assumed */
  const char *note;     /* where the number is from; or NULL */
};

/* In the order of preference, all else being equal. */
enum provider { PROVIDER_DESIGN, PROVIDER_LIBRARY, PROVIDER_COMMAND, PROVIDER_BUILT_IN };

/* What the component itself says is a candidate of this name. */
#define ESTIMATOR_COMPONENT "component"

/* What whoever asks demands. */
struct estimate_demand {
  const char *estimator;              /* only this one; NULL: any */
  double accuracy;                    /* at least this */
  const struct estimate_answer *own;  /* what the component says by itself; NULL: nothing */
  enum provider own_provider;         /* PROVIDER_DESIGN or PROVIDER_BUILT_IN */
};

enum estimate_state {
  ESTIMATE_ANSWERED,    /* and the answer was not the best */
  ESTIMATE_CHOSEN,
  ESTIMATE_INACCURATE,  /* it answered, below the accuracy that is demanded */
  ESTIMATE_UNWANTED,    /* another one is demanded: it was not asked */
  ESTIMATE_UNKNOWN,     /* it does not know the component or the action: it was not asked */
  ESTIMATE_REFUSED,     /* it said that it cannot tell */
  ESTIMATE_FAILED,      /* it crashed, did not answer in time, or answered nonsense */
};

/* What became of asking one of them. */
struct estimate_attempt {
  const char *estimator;
  enum provider provider;
  enum estimate_state state;
  struct estimate_answer answer; /* if it answered */
  const char *reason;            /* if it did not; else NULL */
};

struct estimate_outcome {
  const struct estimate_attempt *chosen; /* NULL: nobody could tell */
  bool estimator_missing;                /* none has the name that is demanded */
  unsigned attempts;
  struct estimate_attempt *attempt;      /* [attempts], the better ones first */
};

/* Something that went wrong with an estimator, and is nobody's question to blame for. */
enum estimate_trouble { TROUBLE_START, TROUBLE_CRASH, TROUBLE_TIME, TROUBLE_GARBAGE, TROUBLE_VALUE };

struct estimators;

/* Whoever makes one fills this in; the functions may be NULL where that makes sense. */
struct estimator {
  const char *name;
  const char *origin;            /* the file or the command */
  enum provider provider;
  struct estimators *set;        /* filled in by estimators_add */
  bool opened;
  /* Finds out its name; called once, before anything else. */
  void (*open)(struct estimator *e);
  /* Whether it can be asked; if not, *reason (or NULL: it does not know the component). */
  bool (*claims)(struct estimator *e, const struct estimate_query *q, const char **reason);
  /* ESTIMATE_ANSWERED with an answer, or ESTIMATE_REFUSED or _FAILED with a reason; texts
   * live in the arena of the set. */
  enum estimate_state (*estimate)(struct estimator *e, const struct estimate_query *q,
                                  struct estimate_answer *answer, const char **reason);
  void (*close)(struct estimator *e);
};

/* How deep estimators may ask each other. */
enum { ESTIMATE_DEPTH = 8 };

struct estimators {
  struct arena arena;                 /* of outcomes and texts */
  unsigned n;
  struct estimator **at;              /* [n] */
  struct estimate_entry **slots;      /* outcomes by question; cap is 0 or a power of two */
  uint32_t entries, cap;
  unsigned depth;                     /* of questions that are being answered */
  const struct estimate_query *stack[ESTIMATE_DEPTH];
  /* Told once for each event; or NULL. */
  void (*tell)(void *context, const struct estimator *e, enum estimate_trouble what,
               const char *text);
  void *context;
  uint64_t asked, hits;               /* questions, and those that were answered from memory */
};

void estimators_init(struct estimators *set);
/* Closes all of them, too. */
void estimators_free(struct estimators *set);

/* Borrowed; it is closed by estimators_free. */
void estimators_add(struct estimators *set, struct estimator *e);

/* Asks all that know the component.  Lives as long as the set; the same question with the
 * same demand is answered from memory. */
const struct estimate_outcome *estimators_ask(struct estimators *set, struct estimate_query *q,
                                              const struct estimate_demand *demand);

/* Opens those that were not asked before, so that their names are known. */
void estimators_open(struct estimators *set);

/* Says that something went wrong with one. */
void estimator_trouble(struct estimator *e, enum estimate_trouble what, const char *text);

/* What is wrong with an answer, as the end of a sentence; NULL: nothing. */
const char *estimate_fault(const struct estimate_query *q, const struct estimate_answer *answer);

/* "J", "W" or "m^2": of the answer. */
const char *estimate_unit(const char *action);

#endif
