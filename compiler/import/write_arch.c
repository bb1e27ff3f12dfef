/* The architecture: levels inside levels. */
#include "compiler/import/classes.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- words ---- */

int64_t word_bits(struct importer *im, struct spec_level *l, bool *said)
{
  static const char *const names[] = {"word_bits", "word_width", "datawidth", NULL};
  int64_t bits = 16;
  *said = whole_of(im, l->scope, names, 1, &bits, NULL);
  return bits;
}

static struct spec_level *level_of_words(struct importer *im, unsigned t);

static struct spec_attribute *word_attribute(struct spec_level *l)
{
  static const char *const names[] = {"word_bits", "word_width", "datawidth", NULL};
  struct spec_attribute *a = NULL;
  for (unsigned i = 0; names[i] && !a; i++) a = find_attribute(l->scope, names[i]);
  return a;
}

const char *word_text(struct importer *im, struct spec_level *l)
{
  bool said;
  int64_t bits = word_bits(im, l, &said);
  struct spec_attribute *a = word_attribute(l);
  const char *text = a ? expression_text(im, home_of(l->scope, a), a->name, a->value, AS_BITS) : NULL;
  return text ? text : SAY(im, "%lld bit", (long long)bits);
}

const char *tensor_word(struct importer *im, unsigned t)
{
  struct spec_level *l = level_of_words(im, t);
  const char *text = l ? word_text(im, l) : NULL;
  if (!text) return NULL;
  bool name = !strchr(text, ' ');
  bool said;
  return name ? text : SAY(im, "%lld bit", (long long)word_bits(im, l, &said));
}

uint32_t kept_tensors(const struct spec_problem *p, const struct spec_level *l, bool mapped)
{
  uint32_t all = p->tensors < 32 ? (UINT32_C(1) << p->tensors) - 1 : UINT32_MAX;
  return all & ~(mapped ? l->in_time.bypass : l->may_in_time.bypass);
}

/* The outermost memory that may keep a tensor. */
static struct spec_level *level_of_words(struct importer *im, unsigned t)
{
  const struct spec_problem *p = main_problem(im);
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; arch && i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind != SPEC_MEMORY || !is_written(im, l)) continue;
    if (kept_tensors(p, l, im->spec.mapped) >> t & 1) return l;
  }
  return NULL;
}

int64_t tensor_bits(struct importer *im, unsigned t)
{
  struct spec_level *l = level_of_words(im, t);
  bool said;
  return l ? word_bits(im, l, &said) : 0;
}

/* Whether words at this memory are those of all tensors that it may keep. */
static bool has_common_word(struct importer *im, struct spec_level *l, int64_t bits)
{
  const struct spec_problem *p = main_problem(im);
  uint32_t kept = p ? kept_tensors(p, l, im->spec.mapped) : 0;
  for (unsigned t = 0; p && t < p->tensors; t++)
    if (kept >> t & 1 && tensor_bits(im, t) != bits) return false;
  return p != NULL;
}

/* ---- levels that are there for their fan-out only ---- */

static bool no_loops(const struct spec_place *place)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].bound != 1 || place->factors.at[i].op == '>') return false;
  return true;
}

/* What keeps nothing, has no loops in time and costs nothing is not; unless words are
 * charged on their way to it, which would then go further. */
bool is_written(struct importer *im, const struct spec_level *l)
{
  const struct spec_problem *p = main_problem(im);
  const struct spec_arch *arch = im->spec.arch;
  if (l->kind != SPEC_MEMORY || !l->dummy) return true;
  if (l->costs && l->costs->actions.n) return true;
  if (!no_loops(&l->in_time) || !no_loops(&l->may_in_time)) return true;
  if (p && (im->spec.mapped || l->may_in_time.said) && kept_tensors(p, l, im->spec.mapped)) return true;
  struct spec_level *before = NULL;
  for (uint32_t i = 0; i < arch->levels.n && arch->levels.at[i] != l; i++)
    if (arch->levels.at[i]->kind == SPEC_MEMORY && is_written(im, arch->levels.at[i]))
      before = arch->levels.at[i];
  return before && charges_distance(im, before);
}

