/* A program of the build: compiles rule packs and protocols (files below a folder `protocols`) and writes them as one C file.
 *   compile_packs OUT.c PACK.yaml... protocols/PROTOCOL.yaml...
 * When cross-compiling, build it once for the build machine and pass make CSC_PACK_COMPILER=/path/to/it: what it writes is the same on
 * every machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

static int compare(const void *a, const void *b) {
    csc_pack *const *x = a, *const *y = b;
    csc_pack_info p, q;
    if (csc_pack_describe(*x, &p) != CSC_OK || csc_pack_describe(*y, &q) != CSC_OK) return 0;
    size_t n = p.name_length < q.name_length ? p.name_length : q.name_length;
    int c = memcmp(p.name, q.name, n);
    return c != 0 ? c : (p.name_length > q.name_length) - (p.name_length < q.name_length);
}

static int write_pack(FILE *f, const csc_pack *pack, int number) {
    size_t needed;
    if (csc_pack_serialize(pack, NULL, 0, &needed, NULL) != CSC_E_BUFFER) return 1;
    unsigned char *bytes = malloc(needed);
    if (bytes == NULL || csc_pack_serialize(pack, bytes, needed, NULL, NULL) != CSC_OK) {
        free(bytes);
        return 1;
    }
    fprintf(f, "static const uint8_t bytes%d[%lu] = {", number, (unsigned long)needed);
    for (size_t i = 0; i < needed; i++) fprintf(f, i % 32 == 0 ? "\n%u," : "%u,", bytes[i]);
    fprintf(f, "\n};\n");
    free(bytes);
    return 0;
}

/* Protocols in the order given, which is that of their names. */
static int write_protocols(FILE *f, int count, char **paths) {
    int failed = 0;
    for (int i = 0; i < count && !failed; i++) {
        csc_error err;
        csc_error_init(&err);
        csc_protocol *p;
        size_t needed;
        if (csc_protocol_read_file(&p, paths[i], strlen(paths[i]), NULL, &err) != CSC_OK) {
            fprintf(stderr, "%s:%llu:%llu: %s%s%s\n", paths[i], (unsigned long long)err.line, (unsigned long long)err.column, err.key,
                    err.key[0] != '\0' ? ": " : "", err.message);
            return 1;
        }
        unsigned char *bytes = NULL;
        failed = csc_protocol_serialize(p, NULL, 0, &needed, NULL) != CSC_E_BUFFER || (bytes = malloc(needed)) == NULL ||
                 csc_protocol_serialize(p, bytes, needed, NULL, NULL) != CSC_OK;
        if (!failed) {
            fprintf(f, "static const uint8_t protocol%d[%lu] = {", i, (unsigned long)needed);
            for (size_t k = 0; k < needed; k++) fprintf(f, k % 32 == 0 ? "\n%u," : "%u,", bytes[k]);
            fprintf(f, "\n};\n");
        }
        free(bytes);
        csc_protocol_destroy(p);
    }
    fprintf(f, "const csc_i_embedded csc_i_embedded_protocols[] = {\n");
    for (int i = 0; i < count && !failed; i++) {
        const char *name = strrchr(paths[i], '/');
        name = name != NULL ? name + 1 : paths[i];
        fprintf(f, "    {\"%.*s\", protocol%d, sizeof protocol%d},\n", (int)strcspn(name, "."), name, i, i);
    }
    fprintf(f, "    {0, 0, 0}};\nconst size_t csc_i_embedded_protocol_count = %d;\n", count);
    return failed;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "compile_packs OUT.c PACK.yaml...\n");
        return 2;
    }
    int count = argc - 2, failed = 0;
    while (count > 0 && strstr(argv[count + 1], "protocols/") != NULL) count--;
    csc_pack **packs = calloc((size_t)count + 1, sizeof *packs);
    if (packs == NULL) return 4;
    for (int i = 0; i < count; i++) {
        csc_error err;
        csc_error_init(&err);
        if (csc_pack_read_file(&packs[i], argv[i + 2], strlen(argv[i + 2]), NULL, &err) == CSC_OK) continue;
        fprintf(stderr, "%s", argv[i + 2]);
        if (err.line != CSC_NOWHERE) fprintf(stderr, ":%llu:%llu", (unsigned long long)err.line, (unsigned long long)err.column);
        fprintf(stderr, ": %s%s%s\n", err.key, err.key[0] != '\0' ? ": " : "", err.message);
        return 3;
    }
    qsort(packs, (size_t)count, sizeof *packs, compare);
    FILE *f = fopen(argv[1], "w");
    if (f == NULL) {
        perror(argv[1]);
        return 3;
    }
    fprintf(f, "/* Made by compile_packs from the YAML packs; do not edit. */\n#include \"packs/embedded.h\"\n\n");
    for (int i = 0; i < count; i++) failed |= write_pack(f, packs[i], i);
    fprintf(f, "const csc_i_embedded csc_i_embedded_packs[] = {\n");
    for (int i = 0; i < count; i++) {
        csc_pack_info info;
        if (csc_pack_describe(packs[i], &info) != CSC_OK)
            failed = 1;
        else
            fprintf(f, "    {\"%.*s\", bytes%d, sizeof bytes%d},\n", (int)info.name_length, info.name, i, i);
        csc_pack_destroy(packs[i]);
    }
    fprintf(f, "    {0, 0, 0}};\nconst size_t csc_i_embedded_pack_count = %d;\n", count);
    free(packs);
    failed |= write_protocols(f, argc - 2 - count, argv + 2 + count);
    failed |= ferror(f) != 0;
    failed |= fclose(f) != 0;
    if (failed) remove(argv[1]);
    return failed ? 4 : 0;
}
