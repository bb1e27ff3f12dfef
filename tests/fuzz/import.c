/* The libFuzzer target: any bytes as a specification of another tool (make fuzz TARGET=import). */
#include "tests/importing.h"

#include "compiler/session/session.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char path[] = "fuzz.yaml";

/* As `tlc energy` reads it. */
static void read_prices(const char *text, size_t size, enum price_input wanted)
{
  struct compilation c;
  struct price_list prices;
  struct price_counts counts;
  struct strbuf shown = {0};
  const char *one = path, *unread;
  enum source_status status;
  compilation_init(&c, NULL);
  sources_add(&c.sources, path, text, size);
  struct import im = {&c.arena, &c.names, &c.diags, &c.sources};
  enum import_status is = import_prices(&im, &one, 1, wanted, &prices, &counts, &unread, &status);
  diags_finish(&c.diags);
  render_all(&shown, &c.diags, RENDER_PLAIN, 80, 0);
  if (is == IMPORT_UNREADABLE || (is == IMPORT_BROKEN) != (c.diags.n_errors > 0)) abort();
  strbuf_free(&shown);
  compilation_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  const char *text = (const char *)bytes;
  struct importing_file file = {path, text, size};
  struct importing i;
  importing_run(&i, &file, 1, NULL);
  if (i.broken) {
    fprintf(stderr, "%s\n", i.broken);
    abort();
  }
  importing_free(&i);
  for (enum price_input k = INPUT_ERT; k <= INPUT_COUNTS; k++) read_prices(text, size, k);
  return 0;
}
