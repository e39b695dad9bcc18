/* A reviewed contact told to a sink, in the shape of FORMATS section 2. */
#include "conversation/internal.h"

static csc_status visit_sources(const csc_protocol *p, const item *it, csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, "sources"));
    for (uint32_t i = it->source_begin; i < it->source_end; i++)
        CSC_I_TRY(csc_i_sink_textn(sink, NULL, csc_i_text_of(p, p->sources[i]), p->sources[i].length));
    return csc_i_sink_end_array(sink);
}

static csc_status visit_item(csc_reviewer *r, size_t index, csc_sink *sink) {
    const csc_protocol *p = r->protocol;
    const item *it = &p->items[index];
    int32_t result;
    CSC_I_TRY(csc_i_item_judge(r, index, &result));
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "item", csc_i_text_of(p, it->id), it->id.length));
    CSC_I_TRY(visit_sources(p, it, sink));
    if (it->stage.length > 0)
        CSC_I_TRY(csc_i_sink_textn(sink, "stage", csc_i_text_of(p, it->stage), it->stage.length));
    else
        CSC_I_TRY(csc_i_sink_null(sink, "stage"));
    CSC_I_TRY(csc_i_sink_text(sink, "result", csc_item_result_name(result)));
    CSC_I_TRY(csc_i_sink_number(sink, "weight", it->weight));
    CSC_I_TRY(csc_i_sink_boolean(sink, "auto_fail", it->auto_fail));
    CSC_I_TRY(csc_i_sink_textn(sink, "text", csc_i_text_of(p, it->text), it->text.length));
    CSC_I_TRY(csc_i_sink_textn(sink, "why", r->why, r->why_length));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "evidence"));
    for (size_t i = 0; i < r->evidence_count; i++) {
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_u64(sink, "turn", r->evidence[i].turn));
        CSC_I_TRY(csc_i_sink_begin_array(sink, "bytes"));
        CSC_I_TRY(csc_i_sink_u64(sink, NULL, r->evidence[i].begin));
        CSC_I_TRY(csc_i_sink_u64(sink, NULL, r->evidence[i].end));
        CSC_I_TRY(csc_i_sink_end_array(sink));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    return csc_i_sink_end(sink);
}

/* Lines of one group are joined: the first tells the text, all tell their sources. */
static csc_status visit_checklist(const csc_protocol *p, size_t most, csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, "checklist"));
    size_t lines = 0;
    for (size_t i = 0; i < p->item_count && lines < most; i++) {
        const item *it = &p->items[i];
        if (!it->human) continue;
        int told = 0;
        for (size_t k = 0; k < i && it->group.length > 0; k++)
            told |= p->items[k].human && csc_i_text_is(p, it->group, csc_i_text_of(p, p->items[k].group), p->items[k].group.length);
        if (told) continue;
        lines++;
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_textn(sink, "item", csc_i_text_of(p, it->id), it->id.length));
        CSC_I_TRY(csc_i_sink_begin_array(sink, "sources"));
        for (size_t k = i; k < p->item_count; k++) {
            const item *other = &p->items[k];
            int same = k == i || (it->group.length > 0 && other->human &&
                                  csc_i_text_is(p, it->group, csc_i_text_of(p, other->group), other->group.length));
            for (uint32_t s = other->source_begin; same && s < other->source_end; s++)
                CSC_I_TRY(csc_i_sink_textn(sink, NULL, csc_i_text_of(p, p->sources[s]), p->sources[s].length));
        }
        CSC_I_TRY(csc_i_sink_end_array(sink));
        CSC_I_TRY(csc_i_sink_textn(sink, "text", csc_i_text_of(p, it->text), it->text.length));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    return csc_i_sink_end_array(sink);
}

static csc_status visit_findings(csc_reviewer *r, csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, "findings"));
    size_t total = csc_checker_count(r->checker);
    for (size_t i = 0; i < total; i++) {
        csc_finding f;
        csc_rule_info rule;
        CSC_I_TRY(csc_checker_get(r->checker, i, &f));
        if (f.pack >= r->pack_count || csc_pack_rule(r->packs[f.pack], f.rule, &rule) != CSC_OK || rule.kind == CSC_RULE_CONCEPT) continue;
        CSC_I_TRY(csc_checker_visit_finding(r->checker, &f, NULL, 0, sink));
    }
    return csc_i_sink_end_array(sink);
}

csc_status csc_reviewer_visit(csc_reviewer *r, int32_t level, csc_sink *sink) {
    if (r == NULL || sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_reviewer_measure(r));
    const csc_protocol *p = r->protocol;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "id", r->text != NULL ? r->text + r->id.at : "", r->id.length));
    if (p != NULL) {
        char name[160];
        size_t n = p->name.length;
        memcpy(name, csc_i_text_of(p, p->name), n);
        name[n++] = '/';
        n += csc_number_format(p->version, name + n);
        CSC_I_TRY(csc_i_sink_textn(sink, "protocol", name, n));
        double score;
        int32_t dead = 0;
        csc_status st = csc_reviewer_score(r, &score, &dead);
        if (st != CSC_OK && st != CSC_E_UNDEFINED) return st;
        CSC_I_TRY(csc_i_sink_number(sink, "score", score));
        CSC_I_TRY(csc_i_sink_boolean(sink, "auto_fail", dead));
        CSC_I_TRY(csc_i_sink_begin_array(sink, "items"));
        for (size_t i = 0; i < p->item_count; i++)
            if (!p->items[i].human) CSC_I_TRY(visit_item(r, i, sink));
        CSC_I_TRY(csc_i_sink_end_array(sink));
    } else {
        CSC_I_TRY(csc_i_sink_null(sink, "protocol"));
        CSC_I_TRY(csc_i_sink_null(sink, "score"));
        CSC_I_TRY(csc_i_sink_boolean(sink, "auto_fail", 0));
        CSC_I_TRY(csc_i_sink_begin_array(sink, "items"));
        CSC_I_TRY(csc_i_sink_end_array(sink));
    }
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(visit_findings(r, sink));
        if (p != NULL) {
            CSC_I_TRY(visit_checklist(p, level >= CSC_VISIT_EXPLAIN ? SIZE_MAX : 25, sink));
        } else {
            CSC_I_TRY(csc_i_sink_begin_array(sink, "checklist"));
            CSC_I_TRY(csc_i_sink_end_array(sink));
        }
    }
    CSC_I_TRY(csc_i_sink_begin(sink, "metrics"));
    for (int i = 0; i < METRIC_COUNT; i++) CSC_I_TRY(csc_i_sink_number(sink, csc_i_metric_names[i], r->metrics[i]));
    CSC_I_TRY(csc_i_sink_end(sink));
    return csc_i_sink_end(sink);
}
