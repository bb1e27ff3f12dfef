/* Inside the room: what readers and writers share. */
#ifndef TL_IMPORT_IMPORTER_H
#define TL_IMPORT_IMPORTER_H

#include "compiler/import/import.h"
#include "compiler/import/spec.h"
#include "compiler/ir/prices.h"

/* Names that are taken in some scope. */
struct taken {
  VEC(const char *) names;   /* in the order in which they came */
  struct map set;            /* the same, interned */
  struct map numbers;        /* of a name that was wanted again: the last number behind it */
};

struct class;

struct importer {
  struct arena *arena;
  struct interner *names;
  struct diags *diags;
  struct sources *sources;
  struct yaml_reader *reader;
  unsigned n_files;
  struct source **file;      /* [n_files]: what was read */
  struct spec spec;
  unsigned computing;        /* attributes that are being computed, one for the other */
  struct taken taken;        /* names at the top of the program */
  struct map aliases;        /* names of the library: how the program calls them */
  struct taken library_names; /* `memory.sram`: what is used of the library */
  struct taken level_names;  /* of the architecture */
  VEC(struct class *) classes;
  struct map classes_by_name;
  const char *mapping_name, *mapper_name;
  uint32_t dense, conditions; /* tensors of which no density is said; that others are left out by */
  bool told_arguments;       /* that those of primitive actions are left out */
  bool technology_known;
  const char *technology;    /* of most levels; or NULL */
};

/* `at`, moved within the arena if that was needed to have room for one more than `n`. */
void *arena_room(struct arena *a, void *at, uint32_t *cap, uint32_t n, size_t size);

/* Appends to a vector that lives in the arena. */
#define KEEP(im, v, ...) \
  ((v)->at = arena_room((im)->arena, (v)->at, &(v)->cap, (v)->n, sizeof *(v)->at), \
   (void)((v)->at[(v)->n++] = (__VA_ARGS__)))

#define SAY(im, ...) arena_printf((im)->arena, __VA_ARGS__)

/* ---- telling ---- */

