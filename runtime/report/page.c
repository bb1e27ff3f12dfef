#include "runtime/report/page.h"

#include "runtime/report/html.h"

#include "lang/base/quote.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *dash(const struct page *page) { return page->style.utf8 ? "\u2014" : "-"; }

/* Digits in threes, up to the point if there is one. */
static const char *grouped(struct page *page, const char *digits)
{
  struct strbuf b = {0};
  size_t whole = strcspn(digits, ".");
  for (size_t i = 0; digits[i]; i++) {
    if (i && i < whole && (whole - i) % 3 == 0) strbuf_putc(&b, ',');
    strbuf_putc(&b, digits[i]);
  }
  return strbuf_take(&b, &page->arena);
}

const char *page_count(struct page *page, uint64_t n)
{
  return grouped(page, arena_printf(&page->arena, "%" PRIu64, n));
}

const char *page_number(struct page *page, double v)
{
  if (isnan(v)) return dash(page);
  if (fabs(v) >= 0x1p63) return arena_printf(&page->arena, "%.3e", v);
  if (v < 0) return arena_printf(&page->arena, "-%s", page_number(page, -v));
  return grouped(page, arena_printf(&page->arena, "%.*f", v == trunc(v) ? 0 : 2, v));
}

const char *page_share(struct page *page, double share)
{
  if (isnan(share)) return dash(page);
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return arena_printf(&page->arena, "%.1f %%", 100 * share);
}

/* The symbols of units as people print them, where there is more than ASCII. */
static const char *printed(struct page *page, const char *text)
{
  struct strbuf b = {0};
  for (const char *p = text; *p; p++) {
    if (p > text && p[-1] == ' ' && *p == 'u' && strchr("JsmWAV", p[1])) strbuf_puts(&b, "\u00b5");
    else if (!strncmp(p, "^2", 2)) strbuf_puts(&b, "\u00b2"), p++;
    else if (!strncmp(p, "^3", 2)) strbuf_puts(&b, "\u00b3"), p++;
    else if (*p == '*') strbuf_puts(&b, "\u00b7");
    else strbuf_putc(&b, *p);
  }
  return strbuf_take(&b, &page->arena);
}

static const char *quantity(struct page *page, double v, struct dim dim,
                            const struct user_units *units)
{
  if (isnan(v)) return dash(page);
  const char *text = quantity_text(v, dim, units, &page->arena);
  return page->style.utf8 ? printed(page, text) : text;
}

static struct dim power_of(enum base_unit unit, int8_t power)
{
  struct dim dim = DIM_NONE;
  dim.e[unit] = power;
  return dim;
}

const char *page_energy(struct page *page, double pJ)
{
  return quantity(page, pJ * 1e-12, power_of(U_ENERGY, 1), NULL);
}

const char *page_time(struct page *page, double s)
{
  return quantity(page, s > 0 ? s : NAN, power_of(U_TIME, 1), NULL);
}

const char *page_area(struct page *page, double um2)
{
  return quantity(page, um2 > 0 ? um2 * 1e-12 : NAN, power_of(U_LENGTH, 2), NULL);
}

const char *page_value(struct page *page, const struct report_value *value)
{
  if (value->text) return page_safe(page, value->text);
  if (value->unit)
    return arena_printf(&page->arena, "%.6g %s", value->number, page_safe(page, value->unit));
  if (!dim_is_none(value->dim)) return quantity(page, value->number, value->dim, value->units);
  if (value->number == trunc(value->number)) return page_number(page, value->number);
  return quantity(page, value->number, value->dim, NULL);
}

const char *page_safe(struct page *page, const char *text)
{
  struct strbuf b = {0};
  quote_message(&b, text, 0);
  return strbuf_take(&b, &page->arena);
}

enum { BAR = 10, EIGHTHS = 8 };

const char *page_bar(struct page *page, double share)
{
  static const char *const PART[EIGHTHS] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b",
                                            "\u258a", "\u2589"};
  struct strbuf b = {0};
  if (!(share > 0) || page->style.spoken) return "";
  long n = lround(fmin(share, 1) * BAR * (page->style.utf8 ? EIGHTHS : 1));
  if (page->style.utf8) {
    for (long i = 0; i < n / EIGHTHS; i++) strbuf_puts(&b, "\u2588");
    strbuf_puts(&b, PART[n % EIGHTHS]);
  } else {
    strbuf_fill(&b, '#', (size_t)n);
  }
  return strbuf_take(&b, &page->arena);
}

void page_heading(struct page *page, const char *heading, const char *remark)
{
  strbuf_putc(page->out, '\n');
  look_write(page->out, LOOK_STRONG, heading, page->style.color);
  if (*remark) strbuf_puts(page->out, ": ");
  look_write(page->out, LOOK_FAINT, remark, page->style.color);
  strbuf_putc(page->out, '\n');
}

void page_table(struct page *page, const char *heading, const char *remark, struct table *t)
{
  bool rows = t->cells.n > (t->headings ? t->columns : 0);
  if (rows && page->html) {
    html_table(page->out, heading, remark, t);
  } else if (rows) {
    page_heading(page, heading, remark);
    table_write(page->out, t, page->style.color);
  }
  table_free(t);
}

const char *page_again(const struct page *page, const char *name)
{
  return page->html ? name : "";
}

bool level_costs(const struct level_result *level)
{
  for (unsigned i = 0; i < level->actions; i++)
    if (level->action[i].each_pJ > 0) return true;
  return level->energy_pJ > 0;
}
