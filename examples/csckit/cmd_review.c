/* csckit review: did a whole contact keep to its protocol? */
#include "reviewing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const kit_option options[] = {
    {"protocol", "NAME", "A protocol of the library (complaint-call) or a file; by default the one that fits best. May be repeated."},
    {"pack", "NAME", "Packs that detect what is said; all of the library by default. May be repeated."},
    {"parameter", "NAME=X", "Another value for a parameter of the protocol, such as apology_rings=3. May be repeated."},
    {"lang", "TAG", "Language of conversations that do not state one."},
    {"input", "FORMAT",
     "Kind of file, instead of going by its name: text, jsonl, vcon, webvtt, srt, contact-lens, transcribe, convokit, intercom, zendesk, "
     "chatwoot."},
    {"agents", "LIST", "Who is an agent where the file does not say: names, ids, addresses or @domain, parted by commas."},
    {"fail-under", "X", "Exit code 1 when a score is below X, in [0, 1]; by default only after an automatic fail."},
    {"all", NULL, "The whole checklist; 25 lines of it by default."},
    {"skip-bad", NULL, "Leave out lines that cannot be read, and say how many."},
    {NULL, NULL, NULL}};

static int run(kit *k) {
    kit_packs packs;
    kit_protocols protocols;
    kit_conversations all = {0};
    double least = 0;
    int code = KIT_CLEAN, found = 0;
    if (!kit_get_number(k, "fail-under", 0, 1, 0, &least)) return k->code;
    if (k->file_count == 0) return kit_usage(k, "no file given (- for standard input)");
    for (size_t i = 0; kit_get_nth(k, "parameter", i) != NULL; i++) {
        if (strchr(kit_get_nth(k, "parameter", i), '=') == NULL)
            return kit_usage(k, "--parameter %s: name=number is wanted", kit_get_nth(k, "parameter", i));
    }
    if (kit_protocols_open(k, &protocols) != KIT_CLEAN) return k->code;
    if (kit_packs_open(k, &packs) != KIT_CLEAN) {
        kit_protocols_close(&protocols);
        return k->code;
    }
    for (size_t i = 0; i < k->file_count && code == KIT_CLEAN; i++) code = kit_conversations_read(k, k->files[i], &all);
    kit_progress_name(k, "conversations");
    kit_progress(k, 0, all.count);
    for (size_t i = 0; i < all.count && code == KIT_CLEAN; i++) {
        size_t index = 0;
        uint64_t mark = kit_mark_memory(k);
        kit_value *v = kit_review(k, &protocols, &packs, &all.item[i], &index);
        if (v == NULL) {
            code = k->code;
            break;
        }
        const kit_value *automatic = kit_find(v, "auto_fail");
        found |= automatic != NULL && automatic->integer != 0;
        found |= kit_number(v, "score") < least;
        kit_emit(k, v);
        if (kit_is_format(k, "json")) kit_release_memory(k, mark); /* it is printed */
        kit_progress(k, i + 1, all.count);
    }
    kit_packs_close(&packs);
    kit_protocols_close(&protocols);
    return code != KIT_CLEAN ? code : found ? KIT_FINDINGS : KIT_CLEAN;
}

static void items_of(kit *k, const kit_value *v, const char *result, int style) {
    const kit_value *items = kit_find(v, "items");
    for (const kit_value *i = items != NULL ? items->first : NULL; i != NULL; i = i->next) {
        if (strcmp(kit_text(i, "result"), result) != 0) continue;
        kit_say(k, style, "  %-5s", result);
        kit_say(k, KIT_PLAIN, " %s: %s", kit_text(i, "item"), kit_text(i, "why"));
        const kit_value *evidence = kit_find(i, "evidence");
        for (const kit_value *e = evidence != NULL ? evidence->first : NULL; e != NULL; e = e->next)
            kit_say(k, KIT_DIM, "%s turn %s", e == evidence->first ? "; see" : ",", kit_short(k, kit_number(e, "turn") + 1));
        kit_say(k, KIT_PLAIN, "\n");
    }
}

static void text(kit *k, kit_value *const *results, size_t count) {
    double sum = 0, scored = 0;
    for (size_t i = 0; i < count; i++) {
        const kit_value *v = results[i], *automatic = kit_find(v, "auto_fail");
        double score = kit_number(v, "score");
        const char *protocol = kit_text(v, "protocol");
        kit_say(k, KIT_BOLD, "%s", kit_text(v, "id"));
        kit_say(k, KIT_DIM, "  %s  ", protocol[0] != '\0' ? protocol : "no protocol fits");
        kit_say(k, score < 0.5 ? KIT_BAD : score < 0.8 ? KIT_WARN : KIT_GOOD, "%s", isnan(score) ? "no score" : kit_percent(k, score, 0));
        if (automatic != NULL && automatic->integer != 0) kit_say(k, KIT_BAD, "  automatic fail");
        kit_say(k, KIT_PLAIN, "\n");
        items_of(k, v, "fail", KIT_BAD);
        if (count == 1) items_of(k, v, "pass", KIT_GOOD);
        const kit_value *findings = kit_find(v, "findings");
        for (const kit_value *f = findings != NULL ? findings->first : NULL; f != NULL; f = f->next) {
            kit_say(k, strcmp(kit_text(f, "severity"), "error") == 0 ? KIT_BAD : KIT_WARN, "  %s", kit_text(f, "severity"));
            kit_say(k, KIT_PLAIN, " turn %s %s \"%s\"\n", kit_short(k, kit_number(f, "turn") + 1), kit_text(f, "rule"),
                    kit_text(f, "text"));
        }
        const kit_value *list = kit_find(v, "checklist");
        if (count == 1 && list != NULL && list->first != NULL) {
            kit_say(k, KIT_PLAIN, "\nFor a person to judge:\n");
            for (const kit_value *c = list->first; c != NULL; c = c->next) kit_say(k, KIT_PLAIN, "  [ ] %s\n", kit_text(c, "text"));
        }
        if (!isnan(score)) {
            sum += score;
            scored++;
        }
    }
    if (count > 1) {
        kit_say(k, KIT_BOLD, "\n%zu conversations", count);
        kit_say(k, KIT_PLAIN, ", %s with a score, mean %s\n", kit_count(k, scored),
                kit_percent(k, scored > 0 ? sum / scored : (double)NAN, 1));
    }
}

const kit_command kit_cmd_review = {.name = "review",
                                    .summary = "Did a whole contact keep to its protocol",
                                    .usage = "[--protocol NAME] FILE...",
                                    .help = "Reads conversations (JSON Lines with turns, times, roles and what is known of channel, "
                                            "direction, purpose and customer) and prints for "
                                            "each the items of its protocol that passed, failed or do not apply, with the reason and the "
                                            "place, the findings of the packs, what only "
                                            "a person can judge, and the numbers of the contact. Without --protocol the one that fits best "
                                            "is taken. An agent is never marked down "
                                            "for the customer's words; internal notes are not judged.",
                                    .example = "review conversations_written.jsonl",
                                    .options = options,
                                    .run = run,
                                    .text = text};
