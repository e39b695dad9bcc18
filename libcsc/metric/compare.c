/* Differences of groups, Holm's adjustment, ranks. */
#include "csc/num.h"
#include "metric/internal.h"

#define RANK_MIN_N 30

/* Indexes in rising order of key, equal ones by index; heap sort, so without memory of its own. */
static int before(const double *key, size_t a, size_t b) {
    if (key[a] != key[b]) return key[a] < key[b];
    return a < b;
}

static void sift(size_t *index, size_t at, size_t n, const double *key) {
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && before(key, index[child], index[child + 1])) child++;
        if (!before(key, index[at], index[child])) return;
        size_t t = index[at];
        index[at] = index[child];
        index[child] = t;
    }
}

static void sort_by(size_t *index, size_t n, const double *key) {
    for (size_t i = n / 2; i-- > 0;) sift(index, i, n, key);
    for (size_t end = n; end > 1; end--) {
        size_t t = index[0];
        index[0] = index[end - 1];
        index[end - 1] = t;
        sift(index, 0, end - 1, key);
    }
}

csc_status csc_metric_holm(const double *p, size_t n, double *adjusted, const csc_context *context, csc_error *err) {
    if (n == 0) return CSC_OK;
    if (p == NULL || adjusted == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    for (size_t i = 0; i < n; i++)
        if (!(p[i] >= 0 && p[i] <= 1) && !isnan(p[i])) return csc_i_fail_row(err, CSC_E_RANGE, "A p-value is outside [0, 1].", i);
    csc_allocator a = csc_i_allocator(context);
    size_t *order = csc_i_alloc_array(&a, n, sizeof *order), family = 0;
    if (order == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the order.");
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i])) order[family++] = i;
    sort_by(order, family, p);
    double floor_ = 0;
    for (size_t k = 0; k < family; k++) {
        double v = p[order[k]] * (double)(family - k);
        if (v > 1) v = 1;
        if (v > floor_) floor_ = v;
        adjusted[order[k]] = floor_;
    }
    for (size_t i = 0; i < n; i++)
        if (isnan(p[i])) adjusted[i] = p[i];
    csc_i_free(&a, order, n * sizeof *order);
    return CSC_OK;
}

/* ------------------------------------------------------------ differences */

static double normal_p(double z) {
    return isnan(z) ? z : 2 * csc_num_normal_cdf(-fabs(z));
}

/* Square-and-add (Newcombe 1998, method 10; Zou & Donner 2008): from the intervals of two independent figures. */
static void add_intervals(double a, double la, double ha, double b, double lb, double hb, csc_metric_difference *out) {
    double d = a - b;
    out->low = d - sqrt((a - la) * (a - la) + (hb - b) * (hb - b));
    out->high = d + sqrt((ha - a) * (ha - a) + (b - lb) * (b - lb));
}

static csc_status difference_of_shares(const csc_i_metric_facts *a, const csc_i_metric_facts *b, csc_metric_difference *out) {
    double la, ha, lb, hb;
    CSC_I_TRY(csc_num_wilson(a->top * a->effective, a->effective, out->level, &la, &ha));
    CSC_I_TRY(csc_num_wilson(b->top * b->effective, b->effective, out->level, &lb, &hb));
    out->difference = a->top - b->top;
    out->se = sqrt(a->top * (1 - a->top) / a->effective + b->top * (1 - b->top) / b->effective);
    add_intervals(a->top, la, ha, b->top, lb, hb, out);
    double pooled = (a->top * a->effective + b->top * b->effective) / (a->effective + b->effective);
    double se = sqrt(pooled * (1 - pooled) * (1 / a->effective + 1 / b->effective));
    out->statistic = out->difference == 0 ? 0 : out->difference / se;
    out->p = normal_p(out->statistic);
    return CSC_OK;
}

static double net_variance(double top, double bottom) {
    double v = top + bottom - (top - bottom) * (top - bottom);
    return v > 0 ? v : 0;
}