/* ---- comments ---- */

/* An array before a component has no attributes of its own. */
static void put_level_comment(struct importer *im, struct strbuf *out, const struct spec_level *l)
{
  bool own = l->node && (l->kind != SPEC_ARRAY || !strcmp(l->name, l->speaker));
  put_remarks(im, out, &l->around, "//");
  put_remarks(im, out, &l->remarks, "//");
  for (unsigned i = 0; own && i < l->node->count; i++) {
    const struct yaml_entry *e = &l->node->entry[i];
    if (!strcmp(e->key->text, "attributes")) put_entry_remarks(im, out, e->value, e->key->span, "", "//");
  }
}

/* ---- attributes of memories ---- */

/* `16 B/cycle` where it comes out in bytes. */
static void put_rate(struct importer *im, struct strbuf *out, const char *name, double words,
                     int64_t bits)
{
  double rate = words * (double)bits;
  bool bytes = rate >= 8 && fmod(rate, 8) == 0;
  strbuf_printf(out, "%s = %s %s/cycle\n", name, plain_number(im->arena, bytes ? rate / 8 : rate),
                bytes ? "B" : "bit");
}

static bool rate_of(struct importer *im, struct spec_level *l, const char *name, double *out)
{
  const char *const names[] = {name, NULL};
  struct spec_attribute *from;
  if (!number_of(im, l->scope, names, out, &from)) return false;
  if (*out > 0) return true;
  struct diag *d = tell_at(im, E0809, from->value, "`%s` of `%s` should be more than 0", name, l->name);
  diag_label(d, from->value->span, "nothing could pass");
  return false;
}

static void put_rates(struct importer *im, struct strbuf *out, struct spec_level *l, int64_t bits)
{
  double read = 0, write = 0, shared = 0, old = 0;
  rate_of(im, l, "read_bandwidth", &read);
  rate_of(im, l, "write_bandwidth", &write);
  rate_of(im, l, "shared_bandwidth", &shared);
  if (rate_of(im, l, "bandwidth", &old)) {
    if (read <= 0) read = old / 2;
    if (write <= 0) write = old / 2;
  }
  if (read > 0) put_rate(im, out, "read.bandwidth", read, bits);
  if (write > 0) put_rate(im, out, "write.bandwidth", write, bits);
  if (shared > 0) put_rate(im, out, "bandwidth", shared, bits);
}

/* The bits of its words; false if those are too many to count. */
static bool bits_of(const struct spec_access *a, int64_t word, int64_t *out)
{
  int64_t words;
  return !__builtin_mul_overflow(a->block, a->cluster, &words) && !__builtin_mul_overflow(words, word, out) &&
         *out < INT64_C(1) << 53;
}

static struct spec_access find_access(struct importer *im, struct spec_level *l, int64_t bits, bool said)
{
  static const char *const widths[] = {"width", "memory_width", "data_storage_width", NULL};
  static const char *const blocks[] = {"block_size", "n_words", NULL};
  static const char *const clusters[] = {"cluster_size", NULL};
  struct spec_access a = {0, 0, 0, false};
  struct spec_attribute *from = NULL;
  a.has_width = whole_of(im, l->scope, widths, 1, &a.width, &from);
  bool has_block = whole_of(im, l->scope, blocks, 1, &a.block, NULL);
  bool has_cluster = whole_of(im, l->scope, clusters, 1, &a.cluster, NULL);
  if (!has_cluster) a.cluster = 1;
  int64_t words = a.width / bits, all = 0;
  if (!a.has_width && !has_block) a.block = 1;
  else if (!has_block) a.block = words / a.cluster;
  else if (a.has_width && !has_cluster) a.cluster = words / a.block;
  bool counted = bits_of(&a, bits, &all);
  if (!a.has_width && counted) return a.width = all, a;
  if (!a.has_width) {
    diag_at(im->diags, E0809, l->span, "one access to `%s` is wider than can be counted", l->name);
    return a.width = a.block = a.cluster = 1, a;
  }
  if (!said || (a.block >= 1 && a.cluster >= 1 && counted && all == a.width)) return a;
  struct diag *d = tell_at(im, E0809, from->value, "the width of `%s`, %lld bits, is not made of "
                           "words of %lld bits", l->name, (long long)a.width, (long long)bits);
  diag_label(d, from->value->span, "its words, blocks and clusters should come to this");
  a.block = a.cluster = 1;
  return a;
}

