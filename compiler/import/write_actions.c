/* Actions of components: sums of what their parts do. */
#include "compiler/import/write_component.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- actions ---- */

/* Arguments that the part's action takes: those of a compound's own actions. */
struct yaml *action_called(const struct class *of, const char *name)
{
  struct yaml *actions = of->map ? yaml_get(of->map, "actions") : NULL;
  for (unsigned i = 0; i < list_count(actions); i++) {
    struct yaml *a = list_member(actions, i);
    const struct yaml *own = a->kind == YAML_MAP ? yaml_peek(a, "name") : NULL;
    if (own && !strcmp(own->text, name)) return a;
  }
  return NULL;
}

/* From 0.4 on a delta says whether anything changes; the library takes the share that does. */
static const char *as_share(struct component *c, const char *text)
{
  const struct yaml *ranges = c->action ? yaml_peek(c->action, "arguments") : NULL;
  const struct yaml *range = ranges && ranges->kind == YAML_MAP ? yaml_peek(ranges, text) : NULL;
  bool fits = !strcmp(text, "0") || !strcmp(text, "1") || (range && !strcmp(range->text, "0..1"));
  return fits ? text : SAY(c->im, "min(1, %s)", text);
}

static void put_action_arguments(struct component *c, struct strbuf *out, struct yaml *use,
                                 struct class *of, const char *action)
{
  struct yaml *given = want_map(c->im, yaml_get(use, "arguments"), "the arguments of an action");
  struct yaml *its = action_called(of, action);
  const struct yaml *takes = its ? yaml_peek(its, "arguments") : NULL;
  unsigned n = 0;
  for (unsigned i = 0; given && i < given->count; i++) {
    const char *name = given->entry[i].key->text;
    given->entry[i].used = true;
    if (is_surrounding(name)) continue;
    bool its_own = takes && takes->kind == YAML_MAP && yaml_peek(takes, name);
    if (!its_own && !(of->library && library_takes(of->library, action, name))) {
      if (!c->im->told_arguments)
        tell_lost(c->im, given->entry[i].key->span, SAY(c->im, "the argument `%s`", name),
                  "an action of a primitive component takes none: it is the full action that is charged");
      c->im->told_arguments = true;
      continue;
    }
    const char *text = component_writes(c, given->entry[i].value, given->entry[i].value->text, AS_NUMBER);
    if (text && !its_own && !is_old_accelergy(c->im)) text = as_share(c, text);
    if (text) strbuf_printf(out, "%s%s = %s", n++ ? ", " : "(", legal_action(c->im, name), text);
  }
  if (n) strbuf_puts(out, ")");
}

static void put_use(struct component *c, struct strbuf *sum, struct yaml *use, const struct yaml *part_at,
                    struct class *of)
{
  const char *name = want_name(c->im, use, "name", "an action of a part");
  struct yaml *part = part_called(c->class, part_at->text);
  if (!name) return;
  const char *action = of->library ? library_action(of->library, name) : legal_action(c->im, name);
  if (of->map && !action_called(of, name)) {
    struct diag *d = tell_at(c->im, E0805, use, "`%s` has no action `%s`", of->name, name);
    diag_note_at(d, of->map->span, "the class `%s`", of->name);
    return;
  }
  const char *scale = scale_given(c, use, "energy_scale", "repeat"), *count = parts_named(c, part_at);
  const char *of_part = scale_given(c, part, "energy_scale", "energy_share");
  if (sum->n) strbuf_puts(sum, " + ");
  if (count && strcmp(count, "1")) strbuf_printf(sum, "%s * ", as_factor(c, count));
  if (scale) strbuf_printf(sum, "%s * ", as_factor(c, scale));
  if (of_part) strbuf_printf(sum, "%s * ", as_factor(c, of_part));
  strbuf_printf(sum, "%s.%s", part_name(c, bare_name(c, part_at)), action);
  if (is_old_accelergy(c->im) && of->library && is_power(of->library, name)) strbuf_puts(sum, " / clock");
  put_action_arguments(c, sum, use, of, name);
}

static void note_parts(struct component *c, struct diag *d, const char *wanted)
{
  struct yaml *parts = yaml_get(c->class->map, "subcomponents");
  const char **names = ARENA_ARRAY(c->im->arena, const char *, list_count(parts) + 1);
  struct suggest near = suggest_start(wanted);
  unsigned n = 0;
  for (unsigned i = 0; i < list_count(parts); i++) {
    const struct yaml *own = yaml_peek(list_member(parts, i), "name");
    if (own) suggest_offer(&near, names[n++] = bare_name(c, own));
  }
  const char *text = list_text(c->im, names, n);
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else if (text) diag_note(d, "it has %s", text);
}

/* `[2]`, `[0..3]`: the first and the last; false: none, or not in numbers. */
static bool index_of(const char *name, double *low, double *high)
{
  const char *open = strchr(name, '[');
  char *end;
  if (!open) return false;
  *low = *high = (double)strtol(open + 1, &end, 10); /* of `0..3`, 0 is no fraction */
  if (end == open + 1) return false;
  if (strncmp(end, "..", 2)) return *end == ']';
  const char *from = end + 2;
  *high = (double)strtol(from, &end, 10);
  return end != from && *end == ']';
}

/* Tells an action of the sixth part of two. */
static void check_index(struct component *c, const struct yaml *at, const struct yaml *part)
{
  const struct yaml *own = yaml_peek(part, "name");
  double low, high, first = 0, last = 0;
  bool known = !strchr(own->text, '[') || index_of(own->text, &first, &last);
  if (!known || !index_of(at->text, &low, &high) || (low >= first && high <= last && low <= high)) return;
  struct diag *d = tell_at(c->im, E0805, at, "`%s` has no subcomponent `%s`", c->class->name, at->text);
  diag_label(d, at->span, first == last ? "there is one" : "there are those from %s to %s",
             plain_number(c->im->arena, first), plain_number(c->im->arena, last));
  diag_note_at(d, own->span, "the subcomponent `%s`", own->text);
}

