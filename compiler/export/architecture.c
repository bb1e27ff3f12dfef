/* The architecture: one subtree, in which all levels stand in one list. */
#include "compiler/export/inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- classes: those who read the files look for these words in them ---- */

static bool holds_one(const char *text, const char *const *words)
{
  for (; text && *words; words++)
    if (strstr(text, *words)) return true;
  return false;
}

static bool is_storage(const char *component)
{
  static const char *const words[] = {"DRAM", "SRAM", "regfile", "smartbuffer", "storage", NULL};
  return holds_one(component, words);
}

/* Kinds of DRAM in the library; there they are a class and a type. */
static const char *dram_type(const struct ir_node *node)
{
  static const char *const types[][2] = {{"lpddr4", "LPDDR4"}, {"lpddr", "LPDDR"},
                                         {"ddr3", "DDR3"},     {"gddr5", "GDDR5"},
                                         {"hbm2", "HBM2"},     {"hbm3", "HBM3"},
                                         {"hmc", "HMC"}};
  for (unsigned i = 0; node->component && i < sizeof types / sizeof *types; i++)
    if (!strcmp(node->component, types[i][0])) return types[i][1];
  return NULL;
}

static const char *memory_class(const struct ir_node *node)
{
  if (is_storage(node->component)) return node->component;
  if (dram_type(node)) return "DRAM";
  return node->component && !strcmp(node->component, "sram") ? "SRAM" : "storage";
}

static const char *compute_class(const struct ir_node *node)
{
  static const char *const words[] = {"mac", "compute", NULL};
  bool fits = holds_one(node->component, words) && !is_storage(node->component);
  return fits ? node->component : "intmac";
}

/* ---- what levels have in common ---- */

static void write_tech(struct exporting *x, struct emit *e, const struct ir_attribute *a)
{
  if (a && !a->word)
    emit_key_text(e, "technology", arena_printf(x->arena, "%.12gnm", a->value * 1e9));
}

static void open_level(struct exporting *x, struct emit *e, const struct export_level *level,
                       const char *class)
{
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", arena_printf(x->arena, "%s[1..%llu]", level->name,
                                        (unsigned long long)instances(level)));
  emit_key_text(e, "class", class);
  emit_key(e, "attributes");
  emit_map(e, EMIT_LINES);
}

static void write_mesh(struct emit *e, const struct export_level *level)
{
  emit_key_whole(e, "meshX", level->mesh_x);
  emit_key_whole(e, "meshY", level->mesh_y);
}

static void close_level(struct emit *e)
{
  emit_map_end(e);
  emit_map_end(e);
}

/* ---- networks ---- */

/* An action of a node, under the name that it has there; nothing if nobody says it. */
static void write_action(struct exporting *x, struct emit *e, int node, const char *action,
                         const char *key)
{
  const char *pJ = action_pJ(x, node, action);
  if (pJ) emit_key_number(e, key, pJ);
}

/* It is described by the level that it hangs below. */
static void write_network(struct exporting *x, struct emit *e, int node)
{
  if (node < 0) return;
  const struct model_network *n = &lowered_node(x, node)->network;
  double fill = n->fill_cycles + n->drain_cycles;
  if (n->word_bits > 0) emit_key_double(e, "network_word_bits", n->word_bits);
  write_action(x, e, node, "hop", "energy_per_hop");
  write_action(x, e, node, "route", "router_energy");
  write_action(x, e, node, "transfer", "energy-per-ingress");
  if (fill > 0) emit_key_whole(e, "network_fill_latency", (uint64_t)fill);
}

/* ---- memories ---- */

/* Timeloop's capacity is `depth` times the words of a block. */
static void write_room(struct emit *e, const struct export_level *level, bool says_width)
{
  emit_key_whole(e, "datawidth", level->word_bits);
  emit_key_whole(e, "word_bits", level->word_bits);
  emit_key_whole(e, "block_size", level->block);
  emit_key_whole(e, "cluster_size", level->cluster);
  uint64_t width = level->word_bits * level->block * level->cluster;
  if (says_width || width != level->word_bits) emit_key_whole(e, "width", width);
  if (!level->limited) return;
  if (level->words % level->block) emit_key_whole(e, "entries", level->words);
  else emit_key_whole(e, "depth", level->words / level->block);
}

/* Rates in words a cycle of one instance. */
static void write_rate(struct emit *e, const struct export_level *level, const char *key,
                       double bits)
{
  if (isfinite(bits)) emit_key_double(e, key, bits / (double)level->word_bits);
}

