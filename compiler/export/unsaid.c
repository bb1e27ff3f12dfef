/* What a design may say and Timeloop's files cannot: each is told at its place. */
#include "compiler/export/inside.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static const struct energy_action *action_of(const struct exporting *x, int node, const char *name)
{
  const struct energy_row *row = &x->lowered.energy.row[lowered_node(x, node)->energy];
  for (unsigned i = 0; i < row->actions; i++)
    if (!strcmp(row->action[i].name, name)) return &row->action[i];
  return NULL;
}

/* The place of an action that costs something, or NULL. */
static const struct energy_action *charged(const struct exporting *x, int node, const char *name)
{
  const struct energy_action *a = action_of(x, node, name);
  return a && a->pJ > 0 ? a : NULL;
}

static struct span action_span(const struct energy_action *a, const struct ir_node *n)
{
  return a->span.file ? a->span : n->made;
}

static void tell_reductions(struct exporting *x, int node)
{
  const struct ir_node *n = node_of(x, node);
  const struct energy_action *a = charged(x, node, "reduce");
  if (!a) return;
  struct diag *d = diag_at(x->diags, E0820, action_span(a, n),
                           "`%s` charges for adding partial sums, which Timeloop's files cannot "
                           "say", n->name);
  diag_label(d, action_span(a, n), "%g pJ for each", a->pJ);
  diag_help(d, "leave out `action reduce`, and add what it costs by hand");
}

/* ---- left out ---- */

static void tell_leak(struct exporting *x, int node)
{
  const struct ir_node *n = node_of(x, node);
  const struct energy_action *a = charged(x, node, "leak");
  if (!a) return;
  struct diag *d = diag_at(x->diags, W0545, action_span(a, n),
                           "what `%s` leaks is not exported: Timeloop counts the leakage of "
                           "memories only", n->name);
  diag_label(d, action_span(a, n), "%g pJ in each cycle are missing there", a->pJ);
}

/* "`read` and `write`" of those that the level needs and nobody knows; "" for none. */
static const char *unknown_actions(const struct exporting *x, int node, const char *const *needed)
{
  const char *names[2] = {NULL};
  unsigned n = 0;
  if (is_left_out(node_of(x, node))) return "";
  for (; *needed; needed++)
    if (!action_of(x, node, *needed)) names[n++] = *needed;
  if (n == 2) return arena_printf(x->arena, "`%s` and `%s`", names[0], names[1]);
  return n ? arena_printf(x->arena, "`%s`", names[0]) : "";
}

static void tell_unknown(struct exporting *x, int node, const char *const *needed)
{
  const struct ir_node *n = node_of(x, node);
  const char *actions = unknown_actions(x, node, needed);
  if (!*actions) return;
  struct diag *d = diag_at(x->diags, W0545, n->made, "nothing says what %s of `%s` cost%s", actions,
                           n->name, strstr(actions, " and ") ? "" : "s");
  diag_label(d, n->made, "Timeloop will take numbers of its own");
  diag_help(d, "give it: `action %s = 1.2 pJ`, or say `energy = none`", needed[0]);
}

/* ---- levels ---- */

/* Whether it is ever written: filled from further out, or updated without an action for
 * that. */
static bool is_written(const struct exporting *x, const struct export_level *level)
{
  uint64_t outside = 0, keeps = level_keeps(x, level);
  for (const struct export_level *l = x->level; l < level; l++) outside |= level_keeps(x, l);
  for (unsigned t = 0; t < x->workload->tensors; t++)
    if (ir_holds(keeps & ~outside, t) && x->lowered.einsum.tensor[t].output)
      return !action_of(x, level->node, "update") || keeps & outside;
  return keeps & outside;
}

static void check_memory(struct exporting *x, const struct export_level *level)
{
  static const char *const needed[] = {"read", "write", NULL}, *const read_only[] = {"read", NULL};
  const struct ir_node *n = node_of(x, level->node);
  double fullest = lowered_node(x, level->node)->memory.fullest;
  tell_reductions(x, level->node);
  if (level_keeps(x, level))
    tell_unknown(x, level->node, is_written(x, level) ? needed : read_only);
  if (!(fullest < 1)) return;
  struct span at = attribute_span(n, "utilization");
  struct diag *d = diag_at(x->diags, W0545, at,
                           "the `utilization` of `%s` is not exported: tiles may fill all of it "
                           "there", n->name);
  diag_label(d, at, "no count depends on it");
}

static void tell_shape(struct exporting *x, const struct ir_node *n)
{
  struct span at = attribute_span(n, "shape");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "`%s` is a tree, and below a memory Timeloop has a mesh", n->name);
  diag_label(d, at, "words branch on their way");
  diag_help(d, "export it as a mesh: `shape = mesh`");
}

