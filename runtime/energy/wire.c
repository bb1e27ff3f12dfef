#include "runtime/energy/wire.h"

#include "lang/base/jsonw.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- writing ---- */

static void put_attributes(struct jsonw *w, const char *key, const struct estimate_attribute *at,
                           unsigned n)
{
  jsonw_key(w, key);
  jsonw_object(w);
  for (unsigned i = 0; i < n; i++) {
    jsonw_key(w, at[i].name);
    if (at[i].word) jsonw_string(w, at[i].word);
    else jsonw_double(w, at[i].number);
  }
  jsonw_object_end(w);
}

/* What an answer calls the value that is asked for. */
static const char *value_key(const char *action)
{
  return !strcmp(action, "area") || !strcmp(action, "leak") ? action : "energy";
}

void wire_put_hello(struct strbuf *out)
{
  strbuf_printf(out, "{\"id\":0,\"op\":\"hello\",\"protocol\":%d}\n", WIRE_VERSION);
}

static void put_id(struct jsonw *w, double id)
{
  jsonw_key(w, "id");
  jsonw_double(w, id);
}

void wire_put_query(struct strbuf *out, double id, const char *op, const struct estimate_query *q)
{
  struct jsonw w;
  jsonw_init(&w, out, false);
  jsonw_object(&w);
  if (op) {
    put_id(&w, id);
    jsonw_key(&w, "op");
    jsonw_string(&w, op);
  }
  jsonw_key(&w, "component");
  jsonw_string(&w, q->component);
  jsonw_key(&w, "action");
  jsonw_string(&w, q->action);
  put_attributes(&w, "attributes", q->attribute, q->attributes);
  put_attributes(&w, "arguments", q->argument, q->arguments);
  jsonw_key(&w, "want");
  jsonw_string(&w, value_key(q->action));
  jsonw_object_end(&w);
  if (op) strbuf_putc(out, '\n');
}

static void put_value(struct jsonw *w, const char *action, const struct estimate_answer *answer)
{
  jsonw_key(w, value_key(action));
  jsonw_double(w, answer->value);
  jsonw_key(w, "accuracy");
  jsonw_double(w, answer->accuracy);
  jsonw_key(w, "exactness");
  jsonw_string(w, answer->exactness < N_EXACTNESSES ? exactness_text(answer->exactness) : "?");
  if (!answer->note) return;
  jsonw_key(w, "note");
  jsonw_string(w, answer->note);
}

void wire_put_answer(struct strbuf *out, double id, const struct estimate_query *q,
                     const struct estimate_answer *answer, const char *error)
{
  struct jsonw w;
  jsonw_init(&w, out, false);
  jsonw_object(&w);
  put_id(&w, id);
  jsonw_key(&w, "ok");
  jsonw_bool(&w, answer != NULL);
  if (answer) put_value(&w, q->action, answer);
  else {
    jsonw_key(&w, "error");
    jsonw_string(&w, error);
  }
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}

/* ---- reading ---- */

/* What an estimator says is shown to people: nothing in it is for their terminals. */
static const char *shown(struct arena *a, const char *text)
{
  char *copy = arena_strndup(a, text, strlen(text));
  for (unsigned char *c = (unsigned char *)copy; *c; c++)
    if (*c < ' ' || *c == 0x7f) *c = ' ';
    else if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) c[0] = c[1] = ' '; /* U+0080 to U+009F */
  return copy;
}

static json_t *load(struct arena *a, const char *line, size_t n, const char **why)
{
  json_error_t e;
  json_t *root = json_loadb(line, n, JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, &e);
  if (!root) *why = arena_printf(a, "no JSON: %s", shown(a, e.text));
  else if (!json_is_object(root)) {
    *why = "JSON, but no object";
    json_decref(root);
    root = NULL;
  }
  return root;
}

static const char *text_of(struct arena *a, const json_t *v)
{
  return json_is_string(v) ? arena_strndup(a, json_string_value(v), strlen(json_string_value(v)))
                           : NULL;
}

