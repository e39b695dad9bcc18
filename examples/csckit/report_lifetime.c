/* Report: who is probably still a customer, from the log of purchases. */
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct customers {
    size_t count;
    int64_t *id;
    double *x, *t_x, *T, *m_x, *after, *p_alive, *expected;
} customers;

/* The customer table at `calibration` (NaN: the end of the log), with purchases after it. */
static int build(report *r, double calibration, double end, customers *c) {
    csc_error err;
    csc_purchases *log = NULL;
    const kit_table *t = r->transactions;
    csc_error_init(&err);
    int64_t *id = kit_alloc(r->k, (t->rows + 1) * sizeof *id);
    for (size_t i = 0; i < t->rows; i++) id[i] = t->series[0].label[i];
    csc_column who = {id, sizeof *id, CSC_TYPE_I64, 0, NULL, 0}, when = kit_column(r->k, t, 1), amount;
    if (t->series[2].present) amount = kit_column(r->k, t, 2);
    csc_status s = csc_purchases_create(&log, 1, 0, 1, NULL, &err);
    if (s == CSC_OK) s = csc_purchases_add(log, &who, &when, t->series[2].present ? &amount : NULL, t->rows, &err);
    size_t most = t->series[0].label_count + 1;
    csc_purchases_out out;
    memset(&out, 0, sizeof out);
    out.capacity = most;
    out.customer = c->id = kit_alloc(r->k, most * sizeof *c->id);
    out.x = c->x = kit_alloc(r->k, most * sizeof(double));
    out.t_x = c->t_x = kit_alloc(r->k, most * sizeof(double));
    out.T = c->T = kit_alloc(r->k, most * sizeof(double));
    out.m_x = c->m_x = kit_alloc(r->k, most * sizeof(double));
    out.x_after = c->after = kit_alloc(r->k, most * sizeof(double));
    c->p_alive = kit_alloc(r->k, most * sizeof(double));
    c->expected = kit_alloc(r->k, most * sizeof(double));
    if (s == CSC_OK) s = csc_purchases_table(log, calibration, end, 7, &out, &c->count, NULL, &err);
    csc_purchases_destroy(log);
    return s == CSC_OK ? KIT_CLEAN : kit_fail_row(r->k, s, &err, t);
}

