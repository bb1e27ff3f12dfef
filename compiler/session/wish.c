#include "compiler/session/wish.h"

const struct search_wish search_no_wish = {
  .strategy = -1, .gap = -1, .seconds = -1, .seed = -1};
