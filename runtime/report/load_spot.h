/* Inside the room: values of a JSON file with their places, as a report is read.  The first that
 * is not as it should be is told; after that all reading is in silence, and what comes of it must
 * not be used. */
#ifndef TL_REPORT_LOAD_SPOT_H
#define TL_REPORT_LOAD_SPOT_H

#include "lang/base/diag.h"

#include <jansson.h>

struct loading {
  struct arena *arena;
  struct diags *diags;
  const struct source *source;
  bool failed;
};

/* A value, and the way to it from the whole file. */
struct spot {
  struct loading *loading;
  const struct spot *outer; /* NULL: the whole file */
  const char *key;          /* in the object `outer`; NULL: an item of an array */
  size_t index;
  json_t *json;             /* NULL: it is not there */
};

/* An item of a list. */
struct spot spot_item(const struct spot *list, size_t index);

/* Tells that the value is wrong: "`runs[0].count` " and then this. */
void spot_wrong(const struct spot *spot, const char *format, ...)
  __attribute__((format(printf, 2, 3)));

/* Members of an object.  What is missing or of another type is told. */
struct spot spot_object(const struct spot *of, const char *key);
struct spot spot_list(const struct spot *of, const char *key, size_t most); /* of at most so many */
const char *spot_text(const struct spot *of, const char *key);  /* in the arena, never NULL */
const char *spot_text_or_null(const struct spot *of, const char *key);
bool spot_bool(const struct spot *of, const char *key);

/* Numbers: those that are counted or measured are not below 0, and no number is so large that a
 * product of two is none. */
uint64_t spot_count(const struct spot *of, const char *key);
double spot_number(const struct spot *of, const char *key);
double spot_number_or(const struct spot *of, const char *key, double none); /* null: `none` */
double spot_any_number_or(const struct spot *of, const char *key, double none); /* below 0 too */

/* A count of all executions as that of one of `times`. */
uint64_t spot_part(const struct spot *of, const char *key, uint64_t times);

/* The same of an item of a list. */
const char *spot_item_text(const struct spot *list, size_t index);
double spot_item_number_or(const struct spot *list, size_t index, double none);

/* How many items a list has. */
static inline unsigned spot_items(const struct spot *list)
{
  return (unsigned)json_array_size(list->json);
}

/* The place of a value in the text of the file. */
struct span spot_span(const struct spot *spot);

#endif
