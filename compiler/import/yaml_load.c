/* From libyaml's events to trees: documents, anchors, tags. */
#include "compiler/import/yaml_inside.h"

#include <string.h>

enum { SUGGESTIONS_MAX = 10 }; /* of one file: each looks at all anchors */

static bool is_event(const struct yaml_load *l, yaml_event_type_t type)
{
  return l->event.type == type;
}

/* Goes to the next event; false if there is none, and why is told. */
static bool next(struct yaml_load *l)
{
  yaml_event_delete(&l->event);
  if (l->stopped) return false;
  if (yaml_parser_parse(&l->parser, &l->event) && !is_event(l, YAML_NO_EVENT)) return true;
  if (l->parser.error == YAML_MEMORY_ERROR) xalloc_failed();
  l->stopped = true;
  yaml_tell_syntax(l);
  return false;
}

static uint32_t event_start(const struct yaml_load *l)
{
  return yaml_place(l, l->event.start_mark.index);
}

static uint32_t event_end(const struct yaml_load *l)
{
  return yaml_place(l, l->event.end_mark.index);
}

static struct span span_at(const struct yaml_load *l, uint32_t start, uint32_t end)
{
  return (struct span){l->source->id, start, end < start ? start : end};
}

/* ---- nodes ---- */

static struct yaml *new_node(struct yaml_reader *r, enum yaml_kind kind, struct span where)
{
  struct yaml *y = ARENA_NEW(r->arena, struct yaml);
  y->kind = kind;
  y->text = "";
  y->span = where;
  y->front = where.start;
  y->height = kind != YAML_SCALAR;
  return y;
}

struct yaml *yaml_nothing(struct yaml_reader *r, struct span where)
{
  struct yaml *y = new_node(r, YAML_SCALAR, where);
  y->plain = true;
  return y;
}

struct yaml *yaml_broken(struct yaml_reader *r, struct span where)
{
  struct yaml *y = yaml_nothing(r, where);
  y->broken = true;
  return y;
}

static void tell_depth(struct yaml_reader *r, struct span where)
{
  if (where.end > where.start) where.end = where.start + 1;
  struct diag *d = diag_at(r->diags, E0801, where, "this is nested too deeply");
  diag_note(d, "at most %d maps and lists can stand inside each other", YAML_DEPTH);
}

void yaml_fill(struct yaml_reader *r, struct yaml *y, const struct yaml_entry *entry, size_t n)
{
  unsigned height = 0;
  for (size_t i = 0; i < n; i++)
    if (entry[i].value->height > height) height = entry[i].value->height;
  if (height >= YAML_DEPTH) {
    if (!r->full) tell_depth(r, y->span);
    r->full = true;
    n = height = 0;
  }
  y->height = (uint8_t)(height + 1);
  y->count = (unsigned)n;
  y->entry = n ? arena_copy(r->arena, entry, n * sizeof *entry) : NULL;
}

/* ---- anchors ---- */

static struct yaml_anchor *add_anchor(struct yaml_load *l, const yaml_char_t *name,
                                      struct yaml *value)
{
  if (!name) return NULL;
  struct yaml_anchor *a = ARENA_NEW(&l->scratch, struct yaml_anchor);
  name_t key = intern_str(&l->names, (const char *)name);
  *a = (struct yaml_anchor){key->text, value, value->span, false};
  map_set(&l->anchors, &l->scratch, key, a);
  return a;
}

static void tell_unknown(struct yaml_load *l, struct span where, const char *name)
{
  struct diag *d = diag_at(l->r->diags, E0801, where, "no anchor is called `%s`", name);
  diag_label(d, where, "stands for nothing that was written before it");
  if (l->unknown++ >= SUGGESTIONS_MAX) return;
  struct suggest near = suggest_start(name);
  for (uint32_t i = 0; i < l->anchors.cap; i++)
    if (l->anchors.slots[i].key)
      suggest_offer_unordered(&near, ((name_t)l->anchors.slots[i].key)->text);
  diag_suggest(d, (struct span){where.file, where.start + 1, where.end}, near.best);
}

static void tell_inside(struct yaml_load *l, struct span where, const struct yaml_anchor *a)
{
  struct diag *d = diag_at(l->r->diags, E0801, where, "`*%s` stands inside of what `&%s` names",
                           a->name, a->name);
  diag_label(d, where, "so it would contain itself");
  diag_note_at(d, span_start(a->where), "what `&%s` names begins here", a->name);
}

