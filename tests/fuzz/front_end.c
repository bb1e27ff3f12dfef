/* The libFuzzer target: any bytes through the front end (make fuzz). */
#include "tests/front_end.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  front_end("fuzz.tl", (const char *)bytes, size);
  return 0;
}
