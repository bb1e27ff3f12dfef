#include "lang/base/diag.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct code_info infos[N_CODES] = {
#define CODE(id, name, severity, title) {#id, #name, severity, title},
#include "lang/base/codes.def"
#undef CODE
};

const struct code_info *code_info(enum code c) { return &infos[c]; }

/* `@allow(idle_hardware)` cannot write the hyphens of -Wno-idle-hardware. */
static bool same_name(const char *name, const char *written)
{
  for (; *name && *written; name++, written++)
    if (*name != (*written == '_' ? '-' : *written)) return false;
  return *name == *written;
}

enum code code_find(const char *id_or_name)
{
  for (enum code c = 0; c < N_CODES; c++)
    if (!strcasecmp(infos[c].id, id_or_name) || same_name(infos[c].name, id_or_name)) return c;
  return N_CODES;
}

void diags_init(struct diags *ds, struct sources *sources)
{
  *ds = (struct diags){.sources = sources};
  arena_init(&ds->arena);
  for (enum code c = 0; c < N_CODES; c++) ds->level[c] = infos[c].severity;
}

static void free_diag(struct diag *d)
{
  for (uint32_t i = 0; i < d->parts.n; i++) vec_free(&d->parts.at[i].labels);
  vec_free(&d->parts);
  vec_free(&d->labels);
  vec_free(&d->edits);
}

void diags_clear(struct diags *ds)
{
  for (uint32_t i = 0; i < ds->all.n; i++) free_diag(ds->all.at[i]);
  ds->all.n = 0;
  ds->n_errors = ds->n_warnings = 0;
  arena_free(&ds->arena);
}

void diags_free(struct diags *ds)
{
  diags_clear(ds);
  vec_free(&ds->all);
}

/* The -W words. */

enum action { ENABLE, DISABLE, RAISE, LOWER };

static const struct {
  const char *prefix;
  enum action action;
} prefixes[] = {{"error=", RAISE}, {"no-error=", LOWER}, {"no-", DISABLE}, {"", ENABLE}};

enum { N_PREFIXES = sizeof prefixes / sizeof prefixes[0] };

/* May this be done to a code?  An error stays an error. */
static bool may(enum action action, enum code c)
{
  return infos[c].severity != SEV_ERROR || action == ENABLE || action == RAISE;
}

static void enable(struct diags *ds, enum code c)
{
  if (ds->level[c] != SEV_ALLOW) return;
  ds->level[c] = infos[c].severity == SEV_ALLOW ? SEV_WARNING : infos[c].severity;
  if (ds->all_errors && ds->level[c] == SEV_WARNING) ds->level[c] = SEV_ERROR;
}

static void apply(struct diags *ds, enum action action, enum code c)
{
  switch (action) {
  case ENABLE: enable(ds, c); break;
  case DISABLE: ds->level[c] = SEV_ALLOW; break;
  case RAISE: ds->level[c] = SEV_ERROR; break;
  case LOWER: if (ds->level[c] == SEV_ERROR) ds->level[c] = SEV_WARNING; break;
  }
}

/* Makes all warnings errors, or all that are errors by choice warnings again. */
static void set_all_errors(struct diags *ds, bool on)
{
  ds->all_errors = on;
  for (enum code c = 0; c < N_CODES; c++) {
    if (on && ds->level[c] == SEV_WARNING) ds->level[c] = SEV_ERROR;
    if (!on && may(LOWER, c)) apply(ds, LOWER, c);
  }
}

/* The words that name no code. */
static bool apply_to_all(struct diags *ds, const char *word)
{
  if (!strcmp(word, "error")) set_all_errors(ds, true);
  else if (!strcmp(word, "no-error")) set_all_errors(ds, false);
  else if (!strcmp(word, "all"))
    for (enum code c = 0; c < N_CODES; c++) enable(ds, c);
  else return false;
  return true;
}

static const char *suggestion_for(struct diags *ds, const char *word, unsigned prefix)
{
  const char *head = prefixes[prefix].prefix;
  struct suggest s = suggest_start(word + strlen(head));
  for (enum code c = 0; c < N_CODES; c++)
    if (may(prefixes[prefix].action, c)) suggest_offer(&s, infos[c].name);
  if (prefixes[prefix].action == ENABLE) {
    suggest_offer(&s, "error");
    suggest_offer(&s, "all");
  }
  return s.best ? arena_printf(&ds->arena, "%s%s", head, s.best) : NULL;
}

bool diags_option(struct diags *ds, const char *word, const char **suggestion)
{
  *suggestion = NULL;
  if (apply_to_all(ds, word)) return true;
  unsigned prefix = 0; /* the name of a code may itself begin with `no-` */
  if (code_find(word) != N_CODES) prefix = N_PREFIXES - 1;
  while (strncmp(word, prefixes[prefix].prefix, strlen(prefixes[prefix].prefix))) prefix++;
  enum action action = prefixes[prefix].action;
  enum code c = code_find(word + strlen(prefixes[prefix].prefix));
  if (c == N_CODES) *suggestion = suggestion_for(ds, word, prefix);
  if (c == N_CODES || !may(action, c)) return false;
  apply(ds, action, c);
  return true;
}

/* Building one. */

static const char *__attribute__((format(printf, 2, 0)))
format_text(struct arena *a, const char *format, va_list args)
{
  struct strbuf b = {0};
  strbuf_vprintf(&b, format, args);
  return strbuf_take(&b, a);
}

