/* A disk that fails, for tests: loaded with LD_PRELOAD, it lets a number of writes and syncs under a folder through and fails all later ones.

   DISK_FOLDER: the folder; DISK_AFTER: how many pass; DISK_ERROR: the number of the error (28 no space, 5 input/output, 30 read-only).
   Files elsewhere, pipes and sockets are left alone. What it stands in for: write, pwrite, fsync, fdatasync, ftruncate and fallocate. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long passed;

static int fails(int file) {
    const char *folder = getenv("DISK_FOLDER"), *after = getenv("DISK_AFTER"), *error = getenv("DISK_ERROR");
    char link[64], path[4096];
    if (!folder || !after || !error) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    if (atomic_fetch_add(&passed, 1) < atol(after)) return 0;
    errno = atoi(error);
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *from, size_t size) { return fails(file) ? -1 : NEXT(write)(file, from, size); }
ssize_t pwrite(int file, const void *from, size_t size, off_t at) { return fails(file) ? -1 : NEXT(pwrite)(file, from, size, at); }
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) { return fails(file) ? -1 : NEXT(pwrite64)(file, from, size, at); }
ssize_t writev(int file, const struct iovec *from, int count) { return fails(file) ? -1 : NEXT(writev)(file, from, count); }
int fsync(int file) { return fails(file) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return fails(file) ? -1 : NEXT(fdatasync)(file); }
int ftruncate(int file, off_t size) { return fails(file) ? -1 : NEXT(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return fails(file) ? -1 : NEXT(ftruncate64)(file, size); }
int posix_fallocate(int file, off_t at, off_t size) { return fails(file) ? errno : NEXT(posix_fallocate)(file, at, size); }
