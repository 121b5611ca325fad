// Builds a maze of directories under /maze, hides one way out in it, looks for it room by room, and clears up behind
// itself: some thousands of file calls. Where the way out is depends on the randomness the guest is given.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 6
#define DOORS 3
#define ROOMS 1092 /* 3 + 9 + 27 + 81 + 243 + 729 */

static const char *const door_names[DOORS] = {"left", "ahead", "right"};
static char path[256] = "/maze";
static unsigned rooms_built = 0;
static unsigned rooms_seen = 0;
static unsigned way_out = 0;

static int fail(const char *doing) {
  fprintf(stderr, "maze: %s %s: %s\n", doing, path, strerror(errno));
  return -1;
}

static size_t enter(const char *name) {
  size_t length = strlen(path);
  snprintf(path + length, sizeof path - length, "/%s", name);
  return length;
}

static void leave(size_t length) { path[length] = 0; }

static int hide_way_out(void) {
  size_t length = enter("way-out.txt");
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file < 0) return fail("cannot write");
  int written = write(file, "daylight\n", 9) == 9;
  close(file);
  leave(length);
  return written ? 0 : -1;
}

static int build(int depth) {
  if (depth == DEPTH) return 0;
  for (int door = 0; door < DOORS; door++) {
    size_t length = enter(door_names[door]);
    if (mkdir(path, 0700) != 0) return fail("cannot build");
    rooms_built += 1;
    if (rooms_built == way_out && hide_way_out() != 0) return -1;
    if (build(depth + 1) != 0) return -1;
    leave(length);
  }
  return 0;
}

static int read_way_out(void) {
  char text[16] = {0};
  int file = open(path, O_RDONLY);
  if (file < 0) return fail("cannot read");
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return -1;
  text[strcspn(text, "\n")] = 0;
  printf("%s at %s after %u rooms.\n", text, path, rooms_seen);
  return 1;
}

/* 1: the way out was found, 0: not here, -1: something failed. */
static int search(void) {
  DIR *room = opendir(path);
  if (room == NULL) return fail("cannot enter");
  rooms_seen += 1;
  int found = 0;
  struct dirent *entry;
  while (found == 0 && (entry = readdir(room)) != NULL) {
    if (entry->d_name[0] == '.') continue;
    size_t length = enter(entry->d_name);
    struct stat facts;
    if (stat(path, &facts) != 0) found = fail("cannot look at");
    else found = S_ISDIR(facts.st_mode) ? search() : read_way_out();
    leave(length);
  }
  closedir(room);
  return found;
}

static int clear_up(int depth) {
  if (depth == DEPTH) return 0;
  for (int door = 0; door < DOORS; door++) {
    size_t length = enter(door_names[door]);
    if (clear_up(depth + 1) != 0) return -1;
    size_t inside = enter("way-out.txt");
    unlink(path); /* only one room has it: the others answer "no such file" */
    leave(inside);
    if (rmdir(path) != 0) return fail("cannot clear");
    leave(length);
  }
  return 0;
}

int main(void) {
  unsigned chance = 0;
  if (getentropy(&chance, sizeof chance) != 0) return fail("cannot draw lots for") != 0;
  way_out = 1 + chance % ROOMS;
  if (build(0) != 0) return 1;
  printf("A maze of %u rooms. In we go.\n", rooms_built);
  if (search() != 1) {
    puts("No way out.");
    return 1;
  }
  if (clear_up(0) != 0) return 1;
  puts("All rooms cleared behind us.");
  return 0;
}
