/* Charts as inline SVG. Positions are percentages, so that lines stretch with the page while texts keep their size. */
#include "metric_result.h"
#include "report.h"

#include <math.h>
#include <string.h>

static double at(const scale *s, double v) {
    double share = (v - s->low) / (s->high - s->low);
    return 100 * (share < 0 ? 0 : share > 1 ? 1 : share);
}

/* A step of 1, 2 or 5 times a power of ten that gives three to six ticks. */
static double tick_step(const scale *s) {
    double raw = (s->high - s->low) / 4, power = pow(10, floor(log10(raw)));
    double m = raw / power;
    return power * (m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10);
}

static const char *tick_text(page *p, const scale *s, double v) {
    double step = tick_step(s);
    if (s->unit == 'm') return kit_decimal(p->k, v, step < 0.1 ? 2 : step < 1 ? 1 : 0);
    int digits = step < 0.001 ? 2 : step < 0.01 ? 1 : 0;
    const char *sign = (s->unit == 'n' || s->unit == 's') && v > 1e-9 ? "+" : "";
    return kit_print(p->k, "%s%s%s", sign, kit_decimal(p->k, v * 100, digits), s->unit == 'n' ? "" : " %");
}

static void grid(page *p, const scale *s) {
    double step = tick_step(s);
    for (double v = ceil(s->low / step - 1e-9) * step; v <= s->high + step * 1e-6; v += step)
        putf(p, "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"24\"/>", at(s, v), at(s, v));
    if (!isnan(s->reference))
        putf(p, "<line class=\"ref\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"-2\" y2=\"26\"/>", at(s, s->reference), at(s, s->reference));
}

void chart_begin(page *p, const char *label, const scale *s) {
    (void)s;
    putf(p, "<div class=\"chart\" role=\"group\" aria-label=\"%s\">\n", esc(p, label));
}

static void row_begin(page *p, const scale *s, const char *label, int tone) {
    putf(p, "<div class=\"row t%d\"><div class=\"lab\">%s</div><div class=\"plot\"><svg aria-hidden=\"true\">", tone, label);
    grid(p, s);
}

static void row_end(page *p, const char *figures) {
    putf(p, "</svg></div><div class=\"fig\">%s</div></div>\n", figures);
}

static void preset_mark(page *p, const scale *s, double mark) {
    if (isnan(mark)) return;
    /* a small diamond would need a path in percent, which SVG lacks: a hollow square set by transform does */
    putf(p,
         "<svg x=\"%.2f%%\" y=\"12\" width=\"1\" height=\"1\" style=\"height:1px;width:1px;overflow:visible\"><rect class=\"preset\" "
         "x=\"-5\" y=\"-5\" width=\"10\" "
         "height=\"10\" transform=\"rotate(45)\"/></svg>",
         at(s, mark));
}

void chart_interval(page *p, const scale *s, const char *label, double value, double low, double high, const char *figures, double mark,
                    int tone) {
    row_begin(p, s, label, tone);
    if (!isnan(low)) putf(p, "<line class=\"wh\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"12\" y2=\"12\"/>", at(s, low), at(s, high));
    preset_mark(p, s, mark);
    if (!isnan(value)) putf(p, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"12\" r=\"5.5\"/>", at(s, value));
    row_end(p, figures);
}

void chart_bar(page *p, const scale *s, const char *label, double value, double low, double high, const char *figures, double mark,
               int tone) {
    row_begin(p, s, label, tone);
    double from = at(s, s->low > 0 ? s->low : 0);
    if (!isnan(value)) {
        double to = at(s, value);
        putf(p, "<rect class=\"bar\" x=\"%.2f%%\" y=\"5\" width=\"%.2f%%\" height=\"14\" rx=\"3\"/>", from < to ? from : to,
             fabs(to - from));
    }
    if (!isnan(low))
        putf(p, "<line x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"12\" y2=\"12\" style=\"stroke:var(--ink);stroke-width:1.6;opacity:.75\"/>",
             at(s, low), at(s, high));
    preset_mark(p, s, mark);
    row_end(p, figures);
}

void chart_pair(page *p, const scale *s, const char *label, double a, double b, const char *figures, int tone) {
    row_begin(p, s, label, tone);
    if (!isnan(a) && !isnan(b)) {
        putf(p, "<line class=\"pair\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"12\" y2=\"12\"/>", at(s, a), at(s, b));
        putf(p, "<circle class=\"hollow\" cx=\"%.2f%%\" cy=\"12\" r=\"5.5\"/><circle class=\"dot\" cx=\"%.2f%%\" cy=\"12\" r=\"5.5\"/>",
             at(s, a), at(s, b));
    }
    row_end(p, figures);
}

