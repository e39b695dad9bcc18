/* BG/NBD (Fader, Hardie & Lee 2005) and MBG/NBD (Batislam, Denizel & Filiztekin 2007).
 *
 * A customer buys at a gamma-distributed rate and leaves after a purchase with a beta-distributed probability; in MBG/NBD also after
 * the first one. With rho = r + x, u = alpha + T, v = alpha + t_x the likelihood of a row is
 *   Gamma(rho) alpha^r / Gamma(r) * B(a, b + k) / B(a, b) * (u^-rho + [x > 0 or MBG] c v^-rho)
 * where BG has k = x, c = a / (b + x - 1) and MBG has k = x + 1, c = a / (b + x). */
#include "churn/life.h"

typedef struct work {
    const csc_i_life_rows *rows;
    const csc_context *context;
    csc_i_life_sums *block;
    size_t blocks;
    const double *p;
    int mbg;
    /* unique times and their index per row; NULL when they hardly repeat */
    double *time, *logs, *inverse;
    uint32_t *id_T, *id_t;
    size_t times;
} work;

#define BLOCK 8192

typedef struct run_sums {
    double n, la, ia, ia2, q, qd1, qd2, qd3, v, vd1, vd2, vd11, vd12, vd22, value;
} run_sums;

/* What belongs to one x: constant factors, and the sums of its rows. */
static void close_run(const work *w, double x, const run_sums *s, csc_i_life_sums *out) {
    double r = w->p[0], alpha = w->p[1], a = w->p[2], b = w->p[3], rho = r + x, k = w->mbg ? x + 1.0 : x;
    double ib = x > 0.0 || w->mbg ? 1.0 / (b + k - 1.0) : 0.0, ia = 1.0 / a;
    double *g = out->gradient, *h = out->hessian;
    double base = csc_i_lgamma_diff(r, x) + csc_i_lgamma_diff(b, k) - csc_i_lgamma_diff(a + b, k);
    out->value += s->n * (base + r * log(alpha)) - rho * s->la + s->value;
    double db = csc_i_digamma_diff(b, k), dab = csc_i_digamma_diff(a + b, k), tb = csc_i_trigamma_diff(b, k),
           tab = csc_i_trigamma_diff(a + b, k);
    g[0] += s->n * (csc_i_digamma_diff(r, x) + log(alpha)) - s->la + s->qd1;
    g[1] += s->n * r / alpha - rho * s->ia + rho * s->qd2;
    g[2] += -s->n * dab + s->q * ia;
    g[3] += s->n * (db - dab) - s->q * ib;
    h[0] += -s->n * csc_i_trigamma_diff(r, x) + s->vd11;
    h[1] += s->n / alpha - s->ia + s->qd2 + rho * s->vd12;
    h[2] += s->vd1 * ia;
    h[3] -= s->vd1 * ib;
    h[5] += -s->n * r / (alpha * alpha) + rho * s->ia2 - rho * s->qd3 + rho * rho * s->vd22;
    h[6] += rho * s->vd2 * ia;
    h[7] -= rho * s->vd2 * ib;
    h[10] += s->n * tab + (s->v - s->q) * ia * ia;
    h[11] += s->n * tab - s->v * ia * ib;
    h[15] += s->n * (tab - tb) + (s->v + s->q) * ib * ib;
}