const struct spec_access *access_of(struct importer *im, struct spec_level *l)
{
  bool said;
  int64_t bits = word_bits(im, l, &said);
  if (l->access) return l->access;
  l->access = ARENA_NEW(im->arena, struct spec_access);
  *l->access = find_access(im, l, bits, said);
  return l->access;
}

void put_size(struct importer *im, struct strbuf *out, struct spec_level *l, int64_t bits)
{
  static const char *const depths[] = {"depth", "memory_depth", "data_storage_depth", NULL};
  static const char *const entries[] = {"entries", NULL};
  static const char *const kilobytes[] = {"sizeKB", NULL};
  struct spec_attribute *from;
  int64_t n;
  double kb;
  if (whole_of(im, l->scope, entries, 1, &n, &from))
    strbuf_printf(out, "size = %lld * %lld bit\n", (long long)n, (long long)bits);
  else if (!from && whole_of(im, l->scope, depths, 1, &n, &from))
    put_expression(im, out, l, "depth", from, AS_NUMBER);
  else if (!from && number_of(im, l->scope, kilobytes, &kb, &from) && kb > 0)
    strbuf_printf(out, "size = %s KiB\n", plain_number(im->arena, kb));
}

/* How many there are, if that is not what holds anyway. */
static void put_count(struct importer *im, struct strbuf *out, struct spec_level *l,
                      const char *const *names, const char *name, double usual)
{
  struct spec_attribute *from;
  int64_t n;
  if (whole_of(im, l->scope, names, 1, &n, &from) && (double)n != usual)
    put_expression(im, out, l, name, from, AS_NUMBER);
}

/* A number in some range, the same. */
static void put_number(struct importer *im, struct strbuf *out, struct spec_level *l,
                       const char *const *names, const char *name, double least, double most)
{
  struct spec_attribute *from;
  double n;
  if (!number_of(im, l->scope, names, &n, &from) || n == least) return;
  if (n > least && n <= most) {
    put_expression(im, out, l, name, from, AS_NUMBER);
    return;
  }
  const char *low = plain_number(im->arena, least), *high = plain_number(im->arena, most);
  tell_at(im, E0809, from->value, isfinite(most) ? "`%s` of `%s` should be a number from %s to %s"
                                                 : "`%s` of `%s` should be a number from %s on",
          from->name, l->name, low, high);
}

/* Of what the architecture says of it, whether partial sums can be added to what is there; if
 * nothing is said they can in an architecture of nodes, and in one of subtrees not in DRAM. */
static bool reduces(struct importer *im, struct spec_level *l)
{
  struct spec_attribute *tech = find_attribute(l->scope, "technology");
  bool dram = strstr(l->kind_class, "DRAM") ||
              (tech && tech->value->kind == YAML_SCALAR && !strcmp(tech->value->text, "DRAM"));
  return truth_of(im, l->scope, "reduction_supported", im->spec.arch->nodes || !dram);
}

/* What a memory can do with tiles: there it cannot unless it says so, and here it can. */
static void put_ability(struct importer *im, struct strbuf *out, struct spec_level *l,
                        const char *there, const char *here, bool sparse)
{
  bool said = find_attribute(l->scope, there);
  if (!truth_of(im, l->scope, there, false) && (said || sparse))
    strbuf_printf(out, "%s = false\n", here);
}

