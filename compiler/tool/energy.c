/* tlc energy: what the components of a design cost, and what counted actions come to. */
#include "compiler/tool/energy.h"

#include "compiler/export/prices.h"
#include "compiler/import/import.h"
#include "compiler/tool/given_prices.h"

#include <ctype.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- one component without a design ---- */

/* The module of the library that offers a name; NULL: none does, or there is no library. */
static const char *exporter(const struct compilation *c, name_t name)
{
  return c->program.find_export ? c->program.find_export(&c->program, name) : NULL;
}

/* Words of the expression that the library offers, imported.  What is the name of an argument
 * is none. */
static void add_imports(struct compilation *c, struct strbuf *text, const char *expression)
{
  struct map seen = {0};
  for (const char *w = expression; *w;) {
    size_t n = 0;
    while (isalnum((unsigned char)w[n]) || w[n] == '_') n++;
    const char *behind = w + n + strspn(w + n, " ");
    bool before_dot = w > expression && w[-1] == '.';
    bool argument = *behind == '=' && behind[1] != '=';
    name_t name = n && !isdigit((unsigned char)*w) ? intern(&c->names, w, n) : NULL;
    const char *module = name && !argument && !before_dot && !map_get(&seen, name)
                           ? exporter(c, name) : NULL;
    if (module) {
      map_set(&seen, &c->arena, name, (void *)module);
      strbuf_printf(text, "import %s { %s }\n", module, name->text);
    }
    w += n ? n : 1;
  }
}

/* A component's name alone stands for the instance of its defaults. */
static bool is_bare_component(struct compilation *c, const char *expression)
{
  size_t n = 0;
  expression += strspn(expression, " ");
  while (isalnum((unsigned char)expression[n]) || expression[n] == '_') n++;
  if (!n || expression[n + strspn(expression + n, " ")]) return false;
  name_t name = intern(&c->names, expression, n);
  const char *in = exporter(c, name);
  const struct module *m = in ? compilation_library_module(c, in) : NULL;
  const struct node *item = m ? m->ast->root->slot[FILE_ITEMS] : NULL;
  while (item && (item->kind != N_DECL || item->name != name)) item = item->next;
  return item && item->word == KW_component;
}

/* The design in which a `let` names what the expression is worth, in the first line. */
static const char *provide_expression(struct compilation *c, const char *expression)
{
  static const char path[] = "expression";
  struct strbuf text = {0};
  strbuf_printf(&text, "let it = %s%s\n", expression, is_bare_component(c, expression) ? "()" : "");
  add_imports(c, &text, expression);
  const char *copy = strbuf_take(&text, &c->arena);
  compilation_provide(c, path, copy, strlen(copy));
  return path;
}

/* ---- what is listed ---- */

static double rounded(double base, int decimals)
{
  char digits[400];
  if (decimals < 0) return base;
  snprintf(digits, sizeof digits, "%.*fe-12", decimals, base * 1e12);
  return strtod(digits, NULL);
}

static void round_prices(struct price_list *list, int decimals)
{
  for (unsigned i = 0; i < list->n; i++) {
    struct price *p = &list->at[i];
    p->area_m2 = rounded(p->area_m2, decimals);
    for (unsigned k = 0; k < p->actions; k++)
      for (unsigned r = 0; r < p->action[k].rows; r++)
        p->action[k].row[r].energy_J = rounded(p->action[k].row[r].energy_J, decimals);
  }
}

/* Those whose whole name or last part fits. */
static unsigned keep_named(struct compilation *c, struct price_list *list, const char *pattern)
{
  unsigned n = 0;
  for (unsigned i = 0; i < list->n; i++) {
    const char *name = list->at[i].name;
    if (fnmatch(pattern, name, 0) && strcmp(pattern, name) &&
        fnmatch(pattern, price_last(name, &c->arena), 0))
      continue;
    list->at[n++] = list->at[i];
  }
  unsigned values = 0;
  for (unsigned i = 0; i < list->values; i++)
    if (!fnmatch(pattern, list->value[i].name, 0)) list->value[values++] = list->value[i];
  list->values = values;
  return list->n = n;
}

