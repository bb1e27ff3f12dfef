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

unsigned load_node(const struct entry *of, const char *key, const struct model_arch *arch)
{
  const char *name = entry_text(of, key);
  const struct model_node *node = find_node(arch->node, arch->nodes, name);
  if (!node) entry_wrong_at(of, key, "names no node of `%s`: `%s`", arch->name, name);
  return node ? (unsigned)(node - arch->node) : 0;
}

unsigned load_tensor(const struct entry *list, size_t index, const struct model_einsum *einsum)
{
  const char *name = entry_item_text(list, index);
  for (unsigned i = 0; i < einsum->tensors; i++)
    if (!strcmp(einsum->tensor[i].name, name)) return i;
  struct entry entry = entry_item(list, index);
  entry_wrong(&entry, "names no tensor of `%s`: `%s`", einsum->name, name);
  return 0;
}

/* ---- nodes ---- */

static enum model_kind load_kind(const struct entry *node)
{
  static const char *const KINDS[] = {
    [MODEL_MEMORY] = "memory", [MODEL_COMPUTE] = "compute", [MODEL_NETWORK] = "network",
    [MODEL_TRANSIT] = "transit", [MODEL_ARRAY] = "array"};
  const char *kind = entry_text(node, "kind");
  for (unsigned i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
    if (!strcmp(KINDS[i], kind)) return (enum model_kind)i;
  entry_wrong_at(node, "kind", "is no kind of node: `%s`", kind);
  return MODEL_MEMORY;
}

static void load_axes(const struct entry *node, struct model_array *to)
{
  struct entry list = entry_list(node, "axes", MODEL_AXES);
  to->axes = node->loading->failed ? 0 : entry_items(&list);
  for (unsigned i = 0; i < to->axes; i++) {
    struct entry axis = entry_item(&list, i);
    to->axis[i] = (struct model_axis){entry_text(&axis, "name"), entry_count(&axis, "size")};
  }
}

static double rate(const struct entry *node, const char *key)
{
  double v = entry_number_or(node, key, INFINITY);
  if (!(v > 0)) entry_wrong_at(node, key, "is 0, and nothing could be done");
  return v;
}

static void load_rates(const struct entry *node, struct model_node *to)
{
  double word_bits = entry_number_or(node, "word_bits", 0);
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
      .rate = rate(node, "words_per_cycle"),
      .bit_rate = entry_number_or(node, "bits_per_cycle", 0)};
    break;
  case MODEL_ARRAY: load_axes(node, &to->array); break;
  }
}

/* What a node lies in stands before it, so that there are no circles. */
static struct model_node load_one(const struct entry *node, const struct model_node *before,
                                  unsigned n)
{
  struct model_node to = {.kind = load_kind(node), .name = entry_text(node, "name"), .parent = -1,
                          .component = entry_text_or_null(node, "class"), .gated_at = -1};
  const char *inside = entry_text_or_null(node, "inside");
  const struct model_node *outer = inside ? find_node(before, n, inside) : NULL;
  if (find_node(before, n, to.name)) entry_wrong_at(node, "name", "is there twice: `%s`", to.name);
  if (inside && (!outer || outer->kind != MODEL_ARRAY))
    entry_wrong_at(node, "inside", "names no array that is there before: `%s`", inside);
  if (outer) to.parent = (int)(outer - before);
  load_rates(node, &to);
  return to;
}

const struct model_arch *load_arch(const struct entry *arch)
{
  struct loading *l = arch->loading;
  struct entry list = entry_list(arch, "nodes", MODEL_NODES);
  unsigned n = entry_items(&list);
  struct model_node *node = ARENA_ARRAY(l->arena, struct model_node, n + 1);
  struct model_arch *to = ARENA_NEW(l->arena, struct model_arch);
  if (!n) entry_wrong(&list, "is empty");
  *to = (struct model_arch){.name = entry_text(arch, "name"), .node = node,
                            .cycle_s = entry_number_or(arch, "cycle_s", 0)};
  for (; to->nodes < n && !l->failed; to->nodes++) {
    struct entry item = entry_item(&list, to->nodes);
    node[to->nodes] = load_one(&item, node, to->nodes);
  }
  return to;
}

/* ---- workloads ---- */

static int64_t load_coefficient(const struct entry *rank, size_t index)
{
  struct entry entry = entry_item(rank, index);
  double v = entry_item_number_or(rank, index, NAN);
  if (v == trunc(v) && fabs(v) < 0x1p53) return (int64_t)v;
  entry_wrong(&entry, "is no whole number of words");
  return 0;
}

/* How far a rank reaches stays a whole number. */
static void load_rank(const struct entry *rank, const struct model_einsum *einsum, int64_t *to)
{
  double reach = 1;
  if (!json_is_array(rank->json) || entry_items(rank) != einsum->dims)
    entry_wrong(rank, "has no coefficient for each dim");
  for (unsigned d = 0; d < einsum->dims && !rank->loading->failed; d++) {
    to[d] = load_coefficient(rank, d);
    reach += fabs((double)to[d]) * (double)einsum->bounds[d];
  }
  if (reach >= 0x1p62) entry_wrong(rank, "reaches further than any tensor");
}

static void load_ranks(const struct entry *tensor, const struct model_einsum *einsum,
                       struct model_tensor *to)
{
  struct entry list = entry_list(tensor, "ranks", MODEL_RANKS);
  to->ranks = tensor->loading->failed ? 0 : entry_items(&list);
  int64_t *at = ARENA_ARRAY(tensor->loading->arena, int64_t, to->ranks * einsum->dims + 1);
  to->coefficients = at;
  for (unsigned r = 0; r < to->ranks; r++) {
    struct entry rank = entry_item(&list, r);
    load_rank(&rank, einsum, &at[r * einsum->dims]);
  }
}

static void load_dims(const struct entry *run, struct model_einsum *to)
{
  struct loading *l = run->loading;
  struct entry list = entry_list(run, "dims", MODEL_DIMS);
  unsigned n = l->failed ? 0 : entry_items(&list);
  const char **name = ARENA_ARRAY(l->arena, const char *, n + 1);
  int64_t *bound = ARENA_ARRAY(l->arena, int64_t, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct entry dim = entry_item(&list, i);
    uint64_t steps = entry_count(&dim, "size");
    if (steps < 1 || steps > INT64_MAX) entry_wrong_at(&dim, "size", "is no size");
    name[i] = entry_text(&dim, "name");
    bound[i] = (int64_t)(steps & INT64_MAX);
  }
  to->dims = n, to->dim_names = name, to->bounds = bound;
}

const struct model_einsum *load_einsum(const struct entry *run, const char *workload)
{
  struct loading *l = run->loading;
  struct model_einsum *to = ARENA_NEW(l->arena, struct model_einsum);
  to->name = workload;
  load_dims(run, to);
  struct entry list = entry_list(run, "tensors", MODEL_TENSORS);
  unsigned n = l->failed ? 0 : entry_items(&list);
  struct model_tensor *tensor = ARENA_ARRAY(l->arena, struct model_tensor, n + 1);
  if (!n) entry_wrong(&list, "is empty");
  for (unsigned i = 0; i < n; i++) {
    struct entry item = entry_item(&list, i);
    tensor[i] = (struct model_tensor){.name = entry_text(&item, "name"),
                                      .output = entry_bool(&item, "output"),
                                      .word_bits = entry_number(&item, "word_bits")};
    load_ranks(&item, to, &tensor[i]);
  }
  to->tensors = n, to->tensor = tensor;
  return to;
}
