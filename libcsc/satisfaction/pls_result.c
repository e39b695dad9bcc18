/* What a path model tells: paths, loadings, quality of measurement, effects. */
#include "satisfaction/pls.h"

static csc_status limits(const csc_pls *self, size_t number, csc_sink *sink) {
    int any = self->resamples > 0;
    CSC_I_TRY(csc_i_sink_number(sink, "se", any ? self->se[number] : (double)NAN));
    CSC_I_TRY(csc_i_sink_number(sink, "low", any ? self->limit_low[number] : (double)NAN));
    return csc_i_sink_number(sink, "high", any ? self->limit_high[number] : (double)NAN);
}

static double value(const csc_pls *self, double v) {
    return self->status == CSC_OK ? v : (double)NAN;
}

/* Weights of standardised items. */
static double standard_weight(const csc_pls *self, size_t place) {
    return self->fit.weight[place] * (self->shape.standardized ? 1 : self->deviation[place]);
}

static double rho_a(const csc_pls *self, size_t j) {
    double weight[CSC_I_PLS_ITEMS];
    for (size_t a = self->shape.start[j]; a < self->shape.start[j + 1]; a++) weight[a] = standard_weight(self, a);
    return csc_i_pls_rho_a(&self->shape, self->correlation, weight, j);
}

/* ---------------------------------------------------------- measurement */

typedef struct quality {
    double alpha, rho_c, ave;
} quality;

static quality quality_of(const csc_pls *self, size_t j) {
    const csc_i_pls_shape *s = &self->shape;
    size_t first = s->start[j], n = s->start[j + 1] - first;
    double sum = 0, squares = 0, r = 0;
    for (size_t a = first; a < first + n; a++) {
        double l = self->fit.loading[a];
        sum += l;
        squares += l * l;
        for (size_t b = first; b < first + n; b++) r += self->correlation[a * s->items + b];
    }
    double k = (double)n;
    quality q = {n == 1 ? 1 : k / (k - 1) * (1 - k / r), sum * sum / (sum * sum + k - squares), squares / k};
    return q;
}

/* 0..100: the mean score when each item is laid on its scale, with weights in the items' units. */
static double performance(const csc_pls *self, size_t j) {
    double at = 0, all = 0;
    for (size_t a = self->shape.start[j]; a < self->shape.start[j + 1]; a++) {
        double w = standard_weight(self, a) / self->deviation[a];
        at += w * (self->mean[a] - self->low[a]);
        all += w * (self->high[a] - self->low[a]);
    }
    return 100 * at / all;
}

static csc_status visit_constructs(const csc_pls *self, csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, "constructs"));
    for (size_t j = 0; j < self->shape.constructs; j++) {
        quality q = quality_of(self, j);
        int a = self->shape.mode[j] == CSC_PLS_MODE_A;
        double nan_ = (double)NAN;
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "construct", self->name[j]));
        CSC_I_TRY(csc_i_sink_text(sink, "mode", a ? "A" : "B"));
        CSC_I_TRY(csc_i_sink_number(sink, "alpha", a ? q.alpha : nan_));
        CSC_I_TRY(csc_i_sink_number(sink, "rho_c", a ? q.rho_c : nan_));
        CSC_I_TRY(csc_i_sink_number(sink, "rho_a", a ? rho_a(self, j) : nan_));
        CSC_I_TRY(csc_i_sink_number(sink, "ave", q.ave));
        CSC_I_TRY(csc_i_sink_number(sink, "performance", performance(self, j)));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    return csc_i_sink_end_array(sink);
}

/* Mean of the correlations between two blocks; for one block, between different items of it (1 for a single item). */
static double mean_correlation(const csc_pls *self, size_t j, size_t l) {
    const csc_i_pls_shape *s = &self->shape;
    double sum = 0, n = 0;
    for (size_t a = s->start[j]; a < s->start[j + 1]; a++)
        for (size_t b = s->start[l]; b < s->start[l + 1]; b++) {
            if (a == b) continue;
            sum += fabs(self->correlation[a * s->items + b]);
            n++;
        }
    return n > 0 ? sum / n : 1;
}

