/* csckit init: a folder with a sample of every table, ready for every other command. */
#include "kit.h"
#include "samples.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const kit_option options[] = {{"force", NULL, "Write over files that are there."}, {NULL, NULL, NULL}};

static const char *about(const char *name) {
    static const char *const texts[][2] = {{"survey.csv", "survey answers: CSAT 1..5, CES 1..7, NPS 0..10"},
                                           {"expectation.csv", "expectation and experience by item, scale 1..10"},
                                           {"transactions.csv", "purchases"},
                                           {"rfm.csv", "customer table: repeat purchases, recency, age"},
                                           {"survival.csv", "how long customers stayed"},
                                           {"referrals.csv", "who told whom"},
                                           {"adoption.csv", "adopters by period"},
                                           {"sla_events.csv", "events of tickets"},
                                           {"impact.yaml", "links of the chain from findings to money"},
                                           {"complaints.csv", "problems: complained, resolved, quickly, returned"},
                                           {"reasons.csv", "why customers left"},
                                           {"conversations.jsonl", "chats, real words"},
                                           {"conversations_written.jsonl", "chats written to show good and bad manners"},
                                           {"origin.csv", "where each file is from, and which are invented"},
                                           {"overlay_truth.json", "what the invented tables were drawn from"},
                                           {"README.md", "all this in words"},
                                           {"LICENSES.txt", "licences of the data"},
                                           {"replies.txt", "replies to check, one a line"},
                                           {"replies.jsonl", "replies to check, with channel and role"}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(texts[i][0], name) == 0) return texts[i][1];
    }
    return "";
}

static int run(kit *k) {
    if (k->file_count != 1) return kit_usage(k, "one folder to write into is wanted: csckit init sample");
    const char *folder = k->files[0];
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) return kit_bad(k, folder, 0, 0, "%s", strerror(errno));
    int force = kit_get(k, "force") != NULL;
    for (size_t i = 0; i < kit_sample_count && !force; i++) {
        struct stat there;
        const char *path = kit_print(k, "%s/%s", folder, kit_samples[i].name);
        if (stat(path, &there) == 0) return kit_usage(k, "%s is there already; nothing was written (--force writes over it)", path);
    }
    kit_value *result = kit_object(k);
    kit_value *files = kit_array(k);
    kit_set_text(k, result, "folder", folder);
    kit_set(k, result, "files", files);
    for (size_t i = 0; i < kit_sample_count; i++) {
        const char *path = kit_print(k, "%s/%s", folder, kit_samples[i].name);
        if (kit_write_file(k, path, kit_samples[i].bytes, kit_samples[i].length) != KIT_CLEAN) return k->code;
        kit_value *file = kit_object(k);
        kit_set_text(k, file, "file", kit_samples[i].name);
        kit_set_integer(k, file, "bytes", (int64_t)kit_samples[i].length);
        kit_set_text(k, file, "what", about(kit_samples[i].name));
        kit_set(k, files, NULL, file);
    }
    kit_emit(k, result);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const char *folder = kit_text(results[0], "folder");
    kit_grid *g = kit_grid_begin(k, "File|What");
    for (const kit_value *f = kit_find(results[0], "files")->first; f != NULL; f = f->next) {
        kit_cell(g, KIT_PLAIN, "%s/%s", folder, kit_text(f, "file"));
        kit_cell(g, KIT_DIM, "%s", kit_text(f, "what"));
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nNext, for example:\n");
    kit_say(k, KIT_BOLD, "  csckit report %s --output report.html\n", folder);
    kit_say(k, KIT_BOLD, "  csckit metric --definition nps:standard/1 --where item=nps --by segment %s/survey.csv\n", folder);
    kit_say(k, KIT_BOLD, "  csckit gap %s/expectation.csv\n", folder);
    kit_say(k, KIT_BOLD, "  csckit check %s/conversations_written.jsonl\n", folder);
    (void)count;
}

const kit_command kit_cmd_init = {
    .name = "init",
    .summary = "Write a sample of every table into a folder",
    .usage = "FOLDER",
    .help = "Makes FOLDER with one sample of each table and text that csckit reads: the columns are those of your own files, so replace "
            "them one by one. origin.csv says which samples are real data and which are invented.",
    .example = "init sample",
    .formats = "text|json|csv",
    .options = options,
    .run = run,
    .text = text};