static csc_status net_interval(const csc_i_metric_facts *f, double level, double *low, double *high) {
    double positive = f->top * f->effective, negative = f->bottom * f->effective;
    if (positive + negative > f->effective) positive = f->effective - negative;
    return csc_num_difference_score(positive, negative, f->effective, level, low, high);
}

static csc_status difference_of_nets(const csc_i_metric_facts *a, const csc_i_metric_facts *b, csc_metric_difference *out) {
    double la, ha, lb, hb;
    CSC_I_TRY(net_interval(a, out->level, &la, &ha));
    CSC_I_TRY(net_interval(b, out->level, &lb, &hb));
    double x = a->top - a->bottom, y = b->top - b->bottom;
    out->difference = x - y;
    out->se = sqrt(net_variance(a->top, a->bottom) / a->effective + net_variance(b->top, b->bottom) / b->effective);
    add_intervals(x, la, ha, y, lb, hb, out);
    double se = out->se;
    if (se == 0) { /* both unanimous */
        double n = a->effective + b->effective;
        double top = (a->top * a->effective + b->top * b->effective) / n,
               bottom = (a->bottom * a->effective + b->bottom * b->effective) / n;
        se = sqrt(net_variance(top, bottom) * (1 / a->effective + 1 / b->effective));
    }
    out->statistic = out->difference == 0 ? 0 : out->difference / se;
    out->p = normal_p(out->statistic);
    return CSC_OK;
}

static csc_status difference_of_means(const csc_i_metric_facts *a, const csc_i_metric_facts *b, csc_metric_difference *out) {
    if (isnan(a->variance) || isnan(b->variance)) return CSC_E_UNDEFINED;
    double va = a->variance / a->effective, vb = b->variance / b->effective;
    out->difference = a->mean - b->mean;
    out->se = sqrt(va + vb);
    if (out->se == 0) return CSC_OK; /* no group varies: nothing to test with */
    out->df = (va + vb) * (va + vb) / (va * va / (a->effective - 1) + vb * vb / (b->effective - 1));
    out->statistic = out->difference / out->se;
    out->p = 2 * csc_num_t_cdf(-fabs(out->statistic), out->df);
    double reach = -csc_num_t_quantile((1 - out->level) / 2, out->df) * out->se;
    out->low = out->difference - reach;
    out->high = out->difference + reach;
    return CSC_OK;
}

static void compare(const csc_i_metric_plan *plan, const csc_i_metric_sums *a, const csc_i_metric_sums *b, csc_metric_difference *out) {
    csc_i_metric_facts fa, fb;
    memset(out, 0, sizeof *out);
    out->difference = out->se = out->low = out->high = out->statistic = out->p = out->p_adjusted = (double)NAN;
    out->df = (double)INFINITY;
    out->level = plan->level;
    csc_status sa = csc_i_metric_facts_get(plan, a, &fa), sb = csc_i_metric_facts_get(plan, b, &fb);
    out->status = sa == CSC_E_UNDEFINED || sb == CSC_E_UNDEFINED ? CSC_E_UNDEFINED : sa != CSC_OK ? sa : sb;
    if (out->status != CSC_OK) return;
    switch (plan->family) {
    case CSC_I_METRIC_NET:
        out->status = difference_of_nets(&fa, &fb, out);
        break;
    case CSC_I_METRIC_MEAN:
        out->status = difference_of_means(&fa, &fb, out);
        break;
    default:
        out->status = difference_of_shares(&fa, &fb, out);
        break;
    }
    out->p_adjusted = out->p;
}

static int group_exists(const csc_metric *self, size_t group) {
    return group == CSC_METRIC_ALL || group < self->groups;
}

