/* Seed choice: greedy cover of reverse-reachable sets, with a guarantee from a second, independent run of them. */
#include "csc/num.h"
#include "csc/wom_seeds.h"
#include "wom/rr.h"

#define SEEDS_ID "wom:seeds/1"
#define SKIP_MAX 65536
#define JUDGE_SETS 100000 /* for baselines, which have no stopping rule */

enum { RIS, DEGREE_DISCOUNT, PAGERANK, DEGREE };

struct csc_wom_seeds {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_wom_seeds_result result;
    size_t count, room;
    uint32_t *node;
    double *gain;
};

/* One call's scratch and settings. */
typedef struct choice {
    const csc_wom_graph *graph;
    csc_allocator a;
    const csc_context *context;
    csc_error *err;
    csc_i_rr_source source;
    double *steps, *skip, *scale, *cost;
    uint8_t *allowed, *chosen;
    uint32_t *cover;       /* sets a person is in that are not covered yet */
    uint32_t *pick, *best; /* greedy choices; room for `room` */
    uint32_t *pick_gain, *best_gain;
    size_t room, allowed_count, k;
    double worth, budget, epsilon, delta, most_sets, smallest_opt;
    int method;
    int paying; /* there is a budget, so costs count */
} choice;

/* ---------------------------------------------------------------- greedy */

/* Sets by person: set[at[v] .. at[v + 1]). */
typedef struct inverted {
    size_t *at;
    uint32_t *set;
    size_t room;
} inverted;

static csc_status invert(choice *c, const csc_i_rr_sets *s, inverted *v) {
    uint32_t n = c->graph->nodes;
    v->at = csc_i_zalloc(&c->a, ((size_t)n + 2) * sizeof(size_t));
    v->set = csc_i_alloc_array(&c->a, s->used, sizeof(uint32_t));
    v->room = s->used;
    if (v->at == NULL || v->set == NULL) return CSC_E_NOMEM;
    for (size_t i = 0; i < s->used; i++) v->at[s->node[i] + 2]++;
    for (uint32_t i = 0; i < n; i++) v->at[i + 2] += v->at[i + 1];
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = s->at[i]; j < s->at[i + 1]; j++) v->set[v->at[s->node[j] + 1]++] = (uint32_t)i;
    return CSC_OK;
}

/* A heap of people by key (gain, or gain per cost), larger first, then the smaller number; keys may be too high and are mended when
 * they come to the top, since gains only fall. */
typedef struct entry {
    double key;
    uint32_t v;
} entry;

static int above(const entry *a, const entry *b) {
    return a->key > b->key || (a->key == b->key && a->v < b->v);
}

static void sink_down(entry *h, size_t n, size_t i) {
    entry e = h[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n) break;
        if (child + 1 < n && above(&h[child + 1], &h[child])) child++;
        if (!above(&h[child], &e)) break;
        h[i] = h[child];
        i = child;
    }
    h[i] = e;
}

static double key_of(const choice *c, uint32_t v, int per_cost) {
    return per_cost ? (double)c->cover[v] / c->cost[v] : (double)c->cover[v];
}

/* The most that the k best gains add (no costs): from a table of how many people have each gain. */
static double best_gains(const uint32_t *histogram, uint32_t most, size_t k) {
    double sum = 0;
    for (uint32_t g = most; g > 0 && k > 0; g--) {
        size_t take = histogram[g] < k ? histogram[g] : k;
        sum += (double)take * g;
        k -= take;
    }
    return sum;
}

/* The most that further people within the budget can add: the fractional knapsack. `h` is scratch. */
static double best_payable(const choice *c, entry *h) {
    size_t n = 0;
    double left = c->budget, sum = 0;
    for (uint32_t v = 0; v < c->graph->nodes; v++)
        if (c->allowed[v] && c->cover[v] > 0 && c->cost[v] <= c->budget) h[n++] = (entry){key_of(c, v, 1), v};
    for (size_t i = n / 2; i-- > 0;) sink_down(h, n, i);
    while (n > 0 && left > 0) {
        double cost = c->cost[h[0].v];
        sum += h[0].key * (cost < left ? cost : left);
        left -= cost;
        h[0] = h[--n];
        if (n > 0) sink_down(h, n, 0);
    }
    return sum;
}

