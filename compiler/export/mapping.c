/* The mapping: for each level its loops in time, its loops across an array, and what it
 * keeps. */
#include "compiler/export/inside.h"

/* One directive's loops, as they are found. */
struct directive {
  const struct ir_loop *of[MODEL_DIMS]; /* by dim; NULL: one step */
  unsigned order[MODEL_DIMS];           /* dims, the innermost first */
  unsigned n, split;                    /* dims in the order; those of them along X */
};

enum direction { IN_TIME, ALONG_X, ALONG_Y };

static enum direction direction_of(const struct exporting *x, const struct ir_level *level,
                                   const struct ir_loop *loop)
{
  if (loop->axis < 0) return IN_TIME;
  return is_y(x, (int)level->node, (unsigned)loop->axis) ? ALONG_Y : ALONG_X;
}

static void add_loops(const struct exporting *x, struct directive *d, const struct ir_level *level,
                      enum direction direction)
{
  for (unsigned i = level->loops; i--;) {
    const struct ir_loop *loop = &level->loop[i];
    if (loop->bound == 1 || direction_of(x, level, loop) != direction) continue;
    d->of[loop->dim] = loop;
    d->order[d->n++] = loop->dim;
  }
}

/* Dims without a loop stand outside of all others, in their own order. */
static void add_others(const struct exporting *x, struct directive *d)
{
  for (unsigned dim = 0; dim < x->workload->dims; dim++)
    if (!d->of[dim]) d->order[d->n++] = dim;
}

/* "C=2 K=1 P=5,3": steps, and how many the last round has. */
static void write_factors(const struct exporting *x, struct emit *e, const struct directive *d)
{
  struct strbuf text = {0};
  for (unsigned dim = 0; dim < x->workload->dims; dim++) {
    const struct ir_loop *loop = d->of[dim];
    long long bound = loop ? loop->bound : 1, residual = loop ? loop->residual : 1;
    strbuf_printf(&text, "%s%c=%lld", dim ? " " : "", x->letter[dim], bound);
    if (residual != bound) strbuf_printf(&text, ",%lld", residual);
  }
  emit_key_text(e, "factors", strbuf_str(&text));
  strbuf_free(&text);
}

static void write_order(const struct exporting *x, struct emit *e, const struct directive *d)
{
  char text[MODEL_DIMS + 1] = "";
  for (unsigned i = 0; i < d->n; i++) text[i] = x->letter[d->order[i]];
  emit_key_text(e, "permutation", text);
}

/* ---- what a level does otherwise than it could ---- */

/* What the mapping says of a node for some tensors. */
static struct model_policy policy_of(const struct exporting *x, int node)
{
  struct model_policy all = {0};
  for (unsigned i = 0; node >= 0 && i < x->lowered.mapping.policies; i++) {
    const struct model_policy *p = &x->lowered.mapping.policy[i];
    if (p->node != node) continue;
    all.no_temporal_reuse |= p->no_temporal_reuse;
    all.no_multicast |= p->no_multicast;
    all.no_forwarding |= p->no_forwarding;
    all.reads_first_update |= p->reads_first_update;
  }
  return all;
}

static void write_tensors(const struct exporting *x, struct emit *e, const char *key, uint64_t set)
{
  emit_key(e, key);
  emit_list(e, EMIT_ONE_LINE);
  for (unsigned t = 0; t < x->workload->tensors; t++)
    if (ir_holds(set, t)) emit_text(e, x->workload->tensor[t].name);
  emit_list_end(e);
}

static void write_policy(const struct exporting *x, struct emit *e, const char *key, uint64_t set)
{
  if (set & ir_all(x->workload->tensors)) write_tensors(x, e, key, set);
}

static uint64_t outputs(const struct exporting *x)
{
  uint64_t set = 0;
  for (unsigned t = 0; t < x->workload->tensors; t++)
    set |= (uint64_t)x->lowered.einsum.tensor[t].output << t;
  return set;
}

/* There neighbours hand words on unless that is switched off. */
static void write_array_policies(const struct exporting *x, struct emit *e,
                                 const struct export_level *level)
{
  const struct model_array *array = &lowered_node(x, level->array)->array;
  struct model_policy p = policy_of(x, level->array);
  uint64_t apart = p.no_multicast, out = outputs(x);
  if (!array->multicasts) apart |= ~out;
  if (!array->reduces) apart |= out;
  write_policy(x, e, "no_reuse", apart);
  write_policy(x, e, "no_link_transfer", array->forwards ? p.no_forwarding : UINT64_MAX);
}

static void write_memory_policies(const struct exporting *x, struct emit *e,
                                  const struct export_level *level)
{
  struct model_policy p = policy_of(x, level->node);
  write_policy(x, e, "no_temporal_reuse", p.no_temporal_reuse);
  write_policy(x, e, "rmw_first_update", p.reads_first_update);
}

/* ---- directives ---- */

static void open_directive(struct emit *e, const struct export_level *level, const char *type)
{
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "target", level->name);
  emit_key_text(e, "type", type);
}

static void write_temporal(const struct exporting *x, struct emit *e,
                           const struct export_level *level)
{
  const struct ir_level *says = level->dummy ? NULL : mapped_level(x, level->node);
  struct directive d = {.n = 0};
  if (says) add_loops(x, &d, says, IN_TIME);
  add_others(x, &d);
  open_directive(e, level, "temporal");
  write_factors(x, e, &d);
  write_order(x, e, &d);
  if (!level->dummy) write_memory_policies(x, e, level);
  emit_map_end(e);
}

static bool spans_several(const struct exporting *x, int array)
{
  const struct ir_node *n = node_of(x, array);
  for (unsigned i = 0; i < n->axes; i++)
    if (n->axis[i].size > 1) return true;
  return false;
}

/* Where there is one instance only, this directive is a mistake. */
static void write_spatial(const struct exporting *x, struct emit *e,
                          const struct export_level *level)
{
  if (level->array < 0 || !spans_several(x, level->array)) return;
  const struct ir_level *says = mapped_level(x, level->array);
  struct directive d = {.n = 0};
  if (says) add_loops(x, &d, says, ALONG_X);
  d.split = d.n;
  if (says) add_loops(x, &d, says, ALONG_Y);
  add_others(x, &d);
  open_directive(e, level, "spatial");
  write_factors(x, e, &d);
  write_order(x, e, &d);
  emit_key_whole(e, "split", d.split);
  write_array_policies(x, e, level);
  emit_map_end(e);
}

static void write_bypass(const struct exporting *x, struct emit *e,
                         const struct export_level *level)
{
  uint64_t keeps = level_keeps(x, level);
  open_directive(e, level, "bypass");
  write_tensors(x, e, "keep", keeps);
  write_tensors(x, e, "bypass", ~keeps);
  emit_map_end(e);
}

void form_mapping(struct exporting *x, struct emit *e)
{
  emit_map(e, EMIT_LINES);
  emit_key(e, "mapping");
  emit_list(e, EMIT_LINES);
  for (unsigned i = 0; i < x->levels; i++) {
    write_temporal(x, e, &x->level[i]);
    write_spatial(x, e, &x->level[i]);
    write_bypass(x, e, &x->level[i]);
  }
  emit_list_end(e);
  emit_map_end(e);
}
