// The numbers of a run, as a person says them.

import type { Progress } from "../wire";
import { room } from "../words/room";
import { say } from "../words/say";

export function soFar(progress: Progress): string {
  const { files_done, files_total, bytes_done, bytes_total } = progress;
  if (files_total === 0) return say("work-looked", { files: files_done });
  const files = say("work-files", { done: files_done, total: files_total });
  if (bytes_total === 0) return files;
  return say("work-files-bytes", { files, done: room(bytes_done), total: room(bytes_total) });
}

export function timeLeft(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 60) return say("left-soon");
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return say("left-minutes", { minutes });
  return say("left-hours", { hours: Math.ceil(seconds / 3600) });
}
