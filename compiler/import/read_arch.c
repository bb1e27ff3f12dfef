/* Architectures, in both forms: subtrees with local components, and nodes.
 *
 * What comes out is one list of levels, the outermost first; an array holds all that
 * follows it. */
#include "compiler/import/classes.h"
#include "compiler/import/importer.h"

#include <string.h>

/* ---- kinds ---- */

static bool has_any(const char *class, const char *const *parts)
{
  while (*parts && !strstr(class, *parts)) parts++;
  return *parts != NULL;
}

/* By parts of the class's name, as Timeloop goes about it, or by what it does, if it is a
 * compound. */
static bool kind_of(struct importer *im, const char *class, enum spec_kind *kind)
{
  static const char *const networks[] = {"XY_NoC", "Legacy", "ReductionTree", "SimpleMulticast",
                                         "NoC", "network", "wire", NULL};
  static const char *const memories[] = {"DRAM", "SRAM", "regfile", "smartbuffer", "storage",
                                         "buffer", "memory", "cache", "FIFO", "register", NULL};
  static const char *const computes[] = {"mac", "compute", "multiplier", "adder", "alu", NULL};
  const struct library_class *of = library_class(class, false);
  if (of) class = strcmp(of->name, "register") ? of->class : of->name; /* in other letters */
  *kind = has_any(class, networks) ? SPEC_NETWORK
          : has_any(class, memories) ? SPEC_MEMORY
                                     : SPEC_COMPUTE;
  return *kind != SPEC_COMPUTE || has_any(class, computes) || compound_kind(im, class, kind);
}

/* ---- scopes and components ---- */

static struct spec_scope *inner_scope(struct importer *im, struct spec_scope *outer,
                                      struct yaml *node, const char *what)
{
  struct spec_scope *s = ARENA_NEW(im->arena, struct spec_scope);
  s->outer = outer;
  scope_add(im, s, yaml_get(node, "attributes"), SAY(im, "the attributes of %s", what));
  return s;
}

/* Comments beside a node and those at its keys; those at its attributes are its own. */
static void add_node_remarks(struct importer *im, struct spec_remarks *to, const struct yaml *node)
{
  add_remark(im, to, (struct span){node->span.file, node->front, node->front});
  for (unsigned i = 0; i < node->count; i++)
    if (node->entry[i].key->span.file == node->span.file) add_remark(im, to, node->entry[i].key->span);
}

/* Those of what begins with something, and then it has none any more. */
static void take_remarks(struct importer *im, struct spec_remarks *to, struct spec_remarks *pending)
{
  for (uint32_t i = 0; i < pending->at.n; i++) add_remark(im, to, pending->at.at[i]);
  pending->at.n = 0;
}

/* The same of what is around components. */
static struct spec_scope *around_scope(struct importer *im, struct spec_scope *outer, struct yaml *node,
                                       const char *what)
{
  struct spec_scope *s = inner_scope(im, outer, node, what);
  s->of = what;
  KEEP(im, &im->spec.around, s);
  return s;
}

static const char *const component_keys[] = {
  "name", "class", "subclass", "attributes", "spatial", "constraints", "enabled",
  "required_actions", "area_scale", "energy_scale", "sparse_optimizations", "area_share", NULL};

/* Instances of what stands in so many others. */
static int64_t multiply(struct importer *im, int64_t around, int64_t instances, const struct yaml *at)
{
  if (around <= INT32_MAX / instances) return around * instances;
  struct diag *d = tell_at(im, E0809, at, "there are more than %d instances", INT32_MAX);
  diag_label(d, at->span, "with those of what is around");
  return around;
}

