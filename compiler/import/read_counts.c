/* Action counts: what was counted of each component, wherever it stands in a tree. */
#include "compiler/import/importer.h"

static void add_counted(struct importer *im, struct counted_list *c, struct yaml *y, const char *path)
{
  static const char *const keys[] = {"name", "action_counts", NULL};
  y = want_map(im, y, "a component with action counts");
  const char *name = y ? want_name(im, y, "name", "a component with action counts") : NULL;
  if (!name) return;
  struct yaml *actions = yaml_get(y, "action_counts");
  const char *whole = *path ? SAY(im, "%s.%s", path, name) : name;
  KEEP(im, c, (struct counted){whole, actions, y->span});
  tell_unknown_keys(im, y, "a component with action counts", keys);
}

static void add_tree(struct importer *im, struct counted_list *c, struct yaml *y, const char *path, unsigned depth)
{
  static const char *const keys[] = {"local", "subtree", "name", "version", NULL};
  struct yaml *local = yaml_get(y, "local"), *subtree = yaml_get(y, "subtree");
  for (unsigned i = 0; i < list_count(local); i++) add_counted(im, c, list_member(local, i), path);
  for (unsigned i = 0; i < list_count(subtree) && depth < 40; i++) {
    struct yaml *node = want_map(im, list_member(subtree, i), "a subtree");
    const char *name = node ? want_name(im, node, "name", "a subtree") : NULL;
    if (name) add_tree(im, c, node, *path ? SAY(im, "%s.%s", path, name) : name, depth + 1);
  }
  tell_unknown_keys(im, y, "a subtree of action counts", keys);
}

void read_counts(struct importer *im, struct counted_list *out)
{
  for (uint32_t i = 0; i < im->spec.counts.n; i++) {
    struct yaml *y = want_map(im, im->spec.counts.at[i], "`action_counts`");
    if (y) yaml_get(y, "version"), add_tree(im, out, y, "", 0);
  }
}
