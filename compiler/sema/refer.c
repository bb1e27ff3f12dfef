#include "compiler/sema/refer.h"

#include "compiler/sema/enum.h"
#include "compiler/sema/query_inside.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/workload.h"

#include <string.h>

/* Names are noted again and again, as their declaration is instantiated: where each byte of a
 * file leads to is looked up in an array, and mostly says that there is nothing to add. */
struct references {
  struct reference *all;        /* in the order in which they were noted */
  uint32_t n, cap;
  uint32_t **files, n_files;    /* [file][first byte]: index in `all` + 1, and marks; 0: none */
};

enum { OWNED = 1u << 30, INDEX = OWNED - 1 }; /* its owner is noted */
#define KNOWN (1u << 31)                       /* … and a symbol whose value is known */

/* Where the reference at a place is noted; NULL if there is no such place. */
static uint32_t *place_of(struct sema *sm, struct references *p, struct span at)
{
  const struct sources *sources = sm->diags->sources;
  if (at.file > sources->n || at.start > sources->at[at.file]->size) return NULL;
  if (at.file >= p->n_files) {
    uint32_t **more = ARENA_ARRAY(sm->arena, uint32_t *, sources->n + 1);
    if (p->n_files) memcpy(more, p->files, p->n_files * sizeof *more);
    p->files = more;
    p->n_files = sources->n + 1;
  }
  uint32_t **file = &p->files[at.file];
  if (!*file) *file = ARENA_ARRAY(sm->arena, uint32_t, sources->at[at.file]->size + 1);
  return &(*file)[at.start];
}

static struct reference *add_reference(struct sema *sm, struct references *p)
{
  if (p->n == p->cap) {
    struct reference *more = ARENA_ARRAY(sm->arena, struct reference, p->cap ? 2 * p->cap : 256);
    if (p->n) memcpy(more, p->all, p->n * sizeof *more);
    p->all = more;
    p->cap = p->cap ? 2 * p->cap : 256;
  }
  return &p->all[p->n++];
}

static bool is_known(const struct symbol *s) { return s && s->state == DONE && s->value.known; }

static bool is_of_library(const struct sema *sm, uint32_t file)
{
  for (const struct module *m = sm->program->modules; m; m = m->next)
    if (m->ast->source->id == file) return m->library;
  return false;
}

/* Where to note a name; NULL: nowhere, as what is noted there already says as much. */
static uint32_t *to_note(struct sema *sm, struct span at, const struct symbol *symbol,
                         const struct object *owner)
{
  if (!sm->program->references || !at.file || at.end <= at.start) return NULL;
  if (sm->sorted_references) return NULL; /* whoever asks looks names up again */
  if (!sm->references) sm->references = ARENA_NEW(sm->arena, struct references);
  uint32_t *place = place_of(sm, sm->references, at);
  if (!place || !*place) return place;
  bool enough = (*place & KNOWN || !is_known(symbol)) && (*place & OWNED || !owner);
  return enough ? NULL : place;
}

static void note(struct sema *sm, uint32_t *place, const struct reference *r)
{
  struct reference *slot;
  if (*place) {
    slot = &sm->references->all[(*place & INDEX) - 1];
    bool better = is_known(r->symbol) && !is_known(slot->symbol);
    if (better) slot->symbol = r->symbol;
    if (!slot->owner) slot->owner = r->owner;
  } else {
    slot = add_reference(sm, sm->references);
    *place = sm->references->n;
    *slot = *r;
    slot->library = !r->declared.file || is_of_library(sm, r->declared.file);
    slot->declares = r->declared.file == r->at.file && r->declared.start == r->at.start;
  }
  if (is_known(slot->symbol)) *place |= KNOWN;
  if (slot->owner) *place |= OWNED;
}

