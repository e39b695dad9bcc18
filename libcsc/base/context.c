/* The context: progress, cancelling and the caller's threads. */
#include "base/internal.h"

void csc_context_init(csc_context *context) {
    if (context == NULL) return;
    memset(context, 0, sizeof *context);
    context->size = sizeof *context;
}

csc_status csc_i_progress(const csc_context *context, uint64_t done, uint64_t total, csc_error *err) {
    if (context == NULL || context->progress == NULL) return CSC_OK;
    if (context->progress(context->progress_ctx, done, total) == 0) return CSC_OK;
    return csc_i_fail(err, CSC_E_CANCELLED, "The progress callback asked to stop.");
}

void csc_i_run(const csc_context *context, size_t count, csc_task_fn task, void *task_ctx) {
    if (count > 1 && context != NULL && context->executor != NULL) {
        context->executor->run(context->executor->ctx, count, task, task_ctx);
        return;
    }
    for (size_t i = 0; i < count; i++) task(task_ctx, i);
}

size_t csc_i_workers(const csc_context *context) {
    if (context == NULL || context->executor == NULL || context->executor->workers == 0) return 1;
    return context->executor->workers;
}
