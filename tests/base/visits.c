/* The contract of csc_sink, held against every object that visits one: documents are balanced, members have keys, elements have
 * none, a key stands once in its object, texts are UTF-8, a sink that says stop is obeyed at every single call. */
#include "csc_check.h"

enum { DEPTH = 32, KEYS = 4096 };
typedef struct witness {
    csc_sink sink;
    int array[DEPTH]; /* what is open: 1 array, 0 object */
    size_t first_key[DEPTH];
    int depth;
    char key[KEYS][48];
    size_t keys;
    size_t calls;
    size_t values;
    size_t stop_at; /* this call says stop; 0: none */
    const char *wrong;
} witness;

static csc_status step(witness *w, const char *key, size_t length) {
    w->calls++;
    if (w->depth > 0 && w->array[w->depth - 1]) {
        if (key) w->wrong = "an element with a key";
    } else if (w->depth > 0) {
        if (!key) {
            w->wrong = "a member without a key";
        } else {
            size_t valid = 0;
            if (length == 0 || length >= sizeof w->key[0] || csc_text_check(key, length, &valid, NULL) != CSC_OK) w->wrong = "a bad key";
            for (size_t i = w->first_key[w->depth - 1]; i < w->keys; i++)
                if (strlen(w->key[i]) == length && memcmp(w->key[i], key, length) == 0) w->wrong = "a key twice";
            if (w->keys < KEYS && length < sizeof w->key[0]) {
                memcpy(w->key[w->keys], key, length);
                w->key[w->keys++][length] = '\0';
            }
        }
    } else if (key) {
        w->wrong = "the outermost value has a key";
    }
    return w->stop_at != 0 && w->calls == w->stop_at ? CSC_E_CANCELLED : CSC_OK;
}
static csc_status open_one(witness *w, int array, const char *key, size_t length) {
    csc_status s = step(w, key, length);
    if (w->depth >= DEPTH) return CSC_E_LIMIT;
    w->array[w->depth] = array;
    w->first_key[w->depth++] = w->keys;
    return s;
}
static csc_status close_one(witness *w, int array) {
    w->calls++;
    if (w->depth == 0 || w->array[w->depth - 1] != array) {
        w->wrong = "an end without its beginning";
    } else {
        w->keys = w->first_key[--w->depth];
        if (w->depth == 0) w->values++;
    }
    return w->stop_at != 0 && w->calls == w->stop_at ? CSC_E_CANCELLED : CSC_OK;
}
static csc_status begin_object(void *ctx, const char *key, size_t n) {
    return open_one(ctx, 0, key, n);
}
static csc_status end_object(void *ctx) {
    return close_one(ctx, 0);
}
static csc_status begin_array(void *ctx, const char *key, size_t n) {
    return open_one(ctx, 1, key, n);
}
static csc_status end_array(void *ctx) {
    return close_one(ctx, 1);
}
static csc_status scalar(witness *w, const char *key, size_t n) {
    if (w->depth == 0) w->values++;
    return step(w, key, n);
}
static csc_status number(void *ctx, const char *key, size_t n, double value) {
    (void)value;
    return scalar(ctx, key, n);
}
static csc_status integer(void *ctx, const char *key, size_t n, int64_t value) {
    (void)value;
    return scalar(ctx, key, n);
}
static csc_status text(void *ctx, const char *key, size_t n, const char *t, size_t length) {
    witness *w = ctx;
    size_t valid = 0;
    if (csc_text_check(t, length, &valid, NULL) != CSC_OK) w->wrong = "a text that is not UTF-8";
    return scalar(w, key, n);
}
static csc_status boolean(void *ctx, const char *key, size_t n, int32_t value) {
    witness *w = ctx;
    if (value != 0 && value != 1) w->wrong = "a truth that is neither 0 nor 1";
    return scalar(w, key, n);
}
static csc_status null(void *ctx, const char *key, size_t n) {
    return scalar(ctx, key, n);
}
static void clear(witness *w, size_t stop_at) {
    memset(w, 0, sizeof *w);
    w->sink = (csc_sink){w, begin_object, end_object, begin_array, end_array, number, integer, text, boolean, null};
    w->stop_at = stop_at;
}

