/* textDocument/completion: what may stand at a place, and nothing else. */
#include "compiler/lsp/complete.h"

#include "lang/base/unit.h"

#include <ctype.h>
#include <string.h>

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* ---- items ---- */

/* Numbers of the protocol. */
enum item_kind {
  ITEM_METHOD = 2, ITEM_FUNCTION = 3, ITEM_FIELD = 5, ITEM_VARIABLE = 6, ITEM_CLASS = 7,
  ITEM_INTERFACE = 8, ITEM_MODULE = 9, ITEM_PROPERTY = 10, ITEM_UNIT = 11, ITEM_ENUM = 13,
  ITEM_KEYWORD = 14, ITEM_FILE = 17, ITEM_FOLDER = 19, ITEM_ENUM_MEMBER = 20,
  ITEM_CONSTANT = 21, ITEM_STRUCT = 22
};

static enum item_kind kind_of(enum meaning m)
{
  switch (m) {
  case MEANS_COMPONENT: return ITEM_CLASS;
  case MEANS_ARCH: case MEANS_MODULE: return ITEM_MODULE;
  case MEANS_WORKLOAD: return ITEM_INTERFACE;
  case MEANS_ENUM: return ITEM_ENUM;
  case MEANS_MEMBER: case MEANS_DIM: case MEANS_AXIS: return ITEM_ENUM_MEMBER;
  case MEANS_LET: case MEANS_PARAM: return ITEM_CONSTANT;
  case MEANS_UNIT: return ITEM_UNIT;
  case MEANS_PART: case MEANS_LEVEL: case MEANS_COLUMN: return ITEM_FIELD;
  case MEANS_ACTION: return ITEM_METHOD;
  case MEANS_ATTRIBUTE: return ITEM_PROPERTY;
  case MEANS_FUNCTION: return ITEM_FUNCTION;
  case MEANS_VARIABLE: case MEANS_TENSOR: return ITEM_VARIABLE;
  default: return ITEM_STRUCT;
  }
}

struct item {
  const char *label, *detail, *doc;
  enum item_kind kind;
  const char *text;         /* what is put in, if that is not the label */
  bool snippet;             /* … and it has places to fill in */
  char order;               /* items with a smaller letter come first */
};

/* What is told by several who know of it is listed once. */
static bool is_told(struct completion *x, const struct item *i)
{
  const char *text = i->text ? i->text : i->label;
  for (uint32_t k = 0; k < x->told.n; k++)
    if (!strcmp(x->told.at[k], text)) return true;
  size_t n = strlen(text) + 1;
  char *copy = memcpy(xmalloc(n), text, n);
  vec_push(&x->told, copy);
  return false;
}

static void put_item(struct completion *x, const struct item *i)
{
  if (is_told(x, i)) return;
  struct strbuf order = {0};
  strbuf_printf(&order, "%c%s", i->order, i->label);
  jsonw_object(x->w);
  json_put_text(x->w, "label", i->label);
  json_put_uint(x->w, "kind", i->kind);
  if (i->detail) json_put_text(x->w, "detail", i->detail);
  if (i->doc) put_markup(x->w, "documentation", i->doc, x->server->client.plain_items);
  json_put_text(x->w, "sortText", order.text);
  enum { SNIPPET = 2 };
  if (i->snippet) json_put_uint(x->w, "insertTextFormat", SNIPPET);
  jsonw_key(x->w, "textEdit");
  jsonw_object(x->w);
  jsonw_key(x->w, "range");
  lsp_put_range(x->server, x->w, x->context.ast->source, x->context.start, x->context.offset);
  json_put_text(x->w, "newText", i->text ? i->text : i->label);
  jsonw_object_end(x->w);
  jsonw_object_end(x->w);
  strbuf_free(&order);
}

/* Keywords have an example beside them. */
static void put_word(struct completion *x, enum keyword w)
{
  put_item(x, &(struct item){.label = keyword_text(w), .kind = ITEM_KEYWORD, .order = 'd',
                             .detail = keyword_example(w)});
}

static void put_words(struct completion *x, const enum keyword *words)
{
  for (; *words; words++) put_word(x, *words);
}

