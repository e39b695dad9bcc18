/* CSV end to end: bytes to typed columns. */
#include "bench.h"

static char *text;
static size_t length;
static const char *const *names;
static const int32_t *kinds;
static size_t columns;

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)state * n) >> 32);
}

static void start(void) {
    length = 0;
    state = 1;
}

static int work(void *ctx) {
    (void)ctx;
    csc_csv *t = NULL;
    size_t slot;
    uint64_t rows = 0;
    if (csc_csv_open_bytes(&t, text, length, NULL, NULL, NULL) != CSC_OK) return 1;
    for (size_t i = 0; i < columns; i++)
        if (csc_csv_select(t, names[i], strlen(names[i]), kinds[i], &slot, NULL) != CSC_OK) return 1;
    for (;;) {
        if (csc_csv_read(t, 65536, &rows, NULL) != CSC_OK) return 1;
        if (rows == 0) break;
    }
    bench_keep(t);
    csc_csv_destroy(t);
    return 0;
}

int main(void) {
    size_t want = 64u << 20;
    text = malloc(want + 4096);
    if (text == NULL) return 1;
    if (bench_wanted("csv.read")) { /* survey answers, all columns typed */
        static const char *const n[] = {"respondent_id", "item", "value", "time", "segment"};
        static const int32_t k[] = {CSC_CSV_DICTIONARY, CSC_CSV_DICTIONARY, CSC_CSV_F64, CSC_CSV_INSTANT, CSC_CSV_DICTIONARY};
        start();
        length += (size_t)sprintf(text, "respondent_id,item,value,time,segment\n");
        while (length < want)
            length += (size_t)sprintf(text + length, "C-%u,q%u,%u,2026-%02u-%02uT%02u:%02u:%02uZ,team %u\n", below(100000), below(12),
                                      1 + below(5), 1 + below(12), 1 + below(28), below(24), below(60), below(60), below(40));
        names = n, kinds = k, columns = 5;
        bench_print("csv.read", (double)length / 1e6 / bench_best(work, NULL, 3), "MB/s",
                    "64 MiB of survey answers, all five columns typed");
    }
    if (bench_wanted("csv.numbers")) { /* a wide table of short decimals */
        static const char *const n[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
        static const int32_t k[] = {CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64,
                                    CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64, CSC_CSV_F64};
        start();
        length += (size_t)sprintf(text, "a,b,c,d,e,f,g,h,i,j\n");
        while (length < want)
            for (int i = 0; i < 10; i++)
                length += (size_t)sprintf(text + length, "%u.%03u%c", below(1000), below(1000), i < 9 ? ',' : '\n');
        names = n, kinds = k, columns = 10;
        bench_print("csv.numbers", (double)length / 1e6 / bench_best(work, NULL, 3), "MB/s", "64 MiB of ten columns of short decimals");
    }
    if (bench_wanted("csv.text")) { /* comments, some quoted */
        static const char *const n[] = {"id", "text"};
        static const int32_t k[] = {CSC_CSV_TEXT, CSC_CSV_TEXT};
        start();
        length += (size_t)sprintf(text, "id,text\n");
        while (length < want)
            length += (size_t)sprintf(text + length,
                                      below(3) ? "C-%u,I waited for twenty minutes and nobody called me back\n"
                                               : "C-%u,\"The \"\"promised\"\" call, as ever, did not come.\nNever again.\"\n",
                                      below(1000000));
        names = n, kinds = k, columns = 2;
        bench_print("csv.text", (double)length / 1e6 / bench_best(work, NULL, 3), "MB/s", "64 MiB of ids and comments, a third quoted");
    }
    return 0;
}