/* `chip.PE[0..3].mac`: the last part is the name, those before it a path; ranges multiply. */
static void read_path_of(struct importer *im, struct spec_level *l, const struct yaml *name)
{
  const char *at = name->text;
  for (;;) {
    size_t n = strcspn(at, ".["), range = at[n] == '[' ? strcspn(at + n, "]") + 1 : 0;
    if (range && !at[n + range - 1]) range--;
    int64_t instances;
    struct yaml part = *name;
    part.text = arena_strndup(im->arena, at, n + range);
    l->name = split_range(im, l->scope, &part, &instances);
    l->mesh_x = multiply(im, l->mesh_x, instances, name);
    at += n + range;
    if (*at != '.') return;
    l->path = *l->path ? SAY(im, "%s.%s", l->path, l->name) : l->name;
    at++;
  }
}

static bool is_disabled(struct importer *im, struct spec_scope *scope, struct yaml *node)
{
  struct yaml *y = yaml_get(node, "enabled");
  if (!y || yaml_is_null(y)) return false;
  struct figure f = value_of(im, scope, y, "enabled");
  if (!is_truth(f)) tell_type(im, y, "`enabled`", "true or false");
  return is_truth(f) && f.number == 0;
}

/* A component; NULL if there is none to speak of.  `around` are the instances of what it
 * stands in. */
static struct spec_level *read_component(struct importer *im, struct spec_scope *outer,
                                         struct yaml *node, const char *path)
{
  const char *name = want_name(im, node, "name", "a component");
  const char *class = name ? want_name(im, node, "class", SAY(im, "`%s`", name)) : NULL;
  struct yaml *subclass = yaml_get(node, "subclass");
  if (!class) return NULL;
  struct spec_level *l = ARENA_NEW(im->arena, struct spec_level);
  *l = (struct spec_level){.kind_class = class, .class = class, .node = node, .path = path,
                           .span = node->span, .mesh_x = 1, .mesh_y = 1, .x = 1, .y = 1};
  if (subclass && !yaml_is_null(subclass)) l->class = want_name(im, node, "subclass", SAY(im, "`%s`", name));
  if (!l->class) return NULL;
  l->scope = inner_scope(im, outer, node, SAY(im, "`%s`", name));
  read_path_of(im, l, yaml_peek(node, "name"));
  l->dummy = strstr(class, "dummy") != NULL;
  yaml_get(node, "required_actions");
  yaml_get(node, "constraints");
  yaml_get(node, "sparse_optimizations");
  if (is_disabled(im, l->scope, node)) {
    tell_lost(im, node->span, SAY(im, "`%s`", l->name), "it is not enabled");
    return NULL;
  }
  if (strstr(class, "nothing")) return NULL;
  if (!kind_of(im, class, &l->kind) && !kind_of(im, l->class, &l->kind)) {
    tell_lost(im, node->span, SAY(im, "`%s`", l->name),
              SAY(im, "its class, `%s`, is neither a storage, nor a network, nor a compute", class));
    return NULL;
  }
  return l;
}

/* ---- instances ---- */

/* Instances may be said by ranges, by a mesh, or by both, which then must agree. */
static void find_mesh(struct importer *im, struct spec_level *l, int64_t around)
{
  static const char *const x_names[] = {"meshX", NULL}, *const y_names[] = {"meshY", NULL};
  static const char *const all[] = {"instances", NULL};
  struct spec_attribute *from = NULL, *at = NULL;
  int64_t x = 0, y = 0, n = around * l->mesh_x, said;
  bool has_x = whole_of(im, l->scope, x_names, 1, &x, &from);
  if (from) at = from;
  bool has_y = whole_of(im, l->scope, y_names, 1, &y, &from);
  if (from) at = from;
  if (whole_of(im, l->scope, all, 1, &said, &from)) n = said;
  if (!has_x && !has_y) x = n, y = 1;
  else if (has_x && has_y && n == 1 && !strchr(yaml_peek(l->node, "name")->text, '[')) n = x * y;
  else if (!has_y) y = n / x;
  else if (!has_x) x = n / y;
  if (x < 1 || y < 1 || x > INT32_MAX || y > INT32_MAX || x * y != n) {
    struct diag *d = diag_at(im->diags, E0809, at ? at->value->span : l->span,
                             "`%s` has %lld instances, but its mesh is %lld by %lld", l->name,
                             (long long)n, (long long)x, (long long)y);
    diag_label(d, at ? at->value->span : l->span, "they should be the same");
    x = n, y = 1;
  }
  l->mesh_x = x, l->mesh_y = y;
  l->has_mesh = has_x || has_y;
}