/* Greedy cover. Fills pick and pick_gain; *covered is what the picks cover and *bound what no allowed choice can exceed. */
static csc_status greedy(choice *c, const csc_i_rr_sets *s, const inverted *inv, int per_cost, size_t *picked, double *covered,
                         double *bound) {
    uint32_t n = c->graph->nodes, most = 0;
    int costs = c->paying;
    uint8_t *done = csc_i_zalloc(&c->a, s->count);
    entry *heap = csc_i_alloc_array(&c->a, n, sizeof(entry));
    uint32_t *histogram = NULL;
    size_t size = 0, histogram_room = 0;
    csc_status status = CSC_OK;
    if (done == NULL || heap == NULL) status = CSC_E_NOMEM;
    for (uint32_t v = 0; status == CSC_OK && v < n; v++) {
        size_t sets = inv->at[v + 1] - inv->at[v];
        c->cover[v] = (uint32_t)sets;
        if (!c->allowed[v] || sets == 0) continue;
        if (c->cover[v] > most) most = c->cover[v];
        heap[size++] = (entry){key_of(c, v, per_cost), v};
    }
    if (status == CSC_OK && !costs) {
        histogram_room = (size_t)most + 1;
        histogram = csc_i_zalloc(&c->a, histogram_room * sizeof(uint32_t));
        if (histogram == NULL) status = CSC_E_NOMEM;
    }
    if (status == CSC_OK) {
        for (size_t i = 0; histogram != NULL && i < size; i++) histogram[c->cover[heap[i].v]]++;
        for (size_t i = size / 2; i-- > 0;) sink_down(heap, size, i);
        double total = 0, left = c->budget;
        *bound = INFINITY;
        *picked = 0;
        while (*picked < c->k && size > 0) {
            uint32_t v = heap[0].v;
            double now = key_of(c, v, per_cost);
            if (now < heap[0].key) {
                heap[0].key = now;
                sink_down(heap, size, 0);
                continue;
            }
            heap[0] = heap[--size];
            if (size > 0) sink_down(heap, size, 0);
            if (c->cover[v] == 0 || (costs && c->cost[v] > left)) continue;
            if (histogram != NULL) {
                double reach = total + best_gains(histogram, most, c->k);
                if (reach < *bound) *bound = reach;
            }
            if (costs) left -= c->cost[v];
            c->pick[*picked] = v;
            c->pick_gain[(*picked)++] = c->cover[v];
            total += c->cover[v];
            for (size_t i = inv->at[v]; i < inv->at[v + 1]; i++) {
                uint32_t set = inv->set[i];
                if (done[set]) continue;
                done[set] = 1;
                for (size_t j = s->at[set]; j < s->at[set + 1]; j++) {
                    uint32_t u = s->node[j];
                    if (histogram != NULL && c->allowed[u]) {
                        histogram[c->cover[u]]--;
                        histogram[c->cover[u] - 1]++;
                    }
                    c->cover[u]--;
                }
            }
        }
        double reach = total + (costs ? best_payable(c, heap) : best_gains(histogram, most, c->k));
        if (reach < *bound) *bound = reach;
        *covered = total;
    }
    csc_i_free(&c->a, done, s->count);
    csc_i_free(&c->a, heap, (size_t)n * sizeof(entry));
    csc_i_free(&c->a, histogram, histogram_room * sizeof(uint32_t));
    return status;
}

