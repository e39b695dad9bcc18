/* Complaint paths: what a dissatisfied customer does after silence, a complaint, a solution, a quick solution. */
#include "churn/internal.h"

static const char *const path_ids[4] = {"silent", "unresolved", "resolved", "quick"};
static const char *const path_titles[4] = {"did not complain", "complained, not resolved", "complained, resolved",
                                           "complained, resolved quickly"};
static const double preset_major[4] = {0.09, 0.19, 0.54, 0.82}, preset_minor[4] = {0.37, 0.46, 0.70, 0.95};

size_t csc_churn_paths_size(void) {
    return sizeof(csc_churn_paths);
}

static csc_status parse(const char *spec, size_t spec_length, csc_i_spec *parsed, csc_error *err) {
    if (spec == NULL) return csc_i_fail(err, CSC_E_INVALID, "spec must not be NULL");
    CSC_I_TRY(csc_i_spec_parse(spec, csc_i_churn_length(spec, spec_length), parsed, err));
    if (strcmp(parsed->definition->id, "churn:paths/1") != 0) return csc_i_fail(err, CSC_E_SPEC, "the spec must be a churn:paths/1");
    return CSC_OK;
}

static const double *preset_of(const csc_i_spec *parsed) {
    return csc_i_spec_is(parsed, "problem", "minor") ? preset_minor : preset_major;
}

/* The slopes of the mix formula for one percentage point, at shares c, r, q. */
static void effects(csc_churn_paths *p, double c, double r, double q) {
    const double b[4] = {p->path[0].rebuy, p->path[1].rebuy, p->path[2].rebuy, p->path[3].rebuy};
    double solved = q > 0.0 ? (q < 1.0 ? (1.0 - q) * b[2] + q * b[3] : b[3]) : b[2];
    double complained = r > 0.0 ? (r < 1.0 ? (1.0 - r) * b[1] + r * solved : solved) : b[1];
    p->effect_complain = 0.01 * p->unhappy * (complained - b[0]);
    p->effect_resolved = 0.01 * p->unhappy * c * (solved - b[1]);
    p->effect_quick = 0.01 * p->unhappy * c * r * (b[3] - b[2]);
}

csc_status csc_churn_paths_compute(const char *spec, size_t spec_length, double unhappy, double complain, double resolved, double quick,
                                   csc_churn_paths *out, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    CSC_I_TRY(parse(spec, spec_length, &parsed, err));
    if (!(unhappy >= 0.0) || isinf(unhappy)) return csc_i_fail_key(err, CSC_E_RANGE, "unhappy must be 0 or more", "unhappy", 7);
    if (!(complain >= 0.0 && complain <= 1.0)) return csc_i_fail_key(err, CSC_E_RANGE, "complain is a share in [0, 1]", "complain", 8);
    if (!(resolved >= 0.0 && resolved <= 1.0)) return csc_i_fail_key(err, CSC_E_RANGE, "resolved is a share in [0, 1]", "resolved", 8);
    if (!(quick >= 0.0 && quick <= 1.0)) return csc_i_fail_key(err, CSC_E_RANGE, "quick is a share in [0, 1]", "quick", 5);
    const double *preset = preset_of(&parsed);
    const double share[4] = {1.0 - complain, complain * (1.0 - resolved), complain * resolved * (1.0 - quick), complain * resolved * quick};
    csc_churn_paths p;
    memset(&p, 0, sizeof p);
    p.unhappy = unhappy;
    for (int i = 0; i < 4; i++) {
        csc_churn_path *at = &p.path[i];
        at->share = share[i];
        at->rebuy = at->preset = preset[i];
        at->share_low = at->share_high = at->rebuy_low = at->rebuy_high = at->count = at->p_value = NAN;
        at->customers = unhappy * share[i];
        at->returning = at->customers * preset[i];
    }
    double mix = (1.0 - complain) * preset[0] +
                 complain * ((1.0 - resolved) * preset[1] + resolved * ((1.0 - quick) * preset[2] + quick * preset[3]));
    p.returning = unhappy * mix;
    p.lost = unhappy - p.returning;
    p.low = p.high = p.n = NAN;
    p.level = csc_i_spec_get(&parsed, "level")->number;
    effects(&p, complain, resolved, quick);
    *out = p;
    return CSC_OK;
}

