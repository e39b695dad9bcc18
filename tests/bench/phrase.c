/* Phrase checks: folding alone, the whole pipeline (validate, fold, words, match, three offset units), compiling, one short reply. Texts
 * are dialogues and treebank sentences of ../shared/data/phrase; phrases are recombined words of the same texts (95 %) and true word runs
 * (5 %), 40 % English, 30 % Greek, 30 % Chinese, as background measurements of other engines were made. The word table is cold and buffers
 * are fresh in every run. The peer, libunistring, folds line by line (NFKC and case) and finds word breaks: no matching. */
#include "bench.h"

#include <unicase.h>
#include <uninorm.h>
#include <uniwbrk.h>

typedef struct blob {
    char *bytes;
    size_t length, capacity;
} blob;

static void put(blob *b, const char *text, size_t length) {
    if (b->length + length + 1 > b->capacity) {
        b->capacity = 2 * (b->length + length + 1024);
        b->bytes = realloc(b->bytes, b->capacity);
        if (b->bytes == NULL) exit(1);
    }
    memcpy(b->bytes + b->length, text, length);
    b->length += length;
    b->bytes[b->length] = '\0';
}

static void read_texts(blob *b, const char *file, size_t most) {
    char path[1024];
    csc_jsonl *j;
    const csc_tree *t;
    snprintf(path, sizeof path, "%s/phrase/%s", CSC_SHARED_DATA, file);
    if (csc_jsonl_open(&j, path, strlen(path), NULL, NULL, NULL) != CSC_OK) return;
    while (csc_jsonl_next(j, &t, NULL) == CSC_OK && t != NULL && b->length < most) {
        size_t n;
        uint32_t turns = csc_tree_get(t, 0, "turns", 5);
        const char *text = csc_tree_text(t, csc_tree_get(t, 0, "text", 4), &n);
        if (text != NULL) {
            put(b, text, n);
            put(b, "\n", 1);
        }
        for (uint32_t k = turns == CSC_TREE_NONE ? CSC_TREE_NONE : csc_tree_first(t, turns); k != CSC_TREE_NONE; k = csc_tree_next(t, k)) {
            text = csc_tree_text(t, csc_tree_get(t, k, "text", 4), &n);
            if (text == NULL) continue;
            put(b, text, n);
            put(b, "\n", 1);
        }
    }
    csc_jsonl_destroy(j);
}

/* ------------------------------------------------------------------ phrases */

static uint64_t state = 88172645463325252u;
static size_t below(size_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 20) % n;
}

/* The word (for Chinese: two characters) at a random place. */
static size_t word_at(const blob *b, size_t from, size_t *next, char *out) {
    size_t n = 0, i = from;
    while (i < b->length && ((unsigned char)b->bytes[i] & 0xC0) == 0x80) i++;
    while (i < b->length && strchr(" \n.,!?;:\"()[]{}<>*~|^$\\'-&/#%", b->bytes[i]) != NULL) i++;
    if (i < b->length && (unsigned char)b->bytes[i] >= 0xE4 && (unsigned char)b->bytes[i] < 0xEA) {
        for (int k = 0; k < 2 && i + 3 <= b->length && (unsigned char)b->bytes[i] >= 0xE4; k++, i += 3, n += 3)
            memcpy(out + n, b->bytes + i, 3);
    } else {
        while (i > 0 && n == 0 && strchr(" \n.,!?;:\"()[]{}<>*~|^$\\'-&/#%", b->bytes[i - 1]) == NULL) i--;
        while (i < b->length && n < 30 && strchr(" \n.,!?;:\"()[]{}<>*~|^$\\'-&/#%", b->bytes[i]) == NULL &&
               !((unsigned char)b->bytes[i] >= 0xE4 && (unsigned char)b->bytes[i] < 0xF0)) {
            out[n++] = b->bytes[i++];
        }
    }
    *next = i;
    while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80 && n > 3 && i < b->length && ((unsigned char)b->bytes[i] & 0xC0) == 0x80)
        n--;
    return n;
}

static size_t phrase(const blob *b, char *out, int rich) {
    size_t n = 0, words = 2 + below(3), next = below(b->length - 200);
    int truly = below(20) == 0;
    for (size_t w = 0; w < words; w++) {
        char word[64];
        size_t k = word_at(b, truly && w > 0 ? next : below(b->length - 200), &next, word);
        if (k == 0 || csc_text_check(word, k, NULL, NULL) != CSC_OK) continue;
        if (n > 0) out[n++] = ' ';
        if (rich && n > 0 && below(4) == 0) n += (size_t)sprintf(out + n, "..{0,%zu} ", 1 + below(3));
        memcpy(out + n, word, k);
        n += k;
        if (rich && (unsigned char)word[0] < 128 && below(3) == 0) out[n++] = '~';
    }
    return n;
}

static const blob *corpora[3];

