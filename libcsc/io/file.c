/* Whole files, atomic writing, and the source that streaming readers pull from. */
#define _XOPEN_SOURCE 700
#include "io/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAP_FROM (64 * 1024)
#define PATH_MOST 4096

struct csc_file {
    csc_allocator allocator;
    char *bytes;
    size_t length;
    size_t capacity; /* as allocated; 0 when mapped */
    int mapped;
};

/* strerror_r has two forms, and strerror is not safe in threads: the few reasons users meet have sentences of ours. */
static const char *reason_text(int reason) {
    switch (reason) {
    case ENOENT:
        return "no such file or folder";
    case EACCES:
        return "permission denied";
    case EPERM:
        return "operation not permitted";
    case EISDIR:
        return "is a folder";
    case ENOTDIR:
        return "a part of the path is not a folder";
    case ENOSPC:
        return "no space left on the device";
    case EDQUOT:
        return "disk quota exceeded";
    case EROFS:
        return "read-only file system";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case ENAMETOOLONG:
        return "name too long";
    case ELOOP:
        return "too many symbolic links";
    case EFBIG:
        return "file too large";
    case EPIPE:
        return "nobody reads the other end of the pipe";
    case EIO:
        return "input/output error";
    case EAGAIN:
        return "the system has no room for it at present";
    case EBADF:
        return "not open";
    case EINVAL:
        return "the system does not take it";
    case ENXIO:
        return "no such device";
    case ETXTBSY:
        return "the file is being run";
    default:
        return NULL;
    }
}

csc_status csc_i_io_system(csc_error *err, const char *what, const char *path, int reason) {
    csc_status status = reason == ENOENT ? CSC_E_NOTFOUND : reason == ENOMEM ? CSC_E_NOMEM : CSC_E_IO;
    csc_i_io_fail(err, status, "");
    char tail[64];
    const char *text = reason_text(reason);
    if (text != NULL)
        snprintf(tail, sizeof tail, ": %s", text);
    else
        snprintf(tail, sizeof tail, ": system error %d", reason);
    char head[64];
    snprintf(head, sizeof head, "%s ", what);
    csc_i_io_message(err, head, path, strlen(path), tail);
    return status;
}

static csc_status check_path(const char *path, size_t length, char copy[PATH_MOST], csc_error *err) {
    if (path == NULL || length == 0) return csc_i_io_fail(err, CSC_E_INVALID, "the path is empty");
    if (memchr(path, 0, length) != NULL) return csc_i_io_fail(err, CSC_E_INVALID, "the path holds a NUL byte");
    if (length >= PATH_MOST) return csc_i_io_fail(err, CSC_E_INVALID, "the path is too long");
    memcpy(copy, path, length);
    copy[length] = '\0';
    return CSC_OK;
}