/* `GLB.read`, or with only one component `read`: that action alone; false if there is none. */
static bool keep_action(struct compilation *c, struct price_list *list, const char *pattern)
{
  const char *dot = strrchr(pattern, '.'), *action = dot ? dot + 1 : pattern;
  const char *of = dot ? arena_strndup(&c->arena, pattern, (size_t)(dot - pattern)) : "*";
  bool any = false;
  if ((!dot && list->n != 1) || !keep_named(c, list, of)) return false;
  for (unsigned i = 0; i < list->n; i++) {
    struct price *p = &list->at[i];
    struct price_action *kept = ARENA_ARRAY(&c->arena, struct price_action, p->actions);
    unsigned n = 0;
    for (unsigned k = 0; k < p->actions; k++)
      if (!fnmatch(action, p->action[k].name, 0)) kept[n++] = p->action[k];
    p->action = kept;
    p->actions = n;
    any |= n > 0;
  }
  list->values = 0;
  return any;
}

static enum exit_code no_such_component(struct compilation *c, const struct price_list *all, const char *name)
{
  struct suggest near = suggest_start(name);
  fprintf(stderr, "tlc: no component is called `%s`", name);
  for (unsigned i = 0; i < all->n; i++) suggest_offer(&near, price_last(all->at[i].name, &c->arena));
  if (near.best) fprintf(stderr, "; did you mean `%s`?", near.best);
  fputc('\n', stderr);
  return EXIT_USAGE;
}

/* ---- counts ---- */

static void tell_no_component(struct compilation *c, const struct price_counted *counted,
                              const struct price_list *list)
{
  struct diag *d = diag_at(&c->diags, E0831, counted->span, "there is no component `%s`", counted->name);
  diag_label(d, counted->span, "counted here");
  say_what_is_called(c, d, list, counted->name);
}

static void tell_no_action(struct compilation *c, const struct price_count *count, const struct price *p)
{
  struct suggest near = suggest_start(count->action);
  const char *all = "";
  struct diag *d = diag_at(&c->diags, E0832, count->span, "`%s` has no action `%s`", p->name, count->action);
  for (unsigned i = 0; i < p->actions; i++) {
    suggest_offer(&near, p->action[i].name);
    all = arena_printf(&c->arena, "%s%s`%s`", all, i ? ", " : "", p->action[i].name);
  }
  diag_label(d, count->span, "counted here");
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else if (p->actions) diag_note(d, "it has %s", all);
}

static void tell_no_row(struct compilation *c, const struct price_count *count, const struct price *p,
                        const struct price_action *action)
{
  const struct price_row *first = &action->row[0], *last = &action->row[action->rows - 1];
  struct diag *d = diag_at(&c->diags, E0833, count->span,
                           "`%s` of `%s` has no row for these arguments", count->action, p->name);
  diag_label(d, count->span, "counted here");
  for (unsigned i = 0; i < first->arguments; i++)
    diag_note(d, "`%s` goes from %s to %s", first->argument[i].name, first->argument[i].value,
              last->argument[i].value);
  if (action->cut) diag_note(d, "it has more rows than are listed: ask for them one by one");
}

static bool has_argument(const struct price_action *action, const char *name)
{
  for (unsigned i = 0; i < action->rows; i++)
    for (unsigned k = 0; k < action->row[i].arguments; k++)
      if (!strcmp(action->row[i].argument[k].name, name)) return true;
  return false;
}

