/* From the tree of an arch to one list of levels. */
#include "compiler/export/inside.h"

#include <string.h>

/* Levels as the model sees them: a memory, the array right behind it, and the network
 * that hangs below; an array without a memory of its own in front is one by itself. */
struct place { int memory, array, network; };
struct places { unsigned n; struct place *at; };

/* ---- the way to the compute ---- */

static bool is_around(const struct exporting *x, int array, int node)
{
  do node = node_of(x, node)->parent;
  while (node >= 0 && node != array);
  return node == array;
}

/* The block that the node stands in is around the compute. */
static bool beside_way(const struct exporting *x, int node)
{
  int parent = node_of(x, node)->parent;
  return parent < 0 || is_around(x, parent, x->lowered.compute);
}

static bool on_way(const struct exporting *x, int node)
{
  if (node > x->lowered.compute) return false;
  bool array = node_of(x, node)->kind == IR_ARRAY;
  return array ? is_around(x, node, x->lowered.compute) : beside_way(x, node);
}

static void tell_beside(struct exporting *x, int node)
{
  const struct ir_node *n = node_of(x, node);
  if (!beside_way(x, node)) return; /* the array around it was told */
  struct diag *d = diag_at(x->diags, W0545, n->span,
                           "`%s` is not exported: it is not on the way to the compute", n->name);
  diag_label(d, n->span, "no count depends on it");
}

static void tell_transit(struct exporting *x, const struct ir_node *n)
{
  struct diag *d = diag_at(x->diags, E0820, n->span,
                           "`%s` is a transit, and Timeloop has no such thing", n->name);
  diag_label(d, n->span, "words pass this between levels");
  diag_help(d, "export an arch without it, and add what its words take by hand");
}

static void tell_second_network(struct exporting *x, const struct ir_node *first,
                                const struct ir_node *second)
{
  struct diag *d = diag_at(x->diags, E0820, second->span,
                           "`%s` is a second network below the same memory, and Timeloop has one "
                           "below each", second->name);
  diag_label(d, second->span, "a second one");
  diag_note_at(d, first->span, "the first is `%s`", first->name);
  diag_help(d, "make one network of them, whose actions cost what both do");
}

/* A network belongs to the place that stands before it. */
static void add_network(struct exporting *x, struct places *p, int node)
{
  struct place *last = &p->at[p->n ? p->n - 1 : 0];
  if (last->network >= 0)
    tell_second_network(x, node_of(x, last->network), node_of(x, node));
  else last->network = node;
}

static void add_node(struct exporting *x, struct places *p, int node)
{
  const struct ir_node *n = node_of(x, node);
  if (n->kind == IR_TRANSIT) {
    tell_transit(x, n);
  } else if (n->kind == IR_NETWORK) {
    add_network(x, p, node);
  } else if (n->kind == IR_MEMORY) {
    p->at[p->n++].memory = node;
  } else if (n->kind == IR_ARRAY) {
    bool follows = p->n && p->at[p->n - 1].array < 0;
    p->at[follows ? p->n - 1 : p->n++].array = node;
  }
}

static struct places find_places(struct exporting *x)
{
  struct places p = {0, ARENA_ARRAY(x->arena, struct place, x->arch->nodes + 1)};
  for (unsigned i = 0; i <= x->arch->nodes; i++) p.at[i] = (struct place){-1, -1, -1};
  for (unsigned i = 0; i < x->arch->nodes; i++)
    if (on_way(x, (int)i)) add_node(x, &p, (int)i);
    else tell_beside(x, (int)i);
  return p;
}

/* ---- levels ---- */

/* Instances in either direction: neighbours along X lie side by side. */
static void find_mesh(struct exporting *x, int node, struct export_level *level)
{
  bool fits = true;
  uint64_t all;
  level->mesh_x = level->mesh_y = 1;
  for (int at = node_of(x, node)->parent; at >= 0; at = node_of(x, at)->parent) {
    const struct ir_node *array = node_of(x, at);
    for (unsigned i = 0; i < array->axes; i++) {
      uint64_t *n = is_y(x, at, i) ? &level->mesh_y : &level->mesh_x;
      fits &= !__builtin_mul_overflow(*n, (uint64_t)array->axis[i].size, n);
    }
  }
  if (fits && !__builtin_mul_overflow(level->mesh_x, level->mesh_y, &all)) return;
  level->mesh_x = level->mesh_y = 1;
  const struct ir_node *n = node_of(x, node);
  struct diag *d = diag_at(x->diags, E0820, n->span,
                           "there are more instances of `%s` than 64 bits can count", n->name);
  diag_label(d, n->span, "more than 1.8e19 of it");
  diag_help(d, "make the arrays around it smaller");
}

static bool is_single(const struct ir_node *array)
{
  for (unsigned i = 0; i < array->axes; i++)
    if (array->axis[i].size != 1) return false;
  return true;
}

static bool is_gate(const struct exporting *x, int array)
{
  for (unsigned i = 0; i < x->arch->nodes; i++)
    if (lowered_node(x, (int)i)->gated_at == array) return true;
  return false;
}

static bool is_taken(const struct exporting *x, const char *name)
{
  for (unsigned i = 0; i < x->arch->nodes; i++)
    if (x->arch->node[i].kind != IR_ARRAY && !strcmp(x->arch->node[i].name, name)) return true;
  return false;
}

