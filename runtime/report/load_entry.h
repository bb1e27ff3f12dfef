/* Inside the room: values of a JSON file with their places, as a report is read.  The first that
 * is not as it should be is told; after that all reading is in silence, and what comes of it must
 * not be used. */
#ifndef TL_REPORT_LOAD_ENTRY_H
#define TL_REPORT_LOAD_ENTRY_H

#include "lang/base/diag.h"

#include <jansson.h>

struct loading {
  struct arena *arena;
  struct diags *diags;
  const struct source *source;
  bool failed;
};

/* A value, and the way to it from the whole file. */
struct entry {
  struct loading *loading;
  const struct entry *outer; /* NULL: the whole file */
  const char *key;          /* in the object `outer`; NULL: an item of an array */
  size_t index;
  json_t *json;             /* NULL: it is not there */
};

/* An item of a list. */
struct entry entry_item(const struct entry *list, size_t index);

/* Tells that the value is wrong: "`runs[0].count` " and then this. */
void entry_wrong(const struct entry *entry, const char *format, ...)
  __attribute__((format(printf, 2, 3)));

/* The same of a member of an object. */
void entry_wrong_at(const struct entry *of, const char *key, const char *format, ...)
  __attribute__((format(printf, 3, 4)));

/* Members of an object.  What is missing or of another type is told, and a list of more than
 * `most` items. */
struct entry entry_object(const struct entry *of, const char *key);
struct entry entry_list(const struct entry *of, const char *key, size_t most);
const char *entry_text(const struct entry *of, const char *key);  /* in the arena, never NULL */
const char *entry_text_or_null(const struct entry *of, const char *key);
bool entry_bool(const struct entry *of, const char *key);

/* Numbers: those that are counted or measured are not below 0, and no number is so large that a
 * product of two is none. */
uint64_t entry_count(const struct entry *of, const char *key);
double entry_number(const struct entry *of, const char *key);
double entry_number_or(const struct entry *of, const char *key, double none); /* null: `none` */
double entry_any_number_or(const struct entry *of, const char *key, double none); /* below 0 too */

/* A count of all executions as that of one of `times`. */
uint64_t entry_part(const struct entry *of, const char *key, uint64_t times);

/* The same of an item of a list. */
const char *entry_item_text(const struct entry *list, size_t index);
double entry_item_number_or(const struct entry *list, size_t index, double none);

/* How many items a list has. */
static inline unsigned entry_items(const struct entry *list)
{
  return (unsigned)json_array_size(list->json);
}

/* The place of a value in the text of the file. */
struct span entry_span(const struct entry *entry);

#endif