static csc_pack *make_pack(size_t count, int rich) {
    static const char kind[] = "avoid";
    csc_pack_builder *b;
    csc_pack *pack = NULL;
    state = 88172645463325252u;
    if (csc_pack_builder_create(&b, "bench", 5, "1", 1, "en", 2, NULL, NULL) != CSC_OK) exit(1);
    for (size_t i = 0; i < count;) {
        char id[32], text[512];
        const blob *c = corpora[i % 10 < 4 ? 0 : i % 10 < 7 ? 1 : 2];
        size_t n = phrase(c, text, rich), k = (size_t)sprintf(id, "r%zu", i);
        if (n < 4) continue;
        if (csc_pack_builder_rule(b, id, k, kind, 5, NULL) != CSC_OK) exit(1);
        csc_error err;
        if (csc_pack_builder_add(b, "match", 5, text, n, &err) != CSC_OK) {
            if (i == 0) continue;
            n = (size_t)sprintf(text, "phrase %zu", i);
            if (csc_pack_builder_add(b, "match", 5, text, n, &err) != CSC_OK) exit(1);
        }
        i++;
    }
    if (csc_pack_builder_finish(b, &pack, NULL) != CSC_OK) exit(1);
    csc_pack_builder_destroy(b);
    return pack;
}

/* --------------------------------------------------------------------- jobs */

/* Seconds of processor time of the fastest run: all jobs here are one thread, and other programs on the machine do not count. */
static double best(int (*work)(void *ctx), void *ctx, int least) {
    double fastest = 1e300, from = bench_now();
    for (int i = 0; i < least || (i < 1000 && bench_now() - from < 2.0); i++) {
        clock_t a = clock();
        if (work(ctx) != 0) exit(1);
        double s = (double)(clock() - a) / CLOCKS_PER_SEC;
        if (s < fastest) fastest = s;
    }
    return fastest > 0 ? fastest : 1e-6;
}

typedef struct job {
    const blob *text;
    const csc_pack *pack;
    csc_checker *checker;
    size_t findings;
    int mode;
    csc_folder *folder;
} job;

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int pipeline(void *ctx) {
    job *j = ctx;
    csc_checker *c;
    if (csc_checker_create(&c, &j->pack, 1, NULL, NULL) != CSC_OK) return 1;
    if (csc_checker_feed(c, 0, j->text->bytes, j->text->length, CSC_FEED_FINAL, NULL) != CSC_OK || csc_checker_finish(c, NULL) != CSC_OK)
        return 1;
    size_t n = csc_checker_count(c);
    uint64_t *offsets = malloc((6 * n + 1) * sizeof *offsets);
    if (offsets == NULL) return 1;
    for (size_t i = 0; i < n; i++) {
        csc_finding f;
        if (csc_checker_get(c, i, &f) != CSC_OK) return 1;
        offsets[2 * i] = f.begin;
        offsets[2 * i + 1] = f.end;
    }
    qsort(offsets, 2 * n, sizeof *offsets, compare);
    if (csc_text_units(j->text->bytes, j->text->length, offsets, 2 * n, offsets + 2 * n, offsets + 4 * n, NULL) != CSC_OK) return 1;
    bench_keep(offsets);
    free(offsets);
    j->findings = n;
    csc_checker_destroy(c);
    return 0;
}

static int fold_only(void *ctx) {
    job *j = ctx;
    return csc_folder_fold(j->folder, j->text->bytes, j->text->length, NULL) != CSC_OK;
}

static int unistring(void *ctx) {
    job *j = ctx;
    static char breaks[1 << 16];
    for (size_t i = 0; i < j->text->length;) {
        const char *nl = memchr(j->text->bytes + i, '\n', j->text->length - i);
        size_t n = nl == NULL ? j->text->length - i : (size_t)(nl - j->text->bytes) - i, m = 0;
        if (n > 0) {
            uint8_t *folded = u8_casefold((const uint8_t *)j->text->bytes + i, n, NULL, UNINORM_NFKC, NULL, &m);
            if (folded == NULL || m > sizeof breaks) return 1;
            u8_wordbreaks(folded, m, breaks);
            bench_keep(breaks);
            free(folded);
        }
        i += n + 1;
    }
    return 0;
}

static int compile(void *ctx) {
    job *j = ctx;
    csc_pack *p = make_pack(10000, j->mode);
    csc_pack_destroy(p);
    return 0;
}

static const char reply[] = "Hello Ms Reyes, thank you for waiting. I have sent the new label and it arrives on Friday.";

static int one_reply(void *ctx) {
    job *j = ctx;
    for (int i = 0; i < 1000; i++) {
        csc_checker_reset(j->checker);
        if (csc_checker_feed(j->checker, 0, reply, sizeof reply - 1, CSC_FEED_FINAL, NULL) != CSC_OK) return 1;
        if (csc_checker_finish(j->checker, NULL) != CSC_OK) return 1;
        j->findings += csc_checker_count(j->checker);
    }
    return 0;
}