static void put_offer(struct completion *x, const struct offer *o, const char *text, bool snippet,
                      char order)
{
  put_item(x, &(struct item){.label = o->name, .detail = o->type, .doc = o->doc, .text = text,
                             .kind = kind_of(o->meaning), .snippet = snippet, .order = order});
}

/* ---- offers ---- */

struct offers {
  struct completion *x;
  uint64_t meanings;        /* that are wanted: bits 1 << enum meaning; 0: all */
  bool no_results;          /* nothing that only runs have */
  char order;
};

static void tell_name(void *context, const struct offer *o)
{
  const struct offers *f = context;
  if (f->no_results && o->of_run) return;
  if (!f->meanings || f->meanings >> o->meaning & 1) put_offer(f->x, o, NULL, false, f->order);
}

/* `name = `, with the unit that such a number is usually written in behind the place to fill. */
static void tell_setting(void *context, const struct offer *o)
{
  const struct offers *f = context;
  struct strbuf text = {0};
  bool snippet = f->x->server->client.snippets;
  strbuf_printf(&text, "%s = ", o->name);
  if (snippet && o->unit) strbuf_printf(&text, "${1:1} %s", o->unit);
  else if (snippet && o->value && !strpbrk(o->value, "$}\\"))
    strbuf_printf(&text, "${1:%s}", o->value);
  put_offer(f->x, o, text.text, snippet && (o->unit || o->value), f->order);
  strbuf_free(&text);
}

/* What is not set yet. */
static void tell_attribute(void *context, const struct offer *o)
{
  const struct offers *f = context;
  if (!context_sets(&f->x->context, o->name)) tell_setting(context, o);
}

/* Parameters that are not given yet; those that have to be given come first. */
static void tell_param(void *context, const struct offer *o)
{
  struct offers f = *(struct offers *)context;
  const struct context *x = &f.x->context;
  for (uint32_t i = x->bracket_at + 1; i + 1 < x->ast->n_tokens && i < x->n_before; i++)
    if (token_is(x, &x->ast->tokens[i], o->name) && token_is(x, &x->ast->tokens[i + 1], "="))
      return;
  f.order = o->needed ? 'A' : 'B';
  tell_setting(&f, o);
}

static const struct reference *reference_at(const struct completion *x, const struct token *t)
{
  return t ? query_at(x->made->sema, x->context.ast->source->id, t->start) : NULL;
}

/* What the name `of` offers. */
static void offer(struct completion *x, enum offered what, const struct token *of,
                  uint64_t meanings, char order)
{
  const struct reference *r = reference_at(x, of);
  struct offers f = {.x = x, .meanings = meanings, .order = order};
  if (r) query_offer(x->made->sema, what, r, tell_name, &f);
}

#define MEANS(m) (UINT64_C(1) << MEANS_##m)

/* Names of the file. */
static void offer_names(struct completion *x, uint64_t meanings)
{
  struct reference here = {.at = {x->context.ast->source->id, 0, 0}};
  struct offers f = {.x = x, .meanings = meanings, .order = 'b'};
  query_offer(x->made->sema, OFFER_NAMES, &here, tell_name, &f);
}

/* ---- units ---- */

struct unit_search {
  const struct completion *x;
  const struct token *name; /* that is set */
  char unit[32];            /* that it is usually written in */
};

static void look_for_unit(void *context, const struct offer *o)
{
  struct unit_search *s = context;
  size_t n = strlen(o->name), m = s->name->end - s->name->start;
  const char *text = s->x->context.ast->source->text + s->name->start;
  /* `read.bandwidth` is known by its last word. */
  bool ends = n >= m && !memcmp(o->name + n - m, text, m) && (n == m || o->name[n - m - 1] == '.');
  if (ends && o->unit) snprintf(s->unit, sizeof s->unit, "%s", o->unit);
}

struct unit_offers {
  struct completion *x;
  const char *usual;
};

static void tell_unit(void *context, const char *unit)
{
  const struct unit_offers *u = context;
  put_item(u->x, &(struct item){.label = unit, .kind = ITEM_UNIT,
                                .order = !strcmp(unit, u->usual) ? 'a' : 'b'});
}

