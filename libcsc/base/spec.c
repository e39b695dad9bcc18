/* Spec strings: one parser, one canonical form, one hash.
 *
 * Canonical spelling of values, so that equal meanings are equal bytes:
 *   NUMBER    as csc_number_format writes it (0.50, .5 and 5e-1 are 0.5; -0 is 0)
 *   INTEGER   decimal digits (030, 30.0 and 3e1 are 30)
 *   WORD      as listed
 *   SCALE     two INTEGERs joined by ".."
 *   DURATION  in the largest of d, h, m, s that divides it (168h, 1w and 07d are 7d; 0 is 0s)
 */
#include "base/internal.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53: beyond it neighbours are no longer told apart */

typedef struct slice {
    const char *at;
    size_t length;
} slice;

static const char *find_byte(const char *text, const char *end, char byte) {
    return text < end ? memchr(text, byte, (size_t)(end - text)) : NULL;
}

/* The index of a word among "a|b|c", or -1. */
static int32_t choice_index(const char *choices, slice word) {
    int32_t index = 0;
    if (choices == NULL || *choices == '\0') return -1;
    for (const char *at = choices;; index++) {
        const char *bar = strchr(at, '|');
        size_t length = bar != NULL ? (size_t)(bar - at) : strlen(at);
        if (length == word.length && memcmp(at, word.at, length) == 0) return index;
        if (bar == NULL) return -1;
        at = bar + 1;
    }
}

static int parse_number(slice text, double *value) {
    if (text.length == 0 || csc_number_parse(text.at, text.length, value, NULL) != CSC_OK) return 0;
    return isfinite(*value);
}

static int parse_whole(slice text, double *value) {
    return parse_number(text, value) && *value == floor(*value) && fabs(*value) <= WHOLE_MAX;
}

static int parse_duration(slice text, double *seconds) {
    if (text.length < 2) return 0;
    double unit;
    switch (text.at[text.length - 1]) {
    case 's':
        unit = 1;
        break;
    case 'm':
        unit = 60;
        break;
    case 'h':
        unit = 3600;
        break;
    case 'd':
        unit = 86400;
        break;
    case 'w':
        unit = 604800;
        break;
    default:
        return 0;
    }
    for (size_t i = 0; i + 1 < text.length; i++)
        if (text.at[i] < '0' || text.at[i] > '9') return 0;
    if (!parse_whole((slice){text.at, text.length - 1}, seconds)) return 0;
    *seconds *= unit;
    return *seconds <= WHOLE_MAX;
}

static size_t format_duration(double seconds, char *buffer) {
    static const struct {
        double length;
        char letter;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    size_t u = 3;
    if (seconds > 0)
        for (u = 0; fmod(seconds, units[u].length) != 0; u++) continue;
    size_t n = csc_number_format(seconds / units[u].length, buffer);
    buffer[n] = units[u].letter;
    return n + 1;
}

static int in_range(const csc_parameter *p, double v) {
    return v >= p->low && v <= p->high;
}

/* Reads one value. NULL when it is well, else a sentence. */
static const char *parse_value(const csc_parameter *p, slice text, csc_i_spec_value *out) {
    size_t n = 0;
    memset(out, 0, sizeof *out);
    out->word = choice_index(p->choices, text);
    if (out->word >= 0) {
        if (text.length >= sizeof out->text) return "The word is too long.";
        out->number = out->number2 = (double)NAN;
        memcpy(out->text, text.at, text.length);
        out->text[text.length] = '\0';
        return NULL;
    }
    switch (p->kind) {
    case CSC_PARAMETER_NUMBER:
        if (!parse_number(text, &out->number)) return "The value must be a number.";
        break;
    case CSC_PARAMETER_INTEGER:
        if (!parse_whole(text, &out->number)) return "The value must be a whole number.";
        break;
    case CSC_PARAMETER_DURATION:
        if (!parse_duration(text, &out->number)) return "The value must be a whole number with a unit: s, m, h, d or w.";
        break;
    case CSC_PARAMETER_SCALE: {
        const char *end = text.at + text.length, *dots = find_byte(text.at, end, '.');
        if (dots == NULL || end - dots < 2 || dots[1] != '.' || !parse_whole((slice){text.at, (size_t)(dots - text.at)}, &out->number) ||
            !parse_whole((slice){dots + 2, (size_t)(end - dots - 2)}, &out->number2))
            return "The value must be a scale such as 1..5.";
        if (out->number >= out->number2) return "The low end of the scale must be below its high end.";
        if (!in_range(p, out->number) || !in_range(p, out->number2)) return "An end of the scale is outside its range.";
        break;
    }
    default:
        return "The value must be one of the listed words.";
    }
    if (!in_range(p, out->number)) return "The value is outside its range.";
    out->number += 0.0; /* -0 becomes 0 */
    out->number2 += 0.0;
    if (p->kind == CSC_PARAMETER_DURATION) {
        n = format_duration(out->number, out->text);
    } else {
        n = csc_number_format(out->number, out->text);
        if (p->kind == CSC_PARAMETER_SCALE) {
            out->text[n++] = '.';
            out->text[n++] = '.';
            n += csc_number_format(out->number2, out->text + n);
        }
    }
    out->text[n] = '\0';
    return NULL;
}

static size_t parameter_index(const csc_definition *d, slice key) {
    size_t i = 0;
    for (; i < d->parameter_count; i++)
        if (strlen(d->parameters[i].name) == key.length && memcmp(d->parameters[i].name, key.at, key.length) == 0) break;
    return i;
}

static csc_status fail_at(csc_error *err, const char *message, slice key, size_t byte) {
    csc_i_fail_key(err, CSC_E_SPEC, message, key.at, key.length);
    if (err != NULL) err->byte = byte;
    return CSC_E_SPEC;
}

/* Letters, digits and the few marks that ids and values are made of. */
static int spec_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != '\0' && strchr(":/?=&.-+_|,", c) != NULL);
}

