/*
 * A clock that is behind, for scripts/pictures; loaded with LD_PRELOAD. PAST_CLOCK names a file
 * with the number of seconds, in 64 bits; scripts/browser/past.py changes it meanwhile.
 * Clocks that only measure how long something takes stay as they are. Linux and glibc only.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t none, *behind = &none;

__attribute__((constructor)) static void set_up(void) {
    const char *path = getenv("PAST_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *behind, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) behind = mapped;
}

int clock_gettime(clockid_t which, struct timespec *at) {
    int result = (int)syscall(SYS_clock_gettime, which, at);
    if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        at->tv_sec -= atomic_load(behind);
    return result;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