csc_status csc_churn_paths_estimate(const char *spec, size_t spec_length, const double counts[4], const double returned[4], double missing,
                                    double unhappy, csc_churn_paths *out, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL || counts == NULL || returned == NULL)
        return csc_i_fail(err, CSC_E_INVALID, "counts, returned and out must not be NULL");
    CSC_I_TRY(parse(spec, spec_length, &parsed, err));
    if (!(missing >= 0.0)) return csc_i_fail_key(err, CSC_E_INVALID, "missing must be 0 or more", "missing", 7);
    if (unhappy < 0.0 || isinf(unhappy)) return csc_i_fail_key(err, CSC_E_RANGE, "unhappy must be 0 or more", "unhappy", 7);
    double n = 0.0, back = 0.0;
    for (size_t i = 0; i < 4; i++) {
        if (!(counts[i] >= 0.0) || isinf(counts[i]) || !(returned[i] >= 0.0 && returned[i] <= counts[i]))
            return csc_i_fail_row(err, CSC_E_RANGE, "counts must be finite and 0 or more, and returned at most the count", i);
        n += counts[i];
        back += returned[i];
    }
    const double *preset = preset_of(&parsed);
    double level = csc_i_spec_get(&parsed, "level")->number;
    csc_churn_paths p;
    memset(&p, 0, sizeof p);
    p.own = 1;
    p.level = level;
    p.n = n;
    p.missing = missing;
    p.unhappy = isnan(unhappy) ? n : unhappy;
    p.status = n > 0.0 ? CSC_OK : CSC_E_UNDEFINED;
    for (int i = 0; i < 4; i++) {
        csc_churn_path *at = &p.path[i];
        at->count = counts[i];
        at->preset = preset[i];
        at->share = n > 0.0 ? counts[i] / n : NAN;
        at->rebuy = counts[i] > 0.0 ? returned[i] / counts[i] : NAN;
        at->share_low = at->share_high = at->rebuy_low = at->rebuy_high = NAN;
        if (n > 0.0) CSC_I_TRY(csc_num_wilson(counts[i] < n ? counts[i] : n, n, level, &at->share_low, &at->share_high));
        if (counts[i] > 0.0) CSC_I_TRY(csc_num_wilson(returned[i], counts[i], level, &at->rebuy_low, &at->rebuy_high));
        at->p_value = csc_i_binomial_p(returned[i], counts[i], preset[i]);
        at->customers = p.unhappy * at->share;
        at->returning = n > 0.0 ? p.unhappy * (returned[i] / n) : NAN;
    }
    p.returning = p.lost = p.low = p.high = p.effect_complain = p.effect_resolved = p.effect_quick = NAN;
    if (n > 0.0) {
        p.returning = p.unhappy * (back / n);
        p.lost = p.unhappy - p.returning;
        CSC_I_TRY(csc_num_wilson(back < n ? back : n, n, level, &p.low, &p.high));
        p.low *= p.unhappy;
        p.high *= p.unhappy;
        double complaints = counts[1] + counts[2] + counts[3], solved = counts[2] + counts[3];
        effects(&p, complaints / n, complaints > 0.0 ? solved / complaints : 0.0, solved > 0.0 ? counts[3] / solved : 0.0);
    }
    *out = p;
    return CSC_OK;
}

csc_status csc_churn_paths_visit(const csc_churn_paths *self, const char *spec, size_t spec_length, csc_sink *sink) {
    csc_i_spec parsed;
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(parse(spec, spec_length, &parsed, NULL));
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", parsed.canonical, parsed.canonical_length));
    CSC_I_TRY(csc_i_sink_text(sink, "source", self->own ? "own counts" : "preset"));
    CSC_I_TRY(csc_i_sink_number(sink, "returning", self->returning));
    CSC_I_TRY(csc_i_sink_number(sink, "low", self->low));
    CSC_I_TRY(csc_i_sink_number(sink, "high", self->high));
    CSC_I_TRY(csc_i_sink_number(sink, "lost", self->lost));
    CSC_I_TRY(csc_i_sink_number(sink, "unhappy", self->unhappy));
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", self->missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(self->status)));
    CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
    CSC_I_TRY(csc_i_sink_begin(sink, "effects"));
    CSC_I_TRY(csc_i_sink_number(sink, "complain", self->effect_complain));
    CSC_I_TRY(csc_i_sink_number(sink, "resolved", self->effect_resolved));
    CSC_I_TRY(csc_i_sink_number(sink, "quick", self->effect_quick));
    CSC_I_TRY(csc_i_sink_end(sink));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "paths"));
    for (int i = 0; i < 4; i++) {
        const csc_churn_path *at = &self->path[i];
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "path", path_ids[i]));
        CSC_I_TRY(csc_i_sink_text(sink, "title", path_titles[i]));
        CSC_I_TRY(csc_i_sink_number(sink, "share", at->share));
        CSC_I_TRY(csc_i_sink_number(sink, "share_low", at->share_low));
        CSC_I_TRY(csc_i_sink_number(sink, "share_high", at->share_high));
        CSC_I_TRY(csc_i_sink_number(sink, "rebuy", at->rebuy));
        CSC_I_TRY(csc_i_sink_number(sink, "low", at->rebuy_low));
        CSC_I_TRY(csc_i_sink_number(sink, "high", at->rebuy_high));
        CSC_I_TRY(csc_i_sink_number(sink, "customers", at->customers));
        CSC_I_TRY(csc_i_sink_number(sink, "returning", at->returning));
        CSC_I_TRY(csc_i_sink_number(sink, "preset", at->preset));
        CSC_I_TRY(csc_i_sink_number(sink, "p", at->p_value));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    return csc_i_sink_end(sink);
}
