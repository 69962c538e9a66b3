// How the page is built, served while it is worked on, and tested.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  build: {
    // The webviews Tauri runs in: WebKitGTK, WKWebView, WebView2.
    target: ["es2022", "safari15", "chrome105"],
    // Everything in files: the page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The sentences stand with all others, outside this folder.
  server: { fs: { allow: [".", "../src-tauri/crates/api/sentences"] } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
});