static void hold(const char *what, csc_status (*visit)(void *object, int32_t level, csc_sink *sink), void *object) {
    static witness w;
    for (int32_t level = CSC_VISIT_VALUE; level <= CSC_VISIT_EXPLAIN; level++) {
        clear(&w, 0);
        csc_status s = visit(object, level, &w.sink);
        ck_assert_msg(s == CSC_OK, "%s at level %d: %s", what, (int)level, csc_status_name(s));
        ck_assert_msg(w.wrong == NULL, "%s at level %d: %s", what, (int)level, w.wrong);
        ck_assert_msg(w.depth == 0 && w.values == 1, "%s at level %d: %zu values, %d open", what, (int)level, w.values, w.depth);
        size_t calls = w.calls;
        for (size_t i = 1; i <= calls; i++) {
            clear(&w, i);
            s = visit(object, level, &w.sink);
            ck_assert_msg(s == CSC_E_CANCELLED && w.calls == i, "%s at level %d goes on after stop at call %zu of %zu", what, (int)level, i,
                          calls);
        }
    }
}

static const double answers[] = {5, 4, 2, 5, 3, 4, 1, 5};
static const csc_column column = {.data = answers, .stride = sizeof answers[0], .type = CSC_TYPE_F64};
static const int64_t indexes[] = {0, 1, 2, 3, 0, 1, 2, 3};
static const csc_column who = {.data = indexes, .stride = sizeof indexes[0], .type = CSC_TYPE_I64};

static csc_status visit_metric(void *o, int32_t level, csc_sink *sink) {
    return csc_metric_visit(o, 0, level, sink);
}
START_TEST(metric)
{
    static const char *const specs[] = {"csat:top2/1", "csat:net/1", "csat:mean/1?level=0.9", "nps:standard/1"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        csc_metric *m = NULL;
        CSC_ASSERT_STATUS(csc_metric_create(&m, specs[i], strlen(specs[i]), 1, NULL, NULL), CSC_OK);
        hold("an empty metric", visit_metric, m);
        CSC_ASSERT_STATUS(csc_metric_add(m, NULL, &column, NULL, 8, NULL), CSC_OK);
        hold(specs[i], visit_metric, m);
        csc_metric_destroy(m);
    }
}
END_TEST

static csc_status visit_gap(void *o, int32_t level, csc_sink *sink) {
    return csc_gap_visit(o, level, sink);
}
START_TEST(gap)
{
    csc_gap *g = NULL;
    size_t items = 9, respondents = 9, at;
    CSC_ASSERT_STATUS(csc_gap_create(&g, "gap:survey/1", SIZE_MAX, NULL, NULL), CSC_OK);
    hold("an empty gap", visit_gap, g);
    CSC_ASSERT_STATUS(csc_gap_size(g, &items, &respondents), CSC_OK);
    ck_assert(items == 0 && respondents == 0);
    CSC_ASSERT_STATUS(csc_gap_item(g, "speed", 5, &at, NULL), CSC_OK);
    for (char c = 'a'; c < 'e'; c++) CSC_ASSERT_STATUS(csc_gap_respondent(g, &c, 1, &at, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_gap_add(g, &who, NULL, &column, &column, NULL, 8, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_gap_size(g, &items, &respondents), CSC_OK);
    ck_assert(items == 1 && respondents == 4);
    hold("gap", visit_gap, g);
    csc_gap_destroy(g);
}
END_TEST

static csc_status visit_paths(void *o, int32_t level, csc_sink *sink) {
    (void)level;
    return csc_churn_paths_visit(o, "churn:paths/1", SIZE_MAX, sink);
}
static csc_status visit_reasons(void *o, int32_t level, csc_sink *sink) {
    (void)level;
    return csc_churn_reasons_visit("churn:reasons/1", SIZE_MAX, o, 0, NAN, sink, NULL);
}
START_TEST(churn)
{
    csc_churn_paths p;
    ck_assert_uint_eq(csc_churn_paths_size(), sizeof p);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 1000, 0.31, 0.6, 0.5, &p, NULL), CSC_OK);
    hold("paths", visit_paths, &p);
    static const double counts[] = {40, 30, 20, 10}, returned[] = {4, 6, 11, 8};
    CSC_ASSERT_STATUS(csc_churn_paths_estimate("churn:paths/1", SIZE_MAX, counts, returned, 3, NAN, &p, NULL), CSC_OK);
    hold("own paths", visit_paths, &p);
    hold("reasons", visit_reasons, NULL);
    double reasons[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    hold("own reasons", visit_reasons, reasons);
}
END_TEST

static csc_status visit_lifetime(void *o, int32_t level, csc_sink *sink) {
    return csc_lifetime_visit(o, level, sink);
}
START_TEST(lifetime)
{
    /* the parameters of Fader, Hardie and Lee (2005) for the CDNOW sample */
    static const double parameters[] = {0.243, 4.414, 0.793, 2.426};
    csc_lifetime *l = NULL;
    size_t length = 0;
    ck_assert_uint_eq(csc_lifetime_table_size(), sizeof(csc_lifetime_table));
    CSC_ASSERT_STATUS(csc_lifetime_create(&l, "lifetime:bg-nbd/1", SIZE_MAX, parameters, 4, NULL, NULL), CSC_OK);
    ck_assert_uint_eq(csc_lifetime_parameter_count(l), 4);
    ck_assert_str_eq(csc_lifetime_spec(l, &length), "lifetime:bg-nbd/1");
    ck_assert_uint_eq(length, strlen("lifetime:bg-nbd/1"));
    hold("lifetime", visit_lifetime, l);
    csc_lifetime_destroy(l);
}
END_TEST

static csc_status visit_tree(void *o, int32_t level, csc_sink *sink) {
    return csc_wom_tree_visit(o, level, sink);
}
START_TEST(wom)
{
    static const double told[] = {11, 5};
    csc_wom_tree *t = NULL;
    static const char spec[] = "wom:tree/1?population=5000";
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, spec, SIZE_MAX, told, 2, NULL, NULL), CSC_OK);
    hold("tree", visit_tree, t);
    csc_wom_tree_destroy(t);
}
END_TEST

