/* Inside the room: how a program is held while it is analysed.
 *
 * Names are symbols in scopes, evaluated when first asked for.  Instantiating a
 * component, an arch or a workload makes an `object` with a scope of its own,
 * in which parameters, lets, parts, actions and attributes are symbols; so a
 * default that is computed from `width` follows the `width` that was given.
 */
#ifndef TL_SEMA_INTERNAL_H
#define TL_SEMA_INTERNAL_H

#include "compiler/sema/sema.h"
#include "compiler/sema/value.h"
#include "lang/base/map.h"
#include "lang/base/vec.h"
#include "lang/syntax/parse.h"

#include <string.h>

enum symbol_kind {
  S_DECL,      /* component arch workload mapping mapspace mapper sparsity study test table */
  S_ENUM,
  S_LET,       /* let, top-level param, sweep variable with its iterator */
  S_PARAM,     /* of a declaration */
  S_VARIABLE,  /* bound by for, sweep or a comprehension: value is set by whoever binds */
  S_UNIT,
  S_MODULE,    /* import … as m */
  S_IMPORTED,  /* import m { x }: `target` is the symbol meant */
  S_DIM,
  S_DATA,
  S_PART,
  S_ACTION,
  S_LEVEL,     /* memory compute network transit array group of an arch */
  S_ATTRIBUTE,
  S_RUN,
};

enum symbol_state { UNSEEN, BUSY, DONE };

struct symbol {
  uint8_t kind;             /* enum symbol_kind */
  uint8_t state;            /* of `value` */
  bool used;                /* looked up by something */
  bool checked;             /* its body was checked on its own */
  bool broken;              /* … and had mistakes: instances stay silent */
  bool is_param;            /* a top-level `param` */
  bool mutual;              /* a parameter whose default came back to itself */
  name_t name;
  struct node *node;        /* where it is declared */
  struct span where;        /* its name there */
  struct module *module;
  struct scope *scope;      /* where its expression is evaluated */
  struct node *expr;        /* what it is worth; NULL: see node */
  struct node *type;        /* declared type, or NULL */
  struct scope *type_scope; /* where the type is looked up */
  struct span set_at;       /* the argument or attribute that set it; else == where */
  struct symbol *asker;     /* while BUSY: the one whose value needs this one */
  struct value value;       /* once DONE */
  struct symbol *target;    /* S_IMPORTED, S_MODULE (then target->module) */
  struct module *opens;     /* S_MODULE */
  const struct attribute *attribute; /* S_ATTRIBUTE */
  struct object *made;      /* S_DECL: its default instance, once asked for */
  struct level *level;      /* S_LEVEL */
  struct setting *settings; /* of a mapping, a mapspace or a sparsity: its arguments */
  struct node *called;      /* … and the call they stand in */
};

/* A run as it was understood: what measures speak of. */
struct made_run {
  name_t name;              /* `as NAME`, else its workload's; NULL if it has none */
  struct node *node;
  struct object *arch, *workload; /* NULL: not known before it is made */
  struct made_run *next;
};

struct scope {
  struct scope *outer;
  struct map names;         /* name_t → struct symbol * */
  struct map choices;       /* of a file: member of an enum → its S_ENUM */
  struct object *object;    /* whose scope it is, or NULL */
  struct made_run *runs;    /* of a run, a test or a study: those that stand in it */
  bool has_tolerance;       /* … or of the file: it says what `~=` means in it */
  double tolerance;
  enum context {            /* what built-in names are seen from here; bits */
    CTX_NONE = 0, CTX_RESULTS = 1, /* energy, cycles, reads(…) … of a run */
    CTX_STUDY = 2,                 /* … as lists over a study; `runs` */
    CTX_TENSORS = 4                /* inputs, outputs, weights, all, intermediates */
  } context;
};

/* One thing that an instance was told: an argument or an attribute.  Later ones
 * win.  `path` is interned text such as "depth" or "read.bandwidth". */
