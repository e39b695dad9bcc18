/* The chain from findings to money (csc/impact.h says its five steps). */
#include "base/internal.h"
#include "csc/impact.h"
#include "csc/num.h"

#define CHAIN_ID "impact:chain/1"
#define LINKS 9

typedef struct customer {
    double mean, rate, deviation, value; /* mean: gap without findings */
    double saved;                        /* by one contact */
} customer;

struct csc_impact {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_impact_links links;
    csc_impact_totals totals;
    size_t n;
    customer *customers; /* mean NaN: left out */
};

/* ------------------------------------------------------------------ links */

static const struct {
    const char *name;
    double low, high;
    int share;
} domains[LINKS] = {
    {"effect", -INFINITY, INFINITY, 0}, {"tolerance", 0, INFINITY, 0},    {"leaves_loyal", 0, 1, 1},
    {"leaves_drifting", 0, 1, 1},       {"leaves_lost", 0, 1, 1},         {"tellings", 0, INFINITY, 0},
    {"hearer_lost", 0, 1, 1},           {"hearer_value", 0, INFINITY, 0}, {"contact", 0, 1, 1},
};

enum { EFFECT, TOLERANCE, LEAVES_LOYAL, LEAVES_DRIFTING, LEAVES_LOST, TELLINGS, HEARER_LOST, HEARER_VALUE, CONTACT };

static const csc_impact_link *link_at(const csc_impact_links *l, size_t i) {
    const csc_impact_link *const all[LINKS] = {&l->effect,   &l->tolerance,   &l->leaves_loyal, &l->leaves_drifting, &l->leaves_lost,
                                               &l->tellings, &l->hearer_lost, &l->hearer_value, &l->contact};
    return all[i];
}

void csc_impact_links_init(csc_impact_links *links) {
    if (links == NULL) return;
    memset(links, 0, sizeof *links);
    csc_impact_link *const all[LINKS] = {&links->effect,          &links->tolerance,    &links->leaves_loyal,
                                         &links->leaves_drifting, &links->leaves_lost,  &links->tellings,
                                         &links->hearer_lost,     &links->hearer_value, &links->contact};
    for (size_t i = 0; i < LINKS; i++) all[i]->kind = CSC_IMPACT_PRESET;
    links->leaves_lost.value = 0.91;
    links->tellings.value = 66;
    links->hearer_lost.value = 0.02;
    links->contact.value = 1 - 0.18 / 0.91;
    links->population = (double)NAN;
    for (size_t i = 0; i < LINKS; i++) all[i]->low = all[i]->high = all[i]->value;
}

static csc_status check_links(const csc_impact_links *l, csc_error *err) {
    for (size_t i = 0; i < LINKS; i++) {
        const csc_impact_link *k = link_at(l, i);
        const char *why = NULL;
        if (k->kind < CSC_IMPACT_PRESET || k->kind > CSC_IMPACT_ESTIMATED)
            why = "A link is preset, given or estimated.";
        else if (!isfinite(k->value) || k->value < domains[i].low || k->value > domains[i].high)
            why = "The value of a link is outside its domain.";
        else if (k->kind == CSC_IMPACT_ESTIMATED && (!(k->se >= 0) || isinf(k->se)))
            why = "A standard error must be finite and not negative.";
        else if (k->kind == CSC_IMPACT_GIVEN && !(k->low <= k->value && k->value <= k->high && isfinite(k->low) && isfinite(k->high) &&
                                                  k->low >= domains[i].low && k->high <= domains[i].high))
            why = "The range of a link must hold its value and stay in its domain.";
        if (why != NULL) return csc_i_fail_key(err, CSC_E_RANGE, why, domains[i].name, strlen(domains[i].name));
    }
    if (!isnan(l->population) && !(l->population >= 1 && isfinite(l->population)))
        return csc_i_fail_key(err, CSC_E_RANGE, "The population must be 1 or more, or NaN for unknown.", "population", 10);
    return CSC_OK;
}