#define FORMAT_TEXT(text, a, format) \
  const char *text;                  \
  do {                               \
    va_list args;                    \
    va_start(args, format);          \
    text = format_text(a, format, args); \
    va_end(args);                    \
  } while (0)

/* Nothing of a dropped one is kept, so speculative checks under `muted` cost
 * no memory however often they fail. */
static bool is_dropped(const struct diag *d) { return d == &d->owner->dropped; }

static bool same_span(struct span a, struct span b)
{
  return a.file == b.file && a.start == b.start && a.end == b.end;
}

struct diag *diag_at(struct diags *ds, enum code code, struct span where, const char *format, ...)
{
  enum severity severity = ds->level[code];
  if (ds->muted || severity == SEV_ALLOW) {
    ds->n_allowed += !ds->muted;
    ds->dropped = (struct diag){.owner = ds, .code = code, .message = ""};
    return &ds->dropped;
  }
  FORMAT_TEXT(text, &ds->arena, format);
  struct diag *d = ARENA_NEW(&ds->arena, struct diag);
  d->owner = ds;
  d->code = code;
  d->severity = severity;
  d->message = text;
  d->serial = ds->serial++;
  vec_push(&d->labels, (struct diag_label){where, ""});
  vec_push(&ds->all, d);
  ds->n_errors += severity == SEV_ERROR;
  ds->n_warnings += severity == SEV_WARNING;
  return d;
}

/* Does this text go to the primary place?  Only if that has none yet. */
static bool label_primary(struct diag_label *primary, struct span where, const char *text)
{
  if (!same_span(primary->where, where) || *primary->text) return false;
  primary->text = text;
  return true;
}

void diag_label(struct diag *d, struct span where, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  if (!label_primary(&d->labels.at[0], where, text))
    vec_push(&d->labels, (struct diag_label){where, text});
}

void diag_note(struct diag *d, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  vec_push(&d->parts, (struct diag_part){.kind = PART_NOTE, .text = text});
}

void diag_help(struct diag *d, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  vec_push(&d->parts, (struct diag_part){.kind = PART_HELP, .text = text});
}

void diag_note_at(struct diag *d, struct span where, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  struct diag_part part = {.kind = PART_NOTE_AT, .text = text};
  vec_push(&part.labels, (struct diag_label){where, ""});
  vec_push(&d->parts, part);
}

void diag_note_label(struct diag *d, struct span where, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  uint32_t i = d->parts.n;
  while (i && d->parts.at[i - 1].kind != PART_NOTE_AT) i--;
  if (!i) BUG("a label for a note that is not there: %s", text);
  struct diag_part *part = &d->parts.at[i - 1];
  if (!label_primary(&part->labels.at[0], where, text))
    vec_push(&part->labels, (struct diag_label){where, text});
}

void diag_fix(struct diag *d, enum diag_confidence c, struct span where, const char *format, ...)
{
  if (is_dropped(d)) return;
  FORMAT_TEXT(text, &d->owner->arena, format);
  if (c > d->confidence) d->confidence = c;
  vec_push(&d->edits, (struct diag_edit){where, text});
}

bool diag_suggest(struct diag *d, struct span where, const char *meant)
{
  if (!meant) return false;
  diag_help(d, "did you mean `%s`?", meant);
  diag_fix(d, DIAG_MAYBE, where, "%s", meant);
  return true;
}

/* Finishing. */

static int compare_u32(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int compare_spans(struct span a, struct span b)
{
  int c = compare_u32(a.file, b.file);
  if (!c) c = compare_u32(a.start, b.start);
  return c ? c : compare_u32(a.end, b.end);
}

static struct span first_note_place(const struct diag *d)
{
  for (uint32_t i = 0; i < d->parts.n; i++)
    if (d->parts.at[i].kind == PART_NOTE_AT) return d->parts.at[i].labels.at[0].where;
  return (struct span){0};
}

/* By place, so that doubles become neighbours; 0 means double.  Two files that
 * cannot be read have the same place, none, and are still two things to say. */
static int compare_faults(const struct diag *a, const struct diag *b)
{
  struct span place = a->labels.at[0].where;
  int c = compare_spans(place, b->labels.at[0].where);
  if (!c) c = compare_u32(a->code, b->code);
  if (!c) c = compare_spans(first_note_place(a), first_note_place(b));
  return c || place.file ? c : strcmp(a->message, b->message);
}

static int compare_diags(const void *pa, const void *pb)
{
  const struct diag *a = *(struct diag *const *)pa, *b = *(struct diag *const *)pb;
  int c = compare_faults(a, b);
  return c ? c : compare_u32(a->serial, b->serial);
}

void diags_finish(struct diags *ds)
{
  if (ds->all.n) qsort(ds->all.at, ds->all.n, sizeof *ds->all.at, compare_diags);
  uint32_t n = 0;
  ds->n_errors = ds->n_warnings = 0;
  for (uint32_t i = 0; i < ds->all.n; i++) {
    struct diag *d = ds->all.at[i];
    if (d->severity == SEV_ALLOW || (n && !compare_faults(ds->all.at[n - 1], d))) {
      free_diag(d);
      continue;
    }
    ds->n_errors += d->severity == SEV_ERROR;
    ds->n_warnings += d->severity == SEV_WARNING;
    ds->all.at[n++] = d;
  }
  ds->all.n = n;
}
