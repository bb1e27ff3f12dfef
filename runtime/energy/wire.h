/* What tlc and an estimator in another process say to each other: one JSON object a line.
 * doc/estimators.md describes it. */
#ifndef TL_ENERGY_WIRE_H
#define TL_ENERGY_WIRE_H

#include "lang/base/str.h"
#include "runtime/energy/estimator.h"

enum { WIRE_VERSION = 1 };

/* A component that an estimator knows. */
struct wire_claim {
  unsigned names, actions, needs, takes;
  const char **name;        /* of the component; "*": of any */
  const char **action;      /* that it is asked about besides area and leak; 0: any */
  const char **need, **take; /* attributes: that it must have; that it looks at, as well */
  bool closed;              /* the attributes are listed: what is not among them is not used */
  double accuracy;
};

/* Who an estimator is. */
struct wire_hello {
  bool is_object;           /* it is JSON at least, whatever else is wrong with it */
  const char *name, *version;
  bool cached;              /* its answers may be kept on disk … */
  unsigned files, variables;
  const char **file;        /* … while these files are as they are, and these variables of */
  const char **variable;    /* the environment */
  unsigned claims;
  struct wire_claim *claim;
};

enum wire_kind { WIRE_ANSWER, WIRE_ASK };

/* A line that an estimator sent; texts are in the arena it was read into. */
struct wire_message {
  enum wire_kind kind;
  double id;                /* -1: it has none */
  bool ok;
  const char *error;        /* if it is not ok; never NULL then */
  bool lasting;             /* … for a reason that will be the same tomorrow */
  bool matched, defaulted;  /* the answer says so */
  struct estimate_answer answer;
  struct estimate_query query; /* WIRE_ASK */
};

/* ---- lines that are sent, with the end of the line ---- */

void wire_put_hello(struct strbuf *out);
/* `op`: "estimate", or "ask" of an estimator; NULL: the question alone, as a key. */
void wire_put_query(struct strbuf *out, double id, const char *op, const struct estimate_query *q);
/* To either: the answer, or if that is NULL why there is none. */
void wire_put_answer(struct strbuf *out, double id, const struct estimate_query *q,
                     const struct estimate_answer *answer, const char *error);

/* ---- lines that are read; false with *why ---- */

bool wire_get_hello(struct arena *a, const char *line, size_t n, struct wire_hello *out,
                    const char **why);
/* Of an "estimate", which is read by the estimator. */
bool wire_get_query(struct arena *a, const char *line, size_t n, double *id,
                    struct estimate_query *out, const char **why);
/* `q`: the question that is open, of whose action an answer is. */
bool wire_get_message(struct arena *a, const char *line, size_t n, const struct estimate_query *q,
                      struct wire_message *out, const char **why);

#endif
