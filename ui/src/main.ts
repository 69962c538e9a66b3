// Puts the page into the window.

import { mount } from "svelte";
import App from "./App.svelte";
import "./look/page.css";
import "./look/controls.css";
import { program } from "./bridge";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the program");
mount(App, { target, props: { program } });
