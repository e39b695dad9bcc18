/* libcsc-io: an executor on POSIX threads. */
#ifndef CSC_IO_THREADS_H
#define CSC_IO_THREADS_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A set of threads that run the tasks of long calls. May serve several calls from several threads at once; they take turns.
 * Results of libcsc never depend on the number of workers. */
typedef struct csc_threads csc_threads;

/** Starts workers - 1 threads; the calling thread is the last worker. All signals are blocked in them. After a fork the child must
 * not use it.
 * @param workers 1 to 1024; 0: as many as this process may use processors
 * @return CSC_OK; CSC_E_IO (the system starts no thread: fewer than asked is a failure); CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_threads_create(csc_threads **out, size_t workers, const csc_context *context, csc_error *err);

/** Stops the threads and waits for them; no call may be using them. NULL is allowed. @since 0.1 */
CSC_API void csc_threads_destroy(csc_threads *self);

/** The executor to put into a csc_context; valid until destroy. A task that itself runs tasks on it gets them run on its own thread.
 * NULL for NULL. O(1). @since 0.1 */
CSC_API const csc_executor *csc_threads_executor(const csc_threads *self);

#ifdef __cplusplus
}
#endif

#endif
