#include "compiler/mapper/inside.h"

void search_random(struct search_work *work)
{
  search_exhaustive(work);
}
