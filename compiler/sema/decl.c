/* A module as a whole: collecting its names, and checking what it declares. */
#include "compiler/sema/sema.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/block.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/checks.h"
#include "compiler/sema/core.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/loop.h"
#include "compiler/sema/module.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "lang/syntax/parse.h"

#include <string.h>

/* ---- imports ---- */

/* The members of an enum are names where the enum is known, unless something
 * else has that name. */
static void declare_choices(struct sema *sm, struct module *m, struct symbol *s)
{
  struct symbol *e = symbol_target(s);
  if (!e || e->kind != S_ENUM) return;
  for (struct node *n = enum_members(e); n; n = n->next)
    if (member_called(n)) map_set(&m->scope->choices, sm->arena, member_called(n), e);
}

static void import_names(struct sema *sm, struct module *m, struct node *n, struct module *from)
{
  for (struct node *i = n->slot[IMPORT_NAMES]; i; i = i->next) {
    struct node *alias = i->slot[IMPORTED_ALIAS];
    struct symbol *s = scope_declare(sm, m->scope, S_IMPORTED, alias ? alias->name : i->name, i,
                                     alias ? node_span(alias) : node_name_span(i));
    s->module = m;
    s->target = from ? module_export(sm, from, i->name, node_name_span(i)) : NULL;
    if (!s->target) s->used = true;
    if (alias) refer(sm, node_span(alias), s->target);
    s->broken = from && !s->target; /* it is not there, and so no name to mean */
    declare_choices(sm, m, s);
  }
}

/* `import a.b.c` alone is seen as `c`. */
static name_t last_name(const struct node *path)
{
  return path->kind == N_STRING ? NULL : path->name;
}

static void resolve_import(struct sema *sm, struct module *m, struct node *n)
{
  struct module *from = map_get(&m->imports, n);
  if (from && from->failed) from = NULL;
  if (from && (n->has_block || n->name)) refer_module(sm, node_span(n->slot[IMPORT_PATH]), from);
  if (n->has_block) {
    import_names(sm, m, n, from);
    return;
  }
  name_t name = n->name ? n->name : last_name(n->slot[IMPORT_PATH]);
  if (!name) {
    struct diag *d = diag_at(sm->diags, E0702, node_span(n),
                             "an import by path says what it is called here");
    diag_label(d, node_span(n), "no name");
    diag_help(d, "add `as name`, or the names that are wanted: `{ a, b }`");
    return;
  }
  struct symbol *s = scope_declare(sm, m->scope, S_MODULE, name, n,
                                   n->name ? node_name_span(n)
                                           : node_name_span(n->slot[IMPORT_PATH]));
  s->module = m;
  s->opens = from;
  refer(sm, s->where, s);
  if (!from) {
    s->state = DONE;
    s->value = value_poison();
    s->used = true;
  }
}

/* ---- collecting ---- */

static void declare_unit(struct sema *sm, struct symbol *s)
{
  struct unit u;
  struct unit_error why;
  struct diag *d;
  if (unit_parse(s->name->text, s->name->n, NULL, sm->arena, &u, &why)) {
    d = diag_at(sm->diags, E0205, s->where, "`%s` is a unit already", s->name->text);
    diag_label(d, s->where, "declared again");
    diag_note(d, "its base unit is `%s`", dim_symbol(u.dim, NULL, sm->arena));
    return;
  }
  for (uint32_t i = 0; i < sm->units.n; i++)
    if (sm->units.name[i] == s->name) return;
  if (sm->units.n == USER_UNITS_MAX) {
    d = diag_at(sm->diags, E0318, s->where, "a program declares at most %d units of its own",
                USER_UNITS_MAX);
    diag_label(d, s->where, "one too many");
    return;
  }
  sm->units.name[sm->units.n++] = s->name;
}

static void collect_binding(struct sema *sm, struct module *m, struct node *item, struct node *b)
{
  bool is_unit = item->word == KW_unit;
  struct symbol *s = scope_bind(sm, m->scope, is_unit ? S_UNIT : S_LET, b);
  s->module = m;
  s->is_param = item->word == KW_param;
  if (is_unit) declare_unit(sm, s);
  struct node *more = s->expr ? s->expr : s->type;
  if (is_unit && more) {
    struct diag *d = diag_at(sm->diags, E0211, node_span(more),
                             "a unit is a new kind of quantity, and nothing else");
    diag_label(d, node_span(more), "not wanted here");
    diag_help(d, "to name a quantity write `let %s = ...`", b->name->text);
  }
}

