#include "lang/base/jsonw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct writing {
  struct strbuf out;
  struct jsonw w;
};

static struct writing writing;

static struct jsonw *begin(bool pretty)
{
  strbuf_clear(&writing.out);
  jsonw_init(&writing.w, &writing.out, pretty);
  return &writing.w;
}

static int stop(void **state)
{
  (void)state;
  strbuf_free(&writing.out);
  return 0;
}

static void check(const char *want) { assert_string_equal(strbuf_str(&writing.out), want); }

static void write_sample(struct jsonw *w)
{
  jsonw_object(w);
  jsonw_key(w, "name");
  jsonw_string(w, "GLB");
  jsonw_key(w, "none");
  jsonw_array(w);
  jsonw_array_end(w);
  jsonw_key(w, "loops");
  jsonw_array(w);
  jsonw_int(w, -3);
  jsonw_object(w);
  jsonw_object_end(w);
  jsonw_object(w);
  jsonw_key(w, "ok");
  jsonw_bool(w, true);
  jsonw_object_end(w);
  jsonw_null(w);
  jsonw_array_end(w);
  jsonw_key(w, "last");
  jsonw_bool(w, false);
  jsonw_object_end(w);
}

static void what_was_written_before(void **state)
{
  (void)state;
  struct jsonw *w = begin(false);
  jsonw_array(w);
  jsonw_written(w, "{\"a\":1}");
  jsonw_written(w, "2");
  jsonw_object(w);
  jsonw_key(w, "b");
  jsonw_written(w, "[]");
  jsonw_object_end(w);
  jsonw_array_end(w);
  check("[{\"a\":1},2,{\"b\":[]}]");
}

static void on_one_line(void **state)
{
  (void)state;
  write_sample(begin(false));
  check("{\"name\":\"GLB\",\"none\":[],\"loops\":[-3,{},{\"ok\":true},null],\"last\":false}");
}

static void indented(void **state)
{
  (void)state;
  write_sample(begin(true));
  check("{\n"
        "  \"name\": \"GLB\",\n"
        "  \"none\": [],\n"
        "  \"loops\": [\n"
        "    -3,\n"
        "    {},\n"
        "    {\n"
        "      \"ok\": true\n"
        "    },\n"
        "    null\n"
        "  ],\n"
        "  \"last\": false\n"
        "}");
}

static void values_may_follow_each_other(void **state)
{
  (void)state;
  struct jsonw *w = begin(false);
  for (int i = 0; i < 2; i++) {
    jsonw_array(w);
    jsonw_int(w, i);
    jsonw_array_end(w);
    strbuf_putc(w->out, '\n');
  }
  check("[0]\n[1]\n");
}

static void any_depth(void **state)
{
  (void)state;
  struct jsonw *w = begin(false);
  for (int i = 0; i < 500; i++) jsonw_array(w);
  for (int i = 0; i < 500; i++) jsonw_array_end(w);
  assert_int_equal(w->out->n, 1000);
  assert_int_equal(w->depth, 0);
  assert_null(strchr(w->out->text, ','));
}

static void strings_are_escaped(void **state)
{
  (void)state;
  jsonw_string(begin(false), "a\"b\\c/\b\f\n\r\t\x01\x1F\x7F");
  check("\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\"");
  jsonw_string_n(begin(false), "a\0b", 3);
  check("\"a\\u0000b\"");
  jsonw_string(begin(false), "");
  check("\"\"");
  struct jsonw *w = begin(false);
  jsonw_object(w);
  jsonw_key(w, "a\"b");
  jsonw_null(w);
  jsonw_object_end(w);
  check("{\"a\\\"b\":null}");
}

static void utf8_goes_through_and_broken_bytes_do_not(void **state)
{
  (void)state;
  jsonw_string(begin(false), "\xC2\xB5m \xE6\x97\xA5 \xF0\x9F\x98\x80");
  check("\"\xC2\xB5m \xE6\x97\xA5 \xF0\x9F\x98\x80\"");
  jsonw_string(begin(false), "x\xFFy\xC2");
  check("\"x\xEF\xBF\xBDy\xEF\xBF\xBD\"");
  jsonw_string(begin(false), "\xED\xA0\x80");
  check("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  jsonw_string_n(begin(false), "\xE6\x97\xA5", 2);
  check("\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void integers_to_the_ends_of_their_range(void **state)
{
  (void)state;
  struct jsonw *w = begin(false);
  jsonw_array(w);
  jsonw_int(w, INT64_MIN);
  jsonw_int(w, INT64_MAX);
  jsonw_uint(w, UINT64_MAX);
  jsonw_uint(w, 0);
  jsonw_array_end(w);
  check("[-9223372036854775808,9223372036854775807,18446744073709551615,0]");
}

static void doubles(void **state)
{
  (void)state;
  struct jsonw *w = begin(false);
  jsonw_array(w);
  jsonw_double(w, 0.1);
  jsonw_double(w, 48);
  jsonw_double(w, -0.0);
  jsonw_double(w, INFINITY);
  jsonw_double(w, -INFINITY);
  jsonw_double(w, NAN);
  jsonw_array_end(w);
  check("[0.1,48,-0.0,null,null,null]");
}

struct number { double v; const char *text; };

static void the_shortest_text_of_a_double(void **state)
{
  (void)state;
  static const struct number cases[] = {
    {0, "0"}, {-0.0, "-0.0"}, {1, "1"}, {-1, "-1"}, {0.1, "0.1"}, {0.2, "0.2"},
    {0.1 + 0.2, "0.30000000000000004"}, {1.0 / 3, "0.3333333333333333"}, {12.5, "12.5"},
    {100, "100"}, {1e20, "100000000000000000000"}, {1e21, "1e21"}, {1.5e21, "1.5e21"},
    {123456789012345680000.0, "123456789012345680000"}, {1e-6, "0.000001"}, {1e-7, "1e-7"},
    {-1.25e-7, "-1.25e-7"}, {4e-8, "4e-8"}, {5e-324, "5e-324"}, {1.5e-323, "1.5e-323"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {-1.7976931348623157e308, "-1.7976931348623157e308"}, {9007199254740993.0, "9007199254740992"},
    {5e22, "5e22"}, {INFINITY, "inf"}, {-INFINITY, "-inf"}, {NAN, "nan"},
    {7.120236347223045e-307, "7.120236347223045e-307"}, /* 2^-1017 */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[32];
    shortest_double(cases[i].v, text);
    assert_string_equal(text, cases[i].text);
  }
}

static void every_double_reads_back(void **state)
{
  (void)state;
  uint64_t bits = 88172645463325252u;
  for (int i = 0; i < 20000; i++) {
    bits ^= bits << 13;
    bits ^= bits >> 7;
    bits ^= bits << 17;
    double v, back;
    memcpy(&v, &bits, sizeof v);
    if (!isfinite(v)) continue;
    char text[32];
    shortest_double(v, text);
    back = strtod(text, NULL);
    assert_memory_equal(&v, &back, sizeof v);
  }
}

#define TEST(f) cmocka_unit_test_teardown(f, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_was_written_before), TEST(on_one_line), TEST(indented),
    TEST(values_may_follow_each_other), TEST(any_depth),
    TEST(strings_are_escaped), TEST(utf8_goes_through_and_broken_bytes_do_not),
    TEST(integers_to_the_ends_of_their_range), TEST(doubles),
    TEST(the_shortest_text_of_a_double), TEST(every_double_reads_back),
  };
  return cmocka_run_group_tests_name("jsonw", tests, NULL, NULL);
}
