/* Small things that many parts of the room need. */
#include "compiler/sema/support.h"

struct suggest suggest_near(const struct sema *sm, const char *word)
{
  enum { ENOUGH = 50 };
  struct suggest s = suggest_start(word);
  s.off = sm->diags->n_errors > ENOUGH || sm->diags->muted; /* nobody would see them */
  return s;
}

/* Keys of `told` begin with the file; a name never begins with a colon. */
static const char *name_key(const struct sema *sm, name_t name, uint32_t file)
{
  return arena_printf(sm->arena, "%u %s", file, name->text);
}

bool name_told(const struct sema *sm, name_t name, uint32_t file)
{
  const char *key = name_key(sm, name, file);
  name_t found = intern_find(sm->names, key, strlen(key));
  return found && map_get(&sm->told, found);
}

static bool tell_key(struct sema *sm, const char *text)
{
  name_t key = intern_str(sm->names, text);
  if (map_get(&sm->told, key)) return false;
  if (!sm->diags->muted) map_set(&sm->told, sm->arena, key, sm);
  return true;
}

bool tell_name(struct sema *sm, name_t name, uint32_t file)
{
  return tell_key(sm, name_key(sm, name, file));
}

bool tell_member(struct sema *sm, const char *of, name_t name, uint32_t file)
{
  return tell_key(sm, arena_printf(sm->arena, "%u %s.%s", file, of, name->text));
}

bool tell_place(struct sema *sm, struct span at)
{
  return tell_key(sm, arena_printf(sm->arena, "%u:%u", at.file, at.start));
}

const char *place_text(struct sema *sm, struct span where)
{
  struct source *s = source_of(sm->diags->sources, where);
  if (!s) return "the command line";
  struct position p = source_position(s, where.start);
  return arena_printf(sm->arena, "%s:%u:%u", s->path, p.line, p.column);
}

const char *join_names(struct sema *sm, const char *const *names, unsigned n)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++)
    strbuf_printf(&b, "%s`%s`", i == 0 ? "" : i + 1 == n ? " and " : ", ", names[i]);
  return strbuf_take(&b, sm->arena);
}

const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

const char *source_text(struct sema *sm, struct span at)
{
  const struct source *source = source_of(sm->diags->sources, at);
  if (!source) return "";
  struct strbuf b = {0};
  bool blank = false;
  for (uint32_t i = at.start; i < at.end; i++) {
    char c = source->text[i];
    bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) strbuf_putc(&b, c);
    else if (!blank) strbuf_putc(&b, ' ');
    blank = is_blank;
  }
  return strbuf_take(&b, sm->arena);
}