static void tell_no_argument(struct compilation *c, const struct price_count *count, const struct price *p,
                             const struct price_action *action, const char *name)
{
  struct suggest near = suggest_start(name);
  const struct price_row *row = &action->row[0];
  const char *all = "";
  for (unsigned i = 0; i < row->arguments; i++) {
    suggest_offer(&near, row->argument[i].name);
    all = arena_printf(&c->arena, "%s%s`%s`", all, i ? ", " : "", row->argument[i].name);
  }
  struct diag *d = diag_at(&c->diags, E0833, count->span, "`%s` of `%s` has no argument `%s`",
                           count->action, p->name, name);
  diag_label(d, count->span, "counted here");
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else if (*all) diag_note(d, "it has %s", all);
  else diag_note(d, "it has none");
}

/* The first that the action does not have; NULL: it has all. */
static const char *strange_argument(const struct price_count *count, const struct price_action *action)
{
  for (unsigned i = 0; i < count->arguments; i++)
    if (!has_argument(action, count->argument[i].name)) return count->argument[i].name;
  return NULL;
}

static void tell_not_known(struct compilation *c, const struct price_count *count, const struct price *p)
{
  struct diag *d = diag_at(&c->diags, E0834, count->span, "nothing says what `%s` of `%s` costs",
                           count->action, p->name);
  diag_label(d, count->span, "counted here");
  diag_help(d, "give it in the design, or in a table: --ert FILE");
}

static void price_count(struct compilation *c, struct price_count *count, const struct price *p)
{
  const struct price_action *action = price_action_find(p, count->action);
  const struct price_row *row =
    action ? price_row_find(action, count->argument, count->arguments) : NULL;
  const char *strange = action ? strange_argument(count, action) : NULL;
  if (!action) tell_no_action(c, count, p);
  else if (strange) tell_no_argument(c, count, p, action, strange);
  else if (!row) tell_no_row(c, count, p, action);
  else if (!row->known && count->count > 0) tell_not_known(c, count, p);
  else count->energy_J = count->count * row->energy_J;
}

static void price_counts(struct compilation *c, struct price_counts *counts, const struct price_list *list)
{
  for (unsigned i = 0; i < counts->n; i++) {
    struct price_counted *counted = &counts->at[i];
    const struct price *p = price_find(list, counted->name);
    if (!p) tell_no_component(c, counted, list);
    for (unsigned k = 0; p && k < counted->counts; k++) {
      price_count(c, &counted->count[k], p);
      counted->energy_J += counted->count[k].energy_J;
    }
    counts->energy_J += counted->energy_J;
  }
}

/* ---- writing ---- */

static bool lacks_area(const struct price *p) { return !p->has_area && p->component; }

static void tell_no_area(struct compilation *c, const struct price *p)
{
  struct diag *d = diag_at(&c->diags, W0556, p->span, "nothing says how large `%s` is", p->name);
  diag_label(d, p->span, "left out of the table of areas");
}

/* What has to be known for all of them, each of it once. */
static void tell_needs(struct compilation *c, struct diag *d, const struct price *p)
{
  struct map told = {0};
  for (unsigned i = 0; i < p->actions; i++) {
    const char *needs = p->action[i].needs;
    name_t key = needs ? intern_str(&c->names, needs) : NULL;
    if (!key || map_get(&told, key)) continue;
    map_set(&told, &c->arena, key, (void *)needs);
    diag_note(d, "`%s` needs %s", p->action[i].name, needs);
  }
}

static void tell_left_out(struct compilation *c, const struct price *p)
{
  const char *names = "";
  unsigned n = 0;
  for (unsigned i = 0; i < p->actions; i++)
    for (unsigned k = 0; k < p->action[i].rows; k++)
      if (!p->action[i].row[k].known) {
        names = arena_printf(&c->arena, "%s%s`%s`", names, n++ ? ", " : "", p->action[i].name);
        break;
      }
  if (!n && lacks_area(p)) tell_no_area(c, p);
  if (!n) return;
  struct diag *d = diag_at(&c->diags, W0556, p->span, "nothing says what %s of `%s` cost%s", names,
                           p->name, n > 1 ? "" : "s");
  diag_label(d, p->span, "left out of the tables");
  if (p->has_leak && !strcmp(names, "`leak`")) diag_note(d, "its power is known, but there is no `clock`");
  tell_needs(c, d, p);
  if (lacks_area(p)) diag_note(d, "nor does anything say how large it is");
}

