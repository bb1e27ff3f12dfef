/* What an architecture must be so that it can be one of the language.  The front end would say
 * the same of what is written, but of a text that nobody wrote. */
#include "compiler/import/writer.h"

#include <string.h>

static void tell_without(struct importer *im, const char *what, const char *help)
{
  struct diag *d = diag_at(im->diags, E0804, im->spec.arch->span, "the architecture has no %s", what);
  diag_help(d, "%s", help);
}

static void tell_below(struct importer *im, const struct spec_level *l, const struct spec_level *compute)
{
  const struct yaml *name = l->node ? yaml_peek(l->node, "name") : NULL;
  struct diag *d = diag_at(im->diags, E0808, name ? name->span : l->span, "`%s` follows the compute `%s`", l->name, compute->name);
  diag_note_at(d, compute->span, "nothing lies inside of what computes");
  diag_help(d, "put `%s` before it: the order is the hierarchy, outermost first", l->name);
}

/* Each memory may say by what it is switched off. */
static void check_gate(struct importer *im, const struct spec_level *l)
{
  const struct spec_arch *arch = im->spec.arch;
  struct spec_attribute *gate = l->kind == SPEC_MEMORY ? find_attribute(l->scope, "power_gated_at") : NULL;
  if (!gate) return;
  if (gate->value->kind != YAML_SCALAR) {
    tell_type(im, gate->value, "`power_gated_at`", "the name of a level");
    return;
  }
  for (uint32_t i = 0; i < arch->levels.n; i++)
    if (!strcmp(arch->levels.at[i]->name, gate->value->text)) return;
  struct diag *d = tell_at(im, E0805, gate->value, "the architecture has no level `%s`", gate->value->text);
  diag_label(d, gate->value->span, "cannot switch anything off");
  note_levels(im, d, false);
}

void check_hierarchy(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  const struct spec_level *first = NULL, *compute = NULL, *below = NULL, *last = NULL;
  bool computes = false;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (!l->dummy) check_gate(im, l);
    if (!is_written(im, l)) continue;
    if (!first && (l->kind == SPEC_MEMORY || l->kind == SPEC_COMPUTE)) first = l;
    if (compute && !below && l->kind != SPEC_COMPUTE) below = l;
    computes |= l->kind == SPEC_COMPUTE;
    if (l->kind == SPEC_COMPUTE && !l->parallel) compute = l;
    last = l;
  }
  if (!computes)
    tell_without(im, "compute", "a compute is a component of a class such as `intmac` or `compute`");
  else if (first->kind != SPEC_MEMORY)
    tell_without(im, "storage", "data come from a storage, such as a `DRAM`, that is around all else");
  else if (below) tell_below(im, below, compute);
  else if (last->kind == SPEC_ARRAY)
    diag_at(im->diags, E0808, last->span, "`%s` has instances, and nothing in it", last->speaker);
}
