/* Items judged: conditions over the concepts, findings, numbers and facts of a contact. */
#include "conversation/internal.h"

typedef struct verdict {
    int32_t result;
    const char *why; /* static, or a name from the protocol joined in by say() */
    const char *name;
    size_t name_length;
} verdict;

static const char *name_of(const csc_reviewer *r, uint32_t concept, size_t *length) {
    const csc_protocol *p = r->protocol;
    *length = p->concepts[concept].length;
    return csc_i_text_of(p, p->concepts[concept]);
}

static double number_of(const csc_reviewer *r, const bound *b) {
    return b->parameter != NONE ? r->parameters[b->parameter] : b->value;
}

static csc_status add_evidence(csc_reviewer *r, uint32_t turn_index, uint32_t begin, uint32_t end) {
    if (r->evidence_count >= 64) return CSC_OK;
    CSC_I_TRY(csc_i_grow(&r->memory, (void **)&r->evidence, &r->evidence_capacity, r->evidence_count + 1, sizeof *r->evidence));
    r->evidence[r->evidence_count++] = (csc_evidence){r->turns[turn_index].number, begin, end, 0};
    return CSC_OK;
}

/* The first hit of a concept by anybody, or NONE. */
static uint32_t first_hit(const csc_reviewer *r, uint32_t concept) {
    for (size_t i = 0; i < r->hit_count; i++)
        if (r->hits[i].concept == concept) return (uint32_t)i;
    return NONE;
}

static int spoken(const turn *t, int32_t role) {
    return !t->internal && (role == CSC_ROLE_ANY ? t->role == CSC_ROLE_AGENT || t->role == CSC_ROLE_CUSTOMER : t->role == role);
}

/* Is turn `at` inside the leaf's window? 1 yes, 0 no, -1 the data do not tell. `*closed` is set to 1 when no later turn can be. */
static int in_window(const csc_reviewer *r, const node *n, size_t at, int *closed) {
    double limit = number_of(r, &n->within);
    size_t from = 0;
    if (n->of == OF_CONCEPT) {
        uint32_t h = first_hit(r, n->of_concept);
        if (h == NONE) return -1;
        from = r->hits[h].turn;
        if (at < from) return 0;
    }
    if (n->unit == WINDOW_RINGS) return 1;
    if (n->unit == WINDOW_TURNS) {
        double turns = 0;
        if (n->of == OF_END) {
            for (size_t i = at; i < r->turn_count; i++) turns += spoken(&r->turns[i], n->role);
        } else {
            for (size_t i = from; i <= at; i++)
                turns += spoken(&r->turns[i], n->role) && (n->of == OF_START || i > from || n->role != CSC_ROLE_AGENT);
        }
        if (n->of == OF_START && turns > limit) *closed = 1;
        return turns <= limit;
    }
    if (n->unit == WINDOW_PERCENT) {
        double part = r->turn_count > 1 ? 100.0 * (double)at / (double)(r->turn_count - 1) : 0;
        return n->of == OF_END ? 100 - part <= limit : part <= limit;
    }
    double t = r->turns[at].start, base = 0;
    if (n->of == OF_CONCEPT) base = r->turns[from].start;
    if (n->of == OF_END) base = r->turns[r->turn_count - 1].start;
    if (t != t || base != base) return -1;
    if (n->of == OF_START) {
        for (size_t i = 0; i < r->turn_count; i++)
            if (r->turns[i].start == r->turns[i].start) {
                base = r->turns[i].start;
                break;
            }
        if (t - base > limit) *closed = 1;
    }
    return n->of == OF_END ? base - t <= limit : t - base <= limit;
}

static verdict counted(const csc_reviewer *r, const node *n, double count, double worst_turn, int unknown, int closed) {
    double least = n->least.given ? number_of(r, &n->least) : n->most.given ? 0 : 1;
    double most = n->most.given ? number_of(r, &n->most) : INFINITY;
    double judged = n->per_turn ? worst_turn : count;
    verdict v = {CSC_ITEM_PENDING, "not settled yet", NULL, 0};
    if (judged > most) {
        v.result = CSC_ITEM_FAIL;
        v.why = "said too often: ";
    } else if (count >= least && (!n->most.given || r->finished || closed)) {
        v.result = CSC_ITEM_PASS;
        v.why = least > 0 ? "said: " : "not said more often than allowed: ";
    } else if (r->finished || closed) {
        v.result = unknown ? CSC_ITEM_NA : count >= least ? CSC_ITEM_PASS : CSC_ITEM_FAIL;
        v.why = unknown ? "the times of the turns are not known: " : "not said: ";
    }
    return v;
}

