/* Architectures and workloads of a report. */
#include "runtime/report/load_inside.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

static const struct model_node *find_node(const struct model_node *node, unsigned n,
                                          const char *name)
{
  for (unsigned i = 0; i < n; i++)
    if (!strcmp(node[i].name, name)) return &node[i];
  return NULL;
}

unsigned load_node(const struct spot *of, const char *key, const struct model_arch *arch)
{
  const char *name = spot_text(of, key);
  const struct model_node *node = find_node(arch->node, arch->nodes, name);
  struct spot spot = {of->loading, of, key, 0, NULL};
  if (!node) spot_wrong(&spot, "names no node of `%s`: `%s`", arch->name, name);
  return node ? (unsigned)(node - arch->node) : 0;
}

unsigned load_tensor(const struct spot *list, size_t index, const struct model_einsum *einsum)
{
  const char *name = spot_item_text(list, index);
  for (unsigned i = 0; i < einsum->tensors; i++)
    if (!strcmp(einsum->tensor[i].name, name)) return i;
  struct spot spot = spot_item(list, index);
  spot_wrong(&spot, "names no tensor of `%s`: `%s`", einsum->name, name);
  return 0;
}

/* ---- nodes ---- */

static enum model_kind load_kind(const struct spot *node)
{
  static const char *const KINDS[] = {
    [MODEL_MEMORY] = "memory", [MODEL_COMPUTE] = "compute", [MODEL_NETWORK] = "network",
    [MODEL_TRANSIT] = "transit", [MODEL_ARRAY] = "array"};
  const char *kind = spot_text(node, "kind");
  for (unsigned i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
    if (!strcmp(KINDS[i], kind)) return (enum model_kind)i;
  struct spot spot = {node->loading, node, "kind", 0, NULL};
  spot_wrong(&spot, "is no kind of node: `%s`", kind);
  return MODEL_MEMORY;
}

static void load_axes(const struct spot *node, struct model_array *to)
{
  struct spot list = spot_list(node, "axes", MODEL_AXES);
  to->axes = node->loading->failed ? 0 : spot_items(&list);
  for (unsigned i = 0; i < to->axes; i++) {
    struct spot axis = spot_item(&list, i);
    to->axis[i] = (struct model_axis){spot_text(&axis, "name"), spot_count(&axis, "size")};
  }
}

static double rate(const struct spot *node, const char *key)
{
  double v = spot_number_or(node, key, INFINITY);
  struct spot spot = {node->loading, node, key, 0, NULL};
  if (!(v > 0)) spot_wrong(&spot, "is 0, and nothing could be done");
  return v;
}

static void load_rates(const struct spot *node, struct model_node *to)
{
  double word_bits = spot_number_or(node, "word_bits", 0);
  switch (to->kind) {
  case MODEL_MEMORY:
    to->memory = (struct model_memory){
      .word_bits = word_bits, .read_rate = rate(node, "read_bits_per_cycle"),
      .write_rate = rate(node, "write_bits_per_cycle"),
      .shared_rate = rate(node, "bits_per_cycle")};
    break;
  case MODEL_COMPUTE: to->compute.rate = rate(node, "computes_per_cycle"); break;
  case MODEL_NETWORK:
    to->network = (struct model_network){.word_bits = word_bits,
                                         .rate = rate(node, "bits_per_cycle")};
    break;
  case MODEL_TRANSIT:
    to->transit = (struct model_transit){
      .rate = rate(node, "words_per_cycle"), .bit_rate = spot_number_or(node, "bits_per_cycle", 0)};
    break;
  case MODEL_ARRAY: load_axes(node, &to->array); break;
  }
}

/* What a node lies in stands before it, so that there are no circles. */
static struct model_node load_one(const struct spot *node, const struct model_node *before,
                                  unsigned n)
{
  struct model_node to = {.kind = load_kind(node), .name = spot_text(node, "name"), .parent = -1,
                          .component = spot_text_or_null(node, "class"), .gated_at = -1};
  const char *inside = spot_text_or_null(node, "inside");
  const struct model_node *outer = inside ? find_node(before, n, inside) : NULL;
  struct spot name = {node->loading, node, "name", 0, NULL};
  struct spot place = {node->loading, node, "inside", 0, NULL};
  if (find_node(before, n, to.name)) spot_wrong(&name, "is there twice: `%s`", to.name);
  if (inside && (!outer || outer->kind != MODEL_ARRAY))
    spot_wrong(&place, "names no array that is there before: `%s`", inside);
  if (outer) to.parent = (int)(outer - before);
  load_rates(node, &to);
  return to;
}

const struct model_arch *load_arch(const struct spot *arch)
{
  struct loading *l = arch->loading;
  struct spot list = spot_list(arch, "nodes", MODEL_NODES);
  unsigned n = spot_items(&list);
  struct model_node *node = ARENA_ARRAY(l->arena, struct model_node, n + 1);
  struct model_arch *to = ARENA_NEW(l->arena, struct model_arch);
  if (!n) spot_wrong(&list, "is empty");
  *to = (struct model_arch){.name = spot_text(arch, "name"), .node = node,
                            .cycle_s = spot_number_or(arch, "cycle_s", 0)};
  for (; to->nodes < n && !l->failed; to->nodes++) {
    struct spot item = spot_item(&list, to->nodes);
    node[to->nodes] = load_one(&item, node, to->nodes);
  }
  return to;
}

/* ---- workloads ---- */

static int64_t load_coefficient(const struct spot *rank, size_t index)
{
  struct spot spot = spot_item(rank, index);
  double v = spot_item_number_or(rank, index, NAN);
  if (v == trunc(v) && fabs(v) < 0x1p53) return (int64_t)v;
  spot_wrong(&spot, "is no whole number of words");
  return 0;
}

static void load_ranks(const struct spot *tensor, unsigned dims, struct model_tensor *to)
{
  struct spot list = spot_list(tensor, "ranks", MODEL_RANKS);
  to->ranks = tensor->loading->failed ? 0 : spot_items(&list);
  int64_t *at = ARENA_ARRAY(tensor->loading->arena, int64_t, to->ranks * dims + 1);
  to->coefficients = at;
  for (unsigned r = 0; r < to->ranks; r++) {
    struct spot rank = spot_item(&list, r);
    if (!json_is_array(rank.json) || spot_items(&rank) != dims)
      spot_wrong(&rank, "has no coefficient for each dim");
    for (unsigned d = 0; d < dims && !tensor->loading->failed; d++)
      at[r * dims + d] = load_coefficient(&rank, d);
  }
}

static void load_dims(const struct spot *run, struct model_einsum *to)
{
  struct loading *l = run->loading;
  struct spot list = spot_list(run, "dims", MODEL_DIMS);
  unsigned n = l->failed ? 0 : spot_items(&list);
  const char **name = ARENA_ARRAY(l->arena, const char *, n + 1);
  int64_t *bound = ARENA_ARRAY(l->arena, int64_t, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct spot dim = spot_item(&list, i);
    struct spot size = {l, &dim, "size", 0, NULL};
    uint64_t steps = spot_count(&dim, "size");
    if (steps < 1 || steps > INT64_MAX) spot_wrong(&size, "is no size");
    name[i] = spot_text(&dim, "name");
    bound[i] = (int64_t)(steps & INT64_MAX);
  }
  to->dims = n, to->dim_names = name, to->bounds = bound;
}

const struct model_einsum *load_einsum(const struct spot *run, const char *workload)
{
  struct loading *l = run->loading;
  struct model_einsum *to = ARENA_NEW(l->arena, struct model_einsum);
  to->name = workload;
  load_dims(run, to);
  struct spot list = spot_list(run, "tensors", MODEL_TENSORS);
  unsigned n = l->failed ? 0 : spot_items(&list);
  struct model_tensor *tensor = ARENA_ARRAY(l->arena, struct model_tensor, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct spot item = spot_item(&list, i);
    tensor[i] = (struct model_tensor){.name = spot_text(&item, "name"),
                                      .output = spot_bool(&item, "output"),
                                      .word_bits = spot_number(&item, "word_bits")};
    load_ranks(&item, to->dims, &tensor[i]);
  }
  to->tensors = n, to->tensor = tensor;
  return to;
}