/* When every set is covered and there is room left, the rest goes to those who tell the most people. */
static void fill_up(choice *c, size_t *picked) {
    const csc_wom_graph *g = c->graph;
    double left = c->budget;
    memset(c->chosen, 0, g->nodes);
    for (size_t i = 0; i < *picked; i++) {
        c->chosen[c->best[i]] = 1;
        if (c->paying) left -= c->cost[c->best[i]];
    }
    while (*picked < c->k) {
        uint32_t best = CSC_WOM_NOBODY, most = 0;
        for (uint32_t v = 0; v < g->nodes; v++) {
            if (!c->allowed[v] || c->chosen[v] || (c->paying && c->cost[v] > left)) continue;
            uint32_t degree = g->out_at[v + 1] - g->out_at[v];
            if (best != CSC_WOM_NOBODY && degree <= most) continue;
            best = v;
            most = degree;
        }
        if (best == CSC_WOM_NOBODY) return;
        c->chosen[best] = 1;
        if (c->paying) left -= c->cost[best];
        c->best[*picked] = best;
        c->best_gain[(*picked)++] = 0;
    }
}

/* The better of the greedy choices goes to best and best_gain. */
static csc_status cover(choice *c, const csc_i_rr_sets *s, size_t *picked, double *bound) {
    inverted inv = {NULL, NULL, 0};
    double covered = 0, other = 0, other_bound = INFINITY;
    size_t other_picked = 0;
    csc_status status = invert(c, s, &inv);
    if (status == CSC_OK) status = greedy(c, s, &inv, 0, picked, &covered, bound);
    if (status == CSC_OK) {
        memcpy(c->best, c->pick, *picked * sizeof(uint32_t));
        memcpy(c->best_gain, c->pick_gain, *picked * sizeof(uint32_t));
    }
    if (status == CSC_OK && c->paying) {
        status = greedy(c, s, &inv, 1, &other_picked, &other, &other_bound);
        if (status == CSC_OK && other > covered) {
            *picked = other_picked;
            memcpy(c->best, c->pick, other_picked * sizeof(uint32_t));
            memcpy(c->best_gain, c->pick_gain, other_picked * sizeof(uint32_t));
        }
        if (other_bound < *bound) *bound = other_bound;
    }
    if (status == CSC_OK && *picked < c->k) fill_up(c, picked);
    csc_i_free(&c->a, inv.at, ((size_t)c->graph->nodes + 2) * sizeof(size_t));
    csc_i_free(&c->a, inv.set, inv.room * sizeof(uint32_t));
    return status;
}

/* ------------------------------------------------------------- guarantee */

static void mark_chosen(choice *c, size_t picked) {
    memset(c->chosen, 0, c->graph->nodes);
    for (size_t i = 0; i < picked; i++) c->chosen[c->best[i]] = 1;
}