static struct yaml *read_alias(struct yaml_load *l)
{
  const char *text = (const char *)l->event.data.alias.anchor;
  struct span where = span_at(l, event_start(l), event_end(l));
  l->end = where.end;
  name_t name = intern_find(&l->names, text, strlen(text));
  struct yaml_anchor *a = name ? map_get(&l->anchors, name) : NULL;
  if (a && !a->open) {
    a->value->shared = true;
    return a->value;
  }
  if (a) tell_inside(l, where, a);
  else tell_unknown(l, where, text);
  return yaml_broken(l->r, where);
}

/* ---- scalars ---- */

#define STANDARD "tag:yaml.org,2002:"

static bool is_standard(const char *tag)
{
  return !strcmp(tag, "!") || !strncmp(tag, STANDARD, strlen(STANDARD));
}

/* The tag of a node, as trees have it. */
static const char *tag_of(struct yaml_load *l, const yaml_char_t *tag)
{
  const char *text = (const char *)tag;
  return !text || is_standard(text) ? NULL : arena_strndup(l->r->arena, text, strlen(text));
}

/* Where a scalar begins whose tag and anchor begin at `at`. */
static uint32_t behind_properties(const struct yaml_load *l, uint32_t at, uint32_t end)
{
  const char *text = l->source->text;
  while (at < end) {
    size_t n = strspn(text + at, " \t\r\n");
    if (text[at] == '!' || text[at] == '&') n = strcspn(text + at, " \t\r\n");
    else if (text[at] == '#') n = strcspn(text + at, "\r\n");
    if (!n) break;
    at += (uint32_t)n;
  }
  return at;
}

static bool is_block(const struct yaml_load *l)
{
  yaml_scalar_style_t style = l->event.data.scalar.style;
  return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
}

static struct span scalar_span(const struct yaml_load *l)
{
  uint32_t start = event_start(l), end = event_end(l), own = behind_properties(l, start, end);
  while (is_block(l) && end > own && strchr(" \t\r\n", l->source->text[end - 1])) end--;
  return span_at(l, own < end ? own : start, end);
}

/* Is it a scalar whose text may be a number?  `!!str 1` is none, `!!int "1"` is. */
static bool is_plain(const struct yaml_load *l)
{
  const char *tag = (const char *)l->event.data.scalar.tag;
  if (!tag || !is_standard(tag)) return l->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  return strcmp(tag, "!") && strcmp(tag, STANDARD "str");
}

static void copy_text(struct yaml_load *l, struct yaml *y)
{
  const char *text = (const char *)l->event.data.scalar.value;
  size_t n = l->event.data.scalar.length;
  if (memchr(text, '\0', n)) {
    struct diag *d = diag_at(l->r->diags, E0801, y->span, "a text that holds a NUL character");
    diag_label(d, y->span, "`\\0` or the like");
    n = strlen(text);
  }
  y->text = arena_strndup(l->r->arena, text, n);
}

static struct yaml *read_scalar(struct yaml_load *l)
{
  struct yaml *y = new_node(l->r, YAML_SCALAR, scalar_span(l));
  yaml_comments_before(l, y->span, is_block(l));
  if (y->span.end > y->span.start) l->end = y->span.end;
  if (l->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
      yaml_tell_template(l, y->span.start, y->span.end))
    return y;
  y->plain = is_plain(l);
  y->tag = tag_of(l, l->event.data.scalar.tag);
  copy_text(l, y);
  if (y->tag && yaml_is_include(y->tag)) y = yaml_include(l->r, y->tag, y->text, y->span);
  add_anchor(l, l->event.data.scalar.anchor, y);
  return y;
}

/* ---- lists and maps ---- */

typedef VEC(struct yaml_entry) entries;

static struct yaml *read_node(struct yaml_load *l);

static void tell_key(struct yaml_load *l, const struct yaml *key, struct span where)
{
  struct diag *d = diag_at(l->r->diags, E0801, where, "a key has to be a text, but this is %s",
                           yaml_describe(key));
  diag_help(d, "if it is meant to be a text, put it between quotes");
}

/* Reads what begins with the event that is looked at: an item, or a key and its value. */
static void read_entry(struct yaml_load *l, bool in_map, entries *all)
{
  struct yaml_entry e = {0};
  if (in_map) {
    uint32_t start = event_start(l);
    struct yaml *key = read_node(l);
    struct span where = span_at(l, start, l->end);
    if (!next(l)) return;
    if (key->kind != YAML_SCALAR) tell_key(l, key, where);
    e.key = key->kind == YAML_SCALAR ? key : NULL;
  }
  e.value = read_node(l);
  if (!l->stopped && (e.key || !in_map)) vec_push(all, e);
}

