/* Whole files, atomic writing, threads. */
#define _XOPEN_SOURCE 700
#include "csc_check.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static csc_error err;
static char folder[64];

static void setup(void) {
    strcpy(folder, "io-file-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *in_folder(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

START_TEST(written_files_read_back)
{
    setup();
    static const size_t sizes[] = {0, 1, 4095, 4096, 65535, 65536, 300000};
    char *bytes = malloc(300000);
    for (size_t i = 0; i < 300000; i++) bytes[i] = (char)(i * 31 + i / 251);
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const char *path = in_folder("f");
        ck_assert_int_eq(csc_file_write(path, strlen(path), bytes, sizes[k], NULL, &err), CSC_OK);
        csc_file *f = NULL;
        ck_assert_int_eq(csc_file_open(&f, path, strlen(path), 0, NULL, &err), CSC_OK);
        ck_assert_uint_eq(csc_file_length(f), sizes[k]);
        ck_assert_int_eq(memcmp(csc_file_bytes(f), bytes, sizes[k]), 0);
        csc_file_destroy(f);
        if (sizes[k] > 1) {
            ck_assert_int_eq(csc_file_open(&f, path, strlen(path), sizes[k] - 1, NULL, &err), CSC_E_LIMIT);
            ck_assert_ptr_null(f);
            ck_assert_int_eq(csc_file_open(&f, path, strlen(path), sizes[k], NULL, &err), CSC_OK);
            csc_file_destroy(f);
        }
    }
    free(bytes);
    const char *path = in_folder("f");
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(csc_file_write(path, strlen(path), "x", 1, NULL, &err), CSC_OK);
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    /* through a symbolic link: the link stays */
    ck_assert_int_eq(symlink("f", in_folder("link")), 0);
    path = in_folder("link");
    ck_assert_int_eq(csc_file_write(path, strlen(path), "yy", 2, NULL, &err), CSC_OK);
    ck_assert_int_eq(lstat(path, &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    unlink(path);
    path = in_folder("f");
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq((int)st.st_size, 2);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left behind */
}
END_TEST

START_TEST(refusals)
{
    csc_file *f = (csc_file *)&err;
    ck_assert_int_eq(csc_file_open(&f, "/no/such", 8, 0, NULL, &err), CSC_E_NOTFOUND);
    ck_assert_ptr_null(f);
    ck_assert_str_eq(err.message, "cannot open /no/such: no such file or folder");
    ck_assert_int_eq(csc_file_open(&f, "/", 1, 0, NULL, &err), CSC_E_IO);
    ck_assert_str_eq(err.message, "cannot read /: is a folder");
    ck_assert_int_eq(csc_file_open(&f, "", 0, 0, NULL, &err), CSC_E_INVALID);
    ck_assert_int_eq(csc_file_open(&f, "a\0b", 3, 0, NULL, &err), CSC_E_INVALID);
    ck_assert_int_eq(csc_file_open(NULL, "a", 1, 0, NULL, &err), CSC_E_INVALID);
    ck_assert_int_eq(csc_file_write("/no/such/x", 10, "x", 1, NULL, &err), CSC_E_IO);
    ck_assert_int_eq(csc_file_write("/", 1, "x", 1, NULL, &err), CSC_E_IO);
    csc_file_destroy(NULL);
    ck_assert_uint_eq(csc_file_length(NULL), 0);
    ck_assert_str_eq(csc_file_bytes(NULL), "");
}
END_TEST

START_TEST(standard_input_and_pipes)
{
    int fd[2];
    ck_assert_int_eq(pipe(fd), 0);
    ck_assert_int_eq((int)write(fd[1], "hello\n", 6), 6);
    close(fd[1]);
    int old = dup(0);
    ck_assert_int_eq(dup2(fd[0], 0), 0);
    csc_file *f = NULL;
    ck_assert_int_eq(csc_file_open(&f, "-", 1, 0, NULL, &err), CSC_OK);
    ck_assert_uint_eq(csc_file_length(f), 6);
    csc_file_destroy(f);
    dup2(old, 0);
    close(old);
    close(fd[0]);
}
END_TEST

/* ------------------------------------------------------------------- threads */

typedef struct job {
    atomic_int times[1000];
    const csc_executor *executor;
    atomic_int inner;
} job;

static void task(void *ctx, size_t i) {
    job *j = ctx;
    atomic_fetch_add(&j->times[i], 1);
}

static void inner_task(void *ctx, size_t i) {
    job *j = ctx;
    (void)i;
    atomic_fetch_add(&j->inner, 1);
}

static void nesting_task(void *ctx, size_t i) {
    job *j = ctx;
    (void)i;
    j->executor->run(j->executor->ctx, 5, inner_task, j);
}

START_TEST(each_index_once)
{
    for (size_t workers = 1; workers <= 9; workers += 2) {
        csc_threads *t = NULL;
        ck_assert_int_eq(csc_threads_create(&t, workers, NULL, &err), CSC_OK);
        const csc_executor *e = csc_threads_executor(t);
        ck_assert_uint_eq(e->workers, workers);
        job *j = calloc(1, sizeof *j);
        j->executor = e;
        for (int round = 0; round < 200; round++) e->run(e->ctx, 1000, task, j);
        e->run(e->ctx, 0, task, j);
        for (int i = 0; i < 1000; i++) ck_assert_int_eq(atomic_load(&j->times[i]), 200);
        e->run(e->ctx, 100, nesting_task, j);
        ck_assert_int_eq(atomic_load(&j->inner), 500);
        free(j);
        csc_threads_destroy(t);
    }
    csc_threads *t = NULL;
    ck_assert_int_eq(csc_threads_create(&t, 1025, NULL, &err), CSC_E_INVALID);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(csc_threads_create(&t, 0, NULL, &err), CSC_OK);
    ck_assert_uint_ge(csc_threads_executor(t)->workers, 1);
    csc_threads_destroy(t);
    csc_threads_destroy(NULL);
    ck_assert_ptr_null(csc_threads_executor(NULL));
}
END_TEST

CSC_CHECK_MAIN("io/file", written_files_read_back, refusals, standard_input_and_pipes, each_index_once)