static void offer_units_like(struct completion *x, const char *usual)
{
  struct unit unit;
  struct unit_error why;
  struct unit_offers u = {x, usual};
  struct arena arena;
  arena_init(&arena);
  if (unit_parse(usual, strlen(usual), NULL, &arena, &unit, &why)) {
    if (strpbrk(usual, "/*")) tell_unit(&u, usual);
    units_list(unit.dim, tell_unit, &u);
  }
  arena_free(&arena);
}

/* After a number: units of what is set; of anything, if that is not known. */
static void offer_units(struct completion *x)
{
  static const char *const all[] = {"bit", "pJ", "ns", "um", "um^2", "mW", "MHz", "V", "cycle"};
  struct unit_search s = {.x = x, .name = x->context.set};
  const struct reference *callee = reference_at(x, x->context.callee);
  enum keyword around = x->context.blocks ? x->context.block[0].word : KW_NONE;
  if (s.name && x->context.bracket == '(' && callee)
    query_offer(x->made->sema, OFFER_PARAMS, callee, look_for_unit, &s);
  else if (s.name)
    query_offer_attributes(x->made->sema, around ? keyword_text(around) : NULL, look_for_unit, &s);
  if (x->context.first == KW_data) snprintf(s.unit, sizeof s.unit, "bit");
  if (*s.unit) offer_units_like(x, s.unit);
  for (unsigned i = 0; !*s.unit && i < sizeof all / sizeof *all; i++) offer_units_like(x, all[i]);
}

/* ---- places ---- */

/* The names that are seen here: of the file, of the declarations around, built in. */
static void offer_values(struct completion *x)
{
  static const enum keyword running[] = {KW_run, KW_test, KW_study, KW_NONE};
  const struct context *c = &x->context;
  bool measured = c->first == KW_expect || c->first == KW_report || c->first == KW_minimize ||
                  c->first == KW_pareto;
  struct offers built_in = {.x = x, .order = measured ? 'a' : 'c',
                            .no_results = !context_in(c, running) && !measured};
  if (x->shy && !measured) return;
  for (unsigned i = 0; i < c->blocks; i++) {
    const struct context_block *b = &c->block[i];
    if (b->word == KW_component || b->word == KW_arch || b->word == KW_workload) {
      offer(x, OFFER_PARAMS, b->name, 0, 'a');
      offer(x, OFFER_MEMBERS, b->name, 0, 'a');
    }
  }
  offer_names(x, measured ? MEANS(LET) | MEANS(VARIABLE) | MEANS(RUN) | MEANS(MODULE) : 0);
  query_offer_built_in(x->made->sema, tell_name, &built_in);
}

static const enum keyword mappings[] = {KW_mapping, KW_mapspace, KW_sparsity, KW_NONE};
static const enum keyword workloads[] = {KW_workload, KW_NONE};

/* What a mapping is of or on. */
static void offer_of_mapping(struct completion *x, enum offered what)
{
  const struct context_block *b = context_in(&x->context, mappings);
  if (b) offer(x, what, b->name, 0, 'a');
}

static void put_plain(struct completion *x, const char *const *words, enum item_kind kind)
{
  for (; *words; words++)
    put_item(x, &(struct item){.label = *words, .kind = kind, .order = 'a'});
}

static void put_roles(struct completion *x)
{
  static const char *const roles[] = {"inputs", "outputs", "weights", "intermediates", NULL};
  put_plain(x, roles, ITEM_ENUM_MEMBER);
}