struct setting {
  name_t path;
  struct span path_at;      /* the name, or for positional arguments the value */
  struct node *expr;        /* NULL when `value` is already there */
  struct scope *scope;      /* where expr is evaluated */
  struct value value;
  struct span value_at;
  bool evaluated;
  bool amends;              /* from a block or a `with`, not an argument */
  bool used;                /* something took it */
  name_t by;                /* the `let` it was written for, or NULL */
  struct setting *next;
};

/* What is amended inside a level or a part: `with { DRAM { width = … } }`. */
struct amendment {
  name_t level;
  struct span level_at;
  struct setting *settings;
  struct amendment *inner;
  bool taken;               /* there is such a level */
  struct amendment *next;
};

enum component_kind { K_NONE, K_MEMORY = 1, K_COMPUTE = 2, K_NETWORK = 4, K_TRANSIT = 8,
                      K_ARRAY = 16, K_GROUP = 32, K_PARALLEL = 64, K_ARCH = 128,
                      K_MAPPER = 256, K_RUN = 512, K_FILE = 1024, K_STUDY = 2048, K_TEST = 4096,
                      K_PART = 8192, K_LEVELS = 15 };

/* A dimension of an array: x = 14. */
struct axis {
  name_t name;              /* NULL for a positional extent of a part array */
  struct span at;           /* the name, or the value */
  struct value size;        /* int; may be unknown */
  struct span size_at;
  struct axis *next;
};

/* An instance.  Which of the lower fields are used depends on its kind. */
struct object {
  struct symbol *of;        /* the declaration it is an instance of; NULL for array, group … */
  struct node *decl;        /* N_DECL: of->node, or the level's own declaration */
  struct node *made_by;     /* the call, `with` or level that made it; NULL: checked on its own */
  struct scope scope;
  struct object *outer;     /* the arch, array or group around it: `tech` and `clock` flow in from there */
  struct setting *settings;
  struct amendment *amendments;
  uint16_t kind;            /* enum component_kind; K_ARCH; 0 for workloads and bare components */
  bool generic;             /* parameters are unknown: checked on its own */
  bool broken;              /* something about it was reported */
  uint32_t muted;           /* how far its diagnostics are muted, whoever asks for its members */
  /* an arch, array, group or parallel: what it holds, in order */
  struct level *levels;
  struct level *last_level;
  struct axis *axes;        /* of an array level or part array */
  /* a workload */
  struct workload *workload;
};

/* A level of an arch: a memory, a compute, an array … with its place in the tree. */
struct level {
  name_t name;              /* NULL for `parallel` */
  struct span name_at;
  struct node *node;        /* its N_DECL */
  uint16_t kind;            /* one bit of enum component_kind */
  struct object *object;    /* its instance; never NULL */
  struct level *parent;     /* the array, group or parallel around it, or NULL */
  struct level *next;       /* the following sibling */
  struct axis *axes;        /* array only */
};

/* ---- workloads ---- */
struct dimension {
  name_t name;
  struct span at;           /* the name */
  struct node *binding;
  struct value size;        /* int ≥ 1, may be unknown */
  bool used;
};

/* One rank of an access: constant + Σ coefficient × dim. */
struct term { unsigned dim; struct value coefficient; };
struct rank {
  uint32_t n;
  struct term *terms;
  struct value offset;
  struct span at;
};

enum role { ROLE_NONE, ROLE_INPUT, ROLE_OUTPUT, ROLE_WEIGHTS = 4, ROLE_INTERMEDIATE = 8 };

struct tensor {
  name_t name;
  struct span at;
  struct node *binding;     /* where `data` declares it */
  struct value width;       /* bits, or poison when only a level says it */
  bool has_width;
  unsigned role;            /* bits of enum role */
  bool declared_role;
  bool used;
  struct access *first;     /* its first access: gives the number of ranks */
  struct value *extents;    /* words along each rank of `first`; may be unknown; NULL if unused */
  struct value size;        /* words: product of extents; may be unknown */
};

