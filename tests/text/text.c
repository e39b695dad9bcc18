/* Segments, offset units, HTML, Markdown, quoted replies and signatures. Expected texts were written down from the standards and from what
 * mail programs send. */
#include "csc_check.h"

static void parts(const char *text, int unit, const char *want) {
    csc_span spans[64];
    size_t n;
    char got[2000] = "";
    CSC_ASSERT_STATUS(csc_text_segment(text, strlen(text), unit, spans, 64, &n, NULL), CSC_OK);
    for (size_t i = 0; i < n; i++)
        sprintf(got + strlen(got), "%s%.*s", i > 0 ? "|" : "", (int)(spans[i].end - spans[i].begin), text + spans[i].begin);
    ck_assert_str_eq(got, want);
}

START_TEST(words_sentences_clauses)
{
    /* UAX #29, section 4.1 and its example */
    parts("The quick (\"brown\") fox can't jump 32.3 feet, right?", CSC_TEXT_WORD, "The|quick|brown|fox|can't|jump|32.3|feet|right");
    parts("a  b.", CSC_TEXT_SEGMENT, "a|  |b|.");
    parts("\xE6\x82\xA8\xE5\xA5\xBD"
          "ab",
          CSC_TEXT_WORD, "\xE6\x82\xA8|\xE5\xA5\xBD|ab");
    parts("Hello Mr. Smith. It cost 3.50! \"Really?\" Yes... maybe", CSC_TEXT_SENTENCE,
          "Hello Mr. Smith.|It cost 3.50!|\"Really?\"|Yes... maybe");
    parts("one\ntwo\n\nthree", CSC_TEXT_SENTENCE, "one\ntwo|three");
    parts("\xE6\x82\xA8\xE5\xA5\xBD\xE3\x80\x82\xE5\x86\x8D\xE8\xA7\x81\xEF\xBC\x81", CSC_TEXT_SENTENCE,
          "\xE6\x82\xA8\xE5\xA5\xBD\xE3\x80\x82|\xE5\x86\x8D\xE8\xA7\x81\xEF\xBC\x81");
    parts("\xCE\xA4\xCE\xB9 \xCE\xB8\xCE\xAD\xCE\xBB\xCE\xB5\xCF\x84\xCE\xB5; \xCE\x9D\xCE\xB1\xCE\xB9", CSC_TEXT_SENTENCE,
          "\xCE\xA4\xCE\xB9 \xCE\xB8\xCE\xAD\xCE\xBB\xCE\xB5\xCF\x84\xCE\xB5;|\xCE\x9D\xCE\xB1\xCE\xB9"); /* the Greek question mark */
    parts("Yes, but; no (well)", CSC_TEXT_CLAUSE, "Yes,|but;|no (|well)");
    parts("", CSC_TEXT_WORD, "");
    csc_span one;
    size_t n;
    CSC_ASSERT_STATUS(csc_text_segment("a b c", 5, CSC_TEXT_WORD, &one, 1, &n, NULL), CSC_E_BUFFER);
    ck_assert_uint_eq(n, 3);
    CSC_ASSERT_STATUS(csc_text_segment("a", 1, 9, &one, 1, &n, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_text_segment("\xFF", 1, CSC_TEXT_WORD, &one, 1, &n, NULL), CSC_E_UTF8);
}
END_TEST

START_TEST(units)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"; /* 1, 2, 3, 4, 1 bytes */
    const uint64_t bytes[] = {0, 1, 2, 3, 5, 6, 8, 10, 11};
    const uint64_t want_points[] = {0, 1, 1, 2, 2, 3, 3, 4, 5}, want_utf16[] = {0, 1, 1, 2, 2, 3, 3, 5, 6};
    uint64_t points[9], utf16[9];
    csc_error err;
    CSC_ASSERT_STATUS(csc_text_units(text, sizeof text - 1, bytes, 9, points, utf16, NULL), CSC_OK);
    for (int i = 0; i < 9; i++) {
        ck_assert_uint_eq(points[i], want_points[i]);
        ck_assert_uint_eq(utf16[i], want_utf16[i]);
    }
    CSC_ASSERT_STATUS(csc_text_units(text, sizeof text - 1, (const uint64_t[]){3, 2}, 2, points, NULL, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    CSC_ASSERT_STATUS(csc_text_units(text, sizeof text - 1, (const uint64_t[]){12}, 1, NULL, utf16, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_text_units(NULL, 0, NULL, 0, NULL, NULL, NULL), CSC_OK);
}
END_TEST

static void plain(const char *text, int media, int drop, const char *want) {
    csc_plain *p;
    size_t n;
    CSC_ASSERT_STATUS(csc_plain_create(&p, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_plain_run(p, text, strlen(text), media, drop, NULL), CSC_OK);
    const char *got = csc_plain_text(p, &n);
    ck_assert_msg(n == strlen(want) && memcmp(got, want, n) == 0, "got \"%.*s\", want \"%s\"", (int)n, got, want);
    for (size_t b = 0; b < n; b++) { /* every byte comes from a place in the source, in order */
        csc_span s, t;
        CSC_ASSERT_STATUS(csc_plain_source(p, b, b + 1, &s), CSC_OK);
        ck_assert_uint_le(s.begin, s.end);
        ck_assert_uint_le(s.end, strlen(text));
        if (b + 1 < n) {
            CSC_ASSERT_STATUS(csc_plain_source(p, b + 1, b + 2, &t), CSC_OK);
            ck_assert_uint_le(s.begin, t.begin);
        }
        if ((unsigned char)got[b] > ' ' && s.end - s.begin == 1) ck_assert_int_eq(got[b], text[s.begin]);
    }
    CSC_ASSERT_STATUS(csc_plain_source(p, 0, n + 1, &(csc_span){0, 0}), CSC_E_RANGE);
    csc_plain_destroy(p);
}

START_TEST(html)
{
    plain("<p>Dear  Ms&nbsp;Reyes,<br>yes &amp; no.</p>\n<p>B<b>o</b>ld</p>", CSC_MEDIA_HTML, 0,
          "Dear Ms\xC2\xA0Reyes,\nyes & no.\n\nBold\n\n");
    plain("<html><head><title>T</title><style>p{}</style></head><body>a<script>if (a<b) x('</p>');</script>b<!-- c --> d</body>",
          CSC_MEDIA_HTML, 0, "ab d\n\n");
    plain("1 < 2 && 3 > 2 &lt;b&gt; &#65;&#x42;&#128; &copy &notit; &unknown;", CSC_MEDIA_HTML, 0,
          "1 < 2 && 3 > 2 <b> AB\xE2\x82\xAC \xC2\xA9 \xC2\xACit; &unknown;");
    plain("a<a href=\"x>y\" title='>'>link</a><img alt=\"q\">b<p", CSC_MEDIA_HTML, 0, "alinkb");
    plain("<ul><li>one</li><li>two</li></ul>x", CSC_MEDIA_HTML, 0, "one\n\ntwo\n\nx");
    plain("<pre>a\n  b</pre>", CSC_MEDIA_HTML, 0, "a\n  b\n\n");
    plain("ok<blockquote>quoted <blockquote>twice</blockquote></blockquote> end", CSC_MEDIA_HTML, CSC_PLAIN_DROP_QUOTES, "ok\n\nend");
    plain("never <script>closed", CSC_MEDIA_HTML, 0, "never ");
    plain("<!-->x<!---->y<!doctype html>z<?php ?>", CSC_MEDIA_HTML, 0, "xyz");
}
END_TEST

START_TEST(markdown)
{
    plain("# Head\nSome *bold* and **more** `code` [link](http://x.y/(z)) \\*star\\*\n", CSC_MEDIA_MARKDOWN, 0,
          "Head\n\nSome bold and more  link *star*\n");
    plain("- one\n- two\n\n1. three", CSC_MEDIA_MARKDOWN, 0, "one\n\ntwo\n\nthree");
    plain("a\n```c\nint x;\n```\nb snake_case_name 2 * 3", CSC_MEDIA_MARKDOWN, 0, "a\n\nb snake_case_name 2 * 3");
    plain("Hello [name], see ![pic](a.png) <b>x</b> <NAME> &amp;", CSC_MEDIA_MARKDOWN, 0, "Hello [name], see pic x <NAME> &");
    plain("> quoted\n\nmine", CSC_MEDIA_MARKDOWN, CSC_PLAIN_DROP_QUOTES, "mine");
}
END_TEST

START_TEST(quotes_and_signatures)
{
    plain("Yes.\n\nOn Mon, 3 Oct 2026 at 09:12, Ann <a@b.c> wrote:\n> old\n> words\n", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_ALL, "Yes.\n\n");
    plain("Yes.\n> old\nMy answer.\n> more\n", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "Yes.\n\nMy answer.\n");
    plain("Hi\n-- \nAnn\nAcme", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_SIGNATURE, "Hi\n");
    plain("Hi\n-- \nAnn", CSC_MEDIA_PLAIN, 0, "Hi\n-- \nAnn");
    plain("Top.\nOn Mon, 3 Oct 2026, Ann\nwrote:\n\nold words without marks", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "Top.\n");
    plain("Top\n-----Original Message-----\nFrom: x\nold", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "Top\n");
    plain("Top\nFrom: Ann\nSent: Monday\nTo: Bob\n\nold", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "Top\n");
    plain("From: here on all is well.", CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "From: here on all is well.");
    plain("\xE5\xA5\xBD\xE3\x80\x82\n\xE5\x9C\xA8 2026-10-03\xEF\xBC\x8C\xE7\x8E\x8B \xE5\x86\x99\xE9\x81\x93\xEF\xBC\x9A\n> x",
          CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "\xE5\xA5\xBD\xE3\x80\x82\n");
    plain("\xD0\x94\xD0\xB0.\n3 \xD0\xBE\xD0\xBA\xD1\x82 2026, \xD0\x90\xD0\xBD\xD0\xBD\xD0\xB0 "
          "\xD0\xBD\xD0\xB0\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB0\xD0\xBB\xD0\xB0:\n> x",
          CSC_MEDIA_PLAIN, CSC_PLAIN_DROP_QUOTES, "\xD0\x94\xD0\xB0.\n");
    csc_plain *p;
    CSC_ASSERT_STATUS(csc_plain_create(&p, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_plain_run(p, "x", 1, 9, 0, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_plain_run(p, "x", 1, CSC_MEDIA_PLAIN, 8, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_plain_run(p, "\xC3", 1, CSC_MEDIA_HTML, 0, NULL), CSC_E_UTF8);
    csc_plain_destroy(p);
}
END_TEST

CSC_CHECK_MAIN("text/text", words_sentences_clauses, units, html, markdown, quotes_and_signatures)
