/* Mappings that were found, as source: laid out as `tlc fmt` would, and worth the same when
 * it is read back. */
#include "compiler/session/describe.h"
#include "compiler/session/evaluate.h"

#include "compiler/session/seek.h"
#include "lang/syntax/format.h"

#include <string.h>

struct writing {
  struct evaluation *e;
  struct strbuf *out;
  const struct ir_arch *arch;
  const struct ir_workload *workload;
  const struct ir_mapping *mapping;
  bool outermost;             /* no memory was written yet */
};

/* ---- statements ---- */

static const char *begin(struct strbuf *at) { return at->n ? "; " : ""; }

static void put_set(const struct writing *w, struct strbuf *at, const char *word, uint64_t set)
{
  uint64_t all = ir_all(w->workload->tensors);
  if (!(set & all)) return;
  strbuf_printf(at, "%s%s", begin(at), word);
  if ((set & all) == all) strbuf_puts(at, " all");
  for (unsigned t = 0, n = 0; (set & all) != all && t < w->workload->tensors; t++)
    if (ir_holds(set, t)) strbuf_printf(at, "%s %s", n++ ? "," : "", w->workload->tensor[t].name);
}

/* "for m = 2, n = 4": the loops of a level along one axis, or in time. */
static void put_loops(const struct writing *w, struct strbuf *at, const struct ir_level *l,
                      int axis)
{
  const struct ir_node *node = &w->arch->node[l->node];
  bool first = true;
  for (unsigned i = 0; i < l->loops; i++) {
    if (l->loop[i].axis != axis) continue;
    if (!first) strbuf_puts(at, ", ");
    else if (axis < 0) strbuf_printf(at, "%sfor ", begin(at));
    else strbuf_printf(at, "%spar %s ", begin(at), node->axis[axis].name);
    strbuf_printf(at, "%s = %lld", w->workload->dim[l->loop[i].dim].name, (long long)l->loop[i].bound);
    first = false;
  }
}

static void put_level(struct writing *w, const struct ir_level *l)
{
  const struct ir_node *node = &w->arch->node[l->node];
  struct strbuf at = {0};
  if (node->kind == IR_MEMORY) {
    uint64_t bypass = ~l->tensors & ir_all(w->workload->tensors);
    if (!w->outermost || bypass) put_set(w, &at, "keep", l->tensors);
    put_set(w, &at, "bypass", bypass);
    w->outermost = false;
  }
  put_set(w, &at, "refetch", l->refetch);
  put_set(w, &at, "preload", l->preload);
  put_loops(w, &at, l, -1);
  for (unsigned axis = 0; axis < node->axes; axis++) put_loops(w, &at, l, (int)axis);
  put_set(w, &at, "unicast", l->unicast);
  put_set(w, &at, "direct", l->direct);
  if (at.n) strbuf_printf(w->out, "at %s { %s }\n", node->name, strbuf_str(&at));
  strbuf_free(&at);
}

/* ---- mappings ---- */

/* Nobody wrote these, so what is unusual about them is not worth a word. */
static const char lints[] =
  "@allow(idle_hardware, idle_policy, kept_nowhere, starts_inside, unused_level)\n";

static void put_mapping(struct writing *w, const struct evaluated_run *r)
{
  const char *workload, *arch;
  sema_run_words(w->e->compilation->sema, r->run, &workload, &arch);
  w->mapping = &w->e->design->mapping[r->run->mapping];
  w->arch = &w->e->design->arch[r->run->arch];
  w->workload = &w->e->design->workload[r->run->workload];
  w->outermost = true;
  strbuf_puts(w->out, lints);
  strbuf_printf(w->out, "mapping %s of %s on %s {\n", w->mapping->name, workload, arch);
  for (unsigned i = 0; i < w->mapping->levels; i++) put_level(w, &w->mapping->level[i]);
  strbuf_puts(w->out, "}\n\n");
}

/* The one layout; the text as it is if something is wrong with it. */
static void lay_out(struct evaluation *e, struct strbuf *text, struct strbuf *out)
{
  struct compilation *c = e->compilation;
  struct source *source = sources_add(&c->sources, "mapping.tl", strbuf_str(text), text->n);
  c->diags.muted++;
  if (format_source(&c->names, &c->diags, source, out) != FORMAT_OK)
    strbuf_add(out, strbuf_str(text), text->n);
  c->diags.muted--;
}

/* That of one Einsum of several could not be said of all of them. */
static bool is_written(const struct evaluation *e, const struct evaluated_run *r)
{
  return r->seek && r->result && describe_shown(e, r) && !r->run->whole;
}

void evaluation_mappings(struct strbuf *out, struct evaluation *e)
{
  struct strbuf text = {0};
  struct writing w = {.e = e, .out = &text};
  for (unsigned i = 0; i < e->runs; i++)
    if (is_written(e, &e->run[i])) put_mapping(&w, &e->run[i]);
  if (text.n) lay_out(e, &text, out);
  strbuf_free(&text);
}