static void write_memory(struct exporting *x, struct emit *e, const struct export_level *level)
{
  const struct ir_node *node = node_of(x, level->node);
  const struct model_memory *m = &lowered_node(x, level->node)->memory;
  const struct ir_attribute *banks = node_attribute(node, "banks");
  const char *gate = gate_name(x, level->node);
  open_level(x, e, level, memory_class(node));
  if (dram_type(node)) emit_key_text(e, "type", dram_type(node));
  write_tech(x, e, node_attribute(node, "tech"));
  write_room(e, level, node_attribute(node, "width") != NULL);
  write_mesh(e, level);
  if (banks && !banks->word) emit_key_double(e, "n_banks", banks->value);
  if (m->buffers != 1) emit_key_double(e, "multiple_buffering", m->buffers);
  if (m->emptiest > 0) emit_key_double(e, "min_utilization", m->emptiest * m->fullest);
  write_rate(e, level, "read_bandwidth", m->read_rate);
  write_rate(e, level, "write_bandwidth", m->write_rate);
  write_rate(e, level, "shared_bandwidth", m->shared_rate);
  emit_key_truth(e, "reduction_supported", m->reduces);
  write_action(x, e, level->node, "address", "addr_gen_energy");
  write_network(x, e, level->network);
  if (gate) emit_key_text(e, "power_gated_at", gate);
  close_level(e);
}

/* ---- the others ---- */

static void write_dummy(struct exporting *x, struct emit *e, const struct export_level *level)
{
  static const char *const ones[] = {"datawidth", "word_bits", "block_size", "width", "depth"};
  open_level(x, e, level, "dummy_storage");
  for (unsigned i = 0; i < sizeof ones / sizeof *ones; i++) emit_key_whole(e, ones[i], 1);
  write_mesh(e, level);
  emit_key_truth(e, "reduction_supported", true);
  write_network(x, e, level->network);
  close_level(e);
}

/* The bits of an operand: a compute says them as its `word` or its `width`. */
static double operand_bits(const struct exporting *x, const struct ir_node *node)
{
  const struct ir_attribute *a = node_attribute(node, "word");
  if (!a) a = node_attribute(node, "width");
  return a && !a->word ? a->value : x->workload->tensor[0].word_bits;
}

static void write_compute(struct exporting *x, struct emit *e)
{
  const struct ir_node *node = node_of(x, x->compute.node);
  double bits = operand_bits(x, node);
  open_level(x, e, &x->compute, compute_class(node));
  write_tech(x, e, node_attribute(node, "tech"));
  if (bits > 0) emit_key_double(e, "datawidth", bits);
  write_mesh(e, &x->compute);
  close_level(e);
}

/* ---- the arch ---- */

static const struct ir_attribute *arch_attribute(const struct exporting *x, const char *key)
{
  for (unsigned i = 0; i < x->arch->attributes; i++)
    if (!strcmp(x->arch->attribute[i].key, key)) return &x->arch->attribute[i];
  return NULL;
}

static void write_attributes(struct exporting *x, struct emit *e)
{
  const struct ir_attribute *tech = arch_attribute(x, "tech");
  if (!tech && !x->lowered.has_clock) return;
  emit_key(e, "attributes");
  emit_map(e, EMIT_LINES);
  write_tech(x, e, tech);
  if (x->lowered.has_clock) emit_key_double(e, "global_cycle_seconds", x->lowered.arch.cycle_s);
  emit_map_end(e);
}

static void write_levels(struct exporting *x, struct emit *e)
{
  emit_key(e, "local");
  emit_list(e, EMIT_LINES);
  for (unsigned i = 0; i < x->levels; i++)
    if (x->level[i].dummy) write_dummy(x, e, &x->level[i]);
    else write_memory(x, e, &x->level[i]);
  write_compute(x, e);
  emit_list_end(e);
}

void form_architecture(struct exporting *x, struct emit *e)
{
  emit_map(e, EMIT_LINES);
  emit_key(e, "architecture");
  emit_map(e, EMIT_LINES);
  emit_key_double(e, "version", 0.4);
  emit_key(e, "subtree");
  emit_list(e, EMIT_LINES);
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", x->arch->name);
  write_attributes(x, e);
  write_levels(x, e);
  emit_map_end(e);
  emit_list_end(e);
  emit_map_end(e);
  emit_map_end(e);
}