static void block_task(void *ctx, size_t index) {
    work *w = ctx;
    csc_i_life_sums *out = &w->block[index];
    memset(out, 0, sizeof *out);
    size_t from = index * BLOCK, to = from + BLOCK < w->rows->count ? from + BLOCK : w->rows->count;
    double alpha = w->p[1], a = w->p[2], b = w->p[3], x = -1.0, rho = 0.0, log_c = 0.0;
    int with_dead = 0;
    run_sums s;
    memset(&s, 0, sizeof s);
    for (size_t i = from; i < to; i++) {
        const csc_i_life_row *row = &w->rows->row[i];
        if (row->x != x) {
            if (x >= 0.0) close_run(w, x, &s, out);
            memset(&s, 0, sizeof s);
            x = row->x;
            rho = w->p[0] + x;
            with_dead = x > 0.0 || w->mbg;
            log_c = with_dead ? log(a / (b + (w->mbg ? x : x - 1.0))) : 0.0;
        }
        double la, lb, ia, ib, n = row->n;
        if (w->times > 0) {
            la = w->logs[w->id_T[i]];
            ia = w->inverse[w->id_T[i]];
            lb = w->logs[w->id_t[i]];
            ib = w->inverse[w->id_t[i]];
        } else {
            la = log(alpha + row->T);
            ia = 1.0 / (alpha + row->T);
            lb = with_dead ? log(alpha + row->t_x) : la;
            ib = with_dead ? 1.0 / (alpha + row->t_x) : ia;
        }
        s.n += n;
        s.la += n * la;
        s.ia += n * ia;
        s.ia2 += n * ia * ia;
        if (!with_dead) continue;
        double d1 = la - lb, d2 = ia - ib, d = rho * d1 + log_c, e = exp(-fabs(d));
        double q = d > 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e), nq = n * q, v = n * e / ((1.0 + e) * (1.0 + e));
        s.value += n * ((d > 0.0 ? d : 0.0) + log1p(e));
        s.q += nq;
        s.qd1 += nq * d1;
        s.qd2 += nq * d2;
        s.qd3 += nq * (d2 * (ia + ib));
        s.v += v;
        s.vd1 += v * d1;
        s.vd2 += v * d2;
        s.vd11 += v * d1 * d1;
        s.vd12 += v * d1 * d2;
        s.vd22 += v * d2 * d2;
    }
    if (x >= 0.0) close_run(w, x, &s, out);
}

static void release(void *self, const csc_context *context) {
    work *w = self;
    if (w == NULL) return;
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, w->block, w->blocks * sizeof *w->block);
    csc_i_free(&a, w->time, w->times * sizeof *w->time);
    csc_i_free(&a, w->logs, w->times * sizeof *w->logs);
    csc_i_free(&a, w->inverse, w->times * sizeof *w->inverse);
    csc_i_free(&a, w->id_T, w->rows->count * sizeof *w->id_T);
    csc_i_free(&a, w->id_t, w->rows->count * sizeof *w->id_t);
    csc_i_free(&a, w, sizeof *w);
}

/* Index of each distinct time by open addressing; gives up (times = 0) above one for four rows. */
static csc_status index_times(work *w, const csc_allocator *a) {
    size_t n = w->rows->count, limit = n / 4, size = 16;
    if (n < 64) return CSC_OK;
    while (size < 3 * limit) size *= 2;
    uint32_t *slot = csc_i_zalloc(a, size * sizeof *slot);
    double *time = csc_i_alloc_array(a, limit + 1, sizeof *time);
    w->id_T = csc_i_alloc_array(a, n, sizeof *w->id_T);
    w->id_t = csc_i_alloc_array(a, n, sizeof *w->id_t);
    csc_status status = slot == NULL || time == NULL || w->id_T == NULL || w->id_t == NULL ? CSC_E_NOMEM : CSC_OK;
    size_t count = 0;
    int repeats = 1;
    for (size_t i = 0; status == CSC_OK && repeats && i < n; i++) {
        for (int k = 0; k < 2 && repeats; k++) {
            double t = k ? w->rows->row[i].t_x : w->rows->row[i].T;
            uint64_t bits;
            memcpy(&bits, &t, sizeof bits);
            size_t at = (size_t)((bits * 0x9E3779B97F4A7C15u) >> 20) & (size - 1);
            while (slot[at] != 0 && time[slot[at] - 1] != t) at = (at + 1) & (size - 1);
            if (slot[at] == 0) {
                if (count == limit) {
                    repeats = 0;
                    break;
                }
                time[count++] = t;
                slot[at] = (uint32_t)count;
            }
            (k ? w->id_t : w->id_T)[i] = slot[at] - 1;
        }
    }
    csc_i_free(a, slot, size * sizeof *slot);
    if (status == CSC_OK && repeats) {
        w->time = csc_i_alloc_array(a, count, sizeof *w->time);
        w->logs = csc_i_alloc_array(a, count, sizeof *w->logs);
        w->inverse = csc_i_alloc_array(a, count, sizeof *w->inverse);
        if (w->time != NULL) memcpy(w->time, time, count * sizeof *time);
        w->times = count;
        if (w->time == NULL || w->logs == NULL || w->inverse == NULL) status = CSC_E_NOMEM;
    }
    csc_i_free(a, time, (limit + 1) * sizeof *time);
    return status;
}