/* Fits and predicts for `horizon` weeks; the fit's own words go to *fit. CSC_OK, or the status that says why there is none. */
static csc_status predict(report *r, customers *c, double horizon, kit_value **fit) {
    csc_error err;
    csc_lifetime *model = NULL;
    csc_lifetime_table table;
    csc_sink sink;
    csc_error_init(&err);
    memset(&table, 0, sizeof table);
    table.rows = c->count;
    table.x = (csc_column){c->x, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    table.t_x = (csc_column){c->t_x, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    table.T = (csc_column){c->T, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_status s = csc_lifetime_fit(&model, "lifetime:bg-nbd/1", SIZE_MAX, &table, kit_context(r->k), &err);
    if (s == CSC_OK) s = csc_lifetime_status(model);
    if (s == CSC_OK) {
        csc_lifetime_prediction ask;
        csc_lifetime_prediction_init(&ask);
        ask.horizon = horizon;
        ask.p_alive = c->p_alive;
        ask.expected = c->expected;
        s = csc_lifetime_predict(model, NULL, &table, &ask, kit_context(r->k), &err);
    }
    if (s == CSC_OK) {
        kit_capture(r->k, &sink);
        s = csc_lifetime_visit(model, CSC_VISIT_DETAIL, &sink);
        *fit = kit_captured(r->k);
    }
    csc_lifetime_destroy(model);
    return s;
}

typedef struct valued {
    size_t row;
    double spent;
} valued;

static int most_spent(const void *a, const void *b) {
    const valued *x = a, *y = b;
    if (x->spent != y->spent) return x->spent < y->spent ? 1 : -1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Does the model foretell? Fitted on the first two thirds of the time, compared with what the rest brought. */
static void holdout(report *r, double first, double last) {
    customers c;
    kit_value *fit = NULL;
    double calibration = floor(first + (last - first) * 2 / 3), weeks = (last - calibration) / 7;
    memset(&c, 0, sizeof c);
    if (weeks < 4 || build(r, calibration, last, &c) != KIT_CLEAN || predict(r, &c, weeks, &fit) != CSC_OK) return;
    double foretold = 0, came = 0;
    for (size_t i = 0; i < c.count; i++) {
        foretold += c.expected[i];
        came += c.after[i];
    }
    putf(&r->p,
         "<p>Fitted on the first two thirds of the time only, the model foretold <b>%s</b> purchases of %s customers for the last %s "
         "weeks; there were <b>%s</b>%s.</p>\n",
         kit_count(r->k, round(foretold)), kit_count(r->k, (double)c.count), kit_decimal(r->k, weeks, 0), kit_count(r->k, came),
         came > 0 ? kit_print(r->k, " (%s%s)", foretold > came ? "+" : "", kit_percent(r->k, foretold / came - 1, 1)) : "");
}

int report_lifetime(report *r) {
    page *p = &r->p;
    kit *k = r->k;
    if (r->transactions == NULL || r->transactions->rows == 0) return KIT_CLEAN;
    customers c;
    kit_value *fit = NULL;
    const double horizon = 26;
    memset(&c, 0, sizeof c);
    put(p, "<h3 id=\"lifetime\">Who is probably still a customer</h3>\n");
    origin_badge(p, r->source[SOURCE_TRANSACTIONS].kind);
    putf(p, "<span class=\"meta\">%s, %s purchases</span>\n", esc(p, r->source[SOURCE_TRANSACTIONS].name),
         kit_count(k, (double)r->transactions->rows));
    if (build(r, NAN, NAN, &c) != KIT_CLEAN) return k->code;
    csc_status s = predict(r, &c, horizon, &fit);
    if (s != CSC_OK) {
        note(p, "No model of the purchases: %s. %s", csc_status_word(s), cite(p, "lifetime:bg-nbd/1"));
        return KIT_CLEAN;
    }
    double alive = 0, expected = 0, n[3] = {0, 0, 0};
    valued *order = kit_alloc(k, (c.count + 1) * sizeof *order);
    size_t candidates = 0;
    for (size_t i = 0; i < c.count; i++) {
        alive += c.p_alive[i];
        expected += c.expected[i];
        n[c.p_alive[i] >= 0.7 ? 0 : c.p_alive[i] >= 0.3 ? 1 : 2]++;
        double spent = c.x[i] * (isnan(c.m_x[i]) ? 1 : c.m_x[i]);
        if (c.p_alive[i] < 0.5 && c.x[i] >= 2) order[candidates++] = (valued){i, spent};
    }
    double all = (double)c.count;
    part parts[] = {{"probably still here, 70 % or more", n[0] / all, n[0], TONE_GOOD},
                    {"uncertain", n[1] / all, n[1], TONE_WARN},
                    {"probably gone, under 30 %", n[2] / all, n[2], TONE_BAD}};
    chart_parts(p, "Customers by the probability that they are still here", parts, 3);
    putf(p,
         "<p>Of %s customers about <b>%s</b> are still here (%s); together they will buy about <b>%s</b> times in the next %s weeks. "
         "<span class=\"meta\">%s, n = %s</span></p>\n",
         kit_count(k, all), kit_count(k, round(alive)), kit_percent(k, alive / all, 0), kit_count(k, round(expected)),
         kit_decimal(k, horizon, 0), cite(p, "lifetime:bg-nbd/1"), kit_count(k, all));
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < r->transactions->rows; i++) {
        first = fmin(first, (double)r->transactions->series[1].instant[i]);
        last = fmax(last, (double)r->transactions->series[1].instant[i]);
    }
    holdout(r, first, last);
    const kit_value *params = fit != NULL ? kit_find(fit, "params") : NULL;
    if (params != NULL) {
        put(p, "<p class=\"legend\">Parameters with standard errors: ");
        for (const kit_value *v = params->first; v != NULL; v = v->next)
            putf(p, "%s%s %s (%s)", v == params->first ? "" : ", ", esc(p, v->key), kit_short(k, v->number),
                 kit_short(k, kit_number(fit, kit_print(k, "se.%s", v->key))));
        putf(p, "; time in weeks.</p>\n");
    }
    if (candidates > 1) qsort(order, candidates, sizeof *order, most_spent);
    if (candidates > 0) {
        put(p, "<h3>Good customers who are probably gone: call them first</h3><div class=\"scroll\"><table><tr><th>Customer</th><th "
               "class=\"n\">Repeat purchases</th>"
               "<th class=\"n\">Spent on them</th><th class=\"n\">Weeks since the last</th><th class=\"n\">Still here</th></tr>\n");
        for (size_t i = 0; i < candidates && i < 10; i++) {
            size_t row = order[i].row;
            const char *id = r->transactions->series[0].labels[c.id[row]];
            putf(p, "<tr><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                 esc(p, customer_name(r, id)), kit_count(k, c.x[row]), isnan(c.m_x[row]) ? "-" : kit_decimal(k, order[i].spent, 2),
                 kit_decimal(k, c.T[row] - c.t_x[row], 0), kit_percent(k, c.p_alive[row], 0));
        }
        put(p, "</table></div>\n");
    }
    return KIT_CLEAN;
}