void chart_end(page *p, const scale *s, const char *legend) {
    double step = tick_step(s);
    put(p, "<div class=\"row axis\"><div class=\"lab\"></div><div class=\"plot\"><svg aria-hidden=\"true\">");
    for (double v = ceil(s->low / step - 1e-9) * step; v <= s->high + step * 1e-6; v += step) {
        double x = at(s, v);
        putf(p, "<text x=\"%.2f%%\" y=\"13\" text-anchor=\"%s\">%s</text>", x,
             x < 2    ? "start"
             : x > 98 ? "end"
                      : "middle",
             tick_text(p, s, v));
    }
    put(p, "</svg></div><div class=\"fig\"></div></div>\n</div>\n");
    if (legend != NULL) putf(p, "<p class=\"legend\">%s</p>\n", legend);
}

void chart_parts(page *p, const char *label, const part *parts, size_t count) {
    putf(p, "<div class=\"parts\" role=\"group\" aria-label=\"%s\"><div class=\"strip\">", esc(p, label));
    for (size_t i = 0; i < count; i++) {
        if (parts[i].share > 0) putf(p, "<span class=\"t%d\" style=\"flex:%.5f 0 0%%\"></span>", parts[i].tone, parts[i].share);
    }
    put(p, "</div><ul>");
    for (size_t i = 0; i < count; i++)
        putf(p, "<li class=\"t%d\">%s <b>%s</b> <span class=\"meta\">(%s)</span></li>", parts[i].tone, esc(p, parts[i].name),
             kit_percent(p->k, parts[i].share, 1), kit_count(p->k, parts[i].count));
    put(p, "</ul></div>\n");
}

void chart_time(page *p, const char *label, const char *const *labels, const double *value, const double *low, const double *high,
                size_t count, const scale *s) {
    const double top = 10, height = 150;
    double step = tick_step(s);
    /* the scale keeps its width, the plot takes the rest: positions across are percentages */
    putf(p, "<div class=\"time t4\" role=\"group\" aria-label=\"%s\"><svg class=\"side\" aria-hidden=\"true\">", esc(p, label));
    for (double v = ceil(s->low / step - 1e-9) * step; v <= s->high + step * 1e-6; v += step)
        putf(p, "<text x=\"42\" y=\"%.1f\" text-anchor=\"end\">%s</text>", top + height * (1 - at(s, v) / 100) + 4, tick_text(p, s, v));
    put(p, "</svg><svg class=\"plot\" aria-hidden=\"true\">");
    for (double v = ceil(s->low / step - 1e-9) * step; v <= s->high + step * 1e-6; v += step) {
        double y = top + height * (1 - at(s, v) / 100);
        putf(p, "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>", y, y);
    }
    for (size_t i = 0; i < count; i++) {
        double x = 100 * ((double)i + 0.5) / (double)count;
        if (!isnan(low[i]))
            putf(p, "<line class=\"wh\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.1f\" y2=\"%.1f\"/>", x, x,
                 top + height * (1 - at(s, low[i]) / 100), top + height * (1 - at(s, high[i]) / 100));
        if (!isnan(value[i]))
            putf(p, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"5\"/>", x, top + height * (1 - at(s, value[i]) / 100));
        putf(p, "<text x=\"%.2f%%\" y=\"184\" text-anchor=\"middle\">%s</text>", x, esc(p, labels[i]));
    }
    put(p, "</svg></div>\n");
}

void chart_tree(page *p, const double *levels, size_t count) {
    /* rings of dots; beyond 200 dots a ring is a band instead */
    const double size = 300, middle = 150, turn = 6.283185307179586;
    size_t shown = count < 5 ? count : 5;
    if (shown < 2) return;
    putf(p, "<svg class=\"tree\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Telling tree\">", size, size);
    for (int dots = 0; dots < 2; dots++) { /* lines first, so that the dots lie on them */
        for (size_t l = 1; l < shown; l++) {
            double radius = 130.0 * (double)l / (double)(shown - 1), inner = 130.0 * (double)(l - 1) / (double)(shown - 1);
            size_t n = (size_t)(levels[l] + 0.5), m = (size_t)(levels[l - 1] + 0.5);
            if (levels[l] > 200) {
                if (!dots)
                    putf(p,
                         "<circle cx=\"150\" cy=\"150\" r=\"%.1f\" fill=\"none\" stroke=\"var(--bad)\" stroke-width=\"12\" "
                         "opacity=\".35\"/>",
                         radius);
                continue;
            }
            for (size_t i = 0; i < n; i++) {
                double angle = turn * ((double)i + 0.5) / (double)n - turn / 4;
                double from = m > 1 ? turn * ((double)(i * m / n) + 0.5) / (double)m - turn / 4 : angle;
                if (dots)
                    putf(p, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"var(%s)\"/>", middle + radius * cos(angle),
                         middle + radius * sin(angle), n > 60 ? 3.0 : 4.5, l == 1 ? "--warn" : "--bad");
                else
                    putf(p, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", middle + inner * cos(from),
                         middle + inner * sin(from), middle + radius * cos(angle), middle + radius * sin(angle));
            }
        }
    }
    put(p, "<circle cx=\"150\" cy=\"150\" r=\"8\" fill=\"var(--accent)\"/></svg>\n");
}
