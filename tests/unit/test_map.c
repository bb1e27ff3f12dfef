#include "lang/base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MANY = 5000 };

static void what_is_set_is_found(void **state)
{
  (void)state;
  static int keys[MANY], values[MANY];
  struct arena a;
  struct map m = {0};
  arena_init(&a);
  assert_null(map_get(&m, &keys[0]));
  for (int i = 0; i < MANY; i++) map_set(&m, &a, &keys[i], &values[i]);
  assert_int_equal(m.n, MANY);
  for (int i = 0; i < MANY; i++) assert_ptr_equal(map_get(&m, &keys[i]), &values[i]);
  assert_null(map_get(&m, &values[0]));
  arena_free(&a);
}

static void the_last_value_counts(void **state)
{
  (void)state;
  int key, first, last;
  struct arena a;
  struct map m = {0};
  arena_init(&a);
  map_set(&m, &a, &key, &first);
  map_set(&m, &a, &key, &last);
  assert_int_equal(m.n, 1);
  assert_ptr_equal(map_get(&m, &key), &last);
  arena_free(&a);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_set_is_found),
    cmocka_unit_test(the_last_value_counts),
  };
  return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
