/* Archs: what the attributes of each kind of node mean to the model. */
#include "compiler/lower/inside.h"

#include <math.h>
#include <string.h>

/* Far more than there are instances of anything. */
#define MOST 1e15

/* What a memory holds that does not say so: its rows, as far as they are this instance's. */
static double size_of_rows(const struct ir_node *node, const struct model_memory *m)
{
  double depth = attribute_number(node, "depth", "", INFINITY);
  double row = m->block ? (double)m->block * m->word_bits : m->width_bits / (double)m->cluster;
  return row > 0 ? depth * row : INFINITY;
}

static void lower_memory(struct lowering *l, const struct ir_node *node, struct model_memory *m)
{
  *m = (struct model_memory){.word_bits = attribute_number(node, "word", "bit", 0)};
  m->cluster = (uint64_t)fmin(fmax(attribute_number(node, "cluster", "", 1), 1), MOST);
  m->block = (uint64_t)fmin(fmax(attribute_number(node, "block", "", 0), 0), MOST);
  m->width_bits = attribute_number(node, "width", "bit", 0);
  m->size_bits = attribute_number(node, "size", "bit", size_of_rows(node, m));
  m->buffers = attribute_number(node, "buffers", "", 1);
  m->fullest = attribute_number(node, "utilization", "", 1);
  m->emptiest = attribute_number(node, "utilization.least", "", 0);
  m->read_rate = attribute_rate(l, node, "read.bandwidth", "bit/cycle", "bit/s");
  m->write_rate = attribute_rate(l, node, "write.bandwidth", "bit/cycle", "bit/s");
  m->shared_rate = attribute_rate(l, node, "bandwidth", "bit/cycle", "bit/s");
  m->reduces = !attribute_is(node, "reduce", "none");
}

/* One begins when the one before has ended, but none within a cycle; unless it is said how
 * many begin. */
static double compute_rate(struct lowering *l, const struct ir_node *node)
{
  double rate = attribute_rate(l, node, "throughput", "1/cycle", "Hz");
  return isfinite(rate) ? rate : 1 / fmax(attribute_cycles(l, node, "latency"), cycle_of(l, node));
}

static void lower_network(struct lowering *l, const struct ir_node *node, struct model_network *n)
{
  *n = (struct model_network){.word_bits = attribute_number(node, "word", "bit", 0)};
  n->rate = attribute_rate(l, node, "bandwidth", "bit/cycle", "bit/s");
  n->tree = attribute_is(node, "shape", "tree");
  n->fill_cycles = attribute_cycles(l, node, "latency");
}

static void lower_transit(struct lowering *l, const struct ir_node *node, struct model_transit *t)
{
  *t = (struct model_transit){.carries = UINT32_MAX, .towards = MODEL_BOTH_WAYS};
  if (attribute_is(node, "towards", "compute")) t->towards = MODEL_TO_COMPUTE;
  if (attribute_is(node, "towards", "memory")) t->towards = MODEL_TO_MEMORY;
  t->rate = attribute_rate(l, node, "throughput", "1/cycle", "Hz");
  t->bit_rate = attribute_rate(l, node, "bandwidth", "bit/cycle", "bit/s");
}

static void lower_array(struct lowering *l, const struct ir_node *node, struct model_array *a)
{
  *a = (struct model_array){.axes = node->axes, .multicasts = true, .reduces = true};
  if (node->axes > MODEL_AXES) {
    too_many(l, "dimensions of an array", node->axes, MODEL_AXES, node->span);
    return;
  }
  for (unsigned i = 0; i < node->axes; i++)
    a->axis[i] = (struct model_axis){node->axis[i].name, (uint64_t)node->axis[i].size};
  if (attribute_is(node, "multicast", "none")) a->multicasts = false;
  if (attribute_is(node, "reduce", "none")) a->reduces = false;
  a->forwards = attribute_is(node, "forward", "neighbors");
}

/* The outermost of the arrays around a node that are switched on and off as a whole, or
 * -1: then each instance is. */
static int gate_of(const struct ir_arch *arch, const struct ir_node *node)
{
  int gate = -1;
  for (int at = node->parent; at >= 0 && attribute_is(&arch->node[at], "gating", "none");
       at = arch->node[at].parent)
    gate = at;
  return gate;
}

static void lower_node(struct lowering *l, const struct ir_node *node, uint32_t row,
                       struct model_node *out)
{
  *out = (struct model_node){.name = node->name, .component = node->component, .energy = row,
                             .parent = node->parent, .gated_at = gate_of(l->arch, node),
                             .span = node->span};
  switch (node->kind) {
  case IR_MEMORY: out->kind = MODEL_MEMORY, lower_memory(l, node, &out->memory); break;
  case IR_NETWORK: out->kind = MODEL_NETWORK, lower_network(l, node, &out->network); break;
  case IR_TRANSIT: out->kind = MODEL_TRANSIT, lower_transit(l, node, &out->transit); break;
  case IR_ARRAY: out->kind = MODEL_ARRAY, lower_array(l, node, &out->array); break;
  case IR_COMPUTE: case IR_KINDS:
    out->kind = MODEL_COMPUTE;
    out->compute.rate = compute_rate(l, node);
  }
}

static int find_compute(struct lowering *l)
{
  int found = -1;
  for (unsigned i = 0; i < l->arch->nodes; i++) {
    if (l->arch->node[i].kind != IR_COMPUTE) continue;
    if (found >= 0)
      *l->problem = (struct lower_problem){.status = LOWER_COMPUTES,
                                           .span = l->arch->node[i].span,
                                           .name = l->arch->node[i].name};
    found = (int)i;
  }
  return found;
}

void lower_arch(struct lowering *l, struct lowered *out)
{
  const struct ir_arch *arch = l->arch;
  struct model_node *node = l->node = ARENA_ARRAY(l->arena, struct model_node, arch->nodes);
  struct energy_row *row = ARENA_ARRAY(l->arena, struct energy_row, arch->nodes);
  for (unsigned i = 0; i < arch->attributes; i++)
    if (!strcmp(arch->attribute[i].key, "clock")) l->clock_hz = arch->attribute[i].value;
  for (unsigned i = 0; i < arch->nodes; i++) {
    lower_node(l, &arch->node[i], i, &node[i]);
    lower_costs(l, &arch->node[i], &row[i]);
  }
  out->compute = find_compute(l);
  out->has_clock = l->clock_hz > 0;
  out->energy = (struct energy_table){arch->nodes, row};
  out->arch = (struct model_arch){.name = arch->name, .nodes = arch->nodes, .node = node,
                                  .cycle_s = l->clock_hz > 0 ? 1 / l->clock_hz : 0,
                                  .span = arch->span};
  if (arch->nodes > MODEL_NODES)
    too_many(l, "levels of an arch", arch->nodes, MODEL_NODES, arch->span);
}