static csc_status judge_concept(csc_reviewer *r, const node *n, verdict *v) {
    size_t length;
    const char *name = name_of(r, n->name, &length);
    *v = (verdict){CSC_ITEM_NA, "no loaded pack detects ", name, length};
    if (!r->detected[n->name]) return CSC_OK;
    if (n->of == OF_CONCEPT && first_hit(r, n->of_concept) == NONE) {
        v->result = r->finished ? CSC_ITEM_NA : CSC_ITEM_PENDING;
        v->why = "what it follows was not said: ";
        v->name = name_of(r, n->of_concept, &v->name_length);
        return CSC_OK;
    }
    uint32_t after = n->after != NONE ? first_hit(r, n->after) : NONE, before = n->before != NONE ? first_hit(r, n->before) : NONE;
    if (n->after != NONE && after == NONE) {
        v->result = r->finished ? CSC_ITEM_NA : CSC_ITEM_PENDING;
        v->why = "what it follows was not said: ";
        v->name = name_of(r, n->after, &v->name_length);
        return CSC_OK;
    }
    size_t turns = 0;
    for (size_t i = 0; i < r->turn_count; i++) turns += (size_t)spoken(&r->turns[i], n->role);
    if (turns == 0) {
        v->result = r->finished ? CSC_ITEM_NA : CSC_ITEM_PENDING;
        v->why = "nobody in this role spoke";
        v->name = NULL;
        return CSC_OK;
    }
    if (n->unit == WINDOW_RINGS) {
        if (r->rings != r->rings) {
            v->why = "the rings are not known";
            v->name = NULL;
            return CSC_OK;
        }
        if (r->rings > number_of(r, &n->within)) {
            *v = (verdict){CSC_ITEM_FAIL, "answered too late", NULL, 0};
            return CSC_OK;
        }
    }
    double count = 0, in_turn = 0, worst = 0;
    int unknown = 0, closed = 0;
    size_t last_turn = SIZE_MAX;
    for (size_t i = 0; i < r->hit_count; i++) {
        const hit *h = &r->hits[i];
        const turn *t = &r->turns[h->turn];
        if (h->concept != n->name || !spoken(t, n->role)) continue;
        if (n->during_angry && !t->angry) continue;
        if (after != NONE && (h->turn < r->hits[after].turn || (h->turn == r->hits[after].turn && h->begin <= r->hits[after].begin)))
            continue;
        if (before != NONE && (h->turn > r->hits[before].turn || (h->turn == r->hits[before].turn && h->begin >= r->hits[before].begin)))
            continue;
        if (n->unit != WINDOW_NONE) {
            int inside = in_window(r, n, h->turn, &closed);
            if (inside < 0) unknown = 1;
            if (inside <= 0) continue;
        }
        count++;
        in_turn = h->turn == last_turn ? in_turn + 1 : 1;
        last_turn = h->turn;
        if (in_turn > worst) worst = in_turn;
        CSC_I_TRY(add_evidence(r, h->turn, h->begin, h->end));
    }
    /* A window from the start is over when a later turn has begun, whoever was silent in it. */
    if (n->unit != WINDOW_NONE && n->of == OF_START && r->turn_count > 0) in_window(r, n, r->turn_count - 1, &closed);
    if (n->unit == WINDOW_SECONDS && count == 0) {
        unknown = 1;
        for (size_t i = 0; i < r->turn_count; i++) unknown &= r->turns[i].start != r->turns[i].start;
    }
    *v = counted(r, n, count, worst, unknown, closed);
    v->name = name;
    v->name_length = length;
    return CSC_OK;
}