static csc_status prepare_as(const csc_i_life_rows *rows, void **out, const csc_context *context, int mbg) {
    csc_allocator a = csc_i_allocator(context);
    work *w = csc_i_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->rows = rows;
    w->context = context;
    w->mbg = mbg;
    w->blocks = (rows->count + BLOCK - 1) / BLOCK;
    w->block = csc_i_alloc_array(&a, w->blocks, sizeof *w->block);
    csc_status status = w->block == NULL || rows->count > UINT32_MAX - 2 ? CSC_E_NOMEM : index_times(w, &a);
    if (status != CSC_OK) {
        release(w, context);
        return status;
    }
    *out = w;
    return CSC_OK;
}

static csc_status prepare_bg(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    return prepare_as(rows, out, context, 0);
}

static csc_status prepare_mbg(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    return prepare_as(rows, out, context, 1);
}

static csc_status sums(void *self, const double *p, csc_i_life_sums *out) {
    work *w = self;
    w->p = p;
    for (size_t i = 0; i < w->times; i++) {
        w->logs[i] = log(p[1] + w->time[i]);
        w->inverse[i] = 1.0 / (p[1] + w->time[i]);
    }
    csc_i_run(w->context, w->blocks, block_task, w);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < w->blocks; i++) {
        out->value += w->block[i].value;
        for (int j = 0; j < 4; j++) out->gradient[j] += w->block[i].gradient[j];
        for (int j = 0; j < 16; j++) out->hessian[j] += w->block[i].hessian[j];
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) out->hessian[4 * i + j] = out->hessian[4 * j + i];
    return CSC_OK;
}

static int start(const csc_i_life_rows *rows, size_t i, double *p) {
    static const double tries[3][3] = {{0.6, 0.8, 2.0}, {2.0, 0.5, 5.0}, {0.2, 1.5, 1.5}};
    if (i >= 3) return 0;
    double x = 0.5, T = 0.0, n = 0.0;
    for (size_t k = 0; k < rows->count; k++) {
        x += rows->row[k].n * rows->row[k].x;
        T += rows->row[k].n * rows->row[k].T;
        n += rows->row[k].n;
    }
    p[0] = tries[i][0];
    p[1] = 0.7 * p[0] * (T > 0.0 ? T : n) / x; /* customers leave, so they buy faster than x / T */
    p[2] = tries[i][1];
    p[3] = tries[i][2];
    return 1;
}

/* ln odds of having left */
static double log_odds(const double *p, const csc_i_life_row *row, int mbg) {
    double below = p[3] + (mbg ? row->x : row->x - 1.0);
    return (p[0] + row->x) * log1p((row->T - row->t_x) / (p[1] + row->t_x)) + log(p[2] / below);
}

static double loglik_as(const double *p, const csc_i_life_row *row, int mbg) {
    double r = p[0], alpha = p[1], a = p[2], b = p[3], x = row->x, k = mbg ? x + 1.0 : x;
    /* alpha^r (alpha + T)^-rho = (1 + T / alpha)^-r (alpha + T)^-x */
    double value = csc_i_lgamma_diff(r, x) + csc_i_lgamma_diff(b, k) - csc_i_lgamma_diff(a + b, k) - r * log1p(row->T / alpha);
    if (x > 0.0) value -= x * log(alpha + row->T);
    if (x > 0.0 || mbg) {
        double d = log_odds(p, row, mbg);
        value += d > 0.0 ? d + log1p(exp(-d)) : log1p(exp(d));
    }
    return value;
}

static double loglik_bg(const double *p, const csc_i_life_row *row) {
    return loglik_as(p, row, 0);
}

static double loglik_mbg(const double *p, const csc_i_life_row *row) {
    return loglik_as(p, row, 1);
}

/* Still there at T, and after `later` more. A customer who makes j purchases in that time survives them all. */
static double alive_as(const double *p, const csc_i_life_row *row, double later, int mbg) {
    double now = 1.0;
    if (row->x > 0.0 || mbg) {
        double d = log_odds(p, row, mbg);
        now = d > 0.0 ? exp(-d) / (1.0 + exp(-d)) : 1.0 / (1.0 + exp(d));
    }
    if (later > 0.0) {
        /* E over p, rate of exp(-rate p t) = E[(1 + p z)^-rho] = 1 - E[p (1 - ...) / p]: with Beta(a + 1, b') of weight a / (a + b') */
        double b = p[3] + row->x + (mbg ? 1.0 : 0.0), z = later / (p[1] + row->T);
        now *= 1.0 - p[2] / (p[2] + b) * csc_i_life_beta_geometric(p[2] + 1.0, b, p[0] + row->x, z);
    }
    return now;
}

