#include "compiler/mapper/inside.h"

void search_exact(struct search_work *work)
{
  search_exhaustive(work);
}
