/* From the mapping of a report to one that can be evaluated. */
#include "compiler/verify/inside.h"

#include <string.h>

static void no_mapping(struct checking *c, const char *why, const char *what)
{
  struct diag *d = verify_wrong(c, E0852, "the report has no sound mapping for `%s`", c->name);
  if (what) diag_note(d, "%s: `%s`", why, what);
  else diag_note(d, "%s", why);
}

static int node_named(const struct checking *c, const char *name)
{
  for (unsigned i = 0; name && i < c->arch->nodes; i++)
    if (!strcmp(c->arch->node[i].name, name)) return (int)i;
  return -1;
}

static int tensor_named(const struct checking *c, const char *name)
{
  for (unsigned i = 0; name && i < c->workload->tensors; i++)
    if (!strcmp(c->workload->tensor[i].name, name)) return (int)i;
  return -1;
}

static int dim_named(const struct checking *c, const char *name)
{
  for (unsigned i = 0; name && i < c->workload->dims; i++)
    if (!strcmp(c->workload->dim[i].name, name)) return (int)i;
  return -1;
}

static int axis_named(const struct checking *c, int node, const char *name)
{
  const struct ir_node *n = &c->arch->node[node];
  for (unsigned i = 0; name && i < n->axes; i++)
    if (!strcmp(n->axis[i].name, name)) return (int)i;
  return -1;
}

/* 0 if it is no number of steps. */
static int64_t read_steps(json_t *json, const char *key)
{
  double v = json_number_value(json_object_get(json, key));
  return v >= 1 && v < 0x1p53 ? (int64_t)v : 0;
}

static bool read_loop(struct checking *c, int node, json_t *json, struct model_loop *to)
{
  const char *dim = json_string_value(json_object_get(json, "dim"));
  json_t *spatial = json_object_get(json, "spatial");
  int d = dim_named(c, dim), axis = -1;
  if (d < 0) return no_mapping(c, "a loop is over no dimension of the workload", dim ? dim : "?"), false;
  if (json_is_string(spatial)) {
    axis = axis_named(c, node, json_string_value(spatial));
    if (axis < 0)
      return no_mapping(c, "a loop runs across no dimension of an array", json_string_value(spatial)), false;
  }
  int64_t bound = read_steps(json, "bound"), residual = read_steps(json, "residual");
  if (bound < 1 || residual < 1 || residual > bound)
    return no_mapping(c, "a loop has no sound number of steps", dim), false;
  *to = (struct model_loop){.dim = (uint16_t)d, .node = (uint16_t)node, .axis = (int16_t)axis,
                            .bound = bound, .residual = residual};
  return true;
}

struct rebuilding {
  struct checking *c;
  struct model_loop *loop;
  struct model_storage *storage;
  unsigned loops, storages;
};

static bool read_block(struct rebuilding *r, json_t *json)
{
  struct checking *c = r->c;
  const char *level = json_string_value(json_object_get(json, "level"));
  int node = node_named(c, level);
  json_t *keep = json_object_get(json, "keep"), *loops = json_object_get(json, "loops"), *item;
  size_t i;
  if (node < 0) return no_mapping(c, "it speaks of no level of the arch", level ? level : "?"), false;
  json_array_foreach(keep, i, item) {
    int t = tensor_named(c, json_string_value(item));
    if (t < 0 || r->storages == MODEL_TENSORS * MODEL_LEVELS)
      return no_mapping(c, "a level keeps what is no tensor of the workload", level), false;
    r->storage[r->storages++] =
      (struct model_storage){(uint16_t)t, (uint16_t)node, (uint16_t)r->loops, {0}};
  }
  json_array_foreach(loops, i, item) {
    if (r->loops == MODEL_LOOPS * 4) return no_mapping(c, "it has too many loops", level), false;
    if (!read_loop(c, node, item, &r->loop[r->loops++])) return false;
  }
  return true;
}

/* What each mapping of the space leaves out for some tensors, the report does not repeat. */
static void take_policies(struct checking *c)
{
  unsigned n = 0;
  if (!c->mapspace) {
    c->mapping.policies = c->lowered.mapping.policies;
    c->mapping.policy = c->lowered.mapping.policy;
    return;
  }
  struct model_policy *policy = ARENA_ARRAY(c->v->arena, struct model_policy, c->mapspace->opens);
  for (unsigned i = 0; i < c->mapspace->opens; i++) {
    const struct ir_open *o = &c->mapspace->open[i];
    if (!(o->refetch | o->preload | o->unicast | o->direct)) continue;
    policy[n++] = (struct model_policy){
      .node = (uint16_t)o->node, .no_temporal_reuse = (uint32_t)o->refetch,
      .no_multicast = (uint32_t)o->unicast, .no_forwarding = (uint32_t)o->direct,
      .reads_first_update = (uint32_t)o->preload};
  }
  c->mapping.policies = n;
  c->mapping.policy = policy;
}

bool verify_rebuild(struct checking *c)
{
  struct rebuilding r = {
    .c = c, .loop = ARENA_ARRAY(c->v->arena, struct model_loop, MODEL_LOOPS * 4),
    .storage = ARENA_ARRAY(c->v->arena, struct model_storage, MODEL_TENSORS * MODEL_LEVELS)};
  json_t *mapping = json_object_get(c->json, "mapping"), *block;
  size_t i;
  if (!json_is_array(mapping) || !json_array_size(mapping))
    return no_mapping(c, "there is no `mapping`", NULL), false;
  json_array_foreach(mapping, i, block) if (!read_block(&r, block)) return false;
  c->mapping = (struct model_mapping){.loops = r.loops, .storages = r.storages, .loop = r.loop,
                                      .storage = r.storage};
  take_policies(c);
  return true;
}
