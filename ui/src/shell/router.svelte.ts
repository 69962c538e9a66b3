// Which screen is shown: kept in the address, so that "back" and a reload do what a person expects.

import { address, type Route, routeOf } from "./route";

export class Router {
  route: Route = $state.raw({ screen: "home" });
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    this.route = routeOf(window.location.hash);
  }

  go(route: Route): void {
    this.route = route;
    this.#window.location.hash = address(route);
  }

  /** Shows another screen without a way "back" to the present one. */
  replace(route: Route): void {
    this.route = route;
    this.#window.history.replaceState(null, "", address(route));
  }

  /** Hears of links and of "back"; returns how to stop. */
  follow(): () => void {
    const changed = (): void => {
      const hash = this.#window.location.hash;
      if (address(this.route) !== hash) this.route = routeOf(hash);
    };
    this.#window.addEventListener("hashchange", changed);
    return () => {
      this.#window.removeEventListener("hashchange", changed);
    };
  }
}