static const char *member_text(struct arena *a, const json_t *o, const char *key)
{
  const char *text = json_string_value(json_object_get(o, key));
  return text ? shown(a, text) : NULL;
}

/* A list of texts; false if it is something else. */
static bool get_texts(struct arena *a, const json_t *list, const char ***at, unsigned *n)
{
  if (!list || json_is_null(list)) return true;
  if (!json_is_array(list)) return false;
  *at = ARENA_ARRAY(a, const char *, json_array_size(list));
  for (size_t i = 0; i < json_array_size(list); i++)
    if (!((*at)[(*n)++] = text_of(a, json_array_get(list, i)))) return false;
  return true;
}

/* "width": "required", "banks": "optional". */
static bool get_claimed(struct arena *a, json_t *map, struct wire_claim *c)
{
  const char *key;
  json_t *v;
  if (!map || json_is_null(map)) return true;
  if (!json_is_object(map)) return false;
  c->closed = true;
  c->need = ARENA_ARRAY(a, const char *, json_object_size(map));
  c->take = ARENA_ARRAY(a, const char *, json_object_size(map));
  json_object_foreach(map, key, v) {
    const char *how = json_string_value(v), *name = shown(a, key);
    if (how && !strcmp(how, "required")) c->need[c->needs++] = name;
    else if (how && !strcmp(how, "optional")) c->take[c->takes++] = name;
    else return false;
  }
  return true;
}

static const char *get_claim(struct arena *a, const json_t *o, struct wire_claim *c)
{
  const json_t *accuracy = json_object_get(o, "accuracy");
  if (!json_is_object(o)) return "`components` holds something that is no object";
  if (!get_texts(a, json_object_get(o, "names"), &c->name, &c->names) || !c->names)
    return "a component has no list of `names`";
  if (!get_texts(a, json_object_get(o, "actions"), &c->action, &c->actions))
    return "`actions` is no list of texts";
  if (!get_claimed(a, json_object_get(o, "attributes"), c))
    return "`attributes` says something else than \"required\" or \"optional\"";
  c->accuracy = json_is_number(accuracy) ? json_number_value(accuracy) : NAN;
  if (!(c->accuracy >= 0 && c->accuracy <= 100)) return "`accuracy` is no number from 0 to 100";
  return NULL;
}

static const char *get_claims(struct arena *a, const json_t *root, struct wire_hello *out)
{
  const json_t *list = json_object_get(root, "components"), *cached = json_object_get(root, "cache");
  const char *why = NULL;
  out->name = member_text(a, root, "name");
  out->version = member_text(a, root, "version");
  out->cached = !json_is_false(cached);
  if (!out->version) out->version = "";
  if (!out->name || !*out->name) return "it says no `name`";
  if (!strcmp(out->name, ESTIMATOR_COMPONENT)) return "the name `component` is not to be had";
  if (!get_texts(a, json_object_get(root, "files"), &out->file, &out->files) ||
      !get_texts(a, json_object_get(root, "environment"), &out->variable, &out->variables))
    return "`files` or `environment` is no list of texts";
  if (!json_is_array(list)) return "it has no list of `components`";
  out->claim = ARENA_ARRAY(a, struct wire_claim, json_array_size(list));
  for (size_t i = 0; i < json_array_size(list) && !why; i++)
    why = get_claim(a, json_array_get(list, i), &out->claim[out->claims++]);
  return why;
}

bool wire_get_hello(struct arena *a, const char *line, size_t n, struct wire_hello *out,
                    const char **why)
{
  json_t *root = load(a, line, n, why);
  *out = (struct wire_hello){.is_object = root != NULL};
  if (!root) return false;
  if (json_is_false(json_object_get(root, "ok"))) {
    *why = member_text(a, root, "error");
    if (!*why) *why = "it says that it cannot be used, and not why";
  } else *why = get_claims(a, root, out);
  json_decref(root);
  return !*why;
}