static double within(size_t i, double v) {
    return v < domains[i].low ? domains[i].low : v > domains[i].high ? domains[i].high : v;
}

/* The link's quantile u: what a draw takes, and the ends of the tornado. */
static double link_quantile(const csc_impact_links *l, size_t i, double u) {
    const csc_impact_link *k = link_at(l, i);
    if (k->kind == CSC_IMPACT_GIVEN) return k->low + u * (k->high - k->low);
    if (k->kind == CSC_IMPACT_PRESET || k->se == 0) return k->value;
    if (domains[i].share && k->value > 0 && k->value < 1) {
        /* the beta distribution of this mean and deviation; too wide a deviation for any gets the widest */
        double both = k->value * (1 - k->value) / (k->se * k->se) - 1;
        if (both < 0.1) both = 0.1;
        double v = csc_num_beta_quantile(u, k->value * both, (1 - k->value) * both, 0);
        if (!isnan(v)) return within(i, v);
    }
    return within(i, k->value + k->se * csc_num_normal_quantile(u));
}

/* ------------------------------------------------------------------ chain */

/* Class probabilities of a gap of this mean. */
static void classes(double mean, double deviation, double tolerance, double p[3]) {
    if (deviation > 0) {
        p[0] = csc_num_normal_cdf((mean - tolerance) / deviation);
        p[2] = csc_num_normal_cdf((-tolerance - mean) / deviation);
        p[1] = 1 - p[0] - p[2];
        if (p[1] < 0) p[1] = 0;
        return;
    }
    p[0] = mean > tolerance;
    p[2] = mean < -tolerance;
    p[1] = 1 - p[0] - p[2];
}

static double leaving(const double p[3], const double v[LINKS]) {
    return p[0] * v[LEAVES_LOYAL] + p[1] * v[LEAVES_DRIFTING] + p[2] * v[LEAVES_LOST];
}

/* Distinct hearers of a number of leavers. */
static double hearers_of(double leavers, double tellings, double population) {
    double x = leavers * tellings;
    if (isnan(population) || x == 0) return x;
    if (population <= 1) return x < 1 ? x : 1;
    double distinct = population * -expm1(x * log1p(-1 / population));
    return distinct < x ? distinct : x;
}

/* Sums over customers that the money is made of: P(class) and value * P(class). */
typedef struct mass {
    double people[3], money[3];
} mass;

static void weigh(const csc_impact *self, const double v[LINKS], double shift, double with_findings, mass *out) {
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < self->n; i++) {
        const customer *c = &self->customers[i];
        double p[3];
        if (isnan(c->mean)) continue;
        classes(c->mean - v[EFFECT] * c->rate * with_findings + shift, c->deviation, v[TOLERANCE], p);
        for (size_t k = 0; k < 3; k++) {
            out->people[k] += p[k];
            out->money[k] += p[k] * c->value;
        }
    }
}

typedef struct sums {
    double leavers, hearers, sales, spoken;
} sums;

static sums money_of(const mass *m, const double v[LINKS], double population) {
    sums s;
    s.leavers = leaving(m->people, v);
    s.sales = leaving(m->money, v);
    s.hearers = hearers_of(s.leavers, v[TELLINGS], population);
    s.spoken = s.hearers * v[HEARER_LOST] * v[HEARER_VALUE];
    return s;
}

static double at_risk(const csc_impact *self, const double v[LINKS], double shift, double with_findings) {
    mass m;
    weigh(self, v, shift, with_findings, &m);
    sums s = money_of(&m, v, self->links.population);
    return s.sales + s.spoken;
}

/* ------------------------------------------------------------------ draws */

typedef struct draws {
    const csc_impact *self;
    const mass *fixed; /* masses when neither effect nor tolerance vary; else NULL */
    double *total;
    uint64_t seed;
    size_t first, last, workers;
} draws;