static void collect_item(struct sema *sm, struct module *m, struct node *n)
{
  if (!place_item(sm, KW_NONE, n)) return;
  switch ((enum node_kind)n->kind) {
  case N_IMPORT:
    resolve_import(sm, m, n);
    break;
  case N_DECL: {
    if (!n->name || n->word == KW_test) break;
    struct symbol *s = scope_declare(sm, m->scope, n->word == KW_enum ? S_ENUM : S_DECL, n->name, n,
                                     node_name_span(n));
    s->module = m;
    declare_choices(sm, m, s);
    for (struct node *e = s->kind == S_ENUM ? enum_members(s) : NULL; e; e = e->next)
      if (e->kind == N_NAME) refer_member(sm, e, s);
    break;
  }
  case N_BINDS:
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) collect_binding(sm, m, n, b);
    break;
  case N_ATTR: /* `rows = 12` without its `let`: told, and known all the same */
    if (n->slot[ATTR_PATH]->kind == N_NAME &&
        !attribute_named(sm, n->slot[ATTR_PATH]->name, K_FILE) &&
        !scope_get(m->scope, n->slot[ATTR_PATH]->name)) {
      struct symbol *s = scope_declare(sm, m->scope, S_ATTRIBUTE, n->slot[ATTR_PATH]->name, n,
                                       node_span(n));
      s->module = m;
      s->expr = n->slot[ATTR_VALUE];
    }
    break;
  default:
    break;
  }
}

static void open_module(struct sema *sm, struct module *m)
{
  m->scope = ARENA_NEW(sm->arena, struct scope);
  if (m->failed) return;
  sm->diags->muted += m->ast->broken;
  /* Names first, imports after: modules may import each other's names in any order. */
  for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind != N_IMPORT) collect_item(sm, m, n);
  sm->diags->muted -= m->ast->broken;
}

static void open_imports(struct sema *sm, struct module *m)
{
  if (m->failed) return;
  sm->diags->muted += m->ast->broken;
  for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_IMPORT) collect_item(sm, m, n);
  sm->diags->muted -= m->ast->broken;
}

/* ---- checking ---- */

static void check_declaration(struct sema *sm, struct module *m, struct node *n)
{
  struct symbol *s = n->name && n->word != KW_test ? scope_get(m->scope, n->name) : NULL;
  struct symbol nameless = {.kind = S_DECL,
                            .name = n->name,
                            .node = n,
                            .where = node_name_span(n),
                            .module = m,
                            .scope = m->scope,
                            .set_at = node_name_span(n)};
  if (n->word == KW_test || !s || s->node != n) {
    if (n->word != KW_test) return; /* declared twice: told */
    s = arena_copy(sm->arena, &nameless, sizeof nameless);
  }
  checks_run(sm, s);
}

static void check_file_attribute(struct sema *sm, struct module *m, struct node *n)
{
  name_t path = path_text(sm, n->slot[ATTR_PATH]);
  if (!path || !n->slot[ATTR_VALUE]) return;
  const struct attribute *a = attribute_named(sm, path, K_FILE);
  if (!a) {
    struct suggest near = suggest_near(sm, path->text);
    attribute_suggest(&near, K_FILE);
    struct span where = node_span(n->slot[ATTR_PATH]);
    struct diag *d = diag_at(sm->diags, E0203, where, "a file has no attribute `%s`", path->text);
    diag_label(d, where, "nothing takes this");
    enum keyword word = path->word;
    if (word && word <= KW_enum)
      diag_help(d, "%s has a name: `%s NAME = ...`", keyword_with_article(word, sm->arena),
                path->text);
    else if (strstr(path->text, ".density") || strstr(path->text, ".format"))
      diag_help(d, "densities and formats belong in a `sparsity`");
    else if (!diag_suggest(d, where, near.best) && !strchr(path->text, '.')) {
      diag_help(d, "to name a value write `let %s = ...`", path->text);
      diag_fix(d, DIAG_MAYBE, span_start(where), "let ");
    }
    return;
  }
  struct symbol s = {.kind = S_ATTRIBUTE,
                     .name = path,
                     .node = n,
                     .where = node_span(n->slot[ATTR_PATH]),
                     .scope = m->scope,
                     .expr = n->slot[ATTR_VALUE],
                     .attribute = a};
  symbol_value(sm, &s);
}