struct access {
  unsigned tensor;          /* index in workload.tensors */
  struct node *node;        /* N_INDEX */
  uint32_t n_ranks;
  struct rank *ranks;
  struct access *next;
};

struct einsum {
  struct node *node;
  struct access *output;
  struct access *inputs;    /* in order of appearance */
  bool reduces;             /* += */
  struct einsum *next;
};

struct workload {
  struct object *object;
  uint32_t n_dims, n_tensors;
  struct dimension *dims;
  struct tensor *tensors;
  struct einsum *einsums;
  bool understood;          /* all of it was read, even if something is wrong with it */
};

/* ---- the whole ---- */
struct trail { struct object *object; struct trail *outer; };

struct sema {
  struct program *program;
  struct arena *arena;
  struct interner *names;
  struct diags *diags;
  struct user_units units;
  struct map known_units;   /* name_t of a unit's text → struct unit, once read */
  struct scope builtins;    /* constants such as `none`, enum members */
  struct map lost;          /* names of what was declared where it cannot be */
  struct trail *trail;      /* instances being made, innermost first */
  unsigned depth;           /* of instances in instances */
  unsigned eval_depth;      /* expressions being evaluated inside each other; bounded */
  uint64_t steps;           /* expressions evaluated; bounded */
  bool gave_up;
  bool in_action;           /* the value of an action is being evaluated */
  struct symbol *asking;    /* the innermost symbol being evaluated, or NULL */
  name_t naming;            /* the `let` being evaluated, or NULL */
  struct span governed;     /* runs that were checked with the `for` above them */
  name_t n_tech, n_clock, n_read, n_write;
};

/* ---- scope.c ---- */
struct symbol *scope_get(const struct scope *s, name_t name);          /* this scope only */
struct symbol *scope_find(const struct scope *s, name_t name);         /* and outwards */
/* Declares a symbol; tells E0205 if the name is taken (and then returns the new
 * symbol without putting it in), W0504 if it hides one of an outer scope. */
struct symbol *scope_declare(struct sema *sm, struct scope *s, enum symbol_kind kind, name_t name,
                             struct node *node, struct span where);
/* The value of a symbol, evaluated on first use; a cycle is told (E0308). */
struct value symbol_value(struct sema *sm, struct symbol *s);
/* Offers every name that is seen from the scope and is of a kind in `kinds`
 * (bits 1 << enum symbol_kind; 0: all). */
void scope_suggest(const struct scope *s, struct suggest *to, unsigned kinds);

/* ---- module.c: what declarations and imports are as values ---- */
struct value declaration_value(struct sema *sm, struct symbol *s);
struct value import_value(struct sema *sm, struct symbol *s);
/* The symbol an imported name stands for (itself if it is not imported; NULL if
 * its module failed). */
struct symbol *symbol_target(struct symbol *s);
/* What a module offers under a name to others: told E0209 if it is private or
 * not there; NULL then. */
struct symbol *module_export(struct sema *sm, struct module *m, name_t name, struct span at);
/* `std.mapper.quick` without an import: the value, if `n` is such a path. */
bool library_path(struct sema *sm, struct node *n, struct value *out);

