// Bytes as a person says them, in SI units as disks are sold. Never rounded up. The program writes them the same
// way in its own sentences; a table of values holds both to it.

import { LOCALE } from "./say";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** An amount of room, "1.1 TB". */
export function room(bytes: number): string {
  const step = UNITS.slice(1).filter((_, power) => bytes >= 1000 ** (power + 1)).length;
  // In whole tenths of the unit, so that no binary fraction falls below what was meant.
  const tenths = Math.floor(bytes / (1000 ** step / 10));
  const digits = step > 0 && tenths < 100 ? 1 : 0;
  return new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: step === 0 ? "long" : "short",
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(digits === 1 ? tenths / 10 : Math.floor(tenths / 10));
}