/* Room for what describes compressed tiles, and the bits of one access to it. */
static void put_metadata(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  static const char *const widths[] = {"metadata_storage_width", "metadata_width", NULL};
  static const char *const depths[] = {"metadata_storage_depth", "metadata_depth", NULL};
  static const char *const words[] = {"metadata_datawidth", "metadata_word_bits", NULL};
  int64_t width = 0, depth = 0, word = 0;
  whole_of(im, l->scope, widths, 0, &width, NULL);
  whole_of(im, l->scope, depths, 0, &depth, NULL);
  whole_of(im, l->scope, words, 0, &word, NULL);
  bool sparse = is_sparse(im);
  if (depth && width)
    strbuf_printf(out, "metadata = %lld * %lld bit\n", (long long)depth, (long long)width);
  if (width || sparse) strbuf_printf(out, "metadata.width = %lld bit\n", (long long)width);
  if (word && sparse) strbuf_printf(out, "metadata.word = %lld bit\n", (long long)word);
  if (truth_of(im, l->scope, "allow_overbooking", false)) strbuf_puts(out, "overbooking = 100%\n");
  put_ability(im, out, l, "decompression_supported", "decompresses", sparse);
  put_ability(im, out, l, "compression_supported", "compresses", sparse);
}

/* How full tiles must make it, if a constraint says so. */
static void put_least(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  struct yaml *y = im->spec.mapped ? NULL : l->may_in_time.least;
  struct figure f = y && !yaml_is_null(y) ? value_of(im, l->scope, y, "min") : (struct figure){0};
  if (!y || yaml_is_null(y)) return;
  if (f.kind == FIGURE_NUMBER && f.number >= 0 && f.number <= 1)
    strbuf_printf(out, "utilization.least = %s\n", plain_number(im->arena, f.number));
  else tell_at(im, E0809, y, "a share of `%s` should be a number from 0 to 1", l->name);
}

static void put_memory(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  static const char *const banks[] = {"n_banks", "num_banks", NULL};
  static const char *const buffers[] = {"multiple_buffering", NULL};
  static const char *const least[] = {"min_utilization", NULL};
  bool said;
  int64_t bits = word_bits(im, l, &said);
  struct spec_access a = *access_of(im, l);
  if (said && !has_common_word(im, l, bits)) strbuf_printf(out, "word = %s\n", word_text(im, l));
  if (!takes_size(im, l)) {
    put_size(im, out, l, bits);
    bool deep = find_attribute(l->scope, "depth") || find_attribute(l->scope, "memory_depth") ||
                find_attribute(l->scope, "data_storage_depth");
    bool dram = is_made_of_component(im, l) && !strcasecmp(l->class, "DRAM");
    if (!dram && !takes_width(im, l) && (a.has_width || a.width != bits || deep)) strbuf_printf(out, "width = %lld bit\n", (long long)a.width);
    put_count(im, out, l, banks, "banks", l->dummy ? 2 : usual_banks(im));
  }
  if (a.cluster > 1) strbuf_printf(out, "cluster = %lld\n", (long long)a.cluster);
  put_number(im, out, l, buffers, "buffers", 1, INFINITY);
  if (has_attribute(l->scope, least)) put_number(im, out, l, least, "utilization.least", 0, 1);
  else put_least(im, out, l);
  put_rates(im, out, l, bits);
  put_metadata(im, out, l);
  if (!reduces(im, l)) strbuf_puts(out, "reduce = none\n");
}

/* ---- levels ---- */

static void put_tech(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  const char *own = l->dummy ? NULL : technology_of(im, l->scope);
  const char *all = arch_technology(im);
  if (own && (!all || strcmp(own, all))) strbuf_printf(out, "tech = %s\n", own);
}

/* A level with what its block says, if anything. */
static void put_level(struct importer *im, struct strbuf *out, struct spec_level *l,
                      const char *word, struct strbuf *block)
{
  bool says = block->n && strspn(block->text, "\n") < block->n;
  put_level_comment(im, out, l);
  put_format_comment(im, out, l);
  strbuf_printf(out, "%s %s", word, l->legal);
  size_t before = out->n;
  put_component(im, out, l);
  if (says) strbuf_printf(out, " {\n%s}", block->text);
  else if (out->n == before) strbuf_puts(out, " {}"); /* it is made of something, if only of nothing special */
  strbuf_putc(out, '\n');
  strbuf_free(block);
}

