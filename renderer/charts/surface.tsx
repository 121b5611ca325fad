// A canvas at device pixels, drawn again when its size, its picture or the theme changes. Pointers never go through React.
import { useCallback, useEffect, useRef, type JSX } from 'react';
import { canvasColours, type CanvasColours } from '../ui/palette.ts';

export interface Painter {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colours: CanvasColours;
}

export interface SurfaceProps {
  readonly height: number;
  /** A new function means a new picture. */
  readonly draw: (painter: Painter) => void;
  readonly onWidth?: (width: number) => void;
}

/** Decoration to a screen reader: the widget around it has the words. */
export function Surface({ height, draw, onWidth }: SurfaceProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = useCallback(() => {
    if (canvas.current !== null) paintCanvas(canvas.current, height, draw);
  }, [height, draw]);
  useEffect(() => {
    const frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  }, [paint]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const measure = (): void => {
      onWidth?.(element.clientWidth);
      paint();
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    const theme = new MutationObserver(paint);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    void document.fonts.ready.then(paint);
    return () => {
      sizes.disconnect();
      theme.disconnect();
    };
  }, [paint, onWidth]);
  return <canvas ref={canvas} aria-hidden="true" style={{ display: 'block', width: '100%', height }} />;
}

/** Draws at once; for who draws at each frame of a pointer. */
export function paintCanvas(canvas: HTMLCanvasElement, height: number, draw: (painter: Painter) => void): void {
  const width = canvas.clientWidth;
  const scale = window.devicePixelRatio || 1;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  draw({ context, width, height, colours: canvasColours(canvas) });
}
