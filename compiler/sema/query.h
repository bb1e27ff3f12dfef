/* What an editor asks of a checked program, errors or not: which name means what, where else it
 * stands, what it is worth, what may stand at a place.
 *
 * Only of a program that was checked with `references` set (struct program).  Plain data, in the
 * program's arena. */
#ifndef TL_SEMA_QUERY_H
#define TL_SEMA_QUERY_H

#include "compiler/sema/sema.h"

/* What a name is the name of. */
enum meaning {
  MEANS_COMPONENT, MEANS_ARCH, MEANS_WORKLOAD, MEANS_MAPPING, MEANS_MAPSPACE, MEANS_MAPPER,
  MEANS_SPARSITY, MEANS_STUDY, MEANS_TEST, MEANS_TABLE, MEANS_ENUM, MEANS_MEMBER,
  MEANS_LET, MEANS_PARAM, MEANS_VARIABLE, MEANS_UNIT, MEANS_MODULE,
  MEANS_DIM, MEANS_TENSOR, MEANS_PART, MEANS_ACTION, MEANS_LEVEL, MEANS_ATTRIBUTE, MEANS_AXIS,
  MEANS_COLUMN, MEANS_RUN,
  MEANS_FUNCTION,           /* built in: a function, or a measure of a run */
  MEANINGS
};

/* A name where it stands. */
struct reference {
  struct span at;
  struct span declared;     /* where it is declared, just the name; file 0: it is built in, or a
                               module (its first byte, file as it is) */
  enum meaning meaning;
  name_t name;              /* as it is declared; imports may call it otherwise here */
  bool declares;            /* `at` is where it is declared */
  bool library;             /* it is declared in the standard library, or built in */
  const struct symbol *symbol; /* as the analysis knows it; NULL: no symbol stands for it */
  const struct object *owner;  /* the instance that it is a level, a dim … of; or NULL */
};

/* All of them, by file and place; no two at one place. */
const struct reference *query_references(struct sema *sm, unsigned *n);

/* The one that a byte of a file lies in, or that ends there; NULL. */
const struct reference *query_at(struct sema *sm, uint32_t file, uint32_t offset);

/* Whether two are names of the same thing. */
bool query_same(const struct reference *a, const struct reference *b);

/* What it is, as Markdown: how it is declared, what it is worth and who set that, what its author
 * says of it.  Nothing is written if there is nothing to say. */
void query_describe(struct strbuf *out, struct sema *sm, const struct reference *reference);

/* The type that a parameter has to have that is handed this: "bits", "int"; NULL if there is none
 * that can be written.  In the program's arena. */
const char *query_type(struct sema *sm, const struct reference *reference);

/* ---- what may stand at a place ---- */

struct offer {
  const char *name;
  enum meaning meaning;
  const char *type;         /* "bits", "memory", "16 steps": a few words, or NULL */
  const char *value;        /* the default of a parameter as it is written, or NULL */
  const char *doc;          /* or NULL */
  const char *unit;         /* that a number of this type is usually written in, or NULL */
  const char *const *choices; /* what it may be and nothing else, up to a NULL; or NULL */
  enum keyword is;          /* of a component: its kind, or KW_NONE */
  bool needed;              /* a parameter without a default */
  bool of_run;              /* built in, and seen only where runs are spoken of */
};

enum offered {
  OFFER_NAMES,              /* of a file, without those that are built in; `of` any name in it */
  OFFER_PARAMS,             /* of a declaration */
  OFFER_MEMBERS,            /* what stands behind the dot of a name */
  OFFER_LEVELS,             /* of an arch, or of the arch that a mapping, a mapspace or a run is on */
  OFFER_DIMS,               /* of a workload, or of that which a mapping is of */
  OFFER_TENSORS,
  OFFER_AXES,               /* of a level, an array */
  OFFER_ATTRIBUTES,         /* that may be set in a level, a component, a mapper … */
};

/* Lists them: `of` is a name that means what they are of, or a declaration.  Nothing is listed where
 * there is nothing of the kind. */
void query_offer(struct sema *sm, enum offered what, const struct reference *of,
                 void (*tell)(void *context, const struct offer *offer), void *context);

/* Functions and measures, in the order of their names. */
void query_offer_built_in(struct sema *sm, void (*tell)(void *context, const struct offer *offer),
                          void *context);

/* Attributes of what such a word declares (`memory`, `array`, `mapper`, `run` …), or at the top of a
 * file (NULL). */
void query_offer_attributes(struct sema *sm, const char *word,
                            void (*tell)(void *context, const struct offer *offer), void *context);

/* The words that begin statements which may stand in the block of `parent` (KW_NONE: the file). */
void query_offer_words(enum keyword parent, void (*tell)(void *context, enum keyword word),
                       void *context);

#endif
