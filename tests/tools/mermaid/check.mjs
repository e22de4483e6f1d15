// Parses Mermaid files with Mermaid itself: `node check.mjs FILE...`. Prints the kind of each
// diagram, and fails for what Mermaid cannot read.

import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ securityLevel: "strict" });

for (const path of process.argv.slice(2)) {
  try {
    const found = await mermaid.parse(readFileSync(path, "utf8"));
    console.log(`${path}: ${found.diagramType}`);
  } catch (error) {
    console.error(`${path}: ${error.message}`);
    process.exitCode = 1;
  }
}
