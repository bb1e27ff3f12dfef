" The words of the language by what they are, as the compiler has them.
scriptencoding utf-8

" begin words (by lang/editors/words.sh)
let tl#words#declares = [
      \ 'component', 'arch', 'memory', 'compute', 'network', 'transit', 'array', 'group',
      \ 'workload', 'mapping', 'mapspace', 'mapper', 'sparsity', 'study', 'table', 'test',
      \ 'part', 'action', 'enum', 'either', 'parallel']
let tl#words#statements = [
      \ 'import', 'at', 'run', 'dim', 'data', 'param', 'let', 'unit', 'sweep', 'measure', 'for',
      \ 'par', 'keep', 'bypass', 'refetch', 'preload', 'unicast', 'direct', 'carries', 'order',
      \ 'pareto', 'minimize', 'report', 'skip', 'gate', 'require', 'expect', 'where', 'row']
let tl#words#clauses = [
      \ 'is', 'of', 'on', 'within', 'using', 'as', 'reuse']
let tl#words#constants = [
      \ 'true', 'false']
let tl#words#operators = [
      \ 'if', 'then', 'else', 'and', 'or', 'not', 'in', 'with', 'over', 'by']
let tl#words#types = [
      \ 'int', 'real', 'bool', 'string', 'component', 'arch', 'workload', 'mapping', 'mapspace',
      \ 'mapper', 'sparsity', 'table', 'bits', 'energy', 'time', 'power', 'area', 'length',
      \ 'freq', 'volts', 'amps', 'ohms', 'siemens', 'farads', 'temperature', 'cycles']
let tl#words#never_units = [
      \ 'if', 'then', 'else', 'and', 'or', 'not', 'true', 'false', 'in', 'with', 'over', 'by',
      \ 'for', 'is', 'of', 'on', 'within', 'using', 'as', 'reuse']
let tl#words#functions = [
      \ 'abs', 'ceil', 'floor', 'round', 'sqrt', 'log2', 'log10', 'ln', 'exp', 'min', 'max',
      \ 'sum', 'product', 'mean', 'length', 'all', 'any', 'gcd', 'lcm', 'extrapolated', 'compat',
      \ 'precision', 'energy', 'area', 'utilization', 'reads', 'writes', 'fills', 'updates',
      \ 'accesses', 'tile', 'size', 'capacity', 'speedup']
let tl#words#attributes = [
      \ 'write.bandwidth', 'word', 'width', 'voltage', 'victory', 'utilization.least',
      \ 'utilization', 'towards', 'top', 'tolerance', 'timeout', 'time_limit', 'throughput',
      \ 'threads', 'temperature', 'tech', 'strategy', 'sparsity', 'size', 'shape', 'seed',
      \ 'reduce', 'read.bandwidth', 'ports', 'overbooking', 'multicast', 'min_accuracy',
      \ 'metadata.word', 'metadata.width', 'metadata', 'memory_limit', 'leakage', 'latency',
      \ 'imperfect', 'gating', 'gap', 'forward', 'estimator', 'energy', 'depth', 'decompresses',
      \ 'count', 'compresses', 'cluster', 'clock', 'buffers', 'block', 'banks', 'bandwidth',
      \ 'area', 'accuracy']
" end words
