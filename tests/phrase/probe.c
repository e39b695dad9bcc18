/* Reads lines "P<pattern>", "X<key>\t<value>" (more keys of the rule), "S<name>\t<value>" (a slot) and "T<text>" from standard input; for
 * each T prints the findings of a pack made of the patterns before it: "begin-end begin-end ..." in bytes. "R" starts anew. A pattern that
 * is refused prints "error <status> <byte>". Driven by reference.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

static csc_pack_builder *builder;
static csc_pack *pack;
static char slots[16][2][200];
static size_t slot_count;

static void start(void) {
    csc_pack_builder_destroy(builder);
    csc_pack_destroy(pack);
    pack = NULL;
    slot_count = 0;
    if (csc_pack_builder_create(&builder, "probe", 5, "1", 1, "en", 2, NULL, NULL) != CSC_OK) exit(4);
    if (csc_pack_builder_class(builder, "ask", 3, "(could|can|would) you", 21, NULL) != CSC_OK) exit(4);
    if (csc_pack_builder_class(builder, "negation", 8, "not", 3, NULL) != CSC_OK) exit(4);
    if (csc_pack_builder_class(builder, "negation", 8, "n't", 3, NULL) != CSC_OK) exit(4);
    if (csc_pack_builder_rule(builder, "r", 1, "avoid", 5, NULL) != CSC_OK) exit(4);
}

static void add(const char *key, const char *value) {
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_pack_builder_add(builder, key, strlen(key), value, strlen(value), &err);
    if (s != CSC_OK) printf("error %s %ld %s\n", csc_status_name(s), (long)err.byte, err.message);
}

static void check(const char *text) {
    csc_checker *c;
    if (pack == NULL && csc_pack_builder_finish(builder, &pack, NULL) != CSC_OK) {
        printf("no pack\n");
        return;
    }
    const csc_pack *packs[1] = {pack};
    if (csc_checker_create(&c, packs, 1, NULL, NULL) != CSC_OK) exit(4);
    for (size_t i = 0; i < slot_count; i++) {
        if (csc_checker_slot(c, slots[i][0], strlen(slots[i][0]), slots[i][1], strlen(slots[i][1]), NULL) != CSC_OK) exit(4);
    }
    if (csc_checker_feed(c, 0, text, strlen(text), CSC_FEED_FINAL, NULL) != CSC_OK || csc_checker_finish(c, NULL) != CSC_OK) exit(4);
    for (size_t i = 0; i < csc_checker_count(c); i++) {
        csc_finding f;
        if (csc_checker_get(c, i, &f) != CSC_OK) exit(4);
        printf("%s%lu-%lu", i > 0 ? " " : "", (unsigned long)f.begin, (unsigned long)f.end);
    }
    printf("\n");
    csc_checker_destroy(c);
}

int main(void) {
    static char line[65536];
    start();
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        switch (line[0]) {
        case 'R':
            start();
            break;
        case 'P':
            add("match", line + 1);
            break;
        case 'X':
            if (tab == NULL) break;
            *tab = '\0';
            add(line + 1, tab + 1);
            break;
        case 'S':
            if (tab == NULL || slot_count == 16) break;
            *tab = '\0';
            snprintf(slots[slot_count][0], 200, "%.199s", line + 1);
            snprintf(slots[slot_count++][1], 200, "%.199s", tab + 1);
            break;
        case 'T':
            check(line + 1);
            break;
        default:
            break;
        }
    }
    csc_pack_builder_destroy(builder);
    csc_pack_destroy(pack);
    return 0;
}