static void put_uses(struct component *c, struct strbuf *sum, struct yaml *sub)
{
  static const char *const keys[] = {"name", "actions", NULL};
  static const char *const use_keys[] = {"name", "arguments", "energy_scale", "repeat", NULL};
  sub = want_map(c->im, sub, "a part of an action");
  const char *name = sub ? want_name(c->im, sub, "name", "a part of an action") : NULL;
  if (!name) return;
  const struct yaml *at = yaml_peek(sub, "name");
  struct yaml *part = part_called(c->class, name), *wanted = yaml_get(sub, "actions");
  const struct yaml *class = part ? yaml_peek(part, "class") : NULL;
  struct class *of = class ? find_class(c->im, class->text) : NULL;
  if (!of) {
    struct diag *d = tell_at(c->im, E0805, at, "`%s` has no subcomponent `%s`", c->class->name, bare_name(c, at));
    diag_label(d, at->span, "not a part");
    note_parts(c, d, name);
    return;
  }
  check_index(c, at, part);
  for (unsigned i = 0; i < list_count(wanted); i++) {
    struct yaml *use = want_map(c->im, list_member(wanted, i), "an action of a part");
    if (use) put_use(c, sum, use, at, of);
    tell_unknown_keys(c->im, use, "an action of a part", use_keys);
  }
  tell_unknown_keys(c->im, sub, "a part of an action", keys);
}

/* `(data_delta: int = 1)`: the full action if nothing else is said. */
static void put_action_parameters(struct component *c, struct strbuf *out)
{
  struct yaml *arguments = want_map(c->im, yaml_get(c->action, "arguments"), "the arguments of an action");
  unsigned n = 0;
  for (unsigned i = 0; arguments && i < arguments->count; i++) {
    struct yaml_entry *e = &arguments->entry[i];
    e->used = true;
    if (is_surrounding(e->key->text)) continue;
    if (e->value->kind != YAML_SCALAR) {
      tell_type(c->im, e->value, SAY(c->im, "the argument `%s`", e->key->text), "a number, or a range such as `0..1`");
      continue;
    }
    double number;
    bool real = yaml_number(e->value, &number) && !is_whole(number);
    const char *dots = strstr(e->value->text, "..");
    struct yaml *action = c->action;
    c->action = NULL; /* a bound speaks of attributes only */
    const char *most = component_writes(c, e->value, dots ? dots + 2 : e->value->text, AS_NUMBER);
    const char *least = dots ? arena_strndup(c->im->arena, e->value->text, (size_t)(dots - e->value->text)) : NULL;
    if (least) least = component_writes(c, e->value, least, AS_NUMBER);
    c->action = action;
    if (!most) continue;
    strbuf_printf(out, "%s%s: %s", n++ ? ", " : "(", legal_action(c->im, e->key->text), real ? "real" : "int");
    if (least) strbuf_printf(out, " in %s .. %s", least, most);
    strbuf_printf(out, " = %s", most);
  }
  if (n) strbuf_puts(out, ")");
}

void put_action(struct component *c, struct strbuf *out, struct yaml *action)
{
  static const char *const keys[] = {"name", "arguments", "subcomponents", NULL};
  const char *name = want_name(c->im, action, "name", "an action");
  struct yaml *parts = yaml_get(action, "subcomponents");
  struct strbuf sum = {0};
  if (!name) return;
  const struct yaml *first = action_called(c->class, name);
  if (first != action) {
    struct diag *d = tell_at(c->im, E0809, action, "the action `%s` is there twice", name);
    diag_note_at(d, first->span, "the first time");
  }
  c->action = action;
  put_remark(c->im, out, action->span, "//");
  strbuf_printf(out, "action %s", legal_action(c->im, name));
  put_action_parameters(c, out);
  for (unsigned i = 0; i < list_count(parts); i++) put_uses(c, &sum, list_member(parts, i));
  strbuf_printf(out, " = %s\n", sum.n ? sum.text : "none");
  strbuf_free(&sum);
  c->action = NULL;
  tell_unknown_keys(c->im, action, "an action", keys);
}

/* The model asks for actions by names that a class may have under others. */
void put_aliases(struct component *c, struct strbuf *out)
{
  static const struct { enum spec_kind kind; const char *wanted, *have[5]; } aliases[] = {
    {SPEC_MEMORY, "read", {"random_read"}}, {SPEC_MEMORY, "write", {"random_fill", "random_write", "fill"}},
    {SPEC_COMPUTE, "compute", {"random_compute", "mac_random", "mult_random", "mac", "mult"}},
    {SPEC_NETWORK, "transfer", {"transfer_random"}},
    {SPEC_MEMORY, "leak", {"idle"}}, {SPEC_COMPUTE, "leak", {"idle"}}, {SPEC_NETWORK, "leak", {"idle"}}};
  for (unsigned i = 0; i < sizeof aliases / sizeof *aliases; i++) {
    if (!c->class->has_kind || c->class->kind != aliases[i].kind) continue;
    if (action_called(c->class, aliases[i].wanted)) continue;
    for (unsigned k = 0; k < 5 && aliases[i].have[k]; k++) {
      if (!action_called(c->class, aliases[i].have[k])) continue;
      strbuf_printf(out, "action %s = %s\n", aliases[i].wanted, aliases[i].have[k]);
      break;
    }
  }
}