/* Rounds of twice as many sets, until the choice is proved good enough (Tang et al. 2018, algorithm 2). */
static csc_status choose_by_sets(choice *c, csc_wom_seeds *self) {
    csc_wom_seeds_result *r = &self->result;
    double n = c->worth, k = (double)c->k, people = (double)c->allowed_count;
    double target = (c->paying ? 1 - 0.60653065971263342360 : 1 - 0.36787944117144232160) - c->epsilon;
    double share = 1 - 0.36787944117144232160;
    double choices = csc_num_lgamma(people + 1) - csc_num_lgamma(k + 1) - csc_num_lgamma(people - k + 1) + (c->paying ? log(k + 1) : 0);
    double part = log(6 / c->delta), root = share * sqrt(part) + sqrt(share * (choices + part));
    double most = ceil(2 * n * root * root / (c->epsilon * c->epsilon * c->smallest_opt));
    double first = ceil(most * c->epsilon * c->epsilon * c->smallest_opt / n);
    double rounds = ceil(log2(most / first));
    if (!(rounds >= 1)) rounds = 1;
    double a = log(3 * rounds / c->delta);
    int capped = most > c->most_sets;
    if (capped) most = c->most_sets;
    csc_i_rr_sets sets = {0};
    csc_i_rr_source judge = c->source;
    csc_random key;
    csc_random_init(&key, (uint64_t)csc_i_spec_get(&self->spec, "seed")->number, "rr-judge", 8, 0);
    judge.key = key.key;
    uint64_t drawn = 0, judged = 0;
    csc_status status = CSC_OK;
    size_t picked = 0;
    for (double want = first; status == CSC_OK; want *= 2) {
        if (want > most) want = most;
        double bound = 0;
        uint64_t hit = 0;
        status = csc_i_rr_draw(&c->source, drawn, (uint64_t)want - drawn, &sets, &c->a, c->context, c->err);
        if (status != CSC_OK) break;
        drawn = (uint64_t)want;
        status = cover(c, &sets, &picked, &bound);
        if (status != CSC_OK) {
            csc_i_fail(c->err, status, "Out of memory.");
            break;
        }
        mark_chosen(c, picked);
        /* the same second sets each round; they are drawn anew, for walks end at the first chosen person and need no memory */
        status = csc_i_rr_judge(&judge, 0, drawn, c->chosen, &hit, &c->a, c->context, c->err);
        if (status != CSC_OK) break;
        judged += drawn;
        double hits = (double)hit, theta = (double)drawn;
        double down = sqrt(hits + 2 * a / 9) - sqrt(a / 2), up = sqrt(bound + a / 2) + sqrt(a / 2);
        r->lower = (down > 0 ? down * down - a / 18 : 0) * n / theta;
        if (r->lower < 0) r->lower = 0;
        r->upper = up * up * n / theta;
        if (r->upper > n) r->upper = n;
        if (r->lower > r->upper) r->lower = r->upper;
        r->spread = hits / theta * n;
        r->se = n * sqrt(hits / theta * (1 - hits / theta) / theta);
        r->guarantee = r->lower / r->upper;
        if (r->guarantee >= target) break;
        if (want >= most) {
            if (capped)
                r->status = CSC_E_NOCONVERGE;
            else
                r->guarantee = target; /* so many sets are enough whatever the bounds say */
            break;
        }
    }
    r->rr_sets = (double)drawn + (double)judged;
    self->count = status == CSC_OK ? picked : 0;
    for (size_t i = 0; i < self->count; i++) {
        self->node[i] = c->best[i];
        self->gain[i] = (double)c->best_gain[i] / (double)drawn * n;
    }
    csc_i_rr_free(&sets, &c->a);
    return status;
}

/* -------------------------------------------------------------- baselines */

static double mean_probability(const csc_wom_graph *g) {
    double sum = 0;
    for (uint32_t v = 0; v < g->nodes; v++)
        for (uint32_t i = g->in_at[v]; i < g->in_at[v + 1]; i++) sum += csc_i_graph_in_p(g, i, v);
    return g->arcs > 0 ? sum / g->arcs : 0;
}

static void page_rank(const csc_wom_graph *g, double *rank, double *next) {
    double n = g->nodes;
    for (uint32_t v = 0; v < g->nodes; v++) rank[v] = 1 / n;
    for (int step = 0; step < 200; step++) {
        double lost = 0, moved = 0;
        for (uint32_t v = 0; v < g->nodes; v++) next[v] = 0;
        /* turned round: a hearer passes rank to those who tell them */
        for (uint32_t v = 0; v < g->nodes; v++) {
            uint32_t begin = g->in_at[v], end = g->in_at[v + 1];
            if (begin == end) lost += rank[v];
            for (uint32_t i = begin; i < end; i++) next[g->in_from[i]] += rank[v] / (end - begin);
        }
        for (uint32_t v = 0; v < g->nodes; v++) {
            next[v] = 0.15 / n + 0.85 * (next[v] + lost / n);
            moved += fabs(next[v] - rank[v]);
            rank[v] = next[v];
        }
        if (moved < 1e-12) break;
    }
}