static void draw(void *ctx, size_t index) {
    draws *d = ctx;
    for (size_t i = d->first + index; i < d->last; i += d->workers) {
        csc_random r;
        double v[LINKS];
        mass m;
        csc_random_init(&r, d->seed, "impact", 6, i);
        for (size_t k = 0; k < LINKS; k++) v[k] = link_quantile(&d->self->links, k, csc_random_uniform(&r) + 0x1p-54);
        if (d->fixed == NULL) weigh(d->self, v, 0, 1, &m);
        sums s = money_of(d->fixed != NULL ? d->fixed : &m, v, d->self->links.population);
        d->total[i] = s.sales + s.spoken;
    }
}

static void sift(double *v, size_t n, size_t i) {
    double e = v[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && v[child + 1] > v[child]) child++;
        if (!(v[child] > e)) break;
        v[i] = v[child];
    }
    v[i] = e;
}

static void sort(double *v, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift(v, n, i);
    while (n > 1) {
        double t = v[0];
        v[0] = v[--n];
        v[n] = t;
        sift(v, n, 0);
    }
}

/* Quantile with linear interpolation (Hyndman and Fan, type 7). */
static double quantile(const double *sorted, size_t n, double p) {
    double at = p * (double)(n - 1), whole = floor(at);
    size_t i = (size_t)whole;
    return i + 1 < n ? sorted[i] + (at - whole) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

static int varies(const csc_impact_link *k) {
    return (k->kind == CSC_IMPACT_GIVEN && k->low < k->high) || (k->kind == CSC_IMPACT_ESTIMATED && k->se > 0);
}

static csc_status find_interval(csc_impact *self, const mass *m, const csc_context *context, csc_error *err) {
    size_t count = (size_t)csc_i_spec_get(&self->spec, "draws")->number;
    csc_impact_totals *t = &self->totals;
    draws d = {self, NULL, NULL, (uint64_t)csc_i_spec_get(&self->spec, "seed")->number, 0, 0, csc_i_workers(context)};
    if (count == 0) return CSC_OK;
    if (!varies(&self->links.effect) && !varies(&self->links.tolerance)) d.fixed = m;
    d.total = csc_i_alloc_array(&self->allocator, count, sizeof(double));
    if (d.total == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    csc_status status = CSC_OK;
    size_t share = 8 * d.workers;
    for (d.first = 0; d.first < count && status == CSC_OK; d.first = d.last) {
        d.last = count - d.first < share ? count : d.first + share;
        csc_i_run(context, d.workers, draw, &d);
        status = csc_i_progress(context, d.last, count, err);
    }
    if (status == CSC_OK) {
        sort(d.total, count);
        t->low = quantile(d.total, count, 0.5 - t->level / 2);
        t->high = quantile(d.total, count, 0.5 + t->level / 2);
    }
    csc_i_free(&self->allocator, d.total, count * sizeof(double));
    return status;
}

/* ----------------------------------------------------------------- create */

static csc_status column_error(csc_error *err, const char *message, const char *key, size_t row) {
    csc_i_fail_row(err, CSC_E_RANGE, message, row);
    if (err != NULL) memcpy(err->key, key, strlen(key) + 1);
    return CSC_E_RANGE;
}

static csc_status read_customers(csc_impact *self, const csc_column *expectation, const csc_column *experience, const csc_column *deviation,
                                 const csc_column *rate, const csc_column *value, csc_error *err) {
    for (size_t i = 0; i < self->n; i++) {
        double e = csc_i_column_f64(expectation, i), x = csc_i_column_f64(experience, i), v = csc_i_column_f64(value, i);
        double s = deviation != NULL ? csc_i_column_f64(deviation, i) : 0, r = rate != NULL ? csc_i_column_f64(rate, i) : 0;
        customer *c = &self->customers[i];
        if (isinf(e)) return column_error(err, "An expectation must be finite.", "expectation", i);
        if (isinf(x)) return column_error(err, "An experience must be finite.", "experience", i);
        if (s < 0 || isinf(s)) return column_error(err, "A deviation must be finite and not negative.", "deviation", i);
        if (r < 0 || isinf(r)) return column_error(err, "A rate must be finite and not negative.", "rate", i);
        if (v < 0 || isinf(v)) return column_error(err, "A value must be finite and not negative.", "value", i);
        c->mean = isnan(v) ? (double)NAN : x - e;
        c->deviation = isnan(s) ? 0 : s;
        c->rate = isnan(r) ? 0 : r;
        c->value = v;
        if (isnan(c->mean))
            self->totals.missing++;
        else
            self->totals.n++;
    }
    return CSC_OK;
}

static void central(const csc_impact *self, double v[LINKS]) {
    for (size_t i = 0; i < LINKS; i++) v[i] = link_at(&self->links, i)->value;
}

static csc_status compute(csc_impact *self, const csc_context *context, csc_error *err) {
    csc_impact_totals *t = &self->totals;
    double v[LINKS];
    mass m;
    t->level = csc_i_spec_get(&self->spec, "level")->number;
    t->low = t->high = (double)NAN;
    for (size_t i = 0; i < LINKS; i++)
        if (i != CONTACT && !varies(link_at(&self->links, i)) && link_at(&self->links, i)->kind == CSC_IMPACT_PRESET) t->partial = 1;
    if (t->n == 0) {
        t->lost_sales = t->lost_by_word_of_mouth = t->at_risk = t->leavers = t->hearers = t->avoidable = t->point_value = (double)NAN;
        t->status = CSC_E_UNDEFINED;
        return CSC_OK;
    }
    central(self, v);
    weigh(self, v, 0, 1, &m);
    sums s = money_of(&m, v, self->links.population);
    t->leavers = s.leavers;
    t->hearers = s.hearers;
    t->lost_sales = s.sales;
    t->lost_by_word_of_mouth = s.spoken;
    t->at_risk = s.sales + s.spoken;
    t->avoidable = t->at_risk - at_risk(self, v, 0, 0);
    t->point_value = t->at_risk - at_risk(self, v, 1, 1);
    for (size_t i = 0; i < self->n; i++) {
        csc_impact_customer c;
        if (csc_impact_customer_get(self, i, &c) == CSC_OK) self->customers[i].saved = c.saved;
    }
    return find_interval(self, &m, context, err);
}

csc_status csc_impact_create(csc_impact **out, const char *spec, size_t spec_length, const csc_impact_links *links,
                             const csc_column *expectation, const csc_column *experience, const csc_column *deviation,
                             const csc_column *rate, const csc_column *value, size_t n, const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (links == NULL) return csc_i_fail(err, CSC_E_INVALID, "The links are NULL.");
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length, &parsed, err));
    if (strcmp(parsed.definition->id, CHAIN_ID) != 0)
        return csc_i_fail_key(err, CSC_E_NOTFOUND, "This call computes " CHAIN_ID " only.", parsed.definition->id,
                              strlen(parsed.definition->id));
    CSC_I_TRY(check_links(links, err));
    CSC_I_TRY(csc_i_column_check(expectation, n, "expectation", err));
    CSC_I_TRY(csc_i_column_check(experience, n, "experience", err));
    CSC_I_TRY(csc_i_column_check(value, n, "value", err));
    if (deviation != NULL) CSC_I_TRY(csc_i_column_check(deviation, n, "deviation", err));
    if (rate != NULL) CSC_I_TRY(csc_i_column_check(rate, n, "rate", err));
    csc_allocator a = csc_i_allocator(context);
    csc_impact *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    self->allocator = a;
    self->spec = parsed;
    self->links = *links;
    self->n = n;
    self->customers = csc_i_alloc_array(&a, n, sizeof(customer));
    csc_status status = self->customers != NULL ? CSC_OK : csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    if (status == CSC_OK) status = read_customers(self, expectation, experience, deviation, rate, value, err);
    if (status == CSC_OK) status = compute(self, context, err);
    if (status != CSC_OK) {
        csc_impact_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_impact_destroy(csc_impact *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->customers, self->n * sizeof(customer));
    csc_i_free(&a, self, sizeof *self);
}

/* ---------------------------------------------------------------- results */

csc_status csc_impact_totals_get(const csc_impact *self, csc_impact_totals *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->totals;
    return CSC_OK;
}

csc_status csc_impact_customer_get(const csc_impact *self, size_t row, csc_impact_customer *out) {
    if (self == NULL || out == NULL || row >= self->n) return CSC_E_INVALID;
    const customer *c = &self->customers[row];
    double v[LINKS], p[3];
    if (isnan(c->mean)) {
        double nan_ = (double)NAN;
        *out = (csc_impact_customer){nan_, nan_, nan_, nan_, nan_, nan_, nan_, nan_, nan_};
        return CSC_OK;
    }
    central(self, v);
    out->gap = c->mean - v[EFFECT] * c->rate;
    classes(out->gap, c->deviation, v[TOLERANCE], p);
    out->loyal = p[0];
    out->drifting = p[1];
    out->lost = p[2];
    out->leaves = leaving(p, v);
    out->lost_sales = out->leaves * c->value;
    out->lost_by_word_of_mouth = self->totals.leavers > 0 ? self->totals.lost_by_word_of_mouth * (out->leaves / self->totals.leavers) : 0;
    out->at_risk = out->lost_sales + out->lost_by_word_of_mouth;
    out->saved = v[CONTACT] * out->at_risk;
    return CSC_OK;
}

/* 1 when row a comes after row b on the list. */
static int later(const csc_impact *self, size_t a, size_t b) {
    double x = self->customers[a].saved, y = self->customers[b].saved;
    return x < y || (x == y && a > b);
}

size_t csc_impact_calling_list(const csc_impact *self, size_t *rows, size_t capacity) {
    if (self == NULL || rows == NULL || capacity == 0) return 0;
    size_t count = 0;
    /* a heap of the best so far, the last of the list on top */
    for (size_t i = 0; i < self->n; i++) {
        if (isnan(self->customers[i].mean)) continue;
        if (count < capacity) {
            size_t at = count++;
            for (rows[at] = i; at > 0 && later(self, rows[at], rows[(at - 1) / 2]); at = (at - 1) / 2) {
                size_t t = rows[at];
                rows[at] = rows[(at - 1) / 2];
                rows[(at - 1) / 2] = t;
            }
            continue;
        }
        if (!later(self, rows[0], i)) continue;
        rows[0] = i;
        for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
            if (child + 1 < count && later(self, rows[child + 1], rows[child])) child++;
            if (!later(self, rows[child], rows[at])) break;
            size_t t = rows[at];
            rows[at] = rows[child];
            rows[child] = t;
        }
    }
    for (size_t n = count; n > 1;) {
        size_t t = rows[0];
        rows[0] = rows[--n];
        rows[n] = t;
        for (size_t at = 0, child; (child = 2 * at + 1) < n; at = child) {
            if (child + 1 < n && later(self, rows[child + 1], rows[child])) child++;
            if (!later(self, rows[child], rows[at])) break;
            t = rows[at];
            rows[at] = rows[child];
            rows[child] = t;
        }
    }
    return count;
}

