import { expect, test } from 'vitest';
import { Signal } from './signal.ts';

test('Signal calls its listeners in order until they are disposed of', () => {
  const signal = new Signal<number>();
  const heard: string[] = [];
  const stop = signal.listen((value) => heard.push(`a${value}`));
  signal.listen((value) => heard.push(`b${value}`));
  signal.emit(1);
  stop();
  stop();
  signal.emit(2);
  expect(heard).toEqual(['a1', 'b1', 'b2']);
});

test('Signal calls a function as often as it listens, and disposes of each alone', () => {
  const signal = new Signal<number>();
  const heard: number[] = [];
  const listener = (value: number): void => void heard.push(value);
  const stop = signal.listen(listener);
  signal.listen(listener);
  signal.emit(1);
  stop();
  signal.emit(2);
  expect(heard).toEqual([1, 1, 2]);
});

test('Signal does not call a listener that was disposed of by an earlier one', () => {
  const signal = new Signal<string>();
  const heard: string[] = [];
  signal.listen(() => stop());
  const stop = signal.listen((value) => void heard.push(value));
  signal.emit('x');
  expect(heard).toEqual([]);
});

test('Signal calls a listener that came during an event from the next event on', () => {
  const signal = new Signal<number>();
  const heard: number[] = [];
  const stop = signal.listen(() => {
    stop();
    signal.listen((value) => void heard.push(value));
  });
  signal.emit(1);
  signal.emit(2);
  expect(heard).toEqual([2]);
});