static void write_memory(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  struct strbuf block = {0};
  put_tech(im, &block, l);
  put_memory(im, &block, l);
  write_costs(im, &block, l);
  put_level(im, out, l, "memory", &block);
  write_network(im, out, l);
  tell_attributes(im, l);
}

static void write_compute(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  static const char *const widths[] = {"datawidth", "width", NULL};
  struct strbuf block = {0};
  int64_t bits;
  if (!is_made_of_component(im, l) && whole_of(im, l->scope, widths, 1, &bits, NULL))
    strbuf_printf(&block, "width = %lld bit\n", (long long)bits);
  put_tech(im, &block, l);
  write_costs(im, &block, l);
  put_level(im, out, l, "compute", &block);
  tell_attributes(im, l);
}

/* Whether all levels in an array are switched off by something outside of it, or each by
 * itself. */
static bool is_gated_outside(struct importer *im, uint32_t array)
{
  const struct spec_arch *arch = im->spec.arch;
  bool outside = false, each = false;
  for (uint32_t i = array + 1; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    struct spec_attribute *gate = find_attribute(l->scope, "power_gated_at");
    if (l->kind != SPEC_MEMORY || l->dummy) continue;
    if (gate && gate->value->kind != YAML_SCALAR && !gate->told) {
      gate->told = true;
      tell_type(im, gate->value, "`power_gated_at`", "the name of a level");
    }
    bool named = gate && gate->value->kind == YAML_SCALAR && strcmp(gate->value->text, l->name);
    bool inside = false, known = false;
    for (uint32_t k = 0; named && k < arch->levels.n; k++)
      if (!strcmp(arch->levels.at[k]->name, gate->value->text)) known = true, inside = k > array;
    if (known && !inside) outside = true;
    else each = true;
  }
  if (outside && each)
    tell_lost(im, arch->levels.at[array]->span, "part of the power gating",
              "some of what is inside this array is switched off by each instance, and some is not");
  return outside && !each;
}

/* Whether words are charged by their way through an array. */
static bool distance_matters(struct importer *im, uint32_t array)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; i < array; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_NETWORK || charges_distance(im, l)) return true;
  }
  return false;
}

static const char *extent(struct importer *im, const struct spec_level *l, const struct yaml *at, int64_t n)
{
  const char *text = at ? expression_text(im, l->scope, NULL, at, AS_NUMBER) : NULL;
  return text ? text : SAY(im, "%lld", (long long)n);
}

static void open_array(struct importer *im, struct strbuf *out, uint32_t i)
{
  struct spec_level *l = im->spec.arch->levels.at[i];
  put_level_comment(im, out, l);
  /* Words travel along the first dimension first. */
  const char *x = extent(im, l, l->x_at, l->x), *y = extent(im, l, l->y_at, l->y);
  if (l->y == 1) strbuf_printf(out, "array %s[x = %s] {\n", l->legal, x);
  else if (l->x == 1 && !distance_matters(im, i)) strbuf_printf(out, "array %s[y = %s] {\n", l->legal, y);
  else strbuf_printf(out, "array %s[x = %s, y = %s] {\n", l->legal, x, y);
  strbuf_puts(out, "forward = neighbors\n");
  if (is_gated_outside(im, i)) strbuf_puts(out, "gating = none\n");
  strbuf_putc(out, '\n');
}

/* Arrays and groups that are open, outermost first. */
struct nest { const char *name; bool group; };
struct nests { struct nest *at; uint32_t n, cap; };

static bool is_open(const struct nests *o, const char *name, size_t n)
{
  for (unsigned i = 0; i < o->n; i++)
    if (strlen(o->at[i].name) == n && !strncmp(o->at[i].name, name, n)) return true;
  return false;
}

/* Whether a part of the path is called so. */
static bool has_part(const char *path, const char *name)
{
  for (size_t n; *path; path += n + (path[n] == '.')) {
    n = strcspn(path, ".");
    if (strlen(name) == n && !strncmp(path, name, n)) return true;
  }
  return false;
}

