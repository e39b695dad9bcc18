/* An executor on POSIX threads: workers take indexes of one job at a time from a shared counter. */
#define _GNU_SOURCE
#include "io/internal.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#define WORKERS_MOST 1024

struct csc_threads {
    csc_allocator allocator;
    csc_executor executor;
    pthread_mutex_t lock;
    pthread_cond_t work;  /* a job has come, or stop */
    pthread_cond_t idle;  /* the last worker has left the job */
    pthread_mutex_t turn; /* held by the caller whose job it is */
    pthread_t *threads;
    size_t started;
    pthread_t owner; /* the caller whose job it is, while `busy` */
    int busy;
    csc_task_fn task;
    void *task_ctx;
    size_t count;
    atomic_size_t next;
    uint64_t job;  /* counts jobs, so that a sleeper knows a new one */
    size_t inside; /* workers that are in the present job */
    int stop;
};

static void work_on(csc_threads *t, csc_task_fn task, void *task_ctx, size_t count) {
    for (;;) {
        size_t i = atomic_fetch_add_explicit(&t->next, 1, memory_order_relaxed);
        if (i >= count) break;
        task(task_ctx, i);
    }
}

/* Whether the calling thread is at work for this pool already, so that waiting for its turn would be waiting for itself. */
static int at_work(csc_threads *t) {
    pthread_t self = pthread_self();
    for (size_t i = 0; i < t->started; i++)
        if (pthread_equal(t->threads[i], self)) return 1;
    pthread_mutex_lock(&t->lock);
    int mine = t->busy && pthread_equal(t->owner, self);
    pthread_mutex_unlock(&t->lock);
    return mine;
}

static void *worker(void *arg) {
    csc_threads *t = arg;
    uint64_t seen = 0;
    pthread_mutex_lock(&t->lock);
    for (;;) {
        while (!t->stop && t->job == seen) pthread_cond_wait(&t->work, &t->lock);
        if (t->stop) break;
        seen = t->job;
        if (t->task == NULL) continue; /* over before this worker woke */
        csc_task_fn task = t->task;
        void *task_ctx = t->task_ctx;
        size_t count = t->count;
        t->inside++;
        pthread_mutex_unlock(&t->lock);
        work_on(t, task, task_ctx, count);
        pthread_mutex_lock(&t->lock);
        if (--t->inside == 0) pthread_cond_signal(&t->idle);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

static void run(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    csc_threads *t = ctx;
    if (count <= 1 || t->started == 0 || at_work(t)) {
        for (size_t i = 0; i < count; i++) task(task_ctx, i);
        return;
    }
    pthread_mutex_lock(&t->turn);
    pthread_mutex_lock(&t->lock);
    t->owner = pthread_self();
    t->busy = 1;
    t->task = task;
    t->task_ctx = task_ctx;
    t->count = count;
    atomic_store_explicit(&t->next, 0, memory_order_relaxed);
    t->job++;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    work_on(t, task, task_ctx, count);
    pthread_mutex_lock(&t->lock);
    t->task = NULL; /* late wakers find nothing to do */
    while (t->inside > 0) pthread_cond_wait(&t->idle, &t->lock);
    t->busy = 0;
    pthread_mutex_unlock(&t->lock);
    pthread_mutex_unlock(&t->turn);
}

static void stop_all(csc_threads *t) {
    pthread_mutex_lock(&t->lock);
    t->stop = 1;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    for (size_t i = 0; i < t->started; i++) pthread_join(t->threads[i], NULL);
    t->started = 0;
}

static csc_status start_all(csc_threads *t, size_t extra, csc_error *err) {
    sigset_t all, before;
    sigfillset(&all);
    /* New threads inherit the mask: signals stay with the program's own threads. */
    int masked = pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
    int reason = 0;
    while (t->started < extra && reason == 0) {
        reason = pthread_create(&t->threads[t->started], NULL, worker, t);
        if (reason == 0) t->started++;
    }
    if (masked) pthread_sigmask(SIG_SETMASK, &before, NULL);
    return reason == 0 ? CSC_OK : csc_i_io_system(err, "cannot start", "a thread", reason);
}

static size_t processors(void) {
#if defined(CPU_COUNT)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return (size_t)CPU_COUNT(&set);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (size_t)n;
}

csc_status csc_threads_create(csc_threads **out, size_t workers, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (workers > WORKERS_MOST) return csc_i_io_fail(err, CSC_E_INVALID, "workers must be at most 1024");
    if (workers == 0) {
        workers = processors();
        if (workers > WORKERS_MOST) workers = WORKERS_MOST;
    }
    csc_allocator a = csc_i_io_allocator(context);
    csc_threads *t = csc_i_io_zalloc(&a, sizeof *t);
    pthread_t *threads = csc_i_io_zalloc(&a, workers * sizeof *threads);
    if (t == NULL || threads == NULL) {
        csc_i_io_free(&a, threads, workers * sizeof *threads);
        csc_i_io_free(&a, t, sizeof *t);
        return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the threads");
    }
    t->allocator = a;
    t->threads = threads;
    t->executor.run = run;
    t->executor.ctx = t;
    t->executor.workers = workers;
    atomic_init(&t->next, 0);
    /* On the systems we know these cannot fail with default attributes. */
    pthread_mutex_init(&t->lock, NULL);
    pthread_mutex_init(&t->turn, NULL);
    pthread_cond_init(&t->work, NULL);
    pthread_cond_init(&t->idle, NULL);
    csc_status status = start_all(t, workers - 1, err);
    if (status != CSC_OK) {
        csc_threads_destroy(t);
        return status;
    }
    *out = t;
    return CSC_OK;
}

void csc_threads_destroy(csc_threads *self) {
    if (self == NULL) return;
    stop_all(self);
    pthread_cond_destroy(&self->idle);
    pthread_cond_destroy(&self->work);
    pthread_mutex_destroy(&self->turn);
    pthread_mutex_destroy(&self->lock);
    csc_allocator a = self->allocator;
    csc_i_io_free(&a, self->threads, self->executor.workers * sizeof *self->threads);
    csc_i_io_free(&a, self, sizeof *self);
}

const csc_executor *csc_threads_executor(const csc_threads *self) {
    return self != NULL ? &self->executor : NULL;
}
