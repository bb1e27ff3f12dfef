/* Who made the instance that something was found in. */
#include "compiler/sema/trail.h"

#include "compiler/sema/object.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "lang/syntax/parse.h"

#include <ctype.h>

bool is_library(const struct sema *sm, uint32_t file)
{
  for (const struct module *m = sm->program->modules; m; m = m->next)
    if (m->ast && m->ast->source->id == file) return m->library && m != sm->program->modules;
  return false;
}

struct trail *users_instance(const struct sema *sm)
{
  struct trail *t = sm->trail;
  while (t && (!t->object->made_by || is_library(sm, t->object->made_by->file))) t = t->outer;
  return t;
}

struct span argument_span(const struct setting *s) { return span_join(s->path_at, s->value_at); }

struct span made_at(const struct object *o)
{
  const struct node *by = o->made_by;
  return by->kind == N_DECL ? node_head_span(by) : node_span(by);
}

/* ---- what the library found ---- */

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* The first argument that the text at a place speaks of, or NULL. */
static const struct setting *argument_in(const struct sema *sm, const struct object *o,
                                         struct span at)
{
  const char *text = source_of(sm->diags->sources, at)->text;
  for (uint32_t i = at.start, n; i < at.end; i += n) {
    for (n = 0; i + n < at.end && is_letter(text[i + n]);) n++;
    name_t name = n ? intern_find(sm->names, text + i, n) : NULL;
    const struct setting *s = name ? setting_find(o->settings, name) : NULL;
    if (s) return s;
    n += !n;
  }
  return NULL;
}

/* The library is right: what is wrong stands where it is used. */
static void move_to_user(struct sema *sm, struct diag *d, const struct trail *user)
{
  struct span at = d->labels.at[0].where, where = made_at(user->object);
  const struct setting *s = sm->trail == user ? argument_in(sm, user->object, at) : NULL;
  const struct object *in = sm->trail->object;
  diag_note_at(d, at, "found in `%s`", in->decl->name ? in->decl->name->text : "it");
  for (uint32_t i = 0; i < d->labels.n; i++)
    diag_note_label(d, d->labels.at[i].where, "%s", d->labels.at[i].text);
  d->labels.n = 1;
  d->labels.at[0].where = s ? argument_span(s) : where;
  d->labels.at[0].text = s ? "comes from this" : "in this instance";
  d->edits.n = 0;
}

void add_trail(struct sema *sm, struct diag *d)
{
  unsigned shown = 0;
  bool library = d->labels.n && is_library(sm, d->labels.at[0].where.file);
  struct trail *user = library ? users_instance(sm) : NULL;
  if (user) move_to_user(sm, d, user);
  for (struct trail *t = user ? user->outer : sm->trail; t && shown < 3; t = t->outer) {
    if (!t->object->made_by || t->object->generic) continue;
    diag_note_at(d, made_at(t->object), "in this instance");
    shown++;
  }
}
