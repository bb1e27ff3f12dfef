#include "lang/syntax/build.h"

#include "lang/syntax/syntax_error.h"

#include <assert.h>
#include <string.h>

struct node *build_node(struct lex *lx, enum node_kind kind, struct place where,
                        struct slots slots)
{
  static struct node *const no_slots[] = {NULL};
  unsigned n_slots = node_info(kind)->slots;
  unsigned depth = 0;
  assert(n_slots <= slots.n);
  for (unsigned i = 0; i < n_slots; i++)
    for (const struct node *k = slots.at[i]; k; k = k->next)
      if (k->depth > depth) depth = k->depth;
  if (depth >= NODE_DEPTH_MAX) {
    if (!lx->too_deep) syntax_too_deep(lx, where);
    lx->too_deep = true;
    kind = N_ERROR;
    n_slots = 1;
    slots = (struct slots){n_slots, no_slots};
    depth = 0;
  }
  struct node *n = arena_alloc_raw(lx->arena, sizeof *n + n_slots * sizeof n->slot[0]);
  *n = (struct node){.kind = (uint8_t)kind, .depth = (uint16_t)(depth + 1), .file = lx->source->id,
                     .start = where.start, .end = where.end, .name_at = where.start};
  for (unsigned i = 0; i < n_slots; i++) n->slot[i] = slots.at[i];
  lx->n_nodes++;
  return n;
}

struct node *build_named(struct lex *lx, enum node_kind kind, struct place where, name_t name,
                         struct place at, struct slots slots)
{
  struct node *n = build_node(lx, kind, where, slots);
  if (n->kind != kind) return n;
  n->name = name;
  n->name_at = at.start;
  return n;
}

struct node *build_number(struct lex *lx, struct place where, const struct number_node *value,
                          name_t unit, struct place unit_at)
{
  struct node *n = arena_alloc_raw(lx->arena, sizeof *n + sizeof *value);
  *n = (struct node){.kind = N_NUMBER, .depth = 1, .file = lx->source->id, .start = where.start,
                     .end = where.end, .name = unit, .name_at = unit_at.start};
  memcpy(&n->slot[0], value, sizeof *value);
  lx->n_nodes++;
  return n;
}

struct node_list list_of(struct node *n) { return (struct node_list){n, n}; }

struct node_list list_add(struct node_list l, struct node *n)
{
  if (!n) return l;
  if (!l.last) return list_of(n);
  l.last->next = n;
  l.last = n;
  return l;
}

struct node *build_attribute(struct lex *lx, struct place where, struct node *path,
                             struct place equals, struct node *value)
{
  enum keyword w = path->kind == N_NAME && path->name ? path->name->word : KW_NONE;
  if (w && !keyword_may_be_attribute(w)) {
    struct diag *d = diag_at(lx->diags, E0102, lex_span(lx, equals),
                             "I was reading a `%s` and expected its name", keyword_text(w));
    diag_label(d, lex_span(lx, equals), "a name goes before `=`");
    diag_note(d, "%s %s looks like `%s`", keyword_article(w), keyword_text(w), keyword_example(w));
    return build_node(lx, N_ERROR, where, SLOTS(NULL));
  }
  return build_node(lx, N_ATTR, where, SLOTS(path, value));
}

static bool is_name(const char *text, int n)
{
  if (n < 1 || (*text >= '0' && *text <= '9')) return false;
  for (int i = 0; i < n; i++)
    if (!strchr("_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", text[i]))
      return false;
  return true;
}

void build_declared(struct lex *lx, struct place name, enum keyword word)
{
  const char *text = lx->source->text + name.start;
  if (*text != '"' || word == KW_test || name.end < name.start + 2) return;
  struct span where = lex_span(lx, name);
  int size = (int)(name.end - name.start) - 2;
  struct diag *d = diag_at(lx->diags, E0102, where, "only a `test` has a string for its name");
  diag_label(d, where, "a name goes here");
  diag_note(d, "%s %s looks like `%s`", keyword_article(word), keyword_text(word),
            keyword_example(word));
  if (!is_name(text + 1, size)) return;
  diag_help(d, "write `%.*s`", size, text + 1);
  diag_fix(d, DIAG_MAYBE, where, "%.*s", size, text + 1);
}

void build_missing_value(struct lex *lx, struct place after, const char *what)
{
  if (syntax_spoilt(lx)) return;
  struct span where = lex_span(lx, after);
  struct diag *d = diag_at(lx->diags, E0115, where, "a value is missing after this `%s`", what);
  diag_label(d, where, "nothing follows");
  lx->statement.spoilt = true;
}

void build_empty_names(struct lex *lx, struct place word_at, enum keyword word)
{
  if (syntax_spoilt(lx)) return;
  struct span where = lex_span(lx, word_at);
  const char *text = keyword_text(word);
  struct diag *d = diag_at(lx->diags, E0116, where, "`%s` needs at least one name", text);
  diag_label(d, where, "nothing follows");
  diag_note(d, "it looks like `%s`", keyword_example(word));
}

void build_compares(struct lex *lx, struct place op)
{
  struct span where = lex_span(lx, op);
  struct diag *d = diag_at(lx->diags, E0113, where, "`==` compares; an attribute is set with `=`");
  diag_label(d, where, "two `=`");
  diag_help(d, "write `=`");
  diag_fix(d, DIAG_CERTAIN, where, "=");
}