/* Behind a word that says what comes; false if it says nothing. */
static bool offer_behind(struct completion *x, enum keyword w)
{
  static const enum keyword classes[] = {KW_memory, KW_compute, KW_network, KW_transit, KW_NONE};
  switch (w) {
  case KW_at: offer_of_mapping(x, OFFER_LEVELS); return true;
  case KW_for: case KW_par: case KW_over: case KW_order:
    if (x->context.set) return false;
    if (w == KW_par && x->context.blocks) offer(x, OFFER_AXES, x->context.block[0].name, 0, 'a');
    offer_of_mapping(x, OFFER_DIMS);
    return true;
  case KW_keep: case KW_bypass: case KW_refetch: case KW_preload: case KW_unicast:
  case KW_direct: case KW_skip: case KW_gate: case KW_by: case KW_reuse:
    offer_of_mapping(x, OFFER_TENSORS);
    return true;
  case KW_run: case KW_of:
    offer_names(x, MEANS(WORKLOAD) | MEANS(LET) | MEANS(MODULE));
    return true;
  case KW_on: offer_names(x, MEANS(ARCH) | MEANS(LET) | MEANS(MODULE)); return true;
  case KW_within: offer_names(x, MEANS(MAPPING) | MEANS(MAPSPACE) | MEANS(MODULE)); return true;
  case KW_using:
    offer_names(x, MEANS(MAPPER) | MEANS(MODULE));
    complete_put_module(x, "std", true); /* std.mapper.quick */
    return true;
  case KW_is:
    if (x->context.first == KW_data) put_roles(x);
    else if (x->context.first == KW_component) put_words(x, classes);
    else offer_names(x, MEANS(MAPPING) | MEANS(MAPSPACE) | MEANS(MODULE));
    return true;
  default: return false;
  }
}

static void tell_word(void *context, enum keyword word) { put_word(context, word); }

/* Where a statement begins: words, and what can be set. */
static void offer_statements(struct completion *x)
{
  const struct context *c = &x->context;
  if (x->shy) return;
  enum keyword around = c->blocks ? c->block[0].word : KW_NONE;
  struct offers settings = {.x = x, .order = around ? 'c' : 'e'}; /* few files set anything */
  query_offer_words(around, tell_word, x);
  const struct reference *r = around == KW_component ? reference_at(x, c->block[0].name) : NULL;
  if (r) query_offer(x->made->sema, OFFER_ATTRIBUTES, r, tell_attribute, &settings);
  else
    query_offer_attributes(x->made->sema, around ? keyword_text(around) : NULL, tell_attribute,
                           &settings);
}

static void offer_arguments(struct completion *x)
{
  const struct reference *r = reference_at(x, x->context.callee);
  struct offers f = {.x = x, .order = 'a'};
  if (r && !x->context.set) query_offer(x->made->sema, OFFER_PARAMS, r, tell_param, &f);
  offer_values(x);
}

/* ---- what a value may be ---- */

struct choice_search {
  const struct completion *x;
  const char *const *choices;
};

static void look_for_choices(void *context, const struct offer *o)
{
  struct choice_search *s = context;
  if (token_is(&s->x->context, s->x->context.set, o->name)) s->choices = o->choices;
}

/* `multicast = |`: one of a few words; false if it may be anything. */
static bool offer_choices(struct completion *x)
{
  const struct context *c = &x->context;
  struct choice_search s = {.x = x};
  if (!c->set || !token_is(c, c->before, "=")) return false;
  const struct reference *callee = c->bracket == '(' ? reference_at(x, c->callee) : NULL;
  enum keyword around = c->blocks ? c->block[0].word : KW_NONE;
  if (callee) query_offer(x->made->sema, OFFER_PARAMS, callee, look_for_choices, &s);
  else if (!c->bracket)
    query_offer_attributes(x->made->sema, around ? keyword_text(around) : NULL, look_for_choices,
                           &s);
  if (s.choices) put_plain(x, s.choices, ITEM_ENUM_MEMBER);
  return s.choices != NULL;
}

static void tell_component(void *context, const struct offer *o)
{
  const struct offers *f = context;
  enum keyword kind = f->x->context.first;
  bool fits = o->meaning == MEANS_COMPONENT && (kind == KW_part || o->is == kind);
  if (fits || o->meaning == MEANS_MODULE) put_offer(f->x, o, NULL, false, fits ? 'a' : 'b');
}

/* `memory GLB = |`: components of that kind. */
static bool offer_components(struct completion *x)
{
  const struct context *c = &x->context;
  bool made = c->first == KW_memory || c->first == KW_compute || c->first == KW_network ||
              c->first == KW_transit || c->first == KW_part;
  if (!made || c->bracket || !token_is(c, c->before, "=")) return false;
  struct reference here = {.at = {c->ast->source->id, 0, 0}};
  query_offer(x->made->sema, OFFER_NAMES, &here, tell_component, &(struct offers){.x = x});
  return true;
}

