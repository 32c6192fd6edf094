/* Loaded before the C library: the time of day, so many seconds off as a file says at the moment.

   As where a clock is set, no other clock changes and nobody waits for longer. Looking at the
   time takes no lock and no system call more than without this. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

typedef int look(clockid_t, struct timespec *);

static volatile long *seconds_off;
static look *real;

__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("SECONDS_OFF"), O_RDONLY);
    void *found = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (found == MAP_FAILED)
        abort();
    real = (look *)dlsym(RTLD_NEXT, "clock_gettime");
    seconds_off = found;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    if (!seconds_off)
        begin();
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += *seconds_off;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    *now = (struct timeval){found.tv_sec, found.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *also) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (also)
        *also = found.tv_sec;
    return found.tv_sec;
}