/* Henseler, Ringle, Sarstedt (2015), Journal of the Academy of Marketing Science 43:115-135. */
static csc_status visit_htmt(const csc_pls *self, csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin(sink, "htmt"));
    for (size_t j = 1; j < self->shape.constructs; j++) {
        CSC_I_TRY(csc_i_sink_begin(sink, self->name[j]));
        for (size_t l = 0; l < j; l++) {
            double within = mean_correlation(self, j, j) * mean_correlation(self, l, l);
            CSC_I_TRY(csc_i_sink_number(sink, self->name[l], mean_correlation(self, j, l) / sqrt(within)));
        }
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    return csc_i_sink_end(sink);
}

/* ------------------------------------------------------------- structure */

static csc_status visit_effects(const csc_pls *self, csc_sink *sink) {
    size_t k = self->shape.constructs, bytes = k * k * sizeof(double);
    double *effect = csc_i_alloc(&self->allocator, bytes);
    if (effect == NULL) return CSC_E_NOMEM;
    csc_status status = csc_pls_total_effects(self, effect);
    if (status == CSC_OK) status = csc_i_sink_begin_array(sink, "total_effects");
    for (size_t f = 0; f < k; f++)
        for (size_t t = 0; t < k; t++) {
            if (status != CSC_OK || effect[f * k + t] == 0) continue;
            status = csc_i_sink_begin(sink, NULL);
            if (status == CSC_OK) status = csc_i_sink_text(sink, "from", self->name[f]);
            if (status == CSC_OK) status = csc_i_sink_text(sink, "to", self->name[t]);
            if (status == CSC_OK) status = csc_i_sink_number(sink, "estimate", effect[f * k + t]);
            if (status == CSC_OK) status = csc_i_sink_end(sink);
        }
    csc_i_free(&self->allocator, effect, bytes);
    CSC_I_TRY(status);
    return csc_i_sink_end_array(sink);
}

/* Consistent correlations of constructs (Dijkstra & Henseler 2015, MIS Quarterly 39:297-316). */
static int consistent(const csc_pls *self, double *c) {
    size_t k = self->shape.constructs;
    double rho[CSC_I_PLS_CONSTRUCTS];
    for (size_t j = 0; j < k; j++) {
        rho[j] = self->shape.mode[j] == CSC_PLS_MODE_A ? rho_a(self, j) : 1;
        if (!(rho[j] > 0)) return 0;
    }
    for (size_t j = 0; j < k; j++)
        for (size_t l = 0; l < k; l++) c[j * k + l] = j == l ? 1 : self->fit.c[j * k + l] / sqrt(rho[j] * rho[l]);
    return 1;
}

/* Consistent path and f2 = (R2 - R2 without the path) / (1 - R2), a line a path. */
static csc_status visit_paths_more(const csc_pls *self, csc_sink *sink) {
    const csc_i_pls_shape *s = &self->shape;
    size_t k = s->constructs, words = k * k + s->paths + k + csc_i_pls_work(s) + k * k;
    double *c = csc_i_alloc_array(&self->allocator, words, sizeof *c);
    if (c == NULL) return CSC_E_NOMEM;
    double *path = c + k * k, *work = path + s->paths + k, r2;
    unsigned char *link = (unsigned char *)(work + csc_i_pls_work(s));
    csc_i_pls_shape without = *s;
    without.link = link;
    int good = consistent(self, c);
    for (size_t i = 0; i < s->paths; i++) path[i] = (double)NAN;
    for (size_t j = 0; good && j < k; j++) (void)csc_i_pls_regress(s, c, j, path, &r2, work);
    csc_status status = csc_i_sink_begin_array(sink, "effects");
    for (size_t i = 0; i < s->paths && status == CSC_OK; i++) {
        double full = self->fit.r2[s->to[i]], less = 0, unused[CSC_I_PLS_PATHS];
        memcpy(link, s->link, k * k);
        link[s->to[i] * k + s->from[i]] = 0;
        if (csc_i_pls_regress(&without, self->fit.c, s->to[i], unused, &less, work) != CSC_OK || isnan(less)) less = 0;
        status = csc_i_sink_begin(sink, NULL);
        if (status == CSC_OK) status = csc_i_sink_text(sink, "from", self->name[s->from[i]]);
        if (status == CSC_OK) status = csc_i_sink_text(sink, "to", self->name[s->to[i]]);
        if (status == CSC_OK) status = csc_i_sink_number(sink, "f2", (full - less) / (1 - full));
        if (status == CSC_OK) status = csc_i_sink_number(sink, "consistent", path[i]);
        if (status == CSC_OK) status = csc_i_sink_end(sink);
    }
    csc_i_free(&self->allocator, c, words * sizeof *c);
    CSC_I_TRY(status);
    return csc_i_sink_end_array(sink);
}