static csc_status visit_pack(void *o, int32_t level, csc_sink *sink) {
    (void)level;
    return csc_pack_visit(o, SIZE_MAX, sink);
}
static csc_status visit_checker(void *o, int32_t level, csc_sink *sink) {
    (void)level;
    return csc_checker_visit(o, sink);
}
static const csc_finding *one_finding;
static csc_status visit_finding(void *o, int32_t level, csc_sink *sink) {
    (void)level;
    return csc_checker_visit_finding(o, one_finding, NULL, 0, sink);
}
START_TEST(phrase)
{
    csc_pack_builder *b = NULL;
    csc_pack *pack = NULL, *read = NULL;
    csc_checker *checker = NULL;
    csc_finding finding;
    size_t count = 0;
    CSC_ASSERT_STATUS(csc_pack_builder_create(&b, "house", 5, "1.0.0", 5, "en", 2, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_concept(b, "greet", 5, "good (morning|evening)", 22, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_rule(b, "blame.fault", 11, "avoid", 5, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_add(b, "match", 5, "your own fault", 14, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_finish(b, &pack, NULL), CSC_OK);
    csc_pack_builder_destroy(b);
    hold("pack", visit_pack, pack);
    const csc_pack *packs[] = {pack};
    CSC_ASSERT_STATUS(csc_checker_create(&checker, packs, 1, NULL, NULL), CSC_OK);
    static const char said[] = "That is your own fault.";
    CSC_ASSERT_STATUS(csc_checker_feed(checker, 0, said, sizeof said - 1, CSC_FEED_FINAL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_finish(checker, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_poll(checker, &finding, &count, NULL), CSC_OK);
    ck_assert_uint_eq(count, 1);
    one_finding = &finding;
    hold("finding", visit_finding, checker);
    hold("checker", visit_checker, checker);
    csc_checker_destroy(checker);
    csc_pack_destroy(pack);
    CSC_ASSERT_STATUS(csc_pack_read_file(&read, "no such file", 12, NULL, NULL), CSC_E_NOTFOUND);
    ck_assert_ptr_null(read);
}
END_TEST

static csc_status visit_model(void *o, int32_t level, csc_sink *sink) {
    return csc_survival_model_visit(o, level, sink);
}
static csc_status visit_score(void *o, int32_t level, csc_sink *sink) {
    return csc_churn_score_visit(o, level, sink);
}
static const double times[] = {5, 3, 8, 2, 9, 4, 7, 6}, ended[] = {1, 1, 0, 1, 0, 1, 1, 0}, visits[] = {2, 5, 3, 4, 1, 2, 4, 3};
START_TEST(survival_and_score)
{
    static const char *const names[] = {"visits"};
    csc_survival_table t;
    csc_survival_model *m = NULL;
    csc_churn_score *score = NULL;
    csc_column time = column, status = column, x = column;
    double concordance = 0;
    time.data = times;
    status.data = ended;
    x.data = visits;
    memset(&t, 0, sizeof t);
    t.rows = 8;
    t.time = time;
    t.status = status;
    ck_assert_uint_eq(csc_survival_table_size(), sizeof t);
    ck_assert_uint_eq(csc_churn_measures_size(), sizeof(csc_churn_measures));
    ck_assert_uint_eq(csc_churn_bin_size(), sizeof(csc_churn_bin));
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:cox/1", SIZE_MAX, &t, &x, names, 1, NULL, NULL), CSC_OK);
    hold("Cox model", visit_model, m);
    csc_survival_model_destroy(m);
    /* a score that orders all events as they came: -time */
    double reversed[8];
    for (int i = 0; i < 8; i++) reversed[i] = -times[i];
    x.data = reversed;
    CSC_ASSERT_STATUS(csc_survival_concordance(&t, &x, &concordance, NULL, NULL), CSC_OK);
    ck_assert_double_eq(concordance, 1);
    x.data = times;
    CSC_ASSERT_STATUS(csc_survival_concordance(&t, &x, &concordance, NULL, NULL), CSC_OK);
    ck_assert_double_eq(concordance, 0);
    x.data = visits;
    CSC_ASSERT_STATUS(csc_churn_score_fit(&score, "churn:score/1", SIZE_MAX, &status, &x, names, 1, NULL, 8, NULL, NULL), CSC_OK);
    hold("score", visit_score, score);
    csc_churn_score_destroy(score);
}
END_TEST

static csc_status visit_pls(void *o, int32_t level, csc_sink *sink) {
    return csc_pls_visit(o, level, sink);
}
START_TEST(path_model)
{
    static const uint32_t construct[] = {0, 0, 1, 1}, from[] = {0}, to[] = {1};
    static const double a[] = {1, 2, 3, 4, 5, 6, 7, 9}, b[] = {2, 1, 4, 3, 6, 5, 8, 7}, c[] = {1, 3, 2, 5, 4, 7, 6, 8},
                        d[] = {2, 3, 1, 4, 6, 5, 8, 7};
    csc_column item[4] = {column, column, column, column};
    csc_pls_model model;
    csc_pls *p = NULL;
    double scores[16];
    size_t rows = 0;
    item[0].data = a;
    item[1].data = b;
    item[2].data = c;
    item[3].data = d;
    csc_pls_model_init(&model);
    model.constructs = 2;
    model.items = 4;
    model.paths = 1;
    model.construct = construct;
    model.from = from;
    model.to = to;
    CSC_ASSERT_STATUS(csc_pls_fit(&p, &model, item, 8, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pls_scores(p, scores, 8, &rows, NULL), CSC_OK);
    ck_assert_uint_eq(rows, 8);
    for (int j = 0; j < 2; j++) { /* mean 0 and variance 1 */
        double sum = 0, squares = 0;
        for (int i = 0; i < 8; i++) {
            sum += scores[2 * i + j];
            squares += scores[2 * i + j] * scores[2 * i + j];
        }
        CSC_ASSERT_ABS(sum, 0, 1e-12);
        ck_assert(fabs(squares / 7 - 1) < 1e-12 || fabs(squares / 8 - 1) < 1e-12);
    }
    hold("path model", visit_pls, p);
    csc_pls_destroy(p);
}
END_TEST

START_TEST(what_the_build_is)
{
    ck_assert_ptr_nonnull(csc_features());
    int major = 0;
    ck_assert_int_eq(sscanf(csc_unicode_version(), "%d.", &major), 1);
    ck_assert_int_ge(major, 14);
}
END_TEST

START_TEST(distributions_with_closed_forms)
{
    CSC_ASSERT_REL(csc_num_beta_cdf(0.5, 2, 3), 11.0 / 16, 1e-14);
    CSC_ASSERT_REL(csc_num_gamma_cdf(2, 1, 4), -expm1(-0.5), 1e-14);
    for (double x = 0.25; x < 40; x *= 2) {
        CSC_ASSERT_REL(csc_num_chi2_upper(x, 2), exp(-x / 2), 1e-14);
        CSC_ASSERT_REL(csc_num_f_upper(x, 2, 2), 1 / (1 + x), 1e-14);
    }
}
END_TEST

CSC_CHECK_MAIN("visits", metric, gap, churn, lifetime, wom, phrase, survival_and_score, path_model, what_the_build_is,
               distributions_with_closed_forms)
