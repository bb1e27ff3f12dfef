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

/* The parameter that stands for both `exponent` and `mantissa`, where only the bits of a
 * floating-point number are known. */
#define FORMAT "format"

/* What stands for a class, in any case of letters; `old`: as estimators before 0.4 have it, where
 * that is another component.  NULL: nothing does. */
const struct library_class *library_class(const char *class, bool old);

/* Whether an action is a power: leakage, save for that of estimators before 0.4, who have the
 * energy of a cycle. */
bool is_power(const struct library_class *l, const char *action);

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
  bool told;                /* that nothing of the library stands for it */
  const struct yaml *where; /* its name, where it is used first; NULL */
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
void suggest_library_action(const struct library_class *l, struct suggest *near);
enum measure library_measure(const char *name);

/* What a floating-point number of so many bits most likely is made of; NULL: nothing is usual.
 * And tells that. */
struct float_format { int bits, exponent, mantissa; const char *name; };

const struct float_format *float_format(double bits);
void tell_no_format(struct importer *im, const char *name, const struct yaml *at, double bits);

/* What an attribute of this name most likely is, by its value, if there is one, in the scope
 * (or NULL) that this stands in. */
enum measure measure_of(struct importer *im, const char *name, const struct yaml *value, struct spec_scope *scope);

/* What a class is called in the program, which imports it if it is the library's; and a name of
 * the library, imported. */
const char *component_name(struct importer *im, struct class *c);
const char *use_library(struct importer *im, const char *module, const char *name);

/* What an attribute is called where it is given to a class; NULL: nobody asks for it.  And what
 * it is measured in. */
const char *argument_name(const struct class *of, const char *name);
const char *asked_for(const struct class *of, const char *name); /* the same, save for what is all around */
enum measure wanted_of(struct importer *im, const struct class *of, const char *name,
                       const struct yaml *value);

/* The action of a compound that has this name; NULL. */
struct yaml *action_called(const struct class *of, const char *name);

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

/* Whether a component of the library is told how wide it is, whatever its depth. */
bool takes_width(struct importer *im, struct spec_level *l);

/* Tells what a level or a part has to say to its class, and does not; `given` are parameters. */
void check_given(struct importer *im, const struct yaml *at, const char *what, const struct class *of,
                 const struct taken *given);

/* Those are the arch's, and reach all in it by themselves. */
bool is_surrounding(const char *attribute);

#endif
