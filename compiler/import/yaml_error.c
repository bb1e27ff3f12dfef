/* What is not YAML, and why: libyaml's findings in sentences of ours. */
#include "compiler/import/yaml_inside.h"

#include <string.h>

/* ---- templates ---- */

enum { NEAR = 4096 }; /* bytes in which a mark of Jinja ends */

/* The end of what such a mark opens; NULL if there is no mark. */
static const char *mark_end(const char *at)
{
  if (*at != '{') return NULL;
  return at[1] == '{' ? "}}" : at[1] == '%' ? "%}" : at[1] == '#' ? "#}" : NULL;
}

static bool is_mark(const struct source *s, uint32_t at)
{
  const char *end = mark_end(s->text + at);
  size_t left = s->size - at;
  return end && memmem(s->text + at, left < NEAR ? left : NEAR, end, 2);
}

/* Behind the comment or the quoted text at `at`, or `at` if there is none. */
static uint32_t behind_opaque(const struct source *s, uint32_t at, uint32_t to)
{
  char c = s->text[at], before = at ? s->text[at - 1] : '\n';
  if (!strchr(" \t\r\n[{,:(", before)) return at;
  const char *end = NULL;
  if (c == '#' && before != '{') end = memchr(s->text + at, '\n', to - at);
  if (c == '"' || c == '\'') end = memchr(s->text + at + 1, c, to - at - 1);
  return end ? (uint32_t)(end - s->text) + 1 : at;
}

bool yaml_tell_template(struct yaml_load *l, uint32_t from, uint32_t to)
{
  const struct source *s = l->source;
  for (uint32_t at = from; at < to;) {
    uint32_t behind = behind_opaque(s, at, to);
    if (behind == at && is_mark(s, at)) {
      struct span where = {s->id, at, at + 2};
      struct diag *d = diag_at(l->r->diags, E0812, where,
                               "this is a Jinja2 template, which has to be rendered first");
      diag_label(d, where, "not YAML");
      diag_help(d, "give `tlc import` the files that it includes, or a directory that holds them");
      return l->stopped = l->template = true;
    }
    at = behind > at ? behind : at + 1;
  }
  return false;
}

/* ---- syntax ---- */

enum place { PROBLEM, CONTEXT };

static const char expected_key[] = "a key was expected here";

/* What libyaml says (a part of it), and what we do. */
static const struct finding {
  const char *context, *problem; /* NULL: whatever it is */
  enum place place;
  const char *message;
  const char *note; /* about the context; NULL: nothing */
  const char *help;
} findings[] = {
  {"simple key", "expected ':'", CONTEXT, "there is no `:` behind this key", NULL,
   "a text of several lines begins with `|` or is put between quotes"},
  {"quoted scalar", "end of stream", CONTEXT, "this quote is never closed", NULL, NULL},
  {"quoted scalar", "document indicator", PROBLEM, "a document ends inside of a quoted text",
   "the quote is opened here", NULL},
  {"quoted scalar", "unknown escape", PROBLEM, "this escape is not known", NULL,
   "between single quotes a `\\` is just that"},
  {"quoted scalar", "hexdecimal", PROBLEM, "an escape lacks digits", NULL, NULL},
  {"quoted scalar", "Unicode", PROBLEM, "this escape stands for no character", NULL, NULL},
  {NULL, "mapping values are not allowed", PROBLEM, "this `:` stands where no key can end", NULL,
   "a text with `: ` in it is put between quotes; all keys of a map begin in the same column"},
  {NULL, "mapping keys are not allowed", PROBLEM, "a key cannot stand here", NULL, NULL},
  {NULL, "block sequence entries", PROBLEM, "an item of a list cannot begin here", NULL,
   "a list begins on a line of its own"},
  {NULL, "expected key", PROBLEM, expected_key, "the map begins here",
   "all keys of a map begin in the same column"},
  {NULL, "expected '-' indicator", PROBLEM, "an item, with `-`, was expected here",
   "the list begins here", "all items of a list begin in the same column"},
  {NULL, "',' or ']'", PROBLEM, "`,` or `]` was expected here", "this bracket is open", NULL},
  {NULL, "',' or '}'", PROBLEM, "`,` or `}` was expected here", "this brace is open", NULL},
  {NULL, "node content", PROBLEM, "a value was expected here", NULL, NULL},
  {NULL, "<document start>", PROBLEM, "nothing can follow here, as the document has ended", NULL,
   "all keys of a map begin in the same column; `---` begins another document"},
  {NULL, "cannot start any token", PROBLEM, "no value begins with this character", NULL,
   "put the text between quotes"},
  {NULL, "found a tab", PROBLEM, "a tab cannot stand here", NULL, NULL},
  {NULL, "found unexpected ':'", PROBLEM, "this `:` cannot stand in a text without quotes", NULL,
   NULL},
  {"block scalar", NULL, PROBLEM, "only an indentation and a comment can follow `|` or `>`",
   "the text begins here", NULL},
  {"scanning an anchor", NULL, CONTEXT, "no anchor can be called so", NULL,
   "a text that begins with `&` is put between quotes"},
  {"scanning an alias", NULL, CONTEXT, "no alias can be called so", NULL,
   "a text that begins with `*` is put between quotes"},
  {NULL, "undefined tag handle", PROBLEM, "no `%TAG` declares what this tag begins with", NULL,
   NULL},
  {"scanning a tag", NULL, PROBLEM, "a tag is not written like this", "the tag begins here",
   "a text that begins with `!` is put between quotes"},
  {"parsing a tag", NULL, PROBLEM, "a tag is not written like this", "the tag begins here",
   "a text that begins with `!` is put between quotes"},
  {"irective", NULL, PROBLEM, "this is no `%YAML` or `%TAG` as there should be", NULL,
   "a text that begins with `%` is put between quotes"},
  {NULL, "incompatible YAML document", PROBLEM, "this version of YAML is not known", NULL, NULL},
  {NULL, "directive", PROBLEM, "this directive is there twice", NULL, NULL},
};

