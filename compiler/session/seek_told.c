/* What is told of searches that found nothing, or were ended too early. */
#include "compiler/session/seek.h"
#include "compiler/session/study.h"

#include "compiler/session/trouble.h"

#include <math.h>

struct telling {
  struct evaluation *e;
  const struct evaluated_run *run;
  struct compilation *c;
  struct diag *d;
};

static const struct ir_node *node_of(const struct telling *t, unsigned node)
{
  return &t->e->design->arch[t->run->run->arch].node[node];
}

static const char *grouped(const struct telling *t, uint64_t n)
{
  const char *digits = arena_printf(&t->c->arena, "%llu", (unsigned long long)n);
  struct strbuf out = {0};
  for (size_t i = 0, all = strlen(digits); i < all; i++) {
    if (i && (all - i) % 3 == 0) strbuf_putc(&out, ',');
    strbuf_putc(&out, digits[i]);
  }
  return strbuf_take(&out, &t->c->arena);
}

/* ---- limits that turn all away ---- */

/* Why a format does not go with a mapping. */
static const char *format_text(const struct telling *t, const struct search_reject *r)
{
  struct arena *a = &t->c->arena;
  const char *name = node_of(t, r->node)->name;
  const char *tensor = t->run->seek->space.einsum->tensor[(unsigned)r->limit].name;
  switch ((enum eval_status)r->nearest) {
  case EVAL_FORMAT_OUTSIDE:
    return arena_printf(a, "`%s` is compressed in `%s`, but not where it comes from", tensor, name);
  case EVAL_FORMAT_DECOMPRESS:
    return arena_printf(a, "`%s` comes to `%s` compressed, and nothing decompresses it", tensor, name);
  case EVAL_FORMAT_COMPRESS:
    return arena_printf(a, "`%s` leaves `%s` for where it is compressed, and nothing compresses it", tensor,
                        name);
  case EVAL_SAVING_SOURCE:
    return arena_printf(a, "no memory sends `%s`, of which words are to be left out at `%s`", tensor, name);
  default: break;
  }
  return arena_printf(a, "the format of `%s` in `%s` does not go with the loops", tensor, name);
}

/* What came closest to this limit, as a sentence. */
static const char *nearest_text(const struct telling *t, const struct search_reject *r)
{
  struct arena *a = &t->c->arena;
  const char *name = node_of(t, r->node)->name;
  switch (r->by) {
  case REJECT_CAPACITY:
    return arena_printf(a, "of the tiles that `%s` has no room for, the smallest take %s of its %s", name,
                        trouble_bits(t->c, r->nearest), trouble_bits(t->c, r->limit));
  case REJECT_EMPTY:
    return arena_printf(a, "the largest tiles take %s of `%s`, which wants %s",
                        trouble_bits(t->c, r->nearest), name, trouble_bits(t->c, r->limit));
  case REJECT_FANOUT:
    return arena_printf(a, "the loops across `%s` take %.0f instances or more, and it has %.0f",
                        name, r->nearest, r->limit);
  case REJECT_USE:
    return arena_printf(a, "%.0f instances of `%s` would work, where the mapspace wants %.0f", r->nearest,
                        name, r->limit);
  case REJECT_TILE:
    return arena_printf(a, "a tile in `%s` has %.0f words, where the mapspace wants %.0f", name,
                        r->nearest, r->limit);
  case REJECT_NOT_KEPT:
    return "some tensor would be kept by no memory";
  case REJECT_METADATA:
    return arena_printf(a, "the least metadata take %s of the %s that `%s` has for them",
                        trouble_bits(t->c, r->nearest), trouble_bits(t->c, r->limit), name);
  case REJECT_FORMAT: return format_text(t, r);
  }
  return "";
}

static const char *change_text(const struct telling *t, const struct search_reject *r, double to)
{
  struct arena *a = &t->c->arena;
  const char *name = node_of(t, r->node)->name;
  switch (r->by) {
  case REJECT_CAPACITY:
    return arena_printf(a, "make `%s` hold %s", name, trouble_bits(t->c, to));
  case REJECT_EMPTY:
    return arena_printf(a, "let `%s` be emptier: its `utilization.least` asks for too much", name);
  case REJECT_FANOUT: return arena_printf(a, "make `%s` larger, or bound the loops across it", name);
  case REJECT_USE: return arena_printf(a, "ask for no more than %.0f instances of `%s`", r->nearest, name);
  case REJECT_TILE: return arena_printf(a, "let the tile in `%s` have %.0f words", name, r->nearest);
  case REJECT_NOT_KEPT: return "let some memory keep each tensor";
  case REJECT_METADATA: case REJECT_FORMAT: break; /* they do not give way */
  }
  return "";
}

