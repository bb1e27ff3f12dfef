/* Mistakes that are made in a YAML file, one at a time: each is an edit of its bytes. */
#ifndef TL_TESTS_HOSTILE_MUTATE_H
#define TL_TESTS_HOSTILE_MUTATE_H

#include "compiler/import/yaml.h"
#include "lang/base/vec.h"

enum mutation_kind {
  REPLACED,                 /* a value by another one */
  MISSPELT, RENAMED,        /* a key */
  DROPPED, DOUBLED,         /* a key with its value */
  MEMBERS,                  /* of a list: one dropped, doubled or two swapped */
};

/* A key and what stands around it. */
struct mutation_key {
  const struct mutation_key *outer; /* the key whose value this one stands in; or NULL */
  const char *name;
  struct span key, value, map;
  bool null;                /* its value */
  bool anchored;            /* something in the value has an anchor */
  bool dummy;               /* the map is a component of a class that says so */
};

/* The bytes [from, to) become `text`. */
struct mutation {
  enum mutation_kind kind;
  uint32_t from, to;
  const char *text;
  const struct mutation_key *at; /* the nearest key; NULL at the top of a file */
  const char *what;         /* what is done, for people */
};

typedef VEC(struct mutation) mutations;

/* Adds all that can be done to a file, in `a`; text, `at` and `what` live there, too. */
void mutate(mutations *all, struct arena *a, const struct yaml_file *file);

/* `problem.instance.C`. */
const char *mutation_path(struct arena *a, const struct mutation_key *at);

/* The text of a file with the mutation. */
void mutation_apply(struct strbuf *out, const struct source *source, const struct mutation *m);

#endif
