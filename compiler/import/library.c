/* How the library calls what estimators of Accelergy know by themselves: primitive classes, and
 * those that were published. */
#include "compiler/import/classes.h"

#include <string.h>
#include <strings.h>

#define PAIRS (const char *const[][2])
#define LEAKS {"leak", "leak"}, {"idle", "leak"}, {NULL, NULL}

static const char *const deltas[] = {"data_delta", "address_delta", NULL};

/* ---- attributes that many have ---- */

static const char *const none[][2] = {{NULL, NULL}};
static const char *const of_width[][2] = {
  {"width", "width"}, {"datawidth", "width"}, {"n_bits", "width"}, {NULL, NULL}};
static const char *const of_factors[][2] = {
  {"width", "width"}, {"datawidth", "width"}, {"n_bits", "width"}, {"width_a", "width"}, {"datawidth_a", "width"},
  {"width_b", "other"}, {"datawidth_b", "other"}, {NULL, NULL}};
static const char *const of_rows[][2] = {
  {"width", "width"}, {"datawidth", "width"}, {"depth", "depth"}, {NULL, NULL}};
static const char *const of_format[][2] = {
  {"exponent", "exponent"}, {"exponent_width", "exponent"}, {"exponent_bits", "exponent"},
  {"mantissa", "mantissa"}, {"mantissa_width", "mantissa"}, {"mantissa_bits", "mantissa"},
  {"datawidth", FORMAT}, {"width", FORMAT}, {"n_bits", FORMAT}, {NULL, NULL}};
static const char *const of_resolution[][2] = {
  {"resolution", "resolution"}, {"n_bits", "resolution"}, {"bits", "resolution"}, {NULL, NULL}};
static const char *const of_drivers[][2] = {
  {"resolution", "resolution"}, {"n_bits", "resolution"}, {"rows", "rows"}, {NULL, NULL}};
static const char *const of_converter[][2] = {
  {"resolution", "resolution"}, {"n_bits", "resolution"}, {"bits", "resolution"}, {"throughput", "rate"},
  {"rate", "rate"}, {"sample_rate", "rate"}, {"frequency", "rate"}, {NULL, NULL}};

/* ---- actions that many have ---- */

static const char *const accesses[][2] = {{"read", "read"}, {"write", "write"}, {"update", "update"}, LEAKS};
static const char *const converts[][2] = {{"convert", "convert"}, {"read", "convert"}, LEAKS};
static const char *const drives[][2] = {{"drive", "drive"}, {"convert", "drive"}, {"read", "drive"}, LEAKS};
static const char *const adds[][2] = {
  {"add", "add"}, {"count", "add"}, {"read", "add"}, {"compute", "compute"}, LEAKS};
static const char *const shifts_and_adds[][2] = {
  {"shift_add", "shift_add"}, {"read", "shift_add"}, {"compute", "compute"}, LEAKS};
static const char *const computes[][2] = {{"compute", "compute"}, {"read", "compute"}, LEAKS};
static const char *const transfers[][2] = {
  {"transfer", "transfer"}, {"transfer_random", "transfer"}, {"read", "transfer"}, LEAKS};
static const char *const compares[][2] = {
  {"compare", "compare"}, {"read", "compare"}, {"compute", "compute"}, LEAKS};
static const char *const counts[][2] = {
  {"count", "count"}, {"add", "count"}, {"read", "count"}, {"compute", "compute"}, LEAKS};
static const char *const multiplies[][2] = {
  {"multiply", "multiply"}, {"mult_random", "multiply"}, {"mult", "multiply"}, {"mult_reused", "reused"},
  {"mult_gated", "gated"}, {"compute", "compute"}, LEAKS};
static const char *const macs[][2] = {
  {"compute", "compute"}, {"mac", "compute"}, {"mac_random", "compute"}, {"mac_reused", "reused"},
  {"mac_gated", "gated"}, LEAKS};

/* ---- the classes ---- */

