/* What stands along the path of an architecture, with its costs looked up once. */
#ifndef TL_EVAL_STATION_H
#define TL_EVAL_STATION_H

#include "runtime/energy/table.h"
#include "runtime/eval/result.h"
#include "runtime/eval/sparse.h"
#include "runtime/eval/traffic.h"

/* A tensor's words at a station. */
struct station_word {
  double bits;               /* of one word */
  uint64_t block;            /* words that one access moves; at least 1 */
  double split;              /* accesses for one word that is wider than an access */
};

/* What zeros cost, in pJ of one action. */
struct station_sparse {
  double word_pJ[FATES][ACCESSES], metadata_pJ[FATES][ACCESSES];
  double compute_pJ[FATES];
  double decompress_pJ, compress_pJ;
  double metadata_width;     /* bits of one access to metadata; 0: none is made */
};

/* Energies in pJ of one action; 0 where the table has none. */
struct station {
  const struct model_node *node;
  unsigned level;            /* of the nest: its own, or the one it hangs below */
  bool inside;               /* it hangs inside the array of that level */
  uint64_t instances;        /* that there are */
  uint64_t gate_instances;   /* of what switches its power; 0: nothing else does */
  unsigned gate_level;
  double read_pJ, write_pJ, update_pJ, address_pJ, reduce_pJ;
  double hop_pJ, route_pJ, transfer_pJ;
  double compute_pJ, pass_pJ, leak_pJ;
  double area_um2;
  struct station_word word[MODEL_TENSORS];
  struct station_sparse sparse;
};

/* Accesses of one tensor at one memory, by one instance of it: as many as are charged. */
struct station_access {
  double words[FATES][ACCESSES], metadata[FATES][ACCESSES];
  double metadata_bits[FATES][ACCESSES];
  double confidence;         /* the share of tiles that fit */
  struct sparse_room room;
};

/* What the stations of one evaluation look at. */
struct scene {
  const struct nest *nest;
  const struct flows *flows;
  struct traffic (*traffic)[MODEL_LEVELS]; /* [tensors] */
  uint64_t compute_cycles;
  struct sparse *sparse;     /* NULL: there are no zeros */
  struct station_access (*access)[MODEL_TENSORS]; /* [levels] if there are */
};

/* Works out what does not depend on a mapping: what the node costs, and how its words
 * are moved. */
void station_costs(struct station *station, const struct energy_table *table);
void station_words(struct station *station, const struct model_einsum *einsum);

/* Accesses that so many words take. */
double station_accesses(const struct station_word *word, uint64_t words);

/* Instances of a memory that share an address share one access: how many do, if `spread` of
 * them are in use. */
double station_sharing(const struct station *station, double spread);

/* The bits that tiles of these tensors may take in a memory, all together; INFINITY: as many
 * as they want.  `*least` are those that they must. */
double station_room(const struct station *station, uint32_t keeps, double *least);

/* Each works out one station's part of the result, but for leakage: cycles, counts and
 * energies.  False: `problem` says what does not fit. */
bool station_memory(const struct station *station, const struct scene *scene,
                    struct level_result *result, struct eval_problem *problem);
void station_network(const struct station *station, const struct scene *scene,
                     struct level_result *result);
void station_transit(const struct station *station, const struct scene *scene,
                     struct level_result *result);
void station_compute(const struct station *station, const struct scene *scene,
                     struct level_result *result);

/* Where there are zeros: what else actions cost, … */
void station_sparse_costs(struct station *station, const struct energy_table *table,
                          const struct model_metadata *metadata, bool compat);

/* … how much room tiles take and how often a memory is accessed, once for all stations, … */
bool station_sparse_room(const struct station *station, const struct scene *scene,
                         struct eval_problem *problem);

/* … and the result. */
bool station_sparse_memory(const struct station *station, const struct scene *scene,
                           struct level_result *result, struct eval_problem *problem);
void station_sparse_compute(const struct station *station, const struct scene *scene,
                            struct level_result *result);

/* The most instances that one word of a tensor is read for at a memory. */
uint64_t station_multicast(const struct station *station, const struct scene *scene,
                           unsigned tensor);

/* The word and the capacity of a memory. */
void station_memory_facts(const struct station *station, uint32_t keeps,
                          struct level_result *result);

/* Puts an action down that is done `count` times. */
void station_charge(struct level_result *result, const char *name, double count, double each_pJ);

/* Charges leakage for `cycles`. */
void station_leakage(const struct station *station, const struct scene *scene, uint64_t cycles,
                     struct level_result *result);

/* The least whole number of cycles that is not below `n`, but for rounding. */
uint64_t station_cycles(double n);

#endif
