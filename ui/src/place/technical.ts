// What the helper needs to know of a place, as lines to copy. Never a secret: the page has none.

import type { PlaceInfo } from "../wire";

export function technical(info: PlaceInfo): string {
  const { kind, ssh_user, ssh_host, ssh_port, path, location_id, medium, offsite, keep, limit_mb_s } = info;
  const host =
    ssh_host === undefined ? [] : [`host: ${ssh_host}`, `port: ${ssh_port ?? 22}`, `user: ${ssh_user ?? ""}`];
  const limit = limit_mb_s === null ? "none" : `${limit_mb_s} MB/s`;
  return [
    `kind: ${kind}`,
    ...host,
    `path: ${path}`,
    `id: ${location_id}`,
    `medium: ${medium ?? "unknown"}`,
    `away from home: ${offsite ? "yes" : "no"}`,
    `keep: ${keep}`,
    `limit: ${limit}`,
  ].join("\n");
}