/* Where a list or a map itself begins, behind its tag and anchor. */
static uint32_t collection_start(const struct yaml_load *l, bool flow)
{
  uint32_t at = event_end(l);
  const char *text = l->source->text;
  if (flow) return at ? at - 1 : 0;
  /* Of a list that is not indented libyaml has read the first `-` already. */
  bool read_dash = is_event(l, YAML_SEQUENCE_START_EVENT) && text[at] != '-' && at;
  return read_dash ? at - 1 : at;
}

static void read_members(struct yaml_load *l, struct yaml *y, bool flow)
{
  bool map = y->kind == YAML_MAP;
  entries all = {0};
  l->r->depth++;
  while (next(l) && !is_event(l, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT))
    read_entry(l, map, &all);
  l->r->depth--;
  if (flow && !l->stopped) l->end = event_end(l);
  y->span = span_at(l, y->span.start, l->end);
  if (map && !l->stopped) yaml_finish_map(l->r, y, all.at, all.n);
  else if (!l->stopped) yaml_fill(l->r, y, all.at, all.n);
  vec_free(&all);
}

static void check_tag(struct yaml_load *l, const struct yaml *y)
{
  if (!y->tag || !yaml_is_include(y->tag)) return;
  struct diag *d = diag_at(l->r->diags, E0811, y->span, "`%s` needs the name of %s", y->tag,
                           strstr(y->tag, "dir") ? "a directory" : "a file");
  diag_label(d, y->span, "%s", yaml_describe(y));
}

static struct yaml *read_collection(struct yaml_load *l)
{
  bool map = is_event(l, YAML_MAPPING_START_EVENT);
  const yaml_event_t *e = &l->event;
  bool flow = map ? e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                  : e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
  uint32_t start = collection_start(l, flow);
  struct yaml *y = new_node(l->r, map ? YAML_MAP : YAML_LIST, span_at(l, start, event_end(l)));
  y->front = event_start(l);
  if (map && flow && yaml_tell_template(l, start, start + 1)) return y;
  if (l->r->depth >= YAML_DEPTH) {
    tell_depth(l->r, span_at(l, start, start + 1));
    l->stopped = true;
    return y;
  }
  y->tag = tag_of(l, map ? e->data.mapping_start.tag : e->data.sequence_start.tag);
  struct yaml_anchor *anchor =
    add_anchor(l, map ? e->data.mapping_start.anchor : e->data.sequence_start.anchor, y);
  if (anchor) anchor->open = true;
  read_members(l, y, flow);
  if (anchor) anchor->open = false;
  if (!l->stopped) check_tag(l, y);
  return y;
}

/* The node that begins with the event that is looked at; its last event is looked at
 * then. */
static struct yaml *read_node(struct yaml_load *l)
{
  if (is_event(l, YAML_ALIAS_EVENT)) return read_alias(l);
  if (is_event(l, YAML_SCALAR_EVENT)) return read_scalar(l);
  return read_collection(l);
}

/* ---- files ---- */

static void read_documents(struct yaml_load *l)
{
  VEC(struct yaml *) all = {0};
  while (next(l) && !is_event(l, YAML_STREAM_END_EVENT)) {
    if (!is_event(l, YAML_DOCUMENT_START_EVENT)) continue;
    l->anchors = (struct map){0};
    if (!next(l)) break;
    struct yaml *y = read_node(l);
    if (!l->stopped && next(l)) vec_push(&all, y);
  }
  struct yaml_file *file = &l->record->file;
  l->record->broken = l->stopped;
  file->documents = l->template ? 0 : all.n;
  file->document = ARENA_ARRAY(l->r->arena, struct yaml *, all.n);
  if (all.n) memcpy(file->document, all.at, all.n * sizeof *all.at);
  vec_free(&all);
}

void yaml_load(struct yaml_reader *r, struct yaml_record *record)
{
  struct yaml_load l = {.r = r, .record = record, .source = record->file.source};
  if (!yaml_parser_initialize(&l.parser)) xalloc_failed();
  yaml_places_init(&l.places, l.source);
  l.end = l.commented = l.places.first;
  arena_init(&l.scratch);
  interner_init(&l.names);
  yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&l.parser, (const unsigned char *)l.source->text + l.places.first,
                               l.source->size - l.places.first);
  read_documents(&l);
  yaml_comments_finish(&l);
  yaml_event_delete(&l.event);
  yaml_parser_delete(&l.parser);
  interner_free(&l.names);
  arena_free(&l.scratch);
  yaml_places_free(&l.places);
}
