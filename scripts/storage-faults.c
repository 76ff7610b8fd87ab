/*
 * Storage faults for scripts/torture, loaded with LD_PRELOAD into the program under test.
 *
 * TORTURE_CONTROL names a file that this library and the script map together. The script writes a
 * plan into it and arms it; the library counts the calls that the plan is about and lets the
 * chosen one fail, do half of its work, or kill the process before or after it.
 *
 * Only calls on files below TORTURE_DIRECTORY count. Linux and glibc only.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { CALL_WRITE = 1, CALL_SYNC = 2, CALL_TRUNCATE = 4, CALL_OPEN = 8, CALL_RENAME = 16,
       CALL_UNLINK = 32 };
enum { MODE_ERROR = 0, MODE_SHORT = 1, MODE_KILL_BEFORE = 2, MODE_KILL_AFTER = 3 };

/* The layout is known to scripts/torture: nine 32-bit words, then the name. */
struct control {
    _Atomic int32_t armed;
    int32_t calls;          /* a mask of CALL_… */
    int32_t mode;
    int32_t error;          /* an errno, for MODE_ERROR */
    int32_t at;             /* the first call that is hit, counted from 1 since arming */
    int32_t count;          /* how many calls in a row are hit */
    _Atomic int32_t seen;   /* how many calls there were since arming */
    _Atomic int32_t hit;    /* how many were hit */
    int32_t unused;
    char name[92];          /* the end of the files' names; empty for all */
};

static struct control *control;
static char directory[PATH_MAX];

#define REAL(type, name, ...) \
    static type (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void set_up(void) {
    const char *path = getenv("TORTURE_CONTROL"), *below = getenv("TORTURE_DIRECTORY");
    if (!path || !below || !realpath(below, directory)) return;
    int file = (int)open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) control = mapped;
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static int is_meant(const char *path) {
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == 0)
        && ends_with(path, control->name);
}

static int is_meant_file(int file) {
    char link[32], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    /* A file that was deleted while it is open still has its name, with this behind it. */
    if (ends_with(path, " (deleted)")) path[length - 10] = 0;
    return is_meant(path);
}

static int is_meant_path(int base, const char *path) {
    char whole[PATH_MAX], folder[PATH_MAX];
    if (path[0] == '/') return is_meant(path);
    if (base == AT_FDCWD) {
        if (!getcwd(folder, sizeof folder)) return 0;
    } else {
        char link[32];
        snprintf(link, sizeof link, "/proc/self/fd/%d", base);
        ssize_t length = readlink(link, folder, sizeof folder - 1);
        if (length <= 0) return 0;
        folder[length] = 0;
    }
    if (snprintf(whole, sizeof whole, "%s/%s", folder, path) >= (int)sizeof whole) return 0;
    return is_meant(whole);
}

static int is_armed(int call) {
    return control && control->armed && (control->calls & call);
}

/* Whether this call is one of those that the plan hits. */
static int is_hit(void) {
    int number = control->seen++ + 1;
    if (number < control->at || number >= control->at + control->count) return 0;
    control->hit++;
    if (control->mode == MODE_KILL_BEFORE) kill(getpid(), SIGKILL);
    return 1;
}

/* After the real call of one that is hit. */
static void ended(void) {
    if (control->mode == MODE_KILL_AFTER) kill(getpid(), SIGKILL);
}

#define FAIL(value) do { errno = control->error; return value; } while (0)
#define IS_ERROR (control->mode == MODE_ERROR)

/* A write that is hit does half of its work in MODE_SHORT, and before it is killed. */
#define WRITE(name, type, parameters, all, half) \
    type name parameters { \
        REAL(type, name, EACH_##name); \
        if (!is_armed(CALL_WRITE) || !is_meant_file(file) || !is_hit()) return real_##name all; \
        if (IS_ERROR) FAIL(-1); \
        type result = real_##name half; \
        ended(); \
        return result; \
    }

#define EACH_write int, const void *, size_t
#define EACH_pwrite int, const void *, size_t, off_t
#define EACH_pwrite64 int, const void *, size_t, off64_t

WRITE(write, ssize_t, (int file, const void *bytes, size_t count), (file, bytes, count),
      (file, bytes, (count + 1) / 2))
WRITE(pwrite, ssize_t, (int file, const void *bytes, size_t count, off_t offset),
      (file, bytes, count, offset), (file, bytes, (count + 1) / 2, offset))
WRITE(pwrite64, ssize_t, (int file, const void *bytes, size_t count, off64_t offset),
      (file, bytes, count, offset), (file, bytes, (count + 1) / 2, offset))

#define ON_FILE(name, call, parameters, each, all) \
    int name parameters { \
        REAL(int, name, each); \
        if (!is_armed(call) || !is_meant_file(file) || !is_hit()) return real_##name all; \
        if (IS_ERROR) FAIL(-1); \
        int result = real_##name all; \
        ended(); \
        return result; \
    }
#define COMMA ,

ON_FILE(fsync, CALL_SYNC, (int file), int, (file))
ON_FILE(fdatasync, CALL_SYNC, (int file), int, (file))
ON_FILE(ftruncate, CALL_TRUNCATE, (int file, off_t length), int COMMA off_t, (file, length))
ON_FILE(ftruncate64, CALL_TRUNCATE, (int file, off64_t length), int COMMA off64_t, (file, length))

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (!is_armed(CALL_OPEN) || !is_meant_path(AT_FDCWD, path) || !is_hit()) \
            return real_##name(path, flags, mode); \
        if (IS_ERROR) FAIL(-1); \
        int result = real_##name(path, flags, mode); \
        ended(); \
        return result; \
    }

OPEN(open)
OPEN(open64)

#define ON_PATH(name, call, parameters, each, all, meant) \
    int name parameters { \
        REAL(int, name, each); \
        if (!is_armed(call) || !(meant) || !is_hit()) return real_##name all; \
        if (IS_ERROR) FAIL(-1); \
        int result = real_##name all; \
        ended(); \
        return result; \
    }

ON_PATH(rename, CALL_RENAME, (const char *from, const char *to), const char * COMMA const char *,
        (from, to), is_meant_path(AT_FDCWD, to))
ON_PATH(renameat, CALL_RENAME, (int a, const char *from, int b, const char *to),
        int COMMA const char * COMMA int COMMA const char *, (a, from, b, to), is_meant_path(b, to))
ON_PATH(unlink, CALL_UNLINK, (const char *path), const char *, (path),
        is_meant_path(AT_FDCWD, path))
ON_PATH(unlinkat, CALL_UNLINK, (int base, const char *path, int flags),
        int COMMA const char * COMMA int, (base, path, flags), is_meant_path(base, path))
