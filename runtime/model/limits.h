/* How large the objects of the model may be, so that evaluation works in memory of
 * fixed size.  Whoever builds them checks; `tlc` answers with a diagnostic. */
#ifndef TL_MODEL_LIMITS_H
#define TL_MODEL_LIMITS_H

enum {
  MODEL_DIMS = 32,    /* dims of an Einsum: sets of them are 32-bit masks */
  MODEL_TENSORS = 32, /* tensors of an Einsum, likewise */
  MODEL_RANKS = 8,    /* ranks of a tensor */
  MODEL_LEVELS = 32,  /* nodes between the outermost memory and the compute, both included */
  MODEL_NODES = 128,  /* nodes of an architecture in all */
  MODEL_AXES = 8,     /* dimensions of an array */
  MODEL_LOOPS = 64,   /* loops with more than one iteration: their product fits 63 bits */
  MODEL_INSTANCES = 1 << 22, /* that one array puts to use */
};

#endif