static bool says(const char *text, const char *part)
{
  return !part || (text && strstr(text, part));
}

static const struct finding *find(const yaml_parser_t *p)
{
  for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
    if (says(p->context, findings[i].context) && says(p->problem, findings[i].problem))
      return &findings[i];
  return NULL;
}

/* The character at a place; nothing at the end of a line. */
static struct span one_character(const struct source *s, uint32_t at)
{
  uint32_t c;
  unsigned n = at < s->size ? utf8_decode(s->text + at, s->size - at, &c) : 0;
  if (n && (s->text[at] == '\n' || s->text[at] == '\r')) n = 0;
  return (struct span){s->id, at, at + n};
}

static bool same_line(struct source *s, uint32_t a, uint32_t b)
{
  return source_position(s, a).line == source_position(s, b).line;
}

/* A tab that indents the line of a place; an empty span at 0 if there is none. */
static struct span indenting_tab(struct source *s, uint32_t at)
{
  uint32_t start = source_line_start(s, source_position(s, at).line);
  uint32_t end = start + (uint32_t)strspn(s->text + start, " \t");
  const char *tab = memchr(s->text + start, '\t', end - start);
  uint32_t where = tab ? (uint32_t)(tab - s->text) : 0;
  return (struct span){s->id, where, tab ? end : where};
}

/* A frequent mistake that has many consequences. */
static bool tell_tab(struct yaml_load *l, uint32_t at)
{
  struct span tab = indenting_tab(l->source, at);
  if (l->source->text[at] == '\t') tab = one_character(l->source, at);
  if (tab.end == tab.start) return false;
  struct diag *d = diag_at(l->r->diags, E0801, tab, "a tab stands where only spaces can");
  diag_help(d, "put spaces in place of all tabs that indent something");
  return true;
}

/* Something stands behind a value: `a: "text" + 3`. */
static bool tell_surplus(struct yaml_load *l, const struct finding *f, uint32_t at)
{
  if (f->message != expected_key || l->source->text[l->end] == ':' ||
      !same_line(l->source, l->end ? l->end - 1 : 0, at))
    return false;
  struct diag *d = diag_at(l->r->diags, E0801, one_character(l->source, at),
                           "nothing can follow a value on its line");
  diag_help(d, "a text that holds quotes or begins with one is put between other quotes");
  return true;
}

static void tell_finding(struct yaml_load *l, const struct finding *f, uint32_t problem,
                         uint32_t context)
{
  struct span at = one_character(l->source, f->place == CONTEXT ? context : problem);
  struct diag *d = diag_at(l->r->diags, E0801, at, "%s", f->message);
  if (f->note && context != problem)
    diag_note_at(d, one_character(l->source, context), "%s", f->note);
  if (f->help) diag_help(d, "%s", f->help);
}

void yaml_tell_syntax(struct yaml_load *l)
{
  const yaml_parser_t *p = &l->parser;
  bool read = p->error == YAML_READER_ERROR; /* which knows bytes, not characters */
  uint32_t problem = read ? l->end : yaml_place(l, p->problem_mark.index);
  uint32_t context = p->context ? yaml_place(l, p->context_mark.index) : problem;
  if (yaml_tell_template(l, l->end, problem) || tell_tab(l, problem)) return;
  const struct finding *f = read ? NULL : find(p);
  if (f && tell_surplus(l, f, problem)) return;
  if (f) tell_finding(l, f, problem, context);
  else
    diag_at(l->r->diags, E0801, one_character(l->source, problem), "this is not YAML: %s",
            p->problem ? p->problem : "it cannot be read");
}