/* The part before '?' must read subject ':' name '/' version. */
static int well_formed_id(slice id) {
    const char *end = id.at + id.length;
    const char *colon = find_byte(id.at, end, ':'), *slash = find_byte(id.at, end, '/');
    if (colon == NULL || slash == NULL) {
        /* a few subjects are one word: share/1 */
        if (slash == NULL) return 0;
        colon = id.at;
    }
    if (slash == id.at || slash + 1 == end || slash < colon) return 0;
    for (const char *at = slash + 1; at < end; at++)
        if (*at < '0' || *at > '9') return 0;
    return 1;
}

static csc_status parse_parameters(const char *text, const char *at, const char *end, csc_i_spec *out, csc_error *err) {
    const csc_definition *d = out->definition;
    int32_t seen[CSC_I_PARAMETERS_MAX] = {0};
    while (at != NULL) {
        const char *stop = find_byte(at, end, '&');
        const char *part_end = stop != NULL ? stop : end;
        const char *equals = find_byte(at, part_end, '=');
        slice key = {at, (size_t)((equals != NULL ? equals : part_end) - at)};
        if (equals == NULL || key.length == 0) return fail_at(err, "A parameter must read key=value.", key, (size_t)(at - text));
        size_t i = parameter_index(d, key);
        if (i == d->parameter_count) return fail_at(err, "The definition has no such parameter.", key, (size_t)(at - text));
        if (seen[i]) return fail_at(err, "The parameter is given twice.", key, (size_t)(at - text));
        seen[i] = 1;
        slice value = {equals + 1, (size_t)(part_end - equals - 1)};
        const char *why = parse_value(&d->parameters[i], value, &out->value[i]);
        if (why != NULL) return fail_at(err, why, key, (size_t)(value.at - text));
        at = stop != NULL ? stop + 1 : NULL;
    }
    for (size_t i = 0; i < d->parameter_count; i++) {
        const csc_parameter *p = &d->parameters[i];
        slice name = {p->name, strlen(p->name)};
        csc_i_spec_value fallback;
        if (*p->fallback == '\0') {
            if (!seen[i]) return fail_at(err, "The parameter must be given.", name, (size_t)(end - text));
            out->value[i].given = 1;
            continue;
        }
        if (parse_value(p, (slice){p->fallback, strlen(p->fallback)}, &fallback) != NULL)
            return csc_i_fail_key(err, CSC_E_INTERNAL, "The default of a parameter breaks its own range.", name.at, name.length);
        if (!seen[i])
            out->value[i] = fallback;
        else
            out->value[i].given = strcmp(out->value[i].text, fallback.text) != 0;
    }
    return CSC_OK;
}

static int append(csc_i_spec *out, const char *text, size_t length) {
    if (length > CSC_I_SPEC_MAX - out->canonical_length) return 0;
    memcpy(out->canonical + out->canonical_length, text, length);
    out->canonical_length += length;
    return 1;
}

