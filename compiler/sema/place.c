/* What may stand where: one table, and a sentence for each thing out of place. */
#include "compiler/sema/place.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/query.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "lang/syntax/parse.h"

/* The blocks of the language. */
enum place {
  P_FILE = 1, P_COMPONENT = 2, P_ARCH = 4, P_LEVEL = 8, P_WORKLOAD = 16, P_MAPPING = 32,
  P_AT = 64, P_MAPPER = 128, P_SPARSITY = 256, P_RUN = 512, P_STUDY = 1024, P_TEST = 2048,
  P_TABLE = 4096, P_FOR = 8192, P_WITH = 16384, P_EITHER = 32768, P_LEAF = 65536
};

static enum place place_of(enum keyword parent)
{
  switch (parent) {
  case KW_NONE: return P_FILE;
  case KW_component: return P_COMPONENT;
  case KW_arch: case KW_array: case KW_group: case KW_parallel: return P_ARCH;
  case KW_memory: case KW_compute: case KW_network: case KW_transit: case KW_part: return P_LEVEL;
  case KW_workload: return P_WORKLOAD;
  case KW_mapping: case KW_mapspace: return P_MAPPING;
  case KW_at: return P_AT;
  case KW_mapper: return P_MAPPER;
  case KW_sparsity: return P_SPARSITY;
  case KW_run: return P_RUN;
  case KW_study: return P_STUDY;
  case KW_test: return P_TEST;
  case KW_table: return P_TABLE;
  case KW_for: return P_FOR;
  case KW_with: return P_WITH;
  case KW_either: return P_EITHER;
  default: return P_LEAF;
  }
}

struct rule {
  unsigned places;
  const char *what;      /* "a loop" */
  const char *belongs;   /* "loops belong in a `mapping` or a `mapspace`" */
  const char *move;      /* a help, or NULL */
  unsigned moves;        /* where the help is one; 0: everywhere */
};