static csc_status judge_finding(csc_reviewer *r, const csc_protocol *p, const node *n, const item *it, verdict *v) {
    const char *id = csc_i_text_of(p, n->text);
    size_t id_length = n->text.length;
    double count = 0, in_turn = 0, worst = 0;
    uint32_t last = UINT32_MAX;
    size_t total = csc_checker_count(r->checker);
    int closed = 0;
    for (size_t i = 0; i < total; i++) {
        csc_finding f;
        csc_rule_info rule;
        if (csc_checker_get(r->checker, i, &f) != CSC_OK || f.pack >= r->pack_count) continue;
        if (csc_pack_rule(r->packs[f.pack], f.rule, &rule) != CSC_OK || rule.kind == CSC_RULE_CONCEPT) continue;
        if (rule.severity > CSC_SEVERITY_WARNING && rule.id_length != id_length) continue;
        int same = (rule.id_length == id_length && memcmp(rule.id, id, id_length) == 0) ||
                   (rule.id_length > id_length && rule.id[id_length] == '.' && memcmp(rule.id, id, id_length) == 0) ||
                   (rule.category_length == id_length && memcmp(rule.category, id, id_length) == 0);
        if (!same) continue;
        size_t at = SIZE_MAX;
        for (size_t k = 0; k < r->turn_count; k++)
            if (r->turns[k].number == f.turn) at = k;
        if (at == SIZE_MAX || !spoken(&r->turns[at], n->role)) continue;
        text_ref stage = r->turns[at].stage;
        if (stage.length > 0 && it->stage.length > 0 && !csc_i_text_is(p, it->stage, r->text + stage.at, stage.length)) continue;
        if (n->during_angry && !r->turns[at].angry) continue;
        if (n->unit != WINDOW_NONE && in_window(r, n, at, &closed) <= 0) continue;
        count++;
        in_turn = f.turn == last ? in_turn + 1 : 1;
        last = f.turn;
        if (in_turn > worst) worst = in_turn;
        CSC_I_TRY(add_evidence(r, (uint32_t)at, f.begin, f.end));
    }
    *v = counted(r, n, count, worst, 0, 0);
    v->name = id;
    v->name_length = id_length;
    return CSC_OK;
}

static csc_status judge_leaf(csc_reviewer *r, const csc_protocol *p, const node *n, const item *it, verdict *v) {
    switch (n->subject) {
    case LEAF_CONCEPT:
        return judge_concept(r, n, v);
    case LEAF_FINDING:
        return judge_finding(r, p, n, it, v);
    case LEAF_METRIC: {
        double value = r->metrics[n->metric];
        const char *name = csc_i_metric_names[n->metric];
        *v = (verdict){CSC_ITEM_NA, "not known: ", name, strlen(name)};
        if (value != value) {
            if (!r->finished && n->metric != METRIC_ANSWER_RINGS) v->result = CSC_ITEM_PENDING;
            return CSC_OK;
        }
        int low = n->least.given && value < number_of(r, &n->least), high = n->most.given && value > number_of(r, &n->most);
        v->result = low || high ? CSC_ITEM_FAIL : CSC_ITEM_PASS;
        v->why = low ? "too low: " : high ? "too high: " : "within its limits: ";
        /* Numbers grow until the end: only what cannot come back is settled before it. */
        if (!r->finished && n->metric != METRIC_ANSWER_RINGS && (low || !high)) v->result = CSC_ITEM_PENDING;
        return CSC_OK;
    }
    case LEAF_FACT: {
        const char *t = csc_i_text_of(p, n->text);
        const char *eq = memchr(t, '=', n->text.length);
        int fact = csc_i_fact_find(t, (size_t)(eq - t));
        *v = (verdict){CSC_ITEM_NA, "not known: ", t, (size_t)(eq - t)};
        if (fact < 0 || !r->fact_known[fact]) return CSC_OK;
        text_ref f = r->facts[fact];
        int held = csc_i_has_word(r->text + f.at, f.length, eq + 1, n->text.length - (size_t)(eq - t) - 1);
        v->result = held ? CSC_ITEM_PASS : CSC_ITEM_FAIL;
        v->why = "the contact is ";
        v->name = r->text + f.at;
        v->name_length = f.length;
        return CSC_OK;
    }
    default: {
        int angry = 0;
        for (size_t i = 0; i < r->turn_count; i++) angry |= r->turns[i].angry;
        *v = (verdict){angry         ? CSC_ITEM_PASS
                       : r->finished ? CSC_ITEM_FAIL
                                     : CSC_ITEM_PENDING,
                       angry ? "the customer was angry" : "the customer was not angry", NULL, 0};
        return CSC_OK;
    }
    }
}

/* all: the worst part decides; any: the best; not: turned round. What is not known stays not known unless another part settles it. */
static csc_status judge_node(csc_reviewer *r, const csc_protocol *p, uint32_t at, const item *it, verdict *v) {
    const node *n = &p->nodes[at];
    if (n->kind == NODE_LEAF) return judge_leaf(r, p, n, it, v);
    int settles = n->kind == NODE_ANY ? CSC_ITEM_PASS : CSC_ITEM_FAIL;
    verdict pending = {CSC_ITEM_PENDING, NULL, NULL, 0}, na = {CSC_ITEM_NA, NULL, NULL, 0}, rest = {0, NULL, NULL, 0},
            settled = {-1, NULL, NULL, 0};
    for (uint32_t c = n->child; c != NONE; c = p->nodes[c].next) {
        verdict part;
        CSC_I_TRY(judge_node(r, p, c, it, &part));
        if (part.result == settles && settled.result < 0)
            settled = part;
        else if (part.result == CSC_ITEM_PENDING && pending.why == NULL)
            pending = part;
        else if (part.result == CSC_ITEM_NA && na.why == NULL)
            na = part;
        else if (rest.why == NULL)
            rest = part;
    }
    *v = settled.result >= 0 ? settled : pending.why != NULL ? pending : na.why != NULL ? na : rest;
    if (n->kind == NODE_NOT && (v->result == CSC_ITEM_PASS || v->result == CSC_ITEM_FAIL))
        v->result = v->result == CSC_ITEM_PASS ? CSC_ITEM_FAIL : CSC_ITEM_PASS;
    return CSC_OK;
}

