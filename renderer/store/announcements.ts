// What a screen reader is told: at most one message a second, the last one wins.
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface AnnouncementState {
  readonly message: string;
  say(message: string): void;
}

export type AnnouncementStore = StoreApi<AnnouncementState>;

const PAUSE_MS = 1000;

export function createAnnouncementStore(): AnnouncementStore {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return createStore<AnnouncementState>((set) => ({
    message: '',
    say: (message) => {
      clearTimeout(timer);
      const wait = Math.max(0, last + PAUSE_MS - performance.now());
      timer = setTimeout(() => {
        last = performance.now();
        set({ message });
      }, wait);
    },
  }));
}
