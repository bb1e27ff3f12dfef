/* tlc import: YAML of other tools becomes a program. */
#include "compiler/import/import.h"
#include "compiler/tool/options.h"

#include <stdio.h>

/* What is written has to check.  What does not is shown, with the program that it is about,
 * as nobody has that yet. */
static bool is_sound(const struct options *o, struct compilation *from, const struct strbuf *text)
{
  static const char name[] = "imported.tl";
  struct compilation c;
  compilation_init(&c, o->library);
  compilation_provide(&c, name, strbuf_str(text), text->n);
  compilation_run(&c, name);
  bool sound = !c.diags.n_errors;
  if (!sound) {
    options_print(o, &c.diags);
    struct diag *d = diag_at(&from->diags, E0813, (struct span){0},
                             "what was imported has errors, so it is not written");
    diag_note(d, "`%s` is how the program would be called", name);
    diag_help(d, "correct the YAML: the message above says what does not go together");
  }
  compilation_free(&c);
  return sound;
}

static enum exit_code write_program(const struct options *o, const struct strbuf *text)
{
  if (o->output) return write_file(o->output, text);
  fwrite(strbuf_str(text), 1, text->n, stdout);
  return EXIT_DONE;
}

enum exit_code command_import(const struct options *o)
{
  struct compilation c;
  struct strbuf text = {0};
  const char *path;
  enum source_status unread;
  compilation_init(&c, o->library);
  enum exit_code status = options_apply(o, &c);
  if (status != EXIT_DONE) return compilation_free(&c), status;
  struct import import = {&c.arena, &c.names, &c.diags, &c.sources};
  switch (import_files(&import, o->files, o->n_files, &text, &path, &unread)) {
  case IMPORT_UNREADABLE: status = tell_unreadable(path, unread); break;
  case IMPORT_BROKEN: status = EXIT_SOURCE; break;
  case IMPORT_OK: status = is_sound(o, &c, &text) ? write_program(o, &text) : EXIT_SOURCE; break;
  }
  diags_finish(&c.diags);
  options_print(o, &c.diags);
  strbuf_free(&text);
  compilation_free(&c);
  return status;
}
