/* Interceptors for functions on strings, which kernels write in assembly: the same functions, and
 * what they decide by is checked as a branch would be. strcpy() and strlcpy() take shadow and origins
 * along. A report names the function.
 *
 * A C source that includes this file after <string.h> calls the interceptors. Calls through pointers,
 * and C++ code, keep the functions of <string.h>.
 *
 * Source: FreeBSD 14, sys/kern/subr_msan.c, and for strlcpy its manual page strlcpy(3).
 */
#ifndef KMSAN_STRINGS_H
#define KMSAN_STRINGS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int kmsan_memcmp(const void *first, const void *second, size_t size);
size_t kmsan_strlen(const char *string);
size_t kmsan_strnlen(const char *string, size_t max);
int kmsan_strcmp(const char *first, const char *second);
int kmsan_strncmp(const char *first, const char *second, size_t max);
char *kmsan_strcpy(char *to, const char *from);
size_t kmsan_strlcpy(char *to, const char *from, size_t size);

#ifdef __cplusplus
}
#else
#define memcmp(first, second, size) kmsan_memcmp(first, second, size)
#define strlen(string) kmsan_strlen(string)
#define strnlen(string, max) kmsan_strnlen(string, max)
#define strcmp(first, second) kmsan_strcmp(first, second)
#define strncmp(first, second, max) kmsan_strncmp(first, second, max)
#define strcpy(to, from) kmsan_strcpy(to, from)
#define strlcpy(to, from, size) kmsan_strlcpy(to, from, size)
#endif

#endif