static enum exit_code write_named(const struct options *o, const char *name, const struct strbuf *text)
{
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/%s", o->output, name);
  enum exit_code status = write_file(strbuf_str(&path), text);
  strbuf_free(&path);
  return status;
}

enum exit_code write_prices(const struct options *o, struct compilation *c, const struct price_list *list,
                            const char *design, bool summaries)
{
  const char *comment = arena_printf(&c->arena, "What the components of %s cost.", design);
  enum exit_code status = make_directory(o->output);
  enum price_form end = summaries ? N_PRICE_FORMS : PRICES_ERT_SUMMARY;
  for (enum price_form f = PRICES_ERT; f < end && status == EXIT_DONE; f++) {
    struct strbuf text = {0};
    export_prices(&text, &c->arena, list, f, comment);
    status = write_named(o, price_form_file(f), &text);
    strbuf_free(&text);
  }
  return status;
}

static enum exit_code write_estimation(const struct options *o, struct compilation *c,
                                       const struct price_counts *counts)
{
  struct strbuf text = {0};
  enum exit_code status = make_directory(o->output);
  export_counts(&text, &c->arena, counts, "What was counted, and what that takes, in pJ.");
  if (status == EXIT_DONE) status = write_named(o, "energy_estimation.yaml", &text);
  strbuf_free(&text);
  return status;
}

/* ---- the command ---- */

struct asking {
  const struct options *options;
  struct job job;
  const char *design, *name;  /* a file, and whom to list; or NULL */
  struct price_list prices;
  struct price_counts counts;
};

static void print(struct asking *q)
{
  const struct options *o = q->options;
  struct arena *a = &q->job.compilation.arena;
  struct strbuf out = {0};
  bool color = options_style(o, STDOUT_FILENO) == RENDER_COLOR, json = o->format == FORMAT_JSON;
  if (o->n_counts && json) counts_json(&out, a, &q->counts, q->design);
  else if (o->n_counts) counts_text(&out, a, &q->counts, color);
  else if (json) prices_json(&out, a, &q->prices, q->design);
  else prices_text(&out, a, &q->prices, color);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
}

/* One component has nothing around it that says where it is. */
static void hint_surroundings(const struct asking *q)
{
  bool unknown = false;
  for (unsigned i = 0; i < q->prices.n; i++)
    for (unsigned k = 0; k < q->prices.at[i].actions; k++) unknown |= q->prices.at[i].action[k].needs != NULL;
  if (unknown && q->options->expression)
    fputs("tlc: what would flow in from an arch is given as an argument: sram(…, tech = 45 nm)\n", stderr);
}

/* What has parameters that only a study or a run fills in, is no component yet. */
static void hint_nothing(const struct asking *q)
{
  if (!q->job.path || q->options->expression || q->prices.n || q->prices.values) return;
  fprintf(stderr, "tlc: `%s` has no component whose parameters are all known, and so nothing with a price; "
                  "what only a study or a run builds has one if it is given a name, as in "
                  "`let machine = Machine(…)`\n", q->design);
}

static enum exit_code read_counts_files(struct asking *q)
{
  const struct options *o = q->options;
  struct compilation *c = &q->job.compilation;
  struct import import = {&c->arena, &c->names, &c->diags, &c->sources};
  struct price_list none;
  const char *path;
  enum source_status unread;
  if (!o->n_counts) return EXIT_DONE;
  enum import_status status = import_prices(&import, o->counts, o->n_counts, INPUT_COUNTS, &none,
                                            &q->counts, &path, &unread);
  return status == IMPORT_UNREADABLE ? tell_unreadable(path, unread) : EXIT_DONE;
}

