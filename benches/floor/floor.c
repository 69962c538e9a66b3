/* The floor of this machine: what copying a library to two places costs with nothing of ours in it.
 *
 *   floor LIBRARY PLACE1 PLACE2
 *
 * Two threads take a folder each: read a file once, hash it, write it to both places below incoming/,
 * set its time, start its writeback. Then syncfs, rename whole folders into place, syncfs. No catalog,
 * no records, no checks. Every folder with files becomes one rename, so the root may hold none.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, CHUNK = 1 << 20, EARLY = 256 << 10, PATH = 4096 };

static char *library, *place[2];
static int incoming[2];
static char **folders;
static int folder_count;
static atomic_int next_folder;

static void check(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

/* Lists folders that hold files, each before its subfolders. */
static void walk(const char *rel) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%s", library, rel);
    DIR *dir = opendir(path);
    check(dir != NULL, path);
    char **below = NULL;
    int count = 0, files = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        if (e->d_type != DT_DIR) {
            files++;
            continue;
        }
        below = realloc(below, (count + 1) * sizeof *below);
        check(asprintf(&below[count++], "%s%s%s", rel, *rel ? "/" : "", e->d_name) > 0, "name");
    }
    closedir(dir);
    if (files) {
        folders = realloc(folders, (folder_count + 1) * sizeof *folders);
        folders[folder_count++] = strdup(rel);
    }
    for (int i = 0; i < count; i++) walk(below[i]);
}

static void copy_file(int from, const int to[2], const char *name, char *buffer, EVP_MD_CTX *hash) {
    int in = openat(from, name, O_RDONLY | O_CLOEXEC), out[2];
    struct stat st;
    check(in >= 0 && !fstat(in, &st), name);
    for (int p = 0; p < 2; p++) {
        out[p] = openat(to[p], name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        check(out[p] >= 0, name);
    }
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    for (ssize_t got; (got = read(in, buffer, CHUNK)) != 0;) {
        check(got > 0, name);
        EVP_DigestUpdate(hash, buffer, got);
        for (int p = 0; p < 2; p++) check(write(out[p], buffer, got) == got, name);
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_DigestFinal_ex(hash, digest, NULL);
    const struct timespec times[2] = {{0, UTIME_OMIT}, st.st_mtim};
    for (int p = 0; p < 2; p++) {
        if (st.st_size >= EARLY) sync_file_range(out[p], 0, 0, SYNC_FILE_RANGE_WRITE);
        check(!futimens(out[p], times) && !close(out[p]), name);
    }
    close(in);
}

static void *copy_folders(void *unused) {
    char *buffer = malloc(CHUNK), path[PATH];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    for (int i; (i = next_folder++) < folder_count;) {
        snprintf(path, sizeof path, "%s/%s", library, folders[i]);
        DIR *dir = opendir(path);
        check(dir != NULL, path);
        int to[2];
        snprintf(path, sizeof path, "%d", i);
        for (int p = 0; p < 2; p++) {
            check(!mkdirat(incoming[p], path, 0755), "staging folder");
            to[p] = openat(incoming[p], path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        }
        for (struct dirent *e; (e = readdir(dir));)
            if (e->d_type == DT_REG) copy_file(dirfd(dir), to, e->d_name, buffer, hash);
        closedir(dir);
        close(to[0]);
        close(to[1]);
    }
    return unused;
}

static void make_parents(int root, const char *rel) {
    char path[PATH];
    snprintf(path, sizeof path, "%s", rel);
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        check(!mkdirat(root, path, 0755) || errno == EEXIST, path);
        *slash = '/';
    }
}

static void *put_in_place(void *which) {
    const int p = *(int *)which;
    char staged[16];
    int root = open(place[p], O_RDONLY | O_DIRECTORY);
    check(root >= 0 && !syncfs(root), place[p]);
    for (int i = 0; i < folder_count; i++) {
        snprintf(staged, sizeof staged, "%d", i);
        make_parents(root, folders[i]);
        check(!renameat2(incoming[p], staged, root, folders[i], RENAME_NOREPLACE), folders[i]);
    }
    check(!syncfs(root), place[p]);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    library = argv[1];
    for (int p = 0; p < 2; p++) {
        char path[PATH];
        place[p] = argv[2 + p];
        snprintf(path, sizeof path, "%s/incoming", place[p]);
        check(!mkdir(path, 0755), path);
        incoming[p] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    walk("");
    pthread_t threads[THREADS];
    int which[2] = {0, 1};
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, copy_folders, NULL);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int p = 0; p < 2; p++) pthread_create(&threads[p], NULL, put_in_place, &which[p]);
    for (int p = 0; p < 2; p++) pthread_join(threads[p], NULL);
    return 0;
}