/* Subtrees that are no arrays are groups, where tables speak of levels by the whole way to
 * them.  The first part of a path is the architecture itself; that of an array is told by what
 * stands in it. */
static void open_groups(struct importer *im, struct strbuf *out, struct nests *o, uint32_t i)
{
  const struct spec_arch *arch = im->spec.arch;
  const struct spec_level *l = arch->levels.at[i];
  const char *array = l->kind == SPEC_ARRAY ? l->name : NULL;
  while (l->kind == SPEC_ARRAY && i + 1 < arch->levels.n) l = arch->levels.at[++i];
  const char *c = l->path + strcspn(l->path, ".");
  if (!is_old_accelergy(im)) return;
  for (; o->n && o->at[o->n - 1].group && !has_part(l->path, o->at[o->n - 1].name); o->n--)
    strbuf_puts(out, "}\n");
  while (*c) {
    size_t n = strcspn(++c, ".");
    if (array && strlen(array) == n && !strncmp(array, c, n)) return;
    if (!is_open(o, c, n)) {
      const char *name = arena_strndup(im->arena, c, n);
      strbuf_printf(out, "group %s {\n", legal_name(im, &im->level_names, name));
      KEEP(im, o, (struct nest){name, true});
    }
    c += n;
  }
}

static void write_levels(struct importer *im, struct strbuf *out)
{
  const struct spec_arch *arch = im->spec.arch;
  struct nests open = {0};
  int parallel = 0;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (!is_written(im, l)) {
      tell_attributes(im, l);
      continue;
    }
    open_groups(im, out, &open, i);
    if (parallel && l->parallel != parallel) strbuf_puts(out, "}\n");
    if (l->parallel && l->parallel != parallel) {
      put_remarks(im, out, &l->around, "//");
      l->around.at.n = 0;
      strbuf_puts(out, "parallel {\n");
    }
    parallel = l->parallel;
    if (l->kind == SPEC_ARRAY) {
      open_array(im, out, i);
      KEEP(im, &open, (struct nest){l->name, false});
    }
    else if (l->kind == SPEC_MEMORY) write_memory(im, out, l);
    else if (l->kind == SPEC_COMPUTE) write_compute(im, out, l);
    else write_named_network(im, out, l);
  }
  if (parallel) strbuf_puts(out, "}\n");
  while (open.n--) strbuf_puts(out, "}\n");
}

/* `1 GHz` where it is a round number of something, else as what it is. */
static void put_clock(struct importer *im, struct strbuf *out)
{
  static const struct { double hertz; const char *unit; } units[] = {
    {1e9, "GHz"}, {1e6, "MHz"}, {1e3, "kHz"}, {1, "Hz"}};
  double seconds = cycle_seconds(im);
  if (!(seconds > 0) && is_old_accelergy(im)) {
    seconds = 5e-9;
    strbuf_puts(out, "// Nothing says the `latency`: it is 5 ns there.\n");
  }
  if (!(seconds > 0)) return;
  for (unsigned i = 0; i < 4; i++) {
    double n = 1 / seconds / units[i].hertz, round_n = round(n * 1000) / 1000;
    if (n < 0.9999999 || fabs(n - round_n) > 1e-9 * n) continue;
    strbuf_printf(out, "clock = %s %s\n", plain_number(im->arena, round_n), units[i].unit);
    return;
  }
  strbuf_printf(out, "clock = 1 / (%s s)\n", plain_number(im->arena, seconds));
}

void write_arch(struct importer *im, struct strbuf *out)
{
  const struct spec_arch *arch = im->spec.arch;
  const char *tech = arch_technology(im);
  put_remarks(im, out, &arch->remarks, "///");
  strbuf_printf(out, "arch %s {\n", arch->legal);
  if (tech) strbuf_printf(out, "tech = %s\n", tech);
  put_clock(im, out);
  strbuf_putc(out, '\n');
  write_levels(im, out);
  strbuf_puts(out, "}\n\n");
}