/* What says nothing of its mesh has that of what stands beside it. */
static void share_mesh(struct spec_arch *arch)
{
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    for (uint32_t k = 0; k < arch->levels.n && !l->has_mesh; k++) {
      const struct spec_level *other = arch->levels.at[k];
      bool beside = other->has_mesh && !strcmp(other->path, l->path) &&
                    other->mesh_x * other->mesh_y == l->mesh_x * l->mesh_y;
      if (beside) l->mesh_x = other->mesh_x, l->mesh_y = other->mesh_y, l->has_mesh = true;
    }
  }
}

/* ---- subtrees ---- */

enum { SUBTREES_MAX = 40 };

/* Computes of a subtree lie inside of all that stands beside them. */
struct subtrees {
  struct importer *im;
  struct spec_arch *arch;
  unsigned depth;
  struct spec_remarks pending; /* on subtrees of which no level was seen yet */
};

static void add_local(struct subtrees *s, struct spec_scope *scope, struct yaml *list,
                      int64_t around, const char *path, bool computes)
{
  struct importer *im = s->im;
  for (unsigned i = 0; i < list_count(list); i++) {
    struct yaml *node = want_map(im, list_member(list, i), "a local component");
    if (!node) continue;
    enum spec_kind kind;
    const struct yaml *class = yaml_peek(node, "class");
    bool is_compute = class && class->kind == YAML_SCALAR && kind_of(im, class->text, &kind) &&
                      kind == SPEC_COMPUTE;
    if (is_compute != computes) continue;
    struct spec_level *l = read_component(im, scope, node, path);
    if (!l) continue;
    find_mesh(im, l, around);
    take_remarks(im, &l->around, &s->pending);
    add_node_remarks(im, &l->remarks, node);
    tell_unknown_keys(im, node, SAY(im, "the component `%s`", l->name), component_keys);
    KEEP(im, &s->arch->levels, l);
  }
}

static void add_subtree(struct subtrees *s, struct spec_scope *outer, struct yaml *node,
                        int64_t around, const char *path)
{
  static const char *const keys[] = {"name", "attributes", "local", "subtree", "constraints", NULL};
  struct importer *im = s->im;
  node = want_map(im, node, "a subtree");
  const char *name = node ? want_name(im, node, "name", "a subtree") : NULL;
  if (!name) return;
  if (++s->depth > SUBTREES_MAX) {
    tell_at(im, E0808, node, "subtrees within subtrees without end");
    return;
  }
  struct spec_scope *scope = around_scope(im, outer, node, SAY(im, "`%s`", name));
  int64_t range;
  const char *bare = split_range(im, scope, yaml_peek(node, "name"), &range);
  add_remark(im, s->arch->name ? &s->pending : &s->arch->remarks, node->span);
  if (!s->arch->name) s->arch->name = bare, s->arch->scope = scope, s->arch->span = node->span;
  around = multiply(im, around, range, yaml_peek(node, "name"));
  path = *path ? SAY(im, "%s.%s", path, bare) : bare;
  struct yaml *local = yaml_get(node, "local"), *subtree = yaml_get(node, "subtree");
  add_local(s, scope, local, around, path, false);
  for (unsigned i = 0; i < list_count(subtree); i++)
    add_subtree(s, scope, list_member(subtree, i), around, path);
  add_local(s, scope, local, around, path, true);
  tell_unknown_keys(im, node, "a subtree", keys);
  s->depth--;
}

/* ---- nodes ---- */

struct nodes {
  struct importer *im;
  struct spec_arch *arch;
  int parallels, parallel;  /* how many there are; the one at hand, or 0 */
  int branches;             /* of all of them: the one at hand is the last */
  unsigned depth;
  struct spec_remarks pending; /* on containers without instances */
};

