/* YAML as data: what libyaml reads, with places, tags and comments kept.
 *
 * Anchors, merges (`<<`, and `<<<`, which merges nested maps too) and includes are
 * resolved, so that whoever walks a tree sees plain maps, lists and scalars.  Trees live
 * in the arena they were read into and share what was aliased; nothing is freed singly. */
#ifndef TL_IMPORT_YAML_H
#define TL_IMPORT_YAML_H

#include "lang/base/diag.h"
#include "lang/base/source.h"
#include "lang/base/str.h"

/* So deep may maps and lists stand inside each other, in all files together and with
 * aliases followed: walks may recurse. */
enum { YAML_DEPTH = 100 };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

/* A member of a list (no key) or of a map.  `used` is for readers, who set it on what
 * they have understood; yaml_unused goes through the rest. */
struct yaml_entry {
  const struct yaml *key;   /* a scalar; NULL in lists */
  struct yaml *value;       /* never NULL */
  bool used;
};

struct yaml {
  enum yaml_kind kind;
  bool plain;               /* a scalar without quotes: may be a number, a name, an expression */
  bool shared;              /* an alias stands for it, too: an anchor that somebody uses */
  bool broken;              /* nothing, for what could not be had; why is told */
  bool visited;             /* the walks' own; false between them */
  uint8_t height;           /* maps and lists in each other, itself counted; at most YAML_DEPTH */
  const char *tag;          /* "!Component"; NULL: none, or a standard one */
  const char *text;         /* of a scalar, NUL-terminated, without NULs; "" for others */
  unsigned count;
  struct yaml_entry *entry; /* [count] */
  struct span span;         /* of a scalar its text with quotes, else all of it */
  uint32_t front;           /* where its tag or its anchor begins, if it has one, or it itself */
};

/* What is read with.  The first three are set by who makes one, the rest is zeroed. */
struct yaml_reader {
  struct arena *arena;      /* trees, and what they say */
  struct sources *sources;
  struct diags *diags;
  unsigned files;           /* read so far; what includes without end is stopped */
  /* The reader's own, in `arena`. */
  struct yaml_record **record; /* what was read, by id of the source */
  unsigned n_records;
  struct yaml_record *open; /* what is being read, innermost first */
  unsigned depth;           /* of maps, lists and includes that are open */
  unsigned merged;          /* entries that merges have made */
  bool full;                /* a limit was told: it is not told again */
};

/* The documents of one file. */
struct yaml_file {
  struct source *source;
  unsigned documents;
  struct yaml **document;   /* [documents] */
};

/* Reads a file and all that it includes, once: another time it gives the same trees.
 * SOURCE_OK even if it is not YAML: that is told (E0801 …), and the documents before the
 * mistake are there (of a template, E0812, none).  Other statuses are of this file itself; an
 * included one that cannot be read is told at its include (E0811). */
enum source_status yaml_read(struct yaml_reader *r, const char *path, struct yaml_file *out);

/* The value of a key of a map, with `-` and `_` taken for the same, or NULL; marks it
 * used.  NULL, too, if `map` is NULL or no map. */
struct yaml *yaml_get(struct yaml *map, const char *key);

/* The same without marking it. */
const struct yaml *yaml_peek(const struct yaml *map, const char *key);

/* Nothing was written, or `null`, or `~`. */
bool yaml_is_null(const struct yaml *y);

/* Reads a plain scalar as a number (`12`, `-1_000`, `.5`, `1e-9`, `0x10`, `0o7`, `0b1`; finite),
 * a whole number (`1e3` is one), a truth (true, false, yes, no, on, off in the spellings of
 * YAML 1.1); false if it is none, or y is NULL. */
bool yaml_number(const struct yaml *y, double *out);
bool yaml_whole(const struct yaml *y, int64_t *out);
bool yaml_truth(const struct yaml *y, bool *out);

/* What a kind is called in messages: "a list", "a map", "a number", "a text", "nothing". */
const char *yaml_describe(const struct yaml *y);

/* Calls `tell` for each key, at any depth below `y`, that nobody has used, save for what
 * lies below a key that is unused itself. */
void yaml_unused(struct yaml *y, void (*tell)(void *to, const struct yaml *map,
                                              const struct yaml_entry *entry), void *to);
/* Marks all that lies below `y` used. */
void yaml_use_all(struct yaml *y);

/* The comment lines that stand directly above the line where `at` begins, and the comment
 * behind it on its line (or on the line where `at` ends): texts without the `#`, joined by
 * newlines; NULL if there is none.  Rulers such as `# =====` are left out.  `at` is of a
 * file that `r` has read.  In `a`. */
const char *yaml_comment_above(const struct yaml_reader *r, struct span at, struct arena *a);
const char *yaml_comment_behind(const struct yaml_reader *r, struct span at, struct arena *a);

/* The comment lines at the top of a file, if an empty line sets them apart from what follows. */
const char *yaml_comment_top(const struct yaml_reader *r, const struct source *s, struct arena *a);

#endif
