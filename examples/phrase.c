/* A guard for outgoing replies, with two rules of the host's own beside those of the library ("service-en" and others). */
#include <csc.h>
#include <stdio.h>
#include <string.h>

static csc_status add(csc_pack_builder *b, const char *key, const char *value, csc_error *err) {
    return csc_pack_builder_add(b, key, strlen(key), value, strlen(value), err);
}

static csc_status own_pack(csc_pack **pack, csc_error *err) {
    csc_pack_builder *b;
    csc_status s = csc_pack_builder_create(&b, "shop", 4, "1.0.0", 5, "en", 2, NULL, err);
    if (s == CSC_OK) s = csc_pack_builder_rule(b, "promise.date", 12, "avoid", 5, err);
    if (s == CSC_OK) s = add(b, "match", "(tomorrow|monday) at the latest", err);
    if (s == CSC_OK) s = add(b, "severity", "error", err);
    if (s == CSC_OK) s = add(b, "message.en", "Dates come from the carrier, not from us.", err);
    if (s == CSC_OK) s = csc_pack_builder_rule(b, "name.old", 8, "prefer", 6, err);
    if (s == CSC_OK) s = add(b, "match", "acme rooms", err);
    if (s == CSC_OK) s = add(b, "suggest", "Acme Hotels", err);
    if (s == CSC_OK) s = add(b, "message.en", "The company has a new name.", err);
    if (s == CSC_OK) s = csc_pack_builder_finish(b, pack, err);
    csc_pack_builder_destroy(b);
    return s;
}

int main(void) {
    static const char *const replies[] = {"It will be there Monday at the latest.", "Thank you for choosing ACME Rooms.",
                                          "We will call you."};
    csc_pack *pack = NULL;
    csc_checker *checker = NULL;
    csc_error err;
    csc_status s = own_pack(&pack, &err);
    if (s == CSC_OK) s = csc_checker_create(&checker, (const csc_pack *const *)&pack, 1, NULL, &err);
    for (uint32_t i = 0; i < 3 && s == CSC_OK; i++) {
        csc_finding f;
        size_t more = 1, length;
        printf("%s\n", replies[i]);
        csc_checker_reset(checker);
        s = csc_checker_feed(checker, 0, replies[i], strlen(replies[i]), CSC_FEED_FINAL, &err);
        while (s == CSC_OK && (s = csc_checker_poll(checker, &f, &more, &err)) == CSC_OK && more) {
            const char *message = csc_pack_rule_message(pack, f.rule, "en", 2, &length);
            printf("    %.*s: %.*s", (int)(f.end - f.begin), replies[i] + f.begin, (int)length, message);
            const char *better = csc_pack_rule_text(pack, f.rule, CSC_RULE_LIST_SUGGESTION, 0, &length);
            if (better != NULL) printf(" Better: %.*s", (int)length, better);
            printf("\n");
        }
    }
    if (s != CSC_OK) fprintf(stderr, "%s\n", err.message);
    csc_checker_destroy(checker);
    csc_pack_destroy(pack);
    return s == CSC_OK ? 0 : 1;
}
