#include "runtime/energy/disk_cache.h"

#include "runtime/energy/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file is its first line, and then records: a line with a hash of what follows and the
 * lengths of key and text, and these two, each with a line's end behind it. */
static const char first_line[] = "tlc estimates 1\n";
enum { FILE_MAX = 1 << 24, TEXT_MAX = 1 << 20, HASH = 16, SAVED_AFTER_MS = 1000 };

struct disk_record {
  uint64_t hash;
  const char *key, *text;
  size_t key_n, text_n;
};

const char *disk_cache_place(struct arena *a)
{
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (cache && *cache == '/') return arena_printf(a, "%s/tlc", cache);
  return home && *home == '/' ? arena_printf(a, "%s/.cache/tlc", home) : NULL;
}

static int64_t now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- in memory ---- */

static uint64_t hash_of(const char *key, size_t n)
{
  uint64_t h = 0xcbf29ce484222325u;
  while (n--) h = (h ^ (unsigned char)*key++) * 0x100000001b3u;
  return h ^ h >> 32;
}

static struct disk_record **slot_of(struct disk_record **slots, uint32_t cap, uint64_t hash,
                                    const char *key, size_t n)
{
  uint32_t i = (uint32_t)hash & (cap - 1);
  while (slots[i] && (slots[i]->hash != hash || slots[i]->key_n != n || memcmp(slots[i]->key, key, n)))
    i = (i + 1) & (cap - 1);
  return &slots[i];
}

static void grow(struct disk_shelf *s)
{
  uint32_t cap = s->cap ? 2 * s->cap : 64;
  struct disk_record **slots = xcalloc(cap, sizeof *slots);
  for (uint32_t i = 0; i < s->cap; i++) {
    struct disk_record *r = s->slots[i];
    if (r) *slot_of(slots, cap, r->hash, r->key, r->key_n) = r;
  }
  xfree(s->slots);
  s->slots = slots;
  s->cap = cap;
}

/* Keeps a copy, unless there is a record of this key and the new one is not to replace it. */
static void add(struct disk_shelf *s, const char *key, size_t key_n, const char *text, size_t text_n,
                bool replaces)
{
  uint64_t hash = hash_of(key, key_n);
  if (2 * (s->n + 1) > s->cap) grow(s);
  struct disk_record **at = slot_of(s->slots, s->cap, hash, key, key_n);
  if (*at && !replaces) return;
  if (!*at) s->n++;
  *at = ARENA_NEW(&s->arena, struct disk_record);
  **at = (struct disk_record){hash, arena_strndup(&s->arena, key, key_n),
                              arena_strndup(&s->arena, text, text_n), key_n, text_n};
}

/* ---- on disk ---- */

/* All of a file; false if it cannot be had, or is too large to be one of ours. */
static bool read_file(const char *path, struct strbuf *to)
{
  char some[65536];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n;
  if (fd < 0) return false;
  while ((n = read(fd, some, sizeof some)) > 0 && to->n <= FILE_MAX) strbuf_add(to, some, (size_t)n);
  close(fd);
  return n == 0;
}

/* The record at `at`, if it is whole: its length, else 0. */
static size_t read_record(struct disk_shelf *s, const char *at, size_t left)
{
  char hash[SHA256_HEX + 1];
  size_t key_n, text_n;
  int head = 0;
  if (sscanf(at, "%*16[0-9a-f] %7zu %7zu%n", &key_n, &text_n, &head) != 2 || at[head] != '\n') return 0;
  if (key_n > TEXT_MAX || text_n > TEXT_MAX) return 0;
  size_t body = key_n + text_n + 2, whole = (size_t)head + 1 + body;
  if (whole > left) return 0;
  const char *key = at + head + 1;
  sha256_hex(key, body, hash);
  if (memcmp(hash, at, HASH)) return 0;
  add(s, key, key_n, key + key_n + 1, text_n, false);
  return whole;
}

