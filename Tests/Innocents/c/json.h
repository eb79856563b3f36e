/* As much JSON as a recorder needs that copies values and builds none: where a value ends, and what a member is. */
#ifndef JSON_H
#define JSON_H
#include <stdbool.h>
#include <stddef.h>

/* A piece of somebody else's text. */
typedef struct {
    const char *at;
    size_t length;
} Span;

/* The value at the beginning of a text, white space around it left out; false where there is none (RFC 8259, UTF-8). */
bool json_value(Span text, Span *value);
/* Whether a whole text is one value and nothing else. */
bool json_is_whole(Span text, Span *value);
/* The last member of that name; false where there is none. The object must be a valid one. */
bool json_member(Span object, const char *name, Span *value);
/* Whether a value is an object, a text. */
bool json_is_object(Span value);
bool json_is_text(Span value);
/* A text without its quotes and escapes, as UTF-8 in memory of its own. */
char *json_decode(Span text, size_t *length);
/* Everything but nothing, null, false, zero, "" and "0". */
bool json_is_set(Span value);
#endif
