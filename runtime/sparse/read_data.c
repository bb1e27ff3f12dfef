/* Matrix Market and NumPy, as far as it matters which words are zero.
 *
 * R. F. Boisvert, R. Pozo, K. A. Remington, The Matrix Market Exchange Formats, NISTIR 5935 (1996),
 * sections 3 and 4; NumPy Enhancement Proposal 1, format versions 1.0 to 3.0. */
#include "lang/base/vec.h"
#include "runtime/sparse/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reading {
  struct arena *arena;
  const char *at, *end;
  unsigned line;
  const char *why;
  VEC(int64_t) place;
  struct sparse_matrix *out;
};

static bool refuse(struct reading *r, const char *why)
{
  r->why = why;
  return false;
}

static void add_word(struct reading *r, const int64_t *place)
{
  for (unsigned i = 0; i < r->out->ranks; i++) vec_push(&r->place, place[i]);
  r->out->filled++;
}

/* ---- Matrix Market ---- */

enum { LINE = 1024 };

/* The next line that is no comment and not empty, with a NUL. */
static bool next_line(struct reading *r, char *line)
{
  while (r->at < r->end) {
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    size_t n = (size_t)((stop ? stop : r->end) - r->at);
    const char *text = r->at;
    r->at = stop ? stop + 1 : r->end;
    r->line++;
    if (n >= LINE) n = LINE - 1;
    while (n && (text[n - 1] == '\r' || text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
    if (!n || *text == '%') continue;
    memcpy(line, text, n);
    line[n] = 0;
    return true;
  }
  return false;
}

enum symmetry { GENERAL, SYMMETRIC, SKEW };

struct banner { bool coordinates, pattern; unsigned numbers; enum symmetry symmetry; };

static bool read_banner(struct reading *r, struct banner *b)
{
  char line[LINE], object[32], format[32], field[32], symmetry[32];
  const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
  size_t n = (size_t)((stop ? stop : r->end) - r->at);
  r->line = 1;
  if (n >= LINE) n = LINE - 1;
  memcpy(line, r->at, n);
  line[n] = 0;
  r->at = stop ? stop + 1 : r->end;
  if (sscanf(line, "%%%%MatrixMarket %31s %31s %31s %31s", object, format, field, symmetry) != 4)
    return refuse(r, "the first line is not `%%MatrixMarket matrix coordinate real general` or the like");
  if (strcasecmp(object, "matrix")) return refuse(r, "it is no matrix");
  b->coordinates = !strcasecmp(format, "coordinate");
  if (!b->coordinates && strcasecmp(format, "array")) return refuse(r, "it holds neither coordinates nor an array");
  b->pattern = !strcasecmp(field, "pattern");
  b->numbers = b->pattern ? 0 : !strcasecmp(field, "complex") ? 2 : 1;
  b->symmetry = !strcasecmp(symmetry, "general") ? GENERAL : !strcasecmp(symmetry, "skew-symmetric") ? SKEW : SYMMETRIC;
  return (b->coordinates || !b->pattern) || refuse(r, "an array cannot be a pattern");
}

/* One number of a word, or two; false if there is none. */
static bool read_values(char **text, unsigned numbers, bool *zero)
{
  *zero = numbers > 0;
  for (unsigned i = 0; i < numbers; i++) {
    char *end;
    double v = strtod(*text, &end);
    if (end == *text) return false;
    *zero &= v == 0;
    *text = end;
  }
  return true;
}

static bool read_coordinates(struct reading *r, const struct banner *b, uint64_t entries)
{
  char line[LINE];
  for (uint64_t i = 0; i < entries; i++) {
    if (!next_line(r, line)) return refuse(r, "it ends before all its entries are there");
    char *text = line, *end;
    int64_t place[2];
    for (int k = 0; k < 2; k++, text = end) {
      place[k] = strtoll(text, &end, 10) - 1;
      if (end == text || place[k] < 0 || place[k] >= r->out->extent[k])
        return refuse(r, "an entry lies outside of the matrix");
    }
    bool zero;
    if (!read_values(&text, b->numbers, &zero)) return refuse(r, "an entry has no value");
    if (zero) continue;
    add_word(r, place);
    if (b->symmetry != GENERAL && place[0] != place[1]) add_word(r, (int64_t[]){place[1], place[0]});
  }
  return true;
}

/* Column by column; of symmetric ones only what lies below the diagonal. */
static bool read_array(struct reading *r, const struct banner *b)
{
  char line[LINE];
  for (int64_t j = 0; j < r->out->extent[1]; j++) {
    int64_t from = b->symmetry == GENERAL ? 0 : b->symmetry == SKEW ? j + 1 : j;
    for (int64_t i = from; i < r->out->extent[0]; i++) {
      char *text = line;
      bool zero;
      if (!next_line(r, line)) return refuse(r, "it ends before all its entries are there");
      if (!read_values(&text, b->numbers, &zero)) return refuse(r, "an entry has no value");
      if (zero) continue;
      add_word(r, (int64_t[]){i, j});
      if (b->symmetry != GENERAL && i != j) add_word(r, (int64_t[]){j, i});
    }
  }
  return true;
}

static bool read_market(struct reading *r)
{
  struct banner b;
  char line[LINE];
  long long rows, columns, entries = 0;
  if (!read_banner(r, &b)) return false;
  if (!next_line(r, line)) return refuse(r, "it does not say how large it is");
  int n = sscanf(line, "%lld %lld %lld", &rows, &columns, &entries);
  if (n < (b.coordinates ? 3 : 2) || rows < 1 || columns < 1 || entries < 0)
    return refuse(r, "it does not say how large it is");
  r->out->ranks = 2;
  r->out->extent[0] = rows, r->out->extent[1] = columns;
  return b.coordinates ? read_coordinates(r, &b, (uint64_t)entries) : read_array(r, &b);
}

/* ---- NumPy ---- */

/* What stands behind a key of the header; NULL if it is not there. */
static const char *behind(const char *header, const char *key)
{
  const char *at = strstr(header, key);
  if (!at) return NULL;
  at += strlen(key);
  while (*at == ' ' || *at == ':') at++;
  return at;
}

static bool read_shape(struct reading *r, const char *at)
{
  if (!at || *at++ != '(') return refuse(r, "its header has no shape");
  while (*at && *at != ')') {
    char *end;
    long long n = strtoll(at, &end, 10);
    if (end == at || n < 1) return refuse(r, "its shape is empty");
    if (r->out->ranks == MODEL_RANKS) return refuse(r, "it has more ranks than a tensor may have");
    r->out->extent[r->out->ranks++] = n;
    at = end + strspn(end, ", ");
  }
  return true;
}

/* How words are stored: `<f8`, `|b1`. */
struct type { size_t bytes, part; bool real, big; };

static bool read_type(struct reading *r, const char *at, struct type *type)
{
  if (!at || *at++ != '\'' || !*at || !strchr("<|=>", *at)) return refuse(r, "its header has no type");
  type->big = *at++ == '>';
  char kind = *at++;
  type->bytes = (size_t)strtoul(at, NULL, 10);
  type->real = kind == 'f' || kind == 'c';
  type->part = kind == 'c' ? type->bytes / 2 : type->bytes;
  if (!kind || !strchr("fciub", kind) || type->part < 1 || type->bytes > 32)
    return refuse(r, "its words are no numbers");
  return true;
}

/* A zero has no bit set but for the sign of a float. */
static bool is_zero(const unsigned char *word, const struct type *type)
{
  for (size_t i = 0; i < type->bytes; i++) {
    size_t in = i % type->part, sign = type->big ? 0 : type->part - 1;
    if (type->real && in == sign ? word[i] & 0x7f : word[i]) return false;
  }
  return true;
}

static bool read_words(struct reading *r, const struct type *type, bool fortran)
{
  struct sparse_matrix *m = r->out;
  int64_t place[MODEL_RANKS] = {0};
  uint64_t words = 1;
  for (unsigned i = 0; i < m->ranks; i++)
    if (__builtin_mul_overflow(words, (uint64_t)m->extent[i], &words)) return refuse(r, "it is too large");
  if (words > (uint64_t)(r->end - r->at) / type->bytes) return refuse(r, "it ends before all its words are there");
  for (uint64_t i = 0; i < words; i++, r->at += type->bytes) {
    if (!is_zero((const unsigned char *)r->at, type)) add_word(r, place);
    for (unsigned k = 0; k < m->ranks; k++) {
      unsigned rank = fortran ? k : m->ranks - 1 - k;
      if (++place[rank] < m->extent[rank]) break;
      place[rank] = 0;
    }
  }
  return true;
}

static bool read_numpy(struct reading *r)
{
  size_t size = (size_t)(r->end - r->at), length;
  const unsigned char *b = (const unsigned char *)r->at;
  struct type type;
  if (size < 12) return refuse(r, "it ends within its header");
  size_t start = b[6] < 2 ? 10 : 12;
  length = b[8] | (size_t)b[9] << 8;
  if (b[6] >= 2) length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
  if (length > size - start) return refuse(r, "it ends within its header");
  const char *header = arena_strndup(r->arena, r->at + start, length);
  const char *order = behind(header, "'fortran_order'");
  if (!read_type(r, behind(header, "'descr'"), &type) || !read_shape(r, behind(header, "'shape'"))) return false;
  r->at += start + length;
  return read_words(r, &type, order && !strncmp(order, "True", 4));
}

const struct sparse_matrix *sparse_read(struct arena *arena, const char *bytes, size_t size,
                                        const char **why, unsigned *line)
{
  struct reading r = {.arena = arena, .at = bytes, .end = bytes + size};
  r.out = ARENA_NEW(arena, struct sparse_matrix);
  bool market = size > 2 && !memcmp(bytes, "%%", 2), numpy = size > 6 && !memcmp(bytes, "\x93NUMPY", 6);
  bool read = market ? read_market(&r) : numpy ? read_numpy(&r)
                                               : refuse(&r, "it is neither Matrix Market nor an array of NumPy");
  if (read) r.out->at = arena_copy(arena, r.place.at, r.place.n * sizeof *r.place.at);
  vec_free(&r.place);
  *why = r.why, *line = r.line;
  return read ? r.out : NULL;
}
