// What the commands answer: `elderphoto_api::wire`, field by field.

/** Why a command could not do its work. */
export interface Failure {
  code: string;
  message: string;
  details?: string;
}

export interface Status {
  timestamp: string;
  primary: Primary;
  backups: StatusPlace[];
  rule_321: Rule321;
  verdict: string;
  sentence: string;
  more: string[];
}

export interface Primary {
  name: string;
  path: string;
  accessible: boolean;
  photos: number;
  files: number;
  bytes: number;
}

export interface StatusPlace {
  name: string;
  kind: string;
  enabled: boolean;
  remote: boolean;
  ssh_host?: string;
  accessible: boolean;
  trouble?: string;
  trouble_message?: string;
  last_success: string | null;
  last_verified: string | null;
  photos: number;
  files: number;
  bytes: number;
  behind: number;
  free_bytes: number | null;
  offsite: boolean;
  medium: string | null;
}

export interface Rule321 {
  ok: boolean;
  copies: number;
  kinds: number;
  offsite: number;
  missing: string[];
}