static void tell_rate(struct exporting *x, const struct ir_node *n)
{
  struct span at = attribute_span(n, "bandwidth");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "`%s` has a bandwidth, and Timeloop's networks have no limit", n->name);
  diag_label(d, at, "a limit that the files cannot say");
  diag_help(d, "limit the memory before it: `read.bandwidth`, `write.bandwidth`");
}

static void tell_fraction(struct exporting *x, const struct ir_node *n, double cycles)
{
  struct span at = attribute_span(n, "latency");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "`%s` takes %g cycles to fill, and Timeloop counts whole ones", n->name,
                           cycles);
  diag_label(d, at, "no whole number of cycles");
  diag_help(d, "round it up: `latency = %.0f cycle`", ceil(cycles));
}

static void tell_wires(struct exporting *x, const struct ir_node *n)
{
  if (is_left_out(n)) return;
  struct diag *d =
    diag_at(x->diags, W0545, n->made, "nothing says what a word costs in `%s`", n->name);
  diag_label(d, n->made, "it costs nothing in the files");
  diag_help(d, "give it: `action transfer = 1.2 pJ`, or say `energy = none`");
}

static void check_network(struct exporting *x, int node)
{
  const struct ir_node *n = node_of(x, node);
  const struct model_network *network = &lowered_node(x, node)->network;
  double fill = network->fill_cycles + network->drain_cycles;
  if (network->tree) tell_shape(x, n);
  if (isfinite(network->rate)) tell_rate(x, n);
  if (fill != floor(fill)) tell_fraction(x, n, fill);
  tell_reductions(x, node);
  tell_leak(x, node);
  if (!action_of(x, node, "hop") && !action_of(x, node, "route") && !action_of(x, node, "transfer"))
    tell_wires(x, n);
  if (!(area_of(&x->lowered.energy, lowered_node(x, node)->energy) > 0)) return;
  struct span at = attribute_span(n, "area");
  struct diag *d = diag_at(x->diags, W0545, at,
                           "the area of `%s` is not exported: Timeloop's networks have none",
                           n->name);
  diag_label(d, at, "missing there");
}

static void check_compute(struct exporting *x)
{
  static const char *const needed[] = {"compute", NULL};
  const struct ir_node *n = node_of(x, x->compute.node);
  double rate = lowered_node(x, x->compute.node)->compute.rate;
  tell_unknown(x, x->compute.node, needed);
  tell_leak(x, x->compute.node);
  if (rate == 1) return;
  const char *key = node_attribute(n, "throughput") ? "throughput"
                    : node_attribute(n, "latency")  ? "latency"
                                                    : "clock";
  struct span at = attribute_span(n, key);
  struct diag *d = diag_at(x->diags, E0820, at,
                           "`%s` begins %g computes in a cycle of the arch, and those of Timeloop "
                           "begin one", n->name, rate);
  diag_label(d, at, "not one in each cycle");
  diag_help(d, "let the `clock` of the arch be the pace of its computes");
}

/* ---- workloads ---- */

/* Sizes and coefficients are C's int there. */
static void check_dims(struct exporting *x)
{
  for (unsigned i = 0; i < x->workload->dims; i++) {
    const struct ir_dim *dim = &x->workload->dim[i];
    if (dim->size <= INT_MAX) continue;
    struct diag *d = diag_at(x->diags, E0820, dim->span,
                             "`%s` takes %lld steps, and Timeloop counts up to %d", dim->name,
                             (long long)dim->size, INT_MAX);
    diag_label(d, dim->span, "too many");
    diag_help(d, "export a smaller workload");
  }
}

static bool has_rank(const struct exporting *x, const struct model_tensor *t)
{
  unsigned n = t->ranks * x->workload->dims;
  for (unsigned i = 0; i < n; i++)
    if (t->coefficients[i]) return true;
  return false;
}

static void check_tensors(struct exporting *x)
{
  for (unsigned i = 0; i < x->workload->tensors; i++) {
    const struct model_tensor *t = &x->lowered.einsum.tensor[i];
    unsigned n = t->ranks * x->workload->dims;
    for (unsigned k = 0; k < n; k++) {
      if (t->coefficients[k] <= INT_MAX && t->coefficients[k] >= -INT_MAX) continue;
      struct diag *d = diag_at(x->diags, E0820, t->span,
                               "`%s` is indexed with a step of %lld, and Timeloop counts up to %d",
                               t->name, (long long)t->coefficients[k], INT_MAX);
      diag_label(d, t->span, "too large a step");
      diag_help(d, "export a smaller workload");
    }
    if (has_rank(x, t)) continue;
    struct diag *d = diag_at(x->diags, E0820, t->span,
                             "no dimension indexes `%s`, and a data space of Timeloop needs one",
                             t->name);
    diag_label(d, t->span, "a single word");
    diag_help(d, "give the workload a dimension of size 1, and index it with that");
  }
}