/* Statements that a word tells apart … */
static const struct rule by_word[N_KEYWORDS] = {
  [KW_component] = {.places = P_FILE, .what = "a `component`",
    .belongs = "components are declared at the top of a file"},
  [KW_arch] = {.places = P_FILE, .what = "an `arch`",
    .belongs = "archs are declared at the top of a file"},
  [KW_workload] = {.places = P_FILE, .what = "a `workload`",
    .belongs = "workloads are declared at the top of a file"},
  [KW_mapping] = {.places = P_FILE, .what = "a `mapping`",
    .belongs = "mappings are declared at the top of a file"},
  [KW_mapspace] = {.places = P_FILE, .what = "a `mapspace`",
    .belongs = "mapspaces are declared at the top of a file"},
  [KW_mapper] = {.places = P_FILE, .what = "a `mapper`",
    .belongs = "mappers are declared at the top of a file"},
  [KW_sparsity] = {.places = P_FILE, .what = "a `sparsity`",
    .belongs = "sparsities are declared at the top of a file"},
  [KW_study] = {.places = P_FILE, .what = "a `study`",
    .belongs = "studies are declared at the top of a file"},
  [KW_test] = {.places = P_FILE, .what = "a `test`",
    .belongs = "tests are declared at the top of a file"},
  [KW_enum] = {.places = P_FILE, .what = "an `enum`",
    .belongs = "enums are declared at the top of a file"},
  [KW_table] = {.places = P_FILE | P_COMPONENT, .what = "a `table`",
    .belongs = "tables stand at the top of a file or in a `component`"},
  [KW_memory] = {.places = P_ARCH, .what = "a `memory`", .belongs = "levels belong in an `arch`",
    .move = "in a `component`, what it is made of is a `part`", .moves = P_COMPONENT},
  [KW_compute] = {.places = P_ARCH, .what = "a `compute`", .belongs = "levels belong in an `arch`",
    .move = "in a `component`, what it is made of is a `part`", .moves = P_COMPONENT},
  [KW_network] = {.places = P_ARCH, .what = "a `network`", .belongs = "levels belong in an `arch`"},
  [KW_transit] = {.places = P_ARCH, .what = "a `transit`", .belongs = "levels belong in an `arch`"},
  [KW_array] = {.places = P_ARCH, .what = "an `array`", .belongs = "arrays belong in an `arch`",
    .move = "an array of parts is written `part name[n] = ...`", .moves = P_COMPONENT},
  [KW_group] = {.places = P_ARCH, .what = "a `group`", .belongs = "groups belong in an `arch`"},
  [KW_parallel] = {.places = P_ARCH, .what = "a `parallel`",
    .belongs = "it holds levels of an `arch`"},
  [KW_either] = {.places = P_AT, .what = "an `either`",
    .belongs = "alternatives of skipping and gating belong at a level of a `sparsity`",
    .move = "move it into `at <level> { ... }` of a sparsity"},
  [KW_part] = {.places = P_COMPONENT, .what = "a `part`",
    .belongs = "parts belong in a `component`",
    .move = "in an `arch`, write `memory`, `compute`, `network` or `transit`", .moves = P_ARCH},
  [KW_action] = {.places = P_COMPONENT | P_LEVEL, .what = "an `action`",
    .belongs = "actions belong in a `component` or in a level's own block"},
  [KW_let] = {.places = ~(unsigned)(P_WITH | P_LEVEL | P_MAPPER | P_TABLE | P_EITHER | P_LEAF),
    .what = "a `let`", .belongs = "values are named at the top of a file or in a declaration"},
  [KW_param] = {.places = P_FILE, .what = "a `param`",
    .belongs = "what `--set` can change is declared at the top of a file",
    .move = "a declaration's own parameters stand in `( )` behind its name"},
  [KW_unit] = {.places = P_FILE, .what = "a `unit`",
    .belongs = "units are declared at the top of a file"},
  [KW_dim] = {.places = P_WORKLOAD, .what = "a `dim`",
    .belongs = "dimensions belong in a `workload`"},
  [KW_data] = {.places = P_WORKLOAD, .what = "a `data`",
    .belongs = "tensors belong in a `workload`"},
  [KW_sweep] = {.places = P_STUDY, .what = "a `sweep`", .belongs = "sweeps belong in a `study`"},
  [KW_measure] = {.places = P_STUDY, .what = "a `measure`",
    .belongs = "measures belong in a `study`"},
  [KW_for] = {.places = P_AT | P_FILE | P_STUDY | P_TEST | P_FOR, .what = "a loop",
    .belongs = "loops belong in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_par] = {.places = P_AT, .what = "a loop",
    .belongs = "loops belong in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_keep] = {.places = P_AT, .what = "a `keep`",
    .belongs = "what a level keeps is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_bypass] = {.places = P_AT, .what = "a `bypass`",
    .belongs = "what passes a level by is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_refetch] = {.places = P_AT, .what = "a `refetch`",
    .belongs = "what a level fetches anew is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_preload] = {.places = P_AT, .what = "a `preload`",
    .belongs = "which sums begin with what is there is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_unicast] = {.places = P_AT, .what = "a `unicast`",
    .belongs = "what an array does not share is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_direct] = {.places = P_AT, .what = "a `direct`",
    .belongs = "what does not come from neighbors is said in a `mapping` or a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapping"},
  [KW_order] = {.places = P_AT, .what = "an `order`",
    .belongs = "loop orders belong in a `mapspace`",
    .move = "move it into `at <level> { ... }` of a mapspace"},
  [KW_carries] = {.places = P_LEVEL, .what = "a `carries`",
    .belongs = "it belongs in the block of a `transit` or a `network`"},
  [KW_minimize] = {.places = P_MAPPER | P_RUN | P_STUDY, .what = "a `minimize`",
    .belongs = "objectives belong in a `mapper`, a `run` or a `study`"},
  [KW_report] = {.places = P_RUN | P_STUDY | P_TEST, .what = "a `report`",
    .belongs = "what to report is said in a `run`, a `study` or a `test`"},
  [KW_pareto] = {.places = P_STUDY, .what = "a `pareto`", .belongs = "fronts belong in a `study`"},
  [KW_require] = {.places = P_FILE | P_COMPONENT | P_ARCH | P_WORKLOAD | P_AT | P_MAPPING,
    .what = "a `require`", .belongs = "requirements belong in a declaration",
    .move = "what a result must be is said with `expect`",
    .moves = P_RUN | P_STUDY | P_TEST | P_FOR},
  [KW_expect] = {.places = P_RUN | P_STUDY | P_TEST | P_FOR, .what = "an `expect`",
    .belongs = "expectations belong in a `test`, a `run` or a `study`",
    .move = "what must hold before anything runs is said with `require`",
    .moves = ~(unsigned)(P_LEVEL | P_MAPPER | P_TABLE)},
  [KW_where] = {.places = P_STUDY, .what = "a `where`",
    .belongs = "it prunes the points of a `study`"},
};