static void run_pipeline(const char *name, const char *peer, const blob *text, const csc_pack *pack, const char *about) {
    job j = {text, pack, NULL, 0, 0, NULL};
    char line[300];
    double mb = (double)text->length / 1e6;
    if (!bench_wanted(name)) return;
    double speed = mb / best(pipeline, &j, 3);
    snprintf(line, sizeof line, "%s, %.2f MB, %zu findings", about, mb, j.findings);
    bench_print(name, speed, "MB/s", line);
    if (peer == NULL) return;
    double theirs = mb / best(unistring, &j, 3);
    printf("PEER %s libunistring %.6g MB/s %s\n", name, theirs, peer);
}

static void run_fold(const char *name, const blob *text, const char *about) {
    job j = {text, NULL, NULL, 0, 0, NULL};
    if (!bench_wanted(name)) return;
    if (csc_folder_create(&j.folder, CSC_FOLD_MATCHING, NULL, NULL) != CSC_OK) exit(1);
    bench_print(name, (double)text->length / 1e6 / best(fold_only, &j, 3), "MB/s", about);
    csc_folder_destroy(j.folder);
}

int main(void) {
    blob en = {0}, el = {0}, zh = {0}, ru = {0}, hy = {0}, mixed = {0};
    read_texts(&en, "star_dialogues.jsonl", 4u << 20);
    read_texts(&en, "sgd_dialogues.jsonl", 4u << 20);
    read_texts(&en, "taskmaster4_dialogues.jsonl", 4u << 20);
    read_texts(&el, "el_gud_sentences.jsonl", 1u << 20);
    read_texts(&zh, "crosswoz_zh_dialogues.jsonl", 1u << 20);
    read_texts(&ru, "ru_taiga_sentences.jsonl", 1u << 20);
    read_texts(&hy, "hy_armtdp_sentences.jsonl", 1u << 20);
    if (en.length < 100000 || el.length < 50000 || zh.length < 50000) {
        fprintf(stderr, "../shared/data/phrase is not there\n");
        return 0;
    }
    size_t part = el.length < zh.length ? el.length : zh.length;
    const blob *three[3] = {&en, &el, &zh};
    for (size_t at[3] = {0, 0, 0}; at[0] < part && at[1] < part && at[2] < part;) {
        for (int i = 0; i < 3; i++) { /* lines by turns, equal bytes of each */
            while (at[i] <= at[(i + 1) % 3] && at[i] < part) {
                const char *nl = memchr(three[i]->bytes + at[i], '\n', three[i]->length - at[i]);
                size_t n = nl == NULL ? three[i]->length - at[i] : (size_t)(nl - three[i]->bytes) + 1 - at[i];
                put(&mixed, three[i]->bytes + at[i], n);
                at[i] += n;
            }
        }
    }
    corpora[0] = &en;
    corpora[1] = &el;
    corpora[2] = &zh;
    csc_pack *thousand = make_pack(1000, 0), *literal = make_pack(10000, 0), *rich = make_pack(10000, 1);
    run_pipeline("phrase.pipeline.en", "NFKC case folding and word breaks only", &en, thousand, "1,000 phrases, English");
    run_pipeline("phrase.pipeline.mixed", "NFKC case folding and word breaks only", &mixed, thousand,
                 "1,000 phrases, English, Greek and Chinese");
    run_pipeline("phrase.10000.literal", NULL, &en, literal, "10,000 literal phrases, English");
    run_pipeline("phrase.10000.rich", NULL, &en, rich, "10,000 phrases with stems and gaps, English");
    run_fold("phrase.fold.ascii", &en, "matching mode");
    run_fold("phrase.fold.el", &el, "matching mode");
    run_fold("phrase.fold.ru", &ru, "matching mode");
    run_fold("phrase.fold.hy", &hy, "matching mode");
    run_fold("phrase.fold.zh", &zh, "matching mode");
    if (bench_wanted("phrase.compile")) {
        job j = {NULL, NULL, NULL, 0, 0, NULL};
        csc_pack_info info;
        bench_print("phrase.compile", best(compile, &j, 1), "s", "10,000 literal phrases");
        if (csc_pack_describe(literal, &info) == CSC_OK)
            bench_print("phrase.memory", (double)info.memory / 1e6, "MB", "10,000 literal phrases, compiled");
    }
    if (bench_wanted("phrase.reply")) {
        csc_pack *service;
        job j = {NULL, NULL, NULL, 0, 0, NULL};
        if (csc_pack_load_embedded(&service, "service-en", 10, NULL, NULL) != CSC_OK) return 1;
        const csc_pack *packs[1] = {service};
        if (csc_checker_create(&j.checker, packs, 1, NULL, NULL) != CSC_OK) return 1;
        bench_print("phrase.reply", best(one_reply, &j, 3) * 1e6 / 1000, "us", "one reply of 90 bytes, service-en, warm");
        csc_checker_destroy(j.checker);
        csc_pack_destroy(service);
    }
    csc_pack_destroy(thousand);
    csc_pack_destroy(literal);
    csc_pack_destroy(rich);
    return 0;
}