/* Prices of a design with what is given in their place, or of tables alone. */
static enum exit_code find_prices(struct asking *q)
{
  struct compilation *c = &q->job.compilation;
  struct price_list given;
  enum exit_code status = given_prices_read(q->options, c, &given);
  if (status != EXIT_DONE || c->diags.n_errors) return status;
  if (!q->job.path) {
    q->prices = given;
  } else {
    q->prices = sema_prices(c->sema);
    given_prices_override(c, &q->prices, &given, q->options->n_counts > 0);
  }
  round_prices(&q->prices, q->options->precision);
  return EXIT_DONE;
}

static struct price_list copy_of(struct compilation *c, const struct price_list *list)
{
  struct price_list out = *list;
  out.at = arena_copy(&c->arena, list->at, list->n * sizeof *list->at);
  out.value = arena_copy(&c->arena, list->value, list->values * sizeof *list->value);
  return out;
}

/* Leaves what a name is about; all of it, and false, if that is nothing. */
static bool choose(struct compilation *c, struct price_list *list, const char *name)
{
  struct price_list named = copy_of(c, list), acting = copy_of(c, list);
  if (keep_named(c, &named, name) || named.values) return *list = named, true;
  return keep_action(c, &acting, name) && (*list = acting, true);
}

static enum exit_code answer(struct asking *q)
{
  const struct options *o = q->options;
  struct compilation *c = &q->job.compilation;
  const char *title = q->design ? q->design : o->expression ? o->expression : "tables";
  enum exit_code status = find_prices(q);
  if (status == EXIT_DONE) status = read_counts_files(q);
  if (status != EXIT_DONE || c->diags.n_errors) return status;
  price_counts(c, &q->counts, &q->prices);
  if (c->diags.n_errors) return EXIT_DONE;
  if (o->expression && !q->prices.n && !q->prices.values) {
    fprintf(stderr, "tlc: `%s` is neither a component nor an energy; a component has its arguments in ( )\n",
            o->expression);
    return EXIT_USAGE;
  }
  if (q->name && !o->n_counts && !choose(c, &q->prices, q->name)) return no_such_component(c, &q->prices, q->name);
  if (!o->output) {
    print(q);
    hint_surroundings(q);
    hint_nothing(q);
    return EXIT_DONE;
  }
  for (unsigned i = 0; i < q->prices.n && q->job.path; i++) tell_left_out(c, &q->prices.at[i]);
  status = write_prices(o, c, &q->prices, title, true);
  return status == EXIT_DONE && o->n_counts ? write_estimation(o, c, &q->counts) : status;
}

static enum exit_code refuse(const struct options *o)
{
  if (o->expression && o->n_files > 1) {
    fputs("tlc: with -e there is no design: tlc energy -e 'sram(…)' [NAME]\n", stderr);
    return EXIT_USAGE;
  }
  if (o->n_files || o->expression || o->n_erts || o->n_arts) return EXIT_DONE;
  fputs("tlc: give a design, a component (-e 'sram(…)') or a table (--ert FILE)\n", stderr);
  return EXIT_USAGE;
}

enum exit_code command_energy(const struct options *o)
{
  struct asking q = {.options = o};
  if (refuse(o) != EXIT_DONE) return EXIT_USAGE;
  unsigned first = o->expression ? 0 : 1; /* of what is no design */
  if (first && o->n_files) q.design = o->files[0];
  if (o->n_files > first) q.name = o->files[first];
  job_start(&q.job, o, q.design);
  if (o->expression && q.job.status == EXIT_DONE)
    q.job.path = provide_expression(&q.job.compilation, o->expression);
  if (!q.job.path || (job_run(&q.job, PASS_CHECK) && !q.job.compilation.diags.n_errors))
    q.job.status = answer(&q);
  diags_finish(&q.job.compilation.diags);
  return job_end(&q.job);
}