/* ---- mappings ---- */

/* A level has one factor for each dim, and one place for it in its order. */
static void check_loops(struct exporting *x, const struct ir_level *level)
{
  const struct ir_loop *seen[MODEL_DIMS] = {NULL};
  const struct ir_node *n = node_of(x, (int)level->node);
  for (unsigned i = 0; i < level->loops; i++) {
    const struct ir_loop *loop = &level->loop[i];
    if (loop->bound == 1) continue;
    if (!seen[loop->dim]) {
      seen[loop->dim] = loop;
      continue;
    }
    const char *dim = x->workload->dim[loop->dim].name;
    struct diag *d = diag_at(x->diags, E0820, loop->span,
                             "`%s` has two loops over `%s`, and a level of Timeloop has one for "
                             "each dimension", n->name, dim);
    diag_label(d, loop->span, "a second one");
    diag_note_at(d, seen[loop->dim]->span, "the first one");
    if (n->kind == IR_ARRAY)
      diag_help(d, "make two arrays, one in the other, and run one loop across each");
    else
      diag_help(d, "make one loop of them, or move one to another memory");
  }
}

static void check_mapping(struct exporting *x)
{
  struct span at = x->run->span;
  if (x->mapping) {
    for (unsigned i = 0; i < x->mapping->levels; i++) check_loops(x, &x->mapping->level[i]);
    return;
  }
  struct diag *d = diag_at(x->diags, W0545, at,
                           "the mapping of `%s` is open: no mapping is exported", x->run->name);
  if (x->run->within) {
    diag_label(d, at, "`%s` is a mapspace", x->run->within);
    diag_note(d, "what it asks for is not exported either: Timeloop gets no constraints");
  }
  else diag_label(d, at, "no `within` says which mapping");
  diag_help(d, "write a `mapping` and run within that, or let Timeloop's mapper search");
}

static void check_count(struct exporting *x)
{
  if (x->run->count == 1) return;
  struct diag *d = diag_at(x->diags, W0545, x->run->span,
                           "the `count` of `%s` is not exported: Timeloop counts one execution",
                           x->run->name);
  diag_label(d, x->run->span, "executed %lld times here", (long long)x->run->count);
}

/* Numbers there are those of the dense run. */
static void check_sparsity(struct exporting *x)
{
  struct span at = x->run->sparsity_at;
  if (x->run->sparsity < 0 || !at.file) return;
  struct diag *d = diag_at(x->diags, W0545, at, "the sparsity of `%s` is not exported", x->run->name);
  diag_label(d, at, "all is dense there");
}

void tell_unsaid(struct exporting *x)
{
  for (unsigned i = 0; i < x->levels; i++) {
    if (!x->level[i].dummy) check_memory(x, &x->level[i]);
    if (x->level[i].network >= 0) check_network(x, x->level[i].network);
  }
  check_compute(x);
  check_dims(x);
  check_tensors(x);
  check_mapping(x);
  check_sparsity(x);
  check_count(x);
}

/* ---- what was not lowered ---- */

static void tell_computes(struct exporting *x, const struct lower_problem *p)
{
  struct diag *d = diag_at(x->diags, E0820, p->span,
                           "this arch has several computes, and one of Timeloop has one");
  diag_label(d, p->span, "a second one");
  diag_help(d, "make an arch of each, and export them one after the other");
}

void tell_not_lowered_for_export(struct exporting *x, const struct lower_problem *p)
{
  struct diag *d;
  switch (p->status) {
  case LOWER_OK: return;
  case LOWER_EINSUMS: BUG("`%s` was not taken apart", p->name);
  case LOWER_COMPUTES: tell_computes(x, p); return;
  case LOWER_TWICE:
    d = diag_at(x->diags, E0820, p->span,
                "`%s` is indexed in two ways, and a data space of Timeloop in one", p->name);
    diag_label(d, p->span, "unlike before");
    diag_help(d, "declare it twice: `data %s_2`", p->name);
    return;
  case LOWER_CLOCK:
    d = diag_at(x->diags, E0820, p->span,
                "`%s` is given by the second, but the arch has no clock", p->name);
    diag_label(d, p->span, "how many cycles is that?");
    diag_help(d, "give the arch a clock: `clock = 1 GHz`");
    return;
  case LOWER_LIMIT:
    d = diag_at(x->diags, E0820, p->span, "there are %llu %s, but the model takes %llu",
                (unsigned long long)p->have, p->name, (unsigned long long)p->limit);
    diag_label(d, p->span, "too many");
    diag_help(d, "export a smaller design");
  }
}
