/* calibrate: how fast this processor is, by a loop that nobody ever makes faster or slower: numbers
 * are drawn, sorted into a table that fits the nearest caches, and multiplied, as evaluating and
 * checking do.  Times of two machines are compared by it. */
#include "tests/bench/clock.h"

#include <stdint.h>
#include <stdlib.h>

enum { ROUNDS = 7, STEPS = 2000000, SLOTS = 4096 };

/* Of each step the address comes from the one before, and so does half of its branches' luck. */
static double one_round(uint32_t *slot)
{
  uint64_t state = 88172645463325252u;
  double product = 1;
  for (unsigned i = 0; i < STEPS; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    uint32_t *s = &slot[(state ^ slot[state % SLOTS]) % SLOTS];
    if (*s < (uint32_t)state) *s = (uint32_t)state, product = product * 1.0000001 + 1e-9;
    else *s ^= (uint32_t)(state >> 32), product = product / 1.0000002;
  }
  return product;
}

int main(void)
{
  static uint32_t slot[SLOTS];
  double best = 0, sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    memset(slot, 0, sizeof slot);
    double start = cpu_seconds();
    sum += one_round(slot);
    double rate = STEPS / (cpu_seconds() - start) * 1e-6;
    if (rate > best) best = rate;
  }
  if (!(sum > 0)) return EXIT_FAILURE;
  put_row("calibration", best);
  return 0;
}
