#include "runtime/energy/estimator.h"
#include "runtime/energy/digest.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* One that answers what it is told to. */
struct fake {
  struct estimator base;
  const char *component;
  struct estimate_answer answer;
  enum estimate_state state;
  const char *reason;
  unsigned opened, asked, closed;
  struct estimate_query *asks; /* it asks this itself */
  const struct estimate_outcome *told;
};

static void fake_open(struct estimator *e) { ((struct fake *)e)->opened++; }
static void fake_close(struct estimator *e) { ((struct fake *)e)->closed++; }

static bool fake_claims(struct estimator *e, const struct estimate_query *q, const char **reason)
{
  *reason = NULL;
  return !strcmp(((struct fake *)e)->component, q->component);
}

static enum estimate_state fake_estimate(struct estimator *e, const struct estimate_query *q,
                                         struct estimate_answer *answer, const char **reason)
{
  struct fake *f = (struct fake *)e;
  (void)q;
  f->asked++;
  *answer = f->answer;
  *reason = f->state == ESTIMATE_ANSWERED ? NULL : f->reason;
  if (f->asks) f->told = estimators_ask(e->set, f->asks, &(struct estimate_demand){0});
  return f->state;
}

static struct fake make(const char *name, double value, double accuracy)
{
  return (struct fake){.base = {.name = name,
                                .origin = name,
                                .provider = PROVIDER_COMMAND,
                                .open = fake_open,
                                .claims = fake_claims,
                                .estimate = fake_estimate,
                                .close = fake_close},
                       .component = "sram",
                       .answer = {.value = value, .accuracy = accuracy}};
}

static struct estimate_attribute attributes[] = {{"width", NULL, 64}, {"depth", NULL, 512},
                                                 {"cell", "lstp", 0}};

static struct estimate_query question(void)
{
  return (struct estimate_query){.component = "sram", .action = "read", .attributes = 3,
                                 .attribute = attributes};
}

static const struct estimate_demand anything = {.accuracy = 0};

/* The winner of two, whichever is added first. */
static const char *winner(struct fake a, struct fake b)
{
  const char *names[2];
  for (int turn = 0; turn < 2; turn++) {
    struct estimators set;
    struct fake first = turn ? b : a, second = turn ? a : b;
    struct estimate_query q = question();
    estimators_init(&set);
    estimators_add(&set, &first.base);
    estimators_add(&set, &second.base);
    const struct estimate_outcome *o = estimators_ask(&set, &q, &anything);
    assert_non_null(o->chosen);
    assert_int_equal(o->attempts, 2);
    assert_ptr_equal(o->chosen, &o->attempt[0]);
    names[turn] = o->chosen->estimator;
    estimators_free(&set);
    assert_int_equal(first.closed + second.closed, 2);
  }
  assert_string_equal(names[0], names[1]);
  return names[0];
}

static void the_better_answer_is_taken(void **state)
{
  (void)state;
  struct fake a = make("a", 1e-12, 70), z = make("z", 2e-12, 70);
  assert_string_equal(winner(a, z), "a");
  z.base.provider = PROVIDER_LIBRARY;
  assert_string_equal(winner(a, z), "z");
  a.answer.defaulted = 0, z.answer.defaulted = 1;
  assert_string_equal(winner(a, z), "a");
  z.answer.matched = 2, a.answer.matched = 1;
  assert_string_equal(winner(a, z), "z");
  z.answer.exactness = EXACTNESS_SCALED, a.answer.exactness = EXACTNESS_INTERPOLATED;
  assert_string_equal(winner(a, z), "a");
  z.answer.accuracy = 70.5;
  assert_string_equal(winner(a, z), "z");
  z.state = ESTIMATE_REFUSED;
  z.reason = "no";
  assert_string_equal(winner(a, z), "a");
}

static void equal_names_are_told_apart_by_what_they_say(void **state)
{
  (void)state;
  struct fake a = make("x", 1e-12, 70), b = make("x", 2e-12, 70);
  assert_string_equal(winner(a, b), "x");
}

