// What axe finds on the page as it is now, a line each. Colours and sizes need a real window.

import axe from "axe-core";

export async function findings(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    rules: {
      "color-contrast": { enabled: false },
      "document-title": { enabled: false },
      "html-has-lang": { enabled: false },
    },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
