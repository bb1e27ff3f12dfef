" The words of the language by what they are, as the compiler has them.
scriptencoding utf-8

" begin words (by lang/editors/words.sh)
let tl#words#declares = [
      \ 'component', 'arch', 'memory', 'compute', 'network', 'transit', 'array', 'group',
      \ 'workload', 'mapping', 'mapspace', 'mapper', 'sparsity', 'study', 'table', 'test',
      \ 'part', 'action', 'enum', 'parallel']
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
let tl#words#units = [
      \ 'bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit', 'Ebit', 'Kibit', 'Mibit', 'Gibit',
      \ 'Tibit', 'Pibit', 'b', 'kb', 'Mb', 'Gb', 'Tb', 'Pb', 'Eb', 'Kib', 'Mib', 'Gib', 'Tib',
      \ 'Pib', 'B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'J',
      \ 'fJ', 'pJ', 'nJ', 'uJ', 'µJ', 'μJ', 'mJ', 'kJ', 'MJ', 'GJ', 'TJ', 'PJ', 'EJ', 's',
      \ 'fs', 'ps', 'ns', 'us', 'µs', 'μs', 'ms', 'W', 'fW', 'pW', 'nW', 'uW', 'µW', 'μW',
      \ 'mW', 'kW', 'MW', 'GW', 'TW', 'PW', 'EW', 'm', 'fm', 'pm', 'nm', 'um', 'µm', 'μm',
      \ 'mm', 'km', 'Hz', 'kHz', 'MHz', 'GHz', 'THz', 'PHz', 'EHz', 'V', 'fV', 'pV', 'nV', 'uV',
      \ 'µV', 'μV', 'mV', 'kV', 'A', 'fA', 'pA', 'nA', 'uA', 'µA', 'μA', 'mA', 'kA', 'ohm',
      \ 'fohm', 'pohm', 'nohm', 'uohm', 'µohm', 'μohm', 'mohm', 'kohm', 'Mohm', 'Gohm', 'Tohm',
      \ 'Pohm', 'Eohm', 'Ω', 'fΩ', 'pΩ', 'nΩ', 'uΩ', 'µΩ', 'μΩ', 'mΩ', 'kΩ', 'MΩ',
      \ 'GΩ', 'TΩ', 'PΩ', 'EΩ', 'Ω', 'fΩ', 'pΩ', 'nΩ', 'uΩ', 'µΩ', 'μΩ',
      \ 'mΩ', 'kΩ', 'MΩ', 'GΩ', 'TΩ', 'PΩ', 'EΩ', 'S', 'fS', 'pS', 'nS', 'uS',
      \ 'µS', 'μS', 'mS', 'F', 'fF', 'pF', 'nF', 'uF', 'µF', 'μF', 'mF', 'K', 'eV', 'feV',
      \ 'peV', 'neV', 'ueV', 'µeV', 'μeV', 'meV', 'keV', 'MeV', 'GeV', 'TeV', 'PeV', 'EeV',
      \ 'cycle', 'kcycle', 'Mcycle', 'Gcycle', 'Tcycle', 'Pcycle', 'Ecycle', 'cycles', 'kcycles',
      \ 'Mcycles', 'Gcycles', 'Tcycles', 'Pcycles', 'Ecycles', 'access', 'accesses', 'op', 'ops',
      \ 'mac', 'macs', 'word', 'words', 'flit', 'flits', 'hop', 'hops']
let tl#words#functions = [
      \ 'abs', 'ceil', 'floor', 'round', 'sqrt', 'log2', 'log10', 'ln', 'exp', 'min', 'max',
      \ 'sum', 'product', 'mean', 'length', 'all', 'any', 'gcd', 'lcm', 'extrapolated', 'compat',
      \ 'precision', 'energy', 'area', 'utilization', 'reads', 'writes', 'fills', 'updates',
      \ 'accesses', 'tile', 'size', 'capacity', 'speedup']
let tl#words#attributes = [
      \ 'write.bandwidth', 'word', 'width', 'voltage', 'victory', 'utilization.least',
      \ 'utilization', 'towards', 'top', 'tolerance', 'timeout', 'time_limit', 'throughput',
      \ 'threads', 'temperature', 'tech', 'strategy', 'sparsity', 'size', 'shape', 'seed',
      \ 'reduce', 'read.bandwidth', 'ports', 'multicast', 'min_accuracy', 'metadata.width',
      \ 'metadata', 'memory_limit', 'leakage', 'latency', 'imperfect', 'gating', 'gap',
      \ 'forward', 'estimator', 'energy', 'depth', 'count', 'cluster', 'clock', 'buffers',
      \ 'block', 'banks', 'bandwidth', 'area', 'accuracy']
" end words
