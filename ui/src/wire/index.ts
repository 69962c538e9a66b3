// What the program answers and what it may be asked for, made from its own types (`make bindings`).

export type * from "./gen/types";