/* ---- eval.c: expressions ---- */
/* What a value is wanted for: shown in E0301 when it does not fit. */
struct wanted_type {
  bool any;                 /* nothing is demanded */
  uint8_t kind;             /* enum value_kind */
  struct dim dim;
  bool whole;               /* int */
  bool any_dim;
  struct dim or_dim;        /* a second dimension that fits (bits/cycles or bits/time) */
  bool has_or_dim;
  const struct wanted_type *element; /* of a list; NULL: anything */
  unsigned decl_word;       /* V_DECL/V_OBJECT: keyword of the declaration; 0: any */
  struct symbol *enumeration;         /* V_ENUM: declared with `enum` … */
  const char *const *members;         /* … or built in; NULL-terminated */
};
struct value eval(struct sema *sm, struct scope *scope, struct node *n);
/* Evaluates where a type is wanted: names of enum members are understood. */
struct value eval_as(struct sema *sm, struct scope *scope, struct node *n, const struct wanted_type *t);
/* Does `v` fit?  (A poison always does.) */
bool type_fits(const struct wanted_type *t, struct value v);
/* Reads a type: `bits`, `energy/bits`, `[int]`, `component`, an enum, a unit. */
struct wanted_type type_read(struct sema *sm, struct scope *scope, struct node *type);
/* "bits", "int", "energy/bits", "a component": how it is declared. */
const char *type_text(struct sema *sm, const struct wanted_type *t);
/* An unknown value of the type. */
struct value type_unknown(const struct wanted_type *t);
/* A plain number where a whole one is wanted: "2.5", "1e20, which is too large …". */
const char *number_text(struct sema *sm, struct value v);
/* Tells E0301: an argument, attribute or typed `let` does not fit its type. */
void tell_misfit(struct sema *sm, const struct symbol *s, const struct wanted_type *t, struct value v);
/* The same for any expression: `what` is its name in the message, `declared` the
 * place to label "declared as …" (file 0: none). */
void tell_misfit_at(struct sema *sm, const char *what, const struct node *expr, struct span declared,
                    const struct wanted_type *t, struct value v);
/* Evaluates and demands a whole plain number ≥ least (tells E0301 or E0309);
 * poison if it is not.  `what` names it in messages ("a dimension's size"). */
struct value eval_whole(struct sema *sm, struct scope *scope, struct node *n, int64_t least, const char *what);
/* What a `require` of an instance, or of a file, has to say (E0320). */
void check_require(struct sema *sm, struct object *o, struct node *n);
void check_file_require(struct sema *sm, struct scope *scope, struct node *n);
/* The part of a conjunction that is false. */
struct node *false_part(struct sema *sm, struct scope *scope, struct node *condition);
/* Evaluates a condition. */
struct value eval_condition(struct sema *sm, struct scope *scope, struct node *n);
/* "1000 % 32 == 8", "`rows` is 12": a condition by its values, or NULL if that says
 * nothing new.  In the arena. */
const char *explain_condition(struct sema *sm, struct scope *scope, struct node *n);

/* ---- object.c: instances ---- */
/* Makes an instance of a declaration from arguments (a list of nodes evaluated
 * in `scope`); never NULL. */
struct object *instantiate(struct sema *sm, struct symbol *decl, struct node *args,
                           struct scope *scope, struct node *made_by, struct object *outer);
/* The same from settings that are ready; `amendments` are for what it holds. */
struct object *instantiate_from(struct sema *sm, struct symbol *decl, struct setting *settings,
                                struct amendment *amendments, struct node *made_by, struct object *outer);
/* Checks a declaration on its own, once, before its first instance. */
void ensure_checked(struct sema *sm, struct symbol *decl);
/* Evaluates a setting as a type, tells what does not fit; the value, or poison. */
struct value setting_value(struct sema *sm, struct object *o, struct setting *s, const struct wanted_type *t);
/* The attributes among an object's settings become symbols of its scope; what
 * names nothing is told. */
void bind_attributes(struct sema *sm, struct object *o);
/* Declares the lets, parts, actions and attributes of a block in o->scope. */
void declare_members(struct sema *sm, struct object *o, struct node *items);
/* Evaluates them all and holds the block's requires. */
void evaluate_members(struct sema *sm, struct object *o, struct node *items);
/* The value of an S_PART, and of an S_ACTION with the arguments of a call. */
struct value part_value(struct sema *sm, struct symbol *s);
struct value action_value(struct sema *sm, struct symbol *s, struct node *args, struct scope *scope, struct node *call);
/* Tells E0309 if an attribute's value is outside its range; poison then. */
struct value in_range(struct sema *sm, const struct attribute *a, struct value v, struct span where);
/* A mapping, a mapspace or a sparsity with arguments: `Tiles(t = 8)`. */
struct value with_arguments(struct sema *sm, struct symbol *decl, struct node *args, struct scope *scope,
                            struct node *call);
