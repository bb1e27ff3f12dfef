#include "compiler/mapper/space.h"

bool space_admits(const struct space_range *range, int64_t bound)
{
  if (bound < range->low || bound > range->high) return false;
  for (unsigned i = 0; i < range->choices; i++)
    if (range->choice[i] == bound) return true;
  return !range->choices;
}