/* … and those that are of one kind. */
static const struct rule by_kind[N_KINDS] = {
  [N_IMPORT] = {.places = P_FILE, .what = "an `import`",
    .belongs = "imports stand at the top of a file"},
  [N_EINSUM] = {.places = P_WORKLOAD, .what = "an Einsum",
    .belongs = "Einsums belong in a `workload`",
    .move = "an array of parts is written `part name[n] = ...`", .moves = P_COMPONENT},
  [N_AT] = {.places = P_MAPPING | P_SPARSITY, .what = "an `at`",
    .belongs = "what happens at a level is said in a `mapping`, a `mapspace` or a `sparsity`"},
  [N_COND] = {.places = P_AT | P_EITHER, .what = "this",
    .belongs = "skipping and gating belong at a level of a `sparsity`",
    .move = "move it into `at <level> { ... }` of a sparsity"},
  [N_ROW] = {.places = P_TABLE, .what = "a `row`", .belongs = "rows belong in a `table`"},
  [N_RUN] = {.places = P_FILE | P_STUDY | P_TEST | P_FOR, .what = "a `run`",
    .belongs = "runs stand at the top of a file, in a `test` or in a `study`"},
  [N_FIELD] = {.places = P_TABLE, .what = "a typed field",
    .belongs = "typed fields are the columns of a `table`",
    .move = "give a name and a value with `let name: type = ...`"},
  [N_ATTR] = {.places = ~(unsigned)(P_WORKLOAD | P_MAPPING | P_EITHER | P_LEAF | P_FOR),
    .what = "an attribute", .belongs = "nothing can be set here"},
  [N_AMEND] = {.places = P_WITH, .what = "a block without a statement word",
    .belongs = "it amends something inside a `with { }`"},
};

static const struct rule *rule_for(const struct node *item)
{
  const struct rule *r = item->word ? &by_word[item->word] : NULL;
  return r && r->places ? r : &by_kind[item->kind];
}

/* `foo { … }`: a statement whose word is not known. */
static void unknown_block(struct sema *sm, enum place place, const struct node *item)
{
  struct span where = node_span(item->slot[AMEND_PATH]);
  const char *word = item->slot[AMEND_PATH]->name->text;
  struct suggest near = suggest_near(sm, word);
  keyword_suggest(&near);
  struct diag *d = diag_at(sm->diags, E0114, where, "no statement begins with `%s`", word);
  diag_label(d, where, "not a word of the language");
  if (diag_suggest(d, where, near.best)) return;
  if (place == P_MAPPING) {
    diag_help(d, "write `at %s { ... }` if that is a level", word);
    diag_fix(d, DIAG_MAYBE, span_start(where), "at ");
  } else diag_note(d, "a block that amends something stands in a `with { }`");
}

/* ---- statements written as attributes ---- */

/* The statement that may stand here and that this word, or what it is called here,
 * begins. */
static enum keyword statement_of(name_t word, enum place place)
{
  if (word->word && by_word[word->word].places & place) return word->word;
  struct suggest near = suggest_start(word->text);
  enum keyword found = KW_NONE;
  for (int w = KW_NONE + 1; w < KW_is; w++) {
    if (!(by_word[w].places & place)) continue;
    suggest_offer(&near, keyword_text(w));
    if (near.best == keyword_text(w)) found = w;
  }
  return near.synonym ? found : KW_NONE;
}

/* `keep = [A, B]` without its brackets. */
static const char *operands_text(struct sema *sm, const struct node *value)
{
  const struct node *first = value->kind == N_LIST ? value->slot[LIST_ITEMS] : value, *last = first;
  if (!first) return "...";
  while (value->kind == N_LIST && last->next) last = last->next;
  return source_text(sm, (struct span){value->file, first->start, last->end});
}

