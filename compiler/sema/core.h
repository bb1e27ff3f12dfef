/* Inside the room: how a program is held while it is analysed.
 *
 * Names are symbols in scopes, evaluated when first asked for.  Instantiating a
 * component, an arch or a workload makes an `object` with a scope of its own,
 * in which parameters, lets, parts, actions and attributes are symbols; so a
 * default that is computed from `width` follows the `width` that was given.
 *
 * All of it lives in the program's arena.
 */
#ifndef TL_SEMA_CORE_H
#define TL_SEMA_CORE_H

#include "compiler/sema/sema.h"
#include "compiler/sema/value.h"

#include <string.h>

struct amendment;
struct attribute;
struct axis;
struct expectation;
struct level;
struct made_run;
struct reference;
struct references;
struct setting;
struct study;
struct table;
struct trace;
struct tracing;
struct workload;

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
  bool is_sum;              /* nobody says it: it is the sum of what parts have; see sums.h */
  bool mutual;              /* a parameter whose default came back to itself */
  name_t name;
  struct node *node;        /* where it is declared */
  struct span where;        /* its name there */
  struct module *module;
  struct scope *scope;      /* where its expression and its type are looked at */
  struct node *expr;        /* what it is worth; NULL: see node */
  struct node *type;        /* declared type, or NULL */
  struct span set_at;       /* the argument or attribute that set it; else == where */
  struct symbol *asker;     /* while BUSY: the one whose value needs this one */
  struct value value;       /* once DONE */
  struct node *replaces;    /* S_ACTION: the component's own, that it stands in the place of */
  struct symbol *target;    /* S_IMPORTED */
  struct module *opens;     /* S_MODULE */
  const struct attribute *attribute; /* S_ATTRIBUTE */
  struct object *made;      /* S_DECL: its default instance, once asked for */
  struct level *level;      /* S_LEVEL */
  struct setting *settings; /* of a mapping, a mapspace or a sparsity: its arguments */
  struct node *called;      /* … and the call they stand in */
  struct trace *trace;      /* what its value rests on, once DONE; see trace.h */
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
    CTX_STUDY = 2                  /* … as lists over a study; `runs` */
  } context;
};

/* What an instance or a block is: bits, as attributes belong to several. */
enum component_kind { K_MEMORY = 1, K_COMPUTE = 2, K_NETWORK = 4, K_TRANSIT = 8,
                      K_ARRAY = 16, K_GROUP = 32, K_PARALLEL = 64, K_ARCH = 128,
                      K_MAPPER = 256, K_RUN = 512, K_FILE = 1024, K_STUDY = 2048, K_TEST = 4096,
                      K_PART = 8192, K_LEVELS = 15 };

/* An instance.  Which of the lower fields are used depends on its kind. */
struct object {
  struct symbol *of;        /* the declaration it is an instance of; NULL for array, group … */
  struct node *decl;        /* N_DECL: of->node, or the level's own declaration */
  struct node *made_by;     /* the call, `with` or level that made it; NULL: checked on its own */
  struct scope scope;
  struct object *outer;     /* the arch, array or group around it: its `tech` flows in */
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

/* Instances that are being made inside each other, innermost first. */
struct trail { struct object *object; struct trail *outer; };

/* The analysis of one program. */
struct sema {
  struct program *program;
  struct arena *arena;
  struct interner *names;
  struct diags *diags;
  struct user_units units;
  struct map known_units;   /* name_t of a unit's text → struct unit, once read */
  struct map numbers;       /* N_NUMBER with such a unit → struct value, once worked out */
  struct map attributes;    /* name_t → the first struct attribute with that path */
  struct map builtins;      /* name_t → the first struct builtin of that name */
  struct map told;          /* what tell_name and tell_place have seen, interned */
  struct trail *trail;      /* instances being made, innermost first */
  unsigned depth;           /* of instances in instances */
  unsigned eval_depth;      /* expressions being evaluated inside each other; bounded */
  uint64_t steps;           /* expressions evaluated; bounded */
  bool gave_up;
  bool in_action;           /* the value of an action is being evaluated */
  struct symbol *asking;    /* the innermost symbol being evaluated, or NULL */
  name_t naming;            /* the `let` being evaluated, or NULL */
  struct span governed;     /* runs that were checked with the `for` above them */
  struct map estimates;     /* struct object * → struct estimate_kept *, of estimate.c */
  /* What is to be evaluated, in the order of the text. */
  struct symbol *test;      /* being checked, or NULL */
  bool in_study;            /* one is being checked */
  struct study *studies, *last_study;
  struct made_run *runs, *last_run;
  struct expectation *expectations, *last_expectation;
  struct map alike;         /* where parts are made → those that were, of alike.c */
  struct map tables;        /* S_DECL → struct table *, once read */
  struct tracing *tracing;  /* what the value being evaluated rests on, or NULL */
  struct references *references; /* of refer.c, or NULL */
  struct reference *sorted_references; /* the same for query.h, once asked for */
  const struct made_run *speaking; /* whose results are meant where several are seen, or NULL */
};

#define names_equal(name, literal) (!strcmp((name)->text, literal))

#endif
