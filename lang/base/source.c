#include "lang/base/source.h"

#include "lang/base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAB = 8, MARK_DISTANCE = 4096, READ_STEP = 1 << 16 };

void sources_init(struct sources *s)
{
  *s = (struct sources){.cap = 8};
  arena_init(&s->arena);
  s->at = xcalloc(s->cap, sizeof *s->at);
}

void sources_free(struct sources *s)
{
  for (uint32_t i = 1; i <= s->n; i++) {
    xfree((char *)s->at[i]->text);
    xfree(s->at[i]->lines);
    xfree(s->at[i]->marks);
  }
  xfree(s->at);
  arena_free(&s->arena);
  *s = (struct sources){0};
}

/* Adds a text that the table owns from now on. */
static struct source *add_owned(struct sources *s, const char *path, char *text, size_t size)
{
  s->at = vec_room(s->at, &s->cap, s->n + 1, sizeof *s->at);
  struct source *file = ARENA_NEW(&s->arena, struct source);
  file->path = arena_strndup(&s->arena, path, strlen(path));
  file->text = text;
  file->size = (uint32_t)size;
  file->id = ++s->n;
  return s->at[file->id] = file;
}

struct source *sources_add(struct sources *s, const char *path, const char *text, size_t size)
{
  if (size > SOURCE_MAX) BUG("a text of %zu bytes is more than a source may hold", size);
  char *copy = xmalloc(size + 1);
  if (size) memcpy(copy, text, size);
  copy[size] = '\0';
  return add_owned(s, path, copy, size);
}

static struct source *find_path(const struct sources *s, const char *path)
{
  for (uint32_t i = 1; i <= s->n; i++)
    if (!strcmp(s->at[i]->path, path)) return s->at[i];
  return NULL;
}

static ssize_t read_some(int fd, char *at, size_t n)
{
  ssize_t got;
  do got = read(fd, at, n);
  while (got < 0 && errno == EINTR);
  return got;
}

/* Reads to the end: a file may have another size by now than it had, and a pipe
 * has none.  `guess` is a first size.  On success *text is the caller's. */
static enum source_status read_all(int fd, size_t guess, char **text, size_t *size)
{
  size_t cap = guess + 2, n = 0; /* one more than it holds, to see the end at once */
  char *at = xmalloc(cap);
  for (ssize_t got; (got = read_some(fd, at + n, cap - n - 1)) != 0;) {
    if (got < 0 || (n += (size_t)got) > SOURCE_MAX) {
      int why = errno;
      xfree(at);
      errno = why;
      if (got > 0) return SOURCE_TOO_LARGE;
      return why == EISDIR ? SOURCE_DIRECTORY : SOURCE_UNREADABLE;
    }
    if (cap - n - 1 == 0) at = xrealloc(at, cap += cap < READ_STEP ? READ_STEP : cap);
  }
  at[n] = '\0';
  *text = at;
  *size = n;
  return SOURCE_OK;
}

/* Opens what can be read to an end: a file, or a pipe such as <(command).  The
 * kind is asked for first, since opening a device can have effects. */
static enum source_status open_file(const char *path, int *fd, size_t *size)
{
  struct stat about;
  if (stat(path, &about))
    return errno == ENOENT || errno == ENOTDIR ? SOURCE_MISSING : SOURCE_UNREADABLE;
  if (!S_ISREG(about.st_mode) && !S_ISFIFO(about.st_mode)) return SOURCE_DIRECTORY;
  if (S_ISREG(about.st_mode) && about.st_size > (off_t)SOURCE_MAX) return SOURCE_TOO_LARGE;
  *size = S_ISREG(about.st_mode) ? (size_t)about.st_size : READ_STEP;
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (*fd >= 0) return SOURCE_OK;
  return errno == ENOENT ? SOURCE_MISSING : SOURCE_UNREADABLE;
}

enum source_status sources_read(struct sources *s, const char *path, struct source **out)
{
  return sources_read_as(s, path, strcmp(path, "-") ? path : "<stdin>", out);
}

enum source_status sources_read_as(struct sources *s, const char *path, const char *name,
                                   struct source **out)
{
  bool standard_input = !strcmp(path, "-");
  if ((*out = find_path(s, name))) return SOURCE_OK;
  int fd = STDIN_FILENO;
  size_t size = READ_STEP;
  enum source_status status = standard_input ? SOURCE_OK : open_file(path, &fd, &size);
  if (status != SOURCE_OK) return status;
  char *text;
  status = read_all(fd, size, &text, &size);
  if (!standard_input) {
    int why = errno;
    close(fd);
    errno = why;
  }
  if (status == SOURCE_OK) *out = add_owned(s, name, text, size);
  return status;
}

struct source *source_of(const struct sources *s, struct span where)
{
  return where.file && where.file <= s->n ? s->at[where.file] : NULL;
}

/* A place while walking through a line. */
struct walk {
  uint32_t at;            /* offset of a character's first byte */
  uint32_t utf16, column; /* its position, from 1 */
};