enum { REASONS = 4 };

/* The reasons that turn most away first. */
static void note_reasons(struct telling *t, const struct search_result *found)
{
  bool told[SEARCH_REJECTS] = {false};
  for (unsigned n = 0; n < REASONS && n < found->rejects; n++) {
    unsigned most = SEARCH_REJECTS;
    for (unsigned i = 0; i < found->rejects; i++)
      if (!told[i] && (most == SEARCH_REJECTS || found->reject[i].times > found->reject[most].times))
        most = i;
    told[most] = true;
    diag_note(t->d, "%s (turned away: %s)", nearest_text(t, &found->reject[most]),
              grouped(t, found->reject[most].times));
  }
}

static const char ABOUT_FORMATS[] =
  "let the mapspace keep tensors where their formats allow it, or change the formats";

/* Whether that is what turned most away. */
static bool about_zeros(const struct search_result *found)
{
  const struct search_reject *most = found->reject;
  for (unsigned i = 1; i < found->rejects; i++)
    if (found->reject[i].times > most->times) most = &found->reject[i];
  return found->rejects && (most->by == REJECT_FORMAT || most->by == REJECT_METADATA);
}

static void help_change(struct telling *t, const struct search_result *found)
{
  struct seek_change change[SEEK_CHANGES];
  unsigned n = seek_changes(t->run->seek, change);
  struct strbuf text = {0};
  for (unsigned i = 0; i < n; i++)
    strbuf_printf(&text, "%s%s", i ? "; and " : "", change_text(t, &found->reject[change[i].reject], change[i].to));
  bool room = n == 1 && found->reject[change[0].reject].by == REJECT_CAPACITY;
  if (n) diag_help(t->d, "%s, and one fits%s", strbuf_str(&text), room ? "; or let it bypass a tensor" : "");
  else if (about_zeros(found))
    diag_help(t->d, "%s", ABOUT_FORMATS);
  else if (found->rejects) diag_help(t->d, "loosen what the mapspace asks for, or the limits of the arch");
  else diag_help(t->d, "loosen what the mapspace says of loops: no way to split the dimensions is left");
  strbuf_free(&text);
}

static void label_run(struct telling *t, const char *others)
{
  if (t->run->run->within) diag_label(t->d, t->run->run->span, "within `%s`", t->run->run->within);
  else diag_label(t->d, t->run->run->span, "whatever the mapping");
  if (*others) diag_note(t->d, "nor does one of %s", others);
}

void tell_no_mapping(struct evaluation *e, const struct evaluated_run *r, const char *others)
{
  struct telling t = {.e = e, .run = r, .c = e->compilation};
  const struct search_result *found = &r->seek->result;
  if (found->status == SEARCH_NOTHING) {
    t.d = diag_at(&t.c->diags, E0450, r->run->span, "no mapping of `%s` fits", r->run->name);
    label_run(&t, others);
    note_reasons(&t, found);
    help_change(&t, found);
    return;
  }
  t.d = diag_at(&t.c->diags, E0451, r->run->span,
                "the search for a mapping of `%s` was ended before it found one", r->run->name);
  label_run(&t, others);
  note_reasons(&t, found);
  diag_help(t.d, "%s", about_zeros(found) ? ABOUT_FORMATS
                                         : "give it more time and memory, or say more in the mapspace");
}

/* ---- ended too early ---- */

const char *seek_end_text(enum search_end end)
{
  static const char *const WORDS[] = {[SEARCH_DONE] = NULL, [SEARCH_BY_TIME] = "time",
                                      [SEARCH_BY_MEMORY] = "memory",
                                      [SEARCH_BY_STOP] = "interrupt"};
  return WORDS[end];
}

void tell_not_proven(struct evaluation *e, const struct evaluated_run *r)
{
  struct compilation *c = e->compilation;
  static const char *const BY[] = {[SEARCH_DONE] = "there are too many to look at each",
                                   [SEARCH_BY_TIME] = "its time was over",
                                   [SEARCH_BY_MEMORY] = "its memory was used up",
                                   [SEARCH_BY_STOP] = "it was interrupted"};
  const struct search_result *found = &r->seek->result;
  if (!study_first(e, r)) return;
  struct diag *d = diag_at(&c->diags, W0533, r->run->span,
                           "the mapping of `%s` is not proven to be the best", r->run->name);
  diag_label(d, r->run->span, "%s", BY[found->end]);
  if (found->gap < 1)
    diag_note(d, "of `%s`, none is better by more than %.2g %%",
              r->seek->options.goals.goal[0].name, 100 * found->gap);
  else diag_note(d, "nothing is known of how far it is from the best");
}