/* ------------------------------------------------------------------ visit */

typedef struct swing {
    size_t link;
    double change, effect;
} swing;

static size_t tornado(const csc_impact *self, swing out[2 * LINKS]) {
    size_t count = 0;
    for (size_t i = 0; i < LINKS; i++) {
        if (i == CONTACT) continue; /* it moves what is saved, not what is at risk */
        const csc_impact_link *k = link_at(&self->links, i);
        for (int end = 0; end < 2; end++) {
            double v[LINKS];
            central(self, v);
            if (k->kind == CSC_IMPACT_PRESET)
                v[i] = within(i, k->value * (end ? 1.1 : 0.9));
            else
                v[i] = link_quantile(&self->links, i, k->kind == CSC_IMPACT_GIVEN ? end : end ? 0.975 : 0.025);
            if (v[i] == k->value) continue;
            swing s = {i, v[i] - k->value, at_risk(self, v, 0, 1) - self->totals.at_risk};
            size_t at = count++;
            for (; at > 0 && fabs(out[at - 1].effect) < fabs(s.effect); at--) out[at] = out[at - 1];
            out[at] = s;
        }
    }
    return count;
}

static csc_status visit_links(const csc_impact *self, csc_sink *sink) {
    static const char *const kinds[] = {"", "preset", "given", "estimated"};
    CSC_I_TRY(csc_i_sink_begin(sink, "links"));
    for (size_t i = 0; i < LINKS; i++) {
        const csc_impact_link *k = link_at(&self->links, i);
        CSC_I_TRY(csc_i_sink_begin(sink, domains[i].name));
        CSC_I_TRY(csc_i_sink_number(sink, "value", k->value));
        CSC_I_TRY(csc_i_sink_text(sink, "kind", kinds[k->kind]));
        if (k->kind == CSC_IMPACT_ESTIMATED) CSC_I_TRY(csc_i_sink_number(sink, "se", k->se));
        if (k->kind == CSC_IMPACT_GIVEN) {
            CSC_I_TRY(csc_i_sink_number(sink, "low", k->low));
            CSC_I_TRY(csc_i_sink_number(sink, "high", k->high));
        }
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_number(sink, "population", self->links.population));
    return csc_i_sink_end(sink);
}

