// Climbs down a ladder of calls and hits the bottom: a trap with a stack of named frames.
#include <stdio.h>

__attribute__((noinline)) static int hit_the_bottom(int depth) {
  printf("Bottom reached at rung %d.\n", depth);
  fflush(stdout);
  __builtin_trap();
}

__attribute__((noinline)) static int climb_down(int depth) {
  if (depth == 12) return hit_the_bottom(depth);
  return climb_down(depth + 1) + 1;
}

int main(void) {
  puts("Climbing down.");
  return climb_down(1);
}
