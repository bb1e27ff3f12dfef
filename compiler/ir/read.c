/* The flat form back from text.  What a line says is known from its first word, and what
 * it belongs to is what was opened last; so indentation is for people. */
#include "compiler/ir/reader.h"

#include <string.h>

/* More of anything than this is no design; and what is read takes memory in proportion
 * to the text. */
enum { MOST_DIMS = 64, MOST_TENSORS = IR_SET, MOST_NODES = 4096 };

/* ---- archs ---- */

bool ir_read_numbered(struct reader *r, const char *what, unsigned n, const char **name)
{
  int64_t i;
  if (!ir_read_whole(r, &i) || !ir_read_name(r, name)) return false;
  return i == n || ir_fail(r, "this is %s %u, not %lld", what, n, (long long)i);
}

static bool read_arch(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->archs;
  r->arch = IR_APPEND(r, d->arch, d->archs);
  return ir_read_numbered(r, "arch", n, &r->arch->name) && ir_want_end(r);
}

static struct ir_node *last_node(const struct reader *r)
{
  return r->arch->nodes ? &r->arch->node[r->arch->nodes - 1] : NULL;
}

bool ir_find_node(struct reader *r, const struct ir_arch *a, const char *name, unsigned *out)
{
  for (unsigned i = 0; i < a->nodes; i++)
    if (!strcmp(a->node[i].name, name)) return *out = i, true;
  return ir_fail(r, "there is no node `%.40s`", name);
}

static bool read_axes(struct reader *r, struct ir_node *n)
{
  while (r->equals) {
    struct ir_axis *axis = IR_APPEND(r, n->axis, n->axes);
    if (!ir_read_name(r, &axis->name) || !ir_read_whole(r, &axis->size)) return false;
  }
  return true;
}

static bool read_node(struct reader *r, enum ir_kind kind)
{
  const char *name, *around;
  unsigned parent;
  if (r->arch->nodes == MOST_NODES) return ir_fail(r, "the arch has more than %d nodes", MOST_NODES);
  if (!ir_read_name(r, &name)) return false;
  struct ir_node node = {.kind = kind, .name = name, .parent = -1};
  if (!read_axes(r, &node)) return false;
  if (ir_word_is(r, "is") && !ir_read_name(r, &node.component)) return false;
  if (ir_word_is(r, "in")) {
    if (!ir_read_name(r, &around) || !ir_find_node(r, r->arch, around, &parent)) return false;
    node.parent = (int)parent;
  }
  *IR_APPEND(r, r->arch->node, r->arch->nodes) = node;
  return ir_want_end(r);
}

static bool read_memory(struct reader *r) { return read_node(r, IR_MEMORY); }
static bool read_compute(struct reader *r) { return read_node(r, IR_COMPUTE); }
static bool read_network(struct reader *r) { return read_node(r, IR_NETWORK); }
static bool read_transit(struct reader *r) { return read_node(r, IR_TRANSIT); }
static bool read_array(struct reader *r) { return read_node(r, IR_ARRAY); }

static bool read_attribute(struct reader *r)
{
  struct ir_node *n = last_node(r);
  struct ir_attribute *a = n ? IR_APPEND(r, n->attribute, n->attributes)
                             : IR_APPEND(r, r->arch->attribute, r->arch->attributes);
  bool word = r->equals;
  if (!ir_read_name(r, &a->key)) return false;
  a->unit = "";
  return word ? ir_read_name(r, &a->word) && ir_want_end(r) : ir_read_quantity(r, &a->value, &a->unit);
}

static bool read_action(struct reader *r)
{
  struct ir_node *n = last_node(r);
  if (!n) return ir_fail(r, "an action stands before all nodes");
  struct ir_action *a = IR_APPEND(r, n->action, n->actions);
  return ir_read_name(r, &a->name) && ir_read_quantity(r, &a->value, &a->unit);
}

/* ---- workloads ---- */

static bool read_workload(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->workloads;
  r->workload = IR_APPEND(r, d->workload, d->workloads);
  return ir_read_numbered(r, "workload", n, &r->workload->name) && ir_want_end(r);
}

static bool read_dim(struct reader *r)
{
  struct ir_workload *w = r->workload;
  if (w->einsums) return ir_fail(r, "a dim stands behind an Einsum");
  if (w->dims == MOST_DIMS) return ir_fail(r, "the workload has more than %d dims", MOST_DIMS);
  struct ir_dim *d = IR_APPEND(r, w->dim, w->dims);
  return ir_read_name(r, &d->name) && ir_read_whole(r, &d->size) && ir_want_end(r);
}