/* What stands behind something that is broken is not looked at. */
static void load(struct disk_shelf *s)
{
  struct strbuf file = {0};
  size_t at = sizeof first_line - 1, n;
  if (read_file(s->path, &file) && file.n >= at && !memcmp(file.text, first_line, at))
    while (at < file.n && (n = read_record(s, file.text + at, file.n - at))) at += n;
  strbuf_free(&file);
}

static void put_record(struct strbuf *out, const struct disk_record *r)
{
  char hash[SHA256_HEX + 1];
  size_t head = out->n;
  strbuf_printf(out, "%*s %zu %zu\n", HASH, "", r->key_n, r->text_n);
  size_t body = out->n;
  strbuf_add(out, r->key, r->key_n);
  strbuf_putc(out, '\n');
  strbuf_add(out, r->text, r->text_n);
  strbuf_putc(out, '\n');
  sha256_hex(out->text + body, out->n - body, hash);
  memcpy(out->text + head, hash, HASH);
}

/* Makes the directories above a file. */
static void make_directories(const char *file)
{
  struct strbuf path = {0};
  strbuf_puts(&path, file);
  for (char *slash = strchr(path.text + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path.text, 0700);
    *slash = '/';
  }
  strbuf_free(&path);
}

static bool write_all(int fd, const char *text, size_t n)
{
  while (n) {
    ssize_t done = write(fd, text, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text += done;
    n -= (size_t)done;
  }
  return true;
}

/* Into a file of another name, which then takes this one: nobody ever reads half of it. */
static void write_whole(const char *path, const struct strbuf *file)
{
  struct strbuf other = {0};
  strbuf_printf(&other, "%s.XXXXXX", path);
  int fd = mkostemp(other.text, O_CLOEXEC);
  bool fine = fd >= 0 && write_all(fd, file->text, file->n);
  if (fd >= 0) fine &= !close(fd);
  if (fd >= 0 && (!fine || rename(other.text, path))) unlink(other.text);
  strbuf_free(&other);
}

static void save(struct disk_shelf *s)
{
  struct strbuf file = {0};
  load(s); /* what others have added */
  make_directories(s->path);
  strbuf_puts(&file, first_line);
  for (uint32_t i = 0; i < s->cap && file.n < FILE_MAX - TEXT_MAX; i++)
    if (s->slots[i]) put_record(&file, s->slots[i]);
  write_whole(s->path, &file);
  strbuf_free(&file);
  s->changed = false;
  s->saved = now();
}

/* ---- shelves ---- */

void disk_shelf_open(struct disk_shelf *s, struct disk_cache *c, const char *name)
{
  char hash[SHA256_HEX + 1];
  *s = (struct disk_shelf){.cache = c, .saved = now()};
  arena_init(&s->arena);
  if (!c || !c->directory) return;
  sha256_hex(name, strlen(name), hash);
  s->path = arena_printf(&s->arena, "%s/estimates/%s", c->directory, hash);
  load(s);
}

void disk_shelf_close(struct disk_shelf *s)
{
  if (s->changed) save(s);
  xfree(s->slots);
  arena_free(&s->arena);
  *s = (struct disk_shelf){.path = NULL};
}

const char *disk_shelf_get(struct disk_shelf *s, const char *key, size_t *n)
{
  size_t key_n = strlen(key);
  struct disk_record *r = s->cap ? *slot_of(s->slots, s->cap, hash_of(key, key_n), key, key_n) : NULL;
  if (!r) return NULL;
  s->cache->reads++;
  *n = r->text_n;
  return r->text;
}

void disk_shelf_put(struct disk_shelf *s, const char *key, const char *text, size_t n)
{
  size_t key_n = strlen(key);
  if (!s->path || key_n > TEXT_MAX / 2 || n > TEXT_MAX / 2) return;
  add(s, key, key_n, text, n, true);
  s->cache->writes++;
  s->changed = true;
  if (now() - s->saved > SAVED_AFTER_MS) save(s);
}
