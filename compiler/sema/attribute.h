/* Inside the room: what can be set, where and to what. */
#ifndef TL_SEMA_ATTRIBUTE_H
#define TL_SEMA_ATTRIBUTE_H

#include "compiler/sema/type.h"

/* A row of attributes.def. */
struct attribute {
  const char *path;         /* "read.bandwidth" */
  struct wanted_type type;
  unsigned kinds;           /* bits of enum component_kind that may have it */
  bool flows;               /* inward, like tech and clock */
  double least, most;       /* legal range in base units; both 0: any */
  const char *doc;
};

/* The attribute of one of these kinds that has this path; NULL. */
const struct attribute *attribute_find(const char *path, unsigned kinds);

/* The same for an interned path, which takes a look at a map: attributes_init fills it. */
const struct attribute *attribute_named(const struct sema *sm, name_t path, unsigned kinds);
void attributes_init(struct sema *sm);

/* The paths of all attributes of a kind, in the order of the table, and a NULL. */
const char *const *attribute_paths(unsigned kind, struct arena *a);

/* Offers the paths of all attributes of these kinds. */
void attribute_suggest(struct suggest *to, unsigned kinds);

/* Tells E0309 if an attribute's value is outside its range; poison then. */
struct value in_range(struct sema *sm, const struct attribute *a, struct value v,
                      struct span where);

#endif
