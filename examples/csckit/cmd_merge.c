/* csckit merge: adds up states that were made apart, and prints what the same command would have printed for the whole. */
#include "gap_result.h"
#include "metric_result.h"

#include <string.h>

static const kit_option options[] = {KIT_METRIC_OPTIONS, {NULL, NULL, NULL}};

static int merge_metrics(kit *k, const char *const *bytes, const size_t *lengths) {
    csc_error err;
    csc_metric *whole = NULL;
    int grouped = 0, code = KIT_CLEAN;
    for (size_t i = 0; i < k->file_count && code == KIT_CLEAN; i++) {
        csc_metric *part = NULL;
        csc_error_init(&err);
        csc_status s = csc_metric_deserialize(&part, bytes[i], lengths[i], kit_context(k), &err);
        if (s != CSC_OK) {
            code = kit_fail(k, s, &err, k->files[i]);
        } else if (whole == NULL) {
            const char *label = NULL;
            size_t length = 0, unused = 0;
            /* an accumulator with labels takes a label that it has; one without refuses the question */
            grouped = csc_metric_groups(part) == 0 || csc_metric_label_get(part, 0, &label, &length) == CSC_OK;
            (void)unused;
            whole = part;
            part = NULL;
        } else {
            s = csc_metric_merge(whole, part, &err);
            if (s == CSC_E_MISMATCH && strcmp(csc_metric_spec(whole, NULL), csc_metric_spec(part, NULL)) != 0)
                code =
                    kit_bad(k, k->files[i], 0, 0, "holds %s, but %s holds %s; states of different definitions or scales are never added up",
                            csc_metric_spec(part, NULL), k->files[0], csc_metric_spec(whole, NULL));
            else if (s == CSC_E_MISMATCH)
                code = kit_bad(k, k->files[i], 0, 0, "one of this state and %s has groups (--by) and the other has none", k->files[0]);
            else if (s != CSC_OK)
                code = kit_fail(k, s, &err, k->files[i]);
        }
        csc_metric_destroy(part);
    }
    if (code == KIT_CLEAN) code = kit_metric_emit(k, whole, grouped);
    if (code == KIT_CLEAN && kit_get(k, "state") != NULL) {
        size_t needed = 0;
        csc_status s = csc_metric_serialize(whole, NULL, 0, &needed, &err);
        void *out = kit_alloc(k, needed + 1);
        s = csc_metric_serialize(whole, out, needed, &needed, &err);
        if (s == CSC_OK) s = csc_file_write(kit_get(k, "state"), strlen(kit_get(k, "state")), out, needed, NULL, &err);
        if (s != CSC_OK) code = kit_fail(k, s, &err, kit_get(k, "state"));
    }
    csc_metric_destroy(whole);
    return code;
}

static int merge_gaps(kit *k, const char *const *bytes, const size_t *lengths) {
    csc_error err;
    csc_gap *whole = NULL;
    int code = KIT_CLEAN;
    for (size_t i = 0; i < k->file_count && code == KIT_CLEAN; i++) {
        csc_gap *part = NULL;
        csc_error_init(&err);
        csc_status s = csc_gap_deserialize(&part, bytes[i], lengths[i], kit_context(k), &err);
        if (s == CSC_OK && whole == NULL) {
            whole = part;
            continue;
        }
        if (s == CSC_OK) s = csc_gap_merge(whole, part, &err);
        if (s == CSC_E_MISMATCH)
            code =
                kit_bad(k, k->files[i], 0, 0, "holds another definition or tolerance than %s; such states are never added up", k->files[0]);
        else if (s != CSC_OK)
            code = kit_fail(k, s, &err, k->files[i]);
        csc_gap_destroy(part);
    }
    if (code == KIT_CLEAN) code = kit_gap_emit(k, whole);
    csc_gap_destroy(whole);
    return code;
}

static const char *kind_name(int32_t kind) {
    static const char *const names[] = {"?", "metric", "satisfaction", "churn", "word-of-mouth", "pack", "protocol", "model"};
    return kind >= 0 && (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}

static int run(kit *k) {
    if (k->file_count == 0) return kit_usage(k, "state files are wanted, as written with --state");
    const char **bytes = kit_alloc(k, k->file_count * sizeof *bytes);
    size_t *lengths = kit_alloc(k, k->file_count * sizeof *lengths);
    int32_t kind = 0;
    for (size_t i = 0; i < k->file_count; i++) {
        csc_error err;
        csc_state_info info;
        csc_error_init(&err);
        bytes[i] = kit_read_file(k, k->files[i], &lengths[i]);
        if (bytes[i] == NULL) return k->code;
        csc_status s = csc_state_inspect(bytes[i], lengths[i], &info, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, k->files[i]);
        if (i > 0 && info.kind != kind)
            return kit_bad(k, k->files[i], 0, 0, "is a %s state, but %s is a %s state", kind_name(info.kind), k->files[0], kind_name(kind));
        kind = info.kind;
    }
    if (kind == CSC_STATE_METRIC) return merge_metrics(k, bytes, lengths);
    if (kind == CSC_STATE_SATISFACTION) return merge_gaps(k, bytes, lengths);
    return kit_bad(k, k->files[0], 0, 0, "a %s state; this command adds up metric and satisfaction states", kind_name(kind));
}

static void text(kit *k, kit_value *const *results, size_t count) {
    if (kit_find(results[0], "items") != NULL)
        kit_gap_text(k, results, count);
    else
        kit_metric_text(k, results, count);
}

const kit_command kit_cmd_merge = {
    .name = "merge",
    .summary = "Add up states written with --state",
    .usage = "STATE...",
    .help = "Every aggregating command writes its state with --state FILE: a few bytes a group, with the definition in it. merge adds up "
            "states of "
            "the same definition, in any order, and prints what the command would have printed for all rows together, to the last digit. "
            "Damaged states and states of another definition or scale are refused.",
    .example = "merge north.state south.state",
    .uses = KIT_STATE,
    .options = options,
    .run = run,
    .text = text};