static void check_item(struct sema *sm, struct module *m, struct node *n)
{
  sm->steps = 0;
  sm->gave_up = false;
  switch ((enum node_kind)n->kind) {
  case N_DECL: check_declaration(sm, m, n); break;
  case N_BINDS:
    for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) {
      struct symbol *s = scope_get(m->scope, b->name);
      if (s && s->node == b && s->kind == S_LET) symbol_value(sm, s);
    }
    break;
  case N_RUN: check_run(sm, m->scope, n); break;
  case N_LOOP: if (n->word == KW_for) check_for_runs(sm, m->scope, n); break;
  case N_ATTR: check_file_attribute(sm, m, n); break;
  case N_ASSERT: if (n->word == KW_require) check_file_require(sm, m->scope, n); break;
  default: break;
  }
}

/* The names that stand in a file's expressions and types. */
struct mentions {
  struct sema *sm;
  struct map names;
};

static void mention(struct mentions *m, name_t name)
{
  if (name) map_set(&m->names, m->sm->arena, name, m);
}

/* The units in "kframe/s": with a prefix or without, so that every tail of a word
 * may be one. */
static void mention_units(struct mentions *m, const char *text)
{
  for (; *text; text++) {
    size_t n = strcspn(text, "/*^0123456789");
    if (n) mention(m, intern_find(m->sm->names, text, n));
  }
}

static bool note_mention(struct node *n, void *context)
{
  struct mentions *m = context;
  if (n->kind == N_IMPORT) return false;
  if (n->kind == N_NAME) mention(m, n->name);
  if (n->kind == N_NUMBER && n->name) mention_units(m, n->name->text);
  return true;
}

/* Units need no name in front, whoever declares them. */
static bool unit_mentioned(const struct mentions *m, const struct module *in)
{
  for (uint32_t i = 0; i < in->scope->names.cap; i++) {
    const struct symbol *s = in->scope->names.slots[i].value;
    if (s && s->kind == S_UNIT && map_get(&m->names, s->name)) return true;
  }
  return false;
}

/* An enum is there for its members, and a module for its units, too. */
static bool is_mentioned(const struct mentions *m, name_t name, struct symbol *s)
{
  const struct symbol *target = symbol_target(s);
  const bool is_enum = target && target->kind == S_ENUM;
  if (s->kind == S_MODULE && unit_mentioned(m, s->opens)) return true;
  for (const struct node *e = is_enum ? enum_members(target) : NULL; e; e = e->next)
    if (member_called(e) && map_get(&m->names, member_called(e))) return true;
  return map_get(&m->names, name);
}

/* What goes with a name that is imported for nothing: the comma beside it, or all of the import with
 * its line. */
static struct span import_span(struct sema *sm, const struct node *import, const struct node *name)
{
  const struct node *first = import->has_block ? import->slot[IMPORT_NAMES] : NULL, *before = first;
  struct span at = node_span(name);
  if (first && first->next) {
    while (before != name && before->next != name) before = before->next;
    if (name->next) return (struct span){at.file, at.start, name->next->start};
    return (struct span){at.file, before->end, at.end};
  }
  at = node_span(import);
  const struct source *source = source_of(sm->diags->sources, at);
  if (at.end < source->size && source->text[at.end] == '\n') at.end++;
  return at;
}

/* What a file never mentions it does not use.  (What it mentions may not have
 * been looked at: the other branch of an `if`.) */