static enum meaning meaning_of_declaration(const struct symbol *s)
{
  switch ((enum keyword)s->node->word) {
  case KW_arch: return MEANS_ARCH;
  case KW_workload: return MEANS_WORKLOAD;
  case KW_mapping: return MEANS_MAPPING;
  case KW_mapspace: return MEANS_MAPSPACE;
  case KW_mapper: return MEANS_MAPPER;
  case KW_sparsity: return MEANS_SPARSITY;
  case KW_study: return MEANS_STUDY;
  case KW_test: return MEANS_TEST;
  case KW_table: return MEANS_TABLE;
  case KW_enum: return MEANS_ENUM;
  default: return MEANS_COMPONENT;
  }
}

enum meaning refer_meaning(const struct symbol *s)
{
  static const uint8_t MEANING[] = {
    [S_ENUM] = MEANS_ENUM, [S_LET] = MEANS_LET, [S_PARAM] = MEANS_PARAM,
    [S_VARIABLE] = MEANS_VARIABLE, [S_UNIT] = MEANS_UNIT, [S_MODULE] = MEANS_MODULE,
    [S_IMPORTED] = MEANS_LET, [S_DIM] = MEANS_DIM, [S_DATA] = MEANS_TENSOR, [S_PART] = MEANS_PART,
    [S_ACTION] = MEANS_ACTION, [S_LEVEL] = MEANS_LEVEL, [S_ATTRIBUTE] = MEANS_ATTRIBUTE,
    [S_RUN] = MEANS_RUN};
  return s->kind == S_DECL ? meaning_of_declaration(s) : (enum meaning)MEANING[s->kind];
}

void refer(struct sema *sm, struct span at, const struct symbol *s)
{
  if (!s) return;
  if (s->kind == S_IMPORTED && s->target) s = s->target;
  const struct object *owner = s->scope ? s->scope->object : NULL;
  uint32_t *place = to_note(sm, at, s, owner);
  if (!place) return;
  struct span declared = s->where;
  if (s->kind == S_MODULE && s->opens) declared = (struct span){s->opens->ast->source->id, 0, 0};
  if (s->kind == S_ATTRIBUTE) declared = (struct span){0};
  note(sm, place, &(struct reference){.at = at, .declared = declared, .meaning = refer_meaning(s),
                                      .name = s->name, .symbol = s, .owner = owner});
}

void refer_to(struct sema *sm, struct span at, enum meaning meaning, name_t name,
              struct span declared, const struct object *owner)
{
  uint32_t *place = to_note(sm, at, NULL, owner);
  if (!place) return;
  note(sm, place, &(struct reference){.at = at, .declared = declared, .meaning = meaning,
                                      .name = name, .owner = owner});
}

/* ---- what has no symbol ---- */

void refer_module(struct sema *sm, struct span at, struct module *m)
{
  if (!sm->program->references) return;
  struct symbol *s = ARENA_NEW(sm->arena, struct symbol);
  *s = (struct symbol){.kind = S_MODULE, .name = intern_str(sm->names, m->name), .where = at,
                       .opens = m, .state = DONE};
  refer(sm, at, s);
}

void refer_member(struct sema *sm, const struct node *n, const struct symbol *e)
{
  for (struct node *m = enum_members(e); m; m = m->next)
    if (m->kind == N_NAME && m->name == n->name)
      refer_to(sm, node_span(n), MEANS_MEMBER, m->name, node_span(m), NULL);
}

void refer_dim(struct sema *sm, struct span at, const struct workload *w, int dim)
{
  if (dim >= 0) refer_to(sm, at, MEANS_DIM, w->dims[dim].name, w->dims[dim].at, w->object);
}

void refer_tensor(struct sema *sm, struct span at, const struct workload *w, int tensor)
{
  if (tensor < 0) return;
  const struct tensor *t = &w->tensors[tensor];
  refer_to(sm, at, MEANS_TENSOR, t->name, t->at, w->object);
}

void refer_built_in(struct sema *sm, const struct node *n)
{
  refer_to(sm, node_name_span(n), MEANS_FUNCTION, n->name, (struct span){0}, NULL);
}

