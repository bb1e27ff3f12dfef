/* Inside the room: kinds of density. */
#ifndef TL_SPARSE_DENSITY_INSIDE_H
#define TL_SPARSE_DENSITY_INSIDE_H

#include "lang/base/vec.h"
#include "runtime/sparse/density.h"
#include "runtime/sparse/memo.h"

struct chance { uint64_t occupancy; double chance; };

/* A distribution that is being made, ascending. */
struct chance_list { VEC(struct chance) of; };

struct density_kind_of {
  bool by_place;           /* tiles of as many words differ by how long they are */
  void (*chances)(struct density *d, const struct box *tile, struct chance_list *out);
  double (*empty)(struct density *d, const struct box *tile);
  /* empty[i] for outer->occupancy[i], in a tile `around` of `words` words */
  void (*empty_within)(struct density *d, const struct box *tile, const struct box *around,
                       uint64_t words, const struct chances *outer, double *empty);
  double (*expected)(struct density *d, const struct box *tile);
  uint64_t (*most)(struct density *d, const struct box *tile, double confidence);
  double (*least)(struct density *d, const struct box *tile);
};

struct density {
  const struct model_density *model;
  const struct density_kind_of *kind;
  bool compat;
  struct box tensor;
  struct arena arena;      /* of all that is known: */
  struct memo known;
  struct chance_list list; /* room to work in */
};

extern const struct density_kind_of density_constant, density_uniform, density_structured, density_banded,
  density_banded_scan, density_data;

/* Adds what is possible. */
void chance_add(struct chance_list *list, uint64_t occupancy, double chance);

/* In their order, with those of one occupancy added up and those of no chance left out. */
void chances_sort(struct chance_list *list);

/* Where an occupancy stands; `n` if it has no chance. */
uint32_t chances_place(const struct chances *chances, uint64_t occupancy);

/* The least occupancy that is not exceeded in a share `confidence` of all cases. */
uint64_t chances_quantile(const struct chances *chances, double confidence);

#endif