static void mesh_of(struct importer *im, struct spec_scope *scope, struct yaml *node, int64_t *x,
                    int64_t *y, struct yaml *at[2])
{
  static const char *const keys[] = {"meshX", "meshY", NULL};
  struct yaml *map = want_map(im, yaml_get(node, "spatial"), "`spatial`");
  *x = *y = 1;
  for (int i = 0; map && i < 2; i++) {
    struct yaml *value = yaml_get(map, keys[i]);
    if (!value || yaml_is_null(value)) continue;
    struct figure f = value_of(im, scope, value, keys[i]);
    if (f.kind == FIGURE_NUMBER && f.whole && f.number >= 1 && f.number <= INT32_MAX)
      *(i ? y : x) = (int64_t)f.number, at[i] = value;
    else if (f.kind == FIGURE_NUMBER) tell_whole(im, value, keys[i], 1, f.number);
    else tell_type(im, value, SAY(im, "`%s`", keys[i]), "a whole number from 1 on");
  }
  tell_unknown_keys(im, map, "`spatial`", keys);
}

/* The instances of a node, if there are several; loops across them are said by its name. */
static struct spec_level *add_array(struct nodes *n, const char *name, const char *speaker,
                                    struct yaml *node, struct spec_scope *scope)
{
  int64_t x, y;
  struct yaml *at[2] = {NULL, NULL};
  mesh_of(n->im, scope, node, &x, &y, at);
  if (x * y == 1) return NULL;
  struct spec_level *l = ARENA_NEW(n->im->arena, struct spec_level);
  *l = (struct spec_level){.kind = SPEC_ARRAY, .name = name, .speaker = speaker, .path = "",
                           .node = node, .scope = scope, .span = node->span, .x = x, .y = y,
                           .x_at = at[0], .y_at = at[1]};
  if (n->parallel) {
    struct diag *d = tell_at(n->im, E0808, node, "`%s` has several instances, and stands beside "
                             "others in a `!Parallel`", speaker);
    diag_help(d, "let each of them follow the other");
    return NULL;
  }
  take_remarks(n->im, &l->around, &n->pending);
  KEEP(n->im, &n->arch->levels, l);
  return l;
}

static void add_nodes(struct nodes *n, struct spec_scope *scope, struct yaml *list, bool branches);

/* How many instances of a node there are is not said by its name. */
static void check_name(struct nodes *n, const struct yaml *name)
{
  if (!strchr(name->text, '[')) return;
  struct diag *d = tell_at(n->im, E0809, name, "the name `%s` does not say how many there are", name->text);
  diag_label(d, name->span, "a range");
  diag_help(d, "instances of a node are said by `spatial: {meshX: 4}`");
}

static void add_container(struct nodes *n, struct spec_scope **scope, struct yaml *node)
{
  static const char *const keys[] = {"name", "attributes", "spatial", "constraints", "networks",
                                     "sparse_optimizations", NULL};
  const char *name = want_name(n->im, node, "name", "a container");
  if (!name) return;
  check_name(n, yaml_peek(node, "name"));
  *scope = around_scope(n->im, *scope, node, SAY(n->im, "`%s`", name));
  const struct yaml *constraints = yaml_get(node, "constraints");
  bool first = !n->arch->name;
  if (first) n->arch->name = name, n->arch->scope = *scope;
  struct spec_level *array = add_array(n, name, name, node, *scope);
  if (!array && constraints && !yaml_is_null(constraints))
    tell_lost(n->im, constraints->span, SAY(n->im, "what is said of loops across `%s`", name), "it has one instance");
  add_node_remarks(n->im, array ? &array->remarks : first ? &n->arch->remarks : &n->pending, node);
  tell_unknown_keys(n->im, node, "a container", keys);
}