static bool read_roles(struct reader *r, unsigned *roles)
{
  for (unsigned i = 0; i < IR_ROLES; i++)
    if (ir_word_is(r, ir_role_words[i])) *roles |= 1u << i;
  return ir_want_end(r);
}

static bool read_tensor(struct reader *r)
{
  struct ir_workload *w = r->workload;
  if (w->einsums) return ir_fail(r, "a tensor stands behind an Einsum");
  if (w->tensors == MOST_TENSORS)
    return ir_fail(r, "the workload has more than %d tensors", MOST_TENSORS);
  struct ir_tensor *t = IR_APPEND(r, w->tensor, w->tensors);
  return ir_read_name(r, &t->name) && ir_read_number(r, &t->word_bits) && ir_want_word(r, "bit") &&
         read_roles(r, &t->roles);
}

static bool read_einsum(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = IR_APPEND(r, w->einsum, w->einsums);
  e->output.tensor = w->tensors; /* none yet */
  r->access = NULL;
  e->reduces = ir_word_is(r, "reduces");
  return ir_want_end(r);
}

bool ir_find_dim(struct reader *r, const struct ir_workload *w, const char *name, unsigned *out)
{
  for (unsigned d = 0; d < w->dims; d++)
    if (!strcmp(w->dim[d].name, name)) return *out = d, true;
  return ir_fail(r, "there is no dim `%.40s`", name);
}

bool ir_read_tensor_name(struct reader *r, const struct ir_workload *w, unsigned *out)
{
  const char *name;
  if (!ir_read_name(r, &name)) return false;
  for (unsigned t = 0; t < w->tensors; t++)
    if (!strcmp(w->tensor[t].name, name)) return *out = t, true;
  return ir_fail(r, "there is no tensor `%.40s`", name);
}

static bool read_access(struct reader *r, struct ir_access *a)
{
  r->access = a;
  return ir_read_tensor_name(r, r->workload, &a->tensor) && ir_want_end(r);
}

static bool read_write(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = w->einsums ? &w->einsum[w->einsums - 1] : NULL;
  if (!e || e->output.tensor < w->tensors) return ir_fail(r, "this is no Einsum's output");
  return read_access(r, &e->output);
}

static bool read_read(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = w->einsums ? &w->einsum[w->einsums - 1] : NULL;
  if (!e) return ir_fail(r, "this is no Einsum's input");
  return read_access(r, IR_APPEND(r, e->input, e->inputs));
}

static bool read_rank(struct reader *r)
{
  const struct ir_workload *w = r->workload;
  struct ir_access *a = r->access;
  if (!a) return ir_fail(r, "a rank stands before all accesses");
  a->coefficients = ir_room(r, a->coefficients, a->ranks, w->dims * sizeof(int64_t));
  int64_t *offset = (a->offsets = ir_room(r, a->offsets, a->ranks, sizeof(int64_t))) + a->ranks;
  int64_t *row = a->coefficients + (size_t)a->ranks++ * w->dims;
  while (r->equals) {
    const char *name;
    unsigned dim;
    if (!ir_read_name(r, &name) || !ir_find_dim(r, w, name, &dim) || !ir_read_whole(r, &row[dim]))
      return false;
  }
  if (ir_word_is(r, "offset") && !ir_read_whole(r, offset)) return false;
  return ir_want_end(r);
}

/* ---- mappings and runs ---- */

/* `of W on A`. */
bool ir_read_pair(struct reader *r, unsigned *workload, unsigned *arch)
{
  const struct ir_design *d = r->design;
  return ir_want_word(r, "of") && ir_read_index(r, "workload", d->workloads, workload) &&
         ir_want_word(r, "on") && ir_read_index(r, "arch", d->archs, arch);
}

static bool read_mapping(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->mappings;
  struct ir_mapping *m = r->mapping = IR_APPEND(r, d->mapping, d->mappings);
  return ir_read_numbered(r, "mapping", n, &m->name) && ir_read_pair(r, &m->workload, &m->arch) &&
         ir_want_end(r);
}

static struct ir_level *last_level(struct reader *r)
{
  const struct ir_mapping *m = r->mapping;
  if (m->levels) return &m->level[m->levels - 1];
  ir_tell(r, "no level stands before this");
  return NULL;
}