static csc_status choose_by_score(choice *c, csc_wom_seeds *self) {
    const csc_wom_graph *g = c->graph;
    uint32_t n = g->nodes;
    double *score = csc_i_alloc_array(&c->a, n, sizeof(double)), *other = csc_i_zalloc(&c->a, (size_t)n * sizeof(double));
    csc_status status = score != NULL && other != NULL ? CSC_OK : csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
    double p = c->method == DEGREE_DISCOUNT ? mean_probability(g) : 0, left = c->budget;
    size_t picked = 0;
    if (status == CSC_OK && c->method == PAGERANK) page_rank(g, score, other);
    for (uint32_t v = 0; status == CSC_OK && c->method != PAGERANK && v < n; v++) score[v] = g->out_at[v + 1] - g->out_at[v];
    memset(c->chosen, 0, n);
    while (status == CSC_OK && picked < c->k) {
        uint32_t best = CSC_WOM_NOBODY;
        for (uint32_t v = 0; v < n; v++) {
            if (!c->allowed[v] || c->chosen[v] || (c->paying && c->cost[v] > left)) continue;
            if (best == CSC_WOM_NOBODY || score[v] > score[best]) best = v;
        }
        if (best == CSC_WOM_NOBODY) break;
        c->chosen[best] = 1;
        if (c->paying) left -= c->cost[best];
        self->node[picked] = best;
        self->gain[picked++] = (double)NAN;
        for (uint32_t i = g->out_at[best]; c->method == DEGREE_DISCOUNT && i < g->out_at[best + 1]; i++) {
            uint32_t v = g->out_to[i];
            double d = g->out_at[v + 1] - g->out_at[v], t = ++other[v];
            score[v] = d - 2 * t - (d - t) * t * p;
        }
    }
    self->count = picked;
    csc_i_free(&c->a, score, (size_t)n * sizeof(double));
    csc_i_free(&c->a, other, (size_t)n * sizeof(double));
    uint64_t hit = 0;
    csc_i_rr_source judge = c->source;
    csc_random key;
    csc_random_init(&key, (uint64_t)csc_i_spec_get(&self->spec, "seed")->number, "rr-judge", 8, 0);
    judge.key = key.key;
    if (status == CSC_OK) status = csc_i_rr_judge(&judge, 0, JUDGE_SETS, c->chosen, &hit, &c->a, c->context, c->err);
    if (status != CSC_OK) return status;
    double part = (double)hit / JUDGE_SETS;
    self->result.spread = part * c->worth;
    self->result.se = c->worth * sqrt(part * (1 - part) / JUDGE_SETS);
    self->result.rr_sets = JUDGE_SETS;
    return CSC_OK;
}

/* --------------------------------------------------------------- settings */

static csc_status range_error(csc_error *err, const char *message, const char *key, uint64_t row) {
    csc_i_fail_row(err, CSC_E_RANGE, message, row);
    if (err != NULL) memcpy(err->key, key, strlen(key) + 1);
    return CSC_E_RANGE;
}

static csc_status take_columns(choice *c, const csc_column *value, const csc_column *cost, const csc_column *excluded) {
    uint32_t n = c->graph->nodes;
    size_t sums = (size_t)n * sizeof(double);
    c->allowed = csc_i_alloc(&c->a, n);
    c->chosen = csc_i_alloc(&c->a, n);
    c->cover = csc_i_alloc(&c->a, (size_t)n * sizeof(uint32_t));
    if (value != NULL) c->steps = csc_i_alloc(&c->a, sums);
    if (cost != NULL || c->paying) c->cost = csc_i_alloc(&c->a, sums);
    if (c->allowed == NULL || c->chosen == NULL || c->cover == NULL || (value != NULL && c->steps == NULL) ||
        ((cost != NULL || c->paying) && c->cost == NULL))
        return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
    c->worth = n;
    double sum = 0;
    for (uint32_t v = 0; v < n; v++) {
        c->allowed[v] = 1;
        if (value != NULL) {
            double worth = csc_i_column_f64(value, v);
            if (isnan(worth)) worth = 0;
            if (worth < 0 || isinf(worth)) return range_error(c->err, "A value must be finite and not negative.", "value", v);
            c->steps[v] = sum += worth;
        }
        if (c->cost != NULL) {
            c->cost[v] = cost != NULL ? csc_i_column_f64(cost, v) : 1;
            if (isnan(c->cost[v]))
                c->allowed[v] = 0;
            else if (!(c->cost[v] > 0) || isinf(c->cost[v]))
                return range_error(c->err, "A cost must be positive and finite.", "cost", v);
            else if (c->cost[v] > c->budget)
                c->allowed[v] = 0;
        }
        if (excluded != NULL) {
            double out = csc_i_column_f64(excluded, v);
            if (!isnan(out) && out != 0) c->allowed[v] = 0;
        }
        c->allowed_count += c->allowed[v];
    }
    if (value != NULL) {
        c->worth = sum;
        c->source.steps = c->steps;
    }
    return CSC_OK;
}

