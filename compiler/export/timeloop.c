#include "compiler/export/export.h"

#include "compiler/export/inside.h"

/* The files, and the comments that stand in front of them. */
static const struct form {
  const char *name;
  void (*write)(struct exporting *x, struct emit *e);
  bool of_mapping;          /* there is none while the mapping is open */
  void (*comment[2])(struct strbuf *out, const struct exporting *x);
} forms[EXPORT_FILES] = {
  {"architecture.yaml", form_architecture, false, {NULL}},
  {"problem.yaml", form_problem, false, {comment_letters, comment_offsets}},
  {"mapping.yaml", form_mapping, true, {comment_letters}},
  {"ERT.yaml", form_energies, false, {NULL}},
  {"ART.yaml", form_areas, false, {NULL}},
};

/* Names are of one line: nothing in them ends a comment. */
static void put_comment(struct strbuf *out, const struct exporting *x)
{
  strbuf_printf(out, "# Run %s: %s on %s", x->run->name, x->workload->name, x->arch->name);
  if (x->mapping) strbuf_printf(out, " within %s", x->mapping->name);
  strbuf_puts(out, ".\n");
}

static const char *write_form(struct exporting *x, const struct form *form)
{
  struct strbuf out = {0};
  struct emit e;
  put_comment(&out, x);
  for (unsigned i = 0; i < 2 && form->comment[i]; i++) form->comment[i](&out, x);
  emit_open(&e, &out);
  form->write(x, &e);
  emit_close(&e);
  return strbuf_take(&out, x->arena);
}

static bool find_all(struct exporting *x, const struct ir_design *design)
{
  struct lower_problem problem;
  if (!lower_run(x->arena, design, x->run, &x->lowered, &problem)) {
    tell_not_lowered_for_export(x, &problem);
    return false;
  }
  plan_levels(x);
  for (unsigned i = 0; i < x->levels; i++)
    if (!x->level[i].dummy) plan_words(x, &x->level[i]);
  plan_letters(x);
  tell_unsaid(x);
  return true;
}

bool export_timeloop(struct arena *arena, struct diags *diags, const struct ir_design *design,
                     const struct ir_run *run, struct exported *out)
{
  struct exporting x = {
    .arena = arena, .diags = diags, .run = run, .arch = &design->arch[run->arch],
    .workload = &design->workload[run->workload],
    .mapping = run->mapping >= 0 ? &design->mapping[run->mapping] : NULL};
  uint32_t errors = diags->n_errors;
  *out = (struct exported){0};
  if (!find_all(&x, design) || diags->n_errors > errors) return false;
  for (unsigned i = 0; i < EXPORT_FILES; i++)
    if (x.mapping || !forms[i].of_mapping)
      out->file[out->files++] = (struct exported_file){forms[i].name, write_form(&x, &forms[i])};
  return true;
}
