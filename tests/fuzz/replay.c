/* A main for fuzz targets without libFuzzer: every seed, then the same deterministic mutations of each seed on every machine.
 * The invariants are in the targets, which abort; so the seed at work is named before it runs. Prints TAP. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

enum { MUTATIONS = 400, LARGEST = 1 << 16 };

static uint64_t state;
static uint64_t next_random(void) { /* SplitMix64 */
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Exactly sized copies, so that a sanitizer sees a read beyond the end. */
static void run(const uint8_t *data, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) exit(99);
    if (size) memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static size_t mutate(uint8_t *b, size_t size) {
    static const uint8_t telling[] = {0,   1,   0x7f, 0x80, 0xff, '"', ',', '\n', '\r', ';',  '{',  '}',
                                      '[', ']', '\\', '-',  '.',  '0', '9', 'e',  ' ',  0xc3, 0xed, 0xf4};
    size_t edits = 1 + next_random() % 4;
    for (size_t i = 0; i < edits; i++) {
        size_t at = size ? next_random() % size : 0;
        switch (next_random() % 6) {
        case 0:
            if (size) b[at] ^= (uint8_t)(1u << (next_random() % 8));
            break;
        case 1:
            if (size) b[at] = telling[next_random() % sizeof telling];
            break;
        case 2: /* cut */
            if (size) size = at;
            break;
        case 3: /* remove a stretch */
            if (size) {
                size_t n = 1 + next_random() % 8;
                if (n > size - at) n = size - at;
                memmove(b + at, b + at + n, size - at - n);
                size -= n;
            }
            break;
        case 4: /* repeat a stretch */
            if (size) {
                size_t n = 1 + next_random() % 64;
                if (n > size - at) n = size - at;
                if (size + n <= LARGEST) {
                    memmove(b + at + n, b + at, size - at);
                    size += n;
                }
            }
            break;
        default: /* insert */
            if (size < LARGEST) {
                memmove(b + at + 1, b + at, size - at);
                b[at] = telling[next_random() % sizeof telling];
                size++;
            }
        }
    }
    return size;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv) {
    const char *target = strrchr(argv[0], '/');
    target = target ? target + 1 : argv[0];
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/%s", CSC_FUZZ_SEEDS, target);
    (void)argc;
    char **names = NULL;
    size_t count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.') continue;
        names = realloc(names, (count + 1) * sizeof *names);
        if (!names || !(names[count++] = strdup(e->d_name))) return 99;
    }
    if (dir) closedir(dir);
    if (count) qsort(names, count, sizeof *names, by_name);
    static uint8_t seed[LARGEST + 1], work[LARGEST + 1];
    uint8_t nothing = 0;
    run(&nothing, 0);
    for (size_t i = 0; i < count; i++) {
        char path[8192];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        printf("# %s\n", names[i]);
        fflush(stdout);
        FILE *f = fopen(path, "rb");
        if (!f) return 99;
        size_t size = fread(seed, 1, LARGEST, f);
        fclose(f);
        run(seed, size);
        state = size;
        for (int m = 0; m < MUTATIONS; m++) {
            memcpy(work, seed, size);
            run(work, mutate(work, size));
        }
        printf("ok %zu - %s and %d mutations\n", i + 1, names[i], MUTATIONS);
        free(names[i]);
    }
    free(names);
    if (count == 0) printf("ok 1 - empty input; no seeds in %s\n", target);
    printf("1..%zu\n", count ? count : 1);
    return 0;
}
