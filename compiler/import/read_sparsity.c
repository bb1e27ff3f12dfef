/* What sparse optimisations ask of the architecture, before anything is written. */
#include "compiler/import/importer.h"

#include <string.h>

static const struct yaml *said(const struct yaml *target, const char *key)
{
  const struct yaml *y = target && target->kind == YAML_MAP ? yaml_peek(target, key) : NULL;
  return y && !yaml_is_null(y) ? y : NULL;
}

/* One alone stands for a list of it. */
static const struct yaml *member(const struct yaml *list, unsigned i)
{
  return list->kind == YAML_LIST ? list->entry[i].value : list;
}

static bool asks(const struct yaml *target)
{
  return said(target, "action_optimization") || said(target, "representation_format") ||
         said(target, "compute_optimization");
}

static bool is_about(const struct yaml *target, const struct spec_level *l)
{
  const struct yaml *name = said(target, "name");
  if (!name) name = said(target, "target");
  return name && name->kind == YAML_SCALAR && !strcmp(name->text, l->name);
}

static bool skips_instances(const struct yaml *target)
{
  const struct yaml *list = said(target, "action_optimization");
  for (unsigned i = 0; list && i < list_count(list); i++) {
    const struct yaml *type = said(member(list, i), "type");
    if (type && type->kind == YAML_SCALAR && !strcmp(type->text, "skipping_spatial")) return true;
  }
  return false;
}

/* Targets of the `i`th list of optimisations. */
static const struct yaml *targets_of(const struct importer *im, uint32_t i)
{
  const struct yaml *list = im->spec.sparse.at[i];
  return list->kind == YAML_MAP ? yaml_peek(list, "targets") : list;
}

static const struct yaml *own_of(const struct spec_level *l)
{
  return l->kind != SPEC_ARRAY ? said(l->node, "sparse_optimizations") : NULL;
}

bool is_sparse(const struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; i < im->spec.sparse.n; i++)
    for (unsigned k = 0; k < list_count(targets_of(im, i)); k++)
      if (asks(member(targets_of(im, i), k))) return true;
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    if (asks(own_of(arch->levels.at[i]))) return true;
  return false;
}

bool skips_spatially(const struct importer *im, const struct spec_level *l)
{
  for (uint32_t i = 0; i < im->spec.sparse.n; i++)
    for (unsigned k = 0; k < list_count(targets_of(im, i)); k++) {
      const struct yaml *target = member(targets_of(im, i), k);
      if (is_about(target, l) && skips_instances(target)) return true;
    }
  return skips_instances(own_of(l));
}

struct spec_level *array_behind(const struct spec_arch *arch, const struct spec_level *l)
{
  bool behind = false;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *other = arch->levels.at[i];
    if (behind && other->kind == SPEC_ARRAY) return other;
    if (behind && other->kind != SPEC_NETWORK) return NULL;
    behind |= other == l;
  }
  return NULL;
}