static int below(const void *a, const void *b, int falling) {
    double x = *(const double *)a, y = *(const double *)b;
    return falling ? x > y : x < y;
}

/* The k-th partial sum of the largest (or smallest) numbers among those allowed, by a heap of k. */
static csc_status k_extremes(const choice *c, const double *running, const double *plain, size_t k, int largest, double limit, double *sum,
                             size_t *taken) {
    size_t n = 0;
    double *heap = csc_i_alloc_array(&c->a, c->allowed_count, sizeof(double));
    if (heap == NULL) return CSC_E_NOMEM;
    for (uint32_t v = 0; v < c->graph->nodes; v++) {
        if (!c->allowed[v]) continue;
        double x = running != NULL ? running[v] - (v > 0 ? running[v - 1] : 0) : plain[v];
        heap[n++] = x;
        for (size_t i = n - 1; i > 0 && below(&heap[i], &heap[(i - 1) / 2], largest); i = (i - 1) / 2) {
            double t = heap[i];
            heap[i] = heap[(i - 1) / 2];
            heap[(i - 1) / 2] = t;
        }
    }
    *sum = 0;
    *taken = 0;
    while (n > 0 && *taken < k && *sum + heap[0] <= limit) {
        *sum += heap[0];
        ++*taken;
        heap[0] = heap[--n];
        for (size_t i = 0;;) {
            size_t child = 2 * i + 1;
            if (child >= n) break;
            if (child + 1 < n && below(&heap[child + 1], &heap[child], largest)) child++;
            if (!below(&heap[child], &heap[i], largest)) break;
            double t = heap[i];
            heap[i] = heap[child];
            heap[child] = t;
            i = child;
        }
    }
    csc_i_free(&c->a, heap, c->allowed_count * sizeof(double));
    return CSC_OK;
}

/* How many can be paid, and a lower bound of the best spread: what the chosen are worth themselves. */
static csc_status find_limits(choice *c) {
    double sum = 0;
    size_t taken = 0;
    if (c->k > c->allowed_count) c->k = c->allowed_count;
    if (c->paying && c->k > 0) {
        if (k_extremes(c, NULL, c->cost, c->k, 0, c->budget, &sum, &taken) != CSC_OK)
            return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
        c->k = taken;
    }
    c->smallest_opt = (double)c->k;
    if (c->steps != NULL && c->k > 0) {
        /* with costs only the single most valuable person is sure to be payable */
        if (k_extremes(c, c->steps, NULL, c->paying ? 1 : c->k, 1, INFINITY, &sum, &taken) != CSC_OK)
            return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
        c->smallest_opt = sum;
        /* nobody allowed is worth anything themselves, but whom they reach may be */
        if (!(sum > 0)) c->smallest_opt = c->worth / c->graph->nodes;
    }
    return CSC_OK;
}