/* No level has a place: all share the same nowhere. */
static bool read_at(struct reader *r)
{
  struct ir_mapping *m = r->mapping;
  const char *name;
  unsigned node;
  if (!ir_read_name(r, &name) || !ir_find_node(r, &r->design->arch[m->arch], name, &node)) return false;
  struct span *nowhere =
    m->levels ? m->level[0].kept_at : ARENA_ARRAY(r->arena, struct span, MOST_TENSORS);
  *IR_APPEND(r, m->level, m->levels) =
    (struct ir_level){.node = node, .kept_at = nowhere, .bypassed_at = nowhere};
  return ir_want_end(r);
}

bool ir_read_members(struct reader *r, const struct ir_workload *w, uint64_t *set)
{
  unsigned t;
  while (r->token != END) {
    if (!ir_read_tensor_name(r, w, &t)) return false;
    *set |= UINT64_C(1) << t;
  }
  return true;
}

bool ir_read_dims(struct reader *r, const struct ir_workload *w, uint64_t *set)
{
  while (r->token != END) {
    const char *name;
    unsigned dim;
    if (!ir_read_name(r, &name) || !ir_find_dim(r, w, name, &dim)) return false;
    *set |= UINT64_C(1) << dim;
  }
  return true;
}

/* A line of tensors: of the last level of a mapping, or of the last node of a mapspace. */
static bool read_set(struct reader *r, size_t in_level, size_t in_open)
{
  char *last = r->mapping ? (char *)last_level(r) : (char *)ir_last_open(r);
  unsigned w = r->mapping ? r->mapping->workload : r->mapspace->workload;
  return last && ir_read_members(r, &r->design->workload[w],
                                 (void *)(last + (r->mapping ? in_level : in_open)));
}

#define READ_SET(name, in_level, in_open)                                                 \
  static bool read_##name(struct reader *r)                                               \
  {                                                                                       \
    return read_set(r, offsetof(struct ir_level, in_level), offsetof(struct ir_open, in_open)); \
  }

READ_SET(tensors, tensors, keep)
READ_SET(keep, tensors, keep)
READ_SET(bypass, tensors, bypass)
READ_SET(carries, tensors, carries)
READ_SET(refetch, refetch, refetch)
READ_SET(preload, preload, preload)
READ_SET(unicast, unicast, unicast)
READ_SET(direct, direct, direct)

static bool read_loop(struct reader *r)
{
  struct ir_level *l = last_level(r);
  if (!l) return false;
  const struct ir_node *node = &r->design->arch[r->mapping->arch].node[l->node];
  struct ir_loop *loop = IR_APPEND(r, l->loop, l->loops);
  const char *name;
  if (!ir_read_name(r, &name) ||
      !ir_find_dim(r, &r->design->workload[r->mapping->workload], name, &loop->dim) ||
      !ir_read_whole(r, &loop->bound) || !ir_read_whole(r, &loop->residual))
    return false;
  loop->axis = -1;
  if (!ir_word_is(r, "across")) return ir_want_end(r);
  if (!ir_read_name(r, &name)) return false;
  for (unsigned i = 0; i < node->axes; i++)
    if (!strcmp(node->axis[i].name, name)) loop->axis = (int)i;
  return loop->axis < 0 ? ir_fail(r, "`%.40s` has no axis `%.40s`", node->name, name) : ir_want_end(r);
}

static bool read_run(struct reader *r)
{
  struct ir_design *d = r->design;
  struct ir_run *run = IR_APPEND(r, d->run, d->runs);
  unsigned mapping, mapspace, mapper, sparsity;
  run->mapping = run->mapspace = run->mapper = run->sparsity = -1;
  run->count = 1;
  if (!ir_read_name(r, &run->name) || !ir_read_pair(r, &run->workload, &run->arch)) return false;
  if (ir_word_is(r, "within")) {
    if (!ir_read_index(r, "mapping", d->mappings, &mapping)) return false;
    run->mapping = (int)mapping;
  }
  if (ir_word_is(r, "among")) {
    if (!ir_read_index(r, "mapspace", d->mapspaces, &mapspace) || !ir_want_word(r, "using") ||
        !ir_read_index(r, "mapper", d->mappers, &mapper))
      return false;
    run->mapspace = (int)mapspace;
    run->mapper = (int)mapper;
  }
  if (ir_word_is(r, "sparse")) {
    if (!ir_read_index(r, "sparsity", d->sparsities, &sparsity)) return false;
    run->sparsity = (int)sparsity;
  }
  if (ir_word_is(r, "times") && !ir_read_whole(r, &run->count)) return false;
  if (ir_word_is(r, "test") && !ir_read_name(r, &run->test)) return false;
  return ir_want_end(r);
}

