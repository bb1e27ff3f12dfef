/* What stands along the path of an architecture, with its costs looked up once. */
#ifndef TL_EVAL_STATION_H
#define TL_EVAL_STATION_H

#include "runtime/energy/table.h"
#include "runtime/eval/result.h"
#include "runtime/eval/traffic.h"

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
};

/* What the stations of one evaluation look at. */
struct scene {
  const struct nest *nest;
  const struct flows *flows;
  struct traffic (*traffic)[MODEL_LEVELS]; /* [tensors] */
  uint64_t compute_cycles;
};

/* Looks up what the node costs. */
void station_costs(struct station *station, const struct energy_table *table);

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

/* Charges leakage for `cycles`. */
void station_leakage(const struct station *station, const struct scene *scene, uint64_t cycles,
                     struct level_result *result);

/* Adds an action to what was charged. */
void station_charge(struct level_result *result, const char *name, double count, double each_pJ);

/* The least whole number of cycles that `n` may mean. */
uint64_t station_cycles(double n);

#endif
