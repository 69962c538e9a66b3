// Bytes as a person says them, in the decimal units that disks are sold in. Never rounded up.

import { LOCALE } from "./say";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** An amount of room, "1.1 TB". */
export function room(bytes: number): string {
  const step = bytes < 1000 ? 1 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  const said = new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit: UNITS[step],
    maximumFractionDigits: amount < 10 ? 1 : 0,
    roundingMode: "floor",
  } as Intl.NumberFormatOptions).format(amount);
  // As the program's own sentences write it.
  return said.replace("kB", "KB");
}