bool offer_statement(struct sema *sm, struct diag *d, enum keyword parent, const struct node *item)
{
  const struct node *path = item->slot[0], *value = item->slot[1];
  enum keyword w = path->kind == N_NAME ? statement_of(path->name, place_of(parent)) : KW_NONE;
  if (!w || !value) return false;
  bool names = w >= KW_keep && w <= KW_report;
  if (!names) {
    diag_note(d, "%s %s looks like `%s`", keyword_article(w), keyword_text(w), keyword_example(w));
    return true;
  }
  const char *text = arena_printf(sm->arena, "%s %s", keyword_text(w), operands_text(sm, value));
  diag_help(d, "write `%s`", text);
  diag_fix(d, DIAG_MAYBE, node_span(item), "%s", text);
  return true;
}

static unsigned kinds_in(enum place place)
{
  switch (place) {
  case P_ARCH: return K_ARCH | K_ARRAY | K_GROUP;
  case P_LEVEL: case P_COMPONENT: return K_LEVELS | K_PART;
  case P_MAPPER: return K_MAPPER;
  case P_RUN: return K_RUN;
  case P_WORKLOAD: return K_WORKLOAD;
  default: return 0;
  }
}

static bool is_type_word(const struct node *n)
{
  struct dim dim;
  return n->kind == N_NAME &&
         (dim_of_type(n->name->text, &dim) || names_equal(n->name, "int") ||
          names_equal(n->name, "real") || names_equal(n->name, "bool") ||
          names_equal(n->name, "string"));
}

/* `clock: 1 GHz`: an attribute as YAML would have it.  False if `item` is nothing
 * like that. */
static bool sets_with_colon(struct sema *sm, enum place place, const struct node *item)
{
  const struct node *type = item->slot[FIELD_TYPE];
  name_t path = path_text(sm, item->slot[FIELD_PATH]);
  unsigned kinds = kinds_in(place);
  if (!path || !type || item->slot[FIELD_VALUE] || !kinds || is_type_word(type)) return false;
  struct suggest near = suggest_near(sm, path->text);
  bool known = attribute_find(path->text, kinds);
  if (!known) attribute_suggest(&near, kinds);
  if (type->kind != N_NUMBER && !known && !near.best) return false;
  struct span where = node_span(item);
  struct diag *d = diag_at(sm->diags, E0210, where, "an attribute is set with `=`, not with `:`");
  diag_label(d, where, "read as a name and its type");
  const char *name = near.best ? near.best : path->text;
  diag_help(d, "write `%s = %s`", name, source_text(sm, node_span(type)));
  where.start = near.best ? where.start : item->slot[FIELD_PATH]->end;
  where.end = type->start;
  diag_fix(d, near.best ? DIAG_MAYBE : DIAG_CERTAIN, where, "%s = ", near.best ? near.best : "");
  return true;
}

static const char *parent_text(enum keyword parent, struct arena *a)
{
  if (parent == KW_NONE) return "at the top of a file";
  if (parent == KW_with) return "in a `with { }`";
  return arena_printf(a, "in %s%s `%s`", parent == KW_at || parent == KW_for || parent == KW_either ? "the block of " : "",
                      keyword_article(parent), keyword_text(parent));
}

/* What is not declared where it stands is still what its users mean: they are not
 * told that it is unknown. */
static void remember(struct sema *sm, const struct node *item)
{
  const struct node *first = NULL, *one = NULL;
  if (item->kind == N_BINDS) first = item->slot[BINDS_BINDINGS];
  if (item->kind == N_IMPORT) first = item->slot[IMPORT_NAMES];
  for (const struct node *n = first; n; n = n->next)
    if (n->name) tell_name(sm, n->name, n->file);
  if (item->kind == N_DECL) one = item;
  if (item->kind == N_AMEND) one = item->slot[AMEND_PATH];
  if (item->kind == N_EINSUM) one = item->slot[EINSUM_TARGET]->slot[INDEX_BASE];
  if (one && one->name) tell_name(sm, one->name, one->file);
}

/* ---- what a declaration is made of ---- */

static bool is_level(enum keyword w) { return w >= KW_memory && w <= KW_group; }

static struct diag *tell_part(struct sema *sm, const struct node *first, const struct node *item,
                              const char *what)
{
  struct span where = node_span(first);
  for (const struct node *n = first; n; n = n->next) where.end = n->end;
  struct diag *d = diag_at(sm->diags, E0211, where, "%s has no %s",
                           keyword_with_article(item->word, sm->arena), what);
  diag_label(d, where, "not wanted here");
  return d;
}

