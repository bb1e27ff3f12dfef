#include "compiler/session/origins.h"

#include "lang/base/vec.h"

#include <math.h>
#include <string.h>

struct describing {
  struct compilation *c;
  const struct evaluated_run *run;
  const struct ir_node *node;
  int at;                          /* its number */
  VEC(struct report_source) found;
};

/* The action whose energy is taken: an update may cost a write. */
static const char *priced_as(const struct describing *d, const char *action)
{
  const struct lowered *l = &d->run->lowered;
  if (!isnan(energy_of(&l->energy, l->arch.node[d->at].energy, action))) return action;
  return strcmp(action, "update") ? action : "write";
}

/* Where the flat form says that the number stands; file 0: it does not. */
static struct span flat_span(const struct ir_node *node, const char *quantity)
{
  for (unsigned i = 0; i < node->actions; i++)
    if (!strcmp(node->action[i].name, quantity)) return node->action[i].span;
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, quantity)) return node->attribute[i].span;
  return (struct span){0};
}

/* A table that was given on the command line stands in a file that no symbol is from. */
static bool is_given(struct span flat, struct span said)
{
  return flat.file && flat.file != said.file;
}

static const char *place_of(struct compilation *c, struct span span)
{
  struct source *source = source_of(&c->sources, span);
  struct position at = source_position(source, span.start);
  return arena_printf(&c->arena, "%s:%u:%u", source->path, at.line, at.column);
}

static void add_source(struct describing *d, const char *quantity, const char *priced)
{
  struct sema_origin o = {0};
  struct span flat = flat_span(d->node, priced);
  bool said = sema_origin(d->c->sema, d->run->run, d->node->name, priced, &o);
  struct report_source source = {.node = d->at, .quantity = quantity, .accuracy = NAN};
  if (is_given(flat, o.span)) {
    source.place = place_of(d->c, flat);
  } else if (said) {
    source.place = o.place;
    source.estimator = o.estimator;
    source.accuracy = o.accuracy < 0 ? NAN : o.accuracy;
    source.exactness = o.exactness;
    source.references = o.references;
    source.reference = o.reference;
  } else {
    return;
  }
  vec_push(&d->found, source);
}

void describe_sources(struct compilation *c, const struct evaluated_run *from,
                      struct report_run *to)
{
  struct describing d = {.c = c, .run = from};
  const struct ir_arch *arch = &from->evaluation->design->arch[from->run->arch];
  for (unsigned i = 0; i < from->result->levels; i++) {
    const struct level_result *l = &from->result->level[i];
    d.at = l->node;
    d.node = &arch->node[l->node];
    for (unsigned k = 0; k < l->actions; k++)
      if (l->action[k].count > 0 && l->action[k].each_pJ > 0)
        add_source(&d, l->action[k].name, priced_as(&d, l->action[k].name));
    if (l->area_um2 > 0) add_source(&d, "area", "area");
  }
  to->sources = d.found.n;
  to->source = arena_copy(&c->arena, d.found.at, d.found.n * sizeof *d.found.at);
  vec_free(&d.found);
}