static const struct library_class library[] = {
  {"SRAM", "memory", "sram",
   PAIRS{{"width", "width"}, {"depth", "depth"}, {"n_banks", "banks"}, {"n_rdwr_ports", "ports"},
         {"n_rw_ports", "ports"}, {NULL, NULL}}, accesses, deltas},
  {"regfile", "memory", "regfile",
   PAIRS{{"width", "width"}, {"depth", "depth"}, {"n_banks", "banks"}, {"n_rdwr_ports", "ports"},
         {"n_rw_ports", "ports"}, {"n_ports", "ports"}, {NULL, NULL}}, accesses, deltas},
  {"FIFO", "memory", "fifo",
   PAIRS{{"width", "width"}, {"depth", "depth"}, {NULL, NULL}},
   PAIRS{{"push", "write"}, {"pop", "read"}, {"read", "read"}, {"write", "write"}, LEAKS}, NULL},
  {"DRAM", "memory", "lpddr4", PAIRS{{"width", "width"}, {NULL, NULL}}, accesses, NULL}, /* as a part */
  {"intadder", "compute", "intadder", of_width, adds, NULL},
  {"intmultiplier", "compute", "intmultiplier", of_factors, multiplies, NULL},
  {"intmac", "compute", "intmac",
   PAIRS{{"width", "width"}, {"datawidth", "width"}, {"multiplier_width", "multiplier"},
         {"adder_width", "adder"}, {NULL, NULL}}, macs, NULL},
  {"fpadder", "compute", "fpadder", of_format, adds, NULL},
  {"fpmultiplier", "compute", "fpmultiplier", of_format, multiplies, NULL},
  {"fpmac", "compute", "fpmac", of_format, macs, NULL},
  {"comparator", "compute", "comparator", of_width, compares, NULL},
  {"counter", "compute", "counter", of_width, counts, NULL},
  {"register", "compute", "register", of_width, accesses, NULL},
  {"reg", "compute", "register", of_width, accesses, NULL},
  {"bitwise", "compute", "bitwise", of_width,
   PAIRS{{"process", "operate"}, {"operate", "operate"}, {"read", "operate"}, {"compute", "compute"}, LEAKS}, NULL},
  {"shifter", "compute", "shifter", of_width, PAIRS{{"shift", "shift"}, {"compute", "compute"}, LEAKS}, NULL},
  {"mux", "compute", "mux",
   PAIRS{{"n_inputs", "inputs"}, {"inputs", "inputs"}, {"width", "width"}, {"datawidth", "width"}, {NULL, NULL}},
   PAIRS{{"select", "select"}, {"compute", "compute"}, LEAKS}, NULL},
  {"crossbar", "network", "crossbar",
   PAIRS{{"n_inputs", "inputs"}, {"inputs", "inputs"}, {"n_outputs", "outputs"}, {"outputs", "outputs"},
         {"width", "width"}, {"datawidth", "width"}, {NULL, NULL}}, transfers, NULL},
  {"wire", "network", "wire",
   PAIRS{{"length", "distance"}, {"datawidth", "width"}, {"width", "width"}, {NULL, NULL}}, transfers, NULL},

  {"adc", "analog", "adc", of_converter, converts, NULL},
  {"dac", "analog", "dac", of_converter, converts, NULL},
  {"shift_add", "analog", "shift_add", of_width, shifts_and_adds, NULL},

  {"aladdin_adder", "published.aladdin", "aladdin_adder", of_width, adds, NULL},
  {"aladdin_multiplier", "published.aladdin", "aladdin_multiplier", of_factors,
   PAIRS{{"multiply", "multiply"}, {"read", "multiply"}, {"compute", "compute"}, LEAKS}, NULL},
  {"aladdin_comparator", "published.aladdin", "aladdin_comparator", of_width, compares, NULL},
  {"aladdin_counter", "published.aladdin", "aladdin_counter", of_width, counts, NULL},
  {"aladdin_register", "published.aladdin", "aladdin_register", of_width, accesses, NULL},
  {"isaac_adc", "published.isaac", "isaac_adc", of_resolution, converts, NULL},
  {"isaac_dac", "published.isaac", "isaac_dac", of_drivers, drives, NULL},
  {"atomlayer_dac", "published.isaac", "isaac_dac", of_drivers, drives, NULL},
  {"newton_dac", "published.isaac", "isaac_dac", of_drivers, drives, NULL},
  {"forms_dac", "published.isaac", "isaac_dac", of_drivers, drives, NULL},
  {"atomlayer_adc", "published.isaac", "isaac_adc", of_resolution, converts, NULL},
  {"isaac_eDRAM", "published.isaac", "isaac_edram", of_rows, accesses, NULL},
  {"isaac_eDRAM_bus", "published.isaac", "isaac_edram_bus", of_width, transfers, NULL},
  {"isaac_router", "published.isaac", "isaac_router", of_width, transfers, NULL},
  {"isaac_shift_add", "published.isaac", "isaac_shift_add", of_width, shifts_and_adds, NULL},
  {"atomlayer_eDRAM", "published.isaac", "isaac_edram", of_rows, accesses, NULL},
  {"atomlayer_eDRAM_bus", "published.isaac", "isaac_edram_bus", of_width, transfers, NULL},
  {"atomlayer_router", "published.isaac", "isaac_router", of_width, transfers, NULL},
  {"atomlayer_shift_add", "published.isaac", "isaac_shift_add", of_width, shifts_and_adds, NULL},
  {"newton_eDRAM", "published.isaac", "isaac_edram", of_rows, accesses, NULL},
  {"newton_eDRAM_bus", "published.isaac", "isaac_edram_bus", of_width, transfers, NULL},
  {"newton_router", "published.isaac", "isaac_router", of_width, transfers, NULL},
  {"newton_shift_add", "published.isaac", "isaac_shift_add", of_width, shifts_and_adds, NULL},
  {"isaac_router_shared_by_four", "published.isaac", "isaac_router_shared", of_width, transfers, NULL},
  {"isaac_router_shared", "published.isaac", "isaac_router_shared", of_width, transfers, NULL},
  {"isaac_chip2chip_link", "published.isaac", "isaac_link", of_width, transfers, NULL},
  {"isaac_link", "published.isaac", "isaac_link", of_width, transfers, NULL},
  {"timely_chip2chip_link", "published.isaac", "isaac_link", of_width, transfers, NULL},
  {"atomlayer_register_ladder", "published.atomlayer", "atomlayer_register_ladder", of_rows, accesses, NULL},
  {"atomlayer_input_buffer_transfers", "published.atomlayer", "atomlayer_input_transfer", of_rows, transfers, NULL},
  {"brahms_dac", "published.brahms", "brahms_dac", of_resolution, converts, NULL},
  {"forms_adc", "published.forms", "forms_adc", of_resolution, converts, NULL},
  {"newton_adc", "published.newton", "newton_adc", of_resolution, converts, NULL},
  {"jia_datapath", "published.jia", "jia_datapath", PAIRS{{"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"process", "process"}, {"read", "process"}, {"compute", "compute"}, LEAKS}, NULL},
  {"jia_shift_add", "published.jia", "jia_shift_add",
   PAIRS{{"resolution", "resolution"}, {"voltage", "voltage"}, {NULL, NULL}}, shifts_and_adds, NULL},
  {"jia_zero_gate", "published.jia", "jia_zero_gate",
   PAIRS{{"resolution", "resolution"}, {"rows", "rows"}, {"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"compare", "compare"}, {"read", "compare"}, LEAKS}, NULL},
  {"wan_variable_precision_adc", "published.neurram", "neurram_adc",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"voltage", "voltage"}, {NULL, NULL}}, converts, NULL},
  {"neurram_adc", "published.neurram", "neurram_adc",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"voltage", "voltage"}, {NULL, NULL}}, converts, NULL},
  {"wan_analog_integrator", "published.neurram", "neurram_integrator",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"integrate", "integrate"}, {"read", "integrate"}, {"compute", "compute"}, LEAKS}, NULL},
  {"neurram_integrator", "published.neurram", "neurram_integrator",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"integrate", "integrate"}, {"read", "integrate"}, {"compute", "compute"}, LEAKS}, NULL},
  {"wan_shift_add", "published.neurram", "neurram_shift_add",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"resolution", "resolution"}, {"voltage", "voltage"}, {NULL, NULL}},
   shifts_and_adds, NULL},
  {"neurram_shift_add", "published.neurram", "neurram_shift_add",
   PAIRS{{"n_steps", "steps"}, {"steps", "steps"}, {"resolution", "resolution"}, {"voltage", "voltage"}, {NULL, NULL}},
   shifts_and_adds, NULL},
  {"wan_analog_sample", "published.neurram", "neurram_sample", PAIRS{{"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"sample", "sample"}, {"read", "sample"}, LEAKS}, NULL},
  {"neurram_sample", "published.neurram", "neurram_sample", PAIRS{{"voltage", "voltage"}, {NULL, NULL}},
   PAIRS{{"sample", "sample"}, {"read", "sample"}, LEAKS}, NULL},
  {"raaam_edram", "published.raaam", "raaam_edram", of_rows, accesses, NULL},
  {"raella_quant_multiplier", "published.raella", "raella_quantizer",
   of_width, PAIRS{{"multiply", "multiply"}, {"read", "multiply"}, {"compute", "compute"}, LEAKS}, NULL},
  {"raella_quantizer", "published.raella", "raella_quantizer",
   of_width, PAIRS{{"multiply", "multiply"}, {"compute", "compute"}, LEAKS}, NULL},
  {"timely_dtc", "published.timely", "timely_dtc", of_resolution, converts, NULL},
  {"timely_tdc", "published.timely", "timely_tdc", of_resolution, converts, NULL},
  {"timely_iadder", "published.timely", "timely_iadder", none, adds, NULL},
  {"timely_charging_comparator", "published.timely", "timely_charging_comparator",
   none, PAIRS{{"compare", "compare"}, {"read", "compare"}, LEAKS}, NULL},
  {"timely_psubBuf", "published.timely", "timely_psub_buffer", none, drives, NULL},
  {"timely_psub_buffer", "published.timely", "timely_psub_buffer", none, drives, NULL},
  {"timely_xsubBuf", "published.timely", "timely_xsub_buffer", PAIRS{{"rows", "rows"}, {NULL, NULL}},
   PAIRS{{"drive", "drive"}, {"buffer", "drive"}, {"read", "drive"}, LEAKS}, NULL},
  {"timely_xsub_buffer", "published.timely", "timely_xsub_buffer", PAIRS{{"rows", "rows"}, {NULL, NULL}},
   PAIRS{{"drive", "drive"}, {"buffer", "drive"}, {"read", "drive"}, LEAKS}, NULL},
  {"timely_input_output_buffer", "published.timely", "timely_buffer", of_rows, accesses, NULL},
  {"timely_buffer", "published.timely", "timely_buffer", of_rows, accesses, NULL},
  {"dac_albireo", "published.albireo", "albireo_dac", of_resolution, converts, NULL},
  {"albireo_dac", "published.albireo", "albireo_dac", of_resolution, converts, NULL},
  {"albireo_adc", "published.albireo", "albireo_adc", of_resolution, converts, NULL},
  {"albireo_tia", "published.albireo", "albireo_tia", none, converts, NULL},
  {"albireo_mzm", "published.albireo", "albireo_mzm", none, computes, NULL},
  {"albireo_mrr", "published.albireo", "albireo_mrr", none, computes, NULL},
  {"albireo_sram", "published.albireo", "albireo_sram", of_rows, accesses, NULL},
  {"albireo_awg", "published.albireo", "albireo_awg",
   none, PAIRS{{"compute", "transfer"}, {"transfer", "transfer"}, {"read", "transfer"}, LEAKS}, NULL},
  {"albireo_star_coupler", "published.albireo", "albireo_star_coupler",
   none, PAIRS{{"compute", "transfer"}, {"transfer", "transfer"}, {"read", "transfer"}, LEAKS}, NULL},
  {"dac_lightning", "published.lightning", "lightning_dac", of_resolution, converts, NULL},
  {"lightning_dac", "published.lightning", "lightning_dac", of_resolution, converts, NULL},
  {"adc_lightning", "published.lightning", "lightning_adc", of_resolution, converts, NULL},
  {"lightning_adc", "published.lightning", "lightning_adc", of_resolution, converts, NULL},
  {"lightning_sram", "published.lightning", "lightning_sram", of_rows, accesses, NULL},
  {"lightning_modulator", "published.lightning", "lightning_modulator", none, computes, NULL},
  {"neurosim_adder", "published.neurosim", "neurosim_adder", of_width, adds, NULL},
};

/* Of both, a `datawidth` is heard, and a `width` is not. */
static const struct library_class old_library[] = {
  {"SRAM", "accelergy", "accelergy_sram",
   PAIRS{{"width", "width"}, {"datawidth", "width"}, {"depth", "depth"}, {"n_banks", "n_banks"},
         {"n_rdwr_ports", "n_rdwr_ports"}, {"n_rw_ports", "n_rdwr_ports"}, {"n_ports", "n_rdwr_ports"},
         {NULL, NULL}},
   PAIRS{{"read", "read"}, {"write", "write"}, {"update", "update"}, {"leak", "leak"}, {"idle", "idle"},
         {NULL, NULL}}, deltas},
  {"regfile", "accelergy", "accelergy_regfile",
   PAIRS{{"width", "width"}, {"datawidth", "width"}, {"depth", "depth"}, {"n_banks", "n_banks"}, {NULL, NULL}},
   PAIRS{{"read", "read"}, {"write", "write"}, {"update", "update"}, {"leak", "leak"}, {"idle", "idle"},
         {NULL, NULL}}, deltas},
  {"FIFO", "accelergy", "accelergy_fifo",
   PAIRS{{"width", "width"}, {"datawidth", "width"}, {"depth", "depth"}, {NULL, NULL}},
   PAIRS{{"push", "push"}, {"pop", "pop"}, {"read", "read"}, {"write", "write"}, {"leak", "leak"},
         {"idle", "idle"}, {NULL, NULL}}, NULL},
  {"intadder", "accelergy", "accelergy_intadder", PAIRS{{"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"add", "add"}, {"count", "count"}, {"compute", "compute"}, {"leak", "leak"}, {"idle", "idle"},
         {NULL, NULL}}, NULL},
  {"intmultiplier", "accelergy", "accelergy_intmultiplier", PAIRS{{"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"mult_random", "mult_random"}, {"mult_reused", "mult_reused"}, {"mult_gated", "mult_gated"},
         {"multiply", "mult_random"}, {"mult", "mult_random"}, {"compute", "compute"}, {"leak", "leak"},
         {"idle", "idle"}, {NULL, NULL}}, NULL},
  {"intmac", "accelergy", "accelergy_intmac", PAIRS{{"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"mac_random", "mac_random"}, {"mac_reused", "mac_reused"}, {"mac_gated", "mac_gated"},
         {"mac", "mac_random"}, {"compute", "compute"}, {"leak", "leak"}, {"idle", "idle"}, {NULL, NULL}}, NULL},
  {"comparator", "accelergy", "accelergy_comparator", PAIRS{{"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"compare", "compare"}, {"transfer_random", "transfer_random"},
         {"transfer_repeated", "transfer_repeated"}, {"compute", "compute"}, {"leak", "leak"},
         {"idle", "idle"}, {NULL, NULL}}, NULL},
  {"counter", "accelergy", "accelergy_counter", PAIRS{{"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"count", "count"}, {"add", "add"}, {"compute", "compute"}, {"leak", "leak"}, {"idle", "idle"},
         {NULL, NULL}}, NULL},
  {"wire", "accelergy", "accelergy_wire",
   PAIRS{{"length", "length"}, {"datawidth", "datawidth"}, {"width", "datawidth"}, {NULL, NULL}},
   PAIRS{{"transfer", "transfer"}, {"transfer_random", "transfer_random"},
         {"transfer_repeated", "transfer_repeated"}, {"leak", "leak"}, {"idle", "idle"}, {NULL, NULL}}, NULL},
};

static const struct library_class *class_in(const struct library_class *all, size_t n, const char *class)
{
  for (size_t i = 0; i < n; i++)
    if (!strcasecmp(all[i].class, class)) return &all[i];
  return NULL;
}

const struct library_class *library_class(const char *class, bool old)
{
  const struct library_class *l = old ? class_in(old_library, sizeof old_library / sizeof *old_library, class) : NULL;
  return l ? l : class_in(library, sizeof library / sizeof *library, class);
}

bool is_library_memory(const char *class)
{
  const struct library_class *l = library_class(class, false);
  return l && library_attribute(l, "depth");
}

/* ---- names and measures ---- */

bool library_takes(const struct library_class *l, const char *action, const char *argument)
{
  bool moves = !strcmp(action, "read") || !strcmp(action, "write") || !strcmp(action, "update");
  for (unsigned i = 0; moves && l->arguments && l->arguments[i]; i++)
    if (!strcmp(l->arguments[i], argument)) return true;
  return false;
}

static const char *pair_of(const char *const (*pairs)[2], const char *name)
{
  while (**pairs && strcmp(**pairs, name)) pairs++;
  return (*pairs)[1];
}

const char *library_attribute(const struct library_class *l, const char *name)
{
  return pair_of(l->attributes, name);
}

const char *library_action(const struct library_class *l, const char *name)
{
  return pair_of(l->actions, name);
}

void suggest_library_action(const struct library_class *l, struct suggest *near)
{
  for (const char *const (*pair)[2] = l->actions; **pair; pair++) suggest_offer(near, **pair);
}

bool is_power(const struct library_class *l, const char *action)
{
  return strcmp(l->module, "accelergy") && !strcmp(pair_of(l->actions, action), "leak");
}

enum measure library_measure(const char *name)
{
  static const struct { const char *name; enum measure is; } measures[] = {
    {"distance", AS_LENGTH}, {"length", AS_LENGTH}, {"rate", AS_RATE}, {"voltage", AS_VOLTAGE},
    {"depth", AS_NUMBER}, {"banks", AS_NUMBER}, {"ports", AS_NUMBER}, {"n_banks", AS_NUMBER},
    {"n_rdwr_ports", AS_NUMBER}, {"inputs", AS_NUMBER}, {"outputs", AS_NUMBER}, {"rows", AS_NUMBER},
    {"steps", AS_NUMBER}};
  for (unsigned i = 0; i < sizeof measures / sizeof *measures; i++)
    if (!strcmp(name, measures[i].name)) return measures[i].is;
  return AS_BITS;
}

/* ---- floating-point numbers ---- */

const struct float_format *float_format(double bits)
{
  static const struct float_format formats[] = {
    {16, 5, 10, "half"}, {32, 8, 23, "single"}, {64, 11, 52, "double"}};
  for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
    if (bits == formats[i].bits) return &formats[i];
  return NULL;
}

void tell_no_format(struct importer *im, const char *name, const struct yaml *at, double bits)
{
  tell_lost(im, at->span, SAY(im, "a `%s` of %s", name, plain_number(im->arena, bits)),
            "of floating-point numbers, those of 16, 32 and 64 bits have a usual format: it is taken for single "
            "precision; say `exponent` and `mantissa` instead");
}