csc_status csc_impact_visit(const csc_impact *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    const csc_impact_totals *t = &self->totals;
    swing swings[2 * LINKS];
    size_t count = t->status == CSC_OK ? tornado(self, swings) : 0;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec.canonical, self->spec.canonical_length));
    CSC_I_TRY(csc_i_sink_number(sink, "lost_sales", t->lost_sales));
    CSC_I_TRY(csc_i_sink_number(sink, "lost_by_word_of_mouth", t->lost_by_word_of_mouth));
    CSC_I_TRY(csc_i_sink_number(sink, "at_risk", t->at_risk));
    CSC_I_TRY(csc_i_sink_number(sink, "low", t->low));
    CSC_I_TRY(csc_i_sink_number(sink, "high", t->high));
    CSC_I_TRY(csc_i_sink_number(sink, "level", t->level));
    CSC_I_TRY(csc_i_sink_text(sink, "interval", t->partial ? "partial" : "full"));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "sensitivity"));
    for (size_t i = 0; i < count; i++) {
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "input", domains[swings[i].link].name));
        CSC_I_TRY(csc_i_sink_number(sink, "change", swings[i].change));
        CSC_I_TRY(csc_i_sink_number(sink, "effect", swings[i].effect));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "n", t->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", t->missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(t->status)));
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(csc_i_sink_number(sink, "leavers", t->leavers));
        CSC_I_TRY(csc_i_sink_number(sink, "hearers", t->hearers));
        CSC_I_TRY(csc_i_sink_number(sink, "avoidable", t->avoidable));
        CSC_I_TRY(csc_i_sink_number(sink, "point_value", t->point_value));
        CSC_I_TRY(visit_links(self, sink));
    }
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}

csc_status csc_impact_visit_customer(const csc_impact *self, size_t row, csc_sink *sink) {
    csc_impact_customer c;
    if (sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_impact_customer_get(self, row, &c));
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_number(sink, "gap", c.gap));
    CSC_I_TRY(csc_i_sink_number(sink, "loyal", c.loyal));
    CSC_I_TRY(csc_i_sink_number(sink, "drifting", c.drifting));
    CSC_I_TRY(csc_i_sink_number(sink, "lost", c.lost));
    CSC_I_TRY(csc_i_sink_number(sink, "leaves", c.leaves));
    CSC_I_TRY(csc_i_sink_number(sink, "lost_sales", c.lost_sales));
    CSC_I_TRY(csc_i_sink_number(sink, "lost_by_word_of_mouth", c.lost_by_word_of_mouth));
    CSC_I_TRY(csc_i_sink_number(sink, "at_risk", c.at_risk));
    CSC_I_TRY(csc_i_sink_number(sink, "saved", c.saved));
    return csc_i_sink_end(sink);
}
