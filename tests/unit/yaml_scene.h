/* YAML texts for unit tests, and trees as one line. */
#ifndef TL_TESTS_YAML_SCENE_H
#define TL_TESTS_YAML_SCENE_H

#include "compiler/import/yaml.h"
#include "tests/unit/scene.h"

struct yaml_scene {
  struct scene scene;
  struct arena arena;
  struct yaml_reader reader;
  struct yaml_file file; /* what was read last */
};

static inline void yaml_scene_open(struct yaml_scene *s)
{
  *s = (struct yaml_scene){0};
  scene_open(&s->scene);
  arena_init(&s->arena);
  s->reader = (struct yaml_reader){
    .arena = &s->arena, .sources = &s->scene.sources, .diags = &s->scene.ds};
}

static inline void yaml_scene_close(struct yaml_scene *s)
{
  scene_close(&s->scene);
  arena_free(&s->arena);
}

/* A text in memory, which may be included by its path; and one that is read. */
static inline void yaml_scene_add(struct yaml_scene *s, const char *path, const char *text)
{
  sources_add(&s->scene.sources, path, text, strlen(text));
}

static inline void yaml_scene_read_bytes(struct yaml_scene *s, const char *text, size_t n)
{
  sources_add(&s->scene.sources, "x.yaml", text, n);
  assert_int_equal(yaml_read(&s->reader, "x.yaml", &s->file), SOURCE_OK);
}

static inline void yaml_scene_read(struct yaml_scene *s, const char *text)
{
  yaml_scene_read_bytes(s, text, strlen(text));
}

/* `{a: 1, b: [x, "quoted"], c: !T ~}`. */
static inline void yaml_scene_shape(struct strbuf *out, const struct yaml *y)
{
  if (y->tag) strbuf_printf(out, "%s ", y->tag);
  if (y->kind == YAML_SCALAR) {
    const char *quote = y->plain ? "" : "\"";
    strbuf_printf(out, "%s%s%s", quote, y->plain && !*y->text ? "~" : y->text, quote);
    return;
  }
  strbuf_puts(out, y->kind == YAML_MAP ? "{" : "[");
  for (unsigned i = 0; i < y->count; i++) {
    if (i) strbuf_puts(out, ", ");
    if (y->entry[i].key) strbuf_printf(out, "%s: ", y->entry[i].key->text);
    yaml_scene_shape(out, y->entry[i].value);
  }
  strbuf_puts(out, y->kind == YAML_MAP ? "}" : "]");
}

/* All documents, each followed by a `;` and a blank if there are several. */
static inline const char *yaml_scene_documents(struct yaml_scene *s)
{
  struct strbuf out = {0};
  for (unsigned i = 0; i < s->file.documents; i++) {
    if (i) strbuf_puts(&out, "; ");
    yaml_scene_shape(&out, s->file.document[i]);
  }
  return strbuf_take(&out, &s->arena);
}

/* What there is to say: "E0801 3:5 message" on a line each. */
static inline const char *yaml_scene_told(struct yaml_scene *s)
{
  diags_finish(&s->scene.ds);
  struct strbuf out = {0};
  for (uint32_t i = 0; i < s->scene.ds.all.n; i++) {
    const struct diag *d = s->scene.ds.all.at[i];
    struct span where = d->labels.at[0].where;
    struct source *file = source_of(&s->scene.sources, where);
    struct position at = file ? source_position(file, where.start) : (struct position){0};
    strbuf_printf(&out, "%s%s %u:%u %s", i ? "\n" : "", code_info(d->code)->id, at.line, at.byte,
                  d->message);
  }
  return strbuf_take(&out, &s->arena);
}

/* The text that a span covers. */
static inline const char *yaml_scene_text(struct yaml_scene *s, struct span where)
{
  const struct source *file = source_of(&s->scene.sources, where);
  assert_non_null(file);
  assert_true(where.start <= where.end && where.end <= file->size);
  return arena_strndup(&s->arena, file->text + where.start, where.end - where.start);
}

#endif
