/* Diagnostics: one door for everything that is said to the user.
 *
 * An error is opened with diag_at and grows by calls on what that returns:
 *
 *   struct diag *d = diag_at(ds, E0301, span, "`%s` must be …", …);
 *   diag_label(d, span, "time");               text under the primary place
 *   diag_label(d, other, "declared as …");     a second place, drawn with -
 *   diag_note(d, "`sram` declares …");         = note: …
 *   diag_note_at(d, where, "`p` is …");        note: … with its own snippet
 *   diag_note_label(d, where2, "…");           a further label in that snippet
 *   diag_help(d, "did you mean `16 bit`?");    = help: …
 *   diag_fix(d, DIAG_CERTAIN, span, "16 bit"); an edit that does what help says
 *   diag_suggest(d, span, near.best);          both, for a word that was meant
 *
 * They are queued; diags_finish sorts them by place and drops doubles (same
 * code, same primary place, same first note place).  Nothing is printed here.
 */
#ifndef TL_BASE_DIAG_H
#define TL_BASE_DIAG_H

#include "lang/base/source.h"
#include "lang/base/str.h"
#include "lang/base/suggest.h"
#include "lang/base/vec.h"

enum severity { SEV_ALLOW, SEV_NOTE, SEV_WARNING, SEV_ERROR };

/* One row of codes.def each: E0101 … W0599.  The number is part of the
 * language; the name is for -W. */
enum code {
#define CODE(id, name, severity, title) id,
#include "lang/base/codes.def"
#undef CODE
  N_CODES
};

struct code_info {
  const char *id;    /* "E0301" */
  const char *name;  /* "unit-mismatch" */
  enum severity severity;
  const char *title; /* one line, as shown by `tlc explain` without a page */
};
const struct code_info *code_info(enum code c);
/* The code with this id ("E0301", any case) or name (with `_` for `-` too, as
 * `@allow` spells it); N_CODES if there is none. */
enum code code_find(const char *id_or_name);

enum diag_confidence { DIAG_CERTAIN, DIAG_MAYBE, DIAG_HOLES };

struct diag_edit { struct span where; const char *text; };
struct diag_label { struct span where; const char *text; }; /* text may be "" */

enum diag_part_kind { PART_NOTE, PART_HELP, PART_NOTE_AT };

/* A note or a help, in the order they were added. */
struct diag_part {
  enum diag_part_kind kind;
  const char *text;
  VEC(struct diag_label) labels; /* PART_NOTE_AT only: the first is primary */
};

struct diag {
  struct diags *owner;
  enum code code;
  enum severity severity; /* after -W */
  const char *message;
  VEC(struct diag_label) labels; /* the first is the primary place */
  VEC(struct diag_part) parts;
  enum diag_confidence confidence;
  VEC(struct diag_edit) edits; /* together they are one fix; may be none */
  uint32_t serial;             /* order of creation */
};

/* A queue.  Owns its diagnostics and their texts. */
struct diags {
  struct arena arena;
  struct sources *sources;   /* borrowed */
  VEC(struct diag *) all;
  enum severity level[N_CODES]; /* what -W made of each code */
  bool all_errors;           /* -Werror was given: what gets enabled is an error */
  struct diag dropped;       /* what diag_at returns for one that is not queued */
  uint32_t serial;           /* of the next diagnostic */
  uint32_t muted;            /* >0: diag_at makes objects that are thrown away */
  uint32_t n_allowed;        /* how many were thrown away as they are allowed */
  uint32_t n_errors, n_warnings; /* counted as they are queued; exact after diags_finish */
};

void diags_init(struct diags *ds, struct sources *sources);
void diags_free(struct diags *ds);

/* Applies one -W word: "name", "no-name", "error=name", "no-error=name",
 * "error" (all warnings are errors), "no-error", "all".  Later words win.
 * False, with *suggestion set to the word meant (or NULL; it lives until
 * diags_clear), if there is no such name.  Errors cannot be switched off: their
 * names are not known behind "no-" and "no-error=". */
bool diags_option(struct diags *ds, const char *word, const char **suggestion);

/* Opens a diagnostic.  Never returns NULL: for one whose code is allowed, or
 * that is opened while muted, it is an object on which the calls below do
 * nothing. */
struct diag *diag_at(struct diags *ds, enum code code, struct span where, const char *format, ...)
  __attribute__((format(printf, 4, 5)));

/* Adds a label.  On the primary place itself (same span) the first is the
 * primary's text; elsewhere it is a secondary one. */
void diag_label(struct diag *d, struct span where, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
void diag_note(struct diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diag_help(struct diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diag_note_at(struct diag *d, struct span where, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
/* Labels a place in the snippet of the last diag_note_at (its own span again
 * sets the primary's text). */
void diag_note_label(struct diag *d, struct span where, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
/* Adds an edit: replace `where` (empty: insert) by the text.  Several edits are
 * one fix, as certain as the least certain of them. */
void diag_fix(struct diag *d, enum diag_confidence c, struct span where, const char *format, ...)
  __attribute__((format(printf, 4, 5)));

/* Asks "did you mean `meant`?", and offers it as an edit of `where` that may be
 * right.  False, and nothing is done, if `meant` is NULL (what struct suggest has
 * when nothing is near). */
bool diag_suggest(struct diag *d, struct span where, const char *meant);

/* Sorts by file and place, drops doubles (see above; without a place the
 * message counts too) and what was made SEV_ALLOW since, counts. */
void diags_finish(struct diags *ds);

/* Forgets all that is queued; keeps the -W state. */
void diags_clear(struct diags *ds);

/* How a terminal rendering looks. */
enum render_style {
  RENDER_PLAIN,
  RENDER_COLOR, /* ANSI colours and hyperlinked codes */
  RENDER_TAGS,  /* <error>…</error>: what colour would say, as text for tests */
};

/* Writes one diagnostic, as shown in doc/diagnostics.md, into `out`; a blank line
 * follows.  `columns` is the width that quoted lines, their numbers included,
 * may take (0: no limit; longer lines are cut round the place with an ellipsis;
 * below about 30 it counts as that). */
void render_diag(struct strbuf *out, const struct diag *d, enum render_style style,
                 unsigned columns);

/* All of a finished queue, at most `limit` errors and warnings (0: no limit;
 * errors go first when not all can be shown), then one line that counts:
 * "2 errors, 1 warning" (nothing if there are none), with what was left out. */
void render_all(struct strbuf *out, const struct diags *ds, enum render_style style,
                unsigned columns, unsigned limit);

/* One JSON object a line: an LSP Diagnostic with "file", byte offsets, notes
 * and fixes beside it.  doc/diagnostics.md describes it. */
void render_json(struct strbuf *out, const struct diags *ds);

/* The same objects as items of an array that is open. */
struct jsonw;
void render_json_items(struct jsonw *w, const struct diags *ds);

#endif