static csc_status prepare(choice *c, csc_wom_seeds *self) {
    const csc_wom_graph *g = c->graph;
    csc_random key;
    csc_random_init(&key, (uint64_t)csc_i_spec_get(&self->spec, "seed")->number, "rr-choose", 9, 0);
    c->source.graph = g;
    c->source.key = key.key;
    c->source.threshold = csc_i_spec_is(&self->spec, "model", "lt");
    if (c->source.threshold) {
        if (csc_i_graph_scale(g, &c->a, &c->scale) != CSC_OK) return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
        c->source.scale = c->scale;
    }
    uint32_t most = 0;
    for (uint32_t v = 0; v < g->nodes; v++)
        if (csc_i_graph_in_degree(g, v) > most) most = csc_i_graph_in_degree(g, v);
    c->source.skip_count = most < SKIP_MAX ? most + 1 : SKIP_MAX;
    c->skip = csc_i_alloc_array(&c->a, c->source.skip_count, sizeof(double));
    if (c->skip == NULL) return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
    c->skip[0] = g->constant > 0 && g->constant < 1 ? 1 / csc_i_plain_log(1 - g->constant) : 0;
    for (uint32_t d = 1; d < c->source.skip_count; d++) c->skip[d] = d > 1 ? 1 / csc_i_plain_log(1 - 1.0 / d) : 0;
    c->source.skip = c->skip;
    c->room = c->k;
    c->pick = csc_i_alloc_array(&c->a, c->room, sizeof(uint32_t));
    c->best = csc_i_alloc_array(&c->a, c->room, sizeof(uint32_t));
    c->pick_gain = csc_i_alloc_array(&c->a, c->room, sizeof(uint32_t));
    c->best_gain = csc_i_alloc_array(&c->a, c->room, sizeof(uint32_t));
    self->room = c->k;
    self->node = csc_i_alloc_array(&c->a, self->room, sizeof(uint32_t));
    self->gain = csc_i_alloc_array(&c->a, self->room, sizeof(double));
    if (c->pick == NULL || c->best == NULL || c->pick_gain == NULL || c->best_gain == NULL || self->node == NULL || self->gain == NULL)
        return csc_i_fail(c->err, CSC_E_NOMEM, "Out of memory.");
    return CSC_OK;
}

static void release(choice *c) {
    size_t n = c->graph->nodes;
    csc_i_free(&c->a, c->steps, n * sizeof(double));
    csc_i_free(&c->a, c->scale, n * sizeof(double));
    csc_i_free(&c->a, c->cost, n * sizeof(double));
    csc_i_free(&c->a, c->skip, c->source.skip_count * sizeof(double));
    csc_i_free(&c->a, c->allowed, n);
    csc_i_free(&c->a, c->chosen, n);
    csc_i_free(&c->a, c->cover, n * sizeof(uint32_t));
    csc_i_free(&c->a, c->pick, c->room * sizeof(uint32_t));
    csc_i_free(&c->a, c->best, c->room * sizeof(uint32_t));
    csc_i_free(&c->a, c->pick_gain, c->room * sizeof(uint32_t));
    csc_i_free(&c->a, c->best_gain, c->room * sizeof(uint32_t));
}