static void add_component(struct nodes *n, struct spec_scope *scope, struct yaml *node)
{
  struct spec_level *l = read_component(n->im, scope, node, "");
  if (!l) return;
  check_name(n, yaml_peek(node, "name"));
  if (l->kind != SPEC_NETWORK) add_array(n, SAY(n->im, "%s_array", l->name), l->name, node, l->scope);
  take_remarks(n->im, &l->around, &n->pending);
  add_node_remarks(n->im, &l->remarks, node);
  l->parallel = l->group = n->parallel;
  l->branch = n->branches;
  tell_unknown_keys(n->im, node, SAY(n->im, "the component `%s`", l->name), component_keys);
  KEEP(n->im, &n->arch->levels, l);
}

/* Where a branch has several levels they follow each other; so do then all branches, each
 * bypassed by what is of another. */
static void end_parallel(struct nodes *n, uint32_t from)
{
  struct spec_level **at = n->arch->levels.at;
  bool several = false;
  for (uint32_t i = from + 1; i < n->arch->levels.n; i++) several |= at[i]->branch == at[i - 1]->branch;
  for (uint32_t i = from; i < n->arch->levels.n && several; i++) at[i]->parallel = 0;
}

static void add_branch(struct nodes *n, struct spec_scope *scope, struct yaml *node, bool parallel)
{
  static const char *const keys[] = {"nodes", "name", NULL};
  if (++n->depth > SUBTREES_MAX) {
    tell_at(n->im, E0808, node, "nodes within nodes without end");
    return;
  }
  uint32_t from = n->arch->levels.n;
  bool outermost = parallel && !n->parallel;
  if (outermost) n->parallel = ++n->parallels;
  if (outermost) add_node_remarks(n->im, &n->pending, node);
  add_nodes(n, scope, yaml_get(node, "nodes"), outermost);
  if (outermost) end_parallel(n, from), n->parallel = 0;
  yaml_get(node, "name");
  tell_unknown_keys(n->im, node, "a branch of an architecture", keys);
  n->depth--;
}

static void tell_tag(struct nodes *n, const struct yaml *node, const char *tag)
{
  static const char *const tags[] = {"!Container", "!Component", "!Parallel", "!Hierarchical",
                                     "!Pipelined", "!Nothing", NULL};
  if (!*tag) {
    struct diag *d = tell_at(n->im, E0803, node, "a node of an architecture has no tag");
    diag_help(d, "write `%s` in front of it", yaml_peek(node, "class") ? "!Component"
                                             : yaml_peek(node, "nodes") ? "!Parallel" : "!Container");
    return;
  }
  struct suggest near = suggest_start(tag);
  for (unsigned k = 0; tags[k]; k++) suggest_offer(&near, tags[k]);
  struct span at = {node->span.file, node->front, node->front + (uint32_t)strlen(tag)};
  struct diag *d = diag_at(n->im->diags, E0803, at, "no node of an architecture has the tag `%s`", tag);
  diag_note(d, "nodes are `!Container`, `!Component`, `!Parallel`, `!Hierarchical` or `!Nothing`");
  diag_suggest(d, at, near.best);
}

/* A container holds for all that follows it, up to the end of its branch. */
static void add_nodes(struct nodes *n, struct spec_scope *scope, struct yaml *list, bool branches)
{
  for (unsigned i = 0; i < list_count(list); i++) {
    struct yaml *node = list_member(list, i);
    const char *tag = node->tag ? node->tag : "";
    if (!strcmp(tag, "!Nothing")) continue;
    n->branches += branches;
    if (node->kind != YAML_MAP) {
      tell_type(n->im, node, "a node of an architecture", "a map");
      continue;
    }
    if (!strcmp(tag, "!Container")) add_container(n, &scope, node);
    else if (!strcmp(tag, "!Component")) add_component(n, scope, node);
    else if (!strcmp(tag, "!Parallel")) add_branch(n, scope, node, true);
    else if (!strcmp(tag, "!Hierarchical") || !strcmp(tag, "!Pipelined"))
      add_branch(n, scope, node, false);
    else tell_tag(n, node, tag);
  }
}

/* ---- both ---- */

static unsigned depth_of(const struct spec_level *l)
{
  unsigned n = *l->path != 0;
  for (const char *c = l->path; *c; c++) n += *c == '.';
  return l->kind == SPEC_COMPUTE ? 1000 + n : n;
}

