/* Source files.  Inside the compiler a place is a byte offset; lines and
 * columns, in the three ways people count them, exist only in renderers. */
#ifndef TL_BASE_SOURCE_H
#define TL_BASE_SOURCE_H

#include "lang/base/arena.h"

#include <stdbool.h>

/* The longest file that is read, in bytes. */
#define SOURCE_MAX (256u << 20)

/* A half-open range of bytes [start, end) in file `file`.  File 0 is "no
 * place" (for example the command line). */
struct span {
  uint32_t file, start, end;
};

/* A known place inside a long line, so that a position near the end of ten
 * megabytes on one line is found as fast as any other. */
struct source_mark {
  uint32_t offset; /* first byte of a character */
  uint32_t utf16, column;
};

struct source {
  const char *path;  /* as the user would write it; shown in diagnostics */
  const char *text;  /* the bytes, with a NUL behind them; may hold NULs */
  uint32_t size;     /* bytes, without that NUL */
  uint32_t id;       /* index in the table; from 1 */
  /* The line map, made when the first position is asked for. */
  uint32_t *lines;   /* offset of each line's first byte */
  uint32_t n_lines;  /* at least 1; 0 before */
  struct source_mark *marks; /* at regular distances, in the order of offsets */
  uint32_t n_marks;
};

/* All files of one compilation.  Owns paths, texts and line maps. */
struct sources {
  struct arena arena;
  struct source **at; /* [1 … n]; at[0] is NULL */
  uint32_t n, cap;
};

void sources_init(struct sources *s);
void sources_free(struct sources *s);

/* Adds a text in memory under a name for messages; bytes and path are copied.
 * At most SOURCE_MAX bytes. */
struct source *sources_add(struct sources *s, const char *path, const char *text, size_t size);

/* What became of reading a file. */
enum source_status {
  SOURCE_OK,
  SOURCE_MISSING,    /* there is no such file */
  SOURCE_DIRECTORY,  /* it is a directory (or a device, a socket …) */
  SOURCE_UNREADABLE, /* errno tells why */
  SOURCE_TOO_LARGE,  /* more than SOURCE_MAX bytes */
};

/* Reads a file ("-" is standard input, shown as <stdin>) and adds it, once: a
 * path that is in the table already, even as a text in memory, is not read
 * again.  On failure *out is NULL and errno is kept for SOURCE_UNREADABLE. */
enum source_status sources_read(struct sources *s, const char *path, struct source **out);

/* The same, for a file that messages call by another name ("std/memory.tl"). */
enum source_status sources_read_as(struct sources *s, const char *path, const char *shown,
                                   struct source **out);

/* The file of a span; NULL for file 0. */
struct source *source_of(const struct sources *s, struct span where);

/* A place in a file.  All counts start at 1 (renderers for LSP subtract). */
struct position {
  uint32_t line;
  uint32_t byte;   /* bytes from the line's start */
  uint32_t utf16;  /* UTF-16 code units */
  uint32_t column; /* columns on a terminal: tabs to multiples of 8 (start at 1, 9 …),
                      wide characters 2, combining ones 0, a broken byte 1 */
};

/* The number of lines, at least 1: a text that ends with a line's end has an
 * empty line behind it.  Lines end with \n, \r\n or a lone \r.  The line map is
 * built on first use, in time linear in size. */
uint32_t source_lines(struct source *s);

/* The position of byte `offset`; clamps past the end.  Inside a character,
 * `utf16` and `column` are those of the character. */
struct position source_position(struct source *s, uint32_t offset);

/* Offset of the first byte of line `line` (from 1; clamps), and one past its
 * last byte, the line's end characters left out. */
uint32_t source_line_start(struct source *s, uint32_t line);
uint32_t source_line_end(struct source *s, uint32_t line);

/* The inverse: offset of (line, 1-based unit) in UTF-16 or bytes; clamps past
 * the end of the line and never lands inside a character. */
uint32_t source_offset_utf16(struct source *s, uint32_t line, uint32_t unit);
uint32_t source_offset_utf8(struct source *s, uint32_t line, uint32_t byte);

/* Decodes one UTF-8 character of at most `n` bytes.  Returns its length (1 to
 * 4) and sets *c; a broken byte has length 1 and *c = 0xFFFD. */
unsigned utf8_decode(const char *at, size_t n, uint32_t *c);

/* Columns that a character takes on a terminal: 0, 1 or 2.  Control characters
 * count 1, for the mark that a renderer shows in their place. */
unsigned char_width(uint32_t c);

/* A span that covers both (same file), and an empty one at `s`'s start/end. */
struct span span_join(struct span a, struct span b);
struct span span_start(struct span s);
struct span span_end(struct span s);

#endif