csc_status csc_i_io_open(const char *path, size_t path_length, int *descriptor, csc_error *err) {
    char name[PATH_MOST];
    CSC_I_IO_TRY(check_path(path, path_length, name, err));
    if (strcmp(name, "-") == 0) {
        *descriptor = STDIN_FILENO;
        return CSC_OK;
    }
    int fd;
    do {
        fd = open(name, O_RDONLY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return csc_i_io_system(err, "cannot open", name, errno);
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return csc_i_io_system(err, "cannot read", name, EISDIR);
    }
    *descriptor = fd;
    return CSC_OK;
}

/* --------------------------------------------------------------- whole file */

static csc_status read_all(csc_file *f, int fd, const char *name, uint64_t limit, csc_error *err) {
    for (;;) {
        if (f->length == f->capacity) {
            void *p = f->bytes;
            csc_status s = csc_i_io_grow(&f->allocator, &p, &f->capacity, f->capacity == 0 ? 4096 : f->capacity + 1, 1);
            if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the file");
            f->bytes = p;
        }
        ssize_t n = read(fd, f->bytes + f->length, f->capacity - f->length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return csc_i_io_system(err, "cannot read", name, errno);
        if (n == 0) return CSC_OK;
        f->length += (size_t)n;
        if (limit > 0 && f->length > limit) return csc_i_io_fail(err, CSC_E_LIMIT, "the file is larger than the limit");
    }
}

static csc_status fill(csc_file *f, int fd, const char *name, uint64_t limit, csc_error *err) {
    struct stat st;
    if (fstat(fd, &st) != 0) return csc_i_io_system(err, "cannot read", name, errno);
    if (S_ISREG(st.st_mode) && st.st_size >= MAP_FROM && lseek(fd, 0, SEEK_CUR) == 0) {
        if (limit > 0 && (uint64_t)st.st_size > limit) return csc_i_io_fail(err, CSC_E_LIMIT, "the file is larger than the limit");
        if ((uint64_t)st.st_size > (uint64_t)PTRDIFF_MAX) return csc_i_io_fail(err, CSC_E_LIMIT, "the file does not fit into memory");
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p != MAP_FAILED) {
            f->bytes = p;
            f->length = (size_t)st.st_size;
            f->mapped = 1;
            return CSC_OK;
        }
        /* A file system without mapping: read it. */
    }
    return read_all(f, fd, name, limit, err);
}

csc_status csc_file_open(csc_file **out, const char *path, size_t path_length, uint64_t limit, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    int fd = -1;
    CSC_I_IO_TRY(csc_i_io_open(path, path_length, &fd, err));
    csc_allocator a = csc_i_io_allocator(context);
    csc_file *f = csc_i_io_zalloc(&a, sizeof *f);
    csc_status status;
    if (f == NULL) {
        status = csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the file");
    } else {
        char name[PATH_MOST];
        f->allocator = a;
        status = check_path(path, path_length, name, err);
        if (status == CSC_OK) status = fill(f, fd, fd == STDIN_FILENO ? "standard input" : name, limit, err);
    }
    if (fd != STDIN_FILENO) close(fd);
    if (status != CSC_OK) {
        csc_file_destroy(f);
        return status;
    }
    *out = f;
    return CSC_OK;
}

void csc_file_destroy(csc_file *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    if (self->mapped)
        munmap(self->bytes, self->length);
    else
        csc_i_io_free(&a, self->bytes, self->capacity);
    csc_i_io_free(&a, self, sizeof *self);
}

const char *csc_file_bytes(const csc_file *self) {
    return self != NULL && self->bytes != NULL ? self->bytes : "";
}

size_t csc_file_length(const csc_file *self) {
    return self != NULL ? self->length : 0;
}

/* ------------------------------------------------------------------ writing */

static int write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length < (1u << 30) ? length : (1u << 30));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

/* A renamed file survives a power failure only when its folder is flushed too; systems that cannot do that are let be. */
static void flush_folder(const char *name) {
    char folder[PATH_MOST];
    const char *slash = strrchr(name, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - name);
    if (n > 0)
        memcpy(folder, name, n);
    else
        folder[n++] = slash == NULL ? '.' : '/';
    folder[n] = '\0';
    int fd = open(folder, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    (void)fsync(fd);
    close(fd);
}

static csc_status write_beside(const char *name, const void *bytes, size_t length, csc_error *err) {
    char temporary[PATH_MOST + 40];
    struct stat st;
    int exists = stat(name, &st) == 0;
    if (exists && S_ISDIR(st.st_mode)) return csc_i_io_system(err, "cannot write", name, EISDIR);
    if (exists && !S_ISREG(st.st_mode)) { /* a device or pipe cannot be replaced: write into it */
        int fd = open(name, O_WRONLY | O_CLOEXEC);
        if (fd < 0) return csc_i_io_system(err, "cannot write", name, errno);
        int reason = write_all(fd, bytes, length);
        if (close(fd) != 0 && reason == 0) reason = errno;
        return reason == 0 ? CSC_OK : csc_i_io_system(err, "cannot write", name, reason);
    }
    int fd = -1;
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(temporary, sizeof temporary, "%s.%ld-%u", name, (long)getpid(), i);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST) break;
    }
    if (fd < 0 && errno == ENOENT) return csc_i_io_system(err, "cannot write", name, ENOTDIR);
    if (fd < 0) return csc_i_io_system(err, "cannot write", name, errno);
    int reason = write_all(fd, bytes, length);
    if (reason == 0 && exists && fchmod(fd, st.st_mode & 07777) != 0) reason = errno;
    if (reason == 0 && fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) reason = errno;
    if (close(fd) != 0 && reason == 0) reason = errno;
    if (reason == 0 && rename(temporary, name) != 0) reason = errno;
    if (reason != 0) {
        (void)unlink(temporary);
        return csc_i_io_system(err, "cannot write", name, reason);
    }
    flush_folder(name);
    return CSC_OK;
}