/* In a flat list what has the longer path lies further inside. */
static void sort_flat(struct spec_arch *arch)
{
  for (uint32_t i = 1; i < arch->levels.n; i++)
    for (uint32_t k = i; k && depth_of(arch->levels.at[k - 1]) > depth_of(arch->levels.at[k]); k--) {
      struct spec_level *l = arch->levels.at[k];
      arch->levels.at[k] = arch->levels.at[k - 1];
      arch->levels.at[k - 1] = l;
    }
  if (arch->levels.n && !arch->name && *arch->levels.at[0]->path)
    arch->name = arch->levels.at[0]->path;
}

void read_arch(struct importer *im, const struct yaml_entry *e)
{
  static const char *const keys[] = {"version", "subtree", "local", "nodes", "attributes", "name",
                                     NULL};
  struct yaml *y = want_map(im, e->value, "`architecture`");
  if (!y) return;
  struct spec_arch *arch = ARENA_NEW(im->arena, struct spec_arch);
  *arch = (struct spec_arch){.span = y->span, .version = "", .scope = &im->spec.variables};
  add_remark(im, &arch->remarks, e->key->span);
  add_remark(im, &arch->remarks, y->span);
  struct yaml *version = yaml_get(y, "version"), *subtree = yaml_get(y, "subtree");
  struct yaml *local = yaml_get(y, "local"), *list = yaml_get(y, "nodes");
  if (list) arch->version = "0.4";
  if (version && version->kind == YAML_SCALAR) arch->version = version->text;
  struct spec_scope *scope = around_scope(im, &im->spec.variables, y, "the architecture");
  struct subtrees s = {.im = im, .arch = arch};
  for (unsigned i = 0; i < list_count(subtree); i++)
    add_subtree(&s, scope, list_member(subtree, i), 1, "");
  add_local(&s, scope, local, 1, "", false);
  add_local(&s, scope, local, 1, "", true);
  struct nodes n = {.im = im, .arch = arch};
  arch->nodes = list != NULL;
  add_nodes(&n, scope, list, false);
  tell_unknown_keys(im, y, "an architecture", keys);
  if (local) sort_flat(arch);
  if (im->spec.arch) {
    struct diag *d = tell_at(im, E0808, y, "there are two architectures");
    diag_note_at(d, im->spec.arch->span, "the other one");
    diag_help(d, "import one of them at a time");
    return;
  }
  if (!subtree && !local && !list) {
    struct diag *d = tell_at(im, E0804, y, "an architecture has neither a `subtree` nor `nodes`");
    diag_label(d, y->span, "holds no components");
    return;
  }
  im->spec.arch = arch;
}

/* ---- fan-outs ---- */

/* `inter_PE_spatial` is there for the fan-out of `PE`. */
static const char *array_of_dummy(struct importer *im, const char *name)
{
  size_t n = strlen(name), front = strlen("inter_"), back = strlen("_spatial");
  bool fits = n > front + back && !strncmp(name, "inter_", front) &&
              !strcmp(name + n - back, "_spatial");
  return fits ? arena_strndup(im->arena, name + front, n - front - back) : NULL;
}

/* What the array between two levels is called: like the subtree that begins there, or else
 * after what is inside. */
static const char *array_name(struct importer *im, const struct spec_level *outer,
                              const struct spec_level *inner)
{
  const char *dummy = array_of_dummy(im, outer->name), *dot = strrchr(inner->path, '.');
  if (dummy) return dummy;
  if (strcmp(outer->path, inner->path) && dot) return dot + 1;
  return inner->kind == SPEC_COMPUTE ? "PE" : SAY(im, "%s_array", inner->name);
}

