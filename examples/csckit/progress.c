/* The progress bar: on standard error, only on a terminal, with rate and time left. */
#include "private.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

double kit_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int tick(void *ctx, uint64_t done, uint64_t total) {
    kit_progress(ctx, done, total);
    return 0;
}

static void rate_text(char *to, size_t size, double rate, const char *unit) {
    const char *prefix = "";
    if (rate >= 1e9)
        rate /= 1e9, prefix = "G";
    else if (rate >= 1e6)
        rate /= 1e6, prefix = "M";
    else if (rate >= 1e3)
        rate /= 1e3, prefix = "k";
    snprintf(to, size, "%.1f %s%s/s", rate, prefix, unit);
}

void kit_progress(kit *k, uint64_t done, uint64_t total) {
    struct kit_private *own = k->own;
    if (!k->show_progress) return;
    double now = kit_clock();
    if (own->began <= 0) {
        own->began = own->drawn = now;
        return;
    }
    if (now - own->drawn < 0.1 || now - own->began < 0.4) return; /* quick work shows nothing */
    own->drawn = now;
    own->bar_shown = 1;
    char rate[40];
    double spent = now - own->began;
    rate_text(rate, sizeof rate, (double)done / spent, own->unit != NULL ? own->unit : "rows");
    if (total == 0 || done > total) {
        fprintf(stderr, "\r\033[K%s", rate);
    } else {
        double share = (double)done / (double)total;
        double left = share > 0 ? spent / share - spent : 0;
        char bar[21];
        int full = (int)(share * 20);
        for (int i = 0; i < 20; i++) bar[i] = i < full ? '#' : '.';
        bar[20] = '\0';
        fprintf(stderr, "\r\033[K[%s] %3.0f %%  %s  %d:%02d left", bar, share * 100, rate, (int)left / 60, (int)left % 60);
    }
    fflush(stderr);
}

void kit_progress_end(kit *k) {
    struct kit_private *own = k->own;
    if (own == NULL) return;
    if (own->bar_shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    own->bar_shown = 0;
    own->began = 0;
}

void kit_progress_name(kit *k, const char *unit) {
    kit_progress_end(k);
    k->own->unit = unit;
}

const csc_context *kit_context(kit *k) {
    struct kit_private *own = k->own;
    if (own->context.size == 0) {
        csc_context_init(&own->context);
        own->context.progress = tick;
        own->context.progress_ctx = k;
        /* without threads all is done by this one */
        if (csc_threads_create(&own->threads, 0, NULL, NULL) == CSC_OK) own->context.executor = csc_threads_executor(own->threads);
    }
    own->began = 0;
    return &own->context;
}