static void unused_imports(struct sema *sm, struct module *m)
{
  struct mentions mentions = {.sm = sm};
  ast_walk(m->ast->root, note_mention, &mentions);
  for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    if (n->kind != N_IMPORT) continue;
    struct node *first = n->has_block ? n->slot[IMPORT_NAMES] : n;
    for (struct node *i = first; i; i = n->has_block ? i->next : NULL) {
      name_t name = n->has_block
                      ? (i->slot[IMPORTED_ALIAS] ? i->slot[IMPORTED_ALIAS]->name : i->name)
                    : n->name ? n->name
                              : last_name(n->slot[IMPORT_PATH]);
      struct symbol *s = name ? scope_get(m->scope, name) : NULL;
      bool found = s && (s->kind == S_MODULE ? s->opens != NULL : s->target != NULL);
      if (!found || s->node != i || is_mentioned(&mentions, name, s)) continue;
      struct diag *d = diag_at(sm->diags, W0505, s->where, "`%s` is imported and never used",
                               name->text);
      diag_label(d, s->where, "nothing here speaks of it");
      diag_help(d, "remove it");
      diag_fix(d, DIAG_CERTAIN, import_span(sm, n, i), "%s", "");
    }
  }
}

static void check_module(struct sema *sm, struct module *m)
{
  if (m->failed || m->checked) return;
  m->checked = true;
  uint32_t before = sm->diags->n_errors;
  struct node *items = m->ast->root->slot[FILE_ITEMS];
  /* A broken tree is analysed for those who ask about it (an editor), but what
   * is missing from it would only give rise to wrong messages. */
  sm->diags->muted += m->ast->broken;
  read_tolerance(sm, m->scope, items);
  for (struct node *n = items; n; n = n->next) check_item(sm, m, n);
  sm->diags->muted -= m->ast->broken;
  if (m->ast->broken) return;
  if (sm->diags->n_errors == before) unused_imports(sm, m); /* a misspelt use is no use */
}

/* ---- --set ---- */

static void override(struct sema *sm, struct ast *ast)
{
  struct node *n = ast->root ? ast->root->slot[FILE_ITEMS] : NULL;
  struct module *m = sm->program->modules;
  struct span whole = {ast->source->id, 0, ast->source->size};
  if (ast->broken) return;
  if (!n || n->kind != N_ATTR || n->next || n->slot[ATTR_PATH]->kind != N_NAME) {
    struct diag *d = diag_at(sm->diags, E0328, whole, "`--set` wants NAME=VALUE");
    diag_label(d, whole, "no name and value");
    diag_help(d, "for example `--set rows=16`");
    return;
  }
  struct span where = node_span(n->slot[ATTR_PATH]);
  struct symbol *s = scope_get(m->scope, n->slot[ATTR_PATH]->name);
  if (s && s->is_param) {
    s->expr = n->slot[ATTR_VALUE];
    s->set_at = where;
    return;
  }
  struct suggest near = suggest_near(sm, n->slot[ATTR_PATH]->name->text);
  for (uint32_t i = 0; i < m->scope->names.cap; i++) {
    const struct symbol *p = m->scope->names.slots[i].value;
    if (p && p->is_param) suggest_offer_unordered(&near, p->name->text);
  }
  const char *name = n->slot[ATTR_PATH]->name->text;
  struct diag *d = diag_at(sm->diags, E0327, where,
                           s ? "`%s` is not a `param`" : "no `param` is called `%s`", name);
  diag_label(d, where, s ? "cannot be set from outside" : "not found");
  if (s) diag_note_at(d, s->where, "`%s` is declared here", name);
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else diag_help(d, "`-D` lists what can be set");
}

/* ---- @allow ---- */

/* Names have `-` on the command line and mostly `_` here; the help follows suit. */
static void tell_no_warning(struct sema *sm, struct span where, const char *text)
{
  struct suggest near = suggest_near(sm, text);
  for (int k = 0; k < N_CODES; k++) {
    if (code_info(k)->severity != SEV_WARNING) continue;
    char *name = arena_strndup(sm->arena, code_info(k)->name, strlen(code_info(k)->name));
    for (char *c = name; *c && !strchr(text, '-'); c++)
      if (*c == '-') *c = '_';
    suggest_offer(&near, name);
  }
  struct diag *d = diag_at(sm->diags, E0218, where, "no warning is called `%s`", text);
  diag_label(d, where, "not found");
  diag_suggest(d, where, near.best);
}

