/* Inside the room: parts of reports for programs. */
#ifndef TL_REPORT_JSON_RUN_H
#define TL_REPORT_JSON_RUN_H

#include "runtime/report/json_put.h"
#include "runtime/report/report.h"

#include <math.h>

/* ---- json.c ---- */

const char *json_status(enum report_status status);

/* "value" and "unit", in base units; a text and a plain number have none. */
void json_value(struct jsonw *w, const struct report_value *value);
void json_expectation(struct jsonw *w, const struct report_expectation *e);

/* ---- study_data.c ---- */

void json_study(struct jsonw *w, const struct report_study *study);

/* ---- csv.c: cells, as RFC 4180 has them ---- */

/* … with a comma behind it. */
void csv_text(struct strbuf *out, const char *text);

/* … empty if it is NAN. */
void csv_number(struct strbuf *out, double v, char end);

#endif