csc_status csc_file_write(const char *path, size_t path_length, const void *bytes, size_t length, const csc_context *context,
                          csc_error *err) {
    (void)context;
    char name[PATH_MOST];
    CSC_I_IO_TRY(check_path(path, path_length, name, err));
    if (bytes == NULL && length > 0) return csc_i_io_fail(err, CSC_E_INVALID, "bytes must not be NULL");
    if (strcmp(name, "-") != 0) {
        char resolved[PATH_MOST];
        /* Behind a symbolic link the target is replaced, not the link. */
        ssize_t n = readlink(name, resolved, sizeof resolved - 1);
        if (n > 0) {
            char *real = realpath(name, NULL);
            if (real != NULL && strlen(real) < sizeof name) memcpy(name, real, strlen(real) + 1);
            free(real);
        }
        return write_beside(name, bytes, length, err);
    }
    int reason = write_all(STDOUT_FILENO, bytes, length);
    return reason == 0 ? CSC_OK : csc_i_io_system(err, "cannot write", "standard output", reason);
}

/* ------------------------------------------------------------------- source */

static void source_clear(csc_i_io_source *s) {
    memset(s, 0, sizeof *s);
    s->descriptor = -1;
}

csc_status csc_i_io_source_open(csc_i_io_source *s, const char *path, size_t path_length, csc_error *err) {
    source_clear(s);
    CSC_I_IO_TRY(csc_i_io_open(path, path_length, &s->descriptor, err));
    s->close_it = s->descriptor != STDIN_FILENO;
    size_t n = path_length < sizeof s->path - 1 ? path_length : sizeof s->path - 1;
    memcpy(s->path, path, n);
    if (!s->close_it) memcpy(s->path, "standard input", sizeof "standard input");
    struct stat st;
    if (fstat(s->descriptor, &st) == 0 && S_ISREG(st.st_mode)) {
        s->total = (uint64_t)st.st_size;
#ifdef POSIX_FADV_SEQUENTIAL
        (void)posix_fadvise(s->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
    }
    return CSC_OK;
}

void csc_i_io_source_memory(csc_i_io_source *s, const void *bytes, size_t length) {
    source_clear(s);
    s->memory = length > 0 ? bytes : "";
    s->memory_left = length;
    s->total = length;
}

void csc_i_io_source_callback(csc_i_io_source *s, csc_read_fn read_, void *ctx) {
    source_clear(s);
    s->read = read_;
    s->read_ctx = ctx;
}

csc_status csc_i_io_source_read(csc_i_io_source *s, void *buffer, size_t capacity, size_t *got, csc_error *err) {
    *got = 0;
    if (s->memory != NULL) {
        size_t n = s->memory_left < capacity ? s->memory_left : capacity;
        memcpy(buffer, s->memory, n);
        s->memory += n;
        s->memory_left -= n;
        *got = n;
    } else if (s->read != NULL) {
        size_t n = 0;
        csc_status status = s->read(s->read_ctx, buffer, capacity, &n);
        if (status != CSC_OK) return csc_i_io_fail(err, status, "the source of the bytes failed");
        if (n > capacity) return csc_i_io_fail(err, CSC_E_INVALID, "the source gave more bytes than asked");
        *got = n;
    } else {
        ssize_t n;
        do {
            n = read(s->descriptor, buffer, capacity);
        } while (n < 0 && errno == EINTR);
        if (n < 0) return csc_i_io_system(err, "cannot read", s->path, errno);
        *got = (size_t)n;
    }
    s->given += *got;
    return CSC_OK;
}

void csc_i_io_source_close(csc_i_io_source *s) {
    if (s->close_it && s->descriptor >= 0) close(s->descriptor);
    s->descriptor = -1;
    s->close_it = 0;
}