/* Root of mean communality of blocks of two items or more, by items, times mean R2 (Tenenhaus et al. 2005). */
static double goodness(const csc_pls *self) {
    const csc_i_pls_shape *s = &self->shape;
    double communality = 0, items = 0, r2 = 0, led = 0;
    for (size_t j = 0; j < s->constructs; j++) {
        size_t n = s->start[j + 1] - s->start[j];
        if (n > 1) {
            communality += quality_of(self, j).ave * (double)n;
            items += (double)n;
        }
        if (isnan(self->fit.r2[j])) continue;
        r2 += self->fit.r2[j];
        led++;
    }
    return sqrt(communality / items * r2 / led);
}

/* ------------------------------------------------------------------ visit */

static csc_status visit_paths(const csc_pls *self, csc_sink *sink) {
    const csc_i_pls_shape *s = &self->shape;
    CSC_I_TRY(csc_i_sink_begin_array(sink, "paths"));
    for (size_t i = 0; i < s->paths; i++) {
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "from", self->name[s->from[i]]));
        CSC_I_TRY(csc_i_sink_text(sink, "to", self->name[s->to[i]]));
        CSC_I_TRY(csc_i_sink_number(sink, "estimate", value(self, self->fit.path[i])));
        CSC_I_TRY(limits(self, i, sink));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "loadings"));
    for (size_t j = 0; j < s->constructs; j++)
        for (size_t a = s->start[j]; a < s->start[j + 1]; a++) {
            CSC_I_TRY(csc_i_sink_begin(sink, NULL));
            CSC_I_TRY(csc_i_sink_text(sink, "construct", self->name[j]));
            CSC_I_TRY(csc_i_sink_text(sink, "item", self->name[s->constructs + a]));
            CSC_I_TRY(csc_i_sink_number(sink, "loading", value(self, self->fit.loading[a])));
            CSC_I_TRY(csc_i_sink_number(sink, "weight", value(self, self->fit.weight[a])));
            CSC_I_TRY(limits(self, s->paths + a, sink));
            CSC_I_TRY(csc_i_sink_end(sink));
        }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_begin(sink, "r2"));
    for (size_t j = 0; j < s->constructs; j++) {
        int led = 0;
        for (size_t i = 0; i < s->paths; i++) led |= s->to[i] == j;
        if (led) CSC_I_TRY(csc_i_sink_number(sink, self->name[j], value(self, self->fit.r2[j])));
    }
    return csc_i_sink_end(sink);
}

csc_status csc_pls_visit(const csc_pls *self, int32_t level, csc_sink *sink) {
    static const char *const schemes[] = {"", "path", "centroid", "factor"};
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_text(sink, "definition", "pls:path/1"));
    CSC_I_TRY(csc_i_sink_u64(sink, "n", self->data.rows));
    CSC_I_TRY(csc_i_sink_u64(sink, "missing", self->data.missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(self->status)));
    CSC_I_TRY(csc_i_sink_text(sink, "scheme", schemes[self->shape.scheme]));
    CSC_I_TRY(csc_i_sink_boolean(sink, "standardized", self->shape.standardized));
    CSC_I_TRY(visit_paths(self, sink));
    CSC_I_TRY(csc_i_sink_i64(sink, "iterations", self->fit.iterations));
    CSC_I_TRY(csc_i_sink_u64(sink, "resamples", self->resamples));
    CSC_I_TRY(csc_i_sink_u64(sink, "failed_resamples", self->failed));
    if (self->resamples > 0) CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
    if (level >= CSC_VISIT_DETAIL && self->status == CSC_OK) {
        CSC_I_TRY(visit_constructs(self, sink));
        CSC_I_TRY(visit_htmt(self, sink));
        CSC_I_TRY(visit_effects(self, sink));
        CSC_I_TRY(visit_paths_more(self, sink));
        CSC_I_TRY(csc_i_sink_number(sink, "gof", goodness(self)));
    }
    return csc_i_sink_end(sink);
}
