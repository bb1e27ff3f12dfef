#include "lang/base/str.h"

#include <stdio.h>
#include <string.h>

static void make_room(struct strbuf *b, size_t more)
{
  if (more > SIZE_MAX / 4 || b->n > SIZE_MAX / 4) xalloc_failed();
  if (b->n + more < b->cap) return;
  size_t cap = b->cap ? b->cap : 64;
  while (cap <= b->n + more) cap *= 2;
  b->text = xrealloc(b->text, cap);
  b->cap = cap;
}

void strbuf_add(struct strbuf *b, const char *text, size_t n)
{
  make_room(b, n);
  if (n) memcpy(b->text + b->n, text, n);
  b->text[b->n += n] = '\0';
}

void strbuf_puts(struct strbuf *b, const char *text) { strbuf_add(b, text, strlen(text)); }

void strbuf_putc(struct strbuf *b, char c) { strbuf_add(b, &c, 1); }

void strbuf_fill(struct strbuf *b, char c, size_t n)
{
  make_room(b, n);
  memset(b->text + b->n, c, n);
  b->text[b->n += n] = '\0';
}

void strbuf_vprintf(struct strbuf *b, const char *format, va_list args)
{
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  if (n < 0) BUG("bad format");
  make_room(b, (size_t)n + 1);
  vsnprintf(b->text + b->n, (size_t)n + 1, format, again);
  va_end(again);
  b->n += (size_t)n;
}

void strbuf_printf(struct strbuf *b, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  strbuf_vprintf(b, format, args);
  va_end(args);
}

void strbuf_clear(struct strbuf *b)
{
  b->n = 0;
  if (b->text) b->text[0] = '\0';
}

void strbuf_free(struct strbuf *b)
{
  xfree(b->text);
  *b = (struct strbuf){0};
}

const char *strbuf_str(const struct strbuf *b) { return b->text ? b->text : ""; }

char *strbuf_take(struct strbuf *b, struct arena *a)
{
  char *text = arena_strndup(a, strbuf_str(b), b->n);
  strbuf_free(b);
  return text;
}

void interner_init(struct interner *in)
{
  *in = (struct interner){.cap = 256};
  arena_init(&in->arena);
  in->slots = xcalloc(in->cap, sizeof *in->slots);
}

void interner_free(struct interner *in)
{
  arena_free(&in->arena);
  xfree(in->slots);
  *in = (struct interner){0};
}

/* FNV-1a. */
static uint32_t hash_bytes(const char *text, size_t n)
{
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)text[i]) * 16777619u;
  return h;
}

/* The slot where the text is, or where it would go. */
static struct name **find_slot(const struct interner *in, const char *text, size_t n, uint32_t hash)
{
  uint32_t mask = in->cap - 1;
  for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
    struct name *m = in->slots[i];
    if (!m || (m->hash == hash && m->n == n && !memcmp(m->text, text, n))) return &in->slots[i];
  }
}

static void grow(struct interner *in)
{
  struct name **old = in->slots;
  uint32_t n = in->cap;
  in->cap *= 2;
  in->slots = xcalloc(in->cap, sizeof *in->slots);
  for (uint32_t i = 0; i < n; i++)
    if (old[i]) *find_slot(in, old[i]->text, old[i]->n, old[i]->hash) = old[i];
  xfree(old);
}

name_t intern(struct interner *in, const char *text, size_t n)
{
  uint32_t hash = hash_bytes(text, n);
  struct name **slot = find_slot(in, text, n, hash);
  if (*slot) return *slot;
  if (in->n >= in->cap / 2) {
    grow(in);
    slot = find_slot(in, text, n, hash);
  }
  struct name *m = arena_alloc_raw(&in->arena, sizeof *m + n + 1);
  m->hash = hash;
  m->n = (uint32_t)n;
  m->word = 0;
  memcpy(m->text, text, n);
  m->text[n] = '\0';
  in->n++;
  return *slot = m;
}

name_t intern_str(struct interner *in, const char *text) { return intern(in, text, strlen(text)); }

name_t intern_find(const struct interner *in, const char *text, size_t n)
{
  return *find_slot(in, text, n, hash_bytes(text, n));
}
