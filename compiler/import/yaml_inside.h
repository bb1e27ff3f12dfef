/* Between the files of the YAML reader: how one file becomes trees. */
#ifndef TL_IMPORT_YAML_INSIDE_H
#define TL_IMPORT_YAML_INSIDE_H

#include "compiler/import/yaml.h"
#include "lang/base/map.h"
#include "lang/base/vec.h"

#include <yaml.h>

enum {
  YAML_FILES_MAX = 1000,     /* more are not included */
  YAML_MERGED_MAX = 1000000, /* more entries are not made by merges */
};

/* A comment: from its `#` to the end of its line. */
struct yaml_comment {
  uint32_t start, end;
  bool alone; /* nothing stands before it on its line */
};


/* What is known of a file that is read or was.  In the reader's arena. */
struct yaml_record {
  struct yaml_file file;
  struct yaml_comment *comment; /* [comments], by place */
  uint32_t comments;
  bool reading;
  bool broken;                  /* it was told why not all of it was read */
  struct span included;         /* where; no place for a file of the command line */
  struct yaml_record *outer;    /* the file that includes it, while it is read */
};

/* From places as libyaml counts them, in characters, to bytes. */
struct yaml_places {
  uint32_t first;  /* byte of the first character: a byte order mark is none */
  uint32_t *byte;  /* of every 64th character; NULL if all are of one byte */
  uint32_t n;
};

/* What an anchor stands for. */
struct yaml_anchor {
  const char *name;
  struct yaml *value;
  struct span where; /* of the value's beginning */
  bool open;         /* its end is not read yet */
};

/* One file while it is read. */
struct yaml_load {
  struct yaml_reader *r;
  struct yaml_record *record;
  struct source *source;
  yaml_parser_t parser;
  yaml_event_t event;         /* the one that is looked at */
  bool stopped;               /* it was told why nothing more is read */
  bool template;              /* … because it is one */
  uint32_t end;               /* of the last thing that is written, in bytes */
  struct yaml_places places;
  struct arena scratch;       /* anchors */
  struct interner names;      /* of anchors */
  struct map anchors;         /* of the document: struct yaml_anchor */
  unsigned unknown;           /* aliases without an anchor */
  uint32_t commented;         /* so far comments were looked for */
  VEC(struct yaml_comment) comments;
};

/* ---- yaml.c ---- */

/* Reads the file at `path`, which `included` includes.  The record is that of before if
 * the file was read before, or is just being read; NULL if the status is another than
 * SOURCE_OK. */
enum source_status yaml_read_record(struct yaml_reader *r, const char *path,
                                    struct span included, struct yaml_record **out);

/* ---- yaml_load.c ---- */

/* Reads all documents of a source whose text is checked into its record. */
void yaml_load(struct yaml_reader *r, struct yaml_record *record);

/* A node without a value; a broken one, for what could not be had. */
struct yaml *yaml_nothing(struct yaml_reader *r, struct span where);
struct yaml *yaml_broken(struct yaml_reader *r, struct span where);
/* A list or a map of what is in `entry`, which is copied. */
void yaml_fill(struct yaml_reader *r, struct yaml *y, const struct yaml_entry *entry, size_t n);

/* ---- yaml_text.c ---- */

/* Is it text that YAML allows?  Else that is told. */
bool yaml_text_check(struct yaml_reader *r, struct source *s);
void yaml_places_init(struct yaml_places *p, const struct source *s);
void yaml_places_free(struct yaml_places *p);
/* The byte of a place that libyaml names, at most the size. */
uint32_t yaml_place(const struct yaml_load *l, size_t index);

/* ---- yaml_merge.c ---- */

/* Makes the map of what was written in it, in order: drops what is there twice (E0802),
 * puts merges in. */
void yaml_finish_map(struct yaml_reader *r, struct yaml *y, struct yaml_entry *entry, uint32_t n);

/* ---- yaml_include.c ---- */

/* Is it a tag that asks for another file? */
bool yaml_is_include(const char *tag);
/* What it stands for; nothing, and that is told, if it cannot be had. */
struct yaml *yaml_include(struct yaml_reader *r, const char *tag, const char *path,
                          struct span where);

/* ---- yaml_error.c ---- */

/* What libyaml has found, as a diagnostic. */
void yaml_tell_syntax(struct yaml_load *l);
/* Tells that the file is a template if something between these bytes says so. */
bool yaml_tell_template(struct yaml_load *l, uint32_t from, uint32_t to);

/* ---- yaml_comment.c ---- */

/* Notes the comments before the scalar that is looked at, and goes behind it; those from
 * the last one to the end. */
void yaml_comments_before(struct yaml_load *l, struct span scalar, bool block);
void yaml_comments_finish(struct yaml_load *l);

#endif
