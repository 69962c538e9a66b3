// Free room day by day as a line: points in a box, oldest on the left, the floor of the box is no room at all.

import type { RoomDay } from "../wire";

export const WIDTH = 600;
export const HEIGHT = 120;
const MARGIN = 8;

/** The points of the line; none where a line would tell nothing. */
export function line(room: RoomDay[]): string {
  const days = room.map(({ day }) => Date.parse(day));
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || first === last) return "";
  const most = Math.max(...room.map(({ free_bytes }) => free_bytes), 1);
  return room
    .map(({ free_bytes }, index) => {
      const x = MARGIN + ((WIDTH - 2 * MARGIN) * ((days[index] ?? first) - first)) / (last - first);
      const y = HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * free_bytes) / most;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

/** What of a whole takes how much of the width, in order. */
export function parts(amounts: number[]): { x: number; width: number }[] {
  const whole = Math.max(
    amounts.reduce((sum, amount) => sum + amount, 0),
    1,
  );
  let x = 0;
  return amounts.map((amount) => {
    const part = { x, width: (WIDTH * amount) / whole };
    x += part.width;
    return part;
  });
}