void refer_setting(struct sema *sm, struct span at, const struct symbol *decl, name_t path)
{
  const struct node *p = decl ? param_named(decl, path) : NULL;
  if (p) refer_to(sm, at, MEANS_PARAM, path, node_name_span(p), NULL);
  else refer_to(sm, at, MEANS_ATTRIBUTE, path, (struct span){0}, NULL);
}

/* ---- units ---- */

static const char unit_ends[] = "/*^0123456789";

/* The unit of the program that a word behind a number is, with or without a prefix; `*at` becomes
 * where its name begins in the word. */
static const struct symbol *unit_in(struct sema *sm, const char *text, size_t n, size_t *at)
{
  struct unit unit;
  struct unit_error why;
  if (unit_parse(text, n, NULL, sm->arena, &unit, &why)) return NULL; /* that goes before */
  for (*at = 0; *at < n && *at <= 2; ++*at) { /* a prefix has up to two bytes */
    name_t name = intern_find(sm->names, text + *at, n - *at);
    for (const struct module *m = sm->program->modules; name && m; m = m->next) {
      const struct symbol *s = m->scope ? scope_get(m->scope, name) : NULL;
      if (s && s->kind == S_UNIT) return s;
    }
  }
  return NULL;
}

static bool refer_units(struct node *n, void *context)
{
  struct sema *sm = context;
  if (n->kind != N_NUMBER || !n->name) return true;
  const char *text = n->name->text;
  for (size_t i = 0, size; text[i]; i += size + (text[i + size] != '\0')) {
    size_t at;
    size = strcspn(text + i, unit_ends);
    const struct symbol *s = size ? unit_in(sm, text + i, size, &at) : NULL;
    uint32_t start = n->name_at + (uint32_t)i;
    if (s) refer(sm, (struct span){n->file, start + (uint32_t)at, start + (uint32_t)size}, s);
  }
  return true;
}

/* Numbers are evaluated anywhere and more than once; nobody but who asks needs to know of these. */
static void find_units(struct sema *sm)
{
  for (const struct module *m = sm->program->modules; m && sm->units.n; m = m->next)
    if (!m->library) ast_walk(m->ast->root, refer_units, sm);
}

/* ---- asking ---- */

const struct reference *query_references(struct sema *sm, unsigned *n)
{
  if (!sm->sorted_references && sm->references) find_units(sm);
  const struct references *p = sm->references;
  *n = p ? p->n : 0;
  if (sm->sorted_references || !p) return sm->sorted_references;
  struct reference *next = sm->sorted_references = ARENA_ARRAY(sm->arena, struct reference, p->n);
  for (uint32_t file = 0; file < p->n_files; file++) {
    const uint32_t *places = p->files[file];
    for (uint32_t i = 0; places && i <= sm->diags->sources->at[file]->size; i++)
      if (places[i]) *next++ = p->all[(places[i] & INDEX) - 1];
  }
  return sm->sorted_references;
}

static bool is_behind(const struct reference *r, uint32_t file, uint32_t offset)
{
  return r->at.file != file ? r->at.file > file : r->at.start > offset;
}

const struct reference *query_at(struct sema *sm, uint32_t file, uint32_t offset)
{
  unsigned n, low = 0;
  const struct reference *all = query_references(sm, &n);
  for (unsigned high = n; low < high;) { /* the first that begins behind the offset */
    unsigned middle = low + (high - low) / 2;
    if (!is_behind(&all[middle], file, offset)) low = middle + 1;
    else high = middle;
  }
  const struct reference *p = low ? &all[low - 1] : NULL;
  return p && p->at.file == file && offset <= p->at.end ? p : NULL;
}

bool query_same(const struct reference *a, const struct reference *b)
{
  if (a->declared.file || b->declared.file)
    return a->declared.file == b->declared.file && a->declared.start == b->declared.start;
  return a->meaning == b->meaning && a->name == b->name;
}
