/* Referral credit: a forest of who brought whom, summed from its leaves; what cannot be a forest is named. */
#include "csc/wom_referral.h"
#include "wom/internal.h"

#define REFERRAL_ID "wom:referral/1"
#define NOBODY UINT32_MAX

typedef struct person {
    csc_wom_referral_customer sum;
    double worth;      /* as somebody who was brought */
    uint32_t children; /* not summed up yet */
} person;

struct csc_wom_referral {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_wom_referral_info info;
    csc_i_labels labels;
    size_t count;
    person *people;
    uint32_t *order; /* by falling crv */
};

typedef struct arc {
    double time; /* inf: blank */
    double value;
    uint32_t from, to, row;
} arc;

/* 1 when arc a is to be looked at after arc b. */
static int later(const arc *a, const arc *b) {
    return a->time > b->time || (a->time == b->time && a->row > b->row);
}

static void sift_arcs(arc *v, size_t n, size_t i) {
    arc e = v[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && later(&v[child + 1], &v[child])) child++;
        if (!later(&v[child], &e)) break;
        v[i] = v[child];
    }
    v[i] = e;
}

static void sort_arcs(arc *v, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift_arcs(v, n, i);
    while (n > 1) {
        arc t = v[0];
        v[0] = v[--n];
        v[n] = t;
        sift_arcs(v, n, 0);
    }
}

static int listed_after(const person *p, uint32_t a, uint32_t b) {
    const csc_wom_referral_customer *x = &p[a].sum, *y = &p[b].sum;
    if (x->crv != y->crv) return x->crv < y->crv;
    if (x->credit != y->credit) return x->credit < y->credit;
    return a > b;
}

static void sift_order(const person *p, uint32_t *v, size_t n, size_t i) {
    uint32_t e = v[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && listed_after(p, v[child + 1], v[child])) child++;
        if (!listed_after(p, v[child], e)) break;
        v[i] = v[child];
    }
    v[i] = e;
}

static void sort_order(const person *p, uint32_t *v, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift_order(p, v, n, i);
    while (n > 1) {
        uint32_t t = v[0];
        v[0] = v[--n];
        v[n] = t;
        sift_order(p, v, n, 0);
    }
}

static csc_status range_error(csc_error *err, const char *message, const char *key, size_t row) {
    csc_i_fail_row(err, CSC_E_RANGE, message, row);
    if (err != NULL) memcpy(err->key, key, strlen(key) + 1);
    return CSC_E_RANGE;
}

static void note(uint64_t *count, uint64_t *first, size_t row) {
    if ((*count)++ == 0) *first = row;
}

static csc_status read_rows(csc_wom_referral *self, const csc_text_column *from, const csc_text_column *to, const csc_column *time,
                            const csc_column *value, size_t rows, arc *arcs, size_t *count, csc_error *err) {
    double common = csc_i_spec_get(&self->spec, "value")->number;
    for (size_t row = 0; row < rows; row++) {
        const char *text[2];
        size_t length[2] = {0, 0}, index[2] = {0, 0};
        int got[2] = {csc_i_text_column_get(from, row, &text[0], &length[0]), csc_i_text_column_get(to, row, &text[1], &length[1])};
        if (got[0] < 0 || got[1] < 0) return csc_i_fail_row(err, CSC_E_INVALID, "The offsets of a column of names are not in order.", row);
        if (got[0] == 0 || got[1] == 0 || length[0] == 0 || length[1] == 0) {
            note(&self->info.missing, &self->info.first_missing, row);
            continue;
        }
        for (int s = 0; s < 2; s++) CSC_I_TRY(csc_i_labels_add(&self->labels, &self->allocator, text[s], length[s], &index[s], err));
        if (index[0] == index[1]) {
            note(&self->info.loops, &self->info.first_loop, row);
            continue;
        }
        double when = time != NULL ? csc_i_column_f64(time, row) : 0, worth = value != NULL ? csc_i_column_f64(value, row) : common;
        if (isinf(worth)) return range_error(err, "A value must be finite.", "value", row);
        arcs[(*count)++] =
            (arc){isnan(when) ? INFINITY : when, isnan(worth) ? common : worth, (uint32_t)index[0], (uint32_t)index[1], (uint32_t)row};
    }
    return CSC_OK;
}

