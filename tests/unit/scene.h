/* Sources and a queue of diagnostics for unit tests. */
#ifndef TL_TESTS_SCENE_H
#define TL_TESTS_SCENE_H

#include "lang/base/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct scene {
  struct sources sources;
  struct diags ds;
  struct strbuf out; /* what was rendered last */
};

static inline void scene_open(struct scene *s)
{
  *s = (struct scene){0};
  sources_init(&s->sources);
  diags_init(&s->ds, &s->sources);
}

static inline void scene_close(struct scene *s)
{
  strbuf_free(&s->out);
  diags_free(&s->ds);
  sources_free(&s->sources);
}

struct numbered { uint32_t line; const char *text; };
#define LINES(...) (const struct numbered[]){__VA_ARGS__, {0, NULL}}

/* A file that has these lines; all others are empty. */
static inline struct source *scene_file(struct scene *s, const char *path,
                                        const struct numbered *at)
{
  struct strbuf text = {0};
  for (uint32_t line = 1; at->text; at++, line++) {
    strbuf_fill(&text, '\n', at->line - line);
    line = at->line;
    strbuf_printf(&text, "%s\n", at->text);
  }
  struct source *f = sources_add(&s->sources, path, text.text, text.n);
  strbuf_free(&text);
  return f;
}

/* A file of one line of `n` bytes, without a line end. */
static inline struct source *scene_bytes(struct scene *s, const char *text, size_t n)
{
  return sources_add(&s->sources, "a.tl", text, n);
}

static inline struct span scene_span(const struct source *f, size_t start, size_t end)
{
  return (struct span){f->id, (uint32_t)start, (uint32_t)end};
}

/* Where a text stands in a file, for the first and for the last time. */
static inline struct span scene_find(const struct source *f, const char *what)
{
  const char *at = strstr(f->text, what);
  assert_non_null(at);
  return scene_span(f, (size_t)(at - f->text), (size_t)(at - f->text) + strlen(what));
}

static inline struct span scene_find_last(const struct source *f, const char *what)
{
  struct span last = scene_find(f, what);
  for (const char *at; (at = strstr(f->text + last.start + 1, what));)
    last = scene_span(f, (size_t)(at - f->text), (size_t)(at - f->text) + strlen(what));
  return last;
}

/* Valid until the next call. */
static inline const char *scene_render(struct scene *s, const struct diag *d,
                                       enum render_style style, unsigned columns)
{
  strbuf_clear(&s->out);
  render_diag(&s->out, d, style, columns);
  return strbuf_str(&s->out);
}

#endif
