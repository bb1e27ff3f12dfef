/* The flat form back from text.  What a line says is known from its first word, and what
 * it belongs to is what was opened last; so indentation is for people.
 *
 * Lists grow in the arena, by doubling: a design that is given up leaves nothing to
 * clean. */
#include "compiler/ir/word.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More of anything than this is no design; and what is read takes memory in proportion
 * to the text. */
enum { MOST_DIMS = 64, MOST_TENSORS = IR_SET, MOST_NODES = 4096 };

enum token { END, WORD, QUOTED };

struct reader {
  struct arena *arena;
  const char *at, *end;      /* what is not read yet */
  unsigned line;
  const char *why;           /* the first thing that is wrong */
  enum token token;          /* the one to be read next */
  const char *text;          /* of it */
  bool equals;               /* `=` stands right behind it */
  struct ir_design *design;
  struct ir_arch *arch;      /* the last of each: what lines belong to; or NULL */
  struct ir_workload *workload;
  struct ir_mapping *mapping;
  struct ir_access *access;
};

static void tell(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(struct reader *r, const char *format, ...)
{
  if (r->why) return;
  va_list args;
  va_start(args, format);
  r->why = arena_vprintf(r->arena, format, args);
  va_end(args);
}

/* False, after a sentence. */
#define fail(r, ...) (tell((r), __VA_ARGS__), false)

/* `at` with room for one more than `n`, cleared. */
static void *room(struct reader *r, void *at, unsigned n, size_t size)
{
  if (n & (n - 1)) return at;
  char *more = arena_alloc(r->arena, size * (n ? 2 * (size_t)n : 1));
  if (n) memcpy(more, at, size * n);
  return more;
}

/* A new last element of a list, cleared. */
#define APPEND(r, list, n) ((list) = room((r), (list), (n), sizeof *(list)), &(list)[(n)++])

/* ---- words ---- */

static int hex_digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What a backslash in quotes stands for; 0 if nothing. */
static char escaped(struct reader *r)
{
  if (r->at == r->end) return 0;
  char c = *r->at++;
  if (c == '"' || c == '\\') return c;
  if (c != 'x' || r->end - r->at < 2) return 0;
  int high = hex_digit(r->at[0]), low = hex_digit(r->at[1]);
  r->at += 2;
  return high < 0 || low < 0 ? 0 : (char)(high * 16 + low);
}

/* Into `to`, up to the closing quote. */
static bool read_inside(struct reader *r, struct strbuf *to)
{
  for (;;) {
    if (r->at == r->end || *r->at == '\n') return fail(r, "a quote is not closed");
    char c = *r->at++;
    if (c == '"') return true;
    if (!c) return fail(r, "a zero byte stands in a name");
    if (c == '\\' && !(c = escaped(r)))
      return fail(r, "behind `\\` stands something else than a quote, a `\\` or a byte like `x0a`");
    strbuf_putc(to, c);
  }
}

static bool read_quoted(struct reader *r)
{
  struct strbuf text = {0};
  bool closed = read_inside(r, &text);
  r->token = QUOTED;
  r->text = strbuf_take(&text, r->arena);
  return closed;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* The token behind this one. */
static bool advance(struct reader *r)
{
  while (r->at < r->end && is_blank(*r->at)) r->at++;
  r->token = END;
  r->equals = false;
  if (r->at == r->end || *r->at == '\n') return true;
  if (*r->at == '"') {
    r->at++;
    if (!read_quoted(r)) return false;
  } else {
    const char *from = r->at;
    while (r->at < r->end && !ir_ends_word(*r->at)) r->at++;
    if (r->at == from) return fail(r, "no word begins with the byte %u", (unsigned char)*from);
    r->token = WORD;
    r->text = arena_strndup(r->arena, from, (size_t)(r->at - from));
  }
  r->equals = r->at < r->end && *r->at == '=';
  r->at += r->equals;
  return true;
}

/* Goes past the word if it is this one. */
static bool word_is(struct reader *r, const char *word)
{
  return r->token == WORD && !r->equals && !strcmp(r->text, word) && advance(r);
}

static bool want_word(struct reader *r, const char *word)
{
  return word_is(r, word) || fail(r, "`%s` is missing", word);
}

static bool want_end(struct reader *r)
{
  return r->token == END || fail(r, "something more stands behind: `%.40s`", r->text);
}

static bool read_name(struct reader *r, const char **out)
{
  if (r->token == END) return fail(r, "a name is missing");
  *out = r->text;
  return advance(r);
}

/* ---- numbers ---- */

static bool want_number(struct reader *r)
{
  return (r->token == WORD && !r->equals) || fail(r, "a number is missing");
}

static bool read_whole(struct reader *r, int64_t *out)
{
  if (!want_number(r)) return false;
  char *rest;
  errno = 0;
  long long n = strtoll(r->text, &rest, 10);
  if (*rest) return fail(r, "`%.40s` is no whole number", r->text);
  if (errno) return fail(r, "`%.40s` does not fit 64 bits", r->text);
  *out = n;
  return advance(r);
}

/* A number that counts one of `n` things. */
static bool read_index(struct reader *r, const char *what, unsigned n, unsigned *out)
{
  int64_t i;
  if (!read_whole(r, &i)) return false;
  *out = (unsigned)i;
  return (i >= 0 && i < n) || fail(r, "there is no %s %lld", what, (long long)i);
}

static bool read_number(struct reader *r, double *out)
{
  if (!want_number(r)) return false;
  char *rest;
  bool decimal = !r->text[strspn(r->text, "0123456789.e+-")];
  const char *size = r->text + (*r->text == '-');
  *out = strtod(r->text, &rest);
  if (*rest || !(decimal || !strcmp(size, "inf"))) return fail(r, "`%.40s` is no number", r->text);
  return advance(r);
}

/* A number and its unit, which may be none: it is all that is left. */
static bool read_quantity(struct reader *r, double *value, const char **unit)
{
  *unit = "";
  if (!read_number(r, value)) return false;
  return r->token == END || (read_name(r, unit) && want_end(r));
}

/* ---- archs ---- */

static bool read_numbered(struct reader *r, const char *what, unsigned n, const char **name)
{
  int64_t i;
  if (!read_whole(r, &i) || !read_name(r, name)) return false;
  return i == n || fail(r, "this is %s %u, not %lld", what, n, (long long)i);
}

static bool read_arch(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->archs;
  r->arch = APPEND(r, d->arch, d->archs);
  return read_numbered(r, "arch", n, &r->arch->name) && want_end(r);
}

static struct ir_node *last_node(const struct reader *r)
{
  return r->arch->nodes ? &r->arch->node[r->arch->nodes - 1] : NULL;
}

static bool find_node(struct reader *r, const struct ir_arch *a, const char *name, unsigned *out)
{
  for (unsigned i = 0; i < a->nodes; i++)
    if (!strcmp(a->node[i].name, name)) return *out = i, true;
  return fail(r, "there is no node `%.40s`", name);
}

static bool read_axes(struct reader *r, struct ir_node *n)
{
  while (r->equals) {
    struct ir_axis *axis = APPEND(r, n->axis, n->axes);
    if (!read_name(r, &axis->name) || !read_whole(r, &axis->size)) return false;
  }
  return true;
}

static bool read_node(struct reader *r, enum ir_kind kind)
{
  const char *name, *around;
  unsigned parent;
  if (r->arch->nodes == MOST_NODES) return fail(r, "the arch has more than %d nodes", MOST_NODES);
  if (!read_name(r, &name)) return false;
  struct ir_node node = {.kind = kind, .name = name, .parent = -1};
  if (!read_axes(r, &node)) return false;
  if (word_is(r, "is") && !read_name(r, &node.component)) return false;
  if (word_is(r, "in")) {
    if (!read_name(r, &around) || !find_node(r, r->arch, around, &parent)) return false;
    node.parent = (int)parent;
  }
  *APPEND(r, r->arch->node, r->arch->nodes) = node;
  return want_end(r);
}

static bool read_memory(struct reader *r) { return read_node(r, IR_MEMORY); }
static bool read_compute(struct reader *r) { return read_node(r, IR_COMPUTE); }
static bool read_network(struct reader *r) { return read_node(r, IR_NETWORK); }
static bool read_transit(struct reader *r) { return read_node(r, IR_TRANSIT); }
static bool read_array(struct reader *r) { return read_node(r, IR_ARRAY); }

static bool read_set(struct reader *r)
{
  struct ir_node *n = last_node(r);
  struct ir_attribute *a = n ? APPEND(r, n->attribute, n->attributes)
                             : APPEND(r, r->arch->attribute, r->arch->attributes);
  bool word = r->equals;
  if (!read_name(r, &a->key)) return false;
  a->unit = "";
  return word ? read_name(r, &a->word) && want_end(r) : read_quantity(r, &a->value, &a->unit);
}

static bool read_action(struct reader *r)
{
  struct ir_node *n = last_node(r);
  if (!n) return fail(r, "an action stands before all nodes");
  struct ir_action *a = APPEND(r, n->action, n->actions);
  return read_name(r, &a->name) && read_quantity(r, &a->value, &a->unit);
}

/* ---- workloads ---- */

static bool read_workload(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->workloads;
  r->workload = APPEND(r, d->workload, d->workloads);
  return read_numbered(r, "workload", n, &r->workload->name) && want_end(r);
}

static bool read_dim(struct reader *r)
{
  struct ir_workload *w = r->workload;
  if (w->einsums) return fail(r, "a dim stands behind an Einsum");
  if (w->dims == MOST_DIMS) return fail(r, "the workload has more than %d dims", MOST_DIMS);
  struct ir_dim *d = APPEND(r, w->dim, w->dims);
  return read_name(r, &d->name) && read_whole(r, &d->size) && want_end(r);
}

static bool read_roles(struct reader *r, unsigned *roles)
{
  for (unsigned i = 0; i < IR_ROLES; i++)
    if (word_is(r, ir_role_words[i])) *roles |= 1u << i;
  return want_end(r);
}

static bool read_tensor(struct reader *r)
{
  struct ir_workload *w = r->workload;
  if (w->einsums) return fail(r, "a tensor stands behind an Einsum");
  if (w->tensors == MOST_TENSORS)
    return fail(r, "the workload has more than %d tensors", MOST_TENSORS);
  struct ir_tensor *t = APPEND(r, w->tensor, w->tensors);
  return read_name(r, &t->name) && read_number(r, &t->word_bits) && want_word(r, "bit") &&
         read_roles(r, &t->roles);
}

static bool read_einsum(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = APPEND(r, w->einsum, w->einsums);
  e->output.tensor = w->tensors; /* none yet */
  r->access = NULL;
  e->reduces = word_is(r, "reduces");
  return want_end(r);
}

static bool find_dim(struct reader *r, const struct ir_workload *w, const char *name, unsigned *out)
{
  for (unsigned d = 0; d < w->dims; d++)
    if (!strcmp(w->dim[d].name, name)) return *out = d, true;
  return fail(r, "there is no dim `%.40s`", name);
}

static bool read_tensor_name(struct reader *r, const struct ir_workload *w, unsigned *out)
{
  const char *name;
  if (!read_name(r, &name)) return false;
  for (unsigned t = 0; t < w->tensors; t++)
    if (!strcmp(w->tensor[t].name, name)) return *out = t, true;
  return fail(r, "there is no tensor `%.40s`", name);
}

static bool read_access(struct reader *r, struct ir_access *a)
{
  r->access = a;
  return read_tensor_name(r, r->workload, &a->tensor) && want_end(r);
}

static bool read_write(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = w->einsums ? &w->einsum[w->einsums - 1] : NULL;
  if (!e || e->output.tensor < w->tensors) return fail(r, "this is no Einsum's output");
  return read_access(r, &e->output);
}

static bool read_read(struct reader *r)
{
  struct ir_workload *w = r->workload;
  struct ir_einsum *e = w->einsums ? &w->einsum[w->einsums - 1] : NULL;
  if (!e) return fail(r, "this is no Einsum's input");
  return read_access(r, APPEND(r, e->input, e->inputs));
}

static bool read_rank(struct reader *r)
{
  const struct ir_workload *w = r->workload;
  struct ir_access *a = r->access;
  if (!a) return fail(r, "a rank stands before all accesses");
  a->coefficients = room(r, a->coefficients, a->ranks, w->dims * sizeof(int64_t));
  int64_t *offset = (a->offsets = room(r, a->offsets, a->ranks, sizeof(int64_t))) + a->ranks;
  int64_t *row = a->coefficients + (size_t)a->ranks++ * w->dims;
  while (r->equals) {
    const char *name;
    unsigned dim;
    if (!read_name(r, &name) || !find_dim(r, w, name, &dim) || !read_whole(r, &row[dim]))
      return false;
  }
  if (word_is(r, "offset") && !read_whole(r, offset)) return false;
  return want_end(r);
}

/* ---- mappings and runs ---- */

/* `of W on A`. */
static bool read_pair(struct reader *r, unsigned *workload, unsigned *arch)
{
  const struct ir_design *d = r->design;
  return want_word(r, "of") && read_index(r, "workload", d->workloads, workload) &&
         want_word(r, "on") && read_index(r, "arch", d->archs, arch);
}

static bool read_mapping(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->mappings;
  struct ir_mapping *m = r->mapping = APPEND(r, d->mapping, d->mappings);
  return read_numbered(r, "mapping", n, &m->name) && read_pair(r, &m->workload, &m->arch) &&
         want_end(r);
}

static struct ir_level *last_level(struct reader *r)
{
  const struct ir_mapping *m = r->mapping;
  if (m->levels) return &m->level[m->levels - 1];
  tell(r, "no level stands before this");
  return NULL;
}

/* No level has a place: all share the same nowhere. */
static bool read_at(struct reader *r)
{
  struct ir_mapping *m = r->mapping;
  const char *name;
  unsigned node;
  if (!read_name(r, &name) || !find_node(r, &r->design->arch[m->arch], name, &node)) return false;
  struct span *nowhere =
    m->levels ? m->level[0].kept_at : ARENA_ARRAY(r->arena, struct span, MOST_TENSORS);
  *APPEND(r, m->level, m->levels) =
    (struct ir_level){.node = node, .kept_at = nowhere, .bypassed_at = nowhere};
  return want_end(r);
}

static bool read_members(struct reader *r, uint64_t *set)
{
  unsigned t;
  while (r->token != END) {
    if (!read_tensor_name(r, &r->design->workload[r->mapping->workload], &t)) return false;
    *set |= UINT64_C(1) << t;
  }
  return true;
}

#define READ_SET(name)                           \
  static bool read_##name(struct reader *r)      \
  {                                              \
    struct ir_level *l = last_level(r);          \
    return l && read_members(r, &l->name);       \
  }

READ_SET(tensors)
READ_SET(refetch)
READ_SET(preload)
READ_SET(unicast)
READ_SET(direct)

static bool read_loop(struct reader *r)
{
  struct ir_level *l = last_level(r);
  if (!l) return false;
  const struct ir_node *node = &r->design->arch[r->mapping->arch].node[l->node];
  struct ir_loop *loop = APPEND(r, l->loop, l->loops);
  const char *name;
  if (!read_name(r, &name) ||
      !find_dim(r, &r->design->workload[r->mapping->workload], name, &loop->dim) ||
      !read_whole(r, &loop->bound) || !read_whole(r, &loop->residual))
    return false;
  loop->axis = -1;
  if (!word_is(r, "across")) return want_end(r);
  if (!read_name(r, &name)) return false;
  for (unsigned i = 0; i < node->axes; i++)
    if (!strcmp(node->axis[i].name, name)) loop->axis = (int)i;
  return loop->axis < 0 ? fail(r, "`%.40s` has no axis `%.40s`", node->name, name) : want_end(r);
}

static bool read_run(struct reader *r)
{
  struct ir_design *d = r->design;
  struct ir_run *run = APPEND(r, d->run, d->runs);
  unsigned mapping;
  run->mapping = -1;
  run->count = 1;
  if (!read_name(r, &run->name) || !read_pair(r, &run->workload, &run->arch)) return false;
  if (word_is(r, "within")) {
    if (!read_index(r, "mapping", d->mappings, &mapping)) return false;
    run->mapping = (int)mapping;
  }
  if (word_is(r, "times") && !read_whole(r, &run->count)) return false;
  if (word_is(r, "test") && !read_name(r, &run->test)) return false;
  return want_end(r);
}

/* ---- lines ---- */

enum part { DESIGN, ARCH, WORKLOAD, MAPPING };

static const struct line {
  const char *word;
  enum part within;          /* DESIGN: anywhere */
  bool (*read)(struct reader *r); /* what stands behind the word */
} lines[] = {
  {"arch", DESIGN, read_arch},
  {"set", ARCH, read_set},
  {"memory", ARCH, read_memory},
  {"compute", ARCH, read_compute},
  {"network", ARCH, read_network},
  {"transit", ARCH, read_transit},
  {"array", ARCH, read_array},
  {"action", ARCH, read_action},
  {"workload", DESIGN, read_workload},
  {"dim", WORKLOAD, read_dim},
  {"tensor", WORKLOAD, read_tensor},
  {"einsum", WORKLOAD, read_einsum},
  {"write", WORKLOAD, read_write},
  {"read", WORKLOAD, read_read},
  {"rank", WORKLOAD, read_rank},
  {"mapping", DESIGN, read_mapping},
  {"at", MAPPING, read_at},
  {"tensors", MAPPING, read_tensors},
  {"refetch", MAPPING, read_refetch},
  {"preload", MAPPING, read_preload},
  {"unicast", MAPPING, read_unicast},
  {"direct", MAPPING, read_direct},
  {"loop", MAPPING, read_loop},
  {"run", DESIGN, read_run},
};

/* Whether lines of this part may stand here. */
static bool is_within(const struct reader *r, enum part part)
{
  switch (part) {
  case DESIGN: return true;
  case ARCH: return r->arch;
  case WORKLOAD: return r->workload;
  case MAPPING: return r->mapping;
  }
  return false;
}

static void close_all(struct reader *r)
{
  r->arch = NULL, r->workload = NULL, r->mapping = NULL, r->access = NULL;
}

static bool read_line(struct reader *r)
{
  if (!advance(r) || r->token == END) return !r->why;
  const char *word = r->text;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (!word_is(r, lines[i].word)) continue;
    if (!is_within(r, lines[i].within)) return fail(r, "`%s` may not stand here", word);
    if (lines[i].within == DESIGN) close_all(r);
    return lines[i].read(r) && !r->why;
  }
  return fail(r, "no line begins with `%.40s`", word);
}

struct ir_design *ir_read(struct arena *arena, const char *text, size_t size, unsigned *line,
                          const char **why)
{
  struct reader r = {.arena = arena, .at = text, .end = text + size};
  r.design = ARENA_NEW(arena, struct ir_design);
  for (bool more = true; more; r.at += more) {
    r.line++;
    if (!read_line(&r)) {
      *line = r.line;
      *why = r.why;
      return NULL;
    }
    more = r.at < r.end;
  }
  return r.design;
}