static enum code allowed_code(struct sema *sm, const struct node *arg)
{
  struct span where = node_span(arg);
  /* `idle-hardware` reads as a subtraction; the text counts. */
  const struct source *source = source_of(sm->diags->sources, where);
  char *text = arena_strndup(sm->arena, source->text + where.start, where.end - where.start),
       *to = text;
  for (char *c = text; *c; c++)
    if (*c != ' ') *to++ = *c;
  *to = '\0';
  enum code c = code_find(text);
  if (c == N_CODES) {
    tell_no_warning(sm, where, text);
    return c;
  }
  if (code_info(c)->severity == SEV_WARNING) return c;
  struct diag *d = diag_at(sm->diags, E0218, where,
                           "`%s` is an error, and only warnings can be allowed", text);
  diag_label(d, where, "not a warning");
  return N_CODES;
}

static void allow(struct sema *sm, enum code code, struct span within)
{
  for (uint32_t i = 0; i < sm->diags->all.n; i++) {
    struct diag *d = sm->diags->all.at[i];
    struct span at = d->labels.n ? d->labels.at[0].where : (struct span){0};
    if (d->code == code && at.file == within.file && at.start >= within.start &&
        at.end <= within.end)
      d->severity = SEV_ALLOW;
  }
}

static void apply_annotations(struct sema *sm, struct node *items)
{
  for (struct node *n = items; n; n = n->next) {
    if (n->kind != N_ANNOT) {
      if (n->kind == N_DECL) apply_annotations(sm, n->slot[DECL_ITEMS]);
      if (n->kind == N_AT) apply_annotations(sm, n->slot[AT_ITEMS]);
      continue;
    }
    if (!names_equal(n->name, "allow")) {
      struct diag *d = diag_at(sm->diags, E0219, node_name_span(n), "unknown annotation `@%s`",
                               n->name->text);
      diag_label(d, node_name_span(n), "not known");
      diag_note(d, "there is one: `@allow(idle_hardware)` silences a warning in what follows it");
      continue;
    }
    struct node *about = n->next;
    while (about && about->kind == N_ANNOT) about = about->next;
    for (struct node *a = n->slot[ANNOT_ARGS]; a; a = a->next) {
      enum code code = allowed_code(sm, a);
      if (code != N_CODES && about) allow(sm, code, node_span(about));
    }
  }
}

/* Warnings about the library's own text are nothing to its user; if it is what is checked (the
 * first module), they are. */
static void quiet_library(struct sema *sm)
{
  const struct module *checked = sm->program->modules;
  for (uint32_t i = 0; i < sm->diags->all.n; i++) {
    struct diag *d = sm->diags->all.at[i];
    if (d->severity != SEV_WARNING || !d->labels.n) continue;
    for (const struct module *m = checked; m; m = m->next)
      if (m != checked && m->library && m->ast && m->ast->source->id == d->labels.at[0].where.file)
        d->severity = SEV_ALLOW;
  }
}

static void silence(struct sema *sm)
{
  for (struct module *m = sm->program->modules; m; m = m->next)
    if (!m->failed && !m->ast->broken) apply_annotations(sm, m->ast->root->slot[FILE_ITEMS]);
  quiet_library(sm);
}

/* What is wrong with the annotations themselves was told by the check. */
void sema_silence(struct sema *sm)
{
  sm->diags->muted++;
  silence(sm);
  sm->diags->muted--;
}

struct sema *sema_check(struct program *p)
{
  struct sema *sm = ARENA_NEW(p->arena, struct sema);
  *sm = (struct sema){.program = p, .arena = p->arena, .names = p->names, .diags = p->diags};
  attributes_init(sm);
  builtins_init(sm);
  for (struct module *m = p->modules; m; m = m->next) open_module(sm, m);
  for (struct module *m = p->modules; m; m = m->next) open_imports(sm, m);
  for (struct ast **a = p->override_asts; a && *a; a++) override(sm, *a);
  for (struct module *m = p->modules; m; m = m->next)
    if (!m->library || m == p->modules) check_module(sm, m);
  silence(sm);
  return sm;
}