/* ---- lines ---- */

enum part { DESIGN, ARCH, WORKLOAD, MAPPING, MAPSPACE, EITHER, MAPPER, SPARSITY };

static const struct line {
  const char *word;
  enum part within;          /* DESIGN: anywhere; EITHER: in a mapping or a mapspace */
  bool (*read)(struct reader *r); /* what stands behind the word */
} lines[] = {
  {"arch", DESIGN, read_arch},
  {"set", ARCH, read_attribute},
  {"memory", ARCH, read_memory},
  {"compute", ARCH, read_compute},
  {"network", ARCH, read_network},
  {"transit", ARCH, read_transit},
  {"array", ARCH, read_array},
  {"action", ARCH, read_action},
  {"workload", DESIGN, read_workload},
  {"dim", WORKLOAD, read_dim},
  {"tensor", WORKLOAD, read_tensor},
  {"einsum", WORKLOAD, read_einsum},
  {"write", WORKLOAD, read_write},
  {"read", WORKLOAD, read_read},
  {"rank", WORKLOAD, read_rank},
  {"mapping", DESIGN, read_mapping},
  {"at", MAPPING, read_at},
  {"tensors", MAPPING, read_tensors},
  {"refetch", EITHER, read_refetch},
  {"preload", EITHER, read_preload},
  {"unicast", EITHER, read_unicast},
  {"direct", EITHER, read_direct},
  {"loop", MAPPING, read_loop},
  {"mapspace", DESIGN, ir_read_mapspace},
  {"open", MAPSPACE, ir_read_open},
  {"keep", MAPSPACE, read_keep},
  {"bypass", MAPSPACE, read_bypass},
  {"carries", MAPSPACE, read_carries},
  {"loops", MAPSPACE, ir_read_loops},
  {"across", MAPSPACE, ir_read_across},
  {"among", MAPSPACE, ir_read_among},
  {"inside", MAPSPACE, ir_read_inside},
  {"tile", MAPSPACE, ir_read_tile},
  {"use", MAPSPACE, ir_read_use},
  {"mapper", DESIGN, ir_read_mapper},
  {"strategy", MAPPER, ir_read_strategy},
  {"imperfect", MAPPER, ir_read_imperfect},
  {"option", MAPPER, ir_read_option},
  {"goal", MAPPER, ir_read_goal},
  {"step", MAPPER, ir_read_step},
  {"sparsity", DESIGN, ir_read_sparsity},
  {"density", SPARSITY, ir_read_density},
  {"format", SPARSITY, ir_read_format},
  {"stored", SPARSITY, ir_read_stored},
  {"over", SPARSITY, ir_read_over},
  {"skip", SPARSITY, ir_read_skip},
  {"gate", SPARSITY, ir_read_gate},
  {"run", DESIGN, read_run},
};

/* Whether lines of this part may stand here. */
static bool is_within(const struct reader *r, enum part part)
{
  switch (part) {
  case DESIGN: return true;
  case ARCH: return r->arch;
  case WORKLOAD: return r->workload;
  case MAPPING: return r->mapping;
  case MAPSPACE: return r->mapspace;
  case EITHER: return r->mapping || r->mapspace;
  case MAPPER: return r->mapper;
  case SPARSITY: return r->sparsity;
  }
  return false;
}

static void close_all(struct reader *r)
{
  r->arch = NULL, r->workload = NULL, r->mapping = NULL, r->access = NULL;
  r->mapspace = NULL, r->mapper = NULL, r->sparsity = NULL;
}

static bool read_line(struct reader *r)
{
  if (!ir_advance(r) || r->token == END) return !r->why;
  const char *word = r->text;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (!ir_word_is(r, lines[i].word)) continue;
    if (!is_within(r, lines[i].within)) return ir_fail(r, "`%s` may not stand here", word);
    if (lines[i].within == DESIGN) close_all(r);
    return lines[i].read(r) && !r->why;
  }
  return ir_fail(r, "no line begins with `%.40s`", word);
}

struct ir_design *ir_read(struct arena *arena, const char *text, size_t size, unsigned *line,
                          const char **why)
{
  struct reader r = {.arena = arena, .at = text, .end = text + size};
  r.design = ARENA_NEW(arena, struct ir_design);
  for (bool more = true; more; r.at += more) {
    r.line++;
    if (!read_line(&r)) {
      *line = r.line;
      *why = r.why;
      return NULL;
    }
    more = r.at < r.end;
  }
  return r.design;
}
