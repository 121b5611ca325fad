// A stretch of a run's time.

/** Nanoseconds since the run's start, both included. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}
