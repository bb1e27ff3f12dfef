/* An estimator of one's own: what a content-addressable memory costs, as a shared library.
 *
 *   cc -std=c11 -shared -fPIC $(pkg-config --cflags-only-I tlrt) cam.c -o cam.so
 *   tlc --estimator ./cam.so cam.tl
 *
 * Its numbers are made up: some femtojoules for each cell that is compared or written, scaled
 * with the square of the technology.  What is real is how it speaks to tlc. */
#include <tlc_estimator.h>

#include <string.h>

static const double node = 45e-9;           /* that the numbers below are for, in m */
static const double compared = 0.6e-15;     /* J for each cell that a search looks at */
static const double written = 2.1e-15;      /* J for each cell that a write changes */
static const double leaking = 0.9e-9;       /* W for each cell */
static const double cell = 0.7e-12;         /* m^2 for each cell */

static const struct tlc_claim claims[] = {
  {"cam", "read write", "entries width tech?", 60},
};

static double number(const struct tlc_query *q, const char *name, double otherwise)
{
  for (uint32_t i = 0; i < q->attributes; i++)
    if (!strcmp(q->attribute[i].name, name) && !q->attribute[i].word) return q->attribute[i].number;
  return otherwise;
}

static int refuse(struct tlc_answer *answer, const char *why)
{
  answer->error = why;
  return 1;
}

static int estimate(void *self, const struct tlc_query *q, struct tlc_answer *answer)
{
  (void)self;
  double entries = number(q, "entries", 0), width = number(q, "width", 0);
  double tech = number(q, "tech", node), scale = (tech / node) * (tech / node);
  double cells = entries * width;
  if (entries > 65536) return refuse(answer, "it is for 65536 entries at most");
  if (!strcmp(q->action, "read")) answer->value = cells * compared * scale;
  else if (!strcmp(q->action, "write")) answer->value = width * written * scale;
  else if (!strcmp(q->action, "leak")) answer->value = cells * leaking;
  else answer->value = cells * cell * scale;
  answer->exactness = tech == node ? TLC_EXACT : TLC_SCALED;
  answer->note = "made-up cells of 45 nm";
  return 0;
}

static const struct tlc_estimator self = {
  .abi = TLC_ESTIMATOR_ABI,
  .size = sizeof self,
  .name = "cam",
  .version = "1",
  .claim = claims,
  .claims = sizeof claims / sizeof *claims,
  .estimate = estimate,
};

const struct tlc_estimator *tlc_estimator_open(const struct tlc_host *host, const char **why)
{
  if (host->abi == TLC_ESTIMATOR_ABI) return &self;
  *why = "it is made for another tlc";
  return NULL;
}
