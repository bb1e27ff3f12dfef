#include "lang/base/unit_table.h"

const struct unit_prefix unit_prefixes[N_PREFIXES] = {
#define PREFIX(text, ten, two, class) {text, ten, two, class},
#include "lang/base/units.def"
};

const struct unit_quantity unit_quantities[N_QUANTITIES] = {
  [NUMBER] = {"real", "plain number", NULL, "1", NULL, {{0}}},
#define QUANTITY(id, type, name, per, symbol, example, ...) \
  [id] = {type, name, per, symbol, example, {{__VA_ARGS__}}},
#include "lang/base/units.def"
};

const struct unit_row unit_rows[N_UNITS] = {
#define UNIT(text, quantity, ten, factor, prefixes) {text, quantity, ten, factor, prefixes, false},
#define LABEL(text) {text, NUMBER, 0, 1, KILO | LARGE, true},
#include "lang/base/units.def"
};
