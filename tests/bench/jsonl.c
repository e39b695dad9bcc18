/* JSON Lines end to end: bytes to values asked for by key, and the same with jansson, which we read instead of. */
#include "bench.h"

#include <jansson.h>

static char *text;
static size_t length;

/* Conversations as FORMATS section 2 has them: turns of mixed length, an escape now and then, some not in ASCII. */
static void make(size_t want) {
    static const char *const says[] = {
        "Good morning, Acme Hotels, this is Dana. How may I help you today?",
        "I have been waiting for twenty minutes and nobody called me \\\"back\\\" as promised.",
        "\xD0\x94\xD0\xBE\xD0\xB1\xD1\x80\xD1\x8B\xD0\xB9 \xD0\xB4\xD0\xB5\xD0\xBD\xD1\x8C, \xD1\x87\xD0\xB5\xD0\xBC "
        "\xD0\xBC\xD0\xBE\xD0\xB3\xD1\x83 \xD0\xBF\xD0\xBE\xD0\xBC\xD0\xBE\xD1\x87\xD1\x8C?",
        "Thanks.", "Your order number is 4711-22.\\nIt will arrive on Tuesday, may I send a note?"};
    text = malloc(want + 8192);
    if (text == NULL) exit(1);
    uint32_t r = 1;
    for (int c = 0; length < want; c++) {
        length += (size_t)sprintf(
            text + length, "{\"id\":\"c%d\",\"started\":\"2026-10-03T09:12:44Z\",\"lang\":\"en\",\"channel\":\"chat\",\"turns\":[", c);
        for (int t = 0; t < 12; t++) {
            r = r * 1664525u + 1013904223u;
            length += (size_t)sprintf(text + length, "%s{\"t\":%u.%u,\"role\":\"%s\",\"text\":\"%s\"}", t > 0 ? "," : "", 3u * (unsigned)t,
                                      r % 10, t % 2 ? "customer" : "agent", says[(r >> 16) % 5]);
        }
        length += (size_t)sprintf(text + length, "]}\n");
    }
}

static int ours(void *ctx) {
    (void)ctx;
    csc_jsonl *j = NULL;
    if (csc_jsonl_open_bytes(&j, text, length, NULL, NULL, NULL) != CSC_OK) return 1;
    size_t turns = 0, bytes = 0;
    double time = 0;
    for (;;) {
        const csc_tree *t = NULL;
        if (csc_jsonl_next(j, &t, NULL) != CSC_OK) return 1;
        if (t == NULL) break;
        for (uint32_t n = csc_tree_first(t, csc_tree_get(t, 0, "turns", 5)); n != CSC_TREE_NONE; n = csc_tree_next(t, n)) {
            size_t k = 0;
            double v = 0;
            if (csc_tree_text(t, csc_tree_get(t, n, "text", 4), &k) == NULL ||
                csc_tree_number(t, csc_tree_get(t, n, "t", 1), &v, NULL) != CSC_OK)
                return 1;
            turns++;
            bytes += k;
            time += v;
        }
    }
    csc_jsonl_destroy(j);
    bench_keep(&turns);
    bench_keep(&bytes);
    bench_keep(&time);
    return 0;
}

static int theirs(void *ctx) {
    (void)ctx;
    size_t turns = 0, bytes = 0;
    double time = 0;
    for (const char *p = text, *end = text + length; p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        json_t *o = json_loadb(p, (size_t)(nl - p), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL), *turn;
        size_t i;
        if (o == NULL) return 1;
        json_array_foreach(json_object_get(o, "turns"), i, turn) {
            bytes += json_string_length(json_object_get(turn, "text"));
            time += json_number_value(json_object_get(turn, "t"));
            turns++;
        }
        json_decref(o);
        p = nl + 1;
    }
    bench_keep(&turns);
    bench_keep(&bytes);
    bench_keep(&time);
    return 0;
}

int main(void) {
    if (!bench_wanted("jsonl.read")) return 0;
    make(32u << 20);
    double mb = (double)length / 1e6;
    bench_print("jsonl.read", mb / bench_best(ours, NULL, 3), "MB/s", "32 MiB of conversations of 12 turns, texts and times read");
    bench_print("jsonl.read.jansson", mb / bench_best(theirs, NULL, 3), "MB/s", "the same with jansson");
    return 0;
}
