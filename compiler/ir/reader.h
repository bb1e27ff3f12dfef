/* Inside the room: text that is read back, word by word.
 *
 * Lists grow in the arena, by doubling: a design that is given up leaves nothing to
 * clean. */
#ifndef TL_IR_READER_H
#define TL_IR_READER_H

#include "compiler/ir/word.h"

enum token { END, WORD, QUOTED };

struct reader {
  struct arena *arena;
  const char *at, *end;      /* what is not read yet */
  unsigned line;
  const char *why;           /* the first thing that is wrong */
  enum token token;          /* the one to be read next */
  const char *text;          /* of it */
  bool equals;               /* `=` stands right behind it */
  struct ir_design *design;
  struct ir_arch *arch;      /* the last of each: what lines belong to; or NULL */
  struct ir_workload *workload;
  struct ir_mapping *mapping;
  struct ir_mapspace *mapspace;
  struct ir_mapper *mapper;
  struct ir_sparsity *sparsity;
  struct ir_access *access;
};

/* Remembers a sentence about what is wrong, unless there is one. */
void ir_tell(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* False, after a sentence. */
#define ir_fail(r, ...) (ir_tell((r), __VA_ARGS__), false)

/* `at` with room for one more than `n`, cleared. */
void *ir_room(struct reader *r, void *at, unsigned n, size_t size);

/* A new last element of a list, cleared. */
#define IR_APPEND(r, list, n) \
  ((list) = ir_room((r), (list), (n), sizeof *(list)), &(list)[(n)++])

/* The token behind this one. */
bool ir_advance(struct reader *r);

/* Goes past the word if it is this one. */
bool ir_word_is(struct reader *r, const char *word);

/* Each tells what is missing, and is false then. */
bool ir_want_word(struct reader *r, const char *word);
bool ir_want_end(struct reader *r);
bool ir_read_name(struct reader *r, const char **out);
bool ir_read_whole(struct reader *r, int64_t *out);
bool ir_read_number(struct reader *r, double *out);

/* A number that counts one of `n` things. */
bool ir_read_index(struct reader *r, const char *what, unsigned n, unsigned *out);

/* A number and its unit, which may be none: it is all that is left. */
bool ir_read_quantity(struct reader *r, double *value, const char **unit);

/* The number of something that is the `n`th of its kind, and its name. */
bool ir_read_numbered(struct reader *r, const char *what, unsigned n, const char **name);

/* `of W on A`. */
bool ir_read_pair(struct reader *r, unsigned *workload, unsigned *arch);

/* The indices of what names name; told if there is no such thing. */
bool ir_find_node(struct reader *r, const struct ir_arch *a, const char *name, unsigned *out);
bool ir_find_dim(struct reader *r, const struct ir_workload *w, const char *name, unsigned *out);
bool ir_read_tensor_name(struct reader *r, const struct ir_workload *w, unsigned *out);

/* Names of tensors up to the end of the line, added to a set. */
bool ir_read_members(struct reader *r, const struct ir_workload *w, uint64_t *set);

/* Lines of mapspaces and mappers: what stands behind their first word. */
bool ir_read_mapspace(struct reader *r);
bool ir_read_open(struct reader *r);
bool ir_read_loops(struct reader *r);
bool ir_read_across(struct reader *r);
bool ir_read_among(struct reader *r);
bool ir_read_inside(struct reader *r);
bool ir_read_tile(struct reader *r);
bool ir_read_use(struct reader *r);
bool ir_read_mapper(struct reader *r);
bool ir_read_strategy(struct reader *r);
bool ir_read_imperfect(struct reader *r);
bool ir_read_option(struct reader *r);
bool ir_read_goal(struct reader *r);
bool ir_read_step(struct reader *r);

/* Lines of sparsities, likewise. */
bool ir_read_sparsity(struct reader *r);
bool ir_read_density(struct reader *r);
bool ir_read_format(struct reader *r);
bool ir_read_stored(struct reader *r);
bool ir_read_over(struct reader *r);
bool ir_read_skip(struct reader *r);
bool ir_read_gate(struct reader *r);

/* Names of dims up to the end of the line, added to a set. */
bool ir_read_dims(struct reader *r, const struct ir_workload *w, uint64_t *set);

/* The set of tensors that a line beginning with one of these words is about, in the last
 * node of a mapspace; NULL, and told, if no node stands before. */
struct ir_open *ir_last_open(struct reader *r);

#endif
