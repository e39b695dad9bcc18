/* A guard for outgoing replies: what the packs find, and where. */
#include <csc.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    static const char *const replies[] = {
        "You are right, but we always do it this way.",
        "As I already told you, that is not my problem.",
        "I am sorry that you had to wait. I will call you back by ten tomorrow.",
    };
    csc_pack *pack;
    csc_checker *checker;
    csc_error err;
    if (csc_pack_load_embedded(&pack, "service-en", strlen("service-en"), NULL, &err) != CSC_OK) return 1;
    if (csc_checker_create(&checker, (const csc_pack *const *)&pack, 1, NULL, &err) != CSC_OK) return 1;
    for (uint32_t i = 0; i < 3; i++) {
        csc_finding f;
        size_t more = 1;
        size_t shown = 0;
        csc_checker_reset(checker);
        if (csc_checker_feed(checker, 0, replies[i], strlen(replies[i]), CSC_FEED_FINAL, &err) != CSC_OK) return 1;
        printf("%s\n", replies[i]);
        while (csc_checker_poll(checker, &f, &more, &err) == CSC_OK && more) {
            csc_rule_info rule;
            if (csc_pack_rule(pack, f.rule, &rule) != CSC_OK || rule.severity > CSC_SEVERITY_WARNING) continue;
            printf("    %s %.*s: \"%.*s\"\n", csc_severity_name(rule.severity), (int)rule.id_length, rule.id, (int)(f.end - f.begin),
                   replies[i] + f.begin);
            shown++;
        }
        if (shown == 0) printf("    nothing to object to\n");
    }
    csc_checker_destroy(checker);
    csc_pack_destroy(pack);
    return 0;
}