static int write_canonical(csc_i_spec *out) {
    const csc_definition *d = out->definition;
    char joint = '?';
    out->canonical_length = 0;
    if (!append(out, d->id, strlen(d->id))) return 0;
    for (size_t i = 0; i < d->parameter_count; i++) {
        if (!out->value[i].given) continue;
        if (!append(out, &joint, 1) || !append(out, d->parameters[i].name, strlen(d->parameters[i].name)) || !append(out, "=", 1) ||
            !append(out, out->value[i].text, strlen(out->value[i].text)))
            return 0;
        joint = '&';
    }
    out->canonical[out->canonical_length] = '\0';
    return 1;
}

csc_status csc_i_spec_parse_as(const csc_definition *definition, const char *text, size_t length, csc_i_spec *out, csc_error *err) {
    if (definition->parameter_count > CSC_I_PARAMETERS_MAX)
        return csc_i_fail(err, CSC_E_INTERNAL, "The definition has too many parameters.");
    const char *mark = find_byte(text, text + length, '?');
    out->definition = definition;
    CSC_I_TRY(parse_parameters(text, mark != NULL ? mark + 1 : NULL, text + length, out, err));
    if (!write_canonical(out)) return fail_at(err, "The canonical form is longer than 1,024 bytes.", (slice){NULL, 0}, length);
    csc_i_hash128(out->canonical, out->canonical_length, 0, out->hash);
    return CSC_OK;
}

csc_status csc_i_spec_parse(const char *text, size_t length, csc_i_spec *out, csc_error *err) {
    if (text == NULL) return csc_i_fail(err, CSC_E_INVALID, "The spec is NULL.");
    if (length == SIZE_MAX) length = strlen(text);
    if (length > CSC_I_SPEC_MAX) return fail_at(err, "The spec is longer than 1,024 bytes.", (slice){NULL, 0}, CSC_I_SPEC_MAX);
    for (size_t i = 0; i < length; i++)
        if (!spec_byte(text[i])) return fail_at(err, "The spec holds a byte that no spec has.", (slice){NULL, 0}, i);
    const char *end = text + length, *mark = find_byte(text, end, '?');
    slice id = {text, (size_t)((mark != NULL ? mark : end) - text)};
    if (!well_formed_id(id)) return fail_at(err, "A spec begins with subject:name/version.", (slice){NULL, 0}, 0);
    const csc_definition *definition = csc_definition_find(id.at, id.length);
    if (definition != NULL) return csc_i_spec_parse_as(definition, text, length, out, err);
    csc_i_fail_key(err, CSC_E_NOTFOUND, "There is no such definition.", id.at, id.length);
    if (err != NULL) err->byte = 0;
    return CSC_E_NOTFOUND;
}

const csc_i_spec_value *csc_i_spec_get(const csc_i_spec *spec, const char *name) {
    size_t i = parameter_index(spec->definition, (slice){name, strlen(name)});
    return i < spec->definition->parameter_count ? &spec->value[i] : NULL;
}

int csc_i_spec_is(const csc_i_spec *spec, const char *name, const char *word) {
    const csc_i_spec_value *v = csc_i_spec_get(spec, name);
    return v != NULL && v->word >= 0 && strcmp(v->text, word) == 0;
}

csc_status csc_spec_canonical(const char *spec, size_t spec_length, char *buffer, size_t capacity, size_t *needed, csc_error *err) {
    csc_i_spec parsed;
    if (buffer == NULL && capacity > 0) return csc_i_fail(err, CSC_E_INVALID, "The buffer is NULL and has a capacity.");
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length, &parsed, err));
    if (needed != NULL) *needed = parsed.canonical_length;
    if (buffer == NULL) return CSC_OK;
    if (parsed.canonical_length > capacity) return csc_i_fail(err, CSC_E_BUFFER, "The canonical form does not fit the buffer.");
    memcpy(buffer, parsed.canonical, parsed.canonical_length);
    return CSC_OK;
}

csc_status csc_spec_hash(const char *spec, size_t spec_length, uint64_t hash[2], csc_error *err) {
    csc_i_spec parsed;
    if (hash == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the hash is NULL.");
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length, &parsed, err));
    hash[0] = parsed.hash[0];
    hash[1] = parsed.hash[1];
    return CSC_OK;
}
