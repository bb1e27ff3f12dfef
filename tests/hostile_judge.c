#include "tests/hostile_judge.h"

#include <string.h>

void judge_init(struct judge *j, const struct importing_file *files, unsigned n, unsigned which)
{
  *j = (struct judge){.which = which};
  arena_init(&j->arena);
  importing_run(&j->base, files, n, NULL);
}

void judge_free(struct judge *j)
{
  importing_free(&j->base);
  arena_free(&j->arena);
}

/* ---- what is told of a mistake ---- */

/* Is something said that is not said without it? */
static bool says_more(const struct judge *j, const struct importing *i)
{
  for (uint32_t k = 0; k < i->told.n; k++) {
    const struct importing_told *one = &i->told.at[k];
    uint32_t now = 0, before = 0;
    for (uint32_t n = 0; n < i->told.n; n++)
      now += i->told.at[n].code == one->code && !strcmp(i->told.at[n].message, one->message);
    for (uint32_t n = 0; n < j->base.told.n; n++)
      before += j->base.told.at[n].code == one->code && !strcmp(j->base.told.at[n].message, one->message);
    if (now > before) return true;
  }
  return false;
}

/* Is it told of a key, or of what stands around it, that it is lost anyway? */
static bool is_lost(const struct judge *j, const struct mutation_key *at)
{
  for (uint32_t k = 0; k < j->base.told.n; k++) {
    const struct importing_told *told = &j->base.told.at[k];
    if (told->file != j->which || (told->code != W0541 && told->code != W0542)) continue;
    for (const struct mutation_key *key = at; key; key = key->outer) {
      bool here = told->start == key->key.start || (told->start == key->value.start && told->end == key->value.end) ||
                  (told->start == key->map.start && told->end == key->map.end);
      bool beside = key->map.start <= told->start && told->end <= key->map.end &&
                    strstr(told->message, key->name);
      if (here || (beside && key == at)) return true;
    }
  }
  return false;
}

/* ---- what does not matter ---- */

/* Keys that change nothing, whatever is said there, and why that is right. */
static const struct { const char *name, *why; } without_meaning[] = {
  {"version", "each form is known by what it holds"},
};

static bool is_without_meaning(const struct mutation_key *at)
{
  for (unsigned i = 0; at && i < sizeof without_meaning / sizeof *without_meaning; i++)
    if (!strcmp(without_meaning[i].name, at->name)) return true;
  return false;
}

/* Does the program change, or is a new name in it? */
static bool is_seen(const struct judge *j, const struct importing *i)
{
  return strcmp(j->base.program, i->program) != 0;
}

const char *judge(struct judge *j, const struct importing *i, const struct mutation *m)
{
  if (i->broken) {
    const struct importing_told *last = i->told.n ? &i->told.at[i->told.n - 1] : NULL;
    return arena_printf(&j->arena, "%s (%s)", i->broken, last ? last->message : "nothing is told");
  }
  if (i->unsound) return arena_printf(&j->arena, "a program that does not check: %s", i->unsound);
  if (!m || (m->kind != REPLACED && m->kind != MISSPELT) || says_more(j, i)) return NULL;
  if (j->base.status != IMPORT_OK || is_lost(j, m->at) || is_without_meaning(m->at)) return NULL;
  if (m->kind == REPLACED) return is_seen(j, i) ? NULL : "nothing is told, and nothing changes";
  if (is_seen(j, i)) return strstr(i->program, m->text) ? NULL : "nothing is told, and the program is another one";
  return "nothing is told, and nothing changes";
}