static void what_is_demanded_comes_first(void **state)
{
  (void)state;
  struct estimators set;
  struct fake good = make("good", 1e-12, 90), poor = make("poor", 2e-12, 50);
  struct estimate_query q = question();
  estimators_init(&set);
  estimators_add(&set, &good.base);
  estimators_add(&set, &poor.base);
  const struct estimate_outcome *o =
    estimators_ask(&set, &q, &(struct estimate_demand){.estimator = "poor"});
  assert_string_equal(o->chosen->estimator, "poor");
  assert_int_equal(good.asked, 0);
  assert_int_equal(o->attempt[1].state, ESTIMATE_UNWANTED);
  o = estimators_ask(&set, &q, &(struct estimate_demand){.estimator = "poor", .accuracy = 60});
  assert_null(o->chosen);
  assert_false(o->estimator_missing);
  assert_int_equal(o->attempt[0].state, ESTIMATE_INACCURATE);
  o = estimators_ask(&set, &q, &(struct estimate_demand){.estimator = "who"});
  assert_true(o->estimator_missing);
  o = estimators_ask(&set, &q, &(struct estimate_demand){.accuracy = 95});
  assert_null(o->chosen);
  assert_int_equal(good.opened, 1);
  estimators_free(&set);
}

static void the_component_itself_is_a_candidate(void **state)
{
  (void)state;
  struct estimators set;
  struct fake f = make("f", 1e-12, 80);
  struct estimate_query q = question();
  struct estimate_answer own = {.value = 5e-12, .accuracy = 100};
  struct estimate_demand d = {.own = &own, .own_provider = PROVIDER_DESIGN};
  estimators_init(&set);
  estimators_add(&set, &f.base);
  const struct estimate_outcome *o = estimators_ask(&set, &q, &d);
  assert_string_equal(o->chosen->estimator, ESTIMATOR_COMPONENT);
  own.accuracy = 70;
  d.own_provider = PROVIDER_BUILT_IN;
  o = estimators_ask(&set, &q, &d);
  assert_string_equal(o->chosen->estimator, "f");
  assert_true(o->attempt[1].answer.value == 5e-12);
  own.accuracy = 80;
  assert_string_equal(estimators_ask(&set, &q, &d)->chosen->estimator, "f");
  d.estimator = ESTIMATOR_COMPONENT;
  assert_string_equal(estimators_ask(&set, &q, &d)->chosen->estimator, ESTIMATOR_COMPONENT);
  estimators_free(&set);
}

static void reasons_are_kept(void **state)
{
  (void)state;
  struct estimators set;
  struct fake f = make("f", 0, 80), other = make("other", 0, 80);
  struct estimate_query q = question();
  f.state = ESTIMATE_FAILED;
  f.reason = "it fell over";
  other.component = "dram";
  estimators_init(&set);
  estimators_add(&set, &other.base);
  estimators_add(&set, &f.base);
  const struct estimate_outcome *o = estimators_ask(&set, &q, &anything);
  assert_null(o->chosen);
  assert_int_equal(o->attempts, 2);
  assert_string_equal(o->attempt[0].reason, "it fell over");
  assert_int_equal(o->attempt[1].state, ESTIMATE_UNKNOWN);
  estimators_free(&set);
}