static bool get_attributes(struct arena *a, json_t *map, struct estimate_attribute **at,
                           unsigned *n)
{
  const char *key;
  json_t *v;
  if (!map || json_is_null(map)) return true;
  if (!json_is_object(map)) return false;
  *at = ARENA_ARRAY(a, struct estimate_attribute, json_object_size(map));
  json_object_foreach(map, key, v) {
    struct estimate_attribute *to = &(*at)[(*n)++];
    *to = (struct estimate_attribute){arena_strndup(a, key, strlen(key)), text_of(a, v), 0};
    if (!to->word && !json_is_number(v)) return false;
    if (!to->word) to->number = json_number_value(v);
  }
  return true;
}

static const char *get_query(struct arena *a, const json_t *root, struct estimate_query *q)
{
  q->component = member_text(a, root, "component");
  q->action = member_text(a, root, "action");
  if (!q->component || !q->action) return "a question without `component` or `action`";
  if (!get_attributes(a, json_object_get(root, "attributes"), &q->attribute, &q->attributes) ||
      !get_attributes(a, json_object_get(root, "arguments"), &q->argument, &q->arguments))
    return "attributes that are neither numbers nor texts";
  return NULL;
}

bool wire_get_query(struct arena *a, const char *line, size_t n, double *id,
                    struct estimate_query *out, const char **why)
{
  json_t *root = load(a, line, n, why);
  *out = (struct estimate_query){0};
  if (!root) return false;
  *id = json_number_value(json_object_get(root, "id"));
  *why = get_query(a, root, out);
  json_decref(root);
  return !*why;
}

static bool get_count(const json_t *v, unsigned *out)
{
  double x = json_is_number(v) ? json_number_value(v) : -1;
  if (!(x >= 0 && x <= 1e6)) return false;
  *out = (unsigned)x;
  return true;
}

static const char *get_answer(struct arena *a, const json_t *root, const struct estimate_query *q,
                              struct wire_message *out)
{
  const json_t *value = json_object_get(root, value_key(q->action));
  const json_t *accuracy = json_object_get(root, "accuracy");
  const char *exactness = member_text(a, root, "exactness");
  struct estimate_answer *to = &out->answer;
  to->value = json_is_number(value) ? json_number_value(value) : NAN;
  to->accuracy = json_is_number(accuracy) ? json_number_value(accuracy) : accuracy ? NAN : 0;
  to->exactness = exactness ? exactness_find(exactness) : EXACTNESS_EXACT;
  to->note = member_text(a, root, "note");
  out->matched = get_count(json_object_get(root, "matched"), &to->matched);
  out->defaulted = get_count(json_object_get(root, "defaulted"), &to->defaulted);
  if (!value) return arena_printf(a, "an answer without `%s`", value_key(q->action));
  return NULL;
}

static const char *get_refusal(struct arena *a, const json_t *root, struct wire_message *out)
{
  const char *kind = member_text(a, root, "kind");
  out->error = member_text(a, root, "error");
  out->lasting = kind && (!strcmp(kind, "out_of_range") || !strcmp(kind, "unknown"));
  return out->error ? NULL : "`ok` is false, but no `error` says why";
}

bool wire_get_message(struct arena *a, const char *line, size_t n, const struct estimate_query *q,
                      struct wire_message *out, const char **why)
{
  json_t *root = load(a, line, n, why);
  *out = (struct wire_message){.id = -1};
  if (!root) return false;
  const json_t *id = json_object_get(root, "id"), *ok = json_object_get(root, "ok");
  const char *op = json_string_value(json_object_get(root, "op"));
  if (json_is_number(id)) out->id = json_number_value(id);
  out->kind = op && !strcmp(op, "ask") ? WIRE_ASK : WIRE_ANSWER;
  out->ok = json_is_true(ok);
  if (out->kind == WIRE_ASK) *why = get_query(a, root, &out->query);
  else if (!json_is_boolean(ok)) *why = "an answer in which `ok` is neither true nor false";
  else *why = out->ok ? get_answer(a, root, q, out) : get_refusal(a, root, out);
  json_decref(root);
  return !*why;
}