/* Sums from the leaves up. Who is never free of children stands in a circle: everybody has one referrer at most. */
static void add_up(csc_wom_referral *self, uint32_t *queue) {
    double decay = csc_i_spec_get(&self->spec, "decay")->number;
    person *p = self->people;
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < self->count; i++)
        if (p[i].children == 0) queue[tail++] = (uint32_t)i;
    while (head < tail) {
        person *child = &p[queue[head++]];
        if (child->sum.referrer == NOBODY) continue;
        person *parent = &p[child->sum.referrer];
        parent->sum.direct++;
        parent->sum.credit += 1 + decay * child->sum.credit;
        parent->sum.crv += child->worth + decay * child->sum.crv;
        if (child->sum.depth + 1 > parent->sum.depth) parent->sum.depth = child->sum.depth + 1;
        if (--parent->children == 0) queue[tail++] = child->sum.referrer;
    }
    for (size_t i = 0; i < self->count; i++) {
        if (p[i].children == 0 || p[i].sum.cycle != 0) continue;
        self->info.cycles++;
        for (uint32_t v = (uint32_t)i; p[v].sum.cycle == 0; v = p[v].sum.referrer) p[v].sum.cycle = (uint32_t)self->info.cycles;
    }
}

static csc_status build(csc_wom_referral *self, arc *arcs, size_t count, csc_error *err) {
    double share = csc_i_spec_get(&self->spec, "type_one")->number, cost = csc_i_spec_get(&self->spec, "cost")->number,
           saving = csc_i_spec_get(&self->spec, "saving")->number;
    self->count = self->labels.count;
    self->people = csc_i_zalloc(&self->allocator, self->count * sizeof(person));
    self->order = csc_i_alloc_array(&self->allocator, self->count, sizeof(uint32_t));
    if (self->people == NULL || self->order == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    for (size_t i = 0; i < self->count; i++) self->people[i].sum.referrer = NOBODY;
    sort_arcs(arcs, count);
    for (size_t i = 0; i < count; i++) {
        person *p = &self->people[arcs[i].to];
        if (p->sum.referrer != NOBODY) {
            self->info.repeats++;
            if (arcs[i].row < self->info.first_repeat) self->info.first_repeat = arcs[i].row;
            continue;
        }
        p->sum.referrer = arcs[i].from;
        p->worth = share * (arcs[i].value - cost) + saving;
        self->people[arcs[i].from].children++;
        self->info.referrals++;
    }
    add_up(self, self->order); /* scratch until it is sorted */
    for (size_t i = 0; i < self->count; i++) self->order[i] = (uint32_t)i;
    sort_order(self->people, self->order, self->count);
    self->info.customers = self->count;
    return CSC_OK;
}

csc_status csc_wom_referral_create(csc_wom_referral **out, const char *spec, size_t spec_length, const csc_text_column *from,
                                   const csc_text_column *to, const csc_column *time, const csc_column *value, size_t rows,
                                   const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, REFERRAL_ID, &parsed, err));
    if (rows > 0 && (from == NULL || to == NULL || from->offsets == NULL || to->offsets == NULL))
        return csc_i_fail(err, CSC_E_INVALID, "A column of names is NULL.");
    if (rows >= UINT32_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A log has fewer than 2^32 - 1 rows.");
    if (time != NULL) CSC_I_TRY(csc_i_column_check(time, rows, "time", err));
    if (value != NULL) CSC_I_TRY(csc_i_column_check(value, rows, "value", err));
    csc_allocator a = csc_i_allocator(context);
    csc_wom_referral *self = csc_i_zalloc(&a, sizeof *self);
    arc *arcs = csc_i_alloc_array(&a, rows, sizeof(arc));
    csc_status status = CSC_OK;
    if (self == NULL || arcs == NULL) {
        csc_i_free(&a, self, sizeof *self);
        csc_i_free(&a, arcs, rows * sizeof(arc));
        return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    }
    self->allocator = a;
    self->spec = parsed;
    self->info.first_repeat = self->info.first_loop = self->info.first_missing = CSC_NOWHERE;
    size_t count = 0;
    status = read_rows(self, from, to, time, value, rows, arcs, &count, err);
    if (status == CSC_OK) status = build(self, arcs, count, err);
    csc_i_free(&a, arcs, rows * sizeof(arc));
    if (status != CSC_OK) {
        csc_wom_referral_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_wom_referral_destroy(csc_wom_referral *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->people, self->count * sizeof(person));
    csc_i_free(&a, self->order, self->count * sizeof(uint32_t));
    csc_i_labels_free(&self->labels, &a);
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_wom_referral_info_get(const csc_wom_referral *self, csc_wom_referral_info *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->info;
    return CSC_OK;
}

csc_status csc_wom_referral_get(const csc_wom_referral *self, uint32_t index, const char **label, size_t *length,
                                csc_wom_referral_customer *out) {
    if (self == NULL || out == NULL || index >= self->count) return CSC_E_INVALID;
    size_t n;
    const char *name = csc_i_labels_get(&self->labels, index, &n);
    if (label != NULL) *label = name;
    if (length != NULL) *length = n;
    *out = self->people[index].sum;
    return CSC_OK;
}

static csc_status sink_name(const csc_wom_referral *self, csc_sink *sink, const char *key, uint32_t index) {
    size_t length;
    const char *name = csc_i_labels_get(&self->labels, index, &length);
    return csc_i_sink_textn(sink, key, name, length);
}

static csc_status visit_cycles(const csc_wom_referral *self, csc_sink *sink) {
    uint32_t next = 1;
    CSC_I_TRY(csc_i_sink_begin_array(sink, "cycles"));
    for (uint32_t i = 0; i < self->count && next <= self->info.cycles; i++) {
        if (self->people[i].sum.cycle != next) continue;
        /* from referrer to referred reads backwards along `referrer`, so the circle is told in that direction */
        CSC_I_TRY(csc_i_sink_begin_array(sink, NULL));
        uint32_t v = i;
        do {
            CSC_I_TRY(sink_name(self, sink, NULL, v));
            v = self->people[v].sum.referrer;
        } while (v != i);
        CSC_I_TRY(csc_i_sink_end_array(sink));
        next++;
    }
    return csc_i_sink_end_array(sink);
}

csc_status csc_wom_referral_visit(const csc_wom_referral *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_wom_sink_definition(sink, &self->spec));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "customers"));
    for (size_t i = 0; i < self->count; i++) {
        const csc_wom_referral_customer *c = &self->people[self->order[i]].sum;
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(sink_name(self, sink, "customer", self->order[i]));
        CSC_I_TRY(csc_i_sink_number(sink, "credit", c->credit));
        CSC_I_TRY(csc_i_sink_number(sink, "crv", c->crv));
        CSC_I_TRY(csc_i_sink_u64(sink, "depth", c->depth));
        if (level >= CSC_VISIT_DETAIL) {
            CSC_I_TRY(csc_i_sink_number(sink, "direct", c->direct));
            if (c->referrer != NOBODY)
                CSC_I_TRY(sink_name(self, sink, "referrer", c->referrer));
            else
                CSC_I_TRY(csc_i_sink_null(sink, "referrer"));
        }
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(visit_cycles(self, sink));
    CSC_I_TRY(csc_i_sink_u64(sink, "n", self->info.customers));
    CSC_I_TRY(csc_i_sink_u64(sink, "missing", self->info.missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(CSC_OK)));
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(csc_i_sink_u64(sink, "referrals", self->info.referrals));
        CSC_I_TRY(csc_i_sink_u64(sink, "repeats", self->info.repeats));
        CSC_I_TRY(csc_i_sink_u64(sink, "loops", self->info.loops));
    }
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}