/* `(width: |)`, `let a: |`: types. */
static bool offer_types(struct completion *x)
{
  static const char *const others[] = {"int", "real", "bool", "string", "component",
                                       "workload", NULL};
  const struct context *c = &x->context;
  bool param = c->bracket == '(' && c->first && c->first < KW_import; /* a declaration */
  bool typed = param || c->first == KW_let || c->first == KW_param;
  if (!typed || c->set || !token_is(c, c->before, ":")) return false;
  put_plain(x, dim_type_words(), ITEM_STRUCT);
  put_plain(x, others, ITEM_STRUCT);
  offer_names(x, MEANS(ENUM) | MEANS(UNIT));
  return true;
}

/* ---- what follows a value ---- */

static bool says(const struct completion *x, enum keyword word)
{
  const struct context *c = &x->context;
  for (uint32_t i = c->n_before; i && c->ast->tokens[i - 1].word != c->first; i--)
    if (c->ast->tokens[i - 1].word == word) return true;
  return false;
}

/* `run GEMM |`: the clauses that are not said yet; false if something else has to come. */
static bool offer_clauses(struct completion *x)
{
  static const struct { enum keyword first, clause[5]; } of[] = {
    {KW_mapping, {KW_of, KW_on, KW_is}}, {KW_mapspace, {KW_on, KW_of, KW_is}},
    {KW_sparsity, {KW_of, KW_on}}, {KW_component, {KW_is}},
    {KW_run, {KW_on, KW_within, KW_using, KW_as}}};
  const struct context *c = &x->context;
  if (c->bracket || !c->before || c->before->word || c->before->end == c->start) return false;
  char last = c->ast->source->text[c->before->end - 1];
  bool ends = is_letter(last) || last == ')';
  for (unsigned i = 0; ends && i < sizeof of / sizeof *of; i++)
    for (const enum keyword *w = of[i].clause; of[i].first == c->first && *w; w++)
      if (!says(x, *w)) put_word(x, *w);
  return ends && (c->first == KW_mapping || c->first == KW_mapspace || c->first == KW_sparsity ||
                  c->first == KW_component || c->first == KW_run);
}

/* ---- results ---- */

/* The name behind the last such word before the place: of `run zoo.conv on Chip` `conv`, `Chip`. */
static const struct token *last_behind(const struct context *c, enum keyword word)
{
  const struct token *tokens = c->ast->tokens;
  for (uint32_t i = c->n_before; i; i--) {
    if (tokens[i - 1].word != word || i >= c->n_before) continue;
    while (i + 2 < c->n_before && token_is(c, &tokens[i + 1], ".")) i += 2;
    return &tokens[i];
  }
  return NULL;
}

struct wanted_argument {
  const struct completion *x;
  bool level, tensor;
};

static void look_for_argument(void *context, const struct offer *o)
{
  struct wanted_argument *w = context;
  if (!token_is(&w->x->context, w->x->context.callee, o->name) || !o->type) return;
  const char *at = strchr(o->type, '(');
  for (unsigned i = w->x->context.commas; at && i; i--) at = strchr(at + 1, ',');
  if (!at) return;
  at += 1 + strspn(at + 1, " ");
  w->level = !strncmp(at, "level", 5);
  w->tensor = !strncmp(at, "tensor", 6);
}

/* `reads(|`: the levels and the tensors of what was run. */
static bool offer_run_parts(struct completion *x)
{
  struct wanted_argument w = {.x = x};
  if (!x->context.callee) return false;
  query_offer_built_in(x->made->sema, look_for_argument, &w);
  if (w.level) offer(x, OFFER_LEVELS, last_behind(&x->context, KW_on), 0, 'a');
  if (w.tensor) offer(x, OFFER_TENSORS, last_behind(&x->context, KW_run), 0, 'a');
  return w.level || w.tensor;
}

/* ---- members ---- */

static void tell_tail(void *context, const struct offer *o)
{
  const struct offers *f = context;
  const struct context *c = &f->x->context;
  const struct token *head = c->before - 1;
  const char *dot = strchr(o->name, '.');
  size_t n = dot ? (size_t)(dot - o->name) : 0, m = head->end - head->start;
  if (!n || n != m || memcmp(c->ast->source->text + head->start, o->name, n) != 0) return;
  if (context_sets(c, o->name)) return;
  struct offer tail = *o;
  tail.name = dot + 1;
  tell_setting(context, &tail);
}