static double alive_bg(const double *p, const csc_i_life_row *row, double later) {
    return alive_as(p, row, later, 0);
}

static double alive_mbg(const double *p, const csc_i_life_row *row, double later) {
    return alive_as(p, row, later, 1);
}

static double expected_bg(const double *p, const csc_i_life_row *row, double horizon, double alive) {
    return alive * csc_i_life_beta_geometric(p[2], p[3] + row->x, p[0] + row->x, horizon / (p[1] + row->T));
}

static double expected_mbg(const double *p, const csc_i_life_row *row, double horizon, double alive) {
    return alive * csc_i_life_beta_geometric(p[2], p[3] + row->x + 1.0, p[0] + row->x, horizon / (p[1] + row->T));
}

static double residual_bg(const double *p, const csc_i_life_row *row, double rate, double alive) {
    return alive * csc_i_life_beta_geometric_discounted(p[2], p[3] + row->x, p[0] + row->x, rate * (p[1] + row->T));
}

static double residual_mbg(const double *p, const csc_i_life_row *row, double rate, double alive) {
    return alive * csc_i_life_beta_geometric_discounted(p[2], p[3] + row->x + 1.0, p[0] + row->x, rate * (p[1] + row->T));
}

static double fresh_bg(const double *p, double t) {
    return csc_i_life_beta_geometric(p[2], p[3], p[0], t / p[1]);
}

static double fresh_mbg(const double *p, double t) {
    return p[3] / (p[2] + p[3]) * csc_i_life_beta_geometric(p[2], p[3] + 1.0, p[0], t / p[1]);
}

/* P(X = k) = P(not gone before the k-th) P(N = k) + P(gone at the k-th) P(N >= k), N negative binomial. */
static double pmf_as(const double *p, double t, size_t count, int mbg) {
    double r = p[0], a = p[2], b = p[3], k = (double)count, z = t / p[1], w = z / (1.0 + z), y = 1.0 / (1.0 + z);
    double log_pmf = csc_i_lgamma_diff(r, k) - csc_num_lgamma(k + 1.0) - r * log1p(z) + (k > 0.0 ? k * log(w) : 0.0);
    double stay = mbg ? k + 1.0 : k;
    double survive = exp(csc_i_lgamma_diff(b, stay) - csc_i_lgamma_diff(a + b, stay));
    double value = survive * (k > 0.0 && w == 0.0 ? 0.0 : exp(log_pmf));
    if (k > 0.0 || mbg) {
        double more = 1.0; /* P(N >= k) */
        if (k > 0.0 && csc_num_beta_pq(k, r, w, y, &more, NULL) != CSC_OK) return NAN;
        /* B(a + 1, b + stay - 1) / B(a, b) = survive * a / (b + stay - 1) */
        value += survive * a / (b + stay - 1.0) * more;
    }
    return value;
}

static double pmf_bg(const double *p, double t, size_t k) {
    return pmf_as(p, t, k, 0);
}

static double pmf_mbg(const double *p, double t, size_t k) {
    return pmf_as(p, t, k, 1);
}

const csc_i_life_model csc_i_life_bg_nbd = {"lifetime:bg-nbd/1",
                                            "bg-nbd",
                                            CSC_I_LIFE_CONTINUOUS,
                                            4,
                                            {"r", "alpha", "a", "b"},
                                            2,
                                            start,
                                            prepare_bg,
                                            release,
                                            sums,
                                            loglik_bg,
                                            alive_bg,
                                            expected_bg,
                                            residual_bg,
                                            fresh_bg,
                                            NULL,
                                            pmf_bg};
const csc_i_life_model csc_i_life_mbg_nbd = {"lifetime:mbg-nbd/1",
                                             "mbg-nbd",
                                             CSC_I_LIFE_CONTINUOUS,
                                             4,
                                             {"r", "alpha", "a", "b"},
                                             2,
                                             start,
                                             prepare_mbg,
                                             release,
                                             sums,
                                             loglik_mbg,
                                             alive_mbg,
                                             expected_mbg,
                                             residual_mbg,
                                             fresh_mbg,
                                             NULL,
                                             pmf_mbg};
