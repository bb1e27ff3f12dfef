#include "runtime/report/json_arch.h"

#include "runtime/report/json_put.h"
#include "runtime/report/rows.h"

#include <math.h>
#include <string.h>

/* ---- nodes ---- */

/* Rates have one key for each unit; what a node has not is null. */
struct rates {
  double word_bits;              /* 0: the tensors' own */
  double read, write, bits;      /* bits a cycle */
  double words, computes;        /* a cycle */
};

static struct rates rates_of(const struct model_node *n)
{
  struct rates r = {0, NAN, NAN, NAN, NAN, NAN};
  switch (n->kind) {
  case MODEL_MEMORY:
    r.word_bits = n->memory.word_bits;
    r.read = n->memory.read_rate, r.write = n->memory.write_rate, r.bits = n->memory.shared_rate;
    break;
  case MODEL_NETWORK: r.word_bits = n->network.word_bits, r.bits = n->network.rate; break;
  case MODEL_TRANSIT:
    r.words = n->transit.rate;
    r.bits = n->transit.bit_rate > 0 ? n->transit.bit_rate : NAN;
    break;
  case MODEL_COMPUTE: r.computes = n->compute.rate; break;
  case MODEL_ARRAY: break;
  }
  return r;
}

static void put_axes(struct jsonw *w, const struct model_node *n)
{
  open_list(w, "axes");
  for (unsigned i = 0; n->kind == MODEL_ARRAY && i < n->array.axes; i++) {
    jsonw_object(w);
    put_string(w, "name", n->array.axis[i].name);
    put_uint(w, "size", n->array.axis[i].size);
    jsonw_object_end(w);
  }
  jsonw_array_end(w);
}

static void put_node(struct jsonw *w, const struct model_arch *arch, const struct model_node *n)
{
  struct rates r = rates_of(n);
  bool pretty = open_line(w);
  put_string(w, "name", n->name);
  put_string(w, "kind", report_kind(n));
  put_string(w, "class", n->component);
  put_string(w, "inside", n->parent < 0 ? NULL : arch->node[n->parent].name);
  put_axes(w, n);
  put_double(w, "word_bits", r.word_bits > 0 ? r.word_bits : NAN);
  put_double(w, "read_bits_per_cycle", r.read);
  put_double(w, "write_bits_per_cycle", r.write);
  put_double(w, "bits_per_cycle", r.bits);
  put_double(w, "words_per_cycle", r.words);
  put_double(w, "computes_per_cycle", r.computes);
  close_line(w, pretty);
}

static void put_arch(struct jsonw *w, const struct model_arch *arch)
{
  jsonw_object(w);
  put_string(w, "name", arch->name);
  put_double(w, "cycle_s", arch->cycle_s > 0 ? arch->cycle_s : NAN);
  open_list(w, "nodes");
  for (unsigned i = 0; i < arch->nodes; i++) put_node(w, arch, &arch->node[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

/* ---- each once ---- */

static const char *text_of(struct arena *a, const struct model_arch *arch)
{
  struct strbuf text = {0};
  struct jsonw w;
  jsonw_init(&w, &text, false);
  put_arch(&w, arch);
  return strbuf_take(&text, a);
}

void json_archs_init(struct json_archs *archs, const struct report *report)
{
  arena_init(&archs->arena);
  archs->n = 0;
  archs->at = ARENA_ARRAY(&archs->arena, const struct model_arch *, report->runs);
  archs->of = ARENA_ARRAY(&archs->arena, unsigned, report->runs);
  const char **text = ARENA_ARRAY(&archs->arena, const char *, report->runs);
  for (unsigned i = 0; i < report->runs; i++) {
    const char *own = text_of(&archs->arena, report->run[i].arch);
    unsigned k = 0;
    while (k < archs->n && strcmp(text[k], own)) k++;
    archs->of[i] = k;
    if (k < archs->n) continue;
    text[k] = own;
    archs->at[archs->n++] = report->run[i].arch;
  }
}

void json_archs_free(struct json_archs *archs) { arena_free(&archs->arena); }

void json_archs(struct jsonw *w, const struct json_archs *archs)
{
  open_list(w, "architectures");
  for (unsigned i = 0; i < archs->n; i++) put_arch(w, archs->at[i]);
  jsonw_array_end(w);
}

/* ---- workloads ---- */

static void put_ranks(struct jsonw *w, const struct model_einsum *einsum,
                      const struct model_tensor *tensor)
{
  open_list(w, "ranks");
  for (unsigned r = 0; r < tensor->ranks; r++) {
    jsonw_array(w);
    for (unsigned d = 0; d < einsum->dims; d++)
      jsonw_int(w, tensor->coefficients[r * einsum->dims + d]);
    jsonw_array_end(w);
  }
  jsonw_array_end(w);
}

static void put_data(struct jsonw *w, const struct model_einsum *einsum,
                     const struct model_tensor *tensor)
{
  bool pretty = open_line(w);
  put_string(w, "name", tensor->name);
  put_bool(w, "output", tensor->output);
  put_double(w, "word_bits", tensor->word_bits);
  put_ranks(w, einsum, tensor);
  close_line(w, pretty);
}

void json_einsum(struct jsonw *w, const struct model_einsum *einsum)
{
  open_list(w, "dims");
  for (unsigned i = 0; i < einsum->dims; i++) {
    bool pretty = open_line(w);
    put_string(w, "name", einsum->dim_names[i]);
    jsonw_key(w, "size");
    jsonw_int(w, einsum->bounds[i]);
    close_line(w, pretty);
  }
  jsonw_array_end(w);
  open_list(w, "tensors");
  for (unsigned i = 0; i < einsum->tensors; i++) put_data(w, einsum, &einsum->tensor[i]);
  jsonw_array_end(w);
}
