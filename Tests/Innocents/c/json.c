#include "json.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 50000 };

static const char *skip_blanks(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

/* The end of one character of UTF-8; NULL where the bytes are none. */
static const char *skip_character(const char *at, const char *end) {
    unsigned char first = (unsigned char)*at;
    int more = first < 0x80 ? 0 : first >= 0xC2 && first <= 0xDF ? 1 : (first & 0xF0) == 0xE0 ? 2
        : first >= 0xF0 && first <= 0xF4 ? 3 : -1;
    if (more < 0 || end - at <= more) return NULL;
    for (int i = 1; i <= more; i++)
        if (((unsigned char)at[i] & 0xC0) != 0x80) return NULL;
    unsigned char second = (unsigned char)at[more > 0 ? 1 : 0];
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90)
        || (first == 0xF4 && second > 0x8F))
        return NULL;
    return at + more + 1;
}

static int hexadecimal(const char *at, const char *end) {
    if (end - at < 4) return -1;
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

static const char *skip_text(const char *at, const char *end) {
    if (at >= end || *at != '"') return NULL;
    for (at++; at && at < end && *at != '"';) {
        if ((unsigned char)*at < 0x20) return NULL;
        if (*at != '\\') {
            at = skip_character(at, end);
        } else if (end - at < 2) {
            return NULL;
        } else if (at[1] == 'u') {
            if (hexadecimal(at + 2, end) < 0) return NULL;
            at += 6;
        } else {
            if (!strchr("\"\\/bfnrt", at[1]) || !at[1]) return NULL;
            at += 2;
        }
    }
    return at && at < end ? at + 1 : NULL;
}

static const char *skip_digits(const char *at, const char *end) {
    const char *start = at;
    while (at < end && *at >= '0' && *at <= '9') at++;
    return at > start ? at : NULL;
}

static const char *skip_number(const char *at, const char *end) {
    if (at < end && *at == '-') at++;
    if (at < end && *at == '0') at++;
    else if (!(at = skip_digits(at, end))) return NULL;
    if (at < end && *at == '.' && !(at = skip_digits(at + 1, end))) return NULL;
    if (at < end && (*at | 32) == 'e') {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        at = skip_digits(at, end);
    }
    return at;
}

static const char *skip_word(const char *at, const char *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static const char *skip_value(const char *at, const char *end, int depth) {
    if (at >= end || depth > DEPTH_MAX) return NULL;
    switch (*at) {
    case '"': return skip_text(at, end);
    case 't': return skip_word(at, end, "true");
    case 'f': return skip_word(at, end, "false");
    case 'n': return skip_word(at, end, "null");
    case '{':
    case '[': break;
    default: return skip_number(at, end);
    }
    char closing = *at == '{' ? '}' : ']';
    at = skip_blanks(at + 1, end);
    if (at < end && *at == closing) return at + 1;
    while (at < end) {
        if (closing == '}') {
            if (!(at = skip_text(at, end))) return NULL;
            at = skip_blanks(at, end);
            if (at >= end || *at++ != ':') return NULL;
            at = skip_blanks(at, end);
        }
        if (!(at = skip_value(at, end, depth + 1))) return NULL;
        at = skip_blanks(at, end);
        if (at < end && *at == closing) return at + 1;
        if (at >= end || *at++ != ',') return NULL;
        at = skip_blanks(at, end);
    }
    return NULL;
}

bool json_value(Span text, Span *value) {
    const char *end = text.at + text.length, *start = skip_blanks(text.at, end);
    const char *after = skip_value(start, end, 0);
    if (!after) return false;
    *value = (Span){start, (size_t)(after - start)};
    return true;
}

bool json_is_whole(Span text, Span *value) {
    const char *end = text.at + text.length;
    return json_value(text, value) && skip_blanks(value->at + value->length, end) == end;
}

bool json_is_object(Span value) { return value.length && *value.at == '{'; }
bool json_is_text(Span value) { return value.length && *value.at == '"'; }

bool json_member(Span object, const char *name, Span *value) {
    if (!json_is_object(object)) return false;
    const char *at = skip_blanks(object.at + 1, object.at + object.length), *end = object.at + object.length;
    bool found = false;
    while (at < end && *at == '"') {
        const char *after = skip_text(at, end);
        size_t length;
        char *key = json_decode((Span){at, (size_t)(after - at)}, &length);
        bool isIt = length == strlen(name) && memcmp(key, name, length) == 0;
        free(key);
        Span member;
        json_value((Span){skip_blanks(after, end) + 1, (size_t)(end - skip_blanks(after, end) - 1)}, &member);
        if (isIt) *value = member, found = true;
        at = skip_blanks(member.at + member.length, end);
        if (*at == ',') at = skip_blanks(at + 1, end);
    }
    return found;
}

static char *put_character(char *to, unsigned code) {
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 63));
        *to++ = (char)(0x80 | (code & 63));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 63));
        *to++ = (char)(0x80 | (code >> 6 & 63));
        *to++ = (char)(0x80 | (code & 63));
    }
    return to;
}

char *json_decode(Span text, size_t *length) {
    char *decoded = malloc(text.length + 1), *to = decoded;
    const char *at = text.at + 1, *end = text.at + text.length - 1;
    if (!decoded) abort();
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        char escape = at[1];
        at += 2;
        if (escape == 'u') {
            unsigned code = (unsigned)hexadecimal(at, end);
            at += 4;
            int low = code >> 10 == 0x36 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' ? hexadecimal(at + 2, end) : -1;
            if (low >= 0xDC00 && low <= 0xDFFF) {
                code = 0x10000 + ((code & 0x3FF) << 10 | ((unsigned)low & 0x3FF));
                at += 6;
            }
            to = put_character(to, code);
        } else {
            const char *plain = "bfnrt", *special = "\b\f\n\r\t", *which = strchr(plain, escape);
            *to++ = which ? special[which - plain] : escape;
        }
    }
    *length = (size_t)(to - decoded);
    return decoded;
}

bool json_is_set(Span value) {
    if (!value.length) return false;
    switch (*value.at) {
    case 'n':
    case 'f': return false;
    case 't':
    case '{':
    case '[': return true;
    case '"': {
        size_t length;
        char *text = json_decode(value, &length);
        bool isSet = length > 0 && !(length == 1 && *text == '0');
        free(text);
        return isSet;
    }
    default:
        for (size_t i = 0; i < value.length && (value.at[i] | 32) != 'e'; i++)
            if (value.at[i] >= '1' && value.at[i] <= '9') return true;
        return false;
    }
}
