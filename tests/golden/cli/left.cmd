# A sparsity that leaves nothing is refused where the established model refuses it.
tlc --compat timeloop none.tl
