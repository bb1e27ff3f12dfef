/* Inside the room: what a report for people is written with. */
#ifndef TL_REPORT_PAGE_H
#define TL_REPORT_PAGE_H

#include "runtime/report/levels.h"
#include "runtime/report/report.h"
#include "runtime/report/table.h"

struct sheet;

struct page {
  struct strbuf *out;  /* borrowed */
  struct arena arena;  /* of all texts below */
  struct report_style style;
  bool html;           /* tables are those of HTML */
  struct sheet *sheet; /* figures go there (figure.h); NULL: into the page */
};

/* Texts of numbers.  NAN is what is not known: a dash. */
const char *page_count(struct page *page, uint64_t n);          /* 5,505,024 */
const char *page_number(struct page *page, double v);           /* the same, if whole */
const char *page_share(struct page *page, double share);        /* 44.6 % */
const char *page_energy(struct page *page, double pJ);
const char *page_time(struct page *page, double s);
const char *page_area(struct page *page, double um2);
const char *page_value(struct page *page, const struct report_value *value);

/* Somebody else's text, made safe to print. */
const char *page_safe(struct page *page, const char *text);

/* A bar of `share` of ten columns. */
const char *page_bar(struct page *page, double share);

/* A heading in front of something, with a remark behind it. */
void page_heading(struct page *page, const char *heading, const char *remark);

/* Writes a table with a heading, if it has a row, and frees it. */
void page_table(struct page *page, const char *heading, const char *remark, struct table *table);

/* A name in the next row of a table: people do not want to read it again, a table that is sorted
 * must have it. */
const char *page_again(const struct page *page, const char *name);

/* How good a mapping is: a word, and a sentence. */
const char *page_status(enum report_status status);
const char *page_goodness(struct page *page, enum report_status status, double gap);

/* "conv2: alexnet.conv2 on Eyeriss". */
const char *page_title(struct page *page, const struct report_run *run);

/* A table of a run's totals, with a name, a value and a remark in each row; and one of several
 * runs. */
void page_facts(struct page *page, const struct report_run *run, struct table *table);
void page_summary(struct page *page, const struct report *report, struct table *table);

/* Writes what the run was asked for, and what was expected of it. */
void page_items(struct page *page, const struct report_run *run);
void page_expectations(struct page *page, const struct report_expectation *e, unsigned n);

/* Writes how the mapping was sought, and the others that were asked for; nothing if it was
 * given. */
void page_search(struct page *page, const struct report_run *run);
void page_found(struct page *page, const struct report_run *run);

/* Writes these, and what happens level by level: energy and time; words of tensors; what passes
 * networks; actions. */
void page_tables(struct page *page, const struct report_run *run);

/* Writes where the numbers are from that the run was charged. */
void page_sources(struct page *page, const struct report_run *run);

/* Writes what runs come to whose mappings were chosen together. */
void page_network(struct page *page, const struct report_network *network);

/* Writes a study: what it comes to, and its points. */
void page_study(struct page *page, const struct report_study *study);

/* A loop of the run's mapping: "for p = 5, 3 in the last", "par x m = 4". */
const char *page_loop(struct arena *arena, const struct report_run *run,
                      const struct model_loop *loop);

/* Writes the loop nest. */
void page_nest(struct page *page, const struct report_run *run);

#endif