/* `read.|` where a statement begins: attributes; else what the name before the dot has. */
static void offer_members(struct completion *x)
{
  const struct context *c = &x->context;
  struct offers f = {.x = x, .order = 'a'};
  enum keyword around = c->blocks ? c->block[0].word : KW_NONE;
  if (c->n_before < 2) return;
  if (token_is(c, c->before - 1, "std")) complete_library(x);
  else offer(x, OFFER_MEMBERS, c->before - 1, 0, 'a');
  if (around) query_offer_attributes(x->made->sema, keyword_text(around), tell_tail, &f);
}

static bool is_number(const struct context *c)
{
  return c->before && isdigit((unsigned char)c->ast->source->text[c->before->start]);
}

static void complete(struct completion *x)
{
  const struct context *c = &x->context;
  bool importing = c->blocks && c->block[0].word == KW_import;
  if (complete_path(x) || c->quiet || x->in_path) return;
  if (importing) complete_imported(x);
  else if (c->first == KW_import && !c->begins) complete_module(x);
  else if (token_is(c, c->before, ".") && c->before->end == c->start) offer_members(x);
  else if (!c->begins && is_number(c)) offer_units(x);
  else if (c->begins) offer_statements(x);
  else if (offer_types(x) || offer_components(x) || offer_choices(x) || offer_clauses(x)) return;
  else if (c->bracket == '(' && offer_run_parts(x)) return;
  else if (c->bracket == '(') offer_arguments(x);
  else if (c->bracket == '[' && context_in(c, workloads))
    offer(x, OFFER_DIMS, context_in(c, workloads)->name, 0, 'a');
  else if (!offer_behind(x, c->last)) offer_values(x);
}

/* Behind a dot, a word or a comma the text is broken until something stands there. */
static bool lacks_word(const struct context *c)
{
  const char *text = c->ast->source->text;
  bool imports = c->blocks && c->block[0].word == KW_import;
  bool inside = !c->quiet && (!c->begins || imports);
  return (c->ast->broken || imports) && inside && c->start == c->offset && !is_letter(text[c->offset]);
}

static void complete_in(struct completion *x, struct compilation *made, uint32_t offset)
{
  x->made = made;
  x->context = context_at(compilation_main(made)->ast, offset);
  complete(x);
}

void lsp_completion(struct server *s, struct call *c)
{
  uint32_t offset;
  const char *typed = json_find_text(c->params, "context.triggerCharacter");
  struct completion x = {.server = s, .w = c->result, .shy = typed && *typed == ' ',
                         .in_path = typed && *typed == '/'};
  if (!lsp_offset(s, c, json_find(c->params, "position"), &offset)) return;
  struct context here = context_at(document_tree(&s->documents, c->document), offset);
  jsonw_array(c->result);
  if (lacks_word(&here)) {
    struct compilation filled;
    document_check_with(&s->documents, c->document, offset, "something", &filled);
    complete_in(&x, &filled, offset);
    compilation_free(&filled);
  } else complete_in(&x, document_check(&s->documents, c->document), offset);
  jsonw_array_end(c->result);
  for (uint32_t i = 0; i < x.told.n; i++) xfree(x.told.at[i]);
  vec_free(&x.told);
}

void complete_put_file(struct completion *x, const char *name, char order)
{
  bool folder = name[strlen(name) - 1] == '/';
  put_item(x, &(struct item){.label = name, .order = order,
                             .kind = folder ? ITEM_FOLDER : ITEM_FILE});
}

void complete_put_module(struct completion *x, const char *name, bool directory)
{
  put_item(x, &(struct item){.label = name, .order = 'a',
                             .kind = directory ? ITEM_MODULE : ITEM_FILE});
}

void complete_put_declared(struct completion *x, const char *name, const char *word,
                           const char *doc)
{
  put_item(x, &(struct item){.label = name, .kind = ITEM_CLASS, .order = 'a', .detail = word,
                             .doc = doc});
}
