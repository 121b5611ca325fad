// Outcomes as shapes in ink, drawn as the icons of the same name: ⊘ denied, ! error, ✕ the end of the guest, a flag for what a person marked.

export type MarkKind = 'denied' | 'error' | 'ended' | 'flag';

/** Within 12 px around the point. */
export function drawMark(
  context: CanvasRenderingContext2D,
  kind: MarkKind,
  x: number,
  y: number,
  ink: string,
  width = 1.3,
): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.beginPath();
  if (kind === 'denied') {
    context.arc(x, y, 4.2, 0, 2 * Math.PI);
    context.moveTo(x - 2.9, y + 2.9);
    context.lineTo(x + 2.9, y - 2.9);
    context.stroke();
  } else if (kind === 'error') {
    context.lineWidth = width + 0.4;
    context.moveTo(x, y - 4.2);
    context.lineTo(x, y + 1);
    context.stroke();
    context.beginPath();
    context.arc(x, y + 4, 1.1, 0, 2 * Math.PI);
    context.fill();
  } else if (kind === 'flag') {
    context.moveTo(x - 3, y + 5);
    context.lineTo(x - 3, y - 4.5);
    context.lineTo(x + 4, y - 4.5);
    context.lineTo(x + 2, y - 1.8);
    context.lineTo(x + 4, y + 0.8);
    context.lineTo(x - 3, y + 0.8);
    context.stroke();
  } else {
    context.moveTo(x - 3.4, y - 3.4);
    context.lineTo(x + 3.4, y + 3.4);
    context.moveTo(x + 3.4, y - 3.4);
    context.lineTo(x - 3.4, y + 3.4);
    context.stroke();
  }
  context.lineCap = 'butt';
}