/* Parameters, a size in brackets, clauses and a value belong to some declarations
 * and mean nothing to others. */
static void check_parts(struct sema *sm, const struct node *item)
{
  enum keyword w = item->word;
  bool level = is_level(w);
  const struct node *params = item->slot[DECL_PARAMS], *extent = item->slot[DECL_EXTENT];
  const struct node *clauses = item->slot[DECL_CLAUSES], *value = item->slot[DECL_VALUE];
  if (params && (level || w == KW_part || w == KW_enum || w == KW_test)) {
    struct diag *d = tell_part(sm, params, item, "parameters");
    if (level || w == KW_part)
      diag_help(d, "arguments stand behind a component: `%s`",
                keyword_example(w == KW_part ? w : KW_memory));
  }
  if (extent && w != KW_array && w != KW_part) {
    struct diag *d = tell_part(sm, extent, item, "size in brackets");
    if (level) diag_help(d, "several of something stand in an array: `array PE[x = 4] { ... }`");
  }
  if (clauses &&
      (level || w == KW_part || w == KW_action || w == KW_enum || w == KW_table || w == KW_test)) {
    struct diag *d = tell_part(sm, clauses, item,
                               arena_printf(sm->arena, "`%s` clause", keyword_text(clauses->word)));
    diag_note(d, "it looks like `%s`", keyword_example(w));
  }
  if (value && (w == KW_array || w == KW_group)) {
    struct diag *d = tell_part(sm, value, item, "value: it holds levels");
    diag_note(d, "it looks like `%s`", keyword_example(w));
  }
}

/* A workload has hardly any attributes: what else is set in it is most likely a size, or
 * belongs to an arch. */
static bool is_own_attribute(struct sema *sm, enum place place, const struct node *item)
{
  if (place != P_WORKLOAD || item->kind != N_ATTR) return false;
  name_t path = path_text(sm, item->slot[ATTR_PATH]);
  return path && attribute_find(path->text, kinds_in(place));
}

bool place_item(struct sema *sm, enum keyword parent, const struct node *item)
{
  if (item->kind == N_ERROR || item->kind == N_ANNOT) return item->kind == N_ANNOT;
  const struct rule *r = rule_for(item);
  enum place place = place_of(parent);
  if (!r->places || r->places & place || is_own_attribute(sm, place, item)) {
    if (item->kind == N_DECL) check_parts(sm, item);
    return true;
  }
  remember(sm, item);
  if (item->kind == N_AMEND) {
    unknown_block(sm, place, item);
    return false;
  }
  if (item->kind == N_FIELD && sets_with_colon(sm, place, item)) return false;
  struct span where = item->has_block ? node_head_span(item) : node_span(item);
  struct diag *d = diag_at(sm->diags, E0210, where, "%s cannot stand %s", r->what,
                           parent_text(parent, sm->arena));
  diag_label(d, where, "%s", r->belongs);
  bool sets = item->kind == N_FIELD || item->kind == N_ATTR;
  if (sets && offer_statement(sm, d, parent, item)) return false;
  if (place == P_WITH) diag_help(d, "a `with` changes what there is, and adds nothing to it");
  if (!r->move || (r->moves && !(r->moves & place))) return false;
  const struct object *arch = place == P_ARCH && sm->trail ? sm->trail->object : NULL;
  if (arch && arch->of && arch->kind == K_ARCH && item->kind == N_LOOP)
    diag_help(d, "%s on `%s`", r->move, arch->of->name->text);
  else diag_help(d, "%s", r->move);
  return false;
}

/* ---- for editors ---- */

/* A word that begins statements of one kind. */
static enum node_kind kind_of_word(enum keyword w)
{
  switch (w) {
  case KW_import: return N_IMPORT;
  case KW_at: return N_AT;
  case KW_run: return N_RUN;
  case KW_row: return N_ROW;
  case KW_skip: case KW_gate: return N_COND;
  default: return N_ERROR; /* which has no rule */
  }
}

void query_offer_words(enum keyword parent, void (*tell)(void *context, enum keyword word),
                       void *context)
{
  enum place place = place_of(parent);
  for (enum keyword w = KW_NONE + 1; w < N_KEYWORDS; w++)
    if ((by_word[w].places | by_kind[kind_of_word(w)].places) & place) tell(context, w);
}