/* E0305 at the place where an instance is made: parameters that have neither
 * argument nor default; `either`: of which one would say what the others are. */
void tell_missing(struct sema *sm, struct object *o, struct node *const *params, unsigned n, bool either);
/* The instance with all defaults; if parameters lack one, the generic one. */
struct object *default_object(struct sema *sm, struct symbol *decl);
/* A copy with amendments; tells E0203. */
struct object *amend(struct sema *sm, struct object *o, struct node *items, struct scope *scope, struct node *made_by);
/* An instance of what was amended before its parameters were given:
 * `let Wide = Systolic with { … }`, then `Wide(rows = 8)`. */
struct object *complete(struct sema *sm, struct object *o, struct node *args, struct scope *scope, struct node *made_by);
/* A parameter, attribute, let, part, action or level of an object by name; NULL. */
struct symbol *object_member(struct object *o, name_t name);
/* An attribute as it is in force here: its own, its declaration's, or flowing
 * in from outside (tech, clock …).  NULL if nobody set it. */
struct symbol *object_attribute(struct object *o, name_t path);
/* "the memory `sram`", "an array": for messages.  In `a`. */
const char *object_describe(const struct object *o, struct arena *a);
/* `sram(size: bits, width: bits, banks: int = 1)`.  In the arena. */
const char *signature(struct sema *sm, const struct symbol *decl);
/* Adds "required by this instance" to a diagnostic made inside an instance. */
void add_trail(struct sema *sm, struct diag *d);

/* ---- arch.c ---- */
void arch_build(struct sema *sm, struct object *arch);
/* A level by name anywhere in an arch; NULL. */
struct level *arch_level(const struct object *arch, name_t name);
/* The levels in order, depth first: start with NULL; NULL at the end. */
struct level *arch_next(const struct object *arch, const struct level *after);

/* ---- workload.c ---- */
void workload_build(struct sema *sm, struct object *workload);
int workload_dim(const struct workload *w, name_t name);    /* index, or -1 */
int workload_tensor(const struct workload *w, name_t name); /* index, or -1 */
/* Does a run of this workload on this arch know all it needs?  Tells E0424. */
void workload_check_run(struct sema *sm, struct object *workload, struct object *arch, struct node *run);

/* ---- checks.c: the table of checks ---- */
/* Runs all checks that are about a declaration (checks.def). */
void checks_run(struct sema *sm, struct symbol *s);
/* W0501, W0502: dimensions and tensors that no Einsum speaks of. */
void lint_dimensions(struct sema *sm, struct symbol *s);
void lint_tensors(struct sema *sm, struct symbol *s);
/* W0503: memories that a mapping does not mention. */
void lint_levels(struct sema *sm, struct symbol *s);
/* W0512: instances of an array to which a mapping gives no work. */
void lint_idle(struct sema *sm, struct symbol *s);
/* W0523, W0527: a test that expects nothing, a table without rows. */
void lint_expectations(struct sema *sm, struct symbol *s);
void lint_rows(struct sema *sm, struct symbol *s);

/* ---- one function per construct, called for each declaration of a file ---- */
void check_component(struct sema *sm, struct symbol *s);
void check_arch(struct sema *sm, struct symbol *s);
void check_workload(struct sema *sm, struct symbol *s);
void check_mapping(struct sema *sm, struct symbol *s);      /* and mapspace */
void check_sparsity(struct sema *sm, struct symbol *s);
void check_mapper(struct sema *sm, struct symbol *s);
void check_table(struct sema *sm, struct symbol *s);
void check_enum(struct sema *sm, struct symbol *s);
void check_study(struct sema *sm, struct symbol *s);
void check_test(struct sema *sm, struct symbol *s);
/* A run item, or a `for` over runs, of the file.  Call them in the order of the
 * text: a `for` without a block takes the run below it along, and then check_run
 * does nothing for that one. */