static void say(csc_reviewer *r, const verdict *v) {
    size_t n = v->why != NULL ? strlen(v->why) : 0;
    if (n > sizeof r->why) n = sizeof r->why;
    if (n > 0) memcpy(r->why, v->why, n);
    size_t m = v->name != NULL ? v->name_length : 0;
    if (m > sizeof r->why - n) m = sizeof r->why - n;
    if (m > 0) memcpy(r->why + n, v->name, m);
    r->why_length = n + m;
}

csc_status csc_i_item_judge(csc_reviewer *r, size_t index, int32_t *result) {
    const csc_protocol *p = r->protocol;
    const item *it = &p->items[index];
    CSC_I_TRY(csc_i_reviewer_measure(r));
    r->evidence_count = 0;
    verdict v = {CSC_ITEM_NA, "a person must judge this", NULL, 0};
    if (it->human) {
        say(r, &v);
        *result = CSC_ITEM_NA;
        return CSC_OK;
    }
    if (it->na_when != NONE) {
        CSC_I_TRY(judge_node(r, p, it->na_when, it, &v));
        if (v.result == CSC_ITEM_PASS)
            v.result = CSC_ITEM_NA;
        else
            v.result = CSC_ITEM_PASS;
    }
    if (it->na_when == NONE || v.result == CSC_ITEM_PASS) {
        v.result = CSC_ITEM_PASS;
        if (it->when != NONE) {
            CSC_I_TRY(judge_node(r, p, it->when, it, &v));
            r->evidence_count = 0;
        }
        if (v.result == CSC_ITEM_PASS)
            CSC_I_TRY(judge_node(r, p, it->body, it, &v));
        else if (v.result == CSC_ITEM_FAIL)
            v.result = CSC_ITEM_NA;
    }
    if (v.result == CSC_ITEM_NA) r->evidence_count = 0;
    if (r->finished && v.result == CSC_ITEM_PENDING) v.result = CSC_ITEM_NA;
    say(r, &v);
    *result = v.result;
    return CSC_OK;
}

csc_status csc_reviewer_item(csc_reviewer *r, size_t index, csc_item_state *state) {
    if (r == NULL || state == NULL) return CSC_E_INVALID;
    if (r->protocol == NULL || index >= r->protocol->item_count) return CSC_E_RANGE;
    int32_t result;
    CSC_I_TRY(csc_i_item_judge(r, index, &result));
    *state = (csc_item_state){result, (uint32_t)r->evidence_count, r->why, r->why_length};
    return CSC_OK;
}

csc_status csc_reviewer_evidence(const csc_reviewer *r, size_t i, csc_evidence *evidence) {
    if (r == NULL || evidence == NULL) return CSC_E_INVALID;
    if (i >= r->evidence_count) return CSC_E_RANGE;
    *evidence = r->evidence[i];
    return CSC_OK;
}

csc_status csc_reviewer_score(csc_reviewer *r, double *score, int32_t *auto_fail) {
    if (r == NULL || score == NULL) return CSC_E_INVALID;
    double passed = 0, failed = 0;
    int32_t dead = 0;
    for (size_t i = 0; r->protocol != NULL && i < r->protocol->item_count; i++) {
        int32_t result;
        CSC_I_TRY(csc_i_item_judge(r, i, &result));
        if (result == CSC_ITEM_PASS) passed += r->protocol->items[i].weight;
        if (result == CSC_ITEM_FAIL) {
            failed += r->protocol->items[i].weight;
            dead |= r->protocol->items[i].auto_fail;
        }
    }
    if (auto_fail != NULL) *auto_fail = dead;
    *score = passed + failed > 0 ? (dead ? 0 : passed / (passed + failed)) : NAN;
    return passed + failed > 0 ? CSC_OK : CSC_E_UNDEFINED;
}