/* One step over the character at w->at; its length in bytes. */
static unsigned step(const struct source *s, struct walk *w)
{
  unsigned char first = (unsigned char)s->text[w->at];
  uint32_t c = first;
  unsigned length = first < 0x80 ? 1 : utf8_decode(s->text + w->at, s->size - w->at, &c);
  w->at += length;
  w->utf16 += c > 0xFFFF ? 2 : 1;
  w->column += c == '\t' ? TAB - (w->column - 1) % TAB : first < 0x80 ? 1 : char_width(c);
  return length;
}

/* Whether a line starts behind the byte at `i`. */
static bool ends_line(const struct source *s, uint32_t i)
{
  return s->text[i] == '\n' || (s->text[i] == '\r' && s->text[i + 1] != '\n');
}

static void build_lines(struct source *s)
{
  uint32_t n = 1;
  for (uint32_t i = 0; i < s->size; i++) n += ends_line(s, i);
  s->lines = xmalloc(n * sizeof *s->lines);
  s->marks = xmalloc((s->size / MARK_DISTANCE + 1) * sizeof *s->marks);
  s->lines[s->n_lines++] = 0;
  struct walk w = {0, 1, 1};
  while (w.at < s->size) {
    if (w.at / MARK_DISTANCE >= s->n_marks)
      s->marks[s->n_marks++] = (struct source_mark){w.at, w.utf16, w.column};
    bool ends = ends_line(s, w.at);
    step(s, &w);
    if (!ends) continue;
    s->lines[s->n_lines++] = w.at;
    w.utf16 = w.column = 1;
  }
}

uint32_t source_lines(struct source *s)
{
  if (!s->n_lines) build_lines(s);
  return s->n_lines;
}

/* The index from 0 of the line that holds `offset`. */
static uint32_t line_index(struct source *s, uint32_t offset)
{
  uint32_t low = 0, high = source_lines(s);
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (s->lines[middle] <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/* The known place nearest before `offset` in the line that starts at `start`.
 * The mark of a stretch may lie a few bytes inside it, where its first character
 * does. */
static struct walk nearest(const struct source *s, uint32_t start, uint32_t offset)
{
  uint32_t i = offset / MARK_DISTANCE;
  while (i > 0 && (i >= s->n_marks || s->marks[i].offset > offset)) i--;
  if (i < s->n_marks && s->marks[i].offset > start && s->marks[i].offset <= offset)
    return (struct walk){s->marks[i].offset, s->marks[i].utf16, s->marks[i].column};
  return (struct walk){start, 1, 1};
}

struct position source_position(struct source *s, uint32_t offset)
{
  if (offset > s->size) offset = s->size;
  uint32_t line = line_index(s, offset), start = s->lines[line];
  struct walk w = nearest(s, start, offset);
  while (w.at < offset) {
    struct walk next = w;
    step(s, &next);
    if (next.at > offset) break;
    w = next;
  }
  return (struct position){line + 1, offset - start + 1, w.utf16, w.column};
}

static uint32_t clamped_line(struct source *s, uint32_t line)
{
  uint32_t n = source_lines(s);
  return line < 1 ? 1 : line > n ? n : line;
}

uint32_t source_line_start(struct source *s, uint32_t line)
{
  line = clamped_line(s, line);
  return s->lines[line - 1];
}

uint32_t source_line_end(struct source *s, uint32_t line)
{
  line = clamped_line(s, line);
  if (line == s->n_lines) return s->size;
  uint32_t end = s->lines[line] - 1, start = s->lines[line - 1];
  return end > start && s->text[end] == '\n' && s->text[end - 1] == '\r' ? end - 1 : end;
}

uint32_t source_offset_utf16(struct source *s, uint32_t line, uint32_t unit)
{
  uint32_t end = source_line_end(s, line);
  struct walk w = {source_line_start(s, line), 1, 1};
  while (w.at < end && w.utf16 < unit) {
    struct walk next = w;
    step(s, &next);
    if (next.utf16 > unit) break;
    w = next;
  }
  return w.at;
}

uint32_t source_offset_utf8(struct source *s, uint32_t line, uint32_t byte)
{
  uint32_t start = source_line_start(s, line), end = source_line_end(s, line);
  if (byte < 1) byte = 1;
  if (byte - 1 >= end - start) return end;
  uint32_t offset = start + byte - 1, c;
  for (uint32_t back = 1; back < 4 && back <= offset - start; back++)
    if (utf8_decode(s->text + offset - back, end - offset + back, &c) > back) return offset - back;
  return offset;
}

struct span span_join(struct span a, struct span b)
{
  uint32_t start = a.start < b.start ? a.start : b.start;
  return (struct span){a.file, start, a.end > b.end ? a.end : b.end};
}

struct span span_start(struct span s) { return (struct span){s.file, s.start, s.start}; }

struct span span_end(struct span s) { return (struct span){s.file, s.end, s.end}; }