static struct spec_level *fan_out(struct importer *im, const struct spec_level *outer,
                                  const struct spec_level *inner)
{
  if (inner->mesh_x == outer->mesh_x && inner->mesh_y == outer->mesh_y) return NULL;
  struct spec_level *l = ARENA_NEW(im->arena, struct spec_level);
  *l = (struct spec_level){.kind = SPEC_ARRAY, .name = array_name(im, outer, inner), .path = "",
                           .speaker = outer->name, .span = inner->span,
                           .x = inner->mesh_x / outer->mesh_x, .y = inner->mesh_y / outer->mesh_y};
  if (l->x * outer->mesh_x == inner->mesh_x && l->y * outer->mesh_y == inner->mesh_y) return l;
  struct diag *d = diag_at(im->diags, E0809, inner->span,
                           "the mesh of `%s`, %lld by %lld, is no multiple of that of `%s`, "
                           "%lld by %lld", inner->name, (long long)inner->mesh_x,
                           (long long)inner->mesh_y, outer->name, (long long)outer->mesh_x,
                           (long long)outer->mesh_y);
  diag_label(d, inner->span, "cannot be shared out evenly");
  diag_note_at(d, outer->span, "what is around it");
  return NULL;
}

/* The memory that is read through a network; -1: none says so. */
static int64_t reader_of(const struct spec_arch *arch, const char *network)
{
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_attribute *a = find_attribute(arch->levels.at[i]->scope, "network_read");
    if (a && a->value->kind == YAML_SCALAR && !strcmp(a->value->text, network)) return i;
  }
  return -1;
}

/* A network lies right inside of the memory that is read through it, wherever it is written. */
static void place_networks(struct spec_arch *arch)
{
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    int64_t reader = l->kind == SPEC_NETWORK ? reader_of(arch, l->name) : -1;
    if (reader < 0) continue;
    int64_t to = reader < i ? reader + 1 : reader;
    for (int64_t k = i; k < to; k++) arch->levels.at[k] = arch->levels.at[k + 1];
    for (int64_t k = i; k > to; k--) arch->levels.at[k] = arch->levels.at[k - 1];
    arch->levels.at[to] = l;
    if (to > i) i--;
  }
}

/* Where instances are left without work there has to be an array, if only of one. */
static void add_skipping_arrays(struct importer *im)
{
  struct spec_arch *arch = im->spec.arch, made = {.levels = {0}};
  struct spec_level *wanted = NULL;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (wanted && l->kind != SPEC_NETWORK) {
      struct spec_level *array = ARENA_NEW(im->arena, struct spec_level);
      *array = (struct spec_level){.kind = SPEC_ARRAY, .name = array_name(im, wanted, l), .path = "",
                                   .speaker = wanted->name, .span = wanted->span, .x = 1, .y = 1};
      KEEP(im, &made.levels, array);
      wanted = NULL;
    }
    KEEP(im, &made.levels, l);
    if (l->kind == SPEC_MEMORY && skips_spatially(im, l) && !array_behind(arch, l)) wanted = l;
  }
  arch->levels.at = made.levels.at;
  arch->levels.n = made.levels.n;
  arch->levels.cap = made.levels.cap;
}

/* Puts arrays where the instances of subtrees grow. */
void finish_arch(struct importer *im)
{
  struct spec_arch *arch = im->spec.arch, made = {.levels = {0}};
  const struct spec_level *outer = NULL;
  share_mesh(arch);
  place_networks(arch);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    bool tiles = l->kind == SPEC_MEMORY || l->kind == SPEC_COMPUTE;
    if (tiles && outer && outer->kind != SPEC_COMPUTE) {
      struct spec_level *array = fan_out(im, outer, l);
      if (array) KEEP(im, &made.levels, array);
      if (array) take_remarks(im, &array->remarks, &l->around);
    }
    if (tiles) outer = l;
    KEEP(im, &made.levels, l);
  }
  arch->levels.at = made.levels.at;
  arch->levels.n = made.levels.n;
  arch->levels.cap = made.levels.cap;
  add_skipping_arrays(im);
  for (int arrays = 0; arrays < 2; arrays++)
    for (uint32_t i = 0; i < arch->levels.n; i++) {
      struct spec_level *l = arch->levels.at[i];
      if ((l->kind == SPEC_ARRAY) == arrays) l->legal = legal_name(im, &im->level_names, l->name);
    }
}