csc_status csc_wom_seeds_choose(csc_wom_seeds **out, const csc_wom_graph *graph, const char *spec, size_t spec_length,
                                const csc_column *value, const csc_column *cost, const csc_column *excluded, const csc_context *context,
                                csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (graph == NULL) return csc_i_fail(err, CSC_E_INVALID, "The graph is NULL.");
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, SEEDS_ID, &parsed, err));
    if (value != NULL) CSC_I_TRY(csc_i_column_check(value, graph->nodes, "value", err));
    if (cost != NULL) CSC_I_TRY(csc_i_column_check(cost, graph->nodes, "cost", err));
    if (excluded != NULL) CSC_I_TRY(csc_i_column_check(excluded, graph->nodes, "excluded", err));
    const csc_i_spec_value *budget = csc_i_spec_get(&parsed, "budget"), *delta = csc_i_spec_get(&parsed, "delta");
    choice c = {0};
    c.graph = graph;
    c.a = csc_i_allocator(context);
    c.context = context;
    c.err = err;
    c.budget = budget->word >= 0 ? INFINITY : budget->number;
    c.paying = !isinf(c.budget);
    c.epsilon = csc_i_spec_get(&parsed, "epsilon")->number;
    c.delta = delta->word >= 0 ? 1 / (graph->nodes > 10 ? (double)graph->nodes : 10.0) : delta->number;
    c.most_sets = csc_i_spec_get(&parsed, "max_sets")->number;
    c.method = csc_i_spec_get(&parsed, "method")->word;
    double k = csc_i_spec_get(&parsed, "k")->number;
    c.k = k < (double)graph->nodes ? (size_t)k : graph->nodes;
    csc_wom_seeds *self = csc_i_zalloc(&c.a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    self->allocator = c.a;
    self->spec = parsed;
    csc_wom_seeds_result *r = &self->result;
    r->spread = r->se = r->lower = r->upper = r->guarantee = (double)NAN;
    csc_status status = take_columns(&c, value, cost, excluded);
    if (status == CSC_OK) status = find_limits(&c);
    if (status == CSC_OK && c.k == 0) {
        r->status = CSC_E_TOO_FEW;
    } else if (status == CSC_OK) {
        status = prepare(&c, self);
        if (status == CSC_OK && !(c.worth > 0)) {
            r->status = CSC_E_TOO_FEW; /* nothing is at stake */
        } else if (status == CSC_OK) {
            status = c.method == RIS ? choose_by_sets(&c, self) : choose_by_score(&c, self);
        }
    }
    for (size_t i = 0; i < self->count; i++) r->cost += c.cost != NULL ? c.cost[self->node[i]] : 1;
    r->n = (double)self->count;
    release(&c);
    if (status != CSC_OK) {
        csc_wom_seeds_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_wom_seeds_destroy(csc_wom_seeds *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->node, self->room * sizeof(uint32_t));
    csc_i_free(&a, self->gain, self->room * sizeof(double));
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_wom_seeds_get(const csc_wom_seeds *self, csc_wom_seeds_result *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->result;
    return CSC_OK;
}

size_t csc_wom_seeds_count(const csc_wom_seeds *self) {
    return self != NULL ? self->count : 0;
}

uint32_t csc_wom_seeds_at(const csc_wom_seeds *self, size_t index, double *gain) {
    int there = self != NULL && index < self->count;
    if (gain != NULL) *gain = there ? self->gain[index] : (double)NAN;
    return there ? self->node[index] : CSC_WOM_NOBODY;
}

csc_status csc_wom_seeds_visit(const csc_wom_seeds *self, const csc_wom_graph *graph, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    const csc_wom_seeds_result *r = &self->result;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_wom_sink_definition(sink, &self->spec));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "seeds"));
    for (size_t i = 0; i < self->count; i++) {
        size_t length;
        const char *name = csc_wom_graph_label(graph, self->node[i], &length);
        CSC_I_TRY(length > 0 ? csc_i_sink_textn(sink, NULL, name, length) : csc_i_sink_u64(sink, NULL, self->node[i]));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "spread", r->spread));
    CSC_I_TRY(csc_i_sink_number(sink, "se", r->se));
    CSC_I_TRY(csc_i_sink_number(sink, "guarantee", r->guarantee));
    CSC_I_TRY(csc_i_sink_number(sink, "rr_sets", r->rr_sets));
    CSC_I_TRY(csc_i_sink_number(sink, "cost", r->cost));
    CSC_I_TRY(csc_i_sink_number(sink, "n", r->n));
    CSC_I_TRY(csc_i_sink_i64(sink, "missing", 0));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(r->status)));
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(csc_i_sink_number(sink, "lower", r->lower));
        CSC_I_TRY(csc_i_sink_number(sink, "upper", r->upper));
        CSC_I_TRY(csc_i_sink_begin_array(sink, "gains"));
        for (size_t i = 0; i < self->count; i++) CSC_I_TRY(csc_i_sink_number(sink, NULL, self->gain[i]));
        CSC_I_TRY(csc_i_sink_end_array(sink));
    }
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}
