// Tries, by ordinary means, to read what is none of its business, and says what it got. Under its manifest: nothing.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int loot = 0;

static void steal_file(const char *path) {
  char first[64];
  int file = open(path, O_RDONLY);
  if (file < 0) {
    printf("  %-22s nothing (%s)\n", path, strerror(errno));
    return;
  }
  ssize_t length = read(file, first, sizeof first - 1);
  close(file);
  if (length <= 0) {
    printf("  %-22s opened, but nothing to read\n", path);
    return;
  }
  first[length] = 0;
  first[strcspn(first, "\n")] = 0;
  printf("  %-22s GOT \"%s\"\n", path, first);
  loot += 1;
}

static void steal_variable(const char *name) {
  const char *value = getenv(name);
  if (value == NULL) {
    printf("  $%-21s nothing (not set)\n", name);
    return;
  }
  printf("  $%-21s GOT \"%s\"\n", name, value);
  loot += 1;
}

int main(void) {
  puts("Thief at work.");
  steal_file("/etc/passwd");
  steal_file("../../etc/shadow");
  steal_file("/root/.ssh/id_rsa");
  steal_variable("AWS_SECRET_ACCESS_KEY");
  steal_variable("HOME");
  if (loot == 0) {
    puts("I got nothing. Good locks here; my compliments to the house.");
    return 0;
  }
  printf("I got %d thing%s. Thank you.\n", loot, loot == 1 ? "" : "s");
  return 1;
}