static void the_same_question_is_asked_once(void **state)
{
  (void)state;
  struct estimators set;
  struct fake f = make("f", 1e-12, 80);
  estimators_init(&set);
  estimators_add(&set, &f.base);
  struct estimate_attribute turned[] = {{"cell", "lstp", 0}, {"depth", NULL, 512},
                                        {"width", NULL, 64}};
  struct estimate_query q = question(), same = question();
  same.attribute = turned;
  const struct estimate_outcome *o = estimators_ask(&set, &q, &anything);
  assert_ptr_equal(estimators_ask(&set, &same, &anything), o);
  assert_int_equal(f.asked, 1);
  turned[1].number = 513;
  assert_ptr_not_equal(estimators_ask(&set, &same, &anything), o);
  turned[1].number = 512;
  turned[0].word = "hp";
  estimators_ask(&set, &same, &anything);
  same.action = "write";
  estimators_ask(&set, &same, &anything);
  same.arguments = 1;
  same.argument = &(struct estimate_attribute){"data_delta", NULL, 0};
  estimators_ask(&set, &same, &anything);
  assert_int_equal(f.asked, 5);
  for (unsigned i = 0; i < 1000; i++) {
    turned[1].number = i + 1000;
    estimators_ask(&set, &same, &anything);
  }
  assert_int_equal(f.asked, 1005);
  for (unsigned i = 0; i < 1000; i++) {
    turned[1].number = i + 1000;
    estimators_ask(&set, &same, &anything);
  }
  assert_int_equal(f.asked, 1005);
  assert_ptr_equal(estimators_ask(&set, &q, &anything), o);
  estimators_free(&set);
}

static void questions_in_a_circle_end(void **state)
{
  (void)state;
  struct estimators set;
  struct fake f = make("f", 1e-12, 80), g = make("g", 2e-12, 70);
  struct estimate_query q = question(), inner = question();
  inner.action = "write";
  f.asks = &inner; /* whose write asks for its write */
  estimators_init(&set);
  estimators_add(&set, &f.base);
  estimators_add(&set, &g.base);
  const struct estimate_outcome *o = estimators_ask(&set, &q, &anything);
  assert_string_equal(o->chosen->estimator, "f");
  assert_int_equal(f.asked, 2);
  assert_int_equal(g.asked, 2);
  estimators_free(&set);
}

static void a_warm_question_allocates_nothing(void **state)
{
  (void)state;
  enum { TIMES = 1000 };
  struct estimators set;
  struct fake f = make("f", 1e-12, 80);
  struct estimate_query q = question();
  estimators_init(&set);
  estimators_add(&set, &f.base);
  estimators_ask(&set, &q, &anything);
  size_t used = set.arena.used;
  for (unsigned i = 0; i < TIMES; i++) estimators_ask(&set, &q, &anything);
  assert_int_equal(set.arena.used, used);
  assert_int_equal(set.hits, TIMES);
  estimators_free(&set);
}

static void what_cannot_be_is_found(void **state)
{
  (void)state;
  struct estimate_query q = question();
  struct estimate_answer a = {.value = 1e-12, .accuracy = 50};
  assert_null(estimate_fault(&q, &a));
  double bad[] = {NAN, INFINITY, -INFINITY, -1e-15, 1e4};
  for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
    a.value = bad[i];
    assert_non_null(estimate_fault(&q, &a));
  }
  a.value = 0;
  assert_null(estimate_fault(&q, &a));
  a.accuracy = 101;
  assert_non_null(estimate_fault(&q, &a));
  a.accuracy = NAN;
  assert_non_null(estimate_fault(&q, &a));
  a.accuracy = 5;
  a.exactness = N_EXACTNESSES;
  assert_non_null(estimate_fault(&q, &a));
}

/* The examples of FIPS 180. */
static void hashes_are_those_of_the_standard(void **state)
{
  (void)state;
  char hex[SHA256_HEX + 1], many[1000];
  sha256_hex("", 0, hex);
  assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256_hex("abc", 3, hex);
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  sha256_hex(two, strlen(two), hex);
  assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  memset(many, 'a', sizeof many);
  sha256_hex(many, sizeof many, hex);
  assert_string_equal(hex, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_better_answer_is_taken),
    cmocka_unit_test(equal_names_are_told_apart_by_what_they_say),
    cmocka_unit_test(what_is_demanded_comes_first),
    cmocka_unit_test(the_component_itself_is_a_candidate),
    cmocka_unit_test(reasons_are_kept),
    cmocka_unit_test(the_same_question_is_asked_once),
    cmocka_unit_test(questions_in_a_circle_end),
    cmocka_unit_test(a_warm_question_allocates_nothing),
    cmocka_unit_test(what_cannot_be_is_found),
    cmocka_unit_test(hashes_are_those_of_the_standard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
