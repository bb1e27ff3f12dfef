/* Inside the room: one run on its way into files. */
#ifndef TL_EXPORT_INSIDE_H
#define TL_EXPORT_INSIDE_H

#include "compiler/export/emit.h"
#include "compiler/export/export.h"
#include "compiler/lower/lower.h"

/* An entry of the list of levels: a memory, an array without one, or the compute.  The
 * array of a level lies inside of it; across that run the loops in space. */
struct export_level {
  const char *name;         /* as the files call it, without its [1..N] */
  int node;                 /* the memory, the compute; of a dummy the array */
  int array, network;       /* nodes of the arch; -1: none */
  bool dummy;               /* keeps nothing: it is there for the array that follows */
  bool behind_memory;       /* a dummy right behind the memory that reads for its array */
  uint64_t mesh_x, mesh_y;  /* instances in either direction */
  /* Of memories, from plan_words: */
  uint64_t word_bits;
  uint64_t block, cluster;  /* words of one access, instances that share it */
  bool limited;
  uint64_t words;           /* that it holds, if limited */
};

struct exporting {
  struct arena *arena;
  struct diags *diags;
  const struct ir_run *run;
  const struct ir_arch *arch;
  const struct ir_workload *workload;
  const struct ir_mapping *mapping; /* NULL: it is open */
  struct lowered lowered;
  unsigned levels;
  struct export_level *level;       /* outermost first, without the compute */
  struct export_level compute;
  bool *by_way;                     /* [nodes] arrays to which words are charged by their way */
  char letter[MODEL_DIMS];          /* what a dim is called */
};

/* ---- finding ---- */

/* The levels of the way to the compute: names, arrays, meshes, networks. */
void plan_levels(struct exporting *x);

/* The words of a level that is a memory: their width, and how many there are. */
void plan_words(struct exporting *x, struct export_level *level);

/* A letter for each dim: its own in upper case, if it has one letter and nobody else has
 * that; else one that is free. */
void plan_letters(struct exporting *x);

/* Tells of all else that cannot be said, or is not; once levels and words are found. */
void tell_unsaid(struct exporting *x);

/* Tells why a run could not be lowered. */
void tell_not_lowered_for_export(struct exporting *x, const struct lower_problem *p);

/* ---- asking ---- */

static inline const struct ir_node *node_of(const struct exporting *x, int node)
{
  return &x->arch->node[node];
}
static inline const struct model_node *lowered_node(const struct exporting *x, int node)
{
  return &x->lowered.arch.node[node];
}

/* The attribute of a node, or NULL; and where to point when one is to blame: at it, or
 * else at what the node is made by. */
const struct ir_attribute *node_attribute(const struct ir_node *node, const char *key);
struct span attribute_span(const struct ir_node *node, const char *key);

/* Whether an axis of an array is Y there: all but the first are, and so is the only one of an
 * array that calls it y, if it is all the same which way words go. */
bool is_y(const struct exporting *x, int array, unsigned axis);

/* What the mapping says of a node, or NULL. */
const struct ir_level *mapped_level(const struct exporting *x, int node);

/* The tensors that a level keeps: all of them if the mapping is open, of a dummy none. */
uint64_t level_keeps(const struct exporting *x, const struct export_level *level);

/* The instances of a level. */
static inline uint64_t instances(const struct export_level *level)
{
  return level->mesh_x * level->mesh_y;
}

/* The name of the level that switches the power of a node on and off; NULL: itself. */
const char *gate_name(const struct exporting *x, int node);

/* The energy of an action of a node in pJ, and its area in um2; NULL if nothing says so.  As
 * texts: who reads them in these units has the very number that the design has. */
const char *action_pJ(const struct exporting *x, int node, const char *action);
const char *area_um2(const struct exporting *x, int node);

/* True if the design leaves the node's energy out on purpose. */
bool is_left_out(const struct ir_node *node);

/* ---- writing ---- */

void form_architecture(struct exporting *x, struct emit *e);
void form_problem(struct exporting *x, struct emit *e);
void form_mapping(struct exporting *x, struct emit *e);
void form_energies(struct exporting *x, struct emit *e);
void form_areas(struct exporting *x, struct emit *e);

/* Lines of `#` in front of a file: what its letters stand for, and what it leaves out. */
void comment_letters(struct strbuf *out, const struct exporting *x);
void comment_offsets(struct strbuf *out, const struct exporting *x);

#endif