/* Opens a diagnostic at a value. */
struct diag *tell_at(struct importer *im, enum code code, const struct yaml *at,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* E0803: `what` should be `wanted`. */
void tell_type(struct importer *im, const struct yaml *at, const char *what, const char *wanted);

/* The place of `n` bytes of a text; of all of it, if it is not written as it is. */
struct span span_in(const struct yaml *y, size_t from, size_t n);

/* "`a`, `b` and `c`"; NULL if there are none, or too many for a message. */
const char *list_text(struct importer *im, const char *const *names, unsigned n);

/* A note that says what dimensions, tensors or levels there are. */
void note_dims(struct importer *im, struct diag *d, const struct spec_problem *p);
void note_tensors(struct importer *im, struct diag *d, const struct spec_problem *p);
void note_levels(struct importer *im, struct diag *d, bool storage);

/* E0804: a map lacks a key. */
struct diag *tell_lacking(struct importer *im, const struct yaml *map, const char *what, const char *key);

/* E0809: a number should be whole, and at least this. */
void tell_whole(struct importer *im, const struct yaml *at, const char *what, int64_t least, double n);

/* W0542: `what` has no counterpart, for this reason. */
void tell_lost(struct importer *im, struct span at, const char *what, const char *why);

/* W0541 for each key of a map that nobody used; `known` are the keys that there are,
 * ended by NULL. */
void tell_unknown_keys(struct importer *im, struct yaml *map, const char *what,
                       const char *const *known);

/* ---- reading values ---- */

/* The members of a list, or the thing itself as its only one; 0 of what is null. */
unsigned list_count(const struct yaml *y);
struct yaml *list_member(struct yaml *y, unsigned i);

/* A map; NULL, told, if it is something else; NULL in silence if y is NULL or null. */
struct yaml *want_map(struct importer *im, struct yaml *y, const char *what);

/* The text of a scalar that names something; NULL, told, if there is none. */
const char *want_name(struct importer *im, struct yaml *map, const char *key, const char *what);

/* An attribute, marked used; NULL if no scope has it.  Names are with `_`. */
struct spec_attribute *find_attribute(struct spec_scope *scope, const char *name);

/* The scope that an attribute stands in, this one or further out. */
struct spec_scope *home_of(struct spec_scope *scope, const struct spec_attribute *a);

/* Whether a scope has one of these names (ended by NULL), marking nothing. */
bool has_attribute(const struct spec_scope *scope, const char *const *names);

/* Adds the entries of a map to a scope, nearer ones replacing those of the same name. */
void scope_add(struct importer *im, struct spec_scope *scope, struct yaml *map, const char *what);

/* What a value comes to in its scope, where it is called `self` (or NULL); a text if it cannot
 * be computed, and FIGURE_NONE if it is null, a list or a map.  Whoever asks tells. */
struct figure value_of(struct importer *im, struct spec_scope *scope, const struct yaml *y,
                       const char *self);

/* E0807: an attribute is no number; `why` (or NULL) is what expressions say of it. */
void tell_no_number(struct importer *im, const struct spec_attribute *a, const char *why);

/* A number from the first of these names (ended by NULL) that the scope has; false if none
 * has, or, told, if it is no number. */
bool number_of(struct importer *im, struct spec_scope *scope, const char *const *names,
               double *out, struct spec_attribute **from);

/* A whole number from `least` on; the same. */
bool whole_of(struct importer *im, struct spec_scope *scope, const char *const *names,
              int64_t least, int64_t *out, struct spec_attribute **from);

/* Whether an attribute is true (or 1); `otherwise` if there is none, or, told, if it is neither
 * true nor false. */
bool truth_of(struct importer *im, struct spec_scope *scope, const char *name, bool otherwise);
bool is_truth(struct figure f);

/* Notes that what is remarked at a place, in comments, belongs to something. */
void add_remark(struct importer *im, struct spec_remarks *to, struct span at);

/* ---- names ---- */

bool is_taken(struct importer *im, const struct taken *taken, const char *name);
void take_name(struct importer *im, struct taken *taken, const char *name);

/* A name of the language that looks like `wanted` and is not taken; `taken` are those that
 * are, and gets it. */
const char *legal_name(struct importer *im, struct taken *taken, const char *wanted);

/* The same for a tensor, which begins its Einsum. */
const char *legal_tensor(struct importer *im, struct taken *taken, const char *wanted);

/* Of an action, which words of the language may name as well. */
const char *legal_action(struct importer *im, const char *wanted);

/* `PE[0..167]` without its range; the range's bounds, if it has one that can be computed. */
const char *split_range(struct importer *im, struct spec_scope *scope, const struct yaml *name,
                        int64_t *instances);

/* ---- readers ---- */

void read_arch(struct importer *im, const struct yaml_entry *e);
void finish_arch(struct importer *im);

/* Whether anything is to be made of zeros: densities alone change nothing in Timeloop. */
bool is_sparse(const struct importer *im);

/* Whether a level leaves instances without work, and the array that lies right inside of it, or
 * NULL. */
bool skips_spatially(const struct importer *im, const struct spec_level *l);
struct spec_level *array_behind(const struct spec_arch *arch, const struct spec_level *l);
void read_problem(struct importer *im, const struct yaml_entry *e, struct source *source);
void read_plans(struct importer *im);
void read_costs(struct importer *im, struct yaml *y, bool areas);
void match_costs(struct importer *im);

/* One component's counts, with the whole way to it. */
struct counted { const char *name; struct yaml *actions; struct span span; };
struct counted_list { struct counted *at; uint32_t n, cap; };
void read_counts(struct importer *im, struct counted_list *out);

/* What was read as tables and as counts, as plain data. */
struct price_list prices_read(struct importer *im);
struct price_counts counts_read(struct importer *im);

int find_dim(const struct spec_problem *p, const char *name, size_t n);
int find_tensor(const struct spec_problem *p, const char *name);
/* What a compound is by its actions; false if it is none, or they do not tell. */
bool compound_kind(struct importer *im, const char *class, enum spec_kind *kind);

/* What all plans are about; NULL if there is none. */
struct spec_problem *main_problem(struct importer *im);

/* ---- writers ---- */

void write_program(struct importer *im, struct strbuf *out);
void write_problems(struct importer *im, struct strbuf *out);
void write_arch(struct importer *im, struct strbuf *out);
void put_mapping(struct importer *im, struct strbuf *out);
void write_mapspace(struct importer *im, struct strbuf *out);
void tell_constraints(struct importer *im); /* that they are not written */
bool write_mapper(struct importer *im, struct strbuf *out); /* false: nothing was said */
void write_components(struct importer *im, struct strbuf *out);
const char *write_sparsity(struct importer *im, struct strbuf *out, bool *asked);
void write_counts(struct importer *im, struct strbuf *out);

#endif
