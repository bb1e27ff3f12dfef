/* Inside the room: classes of components, those that the YAML puts together and those that
 * it takes for granted. */
#ifndef TL_IMPORT_CLASSES_H
#define TL_IMPORT_CLASSES_H

#include "compiler/import/writer.h"

/* A parameter of a component, or a value that follows from others. */
struct class_attribute {
  const char *name, *legal;
  struct yaml *value;       /* its default; NULL: it has to be given */
  enum measure is;
  bool whole;               /* of a plain number */
  bool derived;             /* from others, and nobody gives it: a `let` */
};

/* How the library calls what the YAML calls otherwise. */
struct library_class {
  const char *class, *module, *name;
  const char *const (*attributes)[2]; /* there and here; ended by NULL */
  const char *const (*actions)[2];
  const char *const *arguments; /* that its actions read, write and update take; or NULL */
};

/* Whether the architecture is one of Accelergy before 0.4 that nothing is mapped on: its
 * components are those of `std.accelergy`. */
bool is_old_accelergy(const struct importer *im);

/* Whether an action of a class takes this argument. */
bool library_takes(const struct library_class *l, const char *action, const char *argument);

struct class {
  const char *name, *legal;
  struct yaml *map;         /* of a compound; NULL: nothing is known but how it is used */
  const struct library_class *library; /* stands for it; NULL: none does */
  VEC(struct class_attribute) attributes;
  VEC(const char *) actions; /* that are used, or that it has */
  bool has_kind;
  enum spec_kind kind;
  bool used;                /* by a level or by a class that is used */
  bool learnt;              /* a stand-in: it knows what it takes */
};

/* Whether the library has on-chip memories of this class. */
bool is_library_memory(const char *class);

/* All classes that levels are made of, with all that these are made of. */
void find_classes(struct importer *im);

/* The class of this name; NULL if none was found. */
struct class *find_class(struct importer *im, const char *name);

struct class_attribute *class_attribute(const struct class *c, const char *name);

/* How the library calls an attribute or an action of a class that it has; NULL: not at all. */
const char *library_attribute(const struct library_class *l, const char *name);
const char *library_action(const struct library_class *l, const char *name);
enum measure library_measure(const char *name);

/* What an attribute of this name most likely is, by its value, if there is one, in the scope
 * (or NULL) that this stands in. */
enum measure measure_of(struct importer *im, const char *name, const struct yaml *value, struct spec_scope *scope);

/* What the component of a level calls an action; NULL if it has none of this name. */
const char *component_action(struct importer *im, struct spec_level *l, const char *name);

/* Whether an action of the component of a level takes an argument. */
bool component_takes(struct importer *im, struct spec_level *l, const char *action, const char *argument);

/* Tells that a component cannot have this value of a parameter; or all of those that a level
 * gives it, taken together. */
void check_argument(struct importer *im, struct spec_level *l, const struct class *of,
                    const struct spec_attribute *a, const char *parameter);
void check_part(struct importer *im, const struct class *of, const struct yaml_entry *e);
void check_class(struct importer *im, const struct class *of);
void check_level_arguments(struct importer *im, struct spec_level *l, const struct class *of);

/* Attributes that the model knows, whatever a level is made of. */
bool is_of_model(const char *attribute);

/* Whether the component of a level is told how deep and how wide it is. */
bool takes_size(struct importer *im, struct spec_level *l);

/* Tells a number that a component of the library does not take from a part. */

/* Tells what a level or a part has to say to its class, and does not; `given` are parameters. */
void check_given(struct importer *im, const struct yaml *at, const char *what, const struct class *of,
                 const struct taken *given);

/* Those are the arch's, and reach all in it by themselves. */
bool is_surrounding(const char *attribute);

#endif
