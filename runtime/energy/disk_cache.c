#include "runtime/energy/disk_cache.h"

#include "runtime/energy/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file holds the hash of the rest, a line's end, the key, a line's end, and the text. */
enum { FILE_MAX = 1 << 20 };

const char *disk_cache_place(struct arena *a)
{
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (cache && *cache == '/') return arena_printf(a, "%s/tlc", cache);
  return home && *home == '/' ? arena_printf(a, "%s/.cache/tlc", home) : NULL;
}

static void put_path(struct strbuf *b, const struct disk_cache *c, const char *key)
{
  char name[SHA256_HEX + 1];
  sha256_hex(key, strlen(key), name);
  strbuf_printf(b, "%s/estimates/%.2s/%s", c->directory, name, name + 2);
}

/* All of a small file; 0 if it cannot be had. */
static size_t read_file(const char *path, struct strbuf *to)
{
  char some[4096];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n;
  if (fd < 0) return 0;
  while ((n = read(fd, some, sizeof some)) > 0 && to->n <= FILE_MAX) strbuf_add(to, some, (size_t)n);
  close(fd);
  return n == 0 ? to->n : 0;
}

/* The text in a file, if the file is whole and is about this key. */
static const char *text_in(const struct strbuf *file, const char *key, size_t *n)
{
  char hash[SHA256_HEX + 1];
  size_t key_n = strlen(key), head = SHA256_HEX + 1;
  if (file->n < head + key_n + 1) return NULL;
  sha256_hex(file->text + head, file->n - head, hash);
  if (memcmp(file->text, hash, SHA256_HEX) || file->text[SHA256_HEX] != '\n') return NULL;
  const char *at = file->text + head;
  if (memcmp(at, key, key_n) || at[key_n] != '\n') return NULL;
  *n = file->n - head - key_n - 1;
  return at + key_n + 1;
}

char *disk_cache_get(struct disk_cache *c, struct arena *a, const char *key, size_t *n)
{
  struct strbuf path = {0}, file = {0};
  if (!c->directory) return NULL;
  put_path(&path, c, key);
  const char *text = read_file(strbuf_str(&path), &file) ? text_in(&file, key, n) : NULL;
  char *found = text ? arena_strndup(a, text, *n) : NULL;
  c->reads += found != NULL;
  strbuf_free(&path);
  strbuf_free(&file);
  return found;
}

/* Makes the directories above a file. */
static void make_directories(char *path)
{
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path, 0700);
    *slash = '/';
  }
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
static bool write_whole(const char *path, const struct strbuf *file)
{
  struct strbuf other = {0};
  strbuf_printf(&other, "%s.XXXXXX", path);
  int fd = mkostemp(other.text, O_CLOEXEC);
  bool fine = fd >= 0 && write_all(fd, file->text, file->n);
  if (fd >= 0) fine &= !close(fd);
  fine = fine && !rename(other.text, path);
  if (fd >= 0 && !fine) unlink(other.text);
  strbuf_free(&other);
  return fine;
}

void disk_cache_put(struct disk_cache *c, const char *key, const char *text, size_t n)
{
  struct strbuf path = {0}, file = {0};
  char hash[SHA256_HEX + 1];
  if (!c->directory || strlen(key) + n > FILE_MAX / 2) return;
  put_path(&path, c, key);
  make_directories(path.text);
  strbuf_fill(&file, '0', SHA256_HEX);
  strbuf_printf(&file, "\n%s\n", key);
  strbuf_add(&file, text, n);
  sha256_hex(file.text + SHA256_HEX + 1, file.n - SHA256_HEX - 1, hash);
  memcpy(file.text, hash, SHA256_HEX);
  c->writes += write_whole(path.text, &file);
  strbuf_free(&path);
  strbuf_free(&file);
}