void check_run(struct sema *sm, struct scope *scope, struct node *run);
void check_for_runs(struct sema *sm, struct scope *scope, struct node *loop);
/* Finds `tolerance = …` among the items of a scope's block; tells nothing. */
void read_tolerance(struct sema *sm, struct scope *scope, struct node *items);
/* expect, where, require: the condition must be a bool; a known false require or
 * expect is told by the caller. */
struct value check_assert(struct sema *sm, struct scope *scope, struct node *n);

/* What the levels of an arch carry, as sets of tensors: of a run's workload, or,
 * with none, only whether they are sets (E0204, E0437). */
void carries_check(struct sema *sm, struct object *arch, struct object *workload, struct node *run);

/* Does a mapping or mapspace fit this arch and this workload (a run)?  `at` is
 * the run's `within` clause. */
void mapping_check_run(struct sema *sm, struct symbol *mapping, struct object *arch,
                       struct object *workload, struct node *at);
/* What a mapping or mapspace says, level by level, for the outline. */
void mapping_dump(struct strbuf *out, struct sema *sm, struct symbol *s);

/* ---- place.c ---- */
/* Tells E0210 for each item that cannot stand in the block of `parent` (a
 * keyword, or KW_NONE for the file); true if the item may stay. */
bool place_item(struct sema *sm, enum keyword parent, const struct node *item);

/* ---- attribute.c ---- */
struct attribute {
  const char *path;         /* "read.bandwidth" */
  struct wanted_type type;
  unsigned kinds;           /* bits of enum component_kind that may have it */
  bool flows;               /* inward, like tech and clock */
  double least, most;       /* legal range in base units; both 0: any */
  const char *doc;
};
const struct attribute *attribute_find(const char *path, unsigned kinds);
void attribute_suggest(struct suggest *to, unsigned kinds);

/* ---- builtin.c: functions; measure.c: what a run tells ---- */
struct builtin;
/* A call of a built-in function. */
struct application {
  const struct builtin *builtin;
  struct scope *scope;
  struct node *node;        /* N_CALL; for a measure that stands alone its name */
  struct value *args;       /* evaluated; NULL where the builtin takes names */
  unsigned n;
};
struct builtin {
  const char *name;
  const char *signature;
  const char *doc;
  unsigned context;         /* seen where scope.context has one of these; 0: everywhere */
  int least, most;          /* number of arguments; most < 0: any; least == 0: may stand alone */
  const char *names;        /* takes names, which are not evaluated: a letter for each, L a level,
                               T a tensor, W a workload, D the word `dense`; or NULL */
  struct dim dim;           /* of a measure */
  bool whole;               /* a measure that is a whole number */
  struct value (*call)(struct sema *sm, const struct application *a);
};
const struct builtin *builtin_find(const char *name, unsigned context);
void builtin_suggest(struct suggest *to, unsigned context);
/* What its name is worth by itself (`n` is the N_NAME or N_MEMBER): a measure's
 * value, or the function (V_FUNCTION). */
struct value builtin_value(struct sema *sm, struct scope *scope, struct node *n, const struct builtin *b);
/* Evaluates an N_CALL of it; counts and types of arguments are checked. */
struct value builtin_apply(struct sema *sm, struct scope *scope, struct node *call, const struct builtin *b);
/* Calls of a measure: resolves the names among its arguments (E0201, E0204). */
struct value measure_call(struct sema *sm, const struct application *a);
/* `r.energy`, `r.reads` of a V_RESULT; tells E0208. */
struct value result_member(struct sema *sm, struct scope *scope, struct node *member);

/* Small helpers. */
/* suggest_start, but after many errors nothing is compared any more: a file with
 * a wrong name on each line must not take time quadratic in its size. */
struct suggest suggest_near(const struct sema *sm, const char *word);
/* "std/memory.tl:31:25" */
const char *place_text(struct sema *sm, struct span where);
#define names_equal(name, literal) (!strcmp((name)->text, literal))
unsigned scope_context(const struct scope *s);   /* of it and its outer ones */
const char *join_names(struct sema *sm, const char *const *names, unsigned n); /* "`a`, `b` and `c`" */

#endif