/* What those who write for Timeloop call the level that stands for an array. */
static const char *dummy_name(const struct exporting *x, const struct ir_node *array)
{
  const char *name = arena_printf(x->arena, "inter_%s_spatial", array->name);
  while (is_taken(x, name)) name = arena_printf(x->arena, "%s_", name);
  return name;
}

static struct export_level *add_level(struct exporting *x, int node)
{
  struct export_level *level = &x->level[x->levels++];
  *level = (struct export_level){.name = node_of(x, node)->name, .node = node, .array = -1,
                                 .network = -1};
  find_mesh(x, node, level);
  return level;
}

static void add_dummy(struct exporting *x, const struct place *p, bool behind_memory)
{
  struct export_level *level = add_level(x, p->array);
  level->name = dummy_name(x, node_of(x, p->array));
  level->dummy = true;
  level->behind_memory = behind_memory;
  level->array = p->array;
}

static const char *place_name(const struct exporting *x, const struct place *p)
{
  return p->memory >= 0 ? node_of(x, p->memory)->name
                        : dummy_name(x, node_of(x, p->array));
}

/* Whether the name of an array behind a memory is the one that it has anyway, for those who
 * read the files: after the level inside of it, or after the level in front if that is there
 * for the array. */
static bool is_plain_name(const struct exporting *x, const struct places *p, unsigned i)
{
  const char *front = node_of(x, p->at[i].memory)->name, *name = node_of(x, p->at[i].array)->name;
  if (!strcmp(front, arena_printf(x->arena, "inter_%s_spatial", name))) return true;
  if (i + 1 == p->n) return !strcmp(name, "PE");
  return !strcmp(name, arena_printf(x->arena, "%s_array", place_name(x, &p->at[i + 1])));
}

/* A memory reads for the array right behind it.  What needs a level of its own to carry its
 * name has one in between; but a network between a memory and instances is the memory's to
 * describe.  An array of one instance is none, unless something hangs on it. */
static void add_place(struct exporting *x, const struct places *p, unsigned i)
{
  const struct place *at = &p->at[i];
  if (at->memory >= 0) add_level(x, at->memory)->network = at->network;
  if (at->array < 0) return;
  bool matters = at->memory < 0 && (at->network >= 0 || is_gate(x, at->array));
  if (is_single(node_of(x, at->array)) && !matters) return;
  if (at->memory >= 0 && (at->network >= 0 || is_plain_name(x, p, i))) {
    x->level[x->levels - 1].array = at->array;
  } else {
    add_dummy(x, at, at->memory >= 0);
    if (at->memory < 0) x->level[x->levels - 1].network = at->network;
  }
}

static bool charges_way(const struct exporting *x, int network)
{
  if (network < 0) return false;
  uint32_t row = lowered_node(x, network)->energy;
  return energy_of(&x->lowered.energy, row, "hop") > 0 ||
         energy_of(&x->lowered.energy, row, "route") > 0;
}

void plan_levels(struct exporting *x)
{
  struct places p = find_places(x);
  x->by_way = ARENA_ARRAY(x->arena, bool, x->arch->nodes);
  for (unsigned i = 0; i < p.n; i++)
    if (p.at[i].array >= 0) x->by_way[p.at[i].array] = charges_way(x, p.at[i].network);
  x->level = ARENA_ARRAY(x->arena, struct export_level, 2 * p.n + 1);
  for (unsigned i = 0; i < p.n; i++) add_place(x, &p, i);
  x->compute = (struct export_level){.name = node_of(x, x->lowered.compute)->name,
                                     .node = x->lowered.compute, .array = -1, .network = -1};
  find_mesh(x, x->lowered.compute, &x->compute);
}

/* ---- asking ---- */

const struct ir_attribute *node_attribute(const struct ir_node *node, const char *key)
{
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, key)) return &node->attribute[i];
  return NULL;
}

struct span attribute_span(const struct ir_node *node, const char *key)
{
  const struct ir_attribute *a = node_attribute(node, key);
  return a && a->span.file ? a->span : node->made;
}

bool is_y(const struct exporting *x, int array, unsigned axis)
{
  const struct ir_node *n = node_of(x, array);
  return axis > 0 || (n->axes == 1 && !strcmp(n->axis[0].name, "y") && !x->by_way[array]);
}

const struct ir_level *mapped_level(const struct exporting *x, int node)
{
  for (unsigned i = 0; x->mapping && i < x->mapping->levels; i++)
    if ((int)x->mapping->level[i].node == node) return &x->mapping->level[i];
  return NULL;
}

uint64_t level_keeps(const struct exporting *x, const struct export_level *level)
{
  if (level->dummy) return 0;
  const struct ir_level *says = mapped_level(x, level->node);
  return says ? says->tensors : ir_all(x->workload->tensors);
}

/* The instances of a level are those of the array that it reads for. */
const char *gate_name(const struct exporting *x, int node)
{
  int array = lowered_node(x, node)->gated_at;
  for (unsigned i = 0; array >= 0 && i < x->levels; i++)
    if (x->level[i].array == array) return x->level[i - x->level[i].behind_memory].name;
  return NULL;
}

bool is_left_out(const struct ir_node *node)
{
  const struct ir_attribute *a = node_attribute(node, "energy");
  return a && a->word;
}
