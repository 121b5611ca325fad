// Takes memory page by page, writing to each page so that it is really used, until somebody says no.
#include <stdio.h>

#define PAGE_BYTES 65536

int main(void) {
  unsigned taken = 0;
  printf("Hungry. Starting with %zu pages.\n", __builtin_wasm_memory_size(0));
  fflush(stdout);
  for (;;) {
    size_t before = __builtin_wasm_memory_grow(0, 1);
    if (before == (size_t)-1) break;
    volatile char *page = (volatile char *)(before * PAGE_BYTES);
    for (unsigned at = 0; at < PAGE_BYTES; at += 4096) page[at] = 1;
    taken += 1;
    if (taken % 256 == 0) {
      printf("%u MiB more\n", taken / 16);
      fflush(stdout);
    }
  }
  printf("Refused after %u pages (%u MiB). I could have eaten more.\n", taken, taken / 16);
  return 0;
}