csc_status csc_metric_compare(const csc_metric *a, size_t group_a, const csc_metric *b, size_t group_b, csc_metric_difference *out,
                              csc_error *err) {
    if (a == NULL || b == NULL || out == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (!group_exists(a, group_a) || !group_exists(b, group_b)) return csc_i_fail(err, CSC_E_INVALID, "There is no group of this number.");
    if (a->spec.canonical_length != b->spec.canonical_length || memcmp(a->spec.canonical, b->spec.canonical, a->spec.canonical_length) != 0)
        return csc_i_fail(err, CSC_E_MISMATCH, "The two accumulators are of different specs.");
    csc_i_metric_sums sa, sb;
    csc_i_metric_sums_get(a, group_a, &sa);
    csc_i_metric_sums_get(b, group_b, &sb);
    compare(&a->plan, &sa, &sb, out);
    return CSC_OK;
}

static double less(double all, double part) {
    return all > part ? all - part : 0;
}

/* Everything but one group. */
static void rest_of(const csc_i_metric_sums *all, const csc_i_metric_sums *part, csc_i_metric_sums *out) {
    *out = *all;
    out->answers = less(all->answers, part->answers);
    out->missing = less(all->missing, part->missing);
    out->offscale = less(all->offscale, part->offscale);
    out->top = less(all->top, part->top);
    out->bottom = less(all->bottom, part->bottom);
    out->first = less(all->first, part->first);
    out->second = less(all->second, part->second);
    out->squares = less(all->squares, part->squares);
}

csc_status csc_metric_compare_each(const csc_metric *self, size_t reference, csc_metric_difference *out, csc_error *err) {
    if (self == NULL || (out == NULL && self->groups > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (!group_exists(self, reference)) return csc_i_fail(err, CSC_E_INVALID, "There is no group of this number.");
    size_t n = self->groups;
    double *p = csc_i_alloc_array(&self->allocator, n + 1, sizeof *p);
    if (p == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the p-values.");
    csc_i_metric_sums base, sums, other;
    csc_i_metric_sums_get(self, reference, &base);
    for (size_t g = 0; g < n; g++) {
        csc_i_metric_sums_get(self, g, &sums);
        if (reference == CSC_METRIC_ALL)
            rest_of(&base, &sums, &other);
        else if (reference == g)
            memset(&other, 0, sizeof other); /* nothing to compare with: undefined */
        else
            other = base;
        compare(&self->plan, &sums, &other, &out[g]);
        p[g] = out[g].p;
    }
    csc_context context;
    csc_context_init(&context);
    context.allocator = &self->allocator;
    csc_status status = csc_metric_holm(p, n, p, &context, err);
    for (size_t g = 0; g < n && status == CSC_OK; g++) out[g].p_adjusted = p[g];
    csc_i_free(&self->allocator, p, (n + 1) * sizeof *p);
    return status;
}

csc_status csc_metric_rank(const csc_metric *self, uint64_t min_n, uint64_t *rank, size_t *ranked, csc_error *err) {
    if (self == NULL || (rank == NULL && self->groups > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    size_t n = self->groups, count = 0;
    double least = min_n == 0 ? RANK_MIN_N : (double)min_n;
    const csc_allocator *a = &self->allocator;
    double *key = csc_i_alloc_array(a, n + 1, sizeof *key);
    size_t *order = csc_i_alloc_array(a, n + 1, sizeof *order);
    if (key == NULL || order == NULL) {
        csc_i_free(a, key, (n + 1) * sizeof *key);
        csc_i_free(a, order, (n + 1) * sizeof *order);
        return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the ranks.");
    }
    for (size_t g = 0; g < n; g++) {
        csc_i_metric_sums sums;
        csc_i_metric_facts f;
        csc_i_metric_sums_get(self, g, &sums);
        rank[g] = 0;
        if (csc_i_metric_facts_get(&self->plan, &sums, &f) != CSC_OK || f.effective < least) continue;
        double value = self->plan.family == CSC_I_METRIC_NET ? f.top - f.bottom : self->plan.family == CSC_I_METRIC_MEAN ? f.mean : f.top;
        key[g] = -value;
        order[count++] = g;
    }
    sort_by(order, count, key);
    for (size_t k = 0; k < count; k++) rank[order[k]] = k > 0 && key[order[k]] == key[order[k - 1]] ? rank[order[k - 1]] : k + 1;
    if (ranked != NULL) *ranked = count;
    csc_i_free(a, key, (n + 1) * sizeof *key);
    csc_i_free(a, order, (n + 1) * sizeof *order);
    return CSC_OK;
}
